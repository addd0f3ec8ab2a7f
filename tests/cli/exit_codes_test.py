# ctest labels: native
"""Every documented exit code, each really produced."""

import os
import re
import resource
import subprocess
import tempfile
import unittest
from pathlib import Path

from program import DEMO, ROOT, Terminal, environment, run, without_rights

CUT = "tests/data/logs/3.5.9/killed-driver.zstd.inprogress"


class ExitCodes(unittest.TestCase):
    produced: set[int] = set()

    def expect(self, code: int, done) -> None:
        self.assertEqual(done.returncode, code, done.stderr)
        self.produced.add(code)

    def test_0_done(self):
        self.expect(0, run("analyze", DEMO))
        self.expect(0, run("inspect", DEMO))

    def test_1_failed_itself(self):
        # No thread can be started: the limit counts all threads of the user.
        def no_threads():
            resource.setrlimit(resource.RLIMIT_NPROC, (1, 1))

        with open(ROOT / DEMO, "rb") as log:
            done = run("analyze", "-", stdin=log, preexec_fn=no_threads, **without_rights())
        if os.geteuid() != 0 and done.returncode == 0:
            self.skipTest("this user may start threads without limit")
        self.expect(1, done)
        self.assertIn("cannot start a thread", done.stderr)

    def test_2_usage(self):
        for arguments in (("analyze",), ("analyze", DEMO, "--nothing"), ("nothing",), ("analyze", DEMO, "-o", "xml"),
                          ("analyze", DEMO, "--stage", "x"), ("analyze", DEMO, "--width", "20"), ("help", "nothing"),
                          ("analyze", "tests/data/logs/3.3.4", "--stage", "1.0")):
            self.expect(2, run(*arguments))

    def test_3_gate_failed(self):
        done = run("analyze", DEMO, "--fail-on", "low")
        self.expect(3, done)
        self.assertIn("what to change", done.stdout)
        self.expect(3, run("analyze", "tests/data/logs/3.3.4", "--fail-on", "low", "-o", "jsonl"))
        self.assertEqual(run("analyze", "tests/data/logs/4.3.0/dynamic-allocation.zstd", "--fail-on", "high").returncode, 0)

    def test_3_goes_before_8(self):
        text = subprocess.run(["zstd", "-dc", (ROOT / DEMO).resolve()], capture_output=True, check=True).stdout
        cut = text[:-40]
        self.assertEqual(run("analyze", "-", input=cut, text=False).returncode, 8)
        self.assertEqual(run("analyze", "-", "--fail-on", "low", input=cut, text=False).returncode, 3)

    def test_4_permission(self):
        with tempfile.TemporaryDirectory() as folder:
            os.chmod(folder, 0o755)
            log = Path(folder) / "log"
            log.write_bytes((ROOT / DEMO).read_bytes())
            log.chmod(0)
            done = run("analyze", str(log), **without_rights())
            self.expect(4, done)
            self.assertIn("Permission denied", done.stderr)

    def test_5_not_found(self):
        for arguments in (("analyze", "nothing-here"), ("inspect", "nothing-here"), ("analyze", DEMO, "--sql", "999"),
                          ("analyze", DEMO, "--stage", "999.0"), ("analyze", DEMO, "--spark-job", "999"),
                          ("insights", "nothing-like-it"), ("analyze", DEMO, "--output", "/nothing-here/report")):
            self.expect(5, run(*arguments))

    def test_5_a_link_to_nothing(self):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "app-1.zstd").symlink_to("nothing-here")
            done = run("analyze", folder)
            self.expect(5, done)
            self.assertIn("No such file", done.stderr)

    def test_5_before_anything_is_read(self):
        for command in (("analyze", "-"), ("compare", DEMO, "-")):
            reader, writer = os.pipe()  # in which nothing comes
            done = run(*command, "--output", "/nothing-here/report", stdin=reader, timeout=20)
            os.close(reader)
            os.close(writer)
            self.expect(5, done)

    def test_6_no_space(self):
        with open("/dev/full", "wb") as full:
            self.expect(6, run("analyze", DEMO, stdout=full))

    def test_7_too_little_data(self):
        self.expect(7, run("analyze", "README.md"))
        self.expect(7, run("analyze", "/dev/null"))
        self.expect(7, run("analyze", "-"))

    def test_8_partial(self):
        done = run("analyze", DEMO, "README.md")
        self.expect(8, done)
        whole = (ROOT / DEMO).read_bytes()
        done = run("analyze", "-", input=whole[: len(whole) // 2], text=False)
        self.expect(8, done)
        self.assertIn("what could not be seen", done.stdout.decode())

    def test_130_interrupted(self):
        reader, writer = os.pipe()
        terminal = Terminal("analyze", "-", stdin=reader)
        os.close(reader)
        os.write(writer, b'{"Event":"SparkListenerLogStart","Spark Version":"3.5.9"}\n')
        terminal.read(0.3)
        terminal.interrupt()
        session = terminal.finish(10)
        os.close(writer)
        self.assertEqual(session.exit_code, 130, session.screen)
        self.produced.add(130)

    def test_unfinished_is_no_failure(self):
        self.assertIn(run("analyze", CUT).returncode, (0, 8))

    @classmethod
    def tearDownClass(cls):
        documented = {int(code) for code in re.findall(r"^ +(\d+) ", run("help", "exit-codes").stdout, re.M)}
        if cls.produced != documented and len(cls.produced) > 8:
            raise AssertionError(f"documented but not produced: {documented - cls.produced}")


if __name__ == "__main__":
    unittest.main()
