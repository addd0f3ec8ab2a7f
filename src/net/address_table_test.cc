#include "net/address_table_test.h"

#include <cstddef>
#include <fstream>
#include <stdexcept>

namespace dataflint::net {
namespace {

std::vector<std::string> Columns(const std::string& line) {
  std::vector<std::string> columns(1);
  for (const char c : line) {
    if (c == '\t') {
      columns.emplace_back();
    } else {
      columns.back() += c;
    }
  }
  columns.resize(4);
  return columns;
}

std::string Unescaped(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    switch (text.at(++i)) {
      case 'n':
        out += '\n';
        break;
      case 'r':
        out += '\r';
        break;
      case 't':
        out += '\t';
        break;
      case 'x':
        out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
        i += 2;
        break;
      case '\\':
        out += '\\';
        break;
      default:
        throw std::runtime_error("unknown escape in " + text);
    }
  }
  return out;
}

std::string Filled(std::string text, std::uint16_t canary) {
  for (std::size_t open = 0; (open = text.find('{', open)) != std::string::npos;) {
    const std::size_t close = text.find('}', open);
    const std::string inner = text.substr(open + 1, close - open - 1);
    const std::size_t star = inner.find('*');
    std::string instead = std::to_string(canary);
    if (star != std::string::npos) {
      instead.clear();
      for (int n = std::stoi(inner.substr(star + 1)); n > 0; --n) instead += inner.substr(0, star);
    }
    text.replace(open, close - open + 1, instead);
    open += instead.size();
  }
  return text;
}

}  // namespace

std::vector<AddressCase> ReadAddressTable(std::uint16_t canary) {
  std::ifstream file(DATAFLINT_SOURCE_DIR "/tests/net/addresses.tsv");
  std::vector<AddressCase> cases;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    const std::vector<std::string> columns = Columns(line);
    if (columns[0] != "workspace" && columns[0] != "loopback") throw std::runtime_error(line);
    cases.push_back({line, columns[0] == "loopback", Unescaped(Filled(columns[1], canary)),
                     columns[2], Filled(columns[3], canary)});
  }
  return cases;
}

Allowlist AddressTableAllowlist() {
  return Allowlist::Make({{.host = "lake.example.com", .ranges = {"10.20.0.0/16"}},
                          {.host = "odd.example.com", .port = 8443}})
      .value();
}

}  // namespace dataflint::net
