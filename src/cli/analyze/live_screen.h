// LiveScreen: a text on the terminal that is redrawn in place, on the alternate screen, so that
// what stood on the terminal before is there again afterwards; also after Ctrl-C. Shows what fits,
// from the top, and a line about the present below. One at a time, one thread.
#pragma once

#include <string>
#include <string_view>

namespace dataflint::cli {

class LiveScreen {
 public:
  LiveScreen();
  ~LiveScreen();
  LiveScreen(const LiveScreen&) = delete;
  LiveScreen& operator=(const LiveScreen&) = delete;

  void Show(std::string_view text, std::string_view status);
  // Only the line at the bottom.
  void ShowStatus(std::string_view status);

 private:
  std::size_t rows_ = 24;
  std::size_t columns_ = 80;
};

}  // namespace dataflint::cli
