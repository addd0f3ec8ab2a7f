#include "databricks/endpoint.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace dataflint::databricks {
namespace {

std::string Path(Endpoint endpoint, const std::vector<std::string>& arguments) {
  const Result<std::string> path = PathOf(endpoint, arguments);
  return path ? *path : "refused: " + path.error().why;
}

TEST(Endpoint, PathsAreMadeOfTheirArguments) {
  EXPECT_EQ(Path(Endpoint::kClustersList, {}), "/api/2.1/clusters/list");
  EXPECT_EQ(Path(Endpoint::kStatementChunk, {"01f1-2d", "3"}),
            "/api/2.0/sql/statements/01f1-2d/result/chunks/3");
  EXPECT_EQ(Path(Endpoint::kVolumeFile, {"/Volumes/a/b/c/day 1.gz"}),
            "/api/2.0/fs/files/Volumes/a/b/c/day 1.gz");
}

TEST(Endpoint, NoArgumentLeadsElsewhere) {
  for (const std::string& argument :
       std::vector<std::string>{"", "a/b", "..", ".", "a\nb", std::string("a\0b", 3), "../x"}) {
    EXPECT_FALSE(PathOf(Endpoint::kWarehousesGet, std::vector{argument}).has_value()) << argument;
  }
  for (const std::string& argument : std::vector<std::string>{
           "", "Volumes/a", "/Volumes/../../2.0/dbfs/delete", "/Volumes/a/..", "/./a", "/a\r\nb"}) {
    EXPECT_FALSE(PathOf(Endpoint::kVolumeFile, std::vector{argument}).has_value()) << argument;
  }
  EXPECT_FALSE(PathOf(Endpoint::kClustersList, std::vector<std::string>{"x"}).has_value());
  EXPECT_FALSE(PathOf(Endpoint::kWarehousesGet, {}).has_value());
}

TEST(Endpoint, IsFoundAgainByWhatWasSent) {
  for (const EndpointSpec& spec : AllEndpoints()) {
    std::string path(spec.path);
    for (const std::string_view place : {"{...}", "{}", "{}"}) {
      if (const std::size_t at = path.find(place); at != std::string::npos) {
        path.replace(at, place.size(), place == "{}" ? "01f1" : "/Volumes/c/s/v/x");
      }
    }
    EXPECT_EQ(EndpointOf(spec.method, path), spec.endpoint) << path;
    const net::Method other =
        spec.method == net::Method::kGet ? net::Method::kPost : net::Method::kGet;
    EXPECT_NE(EndpointOf(other, path), spec.endpoint) << path;
  }
  for (const std::string_view path :
       {"/api/2.1/jobs/create", "/api/2.0/dbfs/delete", "/api/2.0/sql/statements/", "/",
        "/api/2.0/sql/warehouses//", "/api/2.0/sql/warehouses/a/start", "/api/2.0/fs/files",
        "/api/2.0/fs/files/Volumes/../x"}) {
    EXPECT_FALSE(EndpointOf(net::Method::kPost, path).has_value()) << path;
    EXPECT_FALSE(EndpointOf(net::Method::kGet, path).has_value()) << path;
  }
}

// What Databricks reads by POST; a new one has to be written here too, with its reason.
TEST(Endpoint, OnlyThesePost) {
  std::set<std::string_view> posts;
  for (const EndpointSpec& spec : AllEndpoints()) {
    EXPECT_NE(spec.method, net::Method::kHead);
    EXPECT_GT(spec.per_second, 0);
    if (spec.method == net::Method::kPost) posts.insert(spec.path);
  }
  EXPECT_EQ(posts, (std::set<std::string_view>{"/oidc/v1/token", "/api/2.1/clusters/events",
                                               "/api/2.0/sql/statements",
                                               "/api/2.0/sql/statements/{}/cancel"}));
}

}  // namespace
}  // namespace dataflint::databricks
