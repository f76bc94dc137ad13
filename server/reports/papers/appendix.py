"""The appendix of the professional report: what is cited, by number, with date and source; the rest of the timeline;
the seal."""

from typing import Any

from server.domain.timeline import TimelineEvent
from server.reports.days import said_day
from server.reports.draft import Draft, day_of, heading, in_order, terms
from server.reports.paper import Block, Cell, Line, Paragraph, Run, Table
from server.reports.papers import shared


def cited(draft: Draft) -> list[Block]:
    """Everything that is cited, by its number, with when and who says so."""
    w = draft.w
    blocks: list[Block] = [heading(1, w("report.appendix")), heading(2, w("report.cited"))]
    rows = tuple(_cited_row(draft, number, *key) for key, number in draft.numbers.items())
    if not rows:
        return [*blocks, Paragraph(draft.line("report.nothing_cited"))]
    columns = (
        w("report.number"),
        w("version.plan_when"),
        w("report.age"),
        w("report.what_happened"),
        w("report.source"),
    )
    return [*blocks, Table(w("report.cited_caption"), columns, rows, (1, 3, 1, 7, 3), heads=True)]


def _cited_row(draft: Draft, number: int, collection: str, i: str) -> tuple[Cell, ...]:
    record: Any = draft.f.collection(collection)[i]
    first = Cell((Run(str(number)),), anchor=f"cited-{number}")
    if collection == "events":
        return (first, *_event_cells(draft, i, record))
    if collection == "facts":
        what: Line = (Run(f"{draft.name(record.about)}: "), draft.run(record.text, record))
        when = draft.when(record.began)
    else:
        what, when = (Run(draft.name(i)),), ""
    return first, Cell((Run(when),)), Cell(()), Cell(what), Cell((Run(draft.source(record)),))


def _event_cells(draft: Draft, i: str, event: TimelineEvent) -> tuple[Cell, ...]:
    w = draft.w
    sure = draft.choice("confidences", event.confidence)
    source = " · ".join(filter(None, (draft.source(event), sure, event.ref)))
    more: list[Run] = []
    if event.detail.strip():
        more += [Run(" "), draft.run(event.detail.strip(), event)]
    if event.meaning.strip():
        more += [Run(f" {w('report.meant')} "), draft.run(event.meaning.strip(), event)]
    if event.quote.strip():
        more += [Run(" "), *shared.quoted(draft, event.quote, event)]
    if event.times.strip():
        more += [Run(f" ({w('report.times', times=event.times.strip())})")]
    more += _experienced(draft, i)
    what = (draft.run(event.title, event), *more)
    return (
        Cell(draft.when_line(event.when, event)),
        Cell((Run(draft.age(event.when)),)),
        Cell(what),
        Cell((Run(source),)),
    )


def _experienced(draft: Draft, event: str) -> list[Run]:
    """What an event was for the child: how long, and who was there for them; never how many of these there are."""
    runs: list[Run] = []
    for _, e in in_order(draft.f.experiences):
        if e.event == event and e.kind:
            protected = draft.w("report.protected_by", who=draft.name(e.protected_by)) if e.protected_by else ""
            said = ", ".join(filter(None, (draft.w(f"experience_kinds.{e.kind}"), e.lasted.strip(), protected)))
            runs += [Run(f" · {said}."), *([Run(" "), draft.run(e.note.strip(), e)] if e.note.strip() else [])]
    return runs


def rest(draft: Draft) -> list[Block]:
    """The rest of the timeline, so that nothing that was told is lost from the report."""
    w = draft.w
    others = [(i, event) for i, event in shared.events(draft) if ("events", i) not in draft.numbers]
    rows = tuple(_event_cells(draft, i, event) for i, event in others)
    if not rows:
        return []
    columns = (w("version.plan_when"), w("report.age"), w("report.what_happened"), w("report.source"))
    return [heading(2, w("report.rest")), Table(w("report.rest_caption"), columns, rows, (3, 1, 7, 3))]


def seal(draft: Draft) -> list[Block]:
    """The whole seal, who signed, and how it is compared."""
    w, header = draft.w, draft.version.header
    digits = [draft.version.seal[n : n + 4] for n in range(0, len(draft.version.seal), 4)]
    return [
        heading(2, w("report.seal")),
        *terms([
            (w("version.short_seal"), draft.version.short_seal),
            (w("report.whole_seal"), " ".join(digits)),
            (w("report.signed"), draft.version.circumstances.chair.name if draft.version.circumstances else ""),
            (w("report.software"), header.software),
            (w("report.written_on"), said_day(w, draft.day) if not draft.asked else day_of(w, draft.asked)),
        ]),
        Paragraph(draft.line("report.seal_how"), "small"),
    ]  # fmt: skip
