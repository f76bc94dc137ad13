"""What somebody invited says before a meeting: they come, they cannot, or they send points instead, which wait as news
of the case. From their own waiting page, or written down for them by chair or coordinator."""

from starlette.requests import Request
from starlette.responses import Response

from server.domain.errors import Refusal, Words
from server.domain.fields import clean
from server.domain.meetings import Standing
from server.domain.news import TEXT_MAX, News
from server.domain.vocabulary import REPLIES
from server.languages import words
from server.storage import news, replies
from server.storage.database import Transaction
from server.web.answers import form_of, go, text
from server.web.cases import today, visitor_in
from server.web.installation import installation_of
from server.web.joining import waiting_page
from server.web.meetings import guests, meeting_of
from server.web.pages import language_of


async def say(request: Request) -> Response:
    """`POST /waiting/reply` with `reply` and, for points, `points`: one's own answer."""
    here, visitor, form = installation_of(request), request.state.visitor, await form_of(request)
    w, at = words(language_of(request)), here.now()
    if visitor is None or visitor.participant is None or visitor.meeting is None:
        raise Refusal("meeting_left", status=410)
    if visitor.standing is not Standing.EARLY:
        raise Refusal("meeting_has_begun", status=409)
    reply, points = text(form, "reply"), clean(text(form, "points"))
    wrong = _wrong(w, reply, points)
    if wrong:
        return await waiting_page(request, visitor, reply=reply, points=points, wrong=wrong, status=422)
    said = News(
        id="", case=visitor.meeting.case, text=points, said_by=visitor.name, agency=visitor.agency,
        said_on=today(here).isoformat(), language=language_of(request),
    )  # fmt: skip

    def write(t: Transaction) -> None:
        replies.say(t, visitor.id, reply, at)
        if reply == "sends":
            news.write(t, here.keys, said, at, visitor.id)

    await here.database.write(write)
    return go(request, "/waiting?replied")


def _wrong(w: Words, reply: str, points: str) -> dict[str, str]:
    if reply not in {row.key for row in REPLIES}:
        return {"reply": w("form.needed")}
    if reply == "sends" and not points:
        return {"points": w("form.needed")}
    if len(points) > TEXT_MAX:
        return {"points": w("form.too_long", n=len(points), most=TEXT_MAX)}
    return {}


async def note(request: Request) -> Response:
    """`POST /cases/{case}/meetings/{meeting}/replies` with `person` and `reply`: what somebody said by other ways."""
    here, visitor, form = installation_of(request), visitor_in(request), await form_of(request)
    case_id, meeting_id, at = request.path_params["case"], request.path_params["meeting"], here.now()
    person, reply = text(form, "person"), text(form, "reply")

    def write(t: Transaction) -> None:
        meeting_of(t, case_id, meeting_id)
        if person not in {guest.id for guest in guests(t, here.keys, meeting_id)}:
            raise Refusal("no_such_participant", status=404)
        replies.say(t, person, reply, at, visitor.id)

    await here.database.write(write)
    return go(request, f"/cases/{case_id}/meetings/{meeting_id}")

