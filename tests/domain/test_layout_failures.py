"""What went wrong in other programs, one test each; twins, losses and those who belong beside; several people at once.

A family is written in the lines of `tests.domain.test_layout`.
"""

import time
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.fields import SLOT
from server.domain.formulation import from_plain
from server.domain.layout import Couple, Descent, Family, Place, Relative, family_of, layout
from tests.bench import genogram_metric as metric
from tests.bench.layout import family_of as family_in_file
from tests.bench.layout import in_metric_units, village
from tests.domain.test_layout import assert_sound, between, family, left_to_right, row, shuffled
from tests.families import person_id, record_id, to_whole


def measured(tree: Family, places: dict[str, Place]) -> dict[str, float]:
    plain = {
        "people": [{"id": p.id, "birth": p.born} for p in tree.people],
        "unions": [{"id": c.id, "partners": c.partners} for c in tree.couples],
        "children": [{"union": d.couple, "child": d.child} for d in tree.descents],
    }
    return metric.measure(plain, in_metric_units(places))


def less(tree: Family, *names: str) -> Family:
    return replace(tree, people=tuple(p for p in tree.people if p.id not in names))


def born_together(tree: Family, *names: str) -> Family:
    day = min(p.born or 0.0 for p in tree.people if p.id in names)
    return replace(
        tree, people=tuple(replace(p, born=day, birth=names[0]) if p.id in names else p for p in tree.people)
    )


def assert_order_kept(before: dict[str, Place], after: dict[str, Place]) -> None:
    for a, b in combinations(before, 2):
        if before[a][1] == before[b][1]:
            assert after[a][1] == after[b][1]
            assert (before[a][0] < before[b][0]) == (after[a][0] < after[b][0])


def test_a_woman_with_three_husbands_has_all_of_them() -> None:
    """dTree #53: of three or more spouses some were not drawn."""
    tree = family("Mum? + P! : A\nMum? + Q!: B\nMum? + R!: C")
    places = layout(tree)
    assert_sound(tree, places)
    assert left_to_right(places, "P Q R") and left_to_right(places, "A B C")
    assert measured(tree, places)["through"] == 0


def test_half_siblings_and_grandparents_together_keep_every_branch() -> None:
    """Madeline #28: half-siblings with grandparents on both sides dropped a branch."""
    tree = family("GF! + GM?: Dad\nHF! + HM?: Mum\nKF! + KM?: Other\nDad! + Mum?: A\nDad! + Other?: B")
    places = layout(tree)
    assert_sound(tree, places)
    assert row(places, "GF", "HF", "KF", "Dad", "Mum", "Other", "A", "B") == [0, 0, 0, 1, 1, 1, 2, 2]
    assert measured(tree, places)["crossings"] == 0


def test_a_childless_couple_does_not_seem_to_have_its_nephews() -> None:
    """genealogytree #34: the line of a childless sibling's couple ran into that of the children: four parents."""
    tree = family("GF! + GM?: A, B\nA! + X?: K, L\nB? + Y!:")
    places = layout(tree)
    counts = measured(tree, places)
    assert counts["crossings"] == counts["coincide"] == 0
    assert places["A"][0] + places["X"][0] == places["K"][0] + places["L"][0]
    assert max(places["K"][0], places["L"][0]) < max(places["B"][0], places["Y"][0])


def test_who_marries_a_relative_is_drawn_once() -> None:
    """FamilyGem #60: intermarriage drew people twice."""
    tree = family("GF! + GM?: A, B\nHF! + HM?: X, Y\nA! + X?: C\nB! + Y?: D\nC! + D?: E")
    places = layout(tree)
    assert_sound(tree, places)
    assert between(places, "C", "D") == []


def test_children_of_an_earlier_spouse_hang_from_both_their_parents() -> None:
    """relatives-tree #26: children of an earlier spouse were joined to one parent only."""
    tree = family("Dad! + First?: A, B\nDad! + Second?: C")
    places = layout(tree)
    assert places["Dad"][0] + places["First"][0] == places["A"][0] + places["B"][0]
    assert places["Dad"][0] + places["Second"][0] == 2 * places["C"][0]


def test_space_is_not_saved_with_strangers_among_siblings() -> None:
    """GVExport #487: engines that save space put strangers between brothers and sisters."""
    tree = family("F! + M?: A, B, C, D\nP! + Q?: R, S\nB! + R?: B1, B2\nS! + T?: U")
    assert set(between(layout(tree), "A", "D")) <= {"B", "C", "R"}


def test_a_partner_without_children_stands_beside() -> None:
    """BasicPrimitives #72: a partner without children was impossible."""
    tree = family("F! + M?: A\nM? + New!:")
    places = layout(tree)
    assert between(places, "M", "New") == [] and row(places, "M", "New") == [0, 0]


def test_cousins_without_their_ancestors_are_a_couple() -> None:
    """seqr #2221: a consanguineous couple was drawn only where its ancestry was there."""
    whole = family("GF! + GM?: A, B\nA! + X?: C\nB? + Y!: D\nC! + D?: E")
    tree = less(whole, "GF", "GM", "A", "B", "X", "Y")
    assert between(layout(tree), "C", "D") == [] and row(layout(tree), "C", "D", "E") == [0, 0, 1]


def test_a_twin_who_is_added_stands_by_the_twin() -> None:
    """PhenoTips PT-2607: adding a twin broke editing."""
    tree = born_together(family("F! + M?: A, B, C, D"), "B", "C")
    before = layout(less(tree, "C"))
    after = layout(tree, before)
    assert_sound(tree, after)
    assert_order_kept(before, after)
    assert between(after, "B", "C") == [] and left_to_right(after, "A B D")


def test_parents_by_birth_are_added_to_somebody_adopted() -> None:
    """PhenoTips #1718: the parents by birth of an adopted person could not be set."""
    tree = family("F! + G?: Child*, Own\nB! + C?: Child")
    before = layout(less(tree, "B", "C"))
    after = layout(tree, before)
    assert_sound(tree, after)
    assert_order_kept(before, after)
    assert row(after, "F", "G", "B", "C") == [0, 0, 0, 0]


# twins, losses, those who belong beside


@pytest.mark.parametrize("text", ["F! + M?: A, B, C", "F! + M?: A, B, C\nB! + X?: K\nC? + Y!: L\nA! + Z?: J, H"])
def test_twins_stand_together_whoever_their_partners_are(text: str) -> None:
    """L7"""
    tree = born_together(family(text), "B", "C")
    for seed in range(6):
        places = layout(shuffled(tree, seed))
        assert_sound(tree, places)
        assert between(places, "B", "C") == []


def test_triplets_stand_together_between_their_elder_and_their_younger() -> None:
    """L7"""
    tree = born_together(family("F! + M?: A, B, C, D, E\nA! + X?: K"), "B", "C", "D")
    places = layout(tree)
    triplets = sorted(places[name][0] for name in "BCD")
    assert triplets[2] - triplets[0] == 2 * SLOT
    assert places["A"][0] < triplets[0] and triplets[2] < places["E"][0]


def recorded(people: dict[str, dict[str, object]]) -> dict[str, Place]:
    """Mum and her children (whose names are one letter) as records, laid out, by name; `bond` is one with somebody."""
    plain: dict[str, dict[str, dict[str, object]]] = {
        "people": {person_id("Mum"): {"name": "Mum", "gender": "female"}},
        "unions": {record_id("u"): {"a": person_id("Mum"), "kind": "single_carer"}},
        "parent_links": {},
        "bonds": {},
    }
    for name, fields in people.items():
        pointing = {key: person_id(str(fields[key])) for key in ("twin_of", "merged_into") if key in fields}
        own = {key: value for key, value in fields.items() if key != "bond"}
        plain["people"][person_id(name)] = {"name": name, **own, **pointing}
        if "bond" in fields:
            plain["bonds"][record_id(name)] = {"a": person_id(name), "b": person_id(str(fields["bond"]))}
        if len(name) == 1:
            link = {"child": person_id(name), "union": record_id("u"), "kind": "biological"}
            plain["parent_links"][record_id(f"link {name}")] = link
    whole = {c: {i: to_whole(c, i, r) for i, r in records.items()} for c, records in plain.items()}
    formulation, _ = from_plain(whole)
    tree = family_of(formulation)
    places = layout(tree)
    assert_sound(tree, places)
    return {formulation.people[i].name: place for i, place in places.items()}


def day(text: str) -> dict[str, object]:
    return {"text": text, "start": [text, text], "end": None, "precision": "day", "qualifier": ""}


def test_losses_and_a_child_on_the_way_stand_in_the_order_of_births() -> None:
    places = recorded({
        "P": {"kind": "pregnancy", "weeks": "12"},
        "C": {"born": day("2015-04-01")},
        "L": {"kind": "miscarriage", "died": day("2012-06-01")},
        "A": {"born": day("2010-02-03")},
    })  # fmt: skip
    assert left_to_right(places, "A L C P")


def test_twins_of_whom_one_has_no_date_are_of_one_birth() -> None:
    """L7"""
    places = recorded({
        "A": {"born": day("2010-02-03")},
        "B": {"born": day("2012-02-03")},
        "C": {"born": day("2015-02-03")},
        "T": {"twin_of": "A"},
    })  # fmt: skip
    assert between(places, "A", "T") == [] and left_to_right(places, "T B C")


def test_a_therapist_an_institution_and_siblings_in_one_symbol_stand_where_they_belong() -> None:
    places = recorded({
        "A": {"born": day("2010-02-03")},
        "S": {"kind": "siblings", "count": "3"},
        "Therapist": {"kind": "therapist", "bond": "A"},
        "School": {"kind": "institution", "bond": "A"},
    })  # fmt: skip
    assert row(places, "Mum", "A", "S", "Therapist", "School") == [0, 1, 1, 1, 1]
    assert abs(places["A"][0] - places["S"][0]) == SLOT


def test_who_was_removed_or_merged_is_not_there() -> None:
    gone = {"removed_at": "2026-03-12T09:31:00Z", "removed_by": "p"}
    places = recorded({"A": {}, "B": gone, "C": {**gone, "merged_into": "A"}})
    assert set(places) == {"Mum", "A"}


# several at once


@pytest.mark.parametrize("pair", [("B", "C"), ("New", "C"), ("GF", "HF"), ("GF", "GM"), ("K", "Wife")])
def test_two_people_who_are_added_at_the_same_moment_do_not_overlap(pair: tuple[str, str]) -> None:
    """L4, L5: two participants each add a relative of the same couple."""
    tree = family("GF! + GM?: F\nHF! + HM?: M\nF! + M?: A, B, C\nM? + New!:\nA! + Wife?: K")
    before = layout(less(tree, *pair))
    after = layout(tree, before)
    assert_sound(tree, after)
    assert_order_kept(before, after)


def test_two_people_who_were_put_on_one_place_are_moved_apart() -> None:
    """L4: both pages put their new child at the same place before the server settled it."""
    tree = family("F! + M?: A, B, C")
    before = layout(tree)
    after = layout(tree, {**before, "C": before["B"]})
    assert_sound(tree, after)


letters = st.sampled_from("ABCDEFGHIJ")


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.lists(letters, max_size=2), st.lists(letters, max_size=4)), max_size=8),
    st.dictionaries(letters, st.integers(1950, 1960), max_size=10),
    st.sets(letters, max_size=3),
    st.sets(letters, max_size=3),
)
def test_contradictory_families_keep_pins_and_order_and_forget_how_they_were_listed(
    unions: list[tuple[list[str], list[str]]], births: dict[str, int], pins: set[str], new: set[str]
) -> None:
    """L1, L4, L5"""
    twins = {"A": "A", "B": "A", "C": "A"}
    people = tuple(
        Relative(n, born=float(births[n]) if n in births else None, birth=twins.get(n, "")) for n in "ABCDEFGHIJ"
    )
    couples = tuple(Couple(f"c{k}", tuple(partners)) for k, (partners, _) in enumerate(unions))
    descents = tuple(Descent(f"c{k}", child) for k, (_, children) in enumerate(unions) for child in children)
    tree = Family(people, couples, descents)
    assert layout(shuffled(tree, 5)) == layout(tree)
    before = layout(less(tree, *new))
    after = layout(tree, before, pins - new)
    assert_sound(tree, after)
    assert_order_kept(before, after)
    assert all(after[name] == before[name] for name in pins - new)


def test_a_village_of_four_hundred_stands_in_ten_times_its_second() -> None:
    plain = village(400)
    began = time.process_time()
    places = layout(family_in_file(plain))
    assert time.process_time() - began < 10
    counts = metric.measure(plain, in_metric_units(places))
    assert counts["missing"] == counts["overlaps"] == counts["birth"] == 0
