"""How good a drawing of a family is, counted on the drawing that its places give.

Every layout, whoever made it, is drawn the same way from the places of its people alone: a leg down from each
partner to a level line in the gap under the lower of them; one drop from its middle to a level line over the
children; one upright to each child. Every level line has a lane of its own in its gap, and the order of lanes is
found the same way for all, so that no layout is punished for its lanes. Whoever has several unions has as many legs,
spread over 60 % of their box; a child of several unions has as many tops, spread over 30 %.

`measure` counts (all lengths in units; `SLOT` between two people, `BOX` around one):

overlaps   pairs of boxes that meet                  through    lines that run through somebody who is not their end
crossings  lines of two unions that cross            coincide   uprights of two unions on one another
birth      brothers and sisters, elder to the right  apart      couples with somebody between, or on two rows
above      children not below their parents          rows       couples on two rows
centred    unions over the middle of their children  defects    3 overlaps + crossings + coincide + 2 through + 3 above
area       slots across times rows, per person                  + 2 rows + birth + apart over the least + 3 missing
"""

import math
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, Final

SLOT: Final = 140.0
ROW: Final = 190.0
BOX: Final = (100.0, 80.0)
_ALMOST: Final = 0.5

Point = tuple[float, float]


@dataclass
class _Drawn:
    """One union as it is drawn: partners and children with their points, where legs, tops and drop stand, the two
    level lines."""

    partners: list[str]
    children: list[str]
    above: list[Point]
    below: list[Point]
    legs: list[float]
    tops: list[float]
    middle: float = 0.0
    bar: float = 0.0
    shelf: float = 0.0


@dataclass
class _Bar:
    """A level line before it has its lane: whose it is, where lines come down to it, where they leave it."""

    union: int
    up: list[float]
    down: list[float]
    low: float = field(init=False)
    high: float = field(init=False)

    def __post_init__(self) -> None:
        self.low, self.high = min(self.up + self.down), max(self.up + self.down)


class _Drawing:
    """Rows, unions, level lines `(low, high, y, union)` and uprights `(x, top, bottom, union, end)`."""

    def __init__(self, family: Mapping[str, Any], places: Mapping[str, Point]) -> None:
        self.places = places
        self.levels: list[list[float]] = []
        for y in sorted({y for _, y in places.values()}):
            if self.levels and y - self.levels[-1][-1] < BOX[1] / 2:
                self.levels[-1].append(y)
            else:
                self.levels.append([y])
        self.centres = [sum(level) / len(level) for level in self.levels]
        self.rows: list[list[float]] = [[] for _ in self.levels]
        for x, y in places.values():
            self.rows[self.row(y)].append(x)
        for xs in self.rows:
            xs.sort()
        self.unions = self._unions(family)
        self._spread()
        self._lanes()
        self.flat: list[tuple[float, float, float, int]] = []
        self.upright: list[tuple[float, float, float, int, str]] = []
        for number, union in enumerate(self.unions):
            self._lines(number, union)

    def row(self, y: float) -> int:
        return min(range(len(self.centres)), key=lambda r: abs(self.centres[r] - y))

    def somebody_between(self, a: Point, b: Point) -> bool:
        xs = self.rows[self.row(a[1])]
        low, high = sorted((a[0], b[0]))
        return bisect_left(xs, high - 1e-6) > bisect_right(xs, low + 1e-6)

    def _unions(self, family: Mapping[str, Any]) -> list[_Drawn]:
        children = defaultdict(list)
        for link in family["children"]:
            if link["child"] in self.places:
                children[link["union"]].append(link["child"])
        found = []
        for union in family["unions"]:
            partners = [p for p in union["partners"] if p in self.places]
            mine = children[union["id"]]
            if len(partners) == 2 or mine:
                above, below = [self.places[p] for p in partners], [self.places[c] for c in mine]
                found.append(_Drawn(partners, mine, above, below, [p[0] for p in above], [c[0] for c in below]))
        couples = Counter(p for union in found if len(union.partners) == 2 for p in union.partners)
        for union in found:
            union.middle = self._middle(union, couples)
        return found

    def _middle(self, union: _Drawn, couples: Mapping[str, int]) -> float:
        """Where the drop leaves: the middle, or beside the outer partner where others stand between the two."""
        if not union.above:
            return sum(union.tops) / len(union.tops)
        if len(union.above) == 1:
            return union.above[0][0]
        a, b = union.above
        if self.row(a[1]) == self.row(b[1]) and self.somebody_between(a, b):
            first = (couples[union.partners[0]], -a[0]) < (couples[union.partners[1]], -b[0])
            outer, inner = (a, b) if first else (b, a)
            return outer[0] + math.copysign(min(SLOT, abs(a[0] - b[0])) / 2, inner[0] - outer[0])
        return (a[0] + b[0]) / 2

    def _spread(self) -> None:
        legs: dict[str, list[tuple[float, int, int]]] = defaultdict(list)
        tops: dict[str, list[tuple[float, int, int]]] = defaultdict(list)
        for number, union in enumerate(self.unions):
            for k, p in enumerate(union.partners):
                ends = [union.above[1 - k][0]] if len(union.partners) == 2 else [x for x, _ in union.below]
                legs[p].append((sum(ends) / len(ends), number, k))
            over = [x for x, _ in union.above]
            for k, c in enumerate(union.children):
                tops[c].append(((over[0] + over[-1]) / 2 if over else union.below[k][0], number, k))
        for p, mine in legs.items():
            here = self.places[p][0]
            mine.sort(key=lambda leg: (leg[0] >= here, -leg[0]))
            for place, (_, number, k) in enumerate(mine if len(mine) > 1 else ()):
                self.unions[number].legs[k] = here + 0.6 * BOX[0] * (place / (len(mine) - 1) - 0.5)
        for c, mine in tops.items():
            for place, (_, number, k) in enumerate(sorted(mine) if len(mine) > 1 else ()):
                self.unions[number].tops[k] = self.places[c][0] + 0.3 * BOX[0] * (place / (len(mine) - 1) - 0.5)

    def _lanes(self) -> None:
        bars: dict[tuple[int, int], list[_Bar]] = defaultdict(list)
        for number, union in enumerate(self.unions):
            if union.above:
                gap = self.row(max(y for _, y in union.above))
                middle = union.middle = union.middle if len(union.above) == 2 else union.legs[0]
                bars[gap, 0].append(_Bar(number, list(union.legs), [middle] if union.children else []))
            else:
                gap = self.row(min(y for _, y in union.below)) - 1
            if union.children:
                shelf = max(gap, min(self.row(y) for _, y in union.below) - 1)
                bars[shelf, 1].append(_Bar(number, [union.middle] if union.above else [], list(union.tops)))
        for (gap, zone), mine in bars.items():
            mine.sort(key=lambda bar: (bar.low, bar.union))
            lanes, depth = _stack(mine)
            top = max(self.levels[gap]) + BOX[1] / 2 if gap >= 0 else min(self.levels[0]) - 2 * BOX[1]
            bottom = min(self.levels[gap + 1]) - BOX[1] / 2 if gap + 1 < len(self.levels) else top + BOX[1]
            tall = max(bottom - top, 8)
            for bar, lane in zip(mine, lanes, strict=True):
                y = top + tall * ((0.02, 0.52)[zone] + 0.46 * (lane + 0.5) / depth)
                setattr(self.unions[bar.union], ("bar", "shelf")[zone], y)

    def _lines(self, number: int, union: _Drawn) -> None:
        for p, point, x in zip(union.partners, union.above, union.legs, strict=True):
            self.upright.append((x, point[1] + BOX[1] / 2, union.bar, number, p))
        if len(union.above) == 2:
            self.flat.append((min(union.legs), max(union.legs), union.bar, number))
        if union.children:
            xs = [*union.tops, union.middle] if union.above else union.tops
            if union.above:
                self.upright.append((union.middle, union.bar, union.shelf, number, ""))
            if max(xs) - min(xs) > _ALMOST:
                self.flat.append((min(xs), max(xs), union.shelf, number))
            for c, point, x in zip(union.children, union.below, union.tops, strict=True):
                self.upright.append((x, union.shelf, point[1] - BOX[1] / 2, number, c))


def _stack(bars: Sequence[_Bar]) -> tuple[list[int], int]:
    """A lane for each level line of a gap, and how many there are: longest first into the cheapest place, then
    neighbours swapped while that helps."""
    count = len(bars)
    beside: list[set[int]] = [set() for _ in bars]
    better: dict[tuple[int, int], int] = {}
    active: list[int] = []
    for i, bar in enumerate(bars):
        active = [j for j in active if bars[j].high >= bar.low]
        for j in active:
            beside[i].add(j)
            beside[j].add(i)
            better[j, i] = _over(bars[j], bar) - _over(bar, bars[j])
            better[i, j] = -better[j, i]
        active.append(i)
    order: list[int] = []
    for i in sorted(range(count), key=lambda i: bars[i].low - bars[i].high):
        cost = least = sum(better.get((other, i), 0) for other in order)
        slot = len(order)
        for k in range(len(order) - 1, -1, -1):
            cost += 2 * better.get((i, order[k]), 0)
            if cost < least:
                least, slot = cost, k
        order.insert(slot, i)
    for _ in range(6):
        swapped = False
        for k in range(count - 1):
            if better.get((order[k], order[k + 1]), 0) > 0:
                order[k], order[k + 1] = order[k + 1], order[k]
                swapped = True
        if not swapped:
            break
    lanes = [-1] * count
    for i in order:
        lanes[i] = 1 + max((lanes[j] for j in beside[i]), default=-1)
    return lanes, max(lanes) + 1


def _over(a: _Bar, b: _Bar) -> int:
    """Crossings with `a` above `b`."""
    return sum(b.low + _ALMOST < x < b.high - _ALMOST for x in a.down) + sum(
        a.low + _ALMOST < x < a.high - _ALMOST for x in b.up
    )


def measure(family: Mapping[str, Any], places: Mapping[str, Point]) -> dict[str, float]:
    """The counts of a family (`people`, `unions`, `children`) at these places, in units."""
    drawing = _Drawing(family, places)
    people = len(family["people"])
    counts: dict[str, float] = {"people": people, "missing": people - len(places), "overlaps": _overlaps(places)}
    counts |= _line_counts(drawing) | _custom_counts(drawing, family)
    counts["area"] = _area(drawing)
    counts["defects"] = (
        3 * (counts["overlaps"] + counts["above"] + counts["missing"])
        + counts["crossings"] + counts["coincide"] + 2 * counts["through"] + 2 * counts["rows"]
        + counts["birth"] + counts["apart"]
    )  # fmt: skip
    return counts


def _overlaps(places: Mapping[str, Point]) -> int:
    points = sorted(places.values())
    found = 0
    for k, (x, y) in enumerate(points):
        for x2, y2 in points[k + 1 :]:
            if x2 - x >= BOX[0] - 1e-6:
                break
            found += abs(y2 - y) < BOX[1] - 1e-6
    return found


def _line_counts(drawing: _Drawing) -> dict[str, float]:
    crossings = coincide = through = 0
    uprights = sorted((x, min(a, b), max(a, b), u, end) for x, a, b, u, end in drawing.upright)
    xs = [line[0] for line in uprights]
    for low, high, y, u in drawing.flat:
        for _, top, bottom, v, _ in uprights[bisect_right(xs, low + _ALMOST) : bisect_left(xs, high - _ALMOST)]:
            crossings += u != v and top < y - 1e-6 and bottom > y + 1e-6
    for k, (x, top, bottom, u, _) in enumerate(uprights):
        for x2, top2, bottom2, v, _ in uprights[k + 1 :]:
            if x2 - x >= 4:
                break
            coincide += u != v and min(bottom, bottom2) - max(top, top2) > 2
    people = sorted((x, y, name) for name, (x, y) in drawing.places.items())
    across = [x for x, _, _ in people]
    wide, tall = BOX[0] / 2 - 2, BOX[1] / 2 - 2
    for low, high, y, _ in drawing.flat:
        near = people[bisect_right(across, low - wide) : bisect_left(across, high + wide)]
        through += sum(abs(v - y) < tall for _, v, _ in near)
    for x, top, bottom, _, end in uprights:
        near = people[bisect_right(across, x - wide) : bisect_left(across, x + wide)]
        through += sum(v - tall < bottom and v + tall > top and name != end for _, v, name in near)
    return {"crossings": crossings, "coincide": coincide, "through": through}


def _custom_counts(drawing: _Drawing, family: Mapping[str, Any]) -> dict[str, float]:
    births = {person["id"]: person.get("birth") for person in family["people"]}
    above = rows = birth = apart = descents = centred = 0
    for union in drawing.unions:
        if len(union.above) == 2:
            a, b = union.above
            rows += drawing.row(a[1]) != drawing.row(b[1])
            apart += drawing.row(a[1]) != drawing.row(b[1]) or drawing.somebody_between(a, b)
        for _, y in union.below if union.above else ():
            above += any(y < top + 0.75 * BOX[1] for _, top in union.above)
        known = [(x, births[c]) for c, (x, _) in zip(union.children, union.below, strict=True)]
        known = [(x, born) for x, born in known if born is not None]
        birth += sum((x - x2) * (born - born2) < 0 for (x, born), (x2, born2) in combinations(known, 2))
        if union.children and union.above:
            xs = [x for x, _ in union.below]
            descents += 1
            centred += abs((min(xs) + max(xs)) / 2 - union.middle) < 0.05 * SLOT
    over = max(0, apart - least_apart(family))
    return {
        "above": above, "rows": rows, "birth": birth, "apart": over, "descents": descents, "centred": centred,
    }  # fmt: skip


def least_apart(family: Mapping[str, Any]) -> int:
    """How many couples cannot stand side by side on a row, however they are ordered: exact where partners form no
    ring."""
    beside: dict[str, set[str]] = defaultdict(set)
    for union in family["unions"]:
        if len(union["partners"]) == 2:
            a, b = union["partners"]
            beside[a].add(b)
            beside[b].add(a)
    seen: set[str] = set()
    least = 0
    for root in sorted(beside):
        if root in seen:
            continue
        parent, order = {root: ""}, [root]
        for here in order:
            for other in sorted(beside[here] - parent.keys()):
                parent[other] = here
                order.append(other)
        seen.update(order)
        couples = sum(len(beside[p]) for p in order) // 2
        if couples != len(order) - 1:
            least += max(0, couples - sum(min(2, len(beside[p])) for p in order) // 2)
            continue
        taken: Counter[str] = Counter()
        for here in reversed(order):  # from the leaves: the best there is, on trees
            above = parent[here]
            if above and taken[here] < 2 and taken[above] < 2:
                taken[here] += 1
                taken[above] += 1
        least += couples - taken.total() // 2
    return least


def _area(drawing: _Drawing) -> float:
    xs = [x for x, _ in drawing.places.values()]
    return ((max(xs) - min(xs)) / SLOT + 1) * len(drawing.levels) / len(xs) if xs else 0.0


def moved(before: Mapping[str, Point], after: Mapping[str, Point]) -> tuple[float, int]:
    """How far those in both moved, in slots on average, and how many pairs of one row changed order."""
    both = sorted(before.keys() & after.keys())
    far = sum(math.dist(before[i], after[i]) for i in both) / SLOT / max(1, len(both))
    rows: dict[int, list[str]] = defaultdict(list)
    for i in both:
        rows[round(before[i][1])].append(i)
    flips = 0
    for line in rows.values():
        line.sort(key=lambda i: before[i][0])
        flips += sum(after[a][1] == after[b][1] and after[a][0] > after[b][0] for a, b in combinations(line, 2))
    return far, flips
