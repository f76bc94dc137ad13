"""What a field may hold in the shared document, exactly: the schema as checks that take a microsecond.

Reading is total and forgives (`domain/fields.py`); the gate does not, because what it lets in stays. It
refuses by type, length, known choice and form, never for characters: normal form and forbidden ones are
settled on reading.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from server.document.schema import Schema
from server.domain import story, vocabulary
from server.domain.access import LED_FIELDS
from server.domain.fields import (
    ACCOUNT_FIELDS,
    ID,
    INSTANT,
    LINE_MAX,
    ORDER,
    PLACE_MAX,
    PROSE_MAX,
    FieldSpec,
    Kind,
    read_value,
)

FITS: Final = ""
DOES_NOT_FIT: Final = "does_not_fit"
TOO_LONG: Final = "too_long"
NOT_YOURS: Final = "not_your_name"
MOMENT_TEXT_MAX: Final = 2_000
"""Characters of a moment's words; longer than 200 they are kept and not read."""

Check = Callable[[Any, str | None], str]
"""A value and its writer's participant id (None for the server) -> FITS or the key of the refusal."""

_TOLD: Final = (Kind.MOMENT, Kind.CHOICE, Kind.LINE, Kind.PROSE, Kind.REFERENCE)
"""What people can tell differently; where a symbol stands or what is hidden is no telling."""
_ACCOUNTS_KEPT: Final = (Kind.MOMENT, Kind.CHOICE, Kind.LINE)
_COLLECTIONS_WITH_ACCOUNTS: Final = (
    *("events", "people", "unions", "stays", "parent_links"),
    *("cards", "placements", "recommendations", "voices"),
)


@dataclass(frozen=True, slots=True)
class FieldRule:
    """One field: what its value (or, of a map, each entry's value) must be; whether it is a shared text or
    map; whether the loser of two unseen writes is found; whether whoever leads alone fills it."""

    name: str
    kind: Kind
    limit: int
    check: Check
    is_text: bool = False
    is_map: bool = False
    loser_found: bool = False
    led: bool = False


def field_rules(schema: Schema) -> list[list[FieldRule]]:
    """For each collection its fields' rules, in the order of the schema; then for each part of the story what its
    nodes hold."""
    collections = [
        [_rule(name, spec) for spec in collection.fields.values()] for name, collection in schema.collections.items()
    ]
    return collections + [_story_rules(name) for name in schema.fragments]


def _story_rules(root: str) -> list[FieldRule]:
    """Of a part of the story: its nodes, its letters, its attributes."""
    return [FieldRule(root, Kind.PROSE, story.PART_MAX, _no_value, is_text=n == 1) for n in range(3)]


def _no_value(value: Any, writer: str | None) -> str:
    return DOES_NOT_FIT


def attribute_fits(node: str, key: str | None, value: Any) -> bool:
    """Whether a node of the story may carry an attribute; without a key (a value written over another, whose key the
    wire does not tell) only a heading's level may be."""
    if node == "heading":
        return key in (None, "level") and type(value) in (int, float) and value in story.LEVELS
    if type(value) is not str or key is None or key not in story.ATOMS.get(node, ()):
        return False
    return value in story.CITED if key == "collection" else bool(ID.fullmatch(value))


def format_fits(told: Any) -> bool:
    """Whether a text of the story may carry a format: a mark, begun without attributes or ended."""
    name, value = told
    return name in story.MARKS and value in (None, {})


def _rule(collection: str, spec: FieldSpec) -> FieldRule:
    return FieldRule(
        spec.name,
        spec.kind,
        spec.limit,
        _CHECKS[spec.kind](spec),
        is_text=spec.kind is Kind.PROSE,
        is_map=spec.kind in (Kind.REFERENCES, Kind.ACCOUNTS),
        loser_found=spec.kind in _ACCOUNTS_KEPT and collection in _COLLECTIONS_WITH_ACCOUNTS,
        led=spec.name in LED_FIELDS.get(collection, ()),
    )


def _text(spec: FieldSpec) -> Check:
    limit = spec.limit

    def check(value: Any, writer: str | None) -> str:
        if type(value) is not str:
            return DOES_NOT_FIT
        return FITS if len(value) <= limit else TOO_LONG

    return check


def _one_of(allowed: frozenset[str]) -> Check:
    def check(value: Any, writer: str | None) -> str:
        return FITS if type(value) is str and value in allowed else DOES_NOT_FIT

    return check


def _choice(spec: FieldSpec) -> Check:
    return _one_of(vocabulary.keys(spec.table) | {spec.default})


def _references(spec: FieldSpec) -> Check:
    return _one_of(vocabulary.keys(spec.table))


def _reference(spec: FieldSpec) -> Check:
    def check(value: Any, writer: str | None) -> str:
        return FITS if type(value) is str and (not value or ID.fullmatch(value)) else DOES_NOT_FIT

    return check


def _order(spec: FieldSpec) -> Check:
    def check(value: Any, writer: str | None) -> str:
        return FITS if type(value) is str and (not value or ORDER.fullmatch(value)) else DOES_NOT_FIT

    return check


def _instant(spec: FieldSpec) -> Check:
    return lambda value, writer: FITS if _is_instant(value) else DOES_NOT_FIT


def _is_instant(value: Any) -> bool:
    if type(value) is not str or (value and not INSTANT.fullmatch(value)):
        return False
    try:
        return not value or bool(datetime.fromisoformat(value))
    except ValueError:
        return False


def _author(spec: FieldSpec) -> Check:
    def check(value: Any, writer: str | None) -> str:
        if type(value) is not str or (value and not ID.fullmatch(value)):
            return DOES_NOT_FIT
        return FITS if not value or writer is None or value == writer else NOT_YOURS

    return check


def _flag(spec: FieldSpec) -> Check:
    return lambda value, writer: FITS if type(value) is bool else DOES_NOT_FIT


def _moment(spec: FieldSpec) -> Check:
    def check(value: Any, writer: str | None) -> str:
        if value is None:
            return FITS
        if type(value) is not dict or type(value.get("text")) is not str:
            return DOES_NOT_FIT
        if len(value["text"]) > MOMENT_TEXT_MAX:
            return TOO_LONG
        return FITS if read_value(spec, value)[1] else DOES_NOT_FIT

    return check


def _place(spec: FieldSpec) -> Check:
    def check(value: Any, writer: str | None) -> str:
        if value is None:
            return FITS
        fits = type(value) is list and len(value) == 2 and _is_whole(value[0]) and _is_whole(value[1])
        return FITS if fits else DOES_NOT_FIT

    return check


def _is_whole(value: Any) -> bool:
    """A finite whole number, as an integer or as browsers write some of them; never a boolean or a big
    integer."""
    return type(value) in (int, float) and -PLACE_MAX <= value <= PLACE_MAX and value == int(value)


def _account(spec: FieldSpec) -> Check:
    """One account: its shape. What a page may change of one is asked by `check_account`."""

    def check(value: Any, writer: str | None) -> str:
        if not isinstance(value, Mapping) or not set(value) <= set(ACCOUNT_FIELDS):
            return DOES_NOT_FIT
        lines = [value.get(name, "") for name in ACCOUNT_FIELDS if name != "value"]
        told = value.get("value")
        if any(type(line) is not str for line in lines) or type(told) not in (str, dict):
            return DOES_NOT_FIT
        if any(len(line) > LINE_MAX for line in lines) or (type(told) is str and len(told) > PROSE_MAX):
            return TOO_LONG
        if type(told) is dict and len(repr(told)) > MOMENT_TEXT_MAX * 2:
            return TOO_LONG
        at = _is_instant(value.get("at", "")) and _is_instant(value.get("settled", ""))
        return FITS if at and value.get("outcome", "") in outcomes else DOES_NOT_FIT

    outcomes = vocabulary.keys("account_outcomes") | {""}
    return check


def check_account(
    fields: Mapping[str, FieldRule], before: Mapping[str, Any] | None, after: Mapping[str, Any], writer: str
) -> str:
    """Whether a page may write this account in place of `before` (None for a new one); `fields` are the record's.

    K3  a telling is of a field that people can tell differently, and fits it; nobody notes one in another's name.
    K4  what somebody else noted stays as they noted it: a page only says what would settle it, and settles it.
    K5  what is settled says by whom, in their own name, and how it came out.
    """
    rule, told = fields.get(after.get("field", "")), after.get("value")
    if rule is None or rule.kind not in _TOLD or told in (None, ""):
        return DOES_NOT_FIT
    verdict = rule.check(told, writer)
    if verdict != FITS:
        return verdict
    was = before if before is not None else {"field": rule.name, "noted_by": writer}
    if any(after.get(name, "") != was.get(name, "") for name in ("field", "noted_by")):
        return NOT_YOURS
    if was.get("noted_by") != writer and any(
        after.get(name, "") != was.get(name, "") for name in ("value", "who", "at")
    ):
        return NOT_YOURS
    settling = {name: after.get(name, "") for name in ("settled", "settled_by", "outcome")}
    if len({value == "" for value in settling.values()}) != 1:
        return DOES_NOT_FIT
    changed = any(after.get(name, "") != was.get(name, "") for name in (*settling, "reason"))
    return NOT_YOURS if changed and settling["settled_by"] not in ("", writer) else FITS


_CHECKS: Final[dict[Kind, Callable[[FieldSpec], Check]]] = {
    Kind.LINE: _text,
    Kind.PROSE: _text,
    Kind.CHOICE: _choice,
    Kind.REFERENCE: _reference,
    Kind.REFERENCES: _references,
    Kind.MOMENT: _moment,
    Kind.PLACE: _place,
    Kind.FLAG: _flag,
    Kind.ORDER: _order,
    Kind.INSTANT: _instant,
    Kind.AUTHOR: _author,
    Kind.ACCOUNTS: _account,
}
