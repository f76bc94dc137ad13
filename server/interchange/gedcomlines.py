"""The lines of a GEDCOM file: bytes of any encoding become structures, each with the number of its line.

GEDCOM 5.5.1 and 7.0 have one grammar of lines: level, identifier, tag, value. The libraries of either version stop at
the first line that is not quite right, and real files have such lines; so lines are read here, and tests hold what is
read equal to what the libraries read wherever they can.

L1  Any bytes give structures and findings; nothing is raised but a Refusal for what is no GEDCOM or is too large.
L2  A line that cannot be one is kept as words of the line before it, and said with its number.
L3  What the file says of its letters is believed unless the bytes say otherwise, and then that is said.
L4  No level is deeper than `DEEPEST`: what reads structures may call itself once for each level.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import ansel

from server.domain.errors import Finding, Place, Refusal
from server.domain.fields import LINE_MAX, clean_line

MOST_BYTES: Final = 20 * 1024 * 1024
MOST_LINES: Final = 2_000_000
LONGEST_LINE: Final = 1_000_000
"""Characters of one line; the standards allow 255 (5.5.1), real programs write notes of some thousands."""
DEEPEST: Final = 99
"""GEDCOM 5.5.1 allows levels 0 to 99."""

ansel.register()


@dataclass(slots=True, eq=False)
class Structure:
    """One line and what stands below it. `value` has its continuation lines in it, joined; `number` is the line in
    the file as an editor counts, 0 for one that we make; `xref` and pointers are without their @."""

    tag: str
    value: str = ""
    xref: str = ""
    number: int = 0
    children: "list[Structure]" = field(default_factory=list)
    pointer: str = ""

    def take(self, *tags: str) -> "list[Structure]":
        """The structures below with one of these tags, in order; they are taken out, so that what nobody took
        remains."""
        if not self.children:
            return []
        found = [child for child in self.children if child.tag in tags]
        if found:
            self.children = [child for child in self.children if child.tag not in tags]
        return found

    def take_words(self, *tags: str) -> str:
        """The value of the first such structure that has one, "" where there is none; it alone is taken out."""
        for child in self.children:
            if child.tag in tags and child.value:
                if not child.children:
                    self.children.remove(child)
                    return child.value
                words, child.value = child.value, ""
                return words
        return ""

    def look(self, *tags: str) -> "Structure | None":
        """The first structure below with one of these tags; it stays."""
        return next((child for child in self.children if child.tag in tags), None)

    def add(self, tag: str, value: str = "", *, pointer: str = "") -> "Structure":
        """A new structure below this one."""
        child = Structure(tag, value, pointer=pointer)
        self.children.append(child)
        return child

    @property
    def empty(self) -> bool:
        """Whether nothing is left of it."""
        return not (self.value or self.pointer or self.children)


@dataclass(frozen=True, slots=True)
class Lines:
    """A file as structures. `seven` says that it is GEDCOM 7; `encoding` how its letters were read."""

    records: tuple[Structure, ...]
    findings: tuple[Finding, ...]
    seven: bool
    encoding: str

    @property
    def head(self) -> Structure:
        """The header, empty where the file has none."""
        return next((record for record in self.records if record.tag == "HEAD"), Structure("HEAD"))


def is_gedcom(data: bytes) -> bool:
    """Whether some bytes begin as a GEDCOM file does, in any encoding."""
    start = data[:512].replace(b"\x00", b"").removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe \t\r\n")
    return re.match(rb"0[ \t]+(?:@[^@\r\n]+@[ \t]+)?(?:HEAD|INDI|FAM|SUBM)[ \t]*[\r\n]", start) is not None


def read_lines(data: bytes) -> Lines:
    """The structures of a GEDCOM file. Raises Refusal: `file_too_large`, `not_gedcom`, `gedcom_line_too_long`."""
    if len(data) > MOST_BYTES:
        raise Refusal("file_too_large", status=413, most=MOST_BYTES >> 20)
    if not is_gedcom(data):
        raise Refusal("not_gedcom", status=415)
    text, encoding, findings = _decoded(data)
    if text.count("\n") + text.count("\r") > 2 * MOST_LINES:
        raise Refusal("file_too_large", status=413, most=MOST_BYTES >> 20)
    seven = re.search(r"^\s*1 GEDC\s*?(?:\r\n?|\n)\s*2 VERS 7", text[:20_000], re.MULTILINE) is not None
    records = _structures(text, seven, findings)
    return Lines(tuple(records), tuple(findings), seven, encoding)


# --- bytes to text --------------------------------------------------------------------------------

_CODECS: Final = {
    "UTF-8": "utf-8", "UTF8": "utf-8", "UNICODE": "utf-8", "UTF-16": "utf-8",
    "ASCII": "utf-8", "US-ASCII": "utf-8",
    "ANSEL": "ansel", "ANSI Z39.47": "ansel",
    "ANSI": "cp1252", "WINDOWS": "cp1252", "IBM WINDOWS": "cp1252", "IBM_WINDOWS": "cp1252",
    "WINDOWS-1252": "cp1252", "CP1252": "cp1252", "ISO-8859-1": "cp1252", "ISO8859-1": "cp1252",
    "ISO8859": "cp1252", "LATIN1": "cp1252", "ISO-8859-15": "iso8859-15", "WINDOWS-1250": "cp1250",
    "WINDOWS-1251": "cp1251", "MACINTOSH": "mac-roman", "MACROMAN": "mac-roman",
    "IBMPC": "cp437", "IBM-PC": "cp437", "IBM": "cp437", "OEM": "cp437", "MSDOS": "cp850", "MS-DOS": "cp850",
    "IBM DOS": "cp850",
}  # fmt: skip
"""What headers call an encoding -> the codec. Plain ASCII is UTF-8 too."""

_CHAR = re.compile(rb"^[ \t]*1[ \t]+CHAR[ \t]+([^\r\n]*?)[ \t]*(?:\r|\n|$)", re.MULTILINE)
_SPLIT_LETTER = re.compile(rb"([\xc2-\xf4][\x80-\xbf]*)((?:\r\n|\n|\r)[ \t]*\d+[ \t]+CONC )([\x80-\xbf]+)")
"""A letter of several bytes cut in two by a program that counts bytes."""
_NOT_ASCII = re.compile(r"[\x80-\xff]+[^\x80-\xff\r\n]?")
_MARKS = re.compile(rb"[\xe0-\xfe]+")


def _decoded(data: bytes) -> tuple[str, str, list[Finding]]:
    """The text, the name of its encoding, and what is to be said of it (L3)."""
    for mark, codec in (
        (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):  # fmt: skip
        if data.startswith(mark):
            return _with(data[len(mark) :], codec)
    if data[:2] in (b"0\x00", b"\x000"):
        return _with(data, "utf-16-le" if data[1] == 0 else "utf-16-be")
    if data.isascii():
        return data.decode("ascii"), "ascii", []
    said = _CHAR.search(data[:20_000])
    name = " ".join(said[1].decode("ascii", "replace").upper().split()) if said else ""
    codec = _CODECS.get(name, "")
    mended = _SPLIT_LETTER.sub(rb"\1\3\2", data) if codec in ("utf-8", "") else data
    try:
        text = mended.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return text, "utf-8", [] if codec == "utf-8" else [_read_as(name, "UTF-8")]
    if codec == "utf-8" and name not in ("ASCII", "US-ASCII"):
        wrong = mended.decode("utf-8", "replace").count("\ufffd")
        if wrong * 20 < sum(byte > 0x7F for byte in mended):
            return _with(mended, "utf-8")  # UTF-8 with a few broken bytes
    if codec in ("ansel", "utf-8", ""):
        fits = _looks_like_ansel(data)
        if fits and codec != "utf-8":
            return _ansel(data), "ansel", [] if codec else [_read_as(name, "ANSEL")]
        return data.decode("cp1252", "replace"), "cp1252", [_read_as(name, "Windows-1252")]
    return _with(data, codec)


def _with(data: bytes, codec: str) -> tuple[str, str, list[Finding]]:
    text = data.decode(codec, "replace")
    lost = text.count("\ufffd") - (0 if codec.startswith(("cp", "mac", "iso")) else data.count(b"\xef\xbf\xbd"))
    findings = [Finding("gedcom_letters_lost", Place("people"), parameters={"count": lost})] if lost > 0 else []
    return text, codec, findings


def _read_as(said: str, encoding: str) -> Finding:
    if not said:
        return Finding("encoding_guessed", Place("people"), parameters={"encoding": encoding})
    return Finding("gedcom_encoding_wrong", Place("people"), parameters={"said": said[:LINE_MAX], "encoding": encoding})


def _looks_like_ansel(data: bytes) -> bool:
    """Whether the marks of ANSEL, which come before their letter, do stand before letters; in Windows' letters what
    looks like a mark is a letter, and stands at the end of words as well."""
    marks = list(_MARKS.finditer(data))
    wrong = sum(not data[m.end() : m.end() + 1].isalpha() for m in marks)
    return wrong * 5 <= len(marks) and not re.search(rb"[\x80-\x87\x8a-\x8c\x8f-\xa0]", data)


def _ansel(data: bytes) -> str:
    """ANSEL to Unicode: only what is not ASCII goes through the codec, which is slow."""
    return _NOT_ASCII.sub(lambda run: _ansel_run(run[0]), data.decode("latin-1"))


@lru_cache(maxsize=4096)
def _ansel_run(run: str) -> str:
    return run.encode("latin-1").decode("gedcom", "replace")


# --- text to structures ---------------------------------------------------------------------------

_EOL = re.compile(r"\r\n|\n\r|\n|\r")
_LINE = re.compile(
    r"[ \t\ufeff]*([0-9]{1,7})[ \t]+(?:@([^@\r\n]+)@[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)(?: (.*)|[ \t]*)", re.DOTALL
)
_POINTER = re.compile(r"@([^@#\s][^@]*)@[ \t]*")


def _structures(text: str, seven: bool, findings: list[Finding]) -> list[Structure]:
    """Records with what stands below them."""
    records: list[Structure] = []
    stack: list[Structure] = []
    longer: dict[int, tuple[Structure, list[str]]] = {}

    def more(structure: Structure, words: str) -> None:
        longer.setdefault(id(structure), (structure, [structure.value]))[1].append(words)

    jumps = strange = 0
    first_jump = first_strange = 0
    for number, line in enumerate(_split(text), start=1):
        if len(line) > LONGEST_LINE:
            raise Refusal("gedcom_line_too_long", status=413, line=number)
        match = _LINE.fullmatch(line)
        level = int(match[1]) if match else DEEPEST + 1
        if match is None or level > DEEPEST or (level > len(stack) and not match[3].isupper()):
            if line.strip(" \t\x00\x1a") and stack:
                more(stack[-1], "\n" + line)
                strange, first_strange = strange + 1, first_strange or number
            elif line.strip(" \t\x00\x1a"):
                strange, first_strange = strange + 1, first_strange or number
            continue
        tag, value = match[3].upper() if match[3][0] != "_" else match[3], match[4] or ""
        if level > len(stack):
            jumps, first_jump = jumps + 1, first_jump or number
            level = len(stack)
        if tag in ("CONT", "CONC") and level and not seven:
            del stack[level:]
            more(stack[-1], ("\n" if tag == "CONT" else "") + value.replace("@@", "@"))
            continue
        if tag == "CONT" and level:
            del stack[level:]
            more(stack[-1], "\n" + (value[1:] if value.startswith("@@") else value))
            continue
        structure = _structure(tag, value, (match[2] or "").strip(), number, seven)
        del stack[level:]
        (stack[-1].children if stack else records).append(structure)
        stack.append(structure)
    for structure, parts in longer.values():
        structure.value = "".join(parts)
    if jumps:
        findings.append(_counted("gedcom_levels", jumps, first_jump))
    if strange:
        findings.append(_counted("gedcom_lines_not_read", strange, first_strange))
    return records


def _counted(key: str, count: int, line: int) -> Finding:
    parameters = {"count": count, "line": line}
    if key == "gedcom_levels":
        return Finding("gedcom_levels", Place("people"), parameters=parameters)
    return Finding("gedcom_lines_not_read", Place("people"), parameters=parameters)


def _split(text: str) -> Iterator[str]:
    start = 0
    for end in _EOL.finditer(text):
        yield text[start : end.start()]
        start = end.end()
    if start < len(text):
        yield text[start:]


def _structure(tag: str, value: str, xref: str, number: int, seven: bool) -> Structure:
    if value.startswith("@") and (pointer := _POINTER.fullmatch(value)):
        return Structure(tag, "", clean_line(xref), number, pointer=clean_line(pointer[1]))
    if seven:
        value = value[1:] if value.startswith("@@") else value
    elif "@@" in value:
        value = value.replace("@@", "@")
    return Structure(tag, value, clean_line(xref), number)
