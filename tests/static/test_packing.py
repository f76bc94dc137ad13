"""Labels on rows: no overlap, near their days, and a new one moves only what stands to its right."""

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
