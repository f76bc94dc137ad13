"""A home's outline holds exactly those who live there on the day, in any family, however people stand."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.formulation import to_plain
from server.domain.moments import read as read_moment
from server.example import read_example
from tests.families import family, person_id, record_id, to_whole
from tests.static.conftest import Script
from tests.static.large_family import large_family
from tests.static.test_geometry import corners, encloses

OUTLINES = """((plain, options) => {
  const geometry = tested.layOutFamily(plain, options)
  const { spots, written } = tested.sceneOf(plain, geometry, options)
  return written.homes.map(({ home, path, turn }) => ({
    id: home.id, path, turn: home.turn, state: home.state, unsure: home.unsure,
    members: home.members, others: spots.filter(spot => !home.members.includes(spot))
  }))
})"""


def outlines(script: Script, tables: Any, plain: Any, today: str) -> Any:
    given_options = {"today": today, "vocabulary": tables}
    return script.value(f"{OUTLINES}({json.dumps(plain)}, {json.dumps(given_options)})")


def wrong(home: Any) -> list[str]:
    """Members who are not inside, and others of whose symbol any part is."""
    path = corners(home["path"])

    def points(spot: Any, share: float) -> list[tuple[float, float]]:
        reach = spot["outer"] * share
        around = [(-1, -1), (-1, 1), (1, -1), (1, 1), (0, 1), (0, -1), (1, 0), (-1, 0), (0, 0)]
        return [(spot["x"] + dx * reach, spot["y"] + dy * reach) for dx, dy in around]

    out = [m["id"] for m in home["members"] if not all(encloses(path, x, y) for x, y in points(m, 0.7))]
    return out + [o["id"] for o in home["others"] if any(encloses(path, x, y) for x, y in points(o, 1.0))]


@pytest.mark.parametrize("age", range(17))
def test_case_a_at_every_age_nobody_is_in_a_home_who_does_not_live_there(script: Script, tables: Any, age: int) -> None:
    for home in outlines(script, tables, read_example().records, f"{2011 + age}-02-14"):
        assert wrong(home) == []


@pytest.mark.parametrize("today", ["2010-06-01", "2013-06-01", "2016-06-01", "2026-03-12"])
def test_homes_of_a_large_family_hold_only_their_own(script: Script, tables: Any, today: str) -> None:
    homes = outlines(script, tables, large_family(), today)
    assert len(homes) >= 2 and [wrong(home) for home in homes] == [[]] * len(homes)


@settings(max_examples=60, deadline=None)
@given(
    places=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), min_size=2, max_size=16, unique=True),
    homes=st.lists(st.sets(st.integers(0, 15), min_size=1, max_size=7), min_size=1, max_size=4),
)
def test_however_people_stand_an_outline_holds_exactly_its_members(
    script: Script, tables: Any, places: list[tuple[int, int]], homes: list[set[int]]
) -> None:
    names = [f"P{i}" for i in range(len(places))]
    plain = to_plain(family("\n".join(f"{name}, female" for name in names)))
    for name, (x, y) in zip(names, places, strict=True):
        plain["people"][person_id(name)]["place"] = [x * 64, y * 64]
    plain["people"][person_id("P0")]["index"] = True
    for n, members in enumerate(homes):
        lived = [names[i] for i in members if i < len(names)]
        put_home(plain, f"Home {n}", lived)
    drawn = outlines(script, tables, plain, "2026-03-12")
    assert len(drawn) >= sum(len([i for i in members if i < len(names)]) > 1 for members in homes)
    assert [wrong(home) for home in drawn] == [[]] * len(drawn)


def put_home(plain: Any, name: str, people: list[str], began: str = "", ended: str = "") -> None:
    dates = {
        "began": read_moment(began, language="en", born=None, after=None).to_json() if began else None,
        "ended": read_moment(ended, language="en", born=None, after=None).to_json() if ended else None,
    }
    home = record_id(f"home {name}")
    plain["households"][home] = to_whole("households", home, {"name": name, "kind": "home"})
    for person in people:
        stay = record_id(f"stay {name} {person}")
        fields = {"household": home, "person": person_id(person), **dates}
        plain["stays"][stay] = to_whole("stays", stay, fields)


def row_of(*names: str) -> Any:
    plain = to_plain(family("\n".join(f"{name}, female" for name in names)))
    for i, name in enumerate(names):
        plain["people"][person_id(name)]["place"] = [64 * i, 0]
    return plain


def test_a_person_in_two_homes_is_inside_both_and_the_outlines_differ(script: Script, tables: Any) -> None:
    plain = row_of("Mum", "Sam", "Dad")
    put_home(plain, "Mum's", ["Mum", "Sam"])
    put_home(plain, "Dad's", ["Sam", "Dad"])
    one, two = outlines(script, tables, plain, "2026-03-12")
    assert wrong(one) == wrong(two) == [] and {one["turn"], two["turn"]} == {0, 1}
    assert one["path"] != two["path"]


def test_a_home_holds_those_of_the_day(script: Script, tables: Any) -> None:
    plain = row_of("Mum", "Sam", "Dad")
    put_home(plain, "Flat", ["Mum", "Sam"], began="2012")
    put_home(plain, "Flat", ["Dad"], began="2012", ended="2015")
    people = [{m["id"] for m in home["members"]} for home in outlines(script, tables, plain, "2014-06-01")]
    assert people == [{person_id("Mum"), person_id("Sam"), person_id("Dad")}]
    people = [{m["id"] for m in home["members"]} for home in outlines(script, tables, plain, "2020-06-01")]
    assert people == [{person_id("Mum"), person_id("Sam")}]


def test_who_possibly_lives_there_is_marked(script: Script, tables: Any) -> None:
    """Somewhere in 2012: on a day of that year it is possible, not certain."""
    plain = row_of("Mum", "Sam")
    put_home(plain, "Flat", ["Mum"], began="2010")
    put_home(plain, "Flat", ["Sam"], began="2012")
    (home,) = outlines(script, tables, plain, "2012-06-01")
    assert home["unsure"] == [person_id("Sam")] and wrong(home) == []


def test_the_childs_own_home_is_the_plain_one_where_outlines_meet(script: Script, tables: Any) -> None:
    plain = row_of("Mum", "Sam", "Dad")
    plain["people"][person_id("Dad")]["index"] = True
    put_home(plain, "A", ["Mum", "Sam"])
    put_home(plain, "B", ["Sam", "Dad"])
    turns = {
        person_id("Dad") in {m["id"] for m in h["members"]}: h["turn"]
        for h in outlines(script, tables, plain, "2026-03-12")
    }
    assert turns == {True: 0, False: 1}
