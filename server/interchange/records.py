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

from server.domain.errors import Finding, Place, Refusal
from server.domain.fields import LINE_MAX, clean, clean_line, plain_value, read_value
from server.domain.formulation import SPECS

MOST_BYTES: Final = 2 * 1024 * 1024
"""The largest file of words (family facts, chronology); larger ones are refused before they are read."""
DEEPEST: Final = 64
"""Levels of nesting in a JSON file."""

_SPECS: Final = {name: {spec.name: spec for spec in specs} for name, specs in SPECS.items()}
_EMPTY: Final = {
    name: {spec.name: plain_value(spec, read_value(spec, None)[0]) for spec in specs} for name, specs in SPECS.items()
}
_MAPS: Final = {name: [key for key, value in empty.items() if value == {}] for name, empty in _EMPTY.items()}

Plain = dict[str, dict[str, dict[str, Any]]]
"""Records as a version holds them: {collection: {id: {field: value}}}."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds. `about` are its own few words on itself (a note, the date of the meeting)."""

    records: Plain
    findings: tuple[Finding, ...] = ()
    about: Mapping[str, str] = field(default_factory=dict)


FAMILY: Final = ("people", "unions", "turns", "parent_links", "bonds", "households", "stays", "facts")
"""The collections that a file about a family brings."""
NOT_CARRIED: Final = frozenset("place pinned accounts added_by added_at removed_by removed_at".split())
"""Fields that no file about a family carries: where somebody stands in the drawing, other accounts, and who wrote
what when. Those travel in our own bundle."""

Standing = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""Plain records that are in the case already."""


class Gathering:
    """Records of a family on their way into a case: new ones, and what a file says of those that are there.

    `common` are the fields that every record is given (language, agency, says); `standing` is what the case holds.
    """

    def __init__(self, seed: bytes, common: Mapping[str, str], standing: Standing) -> None:
        self.seed = seed
        self.common = common
        self.standing = standing
        self.there = {
            name: {str(r["ref"]): i for i, r in records.items() if r.get("ref") and not r.get("removed_at")}
            for name, records in standing.items()
        }
        self.records: Plain = {name: {} for name in FAMILY}
        self.fills: Plain = {}
        self.already = 0
        self.findings: list[Finding] = []

    def child(self) -> str:
        """The id of the child, who stands in the case from the beginning; "" where nobody or more than one is
        marked."""
        people = self.standing.get("people", {})
        marked = [i for i, person in people.items() if person.get("index") and not person.get("removed_at")]
        return marked[0] if len(marked) == 1 else ""

    def put(self, collection: str, i: str, values: Mapping[str, Any]) -> None:
        """Puts a record, or what the file says of one that is there already."""
        whole = {**self.common, **values}
        if i in self.standing.get(collection, {}):
            self._fill(collection, i, whole_record(collection, i, whole))
        else:
            self.records[collection][i] = whole_record(collection, i, whole)

    def _fill(self, collection: str, i: str, read: Mapping[str, Any]) -> None:
        """What the file says of a record that is there already: empty fields are filled, others stand as
        they are."""
        before, empty = self.standing[collection][i], whole_record(collection, i, {})
        new = {k: v for k, v in read.items() if v != empty[k] and before.get(k, empty[k]) == empty[k]}
        for key in sorted(k for k, v in read.items() if v not in (empty[k], before.get(k))):
            if key not in new and not _same_time(read[key], before.get(key)):
                said = words_of(read[key].get("text") if isinstance(read[key], dict) else read[key])
                place = Place(collection, i, key)
                self.findings.append(Finding("stands_otherwise", place, parameters={"words": said[:LINE_MAX]}))
        if new:
            self.fills.setdefault(collection, {})[i] = new
        else:
            self.already += 1

    def told(self) -> tuple[Finding, ...]:
        """Everything doubtful, and how much was there already."""
        if self.already:
            return (*self.findings, Finding("already_there", parameters={"count": self.already}))
        return tuple(self.findings)


def _same_time(ours: Any, theirs: Any) -> bool:
    """Whether two values are moments of the same dates, whatever their words."""
    if not isinstance(ours, dict) or not isinstance(theirs, Mapping) or not ours.get("start"):
        return False
    return all(ours.get(part) == theirs.get(part) for part in ("start", "end"))


def record_id(seed: bytes, *names: str) -> str:
    """An id of 22 characters for one thing of a file: the same for the same seed and names."""
    words = "\x1f".join(names).encode("utf-8", "replace")
    return base64.urlsafe_b64encode(sha256(seed + b"\x1e" + words).digest()[:16]).decode("ascii").rstrip("=")


def whole_record(collection: str, i: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """A plain record with every field of its collection; what is not given stands at its default."""
    specs, whole = _SPECS[collection], dict(_EMPTY[collection])
    for name in _MAPS[collection]:
        whole[name] = {}
    for name, value in values.items():
        if value not in ("", None, False) and name in specs:  # those come to the default in every kind
            whole[name] = plain_value(specs[name], read_value(specs[name], value)[0])
    return whole


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
