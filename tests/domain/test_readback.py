"""What a freeze says of its content beside it. Rules K1, K2."""

from datetime import date
from typing import Any

import pytest

from server.domain.errors import Refusal
from server.domain.formulation import Formulation, from_plain
from server.domain.readback import comments_of, counted, languages_of, review_day, review_offered, withheld_of

TODAY = date(2026, 3, 12)


def an_id(letter: str) -> str:
    return letter * 21 + "A"


def standing(**collections: dict[str, dict[str, Any]]) -> Formulation:
    plain = {name: {an_id(i): record for i, record in records.items()} for name, records in collections.items()}
    return from_plain(plain)[0].standing()


def test_the_languages_are_those_that_its_words_are_written_in() -> None:
    both = standing(events={"a": {"title": "x", "language": "en"}}, people={"b": {"name": "Nain", "language": "cy"}})
    assert languages_of(both) == ("cy", "en")
    assert languages_of(standing(events={"a": {"title": "x", "language": "cy"}})) == ("cy",)
    assert languages_of(Formulation()) == ()


def test_what_was_kept_back_names_the_place_and_no_word() -> None:
    """K2"""
    told = withheld_of(
        standing(
            events={
                "a": {"title": "The arrest", "sensitive": True},
                "b": {"title": "Moved", "quote": "I was glad", "quote_share": "no"},
                "c": {"title": "Moved", "quote": "I was glad", "quote_share": "yes"},
                "d": {"title": "Nothing was quoted", "quote_share": "no"},
            },
            voices={"v": {"text": "Not Dad", "share": "some"}},
        )
    )
    places = [("child_no events", "b"), ("child_some voices", "v"), ("sensitive events", "a")]
    assert told == tuple(f"{kept}/{an_id(i)}" for kept, i in places)
    assert counted(told) == {"sensitive": 1, "child_no": 1, "child_some": 1}


def test_a_comment_is_carried_or_settled() -> None:
    told = comments_of(standing(comments={"a": {"text": "Not quite"}, "b": {"text": "Why?", "outcome": "answered"}}))
    assert told == (f"carried comments/{an_id('a')}", f"settled comments/{an_id('b')} answered")


@pytest.mark.parametrize(
    ("day", "offered"),
    [
        ("2026-03-12", "2026-06-12"), ("2026-11-30", "2027-02-28"), ("2027-11-30", "2028-02-29"),
        ("2026-12-31", "2027-03-31"),
    ],
)  # fmt: skip
def test_three_months_are_offered(day: str, offered: str) -> None:
    assert review_offered(date.fromisoformat(day)).isoformat() == offered


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("soon", "review_not_a_day"), ("2026-02-30", "review_not_a_day"), ("2026-03-12", "review_not_ahead"),
        ("2025-06-12", "review_not_ahead"), ("2062-06-12", "review_too_far"),
    ],
)  # fmt: skip
def test_a_day_that_cannot_be_is_said_so(said: str, key: str) -> None:
    with pytest.raises(Refusal) as refused:
        review_day(said, TODAY)
    assert refused.value.key == key


def test_a_day_of_review_may_stay_open() -> None:
    assert review_day("  ", TODAY) == "" and review_day(" 2026-06-12 ", TODAY) == "2026-06-12"
