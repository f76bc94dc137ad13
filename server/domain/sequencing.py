"""The check of the order: whether a recommendation comes too early for where the child stands. It warns and never
blocks; the psychologist decides, and the reason she writes is kept.

R1  nothing that starts now is more than one step above where the child stands.
R2  what is on step 2 or higher has something live on step 1 under it: structure is kept while climbing.
R3  a talking therapy is held a place for until the child stands on step 3; it does not start before.
R4  a child meets about three new adults at once, not more.
R5  every recommendation says what it rests on: events, people, facts, or the child's own wish.
R6  while the child stands on step 1 or 2 it is said what to avoid for now.
R7  what comes to an end has its ending planned.

What sort of work a recommendation is, is said by its kind. Where that was not said and its words sound like a talking
therapy (vocabulary), R3 warns and asks; whoever says that it is something else is not asked again. R1 and R3 go by the
placement with the person who does it, where one is agreed, else by that of the child as a whole; they look at the
highest step of it, R6 at the lowest. What begins to show (`emerging`) is no placement. R1 leaves talking therapies to
R3. Without an agreed placement R1 and R6 cannot be asked, and R3 holds. What is to be avoided, and what has stopped,
is asked nothing.
Sources: the practice guide (work on thinking, too early, can hurt a child's sense of their own worth; a reliable adult
first); Skuse & Matthew, Prison Service Journal 220 (2015).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from server.domain import vocabulary
from server.domain.errors import Finding, Place, Words
from server.domain.formulation import Formulation
from server.domain.recommendations import Recommendation
from server.domain.steps import agreed_placement, step_number, stretch

NEW_ADULTS_MOST: Final = 3
"""New adults that a child meets at once (R4)."""
THERAPY: Final = "therapy"
THERAPY_STEP: Final = step_number("talking")
"""The step on which talking together about difficult issues begins (R3)."""
EARLY_STEPS: Final = step_number("relationship")
"""Up to this step it is said what to avoid for now (R6)."""
_HOW_MANY: Final = {"": 0, "one": 1, "two": 2, "three": 3, "more": 4}


@dataclass(frozen=True, slots=True)
class Caution:
    """One warning of one rule.

    `rule` is a row of `sequencing_rules`; `recommendation` the id of what it warns about, "" where it is the plan as a
    whole. `against` says what the warning stands on, so that a reason is asked for again when that has changed;
    `reason` is the psychologist's, "" where none is written yet; `reason_before` one that was written when it stood on
    something else; `asks` that it goes by words alone, and asks what sort of work it is. What it says and what can be
    done is its finding's.
    """

    rule: str
    recommendation: str = ""
    against: str = ""
    parameters: Mapping[str, object] = field(default_factory=dict)
    reason: str = ""
    reason_before: str = ""
    asks: bool = False

    def why(self, w: Words) -> str:
        """Why the rule is asked, in plain words."""
        return w(f"sequencing.{self.rule}.why")

    def finding(self) -> Finding:
        """The same as a finding before freezing; it never blocks."""
        key, name = _FINDINGS[self.rule], _FIELDS[self.rule]
        if self.asks:
            key, name = "sequence_sounds_like_therapy", "kind"
        return Finding(key, Place("recommendations", self.recommendation, name), False, self.parameters)


_FINDINGS: Final = {
    "above_placement": "sequence_above_placement",
    "no_structure": "sequence_no_structure",
    "therapy_early": "sequence_therapy_early",
    "new_adults": "sequence_new_adults",
    "rests_on_nothing": "sequence_rests_on_nothing",
    "nothing_avoided": "sequence_nothing_avoided",
    "ending": "sequence_ending",
}
_FIELDS: Final = {
    "above_placement": "start",
    "no_structure": "needs_first",
    "therapy_early": "start",
    "new_adults": "new_adults",
    "rests_on_nothing": "events",
    "nothing_avoided": "",
    "ending": "ending",
}


def cautions(formulation: Formulation) -> tuple[Caution, ...]:
    """Every warning about the order, by recommendation and then the plan as a whole, with the reasons that are kept."""
    f = formulation.standing()
    found = [c for i, r in _in_order(f) for rule in _OF_ONE for c in rule(f, i, r)]
    found += [c for rule in _OF_ALL for c in rule(f)]
    return tuple(_with_reason(f, caution) for caution in found)


def placed_for(f: Formulation, recommendation: Recommendation) -> tuple[int, int]:
    """The lowest and highest step that R1 and R3 go by; (0, 0) where no placement is agreed."""
    for person, doing in recommendation.done_by.items():
        if doing == "does" and (placement := agreed_placement(f.placements.values(), person)):
            return stretch(placement.steps)
    whole = agreed_placement(f.placements.values())
    return stretch(whole.steps) if whole else (0, 0)


def lowest_step(recommendation: Recommendation) -> int:
    """The step a recommendation really begins on: as it was put, or as its kind of work needs, whichever is higher."""
    return max(stretch(recommendation.steps)[0], _sort_of(recommendation).least)


def sounds_like_therapy(recommendation: Recommendation) -> bool:
    """Whether nobody said what sort of work it is, and its words sound like a talking therapy."""
    words = f"{recommendation.title}. {recommendation.why}"
    return not recommendation.kind and vocabulary.sounds_like("recommendation_kinds", THERAPY, words)


def _sort_of(recommendation: Recommendation) -> vocabulary.Row:
    """What is known of its sort of work; nothing until it is said."""
    return vocabulary.row("recommendation_kinds", recommendation.kind or "other")


def is_live(recommendation: Recommendation) -> bool:
    """Whether it is, or is about to be, at work: it starts now, and is neither waiting nor stopped."""
    return recommendation.start == "now" and recommendation.state not in ("waiting", "stopped")


def rests_on_something(recommendation: Recommendation) -> bool:
    """Whether something supports it: an event, a person, a fact, or a wish of the child's that it answers."""
    grounds = (recommendation.events, recommendation.people, recommendation.facts)
    if any(bearing == "supports" for each in grounds for bearing in each.values()):
        return True
    return any(answer in ("answers", "in_part") for answer in recommendation.wishes.values())


def said(stretched: tuple[int, int]) -> str:
    """A stretch of steps in digits, in any language: 2, 1–2."""
    lowest, highest = stretched
    return str(lowest) if lowest == highest else f"{lowest}–{highest}"


def _in_order(f: Formulation) -> list[tuple[str, Recommendation]]:
    return sorted(f.recommendations.items(), key=lambda each: (each[1].order, each[0]))


def _above_placement(f: Formulation, i: str, r: Recommendation) -> Iterator[Caution]:
    placed, step = placed_for(f, r), lowest_step(r)
    if is_live(r) and r.kind != THERAPY and placed[1] and step > placed[1] + 1:
        told = {"what": _name(r), "step": step, "placed": said(placed)}
        yield Caution("above_placement", i, f"{said(placed)}/{step}", told)


def _no_structure(f: Formulation, i: str, r: Recommendation) -> Iterator[Caution]:
    if r.start == "avoid" or r.state == "stopped" or lowest_step(r) < 2:
        return
    under = [f.recommendations[n] for n in _needed(f, i) if lowest_step(f.recommendations[n]) == 1]
    under = under or [each for each in f.recommendations.values() if lowest_step(each) == 1]
    if not any(is_live(each) for each in under):
        yield Caution("no_structure", i, str(lowest_step(r)), {"what": _name(r), "step": lowest_step(r)})


def _needed(f: Formulation, i: str) -> set[str]:
    """Everything a recommendation needs first, and what that needs, and so on; what goes round in a circle is there
    once."""
    seen: set[str] = set()
    todo = list(f.recommendations[i].needs_first)
    while todo:
        each = todo.pop()
        if each in f.recommendations and each not in seen:
            seen.add(each)
            todo += f.recommendations[each].needs_first
    return seen - {i}


def _therapy_early(f: Formulation, i: str, r: Recommendation) -> Iterator[Caution]:
    placed = placed_for(f, r)
    if not is_live(r) or placed[1] >= THERAPY_STEP:
        return
    if r.kind == THERAPY:
        yield Caution("therapy_early", i, said(placed), {"what": _name(r)})
    elif sounds_like_therapy(r):
        yield Caution("therapy_early", i, f"{said(placed)}?", {"what": _name(r)}, asks=True)


def _rests_on_nothing(f: Formulation, i: str, r: Recommendation) -> Iterator[Caution]:
    if r.start != "avoid" and r.state != "stopped" and not rests_on_something(r):
        yield Caution("rests_on_nothing", i, "", {"what": _name(r)})


def _ending(f: Formulation, i: str, r: Recommendation) -> Iterator[Caution]:
    if not is_live(r) or not _sort_of(r).ends or r.ending.strip():
        return
    if r.kind == "ending" or r.ends is None or not r.ends.text:
        yield Caution("ending", i, r.kind, {"what": _name(r)})


def _new_adults(f: Formulation) -> Iterator[Caution]:
    met: dict[str, int] = {}
    for i, r in f.recommendations.items():
        if is_live(r) and r.new_adults:
            who = r.who.strip().casefold() or i
            met[who] = max(met.get(who, 0), _HOW_MANY[r.new_adults])
    if sum(met.values()) > NEW_ADULTS_MOST:
        yield Caution("new_adults", "", str(sum(met.values())), {"most": NEW_ADULTS_MOST})


def _nothing_avoided(f: Formulation) -> Iterator[Caution]:
    placement = agreed_placement(f.placements.values())
    avoided = any(r.start == "avoid" and r.avoided != "no_longer" for r in f.recommendations.values())
    if placement and f.recommendations and not avoided and stretch(placement.steps)[0] <= EARLY_STEPS:
        placed = said(stretch(placement.steps))
        yield Caution("nothing_avoided", "", placed, {"placed": placed})


_OF_ONE: Final = (_above_placement, _no_structure, _therapy_early, _rests_on_nothing, _ending)
_OF_ALL: Final = (_new_adults, _nothing_avoided)


def _with_reason(f: Formulation, caution: Caution) -> Caution:
    """The warning with the reason that was written for it, the latest one where there are several."""
    written = [
        d
        for d in sorted(f.decisions.values(), key=lambda d: d.added_at)
        if (d.rule, d.recommendation) == (caution.rule, caution.recommendation) and d.reason.strip()
    ]
    holding = [d.reason for d in written if d.against in ("", caution.against)]
    if holding:
        return replace(caution, reason=holding[-1])
    return replace(caution, reason_before=written[-1].reason) if written else caution


def _name(r: Recommendation) -> str:
    """What a recommendation is called within a sentence."""
    return r.title.strip().rstrip(".")
