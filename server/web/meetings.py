"""Meetings: planned, opened, closed; and how somebody with a personal link comes in.

J1  opening a link changes nothing; only the form on it exchanges it for a cookie (C18)
J2  nobody who waits is shown anything of the case: no name of the child in page, title or address
J3  the token is gone from the address after the exchange (E04)
"""

import re
from datetime import date
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from server.domain.copies import Copy
from server.domain.errors import Refusal, Words
from server.domain.meetings import GUEST_ROLES, Meeting, Participant, Standing, State
from server.domain.news import TEXT_MAX
from server.domain.vocabulary import MEETING_KINDS, REPLIES
from server.languages import LANGUAGES, words
from server.storage import accounts, cases, copies, meetings, replies, workingcopies
from server.storage.database import Transaction
from server.storage.keys import Keys
from server.sync.room import SHOWN_OUT, Mode
from server.web.answers import form_of, go, plain, text, texts
from server.web.cases import meeting_shown, said_seat, shown, today, visitor_in
from server.web.guard import LANGUAGE_COOKIE, LANGUAGE_SECONDS, SIGN_IN_COOKIE, keep_cookie
from server.web.installation import Installation, installation_of
from server.web.pages import asks_for_part, language_of, qr, said_day_of
from server.web.room import json_of
from server.web.sign_in import end_sign_in
from server.web.visitor import Visitor

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
            "links": [link for p in wanted if (link := _link(t, here, w, p))],
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


def _link(t: Transaction, here: Installation, w: Words, person: Participant) -> dict[str, Any] | None:
    token = meetings.link_token(t, here.keys, person.id)
    if token is None:
        return None
    address = here.public.link(f"/join/{token}")
    picture = qr(address, w("links.qr", name=person.name))
    asked = [(language, words(language)("join.title")) for language in LANGUAGES]
    return {"name": person.name, "agency": person.agency, "address": address, "picture": picture, "asked": asked}


async def open_meeting(request: Request) -> Response:
    """`POST /cases/{case}/meetings/{meeting}/opening`: from now on those who are let in may write."""
    here, visitor = installation_of(request), visitor_in(request)
    case_id, meeting_id, at = request.path_params["case"], request.path_params["meeting"], here.now()

    def write(t: Transaction) -> None:
        meeting_of(t, case_id, meeting_id)
        if workingcopies.find_open(t, case_id) is None:
            raise Refusal("no_working_copy", status=409)
        meetings.open_meeting(t, meeting_id, at, by=visitor.id)

    await here.database.write(write)
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
            here.hub.close_person(person.id, SHOWN_OUT)
    here.hub.set_mode(case_id, Mode.usual(open=another_is_open))
    here.hub.pause(case_id, False)
    here.hub.blank(case_id, False)
    return go(request, f"/cases/{case_id}/meetings/{meeting_id}")


# -- joining


async def invitation(request: Request) -> Response:
    """`GET /join/{token}`: language, name, agency. Changes nothing, however often it is opened."""
    try:
        meeting, participant = await _invited(request)
    except Refusal as refusal:
        if refusal.key != "meeting_has_ended":
            raise
        return await _copies_or(request, refusal)
    form = {"name": participant.name, "agency": participant.agency}
    return await _join_page(request, meeting, form, {})


async def _copies_or(request: Request, refusal: Refusal) -> Response:
    """The copies that a personal link opens once its meeting has ended (K1 of domain/copies.py), else the refusal."""
    here, token, at = installation_of(request), request.path_params["token"], installation_of(request).now()

    def look(t: Transaction) -> list[tuple[Copy, str]]:
        found = meetings.by_token(t, here.keys, token)
        return copies.of_participant(t, here.keys, found[0].case, found[1].id, at) if found else []

    given = await here.database.read(look)
    if not given:
        raise refusal
    w = words(language_of(request))
    mine = [{"token": token, "version": copy.version, "until": said_day_of(w, copy.until)} for copy, token in given]
    return here.pages.page(request, "copies/mine.html", copies=mine, place=f"/join/{token}")


async def join(request: Request) -> Response:
    """`POST /join/{token}` with `name`, `agency`, `language`: a cookie, and on to the waiting room or the meeting.

    With `choose` (a language) the same page comes again in that language, with what was typed.
    """
    here, form = installation_of(request), await form_of(request)
    meeting, participant = await _invited(request)
    given = {"name": text(form, "name"), "agency": text(form, "agency")}
    if text(form, "choose") in LANGUAGES:
        request.state.language = text(form, "choose")
        answer = await _join_page(request, meeting, given, {})
        keep_cookie(answer, LANGUAGE_COOKIE, request.state.language, here.public, seconds=LANGUAGE_SECONDS)
        return answer
    language = text(form, "language") if text(form, "language") in LANGUAGES else language_of(request)
    w = words(language_of(request))
    wrong = {n: w("form.too_long", n=len(v), most=200) for n, v in given.items() if len(v) > 200}
    if not given["name"]:
        wrong["name"] = w("form.needed")
    elif _is_somebody_else(participant, given["name"]):
        wrong["name"] = w("join.name_used")
    if wrong:
        return await _join_page(request, meeting, given, wrong, status=422)
    if participant.account:
        return await _lead(request, participant, meeting)
    at, hours = here.now(), here.config.limits.sign_in_hours
    elsewhere = _elsewhere(request, here, meeting, participant)
    who, token = await here.database.write(
        lambda t: meetings.join(
            t,
            here.keys,
            participant.id,
            at,
            hours=hours,
            language=language,
            name=given["name"],
            agency=given["agency"],
        )
    )
    await end_sign_in(request)
    here.waiting.seen[who.id] = at
    straight_in = bool(who.admitted_at) and meeting.state is State.OPEN
    if straight_in and elsewhere:
        here.waiting.devices[accounts.hash_token(token)] = who.id
        straight_in = False
    answer = go(request, f"/cases/{meeting.case}/room" if straight_in else "/waiting")
    keep_cookie(answer, SIGN_IN_COOKIE, token, here.public, seconds=None)
    keep_cookie(answer, LANGUAGE_COOKIE, language, here.public, seconds=LANGUAGE_SECONDS)
    return answer


def _is_somebody_else(participant: Participant, name: str) -> bool:
    """Whether another name is said than the one under which somebody has come by this link and was let in: what they
    have said stays theirs (E02, E03)."""
    was_in = bool(participant.joined_at and participant.admitted_at)
    return was_in and not participant.account and not meetings.same_name(name, participant.name)


def _elsewhere(request: Request, here: Installation, meeting: Meeting, who: Participant) -> bool:
    """Whether this person is in the room at this moment, and not from this browser. A page whose sign-in has ended
    has no socket: who opens their link again comes straight back in."""
    visitor: Visitor | None = request.state.visitor
    if visitor is not None and visitor.id == who.id:
        return False
    return here.hub.has_socket(meeting.case, who.id)


async def _lead(request: Request, participant: Participant, meeting: Meeting) -> Response:
    """A link of the chair or the coordinator, as the demo alone makes them: signs their account in."""
    here = installation_of(request)
    if not here.config.demo:
        raise HTTPException(404)
    at, hours = here.now(), here.config.limits.sign_in_hours
    token = await here.database.write(lambda t: accounts.begin(t, at, hours=hours, account=participant.account))
    await end_sign_in(request)
    answer = go(request, f"/cases/{meeting.case}/room")
    keep_cookie(answer, SIGN_IN_COOKIE, token, here.public, seconds=None)
    return answer


async def _invited(request: Request) -> tuple[Meeting, Participant]:
    """Whose link this is. Raises HTTPException 404 for none, Refusal for one that has ended (E05)."""
    here, token = installation_of(request), request.path_params["token"]
    found = await here.database.read(lambda t: meetings.by_token(t, here.keys, token))
    if found is None:
        raise HTTPException(404)
    meeting, participant = found
    if meeting.state is State.CLOSED:
        raise Refusal("meeting_has_ended", status=410)
    if participant.removed_at:
        raise Refusal("was_removed", status=403)
    return found


async def _join_page(
    request: Request, meeting: Meeting, form: dict[str, str], wrong: dict[str, str], *, status: int = 200
) -> Response:
    here, w = installation_of(request), words(language_of(request))
    chair = await here.database.read(lambda t: chair_name(t, meeting.case))
    visitor: Visitor | None = request.state.visitor
    other_person = visitor.name if visitor is not None and visitor.account is not None else ""
    return here.pages.page(
        request,
        "meetings/join.html",
        status=status,
        token=request.path_params["token"],
        form=form,
        wrong=wrong,
        chaired=w("join.chaired", name=chair) if chair else w("join.chaired_by_nobody"),
        when=said_day_of(w, meeting.planned_for),
        signed_in_as=other_person,
        place=f"/join/{request.path_params['token']}",
    )


async def waiting(request: Request) -> Response:
    """`GET /waiting`: the waiting room. Asked again every few seconds for its `standing` part alone."""
    here, visitor = installation_of(request), request.state.visitor
    part = asks_for_part(request)
    if visitor is None or visitor.participant is None:
        if part:
            return go(request, "/waiting")
        raise Refusal("meeting_left", status=410)
    if visitor.standing is Standing.IN:
        return go(request, f"/cases/{visitor.meeting.case}/room")
    here.waiting.seen[visitor.id] = here.now()
    if part == "standing":
        standing, more = await _standing_said(request, here, visitor)
        return here.pages.part(request, "meetings/waiting.html", part, standing=standing, standing_more=more)
    return await waiting_page(request, visitor)


async def waiting_page(
    request: Request,
    visitor: Visitor,
    *,
    reply: str = "",
    points: str = "",
    wrong: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    """The waiting room of somebody; before the meeting with the question whether they come."""
    here, w, meeting = installation_of(request), words(language_of(request)), visitor.meeting
    standing, more = await _standing_said(request, here, visitor)
    early = meeting is not None and visitor.standing is Standing.EARLY
    said = await here.database.read(lambda t: replies.of_meeting(t, meeting.id)) if meeting and early else {}
    return here.pages.page(
        request,
        "meetings/waiting.html",
        status=status,
        standing=standing,
        standing_more=more,
        has_read=visitor.id in here.waiting.has_read,
        asked=[(row.key, w(f"replies.{row.key}")) for row in REPLIES] if early else [],
        reply=reply or said.get(visitor.id, ""),
        replied=visitor.id in said,
        points=points,
        points_most=TEXT_MAX,
        wrong=wrong or {},
        when=said_day_of(w, meeting.planned_for) if meeting else "",
        place="/waiting",
    )


async def _standing_said(request: Request, here: Installation, visitor: Visitor) -> tuple[str, str]:
    w = words(language_of(request))
    assert visitor.meeting is not None
    if visitor.standing is Standing.REMOVED:
        return w("waiting.removed"), w("waiting.removed_more")
    if visitor.standing is Standing.ENDED:
        return w("waiting.ended"), w("waiting.ended_more")
    if visitor.meeting.state is State.PLANNED:
        return w("waiting.not_open"), w("waiting.will_let_in_more")
    if visitor.id in here.waiting.later:
        return w("waiting.later"), w("waiting.will_let_in_more")
    case = visitor.meeting.case
    chair = await here.database.read(lambda t: chair_name(t, case))
    return w("waiting.will_let_in", name=chair or w("waiting.somebody")), w("waiting.will_let_in_more")


async def has_read(request: Request) -> Response:
    """`POST /waiting`: "I have read this"; chair and coordinator are told beside the name."""
    here, visitor = installation_of(request), request.state.visitor
    if visitor is None or visitor.participant is None:
        raise Refusal("meeting_left", status=410)
    here.waiting.has_read.add(visitor.id)
    if asks_for_part(request) == "read":
        return here.pages.part(request, "meetings/waiting.html", "read", has_read=True)
    return go(request, "/waiting")


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
