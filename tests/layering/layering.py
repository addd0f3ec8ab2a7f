"""The rules of the source tree that no compiler checks, as a list of what breaks them.

`violations(root)` looks at src/ and CMakeLists.txt below `root`. Which folder may use which is declared
once, by the dataflint_folder(... LINK ...) lines of CMakeLists.txt; what must hold whatever these lines
say stands in NEVER and PORTABLE below.
"""

import re
import subprocess
from pathlib import Path

MAX_LINES = 600
# Files that are longer, with their number of lines: it may shrink, never grow. Best left empty.
LONGER_FILES: dict[str, int] = {}

VAGUE_NAMES = {"util", "utils", "helper", "helpers", "common", "misc"}

# folder -> folders it must not reach, not even through others.
NEVER = {
    "base": {"*"},
    "io": {"model", "eventlog", "analysis", "insights", "report", "engine", "cli"},
    "vault": {"io", "net", "model", "engine", "cli"},
    "net": {"io", "model", "engine", "cli"},
    "databricks": {"io", "model", "engine", "cli"},
    "model": {"io", "eventlog"},
    "eventlog": {"io", "analysis", "insights", "report"},
    "analysis": {"io", "eventlog", "insights", "report"},
    "replay": {"io", "eventlog", "insights", "report"},
    "insights": {"io", "eventlog", "compare", "report"},
    "compare": {"io", "eventlog", "report", "engine"},
    "report": {"io", "eventlog"},
    "engine": {"io", "cli"},
    "wasm": {"io", "cli"},
}

# engine/, the bridge to WebAssembly, and everything they reach: no threads, files, exceptions.
PORTABLE_ROOTS = ("engine", "wasm")
NOT_PORTABLE_HEADERS = re.compile(
    r"^(thread|mutex|shared_mutex|condition_variable|future|atomic|stop_token|semaphore|latch|barrier"
    r"|filesystem|fstream|iostream|iomanip|format|print|regex|exception|stdexcept"
    r"|pthread\.h|unistd\.h|fcntl\.h|dirent\.h|signal\.h|csignal|sys/.*)$"
)
NOT_PORTABLE_WORDS = re.compile(
    r"\b(throw|try|catch)\b|\bfopen\("
    r"|\bstd::(sto[a-z]+|j?thread|\w*mutex|atomic\w*|condition_variable|async|filesystem|[io]?fstream|fopen)\b"
)

# Places on one machine. Logs and what others answered about them (tests/data) keep the paths they had.
MACHINE_PATHS = re.compile(rb"(?<![\w.*~}-])/(?:work|root|home)/[\w./-]+|\b[A-Z]:\\\\?Users\\")
KEEPS_ITS_PATHS = re.compile(r"^(tests/data|tests/fuzz|bench/sources)/")

# Who may include simdjson: what reads event log lines, and what reads small bodies.
SIMDJSON_USERS = re.compile(r"^src/(eventlog|base)/(\w*json\w*|simdjson\w*)\.(h|cc)$")
NO_JSON_FOLDERS = ("analysis", "insights", "compare", "model")

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)
COMMENTS_AND_STRINGS = re.compile(
    r'R"(?P<mark>[^\s()\\]{0,16})\(.*?\)(?P=mark)"|//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'',
    re.S,
)


def declared_links(cmake_text: str) -> dict[str, set[str]]:
    """folder -> folders named after LINK in its dataflint_folder() line."""
    links = {}
    for name, arguments in re.findall(r"^\s*dataflint_folder\((\w+)([^)]*)\)", cmake_text, re.M):
        _, _, linked = arguments.partition("LINK")
        links[name] = set(linked.split())
    return {name: linked & links.keys() for name, linked in links.items()}


def reach(links: dict[str, set[str]], folder: str) -> set[str]:
    """All folders that `folder` may include from, itself left out unless there is a cycle."""
    reached: set[str] = set()
    todo = list(links[folder])
    while todo:
        name = todo.pop()
        if name not in reached:
            reached.add(name)
            todo.extend(links[name])
    return reached


def listed_files(root: Path, *folders: str) -> list[Path]:
    """What git knows below `folders` (or all of it), and what it would if it were added."""
    listing = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-co", "--exclude-standard", *folders],
        capture_output=True, text=True, check=True,
    ).stdout.split("\n")
    return [root / name for name in listing if name and (root / name).is_file()]


def violations(root: Path) -> list[str]:
    links = declared_links((root / "CMakeLists.txt").read_text())
    found = folder_violations(links, root)
    portable = set(PORTABLE_ROOTS).union(*(reach(links, name) for name in PORTABLE_ROOTS if name in links))
    for path in listed_files(root, "src", "tests", "bench", "scripts"):
        name = path.relative_to(root).as_posix()
        if path.suffix in (".cc", ".h", ".py", ".mjs", ".sh"):
            found += [f"{name}: {text}" for text in size_and_name_violations(name, path)]
        if path.suffix in (".cc", ".h") and name.startswith("src/"):
            found += [f"{name}: {text}" for text in code_violations(name, path, links, portable)]
    return found + machine_path_violations(root)


def machine_path_violations(root: Path) -> list[str]:
    found = []
    for path in listed_files(root):
        name = path.relative_to(root).as_posix()
        if KEEPS_ITS_PATHS.match(name):
            continue
        found += [f"{name}: {match.decode(errors='replace')} is a place on one machine"
                  for match in sorted(set(MACHINE_PATHS.findall(path.read_bytes())))]
    return found


def folder_violations(links: dict[str, set[str]], root: Path) -> list[str]:
    found = []
    for folder in links:
        reached = reach(links, folder)
        if folder in reached:
            found.append(f"CMakeLists.txt: {folder} depends on itself through {sorted(links[folder])}")
        never = NEVER.get(folder, set())
        wrong = reached if "*" in never else reached & never
        if wrong:
            found.append(f"CMakeLists.txt: {folder} must never reach {sorted(wrong)}")
    for folder in sorted(path.name for path in (root / "src").iterdir() if path.is_dir()):
        if folder not in links and any((root / "src" / folder).rglob("*.cc")):
            found.append(f"CMakeLists.txt: no dataflint_folder({folder} ...) for src/{folder}")
    return found


def size_and_name_violations(name: str, path: Path) -> list[str]:
    found = []
    lines = path.read_bytes().count(b"\n")
    if lines > LONGER_FILES.get(name, MAX_LINES):
        found.append(f"{lines} lines, more than {LONGER_FILES.get(name, MAX_LINES)}: split it")
    words = set(re.split(r"[/._-]", name.lower()))
    if words & VAGUE_NAMES:
        found.append(f"'{(words & VAGUE_NAMES).pop()}' says nothing; name it after what it does")
    return found


def guard_of(name: str) -> str:
    """Not #pragma once: g++ takes a precompiled header's file for another one when it was written again since."""
    return "DATAFLINT_" + re.sub(r"[^A-Z0-9]", "_", name.removeprefix("src/").upper()) + "_"


def code_violations(name: str, path: Path, links: dict[str, set[str]], portable: set[str]) -> list[str]:
    found = []
    folder = name.split("/")[1] if name.count("/") > 1 else ""
    is_test = re.search(r"_(test|fuzzer|benchmark)\.cc$|_for_test\.h$|/testing/", name) is not None
    text = path.read_text(encoding="utf-8")
    includes = [included for _, included in INCLUDE.findall(text)]

    if path.suffix == ".h":
        if not text.startswith("//"):
            found.append("a header begins with a comment that says what it is for")
        guard = guard_of(name)
        if f"#ifndef {guard}\n#define {guard}\n" not in text or not text.endswith(f"#endif  // {guard}\n"):
            found.append(f"no include guard {guard}")
    if folder in links and not is_test:
        allowed = reach(links, folder) | {folder}
        for included in includes:
            target = included.split("/")[0]
            if target in links and "/" in included and target not in allowed:
                found.append(f"includes {included}, but {folder}/ may use only {sorted(allowed - {folder})}")
    if any(included.startswith("simdjson") for included in includes) and not is_test:
        if not SIMDJSON_USERS.match(name):
            found.append("includes simdjson; only the JSON readers of eventlog/ and base/ may")
    if folder in NO_JSON_FOLDERS and not is_test:
        found += [f"includes {included}; {folder}/ knows no JSON" for included in includes if "json" in included]
    if folder in portable and not is_test:
        found += [f"includes <{included}>, which WebAssembly does not have" for included in includes
                  if NOT_PORTABLE_HEADERS.match(included)]
        for number, line in enumerate(without_comments(text).split("\n"), 1):
            if match := NOT_PORTABLE_WORDS.search(line):
                found.append(f"line {number}: '{match.group(0)}' in code that also builds without exceptions, "
                             "threads and files")
    return found


def without_comments(text: str) -> str:
    """`text` with comments and literals blanked, line numbers kept."""
    return COMMENTS_AND_STRINGS.sub(lambda match: re.sub(r"[^\n]", " ", match.group(0)), text)
