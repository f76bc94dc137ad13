"""Moments in Extended Date/Time Format (ISO 8601-2:2019, levels 0 and 1), where that can say them.

E1  What is written says neither more nor less than the moment: read again by `read_edtf`, it has the same days.
    People's own words are another matter: `moments.read` takes 2011/2012 for a school year, as people mean it.
E2  About is `~` and uncertain is `?`; they are never merged (M5).
E3  What the format cannot say is not written at all: "aged 3", school years and terms, weeks, named times, early, mid
    and late, before and after, a day that does not exist, what is not understood. The words are there for that.

Read by: the exports, beside the words as said.
"""

import re
from datetime import date

from server.domain.almanac import month_end, season
from server.domain.moments import Moment, Pair

_MARKS = {"": "", "about": "~", "uncertain": "?", "serial": "", "since": "", "ongoing": "", "until": ""}
"""Qualifier -> what the format puts behind a date; others are not sayable."""
_POINTS = ("day", "month", "season", "year", "relative")
_STRETCHES = ("range", "open")


def edtf(moment: Moment) -> str:
    """The moment in EDTF: `2017`, `2022-11`, `2010-23`, `2007~`, `2017-01/2017-03`, `2024-10/..`, `199X`; "" where it
    cannot be said."""
    mark = _MARKS.get(moment.qualifier)
    if moment.start is None or mark is None:
        return ""
    if moment.end is None:
        if moment.precision in _POINTS:
            said = _date(moment.start)
            return f"{said}{mark}" if said else ""
        return _decade(moment.start) if moment.precision == "range" and not mark else ""
    if moment.precision not in _STRETCHES:
        return ""
    first, last = _end(moment.start, mark), _end(moment.end, mark)
    return f"{first}/{last}" if first and last and (first, last) != ("..", "..") else ""


def read_edtf(text: str) -> Moment | None:
    """The moment that a text of EDTF says, its words being that text; None for what `edtf` would never write."""
    match = _INTERVAL.fullmatch(text)
    if match is None:
        return _read_date(text)
    one, two = match.groups()
    ends = [Moment("..", (None, None)) if part == ".." else _read_date(part) for part in (one, two)]
    first, last = ends
    if first is None or last is None or (one, two) == ("..", ".."):
        return None
    if first.earliest and last.latest and first.earliest > last.latest:
        return None
    marks = {end.qualifier for end in ends if end and end.text != ".."}
    if len(marks) > 1 or not first.start or not last.start or "X" in text:
        return None
    mark = marks.pop()
    if ".." in (one, two):
        return Moment(text, first.start, last.start, "open", mark or ("since" if two == ".." else "until"))
    return Moment(text, first.start, last.start, "range", mark)


_INTERVAL = re.compile(r"([^/]+)/([^/]+)")
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?([~?]?)")
_READ_MARKS = {"~": "about", "?": "uncertain", "": ""}


def _read_date(text: str) -> Moment | None:
    if re.fullmatch(r"\d{3}X", text) and text >= "100":
        year = int(text[:3]) * 10
        return Moment(text, (date(year, 1, 1), date(year + 9, 12, 31)), None, "range", "")
    match = _DATE.fullmatch(text)
    if match is None or match[1] < "1000":
        return None
    year, part, mark = int(match[1]), int(match[2] or 0), _READ_MARKS[match[4]]
    if match[3]:
        try:
            on = date(year, part, int(match[3]))
        except ValueError:
            return None
        return Moment(text, (on, on), None, "day", mark)
    if match[2] is None:
        return Moment(text, (date(year, 1, 1), date(year, 12, 31)), None, "year", mark)
    if 1 <= part <= 12:
        return Moment(text, (date(year, part, 1), month_end(year, part)), None, "month", mark)
    return Moment(text, season(year, part - 21), None, "season", mark) if 21 <= part <= 24 and year < 9999 else None


def _end(pair: Pair, mark: str) -> str:
    """One end of an interval; `..` for an open one."""
    if pair == (None, None):
        return ".."
    said = _date(pair)
    return f"{said}{mark}" if said else ""


def _date(pair: Pair) -> str:
    """A day, a month, a season or a year that is exactly this pair; "" where it is none of them."""
    first, last = pair
    if first is None or last is None or first.year < 1000:
        return ""
    if first == last:
        return first.isoformat()
    if first.day != 1:
        return ""
    if last == month_end(first.year, first.month):
        return f"{first:%Y-%m}"
    if (first, last) == (date(first.year, 1, 1), date(first.year, 12, 31)):
        return f"{first:%Y}"
    for number in range(4):
        if (first, last) == season(first.year, number):
            return f"{first:%Y}-{21 + number}"
    return ""


def _decade(pair: Pair) -> str:
    first, last = pair
    if first is None or last is None or first.year % 10:
        return ""
    whole = (date(first.year, 1, 1), date(first.year + 9, 12, 31))
    return f"{first.year // 10}X" if (first, last) == whole else ""
