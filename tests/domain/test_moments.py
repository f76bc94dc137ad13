"""Moments: words in, dates out, words never lost."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.fields import clean_line
from server.domain.moments import (
    LONGEST,
    PRECISIONS,
    QUALIFIERS,
    REASONS,
    Moment,
    age_code,
    age_on,
    age_range,
    birthday,
    clean,
    read,
    read_closely,
)
from tests.bench.moments import moments_a_second

KEY = Path(__file__).parent.parent / "golden" / "case-a" / "dates.csv"
QUALIFIERS_OF_THE_KEY = {
    "approx": "about",
    "around": "about",
    "since 1991": "since",
    "end of": "end",
    "excel serial": "serial",
}
PRECISIONS_OF_THE_KEY = {"school year": "school-year", "named period": "named"}
BORN = read("14/02/2011", language="en", born=None, after=None)


def said(words: str, born: Moment | None = BORN, after: Moment | None = None, language: str = "en") -> Moment:
    return read(words, language=language, born=born, after=after)


def span(words: str, **more: object) -> tuple[str, str]:
    moment = said(words, **more)  # type: ignore[arg-type]
    return str(moment.earliest or ""), str(moment.latest or "")


def key_rows() -> list[dict[str, str]]:
    return list(csv.DictReader(KEY.read_text("utf-8-sig").splitlines()))


def test_every_row_of_the_answer_key_is_read_as_the_key_says() -> None:
    above: Moment | None = None
    rows = key_rows()
    assert len(rows) == 74
    for row in rows:
        moment = said(row["Date as written"], after=above)
        precision = PRECISIONS_OF_THE_KEY.get(row["Precision"], row["Precision"])
        qualifier = QUALIFIERS_OF_THE_KEY.get(row["Qualifier"], row["Qualifier"])
        assert (str(moment.earliest or ""), str(moment.latest or "")) == (row["Earliest"], row["Latest"]), row
        assert (moment.precision, moment.qualifier) == (precision, qualifier), row
        assert age_code(BORN, moment) == row["Age range at event"], row
        above = moment if moment.start else above


@pytest.mark.parametrize(
    ("words", "earliest", "latest"),
    [
        ("03/04/2018", "2018-04-03", "2018-04-03"),
        ("14.6.11", "2011-06-14", "2011-06-14"),
        ("3 - 4 - 2018", "2018-04-03", "2018-04-03"),
        ("3rd March 2011", "2011-03-03", "2011-03-03"),
        ("the 3rd of March 2011", "2011-03-03", "2011-03-03"),
        ("Mon 3 March 2011", "2011-03-03", "2011-03-03"),
        ("March 3, 2011", "2011-03-03", "2011-03-03"),
        ("14/02/2011 09:30", "2011-02-14", "2011-02-14"),
        ("2011-02-14T10:00:00", "2011-02-14", "2011-02-14"),
        ("Mar 2011", "2011-03-01", "2011-03-31"),
        ("Sept '14", "2014-09-01", "2014-09-30"),
        ("03/2019", "2019-03-01", "2019-03-31"),
        ("1987-11", "1987-11-01", "1987-11-30"),
        ("2009-22", "2009-06-01", "2009-08-31"),
        ("1990s", "1990-01-01", "1999-12-31"),
        ("201X", "2010-01-01", "2019-12-31"),
        ("Nov 87", "1987-11-01", "1987-11-30"),
        ("30/5/38", "1938-05-30", "1938-05-30"),
        ("2014-06/2014-09", "2014-06-01", "2014-09-30"),
        ("winter 2017/18", "2017-12-01", "2018-02-28"),
        ("Nov - Feb 2018", "2017-11-01", "2018-02-28"),
        ("Dec/Jan 2015", "2014-12-01", "2015-01-31"),
        ("3-5 March 2011", "2011-03-03", "2011-03-05"),
        ("between 2009 and 2011", "2009-01-01", "2011-12-31"),
        ("before 2014", "", "2013-12-31"),
        ("by March 2014", "", "2014-03-31"),
        ("after March 2014", "2014-04-01", ""),
        ("from Sept 2024 →", "2024-09-01", ""),
        ("Oct 2024 - present", "2024-10-01", ""),
        ("until 2015", "", "2015-12-31"),
        ("2009/..", "2009-01-01", ""),
        ("../2009", "", "2009-12-31"),
        ("late 2018", "2018-09-01", "2018-12-31"),
        ("Christmas Day 2016", "2016-12-25", "2016-12-25"),
        ("Ramadan 2012", "2012-07-20", "2012-08-18"),
        ("Ramadan 2024", "2024-03-11", "2024-04-09"),
        ("when he was 4", "2015-02-14", "2016-02-13"),
        ("6 weeks old", "2011-03-28", "2011-04-03"),
        ("aged 18 months", "2012-08-14", "2012-09-13"),
        ("before birth", "", "2011-02-13"),
        ("Reception - Y2", "2015-09-01", "2018-08-31"),
        ("summer term 2015", "2015-04-13", "2015-07-20"),
        ("00/00/2013", "2013-01-01", "2013-12-31"),
        ("29/02/2015", "2015-02-28", "2015-03-01"),
        ("14//02//2011", "2011-02-14", "2011-02-14"),
        ("14 02 2011", "2011-02-14", "2011-02-14"),
        ("14022011", "2011-02-14", "2011-02-14"),
        ("20110214", "2011-02-14", "2011-02-14"),
        ("14/02/2011 at 9pm", "2011-02-14", "2011-02-14"),
        ("09:30 14/02/2011", "2011-02-14", "2011-02-14"),
        ("evening of 14/02/2011 (Mon)", "2011-02-14", "2011-02-14"),
        ("14 Feb 2011 (Police)", "2011-02-14", "2011-02-14"),
        ('"14 Febuary 2011"', "2011-02-14", "2011-02-14"),
        ("14-16/02/2011", "2011-02-14", "2011-02-16"),
        ("14/2-3/3/2011", "2011-02-14", "2011-03-03"),
        ("Mon-Fri 7-11 Sept 2020", "2020-09-07", "2020-09-11"),
        ("30 Oct/1 Nov 2023", "2023-10-30", "2023-11-01"),
        ("from 14 Feb 2011 to 3 Mar 2011", "2011-02-14", "2011-03-03"),
        ("from 2011-02-14", "2011-02-14", ""),
        ("2015+", "2015-01-01", ""),
        ("41,000", "2012-04-01", "2012-04-01"),
        ("2014.0", "2014-01-01", "2014-12-31"),
        ("first week of March 2014", "2014-03-01", "2014-03-07"),
        ("last week of Feb 2014", "2014-02-22", "2014-02-28"),
        ("week ending 11/09/2020", "2020-09-05", "2020-09-11"),
        ("weekend of 7 Sept 2020", "2020-09-05", "2020-09-06"),
        ("first half of 2014", "2014-01-01", "2014-06-30"),
        ("Q3 2014", "2014-07-01", "2014-09-30"),
        ("throughout 2014", "2014-01-01", "2014-12-31"),
        ("just before Xmas 2016", "2016-11-18", "2016-12-17"),
        ("shortly after Easter 2021", "2021-04-13", "2021-05-12"),
        ("not before 2014", "2014-01-01", ""),
        ("October half-term 2018", "2018-10-20", "2018-11-05"),
        ("Whitsun 2019", "2019-05-25", "2019-06-02"),
        ("Good Friday 2019", "2019-04-19", "2019-04-19"),
        ("the nineties", "1990-01-01", "1999-12-31"),
        ("20XX", "2000-01-01", "2099-12-31"),
        ("firebreak lockdown", "2020-10-23", "2020-11-09"),
        ("lockdown", "2020-03-23", "2021-03-12"),
        ("Y5/6", "2020-09-01", "2022-08-31"),
        ("KS2", "2018-09-01", "2022-08-31"),
        ("primary school", "2015-09-01", "2022-08-31"),
        ("Y6 (spring)", "2022-01-01", "2022-04-13"),
        ("Y6 Aut", "2021-09-01", "2021-12-31"),
        ("Autumn Term 2014/15", "2014-09-01", "2014-12-31"),
        ("autumn term 2014-15", "2014-09-01", "2014-12-31"),
        ("academic year 2014/15", "2014-09-01", "2015-08-31"),
        ("financial year 2014/15", "2014-04-01", "2015-03-31"),
        ("18 months", "2012-08-14", "2012-09-13"),
        ("6-8 weeks old", "2011-03-28", "2011-04-17"),
        ("3 years 4 months", "2014-06-14", "2014-07-13"),
        ("aged 3½", "2014-05-14", "2014-11-13"),
        ("nearly 2", "2012-10-14", "2013-02-13"),
        ("under 5", "2011-02-14", "2016-02-13"),
        ("between the ages of 5 and 7", "2016-02-14", "2019-02-13"),
        ("until he was 7", "", "2019-02-13"),
        ("his 5th birthday", "2016-02-14", "2016-02-14"),
        ("28 weeks pregnant", "2010-11-08", "2010-12-13"),
        ("toddler", "2012-02-14", "2015-02-13"),
    ],
)
def test_english_forms_are_read_day_first(words: str, earliest: str, latest: str) -> None:
    assert span(words) == (earliest, latest)


@pytest.mark.parametrize(
    ("words", "earliest", "latest"),
    [
        ("3 Mawrth 2011", "2011-03-03", "2011-03-03"),
        ("dydd Llun 3 Mawrth 2011", "2011-03-03", "2011-03-03"),
        ("ym mis Chwefror 2012", "2012-02-01", "2012-02-29"),
        ("tua 1989", "1989-01-01", "1989-12-31"),
        ("haf 2025", "2025-06-01", "2025-08-31"),
        ("cyn Medi 2014", "", "2014-08-31"),
        ("ers 2015", "2015-01-01", ""),
        ("o Fedi 2014 ymlaen", "2014-09-01", ""),
        ("Medi 2014 - parhaus", "2014-09-01", ""),
        ("rhwng 2009 a 2011", "2009-01-01", "2011-12-31"),
        ("ganol 2018", "2018-05-01", "2018-08-31"),
        ("diwedd Tachwedd 2018", "2018-11-20", "2018-11-30"),
        ("yn 3 oed", "2014-02-14", "2015-02-13"),
        ("Blwyddyn 4", "2019-09-01", "2020-08-31"),
        ("Derbyn", "2015-09-01", "2016-08-31"),
        ("Bl 4 tymor yr hydref", "2019-09-01", "2019-12-31"),
        ("Pasg 2021", "2021-03-26", "2021-04-12"),
        ("Hydref 2014", "2014-10-01", "2014-10-31"),
        ("hydref 2014", "2014-09-01", "2014-11-30"),
        ("Mawrth 2014", "2014-03-01", "2014-03-31"),
        ("ym mis Mawrth 2014", "2014-03-01", "2014-03-31"),
        ("dechrau mis Mawrth 2014", "2014-03-01", "2014-03-10"),
        ("tua mis Mawrth 2014", "2014-03-01", "2014-03-31"),
        ("efallai Mawrth 2014", "2014-03-01", "2014-03-31"),
        ("nos Fawrth 4 Mawrth 2014", "2014-03-04", "2014-03-04"),
        ("dydd Mawrth 4 Mawrth 2014", "2014-03-04", "2014-03-04"),
        ("Mawrth 4 Mawrth 2014", "2014-03-04", "2014-03-04"),
        ("Ionawr - Mawrth 2012", "2012-01-01", "2012-03-31"),
        ("o Ionawr i Fawrth 2012", "2012-01-01", "2012-03-31"),
        ("o 2011 hyd 2014", "2011-01-01", "2014-12-31"),
        ("tan fis Medi 2015", "", "2015-09-30"),
        ("o gwmpas 2014", "2014-01-01", "2014-12-31"),
        ("naill ai 2014 neu 2015", "2014-01-01", "2015-12-31"),
        ("drwy gydol 2014", "2014-01-01", "2014-12-31"),
        ("ychydig cyn Nadolig 2016", "2016-11-18", "2016-12-17"),
        ("ail hanner 2014", "2014-07-01", "2014-12-31"),
        ("wythnos olaf mis Mawrth 2014", "2014-03-25", "2014-03-31"),
        ("hanner tymor mis Chwefror 2019", "2019-02-10", "2019-03-01"),
        ("gwyliau'r Nadolig 2018", "2018-12-18", "2019-01-05"),
        ("gwanwyn Bl 6", "2022-01-01", "2022-04-13"),
        ("Blynyddoedd 5 a 6", "2020-09-01", "2022-08-31"),
        ("cyfnod allweddol 2", "2018-09-01", "2022-08-31"),
        ("ysgol gynradd", "2015-09-01", "2022-08-31"),
        ("tymor yr haf 2013/14", "2014-04-28", "2014-07-20"),
        ("y trydydd cyfnod clo", "2020-12-20", "2021-03-12"),
        ("clo bach", "2020-10-23", "2020-11-09"),
        ("yn dair oed", "2014-02-14", "2015-02-13"),
        ("pan oedd e'n bump", "2016-02-14", "2017-02-13"),
        ("ers ei eni", "2011-02-14", ""),
        ("cyn iddo gael ei eni", "", "2011-02-13"),
        ("ei ben-blwydd yn 5", "2016-02-14", "2016-02-14"),
        ("3 blynedd 4 mis oed", "2014-06-14", "2014-07-13"),
        ("y 90au", "1990-01-01", "1999-12-31"),
    ],
)
def test_welsh_forms_are_read_and_hydref_is_a_month_with_a_capital(words: str, earliest: str, latest: str) -> None:
    assert span(words, language="cy") == (earliest, latest)


def test_about_and_uncertain_are_kept_apart_and_widen_nothing() -> None:
    """M5"""
    about, uncertain = said("c. 2007"), said("?2007")
    assert (about.qualifier, uncertain.qualifier) == ("about", "uncertain")
    assert about.start == uncertain.start == (date(2007, 1, 1), date(2007, 12, 31))


def test_an_impossible_day_says_why_and_stands_beside_its_neighbours() -> None:
    reading = read_closely("31/11/2017", language="en", born=BORN, after=None)
    assert reading.reasons == ("no_such_day",)
    assert reading.moment.qualifier == "invalid"
    assert read_closely("45/13/2017", language="en", born=BORN, after=None).moment.start is None


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("32/01/2017", "no_such_day"),
        ("45/13/2017", "no_such_month"),
        ("04/13/2014", "no_such_month"),
        ("1066", "year_far_off"),
        ("14/02/2111", "year_far_off"),
        ("2 weeks ago", "counts_from_writing"),
        ("y llynedd", "counts_from_writing"),
        ("Christmas", "no_year"),
        ("March", "no_year"),
        ("3rd March", "no_year"),
        ("25/12", "no_year"),
        ("sometime", "not_understood"),
        ("2 days before above", "no_row_above"),
        ("2019 - 2014", "ends_before_it_starts"),
        ("x" * (LONGEST + 1), "too_long"),
    ],
)
def test_what_is_not_read_has_no_dates_keeps_its_words_and_says_why(words: str, reason: str) -> None:
    """M3"""
    reading = read_closely(words, language="en", born=BORN, after=None)
    assert reading.reasons == (reason,) and reason in REASONS
    assert reading.moment == Moment(words, None, None, "unread", "")


def test_ages_and_school_years_need_a_birth() -> None:
    """M6"""
    for words in ("aged 3", "Reception", "Y5", "13", "6 weeks old", "Y1 autumn term", "before birth"):
        assert read_closely(words, language="en", born=None, after=None).reasons == ("no_birth",)


def test_a_vague_birth_makes_a_wider_age() -> None:
    vague = said("2011", born=None)
    moment = said("aged 3", born=vague)
    assert (moment.earliest, moment.latest) == (date(2014, 1, 1), date(2015, 12, 30))


def test_the_row_above_is_counted_from() -> None:
    above = said("15/05/2017")
    assert span("same day", after=above) == ("2017-05-15", "2017-05-15")
    assert span("3 mis wedyn", after=above) == ("2017-08-15", "2017-08-15")
    assert span("a week later", after=above) == ("2017-05-22", "2017-05-22")
    assert span("2/52 later", after=above) == ("2017-05-29", "2017-05-29")
    assert span("wythnos yn ddiweddarach", after=above) == ("2017-05-22", "2017-05-22")
    assert span("deuddydd wedyn", after=above) == ("2017-05-17", "2017-05-17")
    assert span("drannoeth", after=above) == ("2017-05-16", "2017-05-16")
    assert span("y diwrnod cynt", after=above) == ("2017-05-14", "2017-05-14")
    assert span("later that day", after=above) == ("2017-05-15", "2017-05-15")
    assert span("the following week", after=above) == ("2017-05-22", "2017-05-28")
    assert span("yr un flwyddyn", after=above) == ("2017-01-01", "2017-12-31")
    assert span("later that year", after=above) == ("2017-05-15", "2017-12-31")


def test_a_number_that_nobody_counted_is_no_exact_day() -> None:
    above = said("15/05/2017")
    moment = said("a few days later", after=above)
    assert (moment.qualifier, moment.earliest, moment.latest) == ("about", date(2017, 5, 17), date(2017, 5, 22))
    assert said("sawl wythnos wedyn", after=above).qualifier == "about"


def test_a_year_that_is_not_said_is_the_one_of_the_row_above_and_is_marked() -> None:
    """M3: nothing is taken from the day on which it is read."""
    for words, first in (("3rd March", "2017-03-03"), ("25/12", "2017-12-25"), ("14 Feb to 3 Mar", "2017-02-14")):
        reading = read_closely(words, language="en", born=BORN, after=said("15/05/2017"))
        assert str(reading.moment.earliest) == first and reading.reasons == ("year_from_above",)
    over_new_year = said("Dec 2016 - Jan 2017")
    assert read_closely("3rd March", language="en", born=BORN, after=over_new_year).reasons == ("no_year",)


def test_a_number_after_a_date_is_no_age() -> None:
    assert said("March 2014 - 15").start is None
    assert span("from 2011-02-14") == ("2011-02-14", "")


def test_what_follows_a_range_of_dates_is_looked_at_again() -> None:
    for words in ("14/02/2011, 16/02/2011", "2014, 2015 and 2016", "2011-12", "2011/12", "lockdown"):
        assert read_closely(words, language="en", born=BORN, after=None).reasons == ("two_ways",), words


def test_november_twenty_two_is_read_as_a_month_and_marked() -> None:
    reading = read_closely("Nov 22", language="en", born=BORN, after=None)
    assert reading.moment.precision == "month" and reading.reasons == ("two_ways",)
    assert read_closely("Aug-13", language="en", born=BORN, after=None).reasons == ()


@given(st.text(max_size=60) | st.from_regex(r"[0-9a-zA-Z /.\-–?~]{0,24}", fullmatch=True))
def test_any_words_are_kept_and_never_end_before_they_start(words: str) -> None:
    """M2, M3, M4"""
    moment = said(words, after=BORN)
    assert moment.text == clean(words)
    assert moment.precision in PRECISIONS and moment.qualifier in QUALIFIERS
    assert moment.earliest is None or moment.latest is None or moment.earliest <= moment.latest
    assert Moment.from_json(moment.to_json()) == moment


@given(st.text() | st.text("\u200e\u202e\ud800\r\n\t\ufeffa "))
def test_words_are_cleaned_as_every_line_is(words: str) -> None:
    assert clean(words) == clean_line(words)


@given(
    st.dates(date(1940, 1, 1), date(2030, 12, 31)),
    st.sampled_from(["%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d", "%d %B %Y"]),
)
def test_a_day_written_in_any_usual_way_is_that_day(day: date, how: str) -> None:
    assert said(day.strftime(how)).start == (day, day)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(st.sampled_from(["text", "start", "end", "precision", "qualifier", "x"]), inner)
        ),
    )
)
def test_any_json_reads_as_a_moment(value: object) -> None:
    moment = Moment.from_json(value)
    assert Moment.from_json(moment.to_json()) == moment


def test_dates_that_contradict_are_not_kept() -> None:
    """A25: an end before its start is never shown."""
    moment = Moment.from_json({"text": "x", "start": ["2015-01-01", "2014-03-01"], "precision": "range"})
    assert moment.start is None and moment.text == "x"
    moment = Moment.from_json(
        {"text": "x", "start": ["2015-01-01"] * 2, "end": ["2014-01-01"] * 2, "precision": "range"}
    )
    assert moment.end is None and moment.earliest == date(2015, 1, 1)


def test_a_birthday_of_the_29th_of_february_is_the_1st_of_march_in_common_years() -> None:
    born = date(2012, 2, 29)
    assert birthday(born, 1) == date(2013, 3, 1)
    assert age_on(born, date(2013, 2, 28)).years == 0  # type: ignore[union-attr]
    assert age_on(born, date(2013, 3, 1)).years == 1  # type: ignore[union-attr]


@given(st.dates(date(1900, 1, 1), date(2020, 1, 1)), st.integers(0, 40000))
def test_an_age_never_falls_and_its_months_fit_its_years(born: date, days: int) -> None:
    on = born + timedelta(days)
    age, next_day = age_on(born, on), age_on(born, on + timedelta(1))
    assert age is not None and next_day is not None
    assert age.years * 12 <= age.months < age.years * 12 + 12
    assert (age.years, age.months, age.weeks) <= (next_day.years, next_day.months, next_day.weeks)


def test_age_is_shown_in_weeks_then_months_then_years() -> None:
    born = date(2011, 2, 14)
    shown = [age_on(born, day) for day in (date(2011, 4, 10), date(2011, 4, 11), date(2013, 2, 13), date(2013, 2, 14))]
    assert [(age.number, age.unit) for age in shown if age] == [
        (7, "weeks"),
        (1, "months"),
        (23, "months"),
        (2, "years"),
    ]


def test_vague_births_give_age_ranges_and_unknown_births_give_none() -> None:
    assert age_range(said("~1989"), date(2011, 2, 14)) == (21, 22)
    assert age_range(said("unknown"), date(2011, 2, 14)) == (None, None)
    assert age_range(BORN, said("2011-2012")) == (-1, 1)
    assert age_range(None, None) == (None, None)


def test_ramadan_begins_in_every_year_that_people_live() -> None:
    assert all(said(f"Ramadan {year}").start[0].year == year for year in range(1901, 2099))  # type: ignore[index,union-attr]


def test_ten_thousand_readings_a_second() -> None:
    """The figure is printed by the bench of the timeline; here it is asserted at a tenth."""
    assert moments_a_second(repeats=5) > 1_000
