"""Writing a document: whole records with every field, shared texts created with their record."""

import pytest
from pycrdt import Map, Text

from server.document.reading import formulation, new_doc
from server.document.schema import SCHEMA
from server.document.writing import open_document, write_field, write_record
from tests.families import event, family


def test_a_written_record_holds_every_field_and_its_texts_are_shared() -> None:
    i, values = event("Moves in with Janet", detail="In November.")
    doc = new_doc()
    write_record(doc, "events", i, values)
    record = doc["events"][i]
    assert set(record.keys()) == set(SCHEMA.collections["events"].fields)
    assert isinstance(record["detail"], Text)
    assert isinstance(record["people"], Map)


def test_one_field_is_set_and_a_shared_one_is_not() -> None:
    i, values = event("Moves")
    doc = new_doc()
    write_record(doc, "events", i, values)
    write_field(doc, "events", i, "lane", "moves")
    assert formulation(doc)[0].events[i].lane == "moves"
    with pytest.raises(TypeError):
        write_field(doc, "events", i, "detail", "words that somebody is typing")


def test_the_next_working_copy_opens_equal_to_its_version() -> None:
    sam = family("Sam, male, 14/02/2011, index\nKelly + Craig: Sam")
    copy = open_document(sam)
    replica = new_doc()
    replica.apply_update(copy.get_update())
    assert formulation(replica) == formulation(copy) == (sam, ())
