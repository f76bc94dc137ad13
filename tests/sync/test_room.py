"""The room: who is told what, when. Every test is a meeting in the room's own terms; the rules R1 to R7 are
named."""

import json
from typing import Any

import pytest
from pycrdt import Map, Text

from server.document.reading import new_doc
from server.document.writing import write_record
from server.sync import wire
from server.sync.room import Mode, NotStored, RoomLimits
from tests.sync.meeting import AT, EPOCH, Meeting, Page, record_id, seat

AT_THE_CHAIR = Mode({"family": "chair", "facts": "chair", "timeline": "chair"})


def caret(page: Page, clock: int, state: dict[str, Any] | None, client: int | None = None) -> None:
    page.send(wire.carets([(client or page.doc.client_id, clock, json.dumps(state))]))


def word(page: Page, **said: Any) -> None:
    page.send(wire.word(json.dumps(said)))


def answer_beats(*pages: Page) -> None:
    for page in pages:
        if page.told("beat"):
            word(page, word="seen", sequence=page.told("beat")[-1]["sequence"])


def started(meeting: Meeting) -> tuple[Page, Page]:
    """Anna and Ben in a meeting with one entry."""
    anna, ben = meeting.join("anna"), meeting.join("ben")
    anna.add_event("move", "Moved to Swansea", "In the spring")
    meeting.commit()
    return anna, ben


# Two people write


def test_what_one_person_adds_the_other_sees() -> None:
    anna, ben = started(Meeting())
    assert ben.titles() == {"Moved to Swansea"}
    assert anna.plain() == ben.plain()


def test_edits_at_once_converge() -> None:
    meeting = Meeting()
    anna, ben = started(meeting)
    anna.set_title("move", "Moved to Cardiff")
    ben.type("move", " of 2014")
    ben.add_event("school", "Began school")
    meeting.commit()
    assert anna.plain() == ben.plain()
    assert anna.titles() == {"Moved to Cardiff", "Began school"}


def test_a_newcomer_is_given_everything_and_is_told_how_things_stand() -> None:
    meeting = Meeting()
    started(meeting)
    carol = meeting.join("carol", "observer")
    assert carol.titles() == {"Moved to Swansea"}
    welcome = carol.told("welcome")[0]
    assert (welcome["participant"], welcome["role"], welcome["epoch"]) == ("carol", "observer", EPOCH)
    assert [p["participant"] for p in carol.told("people")[0]["people"]] == ["anna", "ben", "carol"]


def test_newcomers_share_one_frame_and_what_came_since() -> None:
    meeting = Meeting()
    anna, _ = started(meeting)
    meeting.join("carol")
    anna.add_event("school", "Began school")
    meeting.commit()
    assert meeting.join("dewi").titles() == {"Moved to Swansea", "Began school"}


def test_a_page_that_comes_back_gets_what_it_missed_and_gives_what_it_wrote() -> None:
    """A29"""
    meeting = Meeting()
    anna, ben = started(meeting)
    meeting.leave(ben)
    ben.add_event("away", "Written without a line")
    anna.add_event("meanwhile", "Written meanwhile")
    meeting.commit()
    meeting.connect(ben)
    ben.send(wire.step_1(ben.doc.get_state()))
    meeting.commit()
    assert anna.titles() == ben.titles() == {"Moved to Swansea", "Written without a line", "Written meanwhile"}


def test_after_a_restart_nothing_is_doubled() -> None:
    """A29"""
    before = Meeting()
    anna, _ = started(before)
    anna.type("move", ", with her aunt")
    before.commit()
    after = Meeting(log=before.logged())
    for page in list(before.pages.values()):
        after.connect(page)
        page.send(wire.step_1(page.doc.get_state()))
    after.commit()
    assert after.log == []
    gate = after.room.gate
    assert gate is not None
    assert gate.plain() == anna.plain() == after.join("carol").plain()


# R1, R2: nothing before it is committed


def test_nothing_is_acknowledged_sent_or_shown_before_it_is_committed() -> None:
    """R1, J04"""
    meeting = Meeting()
    anna, ben = started(meeting)
    settled = anna.saved
    anna.add_event("school", "Began school")
    meeting.pass_on()
    assert [kept.author for kept in meeting.on_the_way] == ["anna"]
    assert anna.saved == settled
    assert "Began school" not in ben.titles()
    carol = meeting.join("carol", sync=False)
    carol.send(wire.step_1(b"\x00"))
    for socket, page in list(meeting.pages.items()):
        if page is carol:
            for frame in page.outbox:
                meeting.do(meeting.room.receive(socket, frame, meeting.now))
    assert "Began school" not in carol.titles()
    meeting.commit()
    assert anna.saved == anna.frames
    assert "Began school" in ben.titles()


def test_saved_counts_every_document_frame_of_the_socket_in_order() -> None:
    """R2"""
    meeting = Meeting()
    anna, ben = started(meeting)
    assert (anna.saved, anna.frames) == (2, 2)
    assert (ben.saved, ben.frames) == (1, 1)
    for letter in "abc":
        anna.type("move", letter)
    meeting.commit()
    assert (anna.saved, anna.frames) == (5, 5)
    assert ben.saved == 1


def test_what_is_kept_says_who_changed_which_field_and_never_the_words() -> None:
    meeting = Meeting()
    anna, _ = started(meeting)
    anna.set_title("move", "Moved to Cardiff")
    meeting.commit()
    kept = meeting.log[-1]
    assert (kept.author, kept.touched, kept.at) == ("anna", (("events", record_id("move"), "title"),), AT)


def test_what_waits_for_one_commit_goes_out_in_one_frame() -> None:
    """R3"""
    meeting = Meeting()
    anna, ben = started(meeting)
    carol = meeting.join("carol")
    anna.type("move", "a")
    meeting.pass_on()
    arrived: list[bytes] = []
    carol.overhear = arrived.append
    anna.type("move", "b")
    ben.add_event("school", "Began school")
    anna.type("move", "c")
    meeting.pass_on()
    meeting.commit()
    updates = [frame for frame in arrived if frame[:2] == b"\x00\x02"]
    assert len(updates) == 2
    assert carol.plain() == anna.plain() == ben.plain()


# Failing to store


def test_when_storing_fails_nothing_is_acknowledged_and_everybody_is_told_once() -> None:
    """J04"""
    meeting = Meeting()
    anna, ben = started(meeting)
    settled = anna.saved
    anna.add_event("school", "Began school")
    meeting.pass_on()
    meeting.fail()
    anna.add_event("school2", "Changed school")
    meeting.pass_on()
    assert anna.saved == settled
    assert ben.titles() == {"Moved to Swansea"}
    assert [news["able"] for news in anna.told("storing")] == [False] == [n["able"] for n in ben.told("storing")]
    assert meeting.join("carol").told("welcome")[0]["storing"] is False


def test_when_it_can_store_again_everything_arrives_by_itself() -> None:
    """R4"""
    meeting = Meeting()
    anna, ben = started(meeting)
    anna.add_event("school", "Began school")
    meeting.pass_on()
    meeting.fail()
    ben.add_event("job", "Mum found work")
    meeting.pass_on()
    meeting.do(meeting.room.recovered(meeting.now))
    meeting.commit()
    assert anna.titles() == ben.titles() == {"Moved to Swansea", "Began school", "Mum found work"}
    assert (anna.saved, ben.saved) == (anna.frames, ben.frames)
    assert anna.told("storing")[-1]["able"] is True


def test_failing_twice_loses_nothing() -> None:
    meeting = Meeting()
    anna, ben = started(meeting)
    for title in ("one", "two"):
        anna.add_event(title)
        meeting.pass_on()
        meeting.fail()
        meeting.do(meeting.room.recovered(meeting.now))
        meeting.pass_on()
        meeting.fail()
        meeting.do(meeting.room.recovered(meeting.now))
    meeting.commit()
    assert ben.titles() == {"Moved to Swansea", "one", "two"}
    assert anna.saved == anna.frames


# R5: two kinds of no


def test_an_observer_cannot_change_the_formulation() -> None:
    """A23"""
    meeting = Meeting()
    anna, ben = started(meeting)
    carol = meeting.join("carol", "observer")
    carol.set_title("move", "Something else")
    meeting.commit()
    assert anna.titles() == ben.titles() == {"Moved to Swansea"}
    assert [news["frame"] for news in carol.told("refused")] == [1]
    assert carol.closed is None
    assert carol.saved == 2
    assert [who for who, _ in meeting.refused] == ["carol"]


def test_an_observer_who_comes_back_is_not_refused_for_what_all_have_removed() -> None:
    meeting = Meeting()
    anna, _ = started(meeting)
    carol = meeting.join("carol", "observer")
    words: Text = anna.doc.get("events", type=Map)[record_id("move")]["detail"]
    del words[0:3]
    meeting.commit()
    meeting.leave(carol)
    meeting.connect(carol)
    carol.send(wire.step_2(carol.doc.get_update()))
    meeting.commit()
    assert carol.told("refused") == []
    assert carol.saved == carol.frames


def test_a_part_that_is_closed_refuses_softly_and_the_others_stay_open() -> None:
    """A24"""
    meeting = Meeting()
    anna, ben = started(meeting)
    meeting.do(meeting.room.set_mode(Mode({"family": "everyone", "facts": "everyone", "timeline": "chair"}), 0.0))
    assert anna.told("mode")[-1]["parts"]["timeline"] == "chair"
    anna.set_title("move", "Too late")
    with ben.doc.transaction():
        write_record(ben.doc, "people", record_id("mum"), {"name": "Mum", "added_by": "ben", "added_at": AT})
    meeting.commit()
    assert [news["key"] for news in anna.told("refused")] == ["part_closed"]
    assert meeting.join("carol").plain()["people"][record_id("mum")]["name"] == "Mum"
    assert ben.titles() == {"Moved to Swansea"}


def test_outside_the_meeting_a_contributor_cannot_write_and_the_chair_can() -> None:
    meeting = Meeting(mode=Mode.usual(open=False))
    cerys, anna = meeting.join("cerys", "chair"), meeting.join("anna")
    cerys.add_event("move", "Moved to Swansea")
    meeting.commit()
    anna.add_event("school", "Began school")
    meeting.commit()
    assert cerys.titles() == {"Moved to Swansea"}
    assert [news["key"] for news in anna.told("refused")] == ["meeting_not_open"]


def test_the_refusal_is_said_in_the_language_of_the_person() -> None:
    meeting = Meeting()
    meeting.room._words = lambda language, key, parameters: (
        f"{language}: {key}",
        f"{language}: ask the chair",
    )
    cerys = Page(seat("cerys", "observer"), 77)
    meeting.connect(cerys)
    cerys.add_event("move")
    meeting.commit()
    refused = cerys.told("refused")[0]
    assert (refused["sentence"], refused["remedy"]) == ("en: observers_read", "en: ask the chair")


def test_after_a_refusal_a_page_begins_a_new_document_on_the_same_socket() -> None:
    """R5"""
    meeting = Meeting()
    anna, ben = started(meeting)
    meeting.do(meeting.room.set_mode(AT_THE_CHAIR, 0.0))
    anna.type("move", "too late")
    meeting.commit()
    meeting.do(meeting.room.set_mode(Mode.usual(), 0.0))
    fresh = Page(anna.seat, 500)
    meeting.pages[meeting.socket(anna)] = fresh
    fresh.send(wire.step_1(fresh.doc.get_state()))
    meeting.commit()
    fresh.add_event("again", "Written again")
    meeting.commit()
    meeting.wait(10)
    assert ben.titles() == fresh.titles() == {"Moved to Swansea", "Written again"}
    assert fresh.closed is None


def test_what_a_page_had_sent_behind_a_refused_frame_goes_with_it() -> None:
    """R5: it is settled without a second refusal, for the page writes it again into its new document."""
    meeting = Meeting()
    anna, ben = started(meeting)
    anna.doc.get("events", type=Map)[record_id("move")]["added_by"] = "ben"
    anna.add_event("honest", "Mine")
    meeting.commit()
    assert len(anna.told("refused")) == 1
    assert anna.saved == anna.frames
    assert ben.titles() == {"Moved to Swansea"}


def test_a_page_that_was_refused_and_goes_on_is_closed_after_five_seconds() -> None:
    """R5"""
    meeting = Meeting()
    anna, _ = started(meeting)
    meeting.do(meeting.room.set_mode(AT_THE_CHAIR, 0.0))
    anna.type("move", "too late")
    meeting.commit()
    meeting.wait(4.5)
    assert anna.closed is None
    meeting.wait(0.5)
    assert anna.closed == 4403


@pytest.mark.parametrize(
    "frame, code",
    [
        (b"\x00\x02\x05\x01\x01abc", 4400),
        (b"", 4400),
        (wire.update(b"\x01\x01\x07\x00\x09\x00\x00"), 4400),
        (wire.update(bytes(300_000)), 4413),
        (wire.word('{"word":"dance"}'), 4400),
        (wire.word("[" * 500), 4400),
        (b"\x01" + wire.sized(bytes(3000)), 4413),
        (wire.carets((n, 1, "{}") for n in range(50)), 4400),
    ],
    ids=[
        "not an update",
        "empty",
        "subdocument",
        "too large",
        "unknown word",
        "deep",
        "large caret",
        "fifty carets",
    ],
)
def test_what_cannot_be_read_closes_its_socket_and_no_other(frame: bytes, code: int) -> None:
    """A17, B04, B05, C08"""
    meeting = Meeting()
    anna, ben = started(meeting)
    anna.send(frame)
    meeting.commit()
    ben.add_event("after", "Still writing")
    meeting.commit()
    assert anna.closed == code
    assert ben.closed is None and ben.saved == ben.frames
    assert meeting.join("carol").titles() == {"Moved to Swansea", "Still writing"}
    assert all("abc" not in reason for _, reason in meeting.refused)


# R4: gaps, holds, pauses


def gap_of(page: Page) -> bytes:
    """An update that begins after something that was never sent."""
    page.add_event("unsent", "Never sent")
    page.outbox.pop()
    page.frames -= 1
    page.type("unsent", "x")
    return page.outbox.pop()


def test_a_gap_is_kept_nowhere_and_asked_for_and_then_settled() -> None:
    """A12, R4"""
    meeting = Meeting()
    anna, ben = started(meeting)
    frame = gap_of(anna)
    anna.outbox.append(frame)
    for socket, page in list(meeting.pages.items()):
        sent, page.outbox = page.outbox, []
        for each in sent:
            meeting.do(meeting.room.receive(socket, each, 0.0))
    meeting.judge()
    assert meeting.on_the_way == []
    assert (anna.saved, anna.frames) == (2, 4)
    assert anna.outbox[0][:2] == b"\x00\x01"
    meeting.commit()
    assert "Never sent" in ben.titles()
    assert anna.saved == anna.frames


def test_the_third_unclosed_gap_in_a_minute_closes_the_socket() -> None:
    """A12"""
    meeting = Meeting()
    anna, ben = started(meeting)
    frame = gap_of(anna)
    for gap in range(1, 4):
        anna.send(frame)
        for each in anna.outbox:
            if each == frame:
                meeting.do(meeting.room.receive(meeting.socket(anna), each, meeting.now))
        anna.outbox.clear()
        meeting.judge()
        assert anna.closed == (None if gap < 3 else 4508)
    assert "Never sent" not in ben.titles()


def test_gaps_a_minute_apart_do_not_close_the_socket() -> None:
    """A12"""
    meeting = Meeting()
    anna, _ = started(meeting)
    frame = gap_of(anna)
    for _ in range(4):
        meeting.do(meeting.room.receive(meeting.socket(anna), frame, meeting.now))
        anna.outbox.clear()
        meeting.judge()
        meeting.now += 31
    assert anna.closed is None


def test_during_a_hold_words_wait_and_arrive_when_it_is_lifted() -> None:
    """H02, R4"""
    meeting = Meeting()
    cerys = meeting.join("cerys", "chair")
    anna, ben = started(meeting)
    meeting.do(meeting.room.hold(meeting.now))
    anna.add_event("late", "Written in the hold")
    meeting.commit()
    assert anna.told("mode")[-1]["held"] is True
    assert "Written in the hold" not in ben.titles()
    assert anna.saved == anna.frames - 1
    assert anna.told("refused") == []
    meeting.do(meeting.room.unhold(meeting.now))
    meeting.commit()
    assert cerys.titles() == ben.titles() == {"Moved to Swansea", "Written in the hold"}
    assert anna.saved == anna.frames


def test_what_had_arrived_before_the_hold_is_in_the_state() -> None:
    """H02"""
    meeting = Meeting()
    cerys = meeting.join("cerys", "chair")
    anna, _ = started(meeting)
    anna.add_event("just", "Just before")
    for socket, page in list(meeting.pages.items()):
        for frame in page.outbox:
            meeting.do(meeting.room.receive(socket, frame, meeting.now))
        page.outbox.clear()
    meeting.do(meeting.room.hold(meeting.now))
    meeting.commit()
    assert "Just before" in cerys.titles()


def test_a_hold_ends_after_a_quarter_of_an_hour() -> None:
    meeting = Meeting()
    cerys = meeting.join("cerys", "chair")
    anna = meeting.join("anna")
    meeting.do(meeting.room.hold(meeting.now))
    anna.add_event("late")
    meeting.wait(899, answering=lambda: answer_beats(cerys, anna))
    assert meeting.room.held
    meeting.wait(1, answering=lambda: answer_beats(cerys, anna))
    assert not meeting.room.held
    assert cerys.titles() == {"late"}


def test_a_hold_ends_a_minute_after_the_chair_has_gone() -> None:
    meeting = Meeting()
    cerys, anna = meeting.join("cerys", "chair"), meeting.join("anna")
    meeting.do(meeting.room.hold(meeting.now))
    meeting.leave(cerys)
    anna.add_event("late")
    meeting.wait(59)
    assert meeting.room.held
    meeting.wait(2)
    assert not meeting.room.held and anna.saved == anna.frames


def test_a_pause_keeps_everybodys_words_waiting() -> None:
    """I10"""
    meeting = Meeting()
    cerys, anna = meeting.join("cerys", "chair"), meeting.join("anna")
    meeting.do(meeting.room.pause(True, 0.0))
    cerys.add_event("one")
    anna.add_event("two")
    meeting.commit()
    assert anna.told("paused")[-1]["paused"] is True
    assert meeting.log == []
    meeting.do(meeting.room.pause(False, 0.0))
    meeting.commit()
    assert cerys.titles() == anna.titles() == {"one", "two"}


# R6, R7, epochs


def test_a_second_page_under_the_same_client_id_is_turned_away_and_loses_nothing() -> None:
    """A08, R6"""
    meeting = Meeting()
    anna, ben = started(meeting)
    twin = Page(anna.seat, anna.doc.client_id)
    meeting.connect(twin)
    twin.send(wire.step_1(twin.doc.get_state()))
    meeting.commit()
    twin.add_event("twin", "From the second tab")
    meeting.commit()
    assert twin.closed == 4503
    assert anna.closed is None
    fresh = Page(anna.seat, 900)
    meeting.connect(fresh)
    fresh.send(wire.step_1(fresh.doc.get_state()))
    meeting.commit()
    fresh.add_event("twin", "From the second tab")
    meeting.commit()
    assert ben.titles() == {"Moved to Swansea", "From the second tab"}


def test_a_page_that_comes_back_before_its_old_socket_is_missed_may_write() -> None:
    """R6"""
    meeting = Meeting()
    anna, ben = started(meeting)
    meeting.wait(4, answering=lambda: answer_beats(anna, ben))
    old = meeting.socket(anna)
    del meeting.pages[old]
    meeting.wait(6, answering=lambda: answer_beats(ben))
    meeting.connect(anna)
    anna.add_event("back", "Back again")
    meeting.commit()
    assert anna.closed is None
    assert "Back again" in ben.titles()


def test_nobody_writes_under_another_persons_id() -> None:
    """A07"""
    meeting = Meeting()
    anna, ben = started(meeting)
    meeting.leave(anna)
    forger = Page(ben.seat, anna.doc.client_id)
    forger.doc.apply_update(ben.doc.get_update())
    forger.outbox.clear()
    forger.set_title("move", "Anna never wrote this")
    ben.send(forger.outbox[-1])
    meeting.commit()
    assert [news["key"] for news in ben.told("refused")] == ["not_your_writing"]
    assert meeting.join("carol").titles() == {"Moved to Swansea"}


def test_a_server_that_lost_the_end_of_its_log_merges_nothing_and_says_so() -> None:
    """A30, R7"""
    before = Meeting()
    anna, ben = started(before)
    anna.type("move", ", with her aunt")
    ben.add_event("lost", "The server will forget this")
    before.commit()
    anna.set_title("move", "Moved to Cardiff")
    before.commit()
    after = Meeting(log=before.logged()[:-2])
    after.connect(ben)
    ben.send(wire.step_1(ben.doc.get_state()))
    after.commit()
    assert [(n["reason"], n["version"]) for n in ben.told("ended")] == [("went_back", None)]
    assert ben.closed == 4409
    assert after.log == []
    assert after.refused == [("ben", "went_back")]


@pytest.mark.parametrize("epoch", [None, EPOCH - 1, EPOCH + 1])
def test_a_page_of_another_epoch_is_told_and_closed(epoch: int | None) -> None:
    """A30"""
    meeting = Meeting()
    started(meeting)
    page = meeting.join("carol", epoch=epoch, sync=False)
    assert [news["news"] for news in page.news] == ["ended"]
    assert page.news[0]["reason"] == "moved_on"
    assert page.closed == 4409
    assert page.titles() == set()


def test_a_freeze_tells_everybody_and_closes_the_room() -> None:
    meeting = Meeting()
    anna, ben = started(meeting)
    meeting.do(meeting.room.end("frozen", 1, meeting.now))
    for page in (anna, ben):
        assert page.told("frozen")[0]["version"] == 1
        assert (page.told("ended")[0]["reason"], page.closed) == ("frozen", 4409)
    late = meeting.join("carol", sync=False)
    assert (late.told("ended")[0]["reason"], late.closed) == ("no_working_copy", 4409)


# The server writes


def test_the_server_writes_like_any_participant_and_names_who_asked() -> None:
    meeting = Meeting()
    anna, ben = started(meeting)
    written = meeting.room.write(
        lambda doc: doc.get("events", type=Map)[record_id("move")].__setitem__("lane", "moves"), "anna"
    )
    meeting.commit()
    assert written.done and written.accepted is not None
    assert meeting.log[-1].author == "anna"
    assert (
        ben.plain()["events"][record_id("move")]["lane"] == "moves" == anna.plain()["events"][record_id("move")]["lane"]
    )


def test_an_edit_of_the_servers_that_goes_wrong_changes_nothing() -> None:
    meeting = Meeting()
    _, ben = started(meeting)

    def half(doc: Any) -> None:
        doc.get("events", type=Map)[record_id("move")]["title"] = "Half"
        raise KeyError("no such record")

    written = meeting.room.write(half, "anna")
    meeting.commit()
    assert isinstance(written.error, KeyError)
    assert ben.titles() == {"Moved to Swansea"}
    assert meeting.join("carol").titles() == {"Moved to Swansea"}


def test_an_edit_of_the_servers_that_cannot_be_stored_has_failed() -> None:
    meeting = Meeting()
    _, ben = started(meeting)
    written = meeting.room.write(
        lambda doc: doc.get("events", type=Map)[record_id("move")].__setitem__("title", "Unstored"), "anna"
    )
    meeting.pass_on()
    meeting.fail()
    assert isinstance(written.error, NotStored)
    meeting.do(meeting.room.recovered(meeting.now))
    meeting.commit()
    assert ben.titles() == {"Moved to Swansea"}


# Who is here


def test_a_caret_goes_to_the_others_under_the_seats_name() -> None:
    """B01"""
    meeting = Meeting()
    anna, ben = started(meeting)
    caret(anna, 1, {"user": {"name": "Dr Rowlands", "role": "chair"}, "cursor": {"anchor": 4}})
    meeting.commit()
    meeting.do(meeting.room.carets_due(meeting.now))
    client, clock, state = ben.carets[-1]
    assert (client, clock) == (anna.doc.client_id, 1)
    assert (state["user"]["name"], state["user"]["role"]) == ("Anna", "contributor")
    assert meeting.join("carol").carets[-1][2]["participant"] == "anna"


def test_a_caret_under_another_persons_id_is_left_out() -> None:
    """B02"""
    meeting = Meeting()
    anna, ben = started(meeting)
    caret(anna, 1, {"cursor": 1})
    meeting.commit()
    meeting.do(meeting.room.carets_due(meeting.now))
    caret(ben, 99, None, client=anna.doc.client_id)
    meeting.commit()
    meeting.now += 1
    meeting.do(meeting.room.carets_due(meeting.now))
    carol = meeting.join("carol")
    assert [(c, state["participant"]) for c, _, state in carol.carets] == [(anna.doc.client_id, "anna")]
    assert ben.closed is None
    assert {p["participant"] for p in carol.told("people")[0]["people"]} == {"anna", "ben", "carol"}


def test_a_socket_that_closes_takes_its_caret_with_it() -> None:
    meeting = Meeting()
    anna, ben = started(meeting)
    caret(anna, 5, {"cursor": 1})
    meeting.commit()
    meeting.do(meeting.room.carets_due(meeting.now))
    meeting.leave(anna)
    assert ben.carets[-1] == (anna.doc.client_id, 5, None)


def test_a_silent_page_is_reconnecting_after_ten_seconds_and_closed_after_forty_five() -> None:
    """B09"""
    meeting = Meeting()
    anna, ben = started(meeting)
    meeting.wait(3, answering=lambda: answer_beats(anna, ben))

    def seen(who: str) -> str:
        told = [p for news in ben.told("people") for p in news["people"] if p["participant"] == who]
        return str(told[-1]["connection"])

    meeting.wait(9, answering=lambda: answer_beats(ben))
    assert seen("anna") == "here"
    meeting.wait(3, answering=lambda: answer_beats(ben))
    assert seen("anna") == "reconnecting"
    meeting.wait(34, answering=lambda: answer_beats(ben))
    assert anna.closed == 4508
    meeting.wait(50, answering=lambda: answer_beats(ben))
    assert seen("anna") == "gone"
    assert seen("ben") == "here"


def test_a_client_that_never_answers_a_beat_is_left_to_the_ping() -> None:
    meeting = Meeting()
    anna, ben = started(meeting)
    meeting.wait(120, answering=lambda: answer_beats(ben))
    assert anna.closed is None
    assert len(anna.told("beat")) >= 20


def test_nobody_waits_five_seconds_for_a_beat_even_while_others_write() -> None:
    meeting = Meeting()
    anna, ben = started(meeting)
    for second in range(20):
        anna.type("move", str(second % 10))
        meeting.wait(1)
    assert len(ben.told("beat")) >= 3


def test_somebody_who_answers_old_beats_alone_is_behind() -> None:
    meeting = Meeting()
    anna, ben = started(meeting)
    meeting.wait(3, answering=lambda: answer_beats(anna, ben))
    first = anna.told("beat")[0]["sequence"]

    def crawling() -> None:
        answer_beats(ben)
        word(anna, word="seen", sequence=first)

    meeting.wait(16, answering=crawling)
    entries = [p for news in ben.told("people") for p in news["people"] if p["participant"] == "anna"]
    assert (entries[-1]["behind"], entries[-1]["connection"]) == (True, "here")


def test_words_show_hands_and_where_people_add() -> None:
    meeting = Meeting()
    anna, ben = started(meeting)
    word(anna, word="hand", up=True)
    word(anna, word="adding", part="timeline", lane="school")
    meeting.commit()
    meeting.wait(0.5)
    entry = next(p for p in ben.told("people")[-1]["people"] if p["participant"] == "anna")
    assert entry["hand"] == 1
    assert entry["adding"] == {"part": "timeline", "lane": "school"}


def test_a_leader_is_followed_and_nobody_else() -> None:
    meeting = Meeting()
    cerys, anna = meeting.join("cerys", "chair"), meeting.join("anna")
    word(anna, word="looking", at={"part": "family"}, lead=True)
    meeting.commit()
    assert cerys.told("following") == []
    word(cerys, word="looking", at={"part": "timeline", "from": 8}, lead=True)
    meeting.commit()
    assert anna.told("following")[-1] == {
        "news": "following", "participant": "cerys", "at": {"part": "timeline", "from": 8},
    }  # fmt: skip
    assert meeting.join("ben").told("following")[-1]["participant"] == "cerys"


def test_whoever_leads_takes_a_hand_down_and_nobody_else_does() -> None:
    meeting = Meeting()
    cerys, anna, ben = meeting.join("cerys", "chair"), meeting.join("anna"), meeting.join("ben")
    word(anna, word="hand", up=True)
    meeting.commit()
    for who, after in ((ben, 1), (cerys, 0)):
        word(who, word="called", participant="anna")
        meeting.commit()
        meeting.wait(0.5)
        entries = [p for news in ben.told("people") for p in news["people"] if p["participant"] == "anna"]
        assert entries[-1]["hand"] == after


def test_a_blanked_wall_is_told_and_a_newcomer_knows() -> None:
    meeting = Meeting()
    cerys, anna = meeting.join("cerys", "chair"), meeting.join("anna")
    assert cerys.told("welcome")[-1]["blank"] is False
    meeting.do(meeting.room.blank(True, 0.0))
    meeting.do(meeting.room.blank(True, 0.0))
    assert [news["blank"] for news in anna.told("wall")] == [True]
    assert meeting.join("ben").told("welcome")[-1]["blank"] is True


def test_when_the_leader_has_gone_nobody_is_followed() -> None:
    meeting = Meeting()
    cerys, anna = meeting.join("cerys", "chair"), meeting.join("anna")
    word(cerys, word="looking", at={"part": "timeline"}, lead=True)
    meeting.commit()
    meeting.leave(cerys, goodbye=True)
    meeting.wait(9)
    assert anna.told("following")[-1]["participant"] == "cerys"
    meeting.wait(2)
    assert anna.told("following")[-1]["participant"] == ""


def test_a_flood_in_a_hold_is_bounded_and_comes_back_on_a_new_socket() -> None:
    meeting = Meeting(limits=RoomLimits(aside=10))
    cerys, anna = meeting.join("cerys", "chair"), meeting.join("anna")
    anna.add_event("move", "Moved")
    meeting.commit()
    meeting.do(meeting.room.hold(meeting.now))
    for _ in range(10):
        anna.type("move", "a")
    meeting.commit()
    assert anna.closed is None
    anna.type("move", "b")
    meeting.commit()
    assert anna.closed == 4508
    meeting.do(meeting.room.unhold(meeting.now))
    meeting.connect(anna)
    anna.send(wire.step_1(anna.doc.get_state()))
    meeting.commit()
    assert cerys.plain() == anna.plain()


def test_a_flood_of_words_is_left_out_and_never_closes() -> None:
    meeting = Meeting()
    anna, _ = started(meeting)
    for up in range(300):
        word(anna, word="hand", up=bool(up % 2))
    word(anna, word="adding", part="family", lane="")
    meeting.commit()
    meeting.wait(0.5)
    entry = meeting.room.presence.everyone()[0]
    assert entry["adding"]["part"] == ""
    assert entry["hand"] <= 8
    assert anna.closed is None


def test_a_seventh_page_of_one_person_is_refused_with_a_sentence() -> None:
    """C12"""
    meeting = Meeting()
    pages = [meeting.join("anna") for _ in range(6)]
    seventh = meeting.join("anna", sync=False)
    assert seventh.closed == 4403
    assert seventh.told("refused")[0]["key"] == "too_many_pages"
    assert all(page.closed is None for page in pages)
    assert meeting.join("ben").closed is None


def test_a_page_that_fell_silent_makes_place_for_a_seventh() -> None:
    """C12"""
    meeting = Meeting(limits=RoomLimits(sockets_each=2))
    old, kept = meeting.join("anna"), meeting.join("anna")
    meeting.wait(11, answering=lambda: word(kept, word="seen", sequence=1))
    assert meeting.join("anna").closed is None
    assert old.closed == 4508
    assert kept.closed is None


@pytest.mark.parametrize("code", [4401, 4410])
def test_somebody_shown_out_is_closed_and_what_they_send_then_is_nothing(code: int) -> None:
    """C04"""
    meeting = Meeting()
    anna, ben = started(meeting)
    anna.add_event("last", "Sent as she was shown out")
    socket = meeting.socket(anna)
    for frame in anna.outbox:
        meeting.do(meeting.room.receive(socket, frame, meeting.now))
    meeting.do(meeting.room.close_person("anna", code, meeting.now))
    meeting.commit()
    assert anna.closed == code
    assert ben.titles() == {"Moved to Swansea"}
    meeting.do(meeting.room.receive(socket, wire.update(new_doc().get_update()), meeting.now))
    if code == 4410:
        assert {"participant": "anna", "connection": "gone"} in ben.told("people")[-1]["people"]


# The document sleeps


def test_a_sleeping_document_wakes_for_an_edit_and_for_a_newcomer() -> None:
    meeting = Meeting()
    anna, ben = started(meeting)
    vector = meeting.room.vector
    meeting.room.sleep()
    assert meeting.room.asleep and not meeting.room.wanted
    assert meeting.room.vector == vector
    anna.add_event("wake", "Still here")
    carol = meeting.join("carol")
    assert meeting.room.wanted
    again = Meeting(log=meeting.logged()).room.gate
    assert again is not None
    meeting.do(meeting.room.wake(again))
    meeting.commit()
    assert carol.titles() == ben.titles() == {"Moved to Swansea", "Still here"}
    assert anna.saved == anna.frames


def test_what_is_written_right_after_a_hold_is_taken_without_another_word() -> None:
    """R4: the answer to the room's question is in line, not yet judged, when the next words come; they are not set
    aside, for nobody would ask for them again."""
    meeting = Meeting()
    anna, ben = meeting.join("anna"), meeting.join("ben")
    meeting.do(meeting.room.hold(meeting.now))
    ben.add_event("held", "In the hold")
    meeting.commit()
    meeting.do(meeting.room.unhold(meeting.now))
    ben.add_event("after", "Right after it")
    meeting.commit()
    assert anna.titles() == {"In the hold", "Right after it"}
    assert ben.saved == ben.frames


def test_a_page_that_left_before_its_words_were_judged_comes_back_with_the_same_client_id() -> None:
    """R6, A29: a stock client keeps its document; its old socket, which is gone, does not stand in its way."""
    meeting = Meeting()
    anna, ben = meeting.join("anna"), meeting.join("ben")
    ben.add_event("first", "On its way")
    meeting.do(meeting.room.receive(meeting.socket(ben), ben.outbox.pop(), meeting.now))
    meeting.leave(ben)
    meeting.judge()
    meeting.commit()
    assert anna.titles() == {"On its way"}
    meeting.connect(ben)
    ben.send(wire.step_1(ben.doc.get_state()))
    meeting.commit()
    ben.add_event("second", "After coming back")
    meeting.commit()
    assert (ben.closed, anna.titles()) == (None, {"On its way", "After coming back"})
    assert ben.saved == ben.frames


def test_saved_follows_the_store_and_not_the_state_vectors() -> None:
    """A09: a deletion leaves every state vector equal, so only the count of what is committed can say saved."""
    meeting = Meeting()
    anna, ben = meeting.join("anna"), meeting.join("ben")
    anna.add_event("moved", "Moved", detail="Said too much")
    meeting.commit()
    text = anna.doc["events"][record_id("moved")]["detail"]
    del text[4:]
    meeting.pass_on()
    assert anna.doc.get_state() == ben.doc.get_state()
    assert anna.saved < anna.frames
    meeting.commit()
    assert anna.saved == anna.frames
    assert ben.plain()["events"][record_id("moved")]["detail"] == "Said"
