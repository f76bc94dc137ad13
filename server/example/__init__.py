"""The invented case that the demo opens with: a family of 20, a chronology of 74 entries, a meeting of
eleven.

Entirely fictitious: no person, place, school or service is real. The files beside this module are what a
coordinator would bring to a real case, and are read by the same readers. It is set in an invented county in
Wales.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from server.domain.errors import Finding
from server.domain.formulation import COLLECTIONS, from_plain
from server.domain.layout import family_of, layout
from server.domain.moments import Moment
from server.interchange.chronology import read_chronology
from server.interchange.family import read_family
from server.interchange.records import Plain, record_id

HERE: Final = Path(__file__).resolve().parent
FACTS: Final = HERE / "facts.json"
CHRONOLOGY: Final = HERE / "chronology.csv"
REFERRAL: Final = HERE / "referral.md"
FORMULATION: Final = HERE / "formulation.json"
"""What the meeting comes to: not in the demo when it opens, for its meeting begins with family and timeline; it can be
brought in like any file."""

MEETING_DATE: Final = "2026-03-12"
MEETING_STARTS: Final = "09:30"
MEETING_ENDS: Final = "12:30"
PLACE: Final = "Y Neuadd"

_SEED: Final = b"the invented case"
_AGENCY: Final = "Youth Justice"
_SAYS: Final = "Nia, case manager"


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who was invited: `role` is a key of the roles table, `language` the one they meet in."""

    name: str
    agency: str
    role: str
    language: str = "en"


SEATS: Final = (
    Seat("Dr Elin Marged", "Clinical psychology", "chair"),
    Seat("Sioned", "Youth Justice", "coordinator"),
    Seat("Nia", "Youth Justice", "contributor"),
    Seat("Tomos", "Children's Services", "contributor"),
    Seat("Aisha", "Tŷ Bryn", "contributor"),
    Seat("Dewi", "Education", "contributor"),
    Seat("PC Huw", "Police", "contributor"),
    Seat("Marged", "Health board", "contributor"),
    Seat("Kath", "Youth Justice", "contributor"),
    Seat("Janet", "Former foster carer", "contributor"),
    Seat("Bethan", "Family", "contributor", "cy"),
)
"""Who sits at the meeting, in the order of the invitation; the one who sent apologies has no seat."""


@dataclass(frozen=True, slots=True)
class Example:
    """The example, ready to be written: `records` are plain records of every collection, people with their
    places."""

    name: str
    born: Moment
    records: Plain
    findings: tuple[Finding, ...]
    seats: tuple[Seat, ...] = SEATS
    meeting_date: str = MEETING_DATE


def read_example() -> Example:
    """Read the example's files as an import would; ids are the same every time."""
    family = read_family(FACTS.read_bytes(), seed=_SEED, language="en", agency=_AGENCY, says=_SAYS)
    child = next(person for person in family.records["people"].values() if person["index"])
    born = Moment.from_json(child["born"])
    chronology = read_chronology(CHRONOLOGY.read_bytes(), seed=_SEED, born=born, language="en")
    records: Plain = {name: {} for name in COLLECTIONS}
    records.update(family.records)
    records.update(chronology.records)
    _place(records)
    findings = family.findings + chronology.findings + tuple(f for row in chronology.rows for f in row.findings)
    return Example(str(child["name"]), born, records, findings)


def more_entries(count: int) -> dict[str, dict[str, Any]]:
    """`count` plain events for measuring: the example's own again and again, each with its number in the
    title.

    Ids and refs are all different, dates are those of the example.
    """
    events = list(read_example().records["events"].values())
    return {
        record_id(_SEED, "more", str(n)): {
            **event,
            "ref": f"{event['ref']}-{n // len(events) + 1}" if n >= len(events) else event["ref"],
            "title": event["title"] if n < len(events) else f"{event['title'][:180]} ({n + 1})",
        }
        for n, event in ((n, events[n % len(events)]) for n in range(count))
    }


def _place(records: Plain) -> None:
    """Give everybody their place in the drawing."""
    for i, place in layout(family_of(from_plain(records)[0])).items():
        records["people"][i]["place"] = list(place)
