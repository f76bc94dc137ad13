"""Adding to a version: by whom, with what words, and who says yes. Rules O1 to O4."""

import re
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from server.languages import words
from server.storage import audit, notes, versions
from tests.web.people import PASSWORD, Meeting
from tests.web.test_versions import _freeze, _hold

w = words("en")
NOTE = {"text": "He has a key worker now.", "reason": "Was not known then", "said_by": "Tom Rees, school"}


@pytest.fixture
def nia(meeting: Meeting) -> TestClient:
    """The chair, who has frozen version 1."""
    browser = meeting.signed_in("Nia")
    _freeze(meeting, browser, _hold(meeting, browser))
    return browser


def at(meeting: Meeting, path: str) -> str:
    return f"/cases/{meeting.sam}{path}"


def page(browser: TestClient, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, answer.status_code
    return unescape(answer.text)


def waiting(meeting: Meeting) -> tuple[notes.Draft, ...]:
    found: tuple[notes.Draft, ...] = meeting.read(lambda t: notes.waiting(t, meeting.here.keys, meeting.sam))
    return found


def decide(browser: TestClient, meeting: Meeting, draft: str, **form: str) -> Any:
    return browser.post(at(meeting, f"/notes/{draft}/decision"), data=form)


def test_the_chairs_own_note_is_sealed_at_once_and_stands_on_the_version(meeting: Meeting, nia: TestClient) -> None:
    """O1, O2"""
    before = meeting.read(lambda t: versions.read(t, meeting.here.keys, meeting.sam, 1))
    assert at(meeting, "/versions/1/notes/new") in page(nia, at(meeting, "/versions/1"))
    answer = nia.post(at(meeting, "/versions/1/notes"), data={**NOTE, "password": PASSWORD})
    assert answer.headers["location"] == at(meeting, "/versions/1#notes")
    (note,) = meeting.read(lambda t: notes.of_case(t, meeting.here.keys, meeting.sam))
    told = page(nia, at(meeting, "/versions/1"))
    for said in (NOTE["text"], NOTE["reason"], NOTE["said_by"], note.short_seal, "Dr Nia"):
        assert said in told, said
    assert meeting.read(lambda t: versions.read(t, meeting.here.keys, meeting.sam, 1)) == before


def test_h12_a_note_on_version_1_is_shown_on_version_2_as_well(meeting: Meeting, nia: TestClient) -> None:
    """N6"""
    nia.post(at(meeting, "/workingcopies"))
    fingerprint = _hold(meeting, nia)
    again = {"digest": fingerprint, "password": PASSWORD, "reason": "Signed again"}
    assert nia.post(at(meeting, "/versions"), data=again).status_code == 303
    nia.post(at(meeting, "/versions/1/notes"), data={**NOTE, "password": PASSWORD})
    nia.post(at(meeting, "/versions/2/notes"), data={**NOTE, "text": "Of the second.", "password": PASSWORD})
    first, second = (page(nia, at(meeting, f"/versions/{n}")) for n in (1, 2))
    assert NOTE["text"] in first and NOTE["text"] in second
    assert "Of the second." not in first and "Of the second." in second
    assert w("note.to_version", n=1) in second and w("note.to_version", n=1) not in first


def test_a_contributors_note_waits_for_the_chair_in_their_own_name(meeting: Meeting, nia: TestClient) -> None:
    """O1: whatever the form says of who said so"""
    _, token = meeting.invite(meeting.sitting, "Priya")
    _, other = meeting.invite(meeting.sitting, "Tom")
    priya, tom = meeting.joined(token, "Priya"), meeting.joined(other, "Tom")
    form = page(priya, at(meeting, "/versions/1/notes/new"))
    assert 'name="said_by"' not in form and 'name="password"' not in form
    answer = priya.post(at(meeting, "/versions/1/notes"), data={**NOTE, "said_by": "Dr Nia"})
    assert answer.status_code == 303
    (draft,) = waiting(meeting)
    assert (draft.said_by, draft.who) == ("Priya", "Priya (Education)")
    assert NOTE["text"] in page(priya, at(meeting, "/versions/1")), "whoever wrote it sees that it waits"
    assert NOTE["text"] not in page(tom, at(meeting, "/versions/1"))
    assert w("note.waits_for_chair") in page(priya, at(meeting, "/versions/1"))
    assert NOTE["text"] in page(nia, at(meeting, "/notes"))
    answer = decide(nia, meeting, draft.id, decision="accepted", password=PASSWORD)
    assert answer.headers["location"] == at(meeting, "/versions/1#notes")
    assert NOTE["text"] in page(tom, at(meeting, "/versions/1"))


def test_after_the_meeting_a_contributor_adds_nothing(meeting: Meeting, nia: TestClient) -> None:
    _, token = meeting.invite(meeting.sitting, "Priya")
    priya = meeting.joined(token, "Priya")
    nia.post(at(meeting, f"/meetings/{meeting.sitting}/closing"))
    assert priya.post(at(meeting, "/versions/1/notes"), data=NOTE).status_code == 401
    assert waiting(meeting) == ()


def test_an_observer_adds_nothing(meeting: Meeting, nia: TestClient) -> None:
    _, token = meeting.invite(meeting.sitting, "Olwen", role="observer")
    olwen = meeting.joined(token, "Olwen")
    assert olwen.post(at(meeting, "/versions/1/notes"), data=NOTE).status_code == 403
    assert "notes/new" not in page(olwen, at(meeting, "/versions/1")) and waiting(meeting) == ()


def test_the_coordinator_names_who_said_so_and_the_chair_alone_accepts(meeting: Meeting, nia: TestClient) -> None:
    """O1, O2"""
    gwen = meeting.signed_in("Gwen")
    unnamed = gwen.post(at(meeting, "/versions/1/notes"), data={**NOTE, "said_by": ""})
    assert unnamed.status_code == 422 and w("refusal.note_said_by_missing") in unnamed.text
    assert gwen.post(at(meeting, "/versions/1/notes"), data=NOTE).status_code == 303
    (draft,) = waiting(meeting)
    assert decide(gwen, meeting, draft.id, decision="accepted", password=PASSWORD).status_code == 403
    wrong = decide(nia, meeting, draft.id, decision="accepted", password="no")
    assert wrong.status_code == 403 and w("note.password_wrong") in wrong.text
    assert waiting(meeting) == (draft,)
    decide(nia, meeting, draft.id, decision="accepted", password=PASSWORD)
    told = meeting.read(lambda t: audit.entries(t, case=meeting.sam, what=notes.ADDED))
    assert [(row.who, row.about) for row in told] == [(meeting.nia, "1")] and waiting(meeting) == ()


@pytest.mark.parametrize("missing", ["text", "reason", "said_by", "password"])
def test_what_is_missing_is_said_and_nothing_that_was_typed_is_lost(
    meeting: Meeting, nia: TestClient, missing: str
) -> None:
    """O4"""
    answer = nia.post(at(meeting, "/versions/1/notes"), data={**NOTE, "password": PASSWORD, missing: ""})
    assert answer.status_code in (403, 422)
    told = unescape(answer.text)
    assert f'id="{missing}-wrong"' in told and 'id="errors"' in told
    for name in {"text", "reason", "said_by"} - {missing}:
        assert NOTE[name] in told
    assert PASSWORD not in told
    assert meeting.read(lambda t: notes.of_case(t, meeting.here.keys, meeting.sam)) == ()


def test_a_note_that_is_too_long_says_by_how_much_and_keeps_it(meeting: Meeting, nia: TestClient) -> None:
    long = "ŵ" * 4001
    answer = nia.post(at(meeting, "/versions/1/notes"), data={**NOTE, "text": long, "password": PASSWORD})
    assert answer.status_code == 422 and long in answer.text and "4001" in answer.text and "4000" in answer.text


def test_a_note_that_is_not_taken_has_an_answer(meeting: Meeting, nia: TestClient) -> None:
    meeting.signed_in("Gwen").post(at(meeting, "/versions/1/notes"), data=NOTE)
    (draft,) = waiting(meeting)
    assert decide(nia, meeting, draft.id, decision="declined", answer="").status_code == 422
    assert decide(nia, meeting, draft.id, decision="declined", answer="It is in version 2.").status_code == 303
    told = page(nia, at(meeting, "/notes"))
    assert "It is in version 2." in told and NOTE["text"] in told
    assert NOTE["text"] not in page(nia, at(meeting, "/versions/1"))
    assert decide(nia, meeting, draft.id, decision="accepted", password=PASSWORD).status_code == 409


def test_h11_two_people_mark_a_version_and_it_is_said_wherever_it_is_shown(meeting: Meeting, nia: TestClient) -> None:
    """O3, N3"""
    gwen = meeting.signed_in("Gwen")
    form = {"reason": "It is another child's", "password": PASSWORD}
    assert gwen.post(at(meeting, "/versions/1/errors"), data=form).status_code == 403
    assert nia.post(at(meeting, "/versions/1/errors"), data={**form, "password": "no"}).status_code == 403
    assert nia.post(at(meeting, "/versions/1/errors"), data=form).status_code == 303
    (draft,) = waiting(meeting)
    assert w("error.each_page", n=1) not in page(nia, at(meeting, "/versions/1"))
    alone = decide(nia, meeting, draft.id, decision="accepted", password=PASSWORD)
    assert alone.status_code == 403 and waiting(meeting) == (draft,)
    assert decide(gwen, meeting, draft.id, decision="accepted", password="no").status_code == 403
    assert decide(gwen, meeting, draft.id, decision="accepted", password=PASSWORD).status_code == 303
    told = page(nia, at(meeting, "/versions/1"))
    for said in (w("error.each_page", n=1), w("error.entered_of", n=1), form["reason"], "Dr Gwen", "Sam Rhys"):
        assert said in told, said
    assert 'class="each-page"' in told, "printed at the head of every sheet"
    for address in ("/versions", "/versions/verify"):
        assert w("error.entered") in page(nia, at(meeting, address))
    again = nia.post(at(meeting, "/versions/1/errors"), data=form)
    assert again.status_code == 409 and w("refusal.in_error_already", n=1, number=1) in unescape(again.text)


def test_h11_no_route_changes_or_takes_back_what_was_sealed(meeting: Meeting, nia: TestClient) -> None:
    """Every address that has to do with a version or a note is read, adds something, or makes a file of it."""
    from server.web.routes import TABLE

    acts = {
        (row.method, row.address)
        for row in TABLE
        if re.search(r"/(versions|notes|errors)\b", row.address) and row.method != "GET"
    }
    assert acts == {
        ("POST", "/cases/{case}/versions"),
        ("POST", "/cases/{case}/versions/verify"),
        ("POST", "/cases/{case}/versions/{number}/notes"),
        ("POST", "/cases/{case}/versions/{number}/errors"),
        ("POST", "/cases/{case}/versions/{number}/reports"),
        ("POST", "/cases/{case}/versions/{number}/copies"),
        ("POST", "/cases/{case}/notes/{note}/decision"),
    }


def test_a_note_that_another_tool_changed_is_not_passed_off_as_sealed(meeting: Meeting, nia: TestClient) -> None:
    """H05: the version is as it was, the note is not"""
    nia.post(at(meeting, "/versions/1/notes"), data={**NOTE, "password": PASSWORD})
    meeting.write(lambda t: t.run("drop trigger notes_no_update"))
    meeting.write(lambda t: t.run("update notes set words = zeroblob(60)"))
    told = page(nia, at(meeting, "/versions/1"))
    assert w("note.altered") in told and w("version.seal_good") in told
    assert w("finding.note_words_altered", note=1, version=1) in told


def test_markup_in_a_note_is_shown_as_it_was_typed(meeting: Meeting, nia: TestClient) -> None:
    """F01"""
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}"
    told = {"text": hostile, "reason": hostile, "said_by": hostile, "password": PASSWORD}
    assert nia.post(at(meeting, "/versions/1/notes"), data=told).status_code == 303
    for address in ("/versions/1", "/notes"):
        raw = nia.get(at(meeting, address)).text
        assert hostile in unescape(raw) and "<script>alert" not in raw and "<img src=x" not in raw


def test_every_page_of_notes_is_in_welsh_as_well(meeting: Meeting, nia: TestClient) -> None:
    nia.post(at(meeting, "/versions/1/notes"), data={**NOTE, "password": PASSWORD})
    nia.post("/language", data={"language": "cy", "back": "/"})
    cy = words("cy")
    for address, key in (
        ("/notes", "notes.title"), ("/versions/1/notes/new", "note.what"), ("/versions/1/errors/new", "error.what"),
        ("/versions/1", "notes.of_version"), ("/versions/verify", "verify.title"),
    ):  # fmt: skip
        assert cy(key) in page(nia, at(meeting, address)), address
