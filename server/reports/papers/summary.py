"""The summary on one page: the child's words, what is seen and what helps, where the child stands, what comes first."""

from server.domain.recommendations import Recommendation
from server.domain.sequencing import is_live
from server.reports.draft import Draft, bullets, day_of, heading, in_order, in_time, present
from server.reports.paper import Block, Line, Paragraph, Part, Run
from server.reports.papers import shared

WORDS_MOST = 3
"""Times that the child is quoted."""


def part(draft: Draft, mark: str) -> Part:
    """The summary in one language."""
    w = draft.w
    told = draft.version.circumstances
    blocks: list[Block] = [Paragraph(draft.line("report.summary_of", who=told.chair.name), "lead")] if told else []
    blocks += _words(draft)
    blocks += _box(draft, "presenting")
    blocks += _box(draft, "protective")
    blocks += draft.left_out("cards", "voices")
    blocks += _placed(draft)
    blocks += _first(draft)
    blocks += draft.left_out("recommendations", "placements")
    if avoid := [(draft.run(r.title, r),) for r in shared.avoided(draft)]:
        blocks += [heading(1, w("starts.avoid")), *present(bullets(avoid))]
    if on := day_of(w, draft.beside.review_on):
        blocks.append(Paragraph(draft.line("report.review_on", when=on)))
    return shared.finished(
        draft, w("report.summary"), [*blocks, Paragraph(draft.line("report.summary_more"), "small")], mark
    )


def _words(draft: Draft) -> list[Block]:
    """The child's words, those that were asked for first, then the latest of the timeline."""
    voices = [shared.quoted(draft, v.text, v) for _, v in in_order(draft.f.voices) if v.text.strip()]
    events = sorted(draft.f.events.values(), key=in_time, reverse=True)
    said = [(e, e.quote.strip() or (e.title.strip() if e.lane == "words" else "")) for e in events]
    quotes = [*voices, *(shared.quoted(draft, words, e) for e, words in said if words)][:WORDS_MOST]
    return (
        [heading(1, draft.w("report.childs_words")), *(Paragraph(line, "quote") for line in quotes)] if quotes else []
    )


def _box(draft: Draft, box: str) -> list[Block]:
    lines = [(draft.run(c.text, c),) for _, c in in_order(draft.f.cards) if c.box == box and not c.suggested]
    return [heading(1, draft.w(f"boxes.{box}")), *present(bullets(lines))] if lines else []


def _placed(draft: Draft) -> list[Block]:
    """Where the child stands, with the guide's words, and why."""
    blocks: list[Block] = [heading(1, draft.w("report.placement"))]
    for placement in shared.settings(draft):
        said = draft.w(
            "report.placed", where=shared.where(draft, placement), steps=draft.choice("step_ranges", placement.steps)
        )
        steps: list[Run] = []
        for line in shared.guide_words(draft, placement):
            steps += [Run("; " if steps else ": "), *line]
        why: Line = (Run(" – "), draft.run(placement.reason.strip(), placement)) if placement.reason.strip() else ()
        blocks.append(Paragraph((Run(said), *steps, *why)))
    return blocks if len(blocks) > 1 else [*blocks, Paragraph(draft.line("report.not_placed"))]


def _first(draft: Draft) -> list[Block]:
    """What starts now, with who does it and by when, under the numbers of the plan."""
    lines = [
        (Run(f"{number}. "), draft.run(r.title, r, bold=True), Run(f" – {_who_when(draft, r)}"))
        for number, _, r in shared.plan(draft)
        if is_live(r)
    ]
    return [heading(1, draft.w("report.first")), *present(bullets(lines))] if lines else []


def _who_when(draft: Draft, r: Recommendation) -> str:
    return ", ".join(filter(None, (shared.doing(draft, r) or draft.w("version.nobody_yet"), shared.span(draft, r))))
