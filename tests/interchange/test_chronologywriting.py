"""The timeline as a table for other programs: no cell runs, and what comes back is what went out."""

import csv
import io
import zipfile
from datetime import date
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain import vocabulary
from server.domain.moments import Moment, read
from server.domain.vocabulary import TABLES
from server.example import CHRONOLOGY
from server.interchange.chronology import COLUMNS, CONFIDENCES, LANES, TONES, Chronology, read_chronology
from server.interchange.chronologywriting import RUNS, safe, timeline_table, write_csv, write_xlsx
from server.interchange.records import whole_record
from server.languages import words

BORN = read("14/02/2011", language="en", born=None, after=None)
FIELDS = (
    *("title", "detail", "meaning", "quote", "agency", "says", "lane", "also_lane", "confidence", "tone"),
    *("age_said", "recorded_by", "place_text", "times"),
)
NAN, HIDDEN = "n" * 21 + "A", "u" * 21 + "A"


def bring(data: bytes, **more: Any) -> Chronology:
    return read_chronology(data, seed=b"s", born=BORN, **more)


def event(**fields: Any) -> dict[str, Any]:
    return whole_record("events", "e", fields)


def table(events: dict[str, Any], language: str = "en", **more: Any) -> list[list[Any]]:
    return timeline_table({"events": events, "people": {}}, words(language), born=BORN, **more)


def cells(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def sheet(data: bytes) -> list[list[Any]]:
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows()]


@settings(max_examples=200, deadline=None)
@given(
    st.text(max_size=40) | st.sampled_from(RUNS).flatmap(lambda run: st.text(max_size=20).map(lambda rest: run + rest))
)
def test_no_cell_of_a_csv_begins_with_what_a_spreadsheet_would_reckon(said: str) -> None:
    """G01, Y1: over all strings."""
    (row,) = cells(write_csv([[said, "x"]]))
    assert not row[0].startswith(RUNS) and "\x00" not in row[0]
    said = said.replace("\x00", "")
    assert row[0] in (said, f"'{said}")


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=40) | st.sampled_from(RUNS).flatmap(lambda run: st.text(max_size=20).map(lambda rest: run + rest))
)
def test_no_cell_of_a_sheet_is_a_formula(said: str) -> None:
    """G01, Y1: the same strings as typed words of Excel."""
    data = write_xlsx([["head"], [said]], "Timeline")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    assert all(cell.data_type in ("s", "n", "inlineStr") for row in sheet(data) for cell in row)


@pytest.mark.parametrize("attack", ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1"])
def test_formulas_that_are_known_attacks_go_out_as_words(attack: str) -> None:
    """G01, CWE-1236"""
    assert safe(attack) == "'" + attack and safe(f" {attack}").startswith("'")
    out = table({"e": event(title=attack, when=read("2012", language="en", born=None, after=None))})
    assert cells(write_csv(out))[1][9].startswith("'")
    assert sheet(write_xlsx(out, "x"))[1][9].data_type == "s"


def test_the_words_of_a_date_stand_beside_what_was_understood() -> None:
    out = table({"e": event(title="x", when=read("Aug-13", language="en", born=None, after=None))})
    assert out[1][1:5] == ["Aug-13", date(2013, 8, 1), date(2013, 8, 31), "2013-08"]
    assert cells(write_csv(out))[1][1:4] == ["Aug-13", "2013-08-01", "2013-08-31"]
    words_of_date, first = sheet(write_xlsx(out, "x"))[1][1:3]
    assert words_of_date.data_type == "s" and words_of_date.value == "Aug-13" and first.is_date


def test_days_before_the_calendar_of_spreadsheets_stand_as_words() -> None:
    out = table({"e": event(title="x", when=read("1 May 1899", language="en", born=None, after=None))})
    assert sheet(write_xlsx(out, "x"))[1][2].value == "1899-05-01"


def test_what_is_sensitive_or_removed_stays_unless_it_is_asked_for() -> None:
    """Y2"""
    events = {
        "a": event(title="seen"), "b": event(title="secret", sensitive=True),
        "c": event(title="gone", removed_at="2026-01-01T00:00:00Z"),
    }  # fmt: skip
    assert [row[9] for row in table(events)[1:]] == ["seen"]
    with_it = table(events, with_sensitive=True)
    assert {row[9]: row[-1] for row in with_it[1:]} == {"seen": "", "secret": "yes"}


def test_people_are_named_with_their_part_but_not_those_who_may_not_be() -> None:
    people = {
        NAN: whole_record("people", NAN, {"name": "Nan"}),
        HIDDEN: whole_record("people", HIDDEN, {"name": "X", "unnamed": True}),
    }
    plain = {"events": {"e": event(title="y", people={NAN: "saw", HIDDEN: "did"})}, "people": people}
    row = timeline_table(plain, words("en"), born=BORN)[1]
    assert [cell for cell in row if "Nan" in str(cell)] and not [cell for cell in row if "X" in str(cell)]


@pytest.mark.parametrize("language", ["en", "cy"])
def test_who_was_involved_comes_back_with_their_part(language: str) -> None:
    """Y3, C8"""
    people = {
        NAN: whole_record("people", NAN, {"name": "Gwyneth Ann Rees", "called": "Nan"}),
        HIDDEN: whole_record("people", HIDDEN, {"name": "Mrs O'Neill, Year 2"}),
    }
    roles = [None, *sorted(vocabulary.keys("event_roles"))]
    events = {f"e{k}": event(title=f"t{k}", people={NAN: role} if role else {}) for k, role in enumerate(roles)}
    out = write_csv(timeline_table({"events": events, "people": people}, words(language), born=BORN))
    back = bring(out, people=people)
    assert [f.key for f in back.findings] == []
    assert {e["title"]: e["people"] for e in back.records["events"].values()} == {
        e["title"]: e["people"] for e in events.values()
    }


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("form", [write_csv, lambda rows: write_xlsx(rows, "x")])
def test_what_goes_out_comes_back_as_it_was(language: str, form: Any) -> None:
    """Y3: the whole example, by both kinds of file, in both languages."""
    first = bring(CHRONOLOGY.read_bytes()).records["events"]
    back = bring(form(table(first, language)), language="en")
    assert [f.key for f in back.findings] == []
    by_ref = {event["ref"]: event for event in back.records["events"].values()}
    assert len(by_ref) == 74
    for event_ in first.values():
        again = by_ref[event_["ref"]]
        assert {k: again[k] for k in FIELDS} == {k: event_[k] for k in FIELDS}, event_["ref"]
        assert again["when"]["text"] == event_["when"]["text"]
        ranges = [(m.earliest, m.latest) for m in (Moment.from_json(e["when"]) for e in (again, event_))]
        assert ranges[0] == ranges[1], event_["when"]


def test_a_date_that_somebody_corrected_keeps_its_correction_on_the_way() -> None:
    """Y3"""
    corrected = {
        "text": "03/04/18",
        "start": ["2018-03-04", "2018-03-04"],
        "end": None,
        "precision": "day",
        "qualifier": "",
    }
    (back,) = bring(write_csv(table({"e": event(title="x", when=corrected)}))).records["events"].values()
    assert back["when"] == corrected


def test_what_was_marked_sensitive_is_marked_when_it_comes_back() -> None:
    out = table({"e": event(title="a", sensitive=True), "f": event(title="b")}, with_sensitive=True)
    back = bring(write_csv(out)).records["events"].values()
    assert {e["title"]: e["sensitive"] for e in back} == {"a": True, "b": False}


@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_heading_and_every_word_of_our_own_tables_is_known(language: str) -> None:
    w = words(language)
    known = {heading for headings in COLUMNS.values() for heading in headings}
    for name in COLUMNS:
        assert w(f"columns.{name}").casefold() in known, name
    for table_name, understood in (("lanes", LANES), ("confidences", CONFIDENCES), ("tones", TONES)):
        for row in TABLES[table_name]:
            said = w(f"{table_name}.{row.key}").casefold().replace("’", "'")
            assert understood.get(said, said) == row.key
