"""Every symbol of people, and every shading, as the server's engine prints it: what makes each what it is."""

import re
from itertools import combinations
from typing import Any
from xml.etree import ElementTree

import pytest

from server.domain import vocabulary
from server.languages import words
from server.reports.drawing import Drawing

TODAY = "2026-03-12"
UNKNOWN_DAY = {"text": "", "start": None, "end": None, "precision": "unknown", "qualifier": ""}


def on(day: str) -> dict[str, Any]:
    return {"text": day, "start": [day, day], "end": None, "precision": "day", "qualifier": ""}


BORN = on("1990-05-01")

PEOPLE: dict[str, dict[str, Any]] = {
    "1 male": {"gender": "male", "born": BORN},
    "2 female": {"gender": "female", "born": BORN},
    "3 gender unknown": {"gender": "unknown", "born": BORN},
    "4 non-binary": {"gender": "nonbinary", "born": BORN},
    "4 another gender": {"gender": "other", "born": BORN},
    "5 trans woman": {"gender": "female", "trans": True, "born": BORN},
    "6 trans man": {"gender": "male", "trans": True, "born": BORN},
    "7 lesbian": {"gender": "female", "lgb": True, "born": BORN},
    "8 index person": {"gender": "male", "index": True, "born": BORN},
    "9 died": {"gender": "male", "born": BORN, "died": on("2020-01-01"), "cause": "cancer"},
    "10 pregnancy": {"kind": "pregnancy", "born": on("2026-06-01"), "weeks": "28"},
    "11 miscarriage": {"kind": "miscarriage", "died": on("2019-02-01")},
    "12 termination": {"kind": "termination", "died": on("2019-02-01")},
    "13 stillbirth": {"kind": "stillbirth", "gender": "female", "died": on("2019-02-01")},
    "14 neonatal death": {"gender": "male", "born": on("2019-02-01"), "died": on("2019-02-04")},
    "17 several siblings": {"kind": "siblings", "gender": "unknown", "count": "3"},
    "18 unknown person": {"gender": "male", "unknown": True},
    "19 unnamed": {"gender": "male", "unnamed": True, "name": "Gareth", "born": BORN},
    "20 pet": {"kind": "pet", "name": "Muff", "species": "dog"},
    "21 professional": {"kind": "professional", "gender": "male"},
    "21 therapist": {"kind": "therapist", "gender": "male"},
    "22 institution": {"kind": "institution"},
    "23 secret": {"gender": "male", "born": BORN, "secret": True},
    "24 immigration": {"gender": "male", "born": BORN, "came_from": "Gdynia", "came": on("2009-01-01")},
    "25 two cultures": {"gender": "male", "born": BORN, "two_cultures": True},
    "26 language": {"gender": "male", "born": BORN, "speaks": "Polish", "interpreter": True},
    "27 ethnicity": {"gender": "male", "born": BORN, "ethnicity": "Welsh Somali", "religion": "Muslim"},
    "28 safe adult": {"gender": "male", "born": BORN, "strength": True},
}
FILLS = {
    f"{mark} {state}".strip(): ((mark, state),)
    for mark in [row["key"] for row in vocabulary.as_json()["health_marks"]]
    for state in ("", "suspected", "recovering")
    if state == "" or mark in ("physical_illness", "mental_illness", "alcohol", "drugs")
} | {
    "illness and substances": (("physical_illness", ""), ("alcohol", "")),
    "recovering from both": (("physical_illness", "recovering"), ("alcohol", "recovering")),
}


def family(person: dict[str, Any], facts: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    whole = {
        "kind": "person", "gender": "unknown", "name": "Eira", "known_as": "", "born": None, "died": None,
        "removed_at": "", "place": [0, 0], **person,
    }  # fmt: skip
    told = {f"f{i}": {"about": "p", "removed_at": "", "began": None, "ended": None, **f} for i, f in enumerate(facts)}
    return {"people": {"p": whole}, "facts": told}


def marks(*given: tuple[str, str]) -> tuple[dict[str, Any], ...]:
    return tuple({"mark": mark, "state": state} for mark, state in given)


@pytest.fixture(scope="module")
def drawing() -> Drawing:
    return Drawing()


def item(drawing: Drawing, plain: dict[str, Any], language: str = "en", **options: Any) -> ElementTree.Element:
    """The drawn person, without what is only for pressing and focus."""
    svg = drawing.draw("family", plain, {"today": TODAY, **options}, language, words(language).for_browser())
    return next(each for each in ElementTree.fromstring(svg).iter() if each.get("data-id") == "p")


def texts(drawn: ElementTree.Element) -> list[str]:
    return [each.text or "" for each in drawn.iter() if each.tag.endswith("text")]


def likeness(drawn: ElementTree.Element) -> str:
    """Shapes, lines and letters without colours and names."""
    parts = (
        (e.tag.rpartition("}")[2], sorted((k, v) for k, v in e.attrib.items() if k not in ("fill", "stroke", "class")
         and not k.startswith(("aria", "data"))), e.text)
        for e in drawn.iter() if e is not drawn
    )  # fmt: skip
    return re.sub(r"Eira|Muff", "", str(list(parts)))


def tags(drawn: ElementTree.Element, classes: str) -> list[str]:
    return [e.tag.rpartition("}")[2] for e in drawn.iter() if classes in (e.get("class") or "").split()]


def test_no_two_symbols_look_the_same_without_colour(drawing: Drawing) -> None:
    looks = {row: likeness(item(drawing, family(person))) for row, person in PEOPLE.items()}
    looks |= {
        row: likeness(item(drawing, family({"gender": "male", "born": BORN}, marks(*given))))
        for row, given in FILLS.items()
    }
    for one, other in combinations(looks, 2):
        assert looks[one] != looks[other], f"{one} and {other} look alike"


@pytest.mark.parametrize(
    ("row", "shape", "inside"),
    [
        ("1 male", "rect", "35"),
        ("2 female", "circle", "35"),
        ("3 gender unknown", "path", "35"),
        ("4 non-binary", "path", "N"),
        ("9 died", "rect", "29"),
        ("10 pregnancy", "path", "28"),
        ("13 stillbirth", "circle", "2019"),
        ("14 neonatal death", "rect", "3 d"),
        ("17 several siblings", "path", "3"),
        ("18 unknown person", "rect", "?"),
        ("20 pet", "circle", "dog"),
    ],
)
def test_the_shape_of_a_person_and_what_stands_with_it(drawing: Drawing, row: str, shape: str, inside: str) -> None:
    """Rows 1 to 20."""
    drawn = item(drawing, family(PEOPLE[row]))
    assert tags(drawn, "d-symbol")[0] == shape
    assert inside in texts(drawn)


def test_the_dead_have_a_cross_and_the_cause_below(drawing: Drawing) -> None:
    """Rows 9, 13, 14."""
    assert "cancer" in texts(item(drawing, family(PEOPLE["9 died"])))
    for row in PEOPLE:
        crossed = "d-cross" in " ".join(e.get("class") or "" for e in item(drawing, family(PEOPLE[row])).iter())
        assert crossed == (row[:2] in ("9 ", "13", "14")), row


def test_the_index_person_has_two_outlines(drawing: Drawing) -> None:
    """Row 8."""
    counts = {row: len(tags(item(drawing, family(person)), "d-symbol")) for row, person in PEOPLE.items()}
    assert [row for row, count in counts.items() if count == 2] == ["8 index person"]


def test_what_is_private_is_drawn_only_where_it_is_flagged(drawing: Drawing) -> None:
    """Rows 5, 6, 7, 23: the plain symbol of the affirmed gender is the default, and the wall never has more."""
    for row in (
        "5 trans woman",
        "6 trans man",
        "7 lesbian",
        "23 secret",
        "24 immigration",
        "26 language",
        "27 ethnicity",
    ):
        person = {k: v for k, v in PEOPLE[row].items() if k in ("gender", "born")}
        plain = likeness(item(drawing, family(person), wall=True))
        assert likeness(item(drawing, family(PEOPLE[row]), wall=True)) == plain, row
        assert likeness(item(drawing, family(PEOPLE[row]))) != likeness(item(drawing, family(person))), row
    assert tags(item(drawing, family(PEOPLE["5 trans woman"])), "d-trans") == ["rect"]
    assert tags(item(drawing, family(PEOPLE["6 trans man"])), "d-trans") == ["circle"]


def test_an_unnamed_person_has_a_lock_and_no_name_and_no_age_anywhere(drawing: Drawing) -> None:
    """Row 19."""
    drawn = item(drawing, family(PEOPLE["19 unnamed"]))
    assert texts(drawn) == []
    assert "Gareth" not in (drawn.get("aria-label") or "")


def test_where_somebody_came_from_what_they_speak_and_believe_is_beside_the_symbol(drawing: Drawing) -> None:
    """Rows 24 to 27."""
    assert "from Gdynia, 2009" in " ".join(texts(item(drawing, family(PEOPLE["24 immigration"]))))
    assert len(tags(item(drawing, family(PEOPLE["24 immigration"])), "d-wave")) == 1
    assert len(tags(item(drawing, family(PEOPLE["25 two cultures"])), "d-wave")) == 2
    spoken = " ".join(texts(item(drawing, family(PEOPLE["26 language"]))))
    assert "L" in spoken.split() and "speaks Polish" in spoken and "interpreter" in spoken
    assert "Welsh Somali" in " ".join(texts(item(drawing, family(PEOPLE["27 ethnicity"]))))


def filled(drawn: ElementTree.Element, mark: str) -> list[ElementTree.Element]:
    return [e for e in drawn.iter() if e.get("data-fill") == mark]


def corners(element: ElementTree.Element) -> tuple[float, float, float, float]:
    numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", element.get("d") or "")]
    xs, ys = numbers[::2], numbers[1::2]
    return min(xs), max(xs), min(ys), max(ys)


@pytest.mark.parametrize("gender", ["male", "female", "unknown", "nonbinary", "other"])
def test_illness_fills_the_left_half_and_substances_the_lower_half(drawing: Drawing, gender: str) -> None:
    """Section 2, in a symbol of every shape; the middle of each is at 0."""
    person = {"gender": gender, "born": BORN}
    for mark in ("physical_illness", "mental_illness", "alcohol", "drugs"):
        (shape,) = filled(item(drawing, family(person, marks((mark, "")))), mark)
        left, right, top, foot = corners(shape)
        middle = (top + foot) / 2
        if mark.endswith("illness"):
            assert left < -15 and right == 0 and foot - top > 35
        else:
            assert left < -15 and right > 15 and foot - top < 30 and foot - middle > 8


def test_somebody_recovering_from_substances_has_half_of_the_lower_half_filled(drawing: Drawing) -> None:
    person = {"gender": "male", "born": BORN}
    (shape,) = filled(item(drawing, family(person, marks(("alcohol", "recovering")))), "alcohol")
    assert corners(shape)[0] == 0


def test_the_age_over_a_fill_stands_on_a_plate(drawing: Drawing) -> None:
    for given in (f for name, f in FILLS.items() if "illness" in name or "alcohol" in name or "drugs" in name):
        drawn = item(drawing, family({"gender": "female", "born": BORN}, marks(*given)))
        assert tags(drawn, "d-plate") == ["rect"] and "35" in texts(drawn)


def test_what_is_not_illness_has_its_own_sign_and_words_and_no_fill(drawing: Drawing) -> None:
    for mark in ("disability", "learning_disability", "neurodivergence"):
        drawn = item(drawing, family({"gender": "male", "born": BORN}, marks((mark, ""))))
        assert not any(e.get("data-fill") for e in drawn.iter())
        assert [e for e in drawn.iter() if e.get("data-mark") == mark]
        assert words("en")(f"health_marks.{mark}") in " ".join(texts(drawn))


def test_a_fact_marks_the_symbol_only_while_it_is_in_force(drawing: Drawing) -> None:
    fact = {"mark": "alcohol", "state": "", "began": on("2010-01-01"), "ended": on("2015-01-01")}
    plain = family({"gender": "male", "born": BORN}, (fact,))
    assert filled(item(drawing, plain, today="2012-01-01"), "alcohol")
    assert not filled(item(drawing, plain, today="2009-01-01"), "alcohol")
    assert not filled(item(drawing, plain, today="2016-01-01"), "alcohol")
    gone = family({"gender": "male", "born": BORN}, ({**fact, "ended": None, "removed_at": "2026-01-01T00:00:00Z"},))
    assert not filled(item(drawing, gone), "alcohol")


@pytest.mark.parametrize("language", ["en", "cy"])
def test_health_is_said_to_be_sensitive_and_is_never_on_the_wall(drawing: Drawing, language: str) -> None:
    plain = family({"gender": "male", "born": BORN}, marks(("alcohol", "recovering"), ("smoking", "")))
    said = item(drawing, plain, language).get("aria-label") or ""
    w = words(language)
    assert w("health_marks.alcohol") in said and w("mark_states.recovering") in said and "sensiti" in said
    wall = item(drawing, plain, language, wall=True)
    assert w("health_marks.alcohol") not in (wall.get("aria-label") or "")
    assert likeness(wall) == likeness(item(drawing, family({"gender": "male", "born": BORN}), language, wall=True))


def test_the_key_has_the_fills_that_are_used_and_no_others(drawing: Drawing) -> None:
    plain = family({"gender": "male", "born": BORN}, marks(("alcohol", "suspected")))
    w = words("en")
    svg = drawing.draw("key", plain, {"today": TODAY}, "en", w.for_browser())
    said = [e.get("aria-label") or "" for e in ElementTree.fromstring(svg).iter() if e.get("role") == "listitem"]
    assert [each for each in said if w("health_marks.alcohol") in each]
    assert not [each for each in said if w("health_marks.drugs") in each or w("health_marks.alcohol") == each]
    wall = drawing.draw("key", plain, {"today": TODAY, "wall": True}, "en", w.for_browser())
    assert w("health_marks.alcohol") not in wall


@pytest.mark.parametrize(
    "name", ["🧑🏽‍🦱🎈" * 20, "محمد عبد الرحمن " * 8, "山田太郎" * 20, "Llŷr-Gwynfor ŵŷ " * 12, "x" * 200]
)
def test_strange_and_long_names_stay_in_their_box(drawing: Drawing, name: str) -> None:
    drawn = item(drawing, family({"gender": "male", "name": name}))
    assert 1 <= len(texts(drawn)) <= 2
