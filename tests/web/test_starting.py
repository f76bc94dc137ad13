"""A case is begun from a first name and a year, by who chairs or coordinates."""

from html import unescape

import pytest

from server.languages import words
from server.storage import cases, seats
from tests.web.people import Meeting

EN = words("en")


def test_a_first_name_and_a_year_are_a_case_to_work_on(meeting: Meeting) -> None:
    """J1, B1"""
    nia = meeting.signed_in("Nia")
    assert EN("begin.title") in unescape(nia.get("/cases").text)
    answer = nia.post("/cases", data={"name": "Mali", "born": "2011", "email": ""})
    assert answer.status_code == 303
    case = answer.headers["location"].removeprefix("/cases/")
    found = meeting.read(lambda t: cases.must_find(t, meeting.here.keys, case))
    assert found.young_person is not None and found.young_person.name == "Mali"
    assert found.young_person.born is not None and found.young_person.born["start"] == ["2011-01-01", "2011-12-31"]
    assert meeting.read(lambda t: cases.role_of(t, case, meeting.nia)) == "chair"
    assert nia.get(f"/cases/{case}/room").status_code == 200
    assert meeting.signed_in("Huw").get(f"/cases/{case}").status_code == 404


def test_a_coordinator_begins_one_and_asks_the_chair_who_says_yes(meeting: Meeting) -> None:
    gwen = meeting.signed_in("Gwen")
    nia = meeting.read(lambda t: t.one("select email from accounts where id = :id", id=meeting.nia))
    assert nia is not None
    answer = gwen.post("/cases", data={"name": "Mali", "born": "", "email": nia["email"]})
    case = answer.headers["location"].removeprefix("/cases/")
    assert meeting.read(lambda t: cases.role_of(t, case, meeting.nia)) == "", "she has not been asked yet"
    offered = meeting.read(lambda t: seats.offers(t, case=case))
    assert [(each.account, each.role) for each in offered] == [(meeting.nia, "chair")]


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "form.needed"),
        ("name", "x" * 201, ""),
        ("born", "when the leaves fell", "begin.born_wrong"),
        ("born", "1911", "begin.born_wrong"),
        ("born", "2090", "begin.born_wrong"),
        ("email", "nobody@example.invalid", "refusal.no_such_account"),
        ("email", "nia@example.invalid", ""),
    ],
)
def test_what_cannot_be_read_comes_back_with_its_words(meeting: Meeting, field: str, typed: str, said: str) -> None:
    nia = meeting.signed_in("Nia")
    before = len(meeting.read(lambda t: cases.every(t, meeting.here.keys)))
    answer = nia.post("/cases", data={"name": "Mali", "born": "2011", "email": "", field: typed})
    assert answer.status_code == 422 and f'value="{typed}"' in answer.text
    assert not said or EN(said) in unescape(answer.text)
    assert len(meeting.read(lambda t: cases.every(t, meeting.here.keys))) == before


def test_who_leads_nothing_begins_nothing(meeting: Meeting) -> None:
    _, token = meeting.invite(meeting.sitting, "Priya")
    priya = meeting.joined(token, "Priya")
    assert priya.post("/cases", data={"name": "Mali"}).status_code in (403, 404)
    assert meeting.signed_in("Ada").post("/cases", data={"name": "Mali"}).status_code == 403
