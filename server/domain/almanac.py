"""The days that people name instead of dates: feasts, holidays, half terms, terms, lockdowns.

Every function takes a year and gives the first and last day that the words allow. A name that is no exact stretch of
days ("Christmas", "half term") is given generously, and whoever reads it says `about`. Dates are those of Wales, which
England shares but for half terms and the lockdowns after the first.

Sources: the Gregorian computus (Easter); the tabular Islamic calendar (Ramadan, Eid: the moon may differ by a day or
two); school terms of Welsh and English councils, which differ by weeks at most; the coronavirus restrictions of the
Welsh Government.

Read by: moments.py.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final

Days = tuple[date, date]
"""First and last day."""


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year + (month == 12), month % 12 + 1, 1) - timedelta(1)


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


def season(year: int, number: int) -> Days:
    """Meteorological seasons, 0 spring to 3 winter: spring from March; winter runs into the next year."""
    first = 3 + 3 * number
    return date(year, first, 1), month_end(year + 1, 2) if number == 3 else month_end(year, first + 2)


def term(year: int, number: int) -> Days:
    """A term of the school year that began in `year`: 0 autumn, 1 spring, 2 summer."""
    spring = year + 1
    return (
        (date(year, 9, 1), date(year, 12, 31)),
        (date(spring, 1, 1), easter(spring) - timedelta(4)),
        (easter(spring) + timedelta(8), date(spring, 7, 20)),
    )[number]


def _christmas(year: int) -> Days:
    return date(year, 12, 18), date(year + 1, 1, 5)


def _easter_days(year: int) -> Days:
    return easter(year) - timedelta(9), easter(year) + timedelta(8)


def _summer_holidays(year: int) -> Days:
    return date(year, 7, 22), date(year, 8, 31)


def _new_year(year: int) -> Days:
    return date(year - 1, 12, 31), date(year, 1, 2)


def _autumn_half_term(year: int) -> Days:
    return date(year, 10, 20), date(year, 11, 5)


def _spring_half_term(year: int) -> Days:
    return date(year, 2, 10), date(year, 3, 1)


def _summer_half_term(year: int) -> Days:
    """The week that begins with the late May bank holiday, from Saturday to Sunday."""
    monday = last_monday(year, 5)
    return monday - timedelta(2), monday + timedelta(6)


def _islamic(year: int, day_of_year: int) -> date | None:
    """The first day in a year that is so many days into an Islamic year; None where there is none."""
    for lunar in range((year - 622) * 33 // 32 - 1, (year - 622) * 33 // 32 + 3):
        first = date.fromordinal((11 * lunar + 3) // 30 + 354 * lunar + 226897 + day_of_year)
        if first.year == year:
            return first
    return None


def _whole(year: int) -> Days:
    return date(year, 1, 1), date(year, 12, 31)


def _ramadan(year: int) -> Days:
    first = _islamic(year, 0)
    return (first, first + timedelta(29)) if first else _whole(year)


def _eid_al_fitr(year: int) -> Days:
    first = _islamic(year, 30)
    return (first - timedelta(1), first + timedelta(2)) if first else _whole(year)


def _eid_al_adha(year: int) -> Days:
    first = _islamic(year, 98)
    return (first - timedelta(1), first + timedelta(3)) if first else _whole(year)


def last_monday(year: int, month: int) -> date:
    """The last Monday of a month."""
    last = month_end(year, month)
    return last - timedelta(last.weekday())


def first_monday(year: int, month: int) -> date:
    """The first Monday of a month."""
    first = date(year, month, 1)
    return first + timedelta(-first.weekday() % 7)


def third_sunday(year: int, month: int) -> date:
    """The third Sunday of a month."""
    first = date(year, month, 1)
    return first + timedelta((6 - first.weekday()) % 7 + 14)


HOLIDAYS: Final[Mapping[str, Callable[[int], Days]]] = {
    # What people call a stretch of days that has no exact edges, in English and Welsh.
    **dict.fromkeys(
        (
            *("christmas", "xmas", "x-mas", "nadolig", "christmas time", "christmas holidays", "xmas holidays"),
            *("christmas hols", "xmas hols", "christmas break", "gwyliau nadolig", "gwyliau'r nadolig"),
        ),
        _christmas,
    ),
    **dict.fromkeys(
        (
            *("easter", "pasg", "easter time", "easter holidays", "easter holiday", "easter hols", "easter break"),
            *("gwyliau'r pasg", "gwyliau pasg"),
        ),
        _easter_days,
    ),
    **dict.fromkeys(
        (
            *("summer hols", "summer holidays", "summer holiday", "school summer holidays", "summer break"),
            *("six weeks holiday", "six weeks holidays", "six week holiday", "6 weeks holiday", "6 weeks holidays"),
            *("gwyliau haf", "gwyliau'r haf", "gwyliau ysgol yr haf"),
        ),
        _summer_holidays,
    ),
    **dict.fromkeys(
        (
            *("autumn half term", "october half term", "oct half term", "hanner tymor yr hydref"),
            *("hanner tymor hydref", "hanner tymor mis hydref"),
        ),
        _autumn_half_term,
    ),
    **dict.fromkeys(
        (
            *("spring half term", "february half term", "feb half term", "hanner tymor y gwanwyn"),
            *("hanner tymor gwanwyn", "hanner tymor chwefror", "hanner tymor mis chwefror"),
        ),
        _spring_half_term,
    ),
    **dict.fromkeys(
        (
            *("summer half term", "may half term", "whitsun half term", "whitsun", "whitsun holidays", "sulgwyn"),
            *("hanner tymor yr haf", "hanner tymor haf", "hanner tymor mai", "hanner tymor y sulgwyn"),
            *("gwyliau'r sulgwyn",),
        ),
        _summer_half_term,
    ),
    **dict.fromkeys(("ramadan", "ramadân", "ramadhan"), _ramadan),
    **dict.fromkeys(("eid al-fitr", "eid ul-fitr", "eid al fitr", "eid ul fitr"), _eid_al_fitr),
    **dict.fromkeys(("eid al-adha", "eid ul-adha", "eid al adha", "eid ul adha"), _eid_al_adha),
    **dict.fromkeys(("new year", "flwyddyn newydd", "blwyddyn newydd"), _new_year),
}

NAMED_DAYS: Final[Mapping[str, Callable[[int], date]]] = {
    # What people call one day of a year, in English and Welsh.
    **dict.fromkeys(("christmas day", "xmas day", "dydd nadolig"), lambda year: date(year, 12, 25)),
    **dict.fromkeys(("christmas eve", "xmas eve", "noswyl nadolig", "noswyl y nadolig"), lambda y: date(y, 12, 24)),
    **dict.fromkeys(("boxing day", "gwyl san steffan", "gŵyl san steffan"), lambda year: date(year, 12, 26)),
    **dict.fromkeys(("new year's eve", "new years eve", "nos galan"), lambda year: date(year, 12, 31)),
    **dict.fromkeys(("new year's day", "new years day", "dydd calan", "calan"), lambda year: date(year, 1, 1)),
    **dict.fromkeys(
        (
            *("st david's day", "st davids day", "dydd gwyl dewi", "dydd gŵyl dewi", "gwyl dewi", "gŵyl dewi"),
            *("gŵyl ddewi", "gwyl ddewi"),
        ),
        lambda year: date(year, 3, 1),
    ),
    **dict.fromkeys(("valentine's day", "valentines day", "dydd san ffolant"), lambda year: date(year, 2, 14)),
    **dict.fromkeys(("halloween", "hallowe'en", "nos calan gaeaf", "noson calan gaeaf"), lambda y: date(y, 10, 31)),
    **dict.fromkeys(("all saints' day", "all saints day", "calan gaeaf"), lambda year: date(year, 11, 1)),
    **dict.fromkeys(
        ("bonfire night", "guy fawkes", "guy fawkes night", "noson tân gwyllt", "noson guto ffowc"),
        lambda year: date(year, 11, 5),
    ),
    **dict.fromkeys(("good friday", "dydd gwener y groglith", "gwener y groglith"), lambda y: easter(y) - timedelta(2)),
    **dict.fromkeys(("easter sunday", "easter day", "sul y pasg", "dydd sul y pasg"), easter),
    **dict.fromkeys(("easter monday", "llun y pasg", "dydd llun y pasg"), lambda year: easter(year) + timedelta(1)),
    **dict.fromkeys(
        ("pentecost", "whit sunday", "y pentecost", "y sulgwyn"), lambda year: easter(year) + timedelta(49)
    ),
    **dict.fromkeys(("shrove tuesday", "pancake day", "dydd mawrth ynyd"), lambda year: easter(year) - timedelta(47)),
    **dict.fromkeys(
        ("mother's day", "mothers day", "mothering sunday", "sul y mamau"), lambda year: easter(year) - timedelta(21)
    ),
    **dict.fromkeys(("father's day", "fathers day", "sul y tadau"), lambda year: third_sunday(year, 6)),
    **dict.fromkeys(("may day", "calan mai", "may bank holiday"), lambda year: first_monday(year, 5)),
    **dict.fromkeys(("spring bank holiday", "gwyl y banc y gwanwyn"), lambda year: last_monday(year, 5)),
    **dict.fromkeys(
        ("august bank holiday", "summer bank holiday", "gŵyl banc awst", "gŵyl y banc awst"),
        lambda year: last_monday(year, 8),
    ),
}

LOCKDOWNS: Final[Mapping[str, Days]] = {
    # Wales: 23 March 2020 to the end of the stay-local rule; the firebreak; 20 December 2020 to 12 March 2021.
    "first": (date(2020, 3, 23), date(2020, 7, 3)),
    "second": (date(2020, 10, 23), date(2020, 11, 9)),
    "third": (date(2020, 12, 20), date(2021, 3, 12)),
}
PANDEMIC: Final[Days] = (date(2020, 3, 11), date(2023, 5, 5))
"""From the day on which the World Health Organization spoke of a pandemic to the end of its emergency."""
