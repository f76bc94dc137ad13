"""A part of a large family: those near one person."""

import pytest

from server.domain.errors import Refusal
from server.interchange.gedcom import read_gedcom
from server.interchange.near import near
from server.interchange.records import Plain
from tests.interchange.trees import tree

GREAT = """
0 @CHILD@ INDI
1 NAME Child
1 FAMC @F1@
1 NOTE every word
0 @SISTER@ INDI
1 FAMC @F1@
0 @MOTHER@ INDI
1 FAMC @F2@
1 FACT likes maths
2 TYPE school
0 @FATHER@ INDI
1 ASSO @COUSIN@
2 RELA close
0 @GRAN@ INDI
1 ASSO @MOTHER@
2 RELA close
0 @AUNT@ INDI
1 FAMC @F2@
0 @COUSIN@ INDI
1 FAMC @F3@
0 @UNCLE@ INDI
0 @STRANGER@ INDI
0 @F1@ FAM
1 HUSB @FATHER@
1 WIFE @MOTHER@
1 EVEN
2 TYPE met
2 DATE 2001
1 MARR
2 DATE 2003
0 @F2@ FAM
1 WIFE @GRAN@
0 @F3@ FAM
1 HUSB @UNCLE@
1 WIFE @AUNT@
"""


def around(steps: int) -> Plain:
    return read_gedcom(tree(GREAT), seed=b"s", child="CHILD", steps=steps).records


def names(records: Plain) -> set[str]:
    return {person["ref"] for person in records["people"].values()}


@pytest.mark.parametrize(
    ("steps", "further"),
    [
        (1, {"MOTHER", "FATHER"}), (2, {"SISTER", "GRAN"}), (3, {"AUNT"}), (4, {"UNCLE", "COUSIN"}), (9, set()),
    ],
)  # fmt: skip
def test_each_step_reaches_further(steps: int, further: set[str]) -> None:
    before = {1: {"CHILD"}, 2: names(around(1)), 3: names(around(2)), 4: names(around(3)), 9: names(around(4))}[steps]
    assert names(around(steps)) == before | further


def test_who_is_near_is_whole_and_what_ties_them_is_kept() -> None:
    """N1, N2: a bond to somebody far is not kept; a couple keeps its course."""
    records = around(2)
    people = {person["ref"]: person for person in records["people"].values()}
    assert people["CHILD"]["note"] == "every word" and len(records["facts"]) == 1
    assert [bond["kind"] for bond in records["bonds"].values()] == ["close"]
    assert len(records["unions"]) == 2 and [turn["kind"] for turn in records["turns"].values()] == ["met"]
    assert len(records["parent_links"]) == 3


def test_a_couple_of_whom_one_is_far_stays_where_a_near_child_hangs_from_it() -> None:
    """N2: the cousin's mother is as far as the aunt; the aunt's partner is further."""
    whole = read_gedcom(tree(GREAT), seed=b"s", child="COUSIN").records
    child = next(i for i, person in whole["people"].items() if person["ref"] == "SISTER")
    part = near(whole, child, 2)
    for union in part["unions"].values():
        assert {union["a"], union["b"]} - {""} <= part["people"].keys()
    for link in part["parent_links"].values():
        assert link["child"] in part["people"] and link["union"] in part["unions"]


def test_how_many_stand_further_is_said() -> None:
    reading = read_gedcom(tree(GREAT), seed=b"s", child="CHILD", steps=2)
    assert ("gedcom_beyond", {"count": 4, "steps": 2}) in [(f.key, f.parameters) for f in reading.findings]


def test_a_large_tree_comes_in_as_far_as_asked_for() -> None:
    """More people than a case takes, of whom those near the child are few."""
    many = "\n".join(f"0 @X{n}@ INDI" for n in range(60))
    reading = read_gedcom(tree(GREAT + many), seed=b"s", child="CHILD", steps=3, most=10)
    assert len(reading.records["people"]) == 6
    with pytest.raises(Refusal) as refused:
        read_gedcom(tree(GREAT + many), seed=b"s", child="CHILD", steps=9, most=7)
    assert refused.value.key == "too_many_people"


def test_without_a_child_nobody_is_near() -> None:
    with pytest.raises(Refusal) as refused:
        read_gedcom(tree(GREAT), seed=b"s", steps=3)
    assert refused.value.key == "gedcom_no_such_child"
