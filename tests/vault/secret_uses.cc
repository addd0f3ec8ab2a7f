// Ways in which a secret could get out by accident; CMakeLists.txt compiles one at a time, with EXPOSED
// and without.
#define FMT_HEADER_ONLY
#include <fmt/format.h>
#include <fmt/ostream.h>

#include <iostream>
#include <string>
#include <utility>

#include "base/json_writer.h"
#include "vault/secret.h"

#ifdef EXPOSED
#define SHOWN(secret) (secret).Expose()
#define HANDED_ON(secret) std::move(secret)
#else
#define SHOWN(secret) (secret)
#define HANDED_ON(secret) (secret)
#endif

using dataflint::vault::Secret;

#if defined(PRINTS)
void Use(Secret& secret) { std::cout << SHOWN(secret); }
#elif defined(FORMATS)
std::string Use(Secret& secret) { return fmt::format("{}", SHOWN(secret)); }
#elif defined(WRITES_JSON)
void Use(Secret& secret, dataflint::JsonWriter& json) { json.Field("secret", SHOWN(secret)); }
#elif defined(BECOMES_STRING)
std::string Use(Secret& secret) { return std::string(SHOWN(secret)); }
#elif defined(COPIES)
Secret Use(Secret& secret) {
  Secret other = HANDED_ON(secret);
  return other;
}
#elif defined(ASSIGNS)
void Use(Secret& secret, Secret& other) { other = HANDED_ON(secret); }
#else
#error "name one of the uses above"
#endif
