"""Moments in EDTF: what the format can say, and silence where it cannot."""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.edtf import edtf, read_edtf
from server.domain.moments import Moment, read

KEY = Path(__file__).parent.parent / "golden" / "case-a" / "dates.csv"
BORN = read("14/02/2011", language="en", born=None, after=None)
A_DATE = r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?|-2[1-4])?[?~]?"
LEVEL_1 = re.compile(rf"{A_DATE}|\d{{3}}X|(?:{A_DATE}|\.\.)/(?:{A_DATE}|\.\.)")
"""The part of the grammar of levels 0 and 1 that is written."""


def said(words: str) -> Moment:
    return read(words, language="en", born=BORN, after=BORN)


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("14/02/2011", "2011-02-14"),
        ("Nov 22", "2022-11"),
        ("2017", "2017"),
        ("Summer 2010", "2010-22"),
        ("winter 2017/18", "2017-24"),
        ("c. 2007", "2007~"),
        ("tua mis Mawrth 2014", "2014-03~"),
        ("?Sept 2014", "2014-09?"),
        ("Jan–Mar 2017", "2017-01/2017-03"),
        ("2011-2012", "2011/2012"),
        ("about 2011-2012", "2011~/2012~"),
        ("1991 onwards", "1991/.."),
        ("Oct 24 - ongoing", "2024-10/.."),
        ("until 2015", "../2015"),
        ("night of 30/31 Oct 2023", "2023-10-30/2023-10-31"),
        ("43739", "2019-10-01"),
        ("1990s", "199X"),
        ("2 days before above", "2011-02-12"),
    ],
)
def test_what_the_format_can_say_is_written(words: str, written: str) -> None:
    """E1, E2"""
    assert edtf(said(words)) == written


@pytest.mark.parametrize(
    "words",
    [
        *(
            "aged 3",
            "Y7 spring term",
            "Y2",
            "before 2014",
            "after 2014",
            "early 2018",
            "w/c 7 Sept 2020",
            "Easter 2021",
        ),
        *("first lockdown", "31/11/2017", "00/00/2013", "unknown", "when it rained", "between 2009 and 2011"),
        *("mid Oct 2025", "2009 or 2010"),
    ],
)
def test_what_the_format_cannot_say_is_not_written(words: str) -> None:
    """E3"""
    assert edtf(said(words)) == ""


def test_every_row_of_case_a_that_is_written_reads_back_as_it_was() -> None:
    """E1"""
    rows = list(csv.DictReader(KEY.read_text("utf-8-sig").splitlines()))
    moments = [said(row["Date as written"]) for row in rows]
    written = [(moment, edtf(moment)) for moment in moments if edtf(moment)]
    assert len(written) == 51
    for moment, text in written:
        again = read_edtf(text)
        assert again is not None and LEVEL_1.fullmatch(text)
        assert (again.earliest, again.latest) == (moment.earliest, moment.latest), text


PARTS = st.one_of(
    st.dates(min_value=BORN.earliest).map(lambda day: f"{min(day.year, 2090)}-{day:%m}-{min(day.day, 28):02}"),
    st.tuples(st.integers(1900, 2090), st.integers(1, 12)).map(lambda it: f"{it[0]}-{it[1]:02}"),
    st.integers(1900, 2090).map(str),
    st.tuples(st.integers(1900, 2090), st.sampled_from(["spring", "haf", "autumn", "gaeaf"])).map(
        lambda it: f"{it[1]} {it[0]}"
    ),
)


@given(st.one_of(PARTS, PARTS.map("c. {}".format), PARTS.map("?{}".format), PARTS.map("from {}".format)))
def test_a_round_trip_loses_nothing(words: str) -> None:
    """E1, E2"""
    moment = said(words)
    text = edtf(moment)
    assert LEVEL_1.fullmatch(text), words
    again = read_edtf(text)
    assert again is not None and edtf(again) == text
    assert (again.start, again.end, again.qualifier) == (moment.start, moment.end, moment.qualifier)


@given(st.tuples(PARTS, PARTS))
def test_an_interval_round_trip_loses_nothing(parts: tuple[str, str]) -> None:
    """E1"""
    moment = said(f"{parts[0]} to {parts[1]}")
    if text := edtf(moment):
        again = read_edtf(text)
        assert again is not None and (again.start, again.end) == (moment.start, moment.end)
    else:
        assert moment.start is None


@given(st.text(max_size=40) | st.from_regex(r"[0-9a-zA-Z /.\-–?~]{0,24}", fullmatch=True))
def test_nothing_else_is_ever_written(words: str) -> None:
    text = edtf(said(words))
    assert text == "" or LEVEL_1.fullmatch(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "14/02/2011",
        "2011-13",
        "2011-02-30",
        "2011-25",
        "../..",
        "2012/2011",
        "2011?/2012~",
        "2011-02-14T09:00",
        "199x",
        "0999",
        "199X/2001",
        "2011/2012/2013",
        "[1667..1668]",
        "XX",
    ],
)
def test_what_would_never_be_written_is_not_read(text: str) -> None:
    assert read_edtf(text) is None


@given(st.text(max_size=12) | st.from_regex(r"[0-9X~?./\-]{0,21}", fullmatch=True))
def test_reading_never_raises_and_what_is_read_is_written_the_same(text: str) -> None:
    moment = read_edtf(text)
    assert moment is None or edtf(moment) == text
