// StateWriter and StateReader: a plain struct with DF_FIELDS to bytes and back.
//
// For state that the same version of dataflint picks up again (the engine's position in a growing
// log), not an exchange format: integers are stored as variable-length, everything else by its
// members in order. The reader trusts nothing: every length is checked against what is left, memory
// grows with what is really there, and failed() is true after the first contradiction. Indices
// inside the model are not judged here: Sealed and Unseal find damage as a whole. Any thread; no
// I/O.
#ifndef DATAFLINT_BASE_SAVED_STATE_H_
#define DATAFLINT_BASE_SAVED_STATE_H_

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/string_pool.h"

namespace dataflint {

class StateWriter {
 public:
  std::string Take() { return std::move(bytes_); }

  template <typename T>
  void Write(const T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      Number(value ? 1 : 0);
    } else if constexpr (std::is_enum_v<T>) {
      Number(static_cast<std::uint64_t>(value));
    } else if constexpr (std::is_same_v<T, double>) {
      Number(std::bit_cast<std::uint64_t>(value));
    } else if constexpr (std::is_integral_v<T>) {
      // Zigzag: small numbers of either sign are short.
      const auto wide = static_cast<std::int64_t>(value);
      Number((static_cast<std::uint64_t>(wide) << 1) ^ static_cast<std::uint64_t>(wide >> 63));
    } else {
      value.VisitFields([this](const auto&... fields) { (this->Write(fields), ...); });
    }
  }
  void Write(const std::string& text) {
    Number(text.size());
    bytes_ += text;
  }
  void Write(const StringPool& pool) {
    Number(pool.size());
    for (std::size_t i = 0; i < pool.size(); ++i) {
      const std::string_view text = pool.Get(StringId{static_cast<std::uint32_t>(i)});
      Number(text.size());
      bytes_ += text;
    }
  }
  template <typename T>
  void Write(const std::vector<T>& values) {
    Number(values.size());
    if constexpr (std::is_same_v<T, std::uint8_t>) {
      bytes_.append(reinterpret_cast<const char*>(values.data()), values.size());
    } else {
      for (const auto& value : values) Write(static_cast<const T&>(value));
    }
  }
  template <typename T, std::size_t N>
  void Write(const std::array<T, N>& values) {
    for (const T& value : values) Write(value);
  }
  template <typename A, typename B>
  void Write(const std::pair<A, B>& value) {
    Write(value.first);
    Write(value.second);
  }
  template <typename T>
  void Write(const std::unique_ptr<T>& value) {
    Write(value != nullptr);
    if (value != nullptr) Write(*value);
  }
  template <typename... Parameters>
  void Write(const std::unordered_map<Parameters...>& map) {
    WriteMap(map);
  }
  template <typename... Parameters>
  void Write(const std::unordered_multimap<Parameters...>& map) {
    WriteMap(map);
  }

 private:
  template <typename Map>
  void WriteMap(const Map& map) {
    Number(map.size());
    for (const auto& [key, value] : map) {
      Write(key);
      Write(value);
    }
  }
  void Number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes_ += static_cast<char>((value & 0x7f) | 0x80);
    bytes_ += static_cast<char>(value);
  }

  std::string bytes_;
};

class StateReader {
 public:
  explicit StateReader(std::string_view bytes) : left_(bytes) {}

  bool failed() const { return failed_; }
  bool at_end() const { return left_.empty(); }

  template <typename T>
  void Read(T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      value = Number() != 0;
    } else if constexpr (std::is_enum_v<T>) {
      value = static_cast<T>(Number());
    } else if constexpr (std::is_same_v<T, double>) {
      value = std::bit_cast<double>(Number());
    } else if constexpr (std::is_integral_v<T>) {
      const std::uint64_t zigzag = Number();
      value = static_cast<T>(static_cast<std::int64_t>((zigzag >> 1) ^ (~(zigzag & 1) + 1)));
    } else {
      value.VisitFields([this](auto&... fields) { (this->Read(fields), ...); });
    }
  }
  void Read(std::string& text) { text = Bytes(Number()); }
  void Read(StringPool& pool) {
    const std::size_t count = Count();
    for (std::size_t i = 0; i < count && !failed_; ++i) {
      if (static_cast<std::size_t>(pool.Intern(Bytes(Number()))) != i) failed_ = true;
    }
  }
  template <typename T>
  void Read(std::vector<T>& values) {
    const std::size_t count = Count();
    values.clear();
    if constexpr (std::is_same_v<T, std::uint8_t>) {
      const std::string_view bytes = Bytes(count);
      values.assign(bytes.begin(), bytes.end());
    } else {
      // A count that lies must not take memory: beyond this, as much as was read decides.
      constexpr std::size_t kReserved = 4096;
      values.reserve(count < kReserved ? count : kReserved);
      for (std::size_t i = 0; i < count && !failed_; ++i) {
        T value{};
        Read(value);
        values.push_back(std::move(value));
      }
    }
  }
  template <typename T, std::size_t N>
  void Read(std::array<T, N>& values) {
    for (T& value : values) Read(value);
  }
  template <typename A, typename B>
  void Read(std::pair<A, B>& value) {
    Read(value.first);
    Read(value.second);
  }
  template <typename T>
  void Read(std::unique_ptr<T>& value) {
    bool there = false;
    Read(there);
    value = there && !failed_ ? std::make_unique<T>() : nullptr;
    if (value != nullptr) Read(*value);
  }
  template <typename Key, typename Value, typename... More>
  void Read(std::unordered_map<Key, Value, More...>& map) {
    ReadMap<Key, Value>(map);
  }
  template <typename Key, typename Value, typename... More>
  void Read(std::unordered_multimap<Key, Value, More...>& map) {
    ReadMap<Key, Value>(map);
  }

 private:
  template <typename Key, typename Value, typename Map>
  void ReadMap(Map& map) {
    const std::size_t count = Count();
    map.clear();
    for (std::size_t i = 0; i < count && !failed_; ++i) {
      Key key{};
      Value value{};
      Read(key);
      Read(value);
      map.emplace(std::move(key), std::move(value));
    }
  }
  // A number of elements: never more than the bytes left, each takes at least one.
  std::size_t Count() {
    const std::uint64_t count = Number();
    if (count > left_.size()) failed_ = true;
    return failed_ ? 0 : static_cast<std::size_t>(count);
  }
  std::string_view Bytes(std::uint64_t size) {
    if (failed_ || size > left_.size()) {
      failed_ = true;
      return {};
    }
    const std::string_view bytes = left_.substr(0, static_cast<std::size_t>(size));
    left_.remove_prefix(static_cast<std::size_t>(size));
    return bytes;
  }
  std::uint64_t Number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (left_.empty()) break;
      const auto byte = static_cast<unsigned char>(left_.front());
      left_.remove_prefix(1);
      value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if ((byte & 0x80) == 0) return value;
    }
    failed_ = true;
    return 0;
  }

  std::string_view left_;
  bool failed_ = false;
};

// The names and types of all that Write(const T&) would write, as a text that is another when any of
// them is.
template <typename... T>
std::string FormatOf();

namespace saved_state_format {

template <typename... T>
void AppendAll(std::string& format);

template <typename T>
struct Type {
  static void Append(std::string& format) {
    if constexpr (std::is_same_v<T, bool>) {
      format += 'b';
    } else if constexpr (std::is_enum_v<T>) {
      format += 'e';
    } else if constexpr (std::is_same_v<T, double>) {
      format += 'd';
    } else if constexpr (std::is_integral_v<T>) {
      format += std::is_signed_v<T> ? 'i' : 'u';
      format += std::to_string(sizeof(T) * 8);
    } else {
      using Types = decltype(std::declval<T&>().VisitFields(TypesOf{}));
      format += '{';
      format += T::FieldNames();
      format += ':';
      Types::AppendFormats(format);
      format += '}';
    }
  }

 private:
  template <typename... Fields>
  struct List {
    static void AppendFormats(std::string& format) { AppendAll<Fields...>(format); }
  };
  struct TypesOf {
    template <typename... Fields>
    List<Fields...> operator()(Fields&...) const {
      return {};
    }
  };
};
template <>
struct Type<std::string> {
  static void Append(std::string& format) { format += 's'; }
};
template <>
struct Type<StringPool> {
  static void Append(std::string& format) { format += 'p'; }
};
template <typename T>
struct Type<std::vector<T>> {
  static void Append(std::string& format) {
    format += '[';
    AppendAll<T>(format);
    format += ']';
  }
};
template <typename T, std::size_t N>
struct Type<std::array<T, N>> {
  static void Append(std::string& format) {
    AppendAll<T>(format);
    format += '*' + std::to_string(N);
  }
};
template <typename A, typename B>
struct Type<std::pair<A, B>> {
  static void Append(std::string& format) {
    format += '(';
    AppendAll<A, B>(format);
    format += ')';
  }
};
template <typename T>
struct Type<std::unique_ptr<T>> {
  static void Append(std::string& format) {
    format += '?';
    AppendAll<T>(format);
  }
};
template <typename Key, typename Value, typename... More>
struct Type<std::unordered_map<Key, Value, More...>> {
  static void Append(std::string& format) {
    format += '<';
    AppendAll<Key, Value>(format);
    format += '>';
  }
};
template <typename Key, typename Value, typename... More>
struct Type<std::unordered_multimap<Key, Value, More...>> {
  static void Append(std::string& format) {
    format += "<<";
    AppendAll<Key, Value>(format);
    format += ">>";
  }
};

template <typename... T>
void AppendAll(std::string& format) {
  ((Type<T>::Append(format), format += ','), ...);
}

}  // namespace saved_state_format

template <typename... T>
std::string FormatOf() {
  std::string format;
  saved_state_format::AppendAll<T...>(format);
  return format;
}

// Sixteen hexadecimal digits that say whether two texts are the same.
std::string Fingerprint(std::string_view text);

// A state with its checksum in front, so that a state which was cut or changed is refused as a
// whole. No protection against who wants to deceive: states come from where only this program
// writes.
std::string Sealed(std::string state);
// Takes the checksum off. False when the state is not as Sealed left it.
bool Unseal(std::string_view& state);

}  // namespace dataflint

#endif  // DATAFLINT_BASE_SAVED_STATE_H_
