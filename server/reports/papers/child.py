"""The child's own copy: plain words in large type, spoken to the child.

C1  it says nothing that is sensitive, secret or redacted, nothing that rests on it, and nothing of what is missing
    (kept.py, K6).
C2  the interface's sentences in it are its own, in words for a child of twelve; of the practice guide only what each
    step means for a day.
C3  the story is not in it: its sentences were written for the professionals, and no record says how they are to be
    told to the child. It says who will tell it, and that the child decides when.
C4  what is recommended is told by its kind in plain words, with the words that the room wrote below it where it starts
    now; what is held a place for, or comes later, by its kind alone; what adults are to avoid is not the child's.
C5  what was redacted, or marked as a worry or a harm, leaves no gap, no box and no number.
Source: UN Convention on the Rights of the Child, article 12; Child First (Youth Justice Board).
"""

import re
from typing import Final

from server.domain.errors import Words
from server.domain.recommendations import Recommendation
from server.domain.sequencing import is_live
from server.domain.steps import agreed_placement, stretch
from server.domain.vocabulary import STEPS
from server.reports.draft import Draft, bullets, day_of, heading, in_order, in_time, present
from server.reports.paper import Block, Line, Paragraph, Part, Run
from server.reports.papers import shared

HARD: Final = re.compile(r"\b(?=\w*[A-ZŴŶ]\w*[A-ZŴŶ])\w{2,}\b|®|/")
"""Letters for a service or a thing: what stands in capitals (CAMHS, EOTAS, SaLT) is rarely a child's word."""


def part(draft: Draft, mark: str) -> Part:
    """The child's copy in one language."""
    sections = (_hello, _told_us, _happened, _good_at, _people, _where, _plan, _later, _meet)
    blocks = [block for section in sections for block in section(draft)]
    return shared.finished(draft, draft.w("report.you.title"), blocks, mark, numbered=False)


def said_beside(w: Words, part: Part) -> list[str]:
    """What the page says beside a child's copy to whoever is about to give it, in the words of that page."""
    words = ", ".join(hard_words(part))
    return [w("report.you.not_in_it"), *([w("report.you.hard_words", words=words)] if words else [])]


def hard_words(part: Part) -> tuple[str, ...]:
    """Words in a child's copy that somebody should look at before it is given: letters for services. In the order in
    which they stand, each once; shown beside the download, never printed."""
    lines = [line for block in part.blocks for line in _lines(block)]
    found = (match[0] for line in lines for run in line for match in HARD.finditer(run.text))
    return tuple(dict.fromkeys(word for word in found if len(word) > 1))


def _lines(block: Block) -> list[Line]:
    if isinstance(block, Paragraph):
        return [block.line]
    return [line for line, _ in block.items] if hasattr(block, "items") else []


def _hello(draft: Draft) -> list[Block]:
    key = "report.you.hello" if draft.first_name else "report.you.hello_unnamed"
    return [Paragraph(draft.line(key, name=draft.first_name), "lead"), Paragraph(draft.line("report.you.what"))]


def _told_us(draft: Draft) -> list[Block]:
    """The child's own words, exactly; nothing where there are none."""
    voices = [shared.quoted(draft, v.text, v) for _, v in in_order(draft.f.voices) if v.text.strip()]
    events = sorted(draft.f.events.values(), key=in_time)
    said = [(e, e.quote.strip() or (e.title.strip() if e.lane == "words" else "")) for e in events]
    quotes = [*voices, *(shared.quoted(draft, words, e) for e, words in said if words)]
    if not quotes:
        return []
    return [heading(1, draft.w("report.you.told_us")), *(Paragraph(line, "quote") for line in quotes)]


def _happened(draft: Draft) -> list[Block]:
    chair = draft.version.circumstances.chair.name if draft.version.circumstances else ""
    teller = draft.line("report.you.story_by", who=chair) if chair else draft.line("report.you.story_by_us")
    return [
        heading(1, draft.w("report.you.happened")),
        Paragraph(draft.line("report.you.a_lot")),
        Paragraph(teller),
    ]


def _good_at(draft: Draft) -> list[Block]:
    """Strengths that the room wrote down: of the child, and what helps."""
    facts = [(draft.run(f.text, f),) for _, f in in_order(draft.f.facts) if f.area == "strengths" and f.text.strip()]
    cards = [(draft.run(c.text, c),) for _, c in in_order(draft.f.cards) if c.box == "protective" and not c.suggested]
    lines = [*facts, *cards]
    if not lines:
        return []
    said = Paragraph(draft.line("report.you.in_our_words"), "small")
    return [heading(1, draft.w("report.you.good_at")), *present(bullets(lines)), said]


def _people(draft: Draft) -> list[Block]:
    names = [(Run(draft.name(i)),) for i, p in in_order(draft.f.people) if p.strength and not p.index and not p.died]
    return [heading(1, draft.w("report.you.people")), *present(bullets(names))] if names else []


def _where(draft: Draft) -> list[Block]:
    """What matters most now: the steps of the agreed placement, each in what it means for a day."""
    placement = agreed_placement(draft.f.placements.values())
    if placement is None:
        return []
    lowest, highest = stretch(placement.steps)
    lines: list[Line] = [(Run(draft.w(f"report.you.step.{row.key}")),) for row in STEPS[lowest - 1 : highest]]
    return [heading(1, draft.w("report.you.now")), *present(bullets(lines))]


def _plan(draft: Draft) -> list[Block]:
    """What starts now: what, who, when, and which of the child's wishes it answers."""
    blocks: list[Block] = [heading(1, draft.w("report.you.will_do"))]
    for _, _, r in shared.plan(draft):
        if is_live(r):
            blocks.append(Paragraph((*_plainly(draft, r, bold=True), Run(" "), draft.run(_sentence(r.title), r))))
            blocks += present(bullets(_who_when(draft, r)))
    return blocks if len(blocks) > 1 else [*blocks, Paragraph(draft.line("report.you.nothing_yet"))]


def _who_when(draft: Draft, r: Recommendation) -> list[Line]:
    who, when = shared.doing(draft, r), shared.span(draft, r)
    lines = [draft.line("report.you.who", who=who)] if who else []
    lines += [draft.line("report.you.when", when=when)] if when else []
    for wish in shared.wishes_of(draft, r):
        said = shared.quoted(draft, getattr(wish, "text", ""), wish)
        lines.append((Run(f"{draft.w('report.you.you_asked')} "), *said))
    return lines


def _later(draft: Draft) -> list[Block]:
    """What waits until the child is ready, by its kind alone."""
    waiting = [r for _, _, r in shared.going(draft) if not is_live(r)]
    lines = list(dict.fromkeys(_plainly(draft, r) for r in waiting))
    return [heading(1, draft.w("report.you.later")), *present(bullets(lines))] if lines else []


def _plainly(draft: Draft, r: Recommendation, *, bold: bool = False) -> Line:
    return (Run(draft.w(f"report.you.kind.{r.kind or 'other'}"), bold),)


def _meet(draft: Draft) -> list[Block]:
    on = day_of(draft.w, draft.beside.review_on)
    chair = draft.version.circumstances.chair.name if draft.version.circumstances else ""
    blocks: list[Block] = [heading(1, draft.w("report.you.next"))]
    blocks += [Paragraph(draft.line("report.you.meet", when=on))] if on else []
    key = "report.you.not_right" if chair else "report.you.not_right_unnamed"
    return [*blocks, Paragraph(draft.line(key, who=chair))]


def _sentence(words: str) -> str:
    """Somebody's words as a sentence of its own."""
    line = words.strip()
    return line if line.endswith((".", "!", "?", "…")) else f"{line}."
