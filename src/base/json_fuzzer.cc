// Any bytes as JSON: where simdjson's own tree accepts them, so must JsonDocument, with the same
// values; and whatever JsonDocument accepts can be walked whole.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

#include "base/json.h"

namespace dataflint {
namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

// Asks every value everything, to a depth that recursion bears.
void Walk(const JsonValue& value, int depth) {
  std::int64_t number = 0;
  value.TryInt(number);
  value.Int();
  value.Double();
  value.Bool();
  value.Text();
  Require(!value.Raw().empty());
  value["a"];
  if (depth > 200) return;
  for (const JsonMember& member : value.members()) {
    member.name();
    Walk(member.value, depth + 1);
  }
  for (const JsonValue& item : value.items()) Walk(item, depth + 1);
}

void Compare(const JsonValue& ours, simdjson::dom::element theirs) {
  switch (theirs.type()) {
    case simdjson::dom::element_type::OBJECT: {
      const auto members = ours.members();
      auto at = members.begin();
      for (const auto [key, value] : simdjson::dom::object(theirs.get_object().value_unsafe())) {
        Require(at != members.end() && (*at).name() == key);
        Compare((*at).value, value);
        ++at;
      }
      Require(ours.is_object() && !(at != members.end()));
      break;
    }
    case simdjson::dom::element_type::ARRAY: {
      const auto items = ours.items();
      auto at = items.begin();
      for (const simdjson::dom::element item :
           simdjson::dom::array(theirs.get_array().value_unsafe())) {
        Require(at != items.end());
        Compare(*at, item);
        ++at;
      }
      Require(ours.is_array() && !(at != items.end()));
      break;
    }
    case simdjson::dom::element_type::STRING:
      Require(ours.is_string() && ours.Text() == theirs.get_string().value_unsafe());
      break;
    case simdjson::dom::element_type::INT64: {
      std::int64_t number = 0;
      Require(ours.TryInt(number) && number == theirs.get_int64().value_unsafe());
      break;
    }
    case simdjson::dom::element_type::BOOL:
      Require(ours.Bool() == theirs.get_bool().value_unsafe());
      break;
    case simdjson::dom::element_type::NULL_VALUE:
      Require(ours.kind() == JsonKind::kNull);
      break;
    default:
      Require(ours.kind() == JsonKind::kNumber);
      break;
  }
}

void Check(std::string_view text) {
  static JsonDocument document;
  static simdjson::dom::parser parser;
  std::string padded(text);
  padded.append(JsonDocument::kPadding, '\0');
  const auto outcome = document.Parse(std::string_view(padded).substr(0, text.size()));
  if (outcome == JsonDocument::Outcome::kOk) Walk(document.root(), 0);
  const auto tree = parser.parse(padded.data(), text.size());
  if (tree.error() != simdjson::SUCCESS) return;
  Require(outcome == JsonDocument::Outcome::kOk && !document.repaired_utf8());
  Compare(document.root(), tree.value_unsafe());
}

}  // namespace
}  // namespace dataflint

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  dataflint::Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
