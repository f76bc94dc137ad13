"""The timeline as a table for other programs: CSV and XLSX, with the words of every date and what was understood.

Y1  No cell runs: in CSV one that a spreadsheet would reckon begins with an apostrophe, in XLSX each is typed as words.
Y2  What is marked sensitive stays here unless somebody asks for it; so do removed events.
Y3  Brought in again (`chronology.py`), every column finds its field, and a corrected date keeps its correction.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from server.domain.edtf import edtf
from server.domain.errors import Words
from server.domain.fields import clean
from server.domain.moments import Moment, age_code
from server.domain.vocabulary import TABLES

RUNS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠")
"""What a cell begins with that a spreadsheet may reckon (CWE-1236), full-width forms among them."""
FIRST_YEAR: Final = 1900
"""Before it a spreadsheet has no dates: they stand as words."""

Value = str | date
"""What a cell holds."""


def timeline_table(
    plain: Mapping[str, Any], w: Words, *, born: Moment | None, with_sensitive: bool = False
) -> list[list[Value]]:
    """The events of a plain formulation in the order of their dates, undated ones last, under headings in the language
    of `w`."""
    headings: list[Value] = [
        w("columns.ref"), w("columns.when"), w("columns.earliest"), w("columns.latest"), w("columns.edtf"),
        w("columns.age_reckoned"), w("columns.age_said"), w("columns.agency"), w("columns.says"), w("columns.title"),
        w("columns.detail"), w("columns.meaning"), w("columns.quote"), w("columns.quote_heard_by"),
        w("columns.lane"), w("columns.also_lane"), w("columns.confidence"), w("columns.tone"), w("columns.people"),
        w("columns.place_text"), w("columns.recorded_by"), w("columns.times"),
        *([w("columns.sensitive")] if with_sensitive else []),
    ]  # fmt: skip
    people = plain.get("people", {})
    events = [
        (i, e)
        for i, e in plain.get("events", {}).items()
        if not e.get("removed_at") and (with_sensitive or not e.get("sensitive"))
    ]
    return [headings, *(_row(e, people, w, born, with_sensitive) for _, e in sorted(events, key=_by_date))]


def _by_date(entry: tuple[str, Mapping[str, Any]]) -> tuple[bool, date, date, str]:
    when = Moment.from_json(entry[1]["when"]) if entry[1].get("when") else Moment("")
    first = when.earliest or when.latest or date.max
    return when.start is None, first, when.latest or date.max, entry[0]


def _row(
    event: Mapping[str, Any], people: Mapping[str, Any], w: Words, born: Moment | None, with_sensitive: bool
) -> list[Value]:
    when = Moment.from_json(event["when"]) if event.get("when") else Moment("")
    named = [
        _with_role(str(people[i].get("name") or people[i].get("called") or ""), role, w)
        for i, role in event.get("people", {}).items()
        if i in people
        and not people[i].get("removed_at")
        and not people[i].get("unnamed")
        and (with_sensitive or not (people[i].get("sensitive") or people[i].get("secret")))
    ]
    sensitive = [w("columns.yes") if event.get("sensitive") else ""] if with_sensitive else []
    return [
        event["ref"], when.text, when.earliest or "", when.latest or "", edtf(when),
        age_code(born, when).replace("-", "–"), event["age_said"], event["agency"], event["says"], event["title"],
        event["detail"], event["meaning"], event["quote"], event["quote_heard_by"],
        _said("lanes", event["lane"], w), _said("lanes", event["also_lane"], w),
        _said("confidences", event["confidence"], w),
        _said("tones", event["tone"], w), "; ".join(name for name in named if name), event["place_text"],
        event["recorded_by"], event["times"], *sensitive,
    ]  # fmt: skip


def _said(table: str, key: str, w: Words) -> str:
    return w(f"{table}.{key}") if any(row.key == key for row in TABLES[table]) else ""


def _with_role(name: str, role: str, w: Words) -> str:
    said = _said("event_roles", role, w)
    return w("columns.with_role", name=name, role=said) if said and name else name


def safe(words: str) -> str:
    """A cell of a CSV that no spreadsheet will reckon (Y1)."""
    words = words.replace("\x00", "")
    return f"'{words}" if words.startswith(RUNS) or words.lstrip().startswith(RUNS) else words


def write_csv(rows: Iterable[Sequence[Value]]) -> bytes:
    """A table as CSV: UTF-8 with the mark that Excel needs for it, commas, CRLF."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([safe(v) if isinstance(v, str) else v.isoformat() for v in row] for row in rows)
    return out.getvalue().encode("utf-8-sig", "replace")


def write_xlsx(rows: Sequence[Sequence[Value]], title: str) -> bytes:
    """A table as a sheet of Excel: words are typed as words (Y1), days of our calendar as dates."""
    book = openpyxl.Workbook(write_only=True)
    book.properties.creator = "Gwead"
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for k, width in enumerate(_widths(rows)):
        sheet.column_dimensions[openpyxl.utils.get_column_letter(k + 1)].width = width
    for number, row in enumerate(rows):
        sheet.append([_cell(sheet, value, bold=number == 0) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: Any, value: Value, *, bold: bool) -> Any:
    if isinstance(value, date) and value.year >= FIRST_YEAR:
        cell = WriteOnlyCell(sheet, value=value)
        cell.number_format = "yyyy-mm-dd"
        return cell
    words = value.isoformat() if isinstance(value, date) else clean(value)
    cell = WriteOnlyCell(sheet, value=words or None)
    if words:
        cell.data_type = "s"  # a value that begins with = would be taken for a formula
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if bold:
        cell.font = Font(bold=True)
    return cell


def _widths(rows: Sequence[Sequence[Value]]) -> list[int]:
    """Widths of columns in characters, from their first hundred rows."""
    columns = max(map(len, rows), default=0)
    return [min(48, max(10, *(len(str(row[k])) + 2 for row in rows[:100] if k < len(row)), 10)) for k in range(columns)]
