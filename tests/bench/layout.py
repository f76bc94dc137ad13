"""The genogram's layout over a folder of families: the goals of the design, each row marked reached or not.

    python3 -m tests bench layout --families DIR               every family file of the folder
    python3 -m tests bench layout --families DIR --most 60     families up to 60 people
    python3 -m tests bench layout --families DIR --json F      with every count of every family

A family file is JSON: `people` (id, sex, birth, ord), `unions` (id, partners, order), `children` (union, child, rel).
The counts are those of `tests.bench.genogram_metric`. Times are of the processor, the median of three. Where the
folder holds no family of 2,939 people, a village of that many is made up.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from server.domain.fields import SLOT
from server.domain.layout import Couple, Descent, Family, Place, Relative, layout
from tests.bench import genogram_metric as metric

ROOT: Final = Path(__file__).resolve().parents[2]
VILLAGE: Final = 2939
LIMITS: Final = {30: 40, 60: 100, 200: 400, 400: 1000}
"""Milliseconds of a full layout, by people."""
SEXES: Final = {"M": "male", "F": "female"}
Row = tuple[str, str, str, bool | None]
"""What is asked, how much of it, what was measured, and whether it is reached; None where nothing was measured."""


def main(arguments: Sequence[str]) -> int:
    """The command; returns the exit status: 0 when every row is reached."""
    parser = argparse.ArgumentParser(prog="python3 -m tests bench layout")
    parser.add_argument("--families", type=Path, required=True, metavar="DIR")
    parser.add_argument("--most", type=int, default=VILLAGE, metavar="PEOPLE", help="leave out larger families")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every count of every family")
    asked = parser.parse_args(arguments)
    families = {name: f for name, f in _families(asked.families) if len(f["people"]) <= asked.most}
    if not families:
        raise SystemExit("No family file is in that folder.")
    if asked.most >= VILLAGE and max(len(f["people"]) for f in families.values()) < VILLAGE:
        families["village"] = village(VILLAGE)
    counts = {}
    for name, plain in families.items():
        counts[name] = _measured(plain)
        print(name, *(f"{what} {round(value, 2)}" for what, value in counts[name].items()), flush=True)
    rows = _drawn_rows(counts) + _speed_rows(counts) + _stability_rows(families) + [_sameness_row(families)]
    print()
    for what, goal, ours, reached in rows:
        mark = "not measured" if reached is None else "reached" if reached else "NOT REACHED"
        print(f"{what:<46} {goal:<28} {ours:<34} {mark}")
    if asked.json:
        table = [dict(zip(("what", "goal", "ours", "reached"), row, strict=True)) for row in rows]
        asked.json.write_text(json.dumps({"table": table, "families": counts}, indent=1))
    return 0 if all(row[3] is not False for row in rows) else 1


def _families(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(folder.glob("*.json")):
        plain = json.loads(path.read_bytes())
        if isinstance(plain, dict) and {"people", "unions", "children"} <= plain.keys():
            yield path.stem, plain


def village(people: int, seed: int = 7) -> dict[str, Any]:
    """A made-up village of so many people in eight generations: couples, second unions, cousins who marry."""
    chance = random.Random(seed)
    found: list[dict[str, Any]] = []
    unions: list[dict[str, Any]] = []
    children: list[dict[str, str]] = []

    def born(year: int) -> str:
        found.append({"id": f"p{len(found)}", "sex": chance.choice("MF"), "birth": float(year), "ord": len(found)})
        return str(found[-1]["id"])

    singles = [born(1700 + k % 20) for k in range(max(2, people // 40))]
    year = 1725
    while len(found) < people:
        following: list[str] = []
        for k, one in enumerate(singles):
            for n in range(1 + (chance.random() < 0.1)):
                if len(found) >= people:
                    break
                cousin = singles[k - 7] if k > 7 and chance.random() < 0.03 else born(year - 25)
                unions.append({"id": f"u{len(unions)}", "partners": [one, cousin], "order": float(n)})
                for age in range(chance.choice((1, 2, 2, 3))):
                    if len(found) < people:
                        following.append(born(year + 3 * age + n))
                        children.append({"union": unions[-1]["id"], "child": following[-1], "rel": "birth"})
        singles, year = following, year + 27
    return {"people": found, "unions": unions, "children": children}


def family_of(plain: Mapping[str, Any]) -> Family:
    """A family file as the layout reads it."""
    return Family(
        tuple(
            Relative(p["id"], SEXES.get(p["sex"], ""), p.get("birth"), f"{p.get('ord') or 0:06d}")
            for p in plain["people"]
        ),
        tuple(Couple(u["id"], tuple(u["partners"]), u.get("order")) for u in plain["unions"]),
        tuple(
            Descent(c["union"], c["child"], c.get("rel") not in ("birth", "adopted", "adoptive"))
            for c in plain["children"]
        ),
    )


def in_metric_units(places: Mapping[str, Place]) -> dict[str, metric.Point]:
    """Places of a layout in the units of the metric."""
    return {i: (x * metric.SLOT / SLOT, y * metric.ROW / SLOT) for i, (x, y) in places.items()}


def _measured(plain: Mapping[str, Any]) -> dict[str, float]:
    family = family_of(plain)
    times = []
    for _ in range(3 if len(family.people) < 1000 else 1):
        began = time.process_time()
        places = layout(family)
        times.append(1000 * (time.process_time() - began))
    return metric.measure(plain, in_metric_units(places)) | {"ms": statistics.median(times)}


def _drawn_rows(counts: Mapping[str, Mapping[str, float]]) -> list[Row]:
    files = {name: c for name, c in counts.items() if name != "village"}
    people = sum(c["people"] for c in files.values())

    def total(what: str, among: Mapping[str, Mapping[str, float]] = files) -> float:
        return sum(c[what] for c in among.values())

    missing, largest = total("missing", counts), max(c["people"] for c in counts.values())
    sound = sum(c["birth"] == 0 for c in files.values())
    small = {name: c for name, c in files.items() if c["people"] <= 60}
    defects = 100 * total("defects") / max(1, people)
    defects_small = 100 * total("defects", small) / max(1, total("people", small))
    centred = total("centred") / max(1, total("descents"))
    area = statistics.mean(c["area"] for c in files.values()) if files else 0.0
    return [
        ("everybody drawn once", "all", f"{missing:.0f} missing, largest {largest:.0f}", missing == 0),
        ("overlaps", "0", f"{total('overlaps', counts):.0f}", total("overlaps", counts) == 0),
        ("lines through people", "0", f"{total('through'):.0f}", total("through") == 0),
        (
            "births out of order", "10 or fewer, none in 29 of 31",
            f"{total('birth'):.0f}, none in {sound} of {len(files)}",
            total("birth") <= 10 and 31 * sound >= 29 * len(files),
        ),
        ("couples apart over the least", "5 or fewer", f"{total('apart'):.0f}", total("apart") <= 5),
        ("crossings", "750 or fewer", f"{total('crossings'):.0f}", total("crossings") <= 750),
        ("defects per 100 people", "18 or fewer", f"{defects:.1f}", defects <= 18),
        ("the same, families up to 60", "12 or fewer", f"{defects_small:.1f}", defects_small <= 12),
        ("sibships exactly centred", "90 % or more", f"{100 * centred:.1f} %", centred >= 0.9),
        ("area per person (mean of the families)", "3.1 or less", f"{area:.2f}", area <= 3.1),
    ]  # fmt: skip


def _speed_rows(counts: Mapping[str, Mapping[str, float]]) -> list[Row]:
    """Each limit is held against the slowest family of at most that size (and above the next smaller limit)."""
    rows: list[Row] = []
    sizes = [0, *LIMITS]
    for low, high in pairwise(sizes):
        times = sorted(c["ms"] for c in counts.values() if low < c["people"] <= high)
        if times:
            said = f"{times[-1]:.0f} ms slowest, {statistics.median(times):.0f} median"
            rows.append((f"full layout, up to {high} people", f"{LIMITS[high]} ms", said, times[-1] <= LIMITS[high]))
        else:
            rows.append((f"full layout, up to {high} people", f"{LIMITS[high]} ms", "", None))
    return rows


def _stability_rows(families: Mapping[str, Mapping[str, Any]]) -> list[Row]:
    """One person more: each of up to eight people of each family left out and brought in again. One person dragged
    by a slot and pinned."""
    far: list[float] = []
    pinned_far: list[float] = []
    times: list[float] = []
    flips = error = 0
    for plain in families.values():
        if not 6 <= len(plain["people"]) <= 60:
            continue
        family = family_of(plain)
        for person in random.Random(3).sample(family.people, min(8, len(family.people))):
            before = layout(Family(tuple(p for p in family.people if p != person), family.couples, family.descents))
            began = time.process_time()
            after = layout(family, before)
            if len(family.people) >= 50:
                times.append(1000 * (time.process_time() - began))
            moved, flipped = metric.moved(in_metric_units(before), in_metric_units(after))
            far.append(moved)
            flips += flipped
            x, y = after[person.id]
            dragged = {**after, person.id: (x + SLOT // 2, y)}
            held = layout(family, dragged, {person.id})
            error += abs(held[person.id][0] - dragged[person.id][0])
            others = {i: place for i, place in after.items() if i != person.id}
            pinned_far.append(metric.moved(in_metric_units(others), in_metric_units(held))[0])
    if not far:
        return [("one person more, one pinned", "0.03 and 0.05 slots", "", None)]
    moved, held_moved, slowest = statistics.mean(far), statistics.mean(pinned_far), max(times, default=0.0)
    return [
        ("one person more: others moved", "0.03 slots or less", f"{moved:.3f} slots", moved <= 0.03),
        ("one person more: order changed", "0", f"{flips} pairs in {len(far)} tries", flips == 0),
        ("one person more: time at 60 people", "25 ms", f"{slowest:.0f} ms slowest", slowest <= 25 if times else None),
        ("pinned, dragged by half a slot: error", "0", f"{error}", error == 0),
        ("pinned: others moved", "0.05 slots or less", f"{held_moved:.3f} slots", held_moved <= 0.05),
    ]


def _sameness_row(families: Mapping[str, Mapping[str, Any]]) -> Row:
    """One family of about 60 people, twenty times with shuffled lists, each in a process of another hash seed."""
    plain = max((f for f in families.values() if len(f["people"]) <= 60), key=lambda f: len(f["people"]), default=None)
    if plain is None:
        return ("same bytes in 20 runs", "1 answer", "", None)
    program = (
        "import json, sys; from server.domain.layout import layout; from tests.bench.layout import family_of\n"
        "print(json.dumps(layout(family_of(json.load(sys.stdin)))))"
    )
    answers = set()
    for seed in range(20):
        chance = random.Random(seed)
        mixed = {key: chance.sample(plain[key], len(plain[key])) for key in ("people", "unions", "children")}
        done = subprocess.run(
            [sys.executable, "-c", program], input=json.dumps(mixed).encode(), stdout=subprocess.PIPE, check=True,
            cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": str(seed)},
        )  # fmt: skip
        answers.add(done.stdout)
    return ("same bytes in 20 runs, shuffled, hash seeds", "1 answer", f"{len(answers)}", len(answers) == 1)
