"""What server and page say to each other: one table, kept by both ends."""

import json
from typing import Any

import pytest
from pycrdt import Decoder

from server.sync import news, wire
from server.sync.news import BadWord


def told(frame: bytes) -> dict[str, Any]:
    decoder = Decoder(frame)
    assert decoder.read_var_uint() == wire.NEWS
    message: dict[str, Any] = json.loads(decoder.read_var_string())
    return message


def test_news_arrives_as_it_was_said() -> None:
    assert told(news.say("beat", sequence=7)) == {"news": "beat", "sequence": 7}
    assert told(news.say("ended", reason="frozen", version=2))["version"] == 2
    assert told(news.saved(300)) == {"news": "saved", "count": 300} == told(news.say("saved", count=300))


@pytest.mark.parametrize(
    "name, fields",
    [
        ("beat", {}),
        ("beat", {"sequence": -1}),
        ("beat", {"sequence": True}),
        ("beat", {"sequence": 1, "more": 2}),
        ("ended", {"reason": "bored", "version": 1}),
        ("paused", {"paused": 1}),
        ("people", {"people": {}, "whole": True}),
    ],
)
def test_news_that_the_table_does_not_have_is_never_sent(name: str, fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=name):
        news.say(name, **fields)


def test_the_words_of_a_page_are_heard() -> None:
    assert news.heard({"word": "seen", "sequence": 3}) == ("seen", {"sequence": 3})
    assert news.heard({"word": "hand", "up": True}) == ("hand", {"up": True})
    assert news.heard({"word": "adding", "part": "timeline", "lane": "school"})[0] == "adding"
    looking = {"word": "looking", "at": {"part": "timeline", "from": 8, "to": None}, "lead": False}
    assert news.heard(looking)[1]["at"] == {"part": "timeline", "from": 8, "to": None}


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"word": "dance"},
        {"word": 7},
        {"word": "seen"},
        {"word": "seen", "sequence": "3"},
        {"word": "hand", "up": True, "role": "chair"},
        {"word": "adding", "part": "x" * 201, "lane": ""},
        {"word": "looking", "at": {"a": [1]}, "lead": False},
        {"word": "looking", "at": {"a": 0.5}, "lead": False},
        {"word": "looking", "at": {str(n): n for n in range(13)}, "lead": False},
        {"word": ["seen"]},
    ],
)
def test_a_word_that_the_table_does_not_have_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(BadWord):
        news.heard(said)


def test_the_table_for_the_page_is_json_and_names_every_message() -> None:
    table = json.loads(json.dumps(news.as_json()))
    assert set(table["news"]) == {
        "welcome",
        "saved",
        "beat",
        "people",
        "following",
        "mode",
        "suggested",
        "uncovered",
        "wall",
        "question",
        "agenda",
        "refused",
        "storing",
        "placing",
        "frozen",
        "paused",
        "ended",
    }
    assert set(table["words"]) == {"seen", "looking", "adding", "hand", "called"}
    assert {
        "name": "version",
        "kind": "count",
        "meaning": "the version it became; null when it became none",
        "null": True,
    } in table["news"]["ended"]["fields"]
