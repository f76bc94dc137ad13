"""Case A frozen as version 1, its review of three months carried through, frozen as version 2: the comparison says what
the review's file says changed, and nothing else. What the page of the review asks is said there; what it leaves to the
room (the family, the steps, dates) is written as the room writes it."""

from collections import Counter
from datetime import date
from html import unescape
from typing import Any

import pytest

from server.domain.comparison import compare
from server.domain.formulation import COLLECTIONS, from_plain
from server.domain.path import Stood, ways
from server.interchange.records import whole_record
from server.languages import words
from server.storage import versions
from server.web import casework
from tests.reports.frozen import case_a
from tests.reports.test_reviewed import LANES, REVIEW, STATES, Reviewed, review_of_case_a
from tests.web.frozen import freeze
from tests.web.people import Meeting
from tests.web.test_comparing import frozen

EN = words("en")
SAID_ON_THE_PAGE = ("events", "voices")
"""Collections whose new records are said on the page of the review."""
DAYS = ("2026-03-12", "2026-06-11")
"""When case A was placed first, and its review."""
STAMPED = frozenset({"state", "state_why", "state_by", "state_at"})
CORRECTED = {"031": ("when", "Police"), "072": ("when", "Probation")}
"""What the file calls a correction and no dispute was open about: marked on the page, with its source."""


def through_the_room(meeting: Meeting, it: Reviewed) -> None:
    """Everything of the review that its page leaves to the room."""
    before = from_plain(case_a())[0]
    new: dict[str, Any] = {}
    wanted: dict[str, Any] = {}
    for name in COLLECTIONS:
        known, after = before.collection(name), it.plain[name]
        for i, record in after.items():
            if i not in known and name not in SAID_ON_THE_PAGE:
                new.setdefault(name, {})[i] = whole_record(name, i, record)
            elif i in known:
                was = case_a()[name][i]
                fields = {k: v for k, v in record.items() if v != was.get(k) and k not in STAMPED}
                if fields:
                    wanted.setdefault(name, {})[i] = fields
        for i in known.keys() - after.keys():
            wanted.setdefault(name, {})[i] = {"removed_by": meeting.nia, "removed_at": meeting.here.now()}
    meeting.portal.call(lambda: casework.bring_in(meeting.here, meeting.sam, new, by=meeting.nia))
    meeting.portal.call(lambda: casework.revise(meeting.here, meeting.sam, wanted, by=meeting.nia))


def on_the_page(meeting: Meeting, it: Reviewed, nia: Any) -> None:
    """States, news of the child's life, the child's words and corrections, each by its form."""

    def said(what: str, **fields: str) -> None:
        answer = nia.post(f"/cases/{meeting.sam}/review/{what}", data=fields)
        assert answer.status_code == 303, (what, fields, unescape(answer.text))

    for told in REVIEW["recommendations"]:
        if told["status"] != "new":
            which = it.by_ref["recommendations", str(told["n"])]
            said("states", recommendation=which, state=STATES[told["status"]], why=told["status"])
    for told in REVIEW["new_events"]:
        said("events", text=f"{told['date']}: {told['event']}", said_by="Nia")
    said("voices", words=REVIEW["child_voice"], asked="asked", asked_by="Nia", share="yes")
    for ref, (field, reason) in CORRECTED.items():
        said("corrections", which=f"events/{it.by_ref['events', ref]}/{field}", reason=reason)


@pytest.fixture
def reviewed(meeting: Meeting) -> tuple[Meeting, Reviewed]:
    """Sam's case holds case A as version 1, and the review's version 2."""
    it = review_of_case_a()
    frozen(meeting, case_a())
    nia = meeting.signed_in("Nia")
    nia.post(f"/cases/{meeting.sam}/workingcopies")
    through_the_room(meeting, it)
    on_the_page(meeting, it, nia)
    freeze(meeting, nia)
    return meeting, it


def test_the_comparison_says_what_the_file_says_and_nothing_else(reviewed: tuple[Meeting, Reviewed]) -> None:
    meeting, it = reviewed
    one, two = meeting.read(lambda t: versions.every(t, meeting.here.keys, meeting.sam, content=True))
    before, after = from_plain(one.content)[0], from_plain(two.content)[0]
    found = compare(before, after)
    expected = it.expected.copy()
    expected["events", "changed"] -= len(CORRECTED)
    expected["events", "corrected"] += len(CORRECTED)
    assert Counter((c.collection, c.verb) for c in found.changes) == +expected
    assert found.sentences == ()
    fresh = {after.events[c.id].title for c in found.changes if (c.collection, c.verb) == ("events", "new")}
    assert fresh == {told["event"] for told in REVIEW["new_events"]} and len(LANES) == 6
    (voice,) = (after.voices[c.id] for c in found.changes if c.collection == "voices")
    assert voice.text == REVIEW["child_voice"]
    reasons = {s.reason for c in found.changes for s in c.settled}
    assert {"Police", "Probation", "nursery sign-out sheet 10/07/2014"} <= reasons
    for told in REVIEW["recommendations"]:
        if told["status"] != "new":
            held = after.recommendations[it.by_ref["recommendations", str(told["n"])]]
            assert (held.state, held.state_why) == (STATES[told["status"]], told["status"])


def test_the_path_dips_in_april_and_comes_back(reviewed: tuple[Meeting, Reviewed]) -> None:
    meeting, _ = reviewed
    kept = meeting.read(lambda t: versions.every(t, meeting.here.keys, meeting.sam, content=True))
    days = map(date.fromisoformat, DAYS)
    stood = [Stood(v.number, day, from_plain(v.content)[0]) for v, day in zip(kept, days, strict=True)]
    whole = ways(stood)[0]
    assert [(p.steps, p.emerging, p.went) for p in whole.points if p.steps] == [
        ("1_2", "", ""), ("1", "", "down"), ("2", "3", "up"),
    ]  # fmt: skip


def test_version_1_is_byte_for_byte_what_it_was(reviewed: tuple[Meeting, Reviewed]) -> None:
    meeting, _ = reviewed
    one = meeting.read(lambda t: versions.read(t, meeting.here.keys, meeting.sam, 1))
    assert from_plain(one.content)[0] == from_plain(case_a())[0]
    checked = meeting.read(lambda t: versions.check_case(t, meeting.here.keys, meeting.sam))
    assert [versions.standing_in(checked, n) for n in (1, 2)] == ["sealed", "sealed"]
    shown = unescape(meeting.signed_in("Nia").get(f"/cases/{meeting.sam}/compare?from=1&to=2&view=list").text)
    assert EN("compared.heading", one="1", other="2") in shown
