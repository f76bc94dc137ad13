"""Invitation cards: one sheet of A5 for each person who is invited, in Welsh and in English, with their personal link
as text and as a picture to scan.

C1  a card names who is invited, never the child: it lies in bags and on desks
C2  both languages stand on it in full, Welsh first; nobody has to ask for theirs
C3  a link is on the card of the one person whose it is, as long as it opens something
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from server.languages import LANGUAGES, words
from server.storage import cases, meetings
from server.storage.database import Transaction
from server.web.cases import meeting_shown, shown, today
from server.web.installation import installation_of
from server.web.meetings import chair_name, link_shown, meeting_of
from server.web.pages import language_of, said_day_of


async def page(request: Request) -> Response:
    """`GET /cases/{case}/meetings/{meeting}/cards`: a card for each person whose link is good; made to be printed."""
    here, w = installation_of(request), words(language_of(request))
    case_id, meeting_id = request.path_params["case"], request.path_params["meeting"]

    def look(t: Transaction) -> dict[str, Any]:
        meeting = meeting_of(t, case_id, meeting_id)
        people = [p for p in meetings.participants(t, here.keys, meeting_id) if not p.removed_at]
        chair = chair_name(t, case_id)
        return {
            "case": shown(w, cases.must_find(t, here.keys, case_id), today(here)),
            "meeting": meeting_shown(w, meeting),
            "cards": [] if meeting.closed_at else [link for p in people if (link := link_shown(t, here, w, p))],
            "sides": [
                {
                    "lang": lang,
                    "w": words(lang),
                    "kind": words(lang)(f"meeting_kinds.{meeting.kind}"),
                    "when": said_day_of(words(lang), meeting.planned_for),
                    "chaired": words(lang)("join.chaired", name=chair) if chair else "",
                }
                for lang in LANGUAGES
            ],
        }

    context = await here.database.read(look)
    place = f"/cases/{case_id}/meetings/{meeting_id}/cards"
    return here.pages.page(request, "meetings/cards.html", place=place, **context)
