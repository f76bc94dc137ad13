"""The professional report, in the order in which formulation reports are written: who and when, consent and the child's
words first, family, timeline, what is seen and why, where the child stands, what to do and in which order, what is not
settled, who may have it; what it cites in an appendix.

Sources: FORMULATION, section 2 (BPS Division of Clinical Psychology, Good Practice Guidelines, 2011: hypotheses marked
as such, with other ways to see them; sources, author, date and date of review); the practice guide.
"""

from collections.abc import Iterable
from typing import Any, Final

from server.domain import vocabulary
from server.domain.fields import ACCOUNT_FIELDS, Kind, Record
from server.domain.formulation import COLLECTIONS, SPECS
from server.domain.genogram import Fact
from server.domain.moments import Moment
from server.domain.recommendations import Recommendation
from server.domain.steps import Placement, stretch
from server.domain.story import Atom, Text
from server.domain.story import Block as Told
from server.domain.timeline import TimelineEvent
from server.reports.days import said_day, said_instant
from server.reports.draft import (
    Draft,
    bullets,
    day_of,
    heading,
    in_order,
    in_time,
    present,
    story_language,
    terms,
)
from server.reports.families import families, family_alt, lanes_said, strip_alt
from server.reports.kept import is_restricted
from server.reports.paper import Block, Bullets, Cell, Heading, Line, Paragraph, Part, Run, Table
from server.reports.papers import shared

UNSURE: Final = ("disputed", "unconfirmed", "hearsay")
"""How sure an event is that somebody has to look at again."""


def part(draft: Draft, mark: str) -> Part:
    """The whole report in one language."""
    sections = (
        _who, _consent, _family, _timeline, _ages, _board, _story, _placement, _recommendations, _unresolved, _safety,
        _review, _restrictions, _notes, _cited, _rest, _seal,
    )  # fmt: skip
    blocks = [block for section in sections for block in section(draft)]
    return shared.finished(draft, draft.w("report.professional"), blocks, mark)


# -- who, when, on what it stands


def _who(draft: Draft) -> list[Block]:
    w, told = draft.w, draft.version.circumstances
    child, names = draft.child, ""
    if child:
        known = child.known_as if child.known_as and child.known_as != child.name else ""
        names = " · ".join(filter(None, (child.name, known))) or w("version.unnamed")
    languages = ", ".join(draft.choice("languages", each) for each in (told.languages if told else ()))
    blocks: list[Block] = [heading(1, w("report.who"))]
    blocks += terms([
        (w("report.child"), names),
        (w("report.born"), _born(draft)),
        (w("report.frozen"), said_instant(w, draft.version.header.frozen_at)),
        (w("report.chair"), told.chair.name if told else w("version.unreadable")),
        (w("report.languages"), languages),
        (w("report.reason"), told.reason if told else ""),
    ])  # fmt: skip
    if told:
        blocks += [heading(2, w("report.present")), draft.who(told.present)]
        blocks += [heading(2, w("report.contributed")), draft.who(told.contributed)]
    blocks += [heading(2, w("report.sources")), Paragraph((Run(_sources(draft)),))]
    blocks += present(bullets([draft.line("report.limit_hypothesis"), draft.line("report.limit_words")]))
    return blocks


def _born(draft: Draft) -> str:
    born = draft.when(draft.born)
    age = draft.age(Moment("", (draft.day, draft.day), None, "day"))
    return draft.w("report.born_age", when=born, age=age) if born and age else born


def _sources(draft: Draft) -> str:
    records: list[Record] = [*draft.f.events.values(), *draft.f.facts.values(), *draft.f.people.values()]
    said = {draft.source(record) for record in records} - {""}
    return draft.w("report.sources_are", what="; ".join(sorted(said))) if said else draft.w("report.sources_none")


def _consent(draft: Draft) -> list[Block]:
    w, child = draft.w, draft.child
    blocks: list[Block] = [heading(1, w("report.consent"))]
    given = bullets((Run(line),) for line in draft.beside.consent.get(draft.language, ()))
    blocks.append(given or Paragraph(draft.line("report.consent_not_written")))
    if child:
        blocks += terms([
            (w("report.pronouns"), (draft.run(child.pronouns, child),)),
            (w("report.speaks"), (draft.run(child.speaks, child),)),
            (w("report.interpreter"), w("report.interpreter_needed") if child.interpreter else ""),
        ])  # fmt: skip
    blocks.append(heading(2, w("report.childs_words")))
    words = _childs_words(draft)
    blocks += words or [Paragraph(draft.line("report.no_words"))]
    return [*blocks, *draft.left_out("voices")]


def _childs_words(draft: Draft) -> list[Block]:
    """What the child said, was asked, or was not asked; then the child's words among the events."""
    w = draft.w
    blocks: list[Block] = []
    for _, voice in in_order(draft.f.voices):
        text = shared.quoted(draft, voice.text, voice) if voice.text.strip() else ()
        asked = ", ".join(filter(None, (draft.choice("askings", voice.asked), voice.asked_by, draft.when(voice.when))))
        share = ", ".join(filter(None, (draft.choice("quote_shares", voice.share), voice.share_with)))
        said = [w(f"voice_kinds.{voice.kind}"), asked, voice.how, voice.why_not, share]
        line: Line = (Run(" · ".join(filter(None, (each.strip() for each in said)))),)
        blocks += [Paragraph(text, "quote")] if text else []
        blocks.append(Paragraph(line, "small"))
    for i, event in sorted(draft.f.events.items(), key=lambda row: in_time(row[1])):
        if words := event.quote.strip() or (event.title.strip() if event.lane == "words" else ""):
            blocks.append(
                Paragraph((*shared.quoted(draft, words, event), Run(" "), *draft.cites([("events", i)])), "quote")
            )
            heard = draft.when(event.quote_heard) or draft.when(event.when)
            by = event.quote_heard_by or draft.source(event)
            blocks.append(Paragraph((Run(" · ".join(filter(None, (heard, by)))),), "small"))
    return blocks


# -- family and timeline


def _family(draft: Draft) -> list[Block]:
    w, told = draft.w, draft.family_told()
    blocks: list[Block] = [heading(1, w("report.family"))]
    blocks += draft.picture("family", w("report.family_caption"), family_alt(draft, told), page=True)
    blocks += draft.picture("key", w("report.key_caption"), w("report.key_alt"))
    blocks.append(heading(2, w("version.family_told")))
    blocks.append(bullets(_person(draft, each) for each in told) or Paragraph(draft.line("report.nobody")))
    facts = [_fact(draft, i, fact) for i, fact in in_order(draft.f.facts) if fact.text.strip()]
    if facts:
        blocks += [heading(2, w("version.facts")), *present(bullets(facts))]
    return [*blocks, *draft.left_out(*shared.FAMILY)]


def _person(draft: Draft, told: dict[str, str]) -> Line:
    """One paragraph of the family in sentences, and what else was noted of the person."""
    person = draft.f.people.get(told["id"])
    named = draft.w("live.told.who", name=told["name"], who=told["who"]) if told["who"] else told["name"]
    note = (Run(" "), draft.run(person.note.strip(), person)) if person and person.note.strip() else ()
    return (Run(named, bold=True), Run(f" {told['said']}"), *note)


def _fact(draft: Draft, i: str, fact: Fact) -> Line:
    """One background fact: whose, since when and how sure, its words."""
    state, when = (
        draft.choice("mark_states", fact.state),
        " – ".join(filter(None, map(draft.when, (fact.began, fact.ended)))),
    )
    said = f" ({', '.join(filter(None, (state, when)))})" if state or when else ""
    words = (draft.run(fact.text.strip(), fact), *((Run(said),) if said else ()), *_numbers(draft, "facts", i))
    return (Run(f"{draft.name(fact.about)}: ", bold=True), *words) if fact.about else words


def _numbers(draft: Draft, collection: str, i: str) -> Line:
    found = draft.cites([(collection, i)])
    return (Run(" "), *found) if found else ()


def _timeline(draft: Draft) -> list[Block]:
    """The whole life as a strip, then by age what is cited, what is a headline and what helped."""
    w = draft.w
    telling = [(i, e) for i, e in _events(draft) if ("events", i) in draft.numbers or e.headline or e.quote.strip()]
    rows = tuple(
        (Cell((Run(draft.age(e.when)),)), Cell(draft.when_line(e.when, e)), Cell(_title(draft, i, e)))
        for i, e in telling
    )
    blocks: list[Block] = [heading(1, w("report.timeline"))]
    blocks += draft.picture("strip", w("report.strip_caption", lanes=lanes_said(draft)), strip_alt(draft), height=90)
    if rows:
        columns = (w("report.age"), w("version.plan_when"), w("report.what_happened"))
        blocks.append(Table(w("report.timeline_caption"), columns, rows, (1, 3, 8)))
    else:
        blocks.append(Paragraph(draft.line("report.no_events")))
    return [*blocks, *draft.left_out("events", "experiences")]


def _events(draft: Draft) -> list[tuple[str, TimelineEvent]]:
    return sorted(draft.f.events.items(), key=lambda row: (*in_time(row[1]), row[0]))


def _title(draft: Draft, i: str, event: TimelineEvent) -> Line:
    return (draft.run(event.title, event), *_numbers(draft, "events", i))


def _ages(draft: Draft) -> list[Block]:
    pictures = families(draft)
    return [heading(1, draft.w("report.ages")), *pictures] if pictures else []


# -- what is seen, and why


def _board(draft: Draft) -> list[Block]:
    w = draft.w
    blocks: list[Block] = [heading(1, w("report.board"))]
    for row in vocabulary.BOXES:
        cards = [card for _, card in in_order(draft.f.cards) if card.box == row.key and not card.suggested]
        if cards:
            items = tuple((_card(draft, card), _note(draft, card)) for card in cards)
            blocks += [heading(2, w(f"boxes.{row.key}")), Bullets(items)]
    if len(blocks) == 1:
        blocks.append(Paragraph(draft.line("report.no_board")))
    return [*blocks, *draft.left_out("cards")]


def _card(draft: Draft, card: Any) -> Line:
    rests = draft.rests_on(card)
    return (draft.run(card.text, card), Run(" "), *rests) if rests else (draft.run(card.text, card),)


def _note(draft: Draft, card: Any) -> Bullets | None:
    return bullets([(draft.run(card.note.strip(), card),)]) if card.note.strip() else None


def _story(draft: Draft) -> list[Block]:
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


# -- where the child stands, and what to do


def _placement(draft: Draft) -> list[Block]:
    w, agreed = draft.w, shared.settings(draft)
    blocks: list[Block] = [heading(1, w("report.placement")), Paragraph(draft.line("report.model"))]
    if agreed:
        said = "; ".join(f"{shared.where(draft, p)}: {draft.choice('step_ranges', p.steps)}" for p in agreed)
        blocks += draft.picture("steps", w("report.steps_caption"), w("report.steps_alt", where=said))
    for placement in agreed:
        blocks += _placed(draft, placement)
    if not agreed:
        blocks.append(Paragraph(draft.line("report.not_placed")))
    own = [p for _, p in in_order(draft.f.placements) if not p.agreed]
    if own:
        rows = tuple(_own_row(draft, placement) for placement in own)
        columns = (w("version.plan_who"), w("report.where"), w("version.plan_step"), w("report.why"))
        blocks += [heading(2, w("report.own_placements")), Table(w("report.own_caption"), columns, rows, (2, 2, 2, 5))]
    return [*blocks, *draft.left_out("placements")]


def _placed(draft: Draft, placement: Placement) -> list[Block]:
    w = draft.w
    lowest = stretch(placement.steps)[0]
    where = shared.where(draft, placement)
    blocks: list[Block] = [
        heading(2, w("report.placed", where=where, steps=draft.choice("step_ranges", placement.steps)))
    ]
    blocks += present(bullets(shared.guide_words(draft, placement), numbered=True, start=lowest))
    own = next((i for i, each in draft.f.placements.items() if each is placement), "")
    return blocks + terms([
        *((w("report.child_says"), line) for line in _says(draft, "placements", own)),
        (w("report.why"), (draft.run(placement.reason.strip(), placement),)),
        (w("report.rests_on"), draft.rests_on(placement)),
        (w("report.emerging"), draft.choice("step_ranges", placement.emerging)),
        (w("report.not_ready"), draft.choice("step_ranges", placement.not_ready)),
        (w("report.speaks_of"), draft.when(placement.when)),
    ])  # fmt: skip


def _own_row(draft: Draft, placement: Placement) -> tuple[Cell, ...]:
    steps = draft.choice("step_ranges", placement.steps)
    said = draft.w("version.not_known_well_enough") if placement.not_known or not steps else steps
    who = draft.source(placement)
    reason = (draft.run(placement.reason.strip(), placement),)
    return Cell((Run(who),)), Cell((Run(shared.where(draft, placement)),)), Cell((Run(said),)), Cell(reason)


def _recommendations(draft: Draft) -> list[Block]:
    w, plan, kept = draft.w, shared.plan(draft), shared.reasons(draft)
    places = {i: number for number, i, _ in plan}
    blocks: list[Block] = [heading(1, w("report.recommendations")), Paragraph(draft.line("report.sequence"), "small")]
    for number, i, r in plan:
        blocks.append(Heading(2, (Run(f"{number}. "), draft.run(r.title, r))))
        blocks += terms(_rows(draft, i, r, places, kept.get(i, [])))
    if not plan:
        blocks.append(Paragraph(draft.line("report.no_recommendations")))
    avoid = [_avoided(draft, r) for r in shared.avoided(draft)]
    if avoid:
        blocks += [heading(2, w("starts.avoid")), *present(bullets(avoid))]
    blocks += [Paragraph(line) for line in kept.get("", [])]
    return [*blocks, *draft.left_out("recommendations", "decisions")]


def _rows(
    draft: Draft, i: str, r: Recommendation, places: dict[str, int], kept: list[Line]
) -> list[tuple[str, Line | str]]:
    w = draft.w
    rows: list[tuple[str, Line | str]] = [
        (w("report.why"), (draft.run(r.why.strip(), r),)),
        (w("report.kind"), w(f"recommendation_kinds.{r.kind}")),
        (w("version.plan_step"), draft.choice("step_ranges", r.steps)),
        (w("report.start"), w(f"starts.{r.start}")),
        (w("report.until"), draft.choice("steps", r.until_step)),
        (w("report.who_does"), shared.doing(draft, r) or w("version.nobody_yet")),
        (w("version.plan_when"), shared.span(draft, r)),
        (w("report.after"), _after(draft, r, places, "needed")),
        (w("report.after_helps"), _after(draft, r, places, "helps")),
        (w("report.before"), _before(draft, i, places)),
        (w("report.rests_on"), draft.rests_on(r)),
    ]
    for wish in shared.wishes_of(draft, r):
        rows.append((w("report.wish"), shared.quoted(draft, getattr(wish, "text", ""), wish)))
    rows += [(w("report.child_says"), line) for line in _says(draft, "recommendations", i)]
    rows += [
        (w("report.ends"), draft.when(r.ends)),
        (w("report.ending"), (draft.run(r.ending.strip(), r),)),
        (w("report.state"), draft.choice("recommendation_states", r.state)),
        (w("report.state_why"), (draft.run(r.state_why.strip(), r),)),
    ]
    return [*rows, *((w("report.kept_although"), line) for line in kept)]


def _after(draft: Draft, r: Recommendation, places: dict[str, int], need: str) -> Line:
    return _listed(draft, sorted(places[i] for i, n in r.needs_first.items() if n == need and i in places))


def _before(draft: Draft, i: str, places: dict[str, int]) -> Line:
    """What waits for it."""
    waiting = (places[other] for other, r in draft.f.recommendations.items() if i in r.needs_first and other in places)
    return _listed(draft, sorted(waiting))


def _says(draft: Draft, collection: str, i: str) -> list[Line]:
    """What the child said of something, and whether they agree."""
    voices = [v for _, v in in_order(draft.f.voices) if i in getattr(v, collection) and v.text.strip()]
    return [
        (*shared.quoted(draft, v.text, v), Run(f" ({draft.choice('voice_bearings', getattr(v, collection)[i])})"))
        for v in voices
    ]


def _listed(draft: Draft, numbers: list[int]) -> Line:
    titles = {number: r for number, _, r in shared.plan(draft)}
    line: list[Run] = []
    for number in numbers:
        line += [*([Run("; ")] if line else []), Run(f"{number}. "), draft.run(titles[number].title, titles[number])]
    return tuple(line)


def _avoided(draft: Draft, r: Recommendation) -> Line:
    until = f" ({draft.w('version.until_step', step=draft.choice('steps', r.until_step))})" if r.until_step else ""
    state = f" · {draft.choice('avoidance_states', r.avoided)}" if r.avoided else ""
    why = (Run(" – "), draft.run(r.why.strip(), r)) if r.why.strip() else ()
    return (draft.run(r.title, r, bold=True), *((Run(f"{until}{state}"),) if until or state else ()), *why)


# -- what is not settled, and who may have it


def _unresolved(draft: Draft) -> list[Block]:
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
    return (Run(" ".join(filter(None, said))), *_numbers(draft, collection, i))


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
    for i, event in _events(draft):
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
    return (draft.run(event.title, event), Run(f" ({said})"), *_numbers(draft, "events", i))


def _unsure(draft: Draft) -> list[Line]:
    return [
        (*_whose(draft, i, event), Run(f": {draft.choice('confidences', event.confidence)}"))
        for i, event in _events(draft)
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
        (Run(draft.w("report.put_forward")), Run(" "), *_card(draft, c))
        for _, c in in_order(draft.f.cards)
        if c.suggested
    ]
    return [*comments, *cards]


def _safety(draft: Draft) -> list[Block]:
    """Pointers that the formulation holds; it is no assessment of risk."""
    w = draft.w
    blocks: list[Block] = [heading(1, w("report.safety")), Paragraph(draft.line("report.safety_how"))]
    harm = [
        (Run(w("report.harm", what=w(f"bond_kinds.{b.kind}"), a=draft.name(b.a), b=draft.name(b.b))),)
        for _, b in in_order(draft.f.bonds)
        if is_restricted("bonds", b) and b.ended is None
    ]
    keeping = [(Run(f"{n}. "), draft.run(r.title, r)) for n, _, r in shared.plan(draft) if r.kind == "safety"]
    adults = [(Run(draft.name(i)),) for i, p in in_order(draft.f.people) if p.strength and not p.index]
    for key, lines in (("report.harm_now", harm), ("report.keeping_safe", keeping), ("report.safe_people", adults)):
        if lines:
            blocks += [heading(2, w(key)), *present(bullets(lines))]
    return blocks


def _review(draft: Draft) -> list[Block]:
    on = day_of(draft.w, draft.beside.review_on)
    line = draft.line("report.review_on", when=on) if on else draft.line("report.review_not_set")
    return [heading(1, draft.w("report.review")), Paragraph(line)]


def _restrictions(draft: Draft) -> list[Block]:
    """Who may have it, and what this copy leaves out, said without saying what."""
    w, told = draft.w, draft.version.circumstances
    lines = [draft.line("report.with_sensitive" if draft.with_sensitive else "report.without_sensitive")]
    if draft.kept.redacted:
        lines.append(draft.line("report.redacted"))
    lines += [(Run(each),) for each in draft.beside.restrictions.get(draft.language, ())]
    lines += [(Run(each),) for each in (told.withheld if told else ())]
    return [heading(1, w("report.restrictions")), *present(bullets(lines)), Paragraph(draft.line("report.pass_on"))]


def _notes(draft: Draft) -> list[Block]:
    if not draft.beside.notes:
        return []
    blocks: list[Block] = [heading(1, draft.w("report.notes")), Paragraph(draft.line("report.notes_how"), "small")]
    for note in draft.beside.notes:
        said = " · ".join(filter(None, (note.said_by or note.who, said_instant(draft.w, note.at))))
        blocks.append(heading(2, said or draft.w("report.note")))
        blocks += [Paragraph((draft.run(note.text.strip(), note),))] if note.text.strip() else []
        by = note.who if note.said_by and note.said_by != note.who else ""
        blocks += terms([
            (draft.w("report.note_why"), (draft.run(note.reason.strip(), note),)),
            (draft.w("report.note_by"), by),
            (draft.w("version.short_seal"), " ".join(note.seal[n : n + 4] for n in range(0, 16, 4)).strip()),
        ])  # fmt: skip
    return blocks


# -- the appendix


def _cited(draft: Draft) -> list[Block]:
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


def _rest(draft: Draft) -> list[Block]:
    """The rest of the timeline, so that nothing that was told is lost from the report."""
    w = draft.w
    rows = tuple(_event_cells(draft, i, event) for i, event in _events(draft) if ("events", i) not in draft.numbers)
    if not rows:
        return []
    columns = (w("version.plan_when"), w("report.age"), w("report.what_happened"), w("report.source"))
    return [heading(2, w("report.rest")), Table(w("report.rest_caption"), columns, rows, (3, 1, 7, 3))]


def _seal(draft: Draft) -> list[Block]:
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
