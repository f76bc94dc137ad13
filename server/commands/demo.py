"""The demo: the invented case, ready for a meeting, in a data folder of its own; also the ground of benchmarks.

`python3 -m server` alone. It prints where chair, coordinator, participants and the big screen go; with `--json` it
prints one JSON document once it listens, and serves until it is stopped. `--fresh` starts over.
"""

import argparse
import asyncio
import json
import secrets
import shutil
import webbrowser
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from server import app, config
from server.commands.acts import ACTS
from server.commands.serving import listening
from server.commands.telling import Telling
from server.config import DEFAULT_PORT, Config
from server.console import Owned
from server.domain.cases import YoungPerson
from server.domain.errors import Refusal
from server.domain.formulation import Formulation, from_plain
from server.example import SEATS, Seat, more_entries, read_example
from server.storage import accounts, cases, meetings
from server.storage.database import Transaction
from server.web import casework
from server.web.installation import Installation

HELD: Final = "demo.json"
"""In the demo's data folder: what `--json` prints, kept so that the links stay good when it is started again."""
PEOPLE_SHOWN: Final = 3


def options(parser: argparse.ArgumentParser) -> None:
    """The options of the demo."""
    parser.add_argument("--seats", type=int, default=0, metavar="N", help="N personal links, admitted already")
    parser.add_argument("--cases", type=int, default=0, metavar="M", help="M more cases, for benchmarks")
    parser.add_argument("--entries", type=int, default=0, metavar="E", help="entries in each of those")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, metavar="P")
    parser.add_argument("--fresh", action="store_true", help="start over")
    parser.add_argument("--open", action="store_true", help="open the browser")
    parser.add_argument("--unlimited", action="store_true", help="no limit on how fast one person may do things")


def declare(nouns: Any, common: argparse.ArgumentParser) -> None:
    """The demo by its name."""
    demo = nouns.add_parser("demo", parents=[common], help="the invented case, ready for a meeting")
    options(demo)
    demo.set_defaults(command=run)


def run(arguments: argparse.Namespace, telling: Telling) -> None:
    """Prepares the demo where it is not yet, tells where to go, and serves until stopped."""
    bound = listening("127.0.0.1", arguments.port)
    url = f"http://127.0.0.1:{bound.getsockname()[1]}"
    settled = config.for_demo(data=arguments.data, public_url=url, unlimited=arguments.unlimited)
    if arguments.fresh:
        _forget(settled.data)
    held = asyncio.run(_prepared(settled, arguments))
    where = _where(held, url)

    def ready() -> None:
        _tell(telling, where)
        telling.result(where)
        if arguments.open:
            webbrowser.open(where["chair"])

    try:
        app.serve(settled, listening=bound, ready=ready, acts=ACTS)
    except Owned:
        raise Refusal("demo_runs_already", status=409) from None


def _forget(data: Path) -> None:
    """Starts over: only a folder that a demo made is ever removed."""
    if (data / HELD).is_file():
        shutil.rmtree(data)


async def _prepared(settled: Config, arguments: argparse.Namespace) -> dict[str, Any]:
    """What the demo's links are made of, from its folder or made now."""
    file = settled.data / HELD
    if file.is_file():
        held: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        if len(held["seats"]) >= arguments.seats and len(held["cases"]) >= arguments.cases:
            return held
        shutil.rmtree(settled.data)
    async with app.composed(settled) as here:
        made = await _make(here, arguments)
    file.write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
    file.chmod(0o600)
    return made


async def _make(here: Installation, arguments: argparse.Namespace) -> dict[str, Any]:
    example = read_example()  # at once: nobody is served yet, and a process for it would take longer
    leaders = {seat.role: await _account(here, seat) for seat in SEATS if seat.role in ("chair", "coordinator")}
    guests = [seat for seat in SEATS if seat.role not in leaders][: arguments.seats or None]
    guests += [Seat(f"Seat {i + 1}", "", "contributor") for i in range(len(guests), arguments.seats)]
    young_person = YoungPerson(example.name, example.born.to_json())
    made = await _case(here, young_person, from_plain(example.records)[0], leaders, guests)
    more = [
        await _case(here, young_person, _bench_document(example.records, arguments.entries), leaders, guests)
        for _ in range(arguments.cases)
    ]
    passwords = {f"{role}_password": password for role, (_, password) in leaders.items()}
    return {**made, **passwords, "cases": more}


def _bench_document(records: Mapping[str, Any], entries: int) -> Formulation:
    """The example's family with so many entries."""
    return from_plain({**records, "events": more_entries(entries)})[0]


async def _account(here: Installation, seat: Seat) -> tuple[str, str]:
    """The account of a leader: its id and its password."""
    password = secrets.token_urlsafe(12)
    kept = await here.passwords.hash_soon(password)
    email = f"{seat.role}@example.invalid"
    account = await here.database.write(
        lambda t: accounts.add(t, email=email, name=seat.name, role=seat.role, password_hash=kept, at=here.now())
    )
    return account.id, password


async def _case(
    here: Installation,
    young_person: YoungPerson,
    formulation: Formulation,
    leaders: dict[str, tuple[str, str]],
    guests: Sequence[Seat],
) -> dict[str, Any]:
    """A case with an open meeting, every invited person admitted; returns ids and the tokens of its links."""
    at = here.now()
    case = await here.database.write(lambda t: cases.open_case(t, here.keys, young_person, at))
    for role, (account, _) in leaders.items():
        await casework.give_seat(here, case.id, account, role)
    await casework.open_working_copy(here, case.id, begins_with=formulation)
    meeting = await here.database.write(lambda t: meetings.plan(t, case.id, "formulation", at))
    await here.database.write(lambda t: meetings.open_meeting(t, meeting.id, at))
    links = {role: await _leader_link(here, meeting.id, account, role) for role, (account, _) in leaders.items()}
    _, screen = await here.database.write(lambda t: meetings.make_screen(t, here.keys, meeting.id, at))
    seats = [await _seat_link(here, meeting.id, guest) for guest in guests]
    return {"case": case.id, "meeting": meeting.id, **links, "screen": screen, "seats": seats}


async def _leader_link(here: Installation, meeting: str, account: str, role: str) -> str:
    return await here.database.write(lambda t: meetings.leader_link(t, here.keys, meeting, account, role, here.now()))


async def _seat_link(here: Installation, meeting: str, guest: Seat) -> str:
    def write(t: Transaction) -> str:
        return meetings.invite(
            t, here.keys, meeting, name=guest.name, agency=guest.agency, role=guest.role, language=guest.language,
            admitted=True, at=here.now(),
        )[1]  # fmt: skip

    return await here.database.write(write)


def _where(held: dict[str, Any], url: str) -> dict[str, Any]:
    """The held ids and tokens as addresses of this run."""

    def links(one: dict[str, Any]) -> dict[str, Any]:
        return {
            "url": url, "case": one["case"], "meeting": one["meeting"],
            "chair": f"{url}/join/{one['chair']}", "coordinator": f"{url}/join/{one['coordinator']}",
            "screen": f"{url}/screen/{one['screen']}", "seats": [f"{url}/join/{token}" for token in one["seats"]],
            "sync": f"{url.replace('http', 'ws', 1)}/cases/{one['case']}/sync/shared",
        }  # fmt: skip

    passwords = {key: held[key] for key in ("chair_password", "coordinator_password")}
    return {**links(held), **passwords, "cases": [{**links(one), **passwords} for one in held["cases"]]}


def _tell(telling: Telling, where: dict[str, Any]) -> None:
    telling.say("cli.demo_ready")
    telling.write()
    telling.write(f"  {telling.w('roles.chair')}: {where['chair']}")
    telling.write(f"    {telling.w('cli.demo_password', password=where['chair_password'])}")
    telling.write(f"  {telling.w('roles.coordinator')}: {where['coordinator']}")
    for number, link in enumerate(where["seats"][:PEOPLE_SHOWN], start=1):
        telling.write(f"  {telling.w('cli.demo_participant', number=number)}: {link}")
    telling.write(f"  {telling.w('roles.screen')}: {where['screen']}")
    telling.write()
    telling.say("cli.demo_stop")
