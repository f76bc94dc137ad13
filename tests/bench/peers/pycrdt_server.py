"""pycrdt-websocket as its documentation starts it: an ASGI server with a SQLite store for each room.

PORT and DATA are taken from the environment. Run by the bench command in a virtual environment of its own.
"""

import os
from contextlib import asynccontextmanager
from hashlib import sha256

import uvicorn
from pycrdt.store import SQLiteYStore
from pycrdt.websocket import ASGIServer, WebsocketServer, YRoom


class Store(SQLiteYStore):
    """Every room in one database, as the library's own example does."""

    db_path = os.path.join(os.environ["DATA"], "rooms.db")


class Rooms(WebsocketServer):
    """Rooms with a store; the library's own make rooms without one."""

    async def get_room(self, name: str) -> YRoom:
        """A room, loaded from its store the first time."""
        if name not in self.rooms:
            store = Store(path=sha256(name.encode()).hexdigest()[:32])
            room = YRoom(ready=False, ystore=store)
            self.rooms[name] = room
            await self.start_room(room)
            await store.started.wait()
            try:
                await store.apply_updates(room.ydoc)
            except Exception as nothing_yet:  # the store says so by raising
                if type(nothing_yet).__name__ != "YDocNotFound":
                    raise
            room.ready = True
            return room
        await self.start_room(self.rooms[name])
        return self.rooms[name]


rooms = Rooms(auto_clean_rooms=False)
relay = ASGIServer(rooms)


@asynccontextmanager
async def lifespan():
    """Rooms run as long as the server."""
    async with rooms:
        yield


async def app(scope, receive, send):
    """Lifespan and sockets."""
    if scope["type"] != "lifespan":
        await relay(scope, receive, send)
        return
    await receive()
    async with lifespan():
        await send({"type": "lifespan.startup.complete"})
        await receive()
    await send({"type": "lifespan.shutdown.complete"})


uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), ws="websockets-sansio", log_level="warning")
