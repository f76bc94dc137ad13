"""Chronologies on their way in: for one person alone, sealed, and gone with the working copy. I1, I2."""

from typing import Any

import pytest

from server.storage import imports, workingcopies
from server.storage.imports import Draft
from server.storage.workingcopies import WorkingCopy
from tests.storage.conftest import LATER, NOW, House

TABLE = {"rows": [["14/02/2011", "Born at Arfryn"]]}


@pytest.fixture
def copy(house: House) -> WorkingCopy:
    return house.working_copy(house.case().id)


def begin(house: House, copy: WorkingCopy, author: str, table: dict[str, Any] | None = None) -> Draft:
    kept = TABLE if table is None else table
    return house.db.write_now(lambda t: imports.begin(t, house.keys, copy.id, author, NOW, kept, {"round": 0}))


def find(house: House, copy: WorkingCopy, author: str) -> Draft | None:
    return house.db.read_now(lambda t: imports.find(t, house.keys, copy.id, author))


def test_each_person_has_their_own_and_a_new_one_takes_the_place_of_the_old(house: House, copy: WorkingCopy) -> None:
    begin(house, copy, "nia")
    begin(house, copy, "gwen", {"rows": [["2012", "x"]]})
    second = begin(house, copy, "nia", {"rows": [["2013", "y"]]})
    assert find(house, copy, "nia") == second and second.table["rows"] == [["2013", "y"]]
    assert find(house, copy, "tom") is None
    house.db.write_now(lambda t: imports.end(t, copy.id, "nia"))
    assert find(house, copy, "nia") is None and find(house, copy, "gwen") is not None


def test_what_is_settled_is_kept_beside_the_table(house: House, copy: WorkingCopy) -> None:
    """I2"""
    draft = begin(house, copy, "nia")
    house.db.write_now(lambda t: imports.settle(t, house.keys, draft, {"rows": {"2": "right"}}))
    found = find(house, copy, "nia")
    assert found is not None and found.settled == {"rows": {"2": "right"}} and found.table == TABLE


def test_no_word_of_it_stands_in_the_file(house: House, copy: WorkingCopy) -> None:
    """I1"""
    begin(house, copy, "nia")
    house.db.forget_now()
    assert b"Arfryn" not in house.db.path.read_bytes()


def test_it_goes_with_the_working_copy(house: House, copy: WorkingCopy) -> None:
    """I1"""
    begin(house, copy, "nia")
    house.db.write_now(lambda t: workingcopies.end(t, copy.id, LATER, 1))
    assert house.db.read_now(lambda t: t.all("select * from imports")) == []
