"""The professional report, in the order in which formulation reports are written: who and when, consent and the child's
words first, family, timeline, what is seen and why, where the child stands, what to do and in which order, what is not
settled, who may have it; what it cites in an appendix.

Sources: FORMULATION, section 2 (BPS Division of Clinical Psychology, Good Practice Guidelines, 2011: hypotheses marked
as such, with other ways to see them; sources, author, date and date of review); the practice guide.
"""

from server.domain.fields import Record
from server.domain.genogram import Fact
from server.domain.moments import Moment
from server.domain.timeline import TimelineEvent
from server.reports.days import said_instant
from server.reports.draft import Draft, bullets, day_of, heading, in_order, in_time, present, terms
from server.reports.families import families, family_alt, lanes_said, strip_alt
from server.reports.kept import is_restricted
from server.reports.paper import Block, Cell, Line, Paragraph, Part, Run, Table
from server.reports.papers import appendix, doing, shared, understanding, unsettled


def part(draft: Draft, mark: str) -> Part:
    """The whole report in one language."""
    sections = (
        _who, _consent, _family, _timeline, _ages, understanding.board, understanding.story, doing.placement,
        doing.recommendations, unsettled.unresolved, _safety, _review, _restrictions, _notes, appendix.cited,
        appendix.rest, appendix.seal,
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
    when = " – ".join(filter(None, map(draft.when, (fact.began, fact.ended))))
    more = ", ".join(filter(None, (draft.choice("mark_states", fact.state), when)))
    words = (draft.run(fact.text.strip(), fact), *((Run(f" ({more})"),) if more else ()), *draft.number_of("facts", i))
    return (Run(f"{draft.name(fact.about)}: ", bold=True), *words) if fact.about else words


def _timeline(draft: Draft) -> list[Block]:
    """The whole life as a strip; then, by age, what is cited, is a headline, or has the child's words."""
    w = draft.w
    cited = {i for collection, i in draft.numbers if collection == "events"}
    telling = [(i, e) for i, e in shared.events(draft) if i in cited or e.headline or e.quote.strip()]
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


def _title(draft: Draft, i: str, event: TimelineEvent) -> Line:
    return (draft.run(event.title, event), *draft.number_of("events", i))


def _ages(draft: Draft) -> list[Block]:
    pictures = families(draft)
    return [heading(1, draft.w("report.ages")), *pictures] if pictures else []


# -- safety, review, and who may have it


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
