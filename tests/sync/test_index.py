"""The index beside the document: where items belong, what is deleted, how it is stored and how fast it loads."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Map

from server.document import reading, writing
from server.document.schema import SCHEMA
from server.sync.gate import Accepted, Gate, Stored
from server.sync.index import NOWHERE, Index, Layout, Missing, Ranges, Runs
from server.sync.limits import TRUSTED
from server.sync.updates import read
from tests.families import record_id
from tests.sync import raw
from tests.sync.writers import Table

LAYOUT = Layout(SCHEMA)
spans = st.tuples(st.integers(0, 40), st.integers(1, 8)).map(lambda span: (span[0], span[0] + span[1]))


@given(st.lists(spans), spans)
def test_ranges_hold_what_was_put_in_and_say_what_is_missing(
    put: list[tuple[int, int]], asked: tuple[int, int]
) -> None:
    ranges, held = Ranges(), set()
    for start, end in put:
        ranges.add(start, end)
        held |= set(range(start, end))
    assert {n for n in range(60) if ranges.covers(n)} == held
    assert all(end < start for end, start in zip(ranges.ends, ranges.starts[1:], strict=False))
    missing = [n for start, end in ranges.missing(*asked) for n in range(start, end)]
    assert missing == [n for n in range(*asked) if n not in held]


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(0, 3)), min_size=1), spans)
def test_runs_know_the_place_of_every_clock(written: list[tuple[int, int]], asked: tuple[int, int]) -> None:
    runs, places = Runs([], []), []
    for length, place in written:
        runs.add(len(places), place)
        places += [place] * length
    assert [runs.at(clock) for clock in range(len(places))] == places
    start, end = min(asked[0], len(places) - 1), min(asked[1], len(places))
    assert [p for s, e, p in runs.over(start, end) for _ in range(s, e)] == places[start:end]


def test_every_item_of_a_record_has_its_place() -> None:
    doc = reading.new_doc(7)
    event = record_id("moved")
    writing.write_record(doc, "events", event, {"detail": "abc"})
    doc["events"][event]["people"][record_id("Sam")] = "did"
    index = Index(LAYOUT)
    laid = read(doc.get_update(), TRUSTED, whole=True)
    trace = index.trace(laid)
    names = LAYOUT.fields[LAYOUT.number["events"]]
    found = {(names[place >> 1 & 127], place & 1) for _, place in trace.placed}
    whole = {(name, 0) for name in names}
    assert found == whole | {("detail", 1), ("people", 1)}
    assert trace.records == [(LAYOUT.number["events"], event)]


def test_what_the_schema_has_no_place_for_is_nowhere() -> None:
    doc = reading.new_doc(7)
    doc["events"]["no id"] = Map({"title": "x"})
    index = Index(LAYOUT)
    trace = index.trace(read(doc.get_update(), TRUSTED, whole=True))
    assert {place for _, place in trace.placed} == {NOWHERE}


def test_items_of_several_clients_are_laid_in_the_order_they_need_each_other() -> None:
    """Whatever the order of the sections, and however long the chain from one to the other and back."""
    first, second = 10, 20
    letter = raw.item
    sections = [
        (second, 0, [letter(4, raw.string("b"), origin=(first, n)) for n in range(30)]),
        (first, 0, [letter(4, raw.string("a"), parent=(5, 1))]
         + [letter(4, raw.string("a"), origin=(second, n)) for n in range(30)]),
    ]  # fmt: skip
    names = list(SCHEMA.collections["facts"].fields)
    record = [raw.item(7, b"\x01", parent="facts", key=record_id("x"))]
    record += [raw.item(7, b"\x02", parent=(5, 0), key="note")]
    assert "note" in names
    for order in (sections, sections[::-1]):
        index = Index(LAYOUT)
        trace = index.trace(read(raw.update([*order, (5, 0, record)]), TRUSTED, whole=True))
        assert len(trace.placed) == 63
        assert len({place for _, place in trace.placed}) == 3
    with pytest.raises(Missing):
        Index(LAYOUT).trace(read(raw.update(sections), TRUSTED, whole=True))


def test_a_stored_index_comes_back_as_it_was() -> None:
    table = Table()
    anna = table.sit("Anna", (1 << 53) - 1)
    event = anna.add("events", "moved", title="x")
    anna.set("events", event, "title", "y")
    anna.field("events", event)["detail"].insert(0, "a😀b")
    del anna.field("events", event)["detail"][0:1]
    table.send(anna)
    index = table.gate._index
    again = Index.unpack(LAYOUT, index.pack())
    assert again is not None
    assert again.pack() == index.pack()
    assert (again.clocks, again.newest, again.surrogates) == (index.clocks, index.newest, index.surrogates)
    assert again.surrogates == {anna.client: {index.clocks[anna.client] - 3}}


def test_an_index_of_another_schema_is_made_anew_from_the_state() -> None:
    """After an update of the program fields may have other numbers."""
    table = Table()
    anna = table.sit("Anna", 100)
    event = anna.add("events", "moved", title="x")
    table.send(anna)
    stored = table.gate.stored()
    other = Layout(SCHEMA)
    other.key = "another"
    assert Index.unpack(other, table.gate._index.pack()) is None
    head = int.from_bytes(stored.indexes[:4], "little")
    strange = Index(other)
    aged = Stored(stored.state, stored.indexes[: 4 + head] + strange.pack())
    gate = Gate(SCHEMA, aged, (), server_client=9)
    anna.set("events", event, "title", "y")
    assert isinstance(gate.judge(anna.outbox[0], anna.sender()), Accepted)


def test_five_thousand_events_load_far_faster_than_they_are_read() -> None:
    """Reading the state through takes 275 ms; loading the index may take 50 ms here (asserted at ten times)."""
    doc = reading.new_doc(7)
    with doc.transaction():
        for n in range(5_000):
            writing.write_record(doc, "events", record_id(f"event {n}"), {"title": f"Event {n}"})
    state = doc.get_update()
    stored = Gate(SCHEMA, Stored(state), (), server_client=9).stored()
    began = time.process_time()
    gate = Gate(SCHEMA, stored, (), server_client=9)
    loading = time.process_time() - began
    began = time.process_time()
    read(state, TRUSTED, whole=True)
    reading_through = time.process_time() - began
    print(json.dumps({"load_index_5000_events_ms": round(loading * 1e3, 1), "index_kib": len(stored.indexes) // 1024,
                      "read_state_ms": round(reading_through * 1e3, 1)}))  # fmt: skip
    assert gate.state_vector() == raw.number(1) + raw.number(7) + raw.number(gate._index.clocks[7])
    assert loading < 0.5
    assert loading < reading_through
