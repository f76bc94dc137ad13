"""One description of the shared document, derived from the domain dataclasses.

Python reads by it, Jinja gets it as a global, the page embeds it as JSON for the browser. Its digest tells a page
that is older than the server.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Final

from server.domain import story, vocabulary
from server.domain.fields import FieldSpec
from server.domain.formulation import COLLECTIONS, SCHEMA_VERSION, SPECS


@dataclass(frozen=True, slots=True)
class Collection:
    """One root map of the document: its name, its record's name, the part it belongs to, its fields by name."""

    name: str
    record: str
    part: str
    fields: dict[str, FieldSpec]


@dataclass(frozen=True, slots=True)
class Schema:
    """The whole description."""

    version: int
    collections: dict[str, Collection]

    @property
    def roots(self) -> tuple[str, ...]:
        """The names of the document's root maps."""
        return tuple(self.collections)

    @property
    def fragments(self) -> tuple[str, ...]:
        """The names of the document's roots that hold rich text: the parts of the story."""
        return story.roots()

    def as_json(self) -> dict[str, Any]:
        """The description as plain data, with the vocabulary and the digest."""
        body = self._body()
        return {**body, "digest": _digest(body)}

    def for_page(self) -> dict[str, Any]:
        """As `as_json`, without what the fields mean, which is for people who read the schema."""
        told = self.as_json()
        for collection in told["collections"].values():
            collection["fields"] = [{k: v for k, v in each.items() if k != "meaning"} for each in collection["fields"]]
        return told

    @property
    def digest(self) -> str:
        """16 hexadecimal digits that change whenever the description does."""
        return _digest(self._body())

    def _body(self) -> dict[str, Any]:
        return {
            "version": self.version,
            "collections": {
                name: {
                    "record": collection.record,
                    "part": collection.part,
                    "fields": [_field(spec) for spec in collection.fields.values()],
                }
                for name, collection in self.collections.items()
            },
            "story": {
                "roots": list(self.fragments),
                "max": story.PART_MAX,
                "blocks": list(story.BLOCKS),
                "levels": list(story.LEVELS),
                "marks": list(story.MARKS),
                "atoms": {kind: list(names) for kind, names in story.ATOMS.items()},
                "cited": list(story.CITED),
            },
            "vocabulary": vocabulary.as_json(),
        }


def _field(spec: FieldSpec) -> dict[str, Any]:
    described: dict[str, Any] = {"name": spec.name, "kind": str(spec.kind), "default": spec.default}
    if spec.limit:
        described["max"] = spec.limit
    if spec.table:
        described["table"] = spec.table
    if spec.to:
        described["to"] = spec.to
    return {**described, "meaning": spec.meaning}


def _digest(body: dict[str, Any]) -> str:
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


SCHEMA: Final = Schema(
    version=SCHEMA_VERSION,
    collections={
        name: Collection(name, record.__name__, part, {spec.name: spec for spec in SPECS[name]})
        for name, (record, part) in COLLECTIONS.items()
    },
)
