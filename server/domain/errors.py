"""What may be said about wrong input: a refusal (the app says no) and a finding (something is doubtful in one place).

Refusal          the app says no; its sentence and remedy are in the catalogues under `refusal.<key>`
Finding          one thing wrong or doubtful in one place; never stops an edit, may stop a freeze
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


class Words(Protocol):
    """A catalogue in one language: a key and its parameters give the sentence (server/languages)."""

    def __call__(self, key: str, /, **parameters: object) -> str: ...


class Refusal(Exception):
    """The app saying no, with what the person can do next.

    `key` names two catalogue entries, `refusal.<key>` (what happened) and `refusal.<key>.remedy` (what to do);
    `status` is the HTTP status of a page that says it; `parameters` fill the sentences and never hold a
    child's name.
    """

    def __init__(self, key: str, *, status: int = 400, **parameters: object) -> None:
        super().__init__(key)
        self.key = key
        self.status = status
        self.parameters = parameters

    def sentence(self, w: Words) -> str:
        """What happened and what the person can do next, in the language of `w`."""
        happened = w(f"refusal.{self.key}", **self.parameters)
        remedy = w(f"refusal.{self.key}.remedy", **self.parameters)
        return f"{happened} {remedy}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a formulation: a collection, a record's id and a field; each may be empty for the whole."""

    collection: str = ""
    record: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong or doubtful in one place.

    `key` names the catalogue entries `finding.<key>` and `finding.<key>.remedy`; a `blocking` finding stops a
    freeze, an advisory one only informs; `parameters` fill the sentences.
    """

    key: str
    place: Place = Place()
    blocking: bool = False
    parameters: Mapping[str, object] = field(default_factory=dict)
