#include "databricks/remote_files.h"

#include <array>
#include <optional>
#include <utility>

#include "databricks/pages.h"

namespace dataflint::databricks {
namespace {

// Standard Base64 with padding; nullopt when it is not.
std::optional<std::string> FromBase64(std::string_view text) {
  constexpr auto kValues = [] {
    std::array<std::int8_t, 256> values{};
    values.fill(-1);
    constexpr std::string_view kLetters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < kLetters.size(); ++i) {
      values[static_cast<unsigned char>(kLetters[i])] = static_cast<std::int8_t>(i);
    }
    return values;
  }();
  if (text.size() % 4 != 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  for (std::size_t i = 0; i < text.size(); i += 4) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 4; ++k) {
      const bool is_padding = i + k >= text.size() - padding;
      const int value = is_padding ? 0 : kValues[static_cast<unsigned char>(text[i + k])];
      if (value < 0) return std::nullopt;
      group = group << 6 | static_cast<std::uint32_t>(value);
    }
    for (const int shift : {16, 8, 0}) bytes += static_cast<char>(group >> shift & 0xFF);
  }
  bytes.resize(bytes.size() - padding);
  return bytes;
}

RemoteFile ReadDbfsFile(const JsonValue& file) {
  RemoteFile out;
  out.path = file["path"].Text();
  out.is_directory = file["is_dir"].Bool();
  out.size = file["file_size"].Int();
  out.modified = file["modification_time"].Int(-1);
  return out;
}

ApiError Wrong(const Client& client, const std::string& path, std::string why) {
  return MakeApiError(ApiErrorKind::kBadAnswer, client.address().ToString() + ' ' + path,
                      std::move(why));
}

}  // namespace

std::string_view DbfsPath(std::string_view destination) {
  constexpr std::string_view kScheme = "dbfs:";
  if (destination.starts_with(kScheme)) destination.remove_prefix(kScheme.size());
  return destination.starts_with('/') ? destination : std::string_view();
}

ApiResult<std::vector<RemoteFile>> ListDbfs(Client& client, const std::string& path,
                                            const std::stop_token& stop) {
  const ApiResult<Answer> answer =
      client.Ask({.endpoint = Endpoint::kDbfsList, .query = {{"path", path}}}, stop);
  if (!answer) return tl::unexpected(answer.error());
  std::vector<RemoteFile> files;
  for (const JsonValue file : answer->root()["files"].items()) files.push_back(ReadDbfsFile(file));
  return files;
}

ApiResult<RemoteFile> GetDbfsStatus(Client& client, const std::string& path,
                                    const std::stop_token& stop) {
  const ApiResult<Answer> answer =
      client.Ask({.endpoint = Endpoint::kDbfsStatus, .query = {{"path", path}}}, stop);
  if (!answer) return tl::unexpected(answer.error());
  return ReadDbfsFile(answer->root());
}

ApiResult<std::string> ReadDbfs(Client& client, const std::string& path, std::int64_t offset,
                                const std::stop_token& stop) {
  const Question question{.endpoint = Endpoint::kDbfsRead,
                          .query = {{"path", path},
                                    {"offset", std::to_string(offset)},
                                    {"length", std::to_string(kDbfsBlock)}}};
  std::string why;
  constexpr int kTries = 3;
  for (int tries = 0; tries < kTries; ++tries) {
    const ApiResult<Answer> answer = client.Ask(question, stop);
    if (!answer) return tl::unexpected(answer.error());
    std::optional<std::string> bytes = FromBase64(answer->root()["data"].Text());
    const std::int64_t read = answer->root()["bytes_read"].Int(-1);
    if (!bytes) {
      why = "what it sent at byte " + std::to_string(offset) + " is no Base64";
    } else if (read != static_cast<std::int64_t>(bytes->size()) || read > kDbfsBlock) {
      why = "at byte " + std::to_string(offset) + " it sent " + std::to_string(bytes->size()) +
            " bytes and speaks of " + std::to_string(read);
    } else {
      return *std::move(bytes);
    }
  }
  return tl::unexpected(Wrong(client, path, why));
}

ApiResult<std::vector<RemoteFile>> ListVolume(Client& client, const std::string& path,
                                              const std::stop_token& stop) {
  const Question question{.endpoint = Endpoint::kVolumeDirectory,
                          .path_arguments = {path},
                          .query = {{"page_size", "1000"}}};
  std::vector<RemoteFile> files;
  const ApiResult<void> done = ForEachPage(
      client, question,
      [&](const JsonValue& page) {
        for (const JsonValue from : page["contents"].items()) {
          RemoteFile file;
          file.path = from["path"].Text();
          file.is_directory = from["is_directory"].Bool();
          file.size = from["file_size"].Int();
          file.modified = from["last_modified"].Int(-1);
          files.push_back(std::move(file));
        }
        return true;
      },
      stop);
  if (!done) return tl::unexpected(done.error());
  return files;
}

ApiResult<std::int64_t> ReadVolume(Client& client, const std::string& path, std::int64_t offset,
                                   const std::function<Status(std::string_view)>& sink,
                                   const std::stop_token& stop) {
  std::int64_t got = 0;
  // Every try that brought something is the first anew: a file of many GB may be cut off often.
  constexpr int kTriesWithoutProgress = 5;
  for (int tries = 0; tries < kTriesWithoutProgress;) {
    const std::int64_t before = got;
    Question question{.endpoint = Endpoint::kVolumeFile, .path_arguments = {path}};
    question.max_body_bytes = net::kNoMaxBody;
    question.range = net::ByteRange{.first = static_cast<std::uint64_t>(offset + got)};
    question.sink = [&](std::string_view bytes) {
      got += static_cast<std::int64_t>(bytes.size());
      return sink(bytes);
    };
    question.repeatable = Repeatable::kIfNothingArrived;  // a repetition begins at another byte
    const ApiResult<net::HttpResponse> response = client.AskForBytes(question, stop);
    if (response) return got;
    const ApiError& error = response.error();
    if (error.status == 416) return got;  // exactly at the end
    const bool was_cut = error.transport == net::HttpErrorKind::kCutOff ||
                         error.transport == net::HttpErrorKind::kBodyTimeout;
    if (!was_cut) return tl::unexpected(error);
    tries = got > before ? 0 : tries + 1;
  }
  return tl::unexpected(
      Wrong(client, path, "it is cut off again and again at byte " + std::to_string(offset + got)));
}

}  // namespace dataflint::databricks
