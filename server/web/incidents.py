"""The note that is drafted when somebody was shown out: for the service's lead for data protection, to be printed or
copied. It counts what the person could have seen and repeats none of it.

I1  the words of records, names of the family and the child's name are not in it
I2  what they could have seen is said at its largest: everything that stood in the document while they were in, whether
    or not they looked at it, and what was marked sensitive by its number
I3  that it was drafted is in the audit
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from server.domain.errors import Refusal, Words
from server.domain.formulation import COLLECTIONS, Formulation, from_plain
from server.domain.meetings import Attended, Meeting, Participant
from server.domain.upgrades import view
from server.languages import words
from server.storage import audit, meetings, versions
from server.storage.database import Transaction
from server.web.cases import said_seat, visitor_in
from server.web.installation import installation_of
from server.web.meetings import guests, meeting_of
from server.web.pages import language_of, said_instant

PARTS: Final = ("family", "facts", "timeline", "board", "steps", "recommendations", "voice", "comments")
"""The parts of the formulation whose records are counted; what is of another is of the story."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What somebody could have seen (I2): records by part, how many were marked sensitive, and parts of the story."""

    parts: Mapping[str, int]
    sensitive: int
    story: int


async def page(request: Request) -> Response:
    """`GET /cases/{case}/meetings/{meeting}/people/{person}/incident`: the draft. Raises Refusal
    (`no_such_participant`) for somebody who was not shown out of this meeting."""
    here, visitor, w = installation_of(request), visitor_in(request), words(language_of(request))
    case_id, meeting_id, at = request.path_params["case"], request.path_params["meeting"], here.now()

    def look(t: Transaction) -> tuple[Meeting, Participant, Attended | None, Formulation | None]:
        meeting = meeting_of(t, case_id, meeting_id)
        found = [each for each in guests(t, here.keys, meeting_id) if each.id == request.path_params["person"]]
        if not found or not found[0].removed_at:
            raise Refusal("no_such_participant", status=404)
        audit.record(t, "incident.drafted", at, who=visitor.id, case=case_id, about=found[0].id)
        seen = {each.participant: each for each in meetings.attendance(t, meeting_id) if each.first_seen}
        there = seen.get(found[0].id)
        latest = versions.read(t, here.keys, case_id, number) if (number := versions.last_number(t, case_id)) else None
        content = view(latest.content, latest.header.schema) if latest and latest.content else None
        return meeting, found[0], there, from_plain(content)[0] if content else None

    meeting, person, there, frozen = await here.database.write(look)
    plain = await here.hub.plain(case_id)
    formulation = from_plain(plain)[0] if plain is not None else frozen or Formulation()
    reached = reach(formulation, until=person.removed_at) if there is not None else None
    return here.pages.page(
        request,
        "meetings/incident.html",
        case={"id": case_id},
        meeting=meeting_id,
        when=_when(w, meeting, person, there),
        person={"name": person.name, "said": said_seat(w, person), "by_code": person.by_code},
        reached=reached and _shown(w, reached),
        by=visitor.name,
        drafted=said_instant(w, at),
        place=f"/cases/{case_id}/meetings/{meeting_id}/people/{person.id}/incident",
    )


def reach(formulation: Formulation, *, until: str) -> Reach:
    """What stood in a formulation before `until` (an instant), what was removed since included (I2)."""
    parts: Counter[str] = Counter()
    sensitive = 0
    for name, (_, part) in COLLECTIONS.items():
        for record in formulation.collection(name).values():
            if record.added_at and record.added_at > until:
                continue
            parts[part if part in PARTS else "statements"] += 1
            sensitive += record.sensitive
    return Reach(parts, sensitive, sum(bool(part.blocks) for part in formulation.story.values()))


def _when(w: Words, meeting: Meeting, person: Participant, there: Attended | None) -> list[tuple[str, str]]:
    """The times that count, those that did not happen left out: (what, when)."""
    told = {
        "incident.opened": meeting.opened_at,
        "incident.joined": person.joined_at,
        "incident.admitted": person.admitted_at,
        "incident.first": there.first_seen if there else "",
        "incident.removed": person.removed_at,
    }
    return [(w(key), said_instant(w, at)) for key, at in told.items() if at]


def _shown(w: Words, reached: Reach) -> dict[str, Any]:
    rows = [(w(f"parts.{part}"), n) for part, n in reached.parts.items() if n]
    return {
        "rows": [w("incident.part", part=part, n=n) for part, n in rows],
        "sensitive": w("incident.sensitive", n=reached.sensitive),
        "story": w("incident.story") if reached.story else "",
    }
