"""A write fails by a service that times out; the code tries it once more, and it succeeds."""
from made_log import Log

log = Log()
log.executors(2, cores=4)
why = "java.net.SocketTimeoutException: Read timed out"
for stage, failed in enumerate(({5: why}, None)):
    log.stage(stage, run=[20] * 16, failed=failed, fails_job=failed is not None, name="save at Load.scala:40")
log.end()
