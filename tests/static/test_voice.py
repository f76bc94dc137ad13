"""The child's voice: in its parts, by age, with what answers a wish; what may not be shown stays off the wall."""

from typing import Any

import pytest

from server.domain.formulation import from_plain, to_plain
from server.web.picture import picture
from tests.bundles import bundled, entry_of
from tests.static.conftest import Script


def _id(letter: str) -> str:
    return letter * 21 + "A"


def _day(day: str) -> dict[str, Any]:
    return {"text": day, "start": [day, day], "end": None, "precision": "day", "qualifier": ""}


SAM = _id("s")
WISH, WORDS, ASKED = _id("w"), _id("v"), _id("a")
WALL = {"width": 1800, "height": 860, "scale": 2}


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Script:
    modules = ("voice/gathering", "voice/voicewall", "words")
    return Script(bundled(tmp_path_factory.mktemp("voice"), entry_of(modules)))


def held(**collections: Any) -> Any:
    base: dict[str, Any] = {"people": {SAM: {"name": "Sam", "index": True, "born": _day("2010-02-03")}}}
    return to_plain(from_plain({**base, **collections})[0])


def test_words_wishes_and_times_without_words_stand_apart(voice: Script) -> None:
    plain = held(
        voices={
            WORDS: {"kind": "words", "text": "I count the stairs.", "order": "a1"},
            WISH: {"kind": "wish", "text": "To see Pero.", "order": "a2"},
            ASKED: {"kind": "words", "asked": "not_asked", "why_not": "in court that day", "order": "a3"},
            _id("n"): {"kind": "not_so", "text": "I was at Janet’s.", "order": "a4"},
        }
    )
    parts = voice.call("partsOf", plain)
    assert {name: [i for i, _ in each] for name, each in parts.items()} == {
        "asked": [ASKED], "words": [WORDS], "wishes": [WISH], "not_so": [_id("n")]
    }  # fmt: skip


def test_a_time_of_asking_is_told_once_however_much_was_said(voice: Script) -> None:
    once = {"asked": "asked", "asked_by": "Nia", "how": "in the café"}
    plain = held(
        voices={
            _id("a"): {**once, "text": "one", "order": "a1"},
            _id("b"): {**once, "text": "two", "order": "a2"},
            _id("c"): {**once, "asked_by": "Dewi", "text": "three", "order": "a3"},
            _id("d"): {"asked": "not_asked", "order": "a4"},
            _id("e"): {"text": "nobody says how", "order": "a5"},
        }
    )
    assert [i for i, _ in voice.call("timesAsked", plain)] == [_id("d"), _id("a"), _id("c")]


@pytest.mark.parametrize(
    ("recommendation", "answered"),
    [
        ({"wishes": {WISH: "answers"}}, True),
        ({"wishes": {WISH: "in_part"}}, True),
        ({"wishes": {WISH: "goes_against"}}, False),
        ({"wishes": {WISH: "answers"}, "start": "avoid"}, False),
        ({"wishes": {WISH: "answers"}, "state": "stopped"}, False),
        ({}, False),
    ],
)
def test_a_wish_is_answered_by_what_is_to_be_done_and_by_nothing_else(
    voice: Script, recommendation: dict[str, Any], answered: bool
) -> None:
    plain = held(voices={WISH: {"kind": "wish", "text": "To see Pero."}}, recommendations={_id("r"): recommendation})
    found = voice.call("answersTo", plain, WISH)
    assert found["answered"] is answered
    assert [each["id"] for each in found["answers"]] == ([_id("r")] if recommendation else [])


def test_quotes_on_events_are_gathered_in_order_of_age_the_undated_last(voice: Script) -> None:
    plain = held(
        events={
            _id("l"): {"title": "later", "when": _day("2018-06-01"), "quote": "I hid."},
            _id("u"): {"title": "undated", "quote": "Once."},
            _id("e"): {"title": "early", "when": _day("2014-06-01"), "quote": "It was loud."},
            _id("x"): {"title": "nothing said", "when": _day("2015-06-01")},
        }
    )
    found = voice.call("quotesByAge", plain)
    assert [each["event"]["quote"] for each in found] == ["It was loud.", "I hid.", "Once."]
    assert found[0]["age"].startswith("4 yr") and found[1]["age"].startswith("8 yr")


@pytest.mark.parametrize(
    ("share", "share_with", "shown"),
    [("yes", "", True), ("yes", "not with Craig", False), ("some", "", False), ("no", "", False), ("", "", False)],
)
def test_what_the_page_says_may_be_shown_is_what_the_server_sends_to_the_wall(
    voice: Script, share: str, share_with: str, shown: bool
) -> None:
    plain = held(voices={WORDS: {"text": "I count the stairs.", "share": share, "share_with": share_with}})
    sent, _ = picture(plain)
    assert voice.call("mayBeShown", plain["voices"][WORDS]) is shown
    assert (WORDS in sent["voices"]) is shown
    laid = voice.call("layVoice", {"plain": sent, **WALL})
    assert [" ".join(each["lines"]) for each in laid["shown"]] == (["“I count the stairs.”"] if shown else [])


def test_words_on_the_wall_are_whole_and_what_does_not_fit_is_counted(voice: Script) -> None:
    long = "And then we went to the sea and it rained and nobody minded at all, not even Dad. "
    said = {_id(chr(97 + i)): {"text": (long * 5).strip(), "share": "yes", "order": f"a{i}"} for i in range(6)}
    sent, _ = picture(held(voices=said))
    laid = voice.call("layVoice", {"plain": sent, **WALL})
    assert laid["shown"] and len(laid["shown"]) + laid["more"] == 6 and laid["more"] > 0
    assert all(" ".join(each["lines"]) == f"“{(long * 5).strip()}”" for each in laid["shown"])
    high = sum(len(each["lines"]) * laid["size"] * 1.3 + laid["size"] * 0.45 for each in laid["shown"])
    assert high <= WALL["height"]
