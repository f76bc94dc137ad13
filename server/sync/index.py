"""Where every item of a document belongs, without asking the document.

After the first write the wire names neither parent nor key: an item says only which neighbours its writer
saw, a delete only ids. So the gate keeps, beside the document, for each clock of each client id the place it
wrote in, and judges an edit in a few microseconds without the engine. The index is stored beside the
compacted state and loaded in milliseconds; only a state that came without one is read through.

A place is a number: record * 256 + field * 2 + inside. Field 0 is the record itself; `inside` is 1 for what a
shared field holds (letters of a text, entries of a map) and 0 for the field's own item. In the rich text of the story
each node (a block, a text, an atom, the root itself) counts as a record, and has three fields, which are always
inside: the NODES it holds, its LETTERS, its ATTRIBUTES.

I1  the index after a log is the same whether its updates were judged one by one or read again from the log.
I2  an item that fits nowhere in the schema has the place NOWHERE; only the judge minds.
I3  `newest` names the present item of a field that was written again; a field without an entry has had one
    item.
I4  what is written into a node that is deleted becomes nothing: engines keep its clocks alone. Its place is GONE,
    and so is that of all that is written beside it.
"""

import json
import sys
import zlib
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, MutableSequence
from typing import Any, Final

from server.document.schema import Schema
from server.domain.fields import ID, Kind
from server.sync.updates import (
    ANY,
    FORMAT,
    GC,
    MALFORMED,
    MAP_TYPE,
    SKIP,
    STRING,
    TYPE,
    XML_TEXT_TYPE,
    BadUpdate,
    Id,
    Item,
    Update,
)

NOWHERE: Final = (1 << 32) - 1
"""The place of what fits nowhere in the schema."""
GONE: Final = NOWHERE - 1
"""The place of what was written into a node that is no more."""
NODES: Final = 1
LETTERS: Final = 2
ATTRIBUTES: Final = 3
TEXT_NODE: Final = "#text"
"""The name of a text in the index; an element has its own, a root has none."""
_FIELD_BITS: Final = 8
_INSIDE: Final = 1
_UNKNOWN_FIELD: Final = 127
_FORMAT: Final = 2
_FEW: Final = 8


class Missing(Exception):
    """An update refers to items that the document does not have; `client` is whose."""

    def __init__(self, client: int) -> None:
        super().__init__(client)
        self.client = client


class Layout:
    """The schema as numbers: collections and fields in order, and which fields hold a text or a map. The roots of rich
    text come after the collections; the record with the number of each, counted from 0, is that root itself."""

    def __init__(self, schema: Schema) -> None:
        self.roots = schema.roots
        self.fragments = schema.fragments
        self.number = {name: n for n, name in enumerate(self.roots)}
        self.fragment = {name: n for n, name in enumerate(self.fragments)}
        self.first_fragment = len(self.roots)
        self.fields: list[list[str]] = []
        self.field_number: list[dict[str, int]] = []
        self.texts: list[frozenset[int]] = []
        self.maps: list[frozenset[int]] = []
        for name in self.roots:
            specs = list(schema.collections[name].fields.values())
            if len(specs) >= _UNKNOWN_FIELD:
                raise ValueError(f"{name} has more fields than the index can number")
            self.fields.append(["", *(spec.name for spec in specs)])
            self.field_number.append({spec.name: n for n, spec in enumerate(specs, 1)})
            self.texts.append(frozenset(n for n, s in enumerate(specs, 1) if s.kind is Kind.PROSE))
            maps = (Kind.REFERENCES, Kind.ACCOUNTS)
            self.maps.append(frozenset(n for n, s in enumerate(specs, 1) if s.kind in maps))
        for _ in self.fragments:
            self.fields.append(["", "nodes", "letters", "attributes"])
            self.field_number.append({})
            self.texts.append(frozenset({NODES, LETTERS}))
            self.maps.append(frozenset())
        self.key = json.dumps([self.roots, self.fragments, self.fields])


class Ranges:
    """Clocks of one client as sorted, disjoint half-open ranges."""

    __slots__ = ("ends", "starts")

    def __init__(self) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []

    def add(self, start: int, end: int) -> None:
        """Put a range in; what touches becomes one."""
        first = bisect_left(self.ends, start)
        last = bisect_right(self.starts, end)
        if first < last:
            start = min(start, self.starts[first])
            end = max(end, self.ends[last - 1])
        self.starts[first:last] = [start]
        self.ends[first:last] = [end]

    def covers(self, clock: int) -> bool:
        """Whether a clock is in one of the ranges."""
        n = bisect_right(self.starts, clock) - 1
        return n >= 0 and clock < self.ends[n]

    def missing(self, start: int, end: int) -> list[tuple[int, int]]:
        """The parts of a range that are in none of the ranges."""
        out: list[tuple[int, int]] = []
        n = bisect_right(self.ends, start)
        while start < end:
            if n == len(self.starts) or self.starts[n] >= end:
                out.append((start, end))
                break
            if self.starts[n] > start:
                out.append((start, self.starts[n]))
            start = self.ends[n]
            n += 1
        return out


class Runs:
    """The places of one client's clocks: a run from each of `starts` to the next has one place."""

    __slots__ = ("places", "starts")

    def __init__(self, starts: MutableSequence[int], places: MutableSequence[int]) -> None:
        self.starts = starts
        self.places = places

    def add(self, start: int, place: int) -> None:
        """What follows from `start` on lies at `place`."""
        if not self.places or self.places[-1] != place:
            self.starts.append(start)
            self.places.append(place)

    def at(self, clock: int) -> int:
        """The place of a clock that is there."""
        if self.starts[-1] <= clock:
            return self.places[-1]
        return self.places[bisect_right(self.starts, clock) - 1]

    def over(self, start: int, end: int) -> list[tuple[int, int, int]]:
        """The runs that a range covers: start, end, place."""
        starts, places = self.starts, self.places
        n = bisect_right(starts, start) - 1
        out = []
        while start < end:
            upto = starts[n + 1] if n + 1 < len(starts) else end
            if upto > end:
                upto = end
            out.append((start, upto, places[n]))
            start, n = upto, n + 1
        return out


class Trace:
    """An update laid over the index: each new item with its place, and the records it creates (collection
    number, id; of the story's nodes the name), `nodes` being the numbers of new nodes by their items. `fresh` holds
    the places of the update's own items until they are in the index, `upto` how far each of its clients has been
    laid; `overlaps` says that it is more than the new items of one client."""

    __slots__ = ("_deletes", "_gone", "fresh", "nodes", "overlaps", "placed", "records", "taken", "upto")

    def __init__(self, update: Update) -> None:
        self.placed: list[tuple[Item, int]] = []
        self.records: list[tuple[int, str]] = []
        self.taken: set[tuple[int, str]] = set()
        self.nodes: dict[Id, int] = {}
        self.fresh: dict[int, Runs] = {}
        self.upto: dict[int, int] = {}
        self.overlaps = False
        self._deletes = update.deletes
        self._gone: dict[int, Ranges] | None = None

    def deletes(self, client: int, clock: int) -> bool:
        """Whether the update names an item as deleted: a look through a few ranges, a search in many."""
        if len(self._deletes) <= _FEW:
            for c, start, length in self._deletes:  # noqa: SIM110 - a generator here costs as much as the rest
                if c == client and start <= clock < start + length:
                    return True
            return False
        if self._gone is None:
            self._gone = {}
            for c, start, length in self._deletes:
                self._gone.setdefault(c, Ranges()).add(start, start + length)
        return client in self._gone and self._gone[client].covers(clock)


class Delta:
    """What one update adds to the index, so that it can be added again without reading the update again: runs
    (client, start, end, place), new records and nodes, present items by place, deleted ranges (client, start,
    end)."""

    __slots__ = ("deletes", "newest", "nodes", "records", "runs", "surrogates", "types")

    def __init__(self, records: list[tuple[int, str]], nodes: dict[Id, int]) -> None:
        self.runs: list[tuple[int, int, int, int]] = []
        self.records = records
        self.nodes = nodes
        self.newest: list[tuple[int, Id]] = []
        self.deletes: list[tuple[int, int, int]] = []
        self.surrogates: list[Id] = []
        self.types = 0


class Index:
    """Places, present items, deleted ranges, halves of surrogate pairs and owners of client ids of one
    document."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.clocks: dict[int, int] = {}
        self.runs: dict[int, Runs] = {}
        self.records: list[tuple[int, str]] = [(layout.first_fragment + n, "") for n in range(len(layout.fragments))]
        self.numbers: list[dict[str, int]] = [{} for _ in layout.roots]
        self.nodes: dict[Id, int] = {}
        self.node_ids: dict[int, Id] = {}
        self.newest: dict[int, Id] = {}
        self.deleted: dict[int, Ranges] = {}
        self.surrogates: dict[int, set[int]] = {}
        self.types = 0

    # Laying an update over the index

    def trace(self, update: Update) -> Trace:
        """The new items of an update with their places. Raises Missing where it needs items that are not
        here, BadUpdate where its own items wait for each other in a circle."""
        trace = Trace(update)
        if len(update.sections) == 1:
            section = update.sections[0]
            client = section[0].client
            known = self.clocks.get(client, 0)
            if section[0].clock > known:
                raise Missing(client)
            trace.upto[client] = known
            trace.overlaps = section[0].clock < known
            for item in section:
                if item.clock + item.length > known:
                    self._lay(item, trace, known)
        elif update.sections:
            self._trace_many(update.sections, trace)
        return trace

    def _trace_many(self, sections: list[list[Item]], trace: Trace) -> None:
        """Several clients' items may refer to each other: where one waits for another client's, that one's
        are laid first, with a stack instead of recursion."""
        trace.overlaps = True
        waiting: dict[int, list[Item]] = {}
        done: dict[int, int] = {}
        for section in sections:
            client = section[0].client
            known = self.clocks.get(client, 0)
            if section[0].clock > known:
                raise Missing(client)
            waiting[client] = [item for item in section if item.clock + item.length > known]
            done[client] = 0
            trace.upto[client] = known
        for first in waiting:
            stack = [(first, -1)]
            on_stack = {first}
            while stack:
                client, until = stack[-1]
                needed = self._advance(client, until, waiting[client], done, trace)
                if needed is None:
                    on_stack.discard(stack.pop()[0])
                elif needed[0] in on_stack:
                    raise BadUpdate(MALFORMED, "items wait for each other")
                elif needed[0] not in waiting:
                    raise Missing(needed[0])
                else:
                    stack.append(needed)
                    on_stack.add(needed[0])

    def _advance(self, client: int, until: int, items: list[Item], done: dict[int, int], trace: Trace) -> Id | None:
        """Lay this client's items up to the clock `until` (-1: all). The id that is waited for, or None when
        done."""
        n = done[client]
        while n < len(items) and not 0 <= until < trace.upto[client]:
            item = items[n]
            for seen in (item.origin, item.right, item.parent if type(item.parent) is tuple else None):
                if seen is not None and seen[1] >= trace.upto.get(seen[0], self.clocks.get(seen[0], 0)):
                    done[client] = n
                    return seen
            self._lay(item, trace, trace.upto[client])
            n += 1
        done[client] = n
        if until >= trace.upto[client]:
            raise Missing(client)
        return None

    def _lay(self, item: Item, trace: Trace, known: int) -> None:
        client = item.client
        if item.kind == SKIP:
            raise Missing(client)
        if item.clock < known:
            item = self._rest(item, known, trace)
        place = self._place(item, trace)
        trace.placed.append((item, place))
        runs = trace.fresh.get(client)
        if runs is None:
            runs = trace.fresh[client] = Runs([], [])
        runs.add(item.clock, place)
        trace.upto[client] = item.clock + item.length
        if item.kind == TYPE and place & 0xFF == NODES << 1 | _INSIDE and place < GONE:
            self._name_node(item, place, trace)

    def _name_node(self, item: Item, place: int, trace: Trace) -> None:
        """A new type inside a node of the story is a node of its own; in a collection it is none."""
        root = self.record(place, trace)[0]
        if root < self.layout.first_fragment:
            return
        name = item.value if type(item.value) is str else TEXT_NODE if item.value == XML_TEXT_TYPE else "#"
        trace.nodes[item.client, item.clock] = len(self.records) + len(trace.records)
        trace.records.append((root, name))

    def _rest(self, item: Item, known: int, trace: Trace) -> Item:
        """What is new of letters whose beginning the document has. Engines put it behind that beginning, but keep
        the parent that the item claims: so both must be one text, or the client is asked to begin where the
        document ends (Missing). Raises BadUpdate for a text that would be cut inside a character."""
        client, cut, value = item.client, known - item.clock, item.value
        place = self.runs[client].at(known - 1)
        if not (place & _INSIDE and self._is_text(place, trace) and self._place(item, trace) == place):
            raise Missing(client)
        if item.kind == STRING:
            try:
                value = value.encode("utf-16-le")[2 * cut :].decode("utf-16-le")
            except UnicodeDecodeError:
                raise BadUpdate(MALFORMED, "begins inside a surrogate pair") from None
        behind = (client, known - 1)
        return Item(client, known, item.length - cut, item.kind, behind, item.right, None, None, value)

    def _place(self, item: Item, trace: Trace) -> int:
        origin, right = item.origin, item.right
        if origin is not None:
            place = self.at(origin, trace)
            if right is not None:
                other = self.at(right, trace)
                if place == other:
                    return place if place & _INSIDE or place == GONE else NOWHERE
                return GONE if self.is_gone(place, trace) and self.is_gone(other, trace) else NOWHERE
            return place if place & 0xFF else NOWHERE
        if right is not None:
            place = self.at(right, trace)
            if place == GONE:
                return GONE
            return place if place & _INSIDE and self._is_text(place, trace) else NOWHERE
        if item.kind == GC:
            return GONE
        parent, key = item.parent, item.key
        if type(parent) is str:
            if parent in self.layout.fragment:
                return self.layout.fragment[parent] << _FIELD_BITS | NODES << 1 | _INSIDE if key is None else NOWHERE
            return self._record(parent, key, item, trace)
        assert type(parent) is tuple
        place = self.at(parent, trace)
        if place >= GONE or place & _INSIDE:
            return self._in_node(parent, place, key, trace)
        if not place & 0xFF:
            return self._field(place, key, trace)
        fits = self._is_text(place, trace) if key is None else self._is_map(place, trace)
        return place | _INSIDE if fits else NOWHERE

    def _in_node(self, parent: Id, place: int, key: str | None, trace: Trace) -> int:
        """The place of what a node of the story holds; `place` is the node's own."""
        number = trace.nodes.get(parent, self.nodes.get(parent, -1))
        if number < 0:
            deleted = self._holds_nodes(place, trace) and self.deletes(parent, trace)
            return GONE if deleted or self.is_gone(place, trace) else NOWHERE
        name = self.record(number << _FIELD_BITS, trace)[1]
        if name == TEXT_NODE:
            return number << _FIELD_BITS | LETTERS << 1 | _INSIDE if key is None else NOWHERE
        return number << _FIELD_BITS | (NODES if key is None else ATTRIBUTES) << 1 | _INSIDE

    def is_gone(self, place: int, trace: Trace) -> bool:
        """Whether a place is GONE, or inside a node that is deleted in the document (I4)."""
        if place == GONE:
            return True
        number = place >> _FIELD_BITS
        node = self.node_ids.get(number) if place & _INSIDE and place != NOWHERE else None
        return node is not None and node[0] in self.deleted and self.deleted[node[0]].covers(node[1])

    def deletes(self, item: Id, trace: Trace) -> bool:
        """Whether an item is deleted in the document, or by the update that is laid over it."""
        deleted = self.deleted.get(item[0])
        return (deleted is not None and deleted.covers(item[1])) or trace.deletes(*item)

    def _holds_nodes(self, place: int, trace: Trace) -> bool:
        return place < GONE and place & 0xFF == NODES << 1 | _INSIDE and self.in_story(place, trace)

    def in_story(self, place: int, trace: Trace) -> bool:
        """Whether a place is in the rich text of the story."""
        return self.record(place, trace)[0] >= self.layout.first_fragment

    def _record(self, root: str, key: str | None, item: Item, trace: Trace) -> int:
        """The place of a new record; an id that is taken would replace a record and is nowhere."""
        number = self.layout.number.get(root)
        if number is None or key is None or item.kind != TYPE or item.value != MAP_TYPE or not ID.fullmatch(key):
            return NOWHERE
        if key in self.numbers[number] or (number, key) in trace.taken:
            return NOWHERE
        trace.records.append((number, key))
        trace.taken.add((number, key))
        return (len(self.records) + len(trace.records) - 1) << _FIELD_BITS

    def _field(self, place: int, key: str | None, trace: Trace) -> int:
        if key is None:
            return NOWHERE
        number = self.layout.field_number[self.record(place, trace)[0]].get(key, _UNKNOWN_FIELD)
        return place | number << 1

    def at(self, seen: Id, trace: Trace) -> int:
        """The place of an item of the document or of the update. Raises Missing."""
        client, clock = seen
        if clock < self.clocks.get(client, 0):
            return self.runs[client].at(clock)
        fresh = trace.fresh.get(client)
        if fresh is None or clock >= trace.upto[client]:
            raise Missing(client)
        return fresh.at(clock)

    def _is_text(self, place: int, trace: Trace) -> bool:
        return place < GONE and (place >> 1 & 127) in self.layout.texts[self.record(place, trace)[0]]

    def _is_map(self, place: int, trace: Trace) -> bool:
        return place < GONE and (place >> 1 & 127) in self.layout.maps[self.record(place, trace)[0]]

    def has(self, root: str, record: str | None) -> bool:
        """Whether the document has a record of this id in this root."""
        number = self.layout.number.get(root)
        return number is not None and record in self.numbers[number]

    def record(self, place: int, trace: Trace) -> tuple[int, str]:
        """The collection number and id of the record at a place, a new one's included."""
        number = place >> _FIELD_BITS
        known = len(self.records)
        return self.records[number] if number < known else trace.records[number - known]

    # What an update deletes

    def newly_deleted(self, update: Update, trace: Trace) -> list[tuple[int, int, int, int]]:
        """What an update deletes that is not deleted yet: client, start, end, place. Raises Missing for items
        that are not here."""
        out: list[tuple[int, int, int, int]] = []
        for client, start, length in update.deletes:
            end = start + length
            known = self.clocks.get(client, 0)
            if end > known:
                if end > trace.upto.get(client, 0):
                    raise Missing(client)
                fresh = trace.fresh[client].over(max(start, known), end)
                out.extend((client, s, e, place) for s, e, place in fresh)
                end = known
            if start >= end:
                continue
            deleted = self.deleted.get(client)
            runs = self.runs[client]
            for s, e in ((start, end),) if deleted is None else deleted.missing(start, end):
                for a, b, place in runs.over(s, e):
                    out.append((client, a, b, place))
        return out

    # Adding an update to the index

    def delta(self, update: Update, trace: Trace) -> Delta:
        """What the update adds to the index. For an accepted update, as the document emitted it: an item of a
        field that it does not name as deleted is the present one."""
        delta = Delta(trace.records, trace.nodes)
        old_records = len(self.records)
        for client, start, length in update.deletes:
            delta.deletes.append((client, start, start + length))
        for item, place in trace.placed:
            client, clock, kind, origin = item.client, item.clock, item.kind, item.origin
            delta.runs.append((client, clock, clock + item.length, place))
            if kind == STRING:
                if not item.value.isascii():
                    delta.surrogates.extend((client, c) for c in high_surrogates(item))
            elif kind == ANY:
                seen_before = origin is not None or place >> _FIELD_BITS < old_records
                if seen_before and place < GONE and not place & _INSIDE and not trace.deletes(client, clock):
                    delta.newest.append((place, (client, clock)))
                    if origin is not None and not trace.deletes(*origin):
                        delta.deletes.append((origin[0], origin[1], origin[1] + 1))
            elif kind == TYPE:
                delta.types += 1
            elif kind == FORMAT:
                pass
            else:
                delta.deletes.append((client, clock, clock + item.length))
        return delta

    def add(self, delta: Delta) -> None:
        """Add what an update brought."""
        for client, start, end, place in delta.runs:
            runs = self.runs.get(client)
            if runs is None:
                runs = self.runs[client] = Runs(array("I"), array("I"))
            runs.add(start, place)
            self.clocks[client] = end
        for root, record in delta.records:
            if root < self.layout.first_fragment:
                self.numbers[root][record] = len(self.records)
            self.records.append((root, record))
        for item, number in delta.nodes.items():
            self.nodes[item] = number
            self.node_ids[number] = item
        for place, newest in delta.newest:
            self.newest[place] = newest
        for client, clock in delta.surrogates:
            self.surrogates.setdefault(client, set()).add(clock)
        for client, start, end in delta.deletes:
            deleted = self.deleted.get(client)
            if deleted is None:
                deleted = self.deleted[client] = Ranges()
            deleted.add(start, end)
            if client in self.surrogates:
                self._forget_pairs(client, start, end)
        self.types += delta.types

    def _forget_pairs(self, client: int, start: int, end: int) -> None:
        """Deleted letters need no guard, and a merged update no longer tells them."""
        pairs = self.surrogates[client]
        if end - start < len(pairs):
            pairs.difference_update(range(start, end))
        else:
            pairs.difference_update([clock for clock in pairs if start <= clock < end])
        if not pairs:
            del self.surrogates[client]

    # Stored form

    def pack(self) -> bytes:
        """The index in its stored form: a head as JSON, then whole numbers of four bytes, compressed."""
        clients = sorted(self.clocks)
        order = {client: n for n, client in enumerate(clients)}
        numbers = array("I")
        head: list[list[int]] = []
        for client in clients:
            runs, deleted = self.runs[client], self.deleted.get(client, Ranges())
            pairs = sorted(self.surrogates.get(client, ()))
            head.append([client, self.clocks[client], len(runs.starts), len(deleted.starts), len(pairs)])
            for row in (runs.starts, runs.places, deleted.starts, deleted.ends, pairs):
                numbers.extend(row)
        for place, (client, clock) in sorted(self.newest.items()):
            numbers.extend((place, order[client], clock))
        for number, (client, clock) in sorted(self.node_ids.items()):
            numbers.extend((number, order[client], clock))
        if sys.byteorder == "big":
            numbers.byteswap()
        records = [[root, record] for root, record in self.records[len(self.layout.fragments) :]]
        about = {"format": _FORMAT, "layout": self.layout.key, "clients": head, "records": records,
                 "newest": len(self.newest), "nodes": len(self.nodes), "types": self.types}  # fmt: skip
        text = json.dumps(about, separators=(",", ":")).encode()
        return zlib.compress(len(text).to_bytes(4, "little") + text + numbers.tobytes(), 1)

    @classmethod
    def unpack(cls, layout: Layout, packed: bytes) -> "Index | None":
        """The index from its stored form; None where it was made by another schema or format and must be made
        anew from the state."""
        body = memoryview(zlib.decompress(packed))
        size = int.from_bytes(body[:4], "little")
        about: dict[str, Any] = json.loads(bytes(body[4 : 4 + size]))
        if about["format"] != _FORMAT or about["layout"] != layout.key:
            return None
        numbers = array("I")
        numbers.frombytes(body[4 + size :])
        if sys.byteorder == "big":
            numbers.byteswap()
        index = cls(layout)
        index._fill(about, numbers)
        return index

    def _fill(self, about: Mapping[str, Any], numbers: "array[int]") -> None:
        at = 0

        def take(count: int) -> "array[int]":
            nonlocal at
            at += count
            return numbers[at - count : at]

        for client, clock, runs, deleted, pairs in about["clients"]:
            self.clocks[client] = clock
            self.runs[client] = Runs(take(runs), take(runs))
            if deleted:
                ranges = self.deleted[client] = Ranges()
                ranges.starts, ranges.ends = take(deleted).tolist(), take(deleted).tolist()
            if pairs:
                self.surrogates[client] = set(take(pairs))
        clients = [head[0] for head in about["clients"]]
        rest = iter(take(3 * about["newest"]))
        self.newest = {place: (clients[client], clock) for place, client, clock in zip(rest, rest, rest, strict=True)}
        rest = iter(take(3 * about["nodes"]))
        self.node_ids = {node: (clients[client], clock) for node, client, clock in zip(rest, rest, rest, strict=True)}
        self.nodes = {item: number for number, item in self.node_ids.items()}
        self.types = about["types"]
        for root, record in about["records"]:
            if root < self.layout.first_fragment:
                self.numbers[root][record] = len(self.records)
            self.records.append((root, record))


def high_surrogates(item: Item) -> list[int]:
    """The clocks of a text at which a character of two code units begins."""
    clock, found = item.clock, []
    for c in item.value:
        if c > "\uffff":
            found.append(clock)
            clock += 2
        else:
            clock += 1
    return found
