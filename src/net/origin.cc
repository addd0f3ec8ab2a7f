#include "net/origin.h"

namespace dataflint::net {

std::string Origin::ToString() const {
  const bool v6 = host_.find(':') != std::string::npos;
  std::string text = https_ ? "https://" : "http://";
  text += v6 ? "[" + host_ + "]" : host_;
  if (loopback_ || port_ != 443) text += ":" + std::to_string(port_);
  return text;
}

}  // namespace dataflint::net
