"""The source tree keeps its own rules (layering.py), and a break of any of them is noticed."""

import subprocess
import tempfile
import unittest
from pathlib import Path

import layering

ROOT = Path(__file__).resolve().parents[2]

CMAKE = """
dataflint_folder(base)
dataflint_folder(io LINK base PkgConfig::codecs)
dataflint_folder(model LINK base)
dataflint_folder(eventlog LINK model base simdjson)
dataflint_folder(insights OBJECTS LINK model base)
dataflint_folder(engine LINK insights eventlog model base)
dataflint_folder(cli LINK engine io)
"""


def header(name: str, text: str = "", about: str = "// Says what it is for.\n") -> str:
    guard = layering.guard_of(name)
    return f"{about}#ifndef {guard}\n#define {guard}\n{text}#endif  // {guard}\n"


class Repository(unittest.TestCase):
    def test_no_violations(self):
        self.assertEqual(layering.violations(ROOT), [])


class ViolationsAreFound(unittest.TestCase):
    def found_in(self, files, cmake=CMAKE):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            subprocess.run(["git", "init", "-q", folder], check=True)
            (root / "CMakeLists.txt").write_text(cmake)
            (root / "src").mkdir()
            for name, text in files.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text)
            return layering.violations(root)

    def assert_found(self, expected, files, cmake=CMAKE):
        found = self.found_in(files, cmake)
        self.assertEqual(len(found), 1, found)
        self.assertIn(expected, found[0])

    def test_clean_tree(self):
        self.assertEqual(self.found_in({
            "src/base/a.h": header("src/base/a.h", "#include <vector>\n// we never throw\n"),
            "src/io/b.cc": '#include <thread>\n#include "base/a.h"\n',
            "src/eventlog/json_reader.cc": '#include <simdjson.h>\n#include "model/c.h"\n',
            "src/engine/d.cc": '#include "eventlog/e.h"\n#include "base/a.h"\n'
                               'const char* t = "try \\" catch"; char q = \'"\'; auto r = R"(throw)";\n',
            "src/engine/d_test.cc": '#include <fstream>\n#include "io/b.h"\n',
            "src/cli/f.cc": '#include "model/c.h"\n',
        }), [])

    def test_folder_reaches_where_it_may_not(self):
        self.assert_found("may use only", {"src/insights/a.cc": '#include "eventlog/b.h"\n'})
        self.assert_found("may use only", {"src/base/a.cc": '#include "io/b.h"\n'})
        self.assert_found("may use only", {"src/engine/a.cc": '#include "io/b.h"\n'})

    def test_declaration_moves_a_border(self):
        self.assert_found("insights must never reach ['eventlog']", {},
                          CMAKE.replace("OBJECTS LINK model", "OBJECTS LINK eventlog model"))
        self.assertIn("CMakeLists.txt: base must never reach ['io']", self.found_in(
            {}, CMAKE.replace("(base)", "(base LINK io)").replace("io LINK base", "io LINK")))
        self.assert_found("no dataflint_folder(extra", {"src/extra/a.cc": ""})

    def test_cycle(self):
        cmake = "dataflint_folder(x LINK y)\ndataflint_folder(y LINK x)\n"
        found = self.found_in({}, cmake)
        self.assertEqual(len(found), 2, found)
        self.assertIn("depends on itself", found[0])

    def test_threads_files_and_exceptions_below_the_engine(self):
        for header in ("thread", "mutex", "atomic", "filesystem", "fstream", "iostream", "sys/stat.h"):
            self.assert_found(f"<{header}>", {"src/model/a.cc": f"#include <{header}>\n"})
        for code in ("throw 1;", "try { f(); } catch (...) {}", "std::stoi(s);", "std::jthread t;",
                     "std::shared_mutex m;", "std::atomic_int i;", "std::filesystem::path p;"):
            self.assert_found("line 2", {"src/eventlog/a.cc": f"int f();\n  {code}\n"})

    def test_simdjson_outside_its_users(self):
        self.assert_found("includes simdjson", {"src/engine/a.cc": "#include <simdjson.h>\n"})
        self.assert_found("knows no JSON", {"src/insights/a.cc": '#include "base/json_writer.h"\n'})

    def test_headers(self):
        self.assert_found("begins with a comment", {"src/base/a.h": header("src/base/a.h", about="")})
        self.assert_found("no include guard", {"src/base/a.h": "// About.\n#pragma once\n"})
        self.assert_found("no include guard", {"src/base/a.h": header("src/base/b.h")})

    def test_places_on_one_machine(self):
        place = "/" + "home/me/dataflint"
        for text in (f'PATH = "{place}"', f"see {place}", place):
            self.assert_found(f"{place} is a place", {"README.md": text})
        self.assertEqual(self.found_in({
            "docs/a.md": f"build{place}, ~{place}, /opt/spark/work",
            "tests/data/log": f'"user.dir":"{place}"',
        }), [])

    def test_long_files_and_vague_names(self):
        self.assert_found("601 lines", {"src/base/a.cc": "\n" * 601})
        self.assertEqual(self.found_in({"src/base/a.cc": "\n" * 600}), [])
        for name in ("src/base/string_utils.cc", "src/base/helpers.cc", "scripts/misc/a.py", "src/cli/common.cc"):
            self.assert_found("says nothing", {name: ""})


if __name__ == "__main__":
    unittest.main()
