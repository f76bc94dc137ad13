"""The closed lists: keys once each, and words for every row (the words themselves: tests/test_languages.py)."""

import pytest

from server.domain import moments, vocabulary


@pytest.mark.parametrize("table", vocabulary.TABLES)
def test_a_key_stands_once_in_its_table(table: str) -> None:
    rows = vocabulary.TABLES[table]
    assert len({row.key for row in rows}) == len(rows) > 0


def test_ten_lanes_of_which_seven_show_at_first() -> None:
    assert len(vocabulary.LANES) == 10
    assert sum(row.shown for row in vocabulary.LANES) == 7


def test_at_most_sixteen_ties_are_offered_at_once() -> None:
    assert sum(row.shown for row in vocabulary.BOND_KINDS) <= 16


def test_ties_that_tell_of_harm_are_restricted_and_have_a_direction() -> None:
    harm = {"hurt_physically", "hurt_emotionally", "harmed_sexually", "neglected", "exploits", "controlling"}
    for row in vocabulary.BOND_KINDS:
        assert (row.restricted and row.directed) == (row.key in harm)


def test_what_a_moment_may_say_is_in_the_tables() -> None:
    assert vocabulary.keys("precisions") == set(moments.PRECISIONS)
    assert vocabulary.keys("qualifiers") | {""} == set(moments.QUALIFIERS)


def test_a_row_without_extras_is_only_its_key_in_the_browser() -> None:
    assert vocabulary.as_json()["genders"][0] == {"key": "male"}
    assert vocabulary.as_json()["lanes"][0] == {"key": "home", "icon": "house"}
