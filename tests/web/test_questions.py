"""Questions to a named agency: asked by who writes, read by everybody with a seat, asked again until answered."""

import json
from typing import Any

from tests.web.people import Meeting
from tests.web.test_placing import frames_until
from tests.web.test_screen import _leading

ASKED = "When was he last in school, and was anybody with him?"


def ask(meeting: Meeting, browser: Any, **said: object) -> Any:
    return browser.post(f"/cases/{meeting.sam}/questions", json=said, headers={"accept": "application/json"})


def settle(meeting: Meeting, browser: Any, question: str, **said: object) -> Any:
    address = f"/cases/{meeting.sam}/questions/{question}"
    return browser.post(address, json=said, headers={"accept": "application/json"})


def read(meeting: Meeting, browser: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = browser.get(f"/cases/{meeting.sam}/questions").json()["questions"]
    return rows


def test_a_question_is_asked_read_by_all_and_answered_by_the_agency(meeting: Meeting) -> None:
    """Q1 to Q3"""
    _, first = meeting.invite(meeting.sitting, "Priya")
    _, third = meeting.invite(meeting.sitting, "Olwen", role="observer")
    priya, olwen, nia = meeting.joined(first, "Priya"), meeting.joined(third, "Olwen"), meeting.signed_in("Nia")
    row = ask(meeting, nia, to=" Education ", words=ASKED).json()["questions"][0]
    assert (row["to"], row["words"], row["by"], row["state"]) == ("Education", ASKED, meeting.nia, "open")
    assert read(meeting, priya) == read(meeting, olwen) == [row]
    told = settle(meeting, priya, row["id"], state="answered", answer="In May, with his nan.")
    answered = told.json()["questions"][0]
    assert (answered["state"], answered["answer"]) == ("answered", "In May, with his nan.")
    assert ask(meeting, olwen, to="", words="May I?").status_code == 403
    kept = meeting.read(lambda t: [bytes(each["words"]) for each in t.all("select words from questions")])
    assert b"school" not in kept[0]
    assert "school" not in str(meeting.read(lambda t: [tuple(each) for each in t.all("select * from audit")]))


def test_what_is_not_answered_is_asked_again_in_the_next_meeting(meeting: Meeting) -> None:
    """Q3"""
    nia = meeting.signed_in("Nia")
    open_one = ask(meeting, nia, to="Health", words="Was he seen?").json()["questions"][0]
    answered = ask(meeting, nia, to="Health", words="By whom?").json()["questions"][1]
    later = ask(meeting, nia, to="Police", words="Where?").json()["questions"][2]
    settle(meeting, nia, answered["id"], state="answered", answer="")
    settle(meeting, nia, later["id"], state="later", answer="")
    nia.post(f"/cases/{meeting.sam}/meetings/{meeting.sitting}/closing")
    meeting.meeting(meeting.sam)
    assert [row["id"] for row in read(meeting, nia)] == [open_one["id"], later["id"]]


def test_bad_questions_are_refused_in_a_sentence_and_another_case_has_none(meeting: Meeting) -> None:
    nia, huw = meeting.signed_in("Nia"), meeting.signed_in("Huw")
    for said in ({"to": "", "words": " "}, {"to": "", "words": "x" * 501}, {"to": 7, "words": "x"}, {"words": "x"}):
        refused = ask(meeting, nia, **said)
        assert refused.status_code == 422 and refused.json()["sentence"]
    assert ask(meeting, huw, to="", words="x").status_code == 404
    mine = ask(meeting, nia, to="", words="x").json()["questions"][0]
    assert settle(meeting, huw, mine["id"], state="answered").status_code == 404
    assert settle(meeting, nia, "q" * 22, state="answered").status_code == 404


def test_every_page_is_told_that_there_is_one_and_not_its_words(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    with _leading(nia, meeting.sam) as room:
        frames_until(room, "welcome")
        ask(meeting, nia, to="Education", words=ASKED)
        frame = frames_until(room, "question")[-1]
        said = json.loads(frame[frame.index(b"{") :])
        assert said == {"news": "question", "participant": meeting.nia, "to": "Education", "state": "open"}
