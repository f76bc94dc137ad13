"""Recommendations: what to do, why, on which step, after what, by whom and by when; what to avoid for now.

What is to be avoided for now is a recommendation like any other, begun as `avoid`, so that it can be moved there and
back and keeps its words. The kinds say of what sort the work is (vocabulary.RECOMMENDATION_KINDS), and so the check of
the order (`sequencing.py`) guesses nothing from words. A decision is the psychologist's written reason to keep what
the check warns about.
Source: the practice guide (recommendations sequenced by the steps); FORMULATION, section 2.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from server.domain.fields import Record, author, choice, instant, line, moment, prose, reference, references
from server.domain.moments import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation(Record):
    """One thing to do, to hold a place for, or to avoid for now; and how it stands when it is looked at again."""

    title: str = line("what, in plain words", limit=500)
    why: str = prose("why, and what it is to bring about")
    kind: str = choice("recommendation_kinds", "what sort of work it is; empty until it is said")
    steps: str = choice("step_ranges", "the step or steps that it belongs to")
    start: str = choice("starts", "whether it starts, waits, or is avoided for now", default="now")
    until_step: str = choice("steps", "the step that it waits for, or until which it is avoided")
    needs_first: Mapping[str, str] = references("recommendations", "needs", "what has to be there before it")
    who: str = line("who does it, by name or post")
    who_agency: str = line("the agency that does it")
    done_by: Mapping[str, str] = references("people", "doings", "people of the family map who do it, and as what")
    new_adults: str = choice("new_adults", "how many adults it brings whom the child does not know; empty for none")
    begins: Moment | None = moment("from when")
    by: Moment | None = moment("by when")
    ends: Moment | None = moment("when it ends, where that is known")
    ending: str = prose("how it ends, and how the child is told")
    events: Mapping[str, str] = references("events", "bearings", "events it rests on, and which way they bear on it")
    people: Mapping[str, str] = references("people", "bearings", "people it rests on, and which way")
    facts: Mapping[str, str] = references("facts", "bearings", "background facts it rests on, and which way")
    wishes: Mapping[str, str] = references("voices", "answers", "the child's own wishes, and how it answers them")
    state: str = choice("recommendation_states", "how it goes, when it is looked at again")
    avoided: str = choice("avoidance_states", "how the avoiding went, when it is looked at again")
    state_why: str = prose("why it stands so; needed where it stopped")
    state_by: str = author("who looked at it again")
    state_at: str = instant("when it was looked at again")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Record):
    """Why something is kept although the check of the order warns about it: the psychologist's own words."""

    rule: str = choice("sequencing_rules", "the rule that warns")
    recommendation: str = reference("recommendations", "what it warns about; empty where it is the plan as a whole")
    against: str = line("what the warning stood on when this was written; another state asks again")
    reason: str = prose("why it is kept")
