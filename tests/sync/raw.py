"""Hand-made updates, byte by byte: what no honest client writes."""

from collections.abc import Iterable
from typing import Any

Id = tuple[int, int]


def number(value: int) -> bytes:
    """A whole number in the variable-length encoding."""
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def string(text: str | bytes) -> bytes:
    """A string, or bytes passed off as one."""
    body = text.encode() if isinstance(text, str) else text
    return number(len(body)) + body


def item(
    content: int,
    body: bytes,
    *,
    origin: Id | None = None,
    right: Id | None = None,
    parent: str | Id | None = None,
    key: str | None = None,
) -> bytes:
    """One struct: its kind of content, the content's bytes, where it stands."""
    info = content | (0x80 if origin else 0) | (0x40 if right else 0) | (0x20 if key is not None else 0)
    out = bytes([info])
    for seen in (origin, right):
        if seen is not None:
            out += number(seen[0]) + number(seen[1])
    if origin is None and right is None:
        out += b"\x01" + string(parent) if isinstance(parent, str) else b"\x00" + _id(parent)
        if key is not None:
            out += string(key)
    return out + body


def _id(parent: Id | None) -> bytes:
    return b"" if parent is None else number(parent[0]) + number(parent[1])


def update(
    sections: Iterable[tuple[int, int, list[bytes]]] = (), deletes: Iterable[tuple[int, list[Id]]] = ()
) -> bytes:
    """An update of sections (client, first clock, structs) and deletes (client, ranges of clock and length)."""
    sections, deletes = list(sections), list(deletes)
    out = number(len(sections))
    for client, clock, structs in sections:
        out += number(len(structs)) + number(client) + number(clock) + b"".join(structs)
    out += number(len(deletes))
    for client, ranges in deletes:
        out += number(client) + number(len(ranges)) + b"".join(number(c) + number(n) for c, n in ranges)
    return out


def value(of: Any) -> bytes:
    """A value in lib0's "any" encoding."""
    if of is None:
        return b"\x7e"
    if isinstance(of, bool):
        return b"\x78" if of else b"\x79"
    if isinstance(of, int):
        assert -64 < of < 64
        return bytes([125, abs(of) | (64 if of < 0 else 0)])
    if isinstance(of, str):
        return b"\x77" + string(of)
    if isinstance(of, list):
        return b"\x75" + number(len(of)) + b"".join(map(value, of))
    return b"\x76" + number(len(of)) + b"".join(string(k) + value(v) for k, v in of.items())


def any_of(*values: Any) -> bytes:
    """The content of an "any" struct with these values."""
    return number(len(values)) + b"".join(map(value, values))


def nested(levels: int, *, objects: bool = False) -> bytes:
    """The content of an "any" struct with one value of nested lists or objects."""
    return (
        b"\x01"
        + (b"\x76\x01\x01a" if objects else b"\x75\x01") * (levels - 1)
        + (b"\x76\x00" if objects else b"\x75\x00")
    )


def title(client: int, clock: int, seen: Id, content: bytes) -> bytes:
    """An update that writes one field over the item `seen`."""
    return update([(client, clock, [item(8, content, origin=seen, key="")])])
