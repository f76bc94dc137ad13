"""Families as GEDCOM: what was written is read again, by us and by the libraries of each version."""

import io
from collections.abc import Mapping
from datetime import date
from typing import Any

import gedcom7
import pytest
from ged4py.parser import GedcomReader
from hypothesis import HealthCheck, given, settings

from server.example import read_example
from server.interchange.gedcom import read_gedcom
from server.interchange.gedcomwriting import write_gedcom
from server.interchange.records import Plain
from tests.interchange.trees import by_name, families

TODAY = date(2026, 3, 12)
SEED = b"a seed of the test"
VERSIONS = pytest.mark.parametrize("seven", [False, True], ids=["5.5.1", "7.0"])


def written(family: Mapping[str, Any], seven: bool, **more: Any) -> str:
    return write_gedcom(family, seven=seven, today=TODAY, **{"with_sensitive": True, **more})


def again(text: str) -> Plain:
    return read_gedcom(text.encode(), seed=SEED).records


def example() -> Plain:
    """The example's family, each record with a name of its own."""
    records = read_example().records
    return {
        name: {i: {**record, "agency": f"{name} {n}"} for n, (i, record) in enumerate(these.items())}
        for name, these in records.items()
        if name != "events"
    }


@VERSIONS
def test_the_example_comes_back_equal(seven: bool) -> None:
    """X1"""
    assert by_name(again(written(example(), seven))) == by_name(example())


@VERSIONS
def test_a_family_brought_back_into_its_case_adds_nothing(seven: bool) -> None:
    family = example()
    reading = read_gedcom(written(family, seven).encode(), seed=SEED, standing=family)
    assert not any(reading.records.values()) and reading.fills == {}
    assert [finding.key for finding in reading.findings] == ["already_there"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(families())
def test_any_family_comes_back_equal_from_either_version(family: Plain) -> None:
    """X1: every field of every record, whatever stands in it."""
    for seven in (False, True):
        assert by_name(again(written(family, seven))) == by_name(family)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(families())
def test_what_is_written_is_valid_for_the_libraries_of_each_version(family: Plain) -> None:
    """X4"""
    assert gedcom7.validate(gedcom7.loads(written(family, True))) == []
    text = written(family, False)
    assert max(map(len, text.splitlines())) <= 255
    tags = [record.tag for record in GedcomReader(io.BytesIO(text.encode())).records0()]
    assert tags.count("INDI") == len(family["people"]) and tags[0] == "HEAD" and tags[-1] == "TRLR"


def test_what_other_programs_know_is_in_their_words() -> None:
    """Names, parents of birth, dates and causes of the example are those that ged4py finds."""
    reader = GedcomReader(io.BytesIO(written(example(), False).encode()))
    people = {person.xref_id: person for person in reader.records0("INDI")}
    iestyn = people["@P1@"]
    assert iestyn.name.format() == "Iestyn Sallis" and iestyn.sex == "M"
    assert iestyn.mother is not None and iestyn.mother.name.format() == "Kelly-Ann Tudful"
    assert iestyn.father is not None and iestyn.father.xref_id == "@P3@"
    born = iestyn.sub_tag_value("BIRT/DATE")
    assert (born.date.year, born.date.month, born.date.day, born.phrase) == (2011, "FEB", 14, "2011-02-14")
    emrys = people["@P12@"]
    assert emrys.sub_tag_value("DEAT/CAUS") == "pneumoconiosis" and emrys.sub_tag_value("OCCU") == "miner"


def person(i: str, **values: Any) -> dict[str, Any]:
    return {"name": i, **values}


def some(**collections: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {name: {i.ljust(22, "x"): record for i, record in these.items()} for name, these in collections.items()}


A, B, C = ("a".ljust(22, "x"), "b".ljust(22, "x"), "c".ljust(22, "x"))


@VERSIONS
def test_what_is_sensitive_secret_or_restricted_stays_here(seven: bool) -> None:
    """X2: a person, a couple and a tie that are held back, and what is said of health, leave no word in the file."""
    family = some(
        people={
            "a": person("Sam", trans=True, index=True), "b": person("Hidden", sensitive=True),
            "c": person("Whispered", secret=True), "d": person("Unnamed one", unnamed=True, known_as="Nobody"),
            "e": person("Kim"), "f": person("Lost", kind="termination"),
        },
        unions={"u": {"a": A, "b": "e".ljust(22, "x"), "kind": "forced", "note": "Forcedly"}},
        parent_links={"l": {"child": "e".ljust(22, "x"), "union": "u".ljust(22, "x")}},
        bonds={
            "v": {"a": A, "b": "e".ljust(22, "x"), "kind": "hurt_physically", "note": "Bruises"},
            "w": {"a": A, "b": B, "kind": "close", "note": "Fondly"},
            "y": {"a": A, "b": "e".ljust(22, "x"), "kind": "close", "note": "Warmly"},
        },
        facts={
            "g": {"about": A, "area": "health", "text": "depression"},
            "h": {"about": A, "area": "school", "text": "likes maths"},
            "k": {"about": A, "area": "other", "mark": "alcohol", "text": "drinking"},
        },
    )  # fmt: skip
    text = written(family, seven, with_sensitive=False)
    people = ("Hidden", "Whispered", "Unnamed one", "Nobody", "Lost")
    for word in (*people, "Forcedly", "forced", "Bruises", "Fondly", "depression", "drinking", "TRANS"):
        assert word not in text, word
    assert "Sam" in text and "Warmly" in text and "likes maths" in text and "CHIL" in text
    everything = written(family, seven)
    assert "Hidden" in everything and "Bruises" in everything and "depression" in everything
    assert "_TRANS Y" in everything


@VERSIONS
def test_what_pointed_at_something_held_back_points_at_nothing(seven: bool) -> None:
    """W3: the child of a couple of whom one is held back hangs from the other."""
    family = some(
        people={"a": person("Sam"), "b": person("Hidden", sensitive=True), "c": person("Kim", twin_of=B)},
        unions={"u": {"a": C, "b": B, "kind": "married"}},
        parent_links={"p": {"child": A, "union": "u".ljust(22, "x")}},
    )
    records = again(written(family, seven, with_sensitive=False))
    (union,) = records["unions"].values()
    (link,) = records["parent_links"].values()
    named = {i: p["name"] for i, p in records["people"].items()}
    assert {named.get(union["a"], ""), named.get(union["b"], "")} == {"Kim", ""}
    assert named[link["child"]] == "Sam" and not any(p["twin_of"] for p in records["people"].values())


@VERSIONS
def test_the_living_go_out_under_privacy_and_hidden_if_asked(seven: bool) -> None:
    """X3, W4: who has died, or was born long ago, is told; of the others only their sex and their ties are."""
    born = {"text": "1890", "start": ["1890-01-01", "1890-12-31"], "end": None, "precision": "year", "qualifier": ""}
    family = some(
        people={
            "a": person("Sam", gender="male", note="Rings every day", occupation="baker"),
            "b": person("Old Siân", born=born),
            "c": person("Late Huw", died={**born, "text": "2019"}, cause="stroke", note="Sam's uncle"),
        },
        facts={"f": {"about": A, "area": "school", "text": "likes maths"}},
        parent_links={"p": {"child": A, "parent": B}},
    )
    shown = written(family, seven)
    assert shown.lower().count("1 resn privacy") == 1 and "baker" in shown
    hidden = written(family, seven, living=False)
    assert "Living" in hidden and "Old" in hidden and "Huw" in hidden and "stroke" in hidden
    assert not any(word in hidden for word in ("Sam", "Rings", "baker", "maths"))
    assert len(again(hidden)["parent_links"]) == 1


def test_removed_records_do_not_go_out() -> None:
    family = some(people={"a": person("Sam"), "b": person("Gone", removed_at="2026-01-01T00:00:00Z")})
    assert "Gone" not in written(family, True)


def test_long_words_are_cut_inside_a_word_and_come_back_whole() -> None:
    """X4: programs drop spaces at the ends of lines."""
    note = ("Mae hi'n byw gyda'i nain yn y dref, ac yn ffonio bob nos. " * 40).strip() + "\n\n@dot"
    family = some(people={"a": person("Sam", note=note)})
    text = written(family, False)
    lines = [line for line in text.splitlines() if " CONC " in line or " NOTE " in line]
    assert len(lines) > 10 and not any(line.endswith(" ") for line in lines)
    assert not any(line.split(" CONC ", 1)[1].startswith(" ") for line in lines if " CONC " in line)
    (read,) = again(text)["people"].values()
    assert read["note"] == note
