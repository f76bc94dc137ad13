"""Dates of GEDCOM: what each form means in days, the words kept, and every moment back again."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.moments import Moment, read
from server.interchange.gedcomdates import (
    CALENDAR,
    NO_SUCH_DAY,
    NOT_GEDCOM,
    NOT_READ,
    moment_at,
    put_moment,
)
from server.interchange.gedcomlines import Structure
from tests.interchange.trees import WORDS, lines, moments

Y, M, D = "year", "month", "day"


def at(words: str, *, seven: bool = False, phrase: str = "") -> tuple[Moment, str]:
    dated = Structure("DATE", words)
    if phrase:
        dated.add("PHRASE", phrase)
    moment, reason = moment_at(dated, seven=seven, language="en")
    assert moment is not None
    return moment, reason


def iso(moment: Moment) -> tuple[Any, Any]:
    told = moment.to_json()
    return told["start"], told["end"]


YEAR_1900 = ["1900-01-01", "1900-12-31"]
BOTH = [
    # words, start, end, precision, qualifier: the same in either version
    ("14 FEB 2011", ["2011-02-14", "2011-02-14"], None, D, ""),
    ("FEB 2011", ["2011-02-01", "2011-02-28"], None, M, ""),
    ("1900", YEAR_1900, None, Y, ""),
    ("ABT 1900", YEAR_1900, None, Y, "about"),
    ("EST FEB 1900", ["1900-02-01", "1900-02-28"], None, M, "about"),
    ("CAL 3 MAY 1900", ["1900-05-03", "1900-05-03"], None, D, "about"),
    ("BEF 1900", [None, "1899-12-31"], None, "before", "before"),
    ("AFT 3 MAY 1900", ["1900-05-04", None], None, "after", "after"),
    ("BET 1900 AND 1905", ["1900-01-01", "1905-12-31"], None, "range", ""),
    ("FROM 1900 TO FEB 1905", YEAR_1900, ["1905-02-01", "1905-02-28"], "range", ""),
    ("FROM 1900", YEAR_1900, [None, None], "open", "since"),
    ("TO 1900", [None, None], YEAR_1900, "open", "until"),
]


@pytest.mark.parametrize("seven", [False, True], ids=["5.5.1", "7.0"])
@pytest.mark.parametrize(("words", "start", "end", "precision", "qualifier"), BOTH)
def test_each_form_of_date(words: str, start: Any, end: Any, precision: str, qualifier: str, seven: bool) -> None:
    """E1: and the words of the file stay."""
    moment, reason = at(words, seven=seven)
    assert (moment.text, *iso(moment), moment.precision, moment.qualifier) == (words, start, end, precision, qualifier)
    assert reason == ""


def test_a_dual_year_is_the_year_as_it_is_counted_now() -> None:
    for words in ("12 MAR 1699/00", "12 Mar 1699-1700"):
        assert iso(at(words)[0]) == (["1700-03-12", "1700-03-12"], None)
        assert at(words)[0].text == words


@pytest.mark.parametrize(
    ("words", "seven"),
    [
        ("@#DJULIAN@ 1 JAN 1700", False), ("@#DHEBREW@ 3 TSH 5700", False), ("@#DFRENCH R@ 2 PLUV 1", False),
        ("44 B.C.", False), ("0", False), ("JULIAN 1 JAN 1700", True), ("44 BCE", True), ("12345", False),
    ],
)  # fmt: skip
def test_other_calendars_and_times_keep_their_words_and_say_so(words: str, seven: bool) -> None:
    """E2"""
    moment, reason = at(words, seven=seven)
    assert (moment, reason) == (Moment(words), CALENDAR)


def test_an_interpreted_date_has_the_words_that_it_interprets() -> None:
    assert at("INT 31 MAR 1907 (Easter Sunday)")[0].text == "Easter Sunday"
    assert iso(at("INT 31 MAR 1907 (Easter Sunday)")[0]) == (["1907-03-31", "1907-03-31"], None)


def test_a_phrase_alone_is_read_as_anybodys_words() -> None:
    assert at("(spring 2013)")[0] == read("spring 2013", language="en", born=None, after=None)
    assert at("(when the mill closed)")[0] == Moment("when the mill closed")
    assert at("(unknown)")[0].precision == "unknown"


def test_a_phrase_of_seven_stands_before_its_date() -> None:
    moment, _ = at("BET 1 MAR 2013 AND 31 MAY 2013", seven=True, phrase="spring 2013")
    assert moment == read("spring 2013", language="en", born=None, after=None)
    other, _ = at("2013", seven=True, phrase="the year of the flood")
    assert (other.text, other.precision) == ("the year of the flood", "year")


def test_a_day_that_does_not_exist_shows_the_days_around_it() -> None:
    moment, reason = at("30 FEB 1980")
    assert (iso(moment)[0], moment.qualifier, reason) == (["1980-02-29", "1980-03-01"], "invalid", NO_SUCH_DAY)


@pytest.mark.parametrize(
    ("words", "day"),
    [("14/02/2011", date(2011, 2, 14)), ("03/04/2018", date(2018, 4, 3)), ("2011-02-14", date(2011, 2, 14))],
)
def test_dates_that_no_version_allows_are_read_day_first_and_said(words: str, day: date) -> None:
    """E3, M1"""
    moment, reason = at(words)
    assert (moment.earliest, moment.latest, moment.text, reason) == (day, day, words, NOT_GEDCOM)


@pytest.mark.parametrize(
    ("words", "usual"),
    [
        ("14 February 2011", "14 FEB 2011"), ("abt. 1900", "ABT 1900"), ("About 1900", "ABT 1900"),
        ("before Sept 1900", "BEF SEP 1900"), ("12 feb 1790", "12 FEB 1790"),
    ],
)  # fmt: skip
def test_what_programs_usually_write_means_what_the_grammar_says(words: str, usual: str) -> None:
    moment, reason = at(words)
    assert iso(moment) == iso(at(usual)[0]) and moment.text == words and reason == ""


@pytest.mark.parametrize("words", ["<unknown>", "unknown", "?"])
def test_said_to_be_unknown_is_no_doubt(words: str) -> None:
    assert at(words) == (Moment(words, None, None, "unknown", "unknown"), "")


@pytest.mark.parametrize("words", ["12 MAX 1990", "99 MAR 1990", "WILL PROVED 19 MAY 1725", "INT 1900 (no end"])
def test_what_is_not_understood_keeps_its_words(words: str) -> None:
    assert at(words) == (Moment(words), NOT_READ)


def test_a_stretch_that_ends_first_keeps_its_words() -> None:
    assert at("FROM 1910 TO 1900") == (Moment("FROM 1910 TO 1900"), "date_ends_first")


def test_numbers_of_any_length_are_words() -> None:
    for words in ("9" * 9000, f"INT {'9' * 9000} (x)", f"({'9' * 9000})", f"1 JAN {'9' * 90}"):
        for seven in (False, True):
            assert at(words, seven=seven)[0].start is None


def put(moment: Moment, seven: bool) -> Structure:
    under = Structure("BIRT")
    put_moment(under, moment, seven=seven, language="en")
    return under.children[0]


@pytest.mark.parametrize("seven", [False, True], ids=["5.5.1", "7.0"])
@pytest.mark.parametrize("words", WORDS)
def test_the_words_people_use_are_written_without_json(words: str, seven: bool) -> None:
    """E4: other programs find the date, and a phrase."""
    moment = read(words, language="en", born=None, after=None)
    dated = put(moment, seven)
    assert not dated.look("_MOMENT")
    assert moment_at(dated, seven=seven, language="en") == (moment, "")


def test_other_programs_are_told_the_date_and_the_words() -> None:
    dated = put(read("14/02/2011", language="en", born=None, after=None), False)
    assert dated.value == "INT 14 FEB 2011 (14/02/2011)"
    spring = put(read("spring 2013", language="en", born=None, after=None), True)
    assert spring.value == "BET 1 MAR 2013 AND 31 MAY 2013" and spring.look("PHRASE")


@settings(max_examples=300, deadline=None)
@given(moments(), st.booleans())
def test_every_moment_comes_back_equal(told: dict[str, Any] | None, seven: bool) -> None:
    """E4"""
    if told is not None:
        moment = Moment.from_json(told)
        assert moment_at(put(moment, seven), seven=seven, language="en")[0] == moment


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40) | lines, st.booleans())
def test_any_words_are_a_date_or_words(words: str, seven: bool) -> None:
    moment, _ = moment_at(Structure("DATE", words), seven=seven, language="en")
    assert moment is None or Moment.from_json(moment.to_json()) == moment
