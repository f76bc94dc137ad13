"""A stranger at every door of the running server: what anyone has seen is never lost, and nobody sees what they may
not. The case is the invented case A, whose words are looked for wherever they must not be."""

import csv
import json
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from server.sync import wire
from tests.stories.attending import ROOT, Attendee, Badge, Server, ask, invite, join

EXAMPLE = ROOT / "server" / "example"
PEOPLE = json.loads((EXAMPLE / "facts.json").read_text(encoding="utf-8"))["people"]
CHILD = next(person for person in PEOPLE if person.get("index"))
MARKUP = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo, in a process of its own."""
    running = Server(Path(tmp_path_factory.mktemp("attacked")) / "data", seats=4)
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def chair(server: Server) -> Badge:
    """The chair's cookie."""
    return join(server.where["chair"])


@pytest.fixture(scope="module")
def coordinator(server: Server) -> Badge:
    """The coordinator's cookie."""
    return join(server.where["coordinator"])


def _post(who: Badge, path: str, **form: str) -> tuple[int, dict[str, str], str]:
    return ask(f"{who.url}{path}", method="POST", form=form, headers={"Cookie": who.cookie})


def _get(url: str, path: str, cookie: str = "") -> tuple[int, dict[str, str], str]:
    return ask(url + path, headers={"Cookie": cookie} if cookie else {})


async def _socket(badge: Badge, cookie: str, address: str = "") -> int:
    """What the document's socket answers to a cookie: 101, or its refusal."""
    try:
        async with connect(address or badge.address, origin=badge.url, additional_headers={"Cookie": cookie}):  # type: ignore[arg-type]
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


def _enter(link: str, name: str) -> str:
    """Joins by a link under a name; returns the cookie alone, wherever it leads."""
    _, headers, _ = ask(link, method="POST", form={"name": name, "agency": MARKUP, "language": "en"})
    return headers["set-cookie"].split(";")[0]


def _secrets_of_case_a() -> list[str]:
    """Words that stand in the case alone: names, and the beginning of every entry."""
    with (EXAMPLE / "chronology.csv").open(encoding="utf-8-sig", newline="") as rows:
        entries = [row["Event"] for row in csv.DictReader(rows)]
    return [person["name"] for person in PEOPLE if person.get("name")] + [entry[:24] for entry in entries]


async def test_somebody_who_waits_reaches_nothing_of_the_case(server: Server, chair: Badge, coordinator: Badge) -> None:
    """A21, J2, E03: under another name than the invited one; every page, every act, the socket."""
    case, sitting = chair.case, server.where["meeting"]
    cookie = _enter(invite(server, coordinator, "Wil", "contributor"), MARKUP)
    pages = ("", "/room", "/versions", "/versions/1", f"/meetings/{sitting}", f"/meetings/{sitting}/waiting", "/hold")
    nowhere = _get(chair.url, "/cases/" + "A" * 22, cookie)[2]
    for page in pages:
        status, _, text = _get(chair.url, f"/cases/{case}{page}", cookie)
        assert status == 404 and text.replace(f"/cases/{case}{page}", "/cases/" + "A" * 22) == nowhere, page
    for act, form in (("admissions", {"person": "x", "answer": "in"}), ("removals", {"person": "x"})):
        path = f"{chair.url}/cases/{case}/meetings/{sitting}/{act}"
        assert ask(path, method="POST", form=form, headers={"Cookie": cookie})[0] == 404
    assert await _socket(chair, cookie) == 404
    waiting, _, page = _get(chair.url, "/waiting", cookie)
    first_names = [person["name"].split()[0] for person in PEOPLE if person.get("name")]
    assert waiting == 200 and not [word for word in [*_secrets_of_case_a(), *first_names] if word in page]


async def test_markup_in_a_name_stays_words_for_whoever_lets_in(server: Server, chair: Badge) -> None:
    """F01, F02."""
    for page in (f"/cases/{chair.case}/meetings/{server.where['meeting']}", f"/cases/{chair.case}"):
        for path in (page, page + "/waiting", page + "?links"):
            assert MARKUP not in _get(chair.url, path, chair.cookie)[2], path


async def test_a_cookie_of_one_kind_opens_no_door_of_another(server: Server, chair: Badge) -> None:
    """C03, D10: a screen's token is no sign-in, a sign-in's is no screen; both are turned away from the case."""
    _, headers, _ = ask(server.where["screen"], method="POST", form={})
    screen = headers["set-cookie"].split(";")[0]
    assert screen.startswith("gwead-screen=")
    as_sign_in = "gwead=" + screen.partition("=")[2]
    as_screen = "gwead-screen=" + chair.cookie.partition("=")[2]
    assert _get(chair.url, "/screen", screen)[0] == 200
    assert _get(chair.url, "/screen", as_screen)[0] == 404
    feed = f"{chair.url.replace('http', 'ws', 1)}/screen/feed"
    assert await _socket(chair, as_screen, feed) == await _socket(chair, chair.cookie, feed) == 403
    for cookie in (screen, as_sign_in):
        assert _get(chair.url, f"/cases/{chair.case}/room", cookie)[0] == 303
        assert await _socket(chair, cookie) == 403


async def test_the_big_screen_is_sent_no_day_of_birth_no_note_no_source_and_nobodys_id(
    server: Server, chair: Badge
) -> None:
    """D10, I09: what goes over its wire, not what it draws."""
    _, headers, _ = ask(server.where["screen"], method="POST", form={})
    leading = Attendee(chair, secrets.randbelow(1 << 32))
    await leading.connect()
    await leading.until(lambda: bool(leading.page.told("welcome")))
    cookie, said = headers["set-cookie"].split(";")[0], ""
    feed = f"{chair.url.replace('http', 'ws', 1)}/screen/feed"
    async with connect(feed, origin=chair.url, additional_headers={"Cookie": cookie}, max_size=None) as screen:  # type: ignore[arg-type]
        while '"picture"' not in said:
            said = str(await screen.recv())
    await leading.leave()
    shown = json.loads(said)["plain"]
    assert CHILD["name"] in said and len(shown["people"]) == len(PEOPLE) and shown["facts"] == {}
    days = [person["born"] for person in PEOPLE if re.fullmatch(r"\d{4}-\d\d-\d\d", str(person.get("born")))]
    assert len(days) >= 5 and not [day for day in days if day in said]
    birthday = CHILD["born"][5:]
    assert f'-{birthday}"' not in said, "an age that was reckoned from the birth tells the birthday"
    notes = [person["note"] for person in PEOPLE if person.get("note")]
    assert not [note for note in notes if note[:20] in said]
    for record in (record for records in shown.values() for record in records.values()):
        for kept_back in ("ref", "agency", "says", "added_by", "removed_by"):
            assert record[kept_back] == ""
        assert record["accounts"] == {}
    assert chair.participant not in said


async def test_nobody_but_the_chair_holds_or_freezes_and_only_what_was_shown(
    server: Server, chair: Badge, coordinator: Badge
) -> None:
    """D07, H01: with the right fingerprint and the right passwords."""
    case = f"/cases/{chair.case}"
    tom = join(server.where["seats"][0])
    assert _post(tom, f"{case}/hold")[0] == _post(coordinator, f"{case}/hold")[0] == 403
    assert _post(chair, f"{case}/hold")[0] == 303
    fingerprint = re.search(r'name="digest" value="(\w{64})"', _get(chair.url, f"{case}/hold", chair.cookie)[2])
    assert fingerprint is not None
    for who in (tom, coordinator):
        password = server.where["coordinator_password"]
        assert _post(who, f"{case}/versions", digest=fingerprint[1], password=password)[0] == 403
        assert _post(who, f"{case}/hold?end")[0] == 403
    right = server.where["chair_password"]
    assert _post(chair, f"{case}/versions", digest="0" * 64, password=right)[0] == 409
    assert _post(chair, f"{case}/versions", digest=fingerprint[1], password="wrong")[0] == 403
    assert _post(chair, f"{case}/hold?end")[0] == 303
    assert _post(chair, f"{case}/versions", digest=fingerprint[1], password=right)[0] == 409
    assert _get(chair.url, f"{case}/versions/1", chair.cookie)[0] == 404


async def test_words_that_come_after_a_freeze_are_not_taken_and_their_writer_is_told(
    server: Server, chair: Badge
) -> None:
    """A24, H02: they wait during the hold, and reach neither the version nor the next working copy."""
    case, sioned = f"/cases/{chair.case}", Attendee(join(server.where["seats"][1]), secrets.randbelow(1 << 32))
    await sioned.connect()
    await sioned.until(lambda: len(sioned.page.titles()) > 50)
    sioned.page.add_event("before", "Said in time")
    await sioned.settled()
    assert _post(chair, f"{case}/hold")[0] == 303
    sioned.page.add_event("after", "Said too late")
    await sioned.flush()
    shown = _get(chair.url, f"{case}/hold", chair.cookie)[2]
    fingerprint = re.search(r'name="digest" value="(\w{64})"', shown)
    assert fingerprint is not None
    right = server.where["chair_password"]
    assert _post(chair, f"{case}/versions", digest=fingerprint[1], password=right)[0] == 303
    assert await sioned.gone() == 4409
    assert sioned.page.told("frozen")[0]["version"] == 1 and sioned.page.saved == sioned.page.frames - 1
    version = _get(chair.url, f"{case}/versions/1", chair.cookie)[2]
    assert "Said in time" in version and "Said too late" not in version
    assert _post(chair, f"{case}/versions", digest=fingerprint[1], password=right)[0] == 409
    assert _post(chair, f"{case}/workingcopies")[0] == 303
    await sioned.connect()
    await sioned.send(wire.step_2(sioned.page.doc.get_update()))
    assert await sioned.gone() == 4409, "an older epoch is told, and nothing of it is merged"
    later = Attendee(join(server.where["seats"][2]), secrets.randbelow(1 << 32))
    await later.connect()
    await later.until(lambda: len(later.page.titles()) > 50)
    assert "Said in time" in later.page.titles() and "Said too late" not in later.page.titles()
    await later.leave()


def test_no_method_changes_a_version(server: Server, chair: Badge) -> None:
    """H11."""
    address = f"{chair.url}/cases/{chair.case}/versions/1"
    before = ask(address, headers={"Cookie": chair.cookie})[2]
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert ask(address, method=method, form={"a": "b"}, headers={"Cookie": chair.cookie})[0] == 405
    assert ask(address, headers={"Cookie": chair.cookie})[2] == before
    assert CHILD["name"] in before


async def test_when_the_meeting_has_closed_its_participants_and_its_screen_see_nothing(
    server: Server, chair: Badge
) -> None:
    """E05, V2: with the cookies that were good a moment before."""
    case, sitting = f"/cases/{chair.case}", server.where["meeting"]
    guest = join(server.where["seats"][3])
    _, headers, _ = ask(server.where["screen"], method="POST", form={})
    screen = headers["set-cookie"].split(";")[0]
    here = Attendee(guest, secrets.randbelow(1 << 32))
    await here.connect()
    assert _get(chair.url, f"{case}/versions/1", guest.cookie)[0] == 200
    assert _post(chair, f"{case}/meetings/{sitting}/closing")[0] == 303
    assert await here.gone() == 4411
    for page in ("/room", "/versions/1", "", f"/meetings/{sitting}"):
        assert _get(chair.url, case + page, guest.cookie)[0] in (303, 404), page
    assert await _socket(guest, guest.cookie) in (403, 404)
    assert _get(chair.url, "/screen", screen)[0] == 404
    for link in (server.where["seats"][3], server.where["screen"]):
        status, _, page = ask(link)
        assert status in (404, 410) and CHILD["name"].split()[0] not in page


def test_the_files_and_the_log_hold_no_word_of_the_case(server: Server) -> None:
    """I11, E04: what a stolen disk or a copied log would tell. The keys lie beside them in the demo alone."""
    words = [word.encode() for word in _secrets_of_case_a()]
    for file in [*server.data.glob("*.db*"), server.data.parent / "errors"]:
        kept = file.read_bytes()
        assert not [word for word in words if word in kept], file.name
        tokens = [server.where[name].rpartition("/")[2].encode() for name in ("chair", "coordinator", "screen")]
        assert not [token for token in tokens if token in kept], file.name
    if sys.platform != "win32":
        modes = subprocess.run(
            ["find", str(server.data), "-type", "f", "-size", "+0", "-perm", "/077"], capture_output=True, text=True
        )
        assert modes.returncode == 0 and modes.stdout == ""
