"""Dates of GEDCOM and moments: the grammar of dates of 5.5.1 (ged4py reads it) and of 7.0 (gedcom7 reads it).

    ABT, EST, CAL  -> about, and the words say which        BEF, AFT       -> before, after
    BET x AND y    -> one point within                      FROM x TO y    -> a stretch; either side may be open
    INT x (words)  -> x, and the words are the moment's     (words), PHRASE -> the words, read as anybody's
    1699/00        -> the year as it is counted now         30 FEB 1980    -> the days around it, invalid

E1  The words of the file stay; a phrase stands before the date that interprets it.
E2  B.C., other calendars and years beyond 9999 have no dates here: their words are kept as unread, and it is said.
E3  A date that no version of GEDCOM allows ("14/02/2011", "c. 1890") is read as people write, day first, and it is
    said.
E4  Written and read again, a moment is equal: what the date cannot say stands beside it as JSON (`_MOMENT`).
"""

import json
import re
from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

from ged4py.date import DateValue, DateValueTypes
from gedcom7 import cast, types

from server.domain.moments import Moment, Pair, clean
from server.domain.moments import read as read_words
from server.interchange.gedcomlines import Structure

CALENDAR: Final = "gedcom_other_calendar"
NOT_GEDCOM: Final = "gedcom_date_in_words"
NO_SUCH_DAY: Final = "no_such_day"
NOT_READ: Final = "date_not_understood"

_MONTHS: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DATE_TYPE: Final = "https://gedcom.io/terms/v7/DATE"
_LONGEST: Final = 120
"""Characters; no date of the grammar is longer, whatever is in its phrase."""


def moment_at(structure: Structure | None, *, seven: bool, language: str) -> tuple[Moment | None, str]:
    """The moment of a DATE structure, and why it is doubtful ("" or one of the keys above). What is read is taken."""
    if structure is None:
        return None, ""
    exact = structure.take("_MOMENT")
    phrase = structure.take_words("PHRASE", "_PHRASE")
    time = structure.take_words("TIME")
    if exact:
        moment = _exact(exact[0].value, phrase or structure.value)
        if moment is not None:
            return moment, ""
    words = clean(f"{structure.value} {time}".strip() if time else structure.value).strip()
    if not words and not phrase:
        return None, ""
    moment, reason = _read(words, seven, language) if words else (Moment(""), "")
    if not phrase:
        return moment, reason
    return _in_words(moment, clean(phrase), language), reason


def _exact(value: str, words: str) -> Moment | None:
    try:
        told = json.loads(value)
    except (ValueError, RecursionError):
        return None
    return Moment.from_json({"text": words, **told}) if isinstance(told, dict) else None


def _in_words(moment: Moment, phrase: str, language: str) -> Moment:
    """A moment whose words are a phrase: read from the phrase where that comes to the same days."""
    said = read_words(phrase, language=language, born=None, after=None)
    if moment.start is None or (said.start, said.end) == (moment.start, moment.end):
        return said
    return Moment(phrase, moment.start, moment.end, moment.precision, moment.qualifier)


@lru_cache(maxsize=8192)
def _read(words: str, seven: bool, language: str) -> tuple[Moment, str]:
    said = _usual(" ".join(words.upper().split()))
    if len(words) > _LONGEST and not said.startswith(("INT ", "(")):
        return Moment(words), NOT_READ
    grammars = (_five,) if len(words) > _LONGEST else (_seven, _five) if seven else (_five, _seven)
    for found in grammars:
        answer = found(said, words, language)
        if answer is not None:
            return answer
    free = read_words(words.strip("<>[] "), language=language, born=None, after=None)
    if free.precision == "unknown":
        return Moment(words, None, None, "unknown", "unknown"), ""
    if free.start is None:
        return Moment(words), NOT_READ
    return replace(free, text=words), NOT_GEDCOM


_WORDS: Final = {
    **{name: name[:3] for name in (
        "JANUARY FEBRUARY MARCH APRIL JUNE JULY AUGUST SEPTEMBER SEPT OCTOBER NOVEMBER DECEMBER".split()
    )},
    **dict.fromkeys(("ABOUT", "ABT.", "CIRCA", "CA", "CA.", "C."), "ABT"),
    **dict.fromkeys(("BEFORE", "BEF."), "BEF"), **dict.fromkeys(("AFTER", "AFT."), "AFT"),
    **dict.fromkeys(("BETWEEN", "BET."), "BET"), "EST.": "EST", "CAL.": "CAL", "&": "AND",
    **{f"{name}.": name for name in _MONTHS},
}  # fmt: skip
"""What programs write where the grammar has a shorter word that means the same."""
_DUAL: Final = re.compile(r"(.*\b(?:JAN|FEB|MAR) )(\d{3,4})-(\d{3,4})")


def _usual(said: str) -> str:
    """A date in the words of the grammar; "15 JAN 1477-1478" is one day of a dual year."""
    if said.startswith(("INT ", "(", "@")):
        return said
    plain = " ".join(_WORDS.get(word, word) for word in said.split())
    dual = _DUAL.fullmatch(plain)
    if dual and int(dual[3]) == int(dual[2]) + 1:
        return f"{dual[1]}{dual[2]}/{int(dual[3]) % 100:02}"
    return plain


# --- the two grammars -----------------------------------------------------------------------------


class _Elsewhere(Exception):
    """A date of another calendar, or one that no calendar of ours reaches (E2)."""


class _Unlike(Exception):
    """Not a date of this grammar."""


def _five(said: str, words: str, language: str) -> tuple[Moment, str] | None:
    """A date of GEDCOM 5.5.1; None where it is none."""
    try:
        value: Any = DateValue.parse(said)
    except ValueError:  # a number of thousands of digits
        return None
    kind = value.kind
    if kind is DateValueTypes.PHRASE:
        if not words.startswith("("):
            return None
        phrase = words.removeprefix("(").removesuffix(")").strip()
        return read_words(phrase, language=language, born=None, after=None), ""
    try:
        if kind is DateValueTypes.INTERPRETED:
            moment, reason = _one(words, _days_five(value.date))
            phrase = words[words.index("(") + 1 :].removesuffix(")").strip()
            return _in_words(moment, phrase, language) if phrase else moment, reason
        if kind in (DateValueTypes.RANGE, DateValueTypes.PERIOD):
            pairs = _days_five(value.date1), _days_five(value.date2)
            return _two(words, *pairs, period=kind is DateValueTypes.PERIOD)
        days = _days_five(value.date)
    except _Elsewhere:
        return Moment(words), CALENDAR
    except _Unlike:
        return None
    return _sided(words, days, kind.value)


def _days_five(day: Any) -> tuple[Pair, str, bool]:
    if day.bc or day.calendar.value != "GREGORIAN":
        raise _Elsewhere
    return _days(day.dual_year or day.year, day.month, day.day)


def _seven(said: str, words: str, language: str) -> tuple[Moment, str] | None:
    """A date of GEDCOM 7; None where it is none."""
    try:
        value = cast.cast_value(said, _DATE_TYPE)
        if isinstance(value, types.DateApprox):
            return _sided(words, _days_seven(value.date), "ABOUT")
        if isinstance(value, types.DateRange) and value.start and value.end:
            return _two(words, _days_seven(value.start), _days_seven(value.end), period=False)
        if isinstance(value, types.DateRange):
            side = value.start or value.end
            return _sided(words, _days_seven(side), "AFTER" if value.start else "BEFORE") if side else None
        if isinstance(value, types.DatePeriod) and value.from_ and value.to:
            return _two(words, _days_seven(value.from_), _days_seven(value.to), period=True)
        if isinstance(value, types.DatePeriod):
            side = value.from_ or value.to
            return _sided(words, _days_seven(side), "FROM" if value.from_ else "TO") if side else None
        return _one(words, _days_seven(value)) if isinstance(value, types.Date) else None
    except _Elsewhere:
        return Moment(words), CALENDAR
    except (_Unlike, ValueError):
        return None


def _days_seven(day: types.Date) -> tuple[Pair, str, bool]:
    if day.epoch or day.calendar not in (None, "GREGORIAN"):
        raise _Elsewhere
    return _days(day.year or 0, day.month, day.day)


def _days(year: int, month: str | None, day: int | None) -> tuple[Pair, str, bool]:
    """The days that a date may mean, how finely it is known, and whether there is such a day."""
    if not 1 <= year <= 9998:
        raise _Elsewhere
    if month is None:
        return (date(year, 1, 1), date(year, 12, 31)), "year", True
    if month not in _MONTHS:
        raise _Unlike
    number = _MONTHS.index(month) + 1
    last = date(year, number, monthrange(year, number)[1])
    if day is None:
        return (last.replace(day=1), last), "month", True
    if 1 <= day <= last.day:
        return (last.replace(day=day), last.replace(day=day)), "day", True
    if day > 31 or day < 1:
        raise _Unlike
    return (last, last + timedelta(1)), "day", False


def _one(words: str, days: tuple[Pair, str, bool], qualifier: str = "") -> tuple[Moment, str]:
    pair, precision, real = days
    return Moment(words, pair, None, precision, qualifier if real else "invalid"), "" if real else NO_SUCH_DAY


def _sided(words: str, days: tuple[Pair, str, bool], kind: str) -> tuple[Moment, str]:
    (first, last), _, real = days
    reason = "" if real else NO_SUCH_DAY
    if first is None or last is None:
        return Moment(words), NOT_READ
    if kind == "BEFORE":
        if first == date.min:
            return Moment(words), NOT_READ
        return Moment(words, (None, first - timedelta(1)), None, "before", "before"), reason
    if kind == "AFTER":
        return Moment(words, (last + timedelta(1), None), None, "after", "after"), reason
    if kind == "FROM":
        return Moment(words, (first, last), (None, None), "open", "since"), reason
    if kind == "TO":
        return Moment(words, (None, None), (first, last), "open", "until"), reason
    return _one(words, days, "about" if kind in ("ABOUT", "CALCULATED", "ESTIMATED") else "")


def _two(words: str, one: tuple[Pair, str, bool], two: tuple[Pair, str, bool], *, period: bool) -> tuple[Moment, str]:
    first, last = one[0][0], two[0][1]
    if first is None or last is None or first > last:
        return Moment(words), "date_ends_first"
    reason = "" if one[2] and two[2] else NO_SUCH_DAY
    if period:
        return Moment(words, one[0], two[0], "range"), reason
    return Moment(words, (first, last), None, "range"), reason


# --- a moment as a date ---------------------------------------------------------------------------


def put_moment(under: Structure, moment: Moment | None, *, seven: bool, language: str) -> None:
    """Puts a DATE below a structure that comes to the same moment when it is read (E4); none for no moment."""
    if moment is None:
        return
    said = _said(moment)
    words = moment.text
    dated = under.add("DATE", said)
    if words != said and words.strip() == words and words:
        if seven:
            dated.add("PHRASE", words)
        elif not said and "(" not in words and ")" not in words:
            dated.value = f"({words})"
        elif said[:1].isdigit() or said[:3] in _MONTHS:
            dated.value = f"INT {said} ({words})"
        else:
            dated.add("_PHRASE", words)
    if _comes_back(dated, seven, language) != moment:
        told = moment.to_json()
        dated.children = [child for child in dated.children if child.tag not in ("PHRASE", "_PHRASE")]
        dated.value = said
        if seven and words:
            dated.add("PHRASE", words)
        dated.add("_MOMENT", json.dumps(told, ensure_ascii=False, separators=(",", ":")))


def _comes_back(dated: Structure, seven: bool, language: str) -> Moment | None:
    copy = Structure(dated.tag, dated.value)
    copy.children = [Structure(child.tag, child.value) for child in dated.children]
    return moment_at(copy, seven=seven, language=language)[0]


def _said(moment: Moment) -> str:
    """The date as both versions of GEDCOM write it; "" where there is none to write."""
    start, end = moment.start, moment.end
    if start is None:
        return ""
    if end is None:
        first, last = start
        if first is None or last is None:
            return _side(first, last)
        whole = _whole(first, last)
        if whole and moment.qualifier == "about":
            return f"ABT {whole}"
        return whole or f"BET {_whole(first, first)} AND {_whole(last, last)}"
    one, two = _rough(start, 0), _rough(end, 1)
    if one and two:
        return f"FROM {one} TO {two}"
    return f"FROM {one}" if one else f"TO {two}" if two else ""


def _side(first: date | None, last: date | None) -> str:
    if last is not None and last < date.max:
        return f"BEF {_begins(last + timedelta(1))}"
    if first is not None and first > date.min:
        return f"AFT {_ends(first - timedelta(1))}"
    return ""


def _whole(first: date, last: date) -> str:
    """A day, a month or a year; "" for other stretches."""
    month = f"{_MONTHS[first.month - 1]} {first.year}"
    if first == last:
        return f"{first.day} {month}"
    if first.day == 1 and last == first.replace(day=monthrange(first.year, first.month)[1]):
        return month
    return str(first.year) if (first, last) == (date(first.year, 1, 1), date(first.year, 12, 31)) else ""


def _begins(day: date) -> str:
    """The shortest date that begins on a day."""
    if day.day > 1:
        return _whole(day, day)
    return str(day.year) if day.month == 1 else f"{_MONTHS[day.month - 1]} {day.year}"


def _ends(day: date) -> str:
    """The shortest date that ends on a day."""
    if day.day < monthrange(day.year, day.month)[1]:
        return _whole(day, day)
    return str(day.year) if day.month == 12 else f"{_MONTHS[day.month - 1]} {day.year}"


def _rough(pair: Pair, side: int) -> str:
    """One side of a stretch: what it may be where a date can say that, else its outer day."""
    first, last = pair
    if first is not None and last is not None:
        return _whole(first, last) or _whole(pair[side] or first, pair[side] or first)
    day = first or last
    return _whole(day, day) if day else ""
