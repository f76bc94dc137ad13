"""What server and page say to each other beside the document: every message and every field of it, in one
table.

News goes from the server to a page (frame kind 100), a word from a page to the server (101). Both are a JSON
object whose first key, `news` or `word`, names the message. The table is exported by `as_json()` for the
browser and its tests, `say` writes by it and `heard` reads by it, so neither end can know a field the other
does not.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from server.sync import wire

WORD_TEXT: Final = 200
"""Longest text in a word from a page, in characters."""
WORD_KEYS: Final = 12
"""Most keys in the place a page says it looks at."""
REASONS: Final = ("frozen", "no_working_copy", "moved_on", "went_back", "closed", "erased")
"""Why a working copy ended for a page: frozen to a version; none is open; the page has another epoch than the
present one; the server lost the end of its log; the meeting was closed; the case was erased."""
PLACINGS: Final = ("not_yet", "writing", "placed")
"""How far somebody is with their own first placement, which is nobody else's to see."""
CONNECTIONS: Final = ("here", "reconnecting", "gone")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a message. `kind`: text, count (whole, from 0), flag, key (a text of a closed list), place
    (an object of short plain values), object, list. `may_be_null` says that null has a meaning, given in
    `meaning`."""

    name: str
    kind: str
    meaning: str
    choices: tuple[str, ...] = ()
    may_be_null: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its name, what it means and its fields, all of which are always sent."""

    name: str
    meaning: str
    fields: tuple[Field, ...]


def _table(*messages: Message) -> dict[str, Message]:
    return {message.name: message for message in messages}


NEWS: Final[Mapping[str, Message]] = _table(
    Message(
        "welcome",
        "first frame on a socket: who you are here and how the room stands",
        (
            Field("participant", "text", "your id in people news and in the document's author fields"),
            Field("role", "text", "chair, coordinator, contributor or observer"),
            Field("epoch", "count", "number of the working copy; other numbers are other documents"),
            Field(
                "schema",
                "text",
                "digest of the server's schema and vocabulary; another one: load the page again",
            ),
            Field("parts", "object", "part -> who may add to it: everyone, leaders or chair"),
            Field("open", "flag", "whether contributors may write now (the meeting is open)"),
            Field("held", "flag", "whether the chair looks at what would be frozen; keep words, they wait"),
            Field("paused", "flag", "whether the meeting is paused; keep words, they wait"),
            Field("blank", "flag", "whether the big screens are blanked"),
            Field("storing", "flag", "false while the server cannot save"),
            Field("limits", "object", "largest frames in bytes, and the seconds between beats"),
        ),
    ),
    Message(
        "saved",
        "how many of this socket's document frames (step 2 and update) are settled, in the order they came",
        (Field("count", "count", "settled since the socket opened: committed, or refused"),),
    ),
    Message(
        "beat",
        "the link lives; answer with the word seen",
        (Field("sequence", "count", "number of the beat"),),
    ),
    Message(
        "people",
        "who is here; an entry replaces the one with its participant, connection gone removes it",
        (
            Field("people", "list", "entries as presence.py writes them"),
            Field("whole", "flag", "true when the list is everybody, false when it is only what changed"),
        ),
    ),
    Message(
        "following",
        "where the leading chair or coordinator looks",
        (
            Field("participant", "text", "who leads; empty when nobody does"),
            Field("at", "place", "as the word looking gave it"),
        ),
    ),
    Message(
        "mode",
        "who may add to which part",
        (
            Field("parts", "object", "part -> who may add to it: everyone, leaders or chair"),
            Field("open", "flag", "whether contributors may write now"),
            Field("held", "flag", "whether the chair looks at what would be frozen"),
        ),
    ),
    Message(
        "refused",
        "one document frame was not allowed: keep its words to copy, make a new document and sync",
        (
            Field("frame", "count", "which document frame of this socket, from 0"),
            Field("key", "text", "catalogue key: refusal.<key> says what, refusal.<key>.remedy what to do"),
            Field("parameters", "object", "what the sentences take"),
            Field("sentence", "text", "the refusal in your language; empty where the page has the catalogue"),
            Field("remedy", "text", "what you can do, in your language; empty where the page has the catalogue"),
        ),
    ),
    Message("storing", "the server cannot save, or can again", (Field("able", "flag", "false: stop adding"),)),
    Message(
        "placing",
        "somebody placed the child on the recovery steps in private, or all placements are shown; never where",
        (
            Field("participant", "text", "whose; empty when all are shown"),
            Field("state", "key", "how far they are", PLACINGS),
            Field("shown", "text", "when all were shown (instant); empty before"),
        ),
    ),
    Message("frozen", "the working copy became a version", (Field("version", "count", "its number"),)),
    Message("paused", "the meeting rests, or goes on", (Field("paused", "flag", "whether it rests"),)),
    Message(
        "suggested",
        "somebody suggested something to those who lead; its words are on the page of news",
        (Field("participant", "text", "who"),),
    ),
    Message(
        "uncovered",
        "pages that nobody touches do not cover themselves for a while",
        (Field("minutes", "count", "how long, from now"),),
    ),
    Message("wall", "the big screens are blanked, or not", (Field("blank", "flag", "whether they are"),)),
    Message("agenda", "another item is on, or the agenda was changed", (Field("item", "text", "its id, or empty"),)),
    Message(
        "question",
        "a question was put to an agency, or somebody said what became of one; its words are asked for",
        (
            Field("participant", "text", "who asked, or said"),
            Field("to", "text", "the agency as it is written; empty for anybody who knows"),
            Field("state", "text", "open, answered or later"),
        ),
    ),
    Message(
        "ended",
        "this working copy takes nothing more; the socket closes",
        (
            Field("reason", "key", "why", REASONS),
            Field("version", "count", "the version it became; null when it became none", (), True),
        ),
    ),
)

WORDS: Final[Mapping[str, Message]] = _table(
    Message("seen", "answer to a beat", (Field("sequence", "count", "of the beat"),)),
    Message(
        "looking",
        "where this person looks; a leader's is followed and shown on the big screen",
        (
            Field("at", "place", "part, record, ages: short plain values"),
            Field("lead", "flag", "whether others may follow (only leaders are followed)"),
        ),
    ),
    Message(
        "adding",
        "what this person is adding to",
        (
            Field("part", "text", "part of the document; empty when they stopped"),
            Field("lane", "text", "lane of the timeline, or empty"),
        ),
    ),
    Message("hand", "a hand goes up or down", (Field("up", "flag", "whether it is up"),)),
    Message("called", "somebody has had their turn: their hand goes down", (Field("participant", "text", "whose"),)),
)


class BadWord(Exception):
    """A word that the table does not have, or a field of another kind; the socket that said it is closed
    4400."""


def say(name: str, **fields: object) -> bytes:
    """The frame of one piece of news. Raises ValueError when a field is missing, unknown or of another
    kind."""
    message = NEWS[name]
    wrong = _wrong(message, fields)
    if wrong:
        raise ValueError(f"{name} news: {wrong}")
    return wire.news(json.dumps({"news": name, **fields}, ensure_ascii=False, separators=(",", ":")))


def saved(count: int) -> bytes:
    """`say("saved", count=count)`, written the short way: it answers every edit."""
    return wire.news(f'{{"news":"saved","count":{count}}}')


def heard(said: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """A word from a page: its name and its fields. Raises BadWord for anything the table does not have."""
    name = said.get("word")
    message = WORDS.get(name) if isinstance(name, str) else None
    if message is None:
        raise BadWord("unknown word")
    fields = {key: value for key, value in said.items() if key != "word"}
    wrong = _wrong(message, fields)
    if wrong:
        raise BadWord(wrong)
    return message.name, fields


def _wrong(message: Message, fields: Mapping[str, object]) -> str:
    """What is wrong with the fields of a message, or nothing."""
    if set(fields) != {field.name for field in message.fields}:
        return "fields missing or unknown"
    for field in message.fields:
        if not _fits(field, fields[field.name]):
            return f"{field.name} is not {field.kind}"
    return ""


def _fits(field: Field, value: object) -> bool:
    if value is None:
        return field.may_be_null
    match field.kind:
        case "count":
            return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 53
        case "flag":
            return isinstance(value, bool)
        case "text":
            return isinstance(value, str) and (field.name in ("sentence", "remedy") or len(value) <= WORD_TEXT)
        case "key":
            return value in field.choices
        case "place":
            return isinstance(value, dict) and len(value) <= WORD_KEYS and all(map(_plain, value.values()))
        case "object":
            return isinstance(value, Mapping)
        case _:
            return isinstance(value, list)


def _plain(value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= WORD_TEXT
    return value is None or isinstance(value, bool) or (isinstance(value, int) and abs(value) < 1 << 53)


def as_json() -> dict[str, Any]:
    """The whole table as plain data, for the page and its tests."""
    return {"news": _listed(NEWS), "words": _listed(WORDS), "limits": {"text": WORD_TEXT, "keys": WORD_KEYS}}


def _listed(table: Mapping[str, Message]) -> dict[str, Any]:
    return {
        name: {
            "meaning": message.meaning,
            "fields": [
                {
                    "name": field.name,
                    "kind": field.kind,
                    "meaning": field.meaning,
                    **({"choices": list(field.choices)} if field.choices else {}),
                    **({"null": True} if field.may_be_null else {}),
                }
                for field in message.fields
            ],
        }
        for name, message in table.items()
    }
