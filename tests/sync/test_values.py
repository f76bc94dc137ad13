"""What a field may hold, kind by kind: whatever the schema's own reading gives back fits, nothing else does."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.document.schema import SCHEMA
from server.domain.fields import FieldSpec, Kind, plain_value, read_value
from server.domain.moments import read as read_moment
from server.sync.updates import UNDEFINED, BigInteger
from server.sync.values import DOES_NOT_FIT, FITS, NOT_YOURS, TOO_LONG, FieldRule, check_account, field_rules
from tests.families import record_id

EVENTS = {rule.name: rule for rule in field_rules(SCHEMA)[SCHEMA.roots.index("events")]}
PEOPLE = {rule.name: rule for rule in field_rules(SCHEMA)[SCHEMA.roots.index("people")]}
ANNA, BEN = record_id("Anna"), record_id("Ben")
anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.just(UNDEFINED) | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


def every_rule() -> list[tuple[FieldSpec, FieldRule]]:
    collections = SCHEMA.collections.values()
    return [
        (collection.fields[rule.name], rule)
        for collection, rules in zip(collections, field_rules(SCHEMA), strict=False)
        for rule in rules
    ]


@pytest.mark.parametrize(("spec", "rule"), [(s, r) for s, r in every_rule() if not (r.is_map or r.is_text)])
def test_every_default_fits(spec: FieldSpec, rule: FieldRule) -> None:
    assert rule.check(spec.default, ANNA) == FITS


@given(st.sampled_from(every_rule()), anything)
def test_no_value_at_all_makes_a_check_fail_otherwise_than_by_saying_so(
    of: tuple[FieldSpec, FieldRule], value: Any
) -> None:
    assert of[1].check(value, ANNA) in (FITS, DOES_NOT_FIT, TOO_LONG, NOT_YOURS)


@given(st.sampled_from([pair for pair in every_rule() if not pair[1].is_map]), anything)
def test_what_fits_is_read_back_as_it_is(of: tuple[FieldSpec, FieldRule], value: Any) -> None:
    """Nothing gets in that reading would have to repair, but for characters, which are settled on reading."""
    spec, rule = of
    if rule.check(value, ANNA) == FITS:
        read, understood = read_value(spec, value)
        assert understood
        if rule.kind not in (Kind.LINE, Kind.PROSE):
            assert plain_value(spec, read) == value


@pytest.mark.parametrize("words", ["2014", "tua 1989", "Sept 24 →", "before 2014", "31/11/2017", "unknown", "", "Y7"])
def test_every_moment_that_was_read_fits(words: str) -> None:
    assert EVENTS["when"].check(read_moment(words, language="en", born=None, after=None).to_json(), ANNA) == FITS


def test_an_author_field_takes_ones_own_name_and_the_server_takes_any() -> None:
    check = EVENTS["removed_by"].check
    assert check(ANNA, ANNA) == check("", ANNA) == check(record_id("Ben"), None) == FITS
    assert check(record_id("Ben"), ANNA) == NOT_YOURS
    assert check("Ben", None) == DOES_NOT_FIT


def test_a_place_takes_whole_numbers_as_browsers_write_them() -> None:
    check = PEOPLE["place"].check
    for value in ([64, -128], [64.0, 0.0], None):
        assert check(value, ANNA) == FITS
    for value in ([64.5, 0], [BigInteger(64), 0], [True, False], (64, 64), [64]):
        assert check(value, ANNA) == DOES_NOT_FIT


ACCOUNT = {"field": "title", "value": "x", "who": "Ben", "noted_by": ANNA, "at": "2026-03-12T09:31:00Z"}
SETTLED = {"settled": "2026-03-12T10:00:00Z", "settled_by": ANNA, "outcome": "chosen", "reason": "Ben was there"}


def test_an_account_has_its_shape_whoever_writes_it() -> None:
    check = EVENTS["accounts"].check
    for writer in (None, ANNA):
        assert check(ACCOUNT, writer) == check({**ACCOUNT, **SETTLED}, writer) == FITS
        for wrong in (
            {"more": 1},
            {"value": 7},
            {"value": None},
            {"settled": "yes"},
            {"at": "now"},
            {"outcome": "won"},
            {"who": 1},
        ):
            assert check({**ACCOUNT, **wrong}, writer) == DOES_NOT_FIT
        for long in ({"reason": "r" * 201}, {"value": "v" * 20_001}, {"value": {"text": "t" * 5_000}}):
            assert check({**ACCOUNT, **long}, writer) == TOO_LONG


def test_a_page_notes_a_telling_in_its_own_name_of_what_can_be_told_differently() -> None:
    """K3"""
    assert check_account(EVENTS, None, ACCOUNT, ANNA) == FITS
    assert check_account(EVENTS, None, {**ACCOUNT, **SETTLED}, ANNA) == FITS
    assert check_account(EVENTS, None, ACCOUNT, BEN) == NOT_YOURS
    for field, value in (
        ("nothing", "x"),
        ("sensitive", "x"),
        ("added_by", ANNA),
        ("title", ""),
        ("lane", "space"),
        ("when", "2014"),
    ):
        assert check_account(EVENTS, None, {**ACCOUNT, "field": field, "value": value}, ANNA) == DOES_NOT_FIT
    assert check_account(EVENTS, None, {**ACCOUNT, "value": "x" * 201}, ANNA) == TOO_LONG


def test_what_somebody_else_noted_is_settled_and_not_changed() -> None:
    """K4, K5"""
    settled = {**ACCOUNT, **SETTLED, "settled_by": BEN}
    assert check_account(EVENTS, ACCOUNT, settled, BEN) == FITS
    assert check_account(EVENTS, ACCOUNT, {**ACCOUNT, "would_settle": "the school's letter"}, BEN) == FITS
    assert check_account(EVENTS, settled, ACCOUNT, ANNA) == FITS, "opened again"
    assert check_account(EVENTS, ACCOUNT, {**ACCOUNT, "value": "y"}, ANNA) == FITS, "one's own is mended"
    assert check_account(EVENTS, ACCOUNT, {**ACCOUNT, "value": "y"}, BEN) == NOT_YOURS
    assert check_account(EVENTS, ACCOUNT, {**ACCOUNT, "noted_by": BEN}, BEN) == NOT_YOURS
    assert check_account(EVENTS, ACCOUNT, {**ACCOUNT, "field": "agency"}, ANNA) == NOT_YOURS
    assert check_account(EVENTS, ACCOUNT, {**ACCOUNT, **SETTLED}, BEN) == NOT_YOURS
    assert check_account(EVENTS, settled, {**settled, "reason": "another"}, ANNA) == NOT_YOURS
    assert check_account(EVENTS, ACCOUNT, {**ACCOUNT, "settled": SETTLED["settled"]}, ANNA) == DOES_NOT_FIT


def test_the_loser_is_found_in_what_people_say_and_not_in_where_things_stand() -> None:
    found = {name for name, rule in (EVENTS | PEOPLE).items() if rule.loser_found}
    assert {"title", "when", "lane", "name", "gender", "born"} <= found
    assert not found & {"place", "sensitive", "added_by", "order", "detail", "people", "accounts", "removed_at"}
