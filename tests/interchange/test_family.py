"""Family facts: everything of the file lands somewhere, in its own words."""

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.errors import Refusal
from server.domain.formulation import Formulation, from_plain, to_plain
from server.interchange.family import MOST_PEOPLE, FamilyReading, read_family
from server.interchange.records import MOST_BYTES

FACTS = Path(__file__).parents[2] / "server" / "example" / "facts.json"
SEED = b"a seed of the test"


def bring(facts: dict[str, Any], **more: Any) -> FamilyReading:
    return read_family(json.dumps(facts).encode(), seed=SEED, **more)


def by_ref(reading: FamilyReading, collection: str) -> dict[str, dict[str, Any]]:
    return {record["ref"]: record for record in reading.records[collection].values()}


def example() -> FamilyReading:
    return read_family(FACTS.read_bytes(), seed=SEED, agency="Youth Justice", says="Nia")


def every_word(reading: FamilyReading) -> str:
    return unicodedata.normalize("NFC", json.dumps([reading.records, reading.about], ensure_ascii=False))


def leaves(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [leaf for inner in value.values() for leaf in leaves(inner)]
    if isinstance(value, list):
        return [leaf for inner in value for leaf in leaves(inner)]
    return [value] if isinstance(value, str) else []


def test_the_example_has_twenty_people_and_all_their_ties() -> None:
    counts = {collection: len(records) for collection, records in example().records.items()}
    assert counts == {
        "people": 20, "unions": 9, "turns": 0, "parent_links": 13, "bonds": 12, "households": 9, "stays": 19,
        "facts": 5,
    }  # fmt: skip


def test_nothing_of_the_example_is_dropped() -> None:
    """I1, I2: each word of the file is in a record, or is a code that a choice or a reference stands for."""
    told, reading = every_word(example()), example()
    facts = json.loads(FACTS.read_text("utf-8"))
    ids = {p["id"] for p in facts["people"]} | {h["id"] for h in facts["households"]} | {facts["subject"]}
    codes = {"male", "female", "biological", "foster", "kinship (informal)", "cut-off", "single carer"}
    codes |= {"informal kinship care", "married"}
    missing = [
        leaf
        for leaf in leaves(facts)
        if leaf not in ids | codes
        and unicodedata.normalize("NFC", json.dumps(leaf, ensure_ascii=False))[1:-1] not in told
    ]
    assert missing == []
    assert reading.findings == ()


def test_every_record_has_its_ref_language_source_and_sensitive_flag() -> None:
    """I3"""
    for records in example().records.values():
        for record in records.values():
            assert record["ref"] and record["language"] == "en" and record["sensitive"] is False
            assert (record["agency"], record["says"]) == ("Youth Justice", "Nia")


def test_what_is_read_is_a_formulation_without_anything_lost() -> None:
    records = {**to_plain(Formulation()), **example().records}
    formulation, findings = from_plain(records)
    assert findings == () and to_plain(formulation) == records


def test_what_the_file_says_of_a_person_stands_in_its_fields() -> None:
    people, reading = by_ref(example(), "people"), example()
    nain, craig = people["P11"], people["P3"]
    assert (nain["known_as"], nain["speaks"], nain["strength"]) == ("Nain Gwyn", "Cymraeg", True)
    assert nain["died"]["text"] == "2019-04-02" and nain["cause"] == "stroke"
    assert craig["born"]["start"] == ["1987-11-01", "1987-11-30"]
    assert craig["lives_in"] == "HMP (sentence ends 2027)"
    assert people["P14"]["kind"] == "miscarriage" and people["P20"]["kind"] == "pet"
    assert people["P1"]["index"] and not any(p["index"] for ref, p in people.items() if ref != "P1")
    conditions = {fact["text"] for fact in reading.records["facts"].values()}
    assert "opiate use (in recovery since 2024, self-reported)" in conditions


def test_conditions_are_facts_with_the_marks_that_their_words_mean() -> None:
    marks = {fact["text"]: (fact["area"], fact["mark"], fact["state"]) for fact in example().records["facts"].values()}
    assert marks["alcohol misuse"] == ("health", "alcohol", "")
    assert marks["opiate use (in recovery since 2024, self-reported)"] == ("health", "drugs", "recovering")
    assert marks["depression"] == ("health", "mental_illness", "")


def test_a_condition_of_unknown_words_is_a_fact_without_a_mark() -> None:
    (fact,) = bring({"people": [{"id": "P1", "conditions": ["poor sleep"]}]}).records["facts"].values()
    assert (fact["text"], fact["area"], fact["mark"], fact["state"]) == ("poor sleep", "health", "", "")


def test_a_condition_may_say_its_mark_and_when_it_was() -> None:
    said = {"text": "drank for years", "mark": "alcohol", "state": "recovering", "start": "2001", "end": "2010"}
    (fact,) = bring({"people": [{"id": "P1", "conditions": [said]}]}).records["facts"].values()
    assert (fact["mark"], fact["state"], fact["began"]["text"], fact["ended"]["text"], fact["note"]) == (
        "alcohol", "recovering", "2001", "2010", "")  # fmt: skip


def test_aliases_twins_pregnancies_and_counts_stand_in_their_fields() -> None:
    people = by_ref(
        bring(
            {
                "people": [
                    {"id": "P1", "name": "Sam", "aliases": ["Sammy", "S"], "twin_of": "P2", "twins": "identical"},
                    {"id": "P2", "name": "Alex", "pronouns": "they", "religion": "Muslim", "two_cultures": True},
                    {"id": "P3", "kind": "pregnancy", "born": "June 2026", "weeks": 22},
                    {"id": "P4", "kind": "siblings", "count": 3, "unnamed": True},
                ]
            }
        ),
        "people",
    )
    assert (people["P1"]["aliases"], people["P1"]["twins"]) == ("Sammy; S", "identical")
    assert people["P1"]["twin_of"] and people["P2"]["pronouns"] == "they" and people["P2"]["two_cultures"]
    unborn = people["P3"]
    assert (unborn["kind"], unborn["weeks"], unborn["born"]["precision"]) == ("pregnancy", "22", "month")
    assert (people["P4"]["count"], people["P4"]["unnamed"], people["P4"]["note"]) == ("3", True, "")


def test_the_course_of_a_couple_is_its_turns() -> None:
    turns = [{"type": "separated", "when": "1995"}, {"type": "reconciled", "date": "1996", "note": "for the children"}]
    reading = bring({"people": [{"id": "P1"}], "couples": [{"id": "C1", "a": "P1", "type": "married", "turns": turns}]})
    (union,) = reading.records["unions"]
    assert [(t["kind"], t["when"]["text"], t["note"], t["union"]) for t in reading.records["turns"].values()] == [
        ("separated", "1995", "", union), ("back_together", "1996", "for the children", union)]  # fmt: skip


def test_a_stay_may_say_when() -> None:
    member = {"person": "P1", "start": "2019", "end": "2020"}
    reading = bring({"people": [{"id": "P1"}], "households": [{"id": "H1", "name": "Nain's", "members": [member]}]})
    (stay,) = reading.records["stays"].values()
    assert (stay["began"]["text"], stay["ended"]["text"], stay["person"] in reading.records["people"]) == (
        "2019", "2020", True)  # fmt: skip


def test_a_word_that_says_more_than_its_kind_stays_in_the_note() -> None:
    bonds = by_ref(example(), "bonds")
    assert bonds["B4"]["kind"] == "hurt_physically" and "type: physical abuse" in bonds["B4"]["note"]
    assert bonds["B4"]["confidence"] == "child"
    assert "confidence: child's account + professional" in bonds["B4"]["note"]
    assert bonds["B2"]["note"] == "later: distant"
    link = by_ref(example(), "parent_links")["C4/P6"]
    assert link["confidence"] == "unconfirmed" and link["note"] == "certainty: uncertain"


def test_unknown_fields_are_kept_in_the_note_under_their_own_names() -> None:
    reading = bring({"people": [{"id": "P1", "name": "Sam", "shoe size": 7, "hobbies": ["chess", "swimming"]}]})
    assert by_ref(reading, "people")["P1"]["note"] == "shoe size: 7\nhobbies: chess\nswimming"


def test_a_name_that_is_too_long_for_a_line_is_not_cut() -> None:
    """I4"""
    long = "Samuel " * 60
    person = by_ref(bring({"people": [{"id": "P1", "name": long}]}), "people")["P1"]
    assert len(person["name"]) <= 200 and long in person["note"]


def test_an_id_used_twice_keeps_both_and_says_so() -> None:
    reading = bring({"people": [{"id": "P1", "name": "Sam"}, {"id": "P1", "name": "Alex"}]})
    assert sorted(p["name"] for p in reading.records["people"].values()) == ["Alex", "Sam"]
    assert [finding.key for finding in reading.findings] == ["ref_used_twice"]


def test_a_tie_to_nobody_keeps_its_word_and_says_so() -> None:
    reading = bring({"people": [{"id": "P1"}], "bonds": [{"a": "P1", "b": "P9", "type": "close"}]})
    assert by_ref(reading, "bonds")["B1"]["note"] == "b: P9"
    assert "nobody_of_that_id" in {finding.key for finding in reading.findings}


def test_the_child_of_the_case_is_filled_in_and_not_added_again() -> None:
    there = {"people": {"x" * 22: {"name": "Sam", "index": True, "ref": "", "removed_at": ""}}}
    reading = bring({"people": [{"id": "P1", "name": "Sam Hall", "gender": "male", "index": True}]}, standing=there)
    assert reading.records["people"] == {}
    assert reading.fills["people"]["x" * 22]["gender"] == "male" and reading.fills["people"]["x" * 22]["ref"] == "P1"
    assert [finding.key for finding in reading.findings] == ["stands_otherwise"]


def test_the_same_birth_in_other_words_is_no_disagreement() -> None:
    born = {"text": "14/02/2011", "start": ["2011-02-14", "2011-02-14"], "end": None}
    there = {"people": {"x" * 22: {"index": True, "born": born}}}
    assert bring({"people": [{"id": "P1", "born": "2011-02-14", "index": True}]}, standing=there).findings == ()
    other = bring({"people": [{"id": "P1", "born": "2011-02-15", "index": True}]}, standing=there)
    assert [finding.key for finding in other.findings] == ["stands_otherwise"]


def test_the_same_file_twice_adds_nothing_the_second_time() -> None:
    first = example()
    second = read_family(
        FACTS.read_bytes(), seed=b"another seed", agency="Youth Justice", says="Nia", standing=first.records
    )
    assert not any(second.records.values())
    assert [finding.key for finding in second.findings] == ["already_there"]


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "not_json"),
        (b"[]", "not_family_facts"),
        (b'{"people": {}}', "not_family_facts"),
        (b'{"people": [NaN]}', "not_json"),
        (b'{"people": ' + b"[" * 3000 + b"]" * 3000 + b"}", "not_json"),
        (b'{"people": [' + b"0," * MOST_PEOPLE + b"0]}", "too_many_people"),
        (b" " * (MOST_BYTES + 1), "file_too_large"),
        (b"\xff\xfe\x00", "not_json"),
    ],
)
def test_what_is_no_family_or_too_large_is_refused(data: bytes, key: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_family(data, seed=SEED)
    assert refused.value.key == key


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["id", "a", "b", "type", "person", "children", "members", "born", "note"]), inner
        )
    ),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(["people", "couples", "bonds", "households", "subject"]), st.lists(json_values)))
def test_any_json_reads_without_an_exception(facts: dict[str, Any]) -> None:
    reading = bring({"people": [], **facts})
    assert to_plain(from_plain({**reading.records, "events": {}})[0])["people"] == dict(
        sorted(reading.records["people"].items())
    )
