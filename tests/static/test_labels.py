"""What is written in a drawing lies on nobody, and no words lie on other words; bonds go round people."""

import json
import random
from itertools import combinations
from typing import Any

import pytest

from server.domain.formulation import to_plain
from server.example import read_example
from tests.families import family, person_id
from tests.static.conftest import Script
from tests.static.large_family import large_family

Box = tuple[float, float, float, float]

SCENE = """((plain, options) => {
  const geometry = tested.layOutFamily(plain, options)
  const { spots, tracks, table, written } = tested.sceneOf(plain, geometry, options)
  return {
    symbols: spots.flatMap(spot => tested.boxesOf(spot)),
    written: written.boxes,
    names: written.homes.map(home => home.label.lines),
    people: spots.map(({ id, x, y, outer }) => ({ id, x, y, outer })),
    bonds: table.map(({ id, a, b }) => ({ id, a, b, points: tracks.get(id).points })),
  }
})"""


def scene(script: Script, tables: Any, plain: Any, today: str, **options: Any) -> Any:
    given = {"today": today, "vocabulary": tables, **options}
    return script.value(f"{SCENE}({json.dumps(plain)}, {json.dumps(given)})")


def overlaps(one: dict[str, float], other: dict[str, float]) -> bool:
    """By more than half a pixel both ways."""
    return bool(
        min(one["x2"], other["x2"]) - max(one["x1"], other["x1"]) > 0.5
        and min(one["y2"], other["y2"]) - max(one["y1"], other["y1"]) > 0.5
    )


FAMILIES = {"case A": lambda: read_example().records, "45 people": large_family}
DAYS = ("2026-03-12", "2023-02-14", "2017-06-01", "2013-02-14")


@pytest.mark.parametrize("today", DAYS)
@pytest.mark.parametrize("name", FAMILIES)
def test_no_words_lie_on_a_symbol_or_on_other_words(script: Script, tables: Any, name: str, today: str) -> None:
    drawn = scene(script, tables, FAMILIES[name](), today)
    assert len(drawn["written"]) >= 4
    on_people = [box["what"] for box in drawn["written"] for symbol in drawn["symbols"] if overlaps(box, symbol)]
    on_words = [(a["what"], b["what"]) for a, b in combinations(drawn["written"], 2) if overlaps(a, b)]
    assert (on_people, on_words) == ([], [])


@pytest.mark.parametrize("name", FAMILIES)
def test_on_the_wall_no_words_lie_on_each_other_or_are_cut(script: Script, tables: Any, name: str) -> None:
    """Larger names of homes, and no dates or marks."""
    for today in DAYS:
        drawn = scene(script, tables, FAMILIES[name](), today, wall=True, bonds="now")
        assert {box["what"] for box in drawn["written"]} <= {"home", "letter"}
        assert not [1 for box in drawn["written"] for symbol in drawn["symbols"] if overlaps(box, symbol)]
        assert not [1 for a, b in combinations(drawn["written"], 2) if overlaps(a, b)]
        assert not [words for home in drawn["names"] for words in home if words.endswith("…")]


@pytest.mark.parametrize("name", FAMILIES)
def test_bonds_run_round_people(script: Script, tables: Any, name: str) -> None:
    """No bond passes through the symbol of a third person."""
    drawn = scene(script, tables, FAMILIES[name](), DAYS[0])
    assert len(drawn["bonds"]) >= 5 and through(drawn) == []


@pytest.mark.parametrize("seed", range(16))
def test_bonds_run_round_people_however_they_stand(script: Script, tables: Any, seed: int) -> None:
    """Up to thirty people scattered over four rows, twelve bonds between any two of them."""
    chosen = random.Random(seed)
    places = chosen.sample([(x, y) for x in range(9) for y in range(4)], chosen.randint(12, 30))
    names = [f"P{i}" for i in range(len(places))]
    pairs = [chosen.sample(names, 2) for _ in range(12)]
    plain = to_plain(family("\n".join([f"{n}, female" for n in names] + [f"{a} ~close~ {b}" for a, b in pairs])))
    for name, (x, y) in zip(names, places, strict=True):
        plain["people"][person_id(name)]["place"] = [x * 64, y * 64]
    drawn = scene(script, tables, plain, DAYS[0])
    assert len(drawn["bonds"]) >= 10 and through(drawn) == []


def test_a_bond_between_two_ends_of_a_full_row_goes_round(script: Script, tables: Any) -> None:
    names = [f"P{i}" for i in range(12)]
    plain = to_plain(family("\n".join([f"{n}, female" for n in names] + ["P0 ~close~ P11"])))
    for i, name in enumerate(names):
        plain["people"][person_id(name)]["place"] = [i * 64, 0]
    drawn = scene(script, tables, plain, DAYS[0])
    assert len(drawn["bonds"]) == 1 and through(drawn) == []


def through(drawn: Any) -> list[tuple[str, str]]:
    """Bonds with the third person whose symbol they pass through."""
    return [
        (bond["id"], spot["id"])
        for bond in drawn["bonds"]
        for spot in drawn["people"]
        if spot["id"] not in (bond["a"], bond["b"])
        and any(max(abs(p["x"] - spot["x"]), abs(p["y"] - spot["y"])) < spot["outer"] for p in bond["points"])
    ]
