"""What is written in a drawing lies on nobody, and no words lie on other words; bonds go round people."""

import json
from itertools import combinations
from typing import Any

import pytest

from server.example import read_example
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
    assert len(drawn["bonds"]) >= 5
    through = [
        (bond["id"], spot["id"])
        for bond in drawn["bonds"]
        for spot in drawn["people"]
        if spot["id"] not in (bond["a"], bond["b"])
        and any(
            abs(p["x"] - spot["x"]) < spot["outer"] and abs(p["y"] - spot["y"]) < spot["outer"] for p in bond["points"]
        )
    ]
    assert through == []
