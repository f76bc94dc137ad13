"""Spreadsheets for the tests: made by openpyxl where they are honest, by hand where they are not."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import openpyxl


def workbook(
    *rows: Sequence[Any],
    merged: Iterable[str] = (),
    formats: Mapping[str, str] | None = None,
    from_1904: bool = False,
    sheets: Mapping[str, Sequence[Sequence[Any]]] | None = None,
) -> bytes:
    """An .xlsx with these rows on its first sheet, and more sheets where asked."""
    book = openpyxl.Workbook()
    if from_1904:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    sheet: Any = book.active
    for row in rows:
        sheet.append(list(row))
    for cell, form in (formats or {}).items():
        sheet[cell].number_format = form
    for cells in merged:
        sheet.merge_cells(cells)
    for name, others in (sheets or {}).items():
        another = book.create_sheet(name)
        for row in others:
            another.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_parts(data: bytes, parts: Mapping[str, bytes | str]) -> bytes:
    """The same file with parts added or put in the place of its own."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.infolist():
            if part.filename not in parts:
                after.writestr(part.filename, before.read(part.filename))
        for name, content in parts.items():
            after.writestr(name, content)
    return out.getvalue()


def sheet_xml(data: bytes) -> str:
    """The first sheet of a file as XML."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()
