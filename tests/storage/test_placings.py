"""First placements: each its author's alone, sealed, gone with the working copy. F1 to F3."""

from typing import Any

import pytest

from server.domain.errors import Refusal
from server.storage import audit, cases, placings, workingcopies
from server.storage.placings import PLACED, WRITING, Placing, Round
from server.storage.workingcopies import WorkingCopy
from tests.storage.conftest import LATER, NOW, House

WORDS: dict[str, Any] = {
    "not_known": False,
    "placements": [{"steps": "1_2", "reason": "Early on Tuesdays at Brynhyfryd"}],
}


@pytest.fixture
def copy(house: House) -> WorkingCopy:
    return house.working_copy(house.case().id)


def keep(house: House, copy: WorkingCopy, author: str, state: str = PLACED, at: str = NOW) -> str:
    return house.db.write_now(lambda t: placings.keep(t, house.keys, copy.id, author, state, WORDS, at))


def own(house: House, copy: WorkingCopy, author: str) -> Placing | None:
    return house.db.read_now(lambda t: placings.of_author(t, house.keys, copy.id, author))


def test_a_set_takes_the_place_of_the_one_before_and_says_how_far_that_was(house: House, copy: WorkingCopy) -> None:
    assert keep(house, copy, "tom", WRITING) == "not_yet"
    assert keep(house, copy, "tom", PLACED, LATER) == "writing"
    assert own(house, copy, "tom") == Placing("tom", PLACED, WORDS, LATER)
    assert own(house, copy, "priya") is None
    assert house.db.read_now(lambda t: placings.states(t, copy.id)) == {"tom": "placed"}


def test_only_sets_that_are_ready_are_handed_over(house: House, copy: WorkingCopy) -> None:
    keep(house, copy, "tom")
    keep(house, copy, "priya", WRITING)
    ready = house.db.read_now(lambda t: placings.ready(t, house.keys, copy.id))
    assert [each.author for each in ready] == ["tom"]


def test_no_word_and_no_step_of_it_stands_in_the_files_or_in_the_audit(house: House, copy: WorkingCopy) -> None:
    """F1, F2"""
    keep(house, copy, "tom")
    house.db.write_now(lambda t: placings.show(t, copy, LATER, "nia"))
    house.db.forget_now()
    held = house.bytes_of_files()
    assert b"Brynhyfryd" not in held and b"1_2" not in held
    (noted,) = house.db.read_now(lambda t: audit.entries(t, what="placings.shown"))
    assert (noted.who, noted.about, noted.size) == ("nia", copy.id, 1)


def test_a_set_cannot_be_read_as_anothers(house: House, copy: WorkingCopy) -> None:
    """F1: a row put in another's place does not open."""
    keep(house, copy, "tom")
    house.db.write_now(lambda t: t.run("update placings set author = 'eve'"))
    with pytest.raises(Refusal, match="unreadable"):
        own(house, copy, "eve")


def test_that_they_are_shown_is_noted_once_and_can_be_taken_back(house: House, copy: WorkingCopy) -> None:
    """F3"""
    first = house.db.write_now(lambda t: placings.show(t, copy, NOW, "nia"))
    assert house.db.write_now(lambda t: placings.show(t, copy, LATER, "gwen")) == first == Round(NOW, "nia")
    house.db.write_now(lambda t: placings.hide(t, copy.id))
    assert house.db.read_now(lambda t: placings.round_of(t, copy.id)) == Round()


def test_what_is_shown_and_still_here_is_unfinished(house: House, copy: WorkingCopy) -> None:
    """F3"""
    keep(house, copy, "tom")
    keep(house, copy, "priya", WRITING)
    assert house.db.read_now(placings.unfinished) == []
    house.db.write_now(lambda t: placings.show(t, copy, LATER, "nia"))
    assert house.db.read_now(placings.unfinished) == [copy.id]
    house.db.write_now(lambda t: placings.forget(t, copy.id, "tom"))
    assert house.db.read_now(placings.unfinished) == []
    assert own(house, copy, "priya") is not None


@pytest.mark.parametrize("how", ["frozen", "erased"])
def test_it_goes_with_the_working_copy_and_with_the_case(house: House, copy: WorkingCopy, how: str) -> None:
    """F1"""
    keep(house, copy, "tom")
    house.db.write_now(lambda t: placings.show(t, copy, LATER, "nia"))
    if how == "frozen":
        house.db.write_now(lambda t: workingcopies.end(t, copy.id, LATER, 1))
    else:
        cases.erase_now(house.db, house.keys, copy.case, LATER)
    rows = house.db.read_now(lambda t: t.all("select author from placings union select shown_by from placings_shown"))
    assert rows == []
    with pytest.raises(Refusal, match="working_copy_ended"):
        keep(house, copy, "tom")
