"""Mutated and random frames thrown at the gate: `python3 -m tests fuzz [--frames N] [--seed S]`.

A meeting of honest people goes on while somebody sends real updates with bytes changed, cut, joined or
doubled, made up updates and noise, as ordinary messages and as step 2. Whatever comes, the gate answers with
one of its verdicts, quickly; nothing else is raised, what is refused leaves no trace, and honest people end
with what the gate has.

Texts are compared by their letters, not by their order: neighbours made up by hand, such as nobody can have seen
beside each other, stand where the order of arrival puts them (in a text in which their writer may write).
"""

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from pycrdt import XmlFragment

from server.document import reading, writing
from server.document.schema import SCHEMA
from server.domain.story import StoryPart
from server.sync.gate import Accepted, BadUpdate, LostTail, NotAllowed, Stored
from tests.families import record_id
from tests.sync import raw
from tests.sync.writers import Table, Writer

FRAMES = 200_000
SLOWEST_S = 0.5
"""Ten times the 50 ms that one frame may take."""
EACH = 500
"""Frames between two looks at the honest people."""
MOST = 30
"""Kinds of verdict that are printed, the commonest first."""
RESTART = 5_000
"""Frames between two restarts from what was stored."""

Dice = random.Random
MOMENT = {"text": "haf 2014", "start": ["2014-06-01", "2014-08-31"], "end": None, "precision": "season",
          "qualifier": ""}  # fmt: skip


class Fuzz:
    """One run: `seed` makes it again."""

    def __init__(self, seed: int) -> None:
        self.dice = Dice(seed)
        self.table = Table()
        self.anna, self.ben = self.table.sit("Anna", 100), self.table.sit("Ben", 200)
        assert all(self.table.gate.claim(each.client, each.id) for each in (self.anna, self.ben))
        self.event = self.anna.add("events", "moved", title="Moved to Nain's 😀", when=MOMENT)
        self.person = self.anna.add("people", "Sam", name="Sam")
        self.table.send(self.anna)
        self.mallories = 0
        self.sender: Writer = self.another()
        self.samples = self.real_updates()
        self.counts: Counter[str] = Counter()
        self.slowest = 0.0
        self.kept: Stored | None = None

    def another(self) -> Writer:
        """A hostile writer with the document as it is now."""
        self.mallories += 1
        writer = Writer(f"Mallory {self.mallories}", 1_000 + self.mallories)
        writer.hear(self.table.gate.update_since(b"\x00"))
        return writer

    def real_updates(self) -> list[bytes]:
        """What a real client sends: every kind of edit, and everything as a step 2."""
        writer = self.sender
        writer.add("events", f"by {writer.name}", title="x", when=MOMENT)
        writer.add("people", f"by {writer.name}", name="Cai")
        for n, title in enumerate(("Aeth at Nain", "", "ŵ" * 60)):
            writer.set("events", self.event, "title", title)
            writer.set("people", self.person, "place", [64 * n, -64])
        writer.set("events", self.event, "when", {**MOMENT, "text": "2014"})
        text = writer.field("events", self.event)["detail"]
        for words in ("Roedd hi'n crio. ", "😀", "👨‍👩‍👧"):
            text.insert(0, words)
        del text[0 : len("👨‍👩‍👧".encode())]
        self.tell_story(writer)
        people = writer.field("events", self.event)["people"]
        people[record_id("Sam")] = "did"
        del people[record_id("Sam")]
        updates, writer.outbox = writer.outbox, []
        self.turn = 0
        return [*updates, writer.whole(), writer.doc.get_update(self.table.gate.state_vector())]

    def tell_story(self, writer: Writer) -> None:
        """Every kind of edit of the story: blocks, words, marks, atoms, levels, and what is taken away again."""
        number = self.mallories
        told = {"type": "heading", "level": 2, "content": [
            {"text": "Sam "}, {"text": "is here 😀", "marks": ["strong"]},
            {"type": "citation", "id": record_id(f"mark {number}"), "collection": "events", "record": self.event},
        ]}  # fmt: skip
        plain = {"type": "paragraph", "content": [{"text": "words"}]}
        writing.write_story(writer.doc, "happened", StoryPart.from_json({"blocks": [told, plain]})[0])
        blocks = writer.doc.get("story_happened", type=XmlFragment).children
        heading = blocks[len(blocks) - 2]
        heading.attributes["level"] = 3
        text = heading.children[0]
        text.insert(0, "ŵ")
        text.format(0, 2, {"em": {}})
        del text[0:2]
        del blocks[len(blocks) - 1]
        if number % 2:
            del blocks[0]

    def run(self, frames: int, said: Callable[[str], None] = lambda line: None) -> None:
        """Throw so many frames. Raises AssertionError at the first thing that is not as it should be."""
        for number in range(frames):
            self.throw(self.frame())
            if number % EACH == EACH - 1:
                self.honest_people_go_on()
                self.sender = self.another()
                self.samples = self.real_updates()
            if number % RESTART == RESTART - 1:
                self.restart()
                said(f"{number + 1} frames, {self.counts['Accepted']} accepted")
        self.honest_people_go_on()

    # Frames

    def frame(self) -> bytes:
        """A frame: mostly a mutation of a real one."""
        make = self.dice.choices(
            (self.mutated, self.cut, self.joined, self.made_up, self.noise, self.real), (50, 5, 5, 28, 2, 10)
        )[0]
        return make()

    def real(self) -> bytes:
        """One of the real updates: often the one whose turn it is."""
        if self.dice.random() < 0.5:
            return self.samples[self.turn % len(self.samples)]
        return self.dice.choice(self.samples)

    def mutated(self) -> bytes:
        """One to four bytes changed, put in or taken out."""
        frame = bytearray(self.real())
        for _ in range(self.dice.randint(1, 4)):
            at = self.dice.randrange(len(frame) + 1)
            how = self.dice.random()
            value = self.dice.choice((self.dice.randrange(256), 0, 1, 0x7F, 0x80, 0xFF, frame[at - 1] ^ 1))
            if how < 0.7 and at < len(frame):
                frame[at] = value
            elif how < 0.85:
                frame.insert(at, value)
            elif at < len(frame):
                del frame[at]
        return bytes(frame)

    def cut(self) -> bytes:
        frame = self.real()
        return frame[: self.dice.randrange(len(frame) + 1)]

    def joined(self) -> bytes:
        """The beginning of one frame and the end of another."""
        one, other = self.real(), self.real()
        return one[: self.dice.randrange(len(one))] + other[self.dice.randrange(len(other)) :]

    def noise(self) -> bytes:
        return self.dice.randbytes(self.dice.randint(0, 200))

    def made_up(self) -> bytes:
        """A well-formed update of structs that refer to whatever there is."""
        dice, client = self.dice, self.sender.client
        if dice.random() < 0.2:
            client = dice.choice((100, 200, 1, 4_711))
        structs = [self.struct(client) for _ in range(dice.choice((1, 1, 1, 2, 5)))]
        deletes = [(c, [(dice.randrange(80), dice.randint(1, 5))]) for c in (100, 200) if dice.random() < 0.2]
        sections = [] if deletes and dice.random() < 0.5 else [(client, self.clock(client), structs)]
        return raw.update(sections, deletes)

    def clock(self, client: int) -> int:
        """Mostly where the client stands; else somewhere near."""
        known = self.table.gate._index.clocks.get(client, 0)
        return known if self.dice.random() < 0.8 else max(0, known + self.dice.randint(-3, 2))

    def struct(self, client: int) -> bytes:
        dice = self.dice
        content, body = dice.choice(
            (
                (4, raw.string(dice.choice(("x", "😀", "words")))),
                (8, raw.any_of(dice.choice(("x", "school", 7, None, True, [32, -32], {"text": "x"})))),
                (8, raw.any_of("x", "y")),
                (7, bytes([dice.randrange(8)])),
                (1, raw.number(dice.randint(1, 4))),
                (5, raw.string("{}")),
                (6, raw.string("bold") + raw.string("true")),
                (6, raw.string("strong") + raw.string(dice.choice(("{}", "null", "1")))),
                (7, b"\x06"),
                (7, b"\x03" + raw.string(dice.choice(("paragraph", "heading", "citation", "hypothesis", "script")))),
                (8, raw.any_of(dice.choice((2, 3, 9, "events", record_id("Sam"))))),
                (3, raw.string("bytes")),
            )
        )
        how: dict[str, Any] = {}
        if dice.random() < 0.8:
            how["origin"] = self.some_id(client)
        if dice.random() < 0.3:
            how["right"] = self.some_id(client)
        if not how:
            how["parent"] = dice.choice(("events", "people", "evil", "story_happened", self.some_id(client)))
        if dice.random() < 0.5:
            keys = ("title", "lane", "detail", "evil", "level", "id", record_id("Sam"), record_id("moved"))
            how["key"] = dice.choice(keys)
        return raw.item(content, body, **how)

    def some_id(self, client: int) -> raw.Id:
        whose = self.dice.choice((100, 100, 200, client, client))
        return whose, self.dice.randrange(max(1, self.table.gate._index.clocks.get(whose, 0)))

    # What the gate makes of them

    def throw(self, frame: bytes) -> None:
        gate, whole = self.table.gate, self.dice.random() < 0.3
        began = time.thread_time()
        try:
            verdict = gate.judge(frame, self.sender.sender(), whole=whole)
        except (BadUpdate, NotAllowed, LostTail) as no:
            self.counts[f"{type(no).__name__} {getattr(no, 'reason', '')}"] += 1
        else:
            self.counts[type(verdict).__name__] += 1
            if isinstance(verdict, Accepted):
                self.turn += 1
                self.table.commit([verdict])
        self.slowest = max(self.slowest, time.thread_time() - began)
        assert self.slowest < SLOWEST_S, f"{self.slowest:.3f} s for {frame.hex()}"

    def honest_people_go_on(self) -> None:
        """Two people write and read each other; engine, shadow and replicas hold the same."""
        for writer in (self.anna, self.ben):
            text = writer.field("events", self.event)["meaning"]
            text.insert(0, "x")
            if len(text) > 50:
                del text[0 : len(text)]
            writer.set("events", self.event, "place_text", writer.name)
            assert all(isinstance(v, Accepted) for v in self.table.send(writer))
        held = letters(self.table.gate.main)
        fresh = reading.new_doc(3)
        fresh.apply_update(self.table.gate.update_since(b"\x00"))
        for doc in (self.table.gate.shadow, self.anna.doc, self.ben.doc, fresh):
            assert letters(doc) == held
        assert all(reading.is_whole(fresh, root) for root in SCHEMA.fragments)

    def restart(self) -> None:
        """The gate comes back from what it stored, and from its log, as it was."""
        held, log = letters(self.table.gate.main), self.table.log
        assert self.table.again(self.kept, log)._index.pack() == self.table.gate._index.pack()
        self.kept = self.table.gate.stored()
        log.clear()
        self.table.gate = self.table.again(self.kept, [])
        assert letters(self.table.gate.main) == held


def letters(doc: Any) -> dict[str, Any]:
    """What a document holds, with the letters of its shared texts in order of the alphabet."""
    held = reading.raw(doc)
    for part in held["story"].values():
        part["blocks"] = sorted(json.dumps(block_of_letters(block), sort_keys=True) for block in part["blocks"])
    for name in SCHEMA.roots:
        records = held[name]
        texts = [spec.name for spec in SCHEMA.collections[name].fields.values() if spec.kind == "prose"]
        for record in records.values():
            record.update({field: "".join(sorted(record[field])) for field in texts})
    return held


def block_of_letters(block: dict[str, Any]) -> dict[str, Any]:
    """A block of the story, its letters and its atoms in order of the alphabet."""
    told = block["content"]
    atoms = sorted(json.dumps(inline, sort_keys=True) for inline in told if "type" in inline)
    return {**block, "content": [*sorted("".join(inline.get("text", "") for inline in told)), *atoms]}


def main(arguments: Sequence[str]) -> int:
    """The command. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python3 -m tests fuzz", description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, default=FRAMES)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    options = parser.parse_args(arguments)
    print(f"seed {options.seed}", file=sys.stderr)
    fuzz = Fuzz(options.seed)
    began = time.perf_counter()
    fuzz.run(options.frames, lambda line: print(line, file=sys.stderr))
    took = time.perf_counter() - began
    figures = {"frames": options.frames, "seed": options.seed, "seconds": round(took, 1)}
    figures |= {"slowest_ms": round(fuzz.slowest * 1000, 1)}
    print(json.dumps({**figures, **dict(fuzz.counts.most_common(MOST))}, indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
