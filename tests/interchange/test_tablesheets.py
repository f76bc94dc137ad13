"""Sheets of Excel: what a cell shows is what is read, and what is dangerous in a file is never touched."""

import io
import time
import zipfile
from datetime import date, datetime
from datetime import time as time_of_day

import pytest

from server.domain.errors import Refusal
from server.interchange import tablesheets
from server.interchange.tables import MOST_COLUMNS, MOST_ROWS, Table, read_table
from tests.interchange.sheets import sheet_xml, with_parts, workbook

HEAD = ("Date", "Event")


def rows(table: Table) -> list[tuple[str, ...]]:
    return [row for row in table.rows if row]


def refused(data: bytes) -> str:
    with pytest.raises(Refusal) as no:
        read_table(data)
    return no.value.key


def test_a_cell_is_what_excel_shows_day_first() -> None:
    """X4: Excel's "Aug-13" is a month, not a day that nobody wrote."""
    table = read_table(
        workbook(
            HEAD,
            (datetime(2018, 4, 3), "a day"),
            (datetime(2013, 8, 1), "a month"),
            (datetime(2014, 1, 1), "a year"),
            (datetime(2014, 1, 2, 14, 30), "a time of day"),
            (43739, "a number"),
            ("c. 2007", "words"),
            (2.5, True),
            (time_of_day(9, 5), "a clock"),
            (date(2011, 2, 14), "=1+1"),
            formats={"A2": "dd/mm/yyyy", "A3": "mmm-yy", "A4": "yyyy", "A5": "dd/mm/yyyy hh:mm"},
        )
    )
    assert [row[0] for row in rows(table)] == [
        "Date", "03/04/2018", "Aug 2013", "2014", "02/01/2014 14:30", "43739", "c. 2007", "2.5", "09:05", "14/02/2011",
    ]  # fmt: skip
    assert [finding.key for finding in table.findings] == ["formulas_without_values"]


def test_days_of_both_calendars_are_the_days_that_were_meant() -> None:
    """G02: old Excel for the Mac counts from 1904."""
    for from_1904 in (False, True):
        table = read_table(workbook(HEAD, (datetime(2018, 4, 3), "x"), formats={"A2": "d/m/yy"}, from_1904=from_1904))
        assert rows(table)[1][0] == "03/04/2018" and table.from_1904 is from_1904


def test_a_merged_cell_stands_in_every_row_that_it_covers() -> None:
    """X5, G02"""
    table = read_table(
        workbook(
            HEAD, ("14/02/2011", "Born"), (None, "Special care"), ("2012", "x"), (None, None), merged=["A2:A3", "A4:A5"]
        )
    )
    assert rows(table)[1:] == [("14/02/2011", "Born"), ("14/02/2011", "Special care"), ("2012", "x")]


def test_the_first_sheet_with_words_is_read_and_another_can_be_chosen() -> None:
    data = workbook(sheets={"Police": [HEAD, ("2012", "a")], "Health": [HEAD, ("2013", "b")]})
    table = read_table(data)
    assert (table.sheet, table.sheets) == ("Police", ("Sheet", "Police", "Health"))
    assert [finding.key for finding in table.findings] == ["one_sheet_of_several"]
    assert rows(read_table(data, sheet="Health"))[1] == ("2013", "b")
    with pytest.raises(Refusal) as no:
        read_table(data, sheet="Housing")
    assert no.value.key == "no_such_sheet"


def test_rows_and_columns_that_only_have_a_look_are_not_counted() -> None:
    """A sheet often claims a million rows because somebody coloured a column."""
    data = workbook(HEAD, ("2012", "a"))
    far = '<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    table = read_table(with_parts(data, {"xl/worksheets/sheet1.xml": sheet_xml(data).replace("</sheetData>", far)}))
    assert rows(table) == [HEAD, ("2012", "a")]


def test_too_many_rows_and_columns_are_refused() -> None:
    """G02, both sides of the limit."""
    assert len(rows(read_table(workbook(*([HEAD] * (MOST_ROWS + 1)))))) == MOST_ROWS + 1
    assert refused(workbook(*([HEAD] * (MOST_ROWS + 2)))) == "too_many_rows"
    assert read_table(workbook(["x"] * MOST_COLUMNS)).width == MOST_COLUMNS
    assert refused(workbook(["x"] * (MOST_COLUMNS + 1))) == "too_many_columns"


def test_a_file_that_unpacks_to_too_much_is_refused_before_it_is_read() -> None:
    """G04, X1: 10 KB that become 10 GB; by what it declares, and by what really comes out."""
    data = workbook(HEAD, ("2012", "a"))
    bomb = with_parts(data, {"xl/media/a.bin": bytes(tablesheets.MOST_UNPACKED)})
    assert len(bomb) < 100_000
    began = time.process_time()
    assert refused(bomb) == "spreadsheet_too_large"
    assert refused(with_parts(data, {"xl/media/a.bin": bytes(3 << 20)})) == "spreadsheet_too_large", "the ratio"
    assert time.process_time() - began < 10
    assert rows(read_table(with_parts(data, {"xl/media/a.bin": bytes(1 << 20)})))[1] == ("2012", "a")


def test_a_part_that_lies_about_its_size_is_counted_by_what_comes_out() -> None:
    """G04"""
    data = bytearray(with_parts(workbook(HEAD), {"xl/media/a.bin": bytes(30 << 20)}))
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(b"xl/media/a.bin"))
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    assert refused(bytes(data)) in ("spreadsheet_not_read", "spreadsheet_too_large")


def test_a_hundred_thousand_entries_and_nested_archives_are_refused() -> None:
    """G04"""
    data = workbook(HEAD)
    assert refused(with_parts(data, {f"a/{n}": b"" for n in range(tablesheets.MOST_PARTS)})) == "spreadsheet_too_large"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("inner.xlsx", data)
    assert refused(out.getvalue()) == "file_kind_not_read"


def test_what_takes_too_much_memory_is_refused_and_the_process_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    """G04: 512 MB in earnest; here so little that an honest file is too much, and afterwards it is not."""
    data = workbook(HEAD, *([("2012", "words " * 20)] * 400))
    with monkeypatch.context() as less:
        less.setattr(tablesheets, "MOST_MEMORY", 1 << 20)
        less.setattr(tablesheets, "_read", lambda *given: bytearray(64 << 20))
        assert refused(data) == "spreadsheet_too_large"
    assert len(rows(read_table(data))) == 401


def test_links_macros_and_data_connections_are_told_and_never_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    """G06: nothing opens a socket or a file while such a workbook is read."""
    import socket

    data = workbook(HEAD, ("2012", "a"))
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath" '
        'Target="file:///etc/passwd" TargetMode="External"/></Relationships>'
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    link = f'<externalLink xmlns="{main}"><ddeLink ddeService="cmd"/></externalLink>'
    hostile = with_parts(
        data,
        {
            "xl/externalLinks/externalLink1.xml": link,
            "xl/externalLinks/_rels/externalLink1.xml.rels": relations,
            "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0macro",
        },
    )

    def no(*given: object, **more: object) -> None:
        raise AssertionError("somebody went outside")

    monkeypatch.setattr(socket, "socket", no)
    table = read_table(hostile)
    assert rows(table)[1] == ("2012", "a")
    assert [finding.key for finding in table.findings] == ["links_not_followed", "macros_not_run"]


def test_a_document_type_is_refused() -> None:
    """X2: the billion laughs."""
    data = workbook(HEAD, ("2012", "a"))
    laughs = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    assert (
        refused(with_parts(data, {"xl/worksheets/sheet1.xml": laughs + sheet_xml(data)[21:]})) == "spreadsheet_not_read"
    )


def test_other_kinds_say_what_can_be_done_instead() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refused(out.getvalue()) == "word_document"
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") == "old_spreadsheet"
    assert refused(b"PK\x03\x04 and then nothing") == "spreadsheet_not_read"


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"]
)
@pytest.mark.parametrize(
    "content", ["", "<", "<a/>", "\x00\x01", "<worksheet><row r='x'><c r='A1'><v>1</v></c></row></worksheet>"]
)
def test_a_damaged_file_is_refused_with_a_sentence(part: str, content: str) -> None:
    data = workbook(HEAD, ("2012", "a"))
    try:
        read_table(with_parts(data, {part: content}))
    except Refusal as no:
        assert no.key in ("spreadsheet_not_read", "empty_table")
