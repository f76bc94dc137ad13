"""Who is here: owned by the server, judged by silence, carets under the seat's own name."""

import json
from typing import Any

from server.sync.presence import Carets, Presence, Seat

ANNA = Seat("anna", "sign-in-anna", "contributor", "Anna Jones", "Youth Justice Service", "cy", "teal")
BEN = Seat("ben", "sign-in-ben", "contributor", "Tom Hughes", "School", "en", "plum")
CERYS = Seat("cerys", "sign-in-cerys", "chair", "Dr Cerys Rowlands", "Health board", "cy", "ink")


def connection(entries: list[dict[str, Any]], who: str) -> str:
    return next((str(e["connection"]) for e in entries if e["participant"] == who), "unchanged")


def room_of(*seats: Seat) -> Presence:
    presence = Presence()
    for seat in seats:
        presence.enter(seat, f"{seat.participant}'s page", 0.0)
    presence.changed()
    return presence


def test_a_person_is_shown_as_their_seat_says() -> None:
    presence = Presence()
    presence.enter(ANNA, "page", 0.0)
    assert presence.changed() == [
        {
            "participant": "anna",
            "name": "Anna Jones",
            "agency": "Youth Justice Service",
            "role": "contributor",
            "colour": "teal",
            "language": "cy",
            "connection": "here",
            "behind": False,
            "hand": 0,
            "adding": {"part": "", "lane": ""},
            "looking": {},
        }
    ]
    assert presence.changed() == []


def test_two_people_of_one_name_are_two_entries_with_their_agencies() -> None:
    """B08"""
    tom = Seat("tom", "sign-in-tom", "contributor", "Tom Hughes", "Police", "en", "moss")
    listed = room_of(BEN, tom).everyone()
    assert [(e["participant"], e["name"], e["agency"]) for e in listed] == [
        ("ben", "Tom Hughes", "School"),
        ("tom", "Tom Hughes", "Police"),
    ]


def test_silence_of_ten_seconds_is_reconnecting_and_a_word_brings_them_back() -> None:
    """B09, P1"""
    presence = room_of(ANNA)
    presence.silence("anna", 0.0, 9.9)
    assert presence.changed() == []
    presence.silence("anna", 0.0, 10.0)
    assert connection(presence.changed(), "anna") == "reconnecting"
    presence.silence("anna", 11.0, 11.0)
    assert connection(presence.changed(), "anna") == "here"


def test_a_lost_connection_is_reconnecting_after_ten_seconds_and_gone_after_forty_five() -> None:
    """B09, P1"""
    presence = room_of(ANNA, BEN)
    presence.leave("anna", "anna's page", 100.0, goodbye=False)
    presence.tick(109.9)
    assert presence.changed() == []
    presence.tick(110.0)
    assert connection(presence.changed(), "anna") == "reconnecting"
    presence.tick(144.9)
    assert "anna" in presence
    presence.tick(145.0)
    assert presence.changed() == [{"participant": "anna", "connection": "gone"}]
    assert [e["participant"] for e in presence.everyone()] == ["ben"]


def test_a_page_closed_in_the_ordinary_way_is_gone_after_ten_seconds() -> None:
    """P2"""
    presence = room_of(ANNA)
    presence.leave("anna", "anna's page", 100.0, goodbye=True)
    presence.tick(110.0)
    assert connection(presence.changed(), "anna") == "gone"


def test_a_page_that_loads_again_is_never_seen_to_leave() -> None:
    """P2"""
    presence = room_of(ANNA)
    presence.leave("anna", "anna's page", 100.0, goodbye=True)
    presence.enter(ANNA, "the page again", 103.0)
    presence.tick(120.0)
    assert [connection(presence.changed(), "anna")] == ["here"]


def test_the_last_of_two_pages_counts() -> None:
    presence = room_of(ANNA)
    presence.enter(ANNA, "phone", 1.0)
    presence.leave("anna", "anna's page", 2.0, goodbye=True)
    presence.tick(100.0)
    assert "anna" in presence


def test_somebody_shown_out_is_gone_at_once() -> None:
    """C04"""
    presence = room_of(ANNA)
    presence.leave("anna", "anna's page", 5.0, goodbye=False, at_once=True)
    assert connection(presence.changed(), "anna") == "gone"


def test_hands_keep_the_order_in_which_they_went_up() -> None:
    presence = room_of(ANNA, BEN)
    presence.raise_hand("ben", True)
    presence.raise_hand("anna", True)
    presence.raise_hand("ben", True)
    assert {e["participant"]: e["hand"] for e in presence.everyone()} == {"ben": 1, "anna": 2}
    presence.raise_hand("ben", False)
    presence.raise_hand("ben", True)
    assert {e["participant"]: e["hand"] for e in presence.everyone()} == {"ben": 3, "anna": 2}


def test_the_chair_is_connected_while_she_is_heard() -> None:
    presence = room_of(ANNA, CERYS)
    assert presence.connected({"chair"})
    presence.silence("cerys", 0.0, 20.0)
    assert not presence.connected({"chair"})
    assert not room_of(ANNA).connected({"chair"})


def caret_of(carets: Carets, now: float) -> list[dict[str, Any]]:
    return [json.loads(state) for _, _, _, state in carets.due(now)]


def test_name_and_role_in_a_caret_are_the_seats() -> None:
    """B01, P4"""
    carets = Carets()
    forged = {
        "user": {"name": "Dr Cerys Rowlands", "role": "chair"},
        "role": "chair",
        "cursor": {"anchor": 3},
    }
    carets.put("anna's page", 7, 1, ANNA, forged)
    assert caret_of(carets, 0.0) == [
        {
            "participant": "anna",
            "user": {
                "name": "Anna Jones",
                "agency": "Youth Justice Service",
                "role": "contributor",
                "color": "teal",
            },
            "cursor": {"anchor": 3},
        }
    ]


def test_two_hundred_carets_a_second_become_ten_and_the_newest_is_kept() -> None:
    """B06, P3"""
    carets = Carets()
    sent: list[int] = []
    for step in range(200):
        now = step / 200
        carets.put("anna's page", 7, step, ANNA, {"cursor": step})
        if step % 10 == 0:
            sent += [c["cursor"] for c in caret_of(carets, now)]
    assert 9 <= len(sent) <= 11
    assert [c["cursor"] for c in caret_of(carets, 5.0)] == [199]
    assert not carets.waiting()


def test_one_flood_takes_nothing_from_anothers_caret() -> None:
    """B06"""
    carets = Carets()
    for step in range(50):
        carets.put("anna's page", 7, step, ANNA, {"cursor": step})
    carets.put("ben's page", 8, 1, BEN, {"cursor": 1})
    assert {c["participant"] for c in caret_of(carets, 0.0)} == {"anna", "ben"}


def test_a_closed_socket_takes_its_caret_away_under_the_same_clock() -> None:
    carets = Carets()
    carets.put("anna's page", 7, 41, ANNA, {"cursor": 1})
    assert carets.all()[0][:2] == (7, 41)
    assert carets.take_away("anna's page") == (7, 41, "null")
    assert carets.take_away("anna's page") is None
    assert carets.all() == []
