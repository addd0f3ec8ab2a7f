"""Four tasks time out at a service and succeed when they are tried again: not their rows."""
from made_log import Log

log = Log()
log.executors(2, cores=4)
log.stage(0, run=[20] * 16, failed={index: "java.net.SocketTimeoutException: Read timed out" for index in (2, 5, 9, 11)},
          name="foreachPartition at Load.scala:40")
log.end()
