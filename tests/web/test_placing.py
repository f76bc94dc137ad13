"""The recovery steps placed in private: nobody but its author is sent a placement before all are shown, nothing is lost
to a killed server, and all are shown in one change. PL1 to PL3."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from server.domain.formulation import from_plain
from server.languages import words
from server.storage import audit, placings, workingcopies
from server.storage.database import CannotStore
from server.sync import wire
from server.web import casework, screen
from server.web.placing import MOST, REASON_MAX, record_id
from tests.web.people import EVENT, NAN, ORIGIN, SOCKETS, Meeting, running

WHY = "On Tuesdays he is early, zzbrynhyfrydzz"
PLACED: dict[str, Any] = {
    "state": "placed",
    "not_known": False,
    "placements": [
        {"steps": "1_2", "reason": WHY, "events": {EVENT: "supports"}},
        {"steps": "2", "person": NAN, "reason": ""},
        {"steps": "1", "setting": "at home zzcartrefzz"},
    ],
}
SECRETS = ("zzbrynhyfrydzz", "zzcartrefzz", "1_2")


class Round:
    """Priya and Tom are invited, Olwen observes, Nia chairs."""

    def __init__(self, meeting: Meeting) -> None:
        self.meeting, self.address = meeting, f"/cases/{meeting.sam}/placing"
        self.ids: dict[str, str] = {"Nia": meeting.nia, "Gwen": meeting.gwen}
        self.nia = meeting.signed_in("Nia")
        self.priya, self.tom, self.olwen = (self._guest("Priya"), self._guest("Tom"), self._guest("Olwen", "observer"))

    def _guest(self, name: str, role: str = "contributor") -> TestClient:
        self.ids[name], token = self.meeting.invite(self.meeting.sitting, name, role=role)
        return self.meeting.joined(token, name)

    def put(self, browser: TestClient, asked: object = PLACED) -> Any:
        return browser.put(self.address, json=asked)

    def told(self, browser: TestClient) -> dict[str, Any]:
        answer = browser.get(self.address)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def states(self, browser: TestClient) -> dict[str, str]:
        named = {who: name for name, who in self.ids.items()}
        return {named[each["participant"]]: each["state"] for each in self.told(browser)["people"]}

    def show(self) -> Any:
        return self.nia.post(f"{self.address}/show")

    def placements(self) -> dict[str, dict[str, Any]]:
        held = self.meeting.portal.call(self.meeting.here.hub.plain, self.meeting.sam)
        found: dict[str, dict[str, Any]] = dict(held["placements"])
        return found

    @property
    def copy(self) -> str:
        found = self.meeting.read(lambda t: workingcopies.find_open(t, self.meeting.sam))
        return str(found.id)


@pytest.fixture
def asked(meeting: Meeting) -> Round:
    return Round(meeting)


@contextmanager
def socket_of(meeting: Meeting, browser: TestClient) -> Iterator[Any]:
    address = f"{SOCKETS}/cases/{meeting.sam}/sync/shared?epoch=1"
    with browser.websocket_connect(address, headers={"origin": ORIGIN}) as socket:
        yield socket


def frames_until(socket: Any, news: str, **expected: object) -> list[bytes]:
    """Every frame up to the next news with these values."""
    frames: list[bytes] = []
    for _ in range(80):
        frames.append(socket.receive_bytes())
        if frames[-1][0] != wire.NEWS:
            continue
        said = json.loads(frames[-1][frames[-1].index(b"{") :])
        if said["news"] == news and all(said[name] == value for name, value in expected.items()):
            return frames
    raise AssertionError(f"no {news}")


def test_ones_own_set_comes_back_and_others_see_only_who_is_ready(asked: Round) -> None:
    assert asked.told(asked.priya)["mine"] is None
    assert asked.put(asked.priya, {**PLACED, "state": "writing"}).status_code == 200
    assert asked.put(asked.tom).status_code == 200
    mine = asked.told(asked.tom)["mine"]
    assert mine["state"] == "placed" and [each["steps"] for each in mine["placements"]] == ["1_2", "2", "1"]
    assert mine["placements"][0]["reason"] == WHY and mine["placements"][0]["events"] == {EVENT: "supports"}
    for browser in (asked.nia, asked.priya, asked.olwen):
        states = asked.states(browser)
        assert (states["Priya"], states["Tom"]) == ("writing", "placed") and "Olwen" not in states
    assert asked.told(asked.nia)["may_show"] is True
    assert asked.told(asked.tom)["may_show"] is asked.told(asked.meeting.signed_in("Gwen"))["may_show"] is False


def test_an_unshown_placement_is_in_nothing_that_anybody_else_gets(
    asked: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another participant, an observer, the chair, the big screen, the pages, the exports and the audit."""
    monkeypatch.setattr(screen, "BEAT_S", 0.3)
    meeting, case = asked.meeting, asked.meeting.sam
    wall = meeting.screen(meeting.sitting)
    got: list[str] = []
    with (
        socket_of(meeting, asked.nia) as chair,
        socket_of(meeting, asked.olwen) as observer,
        wall.websocket_connect(f"{SOCKETS}/screen/feed", headers={"origin": ORIGIN}) as feed,
    ):
        asked.put(asked.tom)
        for socket in (chair, observer):
            frames = frames_until(socket, "placing", participant=asked.ids["Tom"], state="placed")
            got += [frame.decode("latin-1") for frame in frames]
        got += [feed.receive_text() for _ in range(3)]
    for browser in (asked.nia, asked.priya, asked.olwen, meeting.signed_in("Gwen")):
        got += [browser.get(f"/cases/{case}/{page}").text for page in ("room", "placing", "standing", "cautions")]
    got += [asked.nia.get(f"/cases/{case}{page}").text for page in ("", "/versions", "/hold")]
    exported = asked.nia.post(f"/cases/{case}/exports", data={"format": "csv"})
    assert exported.status_code == 200 and "Cooks with Nan" in exported.text
    got += [exported.text, repr(meeting.portal.call(meeting.here.hub.plain, case))]
    noted = meeting.read(lambda t: audit.entries(t, case=case))
    got.append(repr(noted))
    for secret in SECRETS[:2]:
        assert not [text[:200] for text in got if secret in text]
    assert asked.placements() == {}
    seen = asked.told(asked.priya)
    assert "1_2" not in json.dumps(seen["people"]) and seen["mine"] is None


def test_showing_makes_records_of_every_set_that_is_ready_in_one_change(asked: Round) -> None:
    asked.put(asked.tom)
    asked.put(asked.nia, {"state": "placed", "not_known": True, "placements": []})
    asked.put(asked.priya, {**PLACED, "state": "writing"})
    with socket_of(asked.meeting, asked.olwen) as socket:
        answer = asked.show()
        assert answer.status_code == 200 and answer.json()["shown"]
        frames = frames_until(socket, "placing", participant="", shown=answer.json()["shown"])
        updates = [frame for frame in frames if frame[0] == wire.SYNC and frame[1] == 2 and WHY.encode() in frame]
        assert len(updates) == 1
    placed = asked.placements()
    toms = [each for each in placed.values() if each["placed_by"] == asked.ids["Tom"]]
    assert len(placed) == 4 and len(toms) == 3
    first = placed[record_id(asked.copy, asked.ids["Tom"], 0)]
    assert (first["steps"], first["reason"], first["events"]) == ("1_2", WHY, {EVENT: "supports"})
    assert (first["agency"], first["language"], first["added_by"]) == ("Education", "en", asked.ids["Tom"])
    assert first["agreed"] is False and first["removed_at"] == ""
    assert {each["setting"] for each in toms} == {"", "at home zzcartrefzz"} and NAN in {e["person"] for e in toms}
    assert placed[record_id(asked.copy, asked.meeting.nia, 0)]["not_known"] is True
    assert asked.meeting.read(lambda t: placings.states(t, asked.copy)) == {asked.ids["Priya"]: "writing"}
    told = asked.told(asked.tom)
    assert told["mine"] is None and told["may_show"] is False
    assert asked.states(asked.tom) == {"Nia": "placed", "Tom": "placed", "Priya": "writing"}


def test_who_was_still_writing_keeps_it_and_comes_in_when_they_are_ready(asked: Round) -> None:
    asked.put(asked.priya, {**PLACED, "state": "writing"})
    asked.show()
    assert asked.placements() == {} and asked.told(asked.priya)["mine"]["placements"][0]["reason"] == WHY
    assert asked.put(asked.priya, {**PLACED, "state": "writing"}).status_code == 200
    assert asked.placements() == {}
    assert asked.put(asked.priya).status_code == 200
    assert {each["placed_by"] for each in asked.placements().values()} == {asked.ids["Priya"]}
    again = asked.put(asked.priya)
    assert again.status_code == 409 and words("en")("refusal.placing_in_document") in again.text


def test_a_late_set_stays_out_of_a_part_that_is_closed(asked: Round) -> None:
    asked.show()
    asked.nia.post(f"/cases/{asked.meeting.sam}/modes", json={"parts": {"steps": "leaders"}})
    assert asked.put(asked.tom).status_code == 403
    assert asked.put(asked.nia).status_code == 200


def test_only_the_chair_shows_them(asked: Round) -> None:
    asked.put(asked.tom)
    for browser in (asked.tom, asked.olwen, asked.meeting.signed_in("Gwen")):
        assert browser.post(f"{asked.address}/show").status_code == 403
    assert asked.told(asked.nia)["shown"] == "" and asked.placements() == {}


def test_showing_twice_changes_nothing(asked: Round) -> None:
    asked.put(asked.tom)
    first = asked.show().json()["shown"]
    before = asked.placements()
    assert asked.show().json()["shown"] == first and asked.placements() == before


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize(
    ("asked_for", "key"),
    [
        ({"state": "shown", "placements": []}, "not_readable"),
        ({**PLACED, "placements": {}}, "not_readable"),
        ({**PLACED, "not_known": "yes"}, "not_readable"),
        ({**PLACED, "placements": [{"steps": "7"}]}, "not_readable"),
        ({**PLACED, "placements": ["1"]}, "not_readable"),
        ({**PLACED, "placements": [{"steps": "1", "reason": 3}]}, "not_readable"),
        ({**PLACED, "placements": [{"steps": "1", "events": {EVENT: "no"}}]}, "not_readable"),
        ({**PLACED, "placements": [{"steps": "1"}] * (MOST + 1)}, "placing_too_many"),
        ({**PLACED, "placements": [{"steps": "1", "reason": "x" * (REASON_MAX + 1)}]}, "placing_too_long"),
        ({**PLACED, "placements": [{"steps": "1", "setting": "x" * 201}]}, "placing_too_long"),
        ({**PLACED, "placements": [{"steps": ""}]}, "placing_needs_step"),
        ({**PLACED, "placements": []}, "placing_needs_step"),
        ({**PLACED, "placements": [{"steps": "1", "person": "x" * 22}]}, "placing_unknown"),
        ({**PLACED, "placements": [{"steps": "1", "events": {NAN: "supports"}}]}, "placing_unknown"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(
    asked: Round, asked_for: dict[str, Any], key: str, language: str
) -> None:
    asked.tom.post("/language", data={"language": language, "back": "/"})
    answer = asked.tom.put(asked.address, json=asked_for, headers={"accept": "application/json"})
    assert answer.status_code == 422
    about = {"most": MOST if key == "placing_too_many" else 0, "n": 0}
    begins = words(language)(f"refusal.{key}", **about).split("0")[0]
    assert begins in answer.json()["sentence"] + answer.text
    assert asked.told(asked.tom)["mine"] is None


def test_a_set_that_is_being_written_may_have_no_step_yet(asked: Round) -> None:
    assert asked.put(asked.tom, {"state": "writing", "placements": [{"reason": WHY}]}).status_code == 200
    assert asked.told(asked.tom)["mine"]["placements"][0]["steps"] == ""


def test_nothing_is_kept_for_an_observer_nor_while_the_room_is_held_or_paused_nor_after_its_end(asked: Round) -> None:
    assert asked.put(asked.olwen).status_code == 403
    asked.nia.post(f"/cases/{asked.meeting.sam}/hold")
    assert asked.put(asked.tom).status_code == asked.show().status_code == 409
    asked.nia.delete(f"/cases/{asked.meeting.sam}/hold")
    with socket_of(asked.meeting, asked.nia):
        asked.meeting.portal.call(asked.meeting.here.hub.pause, asked.meeting.sam, True)
        paused = asked.put(asked.tom)
        assert paused.status_code == 409 and words("en")("refusal.meeting_paused") in paused.text
        asked.meeting.portal.call(asked.meeting.here.hub.pause, asked.meeting.sam, False)
    assert asked.put(asked.tom).status_code == 200
    asked.meeting.write(lambda t: workingcopies.end(t, asked.copy, asked.meeting.here.now(), 1))
    assert asked.put(asked.tom).status_code == 409


class Again(Meeting):
    """The same installation after its server was killed."""

    def prepare(self) -> None:
        """Everybody is there already."""


@pytest.mark.parametrize("killed", ["before it was written", "after it was written"])
def test_a_server_killed_while_showing_makes_no_second_set_and_loses_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed: str
) -> None:
    """PL2"""
    with running(tmp_path) as meeting:
        asked = Round(meeting)
        sam, copy, tom = meeting.sam, asked.copy, asked.ids["Tom"]
        asked.put(asked.tom)

        def dies(*_: object) -> None:
            raise RuntimeError("killed")

        with monkeypatch.context() as patched:
            if killed == "after it was written":
                patched.setattr(placings, "forget", dies)
            else:
                patched.setattr(meeting.here.hub, "write", dies)
            assert asked.show().status_code == 500
        written = len(asked.placements())
        assert written == (3 if killed == "after it was written" else 0)
        assert meeting.read(lambda t: placings.states(t, copy)) == {tom: "placed"}
    with running(tmp_path, Again) as after:
        held = after.portal.call(after.here.hub.plain, sam)
        assert sorted(held["placements"]) == sorted(record_id(copy, tom, n) for n in range(3))
        assert after.read(lambda t: placings.states(t, copy)) == {}


def test_whoever_freezes_is_told_whose_first_placements_nobody_has_seen(asked: Round) -> None:
    asked.put(asked.priya, {**PLACED, "state": "writing"})
    asked.put(asked.tom)
    said = "First placements on the recovery steps that nobody else has seen: "

    def read_back() -> str:
        hold = f"/cases/{asked.meeting.sam}/hold"
        assert asked.nia.post(hold).status_code == 303
        page: str = asked.nia.get(hold).text
        assert asked.nia.post(f"{hold}?end").status_code == 303
        return page

    page = read_back()
    assert f"{said}Priya, Tom." in page and not any(secret in page for secret in SECRETS)
    assert asked.show().status_code == 200
    assert f"{said}Priya." in read_back()
    assert asked.put(asked.priya).status_code == 200
    assert said not in read_back()


def test_what_cannot_be_stored_stays_private_and_can_be_shown_afterwards(asked: Round) -> None:
    asked.put(asked.tom)
    store = asked.meeting.here.hub.store
    honest = store.append

    async def full(*_: Any) -> int:
        raise CannotStore("database or disk is full")

    store.append = full  # type: ignore[assignment,method-assign]
    assert asked.show().status_code == 503
    store.append = honest  # type: ignore[method-assign]
    asked.meeting.portal.call(asked.meeting.here.hub._probe, next(iter(asked.meeting.here.hub._rooms.values())))
    told = asked.told(asked.nia)
    assert told["shown"] == "" and told["may_show"] is True and asked.placements() == {}
    assert asked.show().status_code == 200 and len(asked.placements()) == 3


def test_the_next_working_copy_begins_a_round_of_its_own(asked: Round) -> None:
    asked.put(asked.tom)
    asked.show()
    at = "2031-01-01T00:00:00Z"
    meeting = asked.meeting

    async def again() -> None:
        held = await meeting.here.hub.plain(meeting.sam)
        await meeting.here.hub.end(meeting.sam, "moved_on")
        meeting.here.database.write_now(lambda t: workingcopies.end(t, asked.copy, at, 1))
        stored = casework.stored_of(from_plain(held or {})[0])
        meeting.here.database.write_now(
            lambda t: workingcopies.open_working_copy(t, meeting.here.keys, meeting.sam, at, stored=stored)
        )

    meeting.portal.call(again)
    told = asked.told(asked.tom)
    assert told["shown"] == "" and told["since"] == at and asked.states(asked.tom)["Tom"] == "not_yet"
    assert len(asked.placements()) == 3
