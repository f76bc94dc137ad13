"""How somebody comes in: by a personal link, or by the code of the door; and the waiting room.

J1  opening a link changes nothing; only the form on it exchanges it for a cookie (C18)
J2  nobody who waits is shown anything of the case: no name of the child in page, title or address
J3  the token is gone from the address after the exchange (E04)
J4  whoever comes by the door's code is nobody's guest until the chair says yes (rules D1 to D3 of storage/doors.py)
"""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from server.domain.codes import read_code
from server.domain.copies import Copy
from server.domain.errors import Refusal, Words
from server.domain.meetings import Meeting, Participant, Standing, State
from server.domain.news import TEXT_MAX
from server.domain.vocabulary import REPLIES
from server.languages import LANGUAGES, words
from server.storage import accounts, copies, doors, meetings, replies
from server.storage.database import Transaction
from server.web.answers import form_of, go, text
from server.web.guard import LANGUAGE_COOKIE, LANGUAGE_SECONDS, SIGN_IN_COOKIE, keep_cookie
from server.web.installation import Installation, installation_of
from server.web.meetings import chair_name
from server.web.pages import asks_for_part, language_of, said_day_of
from server.web.sign_in import address_of, end_sign_in
from server.web.visitor import Visitor


async def invitation(request: Request) -> Response:
    """`GET /join/{token}`: language, name, agency. Changes nothing, however often it is opened."""
    if read_code(request.path_params["token"]):
        return await _knock_page(request)
    try:
        meeting, participant = await _invited(request)
    except Refusal as refusal:
        if refusal.key != "meeting_has_ended":
            raise
        return await _copies_or(request, refusal)
    form = {"name": participant.name, "agency": participant.agency}
    return await _join_page(request, meeting, form, {})


async def ask_code(request: Request) -> Response:
    """`GET /join`: the code that stands on the wall, or that somebody reads out."""
    return installation_of(request).pages.page(request, "meetings/code.html", wrong={}, code="", place="/join")


async def take_code(request: Request) -> Response:
    """`POST /join` with `code`: on to the door that it opens. Raises Refusal (`too_many_tries`)."""
    here, said = installation_of(request), text(await form_of(request), "code")
    code, at, address = read_code(said), here.now(), address_of(request)

    def look(t: Transaction) -> bool:
        doors.refuse_guessing(t, address, at)
        return code != "" and doors.by_code(t, code, at) is not None

    if await here.database.read(look):
        return go(request, f"/join/{code}")
    if said:
        await here.database.write(lambda t: doors.note_wrong(t, address, at))
    w = words(language_of(request))
    wrong = {"code": w("code.wrong") if said else w("form.needed")}
    return here.pages.page(request, "meetings/code.html", status=422, wrong=wrong, code=said[:20], place="/join")


async def _knock_page(request: Request) -> Response:
    """`GET /join/{code}`: language, name, agency; whoever waits in this meeting already goes on waiting."""
    meeting = await _behind_the_door(request)
    visitor: Visitor | None = request.state.visitor
    if visitor is not None and visitor.meeting is not None and visitor.meeting.id == meeting.id:
        return go(request, "/waiting")
    return await _join_page(request, meeting, {"name": "", "agency": ""}, {})


async def _knock(request: Request) -> Response:
    """`POST /join/{code}`: a seat that waits for the chair's yes (D2)."""
    here, form = installation_of(request), await form_of(request)
    meeting = await _behind_the_door(request)
    given = {"name": text(form, "name"), "agency": text(form, "agency")}
    if text(form, "choose") in LANGUAGES:
        return await _in_language(request, meeting, given, text(form, "choose"))
    language = text(form, "language") if text(form, "language") in LANGUAGES else language_of(request)
    wrong = _wrong_name(words(language_of(request)), given)
    if wrong:
        return await _join_page(request, meeting, given, wrong, status=422)
    code, at, hours = read_code(request.path_params["token"]), here.now(), here.config.limits.sign_in_hours
    who, token = await here.database.write(
        lambda t: doors.knock(
            t, here.keys, code, at, name=given["name"], agency=given["agency"], language=language, hours=hours
        )
    )
    await end_sign_in(request)
    here.waiting.seen[who.id] = at
    here.waiting.kinds[who.id] = device_kind(request.headers.get("user-agent", ""))
    return _signed_in(request, "/waiting", token, language)


async def _behind_the_door(request: Request) -> Meeting:
    """The meeting whose door a code opens. Raises Refusal (`door_closed`, `too_many_tries`)."""
    here, address, at = installation_of(request), address_of(request), installation_of(request).now()
    code = read_code(request.path_params["token"])

    def look(t: Transaction) -> Meeting | None:
        doors.refuse_guessing(t, address, at)
        return doors.by_code(t, code, at)

    found = await here.database.read(look)
    if found is None:
        await here.database.write(lambda t: doors.note_wrong(t, address, at))
        raise Refusal("door_closed", status=410)
    return found


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
    if read_code(request.path_params["token"]):
        return await _knock(request)
    meeting, participant = await _invited(request)
    given = {"name": text(form, "name"), "agency": text(form, "agency")}
    if text(form, "choose") in LANGUAGES:
        return await _in_language(request, meeting, given, text(form, "choose"))
    language = text(form, "language") if text(form, "language") in LANGUAGES else language_of(request)
    w = words(language_of(request))
    wrong = _wrong_name(w, given)
    if not wrong and _is_somebody_else(participant, given["name"]):
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
    here.waiting.kinds[who.id] = device_kind(request.headers.get("user-agent", ""))
    straight_in = bool(who.admitted_at) and meeting.state is State.OPEN
    if straight_in and elsewhere:
        here.waiting.devices[accounts.hash_token(token)] = who.id
        straight_in = False
    return _signed_in(request, f"/cases/{meeting.case}/room" if straight_in else "/waiting", token, language)


def _signed_in(request: Request, to: str, token: str, language: str) -> Response:
    """On to a page, with the cookies of whoever has just come in."""
    public, answer = installation_of(request).public, go(request, to)
    keep_cookie(answer, SIGN_IN_COOKIE, token, public, seconds=None)
    keep_cookie(answer, LANGUAGE_COOKIE, language, public, seconds=LANGUAGE_SECONDS)
    return answer


async def _in_language(request: Request, meeting: Meeting, given: dict[str, str], language: str) -> Response:
    """The same page in another language, with what was typed."""
    request.state.language = language
    answer = await _join_page(request, meeting, given, {})
    keep_cookie(answer, LANGUAGE_COOKIE, language, installation_of(request).public, seconds=LANGUAGE_SECONDS)
    return answer


def _wrong_name(w: Words, given: dict[str, str]) -> dict[str, str]:
    wrong = {name: w("form.too_long", n=len(said), most=200) for name, said in given.items() if len(said) > 200}
    return wrong if given["name"] else {**wrong, "name": w("form.needed")}


def device_kind(agent: str) -> str:
    """What a browser says it runs on: `phone`, `tablet` or `computer`, for the chair to compare with what she sees."""
    if "iPad" in agent or "Tablet" in agent or ("Android" in agent and "Mobile" not in agent):
        return "tablet"
    return "phone" if "Mobi" in agent else "computer"


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
