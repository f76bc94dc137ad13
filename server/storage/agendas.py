"""Agendas in tables: the items sealed under the case's key, which one is on beside them. A meeting without a row has
the template of its kind."""

import json
from dataclasses import asdict

from server.domain.agendas import Agenda, AgendaItem, rested, template
from server.domain.meetings import Meeting
from server.storage import audit
from server.storage.database import Transaction
from server.storage.keys import Keys


def of_meeting(t: Transaction, keys: Keys, meeting: Meeting) -> Agenda:
    """The agenda of a meeting."""
    row = t.one("select * from agendas where meeting = :meeting", meeting=meeting.id)
    if row is None:
        return template(meeting.kind)
    told = json.loads(keys.open(meeting.case, "agendas", meeting.id, row["words"]))
    return Agenda(tuple(AgendaItem(**item) for item in told), row["item"], row["since"])


def keep(t: Transaction, keys: Keys, meeting: Meeting, agenda: Agenda, at: str, *, by: str, what: str) -> None:
    """Keeps an agenda as it stands now; `what` happened to it is in the audit (`agenda.changed`, `agenda.moved`)."""
    told = json.dumps([asdict(item) for item in agenda.items], ensure_ascii=False).encode()
    t.run(
        "insert into agendas (meeting, item, since, words) values (:meeting, :item, :since, :words) "
        "on conflict (meeting) do update set item = :item, since = :since, words = :words",
        meeting=meeting.id,
        item=agenda.item,
        since=agenda.since,
        words=keys.seal(meeting.case, "agendas", meeting.id, told),
    )
    audit.record(t, what, at, who=by, case=meeting.case, about=meeting.id)


def put_off(t: Transaction, meeting: str, seconds: float) -> None:
    """A rest of so long is over: the item that is on is as far as it was."""
    row = t.one("select item, since from agendas where meeting = :meeting", meeting=meeting)
    if row is not None:
        later = rested(Agenda((), row["item"], row["since"]), seconds)
        t.run("update agendas set since = :since where meeting = :meeting", since=later.since, meeting=meeting)
