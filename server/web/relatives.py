"""A relative typed in one line, and a family pasted as lines, read for the meeting page: nothing is written here."""

from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from server.domain.errors import Finding, Refusal, Words
from server.interchange.familytext import MOST_CHARACTERS, read_family_text
from server.interchange.relatives import RELATIONS, RelativeReading, Writing, read_relative
from server.interchange.telling import Told
from server.languages import LANGUAGES, words
from server.storage.accounts import new_id
from server.web.answers import plain
from server.web.cases import today
from server.web.installation import installation_of
from server.web.pages import language_of
from server.web.room import json_of

LONGEST_LINE = 500
"""Characters of one line about a relative."""
FAMILY = ("people", "unions", "turns", "parent_links", "bonds", "households", "stays")


async def read(request: Request) -> Response:
    """`POST /cases/{case}/relatives` with `{"words", "to", "relation"?, "language"?}` or `{"text", "language"?}`:
    `{"plan", "people", "said", "doubts"}`, the records that the words would add, said back, and what is doubtful, in
    the reader's language. Nothing is kept; the page writes the plan as one edit.

    Raises Refusal: `not_readable`, `line_too_long`, `relation_unknown`, `no_such_person`,
    `no_working_copy`.
    """
    here, asked = installation_of(request), await json_of(request)
    w, language = words(language_of(request)), asked.get("language")
    own = language if language in LANGUAGES else language_of(request)
    standing = await here.hub.plain(request.path_params["case"])
    if standing is None:
        raise Refusal("no_working_copy", status=409)
    family = {name: standing[name] for name in FAMILY}
    seed = new_id().encode()
    if "text" in asked:
        text = _words(asked["text"], MOST_CHARACTERS)
        reading_it = partial(read_family_text, text, family, today=today(here), language=own, seed=seed)
        told = await here.workers.run(reading_it)
        said = w("relatives.would_add", n=len(told.people))
        entries = [entry.to_json() for entry in told.plan]
        return plain(_answer(entries, told.people, said, told.findings, w))
    line, to = _words(asked.get("words"), LONGEST_LINE), asked.get("to")
    relation = asked.get("relation", "")
    if relation not in RELATIONS:
        raise Refusal("relation_unknown", status=422)
    if not isinstance(to, str) or to not in family["people"] or family["people"][to]["removed_at"]:
        raise Refusal("no_such_person", status=404)
    reading = read_relative(line, to, family, today=today(here), language=own, relation=relation, seed=seed)
    entries = [entry.to_json() for entry in reading.plan]
    return plain(_answer(entries, reading.people, said_back(w, reading, Writing(family, seed, own)), reading.doubts, w))


def _words(said: Any, most: int) -> str:
    if not isinstance(said, str):
        raise Refusal("not_readable", status=422)
    if len(said) > most:
        raise Refusal("line_too_long", status=422, most=most)
    return said


def _answer(
    plan: list[dict[str, Any]], people: tuple[str, ...], said: str, doubts: tuple[Finding, ...], w: Words
) -> dict[str, Any]:
    sentences = [
        f"{w(f'finding.{doubt.key}', **doubt.parameters)} {w(f'finding.{doubt.key}.remedy', **doubt.parameters)}"
        for doubt in doubts
    ]
    return {"plan": plan, "people": list(people), "said": said, "doubts": sentences}


def said_back(w: Words, reading: RelativeReading, family: Writing) -> str:
    """What was understood, in one line: "Bethan, aunt of Iestyn, born 1994, care assistant"."""
    told, names = reading.told, " + ".join(reading.told.names) or reading.told.called
    kin = w(f"kin.{reading.kin}") if reading.kin else ""
    of = family.name(reading.of)
    related = w("relatives.kin_of", kin=kin, name=of) if kin and of else kin
    parts = [told.count, names, related, *_times(w, told), told.occupation]
    parts += [w("relatives.lives_in", place=told.lives_in)] if told.lives_in else []
    parts += [w(f"household_kinds.{told.stay[0]}")] if told.stay else []
    parts += [w(f"bond_kinds.{bond}") for bond in told.bonds]
    said = ", ".join(part for part in parts if part)
    return said[:1].upper() + said[1:] if said else w("relatives.nobody")


def _times(w: Words, told: Told) -> list[str]:
    said = []
    if told.born is not None:
        said.append(w("relatives.born", when=told.born.text))
    if told.died is not None:
        said.append(w("relatives.died", when=told.died.text))
    if told.since is not None and told.until is not None:
        said.append(w("relatives.from_to", first=told.since.text, last=told.until.text))
    elif told.since is not None:
        said.append(w("relatives.from", first=told.since.text))
    return said
