"""What a command does to a case, in whichever process owns the data: plain data in, plain data out.

In the server these answer over the local socket (server/console.py); without one the command runs them itself.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Any, Final

from server import __version__
from server.domain.cases import Account
from server.domain.errors import Refusal
from server.domain.formulation import from_plain
from server.domain.moments import Moment
from server.domain.upgrades import view
from server.interchange import reading
from server.interchange.bundle import Bundle, bundle_of
from server.interchange.familywriting import write_family
from server.interchange.gedcomwriting import write_gedcom
from server.interchange.tablesheets import SECONDS, is_zip
from server.reports.workers import SECONDS as LONGEST_S
from server.storage import accounts, cases, consent, copies, news, referrals, replies, seats, versions
from server.storage.database import Transaction
from server.web import casework
from server.web import seats as web_seats
from server.web.cases import today
from server.web.imports import note_export, timeline_file
from server.web.installation import Installation

NOT_SIGNED_IN: Final = 4401
"""Close code of a socket whose sign-in has ended."""

Asked = Mapping[str, Any]
Act = Callable[[Installation, Asked], Awaitable[Mapping[str, Any]]]


async def new_case(here: Installation, asked: Asked) -> Mapping[str, Any]:
    """name, born, seats {role: email} -> {case}. Every seat is looked up before the case is made."""
    held: dict[str, Account] = {}
    for role, email in asked["seats"].items():
        held[role] = await _account(here, email)
    case = await casework.new_case(here, name=asked["name"], born=asked["born"])
    for role, account in held.items():
        await casework.give_seat(here, case.id, account.id, role)
    return {"case": case.id}


async def seat(here: Installation, asked: Asked) -> Mapping[str, Any]:
    """case, role, email, instead_of (an email or ""), wait, away -> {account, name, outcome}: a seat given, offered or
    taken away; whoever loses theirs is shown out of the room."""
    case, role = asked["case"], asked["role"]
    await here.database.read(lambda t: cases.must_find(t, here.keys, case))
    account = await _account(here, asked["email"])
    told = {"account": account.id, "name": account.name}
    if asked["away"]:
        await here.database.write(lambda t: seats.take_away(t, case, account.id, role, here.now()))
        await web_seats.settle_room(here, case, account.id)
        return {**told, "outcome": "taken"}
    instead_of = (await _account(here, asked["instead_of"])).id if asked["instead_of"] else ""
    await web_seats.change(
        here, case, email=account.email, role=role, instead_of=instead_of, wait=bool(asked["wait"])
    )
    return {**told, "outcome": "offered" if asked["wait"] else "given"}


async def _account(here: Installation, email: str) -> Account:
    return await here.database.read(lambda t: accounts.must_find_by_email(t, email))


async def content(here: Installation, asked: Asked) -> Mapping[str, Any]:
    """case -> the plain content of its open working copy."""
    plain = await here.hub.plain(asked["case"])
    if plain is None:
        raise Refusal("no_working_copy", status=409)
    return plain


async def bring_in(here: Installation, asked: Asked) -> Mapping[str, Any]:
    """case, name, bytes (hexadecimal), child, steps, repeats, dry -> {count, records, rows, left_out, findings,
    change}: family facts, a family tree, a family text, a chronology or a bundle. The file is read in a worker process.
    Rows of a chronology that repeat what stands are left out, unless `repeats`."""
    case = await here.database.read(lambda t: cases.must_find(t, here.keys, asked["case"]))
    standing = await content(here, asked)
    index = from_plain(standing)[0].index_person
    young = case.young_person
    born = (index.born if index else None) or (young.born if young else None)
    data, child, steps = bytes.fromhex(asked["bytes"]), asked.get("child", ""), asked.get("steps", 0)
    repeats = bool(asked.get("repeats"))
    asked_for = data, asked["name"], standing, born, child, today(here), steps, repeats
    file = await here.workers.run(reading.read, *asked_for, seconds=SECONDS if is_zip(data) else LONGEST_S)
    told: dict[str, Any] = {
        "count": file.count,
        "records": {name: len(records) for name, records in file.records.items() if records},
        "rows": [row.to_json() for row in file.rows],
        "left_out": 0 if repeats else sum(row.repeats for row in file.rows),
        "findings": [{"key": f.key, "parameters": dict(f.parameters)} for f in file.findings],
    }
    if asked["dry"]:
        return told
    if file.bundle is not None:
        await _bring_bundle(here, case.id, file.bundle)
        return told
    change = await casework.bring_in(here, case.id, file.records, onto=file.fills, by="")
    return {**told, "change": change.id}


async def _bring_bundle(here: Installation, case: str, bundle: Bundle) -> None:
    """A whole case into one that is still empty: its versions, and its working copy in place of the empty one."""
    at = here.now()
    if bundle.versions["versions"]:
        await here.database.write(lambda t: versions.bring(t, here.keys, case, bundle.versions, at))
    await here.database.write(lambda t: _bring_beside(t, here, case, bundle.beside, at))
    await casework.begin_again(here, case, from_plain(bundle.content or {})[0])


def _bring_beside(t: Transaction, here: Installation, case: str, beside: Mapping[str, Any], at: str) -> None:
    """Consent, who may receive reports, news, meetings with their answers, and referrals, as they stood beside the
    versions."""
    consent.bring(t, here.keys, case, beside.get("consents", []), at)
    copies.bring(t, here.keys, case, beside.get("recipients", []), at)
    news.bring(t, here.keys, case, beside.get("news", []), at)
    replies.bring(t, here.keys, case, beside.get("meetings", []), at)
    referrals.bring(t, here.keys, case, beside.get("referrals", []), at)


async def export(here: Installation, asked: Asked) -> Mapping[str, Any]:
    """case -> its bundle: the working copy, where one is open, and every version."""
    case = await here.database.read(lambda t: cases.must_find(t, here.keys, asked["case"]))
    kept = await here.database.read(lambda t: versions.export(t, here.keys, case.id))
    young = case.young_person
    about = {"name": young.name, "born": dict(young.born) if young.born else None} if young else {}
    beside = await here.database.read(lambda t: _beside(t, here, case.id))
    plain, software = await here.hub.plain(case.id), f"Gwead {__version__}"
    return versions.seal_bundle(here.keys, bundle_of(about, plain, kept, software=software, beside=beside))


def _beside(t: Transaction, here: Installation, case: str) -> Mapping[str, Any]:
    return {
        "consents": consent.export(t, here.keys, case),
        "recipients": copies.export(t, here.keys, case),
        "news": news.export(t, here.keys, case),
        "meetings": replies.export(t, here.keys, case),
        "referrals": referrals.export(t, here.keys, case),
    }


async def export_family(here: Installation, asked: Asked) -> Mapping[str, Any]:
    """case, format (facts, gedcom, gedcom7), sensitive, hide_living -> {text}: the family as the working copy has it,
    or the last version where none is open. Written in a worker process."""
    case = await here.database.read(lambda t: cases.must_find(t, here.keys, asked["case"]))
    given = (
        await _standing(here, case.id),
        asked["format"],
        asked["sensitive"],
        asked["hide_living"],
        today(here),
        __version__,
    )
    return {"text": await here.workers.run(family_file, *given)}


async def _standing(here: Installation, case: str) -> Mapping[str, Any]:
    """What a case holds now: its working copy, or its last version where none is open. Raises Refusal where it has
    neither."""
    plain = await here.hub.plain(case)
    if plain is None:
        number = await here.database.read(lambda t: versions.last_number(t, case))
        version = await here.database.read(lambda t: versions.read(t, here.keys, case, number))
        plain = view(version.content, version.header.schema) if version is not None and version.content else None
    if plain is None:
        raise Refusal("no_working_copy", status=409)
    return plain


def family_file(
    plain: Mapping[str, Any], form: str, sensitive: bool, hide_living: bool, on: date, software: str
) -> str:
    """A family as the text of a file: family facts, or GEDCOM of one of two versions."""
    if form == "facts":
        facts = write_family(plain, today=on, with_sensitive=sensitive, living=not hide_living)
        return json.dumps(facts, ensure_ascii=False, indent=1) + "\n"
    return write_gedcom(
        plain, seven=form == "gedcom7", today=on, software=software, with_sensitive=sensitive, living=not hide_living
    )


async def export_timeline(here: Installation, asked: Asked) -> Mapping[str, Any]:
    """case, format (csv, xlsx), sensitive, language -> {bytes (hexadecimal)}: the timeline of the working copy as a
    table, or the last version's where none is open. Noted in the audit."""
    case = await here.database.read(lambda t: cases.must_find(t, here.keys, asked["case"]))
    plain = await _standing(here, case.id)
    index = from_plain(plain)[0].index_person
    young = case.young_person
    said = Moment.from_json(dict(young.born)) if young and young.born else None
    born, form, sensitive = (index.born if index else None) or said, asked["format"], bool(asked["sensitive"])
    data = await here.workers.run(timeline_file, plain, form, asked["language"], born, sensitive)
    await here.database.write(
        lambda t: note_export(t, case.id, "", here.now(), form=form, sensitive=sensitive, size=len(data))
    )
    return {"bytes": data.hex()}


async def end_account(here: Installation, asked: Asked) -> Mapping[str, Any]:
    """account -> {}: its sockets close; its sign-ins have ended already."""
    here.hub.close_person(asked["account"], NOT_SIGNED_IN)
    return {}


ACTS: Final[Mapping[str, Act]] = {
    "new_case": new_case,
    "seat": seat,
    "content": content,
    "import": bring_in,
    "export": export,
    "export_family": export_family,
    "export_timeline": export_timeline,
    "end_account": end_account,
}
