"""A whole meeting with everything that goes wrong in one: 4 browsers and 8 socket clients, people who come late by the
code of the door, lines that drop, a server that is killed, a chair whose laptop dies, a rest, the freeze at the end.

    python3 -m tests soak meeting [--seconds 600] [--seed N]

When it is over everybody holds one document with every entry in it once, the version holds all of them, nobody is left
waiting, and the hand-overs are in the audit. Prints one JSON object. 30 seconds of it are a test
(tests/stories/test_soak.py).
"""

import argparse
import asyncio
import json
import random
import re
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from html import unescape
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

from tests.browser import chromium
from tests.stories.attending import Attendee, Badge, Server, ask, join
from tests.stories.freezing import freeze, hold, read

SOCKETS = 8
LATE = 2
"""Of the socket clients, those who come by the code of the door in the middle of the meeting."""
SECONDS = 600.0
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
PACED_S = 120.0
"""A meeting longer than this has no more entries than one of this length: about 1,600."""
REST_MS = 600_000
BACK_S = 60.0
"""How long a test waits for what the pages do by themselves: a lost line found again, a document that is equal."""


@dataclass(frozen=True)
class Met:
    """What a meeting came to. `lost` are entries that somebody added and that are not in the version, `doubled` those
    that stand in the document more than once; `documents` how many different documents people held at the end; `led`
    how often the lead changed hands by the audit; `back_s` the longest that a socket client was without a line."""

    entries: int
    drops: int
    lost: int
    doubled: int
    documents: int
    waiting: int
    led: int
    versions: int
    told_of_version: int
    back_s: float

    @property
    def well(self) -> bool:
        """Whether nothing was lost, nobody stuck, and one version made."""
        good = self.documents == 1 and self.versions == 1 and self.led >= 2
        return good and not (self.lost or self.doubled or self.waiting)


class Client:
    """Somebody who adds entries over a socket for as long as the meeting lasts, whatever happens to the line."""

    def __init__(self, badge: Badge, number: int, dice: random.Random) -> None:
        self.person = Attendee(badge, 7_000 + number)
        self.number = number
        self.drops = 0
        self.away_s = 0.0
        self.added: dict[str, str] = {}
        """The words of an entry -> its title."""
        self._dice = dice

    async def enter(self) -> None:
        """Comes in and has the whole document."""
        await self.person.connect()
        await self.person.until(lambda: len(self.person.page.titles()) > 1)
        await self.person.settled()

    async def write_until(self, end: float, rests: asyncio.Event) -> None:
        """Adds an entry now and then; after a lost line comes back by itself, and goes on. In a long meeting people
        write as often as people do, in a short one as much as in a long one."""
        pace = max(1.0, (end - time.monotonic()) / PACED_S)
        while time.monotonic() < end:
            await self.stay()
            if not rests.is_set():
                self._add()
                await self.person.flush()
            if self._dice.randrange(60) == 0:
                self.drops += 1
                await self.person.leave()
                self._add()
            await asyncio.sleep(self._dice.uniform(0.2, 0.9) * pace)
        await self.stay()

    def _add(self) -> None:
        word = f"n{self.number}x{len(self.added)}"
        self.added[word] = f"Said {self.number}.{len(self.added)};"
        self.person.page.add_event(word, self.added[word])

    async def stay(self) -> None:
        """On the line: at once, or as soon as there is a server again."""
        began = time.monotonic()
        while self.person.code is not None:
            with suppress(OSError, TimeoutError, EOFError):
                await self.person.connect()
                await self.person.until(lambda: bool(self.person.page.told("welcome")) or self.person.code is not None)
            if self.person.code is not None:
                await asyncio.sleep(0.3)
            assert time.monotonic() - began < BACK_S, "there is a server again"
        self.away_s = max(self.away_s, time.monotonic() - began)


class Table:
    """The people in browsers: the chair, the coordinator, somebody on a laptop, somebody on a phone."""

    def __init__(self, browser: Browser, where: dict[str, Any]) -> None:
        self._browser = browser
        self._where = where
        self.pages: dict[str, Page] = {}
        self.typed: list[str] = []

    async def sit(self) -> None:
        """Everybody comes in by their own link."""
        links = {"chair": self._where["chair"], "coordinator": self._where["coordinator"]}
        links |= {"laptop": self._where["seats"][0], "phone": self._where["seats"][1]}
        for name, link in links.items():
            self.pages[name] = await self._enter(link, **(PHONE if name == "phone" else {}))

    async def _enter(self, link: str, **options: Any) -> Page:
        context = await self._browser.new_context(locale="en-GB", **options)
        page = await context.new_page()
        await page.goto(link)
        if not page.url.endswith("/room"):
            await page.locator(".dock button.main").click()
        await page.wait_for_url("**/room")
        await _stands(page, "connection.link === 'live'")
        return page

    async def type_until(self, end: float, rests: asyncio.Event) -> None:
        """The laptop's person adds by its fields, as people do; what is typed while the line is gone waits."""
        field, number = self.pages["laptop"].locator("#add-title"), 0
        while time.monotonic() < end:
            if not rests.is_set():
                number += 1
                # the room may begin to rest between the look and the key: then it waits as a person does
                await field.fill(f"Typed {number};", timeout=REST_MS)
                await field.press("Enter", timeout=REST_MS)
                await asyncio.sleep(0.5)
                if await field.input_value() == "":
                    self.typed.append(f"Typed {number};")
            await asyncio.sleep(1.0)

    async def laptop_dies(self, seconds: float) -> None:
        """The chair's page is gone; the coordinator leads until she is back on another device and takes it back."""
        await self.pages["chair"].context.close()
        hers = self.pages["coordinator"]
        if seconds > 100:
            await hers.locator("section.who-leads button").click(timeout=90_000)
        else:
            await hers.evaluate("document.querySelector('gwead-room').room.takeLead()")
        await asyncio.sleep(min(5.0, seconds / 10))
        page = self.pages["chair"] = await self._enter(self._where["chair"])
        await page.locator(".who-leads button").click(timeout=30_000)

    async def rests(self, rest: bool) -> None:
        """The chair lets the room rest, or go on."""
        await self.pages["chair"].evaluate(f"document.querySelector('gwead-room').room.pause({str(rest).lower()})")
        for name in ("laptop", "phone"):
            await _stands(self.pages[name], f"paused === {str(rest).lower()}")

    async def events(self, name: str) -> dict[str, Any]:
        """What a page's document holds of the timeline: id -> title."""
        held: dict[str, Any] = await self.pages[name].evaluate(
            "Object.fromEntries(Object.entries(document.querySelector('gwead-room').plain().events)"
            ".map(([id, event]) => [id, event.title]))"
        )
        return held

    async def told_of_version(self) -> int:
        """How many of the pages say that there is a version now."""
        told = 0
        for page in self.pages.values():
            with suppress(AssertionError):
                await _stands(page, "ended?.reason === 'frozen'")
                told += 1
        return told


async def _stands(page: Page, what: str) -> None:
    """Waits until something is true of a page's room."""
    until = time.monotonic() + BACK_S
    while not await page.evaluate(f"document.querySelector('gwead-room')?.room?.{what}"):
        assert time.monotonic() < until, what
        await asyncio.sleep(0.1)


async def meet(data: Path, browser: Browser, *, seconds: float, seed: int) -> Met:
    """Holds the meeting. Raises AssertionError or TimeoutError where somebody never comes back, in or along."""
    dice = random.Random(seed)
    server = Server(data, seats=2 + SOCKETS - LATE, options=("--unlimited",))
    server.start()
    try:
        chair = join(server.where["chair"])
        table = Table(browser, server.where)
        await table.sit()
        links = server.where["seats"][2:]
        clients = [Client(join(link), n, random.Random(dice.random())) for n, link in enumerate(links)]
        for client in clients:
            await client.enter()
        rests, end = asyncio.Event(), time.monotonic() + seconds
        work = [asyncio.create_task(client.write_until(end, rests)) for client in clients]
        work.append(asyncio.create_task(table.type_until(end, rests)))
        await asyncio.sleep(seconds * 0.15)
        for n in range(LATE):
            late = Client(await asyncio.to_thread(knocks, server, chair, f"Late {n}"), 100 + n, dice)
            await late.enter()
            clients.append(late)
            work.append(asyncio.create_task(late.write_until(end, rests)))
        await asyncio.sleep(seconds * 0.15)
        server.kill()
        await asyncio.sleep(1.0)
        await asyncio.to_thread(server.start)
        await asyncio.sleep(seconds * 0.2)
        await table.laptop_dies(seconds)
        await table.rests(True)
        rests.set()
        await asyncio.sleep(seconds * 0.05)
        await table.rests(False)
        rests.clear()
        await asyncio.gather(*work)
        documents, held = await _equal(table, clients)
        waiting = len(_waiting(server, chair))
        fingerprint = await asyncio.to_thread(hold, chair)
        address = await asyncio.to_thread(freeze, chair, fingerprint, server.where["chair_password"])
        told = await table.told_of_version()
        frozen = set(re.findall(r"(?:Said|Typed) [\d.]+;", await asyncio.to_thread(read, chair, address)))
        counted = Counter(held.values())
        expected = [title for client in clients for title in client.added.values()] + table.typed
        return Met(
            entries=len(expected),
            drops=sum(client.drops for client in clients),
            lost=sum(title not in frozen for title in expected),
            doubled=sum(counted[title] > 1 for title in expected),
            documents=documents,
            waiting=waiting,
            led=_counted(data, "select count(*) from audit where what = 'meeting.led'"),
            versions=_counted(data, "select count(*) from versions"),
            told_of_version=told,
            back_s=round(max(client.away_s for client in clients), 1),
        )
    finally:
        for page in (table.pages if "table" in locals() else {}).values():
            await page.context.close()
        server.stop()


def knocks(server: Server, chair: Badge, name: str) -> Badge:
    """Somebody without a link comes by the code of the door, waits, and is let in."""
    here = server.where
    at, hers = f"{here['url']}/cases/{here['case']}/meetings/{here['meeting']}", {"Cookie": chair.cookie}
    ask(f"{at}/door", method="POST", form={"open": "yes"}, headers=hers)
    code = re.sub(r"\W", "", re.findall(r'class="code"[^>]*>([^<]+)<', ask(f"{at}/door", headers=hers)[2])[0])
    form = {"name": name, "agency": "Health", "language": "en"}
    _, headers, _ = ask(f"{here['url']}/join/{code}", method="POST", form=form)
    cookie = headers["set-cookie"].split(";")[0]
    person = next(each["id"] for each in _waiting(server, chair) if each["name"] == name)
    ask(f"{at}/admissions", method="POST", form={"person": person, "answer": "in"}, headers=hers)
    page = ask(f"{here['url']}/cases/{here['case']}/room", headers={"Cookie": cookie})[2]
    room = json.loads(unescape(re.findall(r'id="room">(.*?)</script>', page, re.DOTALL)[0]))
    return Badge(here["url"], cookie, here["case"], room["participant"], room["role"], room["epoch"])


def _waiting(server: Server, chair: Badge) -> list[dict[str, Any]]:
    here = server.where
    address = f"{here['url']}/cases/{here['case']}/meetings/{here['meeting']}/waiting"
    _, _, told = ask(address, headers={"Cookie": chair.cookie, "Accept": "application/json"})
    people: list[dict[str, Any]] = json.loads(told)["waiting"]
    return people


async def _equal(table: Table, clients: list[Client]) -> tuple[int, dict[str, str]]:
    """How many different documents there are, once everybody has had the time to be equal: 1 when all is well; and the
    first of them, id -> title."""
    until = time.monotonic() + BACK_S
    while True:
        for client in clients:
            await client.stay()  # whoever was cut because they read too slowly comes back, as a page does
        held = [await table.events(name) for name in table.pages]
        held += [{i: e["title"] for i, e in client.person.page.plain()["events"].items()} for client in clients]
        different = len({json.dumps(sorted(each.items())) for each in held})
        saved = all(client.person.page.saved == client.person.page.frames for client in clients)
        if (different == 1 and saved) or time.monotonic() > until:
            for name, each in zip([*table.pages, *(f"client {c.number}" for c in clients)], held, strict=True):
                if different > 1:
                    print(f"{name}: {len(each)} entries", file=sys.stderr)
            return different, held[0]
        await asyncio.sleep(0.5)


def _counted(data: Path, question: str) -> int:
    with sqlite3.connect(f"file:{data / 'gwead.db'}?mode=ro", uri=True) as tables:
        return int(tables.execute(question).fetchone()[0])


async def alone(seconds: float, seed: int) -> Met:
    """The meeting in a browser of its own."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium.find_or_install(), args=list(chromium.ARGUMENTS)
        )
        with tempfile.TemporaryDirectory() as folder:
            met = await meet(Path(folder) / "data", browser, seconds=seconds, seed=seed)
        await browser.close()
    return met


def main(arguments: Sequence[str]) -> int:
    """The command. Returns 0 where nothing was lost and nobody was stuck."""
    parser = argparse.ArgumentParser(prog="python3 -m tests soak meeting", description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    options = parser.parse_args(arguments)
    met = asyncio.run(alone(options.seconds, options.seed))
    print(json.dumps({"seconds": options.seconds, "seed": options.seed, **asdict(met)}, indent=1))
    return 0 if met.well else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
