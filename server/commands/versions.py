"""`version list / show / verify / export`: the frozen versions of a case, whether they are as they were sealed, and
their reports as files."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from server.commands.opened import now, opened, settings
from server.commands.telling import Telling
from server.domain.errors import Finding, Refusal
from server.domain.versions import Version, to_plain
from server.interchange.sealed import read_sealed
from server.languages import LANGUAGES
from server.storage import accounts, audit, cases, consent, versions
from server.storage.database import Transaction
from server.storage.keys import Keys
from server.storage.versions import Verified
from server.web.files import BOTH, FORMS, KINDS, Asked, Source, checked, in_order, made, must_be_for, told
from server.web.reports import beside_of

FORMATS = ("pdf", "docx", "odt", "html", "svg", "json", "csv", "gedcom", "composition")
"""What a version is exported as."""


def declare(nouns: Any, common: argparse.ArgumentParser) -> None:
    """The options of the noun."""
    verbs = nouns.add_parser("version", help="frozen versions").add_subparsers(required=True)
    listing = verbs.add_parser("list", parents=[common])
    listing.add_argument("case")
    listing.set_defaults(command=every)
    one = verbs.add_parser("show", parents=[common])
    one.add_argument("case")
    one.add_argument("number", type=int)
    one.set_defaults(command=show)
    check = verbs.add_parser("verify", parents=[common])
    check.add_argument("case", metavar="CASE or FILE")
    check.add_argument("--seal", default="", help="a short seal from paper")
    check.set_defaults(command=verify)
    report = verbs.add_parser("export", parents=[common])
    report.add_argument("case")
    report.add_argument("number", type=int)
    report.add_argument("--report", choices=KINDS, default="professional")
    report.add_argument("--format", choices=FORMATS, default="pdf")
    report.add_argument("--drawing", choices=("family", "timeline"), default="family", help="which one is the svg")
    report.add_argument("--language", choices=(*LANGUAGES, BOTH), default="", help="both, where a file can be in both")
    report.add_argument("--with-name", action="store_true", help="a composition's subject by the child's name")
    report.add_argument("--with-sensitive", action="store_true", help="with what is held back otherwise")
    report.add_argument("--leave-out", metavar="ID=REASON", action="append", default=[], help="one entry, and why")
    report.add_argument("--by", metavar="EMAIL", default="", help="who asked: an account with a seat on the case")
    report.add_argument("--out", type=Path, required=True, metavar="FILE")
    report.set_defaults(command=export)


def every(arguments: argparse.Namespace, telling: Telling) -> None:
    """The versions of a case, one a line, oldest first, each with how it stands (sealed, in_error, altered)."""
    with opened(settings(arguments)) as it:
        it.database.read_now(lambda t: cases.must_find(t, it.keys, arguments.case))
        checked = it.database.read_now(lambda t: versions.check_case(t, it.keys, arguments.case))
    standing = {version.number: versions.standing_in(checked, version.number) for version in checked.versions}
    for version in checked.versions:
        telling.write(_line(telling, version))
        if standing[version.number] != "sealed":
            entered = standing[version.number] == "in_error"
            telling.say("cli.standing_in_error" if entered else "cli.standing_altered", number=version.number)
    if not checked.versions:
        telling.say("cli.no_versions")
    telling.result([{**_summary(version), "standing": standing[version.number]} for version in checked.versions])


def show(arguments: argparse.Namespace, telling: Telling) -> None:
    """One version: its header for a person, all of it as JSON."""
    with opened(settings(arguments)) as it:
        it.database.read_now(lambda t: cases.must_find(t, it.keys, arguments.case))
        version = it.database.read_now(lambda t: versions.read(t, it.keys, arguments.case, arguments.number))
    if version is None:
        raise Refusal("no_such_version", status=404, number=arguments.number)
    telling.write(_line(telling, version))
    for collection, records in (version.content or {}).items():
        if isinstance(records, dict):
            telling.write(f"  {collection}: {len(records)}")
    telling.result(to_plain(version))


def export(arguments: argparse.Namespace, telling: Telling) -> None:
    """A report of a version, or its data, as a file; what is marked sensitive only where that was asked for. Who asked
    and what it is are in the audit before the file is there. A Word file is the chair's alone (`files.py`, X2).

    Raises Refusal: `no_such_case`, `no_such_version`, `no_such_account`, `not_your_role`, `only_for_the_chair`,
    `one_language`, `sealed_is_whole`, `redaction_without_reason`, `drawing_failed`, `file_not_written`.
    """
    form, case, number = arguments.format, arguments.case, arguments.number
    form = arguments.drawing if form == "svg" else form
    language = arguments.language or (BOTH if FORMS[form].says == "report" else telling.w.language)
    languages = in_order(language, telling.w.language)
    redacted = {i: reason for i, _, reason in (each.partition("=") for each in arguments.leave_out)}
    asked = Asked(arguments.report, languages, arguments.with_sensitive, arguments.with_name, redacted)
    checked(form, asked)
    with opened(settings(arguments)) as it:
        it.database.read_now(lambda t: cases.must_find(t, it.keys, case))
        who = it.database.read_now(lambda t: _asking(t, case, arguments.by, form))
        content = made(form, asked, it.database.read_now(lambda t: _source(t, it.keys, case, number, asked)))
        about = told(form, asked, number)
        it.database.write_now(
            lambda t: audit.record(t, "report.made", now(), who=who, case=case, about=about, size=len(content))
        )
    try:
        arguments.out.write_bytes(content)
    except OSError as error:
        raise Refusal("file_not_written", file=str(arguments.out), reason=error.strerror or "") from None
    telling.say("cli.report_written", file=str(arguments.out))
    telling.result({"file": str(arguments.out), "bytes": len(content), "languages": list(asked.languages)})


def _asking(t: Transaction, case: str, email: str, form: str) -> str:
    """The account that asked, as the command was told; "" where it was not: what is the chair's alone then needs a
    chair on the case, to whom it goes."""
    if email:
        account = accounts.must_find_by_email(t, email).id
        role = cases.role_of(t, case, account)
        if not role:
            raise Refusal("not_your_role", status=403)
        must_be_for(form, role)
        return account
    must_be_for(form, "chair" if any(seat.role == "chair" for seat in cases.seats(t, case)) else "")
    return ""


def _source(t: Transaction, keys: Keys, case: str, number: int, asked: Asked) -> Source:
    """What a file is made from. Raises Refusal (`no_such_version`)."""
    verified = versions.check_case(t, keys, case)
    version = next((each for each in verified.versions if each.number == number), None)
    if version is None or version.content is None:
        raise Refusal("no_such_version", status=404, number=number)
    given = consent.standing(t, keys, case).now
    sealed = versions.attachment(t, keys, case, number, content=True)
    return Source(version, beside_of(version, verified, given, asked.languages), sealed, "", now()[:10])


def verify(arguments: argparse.Namespace, telling: Telling) -> int:
    """Walks the chain of seals and signatures of a case with what was added to its versions, or of a file (a bundle, a
    sealed version, a PDF that has one attached); 1 where it is broken."""
    file = Path(arguments.case)
    if file.is_file():
        checked = versions.check_export(_carried(file), printed=arguments.seal)
    else:
        with opened(settings(arguments)) as it:
            it.database.read_now(lambda t: cases.must_find(t, it.keys, arguments.case))
            checked = it.database.read_now(
                lambda t: versions.check_case(t, it.keys, arguments.case, printed=arguments.seal)
            )
    _tell(telling, checked)
    return 0 if checked.sound else 1


def _carried(file: Path) -> Mapping[str, Any]:
    try:
        return read_sealed(file.read_bytes())
    except OSError:
        raise Refusal("bundle_unreadable", file=file.name) from None


def _tell(telling: Telling, checked: Verified) -> None:
    for finding in checked.findings:
        telling.write(_sentence(telling, finding))
    if checked.sound:
        telling.say("cli.versions_sound", n=len(checked.versions))
        if checked.notes:
            telling.say("cli.notes_sound", n=len(checked.notes))
        for fingerprint in checked.fingerprints:
            telling.say("cli.signed_with", fingerprint=fingerprint)
    telling.result(
        {
            "sound": checked.sound,
            "versions": [_summary(version) for version in checked.versions],
            "notes": [
                {"number": n.number, "version": n.version, "kind": n.kind, "added_at": n.at, "seal": n.seal}
                for n in checked.notes
            ],
            "findings": [{"key": f.key, **f.parameters} for f in checked.findings],
            "fingerprints": list(checked.fingerprints),
        }
    )


def _sentence(telling: Telling, finding: Finding) -> str:
    return telling.w(f"finding.{finding.key}", **finding.parameters)


def _line(telling: Telling, version: Version) -> str:
    header = version.header
    return telling.w(
        "cli.version_line",
        number=header.number,
        at=header.frozen_at,
        chair=_chair(version),
        seal=version.short_seal,
    )


def _summary(version: Version) -> dict[str, Any]:
    header = version.header
    return {
        "number": header.number, "frozen_at": header.frozen_at, "seal": version.seal,
        "short_seal": version.short_seal, "parent": header.parent, "digest": header.content,
    }  # fmt: skip


def _chair(version: Version) -> str:
    return version.circumstances.chair.name if version.circumstances else "?"
