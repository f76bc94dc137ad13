"""Lines of GEDCOM files: any encoding, any damage; and the same structures as the libraries read where they can."""

import io
from typing import Any

import gedcom7
import pytest
from ged4py.parser import GedcomReader
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.errors import Refusal
from server.interchange import gedcomlines
from server.interchange.gedcomlines import DEEPEST, Structure, is_gedcom, read_lines
from tests.interchange.trees import SEVEN, THE_PARRYS, tree

NAMES = "1 NAME Siân /Ŵylan/\n1 NAME Zoë Núñez /Grün/\n1 NAME François"


def names(data: bytes) -> list[str]:
    return [c.value for record in read_lines(data).records for c in record.children if c.tag == "NAME"]


def keys(data: bytes) -> list[str]:
    return [finding.key for finding in read_lines(data).findings]


def file(char: str, codec: str, text: str = NAMES) -> bytes:
    return tree(f"0 @I1@ INDI\n{text}", char=char).decode().encode(codec, "strict")


ASKED = ["Siân /Ŵylan/", "Zoë Núñez /Grün/", "François", "Tests"]
WESTERN = "1 NAME Siân /Owen/\n1 NAME Zoë Núñez /Grün/\n1 NAME François"


@pytest.mark.parametrize(
    "data",
    [
        file("UTF-8", "utf-8"),
        file("UTF-8", "utf-8-sig"),
        file("UNICODE", "utf-16"),
        b"\xfe\xff" + file("UNICODE", "utf-16-be"),
        file("UNICODE", "utf-16-le"),
        file("UTF-16", "utf-16-be"),
    ],
    ids=["UTF-8", "UTF-8 BOM", "UTF-16 BOM", "UTF-16BE BOM", "UTF-16LE", "UTF-16BE"],
)
def test_unicode_of_every_kind_is_read_without_a_doubt(data: bytes) -> None:
    assert names(data) == ASKED and keys(data) == []


@pytest.mark.parametrize("char", ["ANSI", "WINDOWS-1252", "CP1252", "IBM WINDOWS", "ISO-8859-1", "LATIN1"])
def test_windows_letters_are_read_under_all_their_names(char: str) -> None:
    data = file(char, "cp1252", WESTERN)
    assert names(data)[:3] == ["Siân /Owen/", "Zoë Núñez /Grün/", "François"] and keys(data) == []


@pytest.mark.parametrize(("char", "codec"), [("IBMPC", "cp437"), ("MSDOS", "cp850"), ("MACINTOSH", "mac-roman")])
def test_older_letters_are_read_as_the_file_says(char: str, codec: str) -> None:
    assert names(file(char, codec, WESTERN))[1] == "Zoë Núñez /Grün/"


def ansel(char: str = "ANSEL") -> bytes:
    """Siân, Ŵylan, Zoë Núñez, and signs of one byte: ANSEL writes a mark before its letter."""
    words = b"1 NAME Si\xe3an /\xe3Wylan/\n1 NAME Zo\xe8e N\xe2u\xe4nez /Gr\xe8un/\n1 NAME Fran\xf0cois \xa2\xb1"
    return tree("0 @I1@ INDI\n1 NAME HERE", char=char).replace(b"1 NAME HERE", words)


def test_ansel_puts_its_marks_on_the_letters_after_them() -> None:
    import unicodedata

    assert [unicodedata.normalize("NFC", name) for name in names(ansel())][:2] == ASKED[:2]
    assert names(ansel())[2].startswith("Franc") and "Ø" in names(ansel())[2]
    assert keys(ansel()) == []


@pytest.mark.parametrize("char", ["", "KLINGON"])
def test_ansel_is_known_by_its_marks_where_the_file_does_not_say(char: str) -> None:
    assert names(ansel(char))[0] == names(ansel())[0]
    assert keys(ansel(char)) == ["encoding_guessed" if not char else "gedcom_encoding_wrong"]


@pytest.mark.parametrize("char", ["ANSEL", "ASCII", "ANSI", "IBMPC", "KLINGON"])
def test_utf_8_that_calls_itself_something_else_is_read_as_utf_8_and_said(char: str) -> None:
    """L3"""
    data = file(char, "utf-8")
    assert names(data) == ASKED
    assert keys(data) == ([] if char == "ASCII" else ["gedcom_encoding_wrong"])


@pytest.mark.parametrize("char", ["UTF-8", "ASCII", "ANSEL", "KLINGON"])
def test_windows_letters_that_call_themselves_something_else_are_read_and_said(char: str) -> None:
    """L3: é before a space and at the end of words is no mark of ANSEL."""
    data = file(char, "cp1252", "1 NAME André /Beyoncé/\n1 NAME José\n1 NAME Zoé\n1 NAME René “x”")
    assert names(data)[:3] == ["André /Beyoncé/", "José", "Zoé"]
    assert keys(data) == ["gedcom_encoding_wrong"]


def test_a_few_broken_bytes_do_not_turn_a_file_of_utf_8_into_something_else() -> None:
    data = file("UTF-8", "utf-8", "\n".join(f"1 NAME Siân Ŵylan {n}" for n in range(40))).replace(b"Ylan", b"")
    data = data.replace("Siân Ŵylan 7\n".encode(), b"Si\xe2n 7\n")
    assert names(data)[3] == "Siân Ŵylan 3" and keys(data) == ["gedcom_letters_lost"]


def test_a_letter_cut_in_two_by_a_line_is_whole_again() -> None:
    data = tree("0 @I1@ INDI\n1 NOTE SiHEREn").replace(b"HERE", b"\xc3\n2 CONC \xa2")
    (note,) = [c.value for r in read_lines(data).records for c in r.children if c.tag == "NOTE"]
    assert note == "Siân" and keys(data) == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_any_machine_ends_them(end: str) -> None:
    data = tree(THE_PARRYS).replace(b"\n", end.encode())
    assert plain(read_lines(data).records) == plain(read_lines(tree(THE_PARRYS)).records)
    assert [r.number for r in read_lines(data).records] == [r.number for r in read_lines(tree(THE_PARRYS)).records]


def plain(records: Any) -> list[Any]:
    """Structures as the libraries give them, to compare."""
    return [(s.tag, s.xref, s.pointer, s.value, plain(s.children)) for s in records]


def of_library(structure: Any) -> tuple[Any, ...]:
    xref = (structure.xref or "").strip("@")
    pointer = (structure.pointer or "").strip("@")
    return (structure.tag, xref, pointer, structure.text, [of_library(child) for child in structure.children])


def of_older(record: Any) -> tuple[Any, ...]:
    value = record.value
    value = getattr(value, "value", value)
    if record.tag == "NAME" and isinstance(value, tuple):
        value = " ".join(part for part in (value[0], f"/{value[1]}/" if value[1] else "", value[2]) if part)
    if record.tag == "DATE":
        value = ""
    return (record.tag, (record.xref_id or "").strip("@"), value, [of_older(child) for child in record.sub_records])


def test_the_structures_of_seven_are_those_of_gedcom7() -> None:
    text = SEVEN + THE_PARRYS.strip().replace("2 CONC  Rings every day.\n", "").replace("@@home", "@home")
    text = text.replace("birth", "BIRTH") + "\n1 NOTE @@one\n2 CONT @@two\n2 CONT\n2 CONT  four\n0 TRLR\n"
    theirs = [of_library(record) for record in gedcom7.loads(text)]
    assert [tuple(each) for each in plain(read_lines(text.encode()).records)] == theirs


def test_the_structures_of_five_are_those_of_ged4py() -> None:
    data = tree(THE_PARRYS.replace("@@home", "home"))
    theirs = [of_older(record) for record in GedcomReader(io.BytesIO(data)).records0()]

    def ours(structure: Structure) -> tuple[Any, ...]:
        value: Any = f"@{structure.pointer}@" if structure.pointer else structure.value
        value = "" if structure.tag == "DATE" else value
        none = value or None if structure.tag != "DATE" else ""
        return (structure.tag, structure.xref, none, [ours(child) for child in structure.children])

    assert [ours(record) for record in read_lines(data).records] == theirs


def test_a_level_that_jumps_is_clamped_and_said_with_its_line() -> None:
    """G07"""
    data = tree("0 @I1@ INDI\n99 NAME Sam\n1 SEX M")
    individual = read_lines(data).records[1]
    assert [child.tag for child in individual.children] == ["NAME", "SEX"]
    assert [(f.key, dict(f.parameters)) for f in read_lines(data).findings] == [
        ("gedcom_levels", {"count": 1, "line": 9})
    ]


def test_lines_that_are_none_are_words_of_the_line_before() -> None:
    """L2: a note pasted with its line breaks keeps every word, also where a line begins with a number."""
    data = tree("0 @I1@ INDI\n1 NOTE He said\nwithout a number\n2015 was a good year\n1 SEX M")
    note, sex = read_lines(data).records[1].children
    assert note.value == "He said\nwithout a number\n2015 was a good year" and sex.value == "M"
    assert [(f.key, f.parameters["line"]) for f in read_lines(data).findings] == [("gedcom_lines_not_read", 10)]


def test_depth_is_bounded_whatever_the_file_says() -> None:
    """L4, G07: a hundred thousand levels, each one deeper than the last."""
    data = b"0 HEAD\n" + b"\n".join(b"%d NOTE x" % n for n in range(1, 100_000))
    deepest, level = read_lines(data).records[0], 0
    while deepest.children:
        deepest, level = deepest.children[0], level + 1
    assert level == DEEPEST


def test_a_chain_of_conc_is_joined_in_time_that_grows_with_it() -> None:
    """G07: 200,000 continuation lines are one text."""
    data = tree("0 @I1@ INDI\n1 NOTE a\n" + "2 CONC b\n" * 200_000)
    (note,) = read_lines(data).records[1].children
    assert len(note.value) == 200_001


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "not_gedcom"),
        (b"Date,Event\n1,2\n", "not_gedcom"),
        (b"0 SOMETHING\n", "not_gedcom"),
        (b"0 HEAD\n1 NOTE " + b"x" * (gedcomlines.LONGEST_LINE + 1), "gedcom_line_too_long"),
        (b"0 HEAD\n" + b"\n" * gedcomlines.MOST_BYTES, "file_too_large"),
    ],
)
def test_what_is_no_family_tree_or_too_large_is_refused(data: bytes, key: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_lines(data)
    assert refused.value.key == key


def test_a_line_that_is_too_long_is_refused_with_its_number() -> None:
    """G07"""
    with pytest.raises(Refusal) as refused:
        read_lines(b"0 HEAD\n1 NOTE ok\n1 NOTE " + b"x" * 10_000_000)
    assert refused.value.parameters == {"line": 3}


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["", "UTF-8", "ANSEL", "ANSI", "UNICODE", "IBMPC"]))
def test_any_bytes_after_a_header_are_read(noise: bytes, char: str) -> None:
    """L1"""
    read_lines(b"0 HEAD\n1 CHAR " + char.encode() + b"\n0 @I1@ INDI\n" + noise)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=100))
def test_any_bytes_are_a_family_tree_or_not(noise: bytes) -> None:
    if is_gedcom(noise):
        read_lines(noise)
    else:
        with pytest.raises(Refusal):
            read_lines(noise)
