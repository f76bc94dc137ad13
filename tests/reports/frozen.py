"""A frozen version to write reports from: case A with its formulation, as its meeting would have frozen it; and an
artist that draws nothing and shows what it was given."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from server.domain.errors import Refusal
from server.domain.findings_formulation import Sentence
from server.domain.formulation import Formulation, from_plain, to_plain
from server.domain.versions import (
    Attendee,
    Chair,
    Circumstances,
    Header,
    Version,
    circumstances_plain,
    digest,
    seal_of,
    section_digests,
)
from server.example import FORMULATION, read_example
from server.interchange.formulation import read_formulation
from server.languages import words
from server.reports.drawing import Kind
from server.reports.paper import Paper
from server.reports.writing import write

AT = "2026-03-12T12:25:00Z"


@cache
def case_a() -> dict[str, Any]:
    """The invented case with its formulation, in the plain form."""
    standing = to_plain(from_plain(read_example().records)[0])
    told = read_formulation(FORMULATION.read_bytes(), seed=b"x", language="en", standing=standing)
    return to_plain(from_plain({**standing, **told.records})[0])


def frozen(plain: Mapping[str, Any] | None = None, **changed: Any) -> tuple[Version, Formulation]:
    """A version of case A, or of what is given, and its formulation. `changed` are fields of the circumstances."""
    content = dict(case_a() if plain is None else plain)
    people = tuple(Attendee(f"p{n}", s.name, s.agency, s.role) for n, s in enumerate(read_example().seats))
    told: dict[str, Any] = {
        "chair": Chair("p0", people[0].name, "password"),
        "present": people,
        "contributed": people[:5],
        "languages": ("cy", "en"),
        **changed,
    }
    circumstances = Circumstances(**told)
    header = Header(
        format="gwead-version-1",
        case="7",
        number=1,
        parent="",
        sequence=1,
        frozen_at=AT,
        content=digest(content),
        sections=section_digests(content),
        circumstances=digest(circumstances_plain(circumstances)),
        log_head="0" * 64,
        software="Gwead 1",
        schema="0" * 64,
        key="key",
    )
    return Version(header, seal_of(header), b"", content, circumstances), from_plain(content)[0]


class Shows:
    """An artist whose pictures hold everything it was given as words, so that a test sees what would be drawn."""

    def __init__(self, sentences: tuple[Sentence, ...] = ()) -> None:
        self._sentences = sentences

    def draw(self, kind: Kind, plain: Mapping[str, Any], options: Mapping[str, Any], language: str) -> str:
        told = json.dumps([plain, options], ensure_ascii=False)
        return f"<svg>{told.replace('&', '&amp;').replace('<', '&lt;')}</svg>"

    def told(self, plain: Mapping[str, Any], on: str, language: str) -> list[dict[str, str]]:
        people: Mapping[str, Any] = plain["people"]
        return [{"id": i, "name": p["name"], "who": "", "said": json.dumps(p)} for i, p in people.items()]

    def family_on(self, plain: Mapping[str, Any], age: int) -> dict[str, Any] | None:
        homes: Mapping[str, Any] = plain["households"]
        people = [p["ref"] or i for i, p in plain["people"].items()]
        told = [{"id": h["ref"] or i, "name": h["name"], "members": people} for i, h in list(homes.items())[: age % 3]]
        return {"households": told, "carers": [{"id": who} for who in people[:1]]}

    def sentences(self, story: Mapping[str, Any]) -> tuple[Sentence, ...]:
        return self._sentences


class Silent(Shows):
    """An artist who cannot draw or tell anything."""

    def draw(self, *_: Any, **__: Any) -> str:
        raise Refusal("drawing_failed", status=503)

    def told(self, *_: Any, **__: Any) -> list[dict[str, str]]:
        raise Refusal("drawing_failed", status=503)

    def family_on(self, *_: Any, **__: Any) -> dict[str, Any] | None:
        raise Refusal("drawing_failed", status=503)

    def sentences(self, *_: Any, **__: Any) -> Any:
        raise Refusal("drawing_failed", status=503)


def written(kind: Any, plain: Mapping[str, Any] | None = None, languages: Any = ("en",), **asked: Any) -> Paper:
    """A report of case A, or of what is given, without drawings unless an artist is given."""
    version, formulation = frozen(plain)
    return write(kind, version, formulation, languages, **{"words": words, "artist": Shows(), **asked})
