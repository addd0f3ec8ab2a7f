#include "vault/rotation.h"

#include <algorithm>
#include <utility>

namespace dataflint::vault {
namespace {

constexpr std::size_t kBatch = 32;

Status ForEachBatch(SealedRecords& records,
                    const std::function<Status(const std::vector<SealedRecord>&)>& visit) {
  std::string position;
  while (true) {
    const Result<std::vector<SealedRecord>> batch = records.NextBatch(position, kBatch);
    if (!batch) return tl::unexpected(batch.error());
    if (batch->empty()) return {};
    DF_RETURN_IF_ERROR(visit(*batch));
    position = batch->back().position;
  }
}

void NoteFailure(const SealedRecord& record, Error error, RotationReport& report) {
  ++report.failed;
  if (report.failures.size() >= RotationReport::kShownFailures) return;
  error.where = "record " + record.context.record_id + ", " + record.context.field_name +
                (error.where.empty() ? "" : "; " + error.where);
  report.failures.push_back(std::move(error));
}

// A record that cannot be re-wrapped (it is damaged, its key is not there) stays as it is, and is told
// of. A store that cannot be written ends the rotation.
Status RewrapOne(KeyRing& ring, SealedRecords& records, const SealedRecord& record,
                 RotationReport& report) {
  const Result<KeyId> id = KeyIdOf(record.blob);
  if (!id) {
    NoteFailure(record, id.error(), report);
    return {};
  }
  if (*id == ring.current()) return {};
  const Result<std::string> blob = ring.Rewrap(record.context, record.blob);
  if (!blob) {
    NoteFailure(record, blob.error(), report);
    return {};
  }
  const Result<bool> replaced = records.Replace(record, *blob);
  if (!replaced) return tl::unexpected(replaced.error());
  ++(*replaced ? report.rewrapped : report.changed_meanwhile);
  return {};
}

Status RewrapAll(KeyRing& ring, SealedRecords& records, const RotationProgress& progress,
                 RotationReport& report) {
  return ForEachBatch(records, [&](const std::vector<SealedRecord>& batch) -> Status {
    for (const SealedRecord& record : batch) {
      DF_RETURN_IF_ERROR(RewrapOne(ring, records, record, report));
      ++report.looked_at;
    }
    if (progress == nullptr || progress(report)) return {};
    return Fail(ErrorCode::kInterrupted, "the rotation was stopped", {},
                std::to_string(report.rewrapped) + " secrets have the new key",
                "Run again, to go on: dataflint keys rotate");
  });
}

std::vector<KeyId> OlderKeys(const KeyRing& ring) {
  std::vector<KeyId> older;
  for (const KeyStatus& key : ring.Keys()) {
    if (key.state == KeyState::kActive && !key.current) older.push_back(key.id);
  }
  return older;
}

}  // namespace

Result<KeyReferences> CountReferences(SealedRecords& records) {
  KeyReferences references;
  const Status counted =
      ForEachBatch(records, [&references](const std::vector<SealedRecord>& batch) -> Status {
        for (const SealedRecord& record : batch) {
          const Result<KeyId> id = KeyIdOf(record.blob);
          ++(id ? references.named[*id] : references.unnamed);
        }
        return {};
      });
  if (!counted) return tl::unexpected(counted.error());
  return references;
}

Result<RotationReport> FinishRotation(KeyRing& ring, SealedRecords& records,
                                      const RotationProgress& progress) {
  RotationReport report;
  DF_RETURN_IF_ERROR(ring.RemoveRetired());
  const std::vector<KeyId> older = OlderKeys(ring);
  if (older.empty()) return report;
  DF_RETURN_IF_ERROR(RewrapAll(ring, records, progress, report));
  // Counted anew, not concluded from the above: a key that is gone is gone.
  const Result<KeyReferences> references = CountReferences(records);
  if (!references) return tl::unexpected(references.error());
  for (const KeyId& id : older) {
    if (references->named.contains(id)) {
      report.still_needed.push_back(id);
      continue;
    }
    DF_RETURN_IF_ERROR(ring.Retire(id));
    report.retired.push_back(id);
  }
  return report;
}

Result<RotationReport> Rotate(KeyRing& ring, SealedRecords& records,
                              const RotationProgress& progress) {
  // What is left of the last rotation first, so that there are never more than two keys.
  DF_RETURN_IF_ERROR(ring.RemoveRetired());
  if (OlderKeys(ring).empty()) DF_RETURN_IF_ERROR(ring.StartNewKey());
  return FinishRotation(ring, records, progress);
}

}  // namespace dataflint::vault
