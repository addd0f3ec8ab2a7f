// Sorted vectors without equal values, for the short lists that event readers keep. Any thread.
#ifndef DATAFLINT_EVENTLOG_SORTED_LIST_H_
#define DATAFLINT_EVENTLOG_SORTED_LIST_H_

#include <algorithm>
#include <vector>

namespace dataflint::eventlog {

// True when it is new.
template <typename T>
bool InsertSorted(std::vector<T>& sorted, T value) {
  const auto at = std::lower_bound(sorted.begin(), sorted.end(), value);
  if (at != sorted.end() && *at == value) return false;
  sorted.insert(at, value);
  return true;
}

// True when it was there.
template <typename T>
bool EraseSorted(std::vector<T>& sorted, T value) {
  const auto at = std::lower_bound(sorted.begin(), sorted.end(), value);
  if (at == sorted.end() || *at != value) return false;
  sorted.erase(at);
  return true;
}

}  // namespace dataflint::eventlog

#endif  // DATAFLINT_EVENTLOG_SORTED_LIST_H_
