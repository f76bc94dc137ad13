"""The six steps: their words are the practice guide's, a stretch is one value, and an agreement is the room's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain import vocabulary
from server.domain.steps import LAST, Placement, agreed_placement, range_of, step_number, stretch
from server.languages import words
from tests.families import person_id

GUIDE = (
    "get used to structure, boundaries and a routine",
    "build a positive and trusting relationship",
    "talk together about difficult issues",
    "form insight & awareness",
    "plan for change",
    "move on",
)
"""Word for word (practice guide, the Trauma Recovery Model)."""


def test_the_steps_are_in_the_exact_words_of_the_guide() -> None:
    w = words("en")
    assert tuple(w(f"steps.{row.key}") for row in vocabulary.STEPS) == GUIDE
    assert len({words("cy")(f"steps.{row.key}") for row in vocabulary.STEPS}) == LAST == 6


def test_a_stretch_is_one_value_and_never_upside_down() -> None:
    """Two ends that merge apart could cross; a row of a table cannot."""
    for row in vocabulary.STEP_RANGES:
        lowest, highest = stretch(row.key)
        assert 1 <= lowest <= highest <= LAST
        assert range_of([highest, lowest]) == row.key
    assert len(vocabulary.STEP_RANGES) == 21
    assert stretch("") == (0, 0)


@given(st.lists(st.integers(-3, 9), max_size=4))
def test_any_numbers_are_a_stretch_or_none(numbers: list[int]) -> None:
    key = range_of(numbers)
    if numbers and all(1 <= n <= LAST for n in numbers):
        assert stretch(key) == (min(numbers), max(numbers))
    else:
        assert key == ""


@pytest.mark.parametrize("key", ["0", "7", "2_1", "1-2", "one"])
def test_what_is_no_stretch_is_a_mistake_of_the_program(key: str) -> None:
    with pytest.raises(KeyError):
        stretch(key)


def test_a_step_has_its_number() -> None:
    assert [step_number(row.key) for row in vocabulary.STEPS] == [1, 2, 3, 4, 5, 6]
    assert step_number("") == 0


def test_the_latest_agreement_of_the_child_as_a_whole_is_the_one_that_counts() -> None:
    first = Placement(steps="1", agreed=True, agreed_at="2026-03-12T10:00:00Z")
    later = Placement(steps="2", agreed=True, agreed_at="2026-03-12T11:00:00Z")
    at_home = Placement(steps="6", agreed=True, agreed_at="2026-03-12T12:00:00Z", setting="at home")
    own = Placement(steps="5", agreed_at="2026-03-12T12:00:00Z")
    gone = Placement(steps="5", agreed=True, agreed_at="2026-03-12T12:00:00Z", removed_at="2026-03-12T12:00:00Z")
    assert agreed_placement([later, first, at_home, own, gone]) is later
    assert agreed_placement([own, gone, at_home]) is None


def test_what_is_agreed_with_one_person_counts_for_that_person() -> None:
    whole = Placement(steps="1", agreed=True)
    with_nia = Placement(steps="2", agreed=True, person=person_id("Nia"))
    assert agreed_placement([whole, with_nia], person_id("Nia")) is with_nia
    assert agreed_placement([whole, with_nia], person_id("Kelly")) is whole
    assert agreed_placement([whole, with_nia]) is whole
