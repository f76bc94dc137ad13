"""What is added to a version is sealed beside it, in a chain of its own, and the version stays as it was. Rules N1 to
N6 and E1 to E5."""

import sqlite3
from dataclasses import replace
from typing import Any

import pytest

from server.domain.errors import Refusal
from server.domain.notes import IN_ERROR, NOTE, Note, mark_of, shown_on
from server.domain.versions import Attendee, Chair
from server.storage import audit, cases, notes, versions
from server.storage.notes import Draft
from server.storage.versions import standing
from tests.storage.conftest import LATER, House, house_in
from tests.storage.test_versions import OLDER, SAM, check, tamper

RUTH = Chair("ruth", "Dr Ruth Owen", "password")
GWEN = Chair("gwen", "Gwen Pugh", "password")
TOM = Attendee("tom", "Tom Rees", "Ysgol", "contributor")
THEN = "2026-03-12T11:00:00Z"


def draft(case: str, version: int = 1, **changes: Any) -> Draft:
    """What Tom wrote when he was back at school."""
    text = "He has a key worker now: Mrs Hughes."
    plain = Draft("", case, version, NOTE, text, "Was not known then", TOM, "Tom", LATER)
    return replace(plain, **changes)


def mark(case: str, version: int = 1) -> Draft:
    """What Dr Ruth says of a version that is of another child."""
    author = Attendee("ruth", "Dr Ruth Owen", "", "chair")
    return draft(case, version, kind=IN_ERROR, text="", said_by="", reason="Another child's", author=author, chair=RUTH)


def proposed(house: House, asked: Draft) -> Draft:
    return house.db.write_now(lambda t: notes.propose(t, house.keys, asked))


def accepted(house: House, found: Draft, by: Chair = RUTH, at: str = THEN) -> Note:
    return house.db.write_now(lambda t: notes.accept(t, house.keys, found.case, found.id, at, by=by, software="1"))


def added(house: House, asked: Draft, by: Chair = RUTH, at: str = THEN) -> Note:
    return accepted(house, proposed(house, asked), by, at)


def refusal(act: Any) -> str:
    with pytest.raises(Refusal) as refused:
        act()
    return refused.value.key


def how(house: House, case: str, number: int) -> str:
    return house.db.read_now(lambda t: standing(t, house.keys, case, number))


def of_case(house: House, case: str) -> tuple[Note, ...]:
    return house.db.read_now(lambda t: notes.of_case(t, house.keys, case))


# -- what is added


def test_a_note_waits_until_the_chair_accepts_it_and_then_has_a_seal_of_its_own(house: House) -> None:
    """N2, E3"""
    case = house.case().id
    house.frozen(case, SAM)
    waits = proposed(house, draft(case))
    assert [each.text for each in house.db.read_now(lambda t: notes.waiting(t, house.keys, case))] == [waits.text]
    assert of_case(house, case) == ()
    note = accepted(house, waits)
    assert of_case(house, case) == (note,)
    assert (note.number, note.version, note.text, note.reason) == (1, 1, waits.text, waits.reason)
    assert (note.who, note.said_by, note.at, note.state) == ("Tom Rees (Ysgol)", "Tom", THEN, "sealed")
    assert note.said is not None and (note.said.chair, note.said.second, note.said.proposed_at) == (RUTH, None, LATER)
    assert house.db.read_now(lambda t: notes.waiting(t, house.keys, case)) == ()
    assert check(house, case).sound


def test_h12_a_note_added_to_version_1_after_version_2_is_shown_on_both_and_changes_neither(house: House) -> None:
    """N1, N6: dated and signed, and the hash of version 1 is what it was"""
    case = house.case().id
    house.frozen(case, SAM, OLDER)
    rows = house.db.read_now(lambda t: t.all("select * from versions order by number"))
    before = [tuple(row) for row in rows]
    note = added(house, draft(case, 1))
    later = added(house, draft(case, 2, text="Nain has moved to Llanelli."))
    after = house.db.read_now(lambda t: t.all("select * from versions order by number"))
    assert [tuple(row) for row in after] == before
    assert shown_on((note, later), 1) == (note,) and shown_on((note, later), 2) == (note, later)
    checked = check(house, case)
    assert checked.sound and checked.notes == (note, later)
    assert note.header.of == checked.versions[0].seal and note.header.key == house.keys.fingerprint
    assert (later.number, later.header.parent) == (2, note.seal) and note.header.added_at == THEN


def test_notes_and_versions_are_counted_in_one_order_whatever_the_clock_says(house: House) -> None:
    """N4"""
    case = house.case().id
    (version,) = house.frozen(case, SAM)
    note = added(house, draft(case))
    copy = house.working_copy(case)
    second = versions.freeze_now(house.db, house.keys, house.asked(copy, OLDER, at=THEN))
    assert [version.header.sequence, note.header.sequence, second.header.sequence] == [1, 2, 3]


def test_a_note_that_was_not_taken_is_kept_with_the_answer_and_is_no_note(house: House) -> None:
    """E1"""
    case = house.case().id
    house.frozen(case, SAM)
    waits = proposed(house, draft(case))
    house.db.write_now(
        lambda t: notes.decline(t, house.keys, case, waits.id, THEN, by="ruth", answer="It is in the next version.")
    )
    (kept,) = house.db.read_now(lambda t: notes.declined(t, house.keys, case))
    assert (kept.text, kept.answer, kept.decided_by) == (waits.text, "It is in the next version.", "ruth")
    assert of_case(house, case) == () and house.db.read_now(lambda t: notes.waiting(t, house.keys, case)) == ()


def test_of_two_decisions_one_counts(house: House) -> None:
    """E2"""
    case = house.case().id
    house.frozen(case, SAM)
    waits = proposed(house, draft(case))
    accepted(house, waits)
    assert refusal(lambda: accepted(house, waits)) == "note_decided"
    answer = {"by": "ruth", "answer": ""}
    assert refusal(
        lambda: house.db.write_now(lambda t: notes.decline(t, house.keys, case, waits.id, THEN, **answer))
    ) == ("note_decided")
    assert len(of_case(house, case)) == 1


def test_a_note_is_of_a_version_that_is_there_and_decided_in_its_own_case(house: House) -> None:
    case, other = house.case().id, house.case("Ann").id
    house.frozen(case, SAM)
    house.frozen(other, SAM)
    assert refusal(lambda: proposed(house, draft(case, 2))) == "no_such_version"
    waits = proposed(house, draft(case))
    assert refusal(lambda: accepted(house, replace(waits, case=other))) == "no_such_note"


def test_a_clock_set_back_adds_nothing(house: House) -> None:
    """N4, H07"""
    case = house.case().id
    house.frozen(case, SAM)
    first, second = proposed(house, draft(case)), proposed(house, draft(case))
    assert refusal(lambda: accepted(house, first, at="2026-03-10T10:00:00Z")) == "note_clock_behind"
    accepted(house, first)
    assert refusal(lambda: accepted(house, second, at=LATER)) == "note_clock_behind"
    assert len(of_case(house, case)) == 1


# -- entered in error


def test_h11_a_version_is_entered_in_error_only_by_two_people_and_stays_readable(house: House) -> None:
    """N3: the chair that began it cannot confirm it"""
    case = house.case().id
    made = house.frozen(case, SAM, OLDER)
    waits = proposed(house, mark(case, 1))
    assert how(house, case, 1) == "sealed"
    assert refusal(lambda: accepted(house, waits, by=RUTH)) == "second_person"
    entry = accepted(house, waits, by=GWEN)
    assert entry.said is not None and (entry.said.chair, entry.said.second) == (RUTH, GWEN)
    assert (how(house, case, 1), how(house, case, 2)) == ("in_error", "sealed")
    checked = check(house, case)
    assert checked.sound and list(checked.versions) == made
    assert mark_of(checked.notes, 1) == entry and mark_of(checked.notes, 2) is None
    assert of_case(house, case) == ()
    told = house.db.read_now(lambda t: audit.entries(t, case=case, what=notes.MARKED))
    assert [(each.about, each.who, each.digest) for each in told] == [("1", "gwen", entry.seal)]


def test_h11_a_mark_is_made_once_and_undone_by_nobody_and_a_note_may_follow(house: House) -> None:
    """N3"""
    case = house.case().id
    house.frozen(case, SAM)
    waits = proposed(house, mark(case))
    assert refusal(lambda: proposed(house, mark(case))) == "in_error_waits"
    accepted(house, waits, by=GWEN)
    assert refusal(lambda: proposed(house, mark(case))) == "in_error_already"
    note = added(house, draft(case, text="It was his brother's."))
    assert how(house, case, 1) == "in_error" and of_case(house, case) == (note,)


def test_the_standing_of_a_version_that_was_changed_is_altered_whatever_was_said_of_it(house: House) -> None:
    case = house.case().id
    house.frozen(case, SAM, OLDER)
    added(house, mark(case, 2), by=GWEN)
    tamper(house, "update versions set content = x'00' where number = 2")
    assert (how(house, case, 1), how(house, case, 2)) == ("sealed", "altered")
    assert refusal(lambda: how(house, case, 3)) == "no_such_version"


# -- never changed


@pytest.mark.parametrize("table", ["notes", "note_drafts", "note_decisions"])
@pytest.mark.parametrize(
    "sql",
    [
        "update {table} set words = x'00'",
        "update {table} set rowid = rowid + 1",
        "delete from {table}",
        "insert or replace into {table} select * from {table}",
    ],
)
def test_h04_the_applications_own_connection_cannot_change_a_note(house: House, table: str, sql: str) -> None:
    """H04, E1"""
    case = house.case().id
    house.frozen(case, SAM)
    note = added(house, draft(case))
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        house.db.write_now(lambda t: t.run(sql.format(table=table)))
    assert check(house, case).sound and of_case(house, case) == (note,)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("update notes set words = x'0000' where number = 2", {("note_words_altered", 2)}),
        ("update notes set words = (select words from notes where number = 1)", {("note_words_altered", 2)}),
        ("update notes set header = replace(header, '2026', '2025') where number = 2", {("note_header_altered", 2)}),
        ("update notes set header = 'x' where number = 2", {("note_header_altered", 2)}),
        ("update notes set signature = 'zz' where number = 2", {("note_signature_wrong", 2)}),
        ("update notes set signature = upper(signature) where number = 2", {("note_row_altered", 2)}),
        ("update notes set kept_at = '2026' where number = 2", {("note_row_altered", 2)}),
        ("update notes set version = 1 where number = 3", {("note_row_altered", 3)}),
        ("delete from notes where number = 3", {("note_missing", 3)}),
        ("delete from notes where number = 2", {("note_missing", 2), ("note_out_of_order", 3)}),
        ("delete from versions where number = 2", {("note_of_another_version", 2)}),
    ],
)
def test_h05_what_another_tool_did_to_a_note_is_found_and_names_it(
    house: House, change: str, expected: set[tuple[str, int]]
) -> None:
    """H05"""
    case = house.case().id
    house.frozen(case, SAM, OLDER)
    for version in (1, 2, 2):
        added(house, draft(case, version))
    tamper(house, change)
    found = {(f.key, f.parameters.get("note")) for f in check(house, case).findings}
    assert expected <= found
    if "from versions" not in change:
        assert {how(house, case, 1), how(house, case, 2)} == {"sealed"}, "a note that is altered alters no version"
        altered = {note.number for note in of_case(house, case) if note.state == "altered"}
        assert altered >= {number for key, number in expected if key != "note_missing"}


def test_two_notes_in_each_others_place_are_found(house: House) -> None:
    """N4: reordered"""
    case = house.case().id
    house.frozen(case, SAM)
    for text in ("One", "Two"):
        added(house, draft(case, text=text))
    tamper(
        house,
        "update notes set number = 9 where number = 1",
        "update notes set number = 1 where number = 2",
        "update notes set number = 2 where number = 9",
    )
    found = {f.key for f in check(house, case).findings}
    assert {"note_out_of_order", "note_row_altered", "note_words_altered"} <= found


# -- bundles, erasure


def test_notes_travel_with_their_versions_and_a_changed_word_is_named(house: House, tmp_path: Any) -> None:
    """G15: offline, and in another installation"""
    case = house.case().id
    house.frozen(case, SAM, OLDER)
    made = (added(house, draft(case, 1)), added(house, mark(case, 2), by=GWEN))
    plain = house.db.read_now(lambda t: versions.export(t, house.keys, case))
    assert versions.check_export(plain).sound and versions.check_export(plain).notes == made
    assert versions.check_export(plain, made[0].short_seal).sound, "a note's own seal, from paper"
    other = house_in(tmp_path / "other")
    there = other.case().id
    other.db.write_now(lambda t: versions.bring(t, other.keys, there, plain, THEN))
    brought = check(other, there)
    assert brought.sound and brought.notes == made and how(other, there, 2) == "in_error"
    other.close()
    plain["notes"][0]["said"]["text"] = "He has no key worker."
    assert [(f.key, f.parameters["note"]) for f in versions.check_export(plain).findings] == [("note_words_altered", 1)]


def test_a_bundle_whose_notes_are_none_is_found_out(house: House) -> None:
    case = house.case().id
    house.frozen(case, SAM)
    plain = house.db.read_now(lambda t: versions.export(t, house.keys, case))
    for spoilt in ("x", [1], [None], [{}], [{"header": {}, "seal": "", "signature": "", "said": None}]):
        assert not versions.check_export({**plain, "notes": spoilt}).sound, spoilt


def test_an_erasure_takes_the_words_and_the_chain_of_notes_still_verifies(house: House) -> None:
    """E5, V5, I11"""
    case = house.case().id
    house.frozen(case, SAM)
    note = added(house, draft(case))
    proposed(house, draft(case, text="Waits."))
    cases.erase_now(house.db, house.keys, case, THEN)
    checked = check(house, case)
    assert checked.sound and [(each.text, each.seal) for each in checked.notes] == [("", note.seal)]
    assert refusal(lambda: house.db.read_now(lambda t: notes.waiting(t, house.keys, case))) == "key_destroyed"


def test_no_word_of_a_note_and_no_name_stands_in_a_file(house: House) -> None:
    """I11, N5"""
    case = house.case().id
    house.frozen(case, SAM)
    added(house, draft(case))
    waits = proposed(house, draft(case, text="Mrs Hughes has left."))
    house.db.write_now(lambda t: notes.decline(t, house.keys, case, waits.id, THEN, by="ruth", answer="Hearsay."))
    files = house.bytes_of_files()
    for words in ("Hughes", "Tom Rees", "Dr Ruth Owen", "Was not known", "Hearsay"):
        assert words.encode() not in files
