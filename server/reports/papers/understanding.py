"""What is seen and what lies behind it, in the professional report: the board, and the story with what each sentence
stands on."""

from collections.abc import Iterable
from typing import Any

from server.domain import vocabulary
from server.domain.story import Atom, Text
from server.domain.story import Block as Told
from server.reports.draft import Draft, bullets, heading, in_order, present, story_language
from server.reports.paper import Block, Bullets, Heading, Line, Paragraph, Run


def board(draft: Draft) -> list[Block]:
    """The boxes that hold a card; what was put forward and not taken up is among what is not settled."""
    w = draft.w
    blocks: list[Block] = [heading(1, w("report.board"))]
    for row in vocabulary.BOXES:
        cards = [card for _, card in in_order(draft.f.cards) if card.box == row.key and not card.suggested]
        if cards:
            items = tuple((card_line(draft, card), _note(draft, card)) for card in cards)
            blocks += [heading(2, w(f"boxes.{row.key}")), Bullets(items)]
    if len(blocks) == 1:
        blocks.append(Paragraph(draft.line("report.no_board")))
    return [*blocks, *draft.left_out("cards")]


def card_line(draft: Draft, card: Any) -> Line:
    """A card of the board with the numbers of what it rests on."""
    rests = draft.rests_on(card)
    return (draft.run(card.text, card), Run(" "), *rests) if rests else (draft.run(card.text, card),)


def _note(draft: Draft, card: Any) -> Bullets | None:
    return bullets([(draft.run(card.note.strip(), card),)]) if card.note.strip() else None


def story(draft: Draft) -> list[Block]:
    """The story in its parts, hypotheses marked in words and with other ways to see them."""
    w = draft.w
    told: list[Block] = [heading(1, w("report.story")), Paragraph(draft.line("report.story_how"), "small")]
    written = story_language(draft.f)
    own = written if written != draft.language else ""
    if own:
        told.append(Paragraph(draft.line("report.story_language", language=w(f"languages.{own}")), "boxed"))
    parts = [(row.key, draft.f.story[row.key]) for row in vocabulary.STORY_PARTS if row.key in draft.f.story]
    for key, each in parts:
        unsaid = [n for n in range(len(each.blocks)) if (key, n) in draft.kept.unsaid]
        if each.words.strip() or unsaid:
            told.append(heading(2, w(f"story_parts.{key}")))
            told += _blocks(draft, each.blocks, own, unsaid)
    if not any(isinstance(block, Heading) and block.level == 2 for block in told):
        told.append(Paragraph(draft.line("report.no_story")))
    return told


def _blocks(draft: Draft, blocks: Iterable[Told], language: str, unsaid: list[int]) -> list[Block]:
    told: list[Block] = []
    listed: list[Line] = []
    level = 2
    for number, block in enumerate(blocks):
        line = _sentence(draft, block, language)
        if number in unsaid:
            line = (*line, Run(f"{' ' if line else ''}{draft.w('report.sentence_left_out')}", italic=True))
        if block.kind != "bullet" and listed:
            told, listed = [*told, *present(bullets(listed))], []
        if not line:
            continue
        if block.kind == "bullet":
            listed.append(line)
        elif block.kind == "heading":
            level = min(block.level + 1, level + 1, 4)  # no level is left out, whatever was typed
            told.append(Heading(level, line))
        else:
            told += [Paragraph(line), *_alternatives(draft, block)]
    return [*told, *present(bullets(listed))]


def _sentence(draft: Draft, block: Told, language: str) -> Line:
    """A block's words with the marks after its sentences: numbers of what is cited, and what is a hypothesis."""
    line: list[Run] = []
    for inline in block.content:
        if isinstance(inline, Text):
            line.append(Run(inline.text, "strong" in inline.marks, "em" in inline.marks, language))
        elif isinstance(inline, Atom):
            line += _mark(draft, inline, spaced=bool(line) and not line[-1].text.endswith((" ", "]")))
    return tuple(line) if any(run.text.strip() for run in line) else ()


def _mark(draft: Draft, atom: Atom, *, spaced: bool) -> list[Run]:
    space = [Run(" ")] if spaced else []
    if atom.kind == "citation":
        found = draft.cites([(atom.collection, atom.record)])
        statement = draft.f.statements.get(atom.id)
        against = statement is not None and statement.bearing == "speaks_against"
        said = [Run(f"{draft.w('report.against')} "), *found] if against and found else [*found]
        return [*space, *said] if said else []
    statement = draft.f.statements.get(atom.id)
    outcome = draft.choice("hypothesis_outcomes", statement.outcome) if statement else ""
    words = ", ".join(filter(None, (draft.w(f"statement_kinds.{atom.kind}").lower(), outcome.lower())))
    return [*space, Run(f"({words})", italic=True)]


def _alternatives(draft: Draft, block: Told) -> list[Block]:
    """Other ways to see the hypotheses of a block."""
    marks = [i.id for i in block.content if isinstance(i, Atom) and i.kind == "hypothesis"]
    statements = [draft.f.statements[i] for i in marks if i in draft.f.statements]
    return [
        Paragraph((Run(f"{draft.w('version.other_ways')} "), draft.run(s.alternatives.strip(), s)), "small")
        for s in statements
        if s.alternatives.strip()
    ]
