// Seals and opens for tests/vault/envelope_test.py, through the envelope as the program uses it.
//
//   envelope_exchange seal|open KEY < lines
//
// A line is purpose, organisation, record, field, host, client id, generation and what to seal or open;
// all but the generation in hexadecimal, - for nothing. Answers each with a line: the blob or the
// opened bytes, or "refused".
#include <cstdint>
#include <iostream>
#include <sstream>
#include <string>
#include <string_view>

#include "base/result.h"
#include "vault/envelope.h"

namespace {

using dataflint::Result;
using dataflint::vault::Secret;

std::string FromHex(const std::string& hex) {
  std::string bytes;
  if (hex == "-") return bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

std::string Hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (const char c : bytes) {
    hex += kDigits[static_cast<unsigned char>(c) >> 4U];
    hex += kDigits[static_cast<unsigned char>(c) & 15U];
  }
  return hex.empty() ? "-" : hex;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) return 2;
  const bool seals = std::string_view(arguments[1]) == "seal";
  const auto key = dataflint::vault::WrappingKey::From(Secret(FromHex(arguments[2])));
  if (!key) return 1;
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words(line);
    std::string texts[6];
    std::uint64_t generation = 0;
    std::string payload;
    for (std::string& text : texts) {
      words >> text;
      text = FromHex(text);
    }
    words >> generation >> payload;
    payload = FromHex(payload);
    const dataflint::vault::SealContext context{texts[0], texts[1], texts[2],  texts[3],
                                                texts[4], texts[5], generation};
    if (seals) {
      const Result<std::string> blob = dataflint::vault::Seal(*key, context, Secret(payload));
      std::cout << (blob ? Hex(*blob) : "refused") << '\n';
    } else {
      const Result<Secret> opened = dataflint::vault::Open(*key, context, payload);
      std::cout << (opened ? Hex(opened->Expose()) : "refused") << '\n';
    }
  }
}
