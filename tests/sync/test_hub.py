"""The hub: rooms on the event loop, with a store that commits, delays or fails when it is told, and a clock
that moves when it is told. Nothing here sleeps."""

import asyncio
import gc
import json
import weakref
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import pytest
from pycrdt import Map

from server.domain.errors import Refusal
from server.sync import wire
from server.sync.gate import Logged, Stored
from server.sync.hub import Connection, Hub, HubLimits, Outbound, WorkingCopy
from server.sync.room import Kept, Mode, NotStored, Refused
from tests.sync.meeting import AT, EPOCH, Page, record_id, seat


class Loaded(NamedTuple):
    """What the store gives a room."""

    stored: Stored | None
    updates: Sequence[Logged]


class Store:
    """Keeps logs in memory. `full` makes every write fail; `gate` holds commits back until it is set."""

    def __init__(self) -> None:
        self.logs: dict[str, list[Logged]] = {}
        self.states: dict[str, Stored] = {}
        self.full = False
        self.gate = asyncio.Event()
        self.gate.set()
        self.batches: list[int] = []
        self.loads = 0
        self.compactions = 0

    async def load(self, working_copy: str) -> Loaded:
        self.loads += 1
        return Loaded(self.states.get(working_copy), list(self.logs.get(working_copy, [])))

    async def append(self, working_copy: str, kept: Sequence[Kept]) -> int:
        await self.gate.wait()
        await asyncio.sleep(0)
        if self.full:
            raise OSError("disk full")
        log = self.logs.setdefault(working_copy, [])
        log += [Logged(each.update, each.author) for each in kept]
        self.batches.append(len(kept))
        return len(log)

    async def compact(self, working_copy: str, stored: Stored, through: int) -> None:
        self.compactions += 1
        self.states[working_copy] = stored
        self.logs[working_copy] = []

    async def probe(self, working_copy: str) -> None:
        await asyncio.sleep(0)
        if self.full:
            raise OSError("disk full")


class Clock:
    """Time that stands still until `advance`."""

    def __init__(self) -> None:
        self.time = 0.0
        self._later: list[tuple[float, int, Callable[[], None], Waiting]] = []
        self._made = 0

    def now(self) -> float:
        return self.time

    def instant(self) -> str:
        return AT

    def call_later(self, seconds: float, call: Callable[[], None]) -> "Waiting":
        waiting = Waiting()
        self._made += 1
        self._later.append((self.time + seconds, self._made, call, waiting))
        return waiting

    def due(self, until: float) -> Callable[[], None] | None:
        """What is due next, up to a time; moves the time to it."""
        self._later = [each for each in self._later if not each[3].cancelled]
        ready = sorted(each for each in self._later if each[0] <= until + 1e-9)
        if not ready:
            self.time = until
            return None
        self._later.remove(ready[0])
        self.time = max(self.time, ready[0][0])
        return ready[0][2]


class Waiting:
    """A timer that can be called off."""

    def __init__(self) -> None:
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True

    def __lt__(self, other: object) -> bool:
        return False


class Line:
    """A link that delivers at once; `full` takes nothing more."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.full = False

    def send(self, frame: bytes, *, counted: bool = True) -> bool:
        if self.full:
            return False
        self.page.hear(frame)
        return True

    def close(self, code: int) -> None:
        self.page.closed = code

    cut = close


class House:
    """A hub with one case, its pages, its store and its clock."""

    def __init__(self, limits: HubLimits | None = None) -> None:
        self.store = Store()
        self.clock = Clock()
        self.working_copy: WorkingCopy | None = WorkingCopy("copy-1", EPOCH, Mode.usual())
        self.refused: list[tuple[str, Refused]] = []
        self.limits = limits
        self.open: dict[Page, Connection] = {}
        self.lines: dict[Page, Line] = {}
        self._client = 100
        self.start()

    def start(self) -> None:
        """A new process with the same store."""
        self.hub = Hub(
            self.store,
            self.present,
            clock=self.clock,
            limits=self.limits,
            refused=lambda case, refused: self.refused.append((case, refused)),
            new_client=lambda: 7,
        )

    async def present(self, case: str, document: str) -> WorkingCopy | None:
        return self.working_copy if (case, document) == ("case-a", "shared") else None

    async def join(self, name: str, role: str = "contributor", *, sync: bool = True) -> Page:
        self._client += 1
        page = Page(seat(name, role), self._client)
        await self.connect(page)
        if sync:
            page.send(wire.step_1(page.doc.get_state()))
            await self.settle()
        return page

    async def connect(self, page: Page, *, case: str = "case-a", document: str = "shared", epoch: int = EPOCH) -> None:
        page.outbox.clear()
        page.frames, page.closed = 0, None
        self.lines[page] = Line(page)
        entered = await self.hub.enter(case, document, page.seat, epoch, self.lines[page])
        if entered is not None:
            self.open[page] = entered

    def leave(self, page: Page, *, goodbye: bool = True) -> None:
        self.open.pop(page).leave(goodbye=goodbye)

    def pass_on(self) -> float:
        """Hand over what pages have sent; the longest pause that was asked for."""
        pause = 0.0
        for page, connection in list(self.open.items()):
            sent, page.outbox = page.outbox, []
            if page.closed is None:
                pause = max([pause, *(connection.receive(frame) for frame in sent)])
        return pause

    async def settle(self) -> None:
        """Until nothing moves any more (threads that load a document included)."""
        for _ in range(3):
            self.pass_on()
            for _ in range(6):
                await asyncio.sleep(0)
            for opened in list(self.hub._rooms.values()):
                for task in (
                    opened.waking,
                    opened.work if self.store.gate.is_set() else None,
                    opened.compacting,
                ):
                    if task is not None:
                        await task
            self.pass_on()

    async def advance(self, seconds: float) -> None:
        until = self.clock.time + seconds
        while (call := self.clock.due(until)) is not None:
            call()
            await self.settle()


@pytest.fixture
async def house() -> House:
    return House()


async def started(house: House) -> tuple[Page, Page]:
    anna, ben = await house.join("anna"), await house.join("ben")
    anna.add_event("move", "Moved to Swansea")
    await house.settle()
    return anna, ben


async def test_what_one_person_adds_the_other_sees_after_the_commit(house: House) -> None:
    """R1, J04"""
    anna, ben = await started(house)
    assert ben.titles() == {"Moved to Swansea"}
    house.store.gate.clear()
    anna.add_event("school", "Began school")
    await house.settle()
    assert "Began school" not in ben.titles()
    assert anna.saved == anna.frames - 1
    house.store.gate.set()
    await house.settle()
    assert "Began school" in ben.titles()
    assert anna.saved == anna.frames


async def test_while_one_batch_is_stored_the_next_gathers(house: House) -> None:
    """R3"""
    anna, ben = await started(house)
    house.store.gate.clear()
    for letter in "abc":
        anna.type("move", letter)
        await house.settle()
    house.store.gate.set()
    await house.settle()
    assert house.store.batches[-2:] == [1, 1]
    assert (anna.saved, ben.plain()) == (anna.frames, anna.plain())


async def test_the_case_of_one_room_is_not_another(house: House) -> None:
    anna, _ = await started(house)
    lost = Page(seat("carol"), 300)
    await house.connect(lost, case="case-b")
    assert (lost.closed, lost.told("ended")[0]["reason"]) == (4409, "no_working_copy")
    sealed = Page(seat("carol"), 301)
    await house.connect(sealed, document="somebody's own")
    assert sealed.closed == 4409
    assert house.hub.rooms == 1
    assert anna.closed is None


async def test_a_disk_that_fills_and_empties_loses_nothing(house: House) -> None:
    """J04: nothing is acknowledged, everyone is told, and it recovers by itself."""
    anna, ben = await started(house)
    house.store.full = True
    anna.add_event("school", "Began school")
    await house.settle()
    ben.add_event("job", "Mum found work")
    await house.advance(5)
    assert [news["able"] for news in ben.told("storing")] == [False]
    assert ben.titles() == {"Moved to Swansea", "Mum found work"}
    assert anna.saved == anna.frames - 1
    with pytest.raises(NotStored):
        await house.hub.write("case-a", lambda doc: None, "anna")
    house.store.full = False
    await house.advance(1)
    assert [news["able"] for news in ben.told("storing")] == [False, True]
    assert anna.titles() == ben.titles() == {"Moved to Swansea", "Began school", "Mum found work"}
    assert (anna.saved, ben.saved) == (anna.frames, ben.frames)


async def test_a_slow_reader_is_closed_and_nobody_else_waits(house: House) -> None:
    """C11, H1"""
    anna, ben = await started(house)
    carol = await house.join("carol")
    house.lines[carol].full = True
    anna.type("move", "!")
    await house.settle()
    assert carol.closed == 4508
    assert ben.plain() == anna.plain()
    back = await house.join("carol")
    assert back.plain() == anna.plain()


async def test_a_queue_counts_bytes_and_cuts_and_answers_do_not_count() -> None:
    """C11"""
    taken: list[bytes] = []
    closed: list[int] = []
    drained = asyncio.Event()

    async def send(frame: bytes) -> None:
        await drained.wait()
        taken.append(frame)

    async def close(code: int) -> None:
        closed.append(code)

    line = Outbound(send, close, most=100)
    assert line.send(bytes(60))
    await asyncio.sleep(0)
    assert line.send(bytes(1000), counted=False)
    assert not line.send(bytes(1000), counted=False), "a second answer, while the first waits, fills the queue"
    assert line.send(bytes(40))
    assert not line.send(bytes(1))
    drained.set()
    for _ in range(5):
        await asyncio.sleep(0)
    assert [len(frame) for frame in taken] == [60, 1000, 40]
    assert line.send(bytes(100))
    line.close(4409)
    assert line.send(b"after the close")
    await line.closed.wait()
    assert (len(taken), closed) == (4, [4409])


async def test_a_queue_that_is_cut_sends_nothing_more() -> None:
    taken: list[bytes] = []
    never = asyncio.Event()

    async def send(frame: bytes) -> None:
        await never.wait()
        taken.append(frame)

    async def close(code: int) -> None:
        await never.wait()

    line = Outbound(send, close, most=100)
    line.send(bytes(10))
    await asyncio.sleep(0)
    line.cut(4508)
    await line.closed.wait()
    assert taken == []


async def test_two_hundred_updates_a_second_are_read_at_once_and_more_of_them_slowly(house: House) -> None:
    anna, ben = await started(house)
    for _ in range(150):
        anna.type("move", "a")
    assert house.pass_on() == 0.0
    for _ in range(100):
        anna.type("move", "b")
    pause = house.pass_on()
    assert 0.1 < pause < 1.0
    await house.settle()
    assert anna.closed is None
    assert ben.plain() == anna.plain()


async def test_asking_for_everything_again_and_again_is_read_slowly(house: House) -> None:
    anna, _ = await started(house)
    for _ in range(20):
        anna.send(wire.step_1(b"\x00"))
    assert house.pass_on() > 0.5
    assert anna.closed is None


async def test_large_frames_are_read_slowly_long_before_they_fill_the_memory(house: House) -> None:
    anna, _ = await started(house)
    for n in range(60):
        anna.add_event(f"e{n}", detail="x" * 19_000)
    assert house.pass_on() == 0.0
    for n in range(60, 280):
        anna.add_event(f"e{n}", detail="x" * 19_000)
    assert house.pass_on() > 0.5
    await house.settle()
    assert anna.closed is None


async def test_a_working_copy_that_the_store_gave_to_another_ends_here(house: House) -> None:
    anna, ben = await started(house)

    async def moved_on(working_copy: str, kept: Sequence[Kept]) -> int:
        raise Refusal("moved_on", status=409)

    house.store.append = moved_on  # type: ignore[method-assign]
    anna.add_event("late", "Too late")
    await house.settle()
    assert (anna.closed, ben.closed) == (4409, 4409)
    assert ben.told("ended")[0]["reason"] == "moved_on"
    assert anna.saved == anna.frames - 1
    assert house.hub.rooms == 0


async def test_without_a_limit_nothing_is_read_slowly() -> None:
    house = House(HubLimits(updates_per_s=None))
    anna, _ = await started(house)
    for _ in range(500):
        anna.type("move", "a")
    assert house.pass_on() == 0.0
    await house.settle()


async def test_a_cursor_flood_reaches_others_ten_times_a_second_and_their_edits_at_once(house: House) -> None:
    """B06"""
    anna, ben = await started(house)
    before = len(ben.carets)
    for step in range(200):
        anna.send(wire.carets([(anna.doc.client_id, step, json.dumps({"cursor": step}))]))
        house.pass_on()
        await house.advance(0.005)
    assert 9 <= len(ben.carets) - before <= 11
    anna.type("move", "!")
    await house.settle()
    assert ben.plain() == anna.plain()
    assert anna.closed is None


async def test_beats_come_without_anybody_asking(house: House) -> None:
    anna, _ = await started(house)
    await house.advance(7)
    assert [news["sequence"] for news in anna.told("beat")] == [1, 2, 3]


async def test_a_page_that_falls_silent_is_shown_and_then_closed(house: House) -> None:
    """B09"""
    anna, ben = await started(house)

    async def pass_time(seconds: int, *awake: Page) -> None:
        for _ in range(seconds):
            await house.advance(1)
            for page in awake:
                page.send(wire.word(json.dumps({"word": "seen", "sequence": page.told("beat")[-1]["sequence"]})))

    await house.advance(3)
    await pass_time(1, anna, ben)
    await pass_time(12, ben)
    states = [p["connection"] for n in ben.told("people") for p in n["people"] if p["participant"] == "anna"]
    assert states[-1] == "reconnecting"
    await pass_time(36, ben)
    assert anna.closed == 4508
    assert ben.closed is None


async def test_a_log_is_compacted_when_it_is_long_and_when_the_room_empties() -> None:
    house = House(HubLimits(compact_updates=20))
    anna, ben = await started(house)
    for _ in range(25):
        anna.type("move", "a")
        await house.settle()
    assert house.store.compactions == 1
    anna.type("move", "z")
    await house.settle()
    held = anna.plain()
    house.leave(anna)
    house.leave(ben)
    await house.settle()
    assert house.store.compactions == 2
    assert house.store.logs["copy-1"] == []
    house.start()
    assert await house.hub.plain("case-a") == held


async def test_a_quiet_room_drops_its_document_and_brings_it_back_the_same(house: House) -> None:
    """H3"""
    anna, ben = await started(house)
    held = anna.plain()
    await house.advance(40)
    assert house.hub.counts["rooms_asleep"] == 1
    assert anna.closed is None
    carol = await house.join("carol")
    assert carol.plain() == held
    await house.advance(40)
    assert house.hub.counts["rooms_asleep"] == 2
    anna.type("move", "!")
    await house.settle()
    assert anna.saved == anna.frames
    assert ben.plain() == anna.plain() == carol.plain() != held
    await house.advance(40)
    assert await house.hub.plain("case-a") == anna.plain()


async def test_an_empty_room_is_let_go_after_five_minutes_and_opens_the_same(house: House) -> None:
    """J14, H3"""
    anna, ben = await started(house)
    held = anna.plain()
    house.leave(anna)
    house.leave(ben)
    await house.advance(299)
    assert house.hub.rooms == 1
    await house.advance(2)
    assert house.hub.rooms == 0
    assert (await house.join("carol")).plain() == held


async def test_twelve_people_come_back_after_a_restart_and_nothing_is_doubled(house: House) -> None:
    """A29"""
    pages = [await house.join(f"person{n}") for n in range(12)]
    for n, page in enumerate(pages):
        page.add_event(f"entry{n}", f"Entry {n}")
    await house.settle()
    before, rows = pages[0].plain(), sum(house.store.batches)
    house.open.clear()
    house.start()
    for page in pages:
        await house.connect(page)
        page.send(wire.step_1(page.doc.get_state()))
    await house.settle()
    assert sum(house.store.batches) == rows
    assert await house.hub.plain("case-a") == before == pages[11].plain()


async def test_many_pages_at_once_open_one_room(house: House) -> None:
    pages = [Page(seat(f"p{n}"), 500 + n) for n in range(20)]
    await asyncio.gather(*(house.connect(page) for page in pages))
    assert house.store.loads == 1
    assert house.hub.sockets == 20


async def test_the_server_writes_and_is_told_when_it_is_stored(house: House) -> None:
    anna, ben = await started(house)
    written = await house.hub.write(
        "case-a",
        lambda doc: doc.get("events", type=Map)[record_id("move")].__setitem__("lane", "moves"),
        "anna",
    )
    assert written.accepted is not None
    assert written.accepted.touched == (("events", record_id("move"), "lane"),)
    assert house.store.logs["copy-1"][-1].author == "anna"
    assert (
        ben.plain()["events"][record_id("move")]["lane"] == "moves" == anna.plain()["events"][record_id("move")]["lane"]
    )


async def test_what_an_edit_of_the_servers_raises_comes_out_of_it(house: House) -> None:
    await started(house)

    def wrong(doc: Any) -> None:
        raise LookupError("no such record")

    with pytest.raises(LookupError):
        await house.hub.write("case-a", wrong, "anna")
    house.store.full = True
    with pytest.raises(NotStored):
        await house.hub.write(
            "case-a",
            lambda doc: doc.get("events", type=Map)[record_id("move")].__setitem__("lane", "school"),
            "anna",
        )


async def test_a_hold_gives_the_state_with_everything_that_had_arrived(house: House) -> None:
    """H02"""
    cerys = await house.join("cerys", "chair")
    anna, ben = await started(house)
    house.store.gate.clear()
    anna.add_event("just", "Just before")
    house.pass_on()
    held = asyncio.ensure_future(house.hub.hold("case-a"))
    for _ in range(10):
        await asyncio.sleep(0)
    ben.add_event("late", "In the hold")
    house.pass_on()
    assert not held.done()
    house.store.gate.set()
    state = await held
    assert state is not None
    assert {event["title"] for event in state["events"].values()} == {"Moved to Swansea", "Just before"}
    assert house.hub.held("case-a")
    await house.settle()
    assert cerys.titles() == {"Moved to Swansea", "Just before"}
    house.hub.unhold("case-a")
    await house.settle()
    assert cerys.titles() == {"Moved to Swansea", "Just before", "In the hold"}
    assert ben.saved == ben.frames


async def test_a_hold_cannot_be_had_while_nothing_can_be_stored(house: House) -> None:
    anna, _ = await started(house)
    house.store.full = True
    anna.add_event("school", "Began school")
    await house.settle()
    with pytest.raises(NotStored):
        await house.hub.hold("case-a")
    assert not house.hub.held("case-a")


async def test_a_frozen_working_copy_closes_its_room_and_the_next_one_opens_another(house: House) -> None:
    anna, ben = await started(house)
    await house.hub.hold("case-a")
    anna.add_event("late", "Too late")
    await house.settle()
    await house.hub.end("case-a", "frozen", 1)
    for page in (anna, ben):
        assert (page.closed, page.told("frozen")[0]["version"]) == (4409, 1)
    assert anna.saved == anna.frames - 1
    assert house.hub.rooms == 0
    house.working_copy = WorkingCopy("copy-2", EPOCH + 1, Mode.usual())
    house.open.clear()
    await house.connect(anna)
    assert (anna.closed, anna.told("ended")[-1]["reason"]) == (4409, "moved_on")
    assert await house.hub.plain("case-a") == Page(seat("x"), 1).plain()


async def test_leaving_by_every_door(house: House) -> None:
    """C04, C05, C07"""
    anna, ben = await started(house)
    phone = await house.join("anna")
    carol = await house.join("carol")
    house.hub.close_sign_in("carol's sign-in")
    assert (carol.closed, anna.closed) == (4401, None)
    house.hub.close_person("anna", 4410)
    assert (anna.closed, phone.closed, ben.closed) == (4410, 4410, None)
    assert [p["participant"] for p in house.hub.people("case-a")] == ["ben", "carol"]
    house.hub.close_all()
    assert ben.closed == 1012


async def test_a_seat_that_is_lost_on_one_case_closes_that_one_also_for_who_is_just_coming_in(house: House) -> None:
    """C04: at the door of another case nobody is turned away."""
    anna, ben = await started(house)
    house.hub.close_seat("case-b", "anna", 4410)
    assert anna.closed is None
    with house.hub.opening() as opening:
        house.hub.close_seat("case-a", "anna", 4410)
        assert opening.closed(seat("anna"), "case-a") == 4410
        assert opening.closed(seat("anna"), "case-b") is None and opening.closed(seat("ben"), "case-a") is None
    assert (anna.closed, ben.closed) == (4410, None)


async def test_a_refusal_is_told_to_the_audit_without_its_content(house: House) -> None:
    """Shared rule 2."""
    await started(house)
    carol = await house.join("carol", "observer")
    carol.add_event("secret", "What nobody may read in a log")
    await house.settle()
    case, refused = house.refused[0]
    assert (case, refused.participant, refused.reason) == ("case-a", "carol", "an observer's edit")
    assert refused.size > 0 and len(refused.digest) == 64
    assert "nobody" not in repr(refused)


async def test_watchers_hear_of_commits_and_of_the_leader(house: House) -> None:
    cerys = await house.join("cerys", "chair")
    heard: list[int] = []
    stop = await house.hub.watch("case-a", lambda: heard.append(1))
    cerys.add_event("move")
    await house.settle()
    assert len(heard) == 1
    cerys.send(wire.word(json.dumps({"word": "looking", "at": {"part": "timeline"}, "lead": True})))
    await house.settle()
    assert len(heard) == 2
    assert house.hub.following("case-a") == {"participant": "cerys", "at": {"part": "timeline"}}
    stop()
    cerys.type("move", "!")
    await house.settle()
    assert len(heard) == 2


async def test_nothing_of_a_room_is_told_before_somebody_is_admitted(house: House) -> None:
    """A21: who has not entered has no connection, and a hub that is not asked opens nothing."""
    assert house.hub.rooms == 0
    assert house.hub.people("case-a") == []
    assert house.store.loads == 0


async def test_stopping_commits_what_is_on_its_way(house: House) -> None:
    anna, _ = await started(house)
    house.store.gate.clear()
    anna.add_event("last", "The last one")
    house.pass_on()
    await asyncio.sleep(0)
    stopping = asyncio.ensure_future(house.hub.stop())
    await asyncio.sleep(0)
    house.store.gate.set()
    await stopping
    house.start()
    state = await house.hub.plain("case-a")
    assert state is not None and record_id("last") in state["events"]


async def test_a_judgement_that_breaks_off_takes_nothing_in_and_the_room_goes_on(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shared rule 1: whatever nobody foresaw."""
    anna, ben = await started(house)
    room = house.hub._rooms["case-a", "shared"].room
    gate = room.gate
    assert gate is not None
    monkeypatch.setattr(gate, "judge_batch", lambda updates, sender: 1 / 0)
    anna.add_event("school", "Began school")
    await house.settle()
    assert anna.closed == 4503
    monkeypatch.undo()
    await house.connect(anna)
    anna.send(wire.step_1(anna.doc.get_state()))
    await house.settle()
    assert ben.titles() == {"Moved to Swansea", "Began school"}
    assert anna.saved == anna.frames


async def test_a_full_disk_is_a_refusal_of_the_store_and_ends_no_room(house: House) -> None:
    """J04: storage says it with a Refusal of its own (CannotStore), as it says that a working copy has ended."""
    anna, ben = await started(house)
    honest_append, honest_probe = house.store.append, house.store.probe

    async def full(*_: Any) -> int:
        raise Refusal("cannot_store", status=503)

    house.store.append = house.store.probe = full  # type: ignore[method-assign, assignment]
    anna.add_event("school", "Began school")
    await house.advance(3)
    assert [news["able"] for news in ben.told("storing")] == [False]
    assert (anna.closed, ben.closed, house.hub.rooms) == (None, None, 1)
    house.store.append, house.store.probe = honest_append, honest_probe  # type: ignore[method-assign]
    await house.advance(1)
    assert ben.titles() == {"Moved to Swansea", "Began school"}
    assert anna.saved == anna.frames


class Panic(BaseException):
    """What comes out of an engine that panics: no Exception."""


async def test_what_was_stored_and_could_not_be_applied_comes_back_from_the_log(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """H4: the room is left and never stored in place of its log; nobody misses what was committed."""
    anna, ben = await started(house)
    gate = house.hub._rooms["case-a", "shared"].room.gate
    assert gate is not None

    def panic(_: Any) -> bytes:
        raise Panic

    monkeypatch.setattr(gate, "commit", panic)
    anna.add_event("school", "Began school")
    await house.settle()
    assert (anna.closed, ben.closed, house.store.compactions, house.hub.rooms) == (4503, 4503, 0, 0)
    assert ben.titles() == {"Moved to Swansea"} and anna.saved == anna.frames - 1
    house.open.clear()
    for page in (anna, ben):
        await house.connect(page)
        page.send(wire.step_1(page.doc.get_state()))
    await house.settle()
    assert anna.titles() == ben.titles() == {"Moved to Swansea", "Began school"}
    assert anna.saved == anna.frames


async def test_a_panic_while_judging_takes_nothing_in_and_the_room_goes_on(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A17: a panic of the engine is not an Exception; the room is not left with frames that nobody settles."""
    anna, ben = await started(house)
    gate = house.hub._rooms["case-a", "shared"].room.gate
    assert gate is not None

    def panic(*_: Any, **__: Any) -> Any:
        raise Panic

    monkeypatch.setattr(gate, "judge_batch", panic)
    anna.add_event("school", "Began school")
    await house.settle()
    assert (anna.closed, ben.closed) == (4503, None)
    monkeypatch.undo()
    ben.add_event("job", "Mum found work")
    await house.settle()
    assert ben.saved == ben.frames


async def test_the_clock_goes_on_for_other_rooms_when_one_breaks(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """H4: beats, holds and letting go hang on one timer for all."""
    anna, _ = await started(house)
    room = house.hub._rooms["case-a", "shared"].room
    monkeypatch.setattr(type(room), "tick", lambda self, now: 1 / 0)
    await house.advance(1)
    assert anna.closed == 4503
    monkeypatch.undo()
    house.open.clear()
    await house.connect(anna)
    await house.advance(10)
    assert anna.told("beat")


async def test_a_hold_that_fails_holds_nobody(house: House) -> None:
    """The document sleeps and cannot be loaded: the chair is told, and nobody's words wait for nothing."""
    await started(house)
    await house.advance(60)
    opened = house.hub._rooms["case-a", "shared"]
    assert opened.room.asleep
    honest = house.store.load

    async def fails(working_copy: str) -> Loaded:
        raise OSError("the disk cannot be read")

    house.store.load = fails  # type: ignore[method-assign]
    with pytest.raises(OSError, match="cannot be read"):
        await house.hub.hold("case-a")
    assert not house.hub.held("case-a")
    house.store.load = honest  # type: ignore[method-assign]


async def test_a_meeting_that_opens_while_its_room_is_loaded_is_open_in_it(house: House) -> None:
    house.working_copy = WorkingCopy("copy-1", EPOCH, Mode.usual(open=False))
    honest = house.store.load

    async def slowly(working_copy: str) -> Loaded:
        loaded = await honest(working_copy)
        house.working_copy = WorkingCopy("copy-1", EPOCH, Mode.usual(open=True))
        house.hub.set_mode("case-a", Mode.usual(open=True))
        return loaded

    house.store.load = slowly  # type: ignore[method-assign]
    anna = await house.join("anna")
    assert anna.told("welcome")[0]["open"] is True


async def test_an_answer_that_finds_no_place_closes_the_socket(house: House) -> None:
    """C11: a page that was not answered would wait for ever; closed, it comes back and catches up."""
    anna, _ = await started(house)
    house.lines[anna].full = True
    anna.send(wire.step_1(anna.doc.get_state()))
    await house.settle()
    assert anna.closed == 4508


async def test_once_settled_the_document_has_what_the_log_has(house: House) -> None:
    """H02: between the commit and its news the log is ahead of the document. Who freezes reads the log's number
    first, then waits for this, then reads the content: nothing that was committed falls between."""
    anna, _ = await started(house)
    house.store.gate.clear()
    anna.add_event("late", "Stored, and not yet told")
    house.pass_on()
    await asyncio.sleep(0)
    settled = asyncio.ensure_future(house.hub.settled("case-a"))
    await asyncio.sleep(0)
    assert not settled.done()
    house.store.gate.set()
    await settled
    state = await house.hub.plain("case-a", whole=True)
    assert state is not None and record_id("late") in state["events"]


async def test_a_document_that_is_dropped_leaves_nothing_in_memory(house: House) -> None:
    """H3: the engine frees no document that is still observed."""
    anna, _ = await started(house)
    room = house.hub._rooms["case-a", "shared"].room
    gate = room.gate
    assert gate is not None
    dropped: list[weakref.ref[Any]] = [weakref.ref(gate.main), weakref.ref(gate.shadow), weakref.ref(gate)]
    gate.rebuild()
    dropped.append(weakref.ref(gate.shadow))
    del gate
    await house.advance(40)
    assert room.asleep
    gc.collect()
    assert [ref() for ref in dropped] == [None] * 4
    assert anna.closed is None
