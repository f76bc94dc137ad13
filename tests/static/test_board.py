"""The board: which cards stand where, what they rest on and what of that is to be looked at again; and as much of it on
the wall as fits, never more."""

from typing import Any

import pytest

from server.domain import vocabulary
from server.domain.formulation import from_plain, to_plain
from server.languages import words
from tests.bundles import bundled, entry_of
from tests.static.conftest import Script

BOXES = [row.key for row in vocabulary.BOXES]
WALL = {"width": 1800, "height": 860, "scale": 2}


def _id(letter: str) -> str:
    return letter * 21 + "A"


SAM, MOVED, SEEN = _id("s"), _id("m"), _id("e")


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Script:
    modules = ("editing/cards", "board/boardwall", "document/lookagain", "words")
    return Script(bundled(tmp_path_factory.mktemp("board"), entry_of(modules)))


def held(**collections: Any) -> Any:
    """A document with these records, in its plain form."""
    base: dict[str, Any] = {
        "people": {SAM: {"name": "Sam", "index": True}},
        "events": {MOVED: {"title": "Moved to Nan’s"}, SEEN: {"title": "Saw violence at home"}},
    }
    return to_plain(from_plain({**base, **collections})[0])


def test_the_cards_of_a_box_stand_in_their_order_and_no_others(board: Script) -> None:
    cards = {
        _id("b"): {"text": "second", "box": "protective", "order": "a1"},
        _id("a"): {"text": "first", "box": "protective", "order": "a0"},
        _id("c"): {"text": "elsewhere", "box": "context", "order": "Zz"},
    }
    assert [card["text"] for _, card in board.call("cardsIn", held(cards=cards), "protective")] == ["first", "second"]


def test_a_suggestion_stands_in_its_box_until_it_is_settled(board: Script) -> None:
    comments = {
        _id("o"): {"kind": "suggestion", "box": "context", "text": "School could ring first"},
        _id("t"): {"kind": "suggestion", "box": "context", "text": "done", "outcome": "taken_up"},
        _id("n"): {"kind": "note", "box": "context", "text": "no suggestion"},
        _id("q"): {"kind": "suggestion", "text": "for the story", "story_part": "helps"},
    }
    found = [comment["text"] for _, comment in board.call("suggestedFor", held(comments=comments), "context")]
    assert found == ["School could ring first"]


def test_one_event_may_stand_in_several_boxes_and_each_is_named_once(board: Script) -> None:
    cards = {
        _id("a"): {"text": "a", "box": "precipitating", "events": {MOVED: "supports"}},
        _id("b"): {"text": "b", "box": "precipitating", "events": {MOVED: "supports", SEEN: "supports"}},
        _id("c"): {"text": "c", "box": "protective", "events": {MOVED: "speaks_against"}, "people": {SAM: "supports"}},
    }
    found = board.value_of("boxesOf", held(cards=cards), BOXES)
    assert found == {
        f"events/{MOVED}": ["precipitating", "protective"],
        f"events/{SEEN}": ["precipitating"],
        f"people/{SAM}": ["protective"],
    }


@pytest.mark.parametrize(
    ("record", "why"),
    [
        ({"removed_at": "2026-03-12T10:00:00Z"}, "removed"),
        ({"accounts": {_id("x"): {"field": "title", "value": "other", "settled": ""}}}, "disputed"),
        ({}, None),
    ],
)
def test_what_a_card_rests_on_that_was_removed_or_is_told_in_two_ways_is_to_be_looked_at_again(
    board: Script, record: dict[str, Any], why: str | None
) -> None:
    plain = held(cards={_id("c"): {"text": "c", "events": {MOVED: "supports"}}})
    plain["events"][MOVED].update(record)
    found = board.call("againIn", plain["cards"][_id("c")], plain)
    assert [(each["id"], each["why"]) for each in found] == ([(MOVED, why)] if why else [])


def test_what_is_no_longer_there_at_all_is_said_too(board: Script) -> None:
    card = {"text": "c", "events": {_id("z"): "supports"}, "people": {}, "facts": {}}
    assert [each["why"] for each in board.call("againIn", card, held())] == ["missing"]


def wall(board: Script, n: int, text: str, **given: Any) -> Any:
    cards = {_id(chr(97 + i)): {"text": f"{text} {i}", "box": "presenting", "order": f"a{i}"} for i in range(n)}
    tables = vocabulary.as_json()
    return board.call("layBoard", {"plain": held(cards=cards), "vocabulary": tables, **WALL, **given})


def test_a_few_cards_stand_on_the_wall_at_its_usual_size(board: Script) -> None:
    laid = wall(board, 3, "Not sleeping in the dark")
    assert laid["size"] == 34
    assert [box["box"] for box in laid["boxes"]] == BOXES
    assert [len(box["shown"]) for box in laid["boxes"]] == [3, 0, 0, 0, 0, 0]
    assert all(box["more"] == 0 for box in laid["boxes"])


@pytest.mark.parametrize("n", [6, 12, 26])
@pytest.mark.parametrize("language", ["en", "cy"])
def test_many_cards_never_stand_higher_than_the_wall_and_what_is_left_is_counted(
    board: Script, n: int, language: str
) -> None:
    board.call("setWords", language, words(language).for_browser())
    try:
        laid = wall(board, n, "Repeated moves and changes of worker, each of them without a word to him beforehand")
    finally:
        board.call("setWords", "en", words("en").for_browser())
    size, first = laid["size"], laid["boxes"][0]
    assert sum(laid["rows"]) <= WALL["height"]
    lines = (
        len(first["title"]) * 1.08 + sum(len(card["lines"]) for card in first["shown"]) + (1 if first["more"] else 0)
    )
    things = len(first["shown"]) + 1.08 + (1 if first["more"] else 0)
    assert lines * size * 1.3 + things * size * 0.45 + 2 * 0.55 * size <= laid["rows"][0] + 1
    assert len(first["shown"]) + first["more"] == n
    assert first["shown"], "some are always read"
    assert size < 34
