"""Who may receive reports, and copies: given by the chair, against the list never, opened until they end."""

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from server.domain.copies import Ticked
from server.languages import words
from server.storage import audit, backup, copies, meetings, versions
from tests.web.people import FORMULATION, NAN, PASSWORD, Meeting
from tests.web.test_comparing import frozen

EN = words("en")
SECRET: dict[str, Any] = {
    **FORMULATION,
    "people": {**FORMULATION["people"], NAN: {**FORMULATION["people"][NAN], "name": "CANARY", "sensitive": True}},
}
ENTRY = {
    "name": "Gareth Morgan", "kind": "carer", "receiving": "may_not", "ground": "not_informed",
    "words": "Sam asked that he is not told", "said_by": "Sam",
}  # fmt: skip
COPY = {"name": "Mr Evans", "reports": "professional", "language": "en"}


def soon(days: int = 14) -> str:
    return (date.today() + timedelta(days=days)).isoformat()


def give(browser: TestClient, meeting: Meeting, **said: Any) -> Any:
    return browser.post(f"/cases/{meeting.sam}/versions/1/copies", data={**COPY, "until": soon(), **said})


def link(answer: Any) -> str:
    found = re.search(r"/copy/[\w-]{32,}", answer.text)
    assert found, answer.text
    return found.group()


def given(meeting: Meeting) -> list[Any]:
    return meeting.read(lambda t: copies.of_case(t, meeting.here.keys, meeting.sam))  # type: ignore[no-any-return]


def audited(meeting: Meeting, what: str) -> list[audit.Entry]:
    return [each for each in meeting.read(audit.entries) if each.what == what]


def rules(meeting: Meeting, **entry: str) -> Any:
    return meeting.signed_in("Gwen").post(f"/cases/{meeting.sam}/recipients", data={**ENTRY, **entry})


# -- the list


def test_an_entry_counts_until_a_newer_one_about_the_same_name(meeting: Meeting) -> None:
    """R1, R3"""
    assert rules(meeting).status_code == 303
    gwen = meeting.signed_in("Gwen")
    shown = unescape(gwen.get(f"/cases/{meeting.sam}/recipients").text)
    assert ENTRY["words"] in shown and EN("receivings.may_not") in shown and EN("recipients.earlier") not in shown
    rules(meeting, name="gareth  morgan", receiving="may", ground="", words="")
    shown = unescape(gwen.get(f"/cases/{meeting.sam}/recipients").text)
    now, earlier = shown.split(EN("recipients.earlier"))
    assert ENTRY["words"] in earlier and ENTRY["words"] not in now
    kept = meeting.read(lambda t: [bytes(row["words"]) for row in t.all("select words from recipients")])
    assert len(kept) == 2 and not any(b"Gareth" in each for each in kept)
    assert "Gareth" not in str(meeting.read(audit.entries))


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": ""}, "name"),
        ({"kind": "stranger"}, "kind"),
        ({"receiving": ""}, "receiving"),
        ({"receiving": "some"}, "reports"),
        ({"ground": ""}, "ground"),
        ({"words": ""}, "words"),
        ({"said_by": ""}, "said_by"),
        ({"words": "x" * 1001}, "words"),
    ],
)
def test_what_is_missing_is_asked_for_and_what_was_typed_stays(
    meeting: Meeting, said: dict[str, str], field: str
) -> None:
    """R2"""
    answer = rules(meeting, **said)
    assert answer.status_code == 422 and f'href="#{field}"' in answer.text
    assert ("Sam asked" in answer.text) or "words" in said
    assert meeting.read(lambda t: copies.recipients(t, meeting.here.keys, meeting.sam)) == []


# -- copies


def test_a_copy_is_read_and_taken_away_by_its_link_and_each_time_is_in_the_audit(meeting: Meeting) -> None:
    """K1, C1, C2"""
    frozen(meeting, SECRET)
    path = link(give(meeting.signed_in("Nia"), meeting))
    stranger = meeting.visit()
    front = unescape(stranger.get(path).text)
    assert "Mr Evans" in front and "Sam" not in front and audited(meeting, "copy.opened") == []
    read = stranger.post(path, data={"report": "professional"})
    assert read.status_code == 200 and "Cooks with Nan" in read.text and "CANARY" not in read.text
    assert "Copy for Mr Evans" in unescape(read.text) and read.headers["cache-control"] == "no-store"
    file = stranger.post(path, data={"report": "professional", "format": "pdf"})
    assert file.content.startswith(b"%PDF") and "Sam" not in file.headers["content-disposition"]
    (copy,) = given(meeting)
    opened = audited(meeting, "copy.opened")
    assert [each.who for each in opened] == [copy.id] * 2 and copy.opened == 2
    assert "Evans" not in str(opened) and opened[1].size == len(file.content)
    assert stranger.post(path, data={"report": "plan"}).status_code == 404
    assert stranger.post(path, data={"report": "professional", "format": "docx"}).status_code == 404


def test_what_is_sensitive_is_in_a_copy_only_where_the_chair_said_so(meeting: Meeting) -> None:
    frozen(meeting, SECRET)
    path = link(give(meeting.signed_in("Nia"), meeting, with_sensitive="yes", reports=["professional", "child"]))
    assert "CANARY" in meeting.visit().post(path, data={"report": "professional"}).text
    assert "CANARY" not in meeting.visit().post(path, data={"report": "child"}).text


def test_the_text_to_send_is_in_the_language_of_the_copy_and_names_no_child(meeting: Meeting) -> None:
    frozen(meeting, FORMULATION)
    nia = meeting.signed_in("Nia")
    for language, word in (("en", "Dear Mr Evans"), ("cy", "Annwyl Mr Evans")):
        answer = unescape(give(nia, meeting, language=language).text)
        text = re.search(r'<textarea id="text" readonly rows="7">(.*?)</textarea>', answer, re.S)
        assert text and word in text.group(1) and "Sam" not in text.group(1) and "/copy/" in text.group(1)


def test_a_copy_ends_by_its_day_by_hand_and_when_its_person_is_shown_out_all_alike(meeting: Meeting) -> None:
    """K3, C3"""
    frozen(meeting, FORMULATION)
    nia, stranger = meeting.signed_in("Nia"), meeting.visit()
    who, _ = meeting.invite(meeting.sitting, "Priya")
    by_day, by_hand, out = (link(give(nia, meeting, **more)) for more in ({}, {}, {"who": who}))
    newest_first = given(meeting)
    meeting.write(lambda t: t.run("update copies set until = :at where id = :i", at="2026-01-01", i=newest_first[2].id))
    nia.post(f"/cases/{meeting.sam}/copies/{newest_first[1].id}/withdrawal")
    nia.post(f"/cases/{meeting.sam}/meetings/{meeting.sitting}/removals", data={"person": who})
    never = stranger.get("/copy/" + "x" * 43)
    for path in (by_day, by_hand, out):
        for answer in (stranger.get(path), stranger.post(path, data={"report": "professional"})):
            assert answer.status_code == 410 and EN("refusal.copy_ended") in unescape(answer.text)
        assert stranger.get(path).text.replace(path, "") == never.text.replace("/copy/" + "x" * 43, "")
    assert audited(meeting, "copy.opened") == []


@pytest.mark.parametrize("until", ["", "2026-02-31", "2020-01-01", soon(0), soon(91)])
def test_a_copy_without_a_good_day_is_not_given(meeting: Meeting, until: str) -> None:
    frozen(meeting, FORMULATION)
    answer = give(meeting.signed_in("Nia"), meeting, until=until)
    assert answer.status_code == 422 and 'href="#until"' in answer.text and given(meeting) == []


def test_a_copy_against_the_list_is_not_given_and_a_like_name_is_asked_about(meeting: Meeting) -> None:
    """K2"""
    frozen(meeting, FORMULATION)
    rules(meeting)
    rules(meeting, name="Mr Evans", kind="professional", receiving="some", reports="plan", ground="", words="")
    nia = meeting.signed_in("Nia")
    for said in ({"name": "gareth MORGAN"}, {"name": "Mr. Evans"}, {"name": "G. Morgan"}):
        assert give(nia, meeting, **said).status_code == 422
    assert given(meeting) == []
    assert give(nia, meeting, reports="plan").status_code == 200
    assert give(nia, meeting, name="Rhys Morgan", sure="yes").status_code == 200
    assert [each.name for each in given(meeting)] == ["Rhys Morgan", "Mr Evans"]
    with pytest.raises(Exception, match="copy_against"):
        meeting.write(
            lambda t: copies.give(
                t, meeting.here.keys, meeting.sam, 1, Ticked("", "Gareth Morgan", ("plan",), "en"),
                until=f"{soon()}T00:00:00Z", at=meeting.here.now(), by=meeting.nia,
            )
        )  # fmt: skip


def test_only_the_chair_gives_and_nothing_else_opens_with_a_copy(meeting: Meeting) -> None:
    frozen(meeting, FORMULATION)
    _, token = meeting.invite(meeting.sitting, "Priya")
    gwen, priya = meeting.signed_in("Gwen"), meeting.joined(token, "Priya")
    assert give(gwen, meeting).status_code == 403
    assert give(priya, meeting).status_code in (403, 404)
    path = link(give(meeting.signed_in("Nia"), meeting))
    stranger = meeting.visit()
    stranger.get(path)
    stranger.post(path, data={"report": "professional"})
    for address in ("", "/versions/1", "/versions/1/reports", "/room", "/recipients", "/versions/1/copies"):
        assert stranger.get(f"/cases/{meeting.sam}{address}").status_code == 303
    huw = meeting.signed_in("Huw")
    (copy,) = given(meeting)
    for act in ("showing", "withdrawal"):
        assert huw.post(f"/cases/{meeting.other}/copies/{copy.id}/{act}").status_code == 404
    assert huw.post(f"/cases/{meeting.sam}/versions/1/copies", data=COPY).status_code == 404


def test_a_version_whose_seal_does_not_check_is_given_to_nobody(meeting: Meeting) -> None:
    """C2"""
    frozen(meeting, FORMULATION)
    nia = meeting.signed_in("Nia")
    path = link(give(nia, meeting))
    meeting.write(lambda t: t.run("drop trigger versions_no_update"))
    meeting.write(lambda t: t.run("update versions set signature = 'x'"))
    assert give(nia, meeting).status_code == 409
    answer = meeting.visit().post(path, data={"report": "professional"})
    assert answer.status_code in (409, 410) and "Cooks" not in answer.text


def test_a_restored_backup_opens_no_copy_and_keeps_the_list(meeting: Meeting) -> None:
    """B4"""
    frozen(meeting, FORMULATION)
    rules(meeting)
    path = link(give(meeting.signed_in("Nia"), meeting))
    meeting.write(lambda t: backup._prepare(t, meeting.here.keys, {}, meeting.here.now()))
    assert meeting.visit().get(path).status_code == 410
    assert [e.name for e in meeting.read(lambda t: copies.recipients(t, meeting.here.keys, meeting.sam))] == [
        "Gareth Morgan"
    ]


# -- before freezing


def _confirm(meeting: Meeting, nia: TestClient, **said: str) -> Any:
    nia.post(f"/cases/{meeting.sam}/hold")
    page = nia.get(f"/cases/{meeting.sam}/hold").text
    found = re.search(r'data-digest="([0-9a-f]{64})"', page)
    assert found
    form = {"digest": found.group(1), "password": PASSWORD, "copies_until": soon(), **said}
    return nia.post(f"/cases/{meeting.sam}/versions", data=form)


def test_who_is_chosen_before_freezing_has_their_copy_at_once_and_after_the_meeting(meeting: Meeting) -> None:
    who, token = meeting.invite(meeting.sitting, "Priya")
    _, other = meeting.invite(meeting.sitting, "Tom")
    priya, tom, nia = meeting.joined(token, "Priya"), meeting.joined(other, "Tom"), meeting.signed_in("Nia")
    assert _confirm(meeting, nia, **{f"copy-{who}": "plan"}).status_code == 303
    path = link(priya.get(f"/cases/{meeting.sam}/versions/1"))
    assert "/copy/" not in tom.get(f"/cases/{meeting.sam}/versions/1").text
    assert priya.post(path, data={"report": "plan"}).status_code == 200
    nia.post(f"/cases/{meeting.sam}/meetings/{meeting.sitting}/closing")
    later = meeting.visit().get(f"/join/{token}")
    assert later.status_code == 200 and path in later.text and "Sam" not in later.text
    assert meeting.visit().get(f"/join/{other}").status_code == 410
    assert meeting.visit().post(path, data={"report": "plan"}).status_code == 200


def test_a_choice_against_the_list_stops_the_freeze_and_says_why(meeting: Meeting) -> None:
    """K2: a blocking finding."""
    who, _ = meeting.invite(meeting.sitting, "Gareth Morgan")
    rules(meeting)
    nia = meeting.signed_in("Nia")
    answer = _confirm(meeting, nia, **{f"copy-{who}": "summary"})
    told = unescape(answer.text)
    assert answer.status_code == 409 and EN("finding.copy_against", name="Gareth Morgan") in told
    assert EN("receiving_grounds.not_informed") in told
    assert meeting.read(lambda t: versions.last_number(t, meeting.sam)) == 0
    assert _confirm(meeting, nia).status_code == 303 and given(meeting) == []


def test_a_day_that_is_none_stops_only_where_somebody_was_chosen(meeting: Meeting) -> None:
    who, _ = meeting.invite(meeting.sitting, "Priya")
    nia = meeting.signed_in("Nia")
    assert _confirm(meeting, nia, copies_until="never", **{f"copy-{who}": "plan"}).status_code == 422
    assert meeting.read(lambda t: versions.last_number(t, meeting.sam)) == 0
    assert _confirm(meeting, nia, copies_until="never").status_code == 303


def test_somebody_shown_out_has_no_copies_at_their_link(meeting: Meeting) -> None:
    who, token = meeting.invite(meeting.sitting, "Priya")
    nia = meeting.signed_in("Nia")
    _confirm(meeting, nia, **{f"copy-{who}": "plan"})
    meeting.write(lambda t: meetings.remove(t, who, meeting.here.now()))
    nia.post(f"/cases/{meeting.sam}/meetings/{meeting.sitting}/closing")
    assert meeting.visit().get(f"/join/{token}").status_code == 410
