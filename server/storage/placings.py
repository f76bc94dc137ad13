"""First placements on the recovery steps, which each professional makes alone until the chair shows all of them.

F1  sealed under the working copy's key, one set for each person; gone with the working copy, at the latest
F2  what stands beside the sealed words is who, when and whether they are ready: never a step
F3  that all are shown is noted before they are written into the shared document, and each set goes after; whoever
    finds a set that is ready in a round that is shown finishes it
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from server.domain.errors import Refusal
from server.storage import audit
from server.storage.database import Transaction
from server.storage.keys import Keys
from server.storage.workingcopies import WorkingCopy, find

WRITING: Final = "writing"
PLACED: Final = "placed"
NOT_YET: Final = "not_yet"


@dataclass(frozen=True, slots=True)
class Placing:
    """One person's set. `words` is plain JSON of the page: `{"not_known", "placements", "language",
    "agency", "says"}`."""

    author: str
    state: str
    words: Mapping[str, Any]
    changed_at: str


@dataclass(frozen=True, slots=True)
class Round:
    """That all placements of a working copy were shown: when, and by whom; both "" before."""

    shown_at: str = ""
    shown_by: str = ""


def keep(
    t: Transaction, keys: Keys, working_copy: str, author: str, state: str, words: Mapping[str, Any], at: str
) -> str:
    """Keeps somebody's own set in the place of the one before (F1); returns the state that it had, `not_yet` where
    there was none. Raises Refusal (`working_copy_ended`)."""
    copy = find(t, working_copy)
    if copy is None or not copy.open:
        raise Refusal("working_copy_ended", status=410)
    before = states(t, working_copy).get(author, NOT_YET)
    plain = json.dumps(words, ensure_ascii=False).encode()
    t.run(
        "insert into placings (working_copy, author, state, words, changed_at) "
        "values (:copy, :author, :state, :words, :at) on conflict (working_copy, author) "
        "do update set state = :state, words = :words, changed_at = :at",
        copy=working_copy,
        author=author,
        state=state,
        words=keys.seal(working_copy, "placings", author, plain),
        at=at,
    )
    return before


def of_author(t: Transaction, keys: Keys, working_copy: str, author: str) -> Placing | None:
    """Somebody's own set; None where they have none that is not in the document."""
    row = t.one(
        "select * from placings where working_copy = :copy and author = :author", copy=working_copy, author=author
    )
    if row is None:
        return None
    words = json.loads(keys.open(working_copy, "placings", author, row["words"]))
    return Placing(author, row["state"], words, row["changed_at"])


def states(t: Transaction, working_copy: str) -> dict[str, str]:
    """Who has a set here, and whether it is ready (F2): author -> `writing` or `placed`."""
    rows = t.all("select author, state from placings where working_copy = :copy", copy=working_copy)
    return {row["author"]: row["state"] for row in rows}


def ready(t: Transaction, keys: Keys, working_copy: str) -> list[Placing]:
    """Every set that is ready, in the order of their authors' ids."""
    rows = t.all(
        "select author from placings where working_copy = :copy and state = :state order by author",
        copy=working_copy,
        state=PLACED,
    )
    found = [of_author(t, keys, working_copy, row["author"]) for row in rows]
    return [placing for placing in found if placing is not None]


def forget(t: Transaction, working_copy: str, author: str) -> None:
    """Lets a set go: it is in the document, or its author takes it back."""
    t.run("delete from placings where working_copy = :copy and author = :author", copy=working_copy, author=author)


def round_of(t: Transaction, working_copy: str) -> Round:
    """Whether the placements of a working copy were shown."""
    row = t.one("select * from placings_shown where working_copy = :copy", copy=working_copy)
    return Round(row["shown_at"], row["shown_by"]) if row else Round()


def show(t: Transaction, copy: WorkingCopy, at: str, by: str) -> Round:
    """Notes that all are shown (F3); one that is noted already stays. How many were ready is in the audit."""
    shown = round_of(t, copy.id)
    if shown.shown_at:
        return shown
    t.insert("placings_shown", working_copy=copy.id, shown_at=at, shown_by=by)
    n = sum(state == PLACED for state in states(t, copy.id).values())
    audit.record(t, "placings.shown", at, who=by, case=copy.case, about=copy.id, size=n)
    return Round(at, by)


def hide(t: Transaction, working_copy: str) -> None:
    """Takes the note back: nothing could be written into the document."""
    t.run("delete from placings_shown where working_copy = :copy", copy=working_copy)


def unfinished(t: Transaction) -> list[str]:
    """The open working copies whose placements are shown and not all in the document (F3)."""
    rows = t.all(
        "select distinct placings.working_copy as copy from placings "
        "join placings_shown on placings_shown.working_copy = placings.working_copy "
        "join working_copies on working_copies.id = placings.working_copy "
        "where state = :state and ended_at = '' order by copy",
        state=PLACED,
    )
    return [row["copy"] for row in rows]


def end(t: Transaction, working_copy: str) -> None:
    """Everything of a working copy goes (F1)."""
    t.run("delete from placings where working_copy = :copy", copy=working_copy)
    t.run("delete from placings_shown where working_copy = :copy", copy=working_copy)
