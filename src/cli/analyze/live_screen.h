// LiveScreen: a text on the terminal that is redrawn in place, on the alternate screen, so that
// what stood on the terminal before is there again afterwards; also after Ctrl-C. Shows what fits,
// from the top, says how much does not, and has a line about the present below. One at a time, one
// thread.
#ifndef DATAFLINT_CLI_ANALYZE_LIVE_SCREEN_H_
#define DATAFLINT_CLI_ANALYZE_LIVE_SCREEN_H_

#include <string>
#include <string_view>

namespace dataflint::cli {

class LiveScreen {
 public:
  LiveScreen();
  ~LiveScreen();
  LiveScreen(const LiveScreen&) = delete;
  LiveScreen& operator=(const LiveScreen&) = delete;

  // Lines of a text that fit, as the terminal is now.
  static std::size_t TextRows();
  void Show(std::string_view text, std::string_view status);
  // Only the line at the bottom.
  void ShowStatus(std::string_view status);

 private:
  std::size_t text_rows_ = TextRows();
};

}  // namespace dataflint::cli

#endif  // DATAFLINT_CLI_ANALYZE_LIVE_SCREEN_H_
