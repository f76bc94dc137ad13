"""Couple and child lines: none runs through a person, none lies on another, whatever the family."""

import json
from itertools import combinations, pairwise
from typing import Any

import pytest

from server.domain.formulation import Formulation, to_plain
from server.domain.layout import family_of, layout
from server.example import read_example
from tests.families import family
from tests.static.conftest import Script

FAMILIES = {
    "two parents": "Sam, male, 14/02/2011, index\nKelly + Craig: Sam, Macsen, Ffion",
    "half brothers and sisters": """
        Sam, male, 14/02/2011, index
        Craig, male
        Lee, male
        Kelly, female
        Shanice, female
        Craig + Kelly: Sam, Macsen
        Lee + Kelly: Seren
        Craig + Shanice: Kai
    """,
    "four partners of one": """
        Sam, male, 14/02/2011, index
        Craig, male
        Craig + Kelly: Sam
        Craig + Shanice: Kai, Mo
        Craig + Anwen: Tom
        Craig + Beth:
    """,
    "one parent alone": "Sam, male, 14/02/2011, index\nKelly + ?: Sam, Macsen\n? + Gwyn: Kelly",
    "cousins who marry": """
        Sam, male, 14/02/2011, index
        Ann + Bob: Cai, Dan
        Cai + Eve: Fay
        Dan + Gwen: Huw
        Huw + Fay: Sam
    """,
    "generations that cross": """
        Sam, male, 14/02/2011, index
        Ann + Bob: Cai
        Cai + Eve: Sam
        Bob + Sam: Zoe
    """,
}


def laid_out(script: Script, formulation: Formulation) -> dict[str, Any]:
    plain = to_plain(formulation)
    for i, place in layout(family_of(formulation)).items():
        plain["people"][i]["place"] = list(place)
    return script_layout(script, plain)


def script_layout(script: Script, plain: Any) -> dict[str, Any]:
    geometry: dict[str, Any] = script.value(
        f"(g => ({{...g, spots: [...g.spots.values()]}}))(tested.layOut({json.dumps(plain)}, {{today: 20524}}))"
    )
    return geometry


def segments(geometry: dict[str, Any]) -> list[tuple[tuple[float, float, float, float], str]]:
    """All straight pieces of lines, each with the id of what it belongs to."""
    lines = [(couple["line"], couple["id"]) for couple in geometry["couples"]]
    lines += [(piece, tie["id"].split()[0]) for tie in geometry["ties"] for piece in tie["pieces"]]
    return [((a["x"], a["y"], b["x"], b["y"]), owner) for line, owner in lines for a, b in pairwise(line)]


def hits(geometry: dict[str, Any]) -> list[str]:
    """People whose symbol a line goes through; it may end at the edge of its own people's."""
    return sorted(
        {
            spot["person"]["name"]
            for (x1, y1, x2, y2), _ in segments(geometry)
            for spot in geometry["spots"]
            if near(spot, x1, y1, x2, y2) and any(inside(spot, x, y) for x, y in along(x1, y1, x2, y2))
        }
    )


def near(spot: dict[str, Any], x1: float, y1: float, x2: float, y2: float) -> bool:
    reach = 1.2 * spot["outer"]
    return bool(
        min(x1, x2) < spot["x"] + reach and max(x1, x2) > spot["x"] - reach
        and min(y1, y2) < spot["y"] + reach and max(y1, y2) > spot["y"] - reach
    )  # fmt: skip


def along(x1: float, y1: float, x2: float, y2: float) -> list[tuple[float, float]]:
    """Points of a line, a pixel apart."""
    steps = max(1, round(max(abs(x2 - x1), abs(y2 - y1))))
    return [(x1 + (x2 - x1) * i / steps, y1 + (y2 - y1) * i / steps) for i in range(steps + 1)]


def inside(spot: dict[str, Any], x: float, y: float) -> bool:
    """Whether a point lies more than a pixel and a half inside a symbol."""
    dx, dy, reach = abs(x - spot["x"]), abs(y - spot["y"]), spot["outer"]
    if spot["shape"] in ("circle", "dot", "paw"):
        return bool((dx * dx + dy * dy) ** 0.5 < reach - 1.5)
    if spot["shape"] == "diamond":
        return bool(dx + dy < 1.2 * reach - 2)
    return bool(max(dx, dy) < reach - 1.5)


def coinciding(geometry: dict[str, Any]) -> list[tuple[str, str]]:
    """Pairs of different families' lines that lie on each other for more than 3 px."""
    found = []
    for ((a, b, c, d), one), ((e, f, g, h), other) in combinations(segments(geometry), 2):
        upright = abs(a - c) < 0.01 and abs(e - g) < 0.01 and abs(a - e) < 2
        level = abs(b - d) < 0.01 and abs(f - h) < 0.01 and abs(b - f) < 2
        shared = min(max(b, d), max(f, h)) - max(min(b, d), min(f, h)) if upright else -1.0
        if level:
            shared = min(max(a, c), max(e, g)) - max(min(a, c), min(e, g))
        if one != other and shared > 3:
            found.append((one, other))
    return found


@pytest.mark.parametrize("name", FAMILIES)
def test_no_line_runs_through_a_person_or_on_another_line(script: Script, name: str) -> None:
    geometry = laid_out(script, family(FAMILIES[name]))
    assert hits(geometry) == []
    assert coinciding(geometry) == []


def test_case_a_has_no_line_through_a_person(script: Script) -> None:
    geometry = script_layout(script, read_example().records)
    assert len(geometry["spots"]) == 20
    assert hits(geometry) == [] and coinciding(geometry) == []


def test_a_drop_leaves_the_exact_middle_of_a_couple_and_an_only_child_hangs_straight(script: Script) -> None:
    plain = to_plain(family("Sam, male, 14/02/2011, index\nKelly + Craig: Sam"))
    places = {"Craig": [0, 0], "Kelly": [64, 0], "Sam": [32, 64]}
    for person in plain["people"].values():
        person["place"] = places[person["name"]]
    geometry = script_layout(script, plain)
    (piece,) = geometry["ties"][0]["pieces"]
    assert {round(point["x"], 2) for point in piece} == {60}
    assert piece[0]["y"] == geometry["couples"][0]["line"][0]["y"]


def test_a_home_holds_only_those_who_live_there(script: Script) -> None:
    """The outline of each home of case A: every member is inside it, and nobody else."""
    plain = read_example().records
    for home in script.value(
        f"(g => g.homes.map(home => ({{home, ...tested.outline(home, g.rows, [...g.spots.values()], 'Home'),"
        f" others: [...g.spots.values()].filter(s => !home.members.includes(s))}})))"
        f"(tested.layOut({json.dumps(plain)}, {{today: 20524}}))"
    ):
        path = corners(home["path"])
        assert all(encloses(path, member["x"], member["y"]) for member in home["home"]["members"])
        assert [other["person"]["name"] for other in home["others"] if encloses(path, other["x"], other["y"])] == []


def corners(path: str) -> list[list[tuple[float, float]]]:
    """The loops of an outline, as points."""
    loops = []
    for loop in filter(None, path.split("Z")):
        numbers = [float(n) for n in loop.replace("M", " ").replace("L", " ").replace("Q", " ").split()]
        loops.append(list(zip(numbers[::2], numbers[1::2], strict=True)))
    return loops


def encloses(loops: list[list[tuple[float, float]]], x: float, y: float) -> bool:
    """Whether a point is inside, by the even-odd rule."""
    crossed = 0
    for loop in loops:
        for (x1, y1), (x2, y2) in pairwise([*loop, loop[0]]):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                crossed += 1
    return crossed % 2 == 1
