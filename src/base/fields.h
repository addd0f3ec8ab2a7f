// DF_FIELDS names the members of a plain struct once, so that generic code (saved engine state,
// tests that compare models) can walk them. Names, types and order are the saved state's format:
// FormatOf in saved_state.h tells one from another.
#ifndef DATAFLINT_BASE_FIELDS_H_
#define DATAFLINT_BASE_FIELDS_H_

#define DF_FIELDS(...)                                               \
  static constexpr const char* FieldNames() { return #__VA_ARGS__; } \
  template <typename Visitor>                                        \
  auto VisitFields(Visitor&& visitor) {                              \
    return visitor(__VA_ARGS__);                                     \
  }                                                                  \
  template <typename Visitor>                                        \
  auto VisitFields(Visitor&& visitor) const {                        \
    return visitor(__VA_ARGS__);                                     \
  }

#endif  // DATAFLINT_BASE_FIELDS_H_
