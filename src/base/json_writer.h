// JsonWriter: JSON text, written front to back, without a tree in between.
//
//   JsonWriter json(sink, JsonWriter::Style::kIndented);
//   json.BeginObject();
//   json.Field("name", "etl");
//   json.Key("stages");
//   json.BeginArray(); ... json.EndArray();
//   json.EndObject();
//   json.Flush();
//
// Commas, line breaks and escapes are the writer's business; that keys and values alternate and
// every Begin has its End is the caller's (asserted). What would steer a terminal (control
// characters, line separators, marks of direction) is escaped, and text that is not valid UTF-8 gets
// U+FFFD in its place; integers are exact, doubles the shortest text that reads back the same, NaN
// and infinities null. Used by report/ and, later, the HTTP API; one thread at a time; no files, no
// exceptions.
#ifndef DATAFLINT_BASE_JSON_WRITER_H_
#define DATAFLINT_BASE_JSON_WRITER_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace dataflint {

class JsonWriter {
 public:
  enum class Style : std::uint8_t { kCompact, kIndented };
  // Takes finished bytes, in order, in pieces of about kPieceBytes.
  using Sink = std::function<void(std::string_view)>;
  static constexpr std::size_t kPieceBytes = 64U << 10U;

  JsonWriter(Sink sink, Style style);
  // Appends to `out`, which must outlive the writer; complete after Flush().
  JsonWriter(std::string& out, Style style);
  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;

  void BeginObject() { Open('{'); }
  void EndObject() { Close('}'); }
  void BeginArray() { Open('['); }
  void EndArray() { Close(']'); }
  void Key(std::string_view key);

  void String(std::string_view text);
  void Int(std::int64_t value);
  void Double(double value);
  void Bool(bool value);
  void Null();

  // One value of any of the kinds above.
  template <typename T>
  void Value(const T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      Bool(value);
    } else if constexpr (std::is_integral_v<T>) {
      static_assert(std::is_signed_v<T> || sizeof(T) < 8, "larger than JSON readers keep exact");
      Int(static_cast<std::int64_t>(value));
    } else if constexpr (std::is_floating_point_v<T>) {
      Double(static_cast<double>(value));
    } else {
      String(value);
    }
  }
  template <typename T>
  void Field(std::string_view key, const T& value) {
    Key(key);
    Value(value);
  }
  // Begins the object or array that is the value of `key`.
  void BeginObject(std::string_view key) {
    Key(key);
    BeginObject();
  }
  void BeginArray(std::string_view key) {
    Key(key);
    BeginArray();
  }

  // Hands the rest to the sink. Call once, after the last End.
  void Flush();

 private:
  void Open(char bracket);
  void Close(char bracket);
  void BeforeValue();
  void NewLine();
  void Quote(std::string_view text);

  Sink sink_;
  Style style_;
  std::string buffer_;
  std::vector<bool> has_members_;  // one per open object or array
  bool after_key_ = false;
};

}  // namespace dataflint

#endif  // DATAFLINT_BASE_JSON_WRITER_H_
