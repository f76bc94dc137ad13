"""What the timeline is made of: events of a whole life, each in a lane, at a moment as people say it.

Rules kept by `findings.py`:
T1  an event has a title.
T2  a moment does not end before it starts.
T3  an experience is said of an event.
Source: multi-agency chronology practice; the field list of TIMELINE (see server/DECISIONS.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from server.domain.fields import Record, choice, flag, line, moment, prose, reference, references
from server.domain.moments import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEvent(Record):
    """Something that happened, good or hard, and what it meant to the child."""

    title: str = line("what happened, in plain words")
    detail: str = prose("more of what happened")
    meaning: str = prose("what it meant to the child")
    quote: str = prose("the child's own words")
    quote_heard_by: str = line("who heard the child say it")
    quote_heard: Moment | None = moment("when it was heard")
    quote_share: str = choice("quote_shares", "whether the child lets these words be shown")
    quote_share_with: str = line("with whom the words may, or may not, be shared")
    when: Moment | None = moment("when, in the words people used")
    age_said: str = line("the age somebody typed; a different reckoning is shown, never corrected")
    lane: str = choice("lanes", "where it belongs", default="home")
    also_lane: str = choice("lanes", "a second lane")
    place_text: str = line("where it happened")
    confidence: str = choice("confidences", "how sure")
    tone: str = choice("tones", "a strength or a worry")
    times: str = line("how often, where one entry stands for many (132, most nights)")
    headline: bool = flag("among the few that tell the whole life")
    people: Mapping[str, str] = references("people", "event_roles", "who was involved, and how")
    recorded_by: str = line("who wrote it down")
    same_as: str = reference("events", "the same thing, told elsewhere")
    contradicts: str = reference("events", "what it does not fit with")
    talked_about: bool = flag("the room has talked about it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Experience(Record):
    """What an event was for the child, as a tag with its length and who was there for them; never counted or scored.

    Source: Anda, Porter & Brown 2020 on why a count of adversity says nothing of one child.
    """

    event: str = reference("events", "the event that it is said of")
    kind: str = choice("experience_kinds", "what was experienced")
    lasted: str = line("how long, in people's words")
    protected_by: str = reference("people", "who was there for the child")
    note: str = prose("what else is to be known")
