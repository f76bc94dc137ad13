"""`case import` and `case export` of a chronology: what scripts rely on."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

from server.example import CHRONOLOGY
from tests.interchange.sheets import with_parts, workbook

Told = Callable[..., Any]


def new(told: Told) -> str:
    case: str = told("case", "new", "--name", "Iestyn", "--born", "14/02/2011")["case"]
    return case


def events(told: Told, case: str) -> int:
    count: int = told("case", "show", case)["counts"]["events"]
    return count


def test_the_same_chronology_twice_brings_nothing_twice_unless_it_is_asked_for(told: Told) -> None:
    """G03"""
    case = new(told)
    first = told("case", "import", case, str(CHRONOLOGY))
    assert (first["count"], first["left_out"]) == (74, 0)
    dry = told("case", "import", case, str(CHRONOLOGY), "--dry-run")
    assert (dry["count"], dry["left_out"]) == (0, 74)
    assert [row["duplicate_of"] for row in dry["rows"]] == [row["ref"] for row in dry["rows"]]
    told("case", "import", case, str(CHRONOLOGY))
    assert events(told, case) == 74
    told("case", "import", case, str(CHRONOLOGY), "--with-repeats")
    assert events(told, case) == 148


def test_a_sheet_of_excel_is_reported_row_by_row_and_then_brought(told: Told, tmp_path: Path) -> None:
    file = tmp_path / "agencies.xlsx"
    file.write_bytes(
        workbook(
            ("Agency", "Date", "Event"), ("Police", "31/11/2017", "Neighbour called"),
            ("Health", "14/02/2011", "Born"), (None, "2012", None), merged=["A3:A4"],
        )
    )  # fmt: skip
    case = new(told)
    rows = told("case", "import", case, str(file), "--dry-run")["rows"]
    assert [(row["row"], row["status"], row["lane"]) for row in rows] == [
        (2, "doubtful", "police"), (3, "good", "health"), (4, "refused", "home"),
    ]  # fmt: skip
    assert rows[0]["reasons"] == ["There is no such day as “31/11/2017”."]
    assert rows[1]["when"] == {
        "text": "14/02/2011", "earliest": "2011-02-14", "latest": "2011-02-14", "precision": "day", "qualifier": "",
    }  # fmt: skip
    assert events(told, case) == 0
    assert "change" in told("case", "import", case, str(file))
    assert events(told, case) == 2


def test_a_file_that_bursts_changes_nothing(told: Told, tmp_path: Path) -> None:
    """G04, G09"""
    file, case = tmp_path / "bomb.xlsx", new(told)
    file.write_bytes(with_parts(workbook(("Date", "Event")), {"xl/media/a.bin": bytes(19 << 20)}))
    assert "larger inside" in told("case", "import", case, str(file), status=1)
    assert events(told, case) == 0


def test_the_timeline_goes_out_and_comes_into_another_case(told: Told, tmp_path: Path) -> None:
    """G01, G15: by both kinds of file, in both languages."""
    case = new(told)
    told("case", "import", case, str(CHRONOLOGY))
    for form, language in (("csv", "cy"), ("xlsx", "en")):
        out, other = tmp_path / f"out.{form}", new(told)
        told("case", "export", case, "--format", form, "--language", language, "--out", str(out))
        back = told("case", "import", other, str(out))
        assert (back["count"], back["findings"]) == (74, [])
    head = next(csv.reader(io.StringIO((tmp_path / "out.csv").read_text("utf-8-sig"), newline="")))
    assert head[1] == "Dyddiad (fel y'i hysgrifennwyd)"
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert (sheet["B1"].value, sheet.max_row) == ("Date (as written)", 75)
