"""The meeting page and what it asks beside the socket: how one stands, and changes of the server's."""

from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from server.document.schema import SCHEMA
from server.domain.errors import Refusal, Words
from server.domain.meetings import Meeting, Standing
from server.domain.questions import OPEN, same_agency
from server.languages import words
from server.storage import accounts, cases, meetings, questions, versions, workingcopies
from server.storage.database import Transaction
from server.storage.workingcopies import Change, WorkingCopy
from server.web import casework
from server.web.answers import go, plain
from server.web.cases import today, visitor_in
from server.web.installation import Installation, installation_of
from server.web.lanes import for_page
from server.web.pages import language_of
from server.web.visitor import Visitor, role_on

MOST_SETTLED = 100
"""People who are settled at once."""
LATE = timedelta(minutes=5)
"""Whoever comes after so long is offered what they missed."""


async def page(request: Request) -> Response:
    """`GET /cases/{case}/room`: the meeting page. Nothing of the case is in it but what the reader's page needs to
    begin; the document comes through the socket."""
    here, visitor = installation_of(request), visitor_in(request)
    case_id, language = request.path_params["case"], language_of(request)

    def look(t: Transaction) -> dict[str, Any]:
        meeting, copy = meetings.open_now(t, case_id), workingcopies.find_open(t, case_id)
        leads = request.state.role in ("chair", "coordinator")
        waiting = f"/cases/{case_id}/meetings/{meeting.id}/waiting" if leads and meeting else ""
        return {
            "case": case_id,
            "document": workingcopies.SHARED,
            "epoch": copy.epoch if copy else None,
            "participant": visitor.id,
            "role": request.state.role,
            "name": visitor.name,
            "email": visitor.account.email if visitor.account else "",
            "agency": visitor.agency,
            "meeting": meeting.id if meeting else "",
            "kind": meeting.kind if meeting else "formulation",
            "rested": (meeting.rested_at or meeting.opened_at) if meeting else "",
            "today": today(here).isoformat(),
            "names": names_in(t, here, case_id, copy),
            "version": versions.last_number(t, case_id) or None,
            "invited": {"waiting": waiting} if waiting else {},
            "unsent": workingcopies.has_unsent(t, case_id, visitor.id),
            "began": meeting.opened_at if meeting else "",
            "asked": _asked_of(t, here, case_id, meeting, visitor),
            "late": meeting is not None and _comes_late(t, meeting, visitor, here.now()),
            "lanes": for_page(cases.must_find(t, here.keys, case_id).lanes),
            "support": here.config.support.get(language, ""),
        }

    room = await here.database.read(look)
    if room["epoch"] is None:
        elsewhere = await _instead(here, visitor, case_id, room["version"])
        if elsewhere:
            return go(request, elsewhere)
    catalogue = {"language": language, "words": words(language).for_browser()}
    return here.pages.large_page(
        request,
        "meetings/room.html",
        case={"id": case_id},
        room=room,
        words=catalogue,
        schema=SCHEMA.for_page(),
    )


async def _instead(here: Installation, visitor: Visitor, case_id: str, number: int | None) -> str:
    """Where to go while no working copy is open: chair and coordinator to the case, a participant to the version that
    was made in their meeting; "" where there is none."""
    if visitor.meeting is None:
        return f"/cases/{case_id}"
    frozen = await here.database.read(lambda t: versions.read(t, here.keys, case_id, number)) if number else None
    made_here = frozen is not None and frozen.header.frozen_at >= visitor.meeting.opened_at
    return f"/cases/{case_id}/versions/{number}" if made_here else ""


def _asked_of(t: Transaction, here: Installation, case_id: str, meeting: Meeting | None, visitor: Visitor) -> int:
    """How many questions wait for somebody's own agency."""
    found = questions.to_read(t, here.keys, case_id, meeting.id if meeting else "")
    return sum(each.state == OPEN and same_agency(each.to, visitor.agency) for each in found)


def _comes_late(t: Transaction, meeting: Meeting, visitor: Visitor, at: str) -> bool:
    """Whether somebody has not been in an open meeting yet, and it has gone on for a while."""
    if visitor.account is not None or at < accounts.later(meeting.opened_at, LATE):
        return False
    return all(each.participant != visitor.id or not each.first_seen for each in meetings.attendance(t, meeting.id))


def names_in(t: Transaction, here: Installation, case_id: str, copy: WorkingCopy | None) -> dict[str, str]:
    """The names of everybody who has, or may have, added to this case; not of those who wait outside."""
    names: dict[str, str] = {}
    authors = workingcopies.contributors(t, copy.id) if copy else []
    for meeting in meetings.of_case(t, case_id):
        for person in meetings.participants(t, here.keys, meeting.id):
            if person.account or person.admitted_at or person.id in authors:
                names[person.account or person.id] = person.name
    for account in {*(seat.account for seat in cases.seats(t, case_id)), *authors} - set(names):
        found = accounts.find(t, account)
        if found is not None:
            names[found.id] = found.name
    return names


async def standing(request: Request) -> Response:
    """`GET /cases/{case}/standing`: why a socket did not open, in words, and where to go: `{"may_enter", "reason",
    "sentence", "address"}`, and `participant`, who is signed in here; with `?meeting`, whether that has
    closed. Says nothing about a case to who has no role on it."""
    here, visitor = installation_of(request), request.state.visitor
    case_id, w = request.path_params["case"], words(language_of(request))
    if visitor is None:
        if await _has_closed(here, case_id, request.query_params.get("meeting", "")):
            return _stand(None, False, "ended", w("standing.ended"), "")
        return _stand(None, False, "sign_in", w("standing.sign_in"), "/sign-in")

    def look(t: Transaction) -> tuple[str, WorkingCopy | None, int]:
        role = role_on(t, visitor, case_id)
        if not role:
            return "", None, 0
        return role, workingcopies.find_open(t, case_id), versions.last_number(t, case_id)

    role, copy, number = await here.database.read(look)
    if role and copy is not None:
        return _stand(visitor, True, "here", w("standing.here"), f"/cases/{case_id}/room")
    if role and number:
        address = f"/cases/{case_id}/versions/{number}"
        return _stand(visitor, False, "moved_on", w("standing.moved_on", n=number), address)
    if role:
        return _stand(visitor, False, "read_only", w("standing.read_only"), f"/cases/{case_id}")
    return _stand(visitor, False, *_outside(w, visitor, case_id))


async def _has_closed(here: Installation, case_id: str, meeting_id: str) -> bool:
    """Whether the meeting that a page was of has closed: whoever was in it is not signed in any more."""
    found = await here.database.read(lambda t: meetings.find(t, meeting_id)) if meeting_id else None
    return found is not None and found.case == case_id and bool(found.closed_at)


def _outside(w: Words, visitor: Visitor, case_id: str) -> tuple[str, str, str]:
    """Reason, sentence and address for somebody without a role on this case."""
    if visitor.meeting is None or visitor.meeting.case != case_id:
        return "nothing", w("standing.nothing"), "/"
    said = {
        Standing.WAITING: ("waiting", w("standing.waiting")),
        Standing.EARLY: ("waiting", w("standing.waiting")),
        Standing.ENDED: ("ended", w("standing.ended")),
        Standing.REMOVED: ("removed", w("standing.removed")),
    }
    reason, sentence = said[visitor.standing or Standing.WAITING]
    return reason, sentence, "/waiting"


def _stand(visitor: Visitor | None, may_enter: bool, reason: str, sentence: str, address: str) -> Response:
    who = {} if visitor is None else {"participant": visitor.id}
    return plain({"may_enter": may_enter, "reason": reason, "sentence": sentence, "address": address, **who})


# -- changes of the server's


async def change(request: Request) -> Response:
    """`POST /cases/{case}/changes` with `{"kind": "tidy"}` lays the whole family out again; `{"kind": "settle",
    "person": id, "people"?: [id, ...]}` finds the best places for new people; `{"kind": "merge", "keep": id, "gone":
    id}` makes one record of two of one person. Answers `{"change": id}`, "" where nothing changed."""
    here, visitor, asked = installation_of(request), visitor_in(request), await json_of(request)
    case_id, kind = request.path_params["case"], asked.get("kind")
    if here.hub.held(case_id):
        raise Refusal("room_held", status=409)
    made: Change | None
    if kind == casework.TIDY:
        made = await casework.tidy(here, case_id, by=visitor.id)
    elif kind == casework.SETTLE and (people := _people_of(asked)):
        made = await casework.settle(here, case_id, people, by=visitor.id)
    elif kind == casework.MERGE and isinstance(asked.get("keep"), str) and isinstance(asked.get("gone"), str):
        made = await casework.merge(here, case_id, asked["keep"], asked["gone"], by=visitor.id)
    else:
        raise Refusal("change_unknown", status=422)
    return plain({"change": made.id if made else ""})


def _people_of(asked: dict[str, Any]) -> list[str]:
    """Whom a page asks to be settled: `person`, and with them `people`."""
    several = asked.get("people")
    named = [asked.get("person"), *(several if isinstance(several, list) else [])]
    return list(dict.fromkeys(i for i in named if isinstance(i, str)))[:MOST_SETTLED]


async def take_back(request: Request) -> Response:
    """`DELETE /cases/{case}/changes/{change}`: by its maker or the chair; what others have touched since stays:
    `{"undone", "left"}`."""
    here, visitor = installation_of(request), visitor_in(request)
    case_id, change_id = request.path_params["case"], request.path_params["change"]
    if here.hub.held(case_id):
        raise Refusal("room_held", status=409)
    leads = request.state.role == "chair"
    done = await casework.take_back(here, case_id, change_id, by=visitor.id, leads=leads)
    return plain({"undone": done.undone, "left": done.left})


async def json_of(request: Request) -> dict[str, Any]:
    """A small JSON object from a script of ours. Raises Refusal 422 for anything else."""
    try:
        asked = await request.json()
    except (ValueError, RecursionError):
        raise Refusal("not_readable", status=422) from None
    if not isinstance(asked, dict):
        raise Refusal("not_readable", status=422)
    return asked
