"""Partners of one blood are found from the parent links alone; nothing is claimed that they do not say."""

import json
import time
from typing import Any

import pytest

from server.domain.formulation import to_plain
from tests.families import family, person_id
from tests.static.conftest import Script

BASE = """
    Ann + Bob: Cai, Dan
    Cai + Eve: Fay
    Dan + Gwen: Huw
    Fay + Ivor: Jo
    Huw + Kim: Lyn
    Jo + Meg: Ned
"""


def kin(script: Script, text: Any, one: str, other: str) -> Any:
    """The tie in words, None where nothing is claimed."""
    plain = to_plain(family(text)) if isinstance(text, str) else text
    return script.value(
        f"(kin => kin && tested.kinWords(kin))(tested.kinOf(tested.bloodOf({json.dumps(plain)}),"
        f" {json.dumps(person_id(one))}, {json.dumps(person_id(other))}))"
    )


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        ("Fay", "Huw", "first cousins"),
        ("Jo", "Lyn", "second cousins"),
        ("Fay", "Lyn", "first cousins once removed"),
        ("Ned", "Lyn", "second cousins once removed"),
        ("Ned", "Huw", "first cousins 2 times removed"),
        ("Cai", "Dan", "brother and sister"),
        ("Cai", "Huw", "uncle or aunt, and niece or nephew"),
        ("Cai", "Lyn", "great-uncle or great-aunt, and niece or nephew"),
        ("Cai", "Fay", "parent and child"),
        ("Ann", "Fay", "grandparent and grandchild"),
        ("Ann", "Jo", "ancestor and descendant"),
        ("Eve", "Huw", None),
        ("Ann", "Bob", None),
    ],
)
def test_the_degree_is_named(script: Script, one: str, other: str, words: str | None) -> None:
    assert kin(script, BASE, one, other) == words and kin(script, BASE, other, one) == words


def test_half_is_said_only_where_both_other_parents_are_known_and_differ(script: Script) -> None:
    known = "Ann + Bob: Cai\nAnn + Rob: Dan\nCai + Eve: Fay\nDan + Gwen: Huw"
    assert kin(script, known, "Cai", "Dan") == "half-brother and half-sister"
    assert kin(script, known, "Fay", "Huw") == "half-cousins"
    unknown = "Ann + ?: Cai, Dan\nCai + Eve: Fay\nDan + Gwen: Huw"
    assert kin(script, unknown, "Cai", "Dan") == "brother and sister"
    assert kin(script, unknown, "Fay", "Huw") == "first cousins"


def test_two_pairs_of_grandparents_in_common_make_double_cousins(script: Script) -> None:
    text = "Ann + Bob: Cai, Dan\nEve + Rob: Fay, Gwen\nCai + Fay: Huw\nDan + Gwen: Ivy"
    assert kin(script, text, "Huw", "Ivy") == "double first cousins"


@pytest.mark.parametrize("kind", ["adoptive", "foster", "step", "legal", "possible", "guardianship", "surrogate"])
def test_only_birth_makes_blood(script: Script, kind: str) -> None:
    plain = to_plain(family("Ann + Bob: Cai, Dan"))
    link = next(link for link in plain["parent_links"].values() if link["child"] == person_id("Dan"))
    link["kind"] = kind
    assert kin(script, plain, "Cai", "Dan") is None
    link["kind"] = "donor"
    assert kin(script, plain, "Cai", "Dan") == "brother and sister"


def test_without_shared_ancestors_written_down_nothing_is_claimed(script: Script) -> None:
    """Cousins whose grandparents nobody has entered are a couple like any other."""
    assert kin(script, "Cai + Eve: Fay\nDan + Gwen: Huw\nFay + Huw: Sam", "Fay", "Huw") is None


def test_what_is_removed_is_no_ancestry(script: Script) -> None:
    plain = to_plain(family("Ann + Bob: Cai, Dan"))
    for name in ("Ann", "Bob"):
        plain["people"][person_id(name)]["removed_at"] = "2026-03-12T09:31:00Z"
    assert kin(script, plain, "Cai", "Dan") is None


def test_a_family_that_closes_a_circle_is_looked_at_once(script: Script) -> None:
    """Somebody entered as their own grandparent: no loop, and an answer."""
    circle = "Ann + Bob: Cai\nCai + Eve: Ann\nAnn + Rob: Dan"
    assert kin(script, circle, "Cai", "Dan") is not None
    many = "\n".join(f"A{i} + B{i}: A{i + 1}, B{i + 1}" for i in range(60))
    began = time.perf_counter()
    assert kin(script, many, "A60", "B60") == "brother and sister"
    assert time.perf_counter() - began < 5


def test_a_couple_of_one_blood_is_drawn_double_with_the_degree(script: Script, tables: Any) -> None:
    text = "Ann + Bob: Cai, Dan\nCai + Eve: Fay\nDan + Gwen: Huw\nFay + Huw: Sam\nKim + Leo: Meg"
    plain = to_plain(family(text))
    given = json.dumps({"today": "2026-03-12", "vocabulary": tables})
    couples = script.value(f"tested.layOutFamily({json.dumps(plain)}, {given}).couples")
    degrees = {frozenset(spot["person"]["name"] for spot in couple["partners"]): couple["kin"] for couple in couples}
    assert degrees.pop(frozenset({"Fay", "Huw"}))["near"] == 2
    assert len(degrees) == 4 and set(degrees.values()) == {None}
