"""Data goes to standard output, messages to standard error, in every form of output; nothing asks anything."""

import csv
import io
import json
import os
import re
import stat
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from program import DATAFLINT, DEMO, ROOT, Terminal, environment, is_sanitized, run, without_rights

FORMS = ("table", "json", "jsonl", "csv", "md")
SEVERAL = ("tests/data/logs/demo.zstd", "tests/data/logs/3.5.9")


class Forms(unittest.TestCase):
    def check(self, form, text, rows):
        self.assertTrue(text.endswith("\n"))
        if form == "json":
            self.assertIn("schema", json.loads(text))
        elif form == "jsonl":
            self.assertEqual(len([json.loads(line) for line in text.splitlines()]), rows)
        elif form == "csv":
            header, *body = csv.reader(io.StringIO(text))
            self.assertEqual(header, [name.lower() for name in header])
            self.assertTrue(body)
            self.assertEqual({len(row) for row in body}, {len(header)})
        elif form == "md":
            self.assertTrue(text.startswith("# "))
            self.assertIn("|---|", text)
        else:
            self.assertNotIn("\x1b", text)

    def test_one_log(self):
        for form in FORMS:
            with self.subTest(form=form):
                done = run("analyze", DEMO, "-o", form)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.check(form, done.stdout, 1)

    def test_several_logs(self):
        for form in FORMS:
            with self.subTest(form=form):
                done = run("analyze", *SEVERAL, "-o", form)
                self.assertIn(done.returncode, (0, 8))
                self.assertEqual(done.stderr, "")
                logs = 1 + len([path for path in (ROOT / SEVERAL[1]).iterdir() if path.suffix != ".xz"])
                self.check(form, done.stdout, logs)

    def test_no_more_logs_are_read_ahead_than_a_slow_one_is_worth(self):
        def bytes_read(process):
            counters = Path(f"/proc/{process.pid}/io").read_text(encoding="ascii").split()
            return int(counters[counters.index("rchar:") + 1])

        whole = (ROOT / DEMO).read_bytes()
        with tempfile.TemporaryDirectory() as folder:
            for i in range(40):  # behind "standard input" in the order of their names
                (Path(folder) / f"z-{i}.zstd").write_bytes(whole)
            process = subprocess.Popen([DATAFLINT, "analyze", "-", folder, "-o", "jsonl", "-j", "2"], text=True,
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment())
            read, before = 0, -1
            while read != before or read < len(whole):
                time.sleep(0.5)
                before, read = read, bytes_read(process)
            out, _ = process.communicate("")
        self.assertLess(read, 12 * len(whole))
        self.assertEqual(len(out.splitlines()), 41)

    def test_json_option_is_the_form(self):
        self.assertEqual(run("analyze", DEMO, "--json").stdout, run("analyze", DEMO, "-o", "json").stdout)

    def test_the_same_bytes_each_time(self):
        for form in FORMS:
            self.assertEqual(run("analyze", DEMO, "-o", form).stdout, run("analyze", DEMO, "-o", form).stdout, form)

    def test_standard_input_is_the_same_log(self):
        with open(ROOT / DEMO, "rb") as log:
            piped = json.loads(run("analyze", "-", "-o", "json", stdin=log).stdout)
        named = json.loads(run("analyze", DEMO, "-o", "json").stdout)
        self.assertEqual(piped.pop("log") != named.pop("log"), True)
        self.assertEqual(piped, named)

    def test_the_hints_can_be_run_again(self):
        with open(ROOT / DEMO, "rb") as log:
            piped = run("analyze", "-", stdin=log).stdout
        self.assertNotIn("dataflint analyze - ", piped)
        self.assertIn("dataflint analyze LOG --stage ", piped)
        self.assertIn("Save the log to a file LOG first", piped)
        self.assertNotIn("Save the log", run("analyze", DEMO).stdout)

    def test_threads_change_nothing(self):
        one = run("analyze", *SEVERAL, "-o", "jsonl", "-j", "1").stdout
        self.assertEqual(run("analyze", *SEVERAL, "-o", "jsonl", "-j", "4").stdout, one)


class Listing(unittest.TestCase):
    def rows(self, *options):
        return list(csv.DictReader(io.StringIO(run("analyze", "tests/data/logs", "-o", "csv", *options).stdout)))

    def test_orders(self):
        times = [int(row["duration_ms"]) for row in self.rows("--sort", "time")]
        self.assertEqual(times, sorted(times, reverse=True))
        savings = [int(row["first_savings_ms"]) for row in self.rows("--sort", "savings")]
        self.assertEqual(savings, sorted(savings, reverse=True))
        names = [row["log"] for row in self.rows("--sort", "name")]
        self.assertEqual(names, sorted(names))

    def test_each_log_can_be_found_again(self):
        names = [row["log"] for row in self.rows()]
        self.assertGreater(len(names), 40)
        self.assertLessEqual(len(names) - len(set(names)), 2, "the two halves of one application")

    def test_one_that_cannot_be_read_is_listed_and_does_not_end_it(self):
        done = run("analyze", DEMO, "README.md", "tests/data/logs/3.3.4")
        self.assertEqual(done.returncode, 8)
        self.assertIn("unreadable", done.stdout)
        self.assertIn("1 unreadable", done.stdout.splitlines()[-1])

    def test_incomplete_logs_are_marked(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "whole.zstd").write_bytes((ROOT / DEMO).read_bytes())
            content = (ROOT / "tests/data/logs/3.5.9/sql-aqe.zstd").read_bytes()
            (folder / "cut.zstd").write_bytes(content[:len(content) // 2])
            done = run("analyze", name)
            self.assertEqual(done.returncode, 8)
            *rows, _, last = done.stdout.splitlines()
            self.assertEqual([row.split()[0] for row in rows if "cut.zstd" in row], ["◐!"])
            self.assertEqual([row.split()[0] for row in rows if "whole.zstd" in row], ["✔"])
            self.assertTrue(last.endswith("1 incomplete (!)"), last)
            table = run("analyze", name, "-o", "md").stdout.splitlines()
            self.assertEqual([", log incomplete" in row for row in table if ".zstd" in row], [False, True])

    def test_logs_of_the_same_name_are_told_apart(self):
        with tempfile.TemporaryDirectory() as name:
            log = "eventlog_v2_application_1700000000000_0001/events_1_application_1700000000000_0001.zstd"
            for cluster in ("north", "south"):
                path = Path(name) / cluster / log
                path.parent.mkdir(parents=True)
                path.write_bytes((ROOT / DEMO).read_bytes())
            for columns in ("80", "120"):
                shown = run("analyze", name, "--width", columns).stdout
                for cluster in ("north", "south"):
                    self.assertEqual(len(re.findall(rf" {cluster}/\S*…\S*0001 ", shown)), 1, shown)

    def test_top(self):
        shown = run("analyze", "tests/data/logs", "--top", "3").stdout.splitlines()
        self.assertEqual(len(shown), 1 + 3 + 2)
        self.assertIn("   3 of ", shown[-1])


class Streams(unittest.TestCase):
    def test_messages_go_to_standard_error(self):
        for arguments in (("analyze", "nothing-here"), ("analyze", DEMO, "--stage", "999"), ("inspect", "nothing-here"),
                          ("help", "nothing"), ("insights", "nothing"), ("nothing",)):
            with self.subTest(arguments=arguments):
                done = run(*arguments)
                self.assertNotEqual(done.returncode, 0)
                self.assertEqual(done.stdout, "")
                self.assertTrue(done.stderr.startswith("dataflint: "), done.stderr)

    def test_timings_go_to_standard_error(self):
        done = run("analyze", DEMO, "-o", "json", "--timings")
        json.loads(done.stdout)
        steps = [line.split()[1] for line in done.stderr.splitlines()]
        self.assertEqual(steps, ["decode", "parse", "close", "analysis", "replay", "insights", "report", "total", "bytes"])
        seconds = {line.split()[1]: float(line.split()[2]) for line in done.stderr.splitlines()[:-1]}
        inner = sum(seconds[step] for step in ("close", "analysis", "insights", "report"))
        self.assertLessEqual(inner, seconds["total"] + 0.01)

    def test_a_closed_pipe_is_no_error(self):
        for arguments in (("analyze", DEMO, "-o", "json", "--full"), ("analyze", "tests/data/logs", "-o", "jsonl"),
                          ("help", "--markdown"), ("completion", "bash")):
            with self.subTest(arguments=arguments):
                reader, writer = os.pipe()
                os.close(reader)
                done = subprocess.run([DATAFLINT, *arguments], stdout=writer, stderr=subprocess.PIPE, cwd=ROOT,
                                      stdin=subprocess.DEVNULL, env=environment(), timeout=60)
                os.close(writer)
                self.assertIn(done.returncode, (0, 8))
                self.assertEqual(done.stderr, b"")

    def test_no_space_for_the_output(self):
        for arguments in (("analyze", DEMO), ("analyze", "tests/data/logs/3.3.4", "-o", "jsonl"), ("inspect", DEMO),
                          ("compare", DEMO, DEMO), ("insights",), ("help",), ("help", "analyze"), ("analyze", "--help"), ("version",),
                          ("completion", "zsh"), ()):
            with self.subTest(arguments=arguments), open("/dev/full", "wb") as full:
                done = run(*arguments, stdout=full)
                self.assertEqual(done.returncode, 6, done.stderr)
                self.assertIn("No space left on device", done.stderr)
        self.assertEqual(run("analyze", DEMO, "--output", "/dev/full").returncode, 6)

    @unittest.skipIf(is_sanitized(), "sanitizers put more on the stack")
    def test_a_small_stack_is_enough(self):
        for arguments in (("analyze", DEMO), ("analyze", "tests/data/logs/4.3.0"), ("inspect", DEMO),
                          ("compare", DEMO, DEMO)):
            with self.subTest(arguments=arguments):
                limited = ["bash", "-c", 'ulimit -s 96; exec "$@"', "bash", DATAFLINT, *arguments]
                done = subprocess.run(limited, capture_output=True, cwd=ROOT, env=environment(), timeout=60,
                                      stdin=subprocess.DEVNULL, check=False)
                self.assertIn(done.returncode, (0, 8), done.stderr)

    def test_nothing_asks(self):
        for arguments in ((), ("analyze", DEMO), ("analyze",), ("completion",)):
            with self.subTest(arguments=arguments):
                session = Terminal(*arguments).finish(30)  # nobody types, so a question would never end
                self.assertLess(session.seconds, 25)


class Arguments(unittest.TestCase):
    def test_an_empty_value_is_none(self):
        for option in ("--output", "--state", "--stage", "--sql", "--sort", "--fail-on", "--quantiles", "-o"):
            with self.subTest(option=option):
                done = run("analyze", DEMO, option, "")
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn("needs a value", done.stderr)

    def test_two_dashes_end_the_options(self):
        shown = run("analyze", DEMO).stdout
        self.assertEqual(run("analyze", "--", DEMO).stdout, shown)
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "--top").write_bytes((ROOT / DEMO).read_bytes())
            done = run("analyze", "-o", "csv", "--", "--top", cwd=folder)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertEqual(done.stdout, run("analyze", DEMO, "-o", "csv").stdout)
        self.assertEqual(run("insights", "--", "skew").stdout, run("insights", "skew").stdout)
        self.assertEqual(run("analyze", "--top", "3", "--", "less", "--", "more").returncode, 5)


class OutputFile(unittest.TestCase):
    def test_holds_what_would_be_printed(self):
        with tempfile.TemporaryDirectory() as folder:
            for form in FORMS:
                path = Path(folder) / form
                done = run("analyze", DEMO, "-o", form, "--output", str(path))
                self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
                self.assertEqual(path.read_text(encoding="utf-8"), run("analyze", DEMO, "-o", form).stdout, form)

    def test_has_no_colours(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "report"
            run("analyze", DEMO, "--output", str(path), env=environment(CLICOLOR_FORCE="1"))
            self.assertNotIn("\x1b", path.read_text(encoding="utf-8"))

    def test_takes_the_place_of_an_old_one_only_when_complete(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "report"
            path.write_text("old")
            self.assertEqual(run("analyze", DEMO, "--stage", "999", "--output", str(path)).returncode, 5)
            self.assertEqual(path.read_text(), "old")
            self.assertEqual(os.listdir(folder), ["report"])
            self.assertEqual(run("analyze", DEMO, "--output", str(path)).returncode, 0)
            self.assertIn("nightly orders", path.read_text(encoding="utf-8"))
            self.assertEqual(os.listdir(folder), ["report"])

    def test_is_never_the_log_that_is_read(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            log = folder / "app.zstd"
            content = (ROOT / DEMO).read_bytes()
            log.write_bytes(content)
            (folder / "other.zstd").write_bytes(content)
            (folder / "link").symlink_to(log)
            os.link(log, folder / "hard-link")
            (folder / "folder").symlink_to(folder)
            for output in (log, folder / "link", folder / "hard-link", folder / "folder/app.zstd"):
                for form in FORMS:
                    for path in (log, folder):
                        done = run("analyze", str(path), "-o", form, "--output", str(output))
                        self.assertEqual((done.returncode, done.stdout), (2, ""))
                        self.assertIn("it is part of the log", done.stderr)
            with open(log, "rb") as piped:
                done = run("analyze", "-", "--output", str(log), stdin=piped)
            self.assertEqual(done.returncode, 2)
            self.assertEqual(log.read_bytes(), content)
            self.assertTrue((folder / "link").is_symlink())
            self.assertEqual(run("analyze", str(log), "--output", str(folder / "report")).returncode, 0)

    def test_a_link_stays_and_its_target_is_replaced(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "reports").mkdir()
            (folder / "reports/old").write_text("old")
            (folder / "link").symlink_to("reports/old")
            (folder / "link-to-link").symlink_to(folder / "link")
            (folder / "dangling").symlink_to("reports/new")
            for link, target in (("link", "old"), ("link-to-link", "old"), ("dangling", "new")):
                with self.subTest(link=link):
                    done = run("analyze", DEMO, "--output", str(folder / link))
                    self.assertEqual((done.returncode, done.stderr), (0, ""))
                    self.assertTrue((folder / link).is_symlink())
                    self.assertIn("nightly orders", (folder / "reports" / target).read_text(encoding="utf-8"))
            self.assertEqual(sorted(os.listdir(folder / "reports")), ["new", "old"])
            (folder / "loop").symlink_to("loop")
            self.assertEqual(run("analyze", DEMO, "--output", str(folder / "loop")).returncode, 6)

    @unittest.skipUnless(os.geteuid() == 0, "needs root, to make a device")
    def test_a_device_is_written_to_wherever_it_lies(self):
        with tempfile.TemporaryDirectory() as name:
            device = Path(name) / "null"
            try:
                os.mknod(device, stat.S_IFCHR | 0o666, os.makedev(1, 3))
                device.write_bytes(b"")
            except PermissionError:
                self.skipTest("no devices may be made or used here")
            self.assertEqual(run("analyze", DEMO, "--output", str(device)).returncode, 0)
            self.assertTrue(device.is_char_device())
            self.assertEqual(os.listdir(name), ["null"])

    def test_a_pipe_is_written_to(self):
        with tempfile.TemporaryDirectory() as name:
            pipe = Path(name) / "pipe"
            os.mkfifo(pipe)
            with subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE) as reader:
                self.assertEqual(run("analyze", DEMO, "--output", str(pipe)).returncode, 0)
                self.assertIn(b"nightly orders", reader.stdout.read())

    def test_standard_output_by_its_path_is_appended_to(self):
        with tempfile.TemporaryDirectory() as name:
            path = Path(name) / "reports"
            path.write_text("first\n")
            with open(path, "ab") as out:
                self.assertEqual(run("analyze", DEMO, "--output", "/dev/stdout", stdout=out).returncode, 0)
            self.assertEqual(path.read_text(encoding="utf-8"), "first\n" + run("analyze", DEMO).stdout)

    def test_a_slow_reader_costs_no_time(self):
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        process = subprocess.Popen([DATAFLINT, "analyze", DEMO, "-o", "json", "--full"], stdout=writer, cwd=ROOT,
                                   stdin=subprocess.DEVNULL, env=environment())
        os.close(writer)
        time.sleep(3)
        size = 0
        while piece := os.read(reader, 1 << 16):
            size += len(piece)
        os.close(reader)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, 0)
        self.assertGreater(size, 1 << 17, "more than a pipe holds")
        self.assertLess(usage.ru_utime + usage.ru_stime, 2)

    def test_where_it_may_not_be_written(self):
        with tempfile.TemporaryDirectory() as folder:
            os.chmod(folder, 0o555)
            with open(ROOT / DEMO, "rb") as log:
                done = run("analyze", "-", "--output", f"{folder}/report", stdin=log, **without_rights())
            self.assertEqual(done.returncode, 4, done.stderr)
            self.assertEqual(run("analyze", DEMO, "--output", folder).returncode, 2)
            self.assertEqual(run("analyze", DEMO, "--output", f"{folder}/no/report").returncode, 5)
            os.chmod(folder, 0o755)


if __name__ == "__main__":
    unittest.main()
