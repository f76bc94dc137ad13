"""Seats that change hands. Rules S1 to S3."""

from collections.abc import Callable
from typing import Any

import pytest

from server.domain.errors import Refusal
from server.storage import accounts, cases, seats
from tests.storage.conftest import LATER, NOW, House


def held(house: House, case: str) -> set[tuple[str, str]]:
    return {(seat.account, seat.role) for seat in house.db.read_now(lambda t: cases.seats(t, case))}


def refused(house: House, act: Callable[[Any], Any]) -> str:
    with pytest.raises(Refusal) as refusal:
        house.db.write_now(act)
    return refusal.value.key


@pytest.fixture
def people(house: House) -> tuple[str, str, str, str]:
    """Sam's case, Ruth who chairs it, Ann who could, Iwan who coordinates."""
    sam, ruth, ann = house.case(), house.account(), house.account("ann@example.org")
    iwan = house.account("iwan@example.org", "coordinator")
    house.db.write_now(lambda t: cases.seat(t, sam.id, ruth, "chair", NOW))
    house.db.write_now(lambda t: cases.seat(t, sam.id, iwan, "coordinator", NOW))
    return sam.id, ruth, ann, iwan


def test_a_chair_that_is_handed_over_is_somebody_elses_at_once(house: House, people: tuple[str, ...]) -> None:
    sam, ruth, ann, iwan = people
    house.db.write_now(lambda t: seats.hand_over(t, sam, ann, "chair", LATER, by=ruth, instead_of=ruth))
    assert held(house, sam) == {(ann, "chair"), (iwan, "coordinator")}
    told = house.db.read_now(lambda t: seats.changes(t, sam))
    assert [(each.account, each.given) for each in told[2:]] == [(ann, True), (ruth, False)]
    assert told[3] == seats.Change(ruth, "chair", False, LATER, ruth)


def test_a_case_keeps_a_chair(house: House, people: tuple[str, ...]) -> None:
    """S1: nor does one whose account is closed count"""
    sam, ruth, ann, iwan = people
    assert refused(house, lambda t: seats.take_away(t, sam, ruth, "chair", LATER)) == "last_chair"
    house.db.write_now(lambda t: seats.hand_over(t, sam, ann, "chair", LATER))
    house.db.write_now(lambda t: accounts.disable(t, ann, LATER))
    assert refused(house, lambda t: seats.take_away(t, sam, ruth, "chair", LATER)) == "last_chair"
    house.db.write_now(lambda t: seats.take_away(t, sam, ann, "chair", LATER))
    house.db.write_now(lambda t: seats.take_away(t, sam, iwan, "coordinator", LATER))
    assert held(house, sam) == {(ruth, "chair")}
    assert refused(house, lambda t: seats.take_away(t, sam, iwan, "coordinator", LATER)) == "no_such_seat"


def test_an_offered_seat_opens_nothing_until_it_is_taken(house: House, people: tuple[str, ...]) -> None:
    """S2"""
    sam, ruth, ann, _ = people
    made = house.db.write_now(lambda t: seats.offer(t, sam, ann, "chair", NOW, by=ruth, instead_of=ruth))
    assert house.db.read_now(lambda t: cases.role_of(t, sam, ann)) == ""
    assert house.db.read_now(lambda t: seats.offers(t, account=ann)) == [made]
    assert refused(house, lambda t: seats.answer(t, made.id, ruth, yes=True, at=LATER)) == "no_such_offer"
    house.db.write_now(lambda t: seats.answer(t, made.id, ann, yes=True, at=LATER))
    assert house.db.read_now(lambda t: cases.role_of(t, sam, ann)) == "chair"
    assert (ruth, "chair") not in held(house, sam)
    assert refused(house, lambda t: seats.answer(t, made.id, ann, yes=True, at=LATER)) == "no_such_offer"


def test_an_offer_is_declined_taken_back_or_replaced(house: House, people: tuple[str, ...]) -> None:
    sam, ruth, ann, _ = people
    db = house.db
    first = db.write_now(lambda t: seats.offer(t, sam, ann, "chair", NOW, by=ruth))
    second = db.write_now(lambda t: seats.offer(t, sam, ann, "chair", NOW, by=ruth))
    assert db.read_now(lambda t: seats.offers(t, case=sam)) == [second] and first != second
    db.write_now(lambda t: seats.answer(t, second.id, ann, yes=False, at=LATER))
    third = db.write_now(lambda t: seats.offer(t, sam, ann, "chair", NOW, by=ruth))
    other = house.case("Ann")
    assert refused(house, lambda t: seats.withdraw(t, other.id, third.id, LATER, ruth)) == "no_such_offer"
    db.write_now(lambda t: seats.withdraw(t, sam, third.id, LATER, ruth))
    assert db.read_now(lambda t: seats.offers(t, account=ann)) == []
    assert held(house, sam) >= {(ruth, "chair")}


def test_a_seat_is_for_those_who_may_hold_it_and_can_sign_in(house: House, people: tuple[str, ...]) -> None:
    """C1"""
    sam, ruth, ann, iwan = people
    for act in (seats.hand_over, seats.offer):
        assert refused(house, lambda t, act=act: act(t, sam, iwan, "chair", LATER)) == "seat_not_for_role"  # type: ignore[misc]
    assert refused(house, lambda t: seats.offer(t, sam, ruth, "chair", LATER)) == "seat_held"
    house.db.write_now(lambda t: accounts.disable(t, ann, LATER))
    assert refused(house, lambda t: seats.hand_over(t, sam, ann, "chair", LATER)) == "account_disabled"


def test_the_offers_of_an_erased_case_are_gone(house: House, people: tuple[str, ...]) -> None:
    sam, ruth, ann, _ = people
    made = house.db.write_now(lambda t: seats.offer(t, sam, ann, "chair", NOW, by=ruth))
    cases.erase_now(house.db, house.keys, sam, LATER)
    assert house.db.read_now(lambda t: seats.offers(t, account=ann)) == []
    assert refused(house, lambda t: seats.answer(t, made.id, ann, yes=True, at=LATER)) == "no_such_offer"
