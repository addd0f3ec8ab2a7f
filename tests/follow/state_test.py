# ctest timeout: 900
"""analyze --state with the real program: reading goes on where another process stopped, wherever that
was; what does not fit is refused; and a process that is killed loses nothing."""

import pathlib
import random
import signal
import subprocess
import tarfile
import tempfile
import time
import unittest

from growing_logs import DATAFLINT, LOGS, SingleFile, all_growths, analyze, fresh

TAG = b"dataflint saved reading "  # begins every file of --state


class State(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="dataflint-state-")
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        self.state = self.folder / "state"

    def with_state(self, path) -> subprocess.CompletedProcess:
        return analyze("--state", self.state, "-o", "jsonl", "--full", path)

    def test_saved_at_300_places_and_taken_up_by_another_process(self):
        chance = random.Random(4)
        cuts = 0
        for source in sorted(LOGS.iterdir()):
            if not source.is_file() or ".api." in source.name or source.stat().st_size > 300_000:
                continue
            content = source.read_bytes()
            path = self.folder / source.name
            path.write_bytes(content)
            whole = analyze("-o", "jsonl", "--full", path)
            for _ in range(14):
                cut = chance.randint(16, len(content))
                path.write_bytes(content[:cut])
                self.state.unlink(missing_ok=True)
                first = self.with_state(path)
                self.assertEqual(first.stdout, analyze("-o", "jsonl", "--full", path).stdout)
                with open(path, "ab") as file:
                    file.write(content[cut:])
                second = self.with_state(path)
                self.assertEqual(second.stdout, whole.stdout, f"{source.name} cut at {cut}")
                self.assertEqual(second.returncode, whole.returncode)
                self.assertEqual(second.stderr, whole.stderr)
                cuts += 1
        self.assertGreaterEqual(cuts, 300)

    def test_every_layout_in_many_short_runs(self):
        for name, growth in all_growths(self.folder / "logs", 5):
            with self.subTest(name=name):
                self.state.unlink(missing_ok=True)
                path = growth.path
                codes = (0, 5, 7, 8)  # at first there may be too little to tell that it is a log
                for _ in growth.steps():
                    path = growth.path if growth.path.exists() else growth.final_path
                    run = self.with_state(path)
                    self.assertNotIn(b"not used", run.stderr)
                    self.assertNotIn(b"read from its start", run.stderr)
                    self.assertIn(run.returncode, codes, run.stderr)
                    if run.returncode in (0, 8):
                        codes = (0, 8)
                last = self.with_state(path)
                self.assertEqual(last.stdout, analyze("-o", "jsonl", "--full", growth.final_path).stdout)

    def test_a_state_that_does_not_fit_is_refused_and_the_log_read_from_its_start(self):
        log = self.folder / "app-1"
        log.write_bytes((LOGS / "codec-none.json").read_bytes())
        whole = analyze("-o", "jsonl", "--full", log).stdout
        self.with_state(log)
        good = self.state.read_bytes()
        chance = random.Random(6)
        damaged = []
        for _ in range(40):
            at = chance.randrange(len(TAG), len(good))
            damaged.append(good[:at] + bytes([good[at] ^ (1 << chance.randrange(8))]) + good[at + 1:])
        damaged += [good[:chance.randrange(len(TAG), len(good))] for _ in range(20)]
        damaged += [good + b"x", good.replace(b"version ", b"version 9", 1)]
        for content in damaged:
            self.state.write_bytes(content)
            run = self.with_state(log)
            self.assertEqual(run.stdout, whole)
            self.assertIn(b"cannot use the saved state", run.stderr)
            self.assertIn(b"read from its start", run.stderr)
            self.assertEqual(self.state.read_bytes(), good)  # saved again

        other = self.folder / "app-2"
        other.write_bytes((LOGS / "codec-zstd.zstd").read_bytes())
        run = self.with_state(other)
        self.assertEqual(run.stdout, analyze("-o", "jsonl", "--full", other).stdout)
        self.assertIn(b"cannot go on from the saved position", run.stderr)

    def test_a_state_of_another_archive_or_pipe_is_refused(self):
        logs = [LOGS / "codec-none.json", LOGS / "codec-zstd.zstd"]
        archives = [self.folder / "a.tar", self.folder / "b.tar"]
        for log, archive in zip(logs, archives):
            with tarfile.open(archive, "w") as tar:
                tar.add(log, "app-1")
        self.with_state(archives[0])
        self.assertEqual(self.with_state(archives[0]).stderr, b"")
        for path, content in ((archives[1], None), ("-", logs[0].read_bytes()), ("-", logs[1].read_bytes())):
            run = analyze("--state", self.state, "-o", "jsonl", "--full", path, input=content)
            self.assertEqual(run.stdout, analyze("-o", "jsonl", "--full", path, input=content).stdout)
            self.assertIn(b"read from its start", run.stderr)

    def test_a_file_that_was_not_saved_by_dataflint_is_left_alone(self):
        log = self.folder / "app-1"
        log.write_bytes((LOGS / "codec-none.json").read_bytes())
        for content in (b"notes of a person\n", TAG[:-1], b"x" + TAG, b"\n"):
            self.state.write_bytes(content)
            for follow in ((), ("--follow",)):
                run = analyze("--state", self.state, *follow, log)
                self.assertEqual((run.returncode, run.stdout), (2, b""))
                self.assertIn(b"it was not saved by dataflint --state", run.stderr)
                self.assertIn(b"name another file", run.stderr)
            self.assertEqual(self.state.read_bytes(), content)
        self.state.unlink()
        self.state.mkdir()
        self.assertEqual(self.with_state(log).returncode, 2)

    def test_an_empty_file_can_be_written_to(self):
        self.state.write_bytes(b"")
        run = self.with_state(LOGS / "codec-none.json")
        self.assertEqual((run.returncode, run.stderr), (0, b""))
        self.assertTrue(self.state.read_bytes().startswith(TAG))

    def test_a_link_to_a_state_stays_one(self):
        target = self.folder / "target"
        self.state.symlink_to(target)
        for _ in range(2):
            self.assertEqual(self.with_state(LOGS / "codec-none.json").returncode, 0)
            self.assertTrue(self.state.is_symlink())
        self.assertEqual(target.stat().st_mode & 0o777, 0o600)

    def test_the_log_itself_or_the_output_is_no_place_for_a_state(self):
        log = self.folder / "app-1"
        content = (LOGS / "codec-none.json").read_bytes()
        log.write_bytes(content)
        self.state.symlink_to(log)
        for state, said in ((log, b"it is part of the log"), (self.state, b"it is part of the log"),
                            (self.folder / "report", b"--output names the same file")):
            run = analyze("--state", state, "--output", self.folder / "report", log)
            self.assertEqual(run.returncode, 2)
            self.assertIn(said, run.stderr)
        self.assertEqual(log.read_bytes(), content)
        self.assertFalse((self.folder / "report").exists())

    def test_killed_at_any_time_nothing_is_lost(self):
        chance = random.Random(7)
        for round_ in range(6):
            growth = SingleFile(LOGS / ("clean.zstd" if round_ % 2 else "codec-none.json"),
                                fresh(self.folder / "logs"), round_, pieces=60)
            self.state.unlink(missing_ok=True)
            steps = growth.steps()
            next(steps)
            killed = 0
            done = False
            while not done:
                path = growth.path if growth.path.exists() else growth.final_path
                process = subprocess.Popen(
                    [DATAFLINT, "analyze", "--follow", "--interval", "0.01", "--state", self.state,
                     "-o", "json", path], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                end = time.monotonic() + chance.uniform(0.02, 0.4)
                while time.monotonic() < end and not done:
                    done = next(steps, "end") == "end"
                    time.sleep(0.01)
                process.send_signal(signal.SIGKILL)
                process.wait()
                killed += 1
            self.assertGreater(killed, 1)
            last = self.with_state(growth.final_path)
            self.assertNotIn(b"read from its start", last.stderr)
            self.assertEqual(last.stdout,
                             analyze("-o", "jsonl", "--full", growth.final_path).stdout)

    def test_a_state_that_cannot_be_saved_is_an_error(self):
        run = analyze("--state", self.folder / "no" / "such" / "state", LOGS / "codec-none.json")
        self.assertIn(run.returncode, (4, 5))
        self.assertIn(b"cannot save the state", run.stderr)
        self.assertGreater(len(run.stdout), 500)  # the report is there all the same


if __name__ == "__main__":
    unittest.main()
