"""What is not settled, in the professional report: two tellings with whose they are, what does not fit together, what
nobody has confirmed, what was asked and not answered."""

from typing import Any, Final

from server.domain import vocabulary
from server.domain.fields import ACCOUNT_FIELDS, Kind, Record
from server.domain.formulation import COLLECTIONS, SPECS
from server.domain.moments import Moment
from server.domain.timeline import TimelineEvent
from server.reports.draft import Draft, bullets, heading, in_order, present
from server.reports.paper import Block, Line, Paragraph, Run
from server.reports.papers import shared, understanding

UNSURE: Final = ("disputed", "unconfirmed", "hearsay")
"""How sure an event is that somebody has to look at again."""


def unresolved(draft: Draft) -> list[Block]:
    """Everything that stays open, by what is open about it; that nothing is, where nothing is."""
    w = draft.w
    sections = [
        ("report.two_tellings", _tellings(draft)),
        ("report.contradictions", _contradictions(draft)),
        ("report.unsure", _unsure(draft)),
        ("report.open_questions", _open(draft)),
    ]
    blocks: list[Block] = [heading(1, w("report.unresolved"))]
    for key, lines in sections:
        if lines:
            blocks += [heading(2, w(key)), *present(bullets(lines))]
    if len(blocks) == 1:
        blocks.append(Paragraph(draft.line("report.nothing_unresolved")))
    return [*blocks, *draft.left_out("comments", "statements")]


def _tellings(draft: Draft) -> list[Line]:
    """Facts that were told in two ways, with whose telling each is; both are kept, whichever stands."""
    lines: list[Line] = []
    for name in COLLECTIONS:
        for i, record in in_order(draft.f.collection(name)):
            for account in record.accounts.values():
                lines.append(_telling(draft, name, i, record, account))
    return lines


def _telling(draft: Draft, collection: str, i: str, record: Record, account: Any) -> Line:
    told = {key: account.get(key) for key in ACCOUNT_FIELDS}
    field = str(told["field"])
    one = _value(draft, collection, field, getattr(record, field, ""))
    other = _value(draft, collection, field, told["value"])
    outcome = draft.choice("account_outcomes", str(told["outcome"] or "")) or draft.w("report.open")
    said = [
        draft.w(
            "report.telling", what=_called(draft, collection, i, record), value=one or draft.w("report.nothing_said")
        ),
        draft.source(record) and f"({draft.source(record)})",
        draft.w("report.other_telling", value=other or draft.w("report.nothing_said")),
        f"({told['who']})" if told["who"] else "",
        f"– {outcome}.",
        str(told["reason"] or told["would_settle"] or ""),
    ]
    return (Run(" ".join(filter(None, said))), *draft.number_of(collection, i))


def _called(draft: Draft, collection: str, i: str, record: Any) -> str:
    """What a record is called in the middle of a sentence."""
    if collection == "people":
        return draft.name(i)
    words = (getattr(record, key, "") for key in ("title", "text", "name"))
    ends = [draft.name(p) for key in ("a", "b", "child", "person") if (p := getattr(record, key, "")) in draft.f.people]
    return next((each for each in words if each), "") or ", ".join(ends)


def _value(draft: Draft, collection: str, field: str, value: Any) -> str:
    spec = next((spec for spec in SPECS[collection] if spec.name == field), None)
    if value is None or spec is None:
        return ""
    if spec.kind is Kind.MOMENT:
        return draft.when(value if isinstance(value, Moment) else Moment.from_json(value))
    if spec.kind is Kind.CHOICE:
        return draft.choice(spec.table, value) if value in vocabulary.keys(spec.table) else ""
    return f"“{value.strip()}”" if isinstance(value, str) and value.strip() else ""


def _contradictions(draft: Draft) -> list[Line]:
    events, lines = draft.f.events, []
    for i, event in shared.events(draft):
        other = events.get(event.contradicts)
        if other is not None:
            lines.append((
                *_whose(draft, i, event),
                Run(f" – {draft.w('report.does_not_fit')} "),
                *_whose(draft, event.contradicts, other),
            ))  # fmt: skip
    return lines


def _whose(draft: Draft, i: str, event: TimelineEvent) -> Line:
    source, when = draft.source(event), draft.when_event(event.when)
    said = " · ".join(filter(None, (when, source)))
    return (draft.run(event.title, event), Run(f" ({said})"), *draft.number_of("events", i))


def _unsure(draft: Draft) -> list[Line]:
    return [
        (*_whose(draft, i, event), Run(f": {draft.choice('confidences', event.confidence)}"))
        for i, event in shared.events(draft)
        if event.confidence in UNSURE
    ]


def _open(draft: Draft) -> list[Line]:
    """What was asked or suggested and is not settled, and what was put forward for the board and not taken up."""
    comments = [
        (Run(f"{draft.choice('comment_kinds', c.kind)}: "), draft.run(c.text.strip(), c))
        for _, c in in_order(draft.f.comments)
        if c.outcome in ("", "later") and c.text.strip()
    ]
    cards = [
        (Run(draft.w("report.put_forward")), Run(" "), *understanding.card_line(draft, c))
        for _, c in in_order(draft.f.cards)
        if c.suggested
    ]
    return [*comments, *cards]
