"""Reading a shared document: whatever a browser can produce becomes plain data and dataclasses, never an exception.

Who calls it: the gate and the room (state after an edit), freezing, the big screen, export.
"""

import json
from typing import Any

from pycrdt import Doc, Map

from server.document.schema import SCHEMA
from server.domain.errors import Finding
from server.domain.fields import plain_value
from server.domain.formulation import SPECS, Formulation, from_plain, read_record, to_plain


def new_doc(client_id: int | None = None) -> "Doc[Any]":
    """An empty document with every root of the schema (a root that came by update alone reads as None)."""
    return Doc({name: Map() for name in SCHEMA.roots}, client_id=client_id)


def raw(doc: "Doc[Any]") -> dict[str, Any]:
    """What the document holds, as JSON by collection; whole numbers stay whole (the engine's own reading does
    not keep them)."""
    return {name: json.loads(str(doc.get(name, type=Map))) for name in SCHEMA.roots}


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
