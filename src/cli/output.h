// Output: where the data of a command goes: standard output, or a file that appears only when it is
// complete. One thread.
#ifndef DATAFLINT_CLI_OUTPUT_H_
#define DATAFLINT_CLI_OUTPUT_H_

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "cli/exit_code.h"

namespace dataflint::cli {

struct OutputOptions {
  bool is_private = false;  // a new file is for this user alone
  bool is_whole = false;    // to standard output too, nothing goes before Finish()
  bool is_durable = false;  // once Finish() returns, a power failure takes nothing away; slower
};

class Output {
 public:
  // An empty path is standard output. A file is written beside its final place, which is where a
  // link points to, and renamed by Finish(); devices and pipes are written to as they are.
  // Errors: kPermission, kNotFound (no such folder), kUsage (a folder), kUnavailable.
  static Result<std::unique_ptr<Output>> Open(const std::string& path,
                                              const OutputOptions& options = {});
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  void Write(std::string_view text);
  // Once nobody reads any more (a closed pipe, a full disk), further work for output is in vain.
  bool is_broken() const { return failure_ != 0; }
  // Writes out what is buffered and puts the file in its place. A pipe that was closed at the other
  // end is no error: the reader has what it wanted. Errors: kUnavailable (disk full), kPermission.
  Status Finish();

 private:
  Output(int descriptor, std::string path, std::string temporary_path,
         const OutputOptions& options);
  void FlushBuffer();

  int descriptor_;
  std::string path_;            // empty: standard output
  std::string temporary_path_;  // empty: none to remove
  OutputOptions options_;
  std::string buffer_;
  int failure_ = 0;  // errno of the first write that failed
};

// Writes all of `text`, waiting where it must. Gives 0, or the errno of what failed.
int WriteAll(int descriptor, std::string_view text);

// For commands that have all of their text at once: writes it to standard output; says on standard
// error what went wrong.
ExitCode PrintData(std::string_view text);

}  // namespace dataflint::cli

#endif  // DATAFLINT_CLI_OUTPUT_H_
