"""Who attended a meeting, as whoever leads records it: being connected is not attending, and who is there may have no
device.

T1  what is recorded stands before what was connected: a version names as present whom the record says was there
T2  every seat of the meeting is asked about; what nobody has recorded stays open, with what the room knows beside it
T3  who has no seat (they sent apologies to somebody, or are there without having been invited) is written down by name;
    they get no link
"""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from server.domain.errors import Refusal, Words
from server.domain.meetings import ATTENDANCES, Attended, Meeting, Participant
from server.languages import words
from server.storage import meetings, replies
from server.storage.database import Transaction
from server.web.answers import form_of, go, text
from server.web.cases import meeting_shown, said_seat, visitor_in
from server.web.installation import installation_of
from server.web.meetings import meeting_of
from server.web.pages import language_of, said_instant


async def page(request: Request) -> Response:
    """`GET /cases/{case}/meetings/{meeting}/attendance`: everybody with a seat, and what is known of each."""
    return await _page(request, {})


async def _page(
    request: Request, wrong: dict[str, str], *, form: Mapping[str, str] | None = None, status: int = 200
) -> Response:
    here, w = installation_of(request), words(language_of(request))
    case, meeting_id = request.path_params["case"], request.path_params["meeting"]

    def look(t: Transaction) -> tuple[Meeting, list[Participant], dict[str, Attended], dict[str, str]]:
        meeting = meeting_of(t, case, meeting_id)
        people = [each for each in meetings.participants(t, here.keys, meeting_id) if not each.removed_at]
        seen = {each.participant: each for each in meetings.attendance(t, meeting_id)}
        return meeting, people, seen, replies.of_meeting(t, meeting_id)

    meeting, people, seen, replied = await here.database.read(look)
    return here.pages.page(
        request,
        "meetings/attendance.html",
        case={"id": case},
        meeting=meeting_shown(w, meeting),
        people=[_shown(w, each, seen.get(each.id), replied.get(each.id, "")) for each in people],
        choices=[(key, w(f"attendance.{key}")) for key in ATTENDANCES],
        form=form or {},
        wrong=wrong,
        status=status,
        place=f"/cases/{case}/meetings/{meeting_id}/attendance",
    )


async def record(request: Request) -> Response:
    """`POST …/attendance` with `said-ID` for each person (a key of ATTENDANCES, "" for not recorded), and `name`,
    `agency` and `said` of somebody who has no seat yet (T3). Raises Refusal: `meeting_not_begun`, `not_readable`."""
    here, visitor, form = installation_of(request), visitor_in(request), await form_of(request)
    case, meeting_id, at = request.path_params["case"], request.path_params["meeting"], here.now()

    name, agency, said_of = text(form, "name"), text(form, "agency"), text(form, "said")

    def write(t: Transaction) -> None:
        meeting = meeting_of(t, case, meeting_id)
        if not meeting.opened_at:
            raise Refusal("meeting_not_begun", status=409)
        said = {each.id: text(form, f"said-{each.id}") for each in meetings.participants(t, here.keys, meeting_id)}
        if name:
            more = meetings.without_link(t, here.keys, meeting, name=name, agency=agency, at=at, by=visitor.id)
            said[more.id] = said_of
        if not set(said.values()) <= {"", *ATTENDANCES}:
            raise Refusal("not_readable", status=422)
        meetings.record_attendance(t, meeting, said, at, by=visitor.id)

    if not name and (agency or said_of):
        typed = {key: str(value) for key, value in form.items()}
        return await _page(request, {"name": words(language_of(request))("form.needed")}, form=typed, status=422)

    await here.database.write(write)
    return go(request, f"/cases/{case}/meetings/{meeting_id}")


def _shown(w: Words, person: Participant, seen: Attended | None, reply: str) -> dict[str, Any]:
    """A person with what is recorded of them; where nothing is, with what the room knows."""
    recorded = seen.recorded if seen else ""
    connected = seen is not None and bool(seen.first_seen)
    known = w("attendance.connected", when=said_instant(w, seen.first_seen)) if seen and connected else ""
    return {
        "id": person.id,
        "name": person.name,
        "said": said_seat(w, person),
        "known": known or (w(f"replies.{reply}") if reply else w("attendance.not_connected")),
        "recorded": recorded,
    }
