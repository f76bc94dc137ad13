"""Writing into a shared document: records, single fields, and a whole document opened from a formulation.

The server writes like any participant: whole records with every field, ordinary edits of fields, the removal flag;
never a delete. Shared texts are created with their record and later edited only as a whole at the end or start.
"""

from collections.abc import Mapping
from typing import Any

from pycrdt import Doc, Map, Text, XmlElement, XmlFragment, XmlText

from server.document.reading import new_doc
from server.document.schema import SCHEMA
from server.domain.fields import ACCOUNT_FIELDS, FieldSpec, Kind, plain_value
from server.domain.formulation import Formulation, read_record, to_plain
from server.domain.story import ATOMS, Atom, StoryPart, root_of


def write_record(doc: "Doc[Any]", collection: str, record_id: str, values: Mapping[str, Any]) -> None:
    """Put a whole new record: `values` by field name, what is missing at its default. Raises KeyError for an
    unknown collection."""
    record, _ = read_record(collection, record_id, values)
    specs = SCHEMA.collections[collection].fields.values()
    doc.get(collection, type=Map)[record_id] = Map({s.name: _shared(s, getattr(record, s.name)) for s in specs})


def _shared(spec: FieldSpec, value: Any) -> Any:
    plain = plain_value(spec, value)
    if spec.kind is Kind.PROSE:
        return Text(plain)
    if spec.kind in (Kind.REFERENCES, Kind.ACCOUNTS):
        return Map(plain)
    return plain


def write_field(doc: "Doc[Any]", collection: str, record_id: str, name: str, value: Any) -> None:
    """Set one plain field of a record that is there. Raises KeyError for an unknown record or field, TypeError
    for a field that is a shared text or map."""
    spec = SCHEMA.collections[collection].fields[name]
    if spec.kind in (Kind.PROSE, Kind.REFERENCES, Kind.ACCOUNTS):
        raise TypeError(f"{collection}.{name} is shared and is not set as a value")
    doc.get(collection, type=Map)[record_id][name] = plain_value(spec, value)


def write_account(
    doc: "Doc[Any]", collection: str, record_id: str, account_id: str, account: Mapping[str, Any]
) -> None:
    """Put one telling of a fact beside a record that is there; one of the same id is replaced. `account` holds what
    `ACCOUNT_FIELDS` names, where there is something to say. Raises KeyError for an unknown record."""
    doc.get(collection, type=Map)[record_id]["accounts"][account_id] = {
        name: account.get(name, "") for name in ACCOUNT_FIELDS
    }


def write_story(doc: "Doc[Any]", part: str, told: StoryPart) -> None:
    """Put blocks at the end of a part of the story (a key of `vocabulary.STORY_PARTS`)."""
    root = doc.get(root_of(part), type=XmlFragment)
    with doc.transaction():
        for block in told.blocks:
            element = XmlElement(block.kind)
            root.children.append(element)
            if block.level:
                element.attributes["level"] = block.level
            text = None
            for inline in block.content:
                if isinstance(inline, Atom):
                    text = None
                    names = ATOMS[inline.kind]
                    element.children.append(XmlElement(inline.kind, {n: getattr(inline, n) for n in names}))
                    continue
                if text is None:
                    text = XmlText()
                    element.children.append(text)
                text.insert(len(text), inline.text, {mark: {} for mark in inline.marks})


def open_document(formulation: Formulation, client_id: int | None = None) -> "Doc[Any]":
    """A new document that holds a formulation: how the next working copy opens from a version."""
    doc = new_doc(client_id)
    with doc.transaction():
        plain = to_plain(formulation)
        for collection in SCHEMA.roots:
            for record_id, values in plain[collection].items():
                write_record(doc, collection, record_id, values)
        for part, told in formulation.story.items():
            write_story(doc, part, told)
    return doc
