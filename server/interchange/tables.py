"""Tables as people send them: bytes or pasted words become rows of cells, with what had to be guessed.

CSV and TSV of any usual encoding and delimiter, the words of a Word table or an e-mail, a table in HTML (what Excel
and Word put on the clipboard, what old systems save as .xls), and sheets of Excel (`tablesheets.py`). Nothing of a
chronology is known here: `chronology.py` says what the columns are.

A1  A row keeps the number that a spreadsheet shows beside it: empty rows count.
A2  A quotation mark closes a cell only where the cell ends there; any other stands for itself.
A3  A merged cell stands in every row that it covers; a row that holds nothing else is none.
A4  What is no table of cells is read by lines: a time at the beginning is one column, what follows the other.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from server.domain.errors import Finding, Place, Refusal
from server.domain.moments import read_closely
from server.interchange.records import small_enough
from server.interchange.tablemarkup import is_markup, read_markup
from server.interchange.tablesheets import is_zip, read_sheets

MOST_ROWS: Final = 5000
MOST_COLUMNS: Final = 60
MARKUP_MOST: Final = 6 * 1024 * 1024
"""Bytes of HTML: Word writes a hundred for one that it shows."""

Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of words. `rows[k]` is row k + 1 of the file, empty ones among them; `sheet` is the sheet that was read
    and `sheets` are all that there are; `from_1904`: its day numbers count from 1904."""

    rows: tuple[Cells, ...]
    findings: tuple[Finding, ...] = ()
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    from_1904: bool = False

    @property
    def width(self) -> int:
        """Columns of the widest row."""
        return max(map(len, self.rows), default=0)


def read_table(data: bytes, *, sheet: str = "") -> Table:
    """The table in a file or in pasted words; `sheet` names one of a spreadsheet's.

    Raises Refusal for what is none, and above the limits: 2 MB of words (6 MB of HTML, a spreadsheet of 20 MB when
    unpacked), 5,000 rows, 60 columns.
    """
    refuse_other_kinds(data)
    if is_zip(data):
        found = read_sheets(data, sheet, most_rows=MOST_ROWS, most_columns=MOST_COLUMNS)
        return _within_limits(Table(found.rows, found.findings, found.sheet, found.sheets, found.from_1904))
    small_enough(data, MARKUP_MOST)
    text, findings = decoded(data)
    if is_markup(text):
        rows, words = read_markup(text)
        if rows:
            return _within_limits(Table(_filled(rows), tuple(findings)))
        text = words
    small_enough(text.encode("utf-8", "replace"))
    if not re.search(r"\w", text):
        raise Refusal("empty_table")
    return _within_limits(Table(tuple(cells_of(text)), tuple(findings)))


def refuse_other_kinds(data: bytes) -> None:
    """Raises Refusal for files that are known and not read, each with what can be done instead."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refusal("old_spreadsheet", status=415)
    if data.startswith((b"%PDF", b"SQLite format 3", b"{\\rtf", b"Rar!", b"7z\xbc\xaf", b"\x89PNG", b"\xff\xd8\xff")):
        raise Refusal("file_kind_not_read", status=415)


def _within_limits(table: Table) -> Table:
    if sum(any(row) for row in table.rows) > MOST_ROWS + 1:
        raise Refusal("too_many_rows", status=413, most=MOST_ROWS)
    if not any(cell.strip() for row in table.rows for cell in row):
        raise Refusal("empty_table")
    rows = tuple(_without_tail(row) for row in table.rows)
    if max(map(len, rows)) > MOST_COLUMNS:
        raise Refusal("too_many_columns", status=413, most=MOST_COLUMNS)
    return replace(table, rows=rows)


def _without_tail(row: Sequence[str]) -> Cells:
    """A row without the empty cells at its end."""
    end = len(row)
    while end and not row[end - 1].strip():
        end -= 1
    return tuple(row[:end])


def _filled(rows: Iterable[Sequence[tuple[str, bool]]]) -> tuple[Cells, ...]:
    """Rows whose merged cells are filled in; one that has nothing of its own is empty (A3)."""
    return tuple(
        tuple(words for words, _ in row) if any(own and words.strip() for words, own in row) else () for row in rows
    )


# --- bytes to text --------------------------------------------------------------------------------


def decoded(data: bytes) -> tuple[str, list[Finding]]:
    """The text of a file; where its encoding had to be guessed, a finding says which."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), []
    if data.startswith(b"\xef\xbb\xbf"):
        return data.decode("utf-8-sig", "replace"), []
    zeros = data[:400].count(0)
    if zeros > len(data[:400]) // 4:
        little = data[1:400:2].count(0) >= data[0:400:2].count(0)
        return data.decode("utf-16-le" if little else "utf-16-be", "replace"), []
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        name, text = _guessed(data)
        return text, [Finding("encoding_guessed", Place("events"), parameters={"encoding": name})]


_LIKELY: Final = frozenset("’‘“”–—…•£€½é°âêîôûŵŷäëïöüÂÊÎÔÛŴŶáíóúàèìòùÁÉ\xa0·")
"""Letters beyond ASCII that chronologies of Wales are written with."""


def _guessed(data: bytes) -> tuple[str, str]:
    """The name and the text of the old encoding whose letters are likeliest: Windows', the Mac's, or the Celtic one
    (the only one of its kind with ŵ and ŷ). Of equally likely ones the first."""
    candidates = [
        ("Windows-1252", data.decode("latin-1").translate(_WINDOWS)),
        ("Mac Roman", data.decode("mac_roman")),
        ("ISO 8859-14", data.decode("iso8859-14")),
    ]
    return max(candidates, key=lambda named: sum(named[1].count(letter) for letter in _LIKELY))


_WINDOWS: Final = {byte: letter for byte in range(0x80, 0xA0) if (letter := bytes([byte]).decode("cp1252", "ignore"))}
"""What Windows-1252 has instead of Latin-1's control characters; its five unused bytes stay as they are."""


# --- text to cells --------------------------------------------------------------------------------

_DELIMITERS: Final = (",", "\t", ";", "|")
_SAMPLE: Final = 40
"""Rows by which a delimiter is judged."""
_LEAST_SHARE: Final = {True: 0.4, False: 0.8}
"""What part of them has one width, in a table; two columns by commas may also be prose, and must be nearly all."""


def cells_of(text: str) -> list[Cells]:
    """The rows of a text: by the delimiter under which most rows have one width, else by lines (A4)."""
    text = text.replace("\x00", "").replace("\x0b", "\n")
    best, delimiter = (0, 0), ""
    for candidate in _DELIMITERS:
        sample = [row for row in split(text[:20_000], candidate)[:_SAMPLE] if any(cell.strip() for cell in row)]
        widths = Counter(len(row) for row in sample)
        width, times = max(widths.items(), key=lambda w: (w[1] if w[0] > 1 else 0, w[0]), default=(1, 0))
        share = times / len(sample) if sample else 0
        if width > 1 and share >= _LEAST_SHARE[candidate == "\t" or width > 2] and (times, width) > best:
            best, delimiter = (times, width), candidate
    if not delimiter:
        return _by_lines(text)
    rows = split(text, delimiter)
    return _rejoined(rows, best[1]) if delimiter == "\t" else rows


def split(text: str, delimiter: str) -> list[Cells]:
    """A text cut into rows and cells (A2); linear in its length."""
    mark = re.escape(delimiter)
    quoted = re.compile(rf'"([^"]*(?:""[^"]*)*)"(?={mark}|\r|\n|\Z)')
    bare = re.compile(rf"[^{mark}\r\n]*")
    rows: list[Cells] = []
    row: list[str] = []
    at, end = 0, len(text)
    while at < end:
        match = quoted.match(text, at) if text[at] == '"' else None
        if match:
            row.append(match[1].replace('""', '"'))
        else:
            match = bare.match(text, at)
            assert match is not None  # it may be empty
            row.append(match[0])
        at = match.end()
        if at < end and text[at] == delimiter:
            at += 1
            if at == end or text[at] in "\r\n":
                row.append("")
            else:
                continue
        if at < end:
            at += 2 if text.startswith("\r\n", at) else 1
        rows.append(tuple(row) if any(row) else ())
        row = []
    return rows


def _rejoined(rows: Sequence[Cells], width: int) -> list[Cells]:
    """Rows of a Word table pasted as words: a cell of two paragraphs cuts its row in two, and both are short."""
    out: list[Cells] = []
    for row in rows:
        before = out[-1] if out else ()
        if row and before and len(row) < width and 1 < len(before) < width and len(before) + len(row) - 1 <= width:
            out[-1] = (*before[:-1], f"{before[-1]}\n{row[0]}".strip("\n"), *row[1:])
            out.append(())
        else:
            out.append(row)
    return out


_BULLET: Final = re.compile(r"\s*(?:[-–•·*▪◦>]+\s+|\(?\d{1,3}[.)]\s+(?!\d))?")
_PAUSE: Final = re.compile(r"\s[-–—]\s|\s*[:;]\s+|\s*,\s+|\s{2,}|\s*[-–—]\s+|\t+")
_LONGEST_TIME: Final = 60
"""Characters within which the time at the beginning of a line ends."""


def _by_lines(text: str) -> list[Cells]:
    """A text without columns, as people write in an e-mail. Where lines begin with times, one that does not goes on
    with the line above it; a wrapped line is no row of its own."""
    read = [_time_first(line) for line in re.split(r"\r\n|\r|\n", text)]
    timed = sum(bool(when) for when, _ in read)
    goes_on = 3 * timed >= sum(bool(when or words) for when, words in read)
    out: list[Cells] = []
    above = -1  # the row that a line without a time goes on with; an empty line ends it
    for when, words in read:
        if when:
            above = len(out)
        elif words and goes_on and above >= 0:
            out[above] = (out[above][0], f"{out[above][1]}\n{words}".strip())
            words = ""
        elif not words:
            above = -1
        out.append(((when, words) if timed else (words,)) if when or words else ())
    return out


def _time_first(line: str) -> tuple[str, str]:
    """The time that a line begins with, and what it says then; "" where it begins with none."""
    match = _BULLET.match(line)
    words = line[match.end() if match else 0 :].strip()
    found = ("", words)
    for pause in _PAUSE.finditer(words, 0, _LONGEST_TIME + 8):
        head = words[: pause.start()].strip()
        if head and len(head) <= _LONGEST_TIME and _is_time(head):
            found = head, words[pause.end() :].strip()
    return found if found[0] else (words, "") if len(words) <= _LONGEST_TIME and _is_time(words) else found


def _is_time(words: str) -> bool:
    closely = read_closely(words, language="en", born=None, after=None)
    return closely.moment.start is not None or "no_birth" in closely.reasons or "no_such_day" in closely.reasons
