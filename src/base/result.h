// Result<T> and Error: how every border in dataflint reports that something did not work.
//
// Untrusted input and likely failures of the environment travel as Error values; nothing throws
// across a folder border. An Error is written for the person at the terminal: what failed, where,
// why, and what to do next. Value type, any thread.
#ifndef DATAFLINT_BASE_RESULT_H_
#define DATAFLINT_BASE_RESULT_H_

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace dataflint {

// What kind of thing went wrong. The command line maps these to its exit codes
// (cli/exit_code.h); later the HTTP API maps them to statuses.
enum class ErrorCode {
  kInternal,     // our own fault
  kUsage,        // the caller asked for something that cannot be
  kNotFound,     // the named thing does not exist
  kPermission,   // it exists, but may not be read or written
  kBadInput,     // it was read, and is not what it should be
  kUnavailable,  // the environment refused for now (disk full, network)
  kInterrupted,  // the user or a deadline stopped the work
};

struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string what;   // what failed, one clause: "cannot read the log"
  std::string where;  // path, byte offset, line: "app-1.zstd at byte 4711"; may be empty
  std::string why;    // cause as far as known: "Permission denied"; may be empty
  std::string fix;    // what to do next; may be empty

  // One line for a person: "what: where: why. fix".
  std::string Message() const;
};

template <typename T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

inline tl::unexpected<Error> Fail(ErrorCode code, std::string what, std::string where = {},
                                  std::string why = {}, std::string fix = {}) {
  return tl::unexpected<Error>(
      Error{code, std::move(what), std::move(where), std::move(why), std::move(fix)});
}

}  // namespace dataflint

// Evaluates an expression that yields a Status or Result and returns its error from the enclosing
// function, if it has one.
#define DF_RETURN_IF_ERROR(expression)                                         \
  do {                                                                         \
    if (auto df_status = (expression); !df_status) {                           \
      return tl::unexpected<::dataflint::Error>(std::move(df_status).error()); \
    }                                                                          \
  } while (false)

#endif  // DATAFLINT_BASE_RESULT_H_
