# The commands of this repository. `make` alone lists them.
#
# Everything is built by CMake into build*/ (CMakePresets.json); this file only gives the common ways
# through it a name. JOBS=N sets the parallelism, FUZZ_SECONDS=N the time each fuzz target runs.

JOBS ?= $(shell nproc)
FUZZ_SECONDS ?= 60
DEMO_LOG ?= tests/data/logs/demo.zstd

# DATAFLINT_WEB=OFF leaves the HTML report out, which needs Node. For a build folder that is there already
# CMake remembers what it was told: make clean.
WEB := $(if $(DATAFLINT_WEB),-DDATAFLINT_WEB=$(DATAFLINT_WEB))

SHELL := /bin/bash
export CTEST_PARALLEL_LEVEL ?= $(JOBS)
# ctest prints what a failing test said, and nothing else.
CTEST := ctest --output-on-failure --no-tests=error

.DEFAULT_GOAL := help
.PHONY: help setup setup-test setup-all demo build test test-all test-slow test-asan test-tsan fuzz bench bars \
        wasm format format-check tidy clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup:
	@scripts/setup

setup-test:
	@scripts/setup --test

setup-all:
	@scripts/setup --all

demo: build ## build, analyse the log that comes with the repository, show the report
	build/dataflint analyze $(DEMO_LOG)

build: setup build/build.ninja ## build/dataflint
	@cmake --build build --target dataflint -j $(JOBS)

test: setup-test build/build.ninja ## every test that takes no special tools; up to 20 minutes
	@cmake --build build -j $(JOBS)
	@$(CTEST) --test-dir build -LE slow

# The quick ones first. Goes on after a failure, and says at the end what failed and how long each took.
TEST_ALL := format-check test test-slow wasm fuzz test-asan test-tsan tidy

test-all: setup-all ## the above and all that takes long; before a release
	@JOBS=$(JOBS) FUZZ_SECONDS=$(FUZZ_SECONDS) scripts/test-all $(TEST_ALL)

test-slow: setup-test build/build.ninja ## version matrices, truncation at thousands of places
	@cmake --build build -j $(JOBS)
	@$(CTEST) --test-dir build -L slow

test-asan: setup-test build-asan/build.ninja ## the tests under AddressSanitizer and UBSan
	@cmake --build build-asan -j $(JOBS)
	@$(CTEST) --test-dir build-asan -LE 'slow|native'

test-tsan: setup-test build-tsan/build.ninja ## the tests under ThreadSanitizer
	@cmake --build build-tsan -j $(JOBS)
	@$(CTEST) --test-dir build-tsan -LE 'slow|native'

fuzz: setup-all build-fuzz/build.ninja ## every fuzz target for FUZZ_SECONDS seconds each
	@cmake --build build-fuzz --target fuzzers -j $(JOBS)
	@scripts/fuzz build-fuzz $(FUZZ_SECONDS)

bench: setup-all build/build.ninja ## measure against other tools, write docs/performance.md
	@cmake --build build -j $(JOBS)
	@bench/run.py --json build/bench.json

bars: setup-all build/build.ninja ## measure every promise in bars.toml
	@cmake --build build -j $(JOBS)
	@scripts/bars.py

wasm: setup-all build-wasm/build.ninja build ## build/dataflint.wasm, and a test of it in Node
	@cmake --build build-wasm -j $(JOBS)
	@cp build-wasm/dataflint.wasm build/dataflint.wasm
	@node tests/wasm/analyze_test.mjs build/dataflint.wasm build/dataflint

format: setup-all ## put all C++ files into the project's format
	@git ls-files '*.cc' '*.h' | xargs -r clang-format-19 -i

format-check: setup-all ## say which C++ files `make format` would change
	@mkdir -p build
	@git ls-files '*.cc' '*.h' | xargs -r clang-format-19 --dry-run -Werror > build/format.log 2>&1 || { \
	  sed -n 's/^\([^ :]*\):[0-9]*:[0-9]*: error:.*/\1/p' build/format.log | sort -u; \
	  echo "format-check: make format would change the files above"; exit 1; }

tidy: setup-all build/build.ninja ## clang-tidy over all C++ files; SINCE=origin/main: over what changed
	@scripts/tidy build $(JOBS) $(SINCE)

clean: ## remove what was built
	rm -rf build build-*

build/build.ninja:
	@mkdir -p build
	@cmake --preset release $(WEB) > build/configure.log 2>&1 || { cat build/configure.log; exit 1; }

build-%/build.ninja:
	@mkdir -p build-$*
	@cmake --preset $* $(WEB) > build-$*/configure.log 2>&1 || { cat build-$*/configure.log; exit 1; }
