"""Where a sentence of the story ends, what stands under it, and when it is to be looked at again: one function for page
and server (static/src/story/)."""

import json
from typing import Any

import pytest

from server.domain.story import StoryPart, stale, state_digest
from server.example import FORMULATION
from server.reports.drawing import Drawing
from tests.bundles import bundled, entry_of
from tests.families import record_id
from tests.static.conftest import Script


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Script:
    """The modules of the story that need no page."""
    modules = ("story/sentences", "story/digest", "story/standing", "words")
    return Script(bundled(tmp_path_factory.mktemp("story"), entry_of(modules)))


def cite(name: str, collection: str = "events") -> dict[str, str]:
    return {"type": "citation", "id": record_id(f"mark {name}"), "collection": collection, "record": record_id(name)}


def paragraph(*content: str | dict[str, str]) -> dict[str, Any]:
    return {"type": "paragraph", "content": [{"text": c} if isinstance(c, str) else c for c in content]}


def found(story: Script, *content: str | dict[str, str]) -> list[str]:
    return [each["text"] for each in story.call("sentencesOfBlock", paragraph(*content), 0)]


@pytest.mark.parametrize(
    ("words", "sentences"),
    [
        ("He slept. He ate.", ["He slept.", "He ate."]),
        ("He slept", ["He slept"]),
        ("Why? Nobody knew! Then… Nothing.", ["Why?", "Nobody knew!", "Then…", "Nothing."]),
        ("“I count the stairs.” He said so.", ["“I count the stairs.”", "He said so."]),
        ("“Why?” he asked. “Because.”", ["“Why?” he asked.", "“Because.”"]),
        ("Mr. Ifans knew. Dr. Elin M. Marged too.", ["Mr. Ifans knew.", "Dr. Elin M. Marged too."]),
        ("Seen e.g. on Thursdays at 3.30 in town. Always.", ["Seen e.g. on Thursdays at 3.30 in town.", "Always."]),
        ("Mae’n hoffi canu, h.y. gyda Nain. Bob dydd.", ["Mae’n hoffi canu, h.y. gyda Nain.", "Bob dydd."]),
        ("Roedd yn 5 oed. Ŵyl y Banc.", ["Roedd yn 5 oed.", "Ŵyl y Banc."]),
        ("   ", []),
        ("😀 He laughed. 😀", ["😀 He laughed.", "😀"]),
    ],
)  # fmt: skip
def test_sentences_end_where_a_reader_would_say(story: Script, words: str, sentences: list[str]) -> None:
    """Z1, Z2."""
    assert found(story, words) == sentences


def test_marks_behind_a_sentence_are_its_own_and_those_inside_too(story: Script) -> None:
    """Z3: after the full stop, with or without a space, several of them, and before it."""
    content = ("He lost his mum. ", cite("a"), " ", cite("b"), " Then", cite("c"), " his sister", cite("d"), ". Alone.")
    told = story.call("sentencesOfBlock", paragraph(*content), 4)
    assert [each["text"] for each in told] == ["He lost his mum.", "Then his sister.", "Alone."]
    marks = [[atom["record"] for atom in each["atoms"]] for each in told]
    assert marks == [[record_id("a"), record_id("b")], [record_id("c"), record_id("d")], []]
    assert {each["block"] for each in told} == {4}


def test_every_mark_belongs_to_one_sentence_wherever_it_stands(story: Script) -> None:
    for content in (
        (cite("a"), "He slept."), ("He slept.", cite("a")), (cite("a"),), ("He slept. ", cite("a"), cite("b")),
        ("One. ", cite("a"), "Two. ", cite("b"), " "), (" ", cite("a"), " "),
    ):  # fmt: skip
        told = story.call("sentencesOfBlock", paragraph(*content), 0)
        marks = [atom["id"] for each in told for atom in each["atoms"]]
        assert marks == [c["id"] for c in content if isinstance(c, dict)], content


def test_places_of_sentences_count_as_the_editor_counts(story: Script) -> None:
    """UTF-16 units, a mark is one."""
    first, second = story.call("sentencesOfBlock", paragraph("😀 He.", cite("a"), " So."), 0)
    assert (first["from"], first["to"]) == (0, 7)
    assert (second["from"], second["to"]) == (8, 11)


def test_a_heading_has_no_sentences(story: Script) -> None:
    """Z4."""
    heading = {"type": "heading", "level": 2, "content": [{"text": "Then. Now."}]}
    assert story.call("sentencesOf", {"blocks": [heading]}) == []


def test_the_server_finds_the_same_sentences() -> None:
    """Through the embedded engine that draws."""
    part = {"blocks": [paragraph("He slept. ", cite("a"), " He ate.")]}
    told = Drawing().sentences({"happened": part, "sense": {"blocks": []}})
    assert [(each.part, each.words) for each in told] == [("happened", "He slept."), ("happened", "He ate.")]


RECORD = {
    "title": "Moved to Nain’s ŵ 😀", "when": {"text": "haf 2014", "start": ["2014-06-01", "2014-08-31"], "end": None},
    "people": {record_id("Sam"): "did"}, "talked_about": False, "removed_at": "", "accounts": {}, "place": [64, -64],
    "headline": True, "times": "",
}  # fmt: skip


def test_page_and_server_read_one_digest_of_a_state(story: Script) -> None:
    assert story.call("stateDigest", RECORD) == state_digest(RECORD)
    for change in ({"title": "Moved"}, {"removed_at": "2026-03-12T09:31:00Z"}, {"headline": False}):
        changed = {**RECORD, **change}
        assert story.call("stateDigest", changed) == state_digest(changed) != state_digest(RECORD)


def test_where_it_is_drawn_is_no_change_of_what_is_told() -> None:
    assert state_digest({**RECORD, "place": [0, 0], "talked_about": True}) == state_digest(RECORD)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({}, ""),
        ({"title": "Moved away"}, "changed"),
        ({"accounts": {record_id("x"): {"field": "title", "value": "y", "settled": ""}}}, "disputed"),
        ({"accounts": {record_id("x"): {"field": "title", "settled": "2026-03-12T09:31:00Z"}}}, "changed"),
        ({"removed_at": "2026-03-12T09:31:00Z"}, "removed"),
        (None, "missing"),
    ],
)
def test_a_sentence_is_looked_at_again_when_what_it_stands_on_is_not_as_it_was(
    story: Script, change: dict[str, Any] | None, why: str
) -> None:
    """S3, the same in page and server."""
    mark = cite("moved")
    events = {} if change is None else {record_id("moved"): {**RECORD, **change}}
    plain: dict[str, Any] = {
        "events": events,
        "statements": {mark["id"]: {"looked": state_digest(RECORD)}},
        "story": {"happened": {"blocks": [paragraph("He moved. ", mark)]}},
    }
    assert story.call("whyAgain", mark, plain) == why
    assert [each.why for each in stale(plain)] == [why] * bool(why)
    if change is not None:
        plain["statements"][mark["id"]]["looked"] = state_digest(events[record_id("moved")])
        # whoever looks settles what has changed; what was removed bears nothing, whoever has looked
        stays = why if why == "removed" else ""
        assert story.call("whyAgain", mark, plain) == stays
        assert [each.why for each in stale(plain)] == [stays] * bool(stays)


def test_a_sentence_with_nothing_under_it_is_a_hypothesis_and_one_with_something_is_not(story: Script) -> None:
    told = story.call("sentencesOfBlock", paragraph("He hid. ", "He ran. ", cite("ran")), 0)
    plain = {"events": {record_id("ran"): RECORD}, "statements": {}}
    standings = [story.call("standingOf", each, plain) for each in told]
    assert [each["bare"] for each in standings] == [True, False]
    assert [each["again"] for each in standings] == [False, False]
    for gone in ({record_id("ran"): {**RECORD, "removed_at": "2026-03-12T09:31:00Z"}}, {}):
        plain = {"events": gone, "statements": {cite("ran")["id"]: {"looked": state_digest({**RECORD, **gone})}}}
        standings = [story.call("standingOf", each, plain) for each in told]
        assert [(each["bare"], each["again"]) for each in standings] == [(True, False), (True, True)]


def test_the_story_of_the_example_has_its_twelve_sentences_and_every_reference(story: Script) -> None:
    """Case A: each sentence is found whole, with what it stands on."""
    told = json.loads(FORMULATION.read_text(encoding="utf-8"))["story"]
    content: list[str | dict[str, str]] = []
    for each in told:
        content += [f"{each['text']} ", *(cite(ref) for ref in each["refs"]), " "]
    part = {"blocks": [paragraph(*content)]}
    assert StoryPart.from_json(part)[1] == 0
    read = story.call("sentencesOf", part)
    assert [each["text"] for each in read] == [each["text"] for each in told]
    cited = [[atom["record"] for atom in each["atoms"]] for each in read]
    assert cited == [[record_id(ref) for ref in each["refs"]] for each in told]
