"""The people of a meeting, as chair and coordinator look after them: invited, let in, shown out."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from server.domain.codes import said_code
from server.domain.errors import Refusal, Words
from server.domain.meetings import GUEST_ROLES, Participant
from server.languages import LANGUAGES, words
from server.storage import audit, doors, meetings
from server.storage.database import Transaction
from server.sync.room import SHOWN_OUT
from server.web.answers import form_of, go, plain, text, wants_data
from server.web.cases import visitor_in
from server.web.installation import Installation, installation_of
from server.web.meetings import guests, meeting_of, meeting_page
from server.web.pages import language_of, qr

LEFT: Final = timedelta(seconds=45)
"""After so long without a word a waiting page has been left; it asks every three seconds."""
MOST_SHOWN: Final = 12
"""Knocks that are shown one by one; more are told as a number (E09)."""


async def invite(request: Request) -> Response:
    """`POST …/people` with `name`, `agency`, `role`: one more personal link, shown at once."""
    here, visitor, form = installation_of(request), visitor_in(request), await form_of(request)
    case_id, meeting_id, at = request.path_params["case"], request.path_params["meeting"], here.now()
    name, agency, role = text(form, "name"), text(form, "agency"), text(form, "role")
    if not name:
        wrong = {"name": words(language_of(request))("form.needed")}
        return await meeting_page(request, wrong=wrong, status=422)

    def write(t: Transaction) -> Participant:
        meeting_of(t, case_id, meeting_id)
        who, _ = meetings.invite(
            t,
            here.keys,
            meeting_id,
            name=name,
            agency=agency,
            role=role if role in GUEST_ROLES else "contributor",
            admitted=True,
            at=at,
            by=visitor.id,
        )
        return who

    invited = await here.database.write(write)
    return await meeting_page(request, only=invited.id)


async def door(request: Request) -> Response:
    """`GET …/door`: the code and its QR picture, large, for everybody in the room to see; nothing of the case."""
    here, w = installation_of(request), words(language_of(request))
    case_id, meeting_id, at = request.path_params["case"], request.path_params["meeting"], here.now()

    def look(t: Transaction) -> str:
        meeting_of(t, case_id, meeting_id)
        return doors.code_of(t, here.keys, meeting_id, at)

    code = await here.database.read(look)
    if not code:
        return go(request, f"/cases/{case_id}/meetings/{meeting_id}")
    asked = [(language, words(language)("code.type_at", address=_host(here))) for language in LANGUAGES]
    return here.pages.page(
        request,
        "meetings/door.html",
        case={"id": case_id},
        meeting=meeting_id,
        code=said_code(code),
        asked=asked,
        picture=qr(here.public.link(f"/join/{code}"), w("code.qr")),
        place=f"/cases/{case_id}/meetings/{meeting_id}/door",
    )


def _host(here: Installation) -> str:
    """The address of the page that asks for a code, as people type it."""
    return here.public.link("/join").partition("://")[2]


async def set_door(request: Request) -> Response:
    """`POST …/door` with `open` (`yes` or `no`): a new code, shown large; or the door is closed."""
    here, visitor, form = installation_of(request), visitor_in(request), await form_of(request)
    case_id, meeting_id, at = request.path_params["case"], request.path_params["meeting"], here.now()
    opens = text(form, "open") == "yes"

    def write(t: Transaction) -> None:
        meeting_of(t, case_id, meeting_id)
        if opens:
            doors.open_door(t, here.keys, meeting_id, at, by=visitor.id)
        elif doors.close_door(t, meeting_id):
            audit.record(t, "door.closed", at, who=visitor.id, case=case_id, about=meeting_id)

    await here.database.write(write)
    if wants_data(request):
        return plain({"open": opens})
    return go(request, f"/cases/{case_id}/meetings/{meeting_id}" + ("/door" if opens else ""))


async def show_link(request: Request) -> Response:
    """`POST …/links` with `person`: their personal link once more."""
    person = text(await form_of(request), "person")
    return await meeting_page(request, only=person)


async def who_waits(request: Request) -> Response:
    """`GET …/waiting`: who knocks, as a part of a page; as JSON `{"waiting": [...], "more",
    "door", "screens"}` for the meeting page: also whether the door is open and how many big screens are connected."""
    here, w = installation_of(request), words(language_of(request))
    case_id, meeting_id, at = request.path_params["case"], request.path_params["meeting"], here.now()

    def look(t: Transaction) -> tuple[list[Participant], bool]:
        meeting_of(t, case_id, meeting_id)
        return guests(t, here.keys, meeting_id), bool(doors.code_of(t, here.keys, meeting_id, at))

    everybody, is_open = await here.database.read(look)
    invited = [p for p in everybody if not p.removed_at]
    shown_out = {p.name.casefold() for p in everybody if p.removed_at}
    knocking = [p for p in invited if _knocks(here, p)]
    names = Counter(person.name.casefold() for person in invited)
    waiting: list[dict[str, Any]] = [
        {
            "id": person.id,
            "name": person.name,
            "agency": person.agency,
            "has_read": person.id in here.waiting.has_read,
            "said": _said(w, here, person, names, shown_out),
        }
        for person in knocking[:MOST_SHOWN]
    ]
    if wants_data(request):
        more, screens = max(0, len(knocking) - MOST_SHOWN), here.walls[case_id]
        return plain({"waiting": waiting, "more": more, "door": is_open, "screens": screens})
    return here.pages.page(
        request,
        "meetings/waiting_people.html",
        waiting=waiting,
        case={"id": case_id},
        meeting=meeting_id,
        more=max(0, len(knocking) - MOST_SHOWN),
    )


def _knocks(here: Installation, person: Participant) -> bool:
    """Whether somebody waits for the chair's yes, and their waiting page was heard of lately (E06)."""
    if not person.joined_at or person.id in here.waiting.later:
        return False
    if person.admitted_at and person.id not in here.waiting.devices.values():
        return False
    asked = here.waiting.seen.get(person.id)
    return asked is not None and datetime.fromisoformat(here.now()) - datetime.fromisoformat(asked) <= LEFT


def _said(w: Words, here: Installation, person: Participant, names: Counter[str], shown_out: set[str]) -> str:
    """What is known of somebody who knocks: what they say, and what the chair should notice (E02, E03)."""
    if person.id in here.waiting.devices.values():
        return w("waiting.second_device")
    said = [w("waiting.says", agency=person.agency) if person.agency else w("waiting.says_nothing")]
    known = person.name.casefold()
    said.append(w("waiting.same_name") if names[known] > 1 else w("waiting.not_on_list"))
    if known in shown_out:
        said.append(w("waiting.name_shown_out"))
    if person.id in here.waiting.kinds:
        said.append(w(f"waiting.on.{here.waiting.kinds[person.id]}"))
    said.append(w("waiting.has_read") if person.id in here.waiting.has_read else w("waiting.not_read"))
    return " · ".join(said)


async def admit(request: Request) -> Response:
    """`POST …/admissions` with `person` and `answer` (`in` or `later`)."""
    here, visitor, form = installation_of(request), visitor_in(request), await form_of(request)
    person, at = text(form, "person"), here.now()
    await _must_belong(request, here, person)
    if text(form, "answer") == "later":
        here.waiting.later.add(person)
    else:
        await here.database.write(lambda t: meetings.admit(t, person, at, by=visitor.id))
        here.waiting.later.discard(person)
        for sign_in in [device for device, whose in here.waiting.devices.items() if whose == person]:
            del here.waiting.devices[sign_in]
    return _done(request)


async def remove(request: Request) -> Response:
    """`POST …/removals` with `person`: shown out, at once and for good; what they wrote stays (C04)."""
    here, visitor, form = installation_of(request), visitor_in(request), await form_of(request)
    person, at = text(form, "person"), here.now()
    await _must_belong(request, here, person)
    await here.database.write(lambda t: meetings.remove(t, person, at, by=visitor.id))
    here.hub.close_person(person, SHOWN_OUT)
    return _done(request)


async def _must_belong(request: Request, here: Installation, person: str) -> None:
    """Raises Refusal 404 for somebody of another meeting."""
    case_id, meeting_id = request.path_params["case"], request.path_params["meeting"]

    def look(t: Transaction) -> bool:
        meeting_of(t, case_id, meeting_id)
        return any(guest.id == person for guest in guests(t, here.keys, meeting_id))

    if not await here.database.read(look):
        raise Refusal("no_such_participant", status=404)


def _done(request: Request) -> Response:
    if wants_data(request):
        return plain({"done": True})
    return go(request, f"/cases/{request.path_params['case']}/meetings/{request.path_params['meeting']}")
