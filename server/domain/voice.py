"""The child's voice: whether the child was asked, by whom and when; their words; what may be shown, and with whom.

A voice is one time that the child was asked, or was not, and what they said: about an event, a person, the story, a
recommendation; a wish of their own. Their words are kept exactly and are never corrected. Nothing of it is shown on
the wall unless the child said yes.
Rules kept by `findings_formulation.py`:
V1  it is written down whether the child was asked; if not, why not.
V2  a wish is answered by a recommendation, or stands as an open end.
Source: UN Convention on the Rights of the Child, article 12; Child First (Youth Justice Board).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from server.domain.fields import Record, choice, line, moment, prose, references
from server.domain.moments import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice(Record):
    """What the child said, or that nobody has asked."""

    kind: str = choice("voice_kinds", "words, a wish, or that something is not how it was", default="words")
    asked: str = choice("askings", "whether the child was asked")
    asked_by: str = line("who asked the child, or will")
    when: Moment | None = moment("when the child was asked or said it")
    how: str = line("how: in the car, by drawing, in which language")
    why_not: str = prose("why the child was not asked")
    text: str = prose("the child's own words, exactly")
    events: Mapping[str, str] = references("events", "voice_bearings", "events that they speak of")
    people: Mapping[str, str] = references("people", "voice_bearings", "people that they speak of")
    facts: Mapping[str, str] = references("facts", "voice_bearings", "background facts that they speak of")
    cards: Mapping[str, str] = references("cards", "voice_bearings", "cards of the board that they speak of")
    placements: Mapping[str, str] = references("placements", "voice_bearings", "placements that they speak of")
    recommendations: Mapping[str, str] = references(
        "recommendations", "voice_bearings", "recommendations that they speak of"
    )
    story_part: str = choice("story_parts", "the part of the story that they speak of")
    sentence: str = line("the sentence of the story that they speak of, as it was", limit=500)
    share: str = choice("quote_shares", "whether the child lets these words be shown")
    share_with: str = line("with whom the words may, or may not, be shared")
