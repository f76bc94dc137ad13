"""Questions that the room puts to a named agency, and what became of them.

Q1  a question says to whom it goes: an agency as it is written, or "" for anybody who knows
Q2  everybody with a seat reads it; the big screen is never sent one
Q3  whoever asked, whoever is of that agency and whoever leads says what became of it; what is not answered is asked
    again in the next meeting, until somebody says
"""

from dataclasses import dataclass, replace
from typing import Final

from server.domain.errors import Refusal

OPEN: Final = "open"
ANSWERED: Final = "answered"
LATER: Final = "later"
STATES: Final = (OPEN, ANSWERED, LATER)
"""Still to be answered; answered, with words or in the room; kept for after the meeting."""
MOST_WORDS: Final = 500
MOST_OPEN: Final = 100
"""Questions of one case that wait at once."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `by` and `settled_by` are ids of participants or accounts, times are instants; `meeting` is ""
    where it was asked between two; `answer` may be empty where it was answered aloud."""

    id: str
    case: str
    meeting: str
    to: str
    words: str
    by: str
    asked_at: str
    state: str = OPEN
    answer: str = ""
    settled_by: str = ""
    settled_at: str = ""


def words_of(said: str, *, needed: bool) -> str:
    """What was typed, as it is kept: without blanks at its ends. Raises Refusal (`question_words_missing`,
    `question_too_long`)."""
    kept = said.strip()
    if needed and not kept:
        raise Refusal("question_words_missing", status=422)
    if len(kept) > MOST_WORDS:
        raise Refusal("question_too_long", status=422, most=MOST_WORDS)
    return kept


def same_agency(one: str, other: str) -> bool:
    """Whether two names of an agency are one, in any case of letters and with any blanks."""
    return bool(one.strip()) and " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def settled(question: Question, state: str, answer: str, *, by: str, agency: str, leads: bool, at: str) -> Question:
    """A question as it stands after somebody said what became of it (Q3); `open` puts it again. Raises Refusal
    (`not_your_question`, `not_readable`, `question_too_long`)."""
    if state not in STATES:
        raise Refusal("not_readable", status=422)
    if not (leads or question.by == by or same_agency(question.to, agency) or not question.to):
        raise Refusal("not_your_question", status=403)
    if state == OPEN:
        return replace(question, state=OPEN, answer="", settled_by="", settled_at="")
    return replace(question, state=state, answer=words_of(answer, needed=False), settled_by=by, settled_at=at)
