// DF_FIELDS names the members of a plain struct once, so that generic code (saved engine state,
// tests that compare models) can walk them. The order is part of the saved state's format.
#pragma once

#define DF_FIELDS(...)                        \
  template <typename Visitor>                 \
  auto VisitFields(Visitor&& visitor) {       \
    return visitor(__VA_ARGS__);              \
  }                                           \
  template <typename Visitor>                 \
  auto VisitFields(Visitor&& visitor) const { \
    return visitor(__VA_ARGS__);              \
  }
