"""Lines of event logs as Spark 3.5 writes them, made one by one: what the bad inputs are built of.

Every function gives one line with its line feed. Times are milliseconds after BEGIN.
"""

import json

BEGIN = 1_700_000_000_000


def line(event: str, **fields: object) -> str:
    return json.dumps({"Event": event, **fields}, separators=(",", ":"), ensure_ascii=False) + "\n"


def with_names(fields: dict) -> dict:
    """Python names to Spark's: Stage_ID becomes "Stage ID"."""
    return {name.replace("_", " "): value for name, value in fields.items()}


def log_start() -> str:
    return line("SparkListenerLogStart", **{"Spark Version": "3.5.1"})


def application_start(app_id: str = "app-1") -> str:
    return line("SparkListenerApplicationStart", **{
        "App Name": "made", "App ID": app_id, "Timestamp": BEGIN, "User": "someone"})


def application_end(ms: int = 60_000) -> str:
    return line("SparkListenerApplicationEnd", Timestamp=BEGIN + ms)


def environment(properties: dict | None = None) -> str:
    return line("SparkListenerEnvironmentUpdate", **{
        "JVM Information": {"Java Version": "17"},
        "Spark Properties": {"spark.master": "yarn", **(properties or {})}, "Hadoop Properties": {},
        "System Properties": {}, "Metrics Properties": {}, "Classpath Entries": {}})


def executor_added(executor: str, ms: int = 10, cores: int = 4) -> str:
    return line("SparkListenerExecutorAdded", **{
        "Timestamp": BEGIN + ms, "Executor ID": executor, "Executor Info": {
            "Host": f"worker-{executor}", "Total Cores": cores, "Log Urls": {}, "Attributes": {},
            "Resources": {}, "Resource Profile Id": 0}})


def executor_removed(executor: str, ms: int) -> str:
    return line("SparkListenerExecutorRemoved", **{
        "Timestamp": BEGIN + ms, "Executor ID": executor, "Removed Reason": "lost"})


def block_updated(memory: int, executor: str = "1") -> str:
    return line("SparkListenerBlockUpdated", **{"Block Updated Info": {
        "Block Manager ID": {"Executor ID": executor, "Host": "worker-1", "Port": 7}, "Block ID": "broadcast_0_piece0",
        "Storage Level": {"Use Disk": False, "Use Memory": False, "Deserialized": False, "Replication": 1},
        "Memory Size": memory, "Disk Size": 0}})


def stage_info(stage: int, tasks: int = 1, rdds: tuple = (), accumulables: tuple = (), **more: object) -> dict:
    return {"Stage ID": stage, "Stage Attempt ID": 0, "Stage Name": f"stage {stage}",
            "Number of Tasks": tasks, "RDD Info": list(rdds), "Parent IDs": [], "Details": "",
            "Accumulables": list(accumulables), "Resource Profile Id": 0, **with_names(more)}


def job_start(job: int, stages: list[dict], properties: dict | None = None, ms: int = 100) -> str:
    return line("SparkListenerJobStart", **{
        "Job ID": job, "Submission Time": BEGIN + ms, "Stage Infos": stages,
        "Stage IDs": [stage["Stage ID"] for stage in stages], "Properties": properties or {}})


def job_end(job: int, ms: int = 50_000) -> str:
    return line("SparkListenerJobEnd", **{
        "Job ID": job, "Completion Time": BEGIN + ms, "Job Result": {"Result": "JobSucceeded"}})


def stage_submitted(stage: dict, ms: int = 200, properties: dict | None = None) -> str:
    return line("SparkListenerStageSubmitted", **{
        "Stage Info": {**stage, "Submission Time": BEGIN + ms}, "Properties": properties or {}})


def stage_completed(stage: dict, ms: int = 40_000) -> str:
    return line("SparkListenerStageCompleted", **{"Stage Info": {
        **stage, "Submission Time": BEGIN + 200, "Completion Time": BEGIN + ms}})


def task_info(task: int, index: int, finish: int, executor: str, accumulables: tuple = (), **more: object) -> dict:
    return {"Task ID": task, "Index": index, "Attempt": 0, "Partition ID": index,
            "Launch Time": BEGIN + 300, "Executor ID": executor, "Host": f"worker-{executor}",
            "Locality": "PROCESS_LOCAL", "Speculative": False, "Getting Result Time": 0,
            "Finish Time": finish, "Failed": False, "Killed": False,
            "Accumulables": list(accumulables), **with_names(more)}


def task_start(stage: int, task: int, index: int = 0, executor: str = "1") -> str:
    return line("SparkListenerTaskStart", **{
        "Stage ID": stage, "Stage Attempt ID": 0, "Task Info": task_info(task, index, 0, executor)})


def task_metrics(run: int = 900) -> dict:
    return {"Executor Deserialize Time": 3, "Executor Deserialize CPU Time": 2_000_000,
            "Executor Run Time": run, "Executor CPU Time": 800_000_000, "Peak Execution Memory": 64,
            "Result Size": 1000, "JVM GC Time": 5, "Result Serialization Time": 1,
            "Memory Bytes Spilled": 0, "Disk Bytes Spilled": 0,
            "Shuffle Read Metrics": {
                "Remote Blocks Fetched": 1, "Local Blocks Fetched": 2, "Fetch Wait Time": 3,
                "Remote Bytes Read": 4, "Remote Bytes Read To Disk": 5, "Local Bytes Read": 6,
                "Total Records Read": 7, "Remote Requests Duration": 8, "Push Based Shuffle": {
                    "Corrupt Merged Block Chunks": 0, "Merged Fetch Fallback Count": 0,
                    "Merged Remote Blocks Fetched": 0, "Merged Local Blocks Fetched": 0,
                    "Merged Remote Chunks Fetched": 0, "Merged Local Chunks Fetched": 0,
                    "Merged Remote Bytes Read": 0, "Merged Local Bytes Read": 0,
                    "Merged Remote Requests Duration": 0}},
            "Shuffle Write Metrics": {
                "Shuffle Bytes Written": 9, "Shuffle Write Time": 10, "Shuffle Records Written": 11},
            "Input Metrics": {"Bytes Read": 12, "Records Read": 13},
            "Output Metrics": {"Bytes Written": 14, "Records Written": 15}, "Updated Blocks": []}


def task_end(stage: int, task: int, index: int = 0, accumulables: tuple = (), executor: str = "1",
             finish: int = BEGIN + 1300, reason: dict | None = None, metrics: dict | None = None,
             **more: object) -> str:
    return line("SparkListenerTaskEnd", **{
        "Stage ID": stage, "Stage Attempt ID": 0, "Task Type": "ResultTask",
        "Task End Reason": reason or {"Reason": "Success"},
        "Task Info": task_info(task, index, finish, executor, accumulables, **more),
        "Task Executor Metrics": {"JVMHeapMemory": 123, "JVMOffHeapMemory": 7},
        "Task Metrics": metrics or task_metrics()})


def accumulable(accumulator: int, update: object = 1, name: str = "number of output rows") -> dict:
    return {"ID": accumulator, "Name": name, "Update": update, "Value": update,
            "Internal": True, "Count Failed Values": True, "Metadata": "sql"}


def plan_node(name: str, children: tuple = (), metrics: tuple = (), text: str = "") -> dict:
    return {"nodeName": name, "simpleString": text or name, "children": list(children),
            "metadata": {}, "metrics": list(metrics)}


def plan_metric(accumulator: int, kind: str = "sum", name: str = "number of output rows") -> dict:
    return {"name": name, "accumulatorId": accumulator, "metricType": kind}


SQL_EVENT = "org.apache.spark.sql.execution.ui.SparkListener"


def sql_start(execution: int, plan: dict, text: str = "", ms: int = 50) -> str:
    return line(SQL_EVENT + "SQLExecutionStart", executionId=execution, description=f"query {execution}",
                details="stack", physicalPlanDescription=text, sparkPlanInfo=plan, time=BEGIN + ms)


def sql_new_plan(execution: int, plan: dict, text: str = "") -> str:
    return line(SQL_EVENT + "SQLAdaptiveExecutionUpdate", executionId=execution,
                physicalPlanDescription=text, sparkPlanInfo=plan)


def sql_end(execution: int, ms: int = 45_000) -> str:
    return line(SQL_EVENT + "SQLExecutionEnd", executionId=execution, time=BEGIN + ms)


def head(properties: dict | None = None) -> str:
    return log_start() + application_start() + environment(properties) + executor_added("1")


def one_stage(stage: int = 0, tasks: int = 3, first_task: int = 0, job: int | None = None) -> str:
    """A Spark job of one stage whose tasks all succeed."""
    info = stage_info(stage, tasks)
    job = stage if job is None else job
    lines = [job_start(job, [info]), stage_submitted(info)]
    lines += [task_start(stage, first_task + i, i) for i in range(tasks)]
    lines += [task_end(stage, first_task + i, i) for i in range(tasks)]
    lines += [stage_completed(info), job_end(job)]
    return "".join(lines)


def whole_log() -> str:
    return head() + one_stage() + application_end()
