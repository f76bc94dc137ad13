"""What changed between two formulations: each verb, the story by its words, and laws that hold of any two."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.comparison import SECTION_OF, SECTIONS, VERBS, Comparison, compare, word_changes
from server.domain.findings_formulation import Sentence
from server.domain.formulation import COLLECTIONS, Formulation, from_plain, to_plain
from tests.families import record_id

NAN, LEE, EVENT, PLAN, OTHER, CARD = (record_id(each) for each in ("nan", "lee", "event", "plan", "other", "card"))
BEFORE: dict[str, Any] = {
    "people": {NAN: {"name": "Nan", "note": "Kind"}, LEE: {"name": "Lee"}},
    "events": {EVENT: {"title": "Lee moved in", "lane": "home", "confidence": "reported"}},
    "recommendations": {
        PLAN: {"title": "Tea at six", "steps": "1", "order": "a1"},
        OTHER: {"title": "Tuesdays", "steps": "1", "order": "a2"},
    },
    "cards": {CARD: {"box": "protective", "text": "Nan"}},
}


def made(**changes: dict[str, dict[str, Any] | None]) -> Formulation:
    """The formulation of before with some records changed, added, or (None) gone."""
    plain = {name: {i: dict(r) for i, r in records.items()} for name, records in BEFORE.items()}
    for name, records in changes.items():
        for i, values in records.items():
            if values is None:
                plain.setdefault(name, {}).pop(i, None)
            else:
                plain.setdefault(name, {}).setdefault(i, {}).update(values)
    formulation, doubtful = from_plain(plain)
    assert doubtful == ()
    return formulation


def told(after: Formulation, before: Formulation | None = None) -> list[tuple[str, str, str]]:
    """Collection, id and verb of every change."""
    return [(c.collection, c.id, c.verb) for c in compare(before or made(), after).changes]


def test_every_collection_has_one_section() -> None:
    assert set(SECTION_OF) == set(COLLECTIONS) and sum(map(len, SECTIONS.values())) == len(COLLECTIONS)


def test_the_same_twice_tells_nothing() -> None:
    """C4, H15."""
    assert compare(made(), made()) == Comparison() and compare(made(), made()).total == 0


@pytest.mark.parametrize(
    ("changes", "collection", "record", "verb"),
    [
        ({"people": {record_id("bethan"): {"name": "Bethan"}}}, "people", record_id("bethan"), "new"),
        ({"people": {LEE: None}}, "people", LEE, "no_longer"),
        ({"people": {NAN: {"name": "Olwen"}}}, "people", NAN, "renamed"),
        ({"people": {NAN: {"name": "Olwen", "note": "Kinder"}}}, "people", NAN, "changed"),
        ({"events": {EVENT: {"lane": "moves"}}}, "events", EVENT, "moved"),
        ({"cards": {CARD: {"box": "context"}}}, "cards", CARD, "moved"),
        ({"recommendations": {PLAN: {"steps": "2"}}}, "recommendations", PLAN, "moved"),
        ({"recommendations": {PLAN: {"state": "going_well"}}}, "recommendations", PLAN, "changed"),
        ({"events": {EVENT: {"same_as": record_id("other event")}}}, "events", EVENT, "merged"),
        ({"people": {LEE: None, NAN: {"aliases": "Mam-gu; Lee"}}}, "people", LEE, "merged"),
    ],
)
def test_each_verb(changes: dict[str, Any], collection: str, record: str, verb: str) -> None:
    assert (collection, record, verb) in told(made(**changes))
    assert verb in VERBS


def test_a_settled_dispute_is_a_correction_with_its_reason() -> None:
    """C5"""
    account = {"field": "confidence", "value": "disputed", "who": "Mum", "settled": "", "outcome": ""}
    settled = {**account, "settled": "2026-06-11T10:00:00Z", "outcome": "chosen", "reason": "Nursery sheet"}
    before = made(events={EVENT: {"accounts": {record_id("a"): account}}})
    after = made(events={EVENT: {"confidence": "confirmed", "accounts": {record_id("a"): settled}}})
    (change,) = compare(before, after).changes
    assert change.verb == "corrected" and change.settled[0].reason == "Nursery sheet"
    assert [(f.name, f.before, f.after) for f in change.fields] == [("confidence", "reported", "confirmed")]


def test_what_only_says_where_it_is_drawn_and_who_wrote_it_is_no_change() -> None:
    """C2"""
    quiet = {"place": [64, 0], "added_at": "2026-06-11T10:00:00Z", "added_by": record_id("tom"), "ref": "P1"}
    assert told(made(people={NAN: quiet}, events={EVENT: {"talked_about": True}})) == []


def test_of_a_new_order_the_fewest_that_explain_it_have_moved() -> None:
    ids = [record_id(f"r{n}") for n in range(8)]
    orders = {i: {"title": str(n), "steps": "1", "order": f"b{n}"} for n, i in enumerate(ids)}
    before = made(recommendations={PLAN: None, OTHER: None, **orders})
    after = made(recommendations={PLAN: None, OTHER: None, **orders, ids[0]: {**orders[ids[0]], "order": "b9"}})
    assert told(after, before) == [("recommendations", ids[0], "moved")]


def sentence(words: str, part: str = "happened", *cited: str, hypothesis: bool = False) -> Sentence:
    return Sentence(part, 0, words, bool(cited), hypothesis, tuple(("events", i) for i in cited))


A, B, C = "He learned early that home could change. ", "When adults leave, he expects it. ", "Nan stayed steady. "


def story(before: list[Sentence], after: list[Sentence]) -> list[tuple[str, str]]:
    found = compare(Formulation(), Formulation(), before, after)
    return [(each.verb, each.after or each.before) for each in found.sentences]


def test_the_story_is_told_by_its_sentences_and_their_words() -> None:
    """C3"""
    old = [sentence(A), sentence(B), sentence(C)]
    changed = "When adults leave without warning, he expects it. "
    assert story(old, [sentence(A), sentence(changed), sentence(C)]) == [("changed", changed)]
    (told,) = compare(Formulation(), Formulation(), old, [sentence(A), sentence(changed), sentence(C)]).sentences
    assert [text.strip() for kind, text in told.words if kind == "in"] == ["leave without warning,"]
    assert story(old, [sentence(A), sentence(C)]) == [("no_longer", B)]
    assert story(old, [sentence(A), sentence("Since May he lives with Bethan. "), sentence(B), sentence(C)]) == [
        ("new", "Since May he lives with Bethan. ")
    ]
    assert story(old, [sentence(C), sentence(A), sentence(B)]) == [("moved", C)]
    assert story(old, [sentence(A), sentence(B), sentence(C, "helps")]) == [("moved", C)]


def test_what_a_sentence_stands_on_is_told_although_its_words_are_the_same() -> None:
    old, new = [sentence(A, "happened", LEE)], [sentence(A, "happened", NAN)]
    (told,) = compare(Formulation(), Formulation(), old, new).sentences
    assert (told.cited, told.no_longer_cited, told.verb) == ((("events", NAN),), (("events", LEE),), "changed")
    assert story([sentence(A)], [sentence(A, hypothesis=True)]) == [("changed", A)]


TEXTS = st.lists(st.sampled_from("he lives with Nan and Lee since May . not".split()), max_size=12).map(" ".join)


@given(TEXTS, TEXTS)
def test_the_words_of_a_sentence_give_both_sentences_back(before: str, after: str) -> None:
    changes = word_changes(before, after)
    was = " ".join(text for kind, text in changes if kind != "in")
    now = " ".join(text for kind, text in changes if kind != "out")
    assert (was, now) == (" ".join(before.split()), " ".join(after.split()))


RECORDS = st.dictionaries(
    st.sampled_from([NAN, LEE, EVENT, PLAN]),
    st.fixed_dictionaries({"name": st.sampled_from(["Nan", "Lee", "Mam"]), "note": st.sampled_from(["", "x"])}),
)


@given(RECORDS, RECORDS)
def test_one_way_round_is_the_mirror_of_the_other_and_every_difference_is_told_once(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    """C1, C4"""
    a, b = from_plain({"people": one})[0], from_plain({"people": other})[0]
    there, back = compare(a, b).changes, compare(b, a).changes
    mirror = {"new": "no_longer", "no_longer": "new"}
    assert {(c.id, mirror.get(c.verb, c.verb)) for c in there} == {(c.id, c.verb) for c in back}
    swapped = {(c.id, f.name, str(f.after), str(f.before)) for c in there for f in c.fields}
    assert swapped == {(c.id, f.name, str(f.before), str(f.after)) for c in back for f in c.fields}
    differ = {i for i in {*one, *other} if one.get(i) != other.get(i)}
    assert [c.id for c in sorted(there, key=lambda c: c.id)] == sorted(differ)


def test_removed_records_are_not_there() -> None:
    gone = made(people={LEE: {"removed_at": "2026-06-11T10:00:00Z", "merged_into": NAN}})
    (change,) = compare(made(), gone).changes
    assert (change.verb, change.into) == ("merged", NAN)
    assert to_plain(gone.standing())["people"].keys() == {NAN}
    assert compare(replace(gone), gone).total == 0
