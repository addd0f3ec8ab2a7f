# ctest labels: native
"""Colours, width, encoding, progress and Ctrl-C, on terminals of the tests' own."""

import os
import re
import signal
import subprocess
import threading
import time
import unicodedata
import unittest

from program import DATAFLINT, DEMO, ROOT, Terminal, environment, on_terminal, run, shared_logs, shipped_logs

ESCAPE = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
LOG = "tests/data/logs/4.3.0/sql-aqe.zstd"
VIEWS = ((), ("--stage", "0"), ("--sql", "0"), ("--spark-job", "0"))


def width_of(line: str) -> int:
    line = ESCAPE.sub("", line.rstrip("\r\n"))
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in line)


class Colours(unittest.TestCase):
    def has_colour(self, *options, **changes):
        return "\x1b[" in on_terminal("analyze", DEMO, *options, env=environment(**changes)).screen

    def test_on_a_terminal_only(self):
        self.assertTrue(self.has_colour())
        self.assertNotIn("\x1b", run("analyze", DEMO).stdout)

    def test_what_switches_them_off(self):
        self.assertFalse(self.has_colour("--no-color"))
        self.assertFalse(self.has_colour(NO_COLOR="1"))
        self.assertTrue(self.has_colour(NO_COLOR=""), "an empty NO_COLOR means nothing")
        self.assertFalse(self.has_colour(TERM="dumb"))
        self.assertFalse(self.has_colour(NO_COLOR="1", CLICOLOR_FORCE="1"))

    def test_what_switches_them_on(self):
        self.assertIn("\x1b[", run("analyze", DEMO, env=environment(CLICOLOR_FORCE="1")).stdout)
        self.assertNotIn("\x1b", run("analyze", DEMO, env=environment(CLICOLOR_FORCE="0")).stdout)
        self.assertNotIn("\x1b", run("analyze", DEMO, "--no-color", env=environment(CLICOLOR_FORCE="1")).stdout)

    def test_forms_for_programs_have_none(self):
        for form in ("json", "jsonl", "csv", "md"):
            self.assertNotIn("\x1b", on_terminal("analyze", DEMO, "-o", form).screen, form)

    def test_each_command_obeys(self):
        for command in (("inspect", DEMO), ("compare", DEMO, DEMO), ("insights",), ("insights", "skew"), ("analyze", "tests/data/logs/3.3.4")):
            self.assertIn("\x1b[", on_terminal(*command).screen, command)
            self.assertNotIn("\x1b[", on_terminal(*command, "--no-color").screen.replace("\r\x1b[K", ""), command)

    def test_are_the_text_without_them(self):
        coloured = run("analyze", DEMO, "--stage", "11.0", env=environment(CLICOLOR_FORCE="1")).stdout
        plain = run("analyze", DEMO, "--stage", "11.0").stdout
        # Shades in bars tell neighbours apart where no colour does.
        self.assertEqual([line.split() for line in re.sub("[█░]", " ", ESCAPE.sub("", coloured)).splitlines()],
                         [line.split() for line in re.sub("[█░]", " ", plain).splitlines()])

    def test_are_legible_on_black_and_on_white(self):
        """Contrast after WCAG 2: at least 3 : 1 for texts, and for letters on a bar's colours 4.5 : 1."""
        def luminance(code):
            if code >= 232:
                rgb = [8 + 10 * (code - 232)] * 3
            else:
                steps = (0, 95, 135, 175, 215, 255)
                rgb = [steps[(code - 16) // 36], steps[(code - 16) // 6 % 6], steps[(code - 16) % 6]]
            linear = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in rgb]
            return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

        def contrast(a, b):
            return (max(a, b) + 0.05) / (min(a, b) + 0.05)

        printed = "".join(run("analyze", str(log), env=environment(CLICOLOR_FORCE="1")).stdout for log in shipped_logs())
        texts = set(map(int, re.findall(r"\x1b\[(?:1;)?38;5;(\d+)m", printed)))
        bars = set(map(int, re.findall(r"\x1b\[38;5;16;48;5;(\d+)m", printed)))
        self.assertGreaterEqual(len(texts), 4)
        self.assertGreaterEqual(len(bars), 12)
        for code in texts:
            self.assertGreaterEqual(contrast(luminance(code), 0), 3, code)
            self.assertGreaterEqual(contrast(luminance(code), 1), 3, code)
        for code in bars:
            self.assertGreaterEqual(contrast(luminance(code), 0), 4.5, code)

    def test_neighbours_in_a_bar_differ(self):
        printed = run("analyze", DEMO, env=environment(CLICOLOR_FORCE="1")).stdout
        for line in printed.splitlines():
            codes = re.findall(r"48;5;(\d+)m([a-z] *)", line)
            if sum(len(text) for _, text in codes) > 50:
                self.assertTrue(all(a[0] != b[0] for a, b in zip(codes, codes[1:])), line)


class Encoding(unittest.TestCase):
    def test_ascii_where_the_locale_is_not_utf_8(self):
        for changes in ({"LC_ALL": "C"}, {"LC_ALL": None}, {"LC_ALL": None, "LANG": "de_DE.ISO-8859-1"}):
            for view in VIEWS:
                printed = run("analyze", LOG, *view, text=False, env=environment(**changes)).stdout
                self.assertTrue(printed.isascii(), changes)
        self.assertFalse(run("analyze", LOG, text=False, env=environment(LC_ALL=None, LANG="en_GB.utf8")).stdout.isascii())

    def test_ascii_lays_out_the_same(self):
        wide = run("analyze", LOG).stdout.splitlines()
        ascii_lines = run("analyze", LOG, env=environment(LC_ALL="C")).stdout.splitlines()
        self.assertEqual([width_of(line) for line in wide], [len(line) for line in ascii_lines])


class Width(unittest.TestCase):
    def test_no_line_is_wider_than_the_terminal(self):
        for log in [*shipped_logs(), *shared_logs()]:
            for columns in (80, 100, 120):
                printed = run("analyze", str(log), "--width", str(columns)).stdout
                body = printed[: printed.rfind("\nmore\n")]  # commands are not broken, so that they can be copied
                for line in body.splitlines():
                    self.assertLessEqual(width_of(line), columns, f"{log.name}: {line}")

    def test_drill_downs(self):
        for columns in (80, 120):
            for view in VIEWS[1:]:
                for log in (DEMO, LOG, "tests/data/logs/4.3.0/failed-tasks.zstd", "tests/data/logs/4.3.0/streaming.zstd"):
                    printed = run("analyze", log, *view, "--width", str(columns))
                    for line in printed.stdout.splitlines():
                        self.assertLessEqual(width_of(line), columns, line)

    def test_listing_and_inspect(self):
        for columns in (80, 100, 120):
            for line in run("analyze", "tests/data/logs", "--width", str(columns)).stdout.splitlines():
                self.assertLessEqual(width_of(line), columns, line)
            for line in on_terminal("inspect", "tests/data/logs/3.3.4/rolling", columns=columns).screen.splitlines():
                self.assertLessEqual(width_of(line), columns, line)

    def test_follows_the_terminal_within_bounds(self):
        for columns, expected in ((60, 80), (80, 80), (97, 97), (120, 120), (200, 120)):
            screen = on_terminal("analyze", DEMO, columns=columns).screen
            self.assertEqual(max(map(width_of, screen[: screen.rfind("more")].splitlines())), expected)


class LiveScreen(unittest.TestCase):
    def screen(self, rows):
        """The lines that --follow leaves on a terminal of so many rows."""
        drawn = re.search(r"\x1b\[\?1049h(.*?)\x1b\[\?1049l", on_terminal("analyze", "--follow", DEMO, rows=rows).screen,
                          re.S)[1]
        return [line.rstrip() for line in ESCAPE.sub("", drawn.rsplit("\x1b[H", 1)[1]).split("\r\n")]

    def test_what_to_change_comes_first_where_not_all_fits(self):
        lines = self.screen(24)
        self.assertEqual(len(lines), 24)  # the last one is that of the status
        self.assertTrue(any(line.startswith("what to change") for line in lines[:6]), lines)
        more = re.match(r"-- (\d+) more lines below: make the terminal taller", lines[-2])
        whole = run("analyze", DEMO).stdout.splitlines()
        self.assertEqual(22 + int(more[1]), len(whole))

    def test_the_order_is_that_of_the_report_where_all_fits(self):
        whole = run("analyze", DEMO).stdout.splitlines()
        lines = self.screen(len(whole) + 1)
        self.assertEqual([line.split() for line in lines[:-1] if "█" not in line and "  a " not in line][:3],
                         [line.split() for line in whole][:3])
        order = [lines.index(next(line for line in lines if line.startswith(words)))
                 for words in ("where the time went", "what to change", "stages that matter")]
        self.assertEqual(order, sorted(order))
        self.assertFalse(any("more lines below" in line for line in lines))


class SlowLog:
    """Standard input that brings a valid log without end, slowly."""

    LINE = b'{"Event":"SparkListenerTaskStart","Stage ID":0,"Stage Attempt ID":0,"Task Info":{"Task ID":1}}\n'

    def __init__(self):
        self.reader, self.writer = os.pipe()
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.write)

    def __enter__(self):
        self.thread.start()
        return self

    def write(self):
        try:
            while not self.stopped.is_set():
                os.write(self.writer, self.LINE * 200)
                time.sleep(0.01)
        except BrokenPipeError:
            pass

    def __exit__(self, *_):
        self.stopped.set()
        os.close(self.reader)
        self.thread.join()
        os.close(self.writer)


class Waiting(unittest.TestCase):
    def test_progress_after_a_second(self):
        with SlowLog() as log:
            terminal = Terminal("analyze", "-", stdin=log.reader)
            terminal.read(0.8)
            self.assertEqual(terminal.screen, b"")
            terminal.read(1.5)
            terminal.interrupt()
            session = terminal.finish(10)
        self.assertRegex(session.screen, r"\r\S+.*  [\d.]+ [KM]?i?B  [\d.]+ [KM]?i?B/s\x1b\[K")
        self.assertTrue(session.screen.endswith("\r\x1b[Kdataflint: interrupted\r\n"), session.screen[-80:])

    def test_no_progress_without_a_terminal_or_when_quiet(self):
        for options, streams in (((), {"stderr": subprocess.PIPE}), (("--quiet",), {})):
            with SlowLog() as log:
                terminal = Terminal("analyze", "-", *options, stdin=log.reader, **streams)
                terminal.read(2)
                self.assertEqual(terminal.screen, b"")
                terminal.interrupt()
                terminal.finish(10)
                if terminal.process.stderr:
                    self.assertEqual(terminal.process.stderr.read(), b"dataflint: interrupted\n")
                    terminal.process.stderr.close()

    def test_ctrl_c_ends_within_a_second(self):
        for signal_sent in (signal.SIGINT, signal.SIGTERM):
            with SlowLog() as log:
                terminal = Terminal("analyze", "-", stdin=log.reader)
                terminal.read(0.5)
                start = time.monotonic()
                terminal.process.send_signal(signal_sent)
                self.assertEqual(terminal.process.wait(timeout=5), 130)
                self.assertLess(time.monotonic() - start, 1.1)
                terminal.finish(1)

    def test_ctrl_c_while_nothing_comes(self):
        reader, writer = os.pipe()
        terminal = Terminal("analyze", "-", stdin=reader)
        terminal.read(0.3)
        start = time.monotonic()
        terminal.interrupt()
        self.assertEqual(terminal.process.wait(timeout=5), 130)
        self.assertLess(time.monotonic() - start, 1.5)
        terminal.finish(1)
        os.close(reader)
        os.close(writer)

    def test_a_second_ctrl_c_ends_at_once(self):
        reader, writer = os.pipe()
        terminal = Terminal("analyze", "-", stdin=reader)
        terminal.read(0.3)
        terminal.interrupt()
        time.sleep(0.05)
        start = time.monotonic()
        terminal.interrupt()
        self.assertEqual(terminal.process.wait(timeout=5), 130)
        self.assertLess(time.monotonic() - start, 0.3)
        terminal.finish(1)
        os.close(reader)
        os.close(writer)

    def test_ctrl_c_leaves_no_file_behind(self):
        folder = f"{os.environ.get('TMPDIR', '/tmp')}/dataflint-interrupt-{os.getpid()}"
        os.mkdir(folder)
        with SlowLog() as log:
            terminal = Terminal("analyze", "-", DEMO, "-o", "jsonl", "--output", f"{folder}/out", stdin=log.reader)
            terminal.read(0.7)
            terminal.interrupt()
            self.assertEqual(terminal.process.wait(timeout=5), 130)
            terminal.finish(1)
        self.assertEqual(os.listdir(folder), [])
        os.rmdir(folder)


class Speed(unittest.TestCase):
    def test_the_bar_can_be_measured(self):
        done = subprocess.run(["python3", ROOT / "scripts" / "measure_command_line.py"], capture_output=True, text=True,
                              env=environment(DATAFLINT=DATAFLINT), timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"^BAR help-first-byte [\d.]+\nBAR interrupt [\d.]+\n$")


if __name__ == "__main__":
    unittest.main()
