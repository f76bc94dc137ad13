"""The board: cards in the five boxes of a formulation and in a sixth for what is around the child.

Each card says one thing in plain words and points at what it rests on; one event may stand under several. Cards are
ordered by their key within their box; who put one forward is its author, and who said it its source.
Rules kept by `findings_formulation.py`:
B1  a card says something, and rests on something.
B2  what helps has a card; so has what services and surroundings do.
Sources: the five Ps of case formulation (presenting, predisposing, precipitating, perpetuating, protective; Johnstone
& Dallos, Formulation in Psychology and Psychotherapy, 2014); the sixth box as team formulation asks for it (BPS
Division of Clinical Psychology, Good Practice Guidelines, 2011: the possible part of services).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from server.domain.fields import Record, choice, flag, line, prose, references


@dataclass(frozen=True, slots=True, kw_only=True)
class Card(Record):
    """One thing on the board, with what it rests on."""

    text: str = line("what it says, in plain words", limit=500)
    box: str = choice("boxes", "which of the six boxes it stands in", default="presenting")
    events: Mapping[str, str] = references("events", "bearings", "events it rests on, and which way they bear on it")
    people: Mapping[str, str] = references("people", "bearings", "people it rests on, and which way")
    facts: Mapping[str, str] = references("facts", "bearings", "background facts it rests on, and which way")
    suggested: bool = flag("put forward, and not taken up by the room yet")
    note: str = prose("what else is to be said of it")
