"""Frames of the document socket: the standard y-websocket encoding, read with bounds and written once for
everybody.

A frame begins with a variable-length number: `0` sync (then `0` step 1, `1` step 2, `2` update), `1`
awareness (a caret), `100` news from the server and `101` a word from the page, both JSON in a variable-length
string. Reading never touches the CRDT engine and refuses whatever it does not understand; the update inside a
frame is still raw bytes, for the gate to judge. The CRDT library's own decoder has no bounds and its
awareness encoder counts characters for bytes, so both are written here.
"""

import json
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

SYNC: Final = 0
AWARENESS: Final = 1
NEWS: Final = 100
WORD: Final = 101

STEP_1: Final = 0
STEP_2: Final = 1
UPDATE: Final = 2

BAD: Final = 4400
"""Close code of a frame that cannot be read: final, a client that sends it again is told the same."""
TOO_LARGE: Final = 4413
"""Close code of a frame over its size: final, the words in it are kept by the page to be copied."""

_NUMBER_BYTES: Final = 8  # 56 bits: more than any client id (32), clock or length that fits a frame
_TOO_BIG: Final = 1 << 53  # numbers above this are not whole in JavaScript
_STRINGS: Final = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)


@dataclass(frozen=True, slots=True)
class FrameLimits:
    """The largest frames that are read, in bytes, and how deep JSON in them may nest."""

    document_bytes: int = 256 * 1024
    caret_bytes: int = 2 * 1024
    word_bytes: int = 2 * 1024
    json_depth: int = 8
    clients: int = 50_000


class BadFrame(Exception):
    """A frame that is not read: `code` closes the socket (4400 not understood, 4413 too large), `reason` is
    for the log and never holds what was in the frame."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Step1:
    """A client asks for what it lacks: its state vector, checked, as bytes and as client id -> clock."""

    vector: bytes
    clocks: dict[int, int]


@dataclass(frozen=True, slots=True)
class DocumentFrame:
    """Raw update bytes for the gate; `whole` when they answer a step 1 (everything the client has that we
    lack)."""

    update: bytes
    whole: bool


@dataclass(frozen=True, slots=True)
class Caret:
    """One participant's caret as its client sent it; `state` None takes it away."""

    client: int
    clock: int
    state: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class WordFrame:
    """A word from the page, parsed JSON that is an object and not yet checked against its schema."""

    said: dict[str, Any]


Frame = Step1 | DocumentFrame | Caret | WordFrame


def read(frame: bytes, limits: FrameLimits) -> Frame:
    """What a frame from a client says. Raises BadFrame for anything else, and no other exception."""
    size = len(frame)
    if size < 2:
        raise BadFrame(BAD, "frame too short")
    kind = frame[0]
    if kind == SYNC:
        return _read_sync(frame, limits)
    if kind == AWARENESS:
        if size > limits.caret_bytes:
            raise BadFrame(TOO_LARGE, "caret too large")
        return _read_caret(_last_bytes(frame, 1), limits)
    if kind == WORD:
        if size > limits.word_bytes:
            raise BadFrame(TOO_LARGE, "word too large")
        said = read_json(_last_bytes(frame, 1), limits.json_depth)
        if not isinstance(said, dict):
            raise BadFrame(BAD, "word is not an object")
        return WordFrame(said)
    raise BadFrame(BAD, "unknown kind of frame")


def _read_sync(frame: bytes, limits: FrameLimits) -> Step1 | DocumentFrame:
    if len(frame) > limits.document_bytes:
        raise BadFrame(TOO_LARGE, "document frame too large")
    step = frame[1]
    body = _last_bytes(frame, 2)
    if step in (UPDATE, STEP_2):
        return DocumentFrame(body, step == STEP_2)
    if step == STEP_1:
        return Step1(body, read_vector(body, limits.clients))
    raise BadFrame(BAD, "unknown sync step")


def _last_bytes(frame: bytes, at: int) -> bytes:
    """The variable-length bytes that begin at `at` and end with the frame."""
    length, at = number(frame, at)
    if length != len(frame) - at:
        raise BadFrame(BAD, "length does not fit the frame")
    return frame[at:]


def number(data: bytes, at: int) -> tuple[int, int]:
    """The variable-length number at `at` and where the next thing begins. Raises BadFrame when cut short or
    over 53 bits."""
    value = shift = 0
    for place in range(at, min(at + _NUMBER_BYTES, len(data))):
        byte = data[place]
        value |= (byte & 127) << shift
        if byte < 128:
            if value >= _TOO_BIG:
                break
            return value, place + 1
        shift += 7
    raise BadFrame(BAD, "bad number")


def read_vector(vector: bytes, most: int) -> dict[int, int]:
    """A state vector as client id -> clock. Raises BadFrame when malformed or over `most` clients."""
    count, at = number(vector, 0)
    if count > most or count * 2 > len(vector):
        raise BadFrame(BAD, "state vector too long")
    clocks: dict[int, int] = {}
    for _ in range(count):
        client, at = number(vector, at)
        clocks[client], at = number(vector, at)
    if at != len(vector):
        raise BadFrame(BAD, "trailing bytes in a state vector")
    return clocks


def _read_caret(body: bytes, limits: FrameLimits) -> Caret:
    count, at = number(body, 0)
    if count != 1:
        raise BadFrame(BAD, "a caret frame holds one entry")
    client, at = number(body, at)
    clock, at = number(body, at)
    state = read_json(_last_bytes(body, at), limits.json_depth)
    if state is not None and not isinstance(state, dict):
        raise BadFrame(BAD, "caret is not an object")
    return Caret(client, clock, state)


def read_json(text: bytes, depth: int) -> Any:
    """JSON nested at most `depth` deep. Raises BadFrame for bad UTF-8, bad JSON, deep JSON, numbers that are
    not finite, half a surrogate pair and keys given twice."""
    try:
        words = text.decode("utf-8")
        if _nesting(words) > depth:
            raise BadFrame(BAD, "JSON nested too deep")
        value = json.loads(words, parse_constant=_not_json, parse_float=_finite, object_pairs_hook=_no_key_twice)
        if "\\u" in words:
            json.dumps(value, ensure_ascii=False).encode("utf-8")  # half a surrogate pair could never be sent on
        return value
    except ValueError:
        raise BadFrame(BAD, "bad JSON") from None


def _nesting(text: str) -> int:
    deepest = now = 0
    for mark in re.findall(r"[\[\]{}]", _STRINGS.sub("", text)):
        now += 1 if mark in "[{" else -1
        deepest = max(deepest, now)
    return deepest


def _not_json(name: str) -> Any:
    raise ValueError(name)


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise ValueError(digits)
    return value


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(found := dict(pairs)) != len(pairs):
        raise ValueError("key given twice")
    return found


# What the server sends


def step_1(vector: bytes) -> bytes:
    """The frame that asks a client for what the room lacks."""
    return b"\x00\x00" + sized(vector)


def step_2(update: bytes) -> bytes:
    """The frame that answers a client's step 1."""
    return b"\x00\x01" + sized(update)


def update(change: bytes) -> bytes:
    """The frame of one committed change, or of several merged."""
    return b"\x00\x02" + sized(change)


def news(message: str) -> bytes:
    """The frame of one piece of news, given as JSON text (`news.py` writes it)."""
    return b"\x64" + sized(message.encode("utf-8"))


def carets(entries: Iterable[tuple[int, int, str]]) -> bytes:
    """The awareness frame of several carets: client id, clock, state as JSON text (`null` takes a caret
    away)."""
    listed = [write_number(c) + write_number(k) + sized(state.encode("utf-8")) for c, k, state in entries]
    return b"\x01" + sized(write_number(len(listed)) + b"".join(listed))


def word(message: str) -> bytes:
    """The frame of a word from a page (clients written in Python, and tests)."""
    return b"\x65" + sized(message.encode("utf-8"))


def sized(data: bytes) -> bytes:
    """Variable-length bytes: their count, then they."""
    return write_number(len(data)) + data


def write_number(value: int) -> bytes:
    """A variable-length number, seven bits to a byte, the lowest first."""
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)
