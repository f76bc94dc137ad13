"""Where the child stands and what to do, in the professional report: the placement by setting in the practice guide's
words, and the recommendations in sequence with everything that belongs to each."""

from server.domain.recommendations import Recommendation
from server.domain.steps import Placement, stretch
from server.reports.draft import Draft, bullets, heading, in_order, present, terms
from server.reports.paper import Block, Cell, Heading, Line, Paragraph, Run, Table
from server.reports.papers import shared


def placement(draft: Draft) -> list[Block]:
    """What was agreed, of the child as a whole and then by setting and company; what each saw before it was agreed."""
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


def recommendations(draft: Draft) -> list[Block]:
    """Each under its number, with what, why, by whom, before and after what; then what to avoid for now."""
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
        (w("report.kind"), draft.choice("recommendation_kinds", r.kind)),
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
