"""Moments: when something was, in the words people use, with what those words allow.

A moment is ONE value: the words as said, the range of its beginning, the range of its end, how finely it is
known and how sure the speaker was. The words are kept for ever; what was read from them may be corrected,
never the words.

M1  Always day first: 03/04/2018 is 3 April.
M2  The words are never changed, except to Unicode normal form C and without control or bidi characters.
M3  What is not understood has no dates and stands in the undated tray: nothing is ever guessed from today's
    date. A year that is not said is the one of the row above, where there is one, and that is a reason to look again.
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
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from server.domain.almanac import HOLIDAYS, LOCKDOWNS, NAMED_DAYS, PANDEMIC, month_end, season, term

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
    "no_such_day",  # 31/11/2017: the days around it are shown, 32/01/2017: nothing is
    "no_such_month",  # 04/13/2014: the day comes first, and there is no month 13
    "no_year",  # "3rd March" with no year anywhere
    "year_from_above",  # "3rd March" under a row of 2014: read as 2014
    "year_far_off",  # 1066, 14/02/2111: no year that a child's family lives in
    "counts_from_writing",  # "2 weeks ago", "last year": counts from the day on which it was written
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
    known = _Known(language, _birth(born), after, "Hydref" in text)
    found = _find(said, known)
    if not isinstance(found, _Found):
        found = _find_again(said, known, found)
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
        *("tbd", "", "?", "??", "???", "-", "--", "...", "tbc", "tba", "n/k", "nk", "n/a", "na", "dk", "none", "nil"),
        *("unknown", "not known", "unclear", "date unknown", "date not known", "date not recorded", "no date"),
        *("no date given", "not recorded", "undated", "don't know", "not sure", "unsure", "date unclear"),
        *("anhysbys", "ddim yn gwybod", "ddim yn hysbys", "heb ddyddiad", "dim dyddiad", "dyddiad anhysbys"),
        *("dim syniad", "ddim yn siŵr", "ansicr", "heb ei gofnodi", "aneglur"),
    )
)

_DASHES = str.maketrans(
    {**dict.fromkeys("‐‑‒–—―−", "-"), **dict.fromkeys("’‘`´ʼ", "'"), "\u00a0": " ", "\u202f": " "}
    | {"⇒": "→", "\\": "/"}
)
_HOUR = (
    r"\d{1,2}(?:[:.]\d\d(?::\d\d)?(?:\.\d+)?z?(?: ?(?:hrs?|hours|[ap]\.?m\.?))?| ?[ap]\.?m\.?)|\d{4} ?(?:hrs?|hours)"
)
_CLOCK = re.compile(
    rf"(?<=\d)(?:t|,? at |,? @ ?|,? am |,? )(?:{_HOUR}|noon|midnight|[ap]\.?m\.?|\(?(?:early "
    rf"|late )?(?:morning|afternoon"
    r"|evening|night)\)?|\(?(?:yn y |y )?(?:bore|prynhawn|hwyr|nos)\)?)$"
)
_CLOCK_FIRST = re.compile(rf"(?:{_HOUR}),? (?:on )?(?=\d)")
_WEEKDAYS = (
    r"mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|llun|mercher|iau|gwener|sadwrn|sul"
)
_NOT_NAMED = r"(?<![a-z])(?<!good )(?<!easter )(?<!shrove )(?<!mothering )"
_WEEKDAY = re.compile(
    rf"{_NOT_NAMED}(?:{_WEEKDAYS})(?: ?- ?| to )(?:{_WEEKDAYS}),? (?=\d)"
    rf"|{_NOT_NAMED}(?:(?:dydd |nos )?(?:{_WEEKDAYS})\.?|(?:dydd|nos) [mf]awrth|nos (?:lun|fercher|wener)),? (?=\d)"
    r"|(?<![a-z])mawrth,? (?=\d{1,2}(?:[/.\-]\d|(?:st|nd|rd|th|af|ail|il|ydd|fed|eg|ain)? (?:o )?[a-z]))"
)
_WEEKDAY_LAST = re.compile(rf",? ?\((?:{_WEEKDAYS})\.?\)$|,? (?:{_WEEKDAYS})$")
_LEAD = re.compile(
    r"(?:on|in|during|at|over(?= the)|the|within|ar|ym mis|mis|fis|yn ystod|yn|ym|y|yr|month of|date:?|dyddiad:?"
    r"|adeg) (?=.)"
)
_WRAPPED = re.compile(r"[\"'*“”‘’(\[]+ ?(.+?) ?[\"'*“”’)\]]+|[\"'*“]+(.+)|(.+?)[\"*”]+")


def _plain(text: str) -> str:
    """Words as the readers see them: lower case, plain dashes, single spaces, no weekday, no clock time."""
    said = " ".join(text.translate(_DASHES).casefold().split()).strip(" ,;:").replace("->", "→")
    if said.endswith(".") and not said.endswith(".."):
        said = said[:-1]
    if len(said) > 4:
        if said[0].isalpha():
            said = _WEEKDAY.sub("", _CLOCK.sub("", said), count=1)
        elif said[0].isdigit():
            said = _CLOCK.sub("", said)
    return said


def _find_again(said: str, known: _Known, first: _Answer) -> _Answer:
    """What a second look may make of words that no table has: a year from the row above, numbers as words, a name of a
    month misspelt, brackets and quotation marks around it."""
    if first == "no_year":
        above = _above(known)
        if above is None or above[0].year != above[1].year:
            return first
        joint = "/" if said[-1].isdigit() and re.fullmatch(r"\d{1,2}[/.\-]\d{1,2}", said) else " "
        dated = _find(f"{said}{joint}{above[0].year}", known)
        return replace(dated, reason="year_from_above") if isinstance(dated, _Found) else first
    if isinstance(first, str):
        return first
    again = said
    if match := _WRAPPED.fullmatch(again):
        again = next(part for part in match.groups() if part).strip()
    elif match := _ASIDE.fullmatch(again):
        again = match[1]
    again = _WEEKDAY_LAST.sub("", _CLOCK_FIRST.sub("", _CLOCK.sub("", again), count=1))
    again = _WORDS.sub(lambda match: _respelt(match[0]), again)
    if again != said and (found := _find(again, known)) is not None:
        return _find_again(again, known, found) if found == "no_year" else found
    if _FROM_WRITING.fullmatch(said):
        return "counts_from_writing"
    return "year_far_off" if _FAR_YEAR.fullmatch(said) else None


_ASIDE = re.compile(r"(.+?),? ?[(\[][^()\[\]?]{1,60}[)\]]")
_FROM_WRITING = re.compile(
    r"(?:about |around |tua )?(?:today|now|yesterday|tomorrow|tonight|last night|recently|heddiw|nawr|ddoe|yfory"
    r"|neithiwr|eleni"
    r"|y llynedd|llynedd|(?:last|this|next) (?:year|month|week|term|summer|winter|spring|autumn|christmas|easter"
    r"|[a-z]+day)"
    r"|.{1,20} ago|.{1,20} yn ôl|(?:yr )?(?:wythnos|mis|flwyddyn|blwyddyn) (?:diwethaf|ddiwethaf|nesaf|yma))"
)
_FAR_YEAR = re.compile(r"(?:.*[ /.\-])?(?:0\d{3}|1[0-7]\d\d|2[1-9]\d\d|[3-9]\d{3})(?:-\d\d-\d\d)?")

_WORDS = re.compile(r"[^\W\d_]+(?: ar ddeg)?")
_SPELT = {
    **dict.fromkeys(("febuary", "feburary", "februrary", "febraury"), "february"),
    **dict.fromkeys(("janurary", "janaury", "januray", "jaunary"), "january"),
    **dict.fromkeys(("apirl", "aprill", "arpil"), "april"),
    **dict.fromkeys(("agust", "augst", "auguest"), "august"),
    **dict.fromkeys(("sepember", "septmber", "setember", "setpember", "septemeber", "setp"), "september"),
    **dict.fromkeys(("ocotber", "octber", "octobre"), "october"),
    **dict.fromkeys(("novemeber", "novmber", "novermber"), "november"),
    **dict.fromkeys(("decemeber", "decmber", "dicember"), "december"),
    **dict.fromkeys(("chwefor", "chwerfor", "chwefrror"), "chwefror"),
    **dict.fromkeys(("gorffenaf", "gorfennaf", "gorfenaf"), "gorffennaf"),
    **dict.fromkeys(("rhagfry", "rhagyr", "rhafgyr"), "rhagfyr"),
    **dict.fromkeys(("tachwed", "tahcwedd"), "tachwedd"),
    **dict.fromkeys(("ionor", "ionwar"), "ionawr"),
    "aws": "awst",
    **{
        word: str(number)
        for number, words in enumerate(
            (
                "one un blwydd",
                "two dau ddau dwy ddwy dwyflwydd",
                "three tri thri tair dair teirblwydd",
                "four pedwar bedwar pedair bedair",
                "five pump bump pum bum",
                "six chwech chwe",
                "seven saith",
                "eight wyth",
                "nine naw",
                "ten deg ddeg deng",
                "eleven",
                "twelve deuddeg ddeuddeg",
                "thirteen",
                "fourteen",
                "fifteen pymtheg bymtheg",
                "sixteen",
                "seventeen",
                "eighteen deunaw ddeunaw",
            ),
            start=1,
        )
        for word in words.split()
    },
    **{"un ar ddeg": "11", "tri ar ddeg": "13", "tair ar ddeg": "13", "dair ar ddeg": "13", "pedwar ar ddeg": "14"},
    **{"pedair ar ddeg": "14", "bedair ar ddeg": "14", "un ar bymtheg": "16", "dwy ar bymtheg": "17"},
}


def _respelt(word: str) -> str:
    return _SPELT.get(word, word)


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
        if not 1 <= month <= 12:
            return "no_such_month"
        if not 29 <= day <= 31:
            return "no_such_day"
        last = month_end(year, month)
        return _Found((last, last + timedelta(1)), None, "day", "invalid", "no_such_day")
    return _Found((on, on))


def _month(year: int, month: int) -> _Found:
    return _Found((date(year, month, 1), month_end(year, month)), None, "month")


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


def _read_days_of_numbered_month(match: re.Match[str], known: _Known) -> _Answer:
    """14-16/02/2011, 14/15/02/2011."""
    first, last, month, year = match.groups()
    one = _day(_year(year, known), int(month), int(first))
    two = _day(_year(year, known), int(month), int(last))
    return _joined(one, two) if isinstance(one, _Found) and isinstance(two, _Found) else "no_such_day"


def _read_days_of_two_months(match: re.Match[str], known: _Known) -> _Answer:
    """14/2-3/3/2011, 30 Oct/1 Nov 2023 in figures."""
    first, month, last, other, year = match.groups()
    two = _day(_year(year, known), int(other), int(last))
    one = _day(_year(year, known) - (int(month) > int(other)), int(month), int(first))
    return _joined(one, two) if isinstance(one, _Found) and isinstance(two, _Found) else "no_such_day"


def _read_figures(match: re.Match[str], known: _Known) -> _Answer:
    """20130801 and 14022011: eight figures that are one day, the year first or last."""
    figures = match[1]
    for year, month, day in (
        (figures[:4], figures[4:6], figures[6:]),
        (figures[4:], figures[2:4], figures[:2]),
    ):
        if re.fullmatch(_YEAR, year) and 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
            return _day(int(year), int(month), int(day))
    return None


_ORDINALS = {
    **dict.fromkeys(("first", "1st", "gyntaf", "cyntaf"), 1),
    **dict.fromkeys(("second", "2nd", "ail"), 2),
    **dict.fromkeys(("third", "3rd", "trydedd", "trydydd"), 3),
    **dict.fromkeys(("fourth", "4th", "bedwaredd", "pedwerydd"), 4),
    **dict.fromkeys(("last", "final", "olaf"), 0),
}
_ORDINAL = "(" + "|".join(_ORDINALS) + ")"


def _read_week_of_month(match: re.Match[str], known: _Known) -> _Answer:
    """First week of March 2014: its first seven days; the last week: its last seven."""
    word = match[1] or match[2]
    found = _find(match[3], known, 3)
    if not isinstance(found, _Found) or found.precision != "month" or found.first is None or found.last is None:
        return found if isinstance(found, str) else None
    number = _ORDINALS[word]
    first = found.first + timedelta(7 * (number - 1)) if number else found.last - timedelta(6)
    return replace(found, start=(first, first + timedelta(6)), precision="week")


def _read_half(match: re.Match[str], known: _Known) -> _Answer:
    """First half of 2014, ail hanner 2014."""
    found = _find(match[3], known, 3)
    if not isinstance(found, _Found) or found.first is None or found.last is None:
        return found
    number = _ORDINALS[match[1] or match[2]]
    if number not in (0, 1, 2):
        return None
    if found.precision == "year":
        middle = date(found.first.year, 6, 30)
    else:
        middle = found.first + (found.last - found.first) // 2
    pair = (found.first, middle) if number == 1 else (middle + timedelta(1), found.last)
    precision = {"year": "part-year", "month": "part-month"}.get(found.precision, found.precision)
    return replace(found, start=pair, end=None, precision=precision)


def _read_month_year(match: re.Match[str], known: _Known) -> _Answer:
    word, separator, year = match.groups()
    if word == "hydref" and not known.autumn_is_october:
        return _season(_year(year, known), _SEASONS["hydref"])
    found = _month(_year(year, known), _MONTHS[word])
    short = len(year) == 2 and "'" not in separator and 1 <= int(year) <= _LENGTHS[_MONTHS[word] - 1]
    return replace(found, reason="two_ways") if short and " " in separator else found


def _read_numbered_month(match: re.Match[str], known: _Known) -> _Answer:
    month, year = map(int, match.groups())
    return _month(year, month) if 1 <= month <= 12 else "no_such_month"


def _read_iso_month(match: re.Match[str], known: _Known) -> _Answer:
    """2014-06; 2009-21 to 2009-24 are seasons (EDTF); 2024-25 is a school year."""
    year, part = map(int, match.groups())
    if 1 <= part <= 12:
        return replace(_month(year, part), reason="two_ways" if part == (year + 1) % 100 else "")
    if part == (year + 1) % 100:
        return _school_years(year, year)
    return _season(year, part - 21) if 21 <= part <= 24 else None


def _read_year(match: re.Match[str], known: _Known) -> _Answer:
    return _whole_year(_year(match[1], known))


def _read_zero_day(match: re.Match[str], known: _Known) -> _Answer:
    """00/00/2013 and 00/03/2013: what a database writes when only the year, or the month, is known."""
    month, year = int(match[1]), _year(match[2], known)
    if month > 12:
        return "no_such_month"
    if match[2] == "1900":
        return "no_such_day"  # a spreadsheet writes its empty day as 00/01/1900
    return replace(_month(year, month) if month else _whole_year(year), qualifier="invalid", reason="no_such_day")


def _read_decade(match: re.Match[str], known: _Known) -> _Answer:
    year = int(match[1]) * 10
    return _Found((date(year, 1, 1), date(year + 9, 12, 31)), None, "range")


_DECADES = {
    **dict.fromkeys(("fifties", "50s", "50au", "pumdegau"), 1950),
    **dict.fromkeys(("sixties", "60s", "60au", "chwedegau"), 1960),
    **dict.fromkeys(("seventies", "70s", "70au", "saithdegau"), 1970),
    **dict.fromkeys(("eighties", "80s", "80au", "wythdegau"), 1980),
    **dict.fromkeys(("nineties", "90s", "90au", "nawdegau"), 1990),
    **dict.fromkeys(("noughties", "00s"), 2000),
}
_DECADE = "'?(" + "|".join(_DECADES) + ")"


def _read_named_decade(match: re.Match[str], known: _Known) -> _Answer:
    """The nineties, y 90au."""
    year = _DECADES[match[1]]
    return _Found((date(year, 1, 1), date(year + 9, 12, 31)), None, "range")


def _read_century(match: re.Match[str], known: _Known) -> _Answer:
    """20XX: some year of a hundred."""
    year = int(match[1]) * 100
    return _Found((date(year, 1, 1), date(year + 99, 12, 31)), None, "range")


def _read_serial(match: re.Match[str], known: _Known) -> _Answer:
    """A spreadsheet's day number, 1900 system (20000 is 1954, 60000 is 2064)."""
    number = int(match[1].replace(",", ""))
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
    return _days_from(_find(match[1], known, depth), 0, 6)


def _week_ending(match: re.Match[str], known: _Known, depth: int) -> _Answer:
    return _days_from(_find(match[1], known, depth), -6, 0)


def _days_from(found: _Answer, before: int, after: int) -> _Answer:
    if not isinstance(found, _Found):
        return found
    if found.first is None or found.precision != "day" or found.reason == "no_such_day":
        return None
    days = found.first + timedelta(before), found.first + timedelta(after)
    return _Found(days, None, "week", found.qualifier, found.reason)


def _weekend(match: re.Match[str], known: _Known, depth: int) -> _Answer:
    """Weekend of 7 Sept 2020: the Saturday and Sunday nearest to it; weekend 5/6 Sept 2020 as it says."""
    found = _find(match[1], known, depth)
    if not isinstance(found, _Found) or found.precision != "day" or found.first is None:
        return found if isinstance(found, str) or (found is not None and found.precision == "range") else None
    away = found.first.weekday()  # Monday 0 ... Sunday 6
    saturday = found.first - timedelta(away + 2) if away < 2 else found.first + timedelta(5 - away)
    return _Found((saturday, saturday + timedelta(1)), None, "range", found.qualifier, found.reason)


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


def _season(year: int, number: int) -> _Found:
    return _Found(season(year, number), None, "season")


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
    "late in": "late",
    "early in": "early",
    "middle": "mid",
    "start": "early",
    "beginning": "early",
    "towards end of": "end",
    "towards the end of": "end",
    "tua diwedd": "end",
    "tuag at ddiwedd": "end",
    "yn hwyr yn": "late",
}
_PART = "(" + "|".join(sorted(_PARTS, key=len, reverse=True)) + ")"


def _read_part(match: re.Match[str], known: _Known) -> _Answer:
    """Early, mid, late: thirds of a year, tens of a month, thirds of a stretch. "End of 2018" is its last
    third."""
    if match[0] in _LIFE:
        return _read_stretch_of_life(match, known)
    part, found = _PARTS[match[1]], _find(match[2], known, 3)
    if not isinstance(found, _Found) or found.first is None or found.last is None:
        return found
    first, last = found.first, found.last
    if found.precision == "month":
        days = {"early": (1, 10), "mid": (11, 20)}.get(part, (20 if part == "end" else 21, last.day))
        return _Found((first.replace(day=days[0]), first.replace(day=days[1])), None, "part-month", part)
    if found.precision == "year":
        months = {"early": (1, 4), "mid": (5, 8)}.get(part, (9, 12))
        return _Found((date(first.year, months[0], 1), month_end(first.year, months[1])), None, "part-year", part)
    third = (last - first).days // 3
    pair = {
        "early": (first, first + timedelta(third)),
        "mid": (first + timedelta(third), last - timedelta(third)),
    }
    return _Found(pair.get(part, (last - timedelta(third), last)), None, found.precision, part)


_HOLIDAY = "(" + "|".join(sorted(map(re.escape, HOLIDAYS), key=len, reverse=True)) + ")"
_HOLIDAY = _HOLIDAY.replace(r"half\ term", "half[ -]term")
_NAMED_DAY = "(" + "|".join(sorted(map(re.escape, NAMED_DAYS), key=len, reverse=True)) + ")"


def _read_holiday(match: re.Match[str], known: _Known) -> _Answer:
    return _Found(HOLIDAYS[match[1].replace("-term", " term")](_year(match[2], known)), None, "named", "about")


def _read_half_term_of_month(match: re.Match[str], known: _Known) -> _Answer:
    """Half term Feb 2018, hanner tymor mis Mai 2019."""
    name = {2: "february", 5: "may", 6: "may", 10: "october", 11: "october"}.get(_MONTHS[match[1]])
    days = HOLIDAYS[f"{name} half term"](_year(match[2], known)) if name else None
    return _Found(days, None, "named", "about") if days else None


def _read_named_day(match: re.Match[str], known: _Known) -> _Answer:
    on = NAMED_DAYS[match[1]](_year(match[2], known))
    return _Found((on, on))


def _read_unnamed_year(match: re.Match[str], known: _Known) -> _Answer:
    """Christmas, summer, March: of which year is not said."""
    return "no_year"


_LOCKDOWN_WORDS = {
    **dict.fromkeys(("first", "1st", "1", "one", "cyntaf"), "first"),
    **dict.fromkeys(("second", "2nd", "2", "two", "ail"), "second"),
    **dict.fromkeys(("third", "3rd", "3", "three", "trydydd"), "third"),
}


def _read_lockdown(match: re.Match[str], known: _Known) -> _Answer:
    return _Found(LOCKDOWNS[_LOCKDOWN_WORDS[next(word for word in match.groups() if word)]], None, "named")


def _read_firebreak(match: re.Match[str], known: _Known) -> _Answer:
    return _Found(LOCKDOWNS["second"], None, "named")


def _read_some_lockdown(match: re.Match[str], known: _Known) -> _Answer:
    """Lockdown, and which of the three is not said; lockdown 2020, lockdown 2021."""
    held = [days for days in LOCKDOWNS.values() if not match[1] or str(days[0].year) == match[1]]
    if match[1] and match[1] == "2021":
        held = [(date(2021, 1, 1), LOCKDOWNS["third"][1])]
    if not held:
        return None
    return _Found((held[0][0], held[-1][1]), None, "named", "about", "" if len(held) == 1 else "two_ways")


def _read_pandemic(match: re.Match[str], known: _Known) -> _Answer:
    return _Found(PANDEMIC, None, "named", "about")


# --- school years of Wales and England ------------------------------------------------------------

_TERMS = {
    **dict.fromkeys(("autumn", "aut", "hydref"), 0),
    **dict.fromkeys(("spring", "spr", "gwanwyn"), 1),
    **dict.fromkeys(("summer", "sum", "haf"), 2),
}


def _school_years(first: int, last: int) -> _Found:
    """From 1 September of `first` to 31 August after `last`."""
    return _Found((date(first, 9, 1), date(last + 1, 8, 31)), None, "school-year")


def _reception(born: date) -> int:
    """The year in whose September the school year begins in which the child turns 5."""
    return born.year + 5 - (born.month < 9)


_NAMED_YEARS = {
    **dict.fromkeys(("nursery", "meithrin", "y meithrin", "fs1"), -1),
    **dict.fromkeys(("reception", "derbyn", "y derbyn", "year r", "yr", "rec", "fs2", "dosbarth derbyn"), 0),
}


def _school_year_starts(word: str, number: str | None, known: _Known) -> tuple[int, int] | str | None:
    named = _NAMED_YEARS.get(word)
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


def _term(year: int, number: int) -> _Found:
    return _Found(term(year, number), None, "term")


def _read_term_of_school_year(match: re.Match[str], known: _Known) -> _Answer:
    return _term_of(match[1], match[2], match[3] or match[4], known)


def _read_school_year_of_term(match: re.Match[str], known: _Known) -> _Answer:
    return _term_of(match[3], match[4], match[1] or match[2], known)


def _term_of(school_year: str, number: str | None, word: str, known: _Known) -> _Answer:
    years = _school_year_starts(school_year, number, known)
    if not isinstance(years, tuple):
        return years
    first, last = _term(years[0], _TERMS[word]), _term(years[1], _TERMS[word])
    return _Found((first.first, last.last), None, "term")


def _read_term_of_year(match: re.Match[str], known: _Known) -> _Answer:
    number = _TERMS[match[1] or match[2]]
    year = _year(match[3], known)
    return _term(year if number == 0 else year - 1, number)


def _read_term_of_years(match: re.Match[str], known: _Known) -> _Answer:
    """Spring term 2014/15: the term of the school year that began in 2014."""
    first, second = int(match[3]), int(match[4])
    return _term(first, _TERMS[match[1] or match[2]]) if second == (first + 1) % 100 else None


def _read_years_of_school(match: re.Match[str], known: _Known) -> _Answer:
    """Academic year 2014/15, 2014-15 school year, blwyddyn ysgol 2014/15."""
    first, second = int(match[1]), int(match[2])
    return _school_years(first, first) if second == (first + 1) % 100 else None


def _read_financial_year(match: re.Match[str], known: _Known) -> _Answer:
    first, second = int(match[1]), int(match[2])
    if second != (first + 1) % 100:
        return None
    return _Found((date(first, 4, 1), date(first + 1, 3, 31)), None, "year")


def _read_several_school_years(match: re.Match[str], known: _Known) -> _Answer:
    """Y5/6, Years 5 and 6, Blynyddoedd 5 a 6."""
    one, two = (_school_year_starts("y", number, known) for number in match.groups())
    if not (isinstance(one, tuple) and isinstance(two, tuple)):
        return one if isinstance(one, str) else None
    if one[0] > two[0]:
        return "ends_before_it_starts"
    return _Found(_school_years(*one).start, _school_years(*two).start, "range")


_STAGES = {
    **dict.fromkeys(("infants", "infant school", "babanod", "ysgol fabanod"), (0, 2)),
    **dict.fromkeys(("foundation phase", "cyfnod sylfaen"), (-1, 2)),
    **dict.fromkeys(("juniors", "junior school", "adran iau", "ysgol iau"), (3, 6)),
    **dict.fromkeys(("primary", "primary school", "ysgol gynradd", "cynradd"), (0, 6)),
    **dict.fromkeys(("secondary", "secondary school", "high school", "comp", "comprehensive"), (7, 11)),
    **dict.fromkeys(("ysgol uwchradd", "ysgol gyfun", "uwchradd"), (7, 11)),
    **dict.fromkeys(("sixth form", "6th form", "chweched dosbarth", "y chweched"), (12, 13)),
    **{
        f"{name}{number}": years
        for number, years in ((1, (1, 2)), (2, (3, 6)), (3, (7, 9)), (4, (10, 11)), (5, (12, 13)))
        for name in ("ks", "ks ", "ca", "ca ", "key stage ", "cyfnod allweddol ")
    },
}
_STAGE = "(" + "|".join(sorted(_STAGES, key=len, reverse=True)) + ")"


def _read_stage(match: re.Match[str], known: _Known) -> _Answer:
    """Primary school, KS2: some time in those school years."""
    if known.born is None:
        return "no_birth"
    first, last = (_reception(day) + years for day, years in zip(known.born, _STAGES[match[1]], strict=True))
    return _school_years(first, last) if last < 9000 else "no_birth"


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
    return date(year, month + 1, min(day.day, month_end(year, month + 1).day))


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
    return _small_age(known.born, int(match[1]), match[2][0]) if known.born else "no_birth"


def _small_age(born: tuple[date, date], number: int, unit: str) -> _Found | str:
    """An age of so many completed months (m, f), days (d) or weeks of life."""
    if born[1].year > 9000 or number > 400:
        return "not_understood"
    if unit in "mf":
        return _Found((_months_on(born[0], number), _months_on(born[1], number + 1) - timedelta(1)), None, "age")
    days = 1 if unit == "d" else 7
    return _Found((born[0] + timedelta(days * number), born[1] + timedelta(days * (number + 1) - 1)), None, "age")


def _read_small_ages(match: re.Match[str], known: _Known) -> _Answer:
    """6-8 months old, 6 i 8 wythnos oed."""
    if known.born is None:
        return "no_birth"
    one, two = (_small_age(known.born, int(number), match[3][0]) for number in (match[1], match[2]))
    if not (isinstance(one, _Found) and isinstance(two, _Found)):
        return "not_understood"
    return _Found((one.first, two.last), None, "age") if one.start < two.start else "ends_before_it_starts"


def _read_years_and_months(match: re.Match[str], known: _Known) -> _Answer:
    """3 years 4 months, 3y 4m, 3 blynedd 4 mis."""
    if int(match[2]) > 11:
        return None
    return _small_age(known.born, int(match[1]) * 12 + int(match[2]), "m") if known.born else "no_birth"


def _read_half_age(match: re.Match[str], known: _Known) -> _Answer:
    """3½, three and a half, 3.5 yrs: the middle half of that year."""
    if known.born is None:
        return "no_birth"
    age = int(match[1])
    if age > 25:
        return None
    first, last = _months_on(known.born[0], age * 12 + 3), _months_on(known.born[1], age * 12 + 9)
    return _Found((first, last - timedelta(1)), None, "age", "about")


def _read_nearly(match: re.Match[str], known: _Known) -> _Answer:
    """Nearly 2: the last four months before that birthday."""
    if known.born is None:
        return "no_birth"
    months = int(match[1]) * 12
    if not 12 <= months <= 300:
        return None
    days = _months_on(known.born[0], months - 4), _months_on(known.born[1], months) - timedelta(1)
    return _Found(days, None, "age", "about")


def _read_just(match: re.Match[str], known: _Known) -> _Answer:
    """Just turned 8: the first four months of that year."""
    if known.born is None:
        return "no_birth"
    months = int(match[1] or match[2]) * 12
    if months > 300:
        return None
    days = _months_on(known.born[0], months), _months_on(known.born[1], months + 4) - timedelta(1)
    return _Found(days, None, "age", "about")


def _read_under(match: re.Match[str], known: _Known) -> _Answer:
    """Under 5: from birth to the day before that birthday."""
    if known.born is None:
        return "no_birth"
    last = birthday(known.born[1], int(match[1]))
    return _Found((known.born[0], last - timedelta(1)), None, "age") if last and int(match[1]) else None


def _read_birthday(match: re.Match[str], known: _Known) -> _Answer:
    """His 5th birthday, ei ben-blwydd yn 5 oed, turned 5: the day, as far as the birth is known."""
    if known.born is None:
        return "no_birth"
    days = [birthday(day, int(match[1])) for day in known.born]
    if days[0] is None or days[1] is None or int(match[1]) > 115:
        return "not_understood"
    return _Found((days[0], days[1]), None, "day" if days[0] == days[1] else "age")


def _read_birthday_in_year(match: re.Match[str], known: _Known) -> _Answer:
    if known.born is None:
        return "no_birth"
    if known.born[0].year != known.born[1].year:
        return "not_understood"
    age = _year(match[1], known) - known.born[0].year
    days = [birthday(day, age) for day in known.born]
    if days[0] is None or days[1] is None:
        return "not_understood"
    return _Found((days[0], days[1]), None, "day" if days[0] == days[1] else "age")


_LIFE: Mapping[str, tuple[int, int]] = {
    # Stretches of a childhood in months of life: from the first, up to the last.
    **dict.fromkeys(("newborn", "new born", "newydd-anedig", "newydd anedig"), (0, 1)),
    **dict.fromkeys(("as a baby", "a baby", "baby", "infancy", "babi", "yn fabi", "fel babi", "babandod"), (0, 18)),
    **dict.fromkeys(("toddler", "as a toddler", "a toddler", "plentyn bach", "yn blentyn bach"), (12, 48)),
    **dict.fromkeys(("early childhood", "early years", "preschool", "pre-school"), (0, 60)),
    **dict.fromkeys(("plentyndod cynnar", "blynyddoedd cynnar"), (0, 60)),
    **dict.fromkeys(("childhood", "as a child", "plentyndod", "yn blentyn", "fel plentyn"), (0, 216)),
    **dict.fromkeys(("early teens", "arddegau cynnar"), (156, 192)),
    **dict.fromkeys(("teens", "teenage years", "as a teenager", "late childhood"), (156, 240)),
    **dict.fromkeys(("arddegau", "yn yr arddegau", "yn ei arddegau", "yn ei harddegau"), (156, 240)),
}
_LIFE_WORDS = "(" + "|".join(sorted(_LIFE, key=len, reverse=True)) + ")"


def _read_stretch_of_life(match: re.Match[str], known: _Known) -> _Answer:
    if known.born is None:
        return "no_birth"
    first, last = _LIFE[match[0]]
    days = _months_on(known.born[0], first), _months_on(known.born[1], last) - timedelta(1)
    return _Found(days, None, "age", "about")


def _read_birth(match: re.Match[str], known: _Known) -> _Answer:
    return _Found(known.born) if known.born else "no_birth"


def _read_before_birth(match: re.Match[str], known: _Known) -> _Answer:
    return _Found((None, known.born[1] - timedelta(1)), None, "before", "before") if known.born else "no_birth"


def _read_weeks_of_pregnancy(match: re.Match[str], known: _Known) -> _Answer:
    """28 weeks pregnant: so many weeks short of 40 before the birth, which comes three weeks early or two late."""
    if known.born is None:
        return "no_birth"
    weeks = int(match[1])
    if weeks > 42:
        return None
    early, late = (timedelta(7 * (term_at - weeks)) for term_at in (42, 37))
    first, last = known.born[0] - early, known.born[1] - max(late, timedelta(1))
    return _Found((min(first, last), last), None, "approx", "about")


_NUMBERS = {
    **{"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10},
    **{"un": 1, "dau": 2, "ddau": 2, "dwy": 2, "ddwy": 2, "tri": 3, "thri": 3, "tair": 3, "dair": 3, "pedwar": 4},
    **{"pedair": 4, "pum": 5, "bum": 5, "chwe": 6, "deg": 10, "ddeg": 10},
}
_SOME = {
    # Words for a number nobody counted: from, to.
    **dict.fromkeys(("a couple of", "couple of", "cwpl o"), (1, 3)),
    **dict.fromkeys(("a few", "few", "some", "ychydig", "rhai"), (2, 7)),
    **dict.fromkeys(("several", "many", "sawl", "nifer o"), (3, 11)),
}
_COUNT = r"(\d{1,3}|" + "|".join(sorted((*_NUMBERS, *_SOME), key=len, reverse=True)) + ")"
_UNIT = (
    r"(days?|weeks?|wks?|months?|mths?|years?|yrs?|d?diwrnod(?:au)?|dydd|wythnos(?:au)?|mis|fis|misoedd|blynedd"
    r"|flynedd|flwyddyn"
    r"|blwyddyn|/7|/52|/12)"
)
_WAY = (
    r"(before|earlier|prior to|prior|after|afterwards|later|on|following|wedyn|ar ôl|yn ddiweddarach|cyn"
    r"|ynghynt|wedi|yn gynharach)"
)
_THAT = (
    r"(?: (?:the )?(?:above|that|this|then|previous(?: row| entry)?|hynny|uchod|yr uchod|hwn|y rhes uchod"
    r"|row above|entry above))?"
)
_UNITS = {"d": "day", "w": "week", "m": "month", "f": "year", "y": "year", "b": "year"}


def _above(known: _Known) -> tuple[date, date] | None:
    if known.above is None or known.above.earliest is None or known.above.latest is None:
        return None
    first, last = known.above.earliest, known.above.latest
    return (first, last) if 1000 < first.year <= last.year < 9000 - 1000 else None


def _read_same(match: re.Match[str], known: _Known) -> _Answer:
    above = _above(known)
    return _Found(above, None, "relative") if above else "no_row_above"


def _read_next_day(match: re.Match[str], known: _Known) -> _Answer:
    return _moved(known, 1)


def _read_day_before(match: re.Match[str], known: _Known) -> _Answer:
    return _moved(known, -1)


def _moved(known: _Known, days: int) -> _Answer:
    above = _above(known)
    if above is None:
        return "no_row_above"
    return _Found((above[0] + timedelta(days), above[1] + timedelta(days)), None, "relative")


def _read_same_stretch(match: re.Match[str], known: _Known) -> _Answer:
    """That week, the same month, yr un flwyddyn; the following week, next month, the week before."""
    above, words = _above(known), match[0]
    if above is None:
        return "no_row_above"
    named = next(word for word in match.groups() if word)
    unit = {"f": "y", "b": "y"}.get(named[0], named[0])
    way = (
        -1
        if re.search("before|previous|cynt|flaenorol", words)
        else 0
        if re.search("that|same|un|honno|hwnnw", words)
        else 1
    )
    first, last = above
    if unit == "w":
        monday = first - timedelta(first.weekday()) + timedelta(7 * way)
        sunday = last - timedelta(last.weekday()) + timedelta(7 * way + 6)
        return _Found((monday, sunday), None, "relative")
    if unit == "m":
        one, two = _months_on(first.replace(day=1), way), _months_on(last.replace(day=1), way)
        return _Found((one, month_end(two.year, two.month)), None, "relative")
    return _Found((date(first.year + way, 1, 1), date(last.year + way, 12, 31)), None, "relative")


def _read_later_that_stretch(match: re.Match[str], known: _Known) -> _Answer:
    """Later that year, later the same month: from the row above to its end."""
    above = _above(known)
    if above is None:
        return "no_row_above"
    last = {
        "w": above[1] + timedelta(6 - above[1].weekday()),
        "m": month_end(above[1].year, above[1].month),
        "y": date(above[1].year, 12, 31),
    }[match[1][0]]
    return _Found((above[0], last), None, "relative")


def _read_soon_after(match: re.Match[str], known: _Known) -> _Answer:
    """Soon after: within the month that follows."""
    above = _above(known)
    return _Found((above[0], above[1] + timedelta(31)), None, "relative", "about") if above else "no_row_above"


def _read_fixed_distance(match: re.Match[str], known: _Known) -> _Answer:
    """Deuddydd wedyn, tridiau yn ddiweddarach."""
    days = {"deuddydd": 2, "tridiau": 3, "pythefnos": 14, "bythefnos": 14, "fortnight": 14}
    sign = -1 if match[2] in _BACK else 1
    return _moved(known, sign * days[match[1]])


_BACK = ("before", "earlier", "prior to", "prior", "cyn", "ynghynt", "yn gynharach")


def _read_distance(match: re.Match[str], known: _Known) -> _Answer:
    """2 days before above, three weeks later, 3 mis wedyn, 2/52 later, a few days later."""
    above = _above(known)
    if above is None:
        return "no_row_above"
    word, unit, way = match[1] or "1", match[2], match[3]
    sign = -1 if way in _BACK else 1
    if word in _SOME:
        ends = sorted(sign * count for count in _SOME[word])
        return replace(_shifted(above, unit, *ends), qualifier="about")
    count = sign * (int(word) if word.isdigit() else _NUMBERS[word])
    return _shifted(above, unit, count, count)


def _shifted(above: tuple[date, date], unit: str, low: int, high: int) -> _Found:
    """The row above, so many units on; a year far off stays where the calendar ends."""
    kind = {"/7": "day", "/52": "week", "/12": "month"}.get(unit) or _UNITS[
        unit.removeprefix("d")[0] if unit.startswith("ddi") else unit[0]
    ]
    if kind in ("day", "week"):
        days = 7 if kind == "week" else 1
        return _Found((above[0] + timedelta(days * low), above[1] + timedelta(days * high)), None, "relative")
    months = 12 if kind == "year" else 1
    if unit in ("mis", "misoedd", "fis"):
        months = 1
    return _Found((_months_on(above[0], months * low), _months_on(above[1], months * high)), None, "relative")


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


def _just_before(match: re.Match[str], known: _Known, depth: int) -> _Answer:
    """Shortly before: within the month before it."""
    found = _find(match[1], known, depth)
    if not isinstance(found, _Found):
        return found
    if found.first is None or found.first.year < 1000:
        return None
    days = _months_on(found.first, -1), found.first - timedelta(1)
    return _Found(days, None, "approx", "before", found.reason)


def _just_after(match: re.Match[str], known: _Known, depth: int) -> _Answer:
    found = _find(match[1], known, depth)
    if not isinstance(found, _Found):
        return found
    if found.last is None or found.last.year > 9000:
        return None
    days = found.last + timedelta(1), _months_on(found.last, 1)
    return _Found(days, None, "approx", "after", found.reason)


def _not_before(match: re.Match[str], known: _Known, depth: int) -> _Answer:
    found = _find(match[1], known, depth)
    if not isinstance(found, _Found):
        return found
    return _Found((found.first, None), None, "after", "after", found.reason) if found.first else None


def _throughout(match: re.Match[str], known: _Known, depth: int) -> _Answer:
    """Throughout 2014: it began with its first day and ended with its last."""
    found = _find(match[1], known, depth)
    if not isinstance(found, _Found) or found.first is None or found.last is None:
        return found
    return replace(found, start=(found.first, found.first), end=(found.last, found.last), precision="range")


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


def _from_to(match: re.Match[str], known: _Known, depth: int) -> _Answer:
    """From X to Y, o X hyd Y: a stretch, never only its beginning."""
    found = _two(match[1], known, depth)
    return found if isinstance(found, _Found) or found == "ends_before_it_starts" else None


def _itself(match: re.Match[str], known: _Known, depth: int) -> _Answer:
    return _find(match[1], known, depth)


def _ages_between(match: re.Match[str], known: _Known, depth: int) -> _Answer:
    """Between the ages of 5 and 7."""
    found = _aged(int(match[1]), int(match[2]), known)
    return replace(found, start=(found.first, found.last), end=None) if isinstance(found, _Found) else found


def _listed(match: re.Match[str], known: _Known, depth: int) -> _Answer:
    """14/02/2011, 16/02/2011; 2014, 2015 and 2016: from the first to the last of several."""
    parts = [part.strip() for part in re.split(r"[,;&]| and | a ", match[0]) if part.strip()]
    if not 2 <= len(parts) <= 8 or any(len(part) < 4 for part in parts):
        return None
    found = [_find(part, known, depth + 1) for part in parts]
    days = [one for one in found if isinstance(one, _Found)]
    if len(days) < len(found) or any(
        a.first is None or b.first is None or a.first > b.first for a, b in pairwise(days)
    ):
        return None
    joined = _joined(days[0], days[-1])
    return replace(joined, reason=joined.reason or "two_ways") if isinstance(joined, _Found) else None


def _between(match: re.Match[str], known: _Known, depth: int) -> _Answer:
    """Between X and Y: one point, somewhere in it."""
    found = _pair(match[1], match[2], known, depth)
    return replace(found, start=(found.first, found.last), end=None) if isinstance(found, _Found) else found


_JOIN = re.compile(r" ?(?: - |-| to | until | till | hyd at | hyd | tan | i | & | and | a )(?: |$)?")
_BARE = re.compile(r"[?~]?\d{1,2}(?: ?- ?\d{1,2})?[?~]?")
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
        one = _find(left, known, depth) if two == "no_year" else None
        return two if two != "no_year" or one == two or isinstance(one, _Found) else None
    one = _find(left, known, depth)
    if _BARE.fullmatch(right) and not (isinstance(one, _Found) and one.precision == "age"):
        return None  # "2014 - 15": a bare number after a date is no age
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


_DATED = re.compile(rf"^[^\W\d]|\d ?{_MONTH}")
_EDTF = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?[~?%]?|~\d{4}(?:-\d\d)?")


def _interval(left: str, right: str, known: _Known, depth: int) -> _Answer:
    """2014-06/2014-09, 2009/.., ../2009 as EDTF writes them; Dec 2014/Jan 2015 and Dec/Jan 2015 as people
    do."""
    if _DATED.search(left) and _DATED.search(right):
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


_YEARS = r"(?:years?|yrs?|y|blynedd|blwyddyn|flynedd)"
_OLD = r"(?: ?(?:years?|yrs?|y)(?: old)?| ?yo| ?oed| ?(?:ml|bl|fl)wydd oed)"
_SMALL = r"(weeks?|wks?|months?|mths?|m|days?|wythnos|mis|fis|diwrnod)"

_FORMS_OF_DIGITS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    _form(rf"0{{1,2}}[/.\-](\d{{1,2}})[/.\-]{_ANY_YEAR}", _read_zero_day),
    _form(rf"(\d{{1,2}}) ?[/._\-]{{1,2}} ?(\d{{1,2}}) ?[/._\-]{{1,2}} ?{_ANY_YEAR}", _read_day),
    _form(rf"{_YEAR}[\-/.](\d\d)[\-/.](\d\d)", _read_iso_day),
    _form(_YEAR, _read_year),
    _form(rf"{_DAY}[ \-/]?(?:of |o )?{_MONTH}[ \-/,]*{_ANY_YEAR}", _read_day_month_year),
    _form(rf"(\d{{1,2}}) ?[/.\-] ?{_YEAR}", _read_numbered_month),
    _form(rf"{_YEAR}-(\d\d)", _read_iso_month),
    _form(rf"{_DAY} ?[/\-&] ?{_DAY}[/.]([01]?\d)[/.]{_ANY_YEAR}", _read_days_of_numbered_month),
    _form(
        rf"{_DAY}[/.]([01]?\d) ?(?:-|to|i|hyd) ?{_DAY}[/.]([01]?\d)[/.]{_ANY_YEAR}",
        _read_days_of_two_months,
    ),
    _form(rf"{_YEAR}/(\d\d)", _read_school_years),
    _form(rf"{_YEAR}/20(\d\d)", _read_school_years),
    _form(rf"(\d{{1,2}}) (\d{{1,2}}) {_YEAR}", _read_day),
    _form(r"(\d{1,2})[/.](\d{1,2})", _read_numbers_without_year),
    _form(r"(\d\d,?\d{3})(?:\.\d+)?", _read_serial),
    _form(rf"{_YEAR}\.0", _read_year),
    _form(r"(\d{8})", _read_figures),
    _form(rf"{_YEAR}-(\d\d)-xx", _read_iso_month),
    _form(rf"{_YEAR}-xx(?:-xx)?", _read_year),
    _form(r"(\d{1,2})", _read_bare_age),
    _form(rf"(\d{{1,2}}){_OLD}", _read_age),
    _form(rf"(\d{{1,2}}) ?(?:-|to|or) ?(\d{{1,2}}){_OLD}", _read_ages),
    _form(rf"(\d{{1,3}}) ?{_SMALL} (?:old|oed)", _read_small_age),
    _form(rf"{_DAY} ?(?:/|-|&|and|to) ?{_DAY} {_MONTH},? {_ANY_YEAR}", _read_days_of_month),
    _form(rf"{_DAY}[ \-]?(?:of )?{_MONTH}", _read_day_without_year),
    _form(r"((?:1[89]|20)\d)(?:0s|x|u|0au)", _read_decade),
    _form(r"(18|19|20)xx", _read_century),
    _form(_DECADE, _read_named_decade),
    _form(
        r"(\d{1,2}) ?(?:½|1/2|\.5|and a half|a hanner)(?: ?(?:years?|yrs?|y)?(?: old)?| ?(?:mlwydd )?oed)",
        _read_half_age,
    ),
    _form(
        rf"(\d{{1,2}}) ?(?:{_YEARS},? ?(?:and |a )?|;)(\d{{1,2}}) ?(?:months?|mths?|m|mis)?(?: old| oed)?",
        _read_years_and_months,
    ),
    _form(rf"(\d{{1,3}}) ?(?:-|to|i|or|neu) ?(\d{{1,3}}) ?{_SMALL}(?: old| oed)?", _read_small_ages),
    _form(rf"(\d{{1,3}}) ?{_SMALL}", _read_small_age),
    _form(r"(\d{1,2})(?:st|nd|rd|th|ain|fed|af)? ?(?:birthday|b'?day|pen-?blwydd)", _read_birthday),
    _form(r"(\d{1,2}) ?(?:(?:weeks|wks)(?: pregnant|'? gestation)|/40)", _read_weeks_of_pregnancy),
    _form(rf"{_YEAR}[\-/](?:20)?(\d\d) (?:school|academic) year", _read_years_of_school),
    _form(rf"(\d)(?:st|nd|rd|th) (?:quarter|qtr)(?: of)?,? {_YEAR}", lambda match, known: _quarter(match[1], match[2])),
    _form(rf"{_YEAR},? q([1-4])", lambda match, known: _quarter(match[2], match[1])),
    _form(rf"{_COUNT} ?{_UNIT} {_WAY}{_THAT}", _read_distance),
    _form(r"(1st|2nd|3rd) lockdown", _read_lockdown),
    _form(rf"{_ORDINAL}()(?: full)? week (?:of|in) (.+)", _read_week_of_month),
    _form(rf"{_ORDINAL}() half(?: of)? (.+)", _read_half),
    _form(_STAGE, _read_stage),
    _form(rf"{_HOLIDAY},? (?:of )?{_ANY_YEAR}", _read_holiday),
)

_SCHOOL = (
    r"nursery|(?:y )?meithrin|reception|(?:y |dosbarth )?derbyn|rec|year r|fs[12]"
    r"|(?:school )?(?:y|yr|year|blwyddyn|flwyddyn|bl\.?|b) ?"
)
_TERM_OF = r"(?:(autumn|aut|spring|spr|summer|sum)(?: term)?|(?:tymor (?:yr |y |'r )?)?(hydref|gwanwyn|haf))"
_BIRTHDAY = r"(?:birthday|b'?day|ph?en-?blwydd|ben-?blwydd)"
_WHOSE = r"(?:his |her |their |the |my |child's |ei |eu )?"

_WAS = (
    r"(?:aged?|oed|at age|at|when (?:he|she|they) (?:was|were)(?: aged?)?|(?:pan|nes) (?:oedd|yn"
    r"|roedd)(?: (?:e|o|hi|ef))?(?:'n| yn)?)"
)

_FORMS_OF_WORDS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    _form(rf"{_MONTH}([ \-/,.']*){_ANY_YEAR}", _read_month_year),
    _form(rf"{_MONTH} {_DAY},? {_YEAR}", _read_month_day_year),
    _form(rf"{_MONTH}[ \-]{_DAY}", _read_day_without_year),
    _form(rf"(?:mis )?{_MONTH}", _read_unnamed_year),
    _form(r"'(\d\d)", _read_year),
    _form(rf"{_SEASON}(?:,? of|,? o)?,? {_ANY_YEAR}(?:[/\-](?:20)?\d\d)?", _read_season),
    _form(rf"{_PART}(?: |-|'r )(?:in |yn )?(?:the )?(.+)", _read_part),
    _form(rf"{_WAS} (\d{{1,2}}){_OLD}?", _read_age),
    _form(rf"(?:aged?|ages|between ages|oed|at) (\d{{1,2}}) ?(?:-|to|or|i|neu|and) ?(\d{{1,2}}){_OLD}?", _read_ages),
    _form(rf"(?:aged?|yn|at) (\d{{1,3}}) ?{_SMALL}(?: old| oed)?", _read_small_age),
    _form(rf"(?:aged?|at) (\d{{1,3}}) ?(?:-|to|or) ?(\d{{1,3}}) ?{_SMALL}(?: old)?", _read_small_ages),
    _form(rf"yn (\d{{1,2}}){_OLD}", _read_age),
    _form(rf"({_SCHOOL}(?:(?<=[a-z. ])(\d{{1,2}}))?)", _read_school_year),
    _form(rf"({_SCHOOL}(?:(\d{{1,2}}))?),?(?: -)? \(?(?:in the )?{_TERM_OF}\)?", _read_term_of_school_year),
    _form(rf"{_TERM_OF},? (?:of |in |o )?({_SCHOOL}(?:(\d{{1,2}}))?)", _read_school_year_of_term),
    _form(
        r"(?:y|yr|year|years|yrs|blwyddyn|blynyddoedd|bl) ?(\d{1,2}) ?(?:-|/|&|to|and|or|a|i|neu) ?(\d{1,2})",
        _read_several_school_years,
    ),
    _form(
        rf"(?:(autumn|spring|summer) term|(?:tymor (?:yr |y |'r )?)(hydref|gwanwyn|haf)),? (?:of )?{_ANY_YEAR}",
        _read_term_of_year,
    ),
    _form(
        rf"(?:(autumn|spring|summer) term|(?:tymor (?:yr |y |'r )?)(hydref|gwanwyn"
        rf"|haf)),? (?:of )?{_YEAR}[/\-](?:20)?(\d\d)",
        _read_term_of_years,
    ),
    _form(
        rf"(?:(?:school|academic) year|blwyddyn (?:ysgol|academaidd)),? {_YEAR}[/\-](?:20)?(\d\d)",
        _read_years_of_school,
    ),
    _form(rf"(?:financial year|fy|tax year|blwyddyn ariannol),? {_YEAR}[/\-](?:20)?(\d\d)", _read_financial_year),
    _form(rf"{_HOLIDAY},? (?:of )?{_ANY_YEAR}", _read_holiday),
    _form(rf"(?:half[ \-]term,? (?:in )?|hanner tymor (?:mis )?){_MONTH} {_ANY_YEAR}", _read_half_term_of_month),
    _form(rf"{_NAMED_DAY},? {_ANY_YEAR}", _read_named_day),
    _form(r"(?:school holidays|gwyliau ysgol) (.+)", lambda match, known: _holidays_of(match[1], known)),
    _form(
        r"(?:covid )?(first|second|third) (?:covid )?lockdown|(?:y |yr )?cyfnod clo (cyntaf)|yr (ail) gyfnod clo"
        r"|y (trydydd) cyfnod clo|(?:covid )?lockdown (1|2|3|one|two|three)",
        _read_lockdown,
    ),
    _form(r"(?:the )?(?:covid )?fire-?break(?: lockdown)?|(?:y )?(?:cyfnod )?(?:atal byr|clo bach)", _read_firebreak),
    _form(r"(?:the )?(?:covid )?lockdowns?(?: (2020|2021))?", _read_some_lockdown),
    _form(r"(?:y )?cyfnod(?:au)? clo(?: (2020|2021))?", _read_some_lockdown),
    _form(r"(?:the )?(?:covid(?:-?19)?|pandemic|covid(?:-?19)? pandemic|y pandemig|pandemig)", _read_pandemic),
    _form(
        r"(?:at |his |her |their |ei |adeg ei |ei h)?(?:birth|born|genedigaeth|enedigaeth|ganwyd|geni|eni)", _read_birth
    ),
    _form(
        r"before (?:he was |she was |they were )?(?:birth|born)|in (?:the )?(?:womb|pregnancy|utero)|pregnancy|womb"
        r"|utero"
        r"|antenatal(?:ly)?|unborn|pre-?birth|cyn (?:ei |iddo gael ei |iddi gael ei )?(?:eni|geni)"
        r"|(?:yn y |y )?groth|(?:adeg |yn ystod )?(?:y )?(?:beichiogrwydd|beichiogi)|heb ei eni",
        _read_before_birth,
    ),
    _form(
        r"(?:the )?same (?:day|date|time|evening|night|morning|afternoon)(?: as (?:above|previous|row above))?"
        r"|(?:as|see) above|that (?:day|night|evening|morning|afternoon)|ditto|\"|''"
        r"|later (?:that|the same) (?:day|night|evening)|(?:yn ddiweddarach )?(?:yr )?un (?:diwrnod|dydd|noson|pryd"
        r"|bore|prynhawn)"
        r"|y (?:diwrnod|noson) (?:hwnnw|honno)|uchod|fel uchod",
        _read_same,
    ),
    _form(
        r"(?:the )?(?:next|following) (?:day|morning|night|evening)|(?:the )?day after|(?:y )?diwrnod (?:wedyn"
        r"|canlynol|nesaf)"
        r"|d?trannoeth|drannoeth|(?:y )?bore wedyn",
        _read_next_day,
    ),
    _form(
        r"(?:the )?(?:day|night|evening) before|(?:the )?previous (?:day|night)|(?:y )?(?:diwrnod|noson) (?:cynt"
        r"|flaenorol)",
        _read_day_before,
    ),
    _form(
        r"(?:that|(?:the )?same|the (?:next|following|previous)|following) (week|month|year)|the (week|month"
        r"|year) (?:before|after)",
        _read_same_stretch,
    ),
    _form(
        r"(?:yr |y )?un (wythnos|mis|flwyddyn)|yr (wythnos) honno|y (mis) hwnnw|y (flwyddyn) honno", _read_same_stretch
    ),
    _form(r"(?:yr |y )?(wythnos|mis|flwyddyn) (?:wedyn|ganlynol|canlynol|nesaf|cynt|flaenorol)", _read_same_stretch),
    _form(r"later (?:that|the same|in the) (week|month|year)", _read_later_that_stretch),
    _form(r"(?:soon|shortly|not long) after(?:wards)?(?: that)?|yn fuan wedyn|ychydig wedyn", _read_soon_after),
    _form(r"(?:a )?(deuddydd|tridiau|pythefnos|bythefnos|fortnight) " + _WAY + _THAT, _read_fixed_distance),
    _form(rf"{_COUNT} {_UNIT} {_WAY}{_THAT}", _read_distance),
    _form(rf"()(wythnos|mis|blwyddyn|flwyddyn) {_WAY}{_THAT}", _read_distance),
    _form(rf"(?:on )?{_WHOSE}(\d{{1,2}})(?:st|nd|rd|th|ain|fed|af)? ?{_BIRTHDAY}", _read_birthday),
    _form(rf"{_WHOSE}{_BIRTHDAY}(?: yn)? (\d{{1,2}})(?: oed)?", _read_birthday),
    _form(rf"{_WHOSE}{_BIRTHDAY},? {_YEAR}", _read_birthday_in_year),
    _form(r"(?:when (?:he|she|they) )?turn(?:ed|ing) (\d{1,2})", _read_birthday),
    _form(r"(?:had )?just (?:turned )(\d{1,2})|newydd droi'n (\d{1,2})", _read_just),
    _form(rf"(?:aged? )?(?:nearly|almost|coming up to|bron yn|bron) (\d{{1,2}}){_OLD}?", _read_nearly),
    _form(rf"(?:aged )?(?:under|less than|dan|llai na) (\d{{1,2}})(?:s|{_OLD})?", _read_under),
    _form(
        r"(?:aged?|at|yn) (\d{1,2}) ?(?:½|1/2|\.5|and a half|a hanner)(?: ?(?:years?|yrs?|y)?(?: old)?"
        r"| ?(?:mlwydd )?oed)",
        _read_half_age,
    ),
    _form(
        rf"(?:aged?|at|yn) (\d{{1,2}}) ?(?:{_YEARS},? ?(?:and |a )?|;)(\d{{1,2}}) ?(?:months?|mths?|m|mis)?(?: old"
        rf"| oed)?",
        _read_years_and_months,
    ),
    _form(r"at (\d{1,2}) ?(?:(?:weeks|wks)(?: pregnant|'? gestation)|/40)", _read_weeks_of_pregnancy),
    _form(_LIFE_WORDS, _read_stretch_of_life),
    _form(_STAGE, _read_stage),
    _form(_DECADE, _read_named_decade),
    _form(rf"q([1-4]),? {_YEAR}", lambda match, known: _quarter(match[1], match[2])),
    _form(rf"(?:the )?{_ORDINAL}()(?: full)? week (?:of|in) (.+)", _read_week_of_month),
    _form(
        rf"(?:yr |yn yr )?(?:{_ORDINAL} )?wythnos (?:{_ORDINAL} )?(?:o |yn )?((?:mis )?{_MONTH}.*)", _read_week_of_month
    ),
    _form(rf"(?:the )?{_ORDINAL}() half(?: of)?(?: the)? (.+)", _read_half),
    _form(rf"(?:yr )?(?:{_ORDINAL} )?hanner (?:{_ORDINAL} )?(?:o )?(.+)", _read_half),
    _form(
        rf"{_HOLIDAY}|{_SEASON}|{_NAMED_DAY}|half[ \-]term|hanner tymor|(?:the )?bank holiday|g[wŵ]yl y banc",
        _read_unnamed_year,
    ),
)


def _quarter(number: str, year: str) -> _Answer:
    """Q1 2014: January to March."""
    if not "1" <= number <= "4":
        return None
    first = 3 * int(number) - 2
    return _Found((date(int(year), first, 1), month_end(int(year), first + 2)), None, "part-year")


def _holidays_of(words: str, known: _Known) -> _Answer:
    """School holidays summer 2014."""
    match = re.fullmatch(rf"(?:in )?(summer|easter|christmas|haf|pasg|nadolig) {_ANY_YEAR}", words)
    names = {"summer": "summer holidays", "haf": "gwyliau haf"}
    if match is None:
        return None
    return _Found(HOLIDAYS[names.get(match[1], match[1])](_year(match[2], known)), None, "named", "about")


_AROUND: tuple[tuple[re.Pattern[str], _Around], ...] = (
    _edge(
        r"(?:ca?\. ?|ca? ?(?=\d{4}|')|(?:c|ca|circa|about|abt\.?|approx\.?|approximately|around|roughly|est\.?"
        r"|estimated|tua|tua'r"
        r"|oddeutu|o gwmpas(?: y| yr|'r)?|rhyw bryd tua|o amgylch) |~ ?)(.+)",
        _about,
    ),
    _edge(r"(.+?) ?(?:~|%|or so|\(?(?:approx\.?|approximately|about|tua)\)?|-ish|ish)", _about),
    _edge(
        r"(?:\?|maybe |possibly |perhaps |probably |poss\.? |prob\.? |(?:not sure|unsure)(?: -|,|:) ?|efallai "
        r"|o bosib(?:l)? |hwyrach "
        r"|mae'n debyg |yn ôl pob tebyg )(.+)",
        _uncertain,
    ),
    _edge(
        r"(.+?),? ?(?:\(\?\)|\?+|\(?(?:not sure|unsure|uncertain|to be confirmed|tbc|efallai|ansicr|ddim yn siŵr)\)?)",
        _uncertain,
    ),
    _edge(r"(?:just|shortly|soon|not long|ychydig|yn fuan) (?:before|cyn) ?(?:the |y |yr )?(.+)", _just_before),
    _edge(
        r"(?:just|shortly|soon|not long|ychydig|yn fuan) (?:after|ar ôl|wedi)(?:'r)? ?(?:the |y |yr )?(.+)", _just_after
    ),
    _edge(r"(?:not before|no earlier than|not earlier than|earliest|dim cynharach na|ddim cyn) (.+)", _not_before),
    _edge(r"(?:by|no later than|not later than|latest|erbyn|dim hwyrach na) (?:the )?(.+)", _by),
    _edge(
        r"(?:before|prior to|pre-?|cyn)(?: (?:he|she|they) (?:was|were)| ei (?:fod|bod) yn)? ?(?:the )?(.+)", _before
    ),
    _edge(
        r"(?:after|post-?|following|ar ôl|wedi)(?:'r)?(?: (?:he|she|they) (?:was|were)| ei (?:fod"
        r"|bod) yn)? ?(?:the )?(.+)",
        _after,
    ),
    _edge(
        r"(?:throughout|all of|all through|whole of|the whole of|drwy gydol|trwy gydol|gydol) (?:the )?(.+)",
        _throughout,
    ),
    _edge(
        r"(.+?),? ?(?:- ?|to |hyd |\()?(?:ongoing|present|to date|date|now|current|today|parhaus|heddiw|nawr|rŵan|hyn"
        r"|presennol|yn parhau|i'r presennol)\)?",
        _ongoing,
    ),
    _edge(r"(?:ongoing|parhaus|yn parhau)(?: (?:since|from|ers|o))? (.+)", _ongoing),
    _edge(
        r"(?:some ?time )?(?:between|rhwng) (?:the )?(?:ages of |aged? |oed )?(\d{1,2}) ?(?:and|&|a|ac|-"
        r"|to) ?(\d{1,2})(?: oed| years old)?",
        _ages_between,
    ),
    _edge(r"(?:from|o) (.+)", _from_to),
    _edge(
        r"(?:from|since|ers|o|o'i)(?: (?:he|she|they) (?:was|were)| ei (?:fod|bod) yn)? (?:the )?(.+?) ?(?:onwards?"
        r"|on|ymlaen|→|\+|-)?",
        _since,
    ),
    _edge(r"(.+?) ?(?:onwards?|on|ymlaen|→|\+|-)", _since),
    _edge(
        r"(?:until|till?|up to|up until|to|hyd nes|hyd at|hyd|tan|nes|→|-)(?: (?:he|she|they) (?:was|were)"
        r"| ei (?:fod|bod) yn)? ?(.+)",
        _until,
    ),
    _edge(r"(?:some ?time )?(?:between|rhwng) (.+?) (?:and|&|a|ac) (.+)", _between),
    _edge(r"(?:either |naill ai )?(.+?) (?:or|neu) (.+)", _between),
    _edge(r"(?:some ?time in|rywbryd yn|rhywbryd yn|rywbryd ym mis|most of|rhan fwyaf) (.+)", _itself),
    _edge(
        r"(?:(?:yr )?wythnos yn dechrau|w/c|wc|w/b|wb|w/d|week commencing|week beginning|week starting|week of|week"
        r"|wythnos) (.+)",
        _week,
    ),
    _edge(r"(?:week ending|week ended|w/e|we|wythnos yn gorffen) (.+)", _week_ending),
    _edge(r"(?:the )?(?:weekend of|weekend|w/end|penwythnos) (.+)", _weekend),
    _edge(
        r"(?:the )?(?:(?:early hours|night|evening|morning|afternoon|late evening) of|night|overnight|overnight on"
        r"|evening|morning|afternoon|noson|nos|bore|prynhawn|oriau mân)(?: on)? (.+)",
        _itself,
    ),
    _edge(r".+(?:,|;| and | & ).+", _listed),
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
        return month_end(year, month) + timedelta(1)


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
