"""Reading a raw Yjs update (encoding v1) without applying it.

The CRDT engine must never be given bytes that nobody has read: nested values end the process, an absurd count
costs a gigabyte, one mutated frame in ten thousand panics. This reader is pure Python without recursion,
bounded in every count (`limits.py`), and strict: whatever has two encodings is taken in its shortest one
only, so that every client that is sent the bytes understands the same.

U1  a count, a length, a depth beyond its limit is refused before anything of that size is made.
U2  numbers are shortest possible and at most 2^53 - 1, clocks 2^31; strings are UTF-8; nothing follows the
    end.
U3  one section for each client; clocks run on without holes inside it; deletes are in order, without overlap.
U4  what the encoding does not know (subdocuments among it: Gwead has none) is refused.

Called by the gate for every update, by the index when it reads the log. `read` takes a few microseconds for
an edit of one character.
"""

import json
import struct
from typing import Any, Final, NamedTuple

from server.sync.limits import GateLimits

MALFORMED: Final = 4400
TOO_LARGE: Final = 4413

GC: Final = 0
DELETED: Final = 1
JSON: Final = 2
BINARY: Final = 3
STRING: Final = 4
EMBED: Final = 5
FORMAT: Final = 6
TYPE: Final = 7
ANY: Final = 8
SKIP: Final = 10

ARRAY_TYPE: Final = 0
MAP_TYPE: Final = 1
TEXT_TYPE: Final = 2
ELEMENT_TYPE: Final = 3
XML_TEXT_TYPE: Final = 6
_NAMED_TYPES: Final = (3, 5)
_LAST_TYPE: Final = 6

_NUMBER_MAX: Final = (1 << 53) - 1
_CLOCK_MAX: Final = 1 << 31

Id = tuple[int, int]
"""Who and when: a client id and a clock of that client."""


class BadUpdate(Exception):
    """Bytes that are not taken in: the socket is closed with `code` (4400 malformed, 4413 too large).

    `reason` is for the audit: a few words that hold nothing of the content.
    """

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class BigInteger(int):
    """A 64-bit integer value; browsers cannot put it into JSON, so no field holds one."""


class Undefined:
    """JavaScript's undefined, which no field holds."""


UNDEFINED: Final = Undefined()


class Item(NamedTuple):
    """One struct: `length` clocks from `clock` on, of one `kind` (the constants above).

    `origin` and `right` are the neighbours that its writer saw; only without both is `parent` given: the name
    of a root, or the id of the item that is its parent, with the `key` where the parent is a map. `value` is
    the text of a string, the list of values of an "any", the number of a type, of an element its name, of a format
    its key and value, else None.
    """

    client: int
    clock: int
    length: int
    kind: int
    origin: Id | None
    right: Id | None
    parent: str | Id | None
    key: str | None
    value: Any


class Update(NamedTuple):
    """One update as read: items by section (one client each), deleted ranges (client, clock, length)."""

    sections: list[list[Item]]
    deletes: list[tuple[int, int, int]]
    types: int


def read(update: bytes, limits: GateLimits, *, whole: bool = False) -> Update:
    """Read an update; `whole` for a step 2, which may hold what several client ids of one person wrote.

    Raises BadUpdate and nothing else.
    """
    size = len(update)
    if size > limits.frame:
        raise BadUpdate(TOO_LARGE, "larger than a frame")
    try:
        sections, types, i = _read_sections(update, size, limits, limits.clients_whole if whole else limits.clients)
        deletes, i = _read_deletes(update, i, limits)
    except IndexError:
        raise BadUpdate(MALFORMED, "ends too early") from None
    except UnicodeDecodeError:
        raise BadUpdate(MALFORMED, "not UTF-8") from None
    if i != size:
        raise BadUpdate(MALFORMED, "bytes after the end")
    return Update(sections, deletes, types)


def _read_sections(b: bytes, size: int, limits: GateLimits, most: int) -> tuple[list[list[Item]], int, int]:
    sections: list[list[Item]] = []
    seen: set[int] = set()
    items = types = clocks = 0
    count = b[0]
    i = 1
    if count > 127:
        count, i = _more(b, i, count)
    if count > most:
        raise BadUpdate(TOO_LARGE, "too many clients")
    for _ in range(count):
        structs = b[i]
        i += 1
        if structs > 127:
            structs, i = _more(b, i, structs)
        client = b[i]
        i += 1
        if client > 127:
            client, i = _more(b, i, client)
        clock = b[i]
        i += 1
        if clock > 127:
            clock, i = _more(b, i, clock)
        if not structs or client in seen:
            raise BadUpdate(MALFORMED, "a client's section is empty or comes twice")
        seen.add(client)
        items += structs
        if items > limits.items or structs > size - i:
            raise BadUpdate(TOO_LARGE, "too many structs")
        section: list[Item] = []
        first = clock
        for _ in range(structs):
            item, i = _item(b, i, size, client, clock, limits)
            if item.kind == TYPE:
                types += 1
            clock += item.length
            section.append(item)
        clocks += clock - first
        if clocks > limits.clocks or clock > _CLOCK_MAX:
            raise BadUpdate(TOO_LARGE, "too many clocks")
        if types > limits.types:
            raise BadUpdate(TOO_LARGE, "too many shared types")
        sections.append(section)
    return sections, types, i


def _item(b: bytes, i: int, size: int, client: int, clock: int, limits: GateLimits) -> tuple[Item, int]:
    """One struct. Numbers of one byte are read in place: this is where an ordinary edit spends its time."""
    info = b[i]
    i += 1
    kind = info & 31
    origin: Id | None = None
    right: Id | None = None
    parent: str | Id | None = None
    key: str | None = None
    if kind in (GC, SKIP):
        if info != kind:
            raise BadUpdate(MALFORMED, "flags on an empty struct")
        length, i = _length(b, i, limits)
        return Item(client, clock, length, kind, None, None, None, None, None), i
    if info & 0x80:
        by = b[i]
        i += 1
        if by > 127:
            by, i = _more(b, i, by)
        at = b[i]
        i += 1
        if at > 127:
            at, i = _more(b, i, at)
        origin = (by, at)
    if info & 0x40:
        by = b[i]
        i += 1
        if by > 127:
            by, i = _more(b, i, by)
        at = b[i]
        i += 1
        if at > 127:
            at, i = _more(b, i, at)
        right = (by, at)
    if not info & 0xC0:
        named = b[i]
        i += 1
        if named == 1:
            parent, i = _string(b, i, size, limits)
        elif named == 0:
            by, i = _number(b, i)
            at, i = _number(b, i)
            parent = (by, at)
        else:
            raise BadUpdate(MALFORMED, "unknown kind of parent")
        if info & 0x20:
            key, i = _string(b, i, size, limits)
    if kind == STRING:
        text, i = _string(b, i, size, limits)
        length = len(text) if text.isascii() else units(text)
        if not length:
            raise BadUpdate(MALFORMED, "an empty struct")
        return Item(client, clock, length, STRING, origin, right, parent, key, text), i
    if kind == ANY:
        if b[i] == 1:
            value, i = _value(b, i + 1, size, limits)
            return Item(client, clock, 1, ANY, origin, right, parent, key, [value]), i
        length, i = _length(b, i, limits)
        if length > size - i:
            raise BadUpdate(MALFORMED, "ends too early")
        values = []
        for _ in range(length):
            value, i = _value(b, i, size, limits)
            values.append(value)
        return Item(client, clock, length, ANY, origin, right, parent, key, values), i
    length, found, i = _rare(b, i, size, kind, limits)
    return Item(client, clock, length, kind, origin, right, parent, key, found), i


def _rare(b: bytes, i: int, size: int, kind: int, limits: GateLimits) -> tuple[int, Any, int]:
    """Length, value and end of the kinds that ordinary typing does not make."""
    if kind == TYPE:
        number, i = _number(b, i)
        if number > _LAST_TYPE:
            raise BadUpdate(MALFORMED, "unknown shared type")
        if number in _NAMED_TYPES:
            name, i = _string(b, i, size, limits)
            return 1, name if number == ELEMENT_TYPE else number, i
        return 1, number, i
    if kind == DELETED:
        length, i = _length(b, i, limits)
        return length, None, i
    if kind == JSON:
        length, i = _length(b, i, limits)
        if length > size - i:
            raise BadUpdate(MALFORMED, "ends too early")
        for _ in range(length):
            _, i = _json(b, i, size, limits, undefined=True)
        return length, None, i
    if kind == BINARY:
        _, i = _bytes(b, i, size, limits)
        return 1, None, i
    if kind == EMBED:
        _, i = _json(b, i, size, limits)
        return 1, None, i
    if kind == FORMAT:
        name, i = _string(b, i, size, limits)
        value, i = _json(b, i, size, limits)
        return 1, (name, value), i
    raise BadUpdate(MALFORMED, "unknown content")


def _read_deletes(b: bytes, i: int, limits: GateLimits) -> tuple[list[tuple[int, int, int]], int]:
    deletes: list[tuple[int, int, int]] = []
    count = b[i]
    i += 1
    if not count:
        return deletes, i
    if count > 127:
        count, i = _more(b, i, count)
    seen: set[int] = set()
    for _ in range(count):
        client = b[i]
        i += 1
        if client > 127:
            client, i = _more(b, i, client)
        if client in seen:
            raise BadUpdate(MALFORMED, "a client's deletes come twice")
        seen.add(client)
        ranges, i = _number(b, i)
        if not ranges or len(deletes) + ranges > limits.ranges:
            raise BadUpdate(TOO_LARGE if ranges else MALFORMED, "no or too many deletes")
        end = 0
        for _ in range(ranges):
            clock, i = _number(b, i)
            length, i = _length(b, i, limits)
            if clock < end:
                raise BadUpdate(MALFORMED, "deletes out of order")
            end = clock + length
            if end > _CLOCK_MAX:
                raise BadUpdate(TOO_LARGE, "too many clocks")
            deletes.append((client, clock, length))
    return deletes, i


def _number(b: bytes, i: int) -> tuple[int, int]:
    value = b[i]
    return _more(b, i + 1, value) if value > 127 else (value, i + 1)


def _more(b: bytes, i: int, value: int) -> tuple[int, int]:
    """The rest of a number of more than one byte (U2: no needless last byte)."""
    value &= 127
    shift = 7
    c = b[i]
    while c > 127:
        value |= (c & 127) << shift
        shift += 7
        if shift > 49:
            raise BadUpdate(MALFORMED, "number too long")
        i += 1
        c = b[i]
    value |= c << shift
    if not c or value > _NUMBER_MAX:
        raise BadUpdate(MALFORMED, "number too long")
    return value, i + 1


def _length(b: bytes, i: int, limits: GateLimits) -> tuple[int, int]:
    length, i = _number(b, i)
    if not length:
        raise BadUpdate(MALFORMED, "an empty struct")
    if length > limits.clocks:
        raise BadUpdate(TOO_LARGE, "too many clocks")
    return length, i


def _bytes(b: bytes, i: int, size: int, limits: GateLimits) -> tuple[bytes, int]:
    length, i = _number(b, i)
    if length > size - i:
        raise BadUpdate(MALFORMED, "ends too early")
    if length > limits.string:
        raise BadUpdate(TOO_LARGE, "string too long")
    return b[i : i + length], i + length


def _string(b: bytes, i: int, size: int, limits: GateLimits) -> tuple[str, int]:
    length = b[i]
    i += 1
    if length > 127:
        length, i = _more(b, i, length)
        if length > limits.string:
            raise BadUpdate(TOO_LARGE, "string too long")
    end = i + length
    if end > size:
        raise BadUpdate(MALFORMED, "ends too early")
    return b[i:end].decode(), end


def _json(b: bytes, i: int, size: int, limits: GateLimits, *, undefined: bool = False) -> tuple[Any, int]:
    """The value and the end of a string that must be JSON: a browser would stop at one that is not. The old kind of
    content writes JavaScript's undefined without quotes."""
    text, i = _string(b, i, size, limits)
    if undefined and text == "undefined":
        return UNDEFINED, i
    if _nested(text) > limits.depth:
        raise BadUpdate(MALFORMED, "nested too deep")
    try:
        return json.loads(text), i
    except ValueError:
        raise BadUpdate(MALFORMED, "not JSON") from None


def _nested(text: str) -> int:
    """The most brackets open at once, those in quoted words included: at least the depth of the value."""
    depth = deepest = 0
    for c in text:
        if c in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif c in "]}":
            depth -= 1
    return deepest


def units(text: str) -> int:
    """UTF-16 code units: what Yjs counts in."""
    return len(text) + sum(c > "\uffff" for c in text)


def _value(b: bytes, i: int, size: int, limits: GateLimits) -> tuple[Any, int]:
    """One value of lib0's "any" encoding. Lists and objects are read with a stack of their own (U1)."""
    kind = b[i]
    i += 1
    if kind == 119:
        return _string(b, i, size, limits)
    if kind not in (117, 118):
        return _scalar(b, i, size, kind, limits)
    outermost: Any = None
    key: str | None = None
    open_: list[tuple[Any, int]] = []
    while True:
        if kind in (117, 118):
            left, i = _number(b, i)
            if left > size - i:
                raise BadUpdate(MALFORMED, "ends too early")
            if len(open_) >= limits.depth:
                raise BadUpdate(MALFORMED, "nested too deep")
            value: Any = [] if kind == 117 else {}
        else:
            value, i = _string(b, i, size, limits) if kind == 119 else _scalar(b, i, size, kind, limits)
        if open_:
            _put(open_[-1][0], key, value)
        else:
            outermost = value
        if kind in (117, 118):
            open_.append((value, left))
        while open_ and not open_[-1][1]:
            open_.pop()
        if not open_:
            return outermost, i
        holder, left = open_[-1]
        open_[-1] = (holder, left - 1)
        key = None
        if type(holder) is dict:
            key, i = _string(b, i, size, limits)
        kind = b[i]
        i += 1


def _put(holder: list[Any] | dict[Any, Any], key: str | None, value: Any) -> None:
    if isinstance(holder, dict):
        if key in holder:
            raise BadUpdate(MALFORMED, "a key comes twice")
        holder[key] = value
    else:
        holder.append(value)


def _scalar(b: bytes, i: int, size: int, kind: int, limits: GateLimits) -> tuple[Any, int]:
    if kind == 120:
        return True, i
    if kind == 121:
        return False, i
    if kind == 126:
        return None, i
    if kind == 125:
        return _integer(b, i)
    if kind == 127:
        return UNDEFINED, i
    if kind in _FIXED:
        form, length, made = _FIXED[kind]
        if i + length > size:
            raise BadUpdate(MALFORMED, "ends too early")
        return made(struct.unpack_from(form, b, i)[0]), i + length
    if kind == 116:
        return _bytes(b, i, size, limits)
    raise BadUpdate(MALFORMED, "unknown kind of value")


_FIXED: Final[dict[int, tuple[str, int, Any]]] = {
    124: (">f", 4, float),
    123: (">d", 8, float),
    122: (">q", 8, BigInteger),
}


def _integer(b: bytes, i: int) -> tuple[int, int]:
    """A signed number: the first byte has a sign and six bits."""
    c = b[i]
    i += 1
    value = c & 63
    negative = c & 64
    if c > 127:
        shift = 6
        while True:
            c = b[i]
            i += 1
            value |= (c & 127) << shift
            if c < 128:
                break
            shift += 7
            if shift > 48:
                raise BadUpdate(MALFORMED, "number too long")
        if not c or value > _NUMBER_MAX:
            raise BadUpdate(MALFORMED, "number too long")
    return (-value if negative else value), i
