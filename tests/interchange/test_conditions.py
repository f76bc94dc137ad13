"""Words about health and the marks they mean, in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain import vocabulary
from server.interchange.conditions import condition_of


@pytest.mark.parametrize(
    ("words", "mark", "state"),
    [
        ("alcohol misuse", "alcohol", ""),
        ("opiate use (in recovery since 2024, self-reported)", "drugs", "recovering"),
        ("depression", "mental_illness", ""),
        ("heart disease", "physical_illness", ""),
        ("Foetal alcohol spectrum disorder", "neurodivergence", ""),
        ("ADHD (awaiting assessment)", "neurodivergence", "suspected"),
        ("?autism", "neurodivergence", "suspected"),
        ("mild learning disability", "learning_disability", ""),
        ("registered disabled", "disability", ""),
        ("profoundly deaf", "disability", ""),
        ("smoker", "smoking", ""),
        ("ex-smoker", "smoking", "recovering"),
        ("obesity", "weight", ""),
        ("no longer drinks: alcohol", "alcohol", "recovering"),
        ("suspected drug use", "drugs", "suspected"),
        ("history of depression", "mental_illness", ""),
        ("methadone script", "drugs", ""),
        ("speech and language delay", "language_difficulty", ""),
        ("problemau alcohol", "alcohol", ""),
        ("iselder", "mental_illness", ""),
        ("camddefnyddio cyffuriau (wedi gwella)", "drugs", "recovering"),
        ("anabledd dysgu", "learning_disability", ""),
        ("clefyd y galon", "physical_illness", ""),
        ("awtistiaeth, disgwyl asesiad", "neurodivergence", "suspected"),
        ("ysmygu", "smoking", ""),
    ],
)
def test_words_of_practice_have_their_mark(words: str, mark: str, state: str) -> None:
    assert condition_of(words) == (mark, state)


@pytest.mark.parametrize("words", ["non-smoker", "no alcohol misuse", "denies drug use", "dim problemau alcohol",
                                   "no history of depression", "doesn't smoke"])  # fmt: skip
def test_what_is_denied_has_no_mark(words: str) -> None:
    """K2"""
    assert condition_of(words) == ("", "")


@pytest.mark.parametrize("words", ["", "loves football", "lives with Nain", "deliveries", "asks for help", "dallas"])
def test_other_words_have_no_mark(words: str) -> None:
    assert condition_of(words) == ("", "")


@given(st.text(max_size=80))
def test_marks_and_states_are_those_of_the_vocabulary(words: str) -> None:
    mark, state = condition_of(words)
    assert mark in vocabulary.keys("health_marks") | {""} and state in vocabulary.keys("mark_states") | {""}
    assert mark or not state
