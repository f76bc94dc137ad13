"""A relative in one line, a family in lines: what the meeting page asks before it writes them."""

import json
from typing import Any

import pytest

from server.languages import words
from server.web.relatives import LONGEST_LINE
from tests.web.people import NAN, SAM, Meeting


def _read(meeting: Meeting, browser: Any = None, **asked: Any) -> Any:
    nia = browser or meeting.signed_in("Nia")
    return nia.post(f"/cases/{meeting.sam}/relatives", json=asked, headers={"accept": "application/json"})


def test_a_line_is_read_into_a_plan_and_said_back(meeting: Meeting) -> None:
    told = _read(meeting, words="aunt Bethan, mum's side, born 1994, care assistant", to=SAM, language="en").json()
    bethan = next(e for e in told["plan"] if e["fields"].get("name") == "Bethan")
    assert told["people"] == [bethan["id"]] and bethan["collection"] == "people"
    assert bethan["fields"]["occupation"] == "care assistant" and bethan["fields"]["gender"] == "female"
    assert bethan["fields"]["born"]["start"] == ["1994-01-01", "1994-12-31"]
    assert told["said"] == "Bethan, aunt of Sam Rhys, born 1994, care assistant" and told["doubts"] == []
    collections = [entry["collection"] for entry in told["plan"]]
    assert collections == ["people", "parent_links", "people", "unions", "parent_links", "parent_links"]


def test_nothing_is_written_by_asking(meeting: Meeting) -> None:
    before = meeting.portal.call(meeting.here.hub.plain, meeting.sam)
    assert _read(meeting, words="aunt Bethan", to=SAM).status_code == 200
    assert meeting.portal.call(meeting.here.hub.plain, meeting.sam) == before


def test_doubts_are_sentences_in_the_readers_language(meeting: Meeting) -> None:
    _, token = meeting.invite(meeting.sitting, "Priya")
    priya = meeting.joined(token, "Priya")
    english = _read(meeting, priya, words="Tom, grumbles a lot", to=SAM).json()
    expected = [("relative_no_kin", {}), ("relative_kept", {"words": "grumbles a lot"})]
    w = words("en")
    assert english["doubts"] == [f"{w('finding.' + k, **p)} {w('finding.' + k + '.remedy', **p)}" for k, p in expected]
    priya.post("/language", data={"language": "cy", "back": "/"})
    welsh = _read(meeting, priya, words="modryb Bethan, ganed 1994", to=SAM, language="cy").json()
    assert welsh["said"] == "Bethan, modryb Sam Rhys, ganed 1994"


def test_a_family_text_is_read_whole(meeting: Meeting) -> None:
    told = _read(meeting, text="Craig + Kelly b. 3/6/91 (together 2007)\n  Sam Rhys\n  Macsen, male\n??? !!!").json()
    assert len(told["people"]) == 3 and told["said"] == words("en")("relatives.would_add", n=3)
    assert {e["id"] for e in told["plan"] if e["collection"] == "parent_links" and e["fields"]["child"] == SAM}
    assert "??? !!!" in " ".join(told["doubts"])


def test_the_button_that_was_pressed_says_the_relation(meeting: Meeting) -> None:
    told = _read(meeting, words="Carol, 62", to=NAN, relation="sibling").json()
    assert told["said"].startswith("Carol, brother or sister of Nan, born 62 (")


@pytest.mark.parametrize(
    ("asked", "status", "key"),
    [
        ({}, 422, "not_readable"),
        ({"words": 7, "to": SAM}, 422, "not_readable"),
        ({"text": ["x"]}, 422, "not_readable"),
        ({"words": "x" * (LONGEST_LINE + 1), "to": SAM}, 422, "line_too_long"),
        ({"text": "x" * 20_001}, 422, "line_too_long"),
        ({"words": "aunt", "to": SAM, "relation": "enemy"}, 422, "relation_unknown"),
        ({"words": "aunt", "to": SAM, "relation": ["parent"]}, 422, "relation_unknown"),
        ({"words": "aunt", "to": "z" * 22}, 404, ""),
        ({"words": "aunt", "to": None}, 404, ""),
    ],
)
def test_what_is_no_question_is_refused_in_words(
    meeting: Meeting, asked: dict[str, Any], status: int, key: str
) -> None:
    answer = _read(meeting, **asked)
    assert (answer.status_code, answer.json()["key"]) == (status, key)
    if key:
        assert words("en")(f"refusal.{key}", most=asked_most(asked)) in answer.text or key == "line_too_long"


def asked_most(asked: dict[str, Any]) -> int:
    """The limit that a refusal names."""
    return 20_000 if "text" in asked else LONGEST_LINE


@pytest.mark.parametrize("body", ["[]", "not json", json.dumps("aunt")])
def test_only_an_object_is_read(meeting: Meeting, body: str) -> None:
    assert meeting.signed_in("Nia").post(f"/cases/{meeting.sam}/relatives", content=body).status_code == 422


def test_someone_removed_takes_no_relatives(meeting: Meeting) -> None:
    def remove(doc) -> None:  # type: ignore[no-untyped-def]
        doc["people"][NAN]["removed_at"] = "2026-03-12T10:00:00Z"

    meeting.portal.call(meeting.here.hub.write, meeting.sam, remove, "")
    assert _read(meeting, words="sister Olwen", to=NAN).status_code == 404


def test_an_observer_and_another_case_are_turned_away(meeting: Meeting) -> None:
    _, token = meeting.invite(meeting.sitting, "Olwen", role="observer")
    asked = {"words": "aunt", "to": SAM}
    assert meeting.joined(token, "Olwen").post(f"/cases/{meeting.sam}/relatives", json=asked).status_code == 403
    assert meeting.signed_in("Huw").post(f"/cases/{meeting.sam}/relatives", json=asked).status_code == 404
    assert meeting.visit().post(f"/cases/{meeting.sam}/relatives", json=asked).status_code == 401
