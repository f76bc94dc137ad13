"""The fields: one declaration each, and reading that is total."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.fields import Kind, clean, clean_line, plain_value, read_value, specs
from server.domain.formulation import COLLECTIONS, SPECS
from server.domain.genogram import Person

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
EVERY_SPEC = [spec for fields in SPECS.values() for spec in fields]


@given(value=JSON, index=st.integers(0, len(EVERY_SPEC) - 1))
def test_any_field_reads_anything_without_an_exception(value: Any, index: int) -> None:
    spec = EVERY_SPEC[index]
    read, _ = read_value(spec, value)
    again, whole = read_value(spec, plain_value(spec, read))
    assert again == read
    assert whole or read is None


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean_line(clean_line(text)) == clean_line(text)


@given(st.text(alphabet="abc ŵŷâêîôûŴŶ'’ß日本😀مرحبا"))
def test_the_words_people_write_are_kept_exactly(text: str) -> None:
    """F10: Welsh accents, both apostrophes, emoji and other scripts come back as they were."""
    import unicodedata

    assert clean(text) == unicodedata.normalize("NFC", text)


def test_controls_and_bidi_overrides_are_left_out() -> None:
    assert clean("Ie\u202estyn\x00\u2066") == "Iestyn"
    assert clean_line("one\r\ntwo\tthree") == "one two three"


@pytest.mark.parametrize(
    "place", [[1.5, 2], [float("nan"), 0], [float("inf"), 0], [1], "here", [True, 1], [2_000_000, 0]]
)
def test_a_place_is_two_whole_numbers_or_nothing(place: Any) -> None:
    spec = next(s for s in SPECS["people"] if s.kind is Kind.PLACE)
    assert read_value(spec, place) == (None, False)


def test_whole_numbers_that_came_as_floats_are_places() -> None:
    spec = next(s for s in SPECS["people"] if s.kind is Kind.PLACE)
    assert read_value(spec, [64.0, 128]) == ((64, 128), True)


def test_every_record_carries_language_source_sensitive_and_ref_from_the_start() -> None:
    common = {"ref", "language", "agency", "says", "sensitive", "accounts", "removed_by", "removed_at"}
    for record, _ in COLLECTIONS.values():
        assert common <= {spec.name for spec in specs(record)}


def test_a_record_lists_its_own_fields_before_the_common_ones() -> None:
    names = [spec.name for spec in specs(Person)]
    assert names[0] == "name"
    assert names.index("place") < names.index("ref")


def test_every_field_says_what_it_means() -> None:
    assert all(spec.meaning for spec in EVERY_SPEC)
    json.dumps([spec.default for spec in EVERY_SPEC])
