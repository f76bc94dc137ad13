"""Ages as people type them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.agesaid import age_disagrees, months_said
from server.domain.moments import read

BORN = read("14/02/2011", language="en", born=None, after=None)


@pytest.mark.parametrize(
    ("words", "months"),
    [
        ("5", (60, 71)),
        ("5-6", (60, 83)),
        ("4–5 oed", (48, 71)),
        ("nearly 2", (18, 23)),
        ("bron yn 3", (30, 35)),
        ("6 wks", (1, 1)),
        ("6/52", (1, 1)),
        ("18/12", (18, 18)),
        ("22 m", (22, 22)),
        ("1y 6m", (18, 18)),
        ("3 blynedd 4 mis", (40, 40)),
        ("5½", (63, 69)),
        ("tua 4 oed", (36, 71)),
        ("aged 3", (36, 47)),
        ("before birth", (-math.inf, -1)),
        ("cyn geni", (-math.inf, -1)),
        ("birth", (0, 0)),
        ("3 years 14 months", None),
        ("6-4", None),
        ("?", None),
        ("", None),
        ("young", None),
    ],
)
def test_what_a_typed_age_allows(words: str, months: tuple[float, float] | None) -> None:
    assert months_said(words) == months


@given(st.text(max_size=30) | st.from_regex(r"[0-9½/ a-z\-]{0,14}", fullmatch=True))
def test_any_words_are_taken_and_never_end_before_they_start(words: str) -> None:
    months = months_said(words)
    assert months is None or months[0] <= months[1]
    assert not age_disagrees(BORN, None, words) and not age_disagrees(None, BORN, words)


@given(st.integers(0, 25))
def test_an_age_agrees_with_the_days_at_which_somebody_is_that_old(age: int) -> None:
    when = read(f"aged {age}", language="en", born=BORN, after=None)
    assert not age_disagrees(BORN, when, str(age))
    assert age_disagrees(BORN, when, str(age + 1))
