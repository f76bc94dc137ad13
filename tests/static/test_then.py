"""The family on a day (D1 to D5), and the rules of ages as properties: vague dates, 29 February, dead, unborn."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.domain.formulation import from_plain, to_plain
from server.domain.moments import age_on
from tests.static.conftest import Script

WHO, HER, HIM, THEM, HERE = (letter * 21 + "A" for letter in "wherx")
DAYS = st.dates(date(1900, 1, 1), date(2035, 12, 31))
SPANS = st.sampled_from([0, 0, 27, 364, 1500])
ORDER = {"not_born": 0, "possibly_born": 1, "birth_unknown": 1, "alive": 2, "possibly_dead": 3, "dead": 4}
quickly = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def moment(first: date | None, last: date | None) -> dict[str, Any]:
    start = [first.isoformat() if first else None, last.isoformat() if last else None]
    return {"text": f"{first} to {last}", "start": start, "end": None, "precision": "range", "qualifier": ""}


def whole(**collections: Any) -> Any:
    return to_plain(from_plain(collections)[0])


def on(script: Script, plain: Any, day: date) -> Any:
    return script.call("familyAt", plain, day.isoformat())


def state(script: Script, person: dict[str, Any], day: date) -> tuple[str, str]:
    told = script.value_of("familyOn", whole(people={WHO: person}), day.isoformat())
    return told["people"][WHO]["state"], told["people"][WHO]["age"]


@st.composite
def lives(draw: st.DrawFn) -> dict[str, Any]:
    """Somebody born within days that are known, and perhaps dead within some."""
    born = draw(DAYS)
    latest = born + timedelta(days=draw(SPANS))
    person: dict[str, Any] = {"name": "Sam", "born": moment(born, latest)}
    if draw(st.booleans()):
        died = latest + timedelta(days=draw(st.integers(0, 36_000)))
        person["died"] = moment(died, died + timedelta(days=draw(SPANS)))
    return person


@quickly
@given(lives(), DAYS, st.integers(0, 20_000))
def test_a_life_never_goes_back(script: Script, person: dict[str, Any], day: date, later: int) -> None:
    first, _ = state(script, person, day)
    second, _ = state(script, person, min(day + timedelta(days=later), date(2090, 1, 1)))
    assert ORDER[first] <= ORDER[second]


@quickly
@given(lives(), DAYS)
def test_an_age_is_the_latest_and_the_earliest_birth_and_never_out_of_nothing(
    script: Script, person: dict[str, Any], day: date
) -> None:
    """D1, D5"""
    told, age = state(script, person, day)
    if told == "not_born":
        assert age == ""
        return
    low, _, high = age.partition("–")
    assert int(low) <= int(high or low)
    if told in ("alive", "possibly_born"):
        born, latest = (date.fromisoformat(each) for each in person["born"]["start"])
        oldest, youngest = age_on(born, day), age_on(latest, day)
        assert oldest is not None
        assert (int(low), int(high or low)) == (youngest.years if youngest else 0, oldest.years)


@pytest.mark.parametrize(
    ("day", "age"), [("2013-02-28", "0"), ("2013-03-01", "1"), ("2016-02-28", "3"), ("2016-02-29", "4")]
)
def test_a_birthday_of_29_february_is_1_march_in_common_years(script: Script, day: str, age: str) -> None:
    leap = date(2012, 2, 29)
    assert state(script, {"born": moment(leap, leap)}, date.fromisoformat(day)) == ("alive", age)


def test_what_nobody_knows_is_blank_and_never_nought(script: Script) -> None:
    """D5"""
    assert state(script, {"name": "Huw"}, date(2020, 1, 1)) == ("birth_unknown", "")
    unread = {"text": "ages ago", "start": None, "end": None, "precision": "unread", "qualifier": ""}
    assert state(script, {"born": unread}, date(2020, 1, 1)) == ("birth_unknown", "")
    assert state(script, {"died": unread}, date(2020, 1, 1)) == ("dead", "")
    assert state(script, {"born": moment(None, date(1960, 1, 1))}, date(2020, 1, 1)) == ("alive", "")


def test_a_pregnancy_is_there_between_conception_and_the_day_that_was_due(script: Script) -> None:
    due = {"kind": "pregnancy", "born": moment(date(2020, 10, 1), date(2020, 10, 1))}
    assert {state(script, due, date(2020, month, 20))[0] for month in range(1, 11)} == {"pregnancy"}
    assert state(script, due, date(2019, 12, 1))[0] == "later"


def test_a_loss_has_come_or_not(script: Script) -> None:
    loss = {"kind": "miscarriage", "died": moment(date(2013, 3, 1), date(2013, 5, 31))}
    assert [state(script, loss, day)[0] for day in (date(2013, 2, 1), date(2013, 4, 1), date(2014, 1, 1))] == [
        "later",
        "lost",
        "lost",
    ]


@quickly
@given(DAYS, SPANS, st.integers(0, 5_000), SPANS, DAYS)
def test_a_home_holds_who_lives_there_on_that_day_and_nobody_dead_or_unborn(
    script: Script, began: date, vague: int, long: int, end_vague: int, day: date
) -> None:
    """D1 to D3"""
    moved_in, sure_in = began, began + timedelta(days=vague)
    moved_out = sure_in + timedelta(days=long)
    sure_out = moved_out + timedelta(days=end_vague)
    stay = {"household": HERE, "person": WHO, "began": moment(moved_in, sure_in), "ended": moment(moved_out, sure_out)}
    ghost = {**stay, "person": HIM}
    plain = whole(
        people={WHO: {"name": "Sam"}, HIM: {"name": "Idris", "died": moment(date(1850, 1, 1), date(1850, 1, 1))}},
        households={HERE: {"name": "Nan's"}},
        stays={HER: stay, THEM: ghost},
    )
    (home,) = on(script, plain, day)["households"] or [None]
    expected = "out" if day < moved_in or day >= sure_out else "sure" if sure_in <= day < moved_out else "perhaps"
    found = "out" if home is None else "sure" if home["state"] == "current" else "perhaps"
    assert found == expected
    assert home is None or HIM not in str(home)


def test_on_the_day_of_a_move_only_the_new_home_stands(script: Script) -> None:
    """D2"""
    day = date(2018, 6, 19)
    moved = moment(day, day)
    plain = whole(
        people={WHO: {"name": "Sam"}},
        households={HERE: {"name": "old"}, THEM: {"name": "new"}},
        stays={
            HER: {"household": HERE, "person": WHO, "ended": moved},
            HIM: {"household": THEM, "person": WHO, "began": moved},
        },
    )
    assert [home["name"] for home in on(script, plain, day)["households"]] == ["new"]
    assert [home["name"] for home in on(script, plain, day - timedelta(days=1))["households"]] == ["old"]


def year(number: int) -> dict[str, Any]:
    return {**moment(date(number, 1, 1), date(number, 12, 31)), "text": str(number), "precision": "year"}


def test_a_couple_has_a_course(script: Script) -> None:
    """Together 1990, married 1993, separated 1995, back together 1997, divorced 2002."""
    plain = whole(
        people={HER: {"name": "Mair"}, HIM: {"name": "Idris"}},
        unions={
            HERE: {
                "a": HER,
                "b": HIM,
                "kind": "married",
                "began": year(1990),
                "ended": year(2002),
                "ending": "divorced",
            }
        },
        turns={
            "a" * 21 + "A": {"union": HERE, "kind": "separated", "when": year(1995)},
            "b" * 21 + "A": {"union": HERE, "kind": "back_together", "when": year(1997)},
            "c" * 21 + "A": {"union": HERE, "kind": "married", "when": year(1993)},
        },
    )
    told = {n: on(script, plain, date(n, 6, 1))["unions"] for n in (1989, 1992, 1994, 1996, 1999, 2005)}
    assert told[1989] == []
    stood = {n: (unions[0]["kind"], unions[0]["state"]) for n, unions in told.items() if unions}
    assert stood == {
        1992: ("relationship", "in force"),
        1994: ("married", "in force"),
        1996: ("married", "separated"),
        1999: ("married", "in force"),
        2005: ("married", "divorced"),
    }
    assert on(script, plain, date(1995, 6, 1))["unions"][0]["possible"] is True


def test_whoever_outlives_the_other_is_widowed_from_that_day(script: Script) -> None:
    died = moment(date(2008, 5, 1), date(2008, 5, 1))
    plain = whole(
        people={HER: {"name": "Mair"}, HIM: {"name": "Idris", "died": died}},
        unions={HERE: {"a": HER, "b": HIM, "kind": "married", "began": year(1980), "ending": "widowed"}},
    )
    assert on(script, plain, date(2008, 4, 30))["unions"][0]["state"] == "in force"
    assert on(script, plain, date(2008, 5, 1))["unions"][0]["state"] == "widowed"


def test_a_tie_ends_with_one_of_the_two(script: Script) -> None:
    """D4"""
    died = moment(date(2019, 4, 2), date(2019, 4, 2))
    plain = whole(
        people={WHO: {"name": "Sam", "born": year(2011)}, HER: {"name": "Nain", "died": died}},
        bonds={HERE: {"a": WHO, "b": HER, "kind": "close"}},
    )
    stood = [
        script.value_of("familyOn", plain, day)["bonds"][HERE]
        for day in ("2010-06-01", "2011-06-01", "2015-06-01", "2020-01-01")
    ]
    assert stood == ["later", "possible", "now", "past"]


def test_records_that_lead_nowhere_say_nothing(script: Script) -> None:
    plain = whole(
        people={WHO: {"name": "Sam", "index": True, "born": year(2011)}},
        unions={HERE: {"a": HER, "b": HIM}},
        parent_links={THEM: {"child": WHO, "union": HIM, "kind": "foster", "began": year(2015)}},
        stays={HER: {"household": HIM, "person": WHO}},
        bonds={HIM: {"a": WHO, "b": HER, "kind": "looks_after"}},
    )
    told = on(script, plain, date(2016, 1, 1))
    assert (told["households"], told["carers"]) == ([], [])
