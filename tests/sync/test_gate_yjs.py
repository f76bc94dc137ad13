"""Real Yjs at the gate: people with unmodified documents of the browser's own library, offline, back, undoing.

Nobody honest is refused, everybody ends with what the gate has, and it comes back the same after a restart.
"""

import json
import random
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from server.document import reading
from server.document.schema import SCHEMA
from server.sync.gate import Accepted, Gap, Gate, Logged, Nothing, Sender, Stored, Verdict
from tests.bundles import STATIC, built
from tests.families import record_id
from tests.sync.writers import PARTS

HERE = Path(__file__).resolve().parent
NAMES = ("Anna", "Ben", "Cai")
WORDS = ("a", "ŵ", "😀", "👨‍👩‍👧", "two words ")
STEPS = 150


class Yjs:
    """A process of Node that holds the documents."""

    def __init__(self) -> None:
        fields = {
            name: [[field.name, str(field.kind), field.default] for field in collection.fields.values()]
            for name, collection in SCHEMA.collections.items()
        }
        command = [
            built().Node.find().node,
            str(HERE / "yjs_writers.mjs"),
            f"{STATIC}/",
            json.dumps(fields),
            json.dumps(SCHEMA.fragments),
        ]
        self._node = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __call__(self, act: str, who: str, **told: Any) -> Any:
        """Tell somebody what to do."""
        assert self._node.stdin and self._node.stdout
        self._node.stdin.write(json.dumps({"act": act, "who": who, **told}) + "\n")
        self._node.stdin.flush()
        return json.loads(self._node.stdout.readline())

    def close(self) -> None:
        assert self._node.stdin and self._node.stdout
        self._node.stdin.close()
        self._node.wait()
        self._node.stdout.close()


@pytest.fixture(scope="module")
def yjs() -> Iterator[Yjs]:
    process = Yjs()
    yield process
    process.close()


class Session:
    """One random meeting of three people."""

    def __init__(self, yjs: Yjs, seed: int, telling: float = 0.0) -> None:
        self.telling = telling
        self.yjs, self.dice = yjs, random.Random(seed)
        self.gate = Gate(SCHEMA, None, (), server_client=1)
        self.log: list[Logged] = []
        self.kept: Stored | None = None
        self.kept_at = 0
        self.inboxes: dict[str, list[str]] = {name: [] for name in NAMES}
        self.senders = {name: Sender(record_id(name), "contributor", PARTS) for name in NAMES}
        self.events: list[str] = []
        for name in NAMES:
            yjs("sit", name, client=self.dice.randrange(2, 1 << 32))

    def run(self) -> None:
        """Everything that people do, in random order; then all is delivered."""
        does = (self.edit, self.send, self.send_as_one, self.hear, self.come_back, self.store, self.restart)
        self.add(NAMES[0])
        for _ in range(STEPS):
            self.dice.choices(does, (60, 14, 6, 12, 6, 1, 1))[0](self.dice.choice(NAMES))
        for act in (self.hear, self.send, self.hear):
            for name in NAMES:
                act(name)

    def edit(self, name: str) -> None:
        dice = self.dice
        if dice.random() < self.telling:
            self.tell(name)
            return
        where = {"collection": "events", "id": dice.choice(self.events)}
        what = dice.choices(("set", "type", "remove", "involve", "undo", "add"), (25, 30, 15, 15, 8, 3))[0]
        if what == "add":
            self.add(name)
        elif what == "set":
            values = [f"title {n}" for n in range(dice.choice((1, 1, 3)))]
            self.yjs("set", name, **where, field=dice.choice(("title", "agency")), values=values)
        elif what == "involve":
            other = record_id(f"person {dice.randrange(3)}")
            self.yjs("involve", name, **where, other=other, role=dice.choice(("did", "saw", "")))
        elif what == "undo":
            self.yjs("undo", name, **where, field="meaning", words=dice.choice(WORDS))
        else:
            remove = dice.randint(1, 4) if what == "remove" else 0
            words = dice.choice(WORDS)
            self.yjs("type", name, **where, field="detail", at=dice.randrange(60), words=words, remove=remove)

    def tell(self, name: str) -> None:
        """Something is done to the story."""
        dice = self.dice
        deeds = ("begin", "write", "embolden", "cite", "split", "level", "drop")
        remove = dice.randint(1, 5) if dice.random() < 0.3 else 0
        self.yjs(
            "tell", name, deed=dice.choices(deeds, (8, 50, 8, 12, 8, 3, 8))[0], root=dice.randrange(3),
            block=dice.randrange(1000), to=dice.randrange(1000), words=dice.choice(WORDS), remove=remove,
            kind=dice.choice(("paragraph", "heading", "bullet")), id=record_id(f"mark {dice.random()}"),
            undo=dice.random() < 0.15, redo=dice.random() < 0.5,
        )  # fmt: skip

    def add(self, name: str) -> None:
        self.events.append(record_id(f"event {len(self.events)}"))
        self.yjs("add", name, collection="events", id=self.events[-1])

    def outbox(self, name: str) -> list[bytes]:
        return [bytes.fromhex(update) for update in self.yjs("outbox", name)]

    def send(self, name: str) -> None:
        for update in self.outbox(name):
            self.commit(name, [self.gate.judge(update, self.senders[name])])

    def send_as_one(self, name: str) -> None:
        self.commit(name, self.gate.judge_batch(self.outbox(name), self.senders[name]))

    def hear(self, name: str) -> None:
        for update in self.inboxes[name]:
            self.yjs("hear", name, update=update)
        self.inboxes[name].clear()

    def come_back(self, name: str) -> None:
        """A step 1 crosses with updates that are on their way: what the step 2 repeats is ordinary."""
        vector = self.gate.state_vector()
        on_their_way = self.outbox(name)
        for update in on_their_way[: self.dice.randint(0, len(on_their_way))]:
            self.commit(name, [self.gate.judge(update, self.senders[name])])
        verdict = self.whole(name, vector)
        if isinstance(verdict, Gap):
            verdict = self.whole(name, self.gate.state_vector())
        self.commit(name, [verdict])
        self.inboxes[name].clear()
        rest = self.gate.update_since(bytes.fromhex(self.yjs("vector", name)))
        self.yjs("hear", name, update=rest.hex())

    def whole(self, name: str, vector: bytes) -> Verdict:
        update = bytes.fromhex(self.yjs("whole", name, vector=vector.hex()))
        return self.gate.judge(update, self.senders[name], whole=True)

    def store(self, name: str) -> None:
        self.kept, self.kept_at = self.gate.stored(), len(self.log)

    def restart(self, name: str) -> None:
        self.gate = self.again()

    def again(self) -> Gate:
        return Gate(SCHEMA, self.kept, self.log[self.kept_at :], server_client=1)

    def commit(self, name: str, verdicts: Sequence[Any]) -> None:
        refused = [verdict for verdict in verdicts if not isinstance(verdict, Accepted | Nothing)]
        assert not refused, (refused, getattr(refused[0], "reason", ""))
        accepted = [verdict for verdict in verdicts if isinstance(verdict, Accepted)]
        self.log.extend(Logged(one.update, one.author) for one in accepted)
        if accepted:
            merged = self.gate.commit(accepted)
            for other in NAMES:
                if other != name:
                    self.inboxes[other].append(merged.hex())


@pytest.mark.parametrize("seed", range(12))
def test_a_story_of_several_hands_is_never_refused_and_ends_equal(yjs: Yjs, seed: int) -> None:
    """Blocks are split and dropped while others write in them; atoms, marks, undo; nobody loses their page over it."""
    session = Session(yjs, seed, telling=0.9)
    session.run()
    held = without_order_of_marks(reading.raw(session.gate.main))
    assert held == without_order_of_marks(reading.raw(session.gate.shadow))
    for name in NAMES:
        assert without_order_of_marks(yjs("plain", name)) == held
    assert all(reading.is_whole(session.gate.main, root) for root in SCHEMA.fragments)
    again = session.again()
    assert again.plain() == session.gate.plain() == reading.plain(session.gate.main)
    assert again._index.pack() == session.gate._index.pack()
    assert any(part["blocks"] for part in held["story"].values())


def without_order_of_marks(raw: dict[str, Any]) -> dict[str, Any]:
    """The engines name the marks of a text in different orders."""
    for part in raw["story"].values():
        for inline in (each for block in part["blocks"] for each in block["content"] if "marks" in each):
            inline["marks"].sort()
    return raw


@pytest.mark.parametrize("seed", range(12))
def test_people_with_real_yjs_are_never_refused_and_end_equal(yjs: Yjs, seed: int) -> None:
    session = Session(yjs, seed)
    session.run()
    held = reading.raw(session.gate.main)
    assert held == reading.raw(session.gate.shadow)
    for name in NAMES:
        assert yjs("plain", name) == held
    again = session.again()
    assert again.plain() == session.gate.plain()
    assert again._index.pack() == session.gate._index.pack()
    assert len(session.log) > 20
