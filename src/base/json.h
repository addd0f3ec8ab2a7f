// JsonDocument and JsonValue: one text as JSON, a line of an event log or the body of an answer, ready to
// be walked in any order.
//
// simdjson finds the structural characters (its stage 1, vectorised); one pass over them then
// checks the grammar and links every bracket to its end. After that nothing can fail: readers see a
// well-formed document or none at all, so that nothing is ever applied by half. Values are 16-byte
// handles into the text; nothing is copied, nothing recurses, and nesting costs four bytes a level.
// Numbers and escapes are judged only when asked for. Used by readers of events and of answers; one
// thread; a document holds one text at a time and its values are valid until the next Parse.
//
// Equal keys: the first one counts. Keys written with escapes match only in iteration.
#ifndef DATAFLINT_BASE_JSON_H_
#define DATAFLINT_BASE_JSON_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace dataflint {

class JsonDocument;
class JsonArrayView;
class JsonObjectView;

enum class JsonKind : std::uint8_t { kAbsent, kNull, kBool, kNumber, kString, kArray, kObject };

class JsonValue {
 public:
  JsonValue() = default;  // absent: everything asked of it gives the fallback

  JsonKind kind() const;
  // There is a member of that name, and it is not null.
  bool present() const { return document_ != nullptr && kind() != JsonKind::kNull; }
  bool is_object() const { return kind() == JsonKind::kObject; }
  bool is_array() const { return kind() == JsonKind::kArray; }
  bool is_string() const { return kind() == JsonKind::kString; }

  // The number as an integer. Numbers written as text count ("12", as accumulator updates are);
  // whole numbers written as 1.0 or 1e3 too. Absent and null give `otherwise`. What is no number,
  // has a fraction or does not fit gives `otherwise` and is counted (JsonDocument::bad_numbers).
  std::int64_t Int(std::int64_t otherwise = 0) const;
  // As Int, without counting: false when there is no such integer.
  bool TryInt(std::int64_t& value) const;
  double Double(double otherwise = 0) const;  // counts what is no finite number, as Int does
  bool Bool(bool otherwise = false) const;    // also from "true" and "false" as text

  // The text of a string, unescaped; of a number or literal, as written; of anything else, empty.
  // Valid until the document's next Parse.
  std::string_view Text() const;
  // The value's JSON as it stands in the line.
  std::string_view Raw() const;

  // The member `key` of an object (the first of that name), else an absent value. Searches from the
  // start; to take several members use Pick.
  JsonValue operator[](std::string_view key) const;
  // Takes several members in one pass, whatever their order; quickest in the order written.
  struct Wanted {
    std::string_view key;
    JsonValue& value;
  };
  void Pick(std::initializer_list<Wanted> wanted) const;

  // For loops over members (of an object) and items (of an array); empty for other kinds.
  JsonObjectView members() const;
  JsonArrayView items() const;
  std::size_t CountItems() const;

 private:
  friend class JsonDocument;
  friend class JsonArrayView;
  friend class JsonObjectView;
  JsonValue(JsonDocument* document, std::uint32_t at) : document_(document), at_(at) {}
  char first() const;
  std::string_view Scalar() const;
  bool KeyIs(std::uint32_t key_at, std::string_view key) const;

  JsonDocument* document_ = nullptr;
  std::uint32_t at_ = 0;  // index of its first structural
};

class JsonDocument {
 public:
  enum class Outcome : std::uint8_t { kOk, kBadJson, kTooDeep, kTooMany };

  // Deeper nesting than this is refused. A plan tree takes two levels a node.
  static constexpr std::size_t kMaxDepth = 200'000;
  // A text of more brackets, commas and values than this is refused: each costs four to eight
  // bytes.
  static constexpr std::size_t kMaxStructurals = 12'000'000;
  static constexpr std::size_t kPadding = 64;  // readable bytes needed behind a text

  JsonDocument();
  ~JsonDocument();
  JsonDocument(const JsonDocument&) = delete;
  JsonDocument& operator=(const JsonDocument&) = delete;

  // Reads one JSON text. kPadding bytes behind its end must be readable; it must outlive the
  // values.
  Outcome Parse(std::string_view padded);
  // The same for a text that has no such padding: copies it.
  Outcome ParseCopy(std::string_view text);

  JsonValue root() { return JsonValue(this, 0); }

  // Of the text parsed last:
  bool repaired_utf8() const { return repaired_utf8_; }  // invalid bytes were replaced by U+FFFD
  std::int64_t bad_numbers() const { return bad_numbers_; }  // met by Int and Double so far
  std::string_view first_bad_number() const { return first_bad_number_; }

 private:
  friend class JsonValue;
  friend class JsonArrayView;
  friend class JsonObjectView;
  class Indexer;

  Outcome Index(std::string_view padded);
  Outcome Check(std::size_t count);
  std::uint32_t Next(std::uint32_t at) const {  // the structural behind the value at `at`
    const char c = text_[positions_[at]];
    return (c == '{' || c == '[') ? ends_[at] + 1 : at + 1;
  }
  std::string_view ScalarAt(std::uint32_t at, std::size_t count) const;
  std::string_view StringAt(std::uint32_t at, bool& escaped) const;
  std::string_view Unescape(std::string_view escaped);
  void BadNumber(std::string_view text);

  std::unique_ptr<Indexer> indexer_;
  const char* text_ = nullptr;
  std::size_t size_ = 0;
  const std::uint32_t* positions_ = nullptr;  // of the structurals in text_
  std::uint32_t count_ = 0;
  std::vector<std::uint32_t> ends_;  // for brackets: index of the closing one
  std::vector<std::uint32_t> open_;
  std::string copy_;
  std::vector<std::unique_ptr<char[]>> unescaped_;
  std::size_t unescaped_room_ = 0;
  char* unescaped_at_ = nullptr;
  bool repaired_utf8_ = false;
  std::int64_t bad_numbers_ = 0;
  std::string first_bad_number_;
};

struct JsonMember {
  JsonValue key;
  JsonValue value;
  std::string_view name() const { return key.Text(); }
};

class JsonObjectView {
 public:
  class Iterator {
   public:
    Iterator(JsonDocument* document, std::uint32_t at) : document_(document), at_(at) {}
    bool operator!=(const Iterator& other) const { return at_ != other.at_; }
    JsonMember operator*() const {
      return {JsonValue(document_, at_), JsonValue(document_, at_ + 2)};
    }
    Iterator& operator++() {  // key : value , or }
      at_ = document_->Next(at_ + 2);
      if (document_->text_[document_->positions_[at_]] == ',') ++at_;
      return *this;
    }

   private:
    JsonDocument* document_;
    std::uint32_t at_;
  };
  Iterator begin() const { return {document_, begin_}; }
  Iterator end() const { return {document_, end_}; }

 private:
  friend class JsonValue;
  JsonDocument* document_ = nullptr;
  std::uint32_t begin_ = 0;
  std::uint32_t end_ = 0;
};

class JsonArrayView {
 public:
  class Iterator {
   public:
    Iterator(JsonDocument* document, std::uint32_t at) : document_(document), at_(at) {}
    bool operator!=(const Iterator& other) const { return at_ != other.at_; }
    JsonValue operator*() const { return JsonValue(document_, at_); }
    Iterator& operator++() {
      at_ = document_->Next(at_);
      if (document_->text_[document_->positions_[at_]] == ',') ++at_;
      return *this;
    }

   private:
    JsonDocument* document_;
    std::uint32_t at_;
  };
  Iterator begin() const { return {document_, begin_}; }
  Iterator end() const { return {document_, end_}; }

 private:
  friend class JsonValue;
  JsonDocument* document_ = nullptr;
  std::uint32_t begin_ = 0;
  std::uint32_t end_ = 0;
};

inline char JsonValue::first() const { return document_->text_[document_->positions_[at_]]; }

inline bool JsonValue::KeyIs(std::uint32_t key_at, std::string_view key) const {
  // The closing quote lies within the text, so this never reads behind the padding.
  const char* text = document_->text_ + document_->positions_[key_at] + 1;
  const auto left = static_cast<std::size_t>(document_->text_ + document_->size_ - text);
  return left > key.size() && text[key.size()] == '"' &&
         std::memcmp(text, key.data(), key.size()) == 0;
}

inline JsonObjectView JsonValue::members() const {
  JsonObjectView view;
  if (document_ == nullptr || first() != '{') return view;
  view.document_ = document_;
  view.begin_ = at_ + 1;
  view.end_ = document_->ends_[at_];
  return view;
}

inline JsonArrayView JsonValue::items() const {
  JsonArrayView view;
  if (document_ == nullptr || first() != '[') return view;
  view.document_ = document_;
  view.begin_ = at_ + 1;
  view.end_ = document_->ends_[at_];
  return view;
}

}  // namespace dataflint

#endif  // DATAFLINT_BASE_JSON_H_
