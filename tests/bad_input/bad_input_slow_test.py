# ctest labels: slow
# ctest timeout: 1800
"""The bad inputs that take more than a few seconds each: millions of rows, gigabytes of plans."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bad_input_test import add_tests


class SlowBadInputTest(unittest.TestCase):
    pass


add_tests(SlowBadInputTest, slow=True)

if __name__ == "__main__":
    unittest.main()
