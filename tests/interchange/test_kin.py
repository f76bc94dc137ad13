"""The words people use for relatives, in both languages."""

import pytest

from server.domain import vocabulary
from server.interchange.kin import PHRASES, ROWS, found_in, mutated
from server.languages import words


def kin(text: str) -> list[tuple[str, bool]]:
    return [(found.kin.key, found.many) for found in found_in(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("aunt", "aunt"), ("Auntie Beth", "aunt"), ("modryb", "aunt"), ("fodryb", "aunt"), ("anti", "aunt"),
        ("ewythr", "uncle"), ("wncwl Dai", "uncle"), ("nain", "grandmother"), ("mam-gu", "grandmother"),
        ("fam-gu", "grandmother"), ("mamgu", "grandmother"), ("taid", "grandfather"), ("daid", "grandfather"),
        ("tad-cu", "grandfather"), ("nhad-cu", "grandfather"), ("fam", "mother"), ("dad", "father"),
        ("fy nhad", "father"), ("ei thad", "father"), ("frawd", "brother"), ("fy mrawd", "brother"),
        ("chwaer", "sister"), ("hanner brawd", "half_brother"), ("half-brother", "half_brother"),
        ("half brother", "half_brother"), ("llysfam", "stepmother"), ("lysfam", "stepmother"),
        ("llystad", "stepfather"), ("stepdad", "stepfather"), ("step-mum", "stepmother"),
        ("gofalwr maeth", "foster_carer"), ("ofalwr maeth", "foster_carer"), ("foster carer", "foster_carer"),
        ("mam faeth", "foster_mother"), ("tad mabwysiadol", "adoptive_father"), ("cefnder", "cousin_male"),
        ("gefnder", "cousin_male"), ("cyfnither", "cousin_female"), ("nith", "niece"), ("nai", "nephew"),
        ("gŵr", "husband"), ("gwraig", "wife"), ("wraig", "wife"), ("hen nain", "great_grandmother"),
        ("great-nan", "great_grandmother"), ("gwarcheidwad arbennig", "guardian"), ("mother-in-law", "mother_in_law"),
        ("marw-enedigaeth", "stillbirth"), ("camesgoriad", "miscarriage"), ("merch", "daughter"), ("ferch", "daughter"),
    ],
)  # fmt: skip
def test_a_word_of_either_language_and_its_mutations_are_known(text: str, expected: str) -> None:
    assert kin(text) == [(expected, False)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("brothers", "brother"), ("brodyr", "brother"), ("chwiorydd", "sister"), ("foster carers", "foster_carer"),
        ("gofalwyr maeth", "foster_carer"), ("plant", "child"), ("children", "child"), ("wives", "wife"),
    ],
)  # fmt: skip
def test_a_word_for_several_says_so(text: str, expected: str) -> None:
    assert kin(text) == [(expected, True)]


def test_the_longest_phrase_is_taken_and_names_are_none() -> None:
    assert kin("half-sister's foster carer") == [("half_sister", False), ("foster_carer", False)]
    assert kin("Bethan Tudful") == [] and kin("Fostering") == [] and kin("") == []


def test_mutations_are_those_of_the_grammar() -> None:
    assert mutated("tad") == {"tad", "dad", "nhad", "thad"}
    assert mutated("mam") == {"mam", "fam"} and mutated("llysfam") == {"llysfam", "lysfam"}
    assert mutated("chwaer") == {"chwaer"} and mutated("gŵr") == {"gŵr", "ŵr", "ngŵr"}


@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_row_can_be_said_back(language: str) -> None:
    w = words(language)
    assert all(w(f"kin.{key}") for key in ROWS)
    assert {key for key, _ in PHRASES.values()} == set(ROWS)


def test_what_a_row_says_is_in_the_vocabulary() -> None:
    for row in ROWS.values():
        assert row.kind in vocabulary.keys("person_kinds")
        assert row.gender in {"", *vocabulary.keys("genders")}
        for step in row.steps:
            assert step.link in {"", *vocabulary.keys("parent_link_kinds")}
            assert step.union in vocabulary.keys("union_kinds") and step.ending in {"", *vocabulary.keys("endings")}
