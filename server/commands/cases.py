"""`case new / list / show / family / seat / import / export`: a young person's file, from the command line.

What writes a working copy goes through the same room and gate as a person's edit: in this process where nothing else
runs on the data, else in the server that does (server/console.py).
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from server import app, console
from server.commands.acts import ACTS
from server.commands.opened import opened, settings
from server.commands.telling import Telling
from server.domain.cases import Case
from server.domain.errors import Refusal
from server.reports import drawing
from server.storage import accounts, cases, versions, workingcopies

FILE_MOST = 20 << 20
"""Bytes of an imported file."""
FAMILY = ("facts", "gedcom", "gedcom7")
TIMELINE = ("csv", "xlsx")
FORMATS = ("bundle", *FAMILY, *TIMELINE)
"""What a case is exported as: all of it, its family for other programs (family facts, GEDCOM 5.5.1, GEDCOM 7), or its
timeline as a table."""


def declare(nouns: Any, common: argparse.ArgumentParser) -> None:
    """The options of the noun."""
    verbs = nouns.add_parser("case", help="a young person's file").add_subparsers(required=True)
    new = verbs.add_parser("new", parents=[common])
    new.add_argument("--name", required=True, help="first name; - reads it from standard input")
    new.add_argument("--born", required=True, metavar="WORDS", help="any moment; a year is enough")
    new.add_argument("--chair", metavar="EMAIL", default="")
    new.add_argument("--coordinator", metavar="EMAIL", default="")
    new.set_defaults(command=begin)
    verbs.add_parser("list", parents=[common]).set_defaults(command=every)
    for name, command in (("show", show), ("family", family), ("seat", seat), ("import", bring_in), ("export", export)):
        verb = verbs.add_parser(name, parents=[common])
        verb.add_argument("case")
        verb.set_defaults(command=command)
        if name == "family":
            when = verb.add_mutually_exclusive_group(required=True)
            when.add_argument("--age", type=int, metavar="N", help="on the child's birthday")
            when.add_argument("--on", type=date.fromisoformat, metavar="YYYY-MM-DD")
        elif name == "seat":
            who = verb.add_mutually_exclusive_group(required=True)
            who.add_argument("--chair", metavar="EMAIL", default="")
            who.add_argument("--coordinator", metavar="EMAIL", default="")
            verb.add_argument("--instead-of", metavar="EMAIL", default="", help="whose seat of that kind ends with it")
            how = verb.add_mutually_exclusive_group()
            how.add_argument("--until-confirmed", action="store_true", help="it opens nothing until they take it")
            how.add_argument("--take-away", action="store_true", help="ends that seat; the last chair stays")
        elif name == "import":
            verb.add_argument("file", type=Path)
            verb.add_argument("--dry-run", action="store_true")
            verb.add_argument(
                "--with-repeats", action="store_true", help="rows of a chronology, too, that stand already"
            )
            verb.add_argument("--child", metavar="WHO", default="", help="the child in a family tree: I12, or a name")
            verb.add_argument(
                "--near", metavar="STEPS", type=int, default=0, help="only who is so near to the child in a family tree"
            )
        elif name == "export":
            verb.add_argument("--out", type=Path, required=True)
            verb.add_argument("--format", choices=FORMATS, default="bundle")
            verb.add_argument("--with-sensitive", action="store_true", help="with what is held back otherwise")
            verb.add_argument("--language", choices=("en", "cy"), default="", help="of a timeline's headings")
            verb.add_argument("--hide-living", action="store_true", help="a family tree without words about the living")


def begin(arguments: argparse.Namespace, telling: Telling) -> None:
    """A new case with its first working copy, and its seats."""
    name = sys.stdin.readline().strip() if arguments.name == "-" else arguments.name
    wanted = {"chair": arguments.chair, "coordinator": arguments.coordinator}
    case = _do(arguments, "new_case", name=name, born=arguments.born, seats={k: v for k, v in wanted.items() if v})
    telling.say("cli.case_made", case=case["case"])
    telling.result(case)


def every(arguments: argparse.Namespace, telling: Telling) -> None:
    """All cases, one a line."""
    with opened(settings(arguments)) as it:
        found = it.database.read_now(lambda t: cases.every(t, it.keys))
    for case in found:
        name = case.young_person.name if case.young_person else telling.w("cli.erased")
        telling.write(f"{case.id}  {name}")
    telling.result([_plain(case) for case in found])


def show(arguments: argparse.Namespace, telling: Telling) -> None:
    """What a case holds: seats, working copy, versions, and how many records of each kind."""
    with opened(settings(arguments)) as it:
        case = it.database.read_now(lambda t: cases.must_find(t, it.keys, arguments.case))
        seats = it.database.read_now(lambda t: cases.seats(t, case.id))
        people = {a.id: a for a in it.database.read_now(accounts.every)}
        copy = it.database.read_now(lambda t: workingcopies.find_open(t, case.id))
        last = it.database.read_now(lambda t: versions.last_number(t, case.id))
    content = _do(arguments, "content", case=case.id) if copy else {}
    counts = {c: sum(not r.get("removed_at") for r in records.values()) for c, records in content.items()}
    telling.write(case.young_person.name if case.young_person else telling.w("cli.erased"))
    for held in seats:
        telling.write(f"  {telling.w('roles.' + held.role)}: {people[held.account].name}")
    telling.say("cli.case_versions", n=last)
    for collection, count in counts.items():
        telling.write(f"  {collection}: {count}")
    telling.result(
        {
            **_plain(case),
            "seats": [{"role": s.role, "email": people[s.account].email} for s in seats],
            "working_copy": bool(copy),
            "versions": last,
            "counts": counts,
        }
    )


def family(arguments: argparse.Namespace, telling: Telling) -> None:
    """The family as it stood on a birthday or a day, in sentences; as data (states, ages, homes, couples, carers) with
    --json."""
    content = _do(arguments, "content", case=arguments.case)
    when = {"on": arguments.on.isoformat()} if arguments.on else {"age": arguments.age}
    found = drawing.family_on(content, **when)
    if found is None:
        raise Refusal("birth_not_known")
    w = telling.w
    telling.write(found["on"])
    for each in drawing.told(content, found["on"], w.language, w.for_browser()):
        who = w("live.told.who", name=each["name"], who=each["who"]) if each["who"] else each["name"]
        telling.write(f"{who} {each['said']}".rstrip())
    telling.result(found)


def seat(arguments: argparse.Namespace, telling: Telling) -> None:
    """Gives an account a seat on a case, offers it until it is taken, or takes it away; a server that runs shows out
    whoever loses one."""
    role, email = ("chair", arguments.chair) if arguments.chair else ("coordinator", arguments.coordinator)
    told = _do(
        arguments, "seat", case=arguments.case, role=role, email=email, instead_of=arguments.instead_of,
        wait=arguments.until_confirmed, away=arguments.take_away,
    )  # fmt: skip
    said = {"given": "cli.seated", "offered": "cli.seat_offered", "taken": "cli.seat_taken"}[told["outcome"]]
    telling.say(said, name=told["name"], role=telling.w(f"roles.{role}"))
    telling.result({"case": arguments.case, "account": told["account"], "role": role, "outcome": told["outcome"]})


def bring_in(arguments: argparse.Namespace, telling: Telling) -> None:
    """Brings a file in as one change, or says what it would bring."""
    data = _bytes(arguments.file)
    told = _do(
        arguments,
        "import",
        case=arguments.case,
        bytes=data.hex(),
        name=arguments.file.name,
        child=arguments.child,
        steps=arguments.near,
        repeats=arguments.with_repeats,
        dry=arguments.dry_run,
    )
    rows = [_said(telling, row) for row in told["rows"]]
    for row in rows:
        if row["status"] != "good":
            reasons = " ".join(row["reasons"])
            telling.say("cli.row_doubtful", row=row["row"], words=row["when"]["text"], reasons=reasons)
    findings = _reasons(telling, told["findings"])
    for sentence in findings:
        telling.write(sentence)
    if told["left_out"]:
        telling.say("cli.repeats_left_out", n=told["left_out"])
    telling.say("cli.would_bring" if arguments.dry_run else "cli.brought", n=told["count"])
    if "change" in told:
        telling.say("cli.change", change=told["change"])
    telling.result({**told, "rows": rows, "findings": findings})


def _said(telling: Telling, row: dict[str, Any]) -> dict[str, Any]:
    """A row with its reasons as sentences."""
    kept = {name: value for name, value in row.items() if name != "findings"}
    return {**kept, "reasons": _reasons(telling, row["findings"])}


def _reasons(telling: Telling, findings: list[dict[str, Any]]) -> list[str]:
    return [telling.w(f"finding.{finding['key']}", **finding["parameters"]) for finding in findings]


def export(arguments: argparse.Namespace, telling: Telling) -> None:
    """Writes the case's own bundle (its working copy and every version), its family, or its timeline as a table."""
    asked: dict[str, Any] = {"case": arguments.case, "format": arguments.format, "sensitive": arguments.with_sensitive}
    if arguments.format == "bundle":
        data = json.dumps(_do(arguments, "export", case=arguments.case), ensure_ascii=False).encode()
    elif arguments.format in TIMELINE:
        language = arguments.language or telling.w.language
        data = bytes.fromhex(_do(arguments, "export_timeline", **asked, language=language)["bytes"])
    else:
        data = _do(arguments, "export_family", **asked, hide_living=arguments.hide_living)["text"].encode()
    try:
        arguments.out.write_bytes(data)
    except OSError as error:
        raise Refusal("file_not_written", file=str(arguments.out), reason=error.strerror or "") from None
    telling.say("cli.exported", file=str(arguments.out))
    telling.result({"file": str(arguments.out)})


def _bytes(file: Path) -> bytes:
    try:
        if file.stat().st_size > FILE_MOST:
            raise Refusal("file_too_large", status=413, most=FILE_MOST >> 20)
        return file.read_bytes()
    except OSError as error:
        raise Refusal("file_not_read", file=str(file), reason=error.strerror or "") from None


def _plain(case: Case) -> dict[str, Any]:
    young = case.young_person
    return {"case": case.id, "name": young.name if young else None, "opened_at": case.opened_at}


def _do(arguments: argparse.Namespace, act: str, **asked: Any) -> Mapping[str, Any]:
    """Does something to a case here, or asks the server that owns the data to. Raises Refusal."""
    settled = settings(arguments)

    async def here() -> Mapping[str, Any]:
        async with app.composed(settled) as installation:
            return await ACTS[act](installation, asked)

    try:
        with console.owning(settled.data):
            return asyncio.run(here())
    except console.Owned:
        return console.ask(settled.data, act, **asked)
