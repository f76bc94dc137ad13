"""Every line of the vocabulary has a stroke of its own, told from the others by its shape."""

import re
from itertools import combinations
from typing import Any

import pytest

from server.languages import words
from tests.static.conftest import Script

TRACK = "tested.straight(0, 0, 100, 0)"


def drawn(script: Script, table: str, stroke: str) -> str:
    """What a stroke draws, without its colours."""
    more = ", 50" if table == "endingStrokes" else ""
    flat: str = script.value(
        f"tested.{table}[{stroke!r}]({TRACK}, {{colour: '#000', classes: 'd', width: 2}}{more})"
        ".map(node => [node.type, node.props])"
    ).__repr__()
    return re.sub(r"'(class|stroke|fill)': '[^']*'", "", flat)


@pytest.mark.parametrize(
    ("table", "strokes"),
    [
        ("bond_kinds", "bondStrokes"),
        ("union_kinds", "tieStrokes"),
        ("parent_link_kinds", "tieStrokes"),
        ("endings", "endingStrokes"),
        ("union_turns", "endingStrokes"),
    ],
)
def test_every_kind_has_a_stroke_that_differs_from_every_other(
    script: Script, tables: dict[str, list[dict[str, Any]]], table: str, strokes: str
) -> None:
    """A row that is added to the vocabulary without a stroke, or with another's, is found here."""
    known = set(script.value(f"Object.keys(tested.{strokes})"))
    rows = [row for row in tables[table] if row.get("stroke", "none") != "none"]
    assert rows and {row["stroke"] for row in rows} <= known
    shapes = {row["key"]: drawn(script, strokes, row["stroke"]) for row in rows}
    for one, other in combinations(shapes, 2):
        assert shapes[one] != shapes[other], f"{one} and {other} look alike"


def test_every_lane_has_a_colour_an_icon_and_words(script: Script, tables: dict[str, list[dict[str, Any]]]) -> None:
    lanes = [row["key"] for row in tables["lanes"]]
    assert set(lanes) == set(script.call("colouredLanes"))
    colours = [script.call("laneColour", lane) for lane in lanes]
    icons = [row["icon"] for row in tables["lanes"]]
    assert len(set(colours)) == len(lanes) == len(set(icons))
    for language in ("en", "cy"):
        assert all(f"lanes.{lane}" in words(language) for lane in lanes)


def test_no_lane_is_red(script: Script) -> None:
    for lane in script.call("colouredLanes"):
        red, green, blue = (int(script.call("laneColour", lane)[i : i + 2], 16) for i in (1, 3, 5))
        assert not (red > 150 and red > 2 * green and red > 2 * blue)
