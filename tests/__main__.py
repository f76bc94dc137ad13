"""`python3 -m tests`: sets everything up, finds or installs Chromium, and runs the whole suite.

python3 -m tests                  everything, real browsers included
python3 -m tests wide             the rest of the languages and widths that browser tests are made for
python3 -m tests tests/sync -x    what pytest is told
python3 -m tests fuzz|soak|bench  the longer runs, with their own arguments
"""

import os
import runpy
import sys
from pathlib import Path

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
    return int(pytest.main(["-q", "--durations=10", *chosen]))


def _compile_once() -> None:
    """Lets the servers that tests start find their modules compiled, also where Python is told to write nothing
    beside the sources: each would spend a second and more on it."""
    if sys.dont_write_bytecode:
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(sys.prefix) / "compiled")
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


PARALLEL = ("-n", "3", "--dist", "loadfile", "--no-loadscope-reorder")
"""Three processes, each file of tests in one of them: browsers take long and often wait. They come first by name, so
that what is left at the end is short."""

if __name__ == "__main__":
    raise SystemExit(main())
