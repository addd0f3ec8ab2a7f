# ctest timeout: 900
"""Every quick bad input is answered as promised, in bounded memory. The others: bad_input_slow_test.py."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import containers
import large_plans
import lines
import packings
import surfaces
import volumes
from bad_input import Input, run

ALL = [*lines.INPUTS, *containers.INPUTS, *packings.INPUTS, *volumes.INPUTS, *large_plans.INPUTS,
       *surfaces.INPUTS]


class BadInputTest(unittest.TestCase):
    pass


def add_tests(case: type[unittest.TestCase], slow: bool) -> None:
    for given in ALL:
        if given.slow == slow:
            setattr(case, f"test {given.name}", test_of(given))


def test_of(given: Input):
    def test(self: unittest.TestCase) -> None:
        outcome = run(given)
        if outcome.skipped:
            self.skipTest(outcome.skipped)
        self.assertEqual(outcome.problems, [])
    return test


class Names(unittest.TestCase):
    def test_names_are_distinct(self) -> None:
        self.assertEqual(len({given.name for given in ALL}), len(ALL))


add_tests(BadInputTest, slow=False)

if __name__ == "__main__":
    unittest.main()
