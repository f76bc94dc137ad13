"""`python3 -m tests`: sets everything up, finds or installs Chromium, and runs the whole suite.

python3 -m tests                  everything, real browsers included
python3 -m tests wide             the rest of the languages and widths that browser tests are made for
python3 -m tests tests/sync -x    what pytest is told
python3 -m tests fuzz|soak|bench  the longer runs, with their own arguments
"""

import os
import runpy
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from server.bootstrap import ensure

LONGER_RUNS = ("fuzz", "soak", "bench")


def main() -> int:
    """Runs what the command line asks for; returns the exit status."""
    ensure("tests", extra="test")
    asked = sys.argv[1:]
    if asked and asked[0] in LONGER_RUNS:
        sys.argv = asked
        runpy.run_module(f"tests.{asked[0]}", run_name="__main__", alter_sys=True)
        return 0
    import pytest

    from tests.browser.chromium import find_or_install

    os.environ["CHROMIUM"] = find_or_install()
    _compile_once()
    chosen = [*PARALLEL, "-m", "wide"] if asked == ["wide"] else asked or [*PARALLEL, "-m", "not wide"]
    failed = Failed()
    status = int(pytest.main(["-q", "--durations=10", *chosen], plugins=[failed]))
    return _again(failed.tests) if status == 1 and not asked else status


class Failed:
    """Remembers which tests of a run failed."""

    def __init__(self) -> None:
        self.tests: list[str] = []

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Called by pytest for each part of each test, in the process that gathers them."""
        if report.failed and report.nodeid not in self.tests:
            self.tests.append(report.nodeid)


def _again(failed: Sequence[str]) -> int:
    """Whole meetings of several browsers share two cores with two others here. Where only such tests failed, and few,
    they are run once more with the machine to themselves, and which did is printed for whoever reads the run: what
    fails alone too is broken. Returns the exit status."""
    if not failed or len(failed) > AGAIN_AT_MOST or not all(each.startswith("tests/browser/") for each in failed):
        return 1
    print("\nOnce more, each with the machine to itself:", *failed, sep="\n  ", flush=True)
    status = subprocess.call([sys.executable, "-m", "pytest", "-q", *failed], cwd=Path(__file__).parent.parent)
    if status == 0:
        print("Failed beside others and passed alone; look into why:", *failed, sep="\n  ", flush=True)
    return status


def _compile_once() -> None:
    """Lets the servers that tests start find their modules compiled, also where Python is told to write nothing
    beside the sources: each would spend a second and more on it."""
    if sys.dont_write_bytecode:
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(sys.prefix) / "compiled")
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


AGAIN_AT_MOST: Final = 3

PARALLEL: Final = ("-n", "3", "--dist", "loadfile", "--no-loadscope-reorder")
"""Three processes, each file of tests in one of them: browsers take long and often wait. They come first by name, so
that what is left at the end is short."""

if __name__ == "__main__":
    raise SystemExit(main())
