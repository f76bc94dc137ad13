"""A comparison in words: sections of lines, what each thing is called, what it was and what it is. The list is the
accessible form of what changed, and what is printed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from server.domain.comparison import SECTIONS, Change, Comparison, Field, Told
from server.domain.errors import Words
from server.domain.fields import FieldSpec, Kind, Record
from server.domain.findings_formulation import short
from server.domain.formulation import SPECS, Formulation
from server.domain.moments import Moment
from server.reports.outline import name_of

SIGNS: Final[Mapping[str, str]] = {
    "new": "+", "changed": "~", "no_longer": "−", "moved": "↕", "renamed": "~", "merged": "=", "corrected": "~",
}  # fmt: skip
"""The sign that stands beside each verb; its word stands with it."""
_BRIEF: Final[Mapping[str, tuple[str, ...]]] = {
    "people": ("kind", "born", "died"), "events": ("when", "lane"), "recommendations": ("steps", "who", "by"),
    "placements": ("steps", "reason"), "cards": ("box",), "facts": ("area",), "voices": ("kind",),
}  # fmt: skip
"""Collection -> the fields that are told of a record that is new, or no longer there; the rest is in its version."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field: its word, what it was and what it is; "" for nothing."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """One change: its verb (a row of verbs) with its word and sign, what it is called, what differs, who says so, and
    why. `collection` and `id` say of what, for its mark in a drawing."""

    verb: str
    said: str
    sign: str
    name: str
    differences: tuple[Difference, ...] = ()
    source: str = ""
    why: str = ""
    language: str = ""
    collection: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class SentenceLine:
    """One sentence of the story: its part, and its words as (`same`, `in` or `out`, text)."""

    verb: str
    said: str
    sign: str
    part: str
    words: tuple[tuple[str, str], ...]
    cited: tuple[str, ...] = ()
    no_longer_cited: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """What changed in one section (a row of `sections`), sentences of the story first."""

    key: str
    title: str
    count: int
    sentences: tuple[SentenceLine, ...] = ()
    lines: tuple[Line, ...] = ()


def sections(w: Words, comparison: Comparison, before: Formulation, after: Formulation) -> list[Section]:
    """Every section, empty ones too, in their order."""
    told = []
    for key in SECTIONS:
        sentences = comparison.sentences if key == "story" else ()
        changes = comparison.of(key)
        told.append(
            Section(
                key,
                w(f"compared.section.{key}"),
                len(sentences) + len(changes),
                tuple(_sentence(w, each, before, after) for each in sentences),
                tuple(_line(w, each, before, after) for each in changes),
            )
        )
    return told


def _sentence(w: Words, told: Told, before: Formulation, after: Formulation) -> SentenceLine:
    return SentenceLine(
        told.verb,
        w(f"compared.verb.{told.verb}"),
        SIGNS[told.verb],
        w(f"story_parts.{told.part}"),
        told.words,
        tuple(called(w, after, collection, i) for collection, i in told.cited),
        tuple(called(w, before, collection, i) for collection, i in told.no_longer_cited),
    )


def _line(w: Words, change: Change, before: Formulation, after: Formulation) -> Line:
    here = before if change.verb == "no_longer" or change.id not in after.collection(change.collection) else after
    record = here.collection(change.collection)[change.id]
    specs = {spec.name: spec for spec in SPECS[change.collection]}
    alone = change.verb in ("new", "no_longer") or (change.verb == "merged" and here is before)
    brief = _BRIEF.get(change.collection, ())
    fields = [f for f in change.fields if not alone or f.name in brief]
    differences = [_difference(w, change.collection, specs[f.name], f, before, after) for f in fields]
    if alone:  # what it would be by default is said of neither
        new = change.verb == "new"
        differences = [Difference(d.field, "" if new else d.before, d.after if new else "") for d in differences]
        differences = [d for d in differences if d.before or d.after]
    if change.into:
        into = called(w, after, change.collection, change.into)
        differences.append(Difference(w("compared.merged_into"), "", into))
    why = "; ".join(_settled(w, change, each.field, each.outcome, each.reason) for each in change.settled)
    return Line(
        change.verb,
        w(f"compared.verb.{change.verb}"),
        SIGNS[change.verb],
        called(w, here, change.collection, change.id),
        tuple(differences),
        ", ".join(filter(None, (record.says, record.agency))),
        why,
        record.language if record.language in ("en", "cy") else "",
        change.collection,
        change.id,
    )


def _settled(w: Words, change: Change, field: str, outcome: str, reason: str) -> str:
    said = w("compared.settled", field=field_word(w, change.collection, field), how=w(f"account_outcomes.{outcome}"))
    return f"{said}: {reason}" if reason else said


def _difference(
    w: Words, collection: str, spec: FieldSpec, field: Field, before: Formulation, after: Formulation
) -> Difference:
    word = field_word(w, collection, spec.name)
    return Difference(word, value_said(w, before, spec, field.before), value_said(w, after, spec, field.after))


def field_word(w: Words, collection: str, name: str) -> str:
    """What a field is called: of its collection where it has a word of its own there."""
    own, common = f"field.{collection}.{name}", f"field.{name}"
    known: Any = w
    return w(own) if own in known else w(common) if common in known else w("compared.something_else")


def value_said(w: Words, f: Formulation, spec: FieldSpec, value: Any) -> str:
    """A plain value in words; "" for nothing."""
    if value in (None, "", {}, []) or value is False:
        return ""
    if spec.kind is Kind.FLAG:
        return w("compared.flag_on")
    if spec.kind is Kind.CHOICE:
        return w(f"{spec.table}.{value}")
    if spec.kind is Kind.MOMENT:
        return Moment.from_json(value).text
    if spec.kind is Kind.REFERENCE:
        return called(w, f, spec.to, value)
    if spec.kind is Kind.REFERENCES:
        return ", ".join(called(w, f, spec.to, i) for i in value)
    return str(value).strip()


def called(w: Words, f: Formulation, collection: str, i: str) -> str:
    """What a record is called in a sentence; that it is not there where it is not."""
    record: Any = f.collection(collection).get(i)
    if record is None:
        return w("compared.not_there")
    if collection == "people":
        return name_of(w, f, i)
    tied = _TIES.get(collection)
    if tied is not None:
        return tied(w, f, record)
    named = next((str(getattr(record, n)) for n in ("title", "name", "text", "reason") if getattr(record, n, "")), "")
    if named:
        return short(named)
    steps = getattr(record, "steps", "")
    return w(f"step_ranges.{steps}") if steps else w(f"compared.one_of.{collection}")


def _union(w: Words, f: Formulation, record: Any) -> str:
    return w("compared.and", one=_who(w, f, record.a), other=_who(w, f, record.b))


def _turn(w: Words, f: Formulation, record: Any) -> str:
    couple = f.unions.get(record.union)
    said = w(f"union_turns.{record.kind}")
    return w("compared.of", what=said, whom=_union(w, f, couple)) if couple else said


def _link(w: Words, f: Formulation, record: Any) -> str:
    couple = f.unions.get(record.union)
    parents = _union(w, f, couple) if couple else _who(w, f, record.parent)
    what = w(f"parent_link_kinds.{record.kind}")
    return w("compared.tie", what=what, one=parents, other=_who(w, f, record.child))


def _bond(w: Words, f: Formulation, record: Any) -> str:
    what = w(f"bond_kinds.{record.kind}")
    return w("compared.tie", what=what, one=_who(w, f, record.a), other=_who(w, f, record.b))


def _stay(w: Words, f: Formulation, record: Any) -> str:
    home = f.households.get(record.household)
    name = home.name if home is not None and home.name else w("compared.one_of.households")
    return w("compared.lives", who=_who(w, f, record.person), where=name)


def _experience(w: Words, f: Formulation, record: Any) -> str:
    what = w(f"experience_kinds.{record.kind}") if record.kind else w("compared.one_of.experiences")
    return w("compared.of", what=what, whom=called(w, f, "events", record.event))


def _decision(w: Words, f: Formulation, record: Any) -> str:
    rule = w(f"sequencing_rules.{record.rule}") if record.rule else w("compared.one_of.decisions")
    if not record.recommendation:
        return rule
    return w("compared.of", what=rule, whom=called(w, f, "recommendations", record.recommendation))


def _statement(w: Words, f: Formulation, record: Record) -> str:
    kind = getattr(record, "kind", "")
    return w(f"statement_kinds.{kind}") if kind else w("compared.one_of.statements")


def _who(w: Words, f: Formulation, i: str) -> str:
    return name_of(w, f, i) if i else w("compared.somebody")


_TIES: Final = {
    "unions": _union, "turns": _turn, "parent_links": _link, "bonds": _bond, "stays": _stay,
    "experiences": _experience, "decisions": _decision, "statements": _statement,
}  # fmt: skip
