"""Whatever happens in a meeting, in whatever order: disks fill, lines drop, the chair holds and pauses, the engine
panics, the server dies and starts again. In the end everybody has everything that anybody wrote, and knows it."""

import asyncio
import contextlib
import random

import pytest

from server.sync import wire
from server.sync.hub import HubLimits
from server.sync.room import NotStored
from tests.sync.meeting import Page
from tests.sync.test_hub import House, Panic

ROLES = ("chair", "coordinator", "contributor", "contributor")
PATIENCE_S = 20.0


class Story:
    """One meeting of four, and what happens to it."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.house = House(HubLimits(compact_updates=self.chance.choice((3, 10, 500))))
        self.pages: list[Page] = []
        self.written: set[str] = set()

    async def begin(self) -> None:
        """Everybody comes."""
        self.pages = [await self.house.join(f"person {i}", role) for i, role in enumerate(ROLES)]

    async def happen(self) -> None:
        """One thing, to somebody."""
        somebody, storing = self.chance.choice(self.pages), self.house.store.gate.is_set()
        acts = [self._add] * 8 + [self._type] * 3 + [self._drop, self._return, self._disk, self._slow, self._pause]
        if storing:
            acts += [self._settle] * 6 + [self._hold, self._unhold, self._wait, self._die, self._panic, self._ask]
        await self.chance.choice(acts)(somebody)

    async def _add(self, page: Page) -> None:
        title = f"Entry {len(self.written)}"
        page.add_event(title.replace(" ", "_"), title)
        self.written.add(title)

    async def _type(self, page: Page) -> None:
        if titles := sorted(page.titles()):
            page.type(self.chance.choice(titles).replace(" ", "_"), "x")

    async def _settle(self, page: Page) -> None:
        await self.house.settle()

    async def _drop(self, page: Page) -> None:
        if page in self.house.open:
            self.house.pass_on()
            self.house.leave(page, goodbye=False)

    async def _return(self, page: Page) -> None:
        if page.closed is not None or page not in self.house.open:
            self.house.open.pop(page, None)
            await self.house.connect(page)
            page.send(wire.step_1(page.doc.get_state()))

    async def _disk(self, page: Page) -> None:
        self.house.store.full = not self.house.store.full

    async def _slow(self, page: Page) -> None:
        gate = self.house.store.gate
        gate.clear() if gate.is_set() else gate.set()

    async def _pause(self, page: Page) -> None:
        self.house.hub.pause("case-a", not self.house.hub.paused("case-a"))

    async def _hold(self, page: Page) -> None:
        with contextlib.suppress(NotStored):
            await self.house.hub.hold("case-a")

    async def _unhold(self, page: Page) -> None:
        self.house.hub.unhold("case-a")

    async def _wait(self, page: Page) -> None:
        await self.house.advance(self.chance.choice((1, 40)))

    async def _ask(self, page: Page) -> None:
        with contextlib.suppress(NotStored):
            await self.house.hub.write("case-a", lambda doc: None, page.seat.participant)

    async def _die(self, page: Page) -> None:
        """SIGKILL: what was not committed is gone, and so is every line."""
        for each in list(self.house.open):
            del self.house.open[each]
            each.closed = 1006
        for opened in self.house.hub._rooms.values():
            for task in (opened.work, opened.waking, opened.compacting):
                if task is not None:
                    task.cancel()
        self.house.clock._later.clear()
        self.house.start()

    async def _panic(self, page: Page) -> None:
        def panic(*_: object, **__: object) -> object:
            raise Panic

        gates = [gate for opened in self.house.hub._rooms.values() if (gate := opened.room.gate) is not None]
        for gate in gates:
            name = self.chance.choice(("commit", "judge", "judge_batch"))
            gate.__dict__[name] = panic
            await self._add(page)
            await self.house.settle()
            del gate.__dict__[name]

    async def end_well(self) -> None:
        """The disk has room again, nothing is held, and everybody is back."""
        house = self.house
        house.store.full = False
        house.store.gate.set()
        for _ in range(3):
            house.hub.unhold("case-a")
            house.hub.pause("case-a", False)
            for page in self.pages:
                await self._return(page)
            await house.settle()
            await house.advance(2)


@pytest.mark.parametrize("seed", range(40))
async def test_nobody_loses_a_word_whatever_happens(seed: int) -> None:
    """R1 to R6, H1 to H4, J04."""
    story = Story(seed)
    async with asyncio.timeout(PATIENCE_S):
        await story.begin()
        for _ in range(story.chance.randint(5, 40)):
            await story.happen()
        await story.end_well()
    held = await story.house.hub.plain("case-a", whole=True)
    for page in story.pages:
        assert page.titles() == story.written
        assert page.plain() == held
        assert page.saved == page.frames
