#include "model/stage_work.h"

#include <string>
#include <string_view>
#include <utility>

#include "base/saved_state.h"

namespace dataflint::model {
namespace {

std::string_view TextOf(const std::vector<std::uint8_t>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

StageWork::Sums StageWork::Unpacked() const {
  Sums sums;
  if (!packed_.empty()) StateReader(TextOf(packed_)).Read(sums);
  return sums;
}

std::int64_t StageWork::total(TaskColumn column) const {
  const auto wanted = static_cast<std::size_t>(column);
  if (is_open()) return open_.front().totals[wanted];
  if (packed_.empty()) return 0;
  StateReader reader(TextOf(packed_));  // totals come first
  std::int64_t value = 0;
  for (std::size_t c = 0; c <= wanted; ++c) reader.Read(value);
  return value;
}

std::vector<ExecutorStageTotals> StageWork::executor_totals() const {
  return is_open() ? open_.front().executors : Unpacked().executors;
}

std::vector<ExecutorStagePeaks> StageWork::executor_peaks() const {
  return is_open() ? open_.front().peaks : Unpacked().peaks;
}

StageWork::Sums& StageWork::Open() {
  if (!is_open()) {
    open_.push_back(Unpacked());
    std::vector<std::uint8_t>().swap(packed_);
  }
  return open_.front();
}

void StageWork::Pack() {
  if (!is_open()) return;
  StateWriter writer;
  writer.Write(open_.front());
  const std::string bytes = writer.Take();
  packed_.assign(bytes.begin(), bytes.end());
  std::vector<Sums>().swap(open_);
}

}  // namespace dataflint::model
