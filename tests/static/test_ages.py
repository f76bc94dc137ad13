"""Ages: one table, worked out from the calendar, for the server and the browser."""

import csv
import json
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from server.domain.agesaid import age_disagrees
from server.domain.moments import Moment, age_code, age_on, read
from tests.static.conftest import Script

SAID = json.loads((Path(__file__).parents[1] / "golden" / "ages_said.json").read_text(encoding="utf-8"))["rows"]
KEY = Path(__file__).parents[1] / "golden" / "case-a" / "dates.csv"
CHRONOLOGY = Path(__file__).parents[2] / "server" / "example" / "chronology.csv"
GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "ages.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", GOLDEN["ages"], ids=lambda row: f"{row['born']} on {row['on']}")
def test_an_age_is_the_same_on_the_server_and_in_the_browser(script: Script, row: dict[str, Any]) -> None:
    expected = {key: row[key] for key in ("years", "months", "weeks")}
    served = age_on(date.fromisoformat(row["born"]), date.fromisoformat(row["on"]))
    assert served is not None
    assert {"years": served.years, "months": served.months, "weeks": served.weeks} == expected
    assert f"{served.number} {served.unit}" == row["shown"]
    shown = script.call("ageOn", script.call("dayOf", row["born"]), script.call("dayOf", row["on"]))
    assert shown == expected
    unit = script.call("shownAge", shown)
    assert f"{unit['number']} {unit['unit']}" == row["shown"]


@pytest.mark.parametrize("row", GOLDEN["codes"], ids=lambda row: row["code"] or "nothing known")
def test_an_age_at_a_moment_is_the_same_on_the_server_and_in_the_browser(script: Script, row: dict[str, Any]) -> None:
    born = Moment.from_json(row["born"]) if row["born"] else None
    when = Moment.from_json(row["when"]) if row["when"] else None
    assert age_code(born, when) == row["code"]
    assert script.call("ageCode", row["born"], row["when"]) == row["code"]


@pytest.mark.parametrize("row", SAID, ids=lambda row: row["words"] or "nothing typed")
def test_a_typed_age_disagrees_with_the_date_on_the_server_and_in_the_browser_alike(
    script: Script, row: dict[str, Any]
) -> None:
    """T4, C4: it is shown, and neither is corrected."""
    born = Moment.from_json(row["born"]) if row["born"] else None
    when = Moment.from_json(row["when"]) if row["when"] else None
    assert age_disagrees(born, when, row["words"]) is row["disagrees"]
    assert script.call("ageDisagrees", row["born"], row["when"], row["words"]) is row["disagrees"]


def test_the_ages_that_a_council_typed_agree_with_their_dates_as_the_key_says(script: Script) -> None:
    """Row by row of case A: the range of ages, and the one typed age that disagrees, on the server and in the page."""
    born, above = read("14/02/2011", language="en", born=None, after=None), None
    typed = list(csv.DictReader(CHRONOLOGY.read_text("utf-8-sig").splitlines()))
    key = {row["Ref"]: row for row in csv.DictReader(KEY.read_text("utf-8-sig").splitlines())}
    assert len(typed) == len(key) == 74
    for row in typed:
        when = read(row["Date"], language="en", born=born, after=above)
        above = when if when.start else above
        expected = key[row["Ref"]]
        assert age_code(born, when) == expected["Age range at event"], row
        assert script.call("ageCode", born.to_json(), when.to_json()) == expected["Age range at event"], row
        disagrees = expected["Age column agrees"] == "no"
        assert age_disagrees(born, when, row["Age"]) is disagrees, row
        assert script.call("ageDisagrees", born.to_json(), when.to_json(), row["Age"]) is disagrees, row


def test_nobody_has_an_age_before_birth(script: Script) -> None:
    assert age_on(date(2011, 2, 14), date(2011, 2, 13)) is None
    assert script.call("ageOn", 100, 99) is None


def test_days_are_counted_as_the_calendar_counts_them(script: Script) -> None:
    start = date(1970, 1, 1)
    for day in (date(1899, 12, 31), date(1969, 12, 31), start, date(2000, 2, 29), date(2026, 3, 12), date(2100, 3, 1)):
        number = script.call("dayOf", day.isoformat())
        assert number == (day - start).days
        assert script.call("dateOf", number) == {"year": day.year, "month": day.month, "day": day.day}


def moment(first: str | None, last: str | None, end: list[str | None] | None = None, **more: str) -> dict[str, Any]:
    return {"text": "", "start": [first, last], "end": end, "precision": "approx", "qualifier": "", **more}


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (moment("2021-04-20", "2021-04-20"), "10 yrs 2 m"),
        (moment("2021-02-14", "2021-02-14"), "10 yrs"),
        (moment("2019-02-14", "2020-02-13"), "8 yrs"),
        (moment("2018-09-01", "2018-11-30"), "about 7 yrs 7 m"),
        (moment("2017-06-01", "2018-05-31"), "6–7 yrs"),
        (moment("2024-10-01", "2024-10-01", [None, None]), "13 yrs 7 m to now"),
        (moment("2011-03-20", "2011-03-20"), "4 wks"),
        (moment("2011-06-20", "2011-06-20"), "4 m"),
        (moment("2011-02-14", "2011-02-14"), "first week"),
        (moment("2011-03-01", "2011-03-31"), "about 4 wks"),
        (moment("2013-02-14", "2014-02-13", ["2014-02-14", "2015-02-13"]), "2–3 yrs"),
        (moment(None, "2014-07-21"), "until 3 yrs 5 m"),
        (moment("2007-01-01", "2007-12-31"), "before birth"),
        (moment("2017-01-01", "2017-01-01", qualifier="about"), "about 5 yrs 10 m"),
    ],
)  # fmt: skip
def test_a_card_says_how_old_the_child_was(script: Script, when: dict[str, Any], said: str) -> None:
    """A range is never said as an exact age."""
    assert script.call("ageAtMoment", moment("2011-02-14", "2011-02-14"), when) == said


def test_age_bands_run_from_birth_to_now(script: Script) -> None:
    born = moment("2011-02-14", "2011-02-14")
    bands = script.call("ageBands", born, script.call("dayOf", "2026-03-12"), {})
    assert [band["key"] for band in bands] == ["0-4", "5-7", "8-11", "12-14", "15-15"]
    assert all(one["to"] == other["from"] for one, other in pairwise(bands))
    early = {"e": {"when": moment("2007-01-01", "2007-12-31"), "removed_at": ""}}
    assert script.call("ageBands", born, script.call("dayOf", "2026-03-12"), early)[0]["key"] == "before"
