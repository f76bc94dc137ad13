"""The figure of the six steps: the guide's words, terraces that rise from the ground, and where the child stands."""

import json
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest

from server.domain import vocabulary
from server.domain.steps import stretch
from server.languages import words
from tests.bundles import bundled, entry_of
from tests.static.conftest import Script


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> Script:
    modules = ("steps/figure", "steps/movement", "steps/placing", "steps/whom", "document/placed", "drawing", "words")
    return Script(bundled(tmp_path_factory.mktemp("steps"), entry_of(modules)))


def drawn(steps: Script, placed: str, emerging: str = "", width: int = 820) -> ElementTree.Element:
    given = f'{{"steps": "{placed}", "emerging": "{emerging}"}}'
    return ElementTree.fromstring(steps.value(f"tested.print(tested.drawSteps({given}, {{width: {width}}}))"))


def columns(figure: ElementTree.Element) -> list[ElementTree.Element]:
    return [g for g in figure.iter() if g.get("class") == "d-step"]


def test_the_figure_draws_the_steps_of_the_vocabulary_in_their_order(steps: Script) -> None:
    assert steps.value("tested.STEPS") == [row.key for row in vocabulary.STEPS]


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("width", [480, 820, 1200])
def test_the_guide_s_words_are_whole_on_every_terrace(steps: Script, language: str, width: int) -> None:
    steps.call("setWords", language, words(language).for_browser())
    told = [[t.text or "" for t in g.iter() if t.tag.endswith("text")] for g in columns(drawn(steps, "", width=width))]
    steps.call("setWords", "en", words("en").for_browser())
    expected = [words(language)(f"steps.{row.key}") for row in vocabulary.STEPS]
    assert [" ".join(lines) for lines in told] == [f"{n} {each}" for n, each in enumerate(expected, 1)]


def test_each_terrace_is_higher_than_the_one_before_and_reaches_the_ground(steps: Script) -> None:
    boxes = [next(r for r in g.iter() if r.tag.endswith("rect")) for g in columns(drawn(steps, "1_2"))]
    tops = [float(box.get("y", "")) for box in boxes]
    assert tops == sorted(tops, reverse=True) and len(set(tops)) == 6
    assert len({float(box.get("y", "")) + float(box.get("height", "")) for box in boxes}) == 1


@pytest.mark.parametrize("placed", [row.key for row in vocabulary.STEP_RANGES])
def test_where_the_child_stands_is_marked_and_said_in_words(steps: Script, placed: str) -> None:
    figure = drawn(steps, placed)
    marked = [n for n, g in enumerate(columns(figure), 1) if any("placed" in (r.get("class") or "") for r in g.iter())]
    lowest, highest = stretch(placed)
    assert marked == list(range(lowest, highest + 1))
    said = words("en")(f"step_ranges.{placed}")
    assert said in figure.get("aria-label", "")
    assert f"Agreed: {said}" in [t.text for t in figure.iter()]


@pytest.mark.parametrize("placed", ["1_2", "1_6", "2_3", "5", "6"])
def test_the_label_covers_no_terrace_and_stays_in_the_picture(steps: Script, placed: str) -> None:
    figure = drawn(steps, placed)
    (label,) = [g for g in figure.iter() if g.get("class") == "d-label"]
    x, y, wide, high = (float(label[0].get(side, "")) for side in ("x", "y", "width", "height"))
    highest = columns(figure)[stretch(placed)[1] - 1][0]
    assert x >= 0 and y >= 0 and y + high < float(highest.get("y", ""))
    assert x + wide <= float(highest.get("x", "")) + float(highest.get("width", "")) + 0.1


def test_without_a_placement_nothing_is_marked_and_it_says_so(steps: Script) -> None:
    figure = drawn(steps, "")
    assert not any("placed" in (each.get("class") or "") for each in figure.iter())
    assert figure.get("aria-label") == "The six recovery steps. No placement is agreed yet."


def test_what_begins_to_show_is_said_and_is_no_placement(steps: Script) -> None:
    figure = drawn(steps, "1_2", "3")
    assert figure.get("aria-label", "").endswith("Begins to show: step 3.")
    assert len([p for p in figure.iter() if p.get("stroke-dasharray")]) == 1
    assert not any("placed" in (r.get("class") or "") for r in columns(figure)[2].iter())


@pytest.mark.parametrize("key", ["7", "0", "2_1", "1_7", "x", "1_x"])
def test_what_is_no_row_of_step_ranges_places_nowhere(steps: Script, key: str) -> None:
    assert steps.call("stretchOf", key) is None


def test_the_wall_and_the_print_draw_what_is_agreed_and_nothing_else(steps: Script) -> None:
    agreed = {"steps": "1_2", "emerging": "3", "setting": "", "person": "", "agreed": True, "agreed_at": "2026-03-12",
              "order": "", "removed_at": ""}  # fmt: skip
    own = {**agreed, "steps": "5", "agreed": False, "agreed_at": ""}
    gone = {**agreed, "steps": "6", "agreed_at": "2026-04-01", "removed_at": "2026-04-02"}
    plain = {"placements": {"a": agreed, "b": own, "c": gone, "d": {**agreed, "steps": "4", "setting": "in school"}}}
    asked = {"kind": "steps", "plain": plain, "options": {"width": 820}, "language": "en"}
    figure = ElementTree.fromstring(json.loads(steps.call("draw", json.dumps(asked))))
    assert figure.get("aria-label") == "The six recovery steps. Agreed placement: steps 1 to 2. Begins to show: step 3."


@pytest.mark.parametrize(
    ("before", "end", "key", "after"),
    [
        ("", 0, "ArrowRight", "1"), ("", 1, "ArrowLeft", "6"), ("", 1, "End", "6"), ("", 0, "Home", "1"),
        ("1_2", 0, "ArrowRight", "2"), ("2", 0, "ArrowRight", "3"), ("2_4", 1, "ArrowLeft", "2_3"),
        ("2", 1, "ArrowDown", "1"), ("1_2", 0, "ArrowLeft", "1_2"), ("5_6", 1, "ArrowUp", "5_6"),
        ("2_4", 0, "Home", "1_4"), ("2_4", 0, "End", "6"), ("2_4", 1, "Home", "1"), ("2_4", 1, "End", "2_6"),
        ("2_4", 0, "a", None), ("", 0, "Tab", None),
    ],
)  # fmt: skip
def test_each_end_of_the_slider_moves_by_key_and_takes_the_other_along(
    steps: Script, before: str, end: int, key: str, after: str | None
) -> None:
    assert steps.call("moved", before, end, key) == after


@pytest.mark.parametrize(
    ("before", "step", "far", "after"),
    [("", 3, False, "3"), ("", 3, True, "3"), ("1_2", 4, False, "4"), ("2", 4, True, "2_4"), ("3_4", 1, True, "1_4"),
     ("1_4", 2, True, "1_2")],
)  # fmt: skip
def test_a_terrace_sets_one_step_or_the_other_end(steps: Script, before: str, step: int, far: bool, after: str) -> None:
    assert steps.call("chosen", before, step, far) == after


def placement(**fields: Any) -> dict[str, Any]:
    return {"steps": "", "setting": "", "person": "", "reason": "", "events": {}, "people": {}, "facts": {}, **fields}


@pytest.mark.parametrize(
    ("own", "lacks"),
    [
        ({"not_known": True, "placements": [placement()]}, ""),
        ({"not_known": False, "placements": [placement()]}, "steps"),
        ({"not_known": False, "placements": [placement(steps="2")]}, ""),
        ({"not_known": False, "placements": [placement(steps="2"), placement()]}, ""),
        ({"not_known": False, "placements": [placement(steps="2"), placement(setting="at home")]}, "otherwise"),
        ({"not_known": False, "placements": [placement(steps="2"), placement(steps="1")]}, "otherwise"),
        ({"not_known": False, "placements": [placement(steps="2"), placement(steps="1", person="nan")]}, ""),
    ],
)
def test_a_set_says_what_it_still_lacks(steps: Script, own: dict[str, Any], lacks: str) -> None:
    assert steps.call("missing", own) == lacks


def test_rows_that_say_nothing_are_left_out_and_who_cannot_say_hands_in_one(steps: Script) -> None:
    two = [placement(steps="2"), placement(), placement(steps="1", setting="at home")]
    handed = steps.call("handedIn", {"not_known": False, "placements": two})
    assert [each["steps"] for each in handed["placements"]] == ["2", "1"]
    assert len(steps.call("handedIn", {"not_known": True, "placements": two})["placements"]) == 1


def seen(**fields: Any) -> dict[str, Any]:
    return (
        placement(placed_by="", agreed=False, agreed_at="", added_at="2026-03-12T10:00:00Z", says="", when=None)
        | fields
    )


def test_who_placed_stands_in_the_order_of_the_seats_and_never_of_the_steps(steps: Script) -> None:
    plain = {
        "placements": {
            "a": seen(placed_by="tom", steps="1"),
            "b": seen(placed_by="nia", steps="5_6"),
            "c": seen(placed_by="nia", steps="2", person="nan"),
            "d": seen(placed_by="gone", steps="3", says="Mr Evans"),
            "e": seen(placed_by="tom", steps="4", added_at="2025-01-01T10:00:00Z"),
            "f": seen(steps="1_2", agreed=True),
        }
    }
    people = [{"participant": i, "name": i.title(), "agency": "", "state": "placed"} for i in ("nia", "eve", "tom")]
    run = f"tested.placedBy({json.dumps(plain)}, {json.dumps(people)}, '2026-01-01T00:00:00Z', () => '')"
    placed = steps.value(run)
    assert [(one["name"], one["whole"][0]) for one in placed] == [("Nia", "b"), ("Tom", "a"), ("Mr Evans", "d")]
    assert [each[0] for each in placed[0]["otherwise"]] == ["c"]


def test_the_way_from_one_agreement_to_the_next_is_told_in_the_order_of_time(steps: Script) -> None:
    before = {"start": ["2025-06-03", "2025-06-03"]}
    plain = {
        "placements": {
            "now": seen(agreed=True, steps="2", agreed_at="2026-03-12T10:00:00Z"),
            "then": seen(agreed=True, steps="2_3", agreed_at="2025-06-03T10:00:00Z", when=before),
            "school": seen(agreed=True, steps="3", agreed_at="2026-03-12T10:00:00Z", setting="in school"),
            "own": seen(steps="1", placed_by="tom"),
        }
    }
    told = steps.call("movement", plain)
    assert [(each["at"], each["steps"]) for each in told] == [("2025-06-03", "2_3"), ("2026-03-12", "2")]
    assert [i for i, _ in steps.call("agreedNow", plain)] == ["now", "school"]


STOOD = [
    {"day": 19000, "said": "January 2022", "steps": "1_2"},
    {"day": 19090, "said": "April 2022", "steps": "2_3"},
    {"day": 19095, "said": "April 2022", "steps": "2"},
    {"day": 19460, "said": "April 2023", "steps": "3"},
]


def test_a_way_over_the_steps_is_as_long_and_as_tall_as_it_was(steps: Script) -> None:
    figure = ElementTree.fromstring(steps.value(f"tested.print(tested.drawMovement({json.dumps(STOOD)}))"))
    boxes = [box for box in figure.iter() if box.get("class") == "d-stood"]
    place = [{name: float(box.get(name, "")) for name in ("x", "y", "width", "height")} for box in boxes]
    one = place[2]["height"]
    assert [each["height"] for each in place] == [2 * one, 2 * one, one, one]
    assert [each["x"] + each["width"] for each in place[:-1]] == pytest.approx(
        [each["x"] for each in place[1:]], abs=0.2
    )
    assert place[2]["width"] > 2 * place[0]["width"] > 2 * place[1]["width"] > 40
    # higher steps are drawn higher, and one step down lies below its stretch's upper step
    assert place[1]["y"] < place[0]["y"] == place[2]["y"] > place[3]["y"] == place[1]["y"]
    said = figure.get("aria-label") or ""
    assert said.endswith(
        "January 2022: steps 1 to 2; April 2022: steps 2 to 3; April 2022: step 2; April 2023: step 3."
    )


def test_no_two_months_under_the_way_lie_on_each_other(steps: Script) -> None:
    figure = ElementTree.fromstring(
        steps.value(f"tested.print(tested.drawMovement({json.dumps(STOOD)}, {{width: 300}}))")
    )
    texts = [each for each in figure.iter() if each.tag.endswith("text")]
    months = sorted(float(t.get("x", "")) for t in texts if t.text in {each["said"] for each in STOOD})
    assert months and all(later - earlier > 60 for earlier, later in pairwise(months))
    assert float(figure.get("width", "")) >= 44 * 3


def test_with_somebody_offers_the_living_and_those_at_the_table_and_nobody_twice(steps: Script) -> None:
    someone = {"name": "", "known_as": "", "called": "", "kind": "person", "index": False, "died": None}
    people = {
        "child": {**someone, "name": "Sam", "index": True},
        "nan": {**someone, "name": "Olwen", "known_as": "Nan"},
        "grandad": {**someone, "name": "Ifor", "died": {"text": "2020"}},
        "lost": {**someone, "name": "Macsen", "kind": "miscarriage"},
        "expected": {**someone, "name": "the baby", "kind": "pregnancy"},
        "unknown": {**someone, "kind": "person"},
        "nia": {**someone, "name": "Nia", "kind": "professional"},
    }
    family = steps.call("familyWith", {"people": people})
    assert [i for i, _ in family] == ["nan", "nia"]
    present = [{"name": "Tomos"}, {"name": "Nia"}, {"name": "Tomos"}, {"name": " "}]
    assert steps.call("tableWith", present, family) == ["Tomos"]
