"""People who write into one gate's document: honest clients, what reaches whom, and the log.

A meeting in memory, without sockets: what a writer's document emits goes to the gate, what the gate takes in
goes into the log and to everybody else.
"""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from pycrdt import Doc, Map

from server.document import reading, writing
from server.document.schema import SCHEMA
from server.domain import vocabulary
from server.sync.gate import Accepted, Gate, GateLimits, Logged, Sender, Stored, Verdict
from tests.families import record_id

SERVER_CLIENT = 1
PARTS = {row.key: "everyone" for row in vocabulary.PARTS}


class Writer:
    """One person with one document."""

    def __init__(self, name: str, client: int, role: str = "contributor") -> None:
        self.name = name
        self.id = record_id(name)
        self.role = role
        self.client = client
        self.doc: Doc[Any] = reading.new_doc(client)
        self.outbox: list[bytes] = []
        self._hearing = False
        self.doc.observe(self._emitted)

    def _emitted(self, event: Any) -> None:
        if not self._hearing:
            self.outbox.append(event.update)

    def hear(self, update: bytes) -> None:
        """Take in what the room sends."""
        self._hearing = True
        self.doc.apply_update(update)
        self._hearing = False

    def sender(self, **more: Any) -> Sender:
        """This person as the gate knows them."""
        return Sender(self.id, self.role, more.pop("parts", PARTS), **more)

    def add(self, collection: str, words: str, **values: Any) -> str:
        """Add a record under an id made from words; returns the id."""
        record = record_id(words)
        with self.doc.transaction():
            writing.write_record(self.doc, collection, record, {"added_by": self.id, **values})
        return record

    def field(self, collection: str, record: str) -> Any:
        """A record's map."""
        return self.doc.get(collection, type=Map)[record]

    def set(self, collection: str, record: str, name: str, value: Any) -> None:
        """Set one plain field."""
        self.field(collection, record)[name] = value

    def plain(self) -> dict[str, Any]:
        """What this person sees."""
        return reading.raw(self.doc)

    def whole(self, vector: bytes | None = None) -> bytes:
        """The step 2 that answers a step 1."""
        return self.doc.get_update(vector)


class Table:
    """One gate, who writes at it, and its log."""

    def __init__(self, limits: GateLimits | None = None, today: Callable[[], int] = lambda: 1) -> None:
        self.gate = Gate(SCHEMA, None, (), server_client=SERVER_CLIENT, limits=limits or GateLimits(), today=today)
        self.log: list[Logged] = []
        self.writers: list[Writer] = []

    def sit(self, name: str, client: int, role: str = "contributor") -> Writer:
        """Somebody joins with a document of their own, filled from the gate."""
        writer = Writer(name, client, role)
        writer.hear(self.gate.update_since(b"\x00"))
        self.writers.append(writer)
        return writer

    def send(self, writer: Writer, *, commit: bool = True) -> list[Verdict]:
        """Everything the writer has in the outbox goes to the gate, and from there to everybody else."""
        verdicts = []
        while writer.outbox:
            verdicts.append(self.judge(writer, writer.outbox.pop(0), commit=commit))
        return verdicts

    def judge(
        self, writer: Writer, update: bytes, *, whole: bool = False, commit: bool = True, **sender: Any
    ) -> Verdict:
        """One update, as this writer."""
        verdict = self.gate.judge(update, writer.sender(**sender), whole=whole)
        if isinstance(verdict, Accepted) and commit:
            self.commit([verdict], but=writer)
        return verdict

    def commit(self, accepted: list[Accepted], but: Writer | None = None) -> None:
        """Kept, committed and sent on."""
        self.log.extend(Logged(one.update, one.author) for one in accepted)
        merged = self.gate.commit(accepted)
        for other in self.writers:
            if other is not but:
                other.hear(merged)

    def hash(self) -> str:
        """One digest of everything the gate would give to anybody."""
        state = [self.gate.state_vector().hex(), self.gate.update_since(b"\x00").hex(), len(self.log)]
        return digest([state, self.gate.plain()])

    def again(self, stored: Stored | None = None, log: list[Logged] | None = None) -> Gate:
        """The gate as it comes back after a restart."""
        rows = self.log if log is None else log
        return Gate(SCHEMA, stored, rows, server_client=SERVER_CLIENT + 1, today=lambda: 1)


def digest(plain: Any) -> str:
    """SHA-256 of plain data."""
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()
