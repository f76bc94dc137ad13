"""Sheets of Excel (.xlsx), read as data and nothing else.

The file is taken apart and counted before openpyxl sees it, and openpyxl reads it in its read-only mode.

X1  At most 20 MB when unpacked, 1,000 parts, 100 times the packed size; a part that lies about its size is counted
    by what comes out. 512 MB of memory while it is read.
X2  No document type, so no entity: the format has none.
X3  Links to other files, macros and data connections are never followed; a finding says that they were there.
X4  A cell is what Excel shows: a date whose format names no day is a month ("Aug 2013"), a formula its last value.
X5  A merged cell stands in every row that it covers; a row that holds nothing else is none.
"""

import contextlib
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from xml.etree import ElementTree

import openpyxl
from openpyxl.utils import range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from server.domain.errors import Finding, Place, Refusal

MOST_UNPACKED: Final = 20 * 1024 * 1024
MOST_PARTS: Final = 1000
MOST_RATIO: Final = 100
RATIO_FROM: Final = 1024 * 1024
"""Bytes below which a part may shrink as far as it likes: empty sheets do."""
MOST_MEMORY: Final = 512 * 1024 * 1024
MOST_MERGED: Final = 20_000
"""Cells that are filled in from merged ones."""
SECONDS: Final = 10.0
"""How long a worker process may be at one spreadsheet."""

_SHEET: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet as rows of words; `sheets` are the names of all, `from_1904` says from when its day numbers count."""

    rows: tuple[tuple[str, ...], ...]
    findings: tuple[Finding, ...]
    sheet: str
    sheets: tuple[str, ...]
    from_1904: bool


def is_zip(data: bytes) -> bool:
    """Whether a file is an archive, as every .xlsx is."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"))


def read_sheets(data: bytes, wanted: str = "", *, most_rows: int, most_columns: int) -> Sheet:
    """The first sheet with a table in it, or the one of a name.

    Raises Refusal: `spreadsheet_too_large`, `spreadsheet_not_read`, `word_document`, `file_kind_not_read`,
    `no_such_sheet`, `too_many_columns`, `too_many_rows`, `empty_table`.
    """
    findings = _looked_over(data)
    try:
        with _memory(MOST_MEMORY), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl says what it leaves out; we want no more than the cells
            return _read(data, wanted, findings, most_rows, most_columns)
    except Refusal:
        raise
    except MemoryError:
        raise Refusal("spreadsheet_too_large", status=413, most=MOST_UNPACKED >> 20) from None
    except Exception as broken:  # whatever a damaged file makes of a library
        raise Refusal("spreadsheet_not_read") from broken


# --- before anything is read ----------------------------------------------------------------------

_DOCTYPE: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)
_OUTSIDE: Final = re.compile(rb"TargetMode\s*=\s*[\"']External[\"']|<ddeLink|<oleLink", re.I)


def _looked_over(data: bytes) -> list[Finding]:
    """Counts every part by what comes out of it (X1, X2), and tells what will not be followed (X3)."""
    outside = macros = False
    left = MOST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            _must_be_a_spreadsheet(names)
            too_much = sum(part.file_size for part in parts) > MOST_UNPACKED
            if len(parts) > MOST_PARTS or too_much or len(names) < len(parts):
                raise Refusal("spreadsheet_too_large", status=413, most=MOST_UNPACKED >> 20)
            for part in parts:
                came = 0
                markup = part.filename.endswith((".xml", ".rels", ".vml"))
                outside |= part.filename.startswith(("xl/externalLinks/", "xl/connections", "xl/queryTables/"))
                macros |= "vbaproject" in part.filename.lower() or part.filename.startswith("xl/macrosheets/")
                before = b""
                with archive.open(part) as content:
                    while chunk := content.read(65536):
                        came += len(chunk)
                        left -= len(chunk)
                        if left < 0 or (came > RATIO_FROM and came > MOST_RATIO * max(1, part.compress_size)):
                            raise Refusal("spreadsheet_too_large", status=413, most=MOST_UNPACKED >> 20)
                        if markup:
                            seen = (before + chunk).replace(b"\x00", b"")
                            before = chunk[-64:]
                            if _DOCTYPE.search(seen):
                                raise Refusal("spreadsheet_not_read")
                            outside |= bool(_OUTSIDE.search(seen))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as broken:
        raise Refusal("spreadsheet_not_read") from broken
    except Refusal:
        raise
    except Exception as broken:  # zlib.error, struct.error and their like: a damaged archive
        raise Refusal("spreadsheet_not_read") from broken
    found = []
    if outside:
        found.append(Finding("links_not_followed", Place("events")))
    if macros:
        found.append(Finding("macros_not_run", Place("events")))
    return found


def _must_be_a_spreadsheet(names: set[str]) -> None:
    if "xl/workbook.xml" in names:
        return
    if "word/document.xml" in names:
        raise Refusal("word_document", status=415)
    raise Refusal("file_kind_not_read", status=415)


@contextlib.contextmanager
def _memory(most: int) -> Iterator[None]:
    """Leaves this process so much more memory than it has, where the system can be asked to."""
    try:
        import resource

        with open("/proc/self/status", encoding="ascii") as status:
            used = next(int(line.split()[1]) << 10 for line in status if line.startswith("VmData:"))
        before = resource.getrlimit(resource.RLIMIT_DATA)
        room = used + most if before[1] == resource.RLIM_INFINITY else min(used + most, before[1])
        resource.setrlimit(resource.RLIMIT_DATA, (room, before[1]))
    except (ImportError, OSError, StopIteration, ValueError):  # not Linux: the other limits stand
        yield
        return
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, before)


# --- the cells ------------------------------------------------------------------------------------


def _read(data: bytes, wanted: str, findings: list[Finding], most_rows: int, most_columns: int) -> Sheet:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        sheets = {str(sheet.title): sheet for sheet in book.worksheets}
        if wanted and wanted not in sheets:
            raise Refusal("no_such_sheet", status=404, sheet=wanted[:60])
        seen = [name for name, sheet in sheets.items() if sheet.sheet_state == "visible"] or list(sheets)
        for name in [wanted] if wanted else seen:
            shape = _shape(book, sheets[name])
            if shape.rows > 0:
                break
        else:
            raise Refusal("empty_table")
        if shape.columns > most_columns:
            raise Refusal("too_many_columns", status=413, most=most_columns)
        if shape.filled > most_rows + 1:
            raise Refusal("too_many_rows", status=413, most=most_rows)
        rows = _rows(sheets[name], shape)
        if shape.unreckoned:
            findings.append(Finding("formulas_without_values", Place("events"), parameters={"count": shape.unreckoned}))
        if wanted == "" and len(seen) > 1:
            findings.append(Finding("one_sheet_of_several", Place("events"), parameters={"sheet": name[:60]}))
        return Sheet(rows, tuple(findings), name, tuple(sheets), book.epoch == CALENDAR_MAC_1904)
    finally:
        book.close()


@dataclass(slots=True)
class _Shape:
    """What a sheet holds: its last row and column with words, how many rows have any, merged ranges, and formulas
    that were never reckoned."""

    rows: int = 0
    columns: int = 0
    filled: int = 0
    unreckoned: int = 0
    merged: list[tuple[int, int, int, int]] | None = None


def _shape(book: Any, sheet: Any) -> _Shape:
    """Reads the sheet once for what openpyxl's read-only mode does not tell. Rows and columns that only have a look
    are not counted: a sheet may claim a million of them."""
    shape = _Shape(merged=[])
    assert shape.merged is not None
    row, column, filled = 0, 0, False
    with book._archive.open(sheet._worksheet_path) as content:  # read-only sheets have no other way to their part
        for event, part in ElementTree.iterparse(content, ("start", "end")):
            if event == "start":
                if part.tag == f"{_SHEET}row":
                    row, column, filled = int(part.get("r", row + 1)), 0, False
                elif part.tag == f"{_SHEET}c":
                    column = _column(part.get("r", "")) or column + 1
                continue
            if part.tag == f"{_SHEET}c":
                words = any(child.tag != f"{_SHEET}f" and (child.text or len(child)) for child in part)
                if words:
                    shape.rows, shape.columns, filled = max(shape.rows, row), max(shape.columns, column), True
                elif part.find(f"{_SHEET}f") is not None:
                    shape.unreckoned += 1
                part.clear()
            elif part.tag == f"{_SHEET}row":
                shape.filled += filled
                part.clear()
            elif part.tag == f"{_SHEET}mergeCell" and len(shape.merged) < MOST_MERGED:
                shape.merged.append(range_boundaries(part.get("ref", "")))
                part.clear()
    return shape


def _column(reference: str) -> int:
    """The column of a reference like AB12, from 1; 0 where there is none."""
    number = 0
    for letter in reference:
        if not ("A" <= letter <= "Z") or number > 20_000:
            break
        number = number * 26 + ord(letter) - 64
    return number


def _rows(sheet: Any, shape: _Shape) -> tuple[tuple[str, ...], ...]:
    rows = [
        [_words(cell) for cell in row]
        for row in sheet.iter_rows(min_row=1, max_row=shape.rows, min_col=1, max_col=shape.columns)
    ]
    own = [any(cell.strip() for cell in row) for row in rows]
    filled = 0
    for left, top, _, bottom in shape.merged or ():
        words = rows[top - 1][left - 1] if top <= len(rows) and left <= shape.columns else ""
        for below in range(top, min(bottom, len(rows))):
            if words and own[below] and not rows[below][left - 1] and filled < MOST_MERGED:
                rows[below][left - 1] = words
                filled += 1
    return tuple(tuple(row) if any(row) else () for row in rows)


_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_QUOTED: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.')


def _words(cell: Any) -> str:
    """A cell as Excel shows it (X4), always day first."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime):
        return _day(value, _QUOTED.sub("", str(cell.number_format)).casefold())
    if isinstance(value, date):
        return f"{value.day:02}/{value.month:02}/{value.year:04}"
    if isinstance(value, time):
        return f"{value.hour:02}:{value.minute:02}"
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value).replace("_x000D_", "")


def _day(value: datetime, form: str) -> str:
    if "d" not in form and "y" in form:
        return f"{_MONTHS[value.month - 1]} {value.year}" if "m" in form else f"{value.year}"
    day = f"{value.day:02}/{value.month:02}/{value.year:04}"
    return day if value.time() == time() else f"{day} {value.hour:02}:{value.minute:02}"
