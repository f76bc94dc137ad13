"""A real server in its own process, and people who attend over the network: join by their link, speak the
socket.

The document side of each is an ordinary Yjs client (pycrdt), the same as in the tests of the room.
"""

import asyncio
import http.client
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import websockets
from websockets.asyncio.client import ClientConnection, connect

from server.sync import wire
from server.sync.presence import Seat
from tests.sync.meeting import Page

ROOT = Path(__file__).resolve().parents[2]
START_S = 60.0
WITHIN_S = 20.0
"""How long a test waits for something that takes milliseconds on a quiet machine."""


class Server:
    """The demo in a process of its own: `python -m server demo` in a folder that outlives it."""

    def __init__(self, data: Path, *, seats: int = 4, options: tuple[str, ...] = (), plain: bool = False) -> None:
        self.data = data
        self.environment = {**os.environ, **({"GWEAD_PLAIN_SOCKETS": "yes"} if plain else {})}
        self.seats = seats
        self.options = options
        self.port = 0
        self.where: dict[str, Any] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._errors = data.parent / "errors"

    def start(self) -> None:
        """Start it, or start it again on the same data and port, and wait until it listens."""
        command = [sys.executable, "-m", "server", "demo", "--json", "--data", str(self.data)]
        command += ["--seats", str(self.seats), "--port", str(self.port), *self.options]
        with self._errors.open("ab") as errors:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=errors
            )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the server did not start: " + self._errors.read_text()[-2000:])
        self.where = json.loads(line)
        self.port = urlsplit(self.where["url"]).port or 0

    @property
    def pid(self) -> int:
        """The number of its process, 0 while it does not run."""
        return self._process.pid if self._process is not None else 0

    def kill(self) -> None:
        """SIGKILL: it has no time for anything."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """SIGTERM: it closes what is open."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            os.kill(self._process.pid, how)
            self._process.wait(START_S)
            if self._process.stdout is not None:
                self._process.stdout.close()
            self._process = None


@dataclass(frozen=True)
class Badge:
    """What joining gave somebody: their cookie, who and where they are."""

    url: str
    cookie: str
    case: str
    participant: str
    role: str
    epoch: int

    @property
    def address(self) -> str:
        """The address of the shared document's socket."""
        return f"{self.url.replace('http', 'ws', 1)}/cases/{self.case}/sync/shared?epoch={self.epoch}"


def ask(
    url: str, *, method: str = "GET", form: dict[str, str] | None = None, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], str]:
    """One request without redirects: status, headers (one cookie each), body."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=WITHIN_S)
    body = urlencode(form) if form is not None else None
    sent = {"Origin": f"{parts.scheme}://{parts.netloc}", **(headers or {})}
    if body is not None:
        sent["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(method, parts.path + ("?" + parts.query if parts.query else ""), body, sent)
    answer = connection.getresponse()
    given = {name.lower(): value for name, value in reversed(answer.getheaders())}
    text = answer.read().decode()
    connection.close()
    return answer.status, given, text


def join(link: str, password: str = "") -> Badge:
    """Join by a link, under the name it was made for."""
    parts = urlsplit(link)
    url = f"{parts.scheme}://{parts.netloc}"
    _, _, form = ask(link)
    name = re.search(r'id="name"[^>]*value="([^"]*)"', form)
    given = {"name": unescape(name.group(1)) if name else "", "agency": "School", "language": "en"}
    status, headers, _ = ask(link, method="POST", form={**given, **({"password": password} if password else {})})
    assert status == 303, status
    cookie = headers["set-cookie"].split(";")[0]
    case = headers["location"].split("/")[2]
    _, _, page = ask(url + headers["location"], headers={"Cookie": cookie})
    return Badge(
        url, cookie, case, _embedded(page, "participant"), _embedded(page, "role"), int(_embedded(page, "epoch"))
    )


def _embedded(page: str, name: str) -> str:
    found = re.search(rf'"{name}"\s*:\s*"?([^",}}]*)', page)
    assert found is not None, name
    return found.group(1)


def invite(server: Server, chair: Badge, name: str, role: str) -> str:
    """One more personal link, made by the chair on the page of the meeting."""
    here = server.where
    form = {"name": name, "agency": "Council", "role": role}
    address = f"{here['url']}/cases/{here['case']}/meetings/{here['meeting']}/people"
    status, _, page = ask(address, method="POST", form=form, headers={"Cookie": chair.cookie})
    link = re.search(r"http[^\"\s<]*/join/[\w-]+", page)
    assert status == 200 and link is not None, status
    return link.group()


class Attendee:
    """Somebody connected: a page, and the socket that feeds it."""

    def __init__(self, badge: Badge, client: int, *, answers_beats: bool = True) -> None:
        self.badge = badge
        seat = Seat(badge.participant, "", badge.role, "", "", "en", "")
        self.page = Page(seat, client)
        self.clock_at: list[int] = []
        self.code: int | None = None
        self._answers = answers_beats
        self._socket: ClientConnection | None = None
        self._reading: asyncio.Task[None] | None = None
        self._news = asyncio.Event()

    async def connect(self, address: str | None = None, **headers: str) -> None:
        """Open the socket and ask for the document."""
        given = {"Origin": self.badge.url, "Cookie": self.badge.cookie, **headers}
        self._socket = await connect(
            address or self.badge.address,
            additional_headers={name: value for name, value in given.items() if value},
            compression=None,
            max_size=None,
        )
        self.page.outbox.clear()
        self.page.frames, self.page.news, self.clock_at, self.code = 0, [], [], None
        self._reading = asyncio.create_task(self._read(self._socket))
        await self.send(wire.step_1(self.page.doc.get_state()))

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for frame in socket:
                assert isinstance(frame, bytes)
                self.page.hear(frame)
                if self._answers and self.page.news and self.page.news[-1]["news"] == "beat":
                    said = {"word": "seen", "sequence": self.page.news[-1]["sequence"]}
                    self.page.send(wire.word(json.dumps(said)))
                await self.flush()
                self._news.set()
        except websockets.ConnectionClosed:
            pass
        self.code = socket.close_code
        self._news.set()

    async def send(self, frame: bytes) -> None:
        """Send a frame as it is."""
        assert self._socket is not None
        try:
            await self._socket.send(frame)
        except websockets.ConnectionClosed:
            self.code = self._socket.close_code

    def announce(self, size: int) -> None:
        """Begin a frame of so many bytes, and send none of them."""
        assert self._socket is not None
        self._socket.transport.write(b"\x82\xff" + size.to_bytes(8, "big") + bytes(4))

    async def flush(self) -> None:
        """Send what the page has written; `clock_at` remembers how far it had written at each frame."""
        sent, self.page.outbox = self.page.outbox, []
        for frame in sent:
            if frame[:2] in (b"\x00\x01", b"\x00\x02"):
                self.clock_at.append(clock_of(self.page.doc.get_state(), self.page.doc.client_id))
            await self.send(frame)

    async def until(self, what: Callable[[], bool]) -> None:
        """Wait for something that frames bring. Raises TimeoutError."""
        async with asyncio.timeout(WITHIN_S):
            while not what():
                self._news.clear()
                if not what():
                    await self._news.wait()

    async def settled(self) -> None:
        """Until everything that this page sent is saved."""
        await self.flush()
        await self.until(lambda: bool(self.page.told("welcome")) and self.page.saved == self.page.frames)

    async def leave(self) -> None:
        """Close the socket in the ordinary way."""
        if self._socket is not None:
            await self._socket.close()
        if self._reading is not None:
            await self._reading

    async def gone(self) -> int | None:
        """Until the other side has closed; the code it gave."""
        assert self._reading is not None
        async with asyncio.timeout(WITHIN_S):
            await self._reading
        return self.code

    @property
    def saved_clock(self) -> int:
        """How far this page's own writing is acknowledged."""
        return self.clock_at[self.page.saved - 1] if self.page.saved else 0


def clock_of(vector: bytes, client: int) -> int:
    """How far a state vector has come for one client id."""
    return wire.read_vector(vector, 1 << 20).get(client, 0)


async def honest(people: list[Attendee], word: str) -> None:
    """Shared rule 1 of the hostile cases: others still write and see, whatever happened."""
    anna, ben = people
    anna.page.add_event(word, f"Still writing {word}")
    await anna.settled()
    await ben.until(lambda: f"Still writing {word}" in ben.page.titles())
