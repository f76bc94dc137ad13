"""Labels on rows: no overlap, near their days, and a new one moves next to nothing (P1 to P4 of packing.js)."""

import json
import random
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.static.conftest import Script

WIDTH = 1000


def label(i: int, x: float, width: float, weight: int = 0) -> dict[str, Any]:
    left = x if x + width <= WIDTH else max(0, x - width)
    return {"id": f"{i:04}", "x": x, "width": width, "left": left, "from": x, "to": x, "weight": weight}


def pack(script: Script, labels: list[dict[str, Any]], rows: int) -> dict[str, Any]:
    packed: dict[str, Any] = script.call("pack", labels, {"width": WIDTH, "rows": rows})
    return packed


labels_of = st.lists(
    st.tuples(st.floats(0, WIDTH), st.floats(30, 180), st.integers(0, 5)), min_size=0, max_size=60
).map(lambda rows: [label(i, *row) for i, row in enumerate(rows)])


def test_no_label_overlaps_another_and_none_is_far_from_its_day(script: Script) -> None:
    @given(labels_of, st.integers(1, 6))
    @settings(max_examples=150)
    def holds(labels: list[dict[str, Any]], rows: int) -> None:
        packed = pack(script, labels, rows)
        assert len(packed["placed"]) + len(packed["hidden"]) == len(labels)
        by_row: dict[int, list[tuple[float, float]]] = {}
        for each in packed["placed"]:
            assert abs(each["left"] - each["label"]["left"]) <= 60 + 1e-6
            assert each["left"] >= -1e-6 and each["left"] + each["label"]["width"] <= WIDTH + 1
            by_row.setdefault(each["row"], []).append((each["left"], each["left"] + each["label"]["width"]))
        assert len(by_row) <= rows
        for row in by_row.values():
            row.sort()
            assert all(one[1] <= other[0] + 1e-6 for one, other in pairwise(row))

    holds()


def test_nothing_is_hidden_where_there_is_room(script: Script) -> None:
    packed = pack(script, [label(i, i * 90, 80) for i in range(10)], 1)
    assert packed["hidden"] == []
    assert [each["left"] for each in packed["placed"]] == [i * 90 for i in range(10)]


def test_the_least_important_give_way(script: Script) -> None:
    crowd = [label(i, 300, 150, weight=9 if i in (3, 7) else 1) for i in range(10)]
    packed = pack(script, crowd, 2)
    assert {each["label"]["id"] for each in packed["placed"]} == {"0003", "0007"}
    assert len(packed["hidden"]) == 8


def test_a_new_label_moves_only_labels_to_its_right(script: Script) -> None:
    rng = random.Random(4)
    base = [label(i, rng.uniform(0, 820), rng.uniform(60, 150)) for i in range(24)]
    new = label(99, 500, 100)
    before = {each["label"]["id"]: (each["row"], each["left"]) for each in pack(script, base, 8)["placed"]}
    after = {each["label"]["id"]: (each["row"], each["left"]) for each in pack(script, [*base, new], 8)["placed"]}
    rows_changed = [i for i, place in before.items() if after[i][0] != place[0]]
    assert all(next(each for each in base if each["id"] == i)["left"] >= 500 for i in rows_changed)


def test_a_crowd_of_five_hundred_fills_every_row_and_hides_the_rest(script: Script) -> None:
    rng = random.Random(1)
    labels = [label(i, rng.uniform(0, WIDTH), 120, rng.randrange(5)) for i in range(500)]
    packed = pack(script, labels, 6)
    assert len(packed["placed"]) + len(packed["hidden"]) == 500
    assert {each["row"] for each in packed["placed"]} == set(range(6))
    assert len(packed["placed"]) >= 6 * (WIDTH // 200)


def along(script: Script, labels: list[dict[str, Any]], rows: int) -> dict[str, Any]:
    """Packed along a whole life, as in the page: without edges."""
    packed: dict[str, Any] = script.call("pack", labels, {"rows": rows})
    return packed


def grown(script: Script, labels: list[dict[str, Any]], new: dict[str, Any], rows: int) -> list[dict[str, Any]]:
    """Where labels stand before and after one was added to a chart that remembers: both as `pack` gives them."""
    both: list[dict[str, Any]] = script.value(
        f"""(() => {{
          const [labels, added, rows] = {json.dumps([labels, new, rows])}
          const before = tested.pack(labels, {{ rows }})
          return [before, tested.packOn([...labels, added], {{ rows, memory: tested.remembered(before, rows) }})]
        }})()"""
    )
    return both


def places(packed: dict[str, Any]) -> dict[str, tuple[int, float]]:
    return {each["label"]["id"]: (each["row"], each["left"]) for each in packed["placed"]}


def hold_together(packed: dict[str, Any], labels: list[dict[str, Any]]) -> None:
    """P1 and P2, and nobody lost."""
    assert len(packed["placed"]) + len(packed["hidden"]) == len(labels)
    by_row: dict[int, list[dict[str, Any]]] = {}
    for each in packed["placed"]:
        assert abs(each["left"] - each["label"]["left"]) <= 60 + 1e-6
        by_row.setdefault(each["row"], []).append(each)
    for row in by_row.values():
        row.sort(key=lambda each: each["left"])
        assert all(a["left"] + a["label"]["width"] + 8 <= b["left"] + 1e-6 for a, b in pairwise(row))
        spans = sorted((each["label"] for each in row if not each["label"]["point"]), key=lambda each: each["from"])
        assert all(a["to"] + 6 <= b["from"] + 1e-6 for a, b in pairwise(spans))


spans_of = st.lists(
    st.tuples(st.floats(-4000, 4000), st.floats(30, 180), st.integers(0, 5), st.floats(0, 400), st.booleans()),
    max_size=50,
).map(
    lambda rows: [
        {"id": f"{i:04}", "x": x, "width": width, "left": x, "from": x, "to": x + (0 if point else span),
         "point": point, "weight": weight}
        for i, (x, width, weight, span, point) in enumerate(rows)
    ]
)  # fmt: skip


def test_along_a_life_no_label_overlaps_another_and_none_is_far_from_its_day(script: Script) -> None:
    """P1, P2: where labels are not held between two edges, and their marks last."""

    @given(spans_of, st.integers(1, 5))
    @settings(max_examples=150, deadline=None)
    def holds(labels: list[dict[str, Any]], rows: int) -> None:
        packed = along(script, labels, rows)
        hold_together(packed, labels)
        assert all(each["row"] < rows for each in packed["placed"])

    holds()


def test_the_order_in_which_labels_are_told_of_does_not_matter(script: Script) -> None:
    @given(spans_of, st.randoms(use_true_random=False))
    @settings(max_examples=60, deadline=None)
    def holds(labels: list[dict[str, Any]], rng: random.Random) -> None:
        mixed = rng.sample(labels, len(labels))
        assert places(along(script, labels, 3)) == places(along(script, mixed, 3))

    holds()


def test_an_added_label_moves_two_others_at_most(script: Script) -> None:
    """P4, whatever stands there, and however little room there is."""

    @given(spans_of, st.floats(-4000, 4000), st.floats(30, 180), st.integers(0, 200), st.integers(1, 4))
    @settings(max_examples=200, deadline=None)
    def holds(labels: list[dict[str, Any]], x: float, width: float, weight: int, rows: int) -> None:
        new = {"id": "new", "x": x, "width": width, "left": x, "from": x, "to": x, "point": True, "weight": weight}
        before, after = grown(script, labels, new, rows)
        hold_together(after, [*labels, new])
        was, now = places(before), places(after)
        assert sum(now.get(i) != place for i, place in was.items()) <= 2

    holds()


def test_what_was_just_added_is_seen_even_in_a_crowd(script: Script) -> None:
    crowd = [{**label(i, 40 * i, 120), "point": True} for i in range(20)]
    new = {**label(99, 300, 120, weight=50), "id": "new", "point": True}
    _, after = grown(script, crowd, new, 2)
    assert "new" in places(after)


def test_many_at_once_are_placed_afresh(script: Script) -> None:
    """An import is not one thing that was added: its labels stand as if they had always been there."""
    rng = random.Random(2)
    known = [{**label(i, rng.uniform(0, 800), 90), "left": 7.0 * i, "point": True} for i in range(10)]
    come = [{**label(100 + i, 0, 90), "left": 31.0 * i, "point": True} for i in range(20)]
    packed = script.value(
        f"""(() => {{
          const [known, come] = {json.dumps([known, come])}
          const memory = tested.remembered(tested.pack(known, {{ rows: 3 }}), 3)
          return tested.packOn([...known, ...come], {{ rows: 3, memory }})
        }})()"""
    )
    assert places(packed) == places(along(script, [*known, *come], 3))


def test_who_was_taken_out_leaves_the_others_where_they_are_and_their_place_to_one_that_had_none(
    script: Script,
) -> None:
    crowd = [{**label(i, 300, 100, weight=5 - i), "left": 300.0, "point": True} for i in range(3)]
    packed = script.value(
        f"""(() => {{
          const labels = {json.dumps(crowd)}
          const memory = tested.remembered(tested.pack(labels, {{ rows: 2 }}), 2)
          return tested.packOn(labels.slice(1), {{ rows: 2, memory }})
        }})()"""
    )
    before, after = places(along(script, crowd, 2)), places(packed)
    assert set(before) == {"0000", "0001"} and set(after) == {"0001", "0002"}
    assert after["0001"] == before["0001"]


def test_what_is_chosen_has_a_place_beside_marks_that_fill_the_row(script: Script) -> None:
    """P5: a home of many years takes the whole row, and still the event that somebody chose is seen."""
    long = {**label(0, 0, 150, weight=6), "from": 0, "to": WIDTH}
    years = [{**label(i, 200 + 30 * i, 150), "from": 200 + 30 * i, "to": 300 + 30 * i} for i in range(1, 5)]
    chosen = {**label(9, 400, 150, weight=100), "from": 400, "to": 520}
    packed = script.call("pack", [long, *years, chosen], {"rows": 1})
    assert "0009" in {each["label"]["id"] for each in packed["placed"]}
    assert len(packed["placed"]) + len(packed["hidden"]) == 6


@given(labels_of, st.integers(0, 59), st.integers(1, 3))
@settings(max_examples=60, deadline=None)
def test_on_a_wall_what_is_chosen_has_a_place_whatever_stands_there(
    script: Script, labels: list[dict[str, Any]], which: int, rows: int
) -> None:
    """Between two ends: the least give way, nobody is lost, and nothing overlaps."""
    if not labels:
        return
    chosen = labels[which % len(labels)]
    chosen["weight"] = 100
    packed = pack(script, labels, rows)
    placed = [each["label"]["id"] for each in packed["placed"]]
    assert chosen["id"] in placed
    assert sorted([*placed, *(each["id"] for each in packed["hidden"])]) == sorted(each["id"] for each in labels)
    for row in range(rows):
        here = sorted((e["left"], e["left"] + e["label"]["width"]) for e in packed["placed"] if e["row"] == row)
        assert all(one[1] <= other[0] + 0.5 for one, other in pairwise(here))
