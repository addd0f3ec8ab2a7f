// What a stage does, in words a person knows it by: "the join of orders and customers", "the sort
// by page", "the listing of files". From the part of the plan that the stage ran; where there is
// none, from the call that started it.
//
// Called by insights for their titles and reasons; pure functions of the run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "insights/run.h"

namespace dataflint::insights {

// Stages that Spark starts for itself, where advice about the user's rows would be wrong.
enum class Origin : std::uint8_t {
  kUser,
  kListing,  // lists the files of many folders
  kSchema,   // reads files to find out their schema, before any query
};
Origin OriginOf(const Run& run, std::size_t stage_index);

// "the join of orders and customers (query 3, stage 11.0)", "stage 2.0 (count at Daily.scala:7)".
std::string StageTitle(const Run& run, std::size_t stage_index);
// `text` with its first letter in upper case, to begin a sentence with.
std::string Capitalised(std::string text);
// Where the user's code called Spark: "collect at demo.py:56"; empty when the stage's name and the
// query's description are Spark's own frames.
std::string CallSiteOf(const Run& run, std::size_t stage_index);

}  // namespace dataflint::insights
