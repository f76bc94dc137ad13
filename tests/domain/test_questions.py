"""Questions to an agency: who says what became of them, and how."""

import pytest

from server.domain.errors import Refusal
from server.domain.questions import ANSWERED, LATER, MOST_WORDS, OPEN, Question, same_agency, settled, words_of

ASKED = Question("q", "c", "m", "Education", "When was he last in school?", "tom", "2026-03-12T09:31:00Z")
AT = "2026-03-12T10:00:00Z"


def test_whoever_asked_leads_or_is_of_the_agency_says_what_became_of_it() -> None:
    """Q3"""
    for by, agency, leads in (("tom", "Health", False), ("ann", " education ", False), ("nia", "", True)):
        now = settled(ASKED, ANSWERED, " In May. ", by=by, agency=agency, leads=leads, at=AT)
        assert (now.state, now.answer, now.settled_by, now.settled_at) == (ANSWERED, "In May.", by, AT)
    with pytest.raises(Refusal, match="not_your_question"):
        settled(ASKED, ANSWERED, "", by="ann", agency="Police", leads=False, at=AT)


def test_it_can_be_kept_for_later_and_put_again() -> None:
    later = settled(ASKED, LATER, "", by="tom", agency="", leads=False, at=AT)
    assert later.state == LATER and later.answer == ""
    assert settled(later, OPEN, "lost", by="tom", agency="", leads=False, at=AT) == ASKED
    with pytest.raises(Refusal, match="not_readable"):
        settled(ASKED, "gone", "", by="tom", agency="", leads=True, at=AT)


def test_a_question_to_nobody_in_particular_is_answered_by_anybody() -> None:
    """Q1"""
    anybodys = Question("q", "c", "m", "", "Who knows?", "tom", AT)
    assert settled(anybodys, ANSWERED, "I do", by="ann", agency="Police", leads=False, at=AT).answer == "I do"


def test_words_are_needed_and_bounded() -> None:
    assert words_of(" Why? ", needed=True) == "Why?"
    with pytest.raises(Refusal, match="question_words_missing"):
        words_of("  ", needed=True)
    with pytest.raises(Refusal, match="question_too_long"):
        words_of("x" * (MOST_WORDS + 1), needed=False)


def test_agencies_are_one_in_any_case_of_letters() -> None:
    assert same_agency("Children’s  services", "children’s services")
    assert not same_agency("", "") and not same_agency("Health", "Education")
