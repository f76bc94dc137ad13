"""One real server for the tests of its socket, and two honest people who are in the room all the time."""

import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.stories.attending import Attendee, Badge, Server, join

SEATS = 8


@pytest.fixture(scope="module", params=["direct", "plain"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo, with eight personal links; its sockets on the direct way, and then over plain ASGI."""
    running = Server(Path(tmp_path_factory.mktemp("demo")) / "data", seats=SEATS, plain=request.param == "plain")
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def badges(server: Server) -> list[Badge]:
    """What the contributors got by joining, each by their own link."""
    return [join(link) for link in server.where["seats"]]


@pytest.fixture(scope="module")
def chair(server: Server) -> Badge:
    """The chair's."""
    return join(server.where["chair"])


@pytest.fixture
async def people(badges: list[Badge]) -> AsyncIterator[list[Attendee]]:
    """Two people who are in the room, with all of case A before them."""
    both = [Attendee(badge, secrets.randbelow(1 << 32)) for badge in badges[:2]]
    for person in both:
        await person.connect()
        await person.until(lambda of=person: len(of.page.titles()) > 50)  # type: ignore[misc]
        await person.settled()
    yield both
    for person in both:
        await person.leave()
