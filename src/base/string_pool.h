// StringPool: every text of one application, stored once, named by a 4-byte id.
//
// Event logs repeat the same texts (hosts, metric names, call sites, plan strings) thousands of
// times; the model holds StringIds and asks the pool when a person has to read one. Ids are stable
// for the life of the pool. Owned by model::Application; one thread at a time.
#ifndef DATAFLINT_BASE_STRING_POOL_H_
#define DATAFLINT_BASE_STRING_POOL_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace dataflint {

enum class StringId : std::uint32_t { kEmpty = 0 };  // 0 is always the empty string

class StringPool {
 public:
  StringPool();
  StringPool(const StringPool&) = delete;
  StringPool& operator=(const StringPool&) = delete;
  StringPool(StringPool&&) noexcept = default;
  StringPool& operator=(StringPool&&) noexcept = default;

  // The id of `text`, adding a copy when it is new.
  StringId Intern(std::string_view text);
  // The id of `text` if it is already here, else kEmpty.
  StringId Find(std::string_view text) const;
  // The text of an id made by this pool; valid as long as the pool.
  std::string_view Get(StringId id) const { return views_[static_cast<std::size_t>(id)]; }
  std::string_view operator[](StringId id) const { return Get(id); }

  // Forgets all texts added since the pool had `size` of them (never the empty one); their ids are
  // given out again.
  void Truncate(std::size_t size);

  std::size_t size() const { return views_.size(); }  // number of texts, the empty one included
  std::size_t bytes() const { return bytes_; }        // bytes of text held

 private:
  // One place of a table with open addressing.
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t id = kFree;
  };
  static constexpr std::uint32_t kFree = 0xffffffffU;

  // Where `text` is, or would go.
  std::size_t Place(std::string_view text, std::uint32_t hash) const;
  void Grow();

  struct Block {
    std::unique_ptr<char[]> data;
    std::size_t capacity = 0;
    std::size_t used = 0;
  };
  std::vector<Block> blocks_;
  std::vector<std::string_view> views_;
  std::vector<Slot> slots_;  // 2^n
  std::size_t bytes_ = 0;
};

}  // namespace dataflint

#endif  // DATAFLINT_BASE_STRING_POOL_H_
