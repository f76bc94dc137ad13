"""The meeting page and what it asks beside the socket; and that a socket ends with its sign-in."""

import json
from functools import partial
from typing import Any

import pytest
from starlette.testclient import WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect

from server.document.writing import write_record
from server.domain.formulation import from_plain
from server.languages import words
from server.storage import accounts, workingcopies
from server.storage.database import CannotStore
from server.sync import wire
from server.sync.room import NotStored
from server.web import casework
from server.web.visitor import end_what_ran_out
from tests.web.people import NAN, ORIGIN, SAM, SOCKETS, Meeting


def _sync(meeting: Meeting, browser, epoch: int = 1):  # type: ignore[no-untyped-def]
    return browser.websocket_connect(
        f"{SOCKETS}/cases/{meeting.sam}/sync/shared?epoch={epoch}", headers={"origin": ORIGIN}
    )


def _closed_with(socket) -> int:  # type: ignore[no-untyped-def]
    """The code with which the server closes a socket, whatever it says before."""
    for _ in range(200):
        message = socket.receive()
        if message["type"] == "websocket.close":
            return int(message["code"])
    raise AssertionError("the socket stayed open")


def _room(meeting: Meeting, browser) -> dict[str, object]:  # type: ignore[no-untyped-def]
    page = browser.get(f"/cases/{meeting.sam}/room").text
    found: dict[str, object] = json.loads(page.split('id="room">')[1].split("</script>")[0])
    return found


def test_the_page_knows_who_reads_it_and_nothing_of_the_document(meeting: Meeting) -> None:
    who, token = meeting.invite(meeting.sitting, "Priya")
    priya = meeting.joined(token, "Priya")
    room = _room(meeting, priya)
    assert room["participant"] == who and room["role"] == "contributor" and room["epoch"] == 1
    assert room["invited"] == {} and "Cooks with Nan" not in priya.get(f"/cases/{meeting.sam}/room").text
    nia = _room(meeting, meeting.signed_in("Nia"))
    assert nia["invited"] == {"waiting": f"/cases/{meeting.sam}/meetings/{meeting.sitting}/waiting"}


def test_signing_out_closes_every_socket_of_that_sign_in(meeting: Meeting) -> None:
    """C05."""
    nia = meeting.signed_in("Nia")
    with _sync(meeting, nia) as socket:
        nia.post("/sign-out")
        assert _closed_with(socket) == 4401


def test_someone_removed_is_closed_out_and_not_let_in_again(meeting: Meeting) -> None:
    """C04."""
    who, token = meeting.invite(meeting.sitting, "Priya")
    priya, nia = meeting.joined(token, "Priya"), meeting.signed_in("Nia")
    with _sync(meeting, priya) as socket:
        nia.post(f"/cases/{meeting.sam}/meetings/{meeting.sitting}/removals", data={"person": who})
        assert _closed_with(socket) == 4410
    with pytest.raises((WebSocketDenialResponse, WebSocketDisconnect)), _sync(meeting, priya):
        pass
    assert meeting.here.hub.people(meeting.sam) == []


def test_a_page_that_slept_through_the_end_is_told_that_the_meeting_has_closed(meeting: Meeting) -> None:
    _, token = meeting.invite(meeting.sitting, "Priya")
    priya, nia = meeting.joined(token, "Priya"), meeting.signed_in("Nia")
    address = f"/cases/{meeting.sam}/standing?meeting={meeting.sitting}"
    assert meeting.visit().get(address).json()["reason"] == "sign_in"
    nia.post(f"/cases/{meeting.sam}/meetings/{meeting.sitting}/closing")
    assert priya.get(address).json()["reason"] == "ended"
    assert meeting.visit().get(address.replace(meeting.sam, "x" * 22)).json()["reason"] == "sign_in"


def test_closing_the_meeting_closes_the_guests_and_leaves_the_chair(meeting: Meeting) -> None:
    _, token = meeting.invite(meeting.sitting, "Priya")
    priya, nia = meeting.joined(token, "Priya"), meeting.signed_in("Nia")
    with _sync(meeting, priya) as guest, _sync(meeting, nia) as chair:
        nia.post(f"/cases/{meeting.sam}/meetings/{meeting.sitting}/closing")
        assert _closed_with(guest) == 4411
        chair.send_bytes(wire.step_1(b"\x00"))
        while (frame := chair.receive_bytes())[0] == wire.NEWS:
            pass
        assert frame[0] == wire.SYNC


def test_a_socket_without_a_sign_in_or_of_another_origin_opens_nothing(meeting: Meeting) -> None:
    """C01, C03: no room is made."""
    nia, rooms = meeting.signed_in("Nia"), meeting.here.hub.rooms
    for browser, origin in ((meeting.visit(), ORIGIN), (nia, "https://evil.example"), (nia, "null")):
        with (
            pytest.raises(WebSocketDenialResponse) as refused,
            browser.websocket_connect(f"{SOCKETS}/cases/{meeting.sam}/sync/shared?epoch=1", headers={"origin": origin}),
        ):
            pass
        assert refused.value.status_code == 403
    assert meeting.here.hub.rooms == rooms


def test_another_cases_socket_is_as_if_it_did_not_exist(meeting: Meeting) -> None:
    """D01, A21."""
    huw = meeting.signed_in("Huw")
    said = []
    for case in (meeting.sam, "A" * 22):
        with (
            pytest.raises(WebSocketDenialResponse) as refused,
            huw.websocket_connect(f"{SOCKETS}/cases/{case}/sync/shared?epoch=1", headers={"origin": ORIGIN}),
        ):
            pass
        said.append((refused.value.status_code, refused.value.text))
    assert said[0] == said[1] and said[0][0] == 404


def test_who_is_not_signed_in_is_told_so_in_words(meeting: Meeting) -> None:
    told = meeting.visit().get(f"/cases/{meeting.sam}/standing").json()
    assert told == {
        "may_enter": False,
        "reason": "sign_in",
        "sentence": words("en")("standing.sign_in"),
        "address": "/sign-in",
    }


def test_standing_says_nothing_of_a_case_to_who_has_no_role_on_it(meeting: Meeting) -> None:
    huw = meeting.signed_in("Huw")
    there, nowhere = (huw.get(f"/cases/{case}/standing").json() for case in (meeting.sam, "A" * 22))
    assert there == nowhere and there["reason"] == "nothing"


def test_words_for_a_time_are_read_and_said_back_with_the_age(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    asked = {"words": "14 June 2018", "language": "en"}
    told = nia.post(f"/cases/{meeting.sam}/readings", json=asked).json()
    assert told["moment"]["start"] == ["2018-06-14", "2018-06-14"]
    assert told["sentence"] == "14 June 2018, age 8"
    unread = nia.post(f"/cases/{meeting.sam}/readings", json={"words": "when it rained", "language": "en"}).json()
    assert unread["moment"]["text"] == "when it rained"
    assert unread["sentence"] == words("en")("reading.not_understood")


@pytest.mark.parametrize("body", ["[]", "not json", '{"words": 7}', json.dumps({"words": "x" * 201})])
def test_what_is_no_question_is_refused_in_words(meeting: Meeting, body: str) -> None:
    answer = meeting.signed_in("Nia").post(f"/cases/{meeting.sam}/readings", content=body)
    assert answer.status_code == 422


def test_tidying_is_one_change_and_can_be_taken_back_by_its_maker_and_the_chair(meeting: Meeting) -> None:
    nia, gwen = meeting.signed_in("Nia"), meeting.signed_in("Gwen")
    before = _places(meeting)
    change = gwen.post(f"/cases/{meeting.sam}/changes", json={"kind": "tidy"}).json()["change"]
    assert change and _places(meeting) != before
    answer = nia.delete(f"/cases/{meeting.sam}/changes/{change}")
    assert answer.status_code == 200 and answer.json()["left"] == 0
    assert _places(meeting) == before
    again = nia.delete(f"/cases/{meeting.sam}/changes/{change}", headers={"accept": "application/json"})
    assert again.status_code == 409 and again.json()["key"] == "taken_back_already"


def test_a_new_person_is_settled_and_the_others_stay_where_they_are(meeting: Meeting) -> None:
    """GENOGRAM 9: adding one person moves the others by next to nothing."""
    new, gwen = "m" * 21 + "A", meeting.signed_in("Gwen")
    records = {"people": {new: {"name": "Olwen"}}, "parent_links": {"l" * 21 + "A": {"child": NAN, "parent": new}}}
    meeting.portal.call(partial(casework.bring_in, meeting.here, meeting.sam, records, by=""))
    before = _places(meeting)
    far = {**before, new: [640, 640]}
    meeting.portal.call(meeting.here.hub.write, meeting.sam, lambda doc: _stand(doc, far), "")
    asked = {"kind": "settle", "person": new}
    assert gwen.post(f"/cases/{meeting.sam}/changes", json=asked).json()["change"]
    assert _places(meeting) == before
    assert gwen.post(f"/cases/{meeting.sam}/changes", json=asked).json()["change"] == ""


def test_merging_two_records_of_one_person_is_one_change_and_taking_it_back_restores_everything(
    meeting: Meeting,
) -> None:
    mum, twice, couple = "m" * 21 + "A", "t" * 21 + "A", "u" * 21 + "A"
    records = {
        "people": {
            mum: {"name": "Mum", "note": "Café 😀", "place": [128, 0]},
            twice: {"name": "Kelly", "known_as": "Kel", "gender": "female", "note": "Works nights", "place": [192, 0]},
        },
        "unions": {couple: {"a": NAN, "b": twice}},
        "parent_links": {
            "l" * 21 + "A": {"child": SAM, "union": couple},
            "k" * 21 + "A": {"child": SAM, "parent": mum},
        },
        "events": {"v" * 21 + "A": {"title": "Moved", "people": {twice: "did", mum: "there"}}},
    }
    meeting.portal.call(partial(casework.bring_in, meeting.here, meeting.sam, records, by=""))
    nia, gwen = meeting.signed_in("Nia"), meeting.signed_in("Gwen")
    before = meeting.portal.call(meeting.here.hub.plain, meeting.sam)
    asked = {"kind": "merge", "keep": mum, "gone": twice}
    change = gwen.post(f"/cases/{meeting.sam}/changes", json=asked).json()["change"]
    after = meeting.portal.call(meeting.here.hub.plain, meeting.sam)
    assert after["people"][twice]["merged_into"] == mum and after["people"][twice]["removed_by"] == meeting.gwen
    kept = after["people"][mum]
    assert (kept["known_as"], kept["gender"], kept["note"]) == ("Kel", "female", "Café 😀\nWorks nights")
    assert [(a["field"], a["value"]) for a in kept["accounts"].values()] == [("name", "Kelly")]
    assert after["events"]["v" * 21 + "A"]["people"] == {mum: "did"} and after["unions"][couple]["b"] == mum
    assert [i for i, link in after["parent_links"].items() if not link["removed_at"]] == ["l" * 21 + "A"]
    kinds = [row["what"] for row in meeting.read(lambda t: t.all("select what from audit"))]
    assert kinds.count("change.merge") == 1
    assert nia.delete(f"/cases/{meeting.sam}/changes/{change}").json()["left"] == 0
    assert meeting.portal.call(meeting.here.hub.plain, meeting.sam) == before


def test_what_somebody_wrote_since_a_merge_stays_when_it_is_taken_back(meeting: Meeting) -> None:
    new, gwen = "m" * 21 + "A", meeting.signed_in("Gwen")
    records = {"people": {new: {"name": "Nan", "known_as": "Carol", "place": [128, 0]}}}
    meeting.portal.call(partial(casework.bring_in, meeting.here, meeting.sam, records, by=""))
    asked = {"kind": "merge", "keep": NAN, "gone": new}
    change = gwen.post(f"/cases/{meeting.sam}/changes", json=asked).json()["change"]
    meeting.portal.call(meeting.here.hub.write, meeting.sam, _called("Nain"), meeting.nia)
    assert gwen.delete(f"/cases/{meeting.sam}/changes/{change}").json() == {"undone": 1, "left": 1}
    people = meeting.portal.call(meeting.here.hub.plain, meeting.sam)["people"]
    assert people[NAN]["known_as"] == "Nain" and people[new]["removed_at"] == ""


@pytest.mark.parametrize(
    ("asked", "status", "key"),
    [
        ({"keep": NAN, "gone": NAN}, 422, "merge_with_oneself"),
        ({"keep": NAN, "gone": SAM}, 409, "merge_index"),
        ({"keep": NAN, "gone": "z" * 21 + "A"}, 404, ""),
        ({"keep": NAN}, 422, "change_unknown"),
        ({"keep": ["x"], "gone": {}}, 422, "change_unknown"),
    ],
)
def test_what_cannot_be_merged_is_refused_in_words(
    meeting: Meeting, asked: dict[str, Any], status: int, key: str
) -> None:
    answer = meeting.signed_in("Gwen").post(
        f"/cases/{meeting.sam}/changes", json={"kind": "merge", **asked}, headers={"accept": "application/json"}
    )
    assert answer.status_code == status and answer.json()["key"] == key


def test_two_new_people_on_one_place_are_settled_apart_and_their_doubled_couple_is_one(meeting: Meeting) -> None:
    """GENOGRAM 9: nobody overlaps, nothing is doubled; and one change takes it all back."""
    bethan, huw, one, two = ("bhuv"[n] * 21 + "A" for n in range(4))
    place = [128, 0]
    records = {
        "people": {bethan: {"name": "Bethan", "place": place}, huw: {"name": "Huw", "place": place}},
        "unions": {one: {}, two: {}},
        "parent_links": {
            "1" * 21 + "A": {"child": NAN, "union": one}, "2" * 21 + "A": {"child": bethan, "union": one},
            "3" * 21 + "A": {"child": NAN, "union": two}, "4" * 21 + "A": {"child": huw, "union": two},
        },
    }  # fmt: skip
    meeting.portal.call(meeting.here.hub.write, meeting.sam, _written(records), "")
    gwen, nia = meeting.signed_in("Gwen"), meeting.signed_in("Nia")
    before = meeting.portal.call(meeting.here.hub.plain, meeting.sam)
    changes = [
        browser.post(f"/cases/{meeting.sam}/changes", json={"kind": "settle", "person": who}).json()["change"]
        for browser, who in ((gwen, bethan), (nia, huw))
    ]
    after = meeting.portal.call(meeting.here.hub.plain, meeting.sam)
    stand = [i for i, union in after["unions"].items() if not union["removed_at"]]
    links = [link for link in after["parent_links"].values() if not link["removed_at"]]
    assert len(stand) == 1 and sorted(link["child"] for link in links) == sorted([NAN, bethan, huw])
    places = [tuple(person["place"]) for person in after["people"].values()]
    assert len(set(places)) == len(places)
    for change in filter(None, reversed(changes)):
        assert nia.delete(f"/cases/{meeting.sam}/changes/{change}").json()["left"] == 0
    assert meeting.portal.call(meeting.here.hub.plain, meeting.sam) == before


def _called(words: str):  # type: ignore[no-untyped-def]
    def write(doc) -> None:  # type: ignore[no-untyped-def]
        doc["people"][NAN]["known_as"] = words

    return write


def _written(records: dict[str, Any]):  # type: ignore[no-untyped-def]
    def write(doc) -> None:  # type: ignore[no-untyped-def]
        for collection, these in records.items():
            for i, fields in these.items():
                write_record(doc, collection, i, fields)

    return write


def test_what_could_not_be_stored_is_not_noted_as_taken_back(meeting: Meeting) -> None:
    """J04: the disk is full for a moment; the same button does it afterwards."""
    nia = meeting.signed_in("Nia")
    change = nia.post(f"/cases/{meeting.sam}/changes", json={"kind": "tidy"}).json()["change"]
    store = meeting.here.hub.store
    honest = store.append

    async def full(*_: Any) -> int:
        raise CannotStore("database or disk is full")

    store.append = full  # type: ignore[method-assign]
    assert nia.delete(f"/cases/{meeting.sam}/changes/{change}").status_code == 503
    store.append = honest  # type: ignore[method-assign]
    meeting.portal.call(meeting.here.hub._probe, next(iter(meeting.here.hub._rooms.values())))
    again = nia.delete(f"/cases/{meeting.sam}/changes/{change}")
    assert again.status_code == 200 and again.json()["undone"] > 0


def test_somebody_elses_change_is_not_taken_back_by_a_contributor(meeting: Meeting) -> None:
    _, token = meeting.invite(meeting.sitting, "Priya")
    priya, gwen = meeting.joined(token, "Priya"), meeting.signed_in("Gwen")
    change = gwen.post(f"/cases/{meeting.sam}/changes", json={"kind": "tidy"}).json()["change"]
    assert priya.delete(f"/cases/{meeting.sam}/changes/{change}").status_code == 403


def test_a_disabled_account_cannot_open_a_socket(meeting: Meeting) -> None:
    """C04."""
    nia = meeting.signed_in("Nia")
    meeting.write(lambda t: accounts.disable(t, meeting.nia, meeting.here.now()))
    with pytest.raises(WebSocketDenialResponse) as refused, _sync(meeting, nia):
        pass
    assert refused.value.status_code == 403


@pytest.mark.parametrize("ending", ["disabled", "ran out", "new password"])
def test_a_sign_in_that_ends_takes_its_open_sockets_with_it(meeting: Meeting, ending: str) -> None:
    """C04, C06, C07: whoever ended it, in whatever process."""
    nia = meeting.signed_in("Nia")
    with _sync(meeting, nia) as socket:
        socket.receive_bytes()
        at = meeting.here.now()
        acts = {
            "disabled": lambda t: accounts.disable(t, meeting.nia, at),
            "ran out": lambda t: t.run("update sign_ins set expires_at = '2020-01-01T00:00:00Z'"),
            "new password": lambda t: accounts.reset(t, meeting.nia, "another", at),
        }
        meeting.write(acts[ending])
        meeting.portal.call(end_what_ran_out, meeting.here)
        assert _closed_with(socket) == 4401
    assert meeting.here.hub.sockets == 0


def test_what_the_room_could_not_keep_is_said_in_words(meeting: Meeting, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(*_: object) -> None:
        raise NotStored("the disk is full")

    monkeypatch.setattr(meeting.here.hub, "hold", full)
    answer = meeting.signed_in("Nia").post(f"/cases/{meeting.sam}/hold")
    assert answer.status_code == 503 and words("en")("refusal.cannot_store") in answer.text


def test_when_the_server_breaks_the_page_says_what_is_safe_and_gives_a_reference(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("Sam Rhys")

    monkeypatch.setattr(workingcopies, "find_open", broken)
    answer = meeting.signed_in("Nia").get(f"/cases/{meeting.sam}")
    assert answer.status_code == 500 and words("en")("refusal.broken") in answer.text
    assert "Sam Rhys" not in answer.text and "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    reference = next(r.getMessage() for r in caplog.records if r.getMessage().startswith("reference"))
    assert reference.split()[1].rstrip(":") in answer.text and "Sam" not in reference


def _places(meeting: Meeting) -> dict[str, object]:
    plain = meeting.portal.call(meeting.here.hub.plain, meeting.sam)
    people = from_plain(plain)[0].people
    return {i: people[i].place for i in (SAM, NAN)}


def _stand(doc, places) -> None:  # type: ignore[no-untyped-def]
    for person, place in places.items():
        doc["people"][person]["place"] = place
