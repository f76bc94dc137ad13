"""What every reader of a file gives back: plain records by collection and id, and findings.

I1  Nothing of a file is dropped: each value lands in a field, in a note, in a fact, or in a finding.
I2  Words are kept exactly, after normal form C and without control and bidi characters.
I3  The id a thing has in its file is kept as `ref`; its own id is made from the caller's seed.
I4  A line that is too long for its field is not cut: the whole words stand in the note or the detail.
"""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

from server.domain.errors import Finding, Refusal
from server.domain.fields import LINE_MAX, clean, clean_line, plain_value
from server.domain.formulation import SPECS, read_record

MOST_BYTES: Final = 2 * 1024 * 1024
"""The largest file of words (family facts, chronology); larger ones are refused before they are read."""
DEEPEST: Final = 64
"""Levels of nesting in a JSON file."""

Plain = dict[str, dict[str, dict[str, Any]]]
"""Records as a version holds them: {collection: {id: {field: value}}}."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds. `about` are its own few words on itself (a note, the date of the meeting)."""

    records: Plain
    findings: tuple[Finding, ...] = ()
    about: Mapping[str, str] = field(default_factory=dict)


def record_id(seed: bytes, *names: str) -> str:
    """An id of 22 characters for one thing of a file: the same for the same seed and names."""
    words = "\x1f".join(names).encode("utf-8", "replace")
    return base64.urlsafe_b64encode(sha256(seed + b"\x1e" + words).digest()[:16]).decode("ascii").rstrip("=")


def whole_record(collection: str, i: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """A plain record with every field of its collection; what is not given stands at its default."""
    record, _ = read_record(collection, i, values)
    return {spec.name: plain_value(spec, getattr(record, spec.name)) for spec in SPECS[collection]}


def small_enough(data: bytes, most: int = MOST_BYTES) -> None:
    """Raises Refusal when a file is larger than may be read."""
    if len(data) > most:
        raise Refusal("file_too_large", status=413, most=most >> 20)


def read_json(data: bytes, most: int = MOST_BYTES) -> Any:
    """The JSON in some bytes (UTF-8 or UTF-16, BOM or not). Raises Refusal for what is none, or nests too
    deep."""
    small_enough(data, most)
    try:
        value = json.loads(data.decode(json.detect_encoding(data)), parse_constant=_no_constant)
    except (ValueError, RecursionError) as broken:
        raise Refusal("not_json") from broken
    if _depth(value) > DEEPEST:
        raise Refusal("not_json")
    return value


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _depth(value: Any) -> int:
    """Levels of nesting, counted without recursion."""
    deepest, stack = 0, [(value, 1)]
    while stack:
        here, level = stack.pop()
        deepest = max(deepest, level)
        if isinstance(here, dict):
            stack.extend((inner, level + 1) for inner in here.values())
        elif isinstance(here, list):
            stack.extend((inner, level + 1) for inner in here)
    return deepest


_SENTENCE = re.compile(r"[.!?;:](?:['\"’”)]*)\s|\s[-–—]\s|,\s")


def first_words(text: str, most: int = LINE_MAX) -> str:
    """The first sentence or phrase of a text that fits a line; at worst as many whole words as fit."""
    line = clean_line(text).strip()
    if len(line) <= most:
        return line
    ends = [m.end() for m in _SENTENCE.finditer(line[: most + 1])]
    sentence = [m.end() for m in re.finditer(r"[.!?](?:['\"’”)]*)\s", line[: most + 1])]
    if sentence:
        return line[: sentence[0]].strip()
    if ends:
        return line[: ends[-1]].strip(" ,;:-–—")
    space = line.rfind(" ", 0, most)
    return line[: space if space > 0 else most].strip()


def words_of(value: Any) -> str:
    """Any value of a file as words: a text as it is, a list of texts one a line, anything else as JSON."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        return clean("\n".join(value))
    return clean(json.dumps(value, ensure_ascii=False, sort_keys=True))
