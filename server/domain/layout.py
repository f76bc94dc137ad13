"""Where everybody stands in the genogram: one person, one symbol; nobody left out, doubled or refused.

`layout(family)` gives every person a place in whole units, 64 to a slot across and 64 to a row down. It is a
function of the family alone: the same places for shuffled lists, on any machine, whatever the hash seed.

L1  Everybody is placed exactly once, also when the records contradict one another (own ancestors, cycles,
    strays).
L2  A child stands below both parents, one generation a row; partners stand on one row wherever that is
    possible.
L3  Brothers and sisters of one couple stand eldest left. A man stands left in his couple where nothing else
    decides.
L4  No two people are nearer than a slot, except where a person has pinned both.
L5  Given earlier places, rows and order are kept: a new person takes the cheapest place and moves others
    least.
L6  Carers stand beside the parents, not above them; pets and people who matter stand beside whom they belong
    to.
L7  Twins and multiples stand together, unless each has partners on both sides.

Method: rows by a linear programme (difference constraints, so its answers are whole); partners joined to
blocks; blocks ordered by insertion and sifting with the order of births kept; single people then moved while
the drawing improves; places by a second linear programme. No clock: work is bounded by numbers of
evaluations. Sources: genogram conventions of McGoldrick, Gerson & Petry (2020); Sugiyama, Tagawa & Toda
(1981) for layers and sifting; Gansner et al. (1993) for places by optimisation. Solver: HiGHS.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import highspy
import numpy as np

from server.domain.fields import SLOT
from server.domain.formulation import Formulation
from server.domain.genogram import Person

Place = tuple[int, int]

CARE = frozenset(
    ("foster", "kinship", "guardianship", "residential", "step", "legal", "donor", "surrogate", "possible")
)
"""Kinds of parent link that hang a child from people who are not its parents by birth or adoption."""
BESIDE = frozenset(("pet", "professional", "therapist", "institution"))
"""Kinds of person that have no generation."""


@dataclass(frozen=True, slots=True)
class Relative:
    """One person as the layout needs them.

    `side`: "male" stands left in a couple, "female" right, anything else has no preference. `born`: a number
    that grows with the day of birth, None where it is not known. `rank`: what decides where nothing else
    does. `near`: whom to stand beside when no couple and no child link places them. `birth`: the same words for
    everybody born at one birth; empty for one born alone.
    """

    id: str
    side: str = ""
    born: float | None = None
    rank: str = ""
    near: tuple[str, ...] = ()
    index: bool = False
    birth: str = ""


@dataclass(frozen=True, slots=True)
class Couple:
    """One or two partners, or a sibship whose parents are not known (no partners). `began` orders several
    partners."""

    id: str
    partners: tuple[str, ...]
    began: float | None = None


@dataclass(frozen=True, slots=True)
class Descent:
    """A child hangs from a couple; `care` where that is not by birth or adoption."""

    couple: str
    child: str
    care: bool = False


@dataclass(frozen=True, slots=True)
class Family:
    """What the layout reads; order of the tuples means nothing."""

    people: tuple[Relative, ...]
    couples: tuple[Couple, ...] = ()
    descents: tuple[Descent, ...] = ()


def family_of(formulation: Formulation) -> Family:
    """The family as a formulation's standing records tell it. References that lead nowhere are left out."""
    standing = formulation.standing()
    people, unions = standing.people, standing.unions
    near: dict[str, list[str]] = {person: [] for person in people}
    homes: dict[str, list[str]] = {}
    for stay in standing.stays.values():
        homes.setdefault(stay.household, []).append(stay.person)
    for members in homes.values():
        for person in members:
            near.setdefault(person, []).extend(other for other in members if other != person)
    for bond in standing.bonds.values():
        near.setdefault(bond.a, []).append(bond.b)
        near.setdefault(bond.b, []).append(bond.a)
    births = _births(people)
    days = {i: _birthday(person) for i, person in people.items()}
    relatives = tuple(
        Relative(
            id=i,
            side=person.gender if person.gender in ("male", "female") else "",
            born=min((day for twin in births[i] if (day := days[twin]) is not None), default=None),
            rank=person.order,
            near=tuple(n for n in near[i] if n in people and people[n].kind not in BESIDE),
            index=person.index,
            birth=births[i][0] if len(births[i]) > 1 else "",
        )
        for i, person in people.items()
    )
    couples = [Couple(i, tuple(p for p in (u.a, u.b) if p in people), _day(u.began)) for i, u in unions.items()]
    descents = []
    for i, link in standing.parent_links.items():
        if link.child not in people:
            continue
        if link.union in unions:
            descents.append(Descent(link.union, link.child, link.kind in CARE))
        elif link.parent in people:
            couples.append(Couple(f"link {i}", (link.parent,), None))
            descents.append(Descent(f"link {i}", link.child, link.kind in CARE))
    return Family(relatives, tuple(couples), tuple(descents))


def _births(people: Mapping[str, Person]) -> dict[str, list[str]]:
    """For each person everybody of the same birth, themselves included, in the order of their ids."""
    found = {i: [i] for i in people}
    for i, person in people.items():
        if person.twin_of in people and person.twin_of not in found[i]:
            together = sorted(found[i] + found[person.twin_of])
            found |= dict.fromkeys(together, together)
    return found


def _birthday(person: Person) -> float | None:
    """The day that gives somebody a place among brothers and sisters: of birth, of loss, or after everybody's for a
    child who is on the way."""
    day = _day(person.born)
    if day is None and person.kind in ("miscarriage", "termination", "stillbirth", "pregnancy"):
        day = _day(person.died)
    return _NOT_YET if day is None and person.kind == "pregnancy" else day


_NOT_YET = 4_000_000.0
"""A day after every day that is (days since the year 1)."""


def _day(moment: object) -> float | None:
    earliest = getattr(moment, "earliest", None)
    return None if earliest is None else float(earliest.toordinal())


# --- the family as numbers ------------------------------------------------------------------------


@dataclass(slots=True)
class _Net:
    """The family with small whole numbers for names, everything in one settled order; contradictions removed.

    A person is an index into `people`; a union is an index into `partners`, `children`, `began`. `births` are
    the children by birth or adoption, `children` all of them, eldest first. Each person has their `unions`
    and `families` (unions they are a child of).
    """

    people: list[Relative]
    partners: list[tuple[int, ...]] = field(default_factory=list)
    children: list[list[int]] = field(default_factory=list)
    births: list[list[int]] = field(default_factory=list)
    began: list[float] = field(default_factory=list)
    unions: list[list[int]] = field(default_factory=list)
    families: list[list[int]] = field(default_factory=list)

    def twins(self, among: Iterable[int]) -> list[list[int]]:
        """Of those asked for, who were born together, each birth of two or more a list."""
        births: dict[str, list[int]] = {}
        for i in sorted(among):
            if self.people[i].birth:
                births.setdefault(self.people[i].birth, []).append(i)
        return [birth for birth in births.values() if len(birth) > 1]

    def male_left(self, a: int, b: int) -> int:
        """1 when a before b puts the man right, 0 otherwise."""
        return int(self.people[a].side == "female" and self.people[b].side == "male")


def _net(family: Family) -> _Net:
    people = sorted({p.id: p for p in family.people}.values(), key=_settled)
    number = {p.id: i for i, p in enumerate(people)}
    net = _Net(people)
    child_of: dict[str, dict[int, bool]] = {}
    for link in family.descents:
        if link.child in number:
            kinds = child_of.setdefault(link.couple, {})
            child = number[link.child]
            kinds[child] = kinds.get(child, True) and link.care
    couples = []
    for couple in {c.id: c for c in family.couples}.values():
        partners = tuple(sorted({number[p] for p in couple.partners if p in number}))
        kinds = {c: care for c, care in child_of.get(couple.id, {}).items() if c not in partners}
        if len(partners) > 1 or kinds:
            couples.append((partners, sorted(kinds), couple.began, couple.id, kinds))
    couples.sort(key=lambda c: (c[0], c[2] is None, c[2] or 0.0, c[1], c[3]))
    for partners, children, began, _, kinds in couples:
        net.partners.append(partners[:2])
        net.children.append(children)
        net.births.append([c for c in children if not kinds[c]])
        net.began.append(began if began is not None else _first_birth(net, children))
    net.unions = [[] for _ in people]
    net.families = [[] for _ in people]
    for u, partners in enumerate(net.partners):
        for p in partners:
            net.unions[p].append(u)
        for c in net.children[u]:
            net.families[c].append(u)
    return net


def _settled(person: Relative) -> tuple[bool, float, str, str, str]:
    return (person.born is None, person.born or 0.0, person.birth, person.rank, person.id)


def _first_birth(net: _Net, children: Sequence[int]) -> float:
    return min((b for c in children if (b := net.people[c].born) is not None), default=float("inf"))


# --- stage 1: rows --------------------------------------------------------------------------------


def _rows(net: _Net, kept: Mapping[int, int]) -> list[int]:
    """A row for each person, growing downward. `kept` are rows of an earlier drawing, held wherever that
    is possible."""
    links = _without_cycles(net)
    group = _partners_together(net, links, kept)
    names = sorted(set(group))
    column = {name: k for k, name in enumerate(names)}
    cost = [0.0] * len(names)
    programme = _Programme(cost)
    for u, c in links:
        for p in net.partners[u]:
            a, b = column[group[p]], column[group[c]]
            weight = (1.0 if c in net.births[u] else 0.5) / len(net.partners[u])
            cost[b] += weight
            cost[a] -= weight
            programme.at_least(1.0, (b, 1.0), (a, -1.0))
    for u, partners in enumerate(net.partners):
        together: Sequence[int] = partners or net.children[u]
        for p, q in pairwise(together):
            if group[p] != group[q]:
                programme.near_to(6.0 if partners else 1.0, (column[group[p]], 1.0), (column[group[q]], -1.0))
    for person, row in sorted(kept.items()):
        programme.near_to(1000.0, (column[group[person]], 1.0), to=float(row))
    answer = programme.solve()
    return [round(answer[column[group[i]]]) for i in range(len(net.people))]


def _without_cycles(net: _Net) -> list[tuple[int, int]]:
    """The links (union, child) that make nobody their own ancestor; of a cycle, care is given up first,
    then the last."""
    links = [(u, c) for u in range(len(net.partners)) for c in net.births[u]]
    links += [(u, c) for u in range(len(net.partners)) for c in net.children[u] if c not in net.births[u]]
    below: list[list[int]] = [[] for _ in net.people]
    for u, c in links:
        for p in net.partners[u]:
            below[p].append(c)
    if _is_acyclic(below):
        return links
    below = [[] for _ in net.people]
    kept = []
    for u, c in links:
        if any(_reaches(below, c, {p}) for p in net.partners[u]):
            continue
        kept.append((u, c))
        for p in net.partners[u]:
            below[p].append(c)
    return kept


def _is_acyclic(below: Sequence[Sequence[int]]) -> bool:
    waiting = [0] * len(below)
    for children in below:
        for c in children:
            waiting[c] += 1
    free = [i for i, count in enumerate(waiting) if count == 0]
    for i in free:
        for c in below[i]:
            waiting[c] -= 1
            if waiting[c] == 0:
                free.append(c)
    return len(free) == len(below)


def _reaches(below: Sequence[Iterable[int]], start: int, ends: set[int]) -> bool:
    seen, stack = {start}, [start]
    while stack:
        here = stack.pop()
        if here in ends:
            return True
        for c in below[here]:
            if c not in seen:
                seen.add(c)
                stack.append(c)
    return False


def _partners_together(net: _Net, links: Sequence[tuple[int, int]], kept: Mapping[int, int]) -> list[int]:
    """Who shares a row: the name of each person's group. Partners whose joining would close a cycle stay
    apart."""
    group = list(range(len(net.people)))
    members = [[i] for i in group]
    below: list[set[int]] = [set() for _ in group]
    for u, c in links:
        for p in net.partners[u]:
            below[p].add(c)

    def under(name: int) -> Iterable[int]:
        return {group[c] for m in members[name] for c in below[m]}

    def reaches(start: int, end: int) -> bool:
        seen, stack = {start}, [start]
        while stack:
            for c in under(stack.pop()):
                if c == end:
                    return True
                if c not in seen:
                    seen.add(c)
                    stack.append(c)
        return False

    for partners in net.partners:
        if len(partners) < 2:
            continue
        a, b = group[partners[0]], group[partners[1]]
        if a == b or len({kept[m] for m in (*members[a], *members[b]) if m in kept}) > 1:
            continue
        if reaches(a, b) or reaches(b, a):
            continue
        for m in members[b]:
            group[m] = a
        members[a] += members[b]
        members[b] = []
    return group


class _Programme:
    """A linear programme that grows: variables by number, each at least 0 unless `free`; minimised by
    HiGHS."""

    def __init__(self, cost: list[float]) -> None:
        self.cost = cost
        self.rows: list[tuple[float, float, tuple[tuple[int, float], ...]]] = []

    def at_least(self, least: float, *terms: tuple[int, float]) -> None:
        """The sum of terms (variable, factor) is at least `least`."""
        self.rows.append((least, highspy.kHighsInf, terms))

    def equal(self, value: float, *terms: tuple[int, float]) -> None:
        """The sum of terms is `value`."""
        self.rows.append((value, value, terms))

    def near_to(self, weight: float, *terms: tuple[int, float], to: float = 0.0) -> None:
        """Each unit that the sum of terms differs from `to` costs `weight`."""
        gap = len(self.cost)
        self.cost.append(weight)
        self.rows.append((to, highspy.kHighsInf, (*terms, (gap, 1.0))))
        self.rows.append((-highspy.kHighsInf, to, (*terms, (gap, -1.0))))

    def solve(self) -> list[float]:
        """The values of the variables. Raises ArithmeticError when there are none, which no family can
        cause."""
        count = len(self.cost)
        if not count:
            return []
        start, index, value = [0], [], []
        for _, _, terms in self.rows:
            for i, factor in terms:
                index.append(i)
                value.append(factor)
            start.append(len(index))
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = count, len(self.rows)
        model.col_cost_ = np.array(self.cost, dtype=np.float64)
        model.col_lower_ = np.zeros(count)
        model.col_upper_ = np.full(count, 1e6)
        model.row_lower_ = np.array([row[0] for row in self.rows], dtype=np.float64)
        model.row_upper_ = np.array([row[1] for row in self.rows], dtype=np.float64)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.array(start, dtype=np.int32)
        model.a_matrix_.index_ = np.array(index, dtype=np.int32)
        model.a_matrix_.value_ = np.array(value, dtype=np.float64)
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, setting in (
            ("output_flag", False),
            ("threads", 1),
            ("presolve", "off"),
            ("solver", "simplex"),
        ):
            solver.setOptionValue(option, setting)
        solver.passModel(model)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise ArithmeticError(f"layout programme: {solver.getModelStatus()}")
        return list(solver.getSolution().col_value)


# --- stage 2: blocks, and the lines between rows --------------------------------------------------


@dataclass(slots=True)
class _Chart:
    """One connected family being ordered.

    Items are people and the bends of long lines (numbers from `len(net.people)` on, which only keep a way
    free). `order` is each row's items, left to right; `wires[g]` the lines between row g and row g + 1 as
    (items above, item below); `blocks` are the items that move together; `bends` of a line, by union.
    """

    net: _Net
    row: dict[int, int]
    order: list[list[int]]
    wires: list[list[tuple[tuple[int, ...], int]]]
    blocks: list[list[int]]
    block_of: dict[int, int]
    unions: list[int]
    drops: dict[int, list[int]]
    tails: dict[tuple[int, int], list[int]]


def _chart(net: _Net, members: Sequence[int], rows: Sequence[int]) -> _Chart:
    top = min(rows[m] for m in members)
    row = {m: rows[m] - top for m in members}
    height = max(row.values()) + 1
    unions = sorted({u for m in members for u in (*net.unions[m], *net.families[m])})
    chart = _Chart(net, row, [[] for _ in range(height)], [[] for _ in range(height)], [], {}, unions, {}, {})
    _lay_wires(chart)
    for block in _blocks(chart, members):
        _add_block(chart, block)
    for bends in (*chart.drops.values(), *chart.tails.values()):
        for bend in bends:
            _add_block(chart, [bend])
    return chart


def _add_block(chart: _Chart, block: list[int]) -> None:
    for item in block:
        chart.block_of[item] = len(chart.blocks)
    chart.blocks.append(block)


def _lay_wires(chart: _Chart) -> None:
    """Lines from unions to children, with a bend in every row that a line passes."""
    net, row = chart.net, chart.row
    fresh = len(net.people)
    for u in chart.unions:
        partners = net.partners[u]
        if not partners:
            continue
        low = max(row[p] for p in partners)
        for p in partners:
            if row[p] < low:
                fresh = _wire(
                    chart,
                    (p,),
                    next(q for q in partners if row[q] == low),
                    fresh,
                    chart.tails.setdefault((u, p), []),
                )
        children = [c for c in net.children[u] if row[c] > low]
        if not children:
            continue
        above: tuple[int, ...] = tuple(p for p in partners if row[p] == low)
        nearest = min(row[c] for c in children)
        drop = chart.drops.setdefault(u, [])
        for r in range(low + 1, nearest):
            row[fresh] = r
            chart.wires[r - 1].append((above, fresh))
            drop.append(fresh)
            above, fresh = (fresh,), fresh + 1
        for c in children:
            fresh = _wire(chart, above, c, fresh, chart.tails.setdefault((u, c), []))


def _wire(chart: _Chart, above: tuple[int, ...], end: int, fresh: int, bends: list[int]) -> int:
    row = chart.row
    for r in range(row[above[0]] + 1, row[end]):
        row[fresh] = r
        chart.wires[r - 1].append((above, fresh))
        bends.append(fresh)
        above, fresh = (fresh,), fresh + 1
    chart.wires[row[end] - 1].append((above, end))
    return fresh


def _blocks(chart: _Chart, members: Sequence[int]) -> list[list[int]]:
    """Partners on one row as one run of people: partners of one person to either side, the first left,
    later ones right."""
    net, row = chart.net, chart.row
    beside: dict[int, list[tuple[float, int, int]]] = {m: [] for m in members}
    for u in chart.unions:
        if len(net.partners[u]) == 2:
            a, b = net.partners[u]
            if row[a] == row[b]:
                beside[a].append((net.began[u], u, b))
                beside[b].append((net.began[u], u, a))
    blocks, seen = [], set()
    for start in sorted(members, key=lambda m: (-len(beside[m]), m)):
        if start in seen:
            continue
        seen.add(start)
        block = _run(start, beside, seen)
        blocks.append(block if _disorder(net, block) <= _disorder(net, block[::-1]) else block[::-1])
    return blocks


def _run(hub: int, beside: Mapping[int, list[tuple[float, int, int]]], seen: set[int]) -> list[int]:
    """Breadth first from the person with most partners; each next partner goes outside those already
    there."""
    run, waiting = [hub], [(hub, 0)]
    while waiting:
        here, side = waiting.pop(0)
        partners = list(dict.fromkeys(p for _, _, p in sorted(beside[here]) if p not in seen))
        for k, partner in enumerate(partners):
            seen.add(partner)
            left = side < 0 or (side == 0 and k == 0 and len(partners) > 1)
            place = run.index(here)
            if left:
                while place > 0 and k > 0 and run[place - 1] in partners:
                    place -= 1
                run.insert(place, partner)
            else:
                place += 1
                while place < len(run) and run[place] in partners:
                    place += 1
                run.insert(place, partner)
            waiting.append((partner, -1 if left else 1))
    return run


def _disorder(net: _Net, block: Sequence[int]) -> float:
    """How far a run of partners is from custom: men left, partners in time order, the index person's
    parents first."""
    place = {p: k for k, p in enumerate(block)}
    cost = 0.0
    for u in sorted({u for p in block for u in net.unions[p]}):
        partners = net.partners[u]
        if len(partners) == 2 and all(p in place for p in partners):
            a, b = sorted(partners, key=place.__getitem__)
            weight = 6.0 if any(net.people[c].index for c in net.births[u]) else 1.0
            cost += weight * net.male_left(a, b)
    for p in block:
        cost += 1.5 * _out_of_time(net, p, place)
    for k, a in enumerate(block):
        for b in block[k + 1 :]:
            cost += 8.0 * _elder(net, b, a)
    return cost


def _out_of_time(net: _Net, hub: int, place: Mapping[int, float]) -> int:
    """How many pairs of a person's partners stand against the order in which they came."""
    partners = _in_time(net, hub, place)
    return sum(place[a] > place[b] for k, a in enumerate(partners) for b in partners[k + 1 :])


def _in_time(net: _Net, hub: int, among: Container[int]) -> list[int]:
    """The partners of a person, of those asked for, in the order of time; those of unknown time are left
    out."""
    unions = sorted((net.began[u], u) for u in net.unions[hub] if net.began[u] != float("inf"))
    partners = [p for _, u in unions for p in net.partners[u] if p != hub and p in among]
    return list(dict.fromkeys(partners))


def _elder(net: _Net, a: int, b: int) -> bool:
    """Whether a is b's elder brother or sister."""
    return (
        a < b
        and net.people[a].born is not None
        and net.people[b].born is not None
        and (net.people[a].born != net.people[b].born)
        and any(b in net.births[u] for u in net.families[a] if a in net.births[u])
    )


# --- stage 3: order -------------------------------------------------------------------------------

_BIRTH = 1000.0
"""What a younger sibling left of an elder one costs while blocks are ordered; crossings cost 1."""
_STRANGER = 0.6
"""What somebody else between brothers and sisters costs."""


def _order(chart: _Chart, rounds: int = 6) -> None:
    """Order the blocks of every row: from several starts, by insertion, then sifting; the least tangled is
    kept."""
    best: tuple[float, list[list[int]]] | None = None
    for start in _starts(chart):
        chart.order = [[] for _ in chart.order]
        sifting = _Sifting(chart)
        for b in _walk(chart, start):
            sifting.insert(b)
        cost = sifting.total()
        for _ in range(rounds):
            sifting.sweep()
            again = sifting.total()
            if again >= cost - 1e-9:
                break
            cost = again
        if best is None or cost < best[0] - 1e-9:
            best = cost, sifting.rows()
    if best is not None:
        chart.order = best[1]


def _starts(chart: _Chart) -> list[int]:
    links = [0] * len(chart.blocks)
    for wires in chart.wires:
        for above, below in wires:
            links[chart.block_of[above[0]]] += 1
            links[chart.block_of[below]] += 1
    by_links = sorted(range(len(chart.blocks)), key=lambda b: (-links[b], b))
    oldest = min(range(len(chart.blocks)), key=lambda b: (chart.row[chart.blocks[b][0]], b))
    index = [
        b
        for b, block in enumerate(chart.blocks)
        if any(i < len(chart.net.people) and chart.net.people[i].index for i in block)
    ]
    return list(dict.fromkeys([*index, *by_links[:2], oldest]))


def _walk(chart: _Chart, start: int) -> list[int]:
    """Blocks from `start` on, depth first along the lines, children in order of birth."""
    near: list[list[int]] = [[] for _ in chart.blocks]
    for wires in chart.wires:
        for above, below in wires:
            a, b = chart.block_of[above[0]], chart.block_of[below]
            near[a].append(b)
            near[b].append(a)
    seen, stack, walk = {start}, [start], []
    while stack:
        here = stack.pop()
        walk.append(here)
        for b in reversed(near[here]):
            if b not in seen:
                seen.add(b)
                stack.append(b)
    return walk + [b for b in range(len(chart.blocks)) if b not in seen]


_ENDS = tuple[list[float], list[float], float | None, float | None]
"""Ends of a block's lines above and below, and the middles of both."""


class _Sifting:
    """Orders of blocks in rows, with the lines of each block at hand."""

    def __init__(self, chart: _Chart) -> None:
        net = chart.net
        self.chart = chart
        self.orders: list[list[int]] = [[] for _ in chart.order]
        self.level = [chart.row[block[0]] for block in chart.blocks]
        self.at: dict[int, float] = {}
        self.ups: list[list[tuple[int, tuple[int, ...]]]] = [[] for _ in chart.blocks]
        self.downs: list[list[tuple[tuple[int, ...], int]]] = [[] for _ in chart.blocks]
        for wires in chart.wires:
            for above, below in wires:
                self.downs[chart.block_of[above[0]]].append((above, below))
                self.ups[chart.block_of[below]].append((below, above))
        self.after: list[set[int]] = [set() for _ in chart.blocks]  # blocks with an elder sibling of somebody here
        self.sibships: list[list[int]] = []
        self.sibships_at: list[list[int]] = [[] for _ in chart.order]
        self.member: list[list[int]] = [[] for _ in chart.blocks]
        self.changes = [0 for _ in chart.order]
        self.ends: dict[int, tuple[tuple[int, int], _ENDS]] = {}
        for u in chart.unions:
            births = [c for c in net.births[u] if c in chart.block_of]
            for k, elder in enumerate(births):
                for younger in births[k + 1 :]:
                    a, b = chart.block_of[elder], chart.block_of[younger]
                    if (
                        a != b
                        and self.level[a] == self.level[b]
                        and _elder(net, elder, younger)
                        and b not in self.after[a]
                    ):
                        self.after[b].add(a)
            self.keep_together(births)
        for birth in net.twins(i for i in chart.block_of if i < len(net.people)):
            self.keep_together(birth)

    def keep_together(self, people: Iterable[int]) -> None:
        """From now on it costs to stand between these."""
        blocks = sorted({self.chart.block_of[i] for i in people})
        if len(blocks) > 1:
            for b in blocks:
                self.member[b].append(len(self.sibships))
            for level in sorted({self.level[b] for b in blocks}):
                self.sibships_at[level].append(len(self.sibships))
            self.sibships.append(blocks)

    def number(self, row: int) -> None:
        """Give the items of a row their places in it."""
        self.changes[row] += 1
        k = 0
        for b in self.orders[row]:
            for item in self.chart.blocks[b]:
                self.at[item] = float(k)
                k += 1

    def above(self, items: tuple[int, ...]) -> float | None:
        known = [self.at[i] for i in items if i in self.at]
        return sum(known) / len(known) if known else None

    def lines(self, b: int) -> _ENDS:
        """Where the lines of a block end, in the row above and in the row below, sorted, and the middle of
        each."""
        level = self.level[b]
        state = self.changes[level - 1] if level else 0, self.changes[level + 1] if level + 1 < len(self.changes) else 0
        kept = self.ends.get(b)
        if kept is not None and kept[0] == state:
            return kept[1]
        up = sorted(x for _, above in self.ups[b] if (x := self.above(above)) is not None)
        down = sorted(self.at[below] for _, below in self.downs[b] if below in self.at)
        ends = up, down, _middle(up), _middle(down)
        self.ends[b] = state, ends
        return ends

    def insert(self, b: int) -> None:
        """Put a block into the cheapest slot of its row."""
        row = self.orders[self.level[b]]
        self.turn(b)
        costs = self.costs(b, row)
        slot = min(range(len(costs)), key=lambda s: (round(costs[s], 6), s))
        row.insert(slot, b)
        self.number(self.level[b])

    def costs(self, b: int, row: Sequence[int]) -> list[float]:
        """What each slot of a row costs a block: crossings, births out of order, strangers between
        siblings."""
        up, down, up_middle, down_middle = self.lines(b)
        ends = [self.lines(x) for x in row]
        left = [float(_over(up, e[0]) + _over(down, e[1])) for e in ends]  # crossings with x, b left of it
        right = [float(_over(e[0], up) + _over(e[1], down)) for e in ends]
        for k, x in enumerate(row):
            if x in self.after[b]:
                left[k] += _BIRTH
            if b in self.after[x]:
                right[k] += _BIRTH
        self.add_pull(up_middle, [e[2] for e in ends], left, right)
        self.add_pull(down_middle, [e[3] for e in ends], left, right)
        costs = [sum(left)]
        for k in range(len(row)):
            costs.append(costs[-1] - left[k] + right[k])
        self.add_strangers(b, row, costs)
        return costs

    def add_pull(
        self, ideal: float | None, middles: Sequence[float | None], left: list[float], right: list[float]
    ) -> None:
        """A little for each block on the wrong side of the middle of one's lines: it decides between
        equals."""
        if ideal is not None:
            for k, middle in enumerate(middles):
                if middle is not None:
                    left[k] += 0.02 * (middle < ideal)
                    right[k] += 0.02 * (middle > ideal)

    def add_strangers(self, b: int, row: Sequence[int], costs: list[float]) -> None:
        """Add what it costs to stand between brothers and sisters of others, or away from one's own."""
        place = {x: k for k, x in enumerate(row)}
        mine = self.member[b]
        for s in self.sibships_at[self.level[b]]:
            places = [place[x] for x in self.sibships[s] if x in place]
            if not places:
                continue
            low, high = min(places), max(places)
            if s in mine:
                for k in range(len(costs)):
                    costs[k] += _STRANGER * (max(0, low - k) + max(0, k - 1 - high))
            else:
                for k in range(low + 1, high + 1):
                    costs[k] += _STRANGER

    def turn(self, b: int) -> None:
        """Turn a run of partners round where that leaves fewer of its own lines crossing."""
        block = self.chart.blocks[b]
        if len(block) > 1 and self.inner(b, block[::-1]) < self.inner(b, block) - 1e-9:
            block.reverse()

    def inner(self, b: int, block: Sequence[int]) -> float:
        place = {item: float(k) for k, item in enumerate(block)}
        up = [(place[below], x) for below, above in self.ups[b] if (x := self.above(above)) is not None]
        down = [
            (sum(place[i] for i in above) / len(above), self.at[below])
            for above, below in self.downs[b]
            if below in self.at
        ]
        crossings = sum(
            (p[0] - q[0]) * (p[1] - q[1]) < 0
            for lines in (up, down)
            for k, p in enumerate(lines)
            for q in lines[k + 1 :]
        )
        return crossings + 0.2 * _disorder(self.chart.net, [i for i in block if i < len(self.chart.net.people)])

    def sweep(self) -> None:
        """Take every block out of its row and put it back where it is cheapest: downward, then upward."""
        levels = range(len(self.orders))
        for level in (*levels, *reversed(levels)):
            for b in list(self.orders[level]):
                row = self.orders[level]
                old = row.index(b)
                row.remove(b)
                block = self.chart.blocks[b]
                self.turn(b)
                costs = self.costs(b, row)
                slot = min(range(len(costs)), key=lambda s: (round(costs[s], 6), abs(s - old), s))
                if round(costs[slot], 6) >= round(costs[old], 6):
                    slot = old
                row.insert(slot, b)
                if slot != old or len(block) > 1:
                    self.number(level)

    def total(self) -> float:
        """Crossings, births out of order and strangers of the whole."""
        cost = 0.0
        for level, row in enumerate(self.orders):
            place = {b: k for k, b in enumerate(row)}
            cost += sum(_BIRTH for b in row for a in self.after[b] if place[a] > place[b])
            cost += 0.5 * sum(self.inner(b, self.chart.blocks[b]) for b in row if len(self.chart.blocks[b]) > 1)
            lines = sorted(
                (x, self.at[below]) for above, below in self.chart.wires[level] if (x := self.above(above)) is not None
            )
            cost += sum(p[0] < q[0] and p[1] > q[1] for k, p in enumerate(lines) for q in lines[k + 1 :])
            for _s, sibship in enumerate(self.sibships):
                places = [place[b] for b in sibship if b in place]
                if len(places) > 1:
                    cost += _STRANGER * (max(places) - min(places) + 1 - len(places))
        return cost

    def rows(self) -> list[list[int]]:
        return [[item for b in row for item in self.chart.blocks[b]] for row in self.orders]


def _over(ours: Sequence[float], theirs: Sequence[float]) -> int:
    """How many pairs of ends (sorted) lie with ours to the right of theirs."""
    count = k = 0
    for x in ours:
        while k < len(theirs) and theirs[k] < x:
            k += 1
        count += k
    return count


def _middle(ends: Sequence[float]) -> float | None:
    return sum(ends) / len(ends) if ends else None


# --- stage 5: places ------------------------------------------------------------------------------

_PERSON_GAP = 1.0
_BEND_GAP = 0.45
"""Slots between a person and a line that passes between rows."""
_BENDS_GAP = 0.2


def _gap(chart: _Chart, a: int, b: int) -> float:
    people = len(chart.net.people)
    if a < people and b < people:
        return _PERSON_GAP
    return _BENDS_GAP if a >= people and b >= people else _BEND_GAP


def _x(
    chart: _Chart, kept: Mapping[int, float] | None = None, pins: Mapping[int, float] | None = None
) -> dict[int, float]:
    """Places across, in slots, for the order of a chart: unions over the middle of their children, couples
    close.

    `kept` are earlier places that should stay, `pins` places that must.
    """
    _net, _row = chart.net, chart.row
    items = [item for line in chart.order for item in line]
    column = {item: k for k, item in enumerate(items)}
    rank = {item: k for line in chart.order for k, item in enumerate(line)}
    cost = [0.0] * len(items)
    programme = _Programme(cost)
    for line in chart.order:
        for a, b in pairwise(line):
            programme.at_least(_gap(chart, a, b), (column[b], 1.0), (column[a], -1.0))
        if len(line) > 1:
            _spread(cost, column[line[0]], column[line[-1]], 0.02)
    for u in chart.unions:
        _place_union(chart, u, programme, column, rank)
    for item, x in sorted((kept or {}).items()):
        programme.near_to(0.2, (column[item], 1.0), to=x)
    answer = programme.solve()
    return {item: answer[column[item]] for item in items}


def _spread(cost: list[float], left: int, right: int, weight: float) -> None:
    """Each slot between two items of one row costs `weight`; their order is known, so no variable is
    needed."""
    cost[right] += weight
    cost[left] -= weight


def _place_union(
    chart: _Chart, u: int, programme: _Programme, column: Mapping[int, int], rank: Mapping[int, int]
) -> None:
    net, row = chart.net, chart.row
    partners = net.partners[u]
    middle = _drop(chart, u, rank) if partners else ([], 0.0)
    if len(partners) == 2 and row[partners[0]] == row[partners[1]]:
        a, b = sorted(partners, key=rank.__getitem__)
        _spread(programme.cost, column[a], column[b], 0.6)
    low = max((row[p] for p in partners), default=-1)
    children = [c for c in (net.births[u] or net.children[u]) if row[c] > low]
    for r in sorted({row[c] for c in children}):
        line = sorted((c for c in children if row[c] == r), key=rank.__getitem__)
        if len(line) > 1:
            _spread(programme.cost, column[line[0]], column[line[-1]], 0.25)
    if not partners or not children:
        return
    ends = _ends(children, rank, row)
    weight = 2.0 if net.births[u] else 0.05
    terms = [(column[item], factor) for item, factor in middle[0]]
    programme.near_to(weight, *_sum([*terms, (column[ends[0]], -0.5), (column[ends[1]], -0.5)]), to=-middle[1])
    for bend in chart.drops.get(u, ()):
        programme.near_to(3.0, *_sum([*terms, (column[bend], -1.0)]), to=-middle[1])
    for c in net.children[u]:
        for bend in chart.tails.get((u, c), ()):
            programme.near_to(3.0, (column[c], 1.0), (column[bend], -1.0))
    for p in partners:
        for bend in chart.tails.get((u, p), ()):
            programme.near_to(3.0, (column[p], 1.0), (column[bend], -1.0))


def _sum(terms: Iterable[tuple[int, float]]) -> list[tuple[int, float]]:
    """Terms with each variable once."""
    total: dict[int, float] = {}
    for i, factor in terms:
        total[i] = total.get(i, 0.0) + factor
    return list(total.items())


def _ends(children: Sequence[int], rank: Mapping[int, int], row: Mapping[int, int]) -> tuple[int, int]:
    """The outermost children of a union; in the row that holds most of them."""
    most = max({row[c] for c in children}, key=lambda r: (sum(row[c] == r for c in children), -r))
    line = sorted((c for c in children if row[c] == most), key=rank.__getitem__)
    return line[0], line[-1]


def _drop(chart: _Chart, u: int, rank: Mapping[int, int]) -> tuple[list[tuple[int, float]], float]:
    """Where a union's line to its children leaves: terms (item, factor) and what is added to them, in slots.

    Between partners that stand together; beside the outer one, half a slot inward, where others stand between
    them.
    """
    net, row = chart.net, chart.row
    partners = net.partners[u]
    if len(partners) == 1:
        return [(partners[0], 1.0)], 0.0
    a, b = sorted(partners, key=lambda p: (rank[p], p))
    if row[a] != row[b]:
        return [(a, 0.5), (b, 0.5)], 0.0
    between = [i for i in chart.order[row[a]][rank[a] + 1 : rank[b]] if i < len(net.people)]
    if not between:
        return [(a, 0.5), (b, 0.5)], 0.0
    couples = [sum(len(net.partners[v]) == 2 for v in net.unions[p]) for p in (a, b)]
    return ([(a, 1.0)], 0.5) if couples[0] < couples[1] else ([(b, 1.0)], -0.5)


# --- stage 4: single people, on the drawn lines ---------------------------------------------------

_BAR = tuple[int, int, float, float, tuple[float, ...], tuple[float, ...]]
"""A level line: gap, zone (0 joins partners, 1 joins children), its ends, where lines come down to it and
leave it."""
_LINES = tuple[list[_BAR], list[tuple[int, int, float]], list[tuple[int, float]]]
"""All of a union's lines: the level ones, the upright ones that pass a gap (gap, zone, x) or a row (row,
x)."""
_TOUCH = 0.004
_NEAR = 0.37
"""Slots between the middle of a person and a line that would run through them."""


class _Picture:
    """The lines of a chart as they would be drawn, each with what it costs; people move, and the cost
    follows."""

    def __init__(self, chart: _Chart, x: Mapping[int, float]) -> None:
        net, people = chart.net, len(chart.net.people)
        self.net, self.row = net, chart.row
        self.x = {i: v for i, v in x.items() if i < people}
        self.order = [[i for i in line if i < people] for line in chart.order]
        self.rank = {i: k for line in self.order for k, i in enumerate(line)}
        self.unions = chart.unions
        self.couples: list[list[int]] = [[] for _ in self.order]
        self.successions = [[ps for i in line if len(ps := _in_time(net, i, line)) > 1] for line in self.order]
        self.sibships: list[list[list[int]]] = [[] for _ in self.order]
        for u in chart.unions:
            partners = net.partners[u]
            if len(partners) == 2 and self.row[partners[0]] == self.row[partners[1]]:
                self.couples[self.row[partners[0]]].append(u)
            rows = {self.row[c] for c in net.births[u]}
            for r in sorted(rows):
                sibship = [c for c in net.births[u] if self.row[c] == r]
                if len(sibship) > 1:
                    self.sibships[r].append(sibship)
        self.births = [net.twins(line) for line in self.order]
        self.shelf: dict[tuple[int, int], dict[int, _BAR]] = {}
        self.passing: dict[tuple[int, int], dict[int, list[float]]] = {}
        self.through: dict[int, dict[int, list[float]]] = {}
        self.mine: dict[int, _LINES] = {}
        self.legs = {p: self.legs_of(p) for p in self.x}
        self.prices: dict[tuple[int, ...], float] = {}
        self.rows_prices: dict[int, float] = {}
        self.refused: set[tuple[int, int, tuple[int, ...]]] = set()
        self.weight = [
            1.0 if births or not kids else 0.4 for births, kids in zip(net.births, net.children, strict=True)
        ]
        for u in self.unions:
            self.draw(u, self.lines(u))

    # what is drawn

    def draw(self, u: int, lines: _LINES) -> None:
        """Put the lines of a union into the picture, in place of those it had."""
        if u in self.mine:
            for gap, zone, *_ in self.mine[u][0]:
                del self.shelf[gap, zone][u]
            for gap, zone, _ in self.mine[u][1]:
                self.passing[gap, zone].pop(u, None)
            for row, _ in self.mine[u][2]:
                self.through[row].pop(u, None)
        self.mine[u] = lines
        for bar in lines[0]:
            self.shelf.setdefault((bar[0], bar[1]), {})[u] = bar
        for gap, zone, x in lines[1]:
            self.passing.setdefault((gap, zone), {}).setdefault(u, []).append(x)
        for row, x in lines[2]:
            self.through.setdefault(row, {}).setdefault(u, []).append(x)

    def lines(self, u: int) -> _LINES:
        """The level lines of a union, the upright ones that pass a gap, and those that pass a row."""
        row, x, partners = self.row, self.x, self.net.partners[u]
        bars: list[_BAR] = []
        passes: list[tuple[int, int, float]] = []
        hits: list[tuple[int, float]] = []
        low = max((row[p] for p in partners), default=-1)
        children = [c for c in self.net.children[u] if row[c] > low]
        middle = self.middle(u, partners)
        legs = []
        for p in partners:
            legs.append(self.leg(u, p))
            for r in range(row[p], low):
                passes += [(r, 0, legs[-1]), (r, 1, legs[-1])]
                if r > row[p]:
                    hits.append((r, legs[-1]))
        if len(partners) == 2:
            down = (middle,) if children else ()
            bars.append((low, 0, min(legs), max(legs), tuple(legs), down))
        if not children:
            return bars, passes, hits
        nearest = min(row[c] for c in children)
        if partners:
            for r in range(low + 1, nearest):
                passes += [(r - 1, 1, middle), (r, 0, middle)]
                hits.append((r, middle))
        tops = tuple(x[c] for c in children)
        ends = (*tops, middle) if partners else tops
        bars.append((nearest - 1, 1, min(ends), max(ends), (middle,) if partners else (), tops))
        for c in children:
            for r in range(nearest, row[c]):
                passes += [(r, 0, x[c]), (r, 1, x[c])]
                hits.append((r, x[c]))
        return bars, passes, hits

    def legs_of(self, p: int) -> list[tuple[int, int]]:
        """The unions to which a line leaves somebody, each with the partner there (themselves where they are alone)."""
        net = self.net
        mine = [v for v in net.unions[p] if len(net.partners[v]) == 2 or net.children[v]]
        return [(v, next((q for q in net.partners[v] if q != p), p)) for v in mine]

    def leg(self, u: int, p: int) -> float:
        """Where a person's line to a union begins: several are spread, the nearest partner outermost."""
        mine = self.legs[p]
        here = self.x[p]
        if len(mine) < 2:
            return here
        ends = []
        for v, partner in mine:
            other = self.x[partner]
            ends.append((0, -other, v) if other < here else (1, -other, v))
        place = [v for _, _, v in sorted(ends)].index(u)
        return here + 0.43 * (place / (len(mine) - 1) - 0.5)

    def middle(self, u: int, partners: Sequence[int]) -> float:
        """Where the line to the children leaves."""
        x = self.x
        if not partners:
            return sum(x[c] for c in self.net.children[u]) / len(self.net.children[u])
        if len(partners) == 1:
            return x[partners[0]]
        a, b = sorted(partners, key=lambda p: (x[p], p))
        if self.row[a] == self.row[b] and self.rank[b] - self.rank[a] > 1:
            couples = [sum(len(self.net.partners[v]) == 2 for v in self.net.unions[p]) for p in (a, b)]
            return x[a] + 0.5 if couples[0] < couples[1] else x[b] - 0.5
        return (x[a] + x[b]) / 2

    # what it costs

    def price_of(self, u: int, others_done: Container[int] = ()) -> float:
        """Crossings of a union's lines with all others but those done, people run through, and length.

        A line of care counts less than one of birth: it is drawn dotted, and often has to cross.
        """
        bars, passes, hits = self.mine[u]
        cost, weight = 0.0, self.weight
        mine = weight[u]
        for gap, zone, low, high, up, down in bars:
            cost += 0.004 * (high - low)
            from_here, to_here = low + _TOUCH, high - _TOUCH
            for v, (_, _, left, right, their_up, their_down) in self.shelf[gap, zone].items():
                if left < high and low < right and v != u and v not in others_done:
                    start, end = left + _TOUCH, right - _TOUCH
                    over = under = 0
                    for x in down:
                        over += start < x < end
                    for x in their_up:
                        over += from_here < x < to_here
                    if over:
                        for x in their_down:
                            under += from_here < x < to_here
                        for x in up:
                            under += start < x < end
                        cost += min(mine, weight[v]) * min(over, under)
            for v, xs in self.passing.get((gap, zone), {}).items():
                if v != u and v not in others_done:
                    for x in xs:
                        if from_here < x < to_here:
                            cost += min(mine, weight[v])
        for gap, zone, x in passes:
            for v, other in self.shelf.get((gap, zone), {}).items():
                if other[2] + _TOUCH < x < other[3] - _TOUCH and v != u and v not in others_done:
                    cost += min(mine, weight[v])
        for row, x in hits:
            cost += 2.0 * sum(abs(self.x[i] - x) < _NEAR for i in self.order[row])
        return cost

    def price_of_row(self, row: int) -> float:
        """Births out of order, partners apart, men right, strangers among siblings, lines through people
        of a row."""
        net, rank, cost = self.net, self.rank, 0.0
        for u in self.couples[row]:
            a, b = net.partners[u]
            apart = rank[b] - rank[a]
            if apart < 0:
                a, b, apart = b, a, -apart
            if apart > 1:
                cost += 0.5 + 0.5 * min(apart - 1, 2)
            if net.male_left(a, b):
                cost += 0.3 if any(net.people[c].index for c in net.births[u]) else 0.05
        for partners in self.successions[row]:
            cost += 0.15 * sum(rank[a] > rank[b] for k, a in enumerate(partners) for b in partners[k + 1 :])
        for sibship in self.sibships[row]:
            for k, a in enumerate(sibship):
                for b in sibship[k + 1 :]:
                    if rank[b] < rank[a] and _elder(net, a, b):
                        cost += 3.0
        for birth in self.births[row]:
            places = [rank[i] for i in birth]
            cost += 2.5 * (max(places) - min(places) + 1 - len(places))
        for xs in self.through.get(row, {}).values():
            for x in xs:
                cost += 2.0 * sum(abs(self.x[i] - x) < _NEAR for i in self.order[row])
        return cost

    def total(self) -> float:
        """What the whole picture costs."""
        done: set[int] = set()
        cost = sum(self.price_of_row(r) for r in range(len(self.order)))
        for u in self.unions:
            cost += self.price_of(u, done)
            done.add(u)
        return cost

    # moving

    def climb(self, most: int) -> int:
        """Move runs of one to three people within their row while that makes the picture better.

        At most `most` moves are tried; gives how many were.
        """
        tried = 0
        again = True
        while again and tried < most:
            again = False
            for row, people in enumerate(self.order):
                for person in sorted(self.troubled(row), key=lambda i: self.rank[i]):
                    for run in (1, 2, 3):
                        for step in (-1, 1, -2, 2, -3, 3, -5, 5, -8, 8):
                            k = self.rank[person]
                            if k + run > len(people) or not 0 <= k + step <= len(people) - run:
                                continue
                            move = self.move(row, k, run, step)
                            if move in self.refused:  # three people to the right is one person three to the left
                                continue
                            tried += 1
                            if tried > most:
                                return tried
                            if self.try_move(*move):
                                again = True
                            else:
                                self.refused.add(move)
        return tried

    def troubled(self, row: int) -> set[int]:
        """People of a row whose lines cross others, or who stand out of order."""
        found: set[int] = set()
        for u in self.unions:
            people = [i for i in (*self.net.partners[u], *self.net.children[u]) if self.row[i] == row]
            if people and self.price_of(u) - 0.004 * sum(bar[3] - bar[2] for bar in self.mine[u][0]) > 0.5:
                found.update(people)
        for u in self.couples[row]:
            a, b = sorted(self.net.partners[u], key=self.rank.__getitem__)
            if self.rank[b] - self.rank[a] > 1:
                found.update(self.order[row][self.rank[a] : self.rank[b] + 1])
        for birth in self.births[row]:
            low, high = min(self.rank[i] for i in birth), max(self.rank[i] for i in birth)
            if high - low >= len(birth):
                found.update(self.order[row][low : high + 1])
        for sibship in self.sibships[row]:
            for k, a in enumerate(sibship):
                found.update(
                    i
                    for b in sibship[k + 1 :]
                    if self.rank[b] < self.rank[a] and _elder(self.net, a, b)
                    for i in (a, b)
                )
        return found

    def move(self, row: int, k: int, run: int, step: int) -> tuple[int, int, tuple[int, ...]]:
        """People k to k + run of a row moved by `step` places: the row, the first place, who stands from there on."""
        first, last = (k + step, k + run) if step < 0 else (k, k + run + step)
        old = self.order[row][first:last]
        return row, first, tuple(old[-run:] + old[:-run] if step < 0 else old[run:] + old[:run])

    def try_move(self, row: int, first: int, new: Sequence[int]) -> bool:
        """Let these people stand from place `first` of a row on; keep it when the picture is better for it."""
        old = self.order[row][first : first + len(new)]
        places = [self.x[i] for i in old]
        affected = sorted({u for i in old for u in (*self.net.unions[i], *self.net.families[i])})
        lines_before, row_before = self.price_now(affected), self.row_price_now(row)
        self.put(row, first, new, places)
        row_after = self.price_of_row(row)
        if row_after < row_before + lines_before - 1e-6:  # else no line could make up for it
            drawn = {u: self.mine[u] for u in affected}
            for u in affected:
                self.draw(u, self.lines(u))
            limit = lines_before + row_before - 1e-6 - row_after
            if self.price(affected, limit) < limit:
                self.prices.clear()
                self.rows_prices.clear()
                self.refused.clear()
                return True
            for u, lines in drawn.items():
                self.draw(u, lines)
        self.put(row, first, old, places)
        return False

    def put(self, row: int, first: int, people: Sequence[int], places: Sequence[float]) -> None:
        """People stand on the places of a row from `first` on."""
        self.order[row][first : first + len(people)] = people
        for k, (i, x) in enumerate(zip(people, places, strict=True), start=first):
            self.rank[i] = k
            self.x[i] = x

    def price_now(self, affected: Sequence[int]) -> float:
        """What the lines of some unions cost as they stand; kept until somebody moves."""
        key = tuple(affected)
        if key not in self.prices:
            self.prices[key] = self.price(affected)
        return self.prices[key]

    def row_price_now(self, row: int) -> float:
        """What a row costs as it stands; kept until somebody moves."""
        if row not in self.rows_prices:
            self.rows_prices[row] = self.price_of_row(row)
        return self.rows_prices[row]

    def price(self, affected: Sequence[int], limit: float = float("inf")) -> float:
        """What the lines of some unions cost together; counting stops at `limit`."""
        done: set[int] = set()
        cost = 0.0
        for u in affected:
            cost += self.price_of(u, done)
            if cost >= limit:
                break
            done.add(u)
        return cost


_EFFORT = 7, 600, 3
"""Moves that are tried at most: the first for each person; in a large family the second, and the third for each."""


def _improve(chart: _Chart, passes: int = 3) -> dict[int, float]:
    """Stages 4 and 5 by turns: places, single people moved, places again; the best of all is kept."""
    x = _x(chart)
    picture = _Picture(chart, x)
    best = picture.total(), [list(line) for line in chart.order], x
    each, some, more = _EFFORT
    left = min(each * len(picture.x), some + more * len(picture.x))
    for _ in range(passes):
        tried = picture.climb(left)
        if not tried:
            break
        left -= tried
        _reorder(chart, picture)
        x = _x(chart)
        picture = _Picture(chart, x)
        cost = picture.total()
        if cost >= best[0] - 1e-6:
            break
        best = cost, [list(line) for line in chart.order], x
    chart.order = best[1]
    return best[2]


def _reorder(chart: _Chart, picture: _Picture) -> None:
    """Take over the order of people, and put each bend where its line now passes."""
    wanted: dict[int, float] = {}
    for u, bends in chart.drops.items():
        for bend in bends:
            wanted[bend] = picture.middle(u, chart.net.partners[u])
    for (_, end), bends in chart.tails.items():
        for bend in bends:
            wanted[bend] = picture.x[end]
    for r, people in enumerate(picture.order):
        bends = [i for i in chart.order[r] if i >= len(chart.net.people)]
        line = [(picture.x[i], 0, k, i) for k, i in enumerate(people)]
        line += [(wanted[i], 1, k, i) for k, i in enumerate(sorted(bends, key=lambda i: (wanted[i], i)))]
        chart.order[r] = [i for *_, i in sorted(line)]


# --- one thing more: earlier places kept ----------------------------------------------------------


def _settle(net: _Net, known: Mapping[int, Place], pins: set[int]) -> dict[int, Place]:
    """Places for a family of which some are placed already (L5): those keep row and order, new people come
    between."""
    lift = len(net.people) + 1 - min(round(y / SLOT) for _, y in known.values())  # room for rows above the top one
    kept = {i: round(y / SLOT) + lift for i, (_, y) in known.items()}
    rows = [kept.get(i, row) for i, row in enumerate(_rows(net, kept))]
    x = {i: place[0] / SLOT for i, place in known.items()}
    order: dict[int, list[int]] = {}
    for i in sorted(known, key=lambda i: (x[i], i)):
        order.setdefault(rows[i], []).append(i)
    for i in _by_kin(net, set(known)):
        if not net.unions[i] and not net.families[i]:
            rows[i] = _row_beside(net, i, rows, x)
        _put_in(net, i, rows, x, order)
    x = _hold(net, known, pins, rows, x, order)
    places = {}
    for r, line in order.items():
        for i, units in _whole(line, x, known, pins).items():
            places[i] = (units, (r - lift) * SLOT)
    return places


def _by_kin(net: _Net, placed: set[int]) -> list[int]:
    """New people, each time the one with most kin among those who stand already."""
    waiting = [i for i in range(len(net.people)) if i not in placed]
    placed, found = set(placed), []
    kin = [
        {k for u in (*net.unions[i], *net.families[i]) for k in (*net.partners[u], *net.children[u]) if k != i}
        for i in range(len(net.people))
    ]
    while waiting:
        nearest = max(waiting, key=lambda i: (len(kin[i] & placed), -i))
        waiting.remove(nearest)
        placed.add(nearest)
        found.append(nearest)
    return found


def _row_beside(net: _Net, i: int, rows: Sequence[int], x: Mapping[int, float]) -> int:
    """The row of somebody without couple or child link: that of whom they belong to, else the child's."""
    number = {person.id: k for k, person in enumerate(net.people)}
    near = [number[n] for n in net.people[i].near if n in number and number[n] in x]
    if near:
        return rows[max(near, key=lambda k: (near.count(k), -k))]
    index = [k for k in x if net.people[k].index]
    return rows[index[0]] if index else min(rows[k] for k in x)


def _put_in(net: _Net, i: int, rows: Sequence[int], x: dict[int, float], order: dict[int, list[int]]) -> None:
    """The cheapest slot of its row for one new person; everybody else keeps their order."""
    line = order.setdefault(rows[i], [])
    wanted = _wanted(net, i, x)
    if wanted is None:
        wanted = (max(x[k] for k in line) + 1.0) if line else 0.0
    part = _part(net, {*x, i})
    levels = {r: k for k, r in enumerate(sorted({rows[k] for k in (*x, i)}))}
    here_row = levels[rows[i]]
    row = {k: levels[rows[k]] for k in (*x, i)}
    unions = [u for u in range(len(part.partners)) if len(part.partners[u]) > 1 or part.children[u]]
    best: tuple[float, int, float] | None = None
    for slot in range(len(line) + 1):
        low = x[line[slot - 1]] + 1.0 if slot else float("-inf")
        high = x[line[slot]] - 1.0 if slot < len(line) else float("inf")
        here = min(max(wanted, low), high) if low <= high else (low + high) / 2
        strain = 0.3 * max(0.0, low - high) + 0.06 * abs(here - wanted)
        if best is not None and strain >= best[0]:
            continue
        lines = [order.get(r, []) for r in levels]
        lines[here_row] = [*line[:slot], i, *line[slot:]]
        picture = _Picture(_Chart(part, row, lines, [], [], {}, unions, {}, {}), {**x, i: here})
        mine = sorted(u for u in (*net.unions[i], *net.families[i]) if u in picture.mine)
        cost = picture.price(mine) + picture.price_of_row(here_row) + strain
        if best is None or cost < best[0] - 1e-9:
            best = cost, slot, here
    assert best is not None  # a row has at least one slot
    line.insert(best[1], i)
    x[i] = best[2]


def _part(net: _Net, present: set[int]) -> _Net:
    """The family with only those who are present; unions keep their numbers."""
    part = _Net(net.people, unions=net.unions, families=net.families, began=net.began)
    part.partners = [tuple(p for p in partners if p in present) for partners in net.partners]
    drawn = [not all_of or bool(here) for all_of, here in zip(net.partners, part.partners, strict=True)]
    part.children = [[c for c in net.children[u] if c in present] if shown else [] for u, shown in enumerate(drawn)]
    part.births = [[c for c in net.births[u] if c in present] if shown else [] for u, shown in enumerate(drawn)]
    return part


def _wanted(net: _Net, i: int, x: Mapping[int, float]) -> float | None:
    """Where a new person would stand best: beside the partner, after elder siblings, under parents, over
    children."""
    found = []
    twins = [x[k] for k in x if net.people[i].birth and net.people[k].birth == net.people[i].birth]
    if twins:
        return max(twins) + 1.0
    for u in net.families[i]:
        siblings = [c for c in net.births[u] if c in x]
        elder = [x[c] for c in siblings if _elder(net, c, i) or not _elder(net, i, c)]
        younger = [x[c] for c in siblings if _elder(net, i, c)]
        parents = [x[p] for p in net.partners[u] if p in x]
        if elder:
            found.append(max(elder) + 1.0)
        elif younger:
            found.append(min(younger) - 1.0)
        elif parents:
            found.append(sum(parents) / len(parents))
    for u in net.unions[i]:
        partner = next((p for p in net.partners[u] if p != i and p in x), None)
        children = [x[c] for c in net.children[u] if c in x]
        left = net.people[i].side == "male" or (partner is not None and net.people[partner].side == "female")
        if partner is not None:
            found.append(x[partner] + (-1.0 if left else 1.0))
        elif children:
            alone = len(net.partners[u]) == 1
            found.append((min(children) + max(children)) / 2 + (0.0 if alone else -0.5 if left else 0.5))
    number = {person.id: k for k, person in enumerate(net.people)}
    if not found:
        found = [x[number[n]] + 1.0 for n in net.people[i].near if n in number and number[n] in x][:1]
    return sum(found) / len(found) if found else None


def _hold(
    net: _Net,
    known: Mapping[int, Place],
    pins: set[int],
    rows: Sequence[int],
    wanted: Mapping[int, float],
    order: Mapping[int, Sequence[int]],
) -> dict[int, float]:
    """Places across that change least: pins to the unit, couples and children as they stood to one
    another."""
    items = sorted(wanted)
    column = {item: k for k, item in enumerate(items)}
    before = {i: place[0] / SLOT for i, place in known.items()}
    shift = 1.0 - min(wanted.values()) + len(items)  # the programme's variables are not negative
    programme = _Programme([0.0] * len(items))
    for line in order.values():
        for a, b in pairwise(line):
            both = a in pins and b in pins
            gap = min(_PERSON_GAP, before[b] - before[a]) if both else _PERSON_GAP
            programme.at_least(gap, (column[b], 1.0), (column[a], -1.0))
    for i in items:
        if i in pins:
            programme.equal(before[i] + shift, (column[i], 1.0))
        else:
            programme.near_to(0.8 if i in before else 0.05, (column[i], 1.0), to=wanted[i] + shift)
    for u, partners in enumerate(net.partners):
        people = [p for p in partners if p in column]
        children = sorted((c for c in net.births[u] if c in column), key=lambda c: (wanted[c], c))
        new = any(i not in before for i in (*people, *children))
        if len(people) == 2 and rows[people[0]] == rows[people[1]]:
            a, b = sorted(people, key=lambda p: (wanted[p], p))
            wide = 1.0 if new else before[b] - before[a]
            programme.near_to(0.3 if new else 0.5, (column[b], 1.0), (column[a], -1.0), to=wide)
        if people and children:
            ends = children[0], children[-1]
            off = 0.0
            if not new:
                off = sum(before[p] for p in people) / len(people) - (before[ends[0]] + before[ends[1]]) / 2
            terms = [(column[p], 1.0 / len(people)) for p in people]
            terms += [(column[ends[0]], -0.5), (column[ends[1]], -0.5)]
            programme.near_to(0.5, *_sum(terms), to=off)
        if new:
            for a, b in pairwise(children):
                programme.near_to(0.1, (column[b], 1.0), (column[a], -1.0), to=1.0)
    answer = programme.solve()
    return {i: answer[column[i]] - shift for i in items}


def _whole(line: Sequence[int], x: Mapping[int, float], known: Mapping[int, Place], pins: set[int]) -> dict[int, int]:
    """A row's places in whole units: pins exactly, others a slot apart, outward from the pins."""
    units = {i: known[i][0] if i in pins else round(x[i] * SLOT) for i in line}
    for a, b in pairwise(line):
        if b not in pins and units[b] - units[a] < SLOT:
            units[b] = units[a] + SLOT
    for b, a in pairwise(reversed(line)):
        if a not in pins and units[b] - units[a] < SLOT:
            units[a] = units[b] - SLOT
    return units


# --- all together ---------------------------------------------------------------------------------


def layout(family: Family, previous: Mapping[str, Place] | None = None, pins: Iterable[str] = ()) -> dict[str, Place]:
    """A place (x, y) for everybody: whole units, 64 to a slot and to a row (L1).

    Without `previous` the whole family is laid out, its leftmost and topmost place 0. With `previous` (id ->
    earlier place) rows and order stay, somebody new takes the cheapest place and the others move as little as
    they can (L5). `pins` are ids of people whose earlier place stays to the unit; when `previous` holds only
    pinned people, the whole family is laid out around them.
    """
    net = _net(family)
    number = {person.id: i for i, person in enumerate(net.people)}
    known = {number[i]: (int(x), int(y)) for i, (x, y) in (previous or {}).items() if i in number}
    held = {number[i] for i in pins if i in number and number[i] in known}
    if known and set(known) <= held:
        known = _around(net, known)
    placed = _settle(net, known, held) if known else _whole_layout(net, {})
    return {net.people[i].id: place for i, place in sorted(placed.items())}


def _around(net: _Net, pinned: Mapping[int, Place]) -> dict[int, Place]:
    """A whole layout moved to where it fits pinned people best, with those at their pins."""
    pinned = {i: (x, round(y / SLOT) * SLOT) for i, (x, y) in pinned.items()}
    top = min(y for _, y in pinned.values())
    rows = {i: min((y - top) // SLOT, len(net.people)) for i, (_, y) in pinned.items()}
    placed = _whole_layout(net, rows)
    across = sorted(pinned[i][0] - placed[i][0] for i in pinned)
    down = sorted(pinned[i][1] - placed[i][1] for i in pinned)
    x, y = across[len(across) // 2], round(down[len(down) // 2] / SLOT) * SLOT
    return {i: pinned.get(i, (place[0] + x, place[1] + y)) for i, place in placed.items()}


def _whole_layout(net: _Net, kept: Mapping[int, int]) -> dict[int, Place]:
    """Everybody's place in a full layout; `kept` are rows of people who are pinned, from the topmost pin."""
    lift = len(net.people)
    rows = _rows(net, {i: row + lift for i, row in kept.items()})
    charts, loose = [], []
    for members in _components(net):
        if len(members) == 1:
            loose.append(members[0])
            continue
        chart = _chart(net, members, rows)
        _order(chart)
        charts.append((chart, _improve(chart)))
    places = _pack(net, charts)
    _beside(net, loose, places)
    left = min((x for x, _ in places.values()), default=0)
    return {i: (x - left, y) for i, (x, y) in places.items()}


def _components(net: _Net) -> list[list[int]]:
    """Families that no line joins, each as its members in order; the index person's first, then the
    largest."""
    seen: set[int] = set()
    found = []
    for start in range(len(net.people)):
        if start in seen:
            continue
        seen.add(start)
        members = [start]
        for here in members:
            for u in (*net.unions[here], *net.families[here]):
                for other in (*net.partners[u], *net.children[u]):
                    if other not in seen:
                        seen.add(other)
                        members.append(other)
        found.append(sorted(members))
    return sorted(found, key=lambda m: (not any(net.people[i].index for i in m), -len(m), m[0]))


def _pack(net: _Net, charts: Sequence[tuple[_Chart, Mapping[int, float]]]) -> dict[int, Place]:
    """Families side by side, each as far left as its rows allow; whole units, a slot apart."""
    places: dict[int, Place] = {}
    edge: dict[int, int] = {}
    for chart, x in charts:
        lines = [[i for i in line if i < len(net.people)] for line in chart.order]
        units = {i: 0 for line in lines for i in line}
        for line in lines:
            last: int | None = None
            for i in line:
                units[i] = round(x[i] * SLOT) if last is None else max(round(x[i] * SLOT), last + SLOT)
                last = units[i]
        shift = max((edge.get(r, 0) - units[line[0]] for r, line in enumerate(lines) if line), default=0)
        if not edge:
            shift = -min(units.values())
        for r, line in enumerate(lines):
            for i in line:
                places[i] = (units[i] + shift, r * SLOT)
            if line:
                edge[r] = units[line[-1]] + shift + 3 * SLOT // 2
        for r in range(len(lines)):
            edge[r] = max(edge.get(k, 0) for k in range(len(lines)))
    return places


def _beside(net: _Net, loose: Sequence[int], places: dict[int, Place]) -> None:
    """People without couple or child link: beside whom they live with or matter to, at the nearer end of
    that row (L6)."""
    number = {person.id: i for i, person in enumerate(net.people)}
    height = max((y for _, y in places.values()), default=0) // SLOT + 1
    ends: dict[int, tuple[int, int]] = {}
    for x, y in places.values():
        left, right = ends.get(y, (x, x))
        ends[y] = min(left, x), max(right, x)
    placed = dict(places)
    strays = []
    for i in loose:
        anchors = [number[n] for n in net.people[i].near if n in number and number[n] in placed]
        if not anchors:
            strays.append(i)
            continue
        x, y = placed[max(anchors, key=lambda a: (anchors.count(a), -a))]
        left, right = ends[y]
        to_left = x - left < right - x
        ends[y] = (left - SLOT, right) if to_left else (left, right + SLOT)
        places[i] = (ends[y][0] if to_left else ends[y][1], y)
    column = max((right for _, right in ends.values()), default=-2 * SLOT) + 2 * SLOT
    for k, i in enumerate(strays):
        places[i] = (column + (k // height) * SLOT, (k % height) * SLOT)
