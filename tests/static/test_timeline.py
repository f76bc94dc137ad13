"""The timeline's parts: what is found, what is silent, what came and went, what the ticks say, how all is drawn."""

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain import vocabulary
from server.domain.moments import Moment, read
from server.languages import words
from server.web.picture import picture
from tests.bundles import STATIC, bundled
from tests.families import to_whole
from tests.static.conftest import Script

EPOCH = date(1970, 1, 1)
BIRTH, TODAY = date(2011, 2, 14), date(2026, 3, 12)
Plain = dict[str, dict[str, dict[str, Any]]]


def day(year: int, month: int = 1, on: int = 1) -> int:
    return (date(year, month, on) - EPOCH).days


def when(start: str, last: str = "", end: tuple[str | None, str | None] | None = None) -> dict[str, Any]:
    """A moment: a day, a day known to a range, or a time with an end."""
    return {"text": start, "start": [start, last or start], "end": list(end) if end else None, "precision": "day",
            "qualifier": ""}  # fmt: skip


BORN = when(BIRTH.isoformat())
LIFE = (day(2011, 2, 14), day(2026, 3, 13))


def whole(collection: str, values: dict[str, Any]) -> dict[str, Any]:
    """A record with every field; ids in it may be as short as here."""
    return to_whole(collection, "x", {}) | values


def one(i: str, title: str, moment: dict[str, Any] | None = None, **values: Any) -> dict[str, dict[str, Any]]:
    return {i: whole("events", {"title": title, "when": moment, "lane": "home", **values})}


def case(*events: dict[str, dict[str, Any]], **collections: dict[str, dict[str, Any]]) -> Plain:
    """A case of Sam, born 2011, with these events."""
    people = {"sam": whole("people", {"name": "Sam Price", "index": True, "born": BORN})}
    return {
        "people": people | {i: whole("people", each) for i, each in collections.pop("people", {}).items()},
        "events": {i: record for each in events for i, record in each.items()},
        **{name: {i: whole(name, each) for i, each in records.items()} for name, records in collections.items()},
    }


_ENTRY = """
import { print } from '%(src)s/drawing.js'
import { drawTimeline, layOutTimeline } from '%(src)s/timeline/timeline.js'
import { filterEvents } from '%(src)s/timeline/filter.js'
export { setWords } from '%(src)s/words.js'
export { gapsOf } from '%(src)s/timeline/gaps.js'
export { bandsFor, lifeWindow, panned, zoomed } from '%(src)s/timeline/window.js'
export { agesOf, easter, minorOf, unitAt } from '%(src)s/timeline/axis.js'
export { changesOf, changeSentence } from '%(src)s/timeline/changes.js'
export { ribbonSaid } from '%(src)s/timeline/ribbon.js'
export const found = (plain, sought) => [...filterEvents(plain, sought)].sort()
export const drawn = (plain, options) => print(drawTimeline(plain, options))
export const cards = (plain, options) => {
  const { lanes, plot } = layOutTimeline(plain, options)
  return lanes.flatMap(lane => lane.cards.map(({ card, row, left }) =>
    ({ id: card.id, lane: lane.lane, row, left, right: left + card.width, plot })))
}
export const heights = (plain, options) => layOutTimeline(plain, options).lanes.map(lane => lane.height)
export const ticks = (born, band, plot) => {
  const x = day => (day - band[0]) / (band[1] - band[0]) * plot
  const unit = unitAt(plot / (band[1] - band[0]))
  return { unit, ages: agesOf({ born, band }, x, plot), below: minorOf(unit, born, band, x) }
}
import { agesOf, minorOf, unitAt } from '%(src)s/timeline/axis.js'
"""


@pytest.fixture(scope="module")
def timeline(tmp_path_factory: pytest.TempPathFactory) -> Script:
    """The functions of the timeline."""
    return Script(bundled(tmp_path_factory.mktemp("timeline"), _ENTRY % {"src": STATIC / "src"}))


def options(band: tuple[int, int] = LIFE, **more: Any) -> dict[str, Any]:
    return {"born": BORN, "today": TODAY.isoformat(), "band": list(band), "width": 1100,
            "vocabulary": vocabulary.as_json(), **more}  # fmt: skip


def drawn(timeline: Script, plain: Plain, band: tuple[int, int] = LIFE, **more: Any) -> ElementTree.Element:
    return ElementTree.fromstring(timeline.call("drawn", plain, options(band, **more)))


def items(tree: ElementTree.Element, collection: str) -> dict[str, str]:
    """What a drawing has of a collection: id -> what is said of it."""
    return {e.get("data-id", ""): e.get("aria-label", "") for e in tree.iter()
            if e.get("data-collection") == collection and e.get("role") == "listitem"}  # fmt: skip


# --- what is found --------------------------------------------------------------------------------

MIXED = case(
    one("a", "Tŷ Bryn: first night", when("2018-06-19"), lane="moves", also_lane="hard", agency="Children’s Services",
        confidence="confirmed", people={"nan": "there"}),
    one("b", "Captain of the team", when("2020-01-01", "2020-12-31"), lane="strengths", agency="School",
        confidence="child", meaning="He was PROUD of it"),
    one("c", "Lee moves in", when("2014-09-01", end=(None, None)), confidence="disputed"),
    one("d", "Lee was there before", when("2014-06-01"), confidence="reported",
        accounts={"x": {"field": "when", "value": "2013", "settled": ""}}),
    one("e", "In care once, perhaps", None),
    one("f", "Gone", when("2018-01-01"), removed_at="2026-01-01T00:00:00Z"),
    people={"nan": {"name": "Gwyneth Tudful", "known_as": "Nain Gwên"}},
)  # fmt: skip


@pytest.mark.parametrize(("sought", "ids"), [
    ({}, "abcde"),
    ({"words": "ty bryn"}, "a"),
    ({"words": "TŶ  NIGHT"}, "a"),
    ({"words": "proud"}, "b"),
    ({"words": "gwen"}, "a"),
    ({"words": "lee 2014-06"}, "d"),
    ({"words": "nowhere"}, ""),
    ({"person": "nan"}, "a"),
    ({"person": "constructor"}, ""),
    ({"lane": "hard"}, "a"),
    ({"lane": ["home", "strengths"]}, "bcde"),
    ({"agency": "children's services"}, "a"),
    ({"confidence": "disputed"}, "cd"),
    ({"confidence": ["child", "confirmed"]}, "ab"),
    ({"age": [7, 7]}, "ac"),
    ({"age": [3, 3]}, "cd"),
    ({"age": [8, 8]}, "bc"),
    ({"age": [0, 2]}, ""),
    ({"age": [7, 7], "lane": "moves"}, "a"),
])  # fmt: skip
def test_events_are_found_by_who_where_how_sure_age_and_words(
    timeline: Script, sought: dict[str, Any], ids: str
) -> None:
    """Accents and capitals make no difference; a range may be of any age in it; what goes on is of every age since;
    what is removed is never found, and the undated are of no age."""
    assert timeline.call("found", MIXED, sought) == list(ids)


def test_each_thing_asked_for_narrows_what_is_found(timeline: Script) -> None:
    choices: dict[str, list[Any]] = {
        "person": ["nan", ""], "lane": ["moves", "hard", ["home"], ""], "agency": ["school", ""],
        "confidence": ["disputed", "child", ""], "age": [[0, 9], [7, 7], None], "words": ["lee", "e", "b r y n", ""],
    }  # fmt: skip

    @given(st.fixed_dictionaries({key: st.sampled_from(values) for key, values in choices.items()}))
    @settings(max_examples=80, deadline=None)
    def holds(sought: dict[str, Any]) -> None:
        alone = [set(timeline.call("found", MIXED, {key: value})) for key, value in sought.items()]
        assert set(timeline.call("found", MIXED, sought)) == set.intersection(*alone)

    holds()


# --- what is silent -------------------------------------------------------------------------------


def gaps(timeline: Script, plain: Plain, agencies: list[str] | None = None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = timeline.call("gapsOf", plain, day(2026, 3, 12), BORN, agencies or [])
    return found


def yearly(first: int = 2011, last: int = 2026, **values: Any) -> list[dict[str, dict[str, Any]]]:
    """Something good every half a year."""
    return [one(f"{year}-{month}", "Something", when(f"{year}-{month:02}-20"), lane="strengths", **values)
            for year in range(first, last + 1) for month in (2, 8) if (year, month) < (2026, 3)]  # fmt: skip


def test_a_life_told_of_throughout_has_no_gap(timeline: Script) -> None:
    assert gaps(timeline, case(*yearly()), []) == []


def test_years_without_a_record_are_asked_after(timeline: Script) -> None:
    (gap,) = gaps(timeline, case(*yearly(2011, 2014), *yearly(2018)))
    assert (gap["kind"], gap["from"], gap["to"], gap["ages"]) == ("years", day(2014, 8, 20), day(2018, 2, 20), [3, 7])


def test_nine_months_of_silence_are_asked_after_in_the_first_five_years_and_not_later(timeline: Script) -> None:
    early = case(*[e for e in yearly() if "2012-8" not in e])
    later = case(*[e for e in yearly() if "2021-8" not in e])
    early["events"].pop("2013-2")
    early["events"] |= one("x", "Something", when("2013-01-05"), lane="strengths")
    later["events"].pop("2022-2")
    later["events"] |= one("x", "Something", when("2022-01-05"), lane="strengths")
    assert [gap["ages"] for gap in gaps(timeline, early)] == [[1, 1]]
    assert gaps(timeline, later) == []


def test_one_thing_that_lasts_for_ever_does_not_fill_a_silence(timeline: Script) -> None:
    plain = case(*yearly(2011, 2014), *yearly(2018), one("x", "Lives with Nan", when("2012-01-01", end=(None, None))),
                 one("y", "Some time in those years", when("2014-01-01", "2018-12-31")))  # fmt: skip
    assert [gap["kind"] for gap in gaps(timeline, plain)] == ["years"]


def test_an_agency_that_tells_nothing_or_nothing_lately_is_asked(timeline: Script) -> None:
    plain = case(*yearly(agency="School"), one("h", "Seen", when("2019-05-01"), agency="Health Board"),
                 one("w", "Sees her every week", when("2018-05-01", end=(None, None)), agency="CAMHS"))  # fmt: skip
    found = gaps(timeline, plain, ["school", "health board", "Police", "police", " ", "CAMHS"])
    assert [(gap["agency"], gap["since"]) for gap in found] == [("health board", day(2019, 5, 1)), ("police", None)]


def test_an_age_with_hard_things_only_is_asked_for_strengths(timeline: Script) -> None:
    plain = case(*yearly(2011, 2018), *[one(f"h{y}{m}", "Hard", when(f"{y}-{m}-01"), lane="hard")
                                        for y in range(2019, 2023) for m in ("03", "10")], *yearly(2023))  # fmt: skip
    assert [(gap["band"], gap["ages"]) for gap in gaps(timeline, plain) if gap["kind"] == "strengths"] == [
        ("8-11", [8, 11])
    ]


# --- what is shown --------------------------------------------------------------------------------


def test_the_view_goes_from_a_life_to_a_month_and_never_beyond(timeline: Script) -> None:
    @given(st.integers(*LIFE), st.floats(0.01, 100), st.floats(0, 1), st.integers(-9000, 9000))
    @settings(max_examples=100, deadline=None)
    def holds(start: int, times: float, share: float, on: int) -> None:
        window = (start, min(start + 700, LIFE[1])) if start + 28 < LIFE[1] else (LIFE[1] - 28, LIFE[1])
        at = window[0] + share * (window[1] - window[0])
        near = timeline.call("zoomed", window, times, at, LIFE)
        assert near[1] - near[0] >= 28 and LIFE[0] <= near[0] and near[1] <= LIFE[1]
        if LIFE[0] < near[0] and near[1] < LIFE[1]:
            assert abs((at - near[0]) / (near[1] - near[0]) - share) <= 1.01 / (near[1] - near[0])
        moved = timeline.call("panned", near, on, LIFE)
        assert moved[1] - moved[0] == near[1] - near[0] and LIFE[0] <= moved[0] and moved[1] <= LIFE[1]

    holds()


def test_there_is_always_a_band_and_the_last_is_the_whole_life(timeline: Script) -> None:
    keys = [band["key"] for band in timeline.call("bandsFor", MIXED, {"born": BORN, "today": day(2026, 3, 12)})]
    assert keys == ["0-4", "5-7", "8-11", "12-14", "15-15", "all"]
    (only,) = timeline.call("bandsFor", {}, {"born": None, "today": day(2026, 3, 12)})
    assert only["key"] == "all" and only["from"] < day(2026, 3, 12) < only["to"]


@pytest.mark.parametrize(
    ("days", "unit"), [(5500, ""), (1461, ""), (800, "term"), (365, "month"), (120, "week"), (30, "day")]
)
def test_ticks_are_as_fine_as_fits(timeline: Script, days: int, unit: str) -> None:
    band = (day(2018, 5, 3), day(2018, 5, 3) + days)
    ticks = timeline.call("ticks", BORN, band, 940)
    assert ticks["unit"] == unit
    at = [tick["x"] for tick in ticks["below"] if tick["words"]]
    assert all(b - a >= 24 for a, b in pairwise(at)) and (at or not unit)
    ages = ticks["ages"]
    assert ages[0]["words"] in ("7", "8")
    for tick in (tick for tick in ages if not tick["here"]):
        born_on = EPOCH + timedelta(round(band[0] + tick["x"] / 940 * days))
        assert (born_on.month, born_on.day) == (2, 14) and str(born_on.year - 2011) == tick["words"]


@pytest.mark.parametrize(
    "said", ["Y1 spring term", "Y6 spring", "Y3 summer term", "Y7 autumn term", "Reception autumn"]
)
def test_a_term_stands_where_its_words_are_read(timeline: Script, said: str) -> None:
    """The axis and the reading of moments mean the same by a term and a school year."""
    born = Moment(text="", start=(BIRTH, BIRTH), end=None, precision="day", qualifier="")
    moment = read(said, language="en", born=born, after=None)
    assert moment.start is not None and moment.start[0] is not None
    first = (moment.start[0] - EPOCH).days
    ticks = timeline.call("ticks", BORN, (first - 300, first + 700), 900)
    (tick,) = [t for t in ticks["below"] if abs(t["x"] - 270) < 1e-6 and t["words"]]
    kind = {"au": "autumn", "sp": "spring", "su": "summer"}[said.split()[1][:2]]
    assert tick["words"] == f"{'Rec.' if said.startswith('R') else said.split()[0]} {kind}"


# --- again and again ------------------------------------------------------------------------------

MISSING = [one(f"m{i:02}", f"Missing overnight ({i + 1})", when(f"2022-{1 + i % 12:02}-{1 + i * 7 % 27:02}"),
               lane="community", times="3" if i == 0 else "") for i in range(20)]  # fmt: skip


def test_entries_alike_that_follow_each_other_are_one_with_their_number(timeline: Script) -> None:
    tree = drawn(timeline, case(*MISSING, one("x", "Missing a tooth", when("2022-03-01"), lane="community")))
    (run,) = [e for e in tree.iter() if e.get("data-run")]
    assert sorted((run.get("data-run") or "").split()) == sorted(i for each in MISSING for i in each)
    label = run.get("aria-label") or ""
    assert label.startswith("20 entries in one: Missing overnight,") and "22 times" in label
    assert set(items(tree, "events")) == {"m00", "x"}


def test_seen_near_each_of_them_has_its_own_card(timeline: Script) -> None:
    tree = drawn(timeline, case(*MISSING), (day(2022, 3, 1), day(2022, 4, 1)))
    assert not [e for e in tree.iter() if e.get("data-run")] and len(items(tree, "events")) == 2


def test_three_alike_or_some_that_are_years_apart_stay_single(timeline: Script) -> None:
    few = [one(f"s{i}", "Seen", when(f"2020-0{i + 1}-01")) for i in range(3)]
    rare = [one(f"y{i}", "Moved", when(f"{2012 + 2 * i}-01-01")) for i in range(5)]
    assert set(items(drawn(timeline, case(*few, *rare), rows=9), "events")) == {f"s{i}" for i in range(3)} | {
        f"y{i}" for i in range(5)
    }


@pytest.mark.parametrize(("times", "said"), [("132", "132 times"), ("most nights", "most nights"), ("1", None)])
def test_one_entry_that_stands_for_many_says_how_many_and_is_striped(
    timeline: Script, times: str, said: str | None
) -> None:
    plain = case(one("a", "Went missing", when("2023-01-01", end=("2024-03-01", "2024-03-01")), times=times))
    tree = drawn(timeline, plain)
    (label,) = items(tree, "events").values()
    assert (said or "times") in label if said else "times" not in label
    fills = [e.get("fill") or "" for e in tree.iter() if (e.get("class") or "").startswith("d-lane-fill")]
    assert any("often" in fill for fill in fills) == (said is not None)


# --- how it looks ---------------------------------------------------------------------------------


def test_certain_is_solid_uncertain_fades_disputed_is_hatched_and_what_goes_on_has_an_arrow(timeline: Script) -> None:
    spans = {
        "solid": one("a", "A", when("2018-01-01", end=("2019-01-01", "2019-01-01"))),
        "fades": one("a", "A", when("2018-01-01", "2018-06-01", end=("2019-01-01", "2019-06-01"))),
        "hatched": one("a", "A", when("2018-01-01", end=("2019-01-01", "2019-01-01")), confidence="disputed"),
        "told twice": one("a", "A", when("2018-01-01", end=("2019-01-01", "2019-01-01")),
                          accounts={"x": {"field": "title", "value": "B", "settled": ""}}),
        "goes on": one("a", "A", when("2018-01-01", end=(None, None))),
    }  # fmt: skip

    def fills(name: str) -> list[str]:
        tree = drawn(timeline, case(spans[name]))
        (lane,) = [e for e in tree.iter() if e.get("data-lane") == "home"]
        marks = [e for e in lane.iter() if (e.get("class") or "").startswith("d-lane-fill") and e.get("rx") != "1.5"]
        return [f"{e.tag.rpartition('}')[2]} {e.get('fill')}" for e in marks]

    assert fills("solid") == ["rect #0b5a63"]
    assert fills("fades") == ["rect url(#timeline-in-home)", "rect #0b5a63", "rect url(#timeline-out-home)"]
    assert fills("hatched") == fills("told twice") == ["rect url(#timeline-hatch-home)"]
    assert fills("goes on") == ["rect #0b5a63", "path #0b5a63"]


def test_no_label_changes_its_row_while_somebody_pans_and_none_is_cut_at_an_edge(timeline: Script) -> None:
    events = [one(f"e{i:03}", "A thing that happened to Sam that week"[: 8 + i % 30],
                  when((BIRTH + timedelta(i * 37 % 5500)).isoformat()), lane=("home", "hard", "school")[i % 3])
              for i in range(200)]  # fmt: skip
    plain = case(*events)
    rows: dict[str, set[int]] = {}
    for start in range(LIFE[0], LIFE[1] - 1461, 90):
        cards = timeline.call("cards", plain, options((start, start + 1461)))
        assert len(cards) > 10
        for card in cards:
            rows.setdefault(card["id"], set()).add(card["row"])
            assert card["left"] >= 0 and card["right"] <= card["plot"] + 0.1
        for a in cards:
            beside = [b for b in cards if b is not a and (a["lane"], a["row"]) == (b["lane"], b["row"])]
            assert not any(a["left"] < b["right"] - 0.1 and b["left"] < a["right"] - 0.1 for b in beside)
    assert all(len(seen) == 1 for seen in rows.values())


def test_lanes_keep_their_heights_while_somebody_pans(timeline: Script) -> None:
    plain = case(*[one(f"e{i}", "Something", when(f"20{12 + i % 9}-0{1 + i % 8}-1{i % 9}"), lane="home")
                   for i in range(30)])  # fmt: skip
    windows = [(start, start + 400) for start in range(LIFE[0], LIFE[0] + 3000, 300)]
    steady = [timeline.call("heights", plain, options(window, steady=True)) for window in windows]
    loose = [timeline.call("heights", plain, options(window)) for window in windows]
    assert all(each == steady[0] for each in steady) and any(each != loose[0] for each in loose)


def test_what_goes_on_through_what_is_seen_is_named_there(timeline: Script) -> None:
    plain = case(one("a", "Lives with Nan", when("2012-01-01", end=("2024-01-01", "2024-01-01"))))
    (card,) = timeline.call("cards", plain, options((day(2018), day(2019))))
    assert (card["id"], card["left"]) == ("a", 0)


def test_only_and_dim_and_headlines(timeline: Script) -> None:
    plain = case(one("a", "One", when("2018-01-01")), one("b", "Two", when("2019-01-01"), headline=True),
                 one("c", "Three", None))  # fmt: skip
    assert set(items(drawn(timeline, plain, only=["b", "c"]), "events")) == {"b", "c"}
    assert set(items(drawn(timeline, plain, level="headline"), "events")) == {"b", "c"}
    tree = drawn(timeline, plain, level="headline")
    assert [e.get("aria-label") for e in tree.iter() if e.get("data-more")] == ["1 more thing in Home and family"]
    softer = [e.get("data-id") for e in drawn(timeline, plain, dim=["a"]).iter() if "d-dim" in (e.get("class") or "")]
    assert softer == ["a"]
    before = {c["id"]: c["left"] for c in timeline.call("cards", plain, options())}
    assert {c["id"]: c["left"] for c in timeline.call("cards", plain, options(dim=["a"]))} == before


@pytest.mark.parametrize("last", ["b", "d", "f"])
def test_what_was_added_last_has_a_card_however_much_was_added_just_before(timeline: Script, last: str) -> None:
    """Several things said of one month within a minute, a headline among them: others see the last of them."""
    events = [one(i, f"Thing {i} that was said", when("2018-05-01"), headline=i == "c") for i in "abcdef"]
    added = {i: "Priya, just now" for i in [i for i in "abcdef" if i != last] + [last]}
    asked = {"newest": added, "rows": 1}
    assert set(items(drawn(timeline, case(*events), **asked), "events")) == {last}
    assert set(items(drawn(timeline, case(*events), selected="a", **asked), "events")) == {"a"}


# --- what came and went ---------------------------------------------------------------------------

FAMILY = case(
    one("mv", "Moves to Tŷ Bryn", when("2024-09-01", "2024-09-30"), lane="moves"),
    one("sc", "Starts comprehensive", when("2022-09-01"), lane="school"),
    one("w", "First visit", when("2025-06-01"), lane="services", people={"nia": "there"}),
    one("o", "Holiday", when("2020-06-01"), lane="strengths"),
    people={
        "mum": {"name": "Kelly"}, "dad": {"name": "Craig"}, "lee": {"name": "Lee"},
        "nan": {"name": "Gwyneth", "died": when("2019-04-02")},
        "old": {"name": "Terrence", "died": when("2008-01-01", "2008-12-31")},
        "dog": {"name": "Pero", "kind": "pet", "died": when("2023-01-01")},
        "hid": {"name": "Hidden", "died": when("2020-01-01"), "secret": True},
        "nia": {"name": "Nia", "kind": "professional"}, "ysg": {"name": "Ysgol", "kind": "institution"},
        "jan": {"name": "Janet"},
    },
    unions={
        "u": {"a": "mum", "b": "dad", "ending": "separated", "ended": when("2014-01-12")},
        "v": {"a": "mum", "b": "lee", "ending": "separated", "ended": when("2018-12-01")},
        "x": {"a": "dad", "b": "jan", "ending": "separated", "ended": when("2019-12-01"), "secret": True},
        "y": {"a": "dad", "b": "nia", "ending": "separated", "ended": when("2020-12-01")},
    },
    parent_links={
        "l": {"child": "sam", "union": "u", "kind": "biological"},
        "f": {"child": "sam", "parent": "jan", "kind": "foster", "began": when("2018-11-01"),
              "ended": when("2023-04-01")},
    },
    bonds={
        "t": {"a": "sam", "b": "nia", "kind": "safe_adult", "began": when("2025-06-01")},
        "i": {"a": "ysg", "b": "sam", "kind": "connected", "began": when("2015-09-01"), "ended": when("2018-07-20")},
        "c": {"a": "sam", "b": "dad", "kind": "cut_off", "began": when("2014-01-12")},
        "h": {"a": "lee", "b": "sam", "kind": "hurt_physically", "began": when("2016-01-01"),
              "ended": when("2018-06-19")},
    },
    households={
        "flat": {"name": "The flat", "began": when("2011-02-14"), "ended": when("2018-06-19")}, "bare": {"name": "?"},
    },
    stays={
        "s1": {"household": "flat", "person": "sam"}, "s2": {"household": "flat", "person": "mum"},
        "s3": {"household": "flat", "person": "lee", "began": when("2014-09-01"), "ended": when("2018-06-10")},
        "s4": {"household": "flat", "person": "dad", "ended": when("2014-01-12")},
        "s5": {"household": "bare", "person": "sam"},
    },
)  # fmt: skip


def changes(timeline: Script, plain: Plain) -> set[tuple[str, str, str]]:
    return {(each["row"], each["what"], each["name"]) for each in timeline.call("changesOf", plain)}


def test_losses_and_changes_are_read_from_the_family_and_the_timeline(timeline: Script) -> None:
    """Nothing of a tie of harm, from before the birth, or secret; no leaving that is the child's own move; no couple of
    whom one never lived with the child."""
    assert changes(timeline, FAMILY) == {
        ("people", "died", "Gwyneth"), ("people", "died", "Pero"),
        ("people", "parted", "Kelly and Craig"), ("people", "parted", "Kelly and Lee"),
        ("people", "lost_touch", "Craig"),
        ("people", "care_began", "Janet"), ("people", "care_ended", "Janet"),
        ("people", "moved_in", "Lee"), ("people", "moved_out", "Craig"),
        ("homes", "home", "The flat"), ("homes", "told", "Moves to Tŷ Bryn"),
        ("schools", "place", "Ysgol"), ("schools", "told", "Starts comprehensive"),
        ("workers", "worker", "Nia"), ("workers", "told", "First visit"),
    }  # fmt: skip


def test_the_ribbon_draws_all_of_them_and_says_them(timeline: Script) -> None:
    tree = drawn(timeline, FAMILY, ribbon=True)
    assert items(tree, "people") == {"nan": "Gwyneth died, 2019-04-02", "dog": "Pero died, 2023-01-01"}
    assert set(items(tree, "bonds")) == {"t", "i", "c"} and set(items(tree, "stays")) == {"s1", "s3", "s4"}
    assert [e.get("data-ribbon") for e in tree.iter() if e.get("data-ribbon")] == [
        "people", "homes", "schools", "workers"
    ]  # fmt: skip
    said = [words_["words"] for row in timeline.call("ribbonSaid", FAMILY) for words_ in row["said"]]
    assert "Craig moved out, 2014-01-12" in said and len(said) == len(changes(timeline, FAMILY))


def test_what_came_and_went_is_large_enough_to_be_pressed(timeline: Script) -> None:
    """24 px, and no two on each other (WCAG 2.5.8), however much came and went in a short time."""
    crowd = [one(f"z{i}", "Moves", when(f"2019-0{1 + i // 4}-{1 + i % 4 * 6:02}"), lane="moves") for i in range(16)]
    plain = {**FAMILY, "events": FAMILY["events"] | {i: e for each in crowd for i, e in each.items()}}
    forms: list[dict[str, Any]] = [{"ribbon": True}, {"stays": True}]
    for form in forms:
        boxes = [
            [float(e.get(side, "")) for side in ("x", "y", "width", "height")]
            for e in drawn(timeline, plain, **form).iter() if "d-target" in (e.get("class") or "")
        ]  # fmt: skip
        assert boxes and all(width >= 24 and height >= 24 for _, _, width, height in boxes)
        for a, b in combinations(boxes, 2):
            assert any(one[at] + one[at + 2] <= other[at] + 1 for one, other in ((a, b), (b, a)) for at in (0, 1))


def test_homes_stand_as_bars_in_the_lane_of_moves_once(timeline: Script) -> None:
    tree = drawn(timeline, FAMILY, stays=True)
    assert items(tree, "stays") == {"s1": "Home: The flat, 2011-02-14 until 2018-06-19"}
    assert items(drawn(timeline, FAMILY), "stays") == {}


def test_what_the_wall_may_not_show_is_in_none_of_its_drawings(timeline: Script) -> None:
    """B1: the ribbon and the homes are drawn from what the wall is sent, and that leaves out what is sensitive."""
    plain: Plain = json.loads(json.dumps(FAMILY))
    for name, i in (("people", "nan"), ("households", "flat"), ("events", "mv"), ("bonds", "c")):
        plain[name][i]["sensitive"] = True
    sent, _ = picture({name: plain.get(name, {}) for name in (*plain, "turns", "facts", "experiences")})
    assert changes(timeline, sent) == changes(timeline, plain) - {
        ("people", "died", "Gwyneth"), ("homes", "home", "The flat"), ("homes", "told", "Moves to Tŷ Bryn"),
        ("people", "lost_touch", "Craig"), ("people", "parted", "Kelly and Lee"),
        ("people", "moved_in", "Lee"), ("people", "moved_out", "Craig"),
    }  # fmt: skip
    svg = timeline.call("drawn", sent, options(wall=True, ribbon=True, stays=True))
    for secret in ("Gwyneth", "The flat", "Tŷ Bryn"):
        assert secret not in svg
    assert "tabindex" not in svg and "2011-02-14" not in svg


# --- in every form --------------------------------------------------------------------------------

FORMS: dict[str, dict[str, Any]] = {
    "page": {"stays": True}, "ribbon": {"ribbon": True}, "phone": {"width": 374, "labels": 0, "stays": True},
    "wall": {"wall": True, "ribbon": True, "scale": 1.8}, "paper": {"print": True, "ribbon": True, "stays": True},
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_form_is_well_formed_has_all_its_words_and_names_nothing_twice(
    timeline: Script, form: str, language: str
) -> None:
    plain = case(
        *MISSING, *[{i: e} for i, e in MIXED["events"].items()], *[{i: e} for i, e in FAMILY["events"].items()]
    )
    plain = {**FAMILY, "events": plain["events"]}
    setting: Callable[[str], Any] = lambda to: timeline.call("setWords", to, words(to).for_browser())  # noqa: E731
    setting(language)
    try:
        for band in (LIFE, (day(2018), day(2022)), (day(2018, 5), day(2018, 9)), (day(2018, 6), day(2018, 7))):
            svg = timeline.call("drawn", plain, options(band, **FORMS[form]))
            assert re.findall(r"\[[a-z_]+\.[a-z_.]+\]|undefined|NaN|Infinity", svg) == []
            tree = ElementTree.fromstring(svg)
            ids = [e.get("id") for e in tree.iter() if e.get("id")]
            assert len(ids) == len(set(ids))
            used = set(re.findall(r"url\(#([^)]+)\)", svg))
            assert used <= set(ids)
    finally:
        setting("en")
