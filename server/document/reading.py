"""Reading a shared document: whatever a browser can produce becomes plain data and dataclasses, never an exception.

Who calls it: the gate and the room (state after an edit), freezing, the big screen, export.
"""

import json
from typing import Any

from pycrdt import Doc, Map, XmlElement, XmlFragment, XmlText

from server.document.schema import SCHEMA
from server.domain import story
from server.domain.errors import Finding
from server.domain.fields import plain_value
from server.domain.formulation import SPECS, Formulation, from_plain, read_record, to_plain


def new_doc(client_id: int | None = None) -> "Doc[Any]":
    """An empty document with every root of the schema (a root that came by update alone reads as None)."""
    roots: dict[str, Any] = {name: Map() for name in SCHEMA.roots}
    return Doc({**roots, **{name: XmlFragment() for name in SCHEMA.fragments}}, client_id=client_id)


def raw(doc: "Doc[Any]") -> dict[str, Any]:
    """What the document holds, as JSON by collection; whole numbers stay whole (the engine's own reading does
    not keep them). Under `story` its parts, as their nodes stand."""
    collections = {name: json.loads(str(doc.get(name, type=Map))) for name in SCHEMA.roots}
    return {**collections, "story": {root.removeprefix(story.ROOT): raw_part(doc, root) for root in SCHEMA.fragments}}


def raw_part(doc: "Doc[Any]", root: str) -> dict[str, Any]:
    """One part of the story as JSON: {"blocks": [...]}, its nodes as they stand in the document."""
    with doc.transaction():
        return {"blocks": [_block(block) for block in doc.get(root, type=XmlFragment).children]}


def _block(block: Any) -> Any:
    if not isinstance(block, XmlElement):
        return None
    told = {name: _whole(value) for name, value in _attributes(block).items()}
    content = [inline for child in block.children for inline in _inlines(child)]
    return {**told, "type": block.tag, "content": content}


def _inlines(child: Any) -> list[Any]:
    if isinstance(child, XmlText):
        return [_text(words, marks or {}) for words, marks in child.diff()]
    if isinstance(child, XmlElement):
        return [{**_attributes(child), "type": child.tag}]
    return [None]


def _attributes(element: XmlElement) -> dict[str, Any]:
    pairs: Any = element.attributes
    return dict(pairs)


def _text(words: Any, marks: dict[str, Any]) -> Any:
    set_ = [mark for mark, value in marks.items() if value is not None]
    return {"text": words, "marks": set_} if set_ else {"text": words}


def _whole(value: Any) -> Any:
    """Whole numbers come out of the engine as floats."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def plain_part(doc: "Doc[Any]", root: str) -> dict[str, Any]:
    """One part of the story as it stands in `plain`."""
    return story.StoryPart.from_json(raw_part(doc, root))[0].to_json()


def is_whole(doc: "Doc[Any]", root: str) -> bool:
    """Whether all of a part of the story could be read: the page's editor deletes what it cannot read."""
    return not story.StoryPart.from_json(raw_part(doc, root))[1]


def letters(doc: "Doc[Any]", root: str) -> int:
    """How many characters of text a part of the story holds."""
    blocks = raw_part(doc, root)["blocks"]
    return sum(len(inline.get("text", "")) for block in blocks for inline in block["content"])


def raw_record(doc: "Doc[Any]", collection: str, record_id: str) -> Any:
    """One record as JSON, or None where there is none."""
    record = doc.get(collection, type=Map).get(record_id)
    return json.loads(str(record)) if isinstance(record, Map) else None


def formulation(doc: "Doc[Any]") -> tuple[Formulation, tuple[Finding, ...]]:
    """The document as a formulation, removed records included, and what of it could not be used."""
    return from_plain(raw(doc))


def plain(doc: "Doc[Any]") -> dict[str, Any]:
    """The document in the one plain form given to drawing, screen and versions (`to_plain`)."""
    return to_plain(formulation(doc)[0])


def plain_record(doc: "Doc[Any]", collection: str, record_id: str) -> dict[str, Any] | None:
    """One record as it stands in `plain`; None where there is none that could be read."""
    values = raw_record(doc, collection, record_id)
    if values is None:
        return None
    record, _ = read_record(collection, record_id, values)
    return {spec.name: plain_value(spec, getattr(record, spec.name)) for spec in SPECS[collection]}
