"""The days that people name instead of dates."""

import itertools
from datetime import date

import pytest

from server.domain.almanac import HOLIDAYS, LOCKDOWNS, NAMED_DAYS, easter, season, term


def test_easter_is_where_the_almanac_says() -> None:
    assert [easter(year) for year in (2014, 2021, 2022, 2023, 2038)] == [
        date(2014, 4, 20), date(2021, 4, 4), date(2022, 4, 17), date(2023, 4, 9), date(2038, 4, 25),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "on"),
    [
        ("good friday", date(2019, 4, 19)),
        ("dydd gwener y groglith", date(2019, 4, 19)),
        ("easter monday", date(2019, 4, 22)),
        ("mother's day", date(2019, 3, 31)),
        ("sul y tadau", date(2019, 6, 16)),
        ("shrove tuesday", date(2019, 3, 5)),
        ("pentecost", date(2019, 6, 9)),
        ("may day", date(2019, 5, 6)),
        ("august bank holiday", date(2019, 8, 26)),
        ("dydd gŵyl dewi", date(2019, 3, 1)),
        ("nos galan", date(2019, 12, 31)),
        ("noson tân gwyllt", date(2019, 11, 5)),
    ],
)
def test_a_named_day_is_where_the_calendar_of_2019_had_it(name: str, on: date) -> None:
    assert NAMED_DAYS[name](2019) == on


@pytest.mark.parametrize(
    ("name", "year", "fell"),
    [
        # The days as they were kept in Britain; the tabular calendar may be a day or two away.
        ("ramadan", 2012, date(2012, 7, 20)),
        ("ramadan", 2024, date(2024, 3, 11)),
        ("eid al-fitr", 2019, date(2019, 6, 4)),
        ("eid al-fitr", 2020, date(2020, 5, 24)),
        ("eid al-fitr", 2023, date(2023, 4, 21)),
        ("eid al-adha", 2019, date(2019, 8, 11)),
        ("eid al-adha", 2020, date(2020, 7, 31)),
    ],
)
def test_islamic_feasts_fall_within_their_stretch(name: str, year: int, fell: date) -> None:
    first, last = HOLIDAYS[name](year)
    assert first <= fell <= last


@pytest.mark.parametrize(
    ("name", "monday"),
    [
        # Half terms of Welsh schools as councils published them, the Monday of each.
        ("autumn half term", date(2018, 10, 29)),
        ("autumn half term", date(2021, 10, 25)),
        ("hanner tymor yr hydref", date(2023, 10, 30)),
        ("spring half term", date(2019, 2, 25)),
        ("spring half term", date(2020, 2, 17)),
        ("hanner tymor y gwanwyn", date(2024, 2, 12)),
        ("whitsun", date(2019, 5, 27)),
        ("sulgwyn", date(2023, 5, 29)),
    ],
)
def test_a_half_term_lies_within_its_stretch(name: str, monday: date) -> None:
    first, last = HOLIDAYS[name](monday.year)
    assert first <= monday and date.fromordinal(monday.toordinal() + 4) <= last


def test_every_name_gives_days_in_order_in_every_year_that_people_live() -> None:
    for year in range(1900, 2100):
        for name, days in HOLIDAYS.items():
            first, last = days(year)
            assert first <= last and (last - first).days <= 60, (name, year)
            assert year in (first.year, last.year), (name, year)
        assert all(on(year).year == year for on in NAMED_DAYS.values())


def test_terms_and_seasons_follow_one_another() -> None:
    for year in range(1990, 2050):
        terms = [term(year, number) for number in range(3)]
        assert terms[0][0] == date(year, 9, 1) and terms[2][1] == date(year + 1, 7, 20)
        assert terms[0][1] < terms[1][0] < terms[1][1] < easter(year + 1) < terms[2][0]
        seasons = [season(year, number) for number in range(4)]
        assert all(one[1].toordinal() + 1 == two[0].toordinal() for one, two in itertools.pairwise(seasons))


def test_the_lockdowns_are_those_of_wales_in_their_order() -> None:
    days = [day for pair in LOCKDOWNS.values() for day in pair]
    assert days == sorted(days) and days[0] == date(2020, 3, 23)
