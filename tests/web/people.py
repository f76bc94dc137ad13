"""Recurring people of the web tests: Nia chairs and Gwen coordinates Sam's case, Priya and Tom are invited, Olwen
observes; Huw chairs another case. Passwords cost little here; everything else is the real application."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

from starlette.testclient import TestClient

from server.app import create_app
from server.config import Config
from server.domain.cases import YoungPerson
from server.domain.formulation import Formulation, from_plain
from server.reports.workers import Workers
from server.storage import accounts, cases, meetings, workingcopies
from server.storage.accounts import PasswordCost
from server.web import casework
from server.web.installation import Installation

ORIGIN = "http://gwead.test"
SOCKETS = "ws://gwead.test"
PASSWORD = "a quiet river runs"
SAM = "s" * 21 + "A"
NAN = "n" * 21 + "A"
EVENT = "e" * 21 + "A"

FORMULATION: dict[str, Any] = {
    "people": {
        SAM: {"name": "Sam Rhys", "index": True, "kind": "person", "gender": "male", "place": [0, 64],
              "born": {"text": "3 February 2010", "start": ["2010-02-03", "2010-02-03"], "end": None,
                       "precision": "day", "qualifier": ""}},
        NAN: {"name": "Nan", "kind": "person", "gender": "female", "place": [0, 0]},
    },
    "events": {
        EVENT: {"title": "Cooks with Nan every Sunday", "lane": "strengths", "language": "en",
                "when": {"text": "2018", "start": ["2018-01-01", "2018-12-31"], "end": None, "precision": "year",
                         "qualifier": ""}},
    },
}  # fmt: skip


class LastingWorkers(Workers):
    """The worker processes outlive a house: starting them is slower than most tests."""

    _kept: ClassVar[Workers | None] = None

    def __init__(self) -> None:
        super().__init__(warm=casework.warm)
        if LastingWorkers._kept is None:
            LastingWorkers._kept = Workers(warm=casework.warm)
        self._idle = LastingWorkers._kept._idle

    def stop(self) -> None:
        """They go on."""


class House:
    """A running application with its invented people; `visit()` is a browser of its own."""

    def __init__(self, data: Path, *, url: str = ORIGIN) -> None:
        cost = PasswordCost(memory_kib=8, passes=1, lanes=1)
        self.config = Config(data, url, data / "master.key", password_cost=cost, demo=True)
        self.app = create_app(self.config, workers=LastingWorkers())
        self.url = url
        self.portal: Any = None
        """The event loop that every browser shares with the application."""

    @property
    def here(self) -> Installation:
        """The running installation."""
        return self.app.state.installation

    def write(self, work: Any) -> Any:
        """A write into the tables, at once."""
        return self.here.database.write_now(work)

    def read(self, work: Any) -> Any:
        """A read of the tables, at once."""
        return self.here.database.read_now(work)

    def account(self, name: str, role: str) -> str:
        """An account whose email begins with its name; returns its id."""
        at, kept = self.here.now(), self.here.passwords.hash(PASSWORD)
        email = f"{name.lower()}@example.invalid"
        made = self.write(
            lambda t: accounts.add(t, email=email, name=f"Dr {name}", role=role, password_hash=kept, at=at)
        )
        return str(made.id)

    def case(self, name: str = "Sam Rhys", plain: dict[str, Any] | None = None, *, open: bool = True) -> str:
        """A case with an open working copy."""
        at, keys = self.here.now(), self.here.keys
        case = self.write(lambda t: cases.open_case(t, keys, YoungPerson(name), at))
        formulation = from_plain(plain if plain is not None else FORMULATION)[0] if open else Formulation()
        stored = casework.stored_of(formulation)
        if open:
            self.write(lambda t: workingcopies.open_working_copy(t, keys, case.id, at, stored=stored))
        return str(case.id)

    def seat(self, case: str, account: str, role: str) -> None:
        """A seat on a case."""
        self.write(lambda t: cases.seat(t, case, account, role, self.here.now()))

    def meeting(self, case: str, *, opened: bool = True) -> str:
        """A formulation meeting."""
        at = self.here.now()
        meeting = self.write(lambda t: meetings.plan(t, case, "formulation", at, planned_for="2026-03-12"))
        if opened:
            self.write(lambda t: meetings.open_meeting(t, meeting.id, at))
        return str(meeting.id)

    def invite(self, meeting: str, name: str, *, role: str = "contributor", admitted: bool = True) -> tuple[str, str]:
        """Somebody invited: their id and the token of their link."""
        who, token = self.write(
            lambda t: meetings.invite(
                t, self.here.keys, meeting, name=name, agency="Education", role=role, admitted=admitted,
                at=self.here.now(),
            )
        )  # fmt: skip
        return who.id, token

    def visit(self) -> TestClient:
        """A browser of its own, whose pages are ours."""
        headers = {"origin": self.url, "sec-fetch-site": "same-origin"}
        browser = TestClient(self.app, base_url=self.url, headers=headers, follow_redirects=False,
                             client=("127.0.0.1", 50000), raise_server_exceptions=False)  # fmt: skip
        browser.portal = self.portal
        return browser

    def signed_in(self, name: str) -> TestClient:
        """A browser in which somebody with an account is signed in."""
        browser = self.visit()
        email = f"{name.lower()}@example.invalid"
        answer = browser.post("/sign-in", data={"email": email, "password": PASSWORD, "back": "/"})
        assert answer.status_code == 303, answer.text
        return browser

    def joined(self, token: str, name: str) -> TestClient:
        """A browser that came by a personal link."""
        browser = self.visit()
        answer = browser.post(f"/join/{token}", data={"name": name, "agency": "Education", "language": "en"})
        assert answer.status_code == 303, answer.text
        return browser

    def screen(self, meeting: str) -> TestClient:
        """A browser that is the big screen of a meeting."""
        _, token = self.write(lambda t: meetings.make_screen(t, self.here.keys, meeting, self.here.now()))
        browser = self.visit()
        assert browser.post(f"/screen/{token}").status_code == 303
        return browser


class Meeting(House):
    """Sam's case in an open meeting, with everybody; and Huw's case beside it."""

    def prepare(self) -> None:
        """Makes the people and the cases."""
        self.nia, self.gwen = self.account("Nia", "chair"), self.account("Gwen", "coordinator")
        self.huw, self.ada = self.account("Huw", "chair"), self.account("Ada", "administrator")
        self.sam, self.other = self.case(), self.case("Lili")
        self.seat(self.sam, self.nia, "chair")
        self.seat(self.sam, self.gwen, "coordinator")
        self.seat(self.other, self.huw, "chair")
        self.sitting = self.meeting(self.sam)
        self.other_sitting = self.meeting(self.other)


@contextmanager
def running(data: Path, kind: type[Meeting] = Meeting, *, url: str = ORIGIN) -> Iterator[Meeting]:
    """A meeting whose application runs until left."""
    house = kind(data, url=url)
    with TestClient(house.app, base_url=url) as first:
        house.portal = first.portal
        house.prepare()
        yield house
