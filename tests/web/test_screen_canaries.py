"""A meeting full of what a big screen must never be sent, each thing with a word of its own (a canary): everything that
the screen is sent, its pages and every frame of its socket, is recorded while the room works, and none is in it."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from server.document.writing import write_field
from server.domain.fields import Kind
from server.domain.formulation import SPECS
from server.storage import cases, doors, meetings
from server.web import screen
from server.web.picture import SHOWN
from tests.web.people import EVENT, NAN, SAM, Meeting
from tests.web.test_placing import frames_until
from tests.web.test_screen import _feed, _leading, _look

WITHIN_S = 90.0
"""How long a frame may take that needs a worker process, on a busy machine."""
LOOK_S = 0.3
"""Between two looks: what is more than four words a second is left out."""
TEXTS = (Kind.LINE, Kind.PROSE)
HIDDEN, GONE, OPEN_EVENT = "h" * 21 + "A", "g" * 21 + "A", "o" * 21 + "A"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beats come sooner than on a wall."""
    monkeypatch.setattr(screen, "BEAT_S", 0.2)


def canaries(collection: str, state: str, fields: Callable[[str], bool]) -> dict[str, str]:
    """A word of its own in each text of a record that `fields` says: `canary-events-hidden-title`."""
    return {
        spec.name: f"canary-{collection}-{state}-{spec.name}".replace("_", "")
        for spec in SPECS[collection]
        if spec.kind in TEXTS and fields(spec.name) and spec.name not in ("ref", "order")
    }


def when(text: str, day: str = "2015-06-03") -> dict[str, Any]:
    return {"text": text, "start": [day, day], "end": None, "precision": "day", "qualifier": ""}


def full() -> dict[str, Any]:
    """A formulation whose every collection has a record that is shown in part, one that is sensitive, one removed."""
    needs: dict[str, dict[str, Any]] = {
        "unions": {"a": SAM, "b": NAN}, "bonds": {"a": SAM, "b": NAN, "kind": "close"}, "facts": {"about": SAM},
        "parent_links": {"child": SAM, "parent": NAN}, "stays": {"person": SAM, "household": OPEN_EVENT},
        "comments": {"collection": "events", "record": EVENT}, "experiences": {"event": EVENT},
        "placements": {"steps": "1-2"}, "voices": {"share": "chair"},
    }  # fmt: skip
    plain: dict[str, Any] = {}
    for name, shown in SHOWN.items():
        if name == "turns":
            continue
        need = needs.get(name, {})
        every = canaries(name, "hidden", lambda _: True)
        plain[name] = {
            OPEN_EVENT: {**need, **canaries(name, "open", lambda field, shown=shown: field not in shown)},  # type: ignore[misc]
            HIDDEN: {**need, **every, "sensitive": True},
            GONE: {**need, **canaries(name, "gone", lambda _: True), "removed_at": "2026-03-12T09:00:00Z"},
        }
    plain["people"] |= {
        SAM: {"name": "Sam Rhys", "index": True, "kind": "person", "born": when("canary-born", "2010-02-03"),
              **canaries("people", "child", lambda field: field not in SHOWN["people"])},
        NAN: {"name": "Nan"},
        "u" * 21 + "A": {"name": "canary-unnamed", "unnamed": True},
    }  # fmt: skip
    plain["people"][OPEN_EVENT]["name"] = "Bethan"
    plain["events"] |= {EVENT: {"title": "Cooks with Nan", "lane": "strengths", "when": when("summer 2015")}}
    plain["events"][HIDDEN]["when"] = when("canary-when")
    sentence = [{"text": "canary-story stands on it."}, citation("events", HIDDEN)]
    plain["story"] = {"happened": {"blocks": [{"type": "paragraph", "content": sentence}]}}
    return plain


def citation(collection: str, record: str) -> dict[str, str]:
    return {"type": "citation", "id": "c" * 21 + "A", "collection": collection, "record": record}


class Recorded:
    """Everything that a big screen was sent."""

    def __init__(self, feed: Any) -> None:
        self.feed = feed
        self.texts: list[str] = []

    def until(self, news: str, **expected: object) -> dict[str, Any]:
        """Reads on to the next frame of that news with these values, and keeps all of them."""
        end = time.monotonic() + WITHIN_S
        while time.monotonic() < end:
            self.texts.append(self.feed.receive_text())
            frame: dict[str, Any] = json.loads(self.texts[-1])
            if frame["news"] == news and all(frame.get(name) == value for name, value in expected.items()):
                return frame
        raise AssertionError(f"no {news}")


@pytest.fixture
def crowded(meeting: Meeting) -> Iterator[tuple[Meeting, str, str]]:
    """A case full of canaries in an open meeting, with people who wait, and what is kept beside the document."""
    case = meeting.case("Canary-Surname Sam", full())
    meeting.seat(case, meeting.nia, "chair")
    sitting = meeting.meeting(case)
    nia = meeting.signed_in("Nia")
    for words in ("canary-waiting", "canary-other"):
        _, token = meeting.invite(sitting, words, admitted=False)
        meeting.joined(token, words)
    _, token = meeting.invite(sitting, "canary-admitted")
    priya = meeting.joined(token, "canary-admitted")
    at = meeting.here.now()
    code = meeting.write(lambda t: doors.open_door(t, meeting.here.keys, sitting, at, by=meeting.nia))
    meeting.visit().post(f"/join/{code}", data={"name": "canary-knock", "agency": "canary-agency", "language": "en"})
    assert priya.put(f"/cases/{case}/own-notes", json={"words": "canary-notes", "revision": 0}).status_code == 200
    assert nia.post(f"/cases/{case}/questions", json={"to": "canary-to", "words": "canary-question"}).status_code == 200
    assert priya.post(f"/cases/{case}/unsent", json={"words": "canary-unsent"}).status_code == 200
    yield meeting, case, sitting


def test_nothing_that_a_wall_must_not_show_is_ever_sent_to_it(crowded: tuple[Meeting, str, str]) -> None:
    """D10, I09: through joins, edits, hiding and showing, a pause, a blank, the lead handed over, a second pairing."""
    meeting, case, sitting = crowded
    nia = meeting.signed_in("Nia")
    device = meeting.screen(sitting)
    pages = [device.get("/screen").text, device.get("/big-screen").text]

    def write(collection: str, record: str, field: str, value: object) -> None:
        def change(doc: Any) -> None:
            write_field(doc, collection, record, field, value)

        meeting.portal.call(meeting.here.hub.write, case, change, meeting.nia)

    with ExitStack() as room:
        leading = room.enter_context(_leading(nia, case))
        told = Recorded(room.enter_context(_feed(device)))
        frames_until(leading, "welcome")
        first = told.until("picture")
        assert first["hidden"]["events"] == 1
        for at in (
            {"view": "timeline", "selected": HIDDEN, "collection": "events", "lit": f"{HIDDEN} {EVENT}"},
            {"view": "family", "selected": HIDDEN, "on": "2015-06-03"},
            {"view": "story", "part": "happened", "sentence": "canary-story stands on it."},
            {"view": "voice"}, {"view": "board"}, {"view": "steps"}, {"view": "recommendations"}, {"view": "timeline"},
        ):  # fmt: skip
            _look(leading, at)
            time.sleep(LOOK_S)
            while told.until("looking")["at"].get("view") != at["view"]:
                pass
        write("events", EVENT, "agency", "canary-agency-told")
        write("events", EVENT, "title", "Cooks with Nan on Sundays")
        told.until("picture")
        write("events", EVENT, "sensitive", True)
        write("events", EVENT, "title", "canary-now-hidden")
        assert EVENT not in told.until("picture")["plain"]["events"]
        ask(nia, case, "pause", paused=True)
        told.until("blank", blank=True)
        write("events", HIDDEN, "title", "canary-in-the-pause")
        ask(nia, case, "pause", paused=False)
        told.until("blank", blank=False)
        ask(nia, case, "wall", blank=True)
        told.until("blank", blank=True)
    again = meeting.screen(sitting)
    with _leading(nia, case) as leading, _feed(again) as feed:
        frames_until(leading, "welcome")
        ask(nia, case, "wall", blank=False)
        second = Recorded(feed)
        second.until("picture")
    sent = "\n".join([*pages, *told.texts, *second.texts])
    assert "Cooks with Nan on Sundays" in sent and "Bethan" in sent, "what is not hidden was sent: the test can fail"
    found = sorted({word.split('"')[0][:60] for word in sent.lower().split("canary")[1:]})
    assert found == []
    assert "2010-02-03" not in sent
    assert meeting.read(lambda t: cases.must_find(t, meeting.here.keys, case)).id not in sent
    assert meeting.read(lambda t: len(meetings.participants(t, meeting.here.keys, sitting))) >= 4


def ask(browser: Any, case: str, what: str, **said: object) -> None:
    assert browser.post(f"/cases/{case}/{what}", json=said).status_code == 200
