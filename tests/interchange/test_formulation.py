"""A formulation from a file: every word lands, every ref is matched, and exactly what ought to be found is found."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.errors import Refusal
from server.domain.fields import ORDER
from server.domain.findings import findings
from server.domain.formulation import from_plain, to_plain
from server.domain.sequencing import cautions
from server.domain.steps import agreed_placement
from server.domain.story import StoryPart, stale
from server.example import FORMULATION, read_example
from server.interchange.formulation import _order, is_formulation, read_formulation
from server.interchange.reading import read
from server.interchange.records import Reading
from server.languages import words
from tests.domain.test_fields import JSON
from tests.families import event, family, record_id

SEED = b"a seed of the test"
GOLDEN = Path(__file__).parents[1] / "golden" / "case-a" / "formulation_findings.json"
FILE = json.loads(FORMULATION.read_text("utf-8"))


@cache
def case_a() -> dict[str, Any]:
    """The invented case as it stands in the document before its formulation."""
    return to_plain(from_plain(read_example().records)[0])


def bring(value: Any, standing: dict[str, Any] | None = None) -> Reading:
    return read_formulation(json.dumps(value).encode(), seed=SEED, language="en", standing=standing or {})


@cache
def example() -> tuple[dict[str, Any], Reading]:
    standing = case_a()
    return standing, read_formulation(FORMULATION.read_bytes(), seed=SEED, language="en", standing=standing)


def refs_of(standing: dict[str, Any], record: dict[str, Any]) -> list[str]:
    return sorted(standing["events"][i]["ref"] for i in record["events"])


def by_ref(reading: Reading, collection: str) -> dict[str, dict[str, Any]]:
    return {record["ref"]: record for record in reading.records[collection].values()}


def test_the_example_brings_the_whole_formulation() -> None:
    _, reading = example()
    counts = {name: len(records) for name, records in reading.records.items()}
    assert counts == {
        "cards": 27, "statements": 34, "placements": 1, "recommendations": 14, "voices": 0, "story": 1,
    }  # fmt: skip
    assert from_plain(reading.records)[1] == ()


def test_every_card_has_its_words_its_box_and_its_refs() -> None:
    standing, reading = example()
    for box, cards in FILE["five_ps"].items():
        told = [c for c in reading.records["cards"].values() if c["box"] == box]
        assert [(c["text"], refs_of(standing, c)) for c in told] == [(c["text"], sorted(c["refs"])) for c in cards]
        assert all(bearing == "supports" for c in told for bearing in c["events"].values())


def test_every_sentence_has_its_refs_after_it() -> None:
    standing, reading = example()
    blocks = reading.records["story"]["happened"]["blocks"]
    told = [
        (block["content"][0]["text"], [standing["events"][c["record"]]["ref"] for c in block["content"][1:]])
        for block in blocks
    ]
    assert told == [(s["text"], s["refs"]) for s in FILE["story"]]


def test_what_is_cited_is_looked_at_from_the_start() -> None:
    """Nothing is to be looked at again until something changes; then each sentence that stands on it is."""
    standing, reading = example()
    whole = {**standing, **reading.records}
    assert stale(whole) == ()
    changed = next(i for i, e in standing["events"].items() if e["ref"] == "036")
    later = {**whole, "events": {**whole["events"], changed: {**whole["events"][changed], "title": "Taken that day"}}}
    assert [(s.block, s.why) for s in stale(later)] == [(6, "changed"), (7, "changed")]


def test_the_placement_is_the_one_that_was_agreed() -> None:
    standing, reading = example()
    formulation, _ = from_plain(reading.records)
    placed = agreed_placement(formulation.placements.values())
    assert placed is not None
    assert (placed.steps, placed.not_ready, placed.reason) == ("1_2", "3_4", FILE["trm"]["rationale"])
    (record,) = reading.records["placements"].values()
    assert refs_of(standing, record) == sorted(FILE["trm"]["refs"])


def test_every_recommendation_has_its_step_what_it_needs_first_who_and_by_when() -> None:
    _, reading = example()
    told = by_ref(reading, "recommendations")
    for each in FILE["recommendations"]:
        record = told[str(each["n"])]
        assert record["title"] == each["text"] and record["who"] == each["who"]
        assert record["by"]["text"] == each["by"]
        assert record["steps"] == "_".join(map(str, each["trm_steps"]))
        needed = sorted(int(reading.records["recommendations"][i]["ref"]) for i in record["needs_first"])
        assert needed == each["needs_first"]
    assert [r["title"] for r in told.values() if r["start"] == "avoid"] == FILE["avoid_for_now"]


def test_what_the_words_say_of_kind_and_start_is_guessed_and_said_to_be() -> None:
    """J3"""
    _, reading = example()
    told = [(r["kind"], r["start"], r["new_adults"]) for r in reading.records["recommendations"].values()]
    assert told == [
        ("routine", "now", "one"), ("routine", "now", ""), ("home", "now", ""), ("communication", "now", ""),
        ("education", "now", ""), ("time_together", "now", ""), ("family_time", "now", ""), ("family_time", "now", ""),
        ("life_story", "later", ""), ("therapy", "hold", ""),
        ("thinking", "avoid", ""), ("offence_work", "avoid", ""), ("group", "avoid", ""), ("other", "avoid", ""),
    ]  # fmt: skip
    assert [(f.key, f.parameters) for f in reading.findings] == [("recommendations_guessed", {"count": 13})]


def test_what_the_file_says_of_kind_and_start_is_not_guessed() -> None:
    """J3"""
    said = {"n": 1, "text": "Therapy dog on Fridays", "kind": "activity", "start": "later", "who": "Kath"}
    told = bring({"story": [], "recommendations": [said]})
    assert by_ref(told, "recommendations")["1"]["kind"] == "activity"
    assert by_ref(told, "recommendations")["1"]["start"] == "later"
    assert told.findings == ()


def test_they_stand_in_the_order_of_the_file() -> None:
    _, reading = example()
    ordered = sorted(reading.records["recommendations"].values(), key=lambda r: r["order"])
    assert [r["ref"] for r in ordered] == [*map(str, range(1, 11)), "avoid/1", "avoid/2", "avoid/3", "avoid/4"]


def test_exactly_what_ought_to_be_found_in_the_example_is_found() -> None:
    """Issue: with the findings and warnings that ought to appear, and no others; the reasons are in the golden file."""
    standing, reading = example()
    expected = json.loads(GOLDEN.read_text("utf-8"))
    formulation = from_plain({**standing, **reading.records})[0]
    found = [(f.key, str(f.parameters.get("what", ""))) for f in findings(formulation)]
    assert sorted(found) == sorted((f["key"], f["about"]) for f in expected["findings"])
    assert not {f["key"] for f in expected["not_found"]} & {key for key, _ in found}
    assert all(f["why"] for f in expected["findings"] + expected["not_found"])
    assert [c.rule for c in cautions(formulation)] == ["rests_on_nothing"] * 10


@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_finding_of_the_example_can_be_said(language: str) -> None:
    standing, reading = example()
    w = words(language)
    for finding in [*findings(from_plain({**standing, **reading.records})[0]), *reading.findings]:
        assert w(f"finding.{finding.key}", **finding.parameters) and w(f"finding.{finding.key}.remedy")


def test_the_same_file_is_not_brought_in_twice() -> None:
    """J2"""
    standing, reading = example()
    again = read_formulation(
        FORMULATION.read_bytes(), seed=b"another", language="en", standing={**standing, **reading.records}
    )
    assert {name: len(records) for name, records in again.records.items()} == {
        "cards": 0, "statements": 0, "placements": 0, "recommendations": 0, "voices": 0,
    }  # fmt: skip
    assert [f.key for f in again.findings] == ["story_written_already", "already_there", "recommendations_guessed"]


def test_a_ref_that_is_nowhere_is_told_and_its_words_are_kept() -> None:
    """J1"""
    value = {
        "five_ps": {"protective": [{"text": "Nan", "refs": ["014", "999"]}]},
        "story": [{"text": "He went to Nan.", "refs": ["999"]}],
        "recommendations": [{"n": 1, "text": "Tea", "needs_first": [7]}],
    }
    i, nan = event("Weekends with Nan", ref="014")
    told = bring(value, {"events": {i: nan}})
    (card,) = told.records["cards"].values()
    assert card["events"] == {i: "supports"} and "999" in card["note"]
    keys = [(f.key, f.parameters["ref"]) for f in told.findings if f.key == "nothing_of_that_ref"]
    assert keys == [("nothing_of_that_ref", "999")] * 2 + [("nothing_of_that_ref", "7")]


def test_people_and_facts_are_found_by_their_refs_too() -> None:
    """J1"""
    sam = to_plain(family("Sam, index\nNia"))
    i, nia = next((i, p) for i, p in sam["people"].items() if p["name"] == "Nia")
    told = bring({"five_ps": {"protective": [{"text": "Nia", "refs": ["P9"]}]}},
                 {**sam, "people": {i: {**nia, "ref": "P9"}}})  # fmt: skip
    (card,) = told.records["cards"].values()
    assert card["people"] == {i: "supports"}


def test_a_hypothesis_comes_with_its_other_ways_to_see_it() -> None:
    told = bring({"story": [{"text": "He ends things first.", "part": "sense", "hypothesis": True,
                             "alternatives": "School was too hard."}]})  # fmt: skip
    ((i, statement),) = told.records["statements"].items()
    assert (statement["kind"], statement["alternatives"]) == ("hypothesis", "School was too hard.")
    assert told.records["story"]["sense"]["blocks"][0]["content"][1] == {"type": "hypothesis", "id": i}


def test_who_does_it_is_tied_to_the_one_person_of_that_name() -> None:
    sam = to_plain(family("Sam, index\nNia"))
    told = bring({"story": [], "recommendations": [{"n": 1, "text": "Tea", "who": "Nia"}, {"n": 2, "text": "Walks",
                  "who": "Nobody here"}]}, sam)  # fmt: skip
    nia = next(i for i, p in sam["people"].items() if p["name"] == "Nia")
    assert [r["done_by"] for r in told.records["recommendations"].values()] == [{nia: "does"}, {}]


def test_what_has_no_place_in_a_record_stands_in_its_words() -> None:
    """I1"""
    value = {
        "five_ps": {"presenting": [{"text": "Not sleeping", "how_often": "every night", "note": "Since June"}],
                    "precursors": ["A sixth thing"]},
        "trm": {"placed": [2, 9], "rationale": "Tests", "mood": "wary"},
        "recommendations": [{"text": "x" * 600, "cost": "none"}],
        "written_by": "Dr Elin Marged",
    }  # fmt: skip
    told = bring(value)
    kept = json.dumps([told.records, told.about], ensure_ascii=False)
    for words_of_the_file in ("every night", "Since June", "A sixth thing", "wary", "x" * 600, "none", "[2, 9]"):
        assert words_of_the_file in kept, words_of_the_file
    assert told.about["written_by"] == "Dr Elin Marged"
    assert ("unknown_kind", "precursors") in [(f.key, f.parameters.get("words")) for f in told.findings]


def test_the_childs_words_come_in_exactly() -> None:
    told = bring({"story": [], "child_voice": "I'm not kicking off, I'm checking if you'll go."})
    (voice,) = told.records["voices"].values()
    assert voice["text"] == "I'm not kicking off, I'm checking if you'll go." and voice["share"] == ""


def test_it_is_told_from_a_family_a_bundle_and_a_review() -> None:
    assert is_formulation(FILE)
    assert not is_formulation({"people": [], "story": ""}) and not is_formulation({"format": "gwead-bundle"})
    assert not is_formulation({"review_date": "2026-06-11", "trm": []}) and not is_formulation([])
    with pytest.raises(Refusal, match="not_a_formulation"):
        bring({"people": []})


def test_a_file_of_any_kind_is_known_by_its_content() -> None:
    told = read(FORMULATION.read_bytes(), "notes.json", case_a(), None, seed=SEED)
    assert len(told.records["recommendations"]) == 14
    assert told.count == 27 + 34 + 1 + 14


def test_more_than_can_be_read_is_refused_with_the_number() -> None:
    with pytest.raises(Refusal, match="formulation_too_long"):
        bring({"story": ["One."] * 2_001})
    with pytest.raises(Refusal, match="text_too_long"):
        bring({"story": ["x" * 20_000, "y" * 20_000, "z"]})
    with pytest.raises(Refusal, match="text_too_long"):
        bring({"five_ps": {"presenting": [{"text": "One", "note": "x" * 20_001}]}})


@given(JSON, JSON, JSON, JSON)
def test_anything_at_all_is_brought_in_or_refused(ps: Any, story: Any, trm: Any, recommendations: Any) -> None:
    value = {"five_ps": ps, "story": story, "trm": trm, "recommendations": recommendations, "avoid_for_now": ps}
    try:
        told = bring(value)
    except Refusal as refusal:
        assert refusal.key == "not_json"  # a number that JSON does not have
        return
    formulation, unread = from_plain(told.records)
    assert unread == ()
    assert StoryPart.from_json(told.records.get("story", {}).get("happened"))[1] == 0
    findings(formulation)
    cautions(formulation)


@given(st.integers(0, 300_000), st.integers(0, 300_000))
def test_keys_of_order_sort_as_their_numbers(one: int, other: int) -> None:
    a, b = _order(one), _order(other)
    assert ORDER.fullmatch(a) and (a < b) is (one < other)


def test_ids_are_the_same_for_the_same_file_and_seed() -> None:
    data = FORMULATION.read_bytes()
    assert read_formulation(data, seed=SEED, language="en", standing=case_a()) == example()[1]
    assert record_id("x") not in example()[1].records["cards"]
