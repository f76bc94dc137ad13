"""How many ways of saying when are read in a second, over the dates of the example case.

`python3 -m tests bench timeline` prints it. A reading alone is measured: no page, no file, no database.
"""

import csv
import time
from pathlib import Path

from server.domain.moments import Moment, read

KEY = Path(__file__).parent.parent / "golden" / "case-a" / "dates.csv"
REPEATS = 40
"""Times that the 74 dates are read."""


def moments_a_second(repeats: int = REPEATS) -> float:
    """Readings a second of processor time, the best of three runs: dates of 74 kinds, in their order."""
    words = [row["Date as written"] for row in csv.DictReader(KEY.read_text("utf-8-sig").splitlines())]
    born = read("14/02/2011", language="en", born=None, after=None)
    return max(_run(words * repeats, born) for _ in range(3))


def _run(words: list[str], born: Moment) -> float:
    above: Moment | None = None
    began = time.process_time()
    for said in words:
        moment = read(said, language="en", born=born, after=above)
        above = moment if moment.start else above
    return len(words) / (time.process_time() - began)
