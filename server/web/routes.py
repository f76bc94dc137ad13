"""Every address of the house in one table: method, address, the action it needs, and who answers.

The action is a row of `server/domain/access.py`; the empty one is open to anybody. Who may do what on each route is
therefore one product of two tables, kept as a golden file (`python -m server.web.routes` prints it).

T1  every request of the table passes `_enter`: where it comes from (W1), who asks, their role on the case, the
    action
T2  without a sign-in a page leads to the sign-in, everything else is refused 401; the case is not looked up
T3  without a role on the case, the answer is 404, the same as for a case that does not exist
T4  with a role that lacks the action: a page is 404, an act is 403 and goes into the audit
T5  GET changes nothing
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from server.config import Limits
from server.domain.access import ACTIONS, may
from server.domain.errors import Refusal
from server.domain.vocabulary import ROLES
from server.storage import audit
from server.web import (
    agendas,
    attendance,
    cards,
    casehome,
    cases,
    comparing,
    condition,
    consent,
    copies,
    covering,
    erasing,
    history,
    imports,
    incidents,
    joining,
    lanes,
    leading,
    meetings,
    news,
    notes,
    ownnotes,
    pairing,
    people,
    placing,
    questions,
    readings,
    recipients,
    redaction,
    referrals,
    rehearsal,
    relatives,
    replay,
    replies,
    reports,
    review,
    room,
    screen,
    seats,
    sequencing,
    sign_in,
    starting,
    suggesting,
    unsent,
    verifying,
    versions,
)
from server.web.answers import wants_data
from server.web.guard import SAFE_METHODS, from_our_page
from server.web.installation import Installation, installation_of
from server.web.visitor import Visitor, chosen_language, role_on, screen_of, visitor_of

ANYBODY: Final = ""
SCREEN: Final = "screen.see"
"""The one action of a device: its cookie is asked, not a sign-in."""

Answer = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Row:
    """One method of one address. `socket` rows are answered elsewhere and stand here for the matrix."""

    method: str
    address: str
    action: str
    answer: Answer | None
    upload: bool = False
    """Whether a file may come with it, which is larger than a form."""


TABLE: Final = (
    Row("GET", "/", ANYBODY, sign_in.welcome),
    Row("POST", "/language", ANYBODY, sign_in.choose_language),
    Row("GET", "/sign-in", ANYBODY, sign_in.ask),
    Row("POST", "/sign-in", ANYBODY, sign_in.enter),
    Row("POST", "/sign-out", ANYBODY, sign_in.leave),
    Row("GET", "/join", ANYBODY, joining.ask_code),
    Row("POST", "/join", ANYBODY, joining.take_code),
    Row("GET", "/join/{token}", ANYBODY, joining.invitation),
    Row("POST", "/join/{token}", ANYBODY, joining.join),
    Row("GET", "/waiting", ANYBODY, joining.waiting),
    Row("POST", "/waiting", ANYBODY, joining.has_read),
    Row("POST", "/waiting/reply", ANYBODY, replies.say),
    Row("GET", "/tell/{token}", ANYBODY, news.invitation),
    Row("POST", "/tell/{token}", ANYBODY, news.tell),
    Row("GET", "/copy/{token}", ANYBODY, copies.invitation),
    Row("POST", "/copy/{token}", ANYBODY, copies.open_copy),
    Row("GET", "/big-screen", ANYBODY, pairing.show_code),
    Row("GET", "/big-screen/rehearsal", ANYBODY, rehearsal.show),
    Row("SOCKET", "/big-screen/rehearsal/feed", ANYBODY, None),
    Row("GET", "/rehearsal", "case.list", rehearsal.page),
    Row("POST", "/rehearsal", "case.list", rehearsal.act),
    Row("GET", "/screen/{token}", ANYBODY, screen.invitation),
    Row("POST", "/screen/{token}", ANYBODY, screen.pair),
    Row("GET", "/screen", SCREEN, screen.show),
    Row("SOCKET", "/screen/feed", SCREEN, None),
    Row("GET", "/cases", "case.list", cases.every),
    Row("GET", "/cases/new", "case.begin", starting.page),
    Row("POST", "/cases", "case.begin", starting.begin),
    Row("POST", "/seats/{offer}", "case.list", seats.answer),
    Row("GET", "/cases/{case}", "case.see", casehome.home),
    Row("POST", "/cases/{case}/review", "case.change", casehome.set_review),
    Row("GET", "/cases/{case}/review", "review.lead", review.page),
    Row("POST", "/cases/{case}/review/states", "review.lead", review.state),
    Row("POST", "/cases/{case}/review/events", "review.lead", review.event),
    Row("POST", "/cases/{case}/review/voices", "review.lead", review.voice),
    Row("POST", "/cases/{case}/review/corrections", "review.lead", review.correct),
    Row("GET", "/cases/{case}/history", "version.read", history.page),
    Row("GET", "/cases/{case}/seats", "seat.see", seats.page),
    Row("POST", "/cases/{case}/seats", "seat.change", seats.give),
    Row("POST", "/cases/{case}/seats/removals", "seat.change", seats.take_away),
    Row("POST", "/cases/{case}/seats/withdrawals", "seat.change", seats.withdraw),
    Row("GET", "/cases/{case}/consent", "consent.see", consent.page),
    Row("POST", "/cases/{case}/consent", "consent.write", consent.write),
    Row("GET", "/cases/{case}/referral", "case.see", referrals.page),
    Row("POST", "/cases/{case}/referral", "case.change", referrals.record),
    Row("GET", "/cases/{case}/erasure", "case.erase", erasing.page),
    Row("POST", "/cases/{case}/erasure", "case.erase", erasing.ask),
    Row("POST", "/cases/{case}/erasure/confirmation", "case.erase", erasing.confirm),
    Row("GET", "/cases/{case}/lanes", "case.see", lanes.page),
    Row("POST", "/cases/{case}/lanes", "case.change", lanes.change),
    Row("GET", "/cases/{case}/news", "news.see", news.page),
    Row("POST", "/cases/{case}/news", "news.write", news.write),
    Row("POST", "/cases/{case}/news/{news}/taking", "news.settle", news.take),
    Row("POST", "/cases/{case}/news/{news}/setting-aside", "news.settle", news.set_aside),
    Row("POST", "/cases/{case}/tells", "tell.open", news.open_tell),
    Row("POST", "/cases/{case}/tells/{tell}/showing", "tell.open", news.show_tell),
    Row("POST", "/cases/{case}/tells/{tell}/closing", "tell.open", news.close_tell),
    Row("POST", "/cases/{case}/workingcopies", "workingcopy.open", cases.open_working_copy),
    Row("GET", "/cases/{case}/room", "room.see", room.page),
    Row("SOCKET", "/cases/{case}/sync/{document}", "document.read", None),
    Row("GET", "/cases/{case}/standing", ANYBODY, room.standing),
    Row("POST", "/cases/{case}/readings", "reading.ask", readings.read),
    Row("GET", "/cases/{case}/cautions", "document.read", sequencing.read),
    Row("GET", "/cases/{case}/placing", "document.read", placing.read),
    Row("PUT", "/cases/{case}/placing", "document.write", placing.keep),
    Row("POST", "/cases/{case}/placing/show", "placing.show", placing.show),
    Row("POST", "/cases/{case}/modes", "meeting.mode", meetings.set_modes),
    Row("POST", "/cases/{case}/pause", "meeting.pause", leading.pause),
    Row("POST", "/cases/{case}/wall", "screen.blank", leading.blank),
    Row("POST", "/cases/{case}/uncovering", "room.see", covering.uncover),
    Row("POST", "/cases/{case}/covers", "meeting.lead", covering.put_off),
    Row("POST", "/cases/{case}/relatives", "reading.ask", relatives.read),
    Row("POST", "/cases/{case}/changes", "document.tidy", room.change),
    Row("DELETE", "/cases/{case}/changes/{change}", "change.take_back", room.take_back),
    Row("GET", "/cases/{case}/import", "case.import", imports.page),
    Row("POST", "/cases/{case}/import", "case.import", imports.bring_table, upload=True),
    Row("POST", "/cases/{case}/import/columns", "case.import", imports.correct),
    Row("POST", "/cases/{case}/import/rows", "case.import", imports.settle),
    Row("GET", "/cases/{case}/import/rows.csv", "case.import", imports.left_out),
    Row("POST", "/cases/{case}/import/events", "case.import", imports.bring_events),
    Row("POST", "/cases/{case}/import/undone", "case.import", imports.take_back),
    Row("POST", "/cases/{case}/exports", "case.export", imports.export),
    Row("GET", "/cases/{case}/unsent", "unsent.leave", unsent.read),
    Row("POST", "/cases/{case}/unsent", "unsent.leave", unsent.leave),
    Row("DELETE", "/cases/{case}/unsent", "unsent.leave", unsent.settle),
    Row("GET", "/cases/{case}/own-notes", "own_notes.keep", ownnotes.read),
    Row("PUT", "/cases/{case}/own-notes", "own_notes.keep", ownnotes.keep),
    Row("GET", "/cases/{case}/questions", "question.see", questions.every),
    Row("POST", "/cases/{case}/questions", "question.ask", questions.ask),
    Row("POST", "/cases/{case}/questions/{question}", "question.ask", questions.settle),
    Row("POST", "/cases/{case}/suggestions", "document.write", suggesting.suggest),
    Row("GET", "/cases/{case}/agenda", "agenda.see", agendas.read),
    Row("GET", "/cases/{case}/replay", "document.read", replay.moves),
    Row("POST", "/cases/{case}/agenda", "meeting.lead", agendas.move),
    Row("POST", "/cases/{case}/hold", "version.prepare", versions.hold),
    Row("GET", "/cases/{case}/hold", "version.prepare", versions.look),
    Row("DELETE", "/cases/{case}/hold", "version.prepare", versions.lift),
    Row("GET", "/cases/{case}/versions", "version.list", versions.history),
    Row("POST", "/cases/{case}/versions", "version.freeze", versions.freeze),
    Row("GET", "/cases/{case}/versions/verify", "version.verify", verifying.page),
    Row("POST", "/cases/{case}/versions/verify", "version.verify", verifying.check, upload=True),
    Row("GET", "/cases/{case}/versions/{number}", "version.read_now", versions.version),
    Row("GET", "/cases/{case}/versions/{number}/notes/new", "note.add", notes.new),
    Row("POST", "/cases/{case}/versions/{number}/notes", "note.add", notes.add),
    Row("GET", "/cases/{case}/versions/{number}/errors/new", "version.mark", notes.new_mark),
    Row("POST", "/cases/{case}/versions/{number}/errors", "version.mark", notes.mark),
    Row("GET", "/cases/{case}/notes", "note.list", notes.every),
    Row("POST", "/cases/{case}/notes/{note}/decision", "note.decide", notes.decide),
    Row("GET", "/cases/{case}/versions/{number}/reports", "report.make", reports.page),
    Row("POST", "/cases/{case}/versions/{number}/reports", "report.make", reports.make),
    Row("GET", "/cases/{case}/versions/{number}/reports/{kind}", "report.make", reports.read),
    Row("GET", "/cases/{case}/versions/{number}/redaction", "report.make", redaction.page),
    Row("GET", "/cases/{case}/versions/{number}/family.svg", "version.list", versions.family_file),
    Row("GET", "/cases/{case}/recipients", "recipient.see", recipients.page),
    Row("POST", "/cases/{case}/recipients", "recipient.say", recipients.say),
    Row("GET", "/cases/{case}/versions/{number}/copies", "copy.see", copies.page),
    Row("POST", "/cases/{case}/versions/{number}/copies", "copy.give", copies.give),
    Row("POST", "/cases/{case}/copies/{copy}/showing", "copy.give", copies.show),
    Row("POST", "/cases/{case}/copies/{copy}/withdrawal", "copy.give", copies.withdraw),
    Row("GET", "/cases/{case}/compare", "version.list", comparing.page),
    Row("GET", "/cases/{case}/meetings/new", "meeting.plan", meetings.plan_page),
    Row("POST", "/cases/{case}/meetings", "meeting.plan", meetings.plan),
    Row("GET", "/cases/{case}/meetings/{meeting}", "meeting.invite", meetings.page),
    Row("POST", "/cases/{case}/meetings/{meeting}/opening", "meeting.open", meetings.open_meeting),
    Row("POST", "/cases/{case}/meetings/{meeting}/closing", "meeting.close", meetings.close_meeting),
    Row("GET", "/cases/{case}/meetings/{meeting}/agenda", "meeting.plan", agendas.page),
    Row("POST", "/cases/{case}/meetings/{meeting}/agenda", "meeting.plan", agendas.change),
    Row("GET", "/cases/{case}/meetings/{meeting}/attendance", "meeting.plan", attendance.page),
    Row("POST", "/cases/{case}/meetings/{meeting}/attendance", "meeting.plan", attendance.record),
    Row("GET", "/cases/{case}/meetings/{meeting}/door", "meeting.admit", people.door),
    Row("POST", "/cases/{case}/meetings/{meeting}/door", "meeting.admit", people.set_door),
    Row("POST", "/cases/{case}/meetings/{meeting}/people", "meeting.invite", people.invite),
    Row("POST", "/cases/{case}/meetings/{meeting}/links", "meeting.invite", people.show_link),
    Row("GET", "/cases/{case}/meetings/{meeting}/cards", "meeting.invite", cards.page),
    Row("GET", "/cases/{case}/meetings/{meeting}/waiting", "meeting.admit", people.who_waits),
    Row("POST", "/cases/{case}/meetings/{meeting}/admissions", "meeting.admit", people.admit),
    Row("POST", "/cases/{case}/meetings/{meeting}/removals", "meeting.remove", people.remove),
    Row("GET", "/cases/{case}/meetings/{meeting}/people/{person}/incident", "meeting.remove", incidents.page),
    Row("POST", "/cases/{case}/meetings/{meeting}/replies", "meeting.invite", replies.note),
    Row("GET", "/cases/{case}/screens", "screen.pair", pairing.page),
    Row("POST", "/cases/{case}/screens", "screen.pair", screen.make),
    Row("POST", "/cases/{case}/screens/pairing", "screen.pair", pairing.pair),
    Row("POST", "/cases/{case}/screens/words", "screen.pair", pairing.word),
    Row("GET", "/healthz", ANYBODY, condition.healthz),
    Row("GET", "/metrics", ANYBODY, condition.metrics),
)
"""Sockets stand in the table for the matrix; their endpoints ask the same questions themselves."""

_UPLOAD: Final = [Middleware(RequestBodyLimitMiddleware, max_body_size=Limits().upload)]
"""Lets a file come where a form would be too large."""


def routes() -> list[BaseRoute]:
    """The table as Starlette reads it."""
    return [
        Route(row.address, _enter(row, row.answer), methods=[row.method], middleware=_UPLOAD if row.upload else None)
        for row in TABLE
        if row.answer is not None
    ]


def _enter(row: Row, answer: Answer) -> Answer:
    async def endpoint(request: Request) -> Response:
        request.scope["gwead.route"] = row.address
        here = installation_of(request)
        request.state.language, request.state.visitor = chosen_language(request, None), None
        if not from_our_page(request.method, request.headers, here.public):
            raise Refusal("foreign_request", status=403)
        visitor = await visitor_of(request)
        request.state.visitor = visitor
        request.state.language = chosen_language(request, visitor)
        request.state.language_chosen = request.state.language != ""
        role = await _role(request, here, row, visitor)
        request.state.role = role
        request.state.may = frozenset(action for action in ACTIONS if role and may(role, action))
        if row.action != ANYBODY and row.action not in request.state.may:
            return await _no(request, here, row, visitor, role)
        return await answer(request)

    return endpoint


async def _role(request: Request, here: Installation, row: Row, visitor: Visitor | None) -> str:
    """The role that counts on this route: on the case of its address, of the screen's cookie, or of the account."""
    if row.action == SCREEN:
        return "screen" if await screen_of(request) else ""
    if visitor is None:
        return ""
    case = request.path_params.get("case")
    if case is not None:
        return await here.database.read(lambda t: role_on(t, visitor, case))
    return visitor.account.role if visitor.account else ""


async def _no(request: Request, here: Installation, row: Row, visitor: Visitor | None, role: str) -> Response:
    if visitor is None and row.action != SCREEN:
        if request.method in SAFE_METHODS and not wants_data(request) and not request.headers.get("hx-request"):
            return RedirectResponse(f"/sign-in?back={quote(request.url.path)}", status_code=303)
        raise Refusal("sign_in_first", status=401)
    case = request.path_params.get("case", "")
    if visitor is None or not role or request.method in SAFE_METHODS:
        raise HTTPException(404)
    who, at = visitor.id, here.now()
    await here.database.write(
        lambda t: audit.record(t, "act.refused", at, who=who, case=case, reason=f"{request.method} {row.address}")
    )
    raise Refusal("not_your_role", status=403)


def matrix() -> str:
    """Role by route, as text: `yes`, or what a person of that role is answered on a case of their own."""
    columns = ["nobody", *(role.key for role in ROLES)]
    lines = [f"{'method':<7} {'address':<52}" + "".join(f"{name:>14}" for name in columns)]
    for row in TABLE:
        cells = "".join(f"{_cell(row, name):>14}" for name in columns)
        lines.append(f"{row.method:<7} {row.address:<52}{cells}")
    return "\n".join(lines) + "\n"


def _cell(row: Row, role: str) -> str:
    if row.action == ANYBODY or (role != "nobody" and may(role, row.action)):
        return "yes"
    if row.method == "SOCKET":
        return "403" if role in ("nobody", "screen") or row.action == SCREEN else "404"
    if row.action == SCREEN:
        return "404"
    if role in ("nobody", "screen"):
        return "303" if row.method == "GET" else "401"
    has_a_role = role != "administrator" if "{case}" in row.address else role == "administrator"
    return "404" if row.method == "GET" or not has_a_role else "403"


if __name__ == "__main__":
    print(matrix(), end="")
