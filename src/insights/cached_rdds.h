// CachedRdds: what the application cached, and which stages had it before them.
//
// An RDD's stages are those whose chain of RDDs holds it: the first computes it, later ones can
// read it. Tables and DataFrames are cached as RDDs too. What libraries cache for themselves (the
// state of a Delta table, Spark's own algorithms) is left out. Called by the insights that speak of
// caches; pure.
#ifndef DATAFLINT_INSIGHTS_CACHED_RDDS_H_
#define DATAFLINT_INSIGHTS_CACHED_RDDS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "insights/run.h"

namespace dataflint::insights {

struct CachedRdd {
  const model::Rdd* rdd = nullptr;
  std::vector<std::size_t> stages;  // that ran, one attempt of each, in order of submission
};
// In order of appearance.
std::vector<CachedRdd> CachedRdds(const Run& run);

// For a sentence: "table orders", "what count at Daily.scala:9 caches", "RDD 12".
std::string NameOf(const Run& run, const CachedRdd& cached);

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_CACHED_RDDS_H_
