"""Drawings as the server prints them: whole, well-formed, nobody left out, and nothing in them but a picture."""

import json
import re
from typing import Any, get_args
from xml.etree import ElementTree

import pytest

from server.domain.errors import Refusal
from server.domain.findings_formulation import Sentence
from server.domain.formulation import Formulation, to_plain
from server.example import read_example
from server.languages import words
from server.reports.drawing import Drawing, Kind, built
from tests.families import event, family, person_id, record_id, to_whole

TODAY = "2026-03-12"
BORN = {"text": "14/02/2011", "start": ["2011-02-14", "2011-02-14"], "end": None, "precision": "day", "qualifier": ""}
BAND = [17941, 19402]
"""14 February 2019 to 14 February 2023: the child is 8 to 11."""
OPTIONS: dict[str, Any] = {"today": TODAY, "born": BORN, "band": BAND, "width": 1000}
SVG = "{http://www.w3.org/2000/svg}"
Plain = dict[str, dict[str, dict[str, Any]]]


@pytest.fixture(scope="module")
def drawing() -> Drawing:
    return Drawing()


@pytest.fixture(scope="module")
def case_a() -> Plain:
    return {name: dict(records) for name, records in read_example().records.items()}


def printed(drawing: Drawing, kind: Kind, plain: Any, language: str = "en", **options: Any) -> ElementTree.Element:
    svg = drawing.draw(kind, plain, {**OPTIONS, **options}, language, words(language).for_browser())
    return ElementTree.fromstring(svg)


def ids(tree: ElementTree.Element, collection: str) -> list[str]:
    """The records that a drawing shows as items of their own."""
    return [e.get("data-id", "") for e in tree.iter() if e.get("data-collection") == collection and e.get("role")]


def placed(f: Formulation, **places: tuple[float, float]) -> Plain:
    plain = to_plain(f)
    for name, (x, y) in places.items():
        plain["people"][person_id(name)]["place"] = [int(x * 64), int(y * 64)]
    return plain


def test_everybody_in_case_a_is_drawn_once(drawing: Drawing, case_a: Plain) -> None:
    tree = printed(drawing, "family", case_a)
    assert sorted(ids(tree, "people")) == sorted(case_a["people"])
    assert sorted(ids(tree, "bonds")) == sorted(case_a["bonds"])


def test_every_event_of_case_a_is_in_its_life(drawing: Drawing, case_a: Plain) -> None:
    """All 74, over all bands: nothing is dropped, what has no date stands in the tray."""
    tree = printed(drawing, "life", case_a)
    assert set(ids(tree, "events")) == set(case_a["events"])


def test_who_has_no_place_stands_at_the_foot_and_is_not_missing(drawing: Drawing) -> None:
    plain = placed(family("Sam, male, 14/02/2011, index\nKelly + Craig: Sam"), Kelly=(1, 0), Craig=(0, 0))
    tree = printed(drawing, "family", plain)
    assert sorted(ids(tree, "people")) == sorted(plain["people"])


def test_what_is_removed_is_not_drawn(drawing: Drawing, case_a: Plain) -> None:
    gone = next(iter(case_a["people"]))
    people = {**case_a["people"], gone: {**case_a["people"][gone], "removed_at": "2026-03-12T09:31:00Z"}}
    tree = printed(drawing, "family", {**case_a, "people": people})
    assert gone not in ids(tree, "people") and len(ids(tree, "people")) == 19


@pytest.mark.parametrize("kind", get_args(Kind))
@pytest.mark.parametrize("language", ["en", "cy"])
def test_no_word_is_missing_in_either_language(drawing: Drawing, case_a: Plain, kind: Kind, language: str) -> None:
    svg = drawing.draw(kind, case_a, OPTIONS, language, words(language).for_browser())
    assert re.findall(r"\[[a-z_]+\.[a-z_.]+\]", svg) == []
    assert "undefined" not in svg and "NaN" not in svg and "Infinity" not in svg


NASTY = [
    "</text><script>alert(1)</script>",
    "]]><svg onload=alert(1)>",
    "&#x0; &#0; &nbsp; <!ENTITY x>",
    "nul \x00 bell \x07 esc \x1b next \x85 last",
    "lone \ud800 half \udfff",
    '" onmouseover="alert(1)" style="x',
    "\u202egnp.exe \ufeff",
    "javascript:alert(1)",
    "<![CDATA[ x ]]>",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 \u0301\u0301\u0301 " + "w" * 190,
]


@pytest.mark.parametrize("words_written", NASTY, ids=range(len(NASTY)))
def test_what_people_write_stays_words(drawing: Drawing, words_written: str) -> None:
    """F06: names and titles with markup, control characters or half characters print as well-formed XML without
    script, style, event attributes or links."""
    plain = placed(family("Sam, male, 14/02/2011, index"), Sam=(0, 0))
    person = plain["people"][person_id("Sam")]
    person.update(name=words_written, known_as=words_written, occupation=words_written)
    plain["households"] = {"h" * 22: to_whole("households", "h" * 22, {"name": words_written})}
    plain["stays"] = {"s" * 22: to_whole("stays", "s" * 22, {"household": "h" * 22, "person": person_id("Sam")})}
    when = {**BORN, "text": words_written, "start": ["2020-01-01", "2020-01-31"]}
    key, record = event("x", when=when, lane="home")
    plain["events"] = {key: {**record, "title": words_written, "when": when}}
    for kind in get_args(Kind):
        svg = drawing.draw(kind, plain, OPTIONS, "en", words("en").for_browser())
        assert re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]", svg) is None
        tree = ElementTree.fromstring(svg)
        for element in tree.iter():
            assert element.tag.startswith(SVG)
            assert element.tag.removeprefix(SVG) in DRAWN, element.tag
            for name in element.attrib:
                assert not name.startswith("on") and name not in ("style", "href") and "}" not in name, name


DRAWN = {
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "defs", "linearGradient",
    "stop", "pattern", "clipPath",
}  # fmt: skip
"""The elements that a drawing is made of: nothing that runs, loads or links."""


def test_the_same_family_is_the_same_picture(case_a: Plain) -> None:
    """From two engines, and whatever the order of its records."""
    turned = {name: dict(reversed(list(records.items()))) for name, records in case_a.items()}
    one = Drawing().draw("family", case_a, OPTIONS, "en", words("en").for_browser())
    other = Drawing().draw("family", turned, OPTIONS, "en", words("en").for_browser())
    assert one == other


def test_ids_in_a_picture_are_its_own(drawing: Drawing, case_a: Plain) -> None:
    """A page may hold several pictures: no id stands twice, and every reference is answered within its picture."""
    tree = printed(drawing, "life", case_a)
    named = [e.get("id") for e in tree.iter() if e.get("id")]
    assert len(named) == len(set(named))
    pointed = {i for e in tree.iter() for v in e.attrib.values() for i in re.findall(r"url\(#([^)]+)\)", v)}
    assert pointed <= set(named)


def test_what_cannot_be_drawn_is_refused(drawing: Drawing) -> None:
    with pytest.raises(Refusal) as refused:
        drawing.draw("family", {"people": {"x": None}}, OPTIONS, "en", words("en").for_browser())
    assert refused.value.key == "drawing_failed"
    assert drawing.draw("family", {"people": {}}, OPTIONS, "en", words("en").for_browser()).startswith("<svg")


def test_an_engine_that_is_kept_busy_for_ever_is_stopped(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.reports.drawing.SECONDS", 1)
    stuck = tmp_path / "stuck.js"
    stuck.write_text("var drawing = { draw () { for (;;) {} } }", encoding="utf-8")
    with pytest.raises(Refusal):
        Drawing(stuck).draw("family", {}, OPTIONS, "en", {})


def test_an_edited_module_is_not_served_stale(tmp_path: Any) -> None:
    module = tmp_path / "drawing.js"
    module.write_text(f"var drawing = {{ draw: () => {json.dumps(json.dumps('one'))} }}", encoding="utf-8")
    drawing = Drawing(module)
    assert drawing.draw("family", {}, OPTIONS, "en", {}) == "one"
    module.write_text(f"var drawing = {{ draw: () => {json.dumps(json.dumps('other'))} }}", encoding="utf-8")
    assert drawing.draw("family", {}, OPTIONS, "en", {}) == "other"


def test_the_module_is_where_the_manifest_says() -> None:
    assert built("drawing.js").is_file()


def test_the_wall_shows_no_dates_and_nothing_to_reach(drawing: Drawing, case_a: Plain) -> None:
    tree = printed(drawing, "family", case_a, wall=True)
    written = " ".join(e.text or "" for e in tree.iter(f"{SVG}text"))
    assert re.search(r"(19|20)\d\d", written) is None
    assert [e for e in tree.iter() if e.get("tabindex") is not None] == []


def test_tab_reaches_one_item(drawing: Drawing, case_a: Plain) -> None:
    for kind in ("family", "timeline"):
        tree = printed(drawing, kind, case_a, print=False)
        stops = [e.get("tabindex") for e in tree.iter() if e.get("tabindex") is not None]
        assert stops.count("0") == 1 and len(stops) > 5
        assert all(e.get("aria-label") for e in tree.iter() if e.get("role") == "listitem")


def test_two_tellings_of_one_fact_are_marked_until_they_are_settled(drawing: Drawing, case_a: Plain) -> None:
    person = next(iter(case_a["people"]))
    account = {"field": "born", "value": None, "who": "Bethan", "settled": False}

    def said(settled: bool) -> str:
        told = {**case_a["people"][person], "accounts": {"a" * 22: {**account, "settled": settled}}}
        tree = printed(drawing, "family", {**case_a, "people": {**case_a["people"], person: told}})
        return next(e.get("aria-label", "") for e in tree.iter() if e.get("data-id") == person)

    assert "two tellings" in said(settled=False) and "two tellings" not in said(settled=True)


def test_a_name_too_long_for_the_wall_is_what_the_child_says_else_initials(drawing: Drawing) -> None:
    plain = placed(family("Sam, male, 14/02/2011, index\nNan, female"), Sam=(0, 1), Nan=(0, 0))
    nan = plain["people"][person_id("Nan")]

    def written() -> str:
        tree = printed(drawing, "family", plain, wall=True)
        return " ".join(e.text or "" for e in tree.iter(f"{SVG}text"))

    nan.update(name="Gwenllian Angharad Tudful-Llewellyn-Jones", called="Nain")
    assert "Nain" in written() and "…" not in written()
    nan.update(called="")
    assert "GAT" in written() and "…" not in written()


def test_the_ages_stay_in_sight_over_lanes_that_scroll(drawing: Drawing, case_a: Plain) -> None:
    """The head and the body of a timeline, drawn from the same options, make the whole."""
    whole, head, body = (printed(drawing, "timeline", case_a, part=part) for part in ("all", "head", "body"))
    heights = [float(each.get("height", "0")) for each in (whole, head, body)]
    assert heights[0] == heights[1] + heights[2]
    assert ids(head, "events") == [] and ids(body, "events") == ids(whole, "events")


def test_a_timeline_without_a_birth_counts_in_years(drawing: Drawing, case_a: Plain) -> None:
    tree = printed(drawing, "timeline", case_a, born=None)
    written = [e.text for e in tree.iter(f"{SVG}text")]
    assert {"2020", "2021", "2022", "2023"} <= set(written)
    assert set(ids(tree, "events"))


def test_the_sentences_of_the_story_are_those_of_the_page(drawing: Drawing) -> None:
    """One function finds them, in the page and here; each says whether anything stands under it."""
    cites = {"type": "citation", "id": record_id("c"), "collection": "events", "record": record_id("e")}
    guess = {"type": "hypothesis", "id": record_id("h")}
    blocks = [
        {"type": "heading", "level": 2, "content": [{"text": "What happened"}]},
        {"type": "paragraph", "content": [{"text": "He lived with Nan. "}, {"text": "Dr. Rees came at 3.30."}, cites,
                                          {"text": " Nobody told him why."}, guess, {"text": " Then he moved"}]},
    ]  # fmt: skip
    empty: dict[str, Any] = {"blocks": []}
    found = drawing.sentences({"happened": {"blocks": blocks}, "sense": empty})
    assert found == (
        Sentence("happened", 1, "He lived with Nan.", cites=False, hypothesis=False),
        Sentence("happened", 1, "Dr. Rees came at 3.30.", True, False, (("events", record_id("e")),)),
        Sentence("happened", 1, "Nobody told him why.", cites=False, hypothesis=True),
        Sentence("happened", 1, "Then he moved", cites=False, hypothesis=False),
    )
