// Pairing: which entries of two lists belong together, rule by rule, the strictest first. A rule is
// a key for each entry; Key() is no key, and never paired. Used by matching and finding_match;
// pure.
#ifndef DATAFLINT_COMPARE_PAIRING_H_
#define DATAFLINT_COMPARE_PAIRING_H_

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace dataflint::compare {

class Pairing {
 public:
  static constexpr std::size_t kAlone = SIZE_MAX;

  Pairing(std::size_t count_a, std::size_t count_b)
      : partner_of_a_(count_a, kAlone), is_taken_(count_b) {}

  // Of what is still alone the k-th with a key goes with the other side's k-th with that key.
  template <typename Key>
  void PairEqual(const std::vector<Key>& a, const std::vector<Key>& b) {
    std::unordered_map<Key, std::vector<std::size_t>> waiting;  // last first
    for (std::size_t i = b.size(); i-- > 0;) {
      if (!is_taken_[i] && b[i] != Key()) waiting[b[i]].push_back(i);
    }
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (partner_of_a_[i] != kAlone || a[i] == Key()) continue;
      const auto found = waiting.find(a[i]);
      if (found == waiting.end() || found->second.empty()) continue;
      partner_of_a_[i] = found->second.back();
      is_taken_[found->second.back()] = true;
      found->second.pop_back();
    }
  }

  // Calls visit(index in A, index in B), kAlone where there is none: A's in order, then what only B
  // has.
  template <typename Visit>
  void ForEach(Visit&& visit) const {
    for (std::size_t i = 0; i < partner_of_a_.size(); ++i) visit(i, partner_of_a_[i]);
    for (std::size_t i = 0; i < is_taken_.size(); ++i) {
      if (!is_taken_[i]) visit(kAlone, i);
    }
  }

 private:
  std::vector<std::size_t> partner_of_a_;
  std::vector<bool> is_taken_;
};

}  // namespace dataflint::compare

#endif  // DATAFLINT_COMPARE_PAIRING_H_
