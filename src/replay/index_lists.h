// IndexLists: for each of many things a short list of indices, all in two arrays: a log may tell of
// stages by the hundred thousand. A value.
#ifndef DATAFLINT_REPLAY_INDEX_LISTS_H_
#define DATAFLINT_REPLAY_INDEX_LISTS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace dataflint::replay {

class IndexLists {
 public:
  std::size_t size() const { return begins_.size() - 1; }
  std::span<const std::uint32_t> operator[](std::size_t i) const {
    return std::span(values_).subspan(begins_[i], begins_[i + 1] - begins_[i]);
  }

  // The list of one more.
  void Append(std::span<const std::uint32_t> list) {
    values_.insert(values_.end(), list.begin(), list.end());
    begins_.push_back(static_cast<std::uint32_t>(values_.size()));
  }

  // `size` lists out of pairs of a list and what it holds, in any order; each list keeps theirs.
  static IndexLists Of(std::size_t size,
                       std::span<const std::pair<std::uint32_t, std::uint32_t>> pairs) {
    IndexLists lists;
    lists.begins_.resize(size + 1);
    for (const auto& [list, value] : pairs) ++lists.begins_[std::size_t{list} + 1];
    for (std::size_t i = 0; i < size; ++i) lists.begins_[i + 1] += lists.begins_[i];
    std::vector<std::uint32_t> next = lists.begins_;
    lists.values_.resize(pairs.size());
    for (const auto& [list, value] : pairs) lists.values_[next[list]++] = value;
    return lists;
  }

 private:
  std::vector<std::uint32_t> begins_{0};
  std::vector<std::uint32_t> values_;
};

}  // namespace dataflint::replay

#endif  // DATAFLINT_REPLAY_INDEX_LISTS_H_
