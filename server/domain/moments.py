"""Moments: when something was, in the words people use, with what those words allow.

A moment is ONE value: the words as said, the range of its beginning, the range of its end, how finely it is
known and how sure the speaker was. The words are kept for ever; what was read from them may be corrected,
never the words.

M1  Always day first: 03/04/2018 is 3 April.
M2  The words are never changed, except to Unicode normal form C and without control or bidi characters.
M3  What is not understood has no dates and stands in the undated tray: nothing is ever guessed from today's
    date.
M4  `earliest` is never after `latest`.
M5  Approximate is not uncertain: "c. 2007" is `about`, "?2007" is `uncertain`. Neither widens the dates.
M6  An age is read from the child's birth, never the other way round; no age is a number when birth is not
    known.

Read by: the documents (a field of kind moment), the importers, the page that answers "read as Nov 2022:
change?". Words and their expected readings: the answer key of the example case; the forms are listed in
TIMELINE.md's terms by Extended Date/Time Format level 1 (ISO 8601-2) where that can say them, and by English
and Welsh usage where it cannot.
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
    "day",
    "week",
    "part-month",
    "month",
    "season",
    "term",
    "part-year",
    "year",
    "school-year",
    "range",
    "age",
    "named",
    "approx",
    "relative",
    "open",
    "before",
    "after",
    "unknown",
    "unread",
)
"""How finely a moment is known. `unknown`: the speaker said that it is not known; `unread`: we did not
understand."""

QUALIFIERS = (
    "",
    "about",
    "uncertain",
    "before",
    "after",
    "since",
    "until",
    "ongoing",
    "early",
    "mid",
    "late",
    "end",
    "serial",
    "invalid",
    "unknown",
)
"""What the speaker added. `invalid`: no such day exists (31/11/2017); `serial`: a spreadsheet's day
number."""

LONGEST = 200
"""Characters; longer words are kept and not read."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment or stretch of time.

    `start` None: not understood or not known. `end` None: one point in time (known to the range `start`); an
    open end is None inside the pair. `precision` and `qualifier` are from the tuples above.
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
        """Read the plain form. Total: what cannot be a moment keeps its words and has no dates; raises
        nothing."""
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


_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_HALVES = re.compile(r"[\ud800-\udfff]")
_BREAKS = re.compile(r"[\t\r\n\u2028\u2029]+")


def clean(words: str) -> str:
    """A line of words in normal form C, without control and bidi-override characters (M2); breaks become
    spaces.

    The same as `fields.clean_line`, which stands above this module; a test keeps them equal.
    """
    if words.isascii() and words.isprintable():
        return words
    return unicodedata.normalize("NFC", _UNSEEN.sub("", _HALVES.sub("\ufffd", _BREAKS.sub(" ", words))))


# --- reading --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reading:
    """What `read_closely` made of some words.

    `reasons` are keys of `REASONS`: why there are no dates, or why a person should look again although there
    are.
    """

    moment: Moment
    reasons: tuple[str, ...] = ()


REASONS = (
    "not_understood",  # no form of the table fits
    "no_such_day",  # 31/11/2017: the days around it are shown, 45/13/2017: nothing is
    "no_year",  # "3rd March" with no year anywhere
    "no_birth",  # an age or a school year, and the child's birth is not known
    "no_row_above",  # "2 days before above" with nothing above it that has a date
    "ends_before_it_starts",
    "too_long",
    "two_ways",  # "Nov 22" is November 2022, but may be 22 November; "2024/25" may be a financial year
)


def read(words: str, *, language: str, born: Moment | None, after: Moment | None) -> Moment:
    """Read words into a moment, day first (M1), in English or Welsh; never raises, never loses the words.

    `language` is the writer's ("en", "cy"); forms of both are always read. `born` is the child's birth (for
    ages and school years), `after` the moment of the row above (for "same day").
    """
    return read_closely(words, language=language, born=born, after=after).moment


def read_closely(words: str, *, language: str, born: Moment | None, after: Moment | None) -> Reading:
    """As `read`, with the reasons for doubt."""
    text = clean(words)
    if len(text) > LONGEST:
        return Reading(Moment(text), ("too_long",))
    said = _plain(text)
    if said in _UNKNOWN:
        return Reading(Moment(text, None, None, "unknown", "unknown"))
    found = _find(said, _Known(language, _birth(born), after, "Hydref" in text))
    if isinstance(found, str):
        return Reading(Moment(text), (found,))
    if found is None:
        return Reading(Moment(text), ("not_understood",))
    reasons = (found.reason,) if found.reason else ()
    return Reading(Moment(text, found.start, found.end, found.precision, found.qualifier), reasons)


@dataclass(frozen=True, slots=True)
class _Known:
    """What a reader may know beside the words. `autumn_is_october`: Welsh "Hydref" with a capital is the
    month."""

    language: str
    born: tuple[date, date] | None
    above: Moment | None
    autumn_is_october: bool


@dataclass(frozen=True, slots=True)
class _Found:
    start: Pair
    end: Pair | None = None
    precision: str = "day"
    qualifier: str = ""
    reason: str = ""

    @property
    def first(self) -> date | None:
        return self.start[0]

    @property
    def last(self) -> date | None:
        return (self.end or self.start)[1]


_Answer = _Found | str | None
"""What was found; a key of REASONS when the form is known but has no dates; None when the form is
another's."""

_Reader = Callable[[re.Match[str], _Known], _Answer]


def _birth(born: Moment | None) -> tuple[date, date] | None:
    if born is None or born.earliest is None or born.latest is None:
        return None
    return born.earliest, born.latest


_UNKNOWN = frozenset(
    (
        "",
        "?",
        "??",
        "-",
        "tbc",
        "n/k",
        "nk",
        "n/a",
        "dk",
        "unknown",
        "not known",
        "date unknown",
        "date not known",
        "don't know",
        "no date",
        "undated",
        "anhysbys",
        "ddim yn gwybod",
        "ddim yn hysbys",
        "heb ddyddiad",
        "dim dyddiad",
    )
)

_DASHES = str.maketrans({**dict.fromkeys("‐‑‒–—―−", "-"), "’": "'", "‘": "'", "`": "'", "\u00a0": " ", "⇒": "→"})
_CLOCK = re.compile(r"(?<=\d)(?:t| at |,? )\d{1,2}[:.]\d\d(?::\d\d)?(?:\.\d+)?z? ?(?:[ap]\.?m\.?)?$")
_WEEKDAY = re.compile(
    r"(?:(?:mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun)(?:\.|(?<=tue)sday|(?<=thu)rsday|day|nesday"
    r"|sday|rsday|"
    r"urday)?|dydd [a-z]+|(?:llun|mawrth|mercher|iau|gwener|sadwrn|sul)(?= \d)),? (?=\d)"
)
_LEAD = re.compile(r"(?:on|in|during|at|the|ar|ym mis|mis|yn ystod|yn|y|yr|sometime in) (?=.)")


def _plain(text: str) -> str:
    """Words as the readers see them: lower case, plain dashes, single spaces, no weekday, no clock time."""
    said = " ".join(text.translate(_DASHES).casefold().split()).strip(" ,;:").replace("->", "→")
    if said.endswith(".") and not said.endswith(".."):
        said = said[:-1]
    if len(said) > 4:
        said = _WEEKDAY.sub("", _CLOCK.sub("", said), count=1) if said[0].isalpha() else _CLOCK.sub("", said)
    return said


def _find(said: str, known: _Known, depth: int = 0) -> _Answer:
    """The first answer of the tables: whole forms, then what may stand around a form, then two forms
    joined."""
    if depth > 4 or not said:
        return None
    for pattern, reader in _FORMS_OF_DIGITS if said[0].isdigit() else _FORMS_OF_WORDS:
        match = pattern.fullmatch(said)
        if match and (answer := reader(match, known)) is not None:
            return answer
    for pattern, around in _AROUND:
        match = pattern.fullmatch(said)
        if match and (answer := around(match, known, depth + 1)) is not None:
            return answer
    return _two(said, known, depth + 1) or _led(said, known, depth + 1)


def _led(said: str, known: _Known, depth: int) -> _Answer:
    match = _LEAD.match(said)
    return _find(said[match.end() :], known, depth) if match else None


# --- days, months, years --------------------------------------------------------------------------

_MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "january jan ionawr ion",
            "february feb febr chwefror chwef chwe",
            "march mar mawrth maw fawrth",
            "april apr ebrill ebr",
            "may mai fai",
            "june jun mehefin meh fehefin",
            "july jul gorffennaf gorff gor orffennaf",
            "august aug awst",
            "september sept sep medi fedi",
            "october oct hydref hyd",
            "november nov tachwedd tach dachwedd",
            "december dec rhagfyr rhag ragfyr",
        ),
        start=1,
    )
    for word in words.split()
}
_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

_MONTH = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_YEAR = r"((?:1[89]|20)\d\d)"
_ANY_YEAR = r"'?((?:1[89]|20)\d\d|\d\d)"
_DAY = r"(\d{1,2})(?:st|nd|rd|th|af|ail|il|ydd|fed|eg|ain)?"


def _year(word: str, known: _Known) -> int:
    """A year of four digits, or of two: within the lifetimes around a child, 78 years back to 21 on."""
    number = int(word)
    if len(word) == 4:
        return number
    newest = (known.born[0].year if known.born else 2010) + 21
    return newest - (newest - number) % 100


def _day(year: int, month: int, day: int) -> _Answer:
    """One day. A day after the month's last one in a month that exists is shown as the days around it
    (invalid)."""
    try:
        on = date(year, month, day)
    except ValueError:
        if not 1 <= month <= 12 or not 29 <= day <= 31:
            return "no_such_day"
        last = _month_end(year, month)
        return _Found((last, last + timedelta(1)), None, "day", "invalid", "no_such_day")
    return _Found((on, on))


def _month_end(year: int, month: int) -> date:
    return date(year + (month == 12), month % 12 + 1, 1) - timedelta(1)


def _month(year: int, month: int) -> _Found:
    return _Found((date(year, month, 1), _month_end(year, month)), None, "month")


def _whole_year(year: int) -> _Found:
    return _Found((date(year, 1, 1), date(year, 12, 31)), None, "year")


def _read_day(match: re.Match[str], known: _Known) -> _Answer:
    day, month, year = match.groups()
    return _day(_year(year, known), int(month), int(day))


def _read_iso_day(match: re.Match[str], known: _Known) -> _Answer:
    year, month, day = map(int, match.groups())
    return _day(year, month, day)


def _read_day_month_year(match: re.Match[str], known: _Known) -> _Answer:
    day, month, year = match.groups()
    return _day(_year(year, known), _MONTHS[month], int(day))


def _read_month_day_year(match: re.Match[str], known: _Known) -> _Answer:
    month, day, year = match.groups()
    return _day(int(year), _MONTHS[month], int(day))


def _read_day_without_year(match: re.Match[str], known: _Known) -> _Answer:
    return "no_year"


def _read_numbers_without_year(match: re.Match[str], known: _Known) -> _Answer:
    day, month = int(match[1]), int(match[2])
    return "no_year" if 1 <= month <= 12 and 1 <= day <= _LENGTHS[month - 1] else None


def _read_days_of_month(match: re.Match[str], known: _Known) -> _Answer:
    """30/31 Oct 2023, 3rd-5th March 2011: from one day to another."""
    first, last, month, year = match.groups()
    one = _day(_year(year, known), _MONTHS[month], int(first))
    two = _day(_year(year, known), _MONTHS[month], int(last))
    return _joined(one, two) if isinstance(one, _Found) and isinstance(two, _Found) else "no_such_day"


def _read_month_year(match: re.Match[str], known: _Known) -> _Answer:
    word, separator, year = match.groups()
    if word == "hydref" and not known.autumn_is_october:
        return _season(_year(year, known), _SEASONS["hydref"])
    found = _month(_year(year, known), _MONTHS[word])
    short = len(year) == 2 and "'" not in separator and 1 <= int(year) <= _LENGTHS[_MONTHS[word] - 1]
    return replace(found, reason="two_ways") if short and " " in separator else found


def _read_numbered_month(match: re.Match[str], known: _Known) -> _Answer:
    month, year = map(int, match.groups())
    return _month(year, month) if 1 <= month <= 12 else "no_such_day"


def _read_iso_month(match: re.Match[str], known: _Known) -> _Answer:
    """2014-06; 2009-21 to 2009-24 are seasons (EDTF); 2024-25 is a school year."""
    year, part = map(int, match.groups())
    if 1 <= part <= 12:
        return _month(year, part)
    if part == (year + 1) % 100:
        return _school_years(year, year)
    return _season(year, part - 21) if 21 <= part <= 24 else None


def _read_year(match: re.Match[str], known: _Known) -> _Answer:
    return _whole_year(_year(match[1], known))


def _read_zero_day(match: re.Match[str], known: _Known) -> _Answer:
    """00/00/2013 and 00/03/2013: what a database writes when only the year, or the month, is known."""
    month, year = int(match[1]), _year(match[2], known)
    if month > 12:
        return "no_such_day"
    return replace(_month(year, month) if month else _whole_year(year), qualifier="invalid", reason="no_such_day")


def _read_decade(match: re.Match[str], known: _Known) -> _Answer:
    year = int(match[1]) * 10
    return _Found((date(year, 1, 1), date(year + 9, 12, 31)), None, "range")


def _read_serial(match: re.Match[str], known: _Known) -> _Answer:
    """A spreadsheet's day number, 1900 system (20000 is 1954, 60000 is 2064)."""
    number = int(match[1])
    if not 20000 <= number <= 60000:
        return None
    on = date(1899, 12, 30) + timedelta(number)
    return _Found((on, on), None, "day", "serial")


def _read_school_years(match: re.Match[str], known: _Known) -> _Answer:
    """2024/25: a school year (it may be a financial one); 2011-2012 is two whole years."""
    first, second = int(match[1]), int(match[2])
    if second != (first + 1) % 100:
        return _joined(_whole_year(first), _whole_year(first - first % 100 + second)) if second > first % 100 else None
    return replace(_school_years(first, first), reason="two_ways")


def _week(match: re.Match[str], known: _Known, depth: int) -> _Answer:
    found = _find(match[1], known, depth)
    if not isinstance(found, _Found):
        return found
    if found.first is None or found.precision != "day":
        return None
    return _Found((found.first, found.first + timedelta(6)), None, "week", found.qualifier)


# --- seasons, parts, named times ------------------------------------------------------------------

_SEASONS = {
    "spring": 0,
    "gwanwyn": 0,
    "summer": 1,
    "haf": 1,
    "autumn": 2,
    "fall": 2,
    "hydref": 2,
    "winter": 3,
    "gaeaf": 3,
}
_SEASON = "(" + "|".join(_SEASONS) + ")"


def _season(year: int, season: int) -> _Found:
    """Meteorological seasons: spring from March; winter runs into the next year."""
    first = 3 + 3 * season
    end = _month_end(year + 1, 2) if season == 3 else _month_end(year, first + 2)
    return _Found((date(year, first, 1), end), None, "season")


def _read_season(match: re.Match[str], known: _Known) -> _Answer:
    word, year = match.groups()
    if word == "hydref" and known.autumn_is_october:
        return _month(_year(year, known), 10)
    return _season(_year(year, known), _SEASONS[word])


_PARTS = {
    "early": "early",
    "mid": "mid",
    "middle of": "mid",
    "late": "late",
    "end": "end",
    "end of": "end",
    "start of": "early",
    "beginning of": "early",
    "beg of": "early",
    "dechrau": "early",
    "ddechrau": "early",
    "gynnar yn": "early",
    "yn gynnar yn": "early",
    "canol": "mid",
    "ganol": "mid",
    "diwedd": "end",
    "ddiwedd": "end",
    "hwyr yn": "late",
    "yn hwyr yn": "late",
}
_PART = "(" + "|".join(sorted(_PARTS, key=len, reverse=True)) + ")"


def _read_part(match: re.Match[str], known: _Known) -> _Answer:
    """Early, mid, late: thirds of a year, tens of a month, thirds of a stretch. "End of 2018" is its last
    third."""
    part, found = _PARTS[match[1]], _find(match[2], known, 3)
    if not isinstance(found, _Found) or found.first is None or found.last is None:
        return found
    first, last = found.first, found.last
    if found.precision == "month":
        days = {"early": (1, 10), "mid": (11, 20)}.get(part, (20 if part == "end" else 21, last.day))
        return _Found((first.replace(day=days[0]), first.replace(day=days[1])), None, "part-month", part)
    if found.precision == "year":
        months = {"early": (1, 4), "mid": (5, 8)}.get(part, (9, 12))
        return _Found((date(first.year, months[0], 1), _month_end(first.year, months[1])), None, "part-year", part)
    third = (last - first).days // 3
    pair = {
        "early": (first, first + timedelta(third)),
        "mid": (first + timedelta(third), last - timedelta(third)),
    }
    return _Found(pair.get(part, (last - timedelta(third), last)), None, found.precision, part)


def easter(year: int) -> date:
    """Easter Sunday (the anonymous Gregorian computus)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def _christmas(year: int) -> Pair:
    return date(year, 12, 18), date(year + 1, 1, 5)


def _easter_days(year: int) -> Pair:
    return easter(year) - timedelta(9), easter(year) + timedelta(8)


def _ramadan(year: int) -> Pair:
    """The month of fasting that begins in a year, by the tabular Islamic calendar: the moon may differ by
    a day or two."""
    for lunar in range((year - 622) * 33 // 32 - 1, (year - 622) * 33 // 32 + 3):
        first = date.fromordinal((11 * lunar + 3) // 30 + 354 * lunar + 226897)
        if first.year == year:
            return first, first + timedelta(29)
    return date(year, 1, 1), date(year, 12, 31)


def _summer_holidays(year: int) -> Pair:
    return date(year, 7, 22), date(year, 8, 31)


_HOLIDAYS: dict[str, Callable[[int], Pair]] = {
    **dict.fromkeys(("christmas", "xmas", "x-mas", "nadolig", "christmas time", "christmas holidays"), _christmas),
    **dict.fromkeys(("easter", "pasg", "easter holidays", "gwyliau'r pasg"), _easter_days),
    **dict.fromkeys(
        (
            "summer hols",
            "summer holidays",
            "summer holiday",
            "school summer holidays",
            "gwyliau haf",
            "gwyliau'r haf",
        ),
        _summer_holidays,
    ),
    **dict.fromkeys(("ramadan", "ramadân"), _ramadan),
    "new year": lambda year: (date(year - 1, 12, 31), date(year, 1, 2)),
}
_HOLIDAY = "(" + "|".join(sorted(map(re.escape, _HOLIDAYS), key=len, reverse=True)) + ")"
_NAMED_DAYS = {
    "christmas day": (12, 25),
    "xmas day": (12, 25),
    "dydd nadolig": (12, 25),
    "christmas eve": (12, 24),
    "xmas eve": (12, 24),
    "noswyl nadolig": (12, 24),
    "boxing day": (12, 26),
    "new year's eve": (12, 31),
    "new year's day": (1, 1),
    "dydd calan": (1, 1),
    "st david's day": (3, 1),
    "dydd gwyl dewi": (3, 1),
    "dydd gŵyl dewi": (3, 1),
    "halloween": (10, 31),
    "bonfire night": (11, 5),
}
_NAMED_DAY = "(" + "|".join(map(re.escape, _NAMED_DAYS)) + ")"

# Wales's dates: 23 March to the end of the stay-local rule; the firebreak; 20 December 2020 to 12 March 2021.
_LOCKDOWNS = {
    "first": (date(2020, 3, 23), date(2020, 7, 3)),
    "second": (date(2020, 10, 23), date(2020, 11, 9)),
    "third": (date(2020, 12, 20), date(2021, 3, 12)),
}
_LOCKDOWN_WORDS = {
    "first": "first",
    "1st": "first",
    "second": "second",
    "2nd": "second",
    "third": "third",
    "3rd": "third",
    "cyntaf": "first",
    "ail": "second",
    "trydydd": "third",
}


def _read_holiday(match: re.Match[str], known: _Known) -> _Answer:
    return _Found(_HOLIDAYS[match[1]](_year(match[2], known)), None, "named", "about")


def _read_named_day(match: re.Match[str], known: _Known) -> _Answer:
    return _day(_year(match[2], known), *_NAMED_DAYS[match[1]])


def _read_lockdown(match: re.Match[str], known: _Known) -> _Answer:
    word = match[1] or match[2] or match[3]
    return _Found(_LOCKDOWNS[_LOCKDOWN_WORDS[word]], None, "named")


# --- school years of Wales and England ------------------------------------------------------------

_TERMS = {"autumn": 0, "michaelmas": 0, "hydref": 0, "spring": 1, "gwanwyn": 1, "summer": 2, "haf": 2}


def _school_years(first: int, last: int) -> _Found:
    """From 1 September of `first` to 31 August after `last`."""
    return _Found((date(first, 9, 1), date(last + 1, 8, 31)), None, "school-year")


def _reception(born: date) -> int:
    """The year in whose September the school year begins in which the child turns 5."""
    return born.year + 5 - (born.month < 9)


def _school_year_starts(word: str, number: str | None, known: _Known) -> tuple[int, int] | str | None:
    named = {"nursery": -1, "meithrin": -1, "reception": 0, "derbyn": 0}.get(word)
    if (named is None) == (number is None):
        return None  # "year" without a number, "reception 3"
    above = named if number is None else int(number)
    if above is None or above > 13:
        return None
    if known.born is None:
        return "no_birth"
    first, last = (_reception(day) + above for day in known.born)
    return (first, last) if last < 9000 else "no_birth"


def _read_school_year(match: re.Match[str], known: _Known) -> _Answer:
    years = _school_year_starts(match[1], match[2], known)
    return _school_years(*years) if isinstance(years, tuple) else years


def _term(year: int, term: int) -> _Found:
    """A term of the school year that began in `year`; dates differ by council, by weeks at most."""
    spring = year + 1
    pair = (
        (date(year, 9, 1), date(year, 12, 31)),
        (date(spring, 1, 1), easter(spring) - timedelta(4)),
        (easter(spring) + timedelta(8), date(spring, 7, 20)),
    )[term]
    return _Found(pair, None, "term")


def _read_term_of_school_year(match: re.Match[str], known: _Known) -> _Answer:
    return _term_of(match[1], match[2], match[3] or match[4], known)


def _read_school_year_of_term(match: re.Match[str], known: _Known) -> _Answer:
    return _term_of(match[3], match[4], match[1] or match[2], known)


def _term_of(school_year: str, number: str | None, term: str, known: _Known) -> _Answer:
    years = _school_year_starts(school_year, number, known)
    if not isinstance(years, tuple):
        return years
    first, last = _term(years[0], _TERMS[term]), _term(years[1], _TERMS[term])
    return _Found((first.first, last.last), None, "term")


def _read_term_of_year(match: re.Match[str], known: _Known) -> _Answer:
    term = _TERMS[match[1] or match[2]]
    year = _year(match[3], known)
    return _term(year if term == 0 else year - 1, term)


# --- ages and what stands above -------------------------------------------------------------------


def birthday(born: date, age: int) -> date | None:
    """The day on which `age` years are completed; a birthday of 29 February is 1 March in common years.
    None past 9999."""
    year = born.year + age
    if not 1 <= year <= 9999:
        return None
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def _months_on(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, _month_end(year, month + 1).day))


def _aged(low: int, high: int, known: _Known) -> _Answer:
    """The days at which somebody was `low` to `high` years old, as one stretch when they differ."""
    if known.born is None:
        return "no_birth"
    one, two, three, four = (
        birthday(known.born[0], low),
        birthday(known.born[1], low + 1),
        birthday(known.born[0], high),
        birthday(known.born[1], high + 1),
    )
    if one is None or two is None or three is None or four is None:
        return "not_understood"
    if low > high:
        return "ends_before_it_starts"
    first, last = (one, two - timedelta(1)), (three, four - timedelta(1))
    return _Found(first, None if low == high else last, "age")


def _read_age(match: re.Match[str], known: _Known) -> _Answer:
    return _aged(int(match[1]), int(match[1]), known)


def _read_ages(match: re.Match[str], known: _Known) -> _Answer:
    return _aged(int(match[1]), int(match[2]), known)


def _read_bare_age(match: re.Match[str], known: _Known) -> _Answer:
    age = int(match[1])
    return _aged(age, age, known) if age <= 25 else None


def _read_small_age(match: re.Match[str], known: _Known) -> _Answer:
    """Aged 6 weeks, 18 months old, 3 wythnos oed."""
    if known.born is None:
        return "no_birth"
    number, unit = int(match[1]), match[2][0]
    if known.born[1].year > 9000 or number > 400:
        return "not_understood"
    if unit == "m":
        return _Found(
            (_months_on(known.born[0], number), _months_on(known.born[1], number + 1) - timedelta(1)),
            None,
            "age",
        )
    days = 1 if unit == "d" else 7
    first, last = timedelta(days * number), timedelta(days * (number + 1) - 1)
    return _Found((known.born[0] + first, known.born[1] + last), None, "age")


def _read_birth(match: re.Match[str], known: _Known) -> _Answer:
    return _Found(known.born) if known.born else "no_birth"


def _read_before_birth(match: re.Match[str], known: _Known) -> _Answer:
    return _Found((None, known.born[1] - timedelta(1)), None, "before", "before") if known.born else "no_birth"


_NUMBERS = {
    "a": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "un": 1,
    "dau": 2,
    "ddau": 2,
    "tri": 3,
    "ychydig": 3,
}
_COUNT = r"(\d{1,3}|" + "|".join(_NUMBERS) + ")"
_UNIT = r"(days?|weeks?|wks?|months?|mths?|years?|yrs?|ddiwrnod|diwrnod|dydd|wythnos|mis|fis|blynedd|flwyddyn)"
_THAT = r"(?: (?:the )?(?:above|that|this|previous(?: row| entry)?|hynny|uchod|yr uchod|hwn))?"
_UNITS = {"d": "day", "w": "week", "m": "month", "f": "month", "y": "year", "b": "year"}


def _above(known: _Known) -> tuple[date, date] | None:
    if known.above is None or known.above.earliest is None or known.above.latest is None:
        return None
    return known.above.earliest, known.above.latest


def _read_same(match: re.Match[str], known: _Known) -> _Answer:
    above = _above(known)
    return _Found(above, None, "relative") if above else "no_row_above"


def _read_next_day(match: re.Match[str], known: _Known) -> _Answer:
    above = _above(known)
    return _Found((above[0] + timedelta(1), above[1] + timedelta(1)), None, "relative") if above else "no_row_above"


def _read_distance(match: re.Match[str], known: _Known) -> _Answer:
    """2 days before above, three weeks later, 3 mis wedyn."""
    above = _above(known)
    if above is None:
        return "no_row_above"
    word, unit, way = match[1], match[2], match[3]
    count = int(word) if word.isdigit() else _NUMBERS[word]
    sign = -1 if way.startswith(("before", "earlier", "prior", "cyn", "ynghynt")) else 1
    kind = "year" if unit.startswith("flw") else _UNITS[unit[0]]
    if not 1000 < above[0].year <= above[1].year < 9000:
        return "not_understood"
    if kind in ("day", "week"):
        shift = timedelta(sign * count * (7 if kind == "week" else 1))
        return _Found((above[0] + shift, above[1] + shift), None, "relative")
    months = sign * count * (12 if kind == "year" else 1)
    return _Found((_months_on(above[0], months), _months_on(above[1], months)), None, "relative")


# --- what may stand around a form -----------------------------------------------------------------

_Around = Callable[[re.Match[str], _Known, int], _Answer]


def _about(match: re.Match[str], known: _Known, depth: int) -> _Answer:
    """About. A named time is already vague: around it is a fortnight to either side of its heart."""
    found = _find(match[1], known, depth)
    if not isinstance(found, _Found):
        return found
    if found.precision == "named" and found.qualifier == "about" and found.first and found.last:
        heart = (
            date(found.first.year, 12, 25) if found.first.month == 12 else found.first + (found.last - found.first) / 2
        )
        return _Found((heart - timedelta(14), heart + timedelta(14)), None, "approx", "about")
    return replace(found, qualifier=found.qualifier or "about")


def _uncertain(match: re.Match[str], known: _Known, depth: int) -> _Answer:
    found = _find(match[1], known, depth)
    return replace(found, qualifier="uncertain") if isinstance(found, _Found) else found


def _before(match: re.Match[str], known: _Known, depth: int) -> _Answer:
    found = _find(match[1], known, depth)
    if not isinstance(found, _Found):
        return found
    return _Found((None, found.first - timedelta(1)), None, "before", "before", found.reason) if found.first else None


def _by(match: re.Match[str], known: _Known, depth: int) -> _Answer:
    found = _find(match[1], known, depth)
    if not isinstance(found, _Found):
        return found
    return _Found((None, found.last), None, "before", "before", found.reason) if found.last else None


def _after(match: re.Match[str], known: _Known, depth: int) -> _Answer:
    found = _find(match[1], known, depth)
    if not isinstance(found, _Found):
        return found
    return _Found((found.last + timedelta(1), None), None, "after", "after", found.reason) if found.last else None


def _since(match: re.Match[str], known: _Known, depth: int) -> _Answer:
    return _open(_find(match[1], known, depth), "since")


def _ongoing(match: re.Match[str], known: _Known, depth: int) -> _Answer:
    return _open(_find(match[1], known, depth), "ongoing")


def _open(found: _Answer, qualifier: str) -> _Answer:
    if not isinstance(found, _Found):
        return found
    return _Found(found.start, (None, None), "open", qualifier, found.reason)


def _until(match: re.Match[str], known: _Known, depth: int) -> _Answer:
    found = _find(match[1], known, depth)
    if not isinstance(found, _Found):
        return found
    return _Found((None, None), found.end or found.start, "open", "until", found.reason)


def _between(match: re.Match[str], known: _Known, depth: int) -> _Answer:
    """Between X and Y: one point, somewhere in it."""
    found = _pair(match[1], match[2], known, depth)
    return replace(found, start=(found.first, found.last), end=None) if isinstance(found, _Found) else found


_JOIN = re.compile(r" ?(?: - |-| to | until | till | hyd at | hyd | tan | i | & | and | a )(?: |$)?")
_BORROW = re.compile(rf"(.*?)({_YEAR}|'?\d\d)$")


def _two(said: str, known: _Known, depth: int) -> _Answer:
    """Two forms joined: X - Y, X to Y, "Jan-Mar 2017" (the year is borrowed), X/Y as EDTF writes an
    interval."""
    if said.count("/") == 1:
        left, right = said.split("/")
        if (interval := _interval(left.strip(), right.strip(), known, depth)) is not None:
            return interval
    answer: _Answer = None
    for match in list(_JOIN.finditer(said))[:6]:
        left, right = said[: match.start()].strip(), said[match.end() :].strip()
        if not left or not right:
            continue
        found = _pair(left, right, known, depth)
        if isinstance(found, _Found):
            return found
        answer = answer or found
    return answer


def _pair(left: str, right: str, known: _Known, depth: int) -> _Answer:
    two = _find(right, known, depth)
    if not isinstance(two, _Found):
        return two if two != "no_year" else None
    one = _find(left, known, depth)
    if isinstance(one, _Found) and one.precision == "age" and two.precision != "age":
        one = None  # "3 - 5 March 2011": a bare number is a day here, not an age
    if not isinstance(one, _Found) and (year := _BORROW.fullmatch(right)):
        one = _find(f"{left} {year[2]}", known, depth)
        if isinstance(one, _Found) and one.first and two.last and one.first > two.last and len(year[2]) == 4:
            one = _find(f"{left} {int(year[2]) - 1}", known, depth)
    return _joined(one, two) if isinstance(one, _Found) else one


def _joined(one: _Found, two: _Found) -> _Answer:
    if one.first is None or two.last is None or one.end == (None, None):
        return None
    if one.first > two.last:
        return "ends_before_it_starts"
    qualifier = one.qualifier if one.qualifier in ("about", "uncertain") else two.qualifier
    kept = qualifier if qualifier in ("about", "uncertain", "invalid") else ""
    return _Found(one.start, two.end or two.start, "range", kept, one.reason or two.reason)


_EDTF = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?[~?%]?|~\d{4}(?:-\d\d)?")


def _interval(left: str, right: str, known: _Known, depth: int) -> _Answer:
    """2014-06/2014-09, 2009/.., ../2009 as EDTF writes them; Dec 2014/Jan 2015 and Dec/Jan 2015 as people
    do."""
    if left[:1].isalpha() and right[:1].isalpha():
        return _pair(left, right, known, depth)
    if left in ("", "..") and _EDTF.fullmatch(right):
        two = _find(right, known, depth)
        return _Found((None, None), two.start, "open", "until") if isinstance(two, _Found) else two
    if right in ("", "..") and _EDTF.fullmatch(left):
        return _open(_find(left, known, depth), "since")
    if not (_EDTF.fullmatch(left) and _EDTF.fullmatch(right)):
        return None
    one, two = _find(left, known, depth), _find(right, known, depth)
    return _joined(one, two) if isinstance(one, _Found) and isinstance(two, _Found) else one or two


def _form(pattern: str, reader: _Reader) -> tuple[re.Pattern[str], _Reader]:
    return re.compile(pattern, re.ASCII), reader


def _edge(pattern: str, around: _Around) -> tuple[re.Pattern[str], _Around]:
    return re.compile(pattern, re.ASCII), around


_OLD = r"(?: ?(?:years?|yrs?|y)(?: old)?| ?yo| ?oed| ?mlwydd oed)"
_SMALL = r"(weeks?|wks?|months?|mths?|days?|wythnos|mis|fis|diwrnod)"

_FORMS_OF_DIGITS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    _form(rf"0{{1,2}}[/.\-](\d{{1,2}})[/.\-]{_ANY_YEAR}", _read_zero_day),
    _form(rf"(\d{{1,2}}) ?[/.\-] ?(\d{{1,2}}) ?[/.\-] ?{_ANY_YEAR}", _read_day),
    _form(rf"{_YEAR}[\-/.](\d\d)[\-/.](\d\d)", _read_iso_day),
    _form(_YEAR, _read_year),
    _form(rf"{_DAY}[ \-/]?(?:of |o )?{_MONTH}[ \-/,]*{_ANY_YEAR}", _read_day_month_year),
    _form(rf"(\d{{1,2}}) ?[/.\-] ?{_YEAR}", _read_numbered_month),
    _form(rf"{_YEAR}-(\d\d)", _read_iso_month),
    _form(rf"{_YEAR}/(\d\d)", _read_school_years),
    _form(rf"{_YEAR}/20(\d\d)", _read_school_years),
    _form(r"(\d{1,2})[/.](\d{1,2})", _read_numbers_without_year),
    _form(r"(\d{5})(?:\.\d+)?", _read_serial),
    _form(r"(\d{1,2})", _read_bare_age),
    _form(rf"(\d{{1,2}}){_OLD}", _read_age),
    _form(rf"(\d{{1,2}}) ?(?:-|to|or) ?(\d{{1,2}}){_OLD}", _read_ages),
    _form(rf"(\d{{1,3}}) ?{_SMALL} (?:old|oed)", _read_small_age),
    _form(rf"{_DAY} ?(?:/|-|&|and|to) ?{_DAY} {_MONTH},? {_ANY_YEAR}", _read_days_of_month),
    _form(rf"{_DAY}[ \-]?(?:of )?{_MONTH}", _read_day_without_year),
    _form(r"(\d{3})(?:0s|x)", _read_decade),
    _form(
        rf"{_COUNT} {_UNIT} (before|earlier|prior to|after|later|wedyn|ar ôl|cyn|ynghynt){_THAT}",
        _read_distance,
    ),
    _form(
        r"(1st|2nd|3rd)( )lockdown",
        lambda match, known: _Found(_LOCKDOWNS[_LOCKDOWN_WORDS[match[1]]], None, "named"),
    ),
)

_SCHOOL = r"nursery|meithrin|reception|derbyn|(?:school )?(?:y|yr|year|blwyddyn|flwyddyn|bl\.?) ?"
_TERM_OF = r"(?:(autumn|spring|summer)(?: term)?|tymor (?:yr |y |'r )?(hydref|gwanwyn|haf))"

_FORMS_OF_WORDS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    _form(rf"{_MONTH}([ \-/,.']*){_ANY_YEAR}", _read_month_year),
    _form(rf"{_MONTH} {_DAY},? {_YEAR}", _read_month_day_year),
    _form(rf"{_MONTH} {_DAY}", _read_day_without_year),
    _form(r"'(\d\d)", _read_year),
    _form(rf"{_SEASON}(?: of| o)? {_ANY_YEAR}(?:/(?:20)?\d\d)?", _read_season),
    _form(rf"{_PART}(?: |-)(?:in )?(.+)", _read_part),
    _form(rf"(?:aged?|oed|pan oedd yn|when (?:he|she|they) (?:was|were)|at age) (\d{{1,2}}){_OLD}?", _read_age),
    _form(rf"(?:aged?|ages|between ages|oed) (\d{{1,2}}) ?(?:-|to|or|i|neu|and) ?(\d{{1,2}}){_OLD}?", _read_ages),
    _form(rf"(?:aged?|yn|at) (\d{{1,3}}) ?{_SMALL}(?: old| oed)?", _read_small_age),
    _form(rf"yn (\d{{1,2}}){_OLD}", _read_age),
    _form(rf"({_SCHOOL}(?:(?<=[a-z. ])(\d{{1,2}}))?)", _read_school_year),
    _form(rf"({_SCHOOL}(?:(\d{{1,2}}))?),? {_TERM_OF}", _read_term_of_school_year),
    _form(rf"{_TERM_OF},? (?:of |in )?({_SCHOOL}(?:(\d{{1,2}}))?)", _read_school_year_of_term),
    _form(rf"{_TERM_OF},? (?:of )?{_ANY_YEAR}", _read_term_of_year),
    _form(rf"{_HOLIDAY},? (?:of )?{_ANY_YEAR}", _read_holiday),
    _form(rf"{_NAMED_DAY},? {_ANY_YEAR}", _read_named_day),
    _form(
        r"(?:covid )?(first|second|third) (?:covid )?lockdown|(?:y )?cyfnod clo (cyntaf)|yr (ail) gyfnod clo",
        _read_lockdown,
    ),
    _form(r"(?:at |his |her |their )?birth|born|genedigaeth|ganwyd", _read_birth),
    _form(
        r"before (?:he was |she was |they were )?(?:birth|born)|in (?:the )?(?:womb|pregnancy)|pregnancy"
        r"|antenatal|cyn (?:ei )?(?:eni|geni)"
        r"|beichiogrwydd",
        _read_before_birth,
    ),
    _form(
        r"(?:the )?same (?:day|date|time)(?: as (?:above|previous))?|as above|that day|yr un (?:diwrnod"
        r"|dydd)|ditto",
        _read_same,
    ),
    _form(
        r"(?:the )?(?:next|following) day|(?:the )?day after|(?:y )?diwrnod (?:wedyn|canlynol)|trannoeth",
        _read_next_day,
    ),
    _form(
        rf"{_COUNT} {_UNIT} (before|earlier|prior to|after|later|wedyn|ar ôl|cyn|ynghynt){_THAT}",
        _read_distance,
    ),
)

_AROUND: tuple[tuple[re.Pattern[str], _Around], ...] = (
    _edge(
        r"(?:ca?\. ?|ca? ?(?=[\d'])|(?:c|ca|circa|about|approx\.?|approximately|around|roughly|tua|oddeutu"
        r"|rhyw bryd tua) |~ ?)(.+)",
        _about,
    ),
    _edge(r"(.+?) ?(?:~|%|or so|\(?(?:approx\.?|approximately|about|tua)\)?|-ish|ish)", _about),
    _edge(
        r"(?:\?|maybe |possibly |perhaps |probably |poss\.? |prob\.? |efallai |o bosib(?:l)? "
        r"|mae'n debyg )(.+)",
        _uncertain,
    ),
    _edge(r"(.+?) ?(?:\(\?\)|\?|\(unsure\)|\(uncertain\))", _uncertain),
    _edge(r"(?:before|prior to|pre-?|cyn) ?(?:the )?(.+)", _before),
    _edge(r"(?:by|no later than|erbyn) (.+)", _by),
    _edge(r"(?:after|post-?|following|ar ôl|wedi) ?(?:the )?(.+)", _after),
    _edge(
        r"(.+?) ?(?:- ?|to |hyd )?(?:ongoing|present|to date|date|now|current|parhaus|heddiw|nawr|hyn"
        r"|presennol|yn parhau)",
        _ongoing,
    ),
    _edge(r"(?:from|since|ers|o) (.+?) ?(?:onwards?|on|ymlaen|→|-)?", _since),
    _edge(r"(.+?) ?(?:onwards?|ymlaen|→|-)", _since),
    _edge(r"(?:until|till?|up to|to|hyd at|hyd|tan|→|-) ?(.+)", _until),
    _edge(r"(?:some ?time )?(?:between|rhwng) (.+?) (?:and|&|a|ac) (.+)", _between),
    _edge(r"(?:either )?(.+?) (?:or|neu) (.+)", _between),
    _edge(r"(?:some ?time in|rywbryd yn) (.+)", lambda match, known, depth: _find(match[1], known, depth)),
    _edge(r"(?:w/c|wc|w/b|wb|week commencing|week beginning|week of|wythnos yn dechrau|wythnos) (.+)", _week),
    _edge(
        r"(?:the )?(?:night of|night|overnight|overnight on|noson|nos) (.+)",
        lambda match, known, depth: _find(match[1], known, depth),
    ),
)


# --- ages -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Age:
    """An age on one day: completed years, completed months and completed weeks of life."""

    years: int
    months: int
    weeks: int

    @property
    def unit(self) -> str:
        """What to show: weeks under 8 weeks, months under 2 years, then years (GENOGRAM's rule for
        children)."""
        return "weeks" if self.weeks < 8 else "months" if self.years < 2 else "years"

    @property
    def number(self) -> int:
        """The count of `unit`."""
        return {"weeks": self.weeks, "months": self.months, "years": self.years}[self.unit]


def age_on(born: date, on: date) -> Age | None:
    """The age on one day of somebody born on one day; None before birth. 29 February counts on 1 March."""
    if on < born:
        return None
    years = on.year - born.year
    reached = birthday(born, years)
    if reached is None or reached > on:
        years -= 1
    months = (on.year - born.year) * 12 + on.month - born.month
    if on < _month_day(born, on.year, on.month):
        months -= 1
    return Age(years, months, (on - born).days // 7)


def _month_day(born: date, year: int, month: int) -> date:
    """The day in a month on which a month of life is completed: the 1st of the next month when there is no
    such day."""
    try:
        return date(year, month, born.day)
    except ValueError:
        return _month_end(year, month) + timedelta(1)


def age_range(born: Moment | None, on: Moment | date | None) -> tuple[int | None, int | None]:
    """Completed years, lowest and highest (M6). None: no limit is known on that side; both None: nothing is
    known.

    Lowest counts from the latest birth to the earliest day, highest from the earliest birth to the latest
    day. A lowest below 0 means that the moment may lie before birth: -1 stands for "before birth".
    """
    first, last = (on, on) if isinstance(on, date) else (on.earliest, on.latest) if on else (None, None)
    youngest, oldest = (born.latest, born.earliest) if born else (None, None)
    low = _years(youngest, first) if youngest and first else None
    high = _years(oldest, last) if oldest and last else None
    return low, high


def _years(born: date, on: date) -> int:
    age = age_on(born, on)
    return age.years if age else -1


def age_code(born: Moment | None, on: Moment | date | None) -> str:
    """The age at a moment in a short form without language: "6", "5–6", "4m", "22m–2", "13–?", "" when
    nothing is known.

    Months are marked m (under two years). "before birth" is what it says, as `before birth–22m`. Used by the
    command that previews an import; pages use words of their language.
    """
    first, last = (on, on) if isinstance(on, date) else (on.earliest, on.latest) if on else (None, None)
    youngest, oldest = (born.latest, born.earliest) if born else (None, None)
    if not (first or last) or not (youngest and oldest):
        return ""
    low, high = _code(youngest, first), _code(oldest, last)
    return low if low == high else f"{low}–{high}"


def _code(born: date, on: date | None) -> str:
    if on is None:
        return "?"
    age = age_on(born, on)
    if age is None:
        return "before birth"
    return f"{age.months}m" if age.years < 2 else str(age.years)
