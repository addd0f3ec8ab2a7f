// Table: rows of cells in aligned columns, cut to the width of the canvas. Used by the sections
// and the listing; one thread.
#ifndef DATAFLINT_REPORT_TERMINAL_TABLE_H_
#define DATAFLINT_REPORT_TERMINAL_TABLE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "report/terminal/canvas.h"

namespace dataflint::report::terminal {

struct Column {
  std::string header;
  bool right = true;       // aligned right, as figures are
  bool stretches = false;  // takes what width is left, and is cut first; at most one
  // Columns of the largest importance number go first when there is too little width; 0 always
  // stays.
  int drop_order = 0;
  std::size_t least_width = 16;  // of a column that stretches
};

struct Cell {
  std::string text;
  Ink ink = Ink::kPlain;
};

class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // As many cells as columns, texts clean (text.h).
  void Row(std::vector<Cell> cells) { rows_.push_back(std::move(cells)); }
  bool empty() const { return rows_.empty(); }
  // Columns in which no row has any text are left out.
  void Draw(Canvas& canvas, std::size_t indent) const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace dataflint::report::terminal

#endif  // DATAFLINT_REPORT_TERMINAL_TABLE_H_
