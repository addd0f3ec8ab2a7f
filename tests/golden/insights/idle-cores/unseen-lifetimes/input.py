"""No event says when executors came: they are known only from their tasks."""
from made_log import Log

log = Log()
log.executors(8, cores=4)
log.events = [event for event in log.events if event[2]["Event"] != "SparkListenerExecutorAdded"]
log.stage(0, run=[30] * 32)
log.stage(1, run=[900] * 2)
log.end()
