"""People who type while the chair freezes: each knows of every edit whether it was told that it is saved."""

import asyncio
import re
import secrets
from collections.abc import Sequence
from html import unescape

from tests.stories.attending import Attendee, Badge, ask, join

EVERY_S = 0.02
"""Between two edits of one person: fifty a second from each is more than any hand."""


class Writer:
    """Somebody who adds one entry after the other until their page is told that it is over."""

    def __init__(self, badge: Badge, number: int) -> None:
        self.person = Attendee(badge, secrets.randbelow(1 << 32))
        self.number = number
        self.added: dict[int, str] = {}
        """The frame that carries an entry -> the entry's word."""

    async def enter(self) -> None:
        """Comes in and has the whole document."""
        await self.person.connect()
        await self.person.until(lambda: len(self.person.page.titles()) > 50)
        await self.person.settled()

    async def write(self) -> None:
        """Types until the socket is closed; nothing waits for an answer."""
        page = self.person.page
        while self.person.code is None:
            word = f"{self.number}.{len(self.added)}"
            page.add_event(f"w{word.replace('.', 'x')}", f"Said {word};", f"Told {word};")
            self.added[page.frames] = word
            await self.person.flush()
            await asyncio.sleep(EVERY_S)

    @property
    def saved(self) -> set[str]:
        """The words of the entries that the page was told are saved."""
        return {word for frame, word in self.added.items() if frame <= self.person.page.saved}


async def entered(links: Sequence[str]) -> list[Writer]:
    """Writers who are all in the room, each by their own link."""
    writers = [Writer(await asyncio.to_thread(join, link), number) for number, link in enumerate(links)]
    for writer in writers:
        await writer.enter()
    return writers


def hold(chair: Badge) -> str:
    """The chair looks at what would be frozen; the fingerprint that her page shows."""
    at, cookie = f"{chair.url}/cases/{chair.case}/hold", {"Cookie": chair.cookie}
    status, _, _ = ask(at, method="POST", form={}, headers=cookie)
    assert status == 303, status
    found = re.search(r'data-digest="(\w{64})"', ask(at, headers=cookie)[2])
    assert found is not None
    return found[1]


def freeze(chair: Badge, fingerprint: str, password: str, reason: str = "") -> str:
    """She confirms exactly that; the address of the version."""
    form = {"digest": fingerprint, "password": password, "reason": reason}
    address = f"{chair.url}/cases/{chair.case}/versions"
    status, headers, text = ask(address, method="POST", form=form, headers={"Cookie": chair.cookie})
    assert status == 303, text
    return chair.url + headers["location"]


def read(chair: Badge, address: str) -> str:
    """A page of the chair's, as she reads it."""
    return unescape(ask(address, headers={"Cookie": chair.cookie})[2])
