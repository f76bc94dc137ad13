"""Single entries left out of one copy, each with its reason; the version stays whole."""

import re
from html import unescape
from typing import Any

import pytest

from server.languages import words
from server.storage import audit
from tests.web.people import FORMULATION, NAN, Meeting
from tests.web.test_comparing import frozen

EVENT = next(iter(FORMULATION["events"]))
TITLE = FORMULATION["events"][EVENT]["title"]
WHY = "At the hospital's wish <b>"


def at(meeting: Meeting) -> str:
    return f"/cases/{meeting.sam}/versions/1/redaction"


def chosen(**more: Any) -> dict[str, Any]:
    given = {"redaction": "yes", "kind": "professional", "language": "en", "format": "html", "out": [EVENT]}
    return {**given, f"why-{EVENT}": WHY, **more}


@pytest.fixture
def address(meeting: Meeting) -> str:
    frozen(meeting, FORMULATION)
    return f"/cases/{meeting.sam}/versions/1/reports"


@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_entry_can_be_ticked_but_the_child(meeting: Meeting, address: str, language: str) -> None:
    nia, w = meeting.signed_in("Nia"), words(language)
    nia.post("/language", data={"language": language, "back": "/"})
    page = unescape(nia.get(at(meeting)).text)
    assert w("reports.redaction_lead") in page and TITLE in page and at(meeting) in nia.get(address).text
    index = [i for i, person in FORMULATION["people"].items() if person.get("index")]
    assert f'value="{NAN}"' in page and not [i for i in index if f'name="out" value="{i}"' in page]


def test_a_copy_leaves_it_out_and_says_why_and_the_version_keeps_it(meeting: Meeting, address: str) -> None:
    """R1, R2, R4"""
    nia = meeting.signed_in("Nia")
    copy = nia.post(address, data=chosen())
    assert copy.status_code == 200 and TITLE not in unescape(copy.text)
    assert "At the hospital's wish <b>" in unescape(copy.text) and "wish <b>" not in copy.text
    table = nia.post(address, data=chosen(format="csv")).text
    assert TITLE not in table
    assert TITLE in unescape(nia.get(f"/cases/{meeting.sam}/versions/1").text)
    assert TITLE in unescape(nia.post(address, data={"kind": "professional", "format": "html"}).text)
    abouts = [each.about for each in meeting.read(lambda t: audit.entries(t, what="report.made"))]
    assert abouts[:2] == ["version 1 professional en html without 1", "version 1 en csv without 1"]


def test_the_childs_own_copy_says_nothing_of_it(meeting: Meeting, address: str) -> None:
    """R2"""
    copy = unescape(meeting.signed_in("Nia").post(address, data=chosen(kind="child")).text)
    assert WHY not in copy and TITLE not in copy and "not shown" not in copy


@pytest.mark.parametrize("why", ["", "  "])
def test_a_reason_that_is_missing_is_asked_for_and_nothing_is_lost(meeting: Meeting, address: str, why: str) -> None:
    """R3"""
    nia = meeting.signed_in("Nia")
    asked = chosen(out=[EVENT, NAN], kind="plan", language="cy", with_sensitive="yes", **{f"why-{NAN}": why})
    answer = nia.post(address, data=asked)
    page = unescape(answer.text)
    assert answer.status_code == 422 and words("en")("refusal.redaction_without_reason") in page
    assert WHY in page and len(re.findall(r'name="out" value="[^"]*" checked', page)) == 2
    assert page.count('aria-invalid="true"') == 1
    assert '<option value="plan" selected>' in page and '<option value="cy" selected>' in page
    assert meeting.read(lambda t: audit.entries(t, what="report.made")) == []


def test_the_sealed_version_has_nothing_left_out(meeting: Meeting, address: str) -> None:
    whole = {name: value for name, value in chosen(format="json", with_sensitive="yes").items() if name != "redaction"}
    assert meeting.signed_in("Nia").post(address, data=whole).status_code == 422


def test_only_who_may_make_a_report_may_leave_out(meeting: Meeting, address: str) -> None:
    assert meeting.signed_in("Huw").get(at(meeting)).status_code == 404
    assert meeting.signed_in("Gwen").get(at(meeting)).status_code == 200
    assert 'value="docx"' not in meeting.signed_in("Gwen").get(at(meeting)).text
