"""A file is told by what is in it, not by its name."""

import json
import pickle
from pathlib import Path

import pytest

from server.domain.errors import Refusal
from server.domain.moments import Moment
from server.interchange.bundle import bundle_of
from server.interchange.family import MOST_PEOPLE
from server.interchange.reading import read
from tests.interchange.trees import THE_PARRYS, tree

EXAMPLE = Path(__file__).parents[2] / "server" / "example"
BORN = {
    "text": "14/02/2011",
    "start": ["2011-02-14", "2011-02-14"],
    "end": None,
    "precision": "day",
    "qualifier": "",
}


def test_each_kind_of_file_is_known_by_its_content_under_any_name() -> None:
    facts = read((EXAMPLE / "facts.json").read_bytes(), "a.csv", {}, None)
    rows = read((EXAMPLE / "chronology.csv").read_bytes(), "b.json", {}, BORN)
    whole = read(json.dumps(bundle_of({}, None, {"versions": [], "public_keys": {}})).encode(), "c", {}, None)
    assert facts.count == 87 and len(facts.records["people"]) == 20
    assert rows.count == 74 and rows.rows[59].when is not None and rows.rows[58].age == "13"
    assert whole.bundle is not None and whole.count == 0
    trees = [read(tree(THE_PARRYS, seven=seven), "d.json", {}, None, "I1") for seven in (False, True)]
    assert [(len(each.records["people"]), each.child) for each in trees] == [(3, "I1")] * 2
    assert len(read(tree(THE_PARRYS).decode().encode("utf-16"), "e", {}, None).records["people"]) == 3


def test_a_case_takes_no_more_people_than_a_drawing_can_hold() -> None:
    with pytest.raises(Refusal) as refused:
        read(tree("\n".join(f"0 @I{n}@ INDI" for n in range(MOST_PEOPLE + 1))), "", {}, None)
    assert (refused.value.key, refused.value.parameters["most"]) == ("too_many_people", MOST_PEOPLE)


def test_birth_may_be_a_moment_or_its_json() -> None:
    data = (EXAMPLE / "chronology.csv").read_bytes()
    one, two = (read(data, "", {}, born, seed=b"s").records for born in (BORN, Moment.from_json(BORN)))
    assert one == two


def test_ids_are_new_every_time_and_the_same_for_one_seed() -> None:
    data = (EXAMPLE / "facts.json").read_bytes()
    assert read(data, "", {}, None, seed=b"s").records == read(data, "", {}, None, seed=b"s").records
    assert not {*read(data, "", {}, None).records["people"]} & {*read(data, "", {}, None).records["people"]}


def test_what_is_read_can_cross_from_a_worker_process() -> None:
    reading = read((EXAMPLE / "chronology.csv").read_bytes(), "", {}, BORN)
    assert pickle.loads(pickle.dumps(reading)) == reading


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"PK\x03\x04zip", "spreadsheet_not_read"),
        (b"%PDF-1.7", "file_kind_not_read"),
        (b"\xd0\xcf\x11\xe0old", "old_spreadsheet"),
        (b"SQLite format 3\x00", "file_kind_not_read"),
    ],
)
def test_files_of_kinds_that_are_not_read_yet_are_refused(data: bytes, key: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(data, "x.csv", {}, None)
    assert refused.value.key == key


def test_a_pasted_table_of_tabs_is_a_chronology() -> None:
    assert read(b"Date\tEvent\n14/02/2011\tBorn\n", "", {}, BORN).count == 1
