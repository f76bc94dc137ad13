"""Meetings: planned, opened, closed, and who may add to what in them."""

import re
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from server.domain.errors import Refusal, Words
from server.domain.meetings import GUEST_ROLES, Meeting, Participant
from server.domain.vocabulary import MEETING_KINDS, REPLIES
from server.languages import LANGUAGES, words
from server.storage import accounts, cases, consent, doors, meetings, replies, workingcopies
from server.storage.database import Transaction
from server.storage.keys import Keys
from server.sync.room import MEETING_CLOSED, Mode
from server.web.answers import form_of, go, plain, text, texts
from server.web.cases import meeting_shown, said_seat, shown, today, visitor_in
from server.web.installation import Installation, installation_of
from server.web.pages import language_of, qr
from server.web.room import json_of

ROWS = 6
"""Rows for invited people on the page that plans a meeting."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


async def plan_page(request: Request) -> Response:
    """`GET /cases/{case}/meetings/new`."""
    form = {"kind": "formulation", "day": today(installation_of(request)).isoformat(), "people": []}
    return await _plan_page(request, form, {})


async def plan(request: Request) -> Response:
    """`POST /cases/{case}/meetings` with `kind`, `day` and for each invited person `name`, `agency`, `role`."""
    here, visitor, form = installation_of(request), visitor_in(request), await form_of(request)
    case_id, at = request.path_params["case"], here.now()
    rows = zip(texts(form, "name"), texts(form, "agency"), texts(form, "role"), strict=False)
    people = [{"name": name, "agency": agency, "role": role} for name, agency, role in rows if name]
    given: dict[str, Any] = {"kind": text(form, "kind"), "day": text(form, "day"), "people": people}
    wrong = _wrong(words(language_of(request)), given)
    if wrong:
        return await _plan_page(request, given, wrong, status=422)

    def write(t: Transaction) -> Meeting:
        meeting = meetings.plan(t, case_id, given["kind"], at, planned_for=given["day"], by=visitor.id)
        for person in people:
            role = person["role"] if person["role"] in GUEST_ROLES else "contributor"
            name, agency = person["name"], person["agency"]
            meetings.invite(
                t,
                here.keys,
                meeting.id,
                name=name,
                agency=agency,
                role=role,
                admitted=True,
                at=at,
                by=visitor.id,
            )
        return meeting

    meeting = await here.database.write(write)
    return go(request, f"/cases/{case_id}/meetings/{meeting.id}?links")


def _wrong(w: Words, given: dict[str, Any]) -> dict[str, str]:
    wrong = {}
    if not _is_day(given["day"]):
        wrong["day"] = w("form.day_wrong")
    for number, person in enumerate(given["people"], 1):
        longest = max(len(person["name"]), len(person["agency"]))
        if longest > 200:
            wrong[f"name-{number}"] = w("form.too_long", n=longest, most=200)
    return wrong


def _is_day(said: str) -> bool:
    try:
        return bool(_DAY.fullmatch(said)) and date.fromisoformat(said).year >= 2000
    except ValueError:
        return False


async def _plan_page(request: Request, form: dict[str, Any], wrong: dict[str, str], *, status: int = 200) -> Response:
    here, w = installation_of(request), words(language_of(request))
    case_id = request.path_params["case"]
    case = await here.database.read(lambda t: cases.must_find(t, here.keys, case_id))
    empty = {"name": "", "agency": "", "role": "contributor"}
    rows = [*form["people"], *[empty] * max(1, ROWS - len(form["people"]))]
    return here.pages.page(
        request,
        "meetings/new.html",
        status=status,
        case=shown(w, case, today(here)),
        form={**form, "people": rows},
        kinds=[(row.key, w(f"meeting_kinds.{row.key}")) for row in MEETING_KINDS],
        roles=roles_said(w),
        agencies=agencies_said(w),
        wrong=wrong,
        place=f"/cases/{case_id}/meetings/new",
    )


async def page(request: Request) -> Response:
    """`GET /cases/{case}/meetings/{meeting}`: who is invited; with `?links` the personal links too."""
    return await meeting_page(request, everyone="links" in request.query_params)


async def meeting_page(
    request: Request,
    *,
    everyone: bool = False,
    only: str = "",
    wrong: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    """The page of a meeting; `everyone` shows all personal links, `only` that of one participant."""
    here, w = installation_of(request), words(language_of(request))
    case_id, meeting_id = request.path_params["case"], request.path_params["meeting"]

    def look(t: Transaction) -> dict[str, Any]:
        meeting = meeting_of(t, case_id, meeting_id)
        case = cases.must_find(t, here.keys, case_id)
        guests = [p for p in meetings.participants(t, here.keys, meeting_id) if not p.account]
        said = replies.of_meeting(t, meeting_id)
        wanted = [p for p in guests if (everyone or p.id == only) and not p.removed_at and not meeting.closed_at]
        return {
            "case": shown(w, case, today(here)),
            "meeting": meeting_shown(w, meeting),
            "working_copy": workingcopies.find_open(t, case_id) is not None,
            "people": [{**person_shown(w, p), "reply": said.get(p.id, "")} for p in guests],
            "door": doors.code_of(t, here.keys, meeting_id, here.now()) != "",
            "links": [link for p in wanted if (link := link_shown(t, here, w, p))],
        }

    context = await here.database.read(look)
    return here.pages.page(
        request,
        "meetings/meeting.html",
        status=status,
        wrong=wrong or {},
        form={"name": "", "agency": ""},
        roles=roles_said(w),
        answers=[(row.key, w(f"replies.{row.key}")) for row in REPLIES],
        place=f"/cases/{case_id}/meetings/{meeting_id}",
        **context,
    )


def link_shown(t: Transaction, here: Installation, w: Words, person: Participant) -> dict[str, Any] | None:
    """Somebody's personal link, as text and as a picture to scan; None for one who has none."""
    token = meetings.link_token(t, here.keys, person.id)
    if token is None:
        return None
    address = here.public.link(f"/join/{token}")
    picture = qr(address, w("links.qr", name=person.name))
    asked = [(language, words(language)("join.title")) for language in LANGUAGES]
    return {"name": person.name, "agency": person.agency, "address": address, "picture": picture, "asked": asked}


async def open_meeting(request: Request) -> Response:
    """`POST /cases/{case}/meetings/{meeting}/opening`: from now on those who are let in may write. Without a consent,
    or a written reason beside it, the way leads to the page of consent instead (K2 of domain/consent.py)."""
    here, visitor = installation_of(request), visitor_in(request)
    case_id, meeting_id, at = request.path_params["case"], request.path_params["meeting"], here.now()

    def write(t: Transaction) -> bool:
        meeting_of(t, case_id, meeting_id)
        if workingcopies.find_open(t, case_id) is None:
            raise Refusal("no_working_copy", status=409)
        if not consent.standing(t, here.keys, case_id).enough:
            return False
        meetings.open_meeting(t, meeting_id, at, by=visitor.id)
        return True

    if not await here.database.write(write):
        return go(request, f"/cases/{case_id}/consent?opening")
    here.hub.set_mode(case_id, Mode.usual(open=True))
    return go(request, f"/cases/{case_id}/meetings/{meeting_id}")


async def set_modes(request: Request) -> Response:
    """`POST /cases/{case}/modes` with `{"parts": {part: mode}}`: who may add to these parts, from now on and for this
    meeting; everybody in the room is told. Answers `{"parts"}`, who may add to each.

    Raises Refusal: `not_readable`, `part_unknown`, `mode_unknown`, `no_meeting_open`.
    """
    here, visitor, asked = installation_of(request), visitor_in(request), await json_of(request)
    case_id, at, modes = request.path_params["case"], here.now(), asked.get("parts")
    if not isinstance(modes, dict) or not all(isinstance(mode, str) for mode in modes.values()):
        raise Refusal("not_readable", status=422)

    def write(t: Transaction) -> dict[str, str]:
        meeting = meetings.open_now(t, case_id)
        if meeting is None:
            raise Refusal("no_meeting_open", status=409)
        return meetings.set_part_modes(t, meeting.id, modes, at, by=visitor.id)

    mode = Mode.of(await here.database.write(write), open=True)
    here.hub.set_mode(case_id, mode)
    return plain({"parts": dict(mode.parts)})


async def close_meeting(request: Request) -> Response:
    """`POST /cases/{case}/meetings/{meeting}/closing`: links, guests' sign-ins and big screens end."""
    here, visitor = installation_of(request), visitor_in(request)
    case_id, meeting_id, at = request.path_params["case"], request.path_params["meeting"], here.now()

    def write(t: Transaction) -> tuple[list[Participant], bool]:
        meeting_of(t, case_id, meeting_id)
        people = meetings.participants(t, here.keys, meeting_id)
        meetings.close_meeting(t, meeting_id, at, by=visitor.id)
        return people, meetings.open_now(t, case_id) is not None

    people, another_is_open = await here.database.write(write)
    for person in people:
        if not person.account:
            here.hub.close_person(person.id, MEETING_CLOSED)
    here.hub.set_mode(case_id, Mode.usual(open=another_is_open))
    here.hub.pause(case_id, False)
    here.hub.blank(case_id, False)
    return go(request, f"/cases/{case_id}/meetings/{meeting_id}")


# -- how things are said


def meeting_of(t: Transaction, case_id: str, meeting_id: str) -> Meeting:
    """A meeting of this case. Raises Refusal 404 for one of another case, or none."""
    meeting = meetings.find(t, meeting_id)
    if meeting is None or meeting.case != case_id:
        raise Refusal("no_such_meeting", status=404)
    return meeting


def person_shown(w: Words, person: Participant) -> dict[str, str]:
    """A participant as a row."""
    state = "invited"
    if person.joined_at:
        state = "admitted" if person.admitted_at else "waiting"
    if person.removed_at:
        state = "removed"
    said = {
        "invited": w("person.state_invited"),
        "waiting": w("person.state_waiting"),
        "admitted": w("person.state_admitted"),
        "removed": w("person.state_removed"),
    }
    return {
        "id": person.id,
        "name": person.name,
        "said": said_seat(w, person),
        "state": state,
        "state_said": said[state],
    }


def roles_said(w: Words) -> list[tuple[str, str]]:
    """The roles that a personal link may carry."""
    return [(role, w(f"roles.{role}")) for role in GUEST_ROLES]


def agencies_said(w: Words) -> list[str]:
    """Agencies offered while an agency is typed; any other may be written."""
    return [w("agency.youth_justice"), w("agency.social_care"), w("agency.education"), w("agency.health"),
            w("agency.camhs"), w("agency.police"), w("agency.housing")]  # fmt: skip


def chair_name(t: Transaction, case_id: str) -> str:
    """Who chairs a case, "" where nobody does yet."""
    for seat in cases.seats(t, case_id):
        account = accounts.find(t, seat.account)
        if seat.role == "chair" and account is not None and account.enabled:
            return account.name
    return ""


def guests(t: Transaction, keys: Keys, meeting_id: str) -> list[Participant]:
    """Those who came, or may come, by personal link."""
    return [person for person in meetings.participants(t, keys, meeting_id) if not person.account]
