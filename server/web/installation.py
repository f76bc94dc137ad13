"""What every page works with: the open files, the rooms, the words and the clock of this installation.

Composed by app.py; a request reaches it by `installation_of`.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import HTTPConnection

from server.config import Config
from server.reports.workers import Workers
from server.storage.accounts import Passwords
from server.storage.database import Database
from server.storage.keys import Keys
from server.sync.hub import Hub
from server.web.assets import Assets
from server.web.devices import Pairings
from server.web.guard import PublicAddress
from server.web.pages import Pages
from server.web.preparing import Prepared


@dataclass(slots=True)
class Waiting:
    """What the waiting rooms remember and a restart may forget: who has read the words, whom the chair asked to
    wait a little longer. Participant ids."""

    has_read: set[str] = field(default_factory=set)
    later: set[str] = field(default_factory=set)
    seen: dict[str, str] = field(default_factory=dict)
    """When each waiting page last asked (instant): who has left does not knock any more."""
    devices: dict[str, str] = field(default_factory=dict)
    """Second devices that wait for the chair's yes: sign-in -> participant."""
    kinds: dict[str, str] = field(default_factory=dict)
    """On what each of them came: phone, tablet or computer."""


@dataclass(frozen=True, slots=True)
class Hold:
    """That a chair looks at what would be frozen: until when (instant), and who (account)."""

    until: str
    by: str


Frozen = Callable[["Installation", str, int, str, str], Coroutine[Any, Any, None]]


@dataclass(slots=True)
class Installation:
    """`now` gives the present instant as `2026-03-12T09:31:00Z`; `holds` has one entry for each held case."""

    config: Config
    public: PublicAddress
    database: Database
    keys: Keys
    passwords: Passwords
    hub: Hub
    pages: Pages
    assets: Assets
    workers: Workers
    now: Callable[[], str]
    waiting: Waiting = field(default_factory=Waiting)
    holds: dict[str, Hold] = field(default_factory=dict)
    laying_out: dict[str, asyncio.Lock] = field(default_factory=dict)
    """One for each case: new people are settled one after the other."""
    placing: dict[str, asyncio.Lock] = field(default_factory=dict)
    """One for each case: first placements are kept and shown one after the other."""
    taking: dict[str, asyncio.Lock] = field(default_factory=dict)
    """One for each case: news is taken into the working copy one after the other."""
    freezing: dict[str, asyncio.Lock] = field(default_factory=dict)
    """One for each case: confirmations are answered one after the other."""
    pairings: Pairings = field(default_factory=Pairings)
    walls: Counter[str] = field(default_factory=Counter)
    """How many big screens of each case are connected."""
    walls_away: dict[str, float] = field(default_factory=dict)
    """When each big screen that is not connected was lost, by the hub's clock."""
    prepared: Prepared = field(default_factory=Prepared)
    """Reports that are printed already, or are being printed."""
    frozen: Frozen | None = None
    """What is begun once a version stands: its case, its number, the name and the language of who froze it."""
    beginnings: set["asyncio.Task[None]"] = field(default_factory=set)
    """What was begun so and goes on."""

    def has_frozen(self, case: str, number: int, name: str, language: str) -> None:
        """Begins what follows a freeze; nobody waits for it."""
        if self.frozen is not None:
            task = asyncio.create_task(self.frozen(self, case, number, name, language))
            self.beginnings.add(task)
            task.add_done_callback(self.beginnings.discard)


def installation_of(connection: HTTPConnection) -> Installation:
    """The installation that answers this request or socket."""
    installation: Installation = connection.app.state.installation
    return installation
