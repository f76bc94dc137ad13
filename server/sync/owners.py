"""Whose a client id is: the participant's who first showed it in any frame, for as long as the document
lives.

A Yjs document draws its own random id, so nothing is allotted. Bound to one person, an id proves who wrote
what (HOSTILE A06, A07); counted by the day, ids cannot be taken in numbers.
"""

from collections.abc import Callable
from typing import Final

SERVER: Final = ""
"""The owner of the server's own client ids, one for each load of a room."""


class Owners:
    """Client id -> participant. `today` gives the day as a whole number; `most` new ids a participant and
    day."""

    def __init__(self, most: int, today: Callable[[], int]) -> None:
        self._most = most
        self._today = today
        self._owners: dict[int, tuple[str, int]] = {}
        self._begun: dict[tuple[str, int], int] = {}

    def of(self, client: int) -> str | None:
        """Whose an id is; None when nobody has shown it."""
        owner = self._owners.get(client)
        return None if owner is None else owner[0]

    def claim(self, client: int, participant: str) -> bool:
        """Whether an id is this participant's; one that nobody has shown becomes theirs."""
        owner = self._owners.get(client)
        if owner is not None:
            return owner[0] == participant
        day = self._today()
        begun = self._begun.get((participant, day), 0)
        if begun >= self._most:
            return False
        self._begun[participant, day] = begun + 1
        self._owners[client] = (participant, day)
        return True

    def bind(self, client: int, participant: str, day: int = 0) -> None:
        """Say whose an id is without counting it: the server's own, and what was stored."""
        if client not in self._owners:
            self._owners[client] = (participant, day)
            if day:
                self._begun[participant, day] = self._begun.get((participant, day), 0) + 1

    def rows(self, written: Callable[[int], bool]) -> list[tuple[int, str, int]]:
        """What is to be stored: ids that have `written`, and the rest of today's."""
        today = self._today()
        return [(c, p, day) for c, (p, day) in sorted(self._owners.items()) if day == today or written(c)]
