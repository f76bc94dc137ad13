"""`draw FILE`: a family as a picture, without a case."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from server.example import FACTS

Told = Callable[..., Any]
PEDIGREE = {
    "people": [
        {"id": "gran", "sex": "F", "birth": 1950.0, "name": "Mair"},
        {"id": "grandad", "sex": "M", "birth": 1948.5, "name": "Idris"},
        {"id": "mum", "sex": "F", "birth": 1975.1, "name": "Nia"},
        {"id": "uncle", "sex": "M", "birth": 1972.9, "name": "Huw"},
    ],
    "unions": [{"id": "u1", "partners": ["gran", "grandad"], "order": 1970.2}],
    "children": [{"union": "u1", "child": "mum"}, {"union": "u1", "child": "uncle"}],
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "family.json"
    made.write_text(json.dumps(PEDIGREE), encoding="utf-8")
    return made


def test_a_pedigree_is_laid_out_by_the_ids_of_its_file(told: Told, file: Path) -> None:
    found = told("draw", str(file), "--positions")
    places = found["positions"]
    assert places.keys() == {"gran", "grandad", "mum", "uncle"}
    assert found["ms"] > 0
    assert places["grandad"][1] == places["gran"][1] < places["mum"][1] == places["uncle"][1]
    assert places["uncle"][0] < places["mum"][0], "eldest left"


def test_pins_hold_and_what_was_printed_before_is_kept(told: Told, file: Path, tmp_path: Path) -> None:
    first = told("draw", str(file), "--positions")
    before, pins = tmp_path / "before.json", tmp_path / "pins.json"
    before.write_text(json.dumps(first), encoding="utf-8")
    x, y = first["positions"]["mum"]
    pins.write_text(json.dumps({"positions": {"mum": [x + 192, y]}}), encoding="utf-8")
    again = told("draw", str(file), "--positions", "--previous", str(before))
    assert again["positions"] == first["positions"]
    moved = told("draw", str(file), "--positions", "--previous", str(before), "--pins", str(pins))
    assert moved["positions"]["mum"] == [x + 192, y]


def test_family_facts_and_a_family_tree_are_drawn_as_svg(told: Told, tmp_path: Path) -> None:
    out = tmp_path / "family.svg"
    assert told("draw", str(FACTS), "--out", str(out), "--on", "2017-02-14")["people"] == 20
    drawn = ElementTree.parse(out).getroot()
    assert drawn.tag == "{http://www.w3.org/2000/svg}svg"
    assert "Gwyn" in out.read_text("utf-8")
    tree = tmp_path / "tree.ged"
    tree.write_text(
        "0 HEAD\n1 GEDC\n2 VERS 5.5.1\n1 CHAR UTF-8\n0 @I1@ INDI\n1 NAME Mair /Pugh/\n0 TRLR\n", encoding="utf-8"
    )
    assert told("draw", str(tree), "--out", str(out))["people"] == 1


@pytest.mark.parametrize(
    "content", ['{"people": [], "unions": [], "children": []}', '{"people": [7], "unions": [null], "children": [[]]}']
)
def test_a_file_with_nobody_says_so(told: Told, tmp_path: Path, content: str) -> None:
    file = tmp_path / "empty.json"
    file.write_text(content, encoding="utf-8")
    assert "nobody" in told("draw", str(file), "--positions", status=1)


@pytest.mark.parametrize("content", ["", "[]", '{"positions": 7}', '{"positions": {"mum": ["a", "b"]}}', "[" * 5000])
def test_positions_that_are_none_are_refused(told: Told, file: Path, tmp_path: Path, content: str) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text(content, encoding="utf-8")
    assert "positions" in told("draw", str(file), "--positions", "--pins", str(wrong), status=1)


def test_a_reference_that_leads_nowhere_is_left_out(told: Told, tmp_path: Path) -> None:
    broken = {**PEDIGREE, "children": [{"union": "u9", "child": "mum"}, {"union": "u1", "child": "nobody"}]}
    file = tmp_path / "broken.json"
    file.write_text(json.dumps(broken), encoding="utf-8")
    assert len(told("draw", str(file), "--positions")["positions"]) == 4
