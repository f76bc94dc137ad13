"""What is added to a version: its words, its plain data, its chain. Rules N1 to N6."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from server.domain.errors import Refusal
from server.domain.notes import (
    FORMAT,
    IN_ERROR,
    NOTE,
    Note,
    NoteHeader,
    Said,
    from_plain,
    header_from_plain,
    mark_of,
    said_from_plain,
    said_plain,
    seal_of,
    sealed_bytes,
    shown_on,
    to_plain,
    verify,
    words_of,
)
from server.domain.versions import Attendee, Chair, digest
from tests.domain.test_versions import PLAIN, holds, sign

RUTH, GWEN = Chair("ruth", "Dr Ruth Owen", "password"), Chair("gwen", "Gwen Pugh", "password")
SEALS = {1: "a" * 64, 2: "b" * 64}


def chain_of(*told: tuple[int, str]) -> list[Note]:
    """A sound chain of entries, one for each (version, kind)."""
    chain: list[Note] = []
    for version, kind in told:
        number = len(chain) + 1
        tom = Attendee("tom", "Tom Rees", "Ysgol", "contributor")
        second = GWEN if kind == IN_ERROR else None
        said = Said(f"Note {number}", "Since then", tom, "Nain", RUTH, second, "en", "", f"{number:032x}")
        header = NoteHeader(
            format=FORMAT,
            kind=kind,
            case="case",
            number=number,
            version=version,
            of=SEALS[version],
            parent=chain[-1].seal if chain else "",
            sequence=number * 10,
            added_at=f"2026-0{number}-12T09:31:00Z",
            words=digest(said_plain(said)),
            software="1",
            key="k" * 64,
        )
        chain.append(Note(header, seal_of(header), sign(sealed_bytes(header)), said))
    return chain


def three() -> list[Note]:
    return chain_of((1, NOTE), (2, IN_ERROR), (1, NOTE))


def findings_of(chain: list[Note], **known: Any) -> list[tuple[str, object]]:
    return [(each.key, each.parameters["note"]) for each in verify(chain, SEALS, holds, **known)]


def resealed(note: Note, **changes: Any) -> Note:
    """Sealed and signed anew, as only the installation could."""
    header = replace(note.header, **changes)
    return replace(note, header=header, seal=seal_of(header), signature=sign(sealed_bytes(header)))


def test_a_sound_chain_has_no_findings() -> None:
    assert findings_of(three()) == []
    assert findings_of(three(), known={note.number: note.seal for note in three()}) == []


def test_the_header_names_nobody_and_holds_no_word() -> None:
    """N5"""
    written = sealed_bytes(three()[0].header).decode()
    assert not any(word in written for word in ("Ruth", "Tom", "Nain", "Note 1", "Since"))


@pytest.mark.parametrize("name", [n for n in NoteHeader.__dataclass_fields__ if n != "number"])
def test_any_changed_field_of_a_header_breaks_seal_and_signature(name: str) -> None:
    """N1, H05"""
    chain = three()
    value: Any = {"sequence": 25, "version": 1}.get(name, "x")
    chain[1] = replace(chain[1], header=replace(chain[1].header, **{name: value}))
    keys = {key for key, number in findings_of(chain) if number == 2}
    assert {"note_header_altered", "note_signature_wrong"} <= keys


def test_changed_words_and_another_who_said_so_are_found() -> None:
    """H05"""
    for changes in ({"text": "x"}, {"said_by": "Tom"}, {"chair": GWEN}, {"second": RUTH}):
        chain = three()
        said = chain[0].said
        assert said is not None
        chain[0] = replace(chain[0], said=replace(said, **changes))
        assert findings_of(chain) == [("note_words_altered", 1)]


def test_an_entry_of_another_version_than_it_says_is_found() -> None:
    """N1"""
    chain = three()
    chain[2] = resealed(chain[2], version=2)
    assert ("note_of_another_version", 3) in findings_of(chain)


def test_cut_out_moved_and_cut_off_entries_are_found() -> None:
    """N4"""
    first, second, third = three()
    known = {note.number: note.seal for note in three()}
    assert ("note_out_of_order", 3) in findings_of([first, third])
    assert ("note_out_of_order", 3) in findings_of([first, third, second])
    assert findings_of([first, second]) == []
    assert findings_of([first, second], known=known) == [("note_missing", 3)]
    assert findings_of([first, second, third], known={1: first.seal, 2: "0" * 64}) == [
        ("note_not_recorded", 3), ("note_replaced", 2)
    ]  # fmt: skip


@pytest.mark.parametrize("changes", [{"added_at": "2026-01-01T00:00:00Z"}, {"sequence": 20}])
def test_time_and_sequence_never_go_back(changes: dict[str, Any]) -> None:
    """N4, H07"""
    chain = three()
    chain[2] = resealed(chain[2], **changes)
    assert findings_of(chain) == [("note_out_of_order", 3)]


def test_a_note_is_shown_on_its_version_and_every_later_one_and_a_mark_on_its_own() -> None:
    """N6"""
    first, mark, third = three()
    assert shown_on(three(), 1) == shown_on(three(), 2) == (first, third)
    assert shown_on(chain_of((2, NOTE)), 1) == ()
    assert mark_of(three(), 2) == mark and mark_of(three(), 1) is None


@pytest.mark.parametrize(
    ("given", "key"),
    [
        (("", "why", "Tom", NOTE), "note_text_missing"), ((" \n ", "why", "Tom", NOTE), "note_text_missing"),
        (("text", " ", "Tom", NOTE), "note_reason_missing"), (("text", "why", "", NOTE), "note_said_by_missing"),
        (("", "", "", IN_ERROR), "note_reason_missing"), (("x" * 4001, "why", "Tom", NOTE), "note_too_long"),
        (("text", "x" * 501, "Tom", NOTE), "note_too_long"), (("text", "why", "x" * 201, NOTE), "note_too_long"),
    ],
)  # fmt: skip
def test_what_is_missing_or_too_long_is_refused(given: tuple[str, str, str, str], key: str) -> None:
    """N2"""
    with pytest.raises(Refusal) as refused:
        words_of(*given)
    assert refused.value.key == key


def test_words_are_kept_as_they_were_meant() -> None:
    """N2: in normal form, without what turns the direction of reading; its lines stay"""
    assert words_of(" y\u0302 \u202e\r\nline ", "why\nnow", " Tom ") == ("ŷ \nline", "why now", "Tom")
    assert words_of("", "Another child's", "", IN_ERROR) == ("", "Another child's", "")


def test_an_entry_travels_as_json_and_comes_back_the_same() -> None:
    for note in three():
        assert from_plain(json.loads(json.dumps(to_plain(note)))) == note


@pytest.mark.parametrize(
    "spoil",
    [
        lambda n: n.pop("seal"),
        lambda n: n.update(more=1),
        lambda n: n["header"].pop("of"),
        lambda n: n["header"].update(number="1"),
        lambda n: n["header"].update(sequence=True),
        lambda n: n["header"].update(kind=1),
        lambda n: n.update(seal=None),
        lambda n: n.update(signature="zz"),
        lambda n: n.update(said=[]),
        lambda n: n["said"].update(text=1),
        lambda n: n["said"].update(more=""),
        lambda n: n["said"].update(second="Gwen"),
        lambda n: n["said"]["author"].update(name=[]),
    ],
)
def test_json_that_is_no_entry_is_read_as_none(spoil: Callable[[dict[str, Any]], object]) -> None:
    plain = to_plain(three()[0])
    spoil(plain)
    assert from_plain(plain) is None


@given(PLAIN)
def test_reading_an_entry_from_anything_never_raises(value: Any) -> None:
    for each in (value, {**to_plain(three()[0]), "said": value}, {**to_plain(three()[0]), "header": value}):
        assert from_plain(each) is None or each["said"] is None
    assert header_from_plain(value) is None and said_from_plain(value) is None
