"""The history of a case as a document that can be read through time: each version as it stood, and beside it, in one
line of time, everything that happened to the file between two versions.

L1  a version is shown as it was frozen, never as it would be written today
L2  every step through time is an ordinary link: it works by keyboard, without script, and can be kept
L3  what is sensitive is named as such beside the line and told only where it stands
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from server.domain.errors import Words
from server.domain.findings_formulation import short
from server.domain.formulation import from_plain
from server.domain.notes import NOTE, Note
from server.domain.upgrades import view
from server.domain.versions import Version
from server.languages import words
from server.storage import accounts, cases, consent, meetings, news, referrals, seats, versions
from server.storage.database import Transaction
from server.storage.versions import Verified
from server.web.cases import shown, today
from server.web.installation import Installation, installation_of
from server.web.pages import language_of, said_day_of
from server.web.seats import said_change
from server.web.versions import holds

VERSION: Final = "version"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in the line of time. `at` is an instant; `kind` names its sign and its word (`history.kind_…`);
    `version` is its number where it is one; `address` leads to where it stands, "" for nowhere."""

    at: str
    kind: str
    said: str
    address: str = ""
    version: int = 0
    lang: str = ""
    sensitive: bool = False


async def page(request: Request) -> Response:
    """`GET /cases/{case}/history?at=N`: version N as it stood (the last one where none is asked for), and the line."""
    here, w = installation_of(request), words(language_of(request))
    case_id, asked = request.path_params["case"], request.query_params.get("at", "")

    def look(t: Transaction) -> tuple[Any, Verified, list[Entry]]:
        case = cases.must_find(t, here.keys, case_id)
        checked = versions.check_case(t, here.keys, case_id)
        return case, checked, entries(t, here, w, case_id, checked)

    case, checked, line = await here.database.read(look)
    number = _asked(asked, checked.versions)
    frozen = next((each for each in checked.versions if each.number == number), None)
    if frozen is None and (asked or checked.versions):
        raise HTTPException(404)
    return here.pages.large_page(
        request,
        "cases/history.html",
        case=shown(w, case, today(here)),
        number=number,
        last=len(checked.versions),
        when=said_day_of(w, frozen.header.frozen_at) if frozen else "",
        stands=versions.standing_in(checked, number) if frozen else "sealed",
        readable=frozen is not None and frozen.content is not None,
        stretches=stretches(w, line, number),
        place=f"/cases/{case_id}/history" + (f"?at={number}" if asked else ""),
        **(await _content(here, frozen, language_of(request)) if frozen else {}),
    )


def entries(t: Transaction, here: Installation, w: Words, case_id: str, checked: Verified) -> list[Entry]:
    """Everything that happened to a case's file, oldest first."""
    names = {account.id: account.name for account in accounts.every(t)}
    found = [
        *_of_versions(w, case_id, checked.versions),
        *_of_notes(w, case_id, checked.notes),
        *_of_meetings(t, w, case_id),
        *_of_news(t, here, w, case_id),
        *_of_consent(t, here, w, case_id),
        *_of_referral(t, here, w, case_id),
        *(
            Entry(each.at, "seat", said_change(w, each, names), f"/cases/{case_id}/seats")
            for each in seats.changes(t, case_id)
        ),
    ]
    return sorted(found, key=lambda entry: (entry.at, entry.kind == VERSION))


def stretches(w: Words, line: Iterable[Entry], number: int) -> list[dict[str, Any]]:
    """The line cut at each version: what led to it stands above it. `now` marks the stretch that is read."""
    cut: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    for entry in line:
        rows.append(_row(w, entry, here=entry.version == number and entry.kind == VERSION))
        if entry.kind == VERSION:
            title = w("history.to_version", n=entry.version)
            cut.append({"title": title, "rows": rows, "now": entry.version == number})
            rows = []
    if rows:
        title = w("history.since_version", n=len(cut)) if cut else w("history.before_first")
        cut.append({"title": title, "rows": rows, "now": False})
    return cut


def _row(w: Words, entry: Entry, *, here: bool) -> dict[str, Any]:
    kinds = {
        VERSION: w("history.kind_version"),
        "meeting": w("history.kind_meeting"),
        "news": w("history.kind_news"),
        "consent": w("history.kind_consent"),
        "referral": w("history.kind_referral"),
        "seat": w("history.kind_seat"),
        "note": w("history.kind_note"),
    }
    return {
        "kind": entry.kind,
        "word": kinds[entry.kind],
        "said": entry.said,
        "lang": entry.lang,
        "when": said_day_of(w, entry.at),
        "address": entry.address,
        "version": entry.version,
        "here": here,
        "sensitive": entry.sensitive,
    }


def _asked(asked: str, kept: Sequence[Version]) -> int:
    if not asked:
        return kept[-1].number if kept else 0
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else -1


async def _content(here: Installation, frozen: Version, language: str) -> Mapping[str, Any]:
    """What the version holds, as its own page shows it (L1)."""
    content = view(frozen.content, frozen.header.schema) if frozen.content else {}
    day = datetime.fromisoformat(frozen.header.frozen_at).date() if frozen.header.frozen_at else today(here)
    return await holds(here, content, from_plain(content)[0], language, day)


# -- where the entries come from


def _of_versions(w: Words, case_id: str, kept: Sequence[Version]) -> Iterable[Entry]:
    for each in kept:
        told = each.circumstances
        said = w("version.numbered", n=each.number)
        if told is not None:
            said = w("history.frozen_by", n=each.number, name=told.chair.name)
        yield Entry(each.header.frozen_at, VERSION, said, f"/cases/{case_id}/history?at={each.number}", each.number)


def _of_notes(w: Words, case_id: str, added: Iterable[Note]) -> Iterable[Entry]:
    for each in added:
        address = f"/cases/{case_id}/versions/{each.version}"
        if each.kind != NOTE:
            yield Entry(each.at, "note", w("history.in_error", n=each.version), address)
        else:
            said = w("history.note", n=each.version, words=short(each.text))
            yield Entry(each.at, "note", said, address)


def _of_meetings(t: Transaction, w: Words, case_id: str) -> Iterable[Entry]:
    for meeting in meetings.of_case(t, case_id):
        kind, address = w(f"meeting_kinds.{meeting.kind}"), f"/cases/{case_id}/meetings/{meeting.id}"
        if meeting.opened_at:
            yield Entry(meeting.opened_at, "meeting", w("history.meeting_held", kind=kind), address)
        else:
            day = said_day_of(w, meeting.planned_for)
            yield Entry(meeting.planned_at, "meeting", w("history.meeting_planned", kind=kind, when=day), address)


def _of_news(t: Transaction, here: Installation, w: Words, case_id: str) -> Iterable[Entry]:
    for each in news.of_case(t, here.keys, case_id):
        state = w(f"news_states.{each.state}")
        words_of = w("history.sensitive_news") if each.sensitive else short(each.text)
        said = w("history.news", name=each.said_by, words=words_of, state=state)
        yield Entry(each.came_at, "news", said, f"/cases/{case_id}/news", sensitive=each.sensitive)


def _of_consent(t: Transaction, here: Installation, w: Words, case_id: str) -> Iterable[Entry]:
    for each in consent.of_case(t, here.keys, case_id):
        said = w("history.consent", name=each.name, answer=w(f"consent_answers.{each.answer}"))
        yield Entry(each.at, "consent", said, f"/cases/{case_id}/consent")


def _of_referral(t: Transaction, here: Installation, w: Words, case_id: str) -> Iterable[Entry]:
    for number, each in enumerate(referrals.of_case(t, here.keys, case_id)):
        who = w("history.referral", name=each.referred_by) if not number else w("history.referral_changed")
        yield Entry(each.at, "referral", who, f"/cases/{case_id}/referral")
