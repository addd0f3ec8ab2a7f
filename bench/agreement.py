"""Whether the contestants that are measured against each other say the same of the log they read."""

Figures = dict[str, dict[str, int]]  # "application", "job 3", "stage 5" -> figure -> value

# Names of Spark's REST API; the nanosecond figures also as milliseconds, which is how rapids-tools gives them.
STAGE_FIGURES = (
    "numTasks", "numCompleteTasks", "numFailedTasks", "executorDeserializeTime", "executorDeserializeCpuTime",
    "executorRunTime", "executorCpuTime", "resultSize", "jvmGcTime", "resultSerializationTime", "memoryBytesSpilled",
    "diskBytesSpilled", "peakExecutionMemory", "inputBytes", "inputRecords", "outputBytes", "outputRecords",
    "shuffleRemoteBlocksFetched", "shuffleLocalBlocksFetched", "shuffleFetchWaitTime", "shuffleRemoteBytesRead",
    "shuffleRemoteBytesReadToDisk", "shuffleLocalBytesRead", "shuffleReadBytes", "shuffleReadRecords",
    "shuffleWriteBytes", "shuffleWriteTime", "shuffleWriteRecords")
NANOSECONDS = ("executorDeserializeCpuTime", "executorCpuTime", "shuffleWriteTime")
JOB_FIGURES = ("numTasks", "numCompletedTasks", "numFailedTasks", "numCompletedStages", "numSkippedStages")
RAPIDS_STAGE = {
    "numTasks": "numTasks", "executorDeserializeTime_sum": "executorDeserializeTime",
    "executorDeserializeCPUTime_sum": "executorDeserializeCpuTime in ms", "executorRunTime_sum": "executorRunTime",
    "executorCPUTime_sum": "executorCpuTime in ms", "jvmGCTime_sum": "jvmGcTime",
    "resultSerializationTime_sum": "resultSerializationTime", "memoryBytesSpilled_sum": "memoryBytesSpilled",
    "diskBytesSpilled_sum": "diskBytesSpilled", "input_bytesRead_sum": "inputBytes",
    "input_recordsRead_sum": "inputRecords", "output_bytesWritten_sum": "outputBytes",
    "output_recordsWritten_sum": "outputRecords", "sr_remoteBlocksFetched_sum": "shuffleRemoteBlocksFetched",
    "sr_localBlocksFetched_sum": "shuffleLocalBlocksFetched", "sr_fetchWaitTime_sum": "shuffleFetchWaitTime",
    "sr_remoteBytesRead_sum": "shuffleRemoteBytesRead",
    "sr_remoteBytesReadToDisk_sum": "shuffleRemoteBytesReadToDisk", "sr_localBytesRead_sum": "shuffleLocalBytesRead",
    "sr_totalBytesRead_sum": "shuffleReadBytes", "sw_bytesWritten_sum": "shuffleWriteBytes",
    "sw_recordsWritten_sum": "shuffleWriteRecords", "sw_writeTime_sum": "shuffleWriteTime in ms"}


class Disagreement(RuntimeError):
    pass


def of_rest(jobs: list[dict], stages: list[dict], sql: list[dict]) -> Figures:
    """From answers of Spark's REST API, or what dataflint says under "spark" in the same words."""
    ran = [stage for stage in stages if stage["status"] not in ("SKIPPED", "PENDING")]
    figures: Figures = {"application": {"jobs": len(jobs), "stages": len(ran), "SQL executions": len(sql),
                                        "tasks": sum(stage["numCompleteTasks"] for stage in ran)}}
    for job in jobs:
        figures[f"job {job['jobId']}"] = {name: job[name] for name in JOB_FIGURES}
    for stage in ran:
        row = {name: stage[name] for name in STAGE_FIGURES if name in stage}
        row |= {f"{name} in ms": stage[name] // 1_000_000 for name in NANOSECONDS}
        figures[f"stage {stage['stageId']}"] = row
    return figures


def of_rapids(jobs: list[dict], stages: list[dict], sql: list[dict]) -> Figures:
    """From rapids-tools' tables job_information, stage_level_aggregated_task_metrics and sql_duration_..."""
    figures: Figures = {"application": {"jobs": len(jobs), "stages": len(stages), "SQL executions": len(sql),
                                        "tasks": sum(int(stage["numTasks"]) for stage in stages)}}
    for stage in stages:
        figures[f"stage {stage['stageId']}"] = {ours: int(stage[theirs]) for theirs, ours in RAPIDS_STAGE.items()}
    return figures


def check(ours: Figures, name: str, theirs: Figures) -> int:
    """Returns how many figures both have; raises Disagreement when one differs, or when a stage is missing."""
    compared, differences = 0, []
    for what in theirs.keys() - ours.keys():
        differences.append(f"{what}: only {name} has it")
    for what in {w for w in ours if w.startswith("stage ")} - theirs.keys():
        differences.append(f"{what}: {name} does not have it")
    for what in ours.keys() & theirs.keys():
        for figure in ours[what].keys() & theirs[what].keys():
            compared += 1
            if ours[what][figure] != theirs[what][figure]:
                differences.append(f"{what}, {figure}: dataflint {ours[what][figure]}, {name} {theirs[what][figure]}")
    if differences:
        raise Disagreement(f"dataflint and {name} differ in {len(differences)} of {compared} figures:\n  "
                           + "\n  ".join(sorted(differences)[:20]))
    if not compared:
        raise Disagreement(f"dataflint and {name} have no figure in common")
    return compared
