"""Cases and seats; and what is left of an erased one (I11)."""

import pytest

from server.domain.cases import YoungPerson
from server.domain.errors import Refusal
from server.storage import accounts, audit, cases, meetings, versions, workingcopies
from server.storage.database import CannotStore
from tests.storage.conftest import LATER, NOW, Edit, House

BORN = {"text": "2011", "start": ["2011-01-01", "2011-12-31"], "end": None}


def test_a_case_keeps_its_young_person(house: House) -> None:
    made = house.db.write_now(lambda t: cases.open_case(t, house.keys, YoungPerson("Siân Ŵyn", BORN), NOW))
    found = house.db.read_now(lambda t: cases.must_find(t, house.keys, made.id))
    assert found == made
    assert found.young_person == YoungPerson("Siân Ŵyn", BORN)


def test_neither_name_nor_birth_stands_in_a_file(house: House) -> None:
    """Names never stand in clear in the database or its logs."""
    made = house.db.write_now(lambda t: cases.open_case(t, house.keys, YoungPerson("Blodwedd", BORN), NOW))
    house.db.write_now(lambda t: cases.rename(t, house.keys, made.id, YoungPerson("Branwen", BORN), LATER))
    files = house.bytes_of_files()
    for words in (b"Blodwedd", b"Branwen", b"2011-01-01"):
        assert words not in files
    found = house.db.read_now(lambda t: cases.must_find(t, house.keys, made.id))
    assert found.young_person == YoungPerson("Branwen", BORN)


def test_an_unknown_case_is_refused(house: House) -> None:
    with pytest.raises(Refusal) as refused:
        house.db.read_now(lambda t: cases.must_find(t, house.keys, "nowhere"))
    assert (refused.value.key, refused.value.status) == ("no_such_case", 404)


def test_who_holds_a_seat_sees_the_case_and_nobody_else(house: House) -> None:
    """D01, D08"""
    ruth, iwan = house.account(), house.account("iwan@example.org", "coordinator")
    sam, ann = house.case("Sam"), house.case("Ann")
    house.db.write_now(lambda t: cases.seat(t, sam.id, ruth, "chair", NOW))
    house.db.write_now(lambda t: cases.seat(t, sam.id, ruth, "coordinator", LATER))
    house.db.write_now(lambda t: cases.seat(t, ann.id, iwan, "coordinator", NOW))

    def mine(who: str) -> list[tuple[str, str]]:
        return [
            (case.young_person.name, role)
            for case, role in house.db.read_now(lambda t: cases.of_account(t, house.keys, who))
            if case.young_person
        ]

    assert mine(ruth) == [("Sam", "chair")]
    assert mine(iwan) == [("Ann", "coordinator")]
    assert [name for name, _ in mine(iwan)] == ["Ann"]


@pytest.mark.parametrize(
    ("role", "seat"),
    [
        ("coordinator", "chair"),
        ("administrator", "chair"),
        ("administrator", "coordinator"),
        ("chair", "observer"),
    ],
)
def test_a_seat_is_for_those_who_may_hold_it(house: House, role: str, seat: str) -> None:
    """C1"""
    who, sam = house.account(role=role), house.case()
    with pytest.raises(Refusal) as refused:
        house.db.write_now(lambda t: cases.seat(t, sam.id, who, seat, NOW))
    assert refused.value.key == "seat_not_for_role"
    assert house.db.read_now(lambda t: cases.role_of(t, sam.id, who)) == ""


def test_a_seat_given_twice_is_one(house: House) -> None:
    ruth, sam = house.account(), house.case()
    for _ in range(2):
        house.db.write_now(lambda t: cases.seat(t, sam.id, ruth, "chair", NOW))
    assert len(house.db.read_now(lambda t: cases.seats(t, sam.id))) == 1


async def test_an_erased_case_leaves_dates_seals_and_the_act_of_erasing(house: House) -> None:
    """I11"""
    sam = house.case("Blodwedd")
    (version,) = house.frozen(sam.id, {"people": {"a": {"name": "Blodwedd"}}})
    copy = house.working_copy(sam.id)
    kept = [Edit(b"the newest words")]
    house.db.write_now(lambda t: workingcopies.append(t, house.keys, copy.id, copy.epoch, kept))
    meeting = house.db.write_now(lambda t: meetings.plan(t, sam.id, "formulation", NOW))
    house.db.write_now(lambda t: meetings.open_meeting(t, meeting.id, NOW))
    tom, link = house.db.write_now(lambda t: meetings.invite(t, house.keys, meeting.id, name="Tom Ddu", at=NOW))
    _, cookie = house.db.write_now(lambda t: meetings.join(t, house.keys, tom.id, NOW, hours=8))

    await cases.erase(house.db, house.keys, sam.id, LATER, by="iwan", reason="asked by the family")

    def after() -> None:
        db, keys = house.db, house.keys
        found = db.read_now(lambda t: cases.find(t, keys, sam.id))
        assert found is not None and (found.young_person, found.erased_at, found.opened_at) == (
            None,
            LATER,
            NOW,
        )
        with pytest.raises(Refusal) as refused:
            db.read_now(lambda t: cases.must_find(t, keys, sam.id))
        assert refused.value.key == "case_erased"
        checked = db.read_now(lambda t: versions.check_case(t, keys, sam.id))
        assert checked.sound and [v.seal for v in checked.versions] == [version.seal]
        assert checked.versions[0].content is None and checked.versions[0].circumstances is None
        assert db.read_now(lambda t: accounts.signed_in(t, cookie, LATER)) is None
        assert db.read_now(lambda t: meetings.by_token(t, keys, link)) is None
        assert [p.name for p in db.read_now(lambda t: meetings.participants(t, keys, meeting.id))] == [""]
        assert [bytes(row["person"]) for row in db.read_now(lambda t: t.all("select person from participants"))] == [
            b""
        ]
        assert keys.working_copies() == {}
        assert not keys.exists(sam.id)

    after()
    house.db, house.keys = (again := house.again()).db, again.keys
    after()
    last = house.db.read_now(lambda t: audit.entries(t, case=sam.id))[-1]
    assert (last.what, last.who, last.reason) == ("case.erased", "iwan", "asked by the family")


def test_an_erased_case_takes_no_more(house: House) -> None:
    sam = house.case()
    cases.erase_now(house.db, house.keys, sam.id, LATER)
    for again in (
        lambda: house.working_copy(sam.id),
        lambda: cases.erase_now(house.db, house.keys, sam.id, LATER),
    ):
        with pytest.raises(Refusal) as refused:
            again()
        assert refused.value.key == "case_erased"


def test_erasing_one_case_leaves_the_other_whole(house: House) -> None:
    sam, ann = house.case("Sam"), house.case("Ann")
    house.frozen(ann.id, {"people": {}})
    copy = house.working_copy(ann.id)
    cases.erase_now(house.db, house.keys, sam.id, LATER)
    every = house.db.read_now(lambda t: cases.every(t, house.keys))
    assert {case.young_person.name if case.young_person else "" for case in every} == {"", "Ann"}
    assert house.db.read_now(lambda t: workingcopies.load(t, house.keys, copy.id)).updates == []
    assert house.db.read_now(lambda t: versions.check_case(t, house.keys, ann.id)).sound


def test_an_erasure_that_was_cut_off_is_finished_at_the_next_start(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """I11: the tables say erased, and the disk of the keys took nothing"""
    sam = house.case()
    house.frozen(sam.id, {"people": {}})

    def cannot(*_: object) -> bool:
        raise CannotStore("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(house.keys, "erase_case", cannot)
        with pytest.raises(CannotStore):
            cases.erase_now(house.db, house.keys, sam.id, LATER)
    assert house.keys.exists(sam.id)
    again = house.again()
    assert workingcopies.destroy_ended_keys(again.db, again.keys, LATER) == [sam.id]
    assert not again.keys.exists(sam.id)
    assert [(each.case, each.at) for each in again.keys.erased()] == [(sam.id, LATER)]
    assert workingcopies.destroy_ended_keys(again.db, again.keys, LATER) == []
    again.close()
