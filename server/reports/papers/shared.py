"""What stands in more than one report: the head and foot of each part, and the plan."""

from collections.abc import Iterable
from typing import Any

from server.domain.fields import Record
from server.domain.recommendations import Recommendation
from server.domain.sequencing import cautions
from server.domain.steps import Placement, agreed_placement, stretch
from server.domain.timeline import TimelineEvent
from server.domain.vocabulary import STEPS
from server.reports.days import said_day
from server.reports.draft import Draft, in_order, in_time
from server.reports.paper import Block, Line, Paragraph, Part, Run

FAMILY = ("people", "unions", "turns", "parent_links", "bonds", "households", "stays", "facts")
"""Collections that the genogram is drawn from."""


def finished(draft: Draft, title: str, blocks: Iterable[Block], mark: str, *, numbered: bool = True) -> Part:
    """A part with its head and foot: whose it is, which version (in the foot alone where it is not `numbered`), its
    short seal; entered in error on every page."""
    w, version = draft.w, draft.version
    wrong = draft.beside.standing in ("in_error", "altered")
    number = w("version.numbered", n=version.number)
    standing = w(f"report.standing.{draft.beside.standing}") if wrong else ""
    foot = w("report.foot", n=version.number, case=version.header.case, seal=version.short_seal)
    first: list[Block] = [Paragraph((Run(standing, bold=True),), "boxed")] if wrong else []
    return Part(
        language=draft.language,
        title=title,
        subtitle=" · ".join(filter(None, (draft.first_name, number if numbered else "", day(draft)))),
        blocks=(*first, *blocks),
        footer=f"{standing} · {foot}" if standing else foot,
        pages_of=w("report.pages_of"),
        mark=" · ".join(filter(None, (standing, mark))),
    )


def day(draft: Draft) -> str:
    """The day on which the version was frozen."""
    return said_day(draft.w, draft.day)


def events(draft: Draft) -> list[tuple[str, TimelineEvent]]:
    """The events in the order of time, undated ones last."""
    return sorted(draft.f.events.items(), key=lambda row: (*in_time(row[1]), row[0]))


def plan(draft: Draft) -> list[tuple[int, str, Recommendation]]:
    """What is recommended, by step and then in its order: its number, its id, itself."""
    rows = [(i, r) for i, r in in_order(draft.f.recommendations) if r.start != "avoid"]
    ordered = sorted(rows, key=lambda row: stretch(row[1].steps)[0] or len(STEPS) + 1)
    return [(number, i, r) for number, (i, r) in enumerate(ordered, start=1)]


def going(draft: Draft) -> list[tuple[int, str, Recommendation]]:
    """The same without what has stopped, under the numbers that it has in the whole."""
    return [row for row in plan(draft) if row[2].state != "stopped"]


def avoided(draft: Draft) -> list[Recommendation]:
    """What is to be avoided for now, in its order; what need not be avoided any more is not."""
    return [r for _, r in in_order(draft.f.recommendations) if r.start == "avoid" and r.avoided != "no_longer"]


def doing(draft: Draft, r: Recommendation) -> str:
    """Who does it: as it was written, else the people of the family map; "" for nobody yet."""
    people = ", ".join(draft.name(i) for i in r.done_by if i in draft.f.people)
    return ", ".join(filter(None, (r.who or people, r.who_agency)))


def span(draft: Draft, r: Recommendation) -> str:
    """From when and by when, as far as it is said."""
    if r.by and not r.by.start and not draft.when(r.begins):
        return r.by.text  # "when ready" is no day to say "by" of
    begins, by = draft.when(r.begins), draft.when(r.by)
    said = (
        draft.w("version.plan_from", when=begins) if begins else "",
        draft.w("version.plan_by", when=by) if by else "",
    )
    return ", ".join(filter(None, said))


def where(draft: Draft, placement: Placement) -> str:
    """Of what a placement is: the child as a whole, one setting, one person's company."""
    if placement.whole:
        return draft.w("version.as_a_whole")
    company = draft.w("version.with_person", who=draft.name(placement.person)) if placement.person else ""
    return ", ".join(filter(None, (placement.setting.strip(), company)))


def guide_words(draft: Draft, placement: Placement) -> list[Line]:
    """The steps of a placement, lowest first, in the practice guide's exact words; in another language after that
    language's own."""
    lowest, highest = stretch(placement.steps)
    lines: list[Line] = []
    for row in STEPS[lowest - 1 : highest] if lowest else ():
        own, exact = draft.w(f"steps.{row.key}"), draft.guide(f"steps.{row.key}")
        original = () if own == exact else (Run(" ("), Run(exact, italic=True, language="en"), Run(")"))
        lines.append((Run(own, bold=True), *original))
    return lines


def settings(draft: Draft) -> list[Placement]:
    """What was agreed and holds: of the child as a whole first, then by setting and company."""
    agreed = [p for _, p in in_order(draft.f.placements) if p.agreed and p.steps]
    whole = agreed_placement(agreed)
    return [*([whole] if whole else []), *(p for p in agreed if not p.whole)]


def wishes_of(draft: Draft, r: Recommendation) -> list[Record]:
    """The child's wishes that a recommendation answers and whose words may be shown."""
    voices: list[Any] = [draft.f.voices[i] for i in r.wishes if i in draft.f.voices]
    return [voice for voice in voices if voice.text.strip()]


def reasons(draft: Draft) -> dict[str, list[Line]]:
    """What the check of the order warned of and why it was kept, by recommendation; "" is the plan as a whole."""
    told: dict[str, list[Line]] = {}
    for caution in cautions(draft.f):
        if caution.reason:
            finding = caution.finding()
            warned = draft.w(f"finding.{finding.key}", **finding.parameters)
            line = (Run(f"{warned} {draft.w('version.kept_because')} "), Run(caution.reason))
            told.setdefault(caution.recommendation, []).append(line)
    return told


def quoted(draft: Draft, text: str, record: Record) -> Line:
    """Somebody's own words in quotation marks, once where they were written with their own."""
    bare = text.strip()
    if len(bare) > 1 and (bare[0], bare[-1]) in (("'", "'"), ('"', '"'), ("‘", "’"), ("“", "”")):
        bare = bare[1:-1].strip()
    return (draft.run(f"“{bare}”", record),)
