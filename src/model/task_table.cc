#include "model/task_table.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace dataflint::model {
namespace {

// How a column of a block is stored; the numbers are part of the saved state's format. A column's
// code is its width and, sixteen times that, the bytes of its base.
enum Width : std::uint8_t { kZero = 0, kOne = 1, kTwo = 2, kFour = 4, kEight = 8, kConstant = 9 };

constexpr std::uint8_t CodeOf(Width width, std::size_t base_bytes) {
  return static_cast<std::uint8_t>(width | base_bytes << 4);
}
Width WidthOf(std::uint8_t code) { return static_cast<Width>(code & 0xf); }
std::size_t BaseBytes(std::uint8_t code) { return code >> 4; }
std::size_t BytesARow(Width width) { return width == kConstant ? 0 : width; }

// A base near zero, of either sign, has few significant bytes.
std::uint64_t ZigZag(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}
std::int64_t UnZigZag(std::uint64_t value) {
  return static_cast<std::int64_t>((value >> 1) ^ (~(value & 1) + 1));
}
std::size_t SignificantBytes(std::uint64_t value) {
  return (static_cast<std::size_t>(std::bit_width(value)) + 7) / 8;
}

Width WidthFor(std::uint64_t range) {
  if (range <= 0xff) return kOne;
  if (range <= 0xffff) return kTwo;
  if (range <= 0xffffffffULL) return kFour;
  return kEight;
}

template <typename T>
void UnpackAs(const std::uint8_t* from, std::uint64_t base, std::size_t count, std::int64_t* out) {
  for (std::size_t i = 0; i < count; ++i) {
    T value = 0;
    std::memcpy(&value, from + i * sizeof(T), sizeof(T));
    out[i] = static_cast<std::int64_t>(base + value);
  }
}

template <typename T>
void PackAs(const TaskRow* rows, TaskColumn column, std::uint64_t base, std::size_t count,
            std::uint8_t* to) {
  for (std::size_t i = 0; i < count; ++i) {
    const T value = static_cast<T>(static_cast<std::uint64_t>(rows[i][column]) - base);
    std::memcpy(to + i * sizeof(T), &value, sizeof(T));
  }
}

}  // namespace

const TaskColumnSpec& SpecOf(TaskColumn column) {
  static constexpr std::array<TaskColumnSpec, kTaskColumnCount> kSpecs = {{
#define TASK_COLUMN(name, unit, is_metric) {#name, #unit, (is_metric) != 0},
#include "model/task_columns.def"
#undef TASK_COLUMN
  }};
  return kSpecs[static_cast<std::size_t>(column)];
}

std::string_view NameOf(Locality locality) {
  switch (locality) {
    case Locality::kProcessLocal:
      return "PROCESS_LOCAL";
    case Locality::kNodeLocal:
      return "NODE_LOCAL";
    case Locality::kNoPref:
      return "NO_PREF";
    case Locality::kRackLocal:
      return "RACK_LOCAL";
    case Locality::kAny:
      return "ANY";
    case Locality::kUnknown:
      return "";
  }
  return "";
}

Locality LocalityOf(std::string_view name) {
  for (const auto locality : {Locality::kProcessLocal, Locality::kNodeLocal, Locality::kNoPref,
                              Locality::kRackLocal, Locality::kAny}) {
    if (name == NameOf(locality)) return locality;
  }
  return Locality::kUnknown;
}

void TaskTable::Append(const TaskRow& row) {
  if (open_.size() == open_.capacity()) {  // rows are large: grow in few steps
    open_.reserve(std::clamp<std::size_t>(open_.capacity() * 4, 16, kBlockRows));
  }
  open_.push_back(row);
  if (open_.size() == kBlockRows) PackOpenRows();
}

void TaskTable::Seal() {
  if (!open_.empty()) PackOpenRows();
  std::vector<TaskRow>().swap(open_);
}

void TaskTable::PackOpenRows() {
  Block& block = blocks_.emplace_back(Pack(open_.data(), open_.size()));
  block.first_row = packed_rows_;
  packed_rows_ += open_.size();
  open_.clear();
}

void TaskTable::Truncate(std::size_t rows) {
  while (packed_rows_ > rows) {  // the last block goes back to rows
    const Block block = std::move(blocks_.back());
    blocks_.pop_back();
    packed_rows_ -= block.rows;
    open_.assign(block.rows, {});
    std::vector<std::int64_t> column(block.rows);
    const BlockReader read(block);
    for (std::size_t c = 0; c < kTaskColumnCount; ++c) {
      read(static_cast<TaskColumn>(c), column.data());
      for (std::size_t i = 0; i < column.size(); ++i) open_[i].values[c] = column[i];
    }
  }
  open_.resize(rows - packed_rows_);
}

std::size_t TaskTable::bytes() const {
  std::size_t total = blocks_.capacity() * sizeof(Block) + open_.capacity() * sizeof(TaskRow);
  for (const Block& block : blocks_) total += block.bytes.capacity();
  return total;
}

TaskTable::Block TaskTable::Pack(const TaskRow* rows, std::size_t count) {
  std::array<Width, kTaskColumnCount> widths{};
  std::array<std::uint8_t, kTaskColumnCount> codes{};
  std::array<std::int64_t, kTaskColumnCount> lows = rows[0].values;
  std::array<std::int64_t, kTaskColumnCount> highs = rows[0].values;
  for (std::size_t i = 1; i < count; ++i) {
    for (std::size_t c = 0; c < kTaskColumnCount; ++c) {
      lows[c] = std::min(lows[c], rows[i].values[c]);
      highs[c] = std::max(highs[c], rows[i].values[c]);
    }
  }
  std::size_t size = kTaskColumnCount;
  for (std::size_t c = 0; c < kTaskColumnCount; ++c) {
    if (lows[c] == highs[c]) {
      widths[c] = lows[c] == 0 ? kZero : kConstant;
    } else {
      widths[c] =
          WidthFor(static_cast<std::uint64_t>(highs[c]) - static_cast<std::uint64_t>(lows[c]));
    }
    codes[c] = CodeOf(widths[c], SignificantBytes(ZigZag(lows[c])));
    size += BaseBytes(codes[c]) + BytesARow(widths[c]) * count;
  }

  Block block;
  block.rows = static_cast<std::uint32_t>(count);
  block.bytes.resize(size);
  std::uint8_t* to = block.bytes.data();
  std::memcpy(to, codes.data(), kTaskColumnCount);
  to += kTaskColumnCount;
  for (std::size_t c = 0; c < kTaskColumnCount; ++c) {
    const std::uint64_t base = ZigZag(lows[c]);  // little-endian: its low bytes come first
    std::memcpy(to, &base, BaseBytes(codes[c]));
    to += BaseBytes(codes[c]);
  }
  for (std::size_t c = 0; c < kTaskColumnCount; ++c) {
    const auto column = static_cast<TaskColumn>(c);
    const auto base = static_cast<std::uint64_t>(lows[c]);
    switch (widths[c]) {
      case kOne:
        PackAs<std::uint8_t>(rows, column, base, count, to);
        break;
      case kTwo:
        PackAs<std::uint16_t>(rows, column, base, count, to);
        break;
      case kFour:
        PackAs<std::uint32_t>(rows, column, base, count, to);
        break;
      case kEight:
        PackAs<std::uint64_t>(rows, column, base, count, to);
        break;
      default:
        break;
    }
    to += BytesARow(widths[c]) * count;
  }
  return block;
}

TaskTable::BlockReader::BlockReader(const Block& block) : block_(block) {
  const std::uint8_t* codes = block.bytes.data();
  std::size_t base = kTaskColumnCount;
  std::size_t values = 0;  // behind the last base
  for (std::size_t c = 0; c < kTaskColumnCount; ++c) {
    base_at_[c] = static_cast<std::uint16_t>(base);
    values_at_[c] = static_cast<std::uint32_t>(values);
    base += BaseBytes(codes[c]);
    values += BytesARow(WidthOf(codes[c])) * block.rows;
  }
  for (std::uint32_t& at : values_at_) at += static_cast<std::uint32_t>(base);
}

std::int64_t TaskTable::BlockReader::Base(std::size_t column) const {
  std::uint64_t base = 0;
  std::memcpy(&base, block_.bytes.data() + base_at_[column], BaseBytes(block_.bytes[column]));
  return UnZigZag(base);
}

void TaskTable::BlockReader::operator()(TaskColumn column, std::int64_t* out) const {
  const auto wanted = static_cast<std::size_t>(column);
  const std::size_t rows = block_.rows;
  const Width width = WidthOf(block_.bytes[wanted]);
  if (width == kZero) {
    std::fill(out, out + rows, 0);
    return;
  }
  const std::int64_t low = Base(wanted);
  const std::uint8_t* from = block_.bytes.data() + values_at_[wanted];
  const auto base = static_cast<std::uint64_t>(low);
  switch (width) {
    case kOne:
      UnpackAs<std::uint8_t>(from, base, rows, out);
      break;
    case kTwo:
      UnpackAs<std::uint16_t>(from, base, rows, out);
      break;
    case kFour:
      UnpackAs<std::uint32_t>(from, base, rows, out);
      break;
    case kEight:
      UnpackAs<std::uint64_t>(from, base, rows, out);
      break;
    default:
      std::fill(out, out + rows, low);
      break;
  }
}

std::int64_t TaskTable::BlockReader::At(TaskColumn column, std::size_t row) const {
  const auto wanted = static_cast<std::size_t>(column);
  const Width width = WidthOf(block_.bytes[wanted]);
  if (width == kZero) return 0;
  std::uint64_t above_base = 0;  // little-endian, as packed
  std::memcpy(&above_base, block_.bytes.data() + values_at_[wanted] + BytesARow(width) * row,
              BytesARow(width));
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(Base(wanted)) + above_base);
}

TaskRow TaskTable::Row(std::size_t i) const {
  if (i >= packed_rows_) return open_[i - packed_rows_];
  const auto behind =
      std::upper_bound(blocks_.begin(), blocks_.end(), i,
                       [](std::size_t row, const Block& block) { return row < block.first_row; });
  const Block& block = *(behind - 1);
  const BlockReader read(block);
  TaskRow row;
  for (std::size_t c = 0; c < kTaskColumnCount; ++c) {
    row.values[c] =
        read.At(static_cast<TaskColumn>(c), i - static_cast<std::size_t>(block.first_row));
  }
  return row;
}

void TaskTable::Read(TaskColumn column, std::vector<std::int64_t>& out) const {
  out.resize(size());
  ForEachBlock(
      [&](std::size_t first, std::size_t, const auto& read) { read(column, out.data() + first); });
}

std::vector<std::int64_t> TaskTable::Read(TaskColumn column) const {
  std::vector<std::int64_t> out;
  Read(column, out);
  return out;
}

}  // namespace dataflint::model
