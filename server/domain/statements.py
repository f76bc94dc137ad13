"""What belongs to the story and to the board without being their words: statements and comments.

A statement belongs to one mark between the story's words and has its id: what a citation points at and how that stood
when somebody last looked; of a hypothesis, its other ways to see it and what came of it. A comment is what somebody
says beside a thing: a suggestion, a question, "not quite".
Source: BPS Division of Clinical Psychology, Good Practice Guidelines (2011): a formulation is a hypothesis, marked as
such, with its alternatives; Hollingworth & Johnstone (2014) on quiet members of a team.
"""

from dataclasses import dataclass

from server.domain.fields import Record, author, choice, instant, line, prose


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Record):
    """What is kept of one mark in the story; its id is the mark's."""

    kind: str = choice("statement_kinds", "a citation, a hypothesis, or that it be looked at again", default="citation")
    collection: str = line("where what is cited stands: events, people, facts; empty for a hypothesis")
    record: str = line("what is cited; empty for a hypothesis")
    bearing: str = choice("bearings", "which way what is cited bears on the sentence", default="supports")
    looked: str = line("how what is cited stood when somebody last looked (its digest)")
    looked_by: str = author("who last looked, and found it right")
    looked_at: str = instant("when they looked")
    alternatives: str = prose("other ways to see it")
    outcome: str = choice("hypothesis_outcomes", "what came of a hypothesis; empty while it is open")
    note: str = prose("what else is to be said of it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment(Record):
    """What somebody says beside a thing, and what was done about it."""

    kind: str = choice(
        "comment_kinds", "a suggestion, a question, or that something is not quite right", default="note"
    )
    collection: str = line("where the thing stands that it is about; empty for the story")
    record: str = line("the thing that it is about")
    story_part: str = choice("story_parts", "the part of the story that it is about")
    sentence: str = line("the sentence that it stands beside, as it was", limit=500)
    box: str = choice("boxes", "the box of the board that a card is suggested for; empty for anything else")
    text: str = prose("what is said")
    outcome: str = choice("comment_outcomes", "what was done about it; empty while it is open")
    answer: str = prose("what was answered")
    settled_by: str = author("who settled it")
    settled_at: str = instant("when it was settled")
