"""Moments: when something was, in the words people use, with what those words allow.

A moment is ONE value: the words as said, the range of its beginning, the range of its end, how finely it is known and
how sure the speaker was. The words are kept for ever; what was read from them may be corrected, never the words.

M1  Always day first: 03/04/2018 is 3 April.
M2  The words are never changed, except to Unicode normal form C and without control or bidi characters.
M3  What is not understood has no dates and stands in the undated tray: nothing is ever guessed from today's date.
M4  `earliest` is never after `latest`.
M5  Approximate is not uncertain: "c. 2007" is `about`, "?2007" is `uncertain`. Neither widens the dates.
M6  An age is read from the child's birth, never the other way round; no age is a number when birth is not known.

Read by: the documents (a field of kind moment), the importers, the page that answers "read as Nov 2022: change?".
Words and their expected readings: the answer key of the example case; the forms are listed in TIMELINE.md's terms by
Extended Date/Time Format level 1 (ISO 8601-2) where that can say them, and by English and Welsh usage where it cannot.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

Pair = tuple[date | None, date | None]
"""Earliest and latest possible day; None is an open side."""

PRECISIONS = (
    "day", "week", "part-month", "month", "season", "term", "part-year", "year", "school-year", "range", "age", "named",
    "approx", "relative", "open", "before", "after", "unknown", "unread",
)  # fmt: skip
"""How finely a moment is known. `unknown`: the speaker said that it is not known; `unread`: we did not understand."""

QUALIFIERS = (
    "", "about", "uncertain", "before", "after", "since", "until", "ongoing", "early", "mid", "late", "end", "serial",
    "invalid", "unknown",
)  # fmt: skip
"""What the speaker added. `invalid`: no such day exists (31/11/2017); `serial`: a spreadsheet's day number."""

LONGEST = 200
"""Characters; longer words are kept and not read."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment or stretch of time.

    `start` None: not understood or not known. `end` None: one point in time (known to the range `start`); an open end
    is None inside the pair. `precision` and `qualifier` are from the tuples above.
    """

    text: str
    start: Pair | None = None
    end: Pair | None = None
    precision: str = "unread"
    qualifier: str = ""

    @property
    def earliest(self) -> date | None:
        """First possible day, None when open or not understood."""
        return self.start[0] if self.start else None

    @property
    def latest(self) -> date | None:
        """Last possible day, None when open or not understood."""
        pair = self.end or self.start
        return pair[1] if pair else None

    def to_json(self) -> dict[str, Any]:
        """The plain form kept in documents and versions: ISO days, lists instead of tuples."""
        return {
            "text": self.text,
            "start": _pair_json(self.start),
            "end": _pair_json(self.end),
            "precision": self.precision,
            "qualifier": self.qualifier,
        }

    @staticmethod
    def from_json(value: object) -> "Moment":
        """Read the plain form. Total: what cannot be a moment keeps its words and has no dates; raises nothing."""
        if isinstance(value, str):
            return Moment(clean(value))
        if not isinstance(value, dict):
            return Moment("")
        text, qualifier = value.get("text"), value.get("qualifier")
        words = clean(text) if isinstance(text, str) else ""
        said = qualifier if isinstance(qualifier, str) and qualifier in QUALIFIERS else ""
        precision = value.get("precision")
        start, end = _pair_read(value.get("start")), _pair_read(value.get("end"))
        if start is None:
            known = precision == "unknown"
            return Moment(words, None, None, "unknown" if known else "unread", said)
        if precision not in PRECISIONS or precision in ("unknown", "unread"):
            precision = "approx"
        if end is not None and not _in_order(start[0], end[1]):
            end = None
        return Moment(words, start, end, str(precision), said)


def _pair_json(pair: Pair | None) -> list[str | None] | None:
    return None if pair is None else [day.isoformat() if day else None for day in pair]


def _pair_read(value: object) -> Pair | None:
    if not isinstance(value, list | tuple) or len(value) != 2:
        return None
    days = tuple(_day_read(part) for part in value)
    if any(isinstance(part, str) and day is None for part, day in zip(value, days, strict=True)):
        return None
    return (days[0], days[1]) if _in_order(days[0], days[1]) else None


def _day_read(value: object) -> date | None:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _in_order(first: date | None, last: date | None) -> bool:
    return first is None or last is None or first <= last


_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def clean(words: str) -> str:
    """Words in normal form C, without control and bidi-override characters; line ends and tabs become spaces (M2)."""
    if words.isascii() and words.isprintable():
        return words
    words = words.encode("utf-8", "replace").decode("utf-8")  # a lone half of a surrogate pair cannot be stored
    return re.sub(r"[\t\r\n]", " ", _UNSEEN.sub("", unicodedata.normalize("NFC", words)))
