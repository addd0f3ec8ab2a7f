#include "report/html/document.h"

#include "base/json_writer.h"
#include "report/html/page_data.h"
#include "report/terminal/text.h"

namespace dataflint::report::html {
namespace {

std::string EscapedText(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

// JSON whose strings cannot end the element around it, nor begin one: outside of strings JSON has
// none of these characters.
std::string EscapedJson(std::string_view json) {
  std::string escaped;
  escaped.reserve(json.size() + json.size() / 32);
  for (const char c : json) {
    if (c == '<') {
      escaped += "\\u003c";
    } else if (c == '>') {
      escaped += "\\u003e";
    } else if (c == '&') {
      escaped += "\\u0026";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string PolicyOf(const Bundle& bundle) {
  return "default-src 'none'; script-src '" + std::string(bundle.script_hash) + "'; style-src '" +
         std::string(bundle.style_hash) +
         "'; img-src data:; base-uri 'none'; form-action 'none'; require-trusted-types-for "
         "'script'; trusted-types 'none'";
}

}  // namespace

std::string ReportAsHtml(const Report& report, std::string_view log, const Bundle& bundle) {
  std::string data;
  JsonWriter json(data, JsonWriter::Style::kCompact);
  WritePageData(report, log, json);
  json.Flush();
  const model::Application& app = *report.app;
  std::string name = terminal::Clean(app.text(app.name));
  if (name.empty()) name = terminal::Clean(app.text(app.id));
  const std::string title = EscapedText(terminal::Fit(name, 80)) + " · dataflint";

  std::string page =
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"" +
      PolicyOf(bundle) +
      "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n<title>" +
      title + "</title>\n<style>";
  page += bundle.style;
  page +=
      "</style>\n</head>\n<body>\n<div id=\"page\"><noscript>This report needs JavaScript, which "
      "is part of the file; dataflint analyze prints the same report as text.</noscript></div>\n"
      "<script type=\"application/json\" id=\"report\">";
  page += EscapedJson(data);
  page += "</script>\n<script>";
  page += bundle.script;
  page += "</script>\n</body>\n</html>\n";
  return page;
}

}  // namespace dataflint::report::html
