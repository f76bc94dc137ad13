"""Laws of the gate over random meetings of honest people: whatever they do and in whatever order it arrives,
nobody is refused, everybody ends with the same document, and the gate comes back the same from what it
stored."""

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from server.document import reading, writing
from server.sync.gate import Accepted, Gate, Logged, Nothing, Stored
from server.sync.limits import TRUSTED
from server.sync.updates import read
from server.sync.wire import read_vector
from tests.families import record_id
from tests.sync.writers import SERVER_CLIENT, Table, Writer

NAMES = ("Anna", "Ben", "Cai")
MOMENTS = [None, {"text": "2014", "start": ["2014-01-01", "2014-12-31"], "end": None, "precision": "year",
                  "qualifier": ""}]  # fmt: skip
LINES = ["", "Moved", "Symud 😀", "x" * 200]
LETTERS = ["a", "ŵ", "😀", "👨‍👩‍👧", "two words "]

people = st.sampled_from(NAMES)
numbers = st.integers(0, 7)


class Meeting(RuleBasedStateMachine):
    """Three people who type, hear each other late, drop out and come back, at a gate that forgets and
    remembers."""

    @initialize()
    def open(self) -> None:
        self.table = Table()
        self.inboxes: dict[str, list[bytes]] = {name: [] for name in NAMES}
        self.people = {name: Writer(name, 100 * (n + 1)) for n, name in enumerate(NAMES)}
        self.stored: Stored | None = None
        self.kept_at = 0
        self.records = 0
        first = self.people["Anna"]
        first.add("events", "first event")
        first.add("people", "first person")
        self.send("Anna")
        for name in NAMES:
            self.hear(name)

    # Edits

    @rule(name=people, collection=st.sampled_from(["events", "people"]))
    def adds_a_record(self, name: str, collection: str) -> None:
        self.records += 1
        self.people[name].add(collection, f"{name} {self.records}", order="a0")

    @rule(name=people, n=numbers, value=st.sampled_from(LINES))
    def sets_a_line(self, name: str, n: int, value: str) -> None:
        self.people[name].set("events", self.event(name, n), "title", value)

    @rule(name=people, n=numbers, value=st.sampled_from(MOMENTS))
    def sets_a_moment(self, name: str, n: int, value: Any) -> None:
        self.people[name].set("events", self.event(name, n), "when", value)

    @rule()
    def the_big_screen_looks(self) -> None:
        """What is read again where it was touched is the same as all of it read again."""
        gate = self.table.gate
        assert gate.plain() == reading.plain(gate.main)

    @rule(name=people, n=numbers, x=st.integers(-5, 5))
    def moves_somebody(self, name: str, n: int, x: int) -> None:
        somebody = sorted(self.people[name].doc["people"].keys())
        self.people[name].set("people", somebody[n % len(somebody)], "place", [64 * x, 64])

    @rule(name=people, n=numbers, letters=st.sampled_from(LETTERS), at=numbers)
    def types(self, name: str, n: int, letters: str, at: int) -> None:
        text = self.people[name].field("events", self.event(name, n))["detail"]
        words = str(text)
        text.insert(len(words[: at % (len(words) + 1)].encode()), letters)

    @rule(name=people, n=numbers, at=numbers, count=st.integers(1, 4))
    def deletes_letters(self, name: str, n: int, at: int, count: int) -> None:
        text = self.people[name].field("events", self.event(name, n))["detail"]
        words = str(text)
        if words:
            at %= len(words)
            start, end = len(words[:at].encode()), len(words[: at + count].encode())
            del text[start:end]

    @rule(name=people, n=numbers, other=numbers, role=st.sampled_from(["did", "saw", ""]))
    def says_who_was_there(self, name: str, n: int, other: int, role: str) -> None:
        involved = self.people[name].field("events", self.event(name, n))["people"]
        key = record_id(f"somebody {other}")
        if role:
            involved[key] = role
        elif key in involved:
            del involved[key]

    @rule(name=people, n=numbers)
    def flags_a_removal(self, name: str, n: int) -> None:
        writer = self.people[name]
        with writer.doc.transaction():
            writer.set("events", self.event(name, n), "removed_by", writer.id)
            writer.set("events", self.event(name, n), "removed_at", "2026-03-12T09:31:00Z")

    # What travels

    @rule(name=people)
    def send(self, name: str) -> None:
        """What waits is sent, one by one."""
        writer = self.people[name]
        while writer.outbox:
            self.commit(name, [self.table.gate.judge(writer.outbox.pop(0), writer.sender())])

    @rule(name=people)
    def send_as_one(self, name: str) -> None:
        """What waits is judged as a batch."""
        writer = self.people[name]
        updates, writer.outbox = writer.outbox, []
        self.commit(name, self.table.gate.judge_batch(updates, writer.sender()))

    @rule(name=people)
    def hear(self, name: str) -> None:
        """What was sent to somebody arrives."""
        for update in self.inboxes[name]:
            self.people[name].hear(update)
        self.inboxes[name].clear()

    @rule(name=people)
    def comes_back(self, name: str) -> None:
        """A connection is lost and made again: a step 1 and a step 2 each way."""
        writer = self.people[name]
        writer.outbox.clear()
        self.inboxes[name].clear()
        whole = writer.doc.get_update(self.table.gate.state_vector())
        self.commit(name, [self.table.gate.judge(whole, writer.sender(), whole=True)])
        writer.hear(self.table.gate.update_since(writer.doc.get_state()))

    @rule(n=numbers)
    def the_server_writes(self, n: int) -> None:
        """A tidy: the server moves somebody and adds an event."""

        def tidy(doc: Any) -> None:
            writing.write_field(doc, "people", record_id("first person"), "place", [64 * n, 0])
            writing.write_record(doc, "events", record_id(f"written {self.records}"), {"title": "x"})

        self.records += 1
        self.commit("", [self.table.gate.write(tidy, record_id("Anna"))])

    @rule(name=people)
    def the_disk_is_full(self, name: str) -> None:
        """What was accepted could not be kept: the gate forgets it, and takes it when it comes again."""
        writer = self.people[name]
        for update in writer.outbox:
            assert isinstance(self.table.gate.judge(update, writer.sender()), Accepted | Nothing)
        self.table.gate.rebuild()

    @rule()
    def stores(self) -> None:
        self.stored = self.table.gate.stored()
        self.kept_at = len(self.table.log)

    @rule()
    def restarts(self) -> None:
        """The process ends; the gate comes back from what was stored and the log since."""
        self.table.gate = self.come_back()

    def come_back(self) -> Gate:
        return self.table.again(self.stored, self.table.log[self.kept_at :])

    def commit(self, name: str, verdicts: list[Any]) -> None:
        assert all(isinstance(v, Accepted | Nothing) for v in verdicts), verdicts
        accepted = [v for v in verdicts if isinstance(v, Accepted)]
        self.table.log.extend(Logged(one.update, one.author) for one in accepted)
        if accepted:
            merged = self.table.gate.commit(accepted)
            for other in NAMES:
                if other != name:
                    self.inboxes[other].append(merged)

    def event(self, name: str, n: int) -> str:
        events = sorted(self.people[name].doc["events"].keys())
        return events[n % len(events)]

    # Laws

    @invariant()
    @precondition(lambda self: hasattr(self, "table"))
    def what_runs_ahead_has_caught_up(self) -> None:
        gate = self.table.gate
        assert reading.raw(gate.shadow) == reading.raw(gate.main)
        assert read_vector(gate.state_vector(), 100) == read_vector(gate.main.get_state(), 100)

    def teardown(self) -> None:
        if not hasattr(self, "table"):
            return
        for name in NAMES:
            self.hear(name)
            self.send(name)
        for name in NAMES:
            self.hear(name)
        gate = self.table.gate
        for name in NAMES:
            assert self.people[name].plain() == reading.raw(gate.main)
        self.the_gate_comes_back_the_same(gate)

    def the_gate_comes_back_the_same(self, gate: Gate) -> None:
        """I1: indexes judged live, read again from the log, or packed and read again, are the same."""
        stored = gate.stored()
        for again in (self.come_back(), self.table.again(stored, [])):
            assert again.plain() == gate.plain() == reading.plain(gate.main)
            assert again.state_vector() == gate.state_vector()
            assert again._index.pack() == gate._index.pack()
        deleted = {}
        for client, start, length in read(stored.state, TRUSTED, whole=True).deletes:
            deleted.setdefault(client, []).append((start, start + length))
        for client, ranges in gate._index.deleted.items():
            assert list(zip(ranges.starts, ranges.ends, strict=True)) == deleted.get(client, [])
        assert set(deleted) == set(gate._index.deleted)
        from_state = Gate(reading.SCHEMA, Stored(stored.state), (), server_client=SERVER_CLIENT)
        assert from_state._index.clocks == gate._index.clocks
        assert from_state._index.types == gate._index.types
        for record, place in sorted(set(gate._index.newest.items()), key=str):
            assert gate._index.deleted.get(place[0]) is None or not gate._index.deleted[place[0]].covers(place[1])
            assert gate._index.runs[place[0]].at(place[1]) == record


TestMeeting = Meeting.TestCase
TestMeeting.settings = settings(
    max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
