# ctest timeout: 600
"""analyze --follow with the real program: a log grows while it is followed; in the end the report is,
to the byte, that of the whole log."""

import json
import os
import pathlib
import pty
import re
import select
import signal
import subprocess
import tempfile
import time
import unittest

from growing_logs import DATAFLINT, LOGS, Delivery, SingleFile, all_growths, analyze


def end(process: subprocess.Popen) -> None:
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream:
            stream.close()


class Follow(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="dataflint-follow-")
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)

    def start(self, path, *arguments, stdout=None) -> subprocess.Popen:
        process = subprocess.Popen(
            [DATAFLINT, "analyze", "--follow", "--interval", "0.02", *arguments, path],
            stdin=subprocess.DEVNULL, stdout=stdout or subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(end, process)
        return process

    def test_every_layout_and_codec_ends_with_the_report_of_the_whole(self):
        for seed in (1, 2):
            for name, growth in all_growths(self.folder, seed):
                with self.subTest(name=name, seed=seed):
                    steps = growth.steps()
                    next(steps)
                    process = self.start(growth.path, "-o", "json", "--full")
                    for _ in steps:
                        time.sleep(growth.chance.uniform(0, 0.03))
                    out, err = process.communicate(timeout=60)
                    whole = analyze("-o", "jsonl", "--full", growth.final_path)
                    self.assertEqual(process.returncode, whole.returncode, err.decode())
                    documents = out.splitlines()
                    self.assertGreater(len(documents), 1)
                    for document in documents:
                        json.loads(document)
                    self.assertEqual(documents[-1], whole.stdout.rstrip(b"\n"), err.decode())

    def test_a_delivery_is_followed_by_the_name_of_its_present_part(self):
        growth = Delivery(LOGS / "codec-none.json", self.folder, 8)
        steps = growth.steps()
        next(steps)
        process = self.start(growth.path / "eventlog", "-o", "json", "--full")
        for _ in steps:
            time.sleep(0.05)
        out, err = process.communicate(timeout=60)
        whole = json.loads(analyze("-o", "jsonl", "--full", growth.final_path).stdout)
        self.assertEqual(json.loads(out.splitlines()[-1]), whole, err.decode())

    def test_a_log_that_is_complete_is_reported_once(self):
        whole = analyze(LOGS / "demo.zstd")
        followed = self.start(LOGS / "demo.zstd", "--width", "100")
        out, _ = followed.communicate(timeout=60)
        self.assertEqual(followed.returncode, 0)
        self.assertEqual(out, whole.stdout.replace(b"\0", b""))

    def test_a_log_may_appear_later(self):
        process = self.start(self.folder, "-o", "json")
        time.sleep(0.3)
        (self.folder / "app-1").write_bytes((LOGS / "codec-none.json").read_bytes())
        out, _ = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0)
        self.assertEqual(out.splitlines()[-1],
                         analyze("-o", "jsonl", self.folder / "app-1").stdout.rstrip(b"\n"))

    def test_ctrl_c_prints_the_report_so_far(self):
        log = self.folder / "app-1.inprogress"
        content = (LOGS / "codec-none.json").read_bytes()
        log.write_bytes(content[:len(content) // 2])
        process = self.start(log)
        line = process.stderr.readline()
        self.assertIn(b"tasks", line)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=10)
        self.assertEqual(process.returncode, 0)
        # A line that is half written is not read, and no loss.
        log.write_bytes(content[:content.rfind(b"\n", 0, len(content) // 2) + 1])
        self.assertEqual(out, analyze(log).stdout)

    def test_ctrl_c_tells_no_line_twice(self):
        process, log, _ = self.follow_half()
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=10)
        self.assertEqual(process.returncode, 0)
        self.assertEqual(len(out.splitlines()), 1)

    def test_ctrl_c_while_the_report_takes_long(self):
        process = self.start(LOGS / "codec-none.json", "-o", "json", "--full")  # more than a pipe that nobody reads takes
        self.assertEqual(select.select([process.stdout], [], [], 20)[0], [process.stdout])
        start = time.monotonic()
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=10), 130)
        self.assertLess(time.monotonic() - start, 1.5)
        self.assertEqual(process.stderr.read(), b"dataflint: interrupted\n")

    def test_output_file_is_always_a_whole_report(self):
        growth = SingleFile(LOGS / "codec-none.json", self.folder, 3)
        steps = growth.steps()
        next(steps)
        report = self.folder / "report.json"
        process = self.start(growth.path, "-o", "json", "--output", report)
        for _ in steps:
            time.sleep(0.05)
            if report.exists():
                json.loads(report.read_bytes())
        process.communicate(timeout=60)
        self.assertEqual(report.read_bytes(), analyze("-o", "json", growth.final_path).stdout)

    def test_a_reader_that_goes_away_ends_it(self):
        log = self.folder / "app-1.inprogress"
        content = (LOGS / "codec-none.json").read_bytes()
        log.write_bytes(content[:50_000])
        process = self.start(log, "-o", "json")
        process.stdout.readline()
        process.stdout.close()
        with open(log, "ab", buffering=0) as file:
            file.write(content[50_000:100_000])
        self.assertIn(process.wait(timeout=10), (0, 8))

    def read_until(self, process: subprocess.Popen, wanted: bytes) -> bytes:
        """Lines of standard error up to the one with these words; fails when the program ends before."""
        said = b""
        while line := process.stderr.readline():
            said += line
            if wanted in line:
                return said
        self.fail(f"{wanted!r} is not in {said.decode()}")

    def follow_half(self, *arguments):
        """A process that has read half of a log, the log, and all its bytes."""
        log = self.folder / "app-1.inprogress"
        content = (LOGS / "codec-none.json").read_bytes()
        log.write_bytes(content[:len(content) // 2])
        process = self.start(log, "-o", "json", *arguments)
        self.read_until(process, b"tasks")
        self.read_until(process, b"waiting for more of app-1.inprogress")
        return process, log, content

    def assert_whole_at_the_end(self, process: subprocess.Popen, log: pathlib.Path) -> None:
        log.rename(self.folder / "app-1")
        out, err = process.communicate(timeout=60)
        whole = analyze("-o", "jsonl", self.folder / "app-1")
        self.assertEqual(out.splitlines()[-1], whole.stdout.rstrip(b"\n"), err.decode())

    def test_a_log_that_is_deleted_is_told_and_may_come_back(self):
        process, log, content = self.follow_half()
        log.unlink()
        self.read_until(process, b"app-1.inprogress to come back (it was deleted or moved")
        log.write_bytes(content)
        self.read_until(process, b"tasks")
        self.assert_whole_at_the_end(process, log)

    def test_a_log_that_is_cut_is_told_and_may_grow_again(self):
        process, log, content = self.follow_half()
        os.truncate(log, 1000)
        self.read_until(process, b"app-1.inprogress to grow again (it was cut or replaced")
        with open(log, "ab") as file:
            file.write(content[1000:])
        self.read_until(process, b"tasks")
        self.assert_whole_at_the_end(process, log)

    def test_a_log_in_whose_place_another_is_written_is_told_and_read_anew(self):
        for new_file in (False, True):
            with self.subTest(new_file=new_file):
                process, log, _ = self.follow_half()
                other = (LOGS / "codec-none.json").read_bytes().replace(b"{", b"{ ", 1)
                if new_file:
                    log.unlink()
                    self.read_until(process, b"to come back")
                log.write_bytes(other[:100_000])
                self.read_until(process, b"the log was written anew; it is read from its start")
                with open(log, "ab") as file:
                    file.write(other[100_000:])
                self.read_until(process, b"tasks")
                self.assert_whole_at_the_end(process, log)
                (self.folder / "app-1").unlink()

    def test_what_became_of_a_log_is_told_once(self):
        process, log, _ = self.follow_half()
        log.unlink()
        said = self.read_until(process, b"deleted")
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        _, rest = process.communicate(timeout=10)
        self.assertEqual((said + rest).count(b"deleted"), 1)

    def test_many_logs_are_refused(self):
        result = analyze("--follow", LOGS)
        self.assertEqual(result.returncode, 2)
        self.assertIn(b"one log only", result.stderr)

    def test_timings_tell_of_every_update(self):
        process = self.start(LOGS / "codec-none.json", "--timings", "-o", "json")
        _, err = process.communicate(timeout=60)
        self.assertRegex(err.decode(), r"timing  update 1  [0-9.]+ ms from bytes seen to figures out")

    def test_a_pipe_is_followed(self):
        content = (LOGS / "codec-none.json").read_bytes()
        process = subprocess.Popen([DATAFLINT, "analyze", "--follow", "--interval", "0.02", "-o", "json",
                                    "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        self.addCleanup(end, process)
        process.stdin.write(content[:100_000])
        process.stdin.flush()
        self.assertTrue(json.loads(process.stdout.readline()))
        out, _ = process.communicate(content[100_000:], timeout=60)
        whole = analyze("-o", "jsonl", "-", input=content)
        self.assertEqual(out.splitlines()[-1], whole.stdout.rstrip(b"\n"))


class OnATerminal(unittest.TestCase):
    ENTER, LEAVE = b"\x1b[?1049h", b"\x1b[?1049l"

    def read_until(self, terminal: int, wanted: bytes, seconds: float = 20) -> bytes:
        seen = b""
        end = time.monotonic() + seconds
        while wanted not in seen and time.monotonic() < end:
            if select.select([terminal], [], [], 0.1)[0]:
                try:
                    seen += os.read(terminal, 1 << 16)
                except OSError:
                    break
        self.assertIn(wanted, seen)
        return seen

    def test_it_is_drawn_in_place_and_the_terminal_is_given_back(self):
        with tempfile.TemporaryDirectory(prefix="dataflint-follow-") as folder:
            log = pathlib.Path(folder) / "app-1.inprogress"
            content = (LOGS / "codec-none.json").read_bytes()
            log.write_bytes(content[:200_000])
            terminal, theirs = pty.openpty()
            process = subprocess.Popen(
                [DATAFLINT, "analyze", "--follow", "--interval", "0.05", log],
                stdin=subprocess.DEVNULL, stdout=theirs, stderr=subprocess.PIPE,
                env={**os.environ, "TERM": "xterm"})
            self.addCleanup(end, process)
            os.close(theirs)
            seen = self.read_until(terminal, b"waiting for more of app-1.inprogress")
            self.assertIn(self.ENTER, seen)
            self.assertNotIn(self.LEAVE, seen)
            with open(log, "ab", buffering=0) as file:
                file.write(content[200_000:300_000])
            self.read_until(terminal, b"waiting for more")
            process.send_signal(signal.SIGINT)
            seen = self.read_until(terminal, self.LEAVE)
            rest = seen[seen.index(self.LEAVE) + len(self.LEAVE):]
            while select.select([terminal], [], [], 0.5)[0]:
                try:
                    more = os.read(terminal, 1 << 16)
                except OSError:
                    break
                rest += more
            self.assertEqual(process.wait(timeout=10), 0)
            self.assertGreater(len(re.sub(rb"\x1b\[[0-9;?]*[A-Za-z]", b"", rest)), 500)
            os.close(terminal)


if __name__ == "__main__":
    unittest.main()
