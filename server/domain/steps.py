"""The recovery steps: where the child stands on the six steps of the Trauma Recovery Model, and why.

The steps are rows of `vocabulary.STEPS`, in the exact words of the practice guide. A placement is a stretch of steps as
one value, for two ends that merge apart could cross. It may hold in one setting or with one person alone (step 2 with
a trusted adult, step 1 at home); lower steps are never finished; a step down is information and not a failure. What
each professional placed in private comes into the document when all of it is shown; until then it is in no document.
Rules kept by `findings_formulation.py`:
P1  a placement says where the child stands, why, and what that rests on.
P2  one placement of the child as a whole is agreed.
Source: Skuse & Matthew, The Trauma Recovery Model, Prison Service Journal 220 (2015), by the practice guide.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from server.domain import vocabulary
from server.domain.fields import Record, author, choice, flag, instant, line, moment, prose, reference, references
from server.domain.moments import Moment

LAST: Final = len(vocabulary.STEPS)
"""The number of the highest step; the lowest is 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement(Record):
    """Where somebody, or the whole room, sees the child on the steps."""

    steps: str = choice("step_ranges", "the step or the stretch of steps; empty where it could not be said")
    emerging: str = choice("step_ranges", "what begins to show above it")
    not_ready: str = choice("step_ranges", "steps whose work the child is not ready for")
    setting: str = line("where it holds, if not everywhere: at home, in school")
    person: str = reference("people", "with whom it holds, if not with everybody")
    when: Moment | None = moment("the time it speaks of; none is now")
    reason: str = prose("why: what has been seen")
    events: Mapping[str, str] = references("events", "bearings", "events it rests on, and which way they bear on it")
    people: Mapping[str, str] = references("people", "bearings", "people it rests on, and which way")
    facts: Mapping[str, str] = references("facts", "bearings", "background facts it rests on, and which way")
    placed_by: str = author("whose own first placement it is; empty for the room's")
    not_known: bool = flag("they do not know the child well enough to say")
    agreed: bool = flag("the room agreed on it")
    agreed_by: str = author("who wrote down that it is agreed")
    agreed_at: str = instant("when it was agreed")

    @property
    def whole(self) -> bool:
        """Whether it is of the child as a whole, and not of one setting or with one person."""
        return not self.setting.strip() and not self.person


def stretch(key: str) -> tuple[int, int]:
    """The lowest and the highest step of a row of `step_ranges`; (0, 0) for "". Raises KeyError for any other."""
    if not key:
        return 0, 0
    lowest, _, highest = vocabulary.row("step_ranges", key).key.partition("_")
    return int(lowest), int(highest or lowest)


def range_of(numbers: Iterable[int]) -> str:
    """The row of `step_ranges` that holds these steps, whatever their order; "" for none, and for numbers that are no
    steps."""
    held = sorted(set(numbers))
    if not held or held[0] < 1 or held[-1] > LAST:
        return ""
    return str(held[0]) if held[0] == held[-1] else f"{held[0]}_{held[-1]}"


def step_number(key: str) -> int:
    """The number of a row of `steps`, from 1; 0 for "". Raises ValueError for any other."""
    return [row.key for row in vocabulary.STEPS].index(key) + 1 if key else 0


def agreed_placement(placements: Iterable[Placement], person: str = "") -> Placement | None:
    """The placement that the room agreed on, the latest where there are several: with `person` where there is one of
    that, else of the child as a whole. None where nothing is agreed."""
    agreed = [p for p in placements if p.agreed and p.steps and not p.removed]
    with_person = [p for p in agreed if person and p.person == person]
    wanted = with_person or [p for p in agreed if p.whole]
    return max(wanted, key=lambda p: (p.agreed_at, p.order), default=None)
