"""A frozen formulation as lists: the same facts as its drawings, in the reader's language."""

from server.domain.formulation import from_plain
from server.languages import words
from server.reports import outline

A, B, C, U = ("a" * 21 + "A"), ("b" * 21 + "A"), ("c" * 21 + "A"), ("u" * 21 + "A")
FAMILY = from_plain({
    "people": {
        A: {"name": "Sam", "index": True, "order": "b", "language": "en"},
        B: {"name": "Mam", "order": "a", "language": "cy", "sensitive": True},
        C: {"name": "", "order": "c", "kind": "person"},
    },
    "unions": {U: {"a": B, "b": C, "kind": "married", "ending": "divorced"}},
    "parent_links": {"p" * 21 + "A": {"child": A, "union": U, "kind": "biological"}},
    "bonds": {"d" * 21 + "A": {"a": A, "b": B, "kind": "close"}},
    "households": {"h" * 21 + "A": {"name": "Tŷ Ni"}},
    "stays": {"s" * 21 + "A": {"household": "h" * 21 + "A", "person": A}},
    "events": {
        "e" * 21 + "A": {"title": "Later", "order": "a", "when": {"text": "2019", "start": ["2019-01-01", "2019-12-31"],
                         "end": None, "precision": "year", "qualifier": ""}},
        "f" * 21 + "A": {"title": "Nobody knows when", "order": "b"},
        "g" * 21 + "A": {"title": "Earlier", "order": "c",
                         "when": {"text": "2011", "start": ["2011-01-01", "2011-12-31"],
                         "end": None, "precision": "year", "qualifier": ""}},
    },
    "facts": {"x" * 21 + "A": {"about": A, "area": "school", "text": "Likes art"}},
})[0]  # fmt: skip
EN = words("en")


def test_the_child_comes_first_and_everybody_else_in_their_order() -> None:
    assert [row["name"] for row in outline.people(EN, FAMILY)][:2] == ["Sam", "Mam"]


def test_events_stand_in_time_and_undated_ones_last() -> None:
    rows = outline.events(EN, FAMILY)
    assert [row["title"] for row in rows] == ["Earlier", "Later", "Nobody knows when"]
    assert rows[-1]["when"] == EN("version.when_unknown")


def test_every_tie_of_a_person_is_told_once() -> None:
    tied = outline.ties(EN, FAMILY, A)
    assert len(tied) == 3 and any("Mam" in line for line in tied) and any("Tŷ Ni" in line for line in tied)
    couple = outline.ties(EN, FAMILY, B)[0]
    assert EN("union_kinds.married") in couple and EN("endings.divorced") in couple


def test_of_a_directed_bond_it_is_plain_who_did_it_to_whom() -> None:
    hurt = from_plain({
        "people": {A: {"name": "Sam"}, B: {"name": "Lee"}},
        "bonds": {U: {"a": B, "b": A, "kind": "conflict", "directed": True}},
    })[0]  # fmt: skip
    what = EN("bond_kinds.conflict")
    assert outline.ties(EN, hurt, B) == [EN("version.tie_towards", what=what, who="Sam")]
    assert outline.ties(EN, hurt, A) == [EN("version.tie_from", what=what, who="Lee")]


def test_words_carry_their_own_language_and_sensitive_ones_are_marked() -> None:
    mam = outline.people(EN, FAMILY)[1]
    assert mam["lang"] == "cy" and mam["sensitive"]
    assert outline.facts(EN, FAMILY) == [
        {"lang": "", "sensitive": False, "who": "Sam", "area": EN("fact_areas.school"), "text": "Likes art"}
    ]


def test_somebody_without_a_name_is_said_to_be_unnamed() -> None:
    assert outline.name_of(EN, FAMILY, C) == EN("version.unnamed") == outline.name_of(EN, FAMILY, "nobody")
