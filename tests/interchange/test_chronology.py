"""Chronologies: rows of any usual file become events, and say how far they were understood."""

import csv
import io
import time
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.errors import Refusal
from server.domain.moments import Moment, read
from server.interchange.chronology import Choices, Chronology, Row, read_chronology, when_json
from server.interchange.records import whole_record
from server.interchange.tables import MOST_COLUMNS, MOST_ROWS

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "server" / "example" / "chronology.csv"
KEY = ROOT / "tests" / "golden" / "case-a" / "dates.csv"
SEED = b"a seed of the test"
BORN = read("14/02/2011", language="en", born=None, after=None)
FIELDS = {
    "Ref": "ref",
    "Age": "age_said",
    "Source agency": "agency",
    "Event": "title",
    "Significance": "meaning",
    "Recorded by": "recorded_by",
}


def bring(text: str, encoding: str = "utf-8", **more: Any) -> Chronology:
    return read_chronology(text.encode(encoding), seed=SEED, born=BORN, **more)


def events(reading: Chronology) -> list[dict[str, Any]]:
    return [reading.records["events"][row.event] for row in reading.rows if row.event]


def only(reading: Chronology) -> tuple[Row, dict[str, Any]]:
    (row,) = reading.rows
    return row, reading.records["events"][row.event]


def example_rows() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(EXAMPLE.read_text("utf-8-sig"), newline="")))


def test_the_example_has_seventy_four_entries_in_their_own_words() -> None:
    """I1, I2: the example's file has a BOM, CRLF, quotes, dashes, commas and Welsh letters."""
    reading, rows = bring(EXAMPLE.read_bytes().decode()), example_rows()
    assert len(rows) == len(reading.records["events"]) == 74
    assert EXAMPLE.read_bytes().startswith(b"\xef\xbb\xbf") and b"\r\n" in EXAMPLE.read_bytes()
    for row, event in zip(rows, events(reading), strict=True):
        for heading, name in FIELDS.items():
            assert event[name] == unicodedata.normalize("NFC", row[heading])
        assert event["when"]["text"] == unicodedata.normalize("NFC", row["Date"])
        assert event["detail"] == "" and event["language"] == "en" and event["sensitive"] is False


def test_the_report_of_the_example_agrees_with_the_answer_key() -> None:
    key = list(csv.DictReader(KEY.read_text("utf-8-sig").splitlines()))
    for expected, row in zip(key, bring(EXAMPLE.read_bytes().decode()).rows, strict=True):
        when = row.to_json()["when"]
        assert when["text"] == expected["Date as written"]
        assert (when["earliest"] or "", when["latest"] or "") == (expected["Earliest"], expected["Latest"])
        assert (when["precision"], when["qualifier"]) == (expected["Precision"], expected["Qualifier"])
        assert row.age == expected["Age range at event"]
        assert any(f.key == "age_differs" for f in row.findings) == (expected["Age column agrees"] == "no")


def test_the_traps_of_the_example_are_doubtful_and_the_rest_is_good() -> None:
    rows = bring(EXAMPLE.read_bytes().decode()).rows
    doubtful = {row.ref: row.to_json()["reasons"] for row in rows if row.status != "good"}
    assert doubtful == {
        "025": ["perhaps_the_same"],
        "031": ["no_such_day"],
        "045": ["age_differs"],
        "051": ["date_read_two_ways"],
        "061": ["date_read_two_ways"],
        "063": ["date_read_two_ways"],
    }
    assert [row.duplicate_of for row in rows if row.duplicate_of] == ["024"]


def test_categories_are_lanes_and_confidences_are_kept() -> None:
    found = {event["ref"]: event for event in events(bring(EXAMPLE.read_bytes().decode()))}
    refs = ("001", "003", "005", "017", "022", "036", "051", "056", "071", "074")
    assert [found[ref]["lane"] for ref in refs] == [
        "home", "hard", "health", "services", "school", "moves", "community", "police", "words", "strengths",
    ]  # fmt: skip
    assert [found[ref]["confidence"] for ref in ("001", "003", "018", "029", "070")] == [
        "reported", "confirmed", "disputed", "child", "unconfirmed",
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_unicode_encoding_and_delimiter_gives_the_same_events(encoding: str, delimiter: str) -> None:
    out, rows = io.StringIO(), example_rows()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    assert bring(out.getvalue(), encoding).records == bring(EXAMPLE.read_bytes().decode()).records


def test_an_old_windows_file_is_read_and_the_guess_is_said() -> None:
    reading = bring("Date,Event\r\n14/02/2011,“Nain” said – ‘caffi’ £5\r\n", "cp1252")
    assert events(reading)[0]["title"] == "“Nain” said – ‘caffi’ £5"
    assert [finding.key for finding in reading.findings] == ["encoding_guessed", "lanes_guessed"]


def test_welsh_headings_categories_and_dates_are_read() -> None:
    reading = bring(
        "Cyf,Dyddiad,Oedran,Asiantaeth,Digwyddiad,Arwyddocâd,Categori,Hyder,Cofnodwyd gan\n"
        "7,haf 2025,14,Ysgol,Mynd i'r caffi,Rhywun yno,Cryfderau,Cadarnhawyd,Nia\n",
        language="cy",
    )
    row, event = only(reading)
    assert row.status == "good" and row.ref == "7"
    assert (event["lane"], event["confidence"], event["language"]) == ("strengths", "confirmed", "cy")
    assert event["when"]["start"] == ["2025-06-01", "2025-08-31"] and event["meaning"] == "Rhywun yno"


def test_headings_may_stand_below_a_title_and_may_be_missing() -> None:
    below = bring("Chronology of S,\n,\nDate,Event,Category\n14/02/2011,Born,Health\n")
    assert [event["title"] for event in events(below)] == ["Born"]
    none = bring("14/02/2011,Born at 37 weeks\n05/01/2013,A loss at home\n")
    assert [event["title"] for event in events(none)] == ["Born at 37 weeks", "A loss at home"]
    assert [finding.key for finding in none.findings] == ["columns_guessed", "lanes_guessed"]


def test_an_unknown_column_is_kept_in_the_detail_under_its_heading() -> None:
    """C3"""
    reading = bring("Date,Event,Shift,Category\n14/02/2011,Born,night,Health\n")
    assert only(reading)[1]["detail"] == "Shift: night"
    assert [finding.key for finding in reading.findings] == ["column_kept"]


def test_a_long_title_is_never_cut() -> None:
    """C2, I4"""
    long = "He came home. " + "Then a great deal happened that somebody wrote down at length, " * 5
    row, event = only(bring(f'Date,Event,Category\n14/02/2011,"{long}",Health\n'))
    assert event["title"] == "He came home." and event["detail"] == long.strip()
    assert row.status == "doubtful" and row.to_json()["reasons"] == ["long_title"]


def test_a_row_that_does_not_say_what_happened_is_refused_and_the_others_come() -> None:
    """C1"""
    reading = bring("Date,Event,Category\n14/02/2011,,Health\n,,\n05/01/2013,A loss,Health\n")
    assert [(row.number, row.status) for row in reading.rows] == [(2, "refused"), (4, "good")]
    assert len(reading.records["events"]) == 1


def test_a_date_not_understood_keeps_its_words_and_the_row_comes_undated() -> None:
    row, event = only(bring("Date,Event,Category\nwhen the leaves fell,Moved,Placements & moves\n"))
    assert event["when"] == {
        "text": "when the leaves fell", "start": None, "end": None, "precision": "unread", "qualifier": "",
    }  # fmt: skip
    assert row.to_json()["reasons"] == ["date_not_understood"]


def test_an_unknown_category_is_kept_and_doubtful() -> None:
    row, event = only(bring("Date,Event,Category\n14/02/2011,Born,Weather\n"))
    assert row.to_json()["reasons"] == ["unknown_lane"] and event["detail"] == "Weather"


def test_the_same_chronology_twice_is_found() -> None:
    """G03: the same date and near-equal words."""
    first = bring(EXAMPLE.read_bytes().decode())
    again = read_chronology(EXAMPLE.read_bytes(), seed=b"another", born=BORN, known=first.records["events"])
    assert [row.duplicate_of for row in again.rows if row.ref != "025"] == [
        row.ref for row in first.rows if row.ref != "025"
    ]
    assert not {*again.records["events"]} & {*first.records["events"]}


def test_one_ref_for_two_rows_keeps_both() -> None:
    reading = bring("Ref,Date,Event,Category\n1,14/02/2011,Born,Health\n1,05/01/2013,A loss,Health\n")
    assert [event["ref"] for event in events(reading)] == ["1", "1"]


def test_a_row_with_more_words_than_an_event_may_hold_is_refused_and_the_others_come() -> None:
    """C1, both sides of the limit."""
    for words, status in (
        ("x " * 9_000, "doubtful"),
        ("x " * 12_000, "refused"),
        ('"never closed ' + "x" * 30_000, "refused"),
    ):
        reading = bring(f"Date,Event,Category\n14/02/2011,{words},Health\n05/01/2013,A loss,Health\n")
        assert [row.status for row in reading.rows] == [status, "good"]


def test_no_date_is_reported_as_unknown() -> None:
    assert when_json(None)["precision"] == "unknown" and when_json(Moment("?"))["text"] == "?"


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "empty_table"),
        (b" , \n , \n", "empty_table"),
        (b"Date,Event\n" + b"1/1/2011,x\n" * (MOST_ROWS + 1), "too_many_rows"),
        (b",".join([b"x"] * (MOST_COLUMNS + 1)) + b"\n", "too_many_columns"),
        (b"x" * (2 * 1024 * 1024 + 1), "file_too_large"),
    ],
)
def test_what_is_no_table_or_too_large_is_refused(data: bytes, key: str) -> None:
    """G02"""
    with pytest.raises(Refusal) as refused:
        read_chronology(data, seed=SEED, born=BORN)
    assert refused.value.key == key


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300) | st.text("Date,Event\tRef;\"'\n\r12/3= é\x00", max_size=120).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        reading = read_chronology(data, seed=SEED, born=BORN)
    except Refusal:
        return
    assert len(reading.records["events"]) == sum(row.status != "refused" for row in reading.rows)


def test_six_hundred_rows_are_read_in_under_two_seconds() -> None:
    rows = [{**row, "Event": f"{row['Event']} {n}"} for n in range(9) for row in example_rows()][:600]
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    began = time.process_time()
    assert len(bring(out.getvalue()).rows) == 600
    assert time.process_time() - began < 2


MERGED = (
    "Source agency,Date,Event,Who says so\n"
    "Health,14/02/2011,Born at 37 weeks,Midwife\n"
    "Police,14.6.11,Called by neighbour,\n"
    "Ysgol,haf 2025,Mynd i'r caffi,Athro\n"
)


def test_a_merged_chronology_of_agencies_keeps_who_says_what() -> None:
    found = events(bring(MERGED))
    assert [(e["agency"], e["says"]) for e in found] == [("Health", "Midwife"), ("Police", ""), ("Ysgol", "Athro")]


def test_columns_that_were_guessed_wrong_are_corrected_and_nothing_is_dropped() -> None:
    table = "When?,Words,Thing\n14/02/2011,Midwifery,Born\n"
    reading = bring(table, choices=Choices({0: "when", 1: "agency", 2: "title"}, headings=True))
    row, event = only(reading)
    assert (event["title"], event["agency"], event["when"]["text"]) == ("Born", "Midwifery", "14/02/2011")
    assert row.number == 2 and reading.headings == 1 and reading.columns == ("when", "agency", "title")
    kept = only(bring(table, choices=Choices({0: "when", 1: "", 2: "title"}, headings=True)))[1]
    assert kept["detail"] == "Words: Midwifery"


def test_a_field_chosen_for_another_column_is_taken_from_the_first() -> None:
    reading = bring("Date,Event,Notes\n14/02/2011,Born,A long time\n", choices=Choices({2: "title"}))
    assert reading.columns == ("when", "", "title")
    assert only(reading)[1]["detail"] == "Event: Born"


def test_without_headings_the_first_row_is_an_event() -> None:
    reading = bring("Date,Event\n14/02/2011,Born\n", choices=Choices({0: "when", 1: "title"}, headings=False))
    assert [row.number for row in reading.rows] == [1, 2] and reading.headings == 0


def test_a_time_and_a_lane_that_somebody_settled_count_and_the_words_stay() -> None:
    """C7: the row below counts from what was settled."""
    reading = bring(
        "Date,Event\nwhen the leaves fell,Moved\n2 days later,Came back\n",
        choices=Choices(times={2: "14/10/2018"}, lanes={2: "moves"}),
    )
    first, second = events(reading)
    assert first["when"]["text"] == "when the leaves fell" and first["when"]["start"] == ["2018-10-14"] * 2
    assert first["lane"] == "moves" and second["when"]["start"] == ["2018-10-16"] * 2
    assert [row.status for row in reading.rows] == ["good", "good"]


def test_day_numbers_count_from_1904_where_the_file_or_somebody_says_so() -> None:
    """G02: 44,562 days on."""
    for from_1904, day in ((None, "2022-01-01"), (True, "2026-01-02")):
        chosen = Choices(from_1904=from_1904)
        assert only(bring("Date,Event\n44562,x\n", choices=chosen))[1]["when"]["start"] == [day, day]


def test_two_columns_of_dates_are_one_stretch() -> None:
    found = events(bring("Date from,Date to,Event\n01/06/2018,30/11/2018,Mrs Oakes\n,2019,Proberts\n"))
    assert found[0]["when"]["start"][0] == "2018-06-01" and found[0]["when"]["end"][1] == "2018-11-30"
    assert found[1]["when"]["text"] == "until 2019"


def test_what_is_said_to_happen_later_than_today_is_doubted() -> None:
    """F13"""
    later = bring("Date,Event\n14/02/2099,Born\n", today=date(2026, 3, 12))
    assert only(later)[0].to_json()["reasons"] == ["date_after_today"]
    assert only(bring("Date,Event\n14/02/2099,Born\n"))[0].status == "good"


def test_a_row_that_repeats_is_left_out_unless_chosen_and_one_that_says_more_is_not() -> None:
    """G03, C6"""
    first = bring("Ref,Date,Event,Notes\n1,14/02/2011,Born at the hospital,small\n")
    again = (
        "Ref,Date,Event,Notes\n8,14/02/2011,Born at the hospital,\n9,14/02/2011,Born at the hospital,Nan was there\n"
    )
    back = bring(again, known=first.records["events"])
    assert [(row.repeats, row.duplicate_of) for row in back.rows] == [(True, "1"), (False, "1")]
    assert [e["ref"] for e in back.chosen().values()] == ["9"]
    assert [e["ref"] for e in back.chosen(repeats=True).values()] == ["8", "9"]


def test_other_numbers_make_it_another_thing() -> None:
    rows = "".join(f"14/02/2011,Strategy meeting {n} of the week\n" for n in range(5))
    assert [row.repeats for row in bring("Date,Event\n" + rows).rows] == [False] * 5


def test_where_it_belongs_is_guessed_where_no_column_says_so_and_that_is_said_once() -> None:
    """C5"""
    reading = bring("Date,Event,Agency\n2014,Started nursery,Social care\n2015,Visit,Police\n")
    assert [e["lane"] for e in events(reading)] == ["school", "police"]
    assert [row.status for row in reading.rows] == ["good", "good"]
    assert [(f.key, dict(f.parameters)) for f in reading.findings] == [("lanes_guessed", {"count": 2})]


def test_five_thousand_undated_rows_are_compared_in_no_time() -> None:
    """G02: asserted at ten times what it took."""
    rows = "".join(f",Something of note happened {'abcdefghij'[n % 10]} {n * n}\n" for n in range(MOST_ROWS))
    began = time.process_time()
    assert len(bring("Date,Event\n" + rows).rows) == MOST_ROWS
    assert time.process_time() - began < 30


NAN, MAM, SION, OTHER, GONE = (letter * 21 + "A" for letter in "nmsog")
PEOPLE = {
    NAN: whole_record("people", NAN, {"name": "Gwyneth Rees", "called": "Nan"}),
    MAM: whole_record("people", MAM, {"name": "Kelly-Ann Rees"}),
    SION: whole_record("people", SION, {"name": "Siôn Rees", "aliases": "Shoni"}),
    OTHER: whole_record("people", OTHER, {"name": "Siôn Parry"}),
    GONE: whole_record("people", GONE, {"name": "Dewi", "removed_at": "2026-01-01T00:00:00Z"}),
}


@pytest.mark.parametrize(
    ("cell", "involved", "kept"),
    [
        ("Nan", {NAN: "there"}, ""),
        ("gwyneth rees (saw); SHONI (they did it)", {NAN: "saw", SION: "did"}, ""),
        ("Nan, Kelly-Ann", {NAN: "there", MAM: "there"}, ""),
        ("Siôn Rees\nNan (tyst)", {SION: "there", NAN: "saw"}, ""),
        ("Sion", {}, "Sion"),  # two have that name
        ("Nan; her friend Jo", {NAN: "there"}, "her friend Jo"),
        ("Nan's dog", {}, "Nan's dog"),
        ("Dewi", {}, "Dewi"),  # removed
        ("Kelly-Ann (in tears)", {MAM: "there"}, "Kelly-Ann (in tears)"),
        ("; , (", {}, "("),
        ("", {}, ""),
    ],
)
def test_who_is_named_in_a_column_of_people_is_involved(cell: str, involved: dict[str, str], kept: str) -> None:
    """C8"""
    out = io.StringIO()
    csv.writer(out).writerows([["Date", "Event", "People involved"], ["2019", "Sunday dinner", cell]])
    told = bring(out.getvalue(), people=PEOPLE)
    (event,) = told.records["events"].values()
    assert event["people"] == involved
    assert event["detail"] == kept
    assert told.rows[0].status == "good" and len(told.rows[0].people) == len(involved)
    assert [f.key for f in told.findings if f.key == "people_kept"] == (["people_kept"] if kept else [])
