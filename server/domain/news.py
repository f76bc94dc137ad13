"""News: what has happened in a child's life between two meetings, told by somebody, and not yet in the formulation.

N1  every piece of news says who said so, and when they said it
N2  it waits until the chair or the coordinator takes it into the working copy or sets it aside with a reason; what is
    set aside stays, and can still be taken
N3  a link to tell is opened for one agency, for a time and for so many tellings; it is closed by hand, by time or when
    that many have come, and never opens again
N4  who comes by a link sees what the link is for, and nothing of the case
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from server.domain import vocabulary
from server.domain.fields import ID, LINE_MAX
from server.domain.instants import is_day, is_instant

TEXT_MAX: Final = 4_000
"""Characters of one piece of news."""
FIRST_WORDS_MAX: Final = 1_000
"""Characters of what the chair writes to whoever opens a link."""
REASON_MAX: Final = 500
TELL_DAYS: Final = 14
TELL_DAYS_MOST: Final = 60
TELL_MOST: Final = 10
"""Tellings that one link takes."""
PACE: Final = 5
PACE_WINDOW: Final = timedelta(minutes=15)
"""So many tellings by one link within so long."""

WAITING: Final = "waiting"
TAKEN: Final = "taken"
SET_ASIDE: Final = "set_aside"


@dataclass(frozen=True, slots=True)
class News:
    """One piece of news. `said_by` and `agency` are whose words it is, `said_on` the ISO day on which they said it,
    `when` their words for when it happened; `language` is that of the text; `tell` the link by which it came, "" where
    a leader wrote it down or somebody invited sent it (`by`, an account or a participant); `settled_at` and
    `settled_by` say when and by whom it was taken or set aside, `reason` why aside; `became` is the collection
    (`events` or `facts`) in which the record of the same id stands, "" for none."""

    id: str
    case: str
    text: str
    said_by: str
    agency: str = ""
    said_on: str = ""
    when: str = ""
    language: str = ""
    sensitive: bool = False
    tell: str = ""
    came_at: str = ""
    by: str = ""
    state: str = WAITING
    settled_at: str = ""
    settled_by: str = ""
    reason: str = ""
    became: str = ""


@dataclass(frozen=True, slots=True)
class Tell:
    """A link by which one agency tells what is new. `purpose` is one line, `first_words` what the chair says to them;
    `until` is the instant at which it closes by itself, `most` how often it may be used, `sent` how often it was."""

    id: str
    case: str
    agency: str
    purpose: str
    first_words: str
    language: str
    opened_at: str
    opened_by: str
    until: str
    most: int
    sent: int = 0
    closed_at: str = ""

    def open_at(self, at: str) -> bool:
        """Whether it still takes news at an instant (N3)."""
        return not self.closed_at and at < self.until and self.sent < self.most


def names_child(text: str, name: str) -> bool:
    """Whether a text has a part of a child's name in it as a word: a page for others must not."""
    words = {word.strip(".,;:!?\"'“”‘’()").casefold() for word in text.replace("’s", " ").replace("'s", " ").split()}
    return any(len(part) > 1 and part.casefold() in words for part in name.split())


EXPORTED: Final = (
    *("id", "text", "said_by", "agency", "said_on", "when", "language"),
    *("came_at", "state", "settled_at", "reason", "became"),
)


_LINES: Final = ("said_by", "agency", "when", "language")


def to_plain(news: News) -> dict[str, Any]:
    """A piece of news as JSON, as a bundle carries it; links and accounts stay here."""
    return {**{name: getattr(news, name) for name in EXPORTED}, "sensitive": news.sensitive}


def from_plain(plain: Any, case: str) -> News | None:
    """A piece of news read back from JSON into a case; None where it is not one."""
    if not isinstance(plain, Mapping) or set(plain) != {*EXPORTED, "sensitive"}:
        return None
    texts = {name: plain[name] for name in EXPORTED}
    if not all(isinstance(value, str) for value in texts.values()) or not isinstance(plain["sensitive"], bool):
        return None
    whole = bool(ID.fullmatch(texts["id"])) and 0 < len(texts["text"]) <= TEXT_MAX
    if not is_instant(texts["came_at"]) or (texts["settled_at"] and not is_instant(texts["settled_at"])):
        return None
    if (texts["said_on"] and not is_day(texts["said_on"])) or any(len(texts[n]) > LINE_MAX for n in _LINES):
        return None
    known = texts["state"] in vocabulary.keys("news_states") and texts["became"] in ("", "events", "facts")
    return News(case=case, sensitive=plain["sensitive"], **texts) if whole and known else None
