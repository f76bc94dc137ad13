"""The figure of the six steps: the guide's words, terraces that rise from the ground, and where the child stands."""

from xml.etree import ElementTree

import pytest

from server.domain import vocabulary
from server.domain.steps import stretch
from server.languages import words
from tests.bundles import bundled, entry_of
from tests.static.conftest import Script


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> Script:
    return Script(bundled(tmp_path_factory.mktemp("steps"), entry_of(("steps/figure", "drawing", "words"))))


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
