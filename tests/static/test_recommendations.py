"""The plan: which recommendation stands on which step, its number, what covers a wish, who does what and when; the
reasons that are kept; and as much of the plan on the wall as fits."""

import json
from typing import Any

import pytest

from server.domain import vocabulary
from server.domain.formulation import from_plain, to_plain
from server.domain.sequencing import cautions
from tests.bundles import bundled, entry_of
from tests.domain.test_sequencing import SOUNDS, SOUNDS_NOT
from tests.static.conftest import Script

KINDS = vocabulary.as_json()["recommendation_kinds"]
WALL = {"width": 1800, "height": 860, "scale": 2}
MAY = {
    "text": "May 2026", "start": ["2026-05-01", "2026-05-31"], "end": None, "precision": "month", "qualifier": "",
}  # fmt: skip
MARCH = {
    "text": "12 March 2026", "start": ["2026-03-12", "2026-03-12"], "end": None, "precision": "day", "qualifier": "",
}  # fmt: skip


def _id(letter: str) -> str:
    return letter * 21 + "A"


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Script:
    modules = ("recommendations/plan", "recommendations/check", "recommendations/recommendationswall", "words")
    return Script(bundled(tmp_path_factory.mktemp("plan"), entry_of(modules)))


def held(*recommendations: dict[str, Any], **collections: Any) -> Any:
    """A document with these recommendations, in the order given, in its plain form."""
    made = {
        _id(chr(97 + at)): {"title": f"no {at}", "order": f"a{at}", "steps": "1", **each}
        for at, each in enumerate(recommendations)
    }
    return to_plain(from_plain({"recommendations": made, **collections})[0])


def titles(members: list[dict[str, Any]]) -> list[tuple[int, str]]:
    return [(each["number"], each["record"]["title"]) for each in members]


def test_the_plan_goes_by_steps_and_on_a_step_by_its_own_order(plan: Script) -> None:
    document = held(
        {"title": "third", "steps": "2"}, {"title": "nowhere", "steps": ""}, {"title": "first", "steps": "1_2"},
        {"title": "not", "start": "avoid"}, {"title": "second", "steps": "1"},
    )  # fmt: skip
    assert titles(plan.call("planOf", document)) == [(1, "first"), (2, "second"), (3, "third"), (4, "nowhere")]
    rows = plan.call("rowsOf", document)
    assert [row["step"] for row in rows] == [1, 2, 3, 4, 5, 6, 0]
    assert [[title for _, title in titles(row["members"])] for row in rows][:3] == [["first", "second"], ["third"], []]
    assert [record["title"] for _, record in plan.call("avoidedIn", document)] == ["not"]


def test_a_step_is_moved_within_and_what_is_avoided_stands_apart(plan: Script) -> None:
    document = held({}, {}, {"steps": "2"}, {"start": "avoid"}, {"start": "avoid", "steps": ""})
    beside = [each for each, _ in plan.call("besides", document, _id("b"))]
    assert beside == [_id("a")]
    assert [each for each, _ in plan.call("besides", document, _id("b"), 2)] == [_id("c")]
    assert [each for each, _ in plan.call("besides", document, _id("e"))] == [_id("d")]


def test_a_wish_says_by_which_numbers_it_is_covered(plan: Script) -> None:
    wish, other, words = _id("w"), _id("x"), _id("y")
    document = held(
        {"wishes": {wish: "answers"}},
        {"steps": "2", "wishes": {wish: "in_part"}},
        {"steps": "2", "wishes": {wish: "goes_against"}},
        {"steps": "3", "wishes": {other: "answers"}, "state": "stopped"},
        {"start": "avoid", "wishes": {other: "answers"}},
        voices={
            wish: {"kind": "wish", "text": "No more new people", "order": "a0"},
            other: {"kind": "wish", "text": "Sundays at Nan’s", "order": "a1"},
            words: {"kind": "words", "text": "said, not wished"},
        },
    )
    covered = {each["id"]: each["covered"] for each in plan.call("wishesOf", document)}
    assert covered == {wish: [1, 2], other: []}


def test_who_does_it_stands_together_however_it_was_typed_and_nobody_last(plan: Script) -> None:
    document = held(
        {"title": "left", "who": ""}, {"who": "tom ", "title": "one"}, {"who": "Tom", "steps": "2", "title": "two"},
        {"who_agency": "CAMHS", "title": "agency"},
    )  # fmt: skip
    listed = "g => [g.who || g.agency, g.members.map(m => m.record.title)]"
    groups = plan.value(f"tested.byPerson({json.dumps(document)}, id => id).map({listed})")
    assert groups == [["CAMHS", ["agency"]], ["tom", ["one", "two"]], ["", ["left"]]]


def test_the_list_goes_by_the_first_day_that_is_said(plan: Script) -> None:
    document = held(
        {"title": "undated"}, {"title": "May", "begins": MAY}, {"title": "March", "by": MARCH, "steps": "6"}
    )
    assert [title for _, title in titles(plan.call("byDate", document))] == ["March", "May", "undated"]


def test_new_adults_and_endings_are_those_of_the_check(plan: Script) -> None:
    live: list[dict[str, Any]] = [
        {"who": "Tom", "new_adults": "two"}, {"who": "tom", "new_adults": "one"}, {"who": "Ann", "new_adults": "two"},
        {"who": "Sam", "new_adults": "three", "state": "stopped"},
        {"who": "Eve", "new_adults": "one", "start": "hold"},
    ]  # fmt: skip
    assert plan.call("newAdults", held(*live)) == 4
    rules = [c.rule for c in cautions(from_plain(held(*live))[0])]
    assert "new_adults" in rules and "new_adults" not in [c.rule for c in cautions(from_plain(held(*live[:2]))[0])]
    ending: list[dict[str, Any]] = [
        {"kind": "assessment", "ending": "A letter"}, {"kind": "assessment"}, {"kind": "group", "ends": MAY},
        {"kind": "ending", "ends": MAY}, {"kind": "therapy", "start": "hold"}, {"kind": "routine"},
    ]  # fmt: skip
    assert plan.call("endings", held(*ending), KINDS) == {"planned": 2, "of": 4}
    warned = [c for c in cautions(from_plain(held(*ending))[0]) if c.rule == "ending"]
    assert len(warned) == 2


@pytest.mark.parametrize(("steps", "kind", "expected"), [("1", "therapy", 3), ("5", "therapy", 5), ("", "home", 0)])
def test_it_begins_where_its_kind_of_work_begins(plan: Script, steps: str, kind: str, expected: int) -> None:
    assert plan.call("beginsOn", {"steps": steps, "kind": kind}, KINDS) == expected


def test_a_reason_holds_for_what_the_warning_stood_on_and_is_offered_when_that_has_changed(plan: Script) -> None:
    caution = {"rule": "therapy_early", "recommendation": _id("a"), "against": "1–2"}
    decision = {"rule": "therapy_early", "recommendation": _id("a"), "reason": "He asked for it", "against": "1–2"}
    other = {**decision, "recommendation": _id("b"), "reason": "another"}
    document = held({"kind": "therapy"}, {}, decisions={_id("d"): decision, _id("e"): other})
    kept = {"id": _id("d"), "text": "He asked for it", "before": ""}
    assert plan.call("reasonFor", document, caution) == kept
    before = plan.call("reasonFor", document, {**caution, "against": "1"})
    assert before == {"id": "", "text": "", "before": "He asked for it"}
    placement = {"steps": "1_2", "agreed": True, "reason": "r"}
    placed, _ = from_plain({**document, "placements": {_id("p"): placement}})
    served = next(c for c in cautions(placed) if c.rule == "therapy_early")
    assert (served.against, served.reason) == ("1–2", "He asked for it")


def test_the_wall_tells_the_steps_with_what_is_on_them_and_what_to_avoid(plan: Script) -> None:
    document = held(
        {"title": "Tea at six"}, {"title": "Bereavement work", "steps": "3", "start": "hold"},
        {"title": "Retelling it", "start": "avoid"}, placements={_id("p"): {"steps": "1_2", "agreed": True}},
    )  # fmt: skip
    laid = plan.call("layPlan", {"plain": document, "vocabulary": vocabulary.as_json(), **WALL})
    said = [" ".join(line["lines"]) for line in laid["plan"]]
    assert said == [
        "1 get used to structure, boundaries and a routine", "1. Tea at six", "3 talk together about difficult issues",
        "2. Bereavement work (Hold a place)",
    ]  # fmt: skip
    assert [line["here"] for line in laid["plan"] if line["head"]] == [True, False]
    assert [line["lines"] for line in laid["avoided"]] == [["Retelling it"]]
    assert laid["more"] == laid["moreAvoided"] == 0


def test_what_does_not_fit_on_the_wall_is_counted_and_no_step_stands_bare(plan: Script) -> None:
    many = [{"title": "A long recommendation that is told in words " * 4, "steps": str(1 + at % 6)} for at in range(26)]
    laid = plan.call("layPlan", {"plain": held(*many), "vocabulary": vocabulary.as_json(), **WALL})
    shown = sum(not line["head"] for line in laid["plan"])
    assert shown > 0 and shown + laid["more"] == 26
    assert not laid["plan"][-1]["head"]
    height = sum(len(line["lines"]) * laid["size"] * 1.3 + laid["size"] * 0.45 for line in laid["plan"])
    assert height <= WALL["height"]


def test_page_and_server_hear_a_talking_therapy_in_the_same_words(plan: Script) -> None:
    """One rule in the vocabulary, read by both."""
    titles = [*SOUNDS, *SOUNDS_NOT, *(each.upper() for each in SOUNDS + SOUNDS_NOT)]
    for title in titles:
        heard = plan.call("soundsLike", {"title": title, "why": "", "kind": ""}, KINDS)
        assert (heard == "therapy") is vocabulary.sounds_like("recommendation_kinds", "therapy", title), title
    assert plan.call("soundsLike", {"title": "x", "why": SOUNDS[0], "kind": ""}, KINDS) == "therapy"
    assert plan.call("soundsLike", {"title": SOUNDS[0], "why": "", "kind": "other"}, KINDS) == ""
