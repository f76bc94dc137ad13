"""Consent as it is kept. Rule K1."""

import sqlite3

import pytest

from server.domain.consent import Consent
from server.storage import audit, cases, consent
from tests.storage.conftest import LATER, NOW, House

AGREED = Consent("", "", "child", "Blodwedd", "agreed", to="To meet", conditions="Not the police", day="2026-03-02")


def say(house: House, case: str, said: Consent, at: str = NOW) -> Consent:
    return house.db.write_now(lambda t: consent.write(t, house.keys, case, said, at, "ruth"))


def rows(house: House, case: str) -> tuple[Consent, ...]:
    return house.db.read_now(lambda t: consent.of_case(t, house.keys, case))


def test_consent_taken_back_is_a_new_row_and_the_old_one_stays(house: House) -> None:
    """K1"""
    sam = house.case()
    first = say(house, sam.id, AGREED)
    back = say(house, sam.id, Consent("", first.person, "child", "Blodwedd", "withdrawn", day="2026-03-12"), LATER)
    assert (first.person, back.person) == (first.id, first.id)
    stands = house.db.read_now(lambda t: consent.standing(t, house.keys, sam.id))
    assert stands.now == (back,) and stands.rows == (first, back)
    assert not stands.enough


@pytest.mark.parametrize("act", ["update consents set at = ''", "delete from consents"])
def test_no_row_is_changed_or_deleted_by_the_applications_own_connection(house: House, act: str) -> None:
    sam = house.case()
    say(house, sam.id, AGREED)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        house.db.write_now(lambda t: t.run(act))
    assert len(rows(house, sam.id)) == 1


def test_a_person_of_another_case_is_somebody_new(house: House) -> None:
    sam, ann = house.case("Sam"), house.case("Ann")
    first = say(house, sam.id, AGREED)
    other = say(house, ann.id, Consent("", first.person, "child", "Ann", "withdrawn", day="2026-03-02"))
    assert other.person == other.id
    assert len(house.db.read_now(lambda t: consent.standing(t, house.keys, sam.id)).now) == 1


def test_words_stand_in_no_file_and_the_audit_has_none(house: House) -> None:
    sam = house.case("Sam")
    made = say(house, sam.id, AGREED)
    files = house.bytes_of_files()
    assert b"Blodwedd" not in files and b"the police" not in files
    (entry,) = house.db.read_now(lambda t: audit.entries(t, case=sam.id, what="consent.written"))
    assert (entry.about, entry.reason, entry.who) == (made.id, "agreed", "ruth")


def test_an_erased_case_leaves_nothing_that_can_be_read(house: House) -> None:
    sam = house.case()
    say(house, sam.id, AGREED)
    cases.erase_now(house.db, house.keys, sam.id, LATER)
    assert rows(house, sam.id) == ()
    assert b"Blodwedd" not in house.bytes_of_files()


def test_a_bundle_carries_every_row_with_who_belongs_to_whom(house: House) -> None:
    sam, copy = house.case("Sam"), house.case("Copy")
    first = say(house, sam.id, AGREED)
    say(house, sam.id, Consent("", first.person, "child", "Blodwedd", "withdrawn", day="2026-03-12"), LATER)
    plain = house.db.read_now(lambda t: consent.export(t, house.keys, sam.id))
    house.db.write_now(lambda t: consent.bring(t, house.keys, copy.id, [*plain, {"id": "not one"}], LATER))
    again = rows(house, copy.id)
    assert [(each.answer, each.conditions, each.at) for each in again] == [
        ("agreed", "Not the police", NOW),
        ("withdrawn", "", LATER),
    ]
    assert len({each.person for each in again}) == 1
