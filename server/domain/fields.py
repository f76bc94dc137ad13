"""How a field of a record is declared: once, with its kind, default, limit and meaning.

A record is a frozen dataclass whose fields are made by the functions below. From them `document/schema.py` derives
the one description that Python, Jinja and the browser read by. Reading is total: `read_value` turns whatever a
document or file holds into a value of the field's kind, and says what it could not use.
"""

import dataclasses
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from server.domain import vocabulary
from server.domain.moments import Moment

LINE_MAX: Final = 200
"""Characters in a line of text; longer ones are refused with the count, never cut."""
PROSE_MAX: Final = 20_000
"""Characters in a free text."""
SLOT: Final = 64
"""Units of a place for one slot across and for one row down."""
PLACE_MAX: Final = 1_000_000
ORDER_MAX: Final = 64
ENTRIES_MAX: Final = 100
"""Entries in one field that is a map (people of an event, accounts of a record)."""

ID: Final = re.compile(r"[A-Za-z0-9_-]{22}")
"""A record's or a participant's id: 128 random bits in base64url."""
INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
ORDER: Final = re.compile(r"[0-9A-Za-z]{1,64}")

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")
_BREAK: Final = re.compile(r"[\t\r\n\u2028\u2029]+")


class Kind(StrEnum):
    """What a field holds, and so how it merges; shapes in the functions below."""

    LINE = "line"
    PROSE = "prose"
    CHOICE = "choice"
    REFERENCE = "reference"
    REFERENCES = "references"
    MOMENT = "moment"
    PLACE = "place"
    FLAG = "flag"
    ORDER = "order"
    INSTANT = "instant"
    AUTHOR = "author"
    ACCOUNTS = "accounts"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of one record: `table` is the vocabulary table of a choice (or of the roles of references), `to`
    the collection a reference points into, `limit` characters of text or entries of a map; 0 where there is none."""

    name: str
    kind: Kind
    default: Any
    meaning: str
    limit: int = 0
    table: str = ""
    to: str = ""


def _declare(kind: Kind, default: Any, meaning: str, **more: Any) -> Any:
    metadata = {"spec": {"kind": kind, "default": default, "meaning": meaning, **more}}
    if isinstance(default, dict):
        return dataclasses.field(default_factory=dict, metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


def line(meaning: str, *, limit: int = LINE_MAX) -> str:
    """A short text: the last writer wins; an unsettled other account is kept beside it."""
    return _declare(Kind.LINE, "", meaning, limit=limit)  # type: ignore[no-any-return]


def prose(meaning: str) -> str:
    """A text that several hands may write at once: a shared text, created with its record."""
    return _declare(Kind.PROSE, "", meaning, limit=PROSE_MAX)  # type: ignore[no-any-return]


def choice(table: str, meaning: str, *, default: str = "") -> str:
    """The key of a row of a vocabulary table, or the default."""
    return _declare(Kind.CHOICE, default, meaning, table=table)  # type: ignore[no-any-return]


def reference(to: str, meaning: str) -> str:
    """The id of a record of the collection `to`, or ""."""
    return _declare(Kind.REFERENCE, "", meaning, to=to)  # type: ignore[no-any-return]


def references(to: str, table: str, meaning: str) -> Mapping[str, str]:
    """Ids of records of `to`, each with the part it plays (a key of `table`)."""
    return _declare(Kind.REFERENCES, {}, meaning, to=to, table=table, limit=ENTRIES_MAX)  # type: ignore[no-any-return]


def moment(meaning: str) -> Moment | None:
    """A date or range with its words, as one value; None is never said."""
    return _declare(Kind.MOMENT, None, meaning)  # type: ignore[no-any-return]


def place(meaning: str) -> tuple[int, int] | None:
    """A position as one value of two whole numbers, `SLOT` units to a slot; None is not placed yet."""
    return _declare(Kind.PLACE, None, meaning)  # type: ignore[no-any-return]


def flag(meaning: str) -> bool:
    """True or false."""
    return _declare(Kind.FLAG, False, meaning)  # type: ignore[no-any-return]


def order(meaning: str) -> str:
    """A sortable key (fractional indexing), or "" for a record nobody has put in order."""
    return _declare(Kind.ORDER, "", meaning, limit=ORDER_MAX)  # type: ignore[no-any-return]


def instant(meaning: str) -> str:
    """A point in time, UTC to the second ("2026-03-12T09:31:00Z"), or ""."""
    return _declare(Kind.INSTANT, "", meaning)  # type: ignore[no-any-return]


def author(meaning: str) -> str:
    """The id of the participant who did it; a writer can set only their own, or "" to clear it."""
    return _declare(Kind.AUTHOR, "", meaning)  # type: ignore[no-any-return]


def accounts(meaning: str) -> Mapping[str, Mapping[str, Any]]:
    """Tellings of one fact of the record: id -> what `ACCOUNT_FIELDS` names."""
    return _declare(Kind.ACCOUNTS, {}, meaning, limit=ENTRIES_MAX)  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every record of a formulation carries from the start: a frozen version cannot gain it later."""

    ref: str = line("the id it had where it was imported from; commands and answer keys speak it")
    language: str = choice("languages", "the language its words are written in")
    agency: str = line("which agency says so")
    says: str = line("who says so")
    sensitive: bool = flag("kept off the big screen and out of print unless chosen")
    added_by: str = author("who added it")
    added_at: str = instant("when it was added")
    removed_by: str = author("who removed it")
    removed_at: str = instant("when it was removed; anything here means that it is removed")
    order: str = order("its place among its like where people order them")
    accounts: Mapping[str, Mapping[str, Any]] = accounts("two tellings of one of its facts")

    @property
    def removed(self) -> bool:
        """Whether it is flagged removed: kept, and not in a version."""
        return self.removed_at != ""


def specs(record: type[Record]) -> tuple[FieldSpec, ...]:
    """The fields of a record class in order: its own first, then what every record carries."""
    declared = [FieldSpec(name=f.name, **f.metadata["spec"]) for f in dataclasses.fields(record)]
    common = {f.name for f in dataclasses.fields(Record)}
    return tuple([s for s in declared if s.name not in common] + [s for s in declared if s.name in common])


def clean(text: str) -> str:
    """Text in normal form NFC without control and bidi-override characters or lone surrogates.

    "Exact words" means after this; it is idempotent.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _SURROGATE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", _CONTROL.sub("", text))


def clean_line(text: str) -> str:
    """As `clean`, with every line break and tab become a space."""
    if text.isascii() and text.isprintable():
        return text
    return clean(_BREAK.sub(" ", text))


def read_value(spec: FieldSpec, value: Any) -> tuple[Any, bool]:
    """The field's value from anything a document or a file may hold, and whether all of it was understood.

    Never raises; what is not there gives the default, what cannot be used gives the default and False.
    """
    if value is None:
        return _default(spec), True
    return _READERS[spec.kind](spec, value)


def _default(spec: FieldSpec) -> Any:
    return {} if isinstance(spec.default, dict) else spec.default


def _line(spec: FieldSpec, value: Any) -> tuple[Any, bool]:
    return (clean_line(value), True) if isinstance(value, str) else (_default(spec), False)


def _prose(spec: FieldSpec, value: Any) -> tuple[Any, bool]:
    return (clean(value), True) if isinstance(value, str) else (_default(spec), False)


def _choice(spec: FieldSpec, value: Any) -> tuple[Any, bool]:
    known = isinstance(value, str) and (value == spec.default or value in vocabulary.keys(spec.table))
    return (value, True) if known else (_default(spec), False)


def _matching(pattern: re.Pattern[str]) -> Callable[[FieldSpec, Any], tuple[Any, bool]]:
    def read(spec: FieldSpec, value: Any) -> tuple[Any, bool]:
        known = isinstance(value, str) and (value == "" or pattern.fullmatch(value) is not None)
        return (value, True) if known else (_default(spec), False)

    return read


def _references(spec: FieldSpec, value: Any) -> tuple[Any, bool]:
    if not isinstance(value, Mapping):
        return {}, False
    roles = vocabulary.keys(spec.table)
    kept = {k: v for k, v in value.items() if isinstance(k, str) and ID.fullmatch(k) and v in roles}
    return dict(sorted(kept.items())), len(kept) == len(value)


def _moment(spec: FieldSpec, value: Any) -> tuple[Any, bool]:
    if isinstance(value, Moment):
        return value, True
    read = Moment.from_json(value)
    if not isinstance(value, Mapping) or not isinstance(value.get("text"), str):
        return (read if read.text else None), False
    return read, {**read.to_json(), "text": ""} == {**value, "text": ""}


def _place(spec: FieldSpec, value: Any) -> tuple[Any, bool]:
    if isinstance(value, list | tuple) and len(value) == 2 and all(_whole(v) for v in value):
        return (int(value[0]), int(value[1])), True
    return None, False


def _whole(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) <= PLACE_MAX and value == int(value)


def _flag(spec: FieldSpec, value: Any) -> tuple[Any, bool]:
    return (value, True) if isinstance(value, bool) else (False, False)


ACCOUNT_FIELDS: Final = (
    "field",
    "value",
    "who",
    "noted_by",
    "at",
    "would_settle",
    "settled",
    "settled_by",
    "outcome",
    "reason",
)
"""One telling of one field: its value, who says so, which participant noted it and when; what would settle it; and once
it is settled (an instant), by whom, with which of `account_outcomes`, and why."""


def _accounts(spec: FieldSpec, value: Any) -> tuple[Any, bool]:
    if not isinstance(value, Mapping):
        return {}, False
    kept = {k: dict(v) for k, v in value.items() if isinstance(k, str) and ID.fullmatch(k) and isinstance(v, Mapping)}
    return dict(sorted(kept.items())), len(kept) == len(value)


_READERS: Final[dict[Kind, Callable[[FieldSpec, Any], tuple[Any, bool]]]] = {
    Kind.LINE: _line,
    Kind.PROSE: _prose,
    Kind.CHOICE: _choice,
    Kind.REFERENCE: _matching(ID),
    Kind.REFERENCES: _references,
    Kind.MOMENT: _moment,
    Kind.PLACE: _place,
    Kind.FLAG: _flag,
    Kind.ORDER: _matching(ORDER),
    Kind.INSTANT: _matching(INSTANT),
    Kind.AUTHOR: _matching(ID),
    Kind.ACCOUNTS: _accounts,
}


def plain_value(spec: FieldSpec, value: Any) -> Any:
    """A field's value as JSON holds it: moments as objects, places as lists."""
    if isinstance(value, Moment):
        return value.to_json()
    if spec.kind is Kind.PLACE and value is not None:
        return list(value)
    if isinstance(value, Mapping):
        return {k: dict(v) if isinstance(v, Mapping) else v for k, v in value.items()}
    return value
