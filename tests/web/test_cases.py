"""A case as its chair and its coordinator see it."""

from datetime import date
from html import unescape

import pytest

from server.domain.cases import Case, YoungPerson
from server.domain.moments import read
from server.languages import words
from server.web.cases import age_on, shown
from tests.web.people import Meeting

EN = words("en")


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        ("3 February 2010", date(2026, 2, 2), 15),
        ("3 February 2010", date(2026, 2, 3), 16),
        ("29 February 2012", date(2026, 2, 28), 13),
        ("2010", date(2026, 6, 1), None),
        ("2030", date(2026, 6, 1), None),
    ],
)
def test_an_age_is_said_only_where_the_birth_is_known_well_enough(born: str, on: date, age: int | None) -> None:
    assert age_on(read(born, language="en", born=None, after=None), on) == age


def test_a_label_has_the_first_name_alone() -> None:
    born = read("3 February 2010", language="en", born=None, after=None).to_json()
    case = Case("c", YoungPerson("Sam Rhys Morgan", born), "2026-03-12T09:00:00Z")
    assert shown(EN, case, date(2026, 3, 12)).label == "Sam, 16"
    assert shown(EN, Case("c", YoungPerson("S"), ""), date(2026, 3, 12)).label == "S"
    assert shown(EN, Case("c", None, ""), date(2026, 3, 12)).label == ""


def test_the_list_has_the_cases_on_which_one_holds_a_seat(meeting: Meeting) -> None:
    page = unescape(meeting.signed_in("Gwen").get("/cases").text)
    assert "Sam" in page and "Lili" not in page
    assert EN("cases.seat", role=EN("roles.coordinator")) in page


def test_the_home_page_tells_how_the_working_copy_stands_and_who_has_a_seat(meeting: Meeting) -> None:
    meeting.invite(meeting.sitting, "Priya Shah")
    page = unescape(meeting.signed_in("Nia").get(f"/cases/{meeting.sam}").text)
    for said in ("Dr Nia", "Dr Gwen", "Priya Shah", EN("case.working_copy_first"), EN("case.to_meeting")):
        assert said in page
    assert EN("version.events", n=1) in page and EN("version.people", n=2) in page


def test_only_the_chair_is_offered_to_freeze(meeting: Meeting) -> None:
    form = f'action="/cases/{meeting.sam}/hold"'
    assert form in meeting.signed_in("Nia").get(f"/cases/{meeting.sam}").text
    assert form not in meeting.signed_in("Gwen").get(f"/cases/{meeting.sam}").text


def test_a_case_without_a_working_copy_is_read_only_and_offers_the_next(meeting: Meeting) -> None:
    bare = meeting.case("Elin", open=False)
    meeting.seat(bare, meeting.gwen, "coordinator")
    gwen = meeting.signed_in("Gwen")
    page = gwen.get(f"/cases/{bare}").text
    assert EN("case.read_only") in page and f'action="/cases/{bare}/workingcopies"' in page
    assert gwen.post(f"/cases/{bare}/workingcopies").headers["location"] == f"/cases/{bare}"
    assert gwen.post(f"/cases/{bare}/workingcopies").status_code == 409
    assert EN("case.read_only") not in gwen.get(f"/cases/{bare}").text


def test_an_erased_case_is_as_if_it_had_never_been(meeting: Meeting) -> None:
    from server.storage import cases

    nia = meeting.signed_in("Nia")
    cases.erase_now(meeting.here.database, meeting.here.keys, meeting.sam, meeting.here.now())
    assert nia.get(f"/cases/{meeting.sam}").status_code == 404
    assert "Sam" not in nia.get("/cases").text
