"""Referrals as they are kept. Rule F1."""

import sqlite3

import pytest

from server.domain.errors import Refusal
from server.domain.referrals import Referral, Spoken
from server.storage import audit, cases, referrals
from tests.storage.conftest import LATER, NOW, House

FIRST = Referral("", "Blodwedd", "Housing", "2026-01-19", "Three moves since May", language="en",
                 spoken=(Spoken("Gwenhwyfar", lives="cy"),))  # fmt: skip


def record(house: House, case: str, said: Referral, at: str = NOW, after: str = "") -> Referral:
    return house.db.write_now(lambda t: referrals.record(t, house.keys, case, said, at, after=after, by="gwen"))


def rows(house: House, case: str) -> tuple[Referral, ...]:
    return house.db.read_now(lambda t: referrals.of_case(t, house.keys, case))


def test_a_referral_that_is_put_right_stands_beside_the_old_one(house: House) -> None:
    """F1"""
    sam = house.case()
    first = record(house, sam.id, FIRST)
    second = record(house, sam.id, FIRST, LATER, after=first.id)
    assert rows(house, sam.id) == (first, second) and first.id != second.id
    entries = house.db.read_now(lambda t: audit.entries(t, case=sam.id, what="referral.recorded"))
    assert [(e.about, e.reason) for e in entries] == [(first.id, "first"), (second.id, "changed")]


@pytest.mark.parametrize("after", ["", "n" * 22])
def test_nobody_writes_over_what_they_have_not_seen(house: House, after: str) -> None:
    sam = house.case()
    record(house, sam.id, FIRST)
    with pytest.raises(Refusal, match="referral_changed_meanwhile"):
        record(house, sam.id, FIRST, LATER, after=after)
    assert len(rows(house, sam.id)) == 1


@pytest.mark.parametrize("act", ["update referrals set at = ''", "delete from referrals"])
def test_no_row_is_changed_or_deleted(house: House, act: str) -> None:
    sam = house.case()
    record(house, sam.id, FIRST)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        house.db.write_now(lambda t: t.run(act))
    assert len(rows(house, sam.id)) == 1


def test_an_erased_case_leaves_nothing_of_it_that_can_be_read(house: House) -> None:
    sam = house.case()
    record(house, sam.id, FIRST)
    assert b"Blodwedd" not in house.bytes_of_files() and b"Gwenhwyfar" not in house.bytes_of_files()
    cases.erase_now(house.db, house.keys, sam.id, LATER)
    assert rows(house, sam.id) == ()


def test_a_bundle_carries_every_row_in_its_order(house: House) -> None:
    sam, copy = house.case("Sam"), house.case("Copy")
    first = record(house, sam.id, FIRST)
    record(house, sam.id, FIRST, LATER, after=first.id)
    plain = house.db.read_now(lambda t: referrals.export(t, house.keys, sam.id))
    house.db.write_now(lambda t: referrals.bring(t, house.keys, copy.id, [*plain, {"id": "none"}], LATER))
    assert [(each.at, each.spoken, each.by) for each in rows(house, copy.id)] == [
        (NOW, FIRST.spoken, ""),
        (LATER, FIRST.spoken, ""),
    ]
