"""Notes that somebody keeps for themselves while they meet.

W1  sealed under the case's key and handed to their writer, to nobody else, the chair included; in no version, no export
W2  a participant's go with the meeting, as their access does; of chair and coordinator, with the case
"""

from dataclasses import dataclass

from server.domain.errors import Refusal
from server.storage.database import Transaction
from server.storage.keys import Keys


@dataclass(frozen=True, slots=True)
class OwnNotes:
    """Somebody's notes of one case; `revision` is how often they were kept."""

    words: str = ""
    revision: int = 0


def read(t: Transaction, keys: Keys, case: str, whose: str) -> OwnNotes:
    """Somebody's own notes; empty where they have none."""
    row = t.one("select * from own_notes where case_id = :case and whose = :whose", case=case, whose=whose)
    if row is None:
        return OwnNotes()
    return OwnNotes(keys.open(case, "own_notes", whose, row["words"]).decode(), row["revision"])


def keep(
    t: Transaction, keys: Keys, case: str, whose: str, notes: OwnNotes, at: str, *, guest_of: str = ""
) -> OwnNotes:
    """Keeps notes in the place of those of `notes.revision`; `guest_of` is the meeting with which they go (W2). Raises
    Refusal (`own_notes_changed`) where another page of theirs kept others since: nothing is overwritten."""
    if read(t, keys, case, whose).revision != notes.revision:
        raise Refusal("own_notes_changed", status=409)
    now = OwnNotes(notes.words, notes.revision + 1)
    t.run(
        "insert into own_notes (case_id, whose, meeting, revision, changed_at, words) "
        "values (:case, :whose, :meeting, :revision, :at, :words) on conflict (case_id, whose) "
        "do update set revision = :revision, changed_at = :at, words = :words",
        case=case,
        whose=whose,
        meeting=guest_of or None,
        revision=now.revision,
        at=at,
        words=keys.seal(case, "own_notes", whose, now.words.encode("utf-8", "replace")),
    )
    return now
