"""The composition of everything: files, rooms, words and pages become one ASGI application, and a server runs it.

Nothing else knows all the parts. `composed` opens an installation for as long as it is entered (commands and the
demo use it without a server); `create_app` is the application; `serve` runs it until it is stopped.
"""

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import HTTPConnection
from starlette.routing import Route, WebSocketRoute

from server import console, paths
from server.config import Config
from server.domain.errors import Refusal
from server.languages import words
from server.reports.workers import Workers
from server.storage import audit, meetings, workingcopies
from server.storage.accounts import Passwords
from server.storage.database import Database, Transaction
from server.storage.keys import Keys, master_key
from server.sync.hub import SHARED, Hub, HubLimits, WorkingCopy
from server.sync.presence import Seat
from server.sync.room import Mode, NotStored, Refused
from server.web import answers, casework, placing, rehearsal, reports, routes, screen
from server.web.assets import Assets
from server.web.direct import DirectSockets
from server.web.guard import Guard, Places, PublicAddress, socket_from_our_page
from server.web.installation import Installation
from server.web.pages import Pages
from server.web.socket import Gatekeeper, socket_route
from server.web.visitor import Visitor, seat_of, visitor_of, watch_sign_ins

Act = Callable[[Installation, Mapping[str, Any]], Awaitable[Mapping[str, Any]]]

GRACE_S: Final = 10
"""How long a server that stops waits for what is on its way."""


@contextlib.asynccontextmanager
async def composed(config: Config, workers: Workers | None = None) -> AsyncIterator[Installation]:
    """An installation with its files open, its rooms and its workers (the caller's where they are given); all closed at
    the end.

    Raises CannotStore, or Refusal where the master key is not the one of these files.
    """
    database = Database(config.database)
    keys = Keys(config.keys, master_key(config.master_key_file))
    workers = workers or Workers(warm=casework.warm)
    try:
        workingcopies.destroy_ended_keys(database, keys, now())
        here = _installation(config, database, keys, workers)
        try:
            yield here
        finally:
            await here.hub.stop()
    finally:
        workers.stop()
        keys.close()
        database.close()


def _installation(config: Config, database: Database, keys: Keys, workers: Workers) -> Installation:
    limits = HubLimits(updates_per_s=None) if config.limits.unlimited else HubLimits()
    hub = Hub(
        workingcopies.Log(database, keys),
        partial(_present, database),
        limits=limits,
        refused=partial(_note_refused, database),
        led=partial(_note_led, database),
        words=_refusal_in_words,
    )
    assets = Assets(paths.STATIC)
    return Installation(
        config=config,
        public=PublicAddress(config.public_url),
        database=database,
        keys=keys,
        passwords=Passwords(config.password_cost),
        hub=hub,
        pages=Pages(paths.TEMPLATES, assets),
        assets=assets,
        workers=workers,
        now=now,
    )


async def _present(database: Database, case: str, document: str) -> WorkingCopy | None:
    """The working copy that is open now, and whether contributors may write: a meeting is open."""

    def look(t: Transaction) -> WorkingCopy | None:
        copy = workingcopies.find_open(t, case)
        if copy is None or document != SHARED:
            return None
        meeting = meetings.open_now(t, case)
        said = meetings.part_modes(t, meeting.id) if meeting else {}
        mode = Mode.of(said, open=meeting is not None)
        resting, blanked = (bool(meeting.paused_at), bool(meeting.blanked_at)) if meeting else (False, False)
        return WorkingCopy(copy.id, copy.epoch, mode, resting, blanked)

    return await database.read(look)


def _note_refused(database: Database, case: str, refusal: Refused) -> None:
    """A refused frame is in the audit: who, why, how large, and a digest; never its content."""
    at = now()
    database.soon(
        lambda t: audit.record(
            t,
            "frame.refused",
            at,
            who=refusal.participant,
            case=case,
            reason=refusal.reason,
            size=refusal.size,
            digest=refusal.digest,
        )
    )


def _note_led(database: Database, case: str, participant: str) -> None:
    """Who leads the room from now on is in the audit."""
    at = now()
    database.soon(lambda t: audit.record(t, "meeting.led", at, who=participant, case=case))


def _refusal_in_words(language: str, key: str, parameters: Mapping[str, Any]) -> tuple[str, str]:
    w = words(language)
    if "part" in parameters:
        parameters = {**parameters, "part": w(f"parts.{parameters['part']}")}
    return w(f"refusal.{key}", **parameters), w(f"refusal.{key}.remedy", **parameters)


def create_app(
    config: Config, *, acts: Mapping[str, Act] | None = None, early: bool = False, workers: Workers | None = None
) -> Starlette:
    """The application. `acts` are what commands may ask of it over the local socket (server/console.py); `early`
    starts the worker processes at once, not when they are first needed; `workers` are others than its own."""
    public = PublicAddress(config.public_url)
    assets = Assets(paths.STATIC)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with composed(config, workers) as here:
            app.state.installation = here
            if early:
                here.workers.start()
            app.router.routes.append(socket_route(here.hub, _gatekeeper(here)))
            known = {name: partial(act, here) for name, act in (acts or {}).items()}
            await placing.finish_all(here)
            here.frozen = reports.prepare
            watching = asyncio.create_task(watch_sign_ins(here))
            try:
                async with console.answering(config.data, known):
                    yield
            finally:
                ending = [watching, *here.beginnings]
                for task in ending:
                    task.cancel()
                await asyncio.gather(*ending, return_exceptions=True)

    app = Starlette(
        routes=[
            *routes.routes(),
            WebSocketRoute("/screen/feed", screen.feed),
            WebSocketRoute("/big-screen/rehearsal/feed", rehearsal.feed),
            Route("/static/{path:path}", assets.answer, methods=["GET"]),
        ],
        middleware=[
            Middleware(Guard, public=public),
            Middleware(RequestBodyLimitMiddleware, max_body_size=config.limits.body),
        ],
        exception_handlers={
            Refusal: answers.refused,
            NotStored: answers.not_stored,
            HTTPException: answers.missing,
            Exception: answers.broken,
        },
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False  # such a redirect would believe the Host header (W4)
    return app


def _gatekeeper(here: Installation) -> Gatekeeper:
    """What the document socket asks before it opens."""

    async def signed_in(connection: HTTPConnection) -> Visitor | None:
        return await visitor_of(connection)

    async def seat(visitor: Visitor, case: str, document: str) -> Seat | None:
        return await seat_of(here, visitor, case, document)

    return Gatekeeper(lambda headers: socket_from_our_page(headers, here.public), signed_in, seat)


def serve(
    config: Config,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    listening: socket.socket | None = None,
    certificate: Path | None = None,
    key: Path | None = None,
    behind_proxy: bool = False,
    ready: Callable[[], None] = lambda: None,
    acts: Mapping[str, Act] | None = None,
) -> None:
    """Serves until stopped. `listening` is a socket that is bound already; `ready` is called once it answers.

    Raises console.Owned where another process works on the same data.
    """
    written = logging.StreamHandler()
    written.setFormatter(Places("%(asctime)s %(name)s %(levelname)s %(message)s"))
    logging.basicConfig(handlers=[written])
    if not config.demo:
        logging.getLogger("gwead").setLevel(logging.INFO)
    settings = uvicorn.Config(
        create_app(config, acts=acts, early=True),
        host=host,
        port=port,
        ws="websockets-sansio" if config.limits.plain_sockets else DirectSockets,
        ws_max_size=config.limits.socket_frame,
        ws_ping_interval=20,
        ws_ping_timeout=20,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=GRACE_S,
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
        proxy_headers=behind_proxy,
        forwarded_allow_ips="127.0.0.1" if behind_proxy else None,
        ssl_certfile=certificate,
        ssl_keyfile=key,
    )
    with console.owning(config.data):
        _Server(settings, ready).run(sockets=[listening] if listening is not None else None)


class _Server(uvicorn.Server):
    """The server, which says once that it listens."""

    def __init__(self, settings: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(settings)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begins to listen, then says so."""
        await super().startup(sockets=sockets)
        if self.started:
            self._ready()


def now() -> str:
    """The present instant, UTC to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
