"""A long meeting (A20): 500 events, twelve people typing, lines that drop, one of them on a slow page.

    python3 -m tests soak [--seconds 600] [--seed N]
    python3 -m tests soak meeting [--seconds 600] [--seed N]   a whole one, with browsers (tests/longmeeting.py)

A real server in a process of its own; the people speak the socket as ordinary Yjs clients. When the time is over
everybody's document, and the one that a restarted server loads, have one digest; the server's memory has grown by no
more than its budget. Prints one JSON object. A short slice of it is a test (tests/stories/test_soak.py).
"""

import argparse
import asyncio
import hashlib
import json
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from server.document.reading import plain
from tests import longmeeting
from tests.stories.attending import Attendee, Server, join

PEOPLE = 12
ENTRIES = 500
SECONDS = 600.0
MEMORY_MB = 200
"""How much the server may grow by in a whole meeting."""
LINE_DROPS_EVERY = 400
"""One edit in so many is followed by a lost line and a return."""


@dataclass(frozen=True)
class Soaked:
    """What a soak came to. `digests` has one entry when everybody converged; `astray` is how many events more (or
    fewer, below 0) the document holds than were there and were added; `grown_mb` is None where the platform
    does not say; the latency is from an edit to its `saved`, in milliseconds."""

    edits: int
    drops: int
    digests: int
    astray: int
    same_after_restart: bool
    grown_mb: float | None
    saved_p50_ms: float
    saved_p99_ms: float

    @property
    def well(self) -> bool:
        """Whether nothing was lost and the budget was kept."""
        kept = self.grown_mb is None or self.grown_mb <= MEMORY_MB
        return self.digests == 1 and self.astray == 0 and self.same_after_restart and kept


def digest(person: Attendee) -> str:
    """One digest of what a person's page holds."""
    return hashlib.sha256(json.dumps(plain(person.page.doc), sort_keys=True).encode()).hexdigest()


def events(person: Attendee) -> int:
    """How many events a person's page holds."""
    return len(plain(person.page.doc)["events"])


def memory_mb(pid: int) -> float | None:
    """The resident memory of a process; None where the platform does not say."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return None
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


class Typist:
    """Somebody who adds, types, moves and removes for as long as the meeting lasts."""

    def __init__(self, person: Attendee, number: int, dice: random.Random) -> None:
        self.person = person
        self.number = number
        self.edits = 0
        self.drops = 0
        self.waits: list[float] = []
        self._dice = dice
        self._words: list[str] = []

    @property
    def added(self) -> int:
        """How many events this person added."""
        return len(self._words)

    async def write_until(self, end: float) -> None:
        """Edit about five times a second; now and then the line is lost and comes back."""
        while time.monotonic() < end:
            self._edit()
            began = time.monotonic()
            await self.person.settled()
            self.waits.append((time.monotonic() - began) * 1000)
            if self._dice.randrange(LINE_DROPS_EVERY) == 0:
                await self._lose_the_line()
            await asyncio.sleep(self._dice.uniform(0.05, 0.35))

    def _edit(self) -> None:
        page = self.person.page
        self.edits += 1
        if not self._words or self._dice.random() < 0.05:
            self._words.append(f"n{self.number}e{self.edits}")
            page.add_event(self._words[-1], f"Person {self.number}, entry {self.edits}")
        elif self._dice.random() < 0.2:
            page.set_title(self._dice.choice(self._words), f"Person {self.number} says {self.edits}")
        else:
            page.type(self._dice.choice(self._words), self._dice.choice("abcdefghij ŵŷ’—"))

    async def _lose_the_line(self) -> None:
        self.drops += 1
        await self.person.leave()
        self._edit()
        await self.person.connect()
        await self.person.settled()


async def soak(data: Path, *, seconds: float, seed: int, people: int = PEOPLE, entries: int = ENTRIES) -> Soaked:
    """Holds the meeting. Raises TimeoutError where somebody is never told that their words are saved."""
    dice = random.Random(seed)
    server = Server(data, seats=people, options=("--cases", "1", "--entries", str(entries)))
    server.start()
    try:
        links = server.where["cases"][0]["seats"][:people]
        typists = [Typist(await _enter(link, n), n, random.Random(dice.random())) for n, link in enumerate(links)]
        before = memory_mb(server.pid)
        there = events(typists[0].person)
        end = time.monotonic() + seconds
        await asyncio.gather(*(typist.write_until(end) for typist in typists))
        everybody = [typist.person for typist in typists]
        await _all_equal(everybody)
        digests = {digest(person) for person in everybody}
        astray = events(everybody[0]) - there - sum(typist.added for typist in typists)
        after = memory_mb(server.pid)
        for person in everybody:
            await person.leave()
        server.stop()
        server.start()
        again = await _enter(links[0], 10_000)
        same = digest(again) in digests
        await again.leave()
    finally:
        server.stop()
    waits = sorted(wait for typist in typists for wait in typist.waits)
    grown = None if before is None or after is None else round(after - before, 1)
    return Soaked(
        edits=sum(t.edits for t in typists), drops=sum(t.drops for t in typists), digests=len(digests), astray=astray,
        same_after_restart=same, grown_mb=grown, saved_p50_ms=round(waits[len(waits) // 2], 1),
        saved_p99_ms=round(waits[int(len(waits) * 0.99)], 1),
    )  # fmt: skip


async def _enter(link: str, number: int) -> Attendee:
    person = Attendee(join(link), 5_000 + number)
    await person.connect()
    await person.until(lambda: len(person.page.titles()) > 1)
    await person.settled()
    return person


async def _all_equal(everybody: list[Attendee]) -> None:
    """Until every page holds what the first one holds."""
    for person in everybody:
        await person.until(lambda of=person: digest(of) == digest(everybody[0]))  # type: ignore[misc]


def main(arguments: Sequence[str]) -> int:
    """The command. Returns 0 where nothing was lost and the budget was kept."""
    if arguments[:1] == ["meeting"]:
        return longmeeting.main(arguments[1:])
    parser = argparse.ArgumentParser(prog="python3 -m tests soak", description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        soaked = asyncio.run(soak(Path(folder) / "data", seconds=options.seconds, seed=options.seed))
    figures: dict[str, Any] = {"seconds": options.seconds, "seed": options.seed, **asdict(soaked)}
    print(json.dumps(figures, indent=1))
    return 0 if soaked.well else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
