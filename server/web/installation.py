"""What every page works with: the open files, the rooms, the words and the clock of this installation.

Composed by app.py; a request reaches it by `installation_of`.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.requests import HTTPConnection

from server.config import Config
from server.reports.workers import Workers
from server.storage.accounts import Passwords
from server.storage.database import Database
from server.storage.keys import Keys
from server.sync.hub import Hub
from server.web.assets import Assets
from server.web.guard import PublicAddress
from server.web.pages import Pages


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


@dataclass(frozen=True, slots=True)
class Hold:
    """That a chair looks at what would be frozen: until when (instant), and who (account)."""

    until: str
    by: str


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


def installation_of(connection: HTTPConnection) -> Installation:
    """The installation that answers this request or socket."""
    installation: Installation = connection.app.state.installation
    return installation
