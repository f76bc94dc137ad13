"""What a few typed words say of somebody."""

from datetime import date
from typing import Any

import pytest

from server.interchange.telling import Told, parts, told

TODAY = date(2026, 3, 2)


def read(line: str, **more: Any) -> Told:
    return told(line, today=TODAY, language="en", **more)


def when(moment: Any) -> tuple[str, str | None, str | None]:
    days = moment.start or (None, None)
    return (moment.text, *(day.isoformat() if day else None for day in days))


@pytest.mark.parametrize(
    ("line", "born"),
    [
        ("Bethan b. 21/9/94", ("21/9/94", "1994-09-21", "1994-09-21")),
        ("Bethan born 3/4/2018", ("3/4/2018", "2018-04-03", "2018-04-03")),
        ("Bethan ganed 1994", ("1994", "1994-01-01", "1994-12-31")),
        ("Bethan, 1994", ("1994", "1994-01-01", "1994-12-31")),
        ("Bethan (b. about 1962)", ("about 1962", "1962-01-01", "1962-12-31")),
        ("Lee b 1988 or 1989", ("1988 or 1989", "1988-01-01", "1989-12-31")),
        ("Bethan, 31", ("31 (2/3/2026)", "1994-03-03", "1995-03-02")),
        ("Bethan, aged 31", ("aged 31 (2/3/2026)", "1994-03-03", "1995-03-02")),
        ("Carol, tua 62 oed", ("tua 62 oed (2/3/2026)", "1963-03-03", "1964-03-02")),
        ("Mali, 6 months old", ("6 months old (2/3/2026)", "2025-08-03", "2025-09-02")),
        ("Mali, 3 weeks", ("3 weeks (2/3/2026)", "2026-02-03", "2026-02-09")),
    ],
)
def test_birth_is_read_day_first_or_from_an_age_of_today(line: str, born: tuple[str, str, str]) -> None:
    assert when(read(line).born) == born


def test_an_age_is_counted_back_from_the_29th_of_february() -> None:
    leap = told("Al, 1", today=date(2024, 2, 29), language="en")
    assert when(leap.born) == ("1 (29/2/2024)", "2022-03-01", "2023-02-28")


def test_two_dates_are_a_life_and_for_a_carer_the_time_they_cared() -> None:
    life = read("Macsen, 2/11/12 – 5/1/13, cot death")
    assert (when(life.born)[1], when(life.died)[1]) == ("2012-11-02", "2013-01-05") and life.read_as_life
    assert life.note == ["cot death"]
    care = read("foster carer Mrs Oakes, June to Nov 2018")
    assert (when(care.since)[1], when(care.until)[1]) == ("2018-06-01", "2018-11-01") and care.born is None


@pytest.mark.parametrize(
    ("line", "names", "known_as", "called"),
    [
        ("dad Craig", ["Craig"], "", ""),
        ("Janet and Alun Probert", ["Janet Probert", "Alun Probert"], "", ""),
        ("Nain Gwyn", ["Gwyn"], "", "Nain Gwyn"),
        ("Iestyn Sallis, known as Iest", ["Iestyn Sallis"], "Iest", ""),
        ('Iestyn "Iest" Sallis', ["Iestyn Sallis"], "Iest", ""),
        ("Dafydd ap Gwilym", ["Dafydd ap Gwilym"], "", ""),
        ("Uncle Dai (Dad's brother)", ["Dai"], "", "Uncle Dai"),
        ("brothers Tom, Dick and Harry", ["Tom", "Dick", "Harry"], "", ""),
    ],
)
def test_names(line: str, names: list[str], known_as: str, called: str) -> None:
    what = read(line)
    assert ([" ".join(name.split()) for name in what.names], what.known_as, what.called) == (names, known_as, called)


@pytest.mark.parametrize(
    ("line", "kin"),
    [
        ("mum's sister", ["mother", "sister"]), ("sister of my mum", ["mother", "sister"]),
        ("chwaer fy mam", ["mother", "sister"]), ("brawd ei dad", ["father", "brother"]),
        ("Dad's brother's wife", ["father", "brother", "wife"]), ("twin sister", ["twin_sister"]),
        ("aunt", ["aunt"]), ("Bethan", []), ("Uncle Dai (Dad's brother)", ["father", "brother"]),
    ],
)  # fmt: skip
def test_kin_words_lead_from_one_to_the_other(line: str, kin: list[str]) -> None:
    assert [row.key for row in read(line).kin] == kin


def test_gender_is_taken_from_the_kin_word_or_from_what_is_said_and_never_from_a_name() -> None:
    assert read("Bethan").gender == "" and read("Bethan, female").gender == "female"
    assert read("Bethan, f", marks=True).gender == "female" and read("Bethan m", marks=True).gender == "male"


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("aunt, care assistant", "occupation", "care assistant"),
        ("aunt, retired fitter", "occupation", "retired fitter"),
        ("aunt, works as a magician", "occupation", "magician"),
        ("grandad, a lorry driver", "occupation", "a lorry driver"), ("aunt, lives in Neath", "lives_in", "Neath"),
        ("modryb, yn byw yng Nghastell-nedd", "lives_in", "Nghastell-nedd"),
        ("aunt, lives with Nan", "lives_with", "Nan"), ("aunt on dad's side", "side", "male"),
        ("maternal aunt", "side", "female"), ("modryb ar ochr ei fam", "side", "female"), ("3 brothers", "count", "3"),
        ("tri brawd", "count", "3"), ("dwy chwaer", "count", "2"), ("several sisters", "count", "n?"),
        ("dog, Pero", "species", "dog"), ("half-brother, never met", "bonds", ["never_met"]),
        ("aunt, wants to come", "note", ["wants to come"]), ("Craig's mum", "of", "Craig"),
    ],
)  # fmt: skip
def test_what_else_is_told(line: str, field: str, value: Any) -> None:
    assert getattr(read(line), field) == value


def test_where_somebody_is_kept_and_since_when() -> None:
    kind, name, since = read("dad Craig, prison since 2023").stay or ("", "", None)
    assert (kind, name, when(since)) == ("prison", "prison", ("2023", "2023-01-01", "2023-12-31"))


def test_the_course_of_a_couple() -> None:
    course = read("partner Lee, together 2014, separated Aug 2018").course
    told_of = [(kind, moment and moment.text) for kind, moment in course]
    assert told_of == [("together", "2014"), ("separated", "Aug 2018")]


def test_a_line_is_parted_at_commas_and_brackets_and_not_within_a_date() -> None:
    assert parts("Kai (half-brother), June 3, 2018; never met") == ["Kai", "half-brother", "June 3, 2018", "never met"]
    assert parts("Jean-Luc – uncle") == ["Jean-Luc", "uncle"] and parts(" ,;() ") == []
