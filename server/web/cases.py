"""Cases: the list of one's own, and the opening of a case's next working copy; how a case is shown everywhere."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from server.domain import moments
from server.domain.cases import Case
from server.domain.errors import Words
from server.domain.meetings import Meeting, Participant, State
from server.domain.moments import Moment
from server.domain.versions import Version
from server.languages import words
from server.storage import accounts, cases, meetings, news, seats, workingcopies
from server.storage.database import Transaction
from server.web import casework
from server.web.answers import form_of, go, text
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
    """`GET /cases`: the cases on which one holds a seat, those first in which something is due soonest; and the seats
    that one is offered."""
    here, visitor = installation_of(request), visitor_in(request)
    w, on = words(language_of(request)), today(here)

    def look(t: Transaction) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        rows = [_row(t, w, here, case, role, on) for case, role in cases.of_account(t, here.keys, visitor.id)]
        names = {account.id: account.name for account in accounts.every(t)}
        offered = [
            {
                "id": offer.id,
                "chair": offer.role == "chair",
                "said": w("seats.asked_to", role=w(f"roles.{offer.role}"), name=names.get(offer.offered_by)
                          or w("consent.nobody"), when=said_day_of(w, offer.offered_at)),
            }
            for offer in seats.offers(t, account=visitor.id)
        ]  # fmt: skip
        return sorted(rows, key=lambda row: row["first"]), offered

    rows, offered = await here.database.read(look)
    asked = request.query_params.get("password", "")
    known = any(offer["id"] == asked for offer in offered)
    wrong = {f"password-{asked}": w("freeze.password_wrong")} if known else {}
    return here.pages.page(request, "cases/list.html", cases=rows, offered=offered, wrong=wrong, place="/cases")


def _row(t: Transaction, w: Words, here: Installation, case: Case, role: str, on: date) -> dict[str, Any]:
    """A case as a row: how it stands, and what is due in it; `first` sorts by that."""
    copy, coming = workingcopies.find_open(t, case.id), _planned(t, case.id)
    open_now = meetings.open_now(t, case.id) is not None
    waiting = news.waiting(t, case.id)
    state = w("cases.working") if copy else w("cases.read_only")
    due = [
        w("cases.review_due", when=said_day_of(w, case.review_on), due=due_said(w, case.review_on, on))
        if case.review_on
        else "",
        w("cases.meeting_on", kind=w(f"meeting_kinds.{coming.kind}"), when=said_day_of(w, coming.planned_for))
        if coming
        else "",
        w("cases.news_waiting", n=waiting) if waiting else "",
    ]
    days = [day for day in (case.review_on, coming.planned_for if coming else "") if day]
    return {
        "id": case.id,
        "name": shown(w, case, on).label,
        "state": f"{state} · {w('cases.seat', role=w('roles.' + role))}",
        "open_meeting": open_now,
        "due": [said for said in due if said],
        "overdue": bool(case.review_on) and case.review_on < on.isoformat(),
        "first": (not open_now, min(days, default="9"), -waiting),
    }


def _planned(t: Transaction, case: str) -> Meeting | None:
    """The planned meeting of a case that comes first."""
    planned = [meeting for meeting in meetings.of_case(t, case) if meeting.state is State.PLANNED]
    return min(planned, key=lambda meeting: meeting.planned_for or "9", default=None)


def due_said(w: Words, day: str, on: date) -> str:
    """How far off a day is: in so many days, today, so many days ago; "" for none."""
    if not day:
        return ""
    days = (date.fromisoformat(day) - on).days
    if days == 0:
        return w("case.due_today")
    return w("case.due_in", n=days) if days > 0 else w("case.overdue", n=-days)


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


def said_seat(w: Words, person: Participant) -> str:
    """A participant's agency and role, as one line."""
    role = w(f"roles.{person.role}")
    return w("person.agency_role", agency=person.agency, role=role) if person.agency else role


def visitor_in(request: Request) -> Visitor:
    """Who asks, on a route that nobody reaches without a sign-in."""
    visitor: Visitor = request.state.visitor
    return visitor
