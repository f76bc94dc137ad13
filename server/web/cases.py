"""Cases: the list of one's own, the home page of one, and the opening of its next working copy."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from server.domain import moments
from server.domain.cases import Case
from server.domain.errors import Words
from server.domain.formulation import from_plain, to_plain
from server.domain.meetings import Meeting, Participant
from server.domain.moments import Moment
from server.domain.upgrades import view
from server.domain.versions import Version
from server.languages import words
from server.storage import accounts, cases, meetings, versions, workingcopies
from server.storage.database import Transaction
from server.web import casework
from server.web.answers import form_of, go, text
from server.web.drawings import drawn
from server.web.installation import Installation, installation_of
from server.web.pages import language_of, local, said_day, said_day_of, said_instant
from server.web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class CaseShown:
    """A case as a page shows it: `label` is the first name and the age, `name` the first name alone."""

    id: str
    name: str
    label: str
    born_said: str


async def every(request: Request) -> Response:
    """`GET /cases`: the cases on which one holds a seat."""
    here, visitor = installation_of(request), visitor_in(request)
    w = words(language_of(request))

    def look(t: Transaction) -> list[dict[str, Any]]:
        rows = []
        for case, role in cases.of_account(t, here.keys, visitor.id):
            copy = workingcopies.find_open(t, case.id)
            state = w("cases.working") if copy else w("cases.read_only")
            rows.append(
                {
                    "id": case.id,
                    "name": shown(w, case, today(here)).label,
                    "state": f"{state} · {w('cases.seat', role=w('roles.' + role))}",
                    "open_meeting": meetings.open_now(t, case.id) is not None,
                }
            )
        return rows

    return here.pages.page(request, "cases/list.html", cases=await here.database.read(look))


async def home(request: Request) -> Response:
    """`GET /cases/{case}`: how the working copy stands, the meetings, the people, the versions."""
    here, w = installation_of(request), words(language_of(request))
    case_id = request.path_params["case"]

    def look(t: Transaction) -> dict[str, Any]:
        case = cases.must_find(t, here.keys, case_id)
        copy = workingcopies.find_open(t, case_id)
        planned = meetings.of_case(t, case_id)
        open_meeting = meetings.open_now(t, case_id)
        people = meetings.participants(t, here.keys, open_meeting.id) if open_meeting else []
        kept = versions.every(t, here.keys, case_id)
        return {
            "case": shown(w, case, today(here)),
            "working_copy": copy
            and {"opened_said": said_instant(w, copy.opened_at), "id": copy.id, "opened_from": copy.opened_from},
            "meetings": [meeting_shown(w, meeting) for meeting in planned],
            "open_meeting": open_meeting.id if open_meeting else "",
            "seats": _seats(t, w, case_id, people),
            "versions": [version_row(w, version) for version in reversed(kept)],
            "latest": kept[-1] if kept else None,
        }

    context = await here.database.read(look)
    number = context["latest"].number if context["latest"] else 0
    if context["working_copy"]:
        plain = await here.hub.plain(case_id)
    else:
        frozen = await here.database.read(lambda t: versions.read(t, here.keys, case_id, number))
        plain = view(frozen.content, frozen.header.schema) if frozen and frozen.content else None
    standing = from_plain(plain or {})[0].standing()
    return here.pages.page(
        request,
        "cases/home.html",
        held=here.hub.held(case_id),
        lifted="lifted" in request.query_params and not here.hub.held(case_id),
        strip=await drawn(here, "strip", to_plain(standing), language_of(request), today(here).isoformat(), width=720),
        counted=counted(w, len(standing.events), len(standing.people)),
        **context,
    )


async def open_working_copy(request: Request) -> Response:
    """`POST /cases/{case}/workingcopies`: the next working copy, begun from the last version, or from the one with the
    number `from` (H13)."""
    here, visitor = installation_of(request), visitor_in(request)
    case_id, said = request.path_params["case"], text(await form_of(request), "from")
    if said and not (said.isascii() and said.isdigit() and 0 < int(said[:7]) < 10**6):
        raise HTTPException(404)
    await casework.open_working_copy(here, case_id, by=visitor.id, restores=int(said or 0))
    return go(request, f"/cases/{case_id}")


# -- how things are said


def shown(w: Words, case: Case, on: date) -> CaseShown:
    """A case as a page shows it."""
    person = case.young_person
    full = person.name if person else ""
    name = full.split()[0] if full.split() else ""
    born = Moment.from_json(dict(person.born)) if person and person.born else Moment("")
    age = age_on(born, on)
    label = name if age is None else w("case.label_age", name=name, age=age)
    born_said = born.text
    if born.earliest is not None and born.earliest == born.latest:
        born_said = said_day(w, born.earliest)
    return CaseShown(case.id, name, label, born_said)


def age_on(born: Moment, on: date) -> int | None:
    """Full years on a day; None where the birth is not known well enough to say."""
    if born.earliest is None or born.latest is None:
        return None
    oldest, youngest = moments.age_on(born.earliest, on), moments.age_on(born.latest, on)
    if oldest is None or youngest is None:
        return None
    return oldest.years if oldest.years == youngest.years else None


def today(here: Installation) -> date:
    """The day it is where the meetings are held."""
    return local(here.now()).date()


def meeting_shown(w: Words, meeting: Meeting) -> dict[str, str]:
    """A meeting as a row: its kind, when, and how it stands."""
    kind = w(f"meeting_kinds.{meeting.kind}")
    said = {
        "planned": (w("meeting.state_planned"), said_day_of(w, meeting.planned_for)),
        "open": (w("meeting.state_open"), w("meeting.opened_at", when=said_instant(w, meeting.opened_at))),
        "closed": (
            w("meeting.state_closed"),
            w("meeting.closed_at", when=said_instant(w, meeting.closed_at)),
        ),
    }
    state_said, when = said[meeting.state.value]
    return {
        "id": meeting.id,
        "title": kind,
        "when": when,
        "state": meeting.state.value,
        "state_said": state_said,
    }


def version_row(w: Words, version: Version) -> dict[str, Any]:
    """A version as a row of a list."""
    content = version.content or {}
    told = version.circumstances
    events, people = len(content.get("events", {})), len(content.get("people", {}))
    return {
        "number": version.number,
        "when": said_day_of(w, version.header.frozen_at),
        "signed_by": told.chair.name if told else "",
        "seal": version.short_seal,
        "counted": counted(w, events, people),
    }


def counted(w: Words, events: int, people: int) -> str:
    """How much a formulation holds: `74 events, 20 people`."""
    return w("version.counted", events=w("version.events", n=events), people=w("version.people", n=people))


def _seats(t: Transaction, w: Words, case_id: str, people: list[Participant]) -> list[dict[str, str]]:
    rows = []
    for seat in cases.seats(t, case_id):
        account = accounts.find(t, seat.account)
        if account is not None and account.enabled:
            rows.append({"name": account.name, "said": w(f"roles.{seat.role}"), "language": account.language})
    for person in people:
        if not person.account and not person.removed_at:
            rows.append({"name": person.name, "said": said_seat(w, person), "language": person.language})
    return rows


def said_seat(w: Words, person: Participant) -> str:
    """A participant's agency and role, as one line."""
    role = w(f"roles.{person.role}")
    return w("person.agency_role", agency=person.agency, role=role) if person.agency else role


def visitor_in(request: Request) -> Visitor:
    """Who asks, on a route that nobody reaches without a sign-in."""
    visitor: Visitor = request.state.visitor
    return visitor
