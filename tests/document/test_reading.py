"""Reading a document that any browser may have written."""

from typing import Any

from hypothesis import given, settings
from pycrdt import Array, Map, Text

from server.document.reading import formulation, new_doc, plain, raw_record
from server.document.writing import open_document, write_record
from server.domain.formulation import to_plain
from tests.domain.test_fields import JSON
from tests.families import event, family, record_id


def test_a_family_comes_back_as_it_was_written() -> None:
    sam = family("Sam, male, 14/02/2011, index\nKelly + Craig: Sam, Macsen\nSam ~close~ Nain")
    assert formulation(open_document(sam)) == (sam, ())
    assert plain(open_document(sam)) == to_plain(sam)


@given(JSON)
@settings(max_examples=60)
def test_whatever_stands_in_a_record_reads_without_an_exception(anything: Any) -> None:
    doc = new_doc()
    try:
        doc["events"][record_id("e")] = anything
    except BaseException as refused:  # what the engine itself cannot hold is not in a document
        if isinstance(refused, KeyboardInterrupt):
            raise
        return
    formulation(doc)


def test_a_record_of_the_wrong_shapes_reads_with_findings() -> None:
    doc = new_doc()
    doc["events"][record_id("e")] = Map({"title": Array([1]), "detail": "plain text", "when": Text("x"), "lane": 4.0})
    read, found = formulation(doc)
    assert read.events[record_id("e")].detail == "plain text"
    assert {f.place.field for f in found} == {"title", "when", "lane"}


def test_whole_numbers_stay_whole() -> None:
    sam = family("Sam, index")
    doc = open_document(sam)
    i = next(iter(sam.people))
    doc["people"][i]["place"] = [64, 128]
    assert raw_record(doc, "people", i)["place"] == [64, 128]
    assert plain(doc)["people"][i]["place"] == [64, 128]


def test_a_missing_record_is_none() -> None:
    i, values = event("There")
    doc = new_doc()
    write_record(doc, "events", i, values)
    assert raw_record(doc, "events", i)["title"] == "There"
    assert raw_record(doc, "events", record_id("not there")) is None
