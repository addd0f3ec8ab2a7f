"""Spark 4.3: a Python task that takes long; the JVM's CPU time says nothing of its worker's."""
log = "4.3.0/speculation.zstd"
