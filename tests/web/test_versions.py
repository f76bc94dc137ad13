"""Freezing: what is confirmed is what was shown, by the chair, once; and what is frozen is read as it was."""

import contextlib
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from html import escape, unescape
from pathlib import Path
from types import SimpleNamespace

import pytest
from starlette.testclient import TestClient

from server import __version__
from server.document.schema import SCHEMA
from server.domain import upgrades
from server.domain.formulation import from_plain
from server.domain.readback import review_offered
from server.domain.versions import canonical, digest
from server.languages import words
from server.storage import backup, cases, versions, workingcopies
from server.storage.database import Database, Transaction
from server.storage.keys import Keys, master_key
from server.web import ages, casework
from server.web.cases import today
from server.web.versions import edited_after_removal, finding_shown, grouped
from tests.web.people import FORMULATION, PASSWORD, SAM, SOCKETS, Meeting

TWO_CHILDREN = {**FORMULATION, "people": {i: {**p, "index": True} for i, p in FORMULATION["people"].items()}}


def _hold(meeting: Meeting, chair: TestClient) -> str:
    """Holds the room and reads the fingerprint that the page shows, whole."""
    assert chair.post(f"/cases/{meeting.sam}/hold").status_code == 303
    page = chair.get(f"/cases/{meeting.sam}/hold")
    assert page.status_code == 200, page.text
    found = re.search(r'data-digest="([0-9a-f]{64})"', page.text)
    assert found
    return found.group(1)


def _freeze(meeting: Meeting, chair: TestClient, fingerprint: str, password: str = PASSWORD):  # type: ignore[no-untyped-def]
    return chair.post(f"/cases/{meeting.sam}/versions", data={"digest": fingerprint, "password": password})


def test_nia_reads_back_and_freezes_exactly_what_she_was_shown(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    fingerprint = _hold(meeting, nia)
    answer = _freeze(meeting, nia, fingerprint)
    assert answer.headers["location"] == f"/cases/{meeting.sam}/versions/1", answer.text
    kept = meeting.read(lambda t: versions.read(t, meeting.here.keys, meeting.sam, 1))
    assert kept is not None and kept.content is not None
    assert kept.header.content == fingerprint == digest(kept.content)
    assert kept.circumstances is not None and kept.circumstances.chair.name == "Dr Nia"
    assert meeting.read(lambda t: workingcopies.find_open(t, meeting.sam)) is None


def test_the_key_of_a_frozen_working_copy_is_gone(meeting: Meeting) -> None:
    copy = meeting.read(lambda t: workingcopies.find_open(t, meeting.sam))
    nia = meeting.signed_in("Nia")
    _freeze(meeting, nia, _hold(meeting, nia))
    assert not meeting.here.keys.exists(copy.id)


def test_the_case_is_read_only_until_the_next_working_copy_is_opened_from_the_version(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    fingerprint = _hold(meeting, nia)
    _freeze(meeting, nia, fingerprint)
    standing = nia.get(f"/cases/{meeting.sam}/standing").json()
    assert standing["reason"] == "moved_on" and standing["address"].endswith("/versions/1")
    assert nia.post(f"/cases/{meeting.sam}/workingcopies").status_code == 303
    plain = meeting.portal.call(meeting.here.hub.plain, meeting.sam)
    from server.domain.formulation import to_plain

    assert digest(to_plain(from_plain(plain)[0].standing())) == fingerprint
    assert nia.get(f"/cases/{meeting.sam}/standing").json()["may_enter"] is True


def test_the_room_leads_to_what_was_frozen_while_no_working_copy_is_open(meeting: Meeting) -> None:
    _, token = meeting.invite(meeting.sitting, "Priya")
    priya, nia = meeting.joined(token, "Priya"), meeting.signed_in("Nia")
    _freeze(meeting, nia, _hold(meeting, nia))
    room = f"/cases/{meeting.sam}/room"
    assert priya.get(room).headers["location"] == f"/cases/{meeting.sam}/versions/1"
    assert nia.get(room).headers["location"] == f"/cases/{meeting.sam}"
    nia.post(f"/cases/{meeting.sam}/workingcopies")
    assert priya.get(room).status_code == nia.get(room).status_code == 200


def test_a_wrong_password_freezes_nothing_and_keeps_the_hold(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    answer = _freeze(meeting, nia, _hold(meeting, nia), "something else")
    assert answer.status_code == 403 and words("en")("freeze.password_wrong") in unescape(answer.text)
    assert meeting.read(lambda t: versions.last_number(t, meeting.sam)) == 0
    assert meeting.here.hub.held(meeting.sam)


def test_another_fingerprint_than_the_rooms_is_refused(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    _hold(meeting, nia)
    assert _freeze(meeting, nia, "0" * 64).status_code == 409
    assert meeting.read(lambda t: versions.last_number(t, meeting.sam)) == 0


def test_nothing_is_frozen_without_a_hold(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    fingerprint = _hold(meeting, nia)
    assert nia.delete(f"/cases/{meeting.sam}/hold").status_code == 303
    assert _freeze(meeting, nia, fingerprint).status_code == 409
    assert meeting.read(lambda t: versions.last_number(t, meeting.sam)) == 0


def test_the_line_that_says_how_long_it_is_held_never_leads_away_from_the_page(meeting: Meeting) -> None:
    """A page that has just confirmed waits for its version: that the hold is over takes it nowhere else."""
    nia = meeting.signed_in("Nia")
    fingerprint = _hold(meeting, nia)
    line, by_htmx = f"/cases/{meeting.sam}/hold?part=standing", {"hx-request": "true"}
    while_held = nia.get(line, headers=by_htmx)
    _freeze(meeting, nia, fingerprint)
    after = nia.get(line, headers=by_htmx)
    assert "hx-redirect" not in after.headers and while_held.text != after.text
    assert after.text.strip() == words("en")("freeze.held_no_more")


def test_two_confirmations_in_the_same_second_make_one_version(meeting: Meeting) -> None:
    """H01: the other is told that it exists."""
    nia, desk = meeting.signed_in("Nia"), meeting.signed_in("Nia")
    fingerprint = _hold(meeting, nia)
    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(lambda browser: _freeze(meeting, browser, fingerprint), (nia, desk)))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert meeting.read(lambda t: versions.last_number(t, meeting.sam)) == 1
    again = _freeze(meeting, nia, fingerprint)
    assert again.status_code == 409
    assert words("en")("refusal.already_frozen", number=1) in unescape(again.text)


def test_the_coordinator_prepares_but_never_freezes(meeting: Meeting) -> None:
    gwen, nia = meeting.signed_in("Gwen"), meeting.signed_in("Nia")
    fingerprint = _hold(meeting, nia)
    assert _freeze(meeting, gwen, fingerprint).status_code == 403


def test_a_blocking_loose_end_stands_in_the_way_and_says_where_to_settle_it(meeting: Meeting) -> None:
    case = meeting.case("Elin", TWO_CHILDREN)
    meeting.seat(case, meeting.nia, "chair")
    nia = meeting.signed_in("Nia")
    nia.post(f"/cases/{case}/hold")
    page = nia.get(f"/cases/{case}/hold").text
    assert 'aria-disabled="true"' in page and f'href="/cases/{case}/room#people/{SAM}"' in page
    found = re.search(r'data-digest="([0-9a-f]{64})"', page)
    assert found
    answer = nia.post(f"/cases/{case}/versions", data={"digest": found.group(1), "password": PASSWORD})
    assert answer.status_code == 409
    assert meeting.read(lambda t: versions.last_number(t, case)) == 0


def test_freezing_the_same_again_asks_for_a_reason(meeting: Meeting) -> None:
    """H08."""
    nia = meeting.signed_in("Nia")
    fingerprint = _hold(meeting, nia)
    _freeze(meeting, nia, fingerprint)
    nia.post(f"/cases/{meeting.sam}/workingcopies")
    assert _hold(meeting, nia) == fingerprint
    assert _freeze(meeting, nia, fingerprint).status_code == 409
    data = {
        "digest": fingerprint,
        "password": PASSWORD,
        "reason": "Signed again after the name of the school was checked",
    }
    assert nia.post(f"/cases/{meeting.sam}/versions", data=data).status_code == 303
    first, second = meeting.read(lambda t: versions.every(t, meeting.here.keys, meeting.sam))
    assert first.header.content == second.header.content and first.seal != second.seal


def test_the_history_and_the_version_tell_seal_chair_and_everything_that_was_frozen(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    _freeze(meeting, nia, _hold(meeting, nia))
    kept = meeting.read(lambda t: versions.read(t, meeting.here.keys, meeting.sam, 1))
    history = nia.get(f"/cases/{meeting.sam}/versions").text
    page = unescape(nia.get(f"/cases/{meeting.sam}/versions/1").text)
    assert kept.short_seal in history and kept.short_seal in page
    assert words("en")("version.seal_good") in page
    for said in ("Dr Nia", "Sam Rhys", "Nan", "Cooks with Nan every Sunday", "2018"):
        assert said in page


def test_a_version_that_was_changed_in_the_file_is_not_called_sealed(meeting: Meeting) -> None:
    """H05."""
    nia = meeting.signed_in("Nia")
    _freeze(meeting, nia, _hold(meeting, nia))
    meeting.write(lambda t: t.run("drop trigger versions_no_update"))
    meeting.write(lambda t: t.run("update versions set content = zeroblob(60) where case_id = :c", c=meeting.sam))
    page = nia.get(f"/cases/{meeting.sam}/versions/1")
    assert page.status_code == 200
    assert words("en")("version.seal_broken") in page.text and words("en")("version.seal_good") not in page.text


def test_a_participant_reads_the_version_of_their_meeting_and_no_other(meeting: Meeting) -> None:
    _, token = meeting.invite(meeting.sitting, "Priya")
    priya, nia = meeting.joined(token, "Priya"), meeting.signed_in("Nia")
    assert priya.get(f"/cases/{meeting.sam}/versions/1").status_code == 404
    _freeze(meeting, nia, _hold(meeting, nia))
    assert priya.get(f"/cases/{meeting.sam}/versions/1").status_code == 200
    nia.post(f"/cases/{meeting.sam}/meetings/{meeting.sitting}/closing")
    assert priya.get(f"/cases/{meeting.sam}/versions/1").status_code == 303


def test_a_record_that_was_edited_after_its_removal_is_found_by_who_changed_what() -> None:
    plain = {"people": {SAM: {"name": "Sam", "removed_by": "n", "removed_at": "2026-03-12T10:00:00Z"}}}
    formulation = from_plain(plain)[0]
    late = workingcopies.Contribution("x", "people", SAM, "name", "2026-03-12T09:00:00Z", "2026-03-12T10:00:05Z", 2)
    flag = workingcopies.Contribution(
        "n", "people", SAM, "removed_at", "2026-03-12T10:00:00Z", "2026-03-12T10:00:09Z", 1
    )
    assert edited_after_removal(formulation, [late, flag]) == [("people", SAM)]
    assert edited_after_removal(formulation, [flag]) == []


def test_a_fingerprint_is_shown_in_groups_to_be_read_aloud() -> None:
    assert grouped("0123456789abcdef" * 4) == " ".join(["0123", "4567", "89ab", "cdef"] * 2)
    assert canonical({"b": 1, "a": 2}) == b'{"a":2,"b":1}'


def test_a_finding_leads_to_its_place() -> None:
    from server.domain.errors import Finding, Place

    shown = finding_shown(words("en"), "C", Finding("no_index_person", Place("people"), blocking=True))
    assert shown["address"] == "/cases/C/room" and shown["blocking"]


def test_markup_in_every_field_is_shown_as_it_was_typed(meeting: Meeting) -> None:
    """F01, F05, F06: on the page, in its lists and in its drawings."""
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}]]>\"'&amp;"
    person = {**FORMULATION["people"][SAM], "name": hostile, "called": hostile, "known_as": hostile, "note": hostile}
    event = {"title": hostile, "detail": hostile, "quote": hostile, "says": hostile, "lane": "home", "language": "en"}
    case = meeting.case("Elin", {"people": {SAM: person}, "events": {"e" * 21 + "A": event}})
    meeting.seat(case, meeting.nia, "chair")
    nia = meeting.signed_in("Nia")
    nia.post(f"/cases/{case}/hold")
    found = re.search(r'data-digest="([0-9a-f]{64})"', nia.get(f"/cases/{case}/hold").text)
    assert found
    nia.post(f"/cases/{case}/versions", data={"digest": found.group(1), "password": PASSWORD})
    page = nia.get(f"/cases/{case}/versions/1")
    assert page.status_code == 200 and hostile in unescape(page.text)
    assert 'class="drawing' in page.text
    assert "<script>alert" not in page.text and "<img" not in page.text
    assert "style=" not in page.text and "xlink" not in page.text
    assert not re.search(r"<[^>]*\son[a-z]+=", page.text)


def test_a_version_draws_the_steps_with_what_was_agreed_and_says_it_in_words(meeting: Meeting) -> None:
    agreed = {"steps": "1_2", "agreed": True, "agreed_at": "2026-03-12T10:00:00Z", "reason": "Routine holds with Nan."}
    own = {"steps": "5", "placed_by": meeting.gwen, "says": "Gwen", "reason": "He plans his weeks."}
    placed = {"p" * 21 + "A": agreed, "q" * 21 + "A": own}
    case = meeting.case("Elin", {**FORMULATION, "placements": placed})
    meeting.seat(case, meeting.nia, "chair")
    nia = meeting.signed_in("Nia")
    nia.post(f"/cases/{case}/hold")
    page = unescape(nia.get(f"/cases/{case}/hold").text)
    assert 'aria-label="The six recovery steps. Agreed placement: steps 1 to 2."' in page
    assert "Routine holds with Nan." in page and "Gwen: step 5" in page


def test_the_family_of_a_version_is_shown_at_other_ages(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    _freeze(meeting, nia, _hold(meeting, nia))
    page = unescape(nia.get(f"/cases/{meeting.sam}/versions/1?ages=3,%207").text)
    assert page.count("<figcaption>") == 2
    assert "The family at 3, on" in page and "The family at 7, on" in page


def test_ages_that_are_none_are_said_to_be_and_kept(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    _freeze(meeting, nia, _hold(meeting, nia))
    for said in ("99", "seven", "1,2,3,4,5,6,7", "<b>", "-1e9", "²"):
        answer = nia.get(f"/cases/{meeting.sam}/versions/1", params={"ages": said})
        assert answer.status_code == 200
        assert "<figcaption>" not in answer.text, said
        assert "such as 3, 7, 12" in answer.text and f'value="{escape(said)}"' in answer.text


def test_the_family_leaves_as_a_drawing_without_what_is_sensitive(meeting: Meeting) -> None:
    _, token = meeting.invite(meeting.sitting, "Priya")
    priya, nia = meeting.joined(token, "Priya"), meeting.signed_in("Nia")
    _freeze(meeting, nia, _hold(meeting, nia))
    answer = nia.get(f"/cases/{meeting.sam}/versions/1/family.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "attachment" in answer.headers["content-disposition"] and "Sam" not in answer.headers["content-disposition"]
    assert answer.text.startswith("<svg") and "Nan" in answer.text
    assert meeting.read(lambda t: t.one("select count(*) as n from audit where what = 'family.exported'"))["n"] == 1
    assert nia.get(f"/cases/{meeting.sam}/versions/1/family.svg?age=99").status_code == 404
    assert priya.get(f"/cases/{meeting.sam}/versions/1/family.svg").status_code == 404


# -- what is said beside the content


def test_the_day_of_the_next_review_is_offered_kept_and_sealed(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    fingerprint = _hold(meeting, nia)
    offered = review_offered(today(meeting.here)).isoformat()
    page = nia.get(f"/cases/{meeting.sam}/hold").text
    assert re.search(rf'name="review_on" type="date" value="{offered}"', page)
    form = {"digest": fingerprint, "password": PASSWORD}
    for wrong in ("2020-01-01", "soon", "2099-01-01"):
        answer = nia.post(f"/cases/{meeting.sam}/versions", data={**form, "review_on": wrong})
        assert answer.status_code == 422 and 'id="review_on-wrong"' in answer.text
        assert f'value="{wrong}"' in answer.text, "what was typed stays"
    assert nia.post(f"/cases/{meeting.sam}/versions", data={**form, "review_on": offered}).status_code == 303
    kept = meeting.read(lambda t: versions.read(t, meeting.here.keys, meeting.sam, 1))
    assert kept.circumstances.review_on == offered
    assert meeting.read(lambda t: cases.must_find(t, meeting.here.keys, meeting.sam)).review_on == offered


def test_a_version_may_be_frozen_without_a_day_of_review(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    _freeze(meeting, nia, _hold(meeting, nia))
    assert meeting.read(lambda t: cases.must_find(t, meeting.here.keys, meeting.sam)).review_on == ""


def test_a_version_says_its_languages_what_was_kept_back_and_what_came_of_the_comments(meeting: Meeting) -> None:
    event = FORMULATION["events"]["e" * 21 + "A"]
    events = {
        "e" * 21 + "A": {**event, "sensitive": True, "language": "cy"},
        "f" * 21 + "A": {**event, "quote": "I was glad", "quote_share": "no"},
    }
    comments = {"c" * 21 + "A": {"text": "Why?", "outcome": "answered"}, "d" * 21 + "A": {"text": "Not quite"}}
    case = meeting.case("Elin", {**FORMULATION, "events": events, "comments": comments})
    meeting.seat(case, meeting.nia, "chair")
    nia = meeting.signed_in("Nia")
    nia.post(f"/cases/{case}/hold")
    found = re.search(r'data-digest="([0-9a-f]{64})"', nia.get(f"/cases/{case}/hold").text)
    assert found
    nia.post(f"/cases/{case}/versions", data={"digest": found.group(1), "password": PASSWORD})
    kept = meeting.read(lambda t: versions.read(t, meeting.here.keys, case, 1))
    told = kept.circumstances
    assert told.languages == ("cy", "en")
    assert told.withheld == (f"child_no events/{'f' * 21}A", f"sensitive events/{'e' * 21}A")
    assert told.notes == (f"settled comments/{'c' * 21}A answered", f"carried comments/{'d' * 21}A")
    assert (kept.header.software, kept.header.schema) == (f"Gwead {__version__}", SCHEMA.digest)
    page, w = unescape(nia.get(f"/cases/{case}/versions/1").text), words("en")
    for said in (
        w("version.withheld_sensitive", n=1), w("version.withheld_child_no", n=1), w("languages.cy"),
        w("version.comments_both", carried=w("version.comments_carried", n=1),
          settled=w("version.comments_settled", n=1)),
        SCHEMA.digest, kept.short_seal,
    ):  # fmt: skip
        assert said in page, said


def test_h16_present_and_contributed_are_two_lists(meeting: Meeting) -> None:
    """H16: Priya was there and said nothing; Gwen wrote beforehand and has lost her seat since."""
    _, token = meeting.invite(meeting.sitting, "Priya")
    priya, nia = meeting.joined(token, "Priya"), meeting.signed_in("Nia")
    copy = meeting.read(lambda t: workingcopies.find_open(t, meeting.sam))
    told = {"author": meeting.gwen, "touched": [("events", "e" * 21 + "A", "title")], "at": meeting.here.now()}
    wrote = SimpleNamespace(update=b"\0\0", **told)
    meeting.write(lambda t: workingcopies.append(t, meeting.here.keys, copy.id, copy.epoch, [wrote]))
    meeting.write(lambda t: cases.unseat(t, meeting.sam, meeting.gwen, meeting.here.now()))
    with priya.websocket_connect(f"{SOCKETS}/cases/{meeting.sam}/sync/shared?epoch={copy.epoch}") as socket:
        socket.receive_bytes()
    _freeze(meeting, nia, _hold(meeting, nia))
    frozen = meeting.read(lambda t: versions.read(t, meeting.here.keys, meeting.sam, 1)).circumstances
    assert [(who.name, who.agency) for who in frozen.present] == [("Priya", "Education")]
    assert [who.name for who in frozen.contributed] == ["Dr Gwen"]


# -- restoring


def test_h13_version_1_is_restored_into_a_new_working_copy_and_version_2_stays(meeting: Meeting) -> None:
    """H13, F7: the next version follows the last one and says what it was restored from."""
    nia, w = meeting.signed_in("Nia"), words("en")
    first = _hold(meeting, nia)
    _freeze(meeting, nia, first)
    assert w("version.restore", n=1) in unescape(nia.get(f"/cases/{meeting.sam}/versions/1").text)
    begun = {**FORMULATION, "events": {}}
    opening = from_plain(begun)[0]
    meeting.portal.call(partial(casework.open_working_copy, meeting.here, meeting.sam, begins_with=opening))
    second = _hold(meeting, nia)
    assert second != first
    in_the_way = nia.post(f"/cases/{meeting.sam}/workingcopies", data={"from": "1"})
    assert in_the_way.status_code == 409, "only while none is open"
    assert w("version.restore", n=1) not in unescape(nia.get(f"/cases/{meeting.sam}/versions/1").text)
    _freeze(meeting, nia, second)
    told = unescape(nia.get(f"/cases/{meeting.sam}/versions/1").text)
    assert w("version.restore_how", n=1, last=2, next=3) in told
    for none in ("3", "0", "x", "-1", "9999999999"):
        assert nia.post(f"/cases/{meeting.sam}/workingcopies", data={"from": none}).status_code == 404, none
    assert nia.post(f"/cases/{meeting.sam}/workingcopies", data={"from": "1"}).status_code == 303
    copy = meeting.read(lambda t: workingcopies.find_open(t, meeting.sam))
    assert copy.opened_from == 1
    assert w("case.working_copy_from", n=1) in unescape(nia.get(f"/cases/{meeting.sam}").text)
    third = _hold(meeting, nia)
    assert third == first, "exactly what version 1 held"
    assert w("freeze.restored", n=1, last=2) in unescape(nia.get(f"/cases/{meeting.sam}/hold").text)
    _freeze(meeting, nia, third)
    checked = meeting.read(lambda t: versions.check_case(t, meeting.here.keys, meeting.sam))
    one, two, three = checked.versions
    assert checked.sound
    assert [v.header.parent for v in checked.versions] == ["", one.seal, two.seal]
    assert [v.circumstances and v.circumstances.restored_from for v in checked.versions] == [0, 0, 1]
    assert one.header.content == three.header.content != two.header.content
    assert w("version.restored_from", n=1) in unescape(nia.get(f"/cases/{meeting.sam}/versions/3").text)


# -- years later


def test_h10_version_1_is_byte_for_byte_and_line_for_line_the_same_after_all_that_may_come(
    meeting: Meeting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """H10: after version 2, a step of an upgrade, a note, and a backup and restore."""
    nia = meeting.signed_in("Nia")
    _freeze(meeting, nia, _hold(meeting, nia))

    def drawings(browser: TestClient) -> list[str]:
        page = browser.get(f"/cases/{meeting.sam}/versions/1").text
        found = re.findall(r'<div class="drawing[^>]*>(.*?)</div>', page, re.DOTALL)
        assert len(found) == 2 and all("<svg" in each for each in found), "the family and the life"
        return [*found, browser.get(f"/cases/{meeting.sam}/versions/1/family.svg").text]

    def row(t: Transaction) -> list[tuple[object, ...]]:
        return [tuple(each) for each in t.all("select * from versions where number = 1")]

    drawn, kept = drawings(nia), meeting.read(row)
    nia.post(f"/cases/{meeting.sam}/workingcopies")
    again = {"digest": _hold(meeting, nia), "password": PASSWORD, "reason": "Signed again"}
    assert nia.post(f"/cases/{meeting.sam}/versions", data=again).status_code == 303
    note = {"text": "He has moved.", "reason": "Since then", "said_by": "Nan", "password": PASSWORD}
    assert nia.post(f"/cases/{meeting.sam}/versions/1/notes", data=note).status_code == 303
    to_come = upgrades.added(upgrades.LAST + 1, {"people": {"of_a_later_day": ""}}, {"a_later_collection": {}})
    monkeypatch.setattr(upgrades, "STEPS", (*upgrades.STEPS, to_come))
    assert drawings(nia) == drawn and meeting.read(row) == kept
    file, here = tmp_path / "monday.gwead", meeting.here
    backup.back_up(here.database, here.keys, file, here.now())
    data, master = tmp_path / "elsewhere", master_key(meeting.config.master_key_file)
    restored = backup.restore(
        file, database=data / "gwead.db", keys=data / "keys.db", master=master, at=here.now(),
    )  # fmt: skip
    assert restored.versions == 2
    with (
        contextlib.closing(Database(data / "gwead.db")) as tables,
        contextlib.closing(Keys(data / "keys.db", master)) as keys,
    ):
        assert tables.read_now(row) == kept
        checked = tables.read_now(lambda t: versions.check_case(t, keys, meeting.sam))
        assert checked.sound and checked.versions[0].content == from_before(meeting)
    formulation = from_plain(upgrades.view(checked.versions[0].content or {}, checked.versions[0].header.schema))[0]
    day = date.fromisoformat(checked.versions[0].header.frozen_at[:10])
    assert meeting.portal.call(ages.as_file, meeting.here, formulation, day, "en") == drawn[-1]


def from_before(meeting: Meeting) -> object:
    return meeting.read(lambda t: versions.read(t, meeting.here.keys, meeting.sam, 1)).content
