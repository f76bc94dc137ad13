"""Who is to be given a copy of a version: what a form says of it, checked against the list of who may receive what.

The page that reads back before freezing and the page of copies ask in the same way: a choice beside each name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from starlette.datastructures import FormData

from server.domain.copies import (
    COPY_DAYS,
    COPY_DAYS_MOST,
    REPORTS,
    Recipient,
    Ticked,
    against,
    found_against,
    near,
)
from server.domain.errors import Finding, Refusal, Words
from server.domain.meetings import Participant
from server.storage import copies, meetings
from server.storage.database import Transaction
from server.web.answers import text
from server.web.cases import said_seat, today
from server.web.files import BOTH
from server.web.installation import Installation

END_OF_DAY: Final = "T23:59:59Z"


@dataclass(frozen=True, slots=True)
class Ticking:
    """What was chosen: `people` who may be given a copy, `chosen` which report for whom (participant id -> report),
    `until` as it was typed, `entries` of the list, oldest first, and `on`, today."""

    people: tuple[Participant, ...]
    chosen: Mapping[str, str]
    until: str
    on: date
    entries: tuple[Recipient, ...] = field(default=())

    @property
    def ticked(self) -> tuple[Ticked, ...]:
        """Those who are to be given a copy, each in the language that they chose for themselves, else in both."""
        return tuple(
            Ticked(each.id, each.name, (self.chosen[each.id],), each.language or BOTH)
            for each in self.people
            if self.chosen.get(each.id)
        )

    @property
    def against(self) -> tuple[Finding, ...]:
        """A blocking finding for each choice that the list stands against."""
        return found_against(self.entries, self.ticked)

    def wrong(self, w: Words) -> dict[str, str]:
        """What is wrong with the day, for the form."""
        if not self.ticked:
            return {}
        try:
            until_day(self.until, self.on)
        except Refusal as refusal:
            return {"copies_until": refusal.sentence(w)}
        return {}

    def shown(self, w: Words) -> dict[str, Any]:
        """What a page shows of it."""
        return {
            "people": [self._shown(w, each) for each in self.people],
            "reports": reports_said(w),
            "until": self.until,
        }

    def _shown(self, w: Words, person: Participant) -> dict[str, str]:
        report = self.chosen.get(person.id, "")
        stands = against(self.entries, person.name, (report,)) if report else None
        kept = against(self.entries, person.name, REPORTS)
        alike = near(self.entries, person.name)
        note = entry_said(w, kept) if kept else w("copies.near", name=alike[0].name) if alike else ""
        return {
            "id": person.id,
            "said": said_seat_of(w, person),
            "report": report,
            "against": entry_said(w, stands) if stands else "",
            "note": note,
        }


def said_seat_of(w: Words, person: Participant) -> str:
    """A person with what they are here, for a label."""
    return w("copies.person", name=person.name, seat=said_seat(w, person))


def reports_said(w: Words) -> list[tuple[str, str]]:
    """The reports that a copy may hold."""
    return [(key, w(f"reports.kind.{key}")) for key in REPORTS]


def entry_said(w: Words, entry: Recipient) -> str:
    """An entry of the list as one sentence: who may receive what, and why not."""
    if entry.receiving == "some":
        which = ", ".join(w(f"reports.kind.{each}") for each in entry.reports)
        return w("recipients.says_some", name=entry.name, reports=which)
    if entry.receiving == "may":
        return w("recipients.says_may", name=entry.name)
    return w("recipients.says_not", name=entry.name, ground=w(f"receiving_grounds.{entry.ground}"))


def until_day(said: str, on: date) -> str:
    """The instant until which a copy opens: the end of a day that was typed. Raises Refusal (422): `copy_not_a_day`,
    `copy_not_ahead`, `copy_too_far`."""
    try:
        day = date.fromisoformat(said.strip())
    except ValueError:
        raise Refusal("copy_not_a_day", status=422) from None
    if day <= on:
        raise Refusal("copy_not_ahead", status=422)
    if day > on + timedelta(days=COPY_DAYS_MOST):
        raise Refusal("copy_too_far", status=422, days=COPY_DAYS_MOST)
    return f"{day.isoformat()}{END_OF_DAY}"


async def asked_copies(here: Installation, case_id: str, form: FormData | None) -> Ticking:
    """What a form says of copies for the people of the open meeting; nothing is chosen where there is no form."""
    on = today(here)

    def read(t: Transaction) -> tuple[tuple[Participant, ...], tuple[Recipient, ...]]:
        meeting = meetings.open_now(t, case_id)
        people = meetings.participants(t, here.keys, meeting.id) if meeting else []
        there = tuple(each for each in people if not each.account and each.admitted_at and not each.removed_at)
        return there, tuple(copies.recipients(t, here.keys, case_id))

    people, entries = await here.database.read(read)
    offered = (on + timedelta(days=COPY_DAYS)).isoformat()
    if form is None:
        return Ticking(people, {}, offered, on, entries)
    said = {each.id: text(form, f"copy-{each.id}") for each in people}
    chosen = {who: report for who, report in said.items() if report in REPORTS}
    return Ticking(people, chosen, text(form, "copies_until") or offered, on, entries)


async def give_copies(here: Installation, case_id: str, number: int, ticking: Ticking, by: str) -> None:
    """Gives what was chosen, of a version that stands; whom the list has come to stand against meanwhile gets none."""
    if not ticking.ticked:
        return
    until, at = until_day(ticking.until, ticking.on), here.now()

    def write(t: Transaction) -> None:
        entries = copies.recipients(t, here.keys, case_id)
        for each in ticking.ticked:
            if against(entries, each.name, each.reports) is None:
                copies.give(t, here.keys, case_id, number, each, until=until, at=at, by=by)

    await here.database.write(write)
