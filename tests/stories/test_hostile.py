"""Hostile frames against a real server. After each of them it is alive, honest people write and see each
other, and nothing of what was turned away is anywhere."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Callable

import pytest
from pycrdt import Map

from server.sync import wire
from tests.stories.attending import Attendee, Badge, Server, ask, honest, invite, join
from tests.sync import raw
from tests.sync.meeting import record_id

FORGED = "Nobody wrote this"


@pytest.fixture
async def mallory(badges: list[Badge], people: list[Attendee]) -> AsyncIterator[Attendee]:
    """Somebody with a seat who means harm, synced."""
    somebody = Attendee(badges[2], secrets.randbelow(1 << 32))
    await somebody.connect()
    await somebody.until(lambda: len(somebody.page.titles()) > 50)
    await somebody.settled()
    yield somebody
    await somebody.leave()


def nested(levels: int, *, objects: bool) -> bytes:
    value = raw.item(8, raw.nested(levels, objects=objects), parent="events", key=record_id("bomb"))
    return wire.update(raw.update([(4_000_000_000, 0, [value])]))


UNREADABLE: dict[str, Callable[[], bytes]] = {
    "A01 nested lists": lambda: nested(13_200, objects=False),
    "A02 nested objects": lambda: nested(26_300, objects=True),
    "A04 billions of structs": lambda: wire.update(raw.number(1) + raw.number(1 << 31) + b"\x07\x00\x00"),
    "A04 a vector of billions": lambda: wire.step_1(raw.number(1 << 40)),
    "A15 client ids": lambda: wire.step_2(
        raw.update([(n, 0, [raw.item(4, raw.string("x"), parent="events")]) for n in range(9_000)])
    ),
    "A17 empty": lambda: b"",
    "A17 truncated": lambda: wire.update(b"\x01\x01\x07")[:-1],
    "A17 bad text": lambda: wire.update(raw.update([(7, 0, [raw.item(4, raw.string(b"\xff"), parent="events")])])),
    "A17 unknown content": lambda: wire.update(raw.update([(7, 0, [raw.item(9, b"\x00", parent="events")])])),
    "A17 trailing bytes": lambda: wire.update(b"\x00\x00\x00"),
    "A17 an endless number": lambda: wire.update(b"\xff" * 40),
    "B04 fifty thousand carets": lambda: wire.carets((n, 1, "{}") for n in range(50_000)),
    "B04 two carets": lambda: wire.carets((n, 1, "{}") for n in range(2)),
    "B05 a deep caret": lambda: wire.carets([(7, 1, "[" * 900 + "]" * 900)]),
    "B05 a caret that is no text": lambda: b"\x01" + wire.sized(b"\x01\x07\x01" + wire.sized(b"\xff\xfe")),
    "a word that is none": lambda: wire.word('{"word":"promote","role":"chair"}'),
    "a kind of frame that is none": lambda: b"\x2a\x00",
}


@pytest.mark.parametrize("attack", UNREADABLE)
async def test_what_cannot_be_read_closes_its_socket(
    mallory: Attendee, people: list[Attendee], server: Server, attack: str
) -> None:
    """A01, A02, A04, A15, A17, B04, B05"""
    before = people[0].page.plain()
    await mallory.send(UNREADABLE[attack]())
    assert await mallory.gone() in (4400, 4413)
    assert people[0].page.plain() == before
    await honest(people, secrets.token_hex(6))
    assert ask(server.where["url"] + "/healthz")[0] == 200


def forge_authorship(mallory: Attendee, anna: Attendee) -> bytes:
    clock = len(anna.page.doc.get_state())
    item = raw.item(8, raw.number(1) + raw.value(FORGED), parent="events", key=record_id("forged"))
    return wire.update(raw.update([(anna.page.doc.client_id, wire_clock(anna), [item])])) if clock else b""


def claim_clocks(mallory: Attendee, anna: Attendee) -> bytes:
    return wire.update(raw.update([(anna.page.doc.client_id, wire_clock(anna), [b"\x00" + raw.number(100_000)])]))


def unknown_root(mallory: Attendee, anna: Attendee) -> bytes:
    item = raw.item(8, raw.number(1) + raw.value(FORGED), parent="secrets", key="k")
    return wire.update(raw.update([(mallory.page.doc.client_id, wire_clock(mallory), [item])]))


def text_among_people(mallory: Attendee, anna: Attendee) -> bytes:
    item = raw.item(4, raw.string(FORGED), parent="people")
    return wire.update(raw.update([(mallory.page.doc.client_id, wire_clock(mallory), [item])]))


def erase_a_record(mallory: Attendee, anna: Attendee) -> bytes:
    events = mallory.page.doc.get("events", type=Map)
    del events[next(iter(mallory.page.plain()["events"]))]
    return mallory.page.outbox.pop()


def a_long_title(mallory: Attendee, anna: Attendee) -> bytes:
    word = next(iter(mallory.page.plain()["events"]))
    mallory.page.doc.get("events", type=Map)[word]["title"] = FORGED * 20
    return mallory.page.outbox.pop()


def sign_as_another(mallory: Attendee, anna: Attendee) -> bytes:
    word = next(iter(mallory.page.plain()["events"]))
    mallory.page.doc.get("events", type=Map)[word]["removed_by"] = anna.badge.participant
    return mallory.page.outbox.pop()


def wire_clock(person: Attendee) -> int:
    """How far a person's own client id is."""
    return wire.read_vector(person.page.doc.get_state(), 1 << 20).get(person.page.doc.client_id, 0)


@pytest.mark.parametrize(
    "attack",
    [forge_authorship, claim_clocks, unknown_root, text_among_people, erase_a_record, a_long_title, sign_as_another],
)
async def test_what_is_not_allowed_is_refused_in_words_and_reaches_nobody(
    mallory: Attendee, people: list[Attendee], attack: Callable[[Attendee, Attendee], bytes]
) -> None:
    """A06, A07, A10, A13, A14; shared rule 3."""
    await honest(people, secrets.token_hex(6))
    before = people[1].page.plain()
    await mallory.until(lambda: mallory.page.plain() == before)
    await mallory.send(attack(mallory, people[0]))
    await mallory.until(lambda: bool(mallory.page.told("refused")) or mallory.code is not None)
    assert mallory.code is None, mallory.page.news
    refused = mallory.page.told("refused")[0]
    assert refused["sentence"] and refused["remedy"]
    assert people[1].page.plain() == before
    await honest(people, secrets.token_hex(6))
    assert FORGED not in json.dumps(people[1].page.plain())


async def test_who_was_refused_and_goes_on_is_closed(mallory: Attendee, people: list[Attendee]) -> None:
    """A07: five seconds after the refusal."""
    await mallory.send(a_long_title(mallory, people[0]))
    assert await mallory.gone() == 4403
    await honest(people, secrets.token_hex(6))


async def test_an_observers_edit_is_refused_and_reaches_nobody(
    server: Server, chair: Badge, people: list[Attendee]
) -> None:
    """A23"""
    observer = Attendee(join(invite(server, chair, "Gwen Price", "observer")), secrets.randbelow(1 << 32))
    await observer.connect()
    await observer.until(lambda: len(observer.page.titles()) > 50)
    observer.page.add_event("forged", FORGED)
    await observer.flush()
    await observer.until(lambda: bool(observer.page.told("refused")))
    await honest(people, secrets.token_hex(6))
    assert FORGED not in people[1].page.titles()
    await observer.leave()


async def test_a_gap_is_asked_for_and_the_third_unclosed_one_closes(mallory: Attendee, people: list[Attendee]) -> None:
    """A12"""
    word = secrets.token_hex(6)
    mallory.page.add_event(word, FORGED)
    mallory.page.outbox.clear()
    mallory.page.type(word, "x")
    frame = mallory.page.outbox.pop()
    deaf = mallory.page
    deaf.hear = lambda frame: None  # type: ignore[method-assign]
    for _ in range(3):
        await mallory.send(frame)
        await asyncio.sleep(0.05)
    assert await mallory.gone() == 4508
    await honest(people, secrets.token_hex(6))
    assert FORGED not in people[1].page.titles()


async def test_a_second_tab_under_the_same_client_id_is_turned_away(
    mallory: Attendee, people: list[Attendee], badges: list[Badge]
) -> None:
    """A08"""
    mallory.page.add_event(secrets.token_hex(6))
    await mallory.settled()
    twin = Attendee(badges[2], mallory.page.doc.client_id)
    await twin.connect()
    await twin.until(lambda: len(twin.page.titles()) > 50)
    alive = secrets.token_hex(6)
    mallory.page.add_event(alive)
    await mallory.settled()
    await twin.until(lambda: alive in twin.page.titles())
    twin.page.add_event(secrets.token_hex(6), "From the second tab")
    await twin.flush()
    assert await twin.gone() == 4503
    assert mallory.code is None
    await honest(people, secrets.token_hex(6))


async def test_a_forged_caret_shows_its_senders_own_name(mallory: Attendee, people: list[Attendee]) -> None:
    """B01, B02"""
    anna, ben = people
    await honest(people, secrets.token_hex(6))
    forged = {"user": {"name": "Dr Chair", "role": "chair"}, "cursor": {"anchor": 1}}
    await mallory.send(wire.carets([(mallory.page.doc.client_id, 1, json.dumps(forged))]))
    await ben.until(lambda: any(c[0] == mallory.page.doc.client_id for c in ben.page.carets))
    state = next(c[2] for c in ben.page.carets if c[0] == mallory.page.doc.client_id)
    assert (state["participant"], state["user"]["role"]) == (mallory.badge.participant, "contributor")
    await mallory.send(wire.carets([(anna.page.doc.client_id, 1 << 20, "null")]))
    await honest(people, secrets.token_hex(6))
    assert all(c[0] != anna.page.doc.client_id for c in ben.page.carets)
    newcomer = Attendee(mallory.badge, secrets.randbelow(1 << 32))
    await newcomer.connect()
    await newcomer.until(lambda: bool(newcomer.page.told("people")))
    here = {p["participant"] for p in newcomer.page.told("people")[0]["people"]}
    assert anna.badge.participant in here
    await newcomer.leave()


async def test_a_cursor_flood_is_thinned_and_nobody_is_closed(mallory: Attendee, people: list[Attendee]) -> None:
    """B06"""
    _, ben = people
    for step in range(400):
        await mallory.send(wire.carets([(mallory.page.doc.client_id, step, json.dumps({"cursor": step}))]))
        await asyncio.sleep(0.0025)
    await honest(people, secrets.token_hex(6))
    await ben.until(lambda: any(c[1] == 399 for c in ben.page.carets))
    seen = sum(c[0] == mallory.page.doc.client_id for c in ben.page.carets)
    assert 2 <= seen <= 200
    assert mallory.code is None
