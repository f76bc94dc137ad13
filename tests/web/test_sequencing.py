"""The check of the order as a page asks it: in plain words, with the reason that is kept, changing nothing."""

from pathlib import Path
from typing import Any

from server.domain.formulation import from_plain, to_plain
from tests.families import record_id
from tests.web.people import EVENT, FORMULATION, Meeting, running

THERAPY, DECISION = record_id("therapy"), record_id("decision")
EARLY: dict[str, Any] = {
    **FORMULATION,
    "placements": {record_id("placed"): {"steps": "1_2", "agreed": True, "reason": "x", "events": {EVENT: "supports"}}},
    "recommendations": {
        THERAPY: {"title": "Talking therapy with CAMHS", "kind": "therapy", "steps": "3", "ending": "Told in May",
                  "events": {EVENT: "supports"}, "order": "a1"},
        record_id("tea"): {"title": "Tea at six", "kind": "routine", "steps": "1", "events": {EVENT: "supports"}},
        record_id("not yet"): {"title": "Retelling it", "start": "avoid"},
    },
}  # fmt: skip
KEPT = {"rule": "therapy_early", "recommendation": THERAPY, "reason": "He asked."}
DECIDED = {**EARLY, "decisions": {DECISION: KEPT}}


def asked(meeting: Meeting, plain: dict[str, Any]) -> dict[str, Any]:
    case = meeting.case("Sam", to_plain(from_plain(plain)[0]))
    meeting.seat(case, meeting.nia, "chair")
    nia = meeting.signed_in("Nia")
    answer = nia.get(f"/cases/{case}/cautions")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_a_page_is_told_what_why_and_what_can_be_done(tmp_path: Path) -> None:
    with running(tmp_path) as meeting:
        told = asked(meeting, EARLY)
    assert told["placed"] == "1–2"
    (caution,) = told["cautions"]
    assert (caution["rule"], caution["recommendation"], caution["against"]) == ("therapy_early", THERAPY, "1–2")
    assert caution["sentence"].startswith("“Talking therapy with CAMHS” is a talking therapy")
    assert "own worth" in caution["why"] and caution["remedy"].startswith("Hold a place")
    assert caution["reason"] == caution["reason_before"] == ""


def test_the_reason_that_is_kept_comes_with_it(tmp_path: Path) -> None:
    with running(tmp_path) as meeting:
        (caution,) = asked(meeting, DECIDED)["cautions"]
    assert caution["reason"] == "He asked."


def test_a_case_without_a_formulation_has_no_warning_and_no_placement(tmp_path: Path) -> None:
    with running(tmp_path) as meeting:
        assert asked(meeting, FORMULATION) == {"placed": "", "cautions": []}


def test_it_is_asked_by_whoever_sits_at_the_case_and_by_nobody_else(tmp_path: Path) -> None:
    with running(tmp_path) as meeting:
        address = f"/cases/{meeting.sam}/cautions"
        assert meeting.signed_in("Gwen").get(address).status_code == 200
        assert meeting.signed_in("Huw").get(address).status_code == 404
        assert meeting.visit().get(address).status_code in (303, 404)
