"""The plan on a page: what is to be done, by date and by person, and what is avoided for now. Short enough for one
side of A4 where the plan is."""

from server.domain.recommendations import Recommendation
from server.reports.draft import Draft, bullets, day_of, heading, present, terms
from server.reports.paper import Block, Cell, Line, Paragraph, Part, Run, Table
from server.reports.papers import shared


def part(draft: Draft, mark: str) -> Part:
    """The plan in one language."""
    w = draft.w
    blocks = [*_placed(draft), *_by_date(draft), *draft.left_out("recommendations"), *_by_person(draft), *_avoid(draft)]
    if on := day_of(w, draft.beside.review_on):
        blocks.append(Paragraph(draft.line("report.review_on", when=on)))
    return shared.finished(draft, w("report.plan"), blocks, mark)


def _placed(draft: Draft) -> list[Block]:
    """Where the child stands, in one line a setting."""
    lines = [f"{shared.where(draft, p)}: {draft.choice('step_ranges', p.steps)}" for p in shared.settings(draft)]
    return [Paragraph(draft.line("report.plan_placed", where="; ".join(lines)), "lead")] if lines else []


def _by_date(draft: Draft) -> list[Block]:
    w = draft.w
    first = {
        n: min((m.earliest for m in (r.begins, r.by) if m and m.earliest), default=None)
        for n, _, r in shared.going(draft)
    }
    rows = sorted(shared.going(draft), key=lambda row: (first[row[0]] is None, str(first[row[0]]), row[0]))
    cells = tuple(
        (
            Cell((Run(shared.span(draft, r) or w("version.when_unknown")),)),
            Cell((Run(f"{number}. "), draft.run(r.title, r), *_state(draft, r))),
            Cell((Run(shared.doing(draft, r) or w("version.nobody_yet")),)),
            Cell((Run(draft.choice("step_ranges", r.steps)),)),
        )
        for number, _, r in rows
    )
    blocks: list[Block] = [heading(1, w("version.plan_by_date"))]
    if not cells:
        return [*blocks, Paragraph(draft.line("report.no_recommendations"))]
    columns = (w("version.plan_when"), w("version.plan_what"), w("version.plan_who"), w("version.plan_step"))
    return [*blocks, Table(w("report.plan_caption"), columns, cells, (4, 9, 3, 2))]


def _state(draft: Draft, r: Recommendation) -> Line:
    """How it goes, once somebody has looked at it again; else that it has not begun yet."""
    said = draft.w(f"recommendation_states.{r.state}") if r.state else ""
    said = said or ("" if r.start == "now" else draft.w(f"starts.{r.start}"))
    return (Run(f" ({said.lower()})", italic=True),) if said else ()


def _by_person(draft: Draft) -> list[Block]:
    """Everybody once, however their name was written, with the numbers of what they do; what nobody does yet last."""
    groups: dict[str, tuple[str, list[int]]] = {}
    for number, _, r in shared.going(draft):
        who = shared.doing(draft, r)
        groups.setdefault(who.strip().casefold(), (who, []))[1].append(number)
    ordered = sorted(groups.values(), key=lambda group: (not group[0], group[0].casefold()))
    titles = {number: r for number, _, r in shared.going(draft)}
    rows: list[tuple[str, Line | str]] = []
    for who, numbers in ordered:
        line: list[Run] = []
        for number in numbers:
            line += [
                *([Run("; ")] if line else []),
                Run(f"{number}. "),
                draft.run(titles[number].title, titles[number]),
            ]
        rows.append((who or draft.w("version.nobody_yet"), tuple(line)))
    return [heading(1, draft.w("version.plan_by_person")), *terms(rows)] if rows else []


def _avoid(draft: Draft) -> list[Block]:
    lines = [(draft.run(r.title, r),) for r in shared.avoided(draft)]
    return [heading(1, draft.w("starts.avoid")), *present(bullets(lines))] if lines else []
