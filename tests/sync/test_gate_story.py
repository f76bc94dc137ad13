"""The gate and the story: what the editor's schema does not know never comes in, and what it knows always does."""

from collections.abc import Iterator
from typing import Any

import pytest
from pycrdt import XmlElement, XmlFragment, XmlText

from server.document import reading, writing
from server.domain import story
from server.domain.story import StoryPart
from server.sync.gate import Accepted, Gap, NotAllowed, Nothing
from tests.families import record_id
from tests.sync import raw
from tests.sync.writers import Table, Writer

ROOT = "story_happened"
MALLORY = 666


class Room(Table):
    """Anna has begun the story: a heading, a paragraph with a citation; Mallory has read it."""

    def __init__(self) -> None:
        super().__init__()
        self.anna = self.sit("Anna", 100)
        citation = {"type": "citation", "id": record_id("mark"), "collection": "events", "record": record_id("moved")}
        blocks = [
            {"type": "heading", "level": 2, "content": [{"text": "Then 😀"}]},
            {"type": "paragraph", "content": [{"text": "He moved. "}, citation]},
        ]
        writing.write_story(self.anna.doc, "happened", StoryPart.from_json({"blocks": blocks})[0])
        assert all(isinstance(v, Accepted) for v in self.send(self.anna))
        self.mallory = self.sit("Mallory", MALLORY)

    def turned_away(self, update: bytes, writer: Writer | None = None) -> NotAllowed:
        """Judge something hostile: refused, and nothing has changed."""
        before = self.hash()
        with pytest.raises(NotAllowed) as no:
            self.judge(writer or self.mallory, update)
        assert self.hash() == before
        assert reading.is_whole(self.gate.shadow, ROOT)
        return no.value

    def item(self, kind: str, number: int = 0) -> raw.Id:
        """The item of a node, by its name in the index."""
        index = self.gate._index
        ids = [i for n, i in index.node_ids.items() if index.records[n][1] == kind]
        return ids[number]

    def blocks(self) -> Any:
        return self.gate.plain()["story"]["happened"]["blocks"]


@pytest.fixture
def room() -> Iterator[Room]:
    yield Room()


def part(doc: Any) -> Any:
    return doc.get(ROOT, type=XmlFragment).children


@pytest.mark.parametrize("name", ["script", "citation", "list_item", "hypothesis", ""])
def test_only_blocks_stand_in_a_part(room: Room, name: str) -> None:
    """F08, J7."""
    room.turned_away(raw.update([(MALLORY, 0, [raw.item(7, b"\x03" + raw.string(name), parent=ROOT)])]))


@pytest.mark.parametrize("number", [0, 1, 2, 4, 6])
def test_nothing_but_elements_stands_in_a_part(room: Room, number: int) -> None:
    """A13: lists, maps, texts, fragments and texts of the tree's own kind are none."""
    room.turned_away(raw.update([(MALLORY, 0, [raw.item(7, bytes([number]), parent=ROOT)])]))


def test_items_of_another_kind_cannot_be_smuggled_into_the_tree(room: Room) -> None:
    """A13: into the part, a block, a text, an atom; by parent, by neighbour, under a key."""
    heading, text, citation = room.item("heading"), room.item("#text"), room.item("citation")
    letter = (100, text[1] + 1)
    words, mark = raw.string("x"), b"\x03" + raw.string("hypothesis")
    for struct in (
        raw.item(4, words, parent=ROOT),
        raw.item(4, words, parent=heading),
        raw.item(4, words, parent=citation),
        raw.item(4, words, origin=heading),
        raw.item(8, raw.any_of("x"), parent=ROOT),
        raw.item(8, raw.any_of("x"), parent=ROOT, key="level"),
        raw.item(7, b"\x01", parent=ROOT, key=record_id("map")),
        raw.item(8, raw.any_of("x"), origin=letter),
        raw.item(7, b"\x06", origin=letter),
        raw.item(7, mark, parent=text),
        raw.item(7, mark, parent=citation),
        raw.item(7, b"\x03" + raw.string("paragraph"), parent=heading),
        raw.item(7, b"\x05" + raw.string("hook"), parent=heading),
        raw.item(5, raw.string("{}"), origin=letter),
        raw.item(6, raw.string("color") + raw.string('"red"'), origin=letter),
        raw.item(6, raw.string("strong") + raw.string('{"a":1}'), origin=letter),
        raw.item(8, raw.any_of("x"), parent=text, key="dir"),
        raw.item(8, raw.any_of(2), parent=heading, key="style"),
        raw.item(8, raw.any_of(7), parent=heading, key="level"),
        raw.item(8, raw.any_of("2"), parent=heading, key="level"),
        raw.item(8, raw.any_of("evil"), parent=citation, key="collection"),
        raw.item(8, raw.any_of("events"), parent=citation, key="collection"),
        raw.item(8, raw.any_of(record_id("other")), parent=citation, key="record"),
        raw.item(1, raw.number(1), parent=citation, key="record"),
        raw.item(7, mark, parent=heading),
    ):
        room.turned_away(raw.update([(MALLORY, 0, [struct])]))


def test_an_atom_is_made_with_every_attribute_or_not_at_all(room: Room) -> None:
    """J7: whole, known, and never changed."""
    paragraph = room.item("paragraph")
    attributes = {"id": record_id("new"), "collection": "events", "record": record_id("moved")}
    for change in ({"record": None}, {"collection": "statements"}, {"id": "short"}, {"style": "x"}, {"record": 7}):
        told = {name: value for name, value in {**attributes, **change}.items() if value is not None}
        node = raw.item(7, b"\x03" + raw.string("citation"), parent=paragraph)
        items = [raw.item(8, raw.any_of(value), parent=(MALLORY, 0), key=name) for name, value in told.items()]
        room.turned_away(raw.update([(MALLORY, 0, [node, *items])]))
    items = [raw.item(8, raw.any_of(value), parent=(MALLORY, 0), key=name) for name, value in attributes.items()]
    node = raw.item(7, b"\x03" + raw.string("citation"), parent=paragraph)
    assert isinstance(room.judge(room.mallory, raw.update([(MALLORY, 0, [node, *items])])), Accepted)
    assert reading.is_whole(room.gate.shadow, ROOT)


def test_an_attribute_does_not_go_without_its_atom(room: Room) -> None:
    citation = room.item("citation")
    room.turned_away(raw.update([], [(100, [(citation[1] + 1, 1)])]))
    assert isinstance(room.judge(room.mallory, raw.update([], [(100, [(citation[1], 4)])])), Accepted)
    assert [each["text"] for each in room.blocks()[1]["content"]] == ["He moved. "]


def test_no_edit_lands_inside_a_character_of_the_story(room: Room) -> None:
    """J5."""
    text = room.item("#text")
    high = text[1] + 1 + len("Then ")
    inside: dict[str, Any] = {"origin": (100, high), "right": (100, high + 1)}
    for struct in (raw.item(4, raw.string("x"), **inside), raw.item(6, raw.string("em") + raw.string("{}"), **inside)):
        assert room.turned_away(raw.update([(MALLORY, 0, [struct])])).key == "character_split"
    assert room.turned_away(raw.update([], [(100, [(high, 1)])])).key == "character_split"


def test_each_part_is_locked_by_its_name(room: Room) -> None:
    """Closed to a contributor, open to the chair; another part stays open."""
    writing.write_story(room.mallory.doc, "happened", StoryPart.from_json({"blocks": [{"type": "bullet"}]})[0])
    update = room.mallory.outbox.pop()
    for modes in ({ROOT: "leaders"}, {}):
        with pytest.raises(NotAllowed) as no:
            room.judge(room.mallory, update, parts=modes)
        assert (no.value.key, no.value.parameters["part"]) == ("part_closed", ROOT)
    assert isinstance(room.judge(room.mallory, update, parts={ROOT: "everyone"}), Accepted)
    chair = room.sit("Elin", 700, "chair")
    writing.write_story(chair.doc, "sense", StoryPart.from_json({"blocks": [{"type": "bullet"}]})[0])
    assert isinstance(room.judge(chair, chair.outbox.pop(), parts={}), Accepted)
    observer = room.sit("Olwen", 800, "observer")
    writing.write_story(observer.doc, "sense", StoryPart.from_json({"blocks": [{"type": "bullet"}]})[0])
    with pytest.raises(NotAllowed):
        room.judge(observer, observer.outbox.pop())


def test_a_part_is_as_long_as_it_may_be_and_no_longer(room: Room) -> None:
    """A limit for the whole part, whatever the blocks; letters that went give room again."""
    text = part(room.anna.doc)[1].children[0]
    most = story.PART_MAX - reading.letters(room.gate.main, ROOT)
    text.insert(0, "x" * most)
    assert isinstance(room.send(room.anna)[0], Accepted)
    other = part(room.mallory.doc)[0].children[0]
    other.insert(0, "y")
    no = room.turned_away(room.mallory.outbox.pop())
    assert (no.key, no.parameters["count"]) == ("too_long", story.PART_MAX + 1)
    del text[0:5]
    text.insert(0, "xxxx")
    assert all(isinstance(v, Accepted) for v in room.send(room.anna))


def test_words_for_a_block_that_is_gone_harm_nobody_and_nothing_is_refused(room: Room) -> None:
    """I4: somebody drops a block while somebody else, who has not heard, goes on typing in it; then loads again."""
    ben = room.sit("Ben", 300)
    room.writers.remove(ben)
    del part(room.anna.doc)[1]
    room.send(room.anna)
    text = part(ben.doc)[1].children[0]
    for words in ("a", "b"):
        text.insert(0, words)
        part(ben.doc)[1].children.append(XmlElement("hypothesis", {"id": record_id(f"late {words}")}))
        text.insert(len(str(text)), words)
    assert all(isinstance(v, Accepted) for v in room.send(ben))
    ben.hear(room.gate.update_since(b"\x00"))
    text_of_ben = reading.raw_part(ben.doc, ROOT)
    assert text_of_ben == reading.raw_part(room.gate.main, ROOT) == reading.raw_part(room.gate.shadow, ROOT)
    assert len(room.blocks()) == 1
    kept = room.gate.stored()
    for again in (room.again(), room.again(kept, []), room.again(kept._replace(indexes=b""), [])):
        assert again.plain() == room.gate.plain()
    assert isinstance(room.judge(ben, ben.whole(), whole=True), Nothing)


def test_a_block_made_and_dropped_without_a_line_comes_as_nothing(room: Room) -> None:
    """What an honest page sends of it holds clocks without content."""
    ben = room.sit("Ben", 300)
    part(ben.doc).append(XmlElement("paragraph", None, [XmlText("gone")]))
    del part(ben.doc)[2]
    part(ben.doc).append(XmlElement("paragraph", None, [XmlText("stays")]))
    ben.outbox.clear()
    assert isinstance(room.judge(ben, ben.whole(room.gate.state_vector()), whole=True), Accepted)
    assert [each["text"] for each in room.blocks()[2]["content"]] == ["stays"]
    assert room.again().plain() == room.gate.plain()


def test_what_was_touched_is_the_part_and_the_plain_form_follows(room: Room) -> None:
    """Contributions name the part; only that part is read again."""
    before = room.gate.plain()
    text = part(room.anna.doc)[1].children[0]
    text.insert(0, "Then ")
    accepted = room.send(room.anna)[0]
    assert isinstance(accepted, Accepted) and accepted.touched == ((ROOT, "", "blocks"),)
    assert room.blocks()[1]["content"][0]["text"] == "Then He moved. "
    assert before["story"]["happened"]["blocks"][1]["content"][0]["text"] == "He moved. "
    assert room.gate.plain() == reading.plain(room.gate.main)


def test_an_edit_beside_what_nobody_has_asks_for_it(room: Room) -> None:
    struct = raw.item(4, raw.string("x"), origin=(MALLORY, 40))
    assert isinstance(room.judge(room.mallory, raw.update([(MALLORY, 50, [struct])])), Gap)


@pytest.mark.parametrize("how", [{"origin": (MALLORY, 1)}, {"parent": (MALLORY, 0), "key": "level"}])
def test_a_level_written_twice_in_one_update_leaves_the_same_index_as_the_log(room: Room, how: dict[str, Any]) -> None:
    """The engine deletes the first level though the update does not say so (I1)."""
    heading = raw.item(7, b"\x03" + raw.string("heading"), parent=ROOT)
    first = raw.item(8, raw.any_of(2), parent=(MALLORY, 0), key="level")
    update = raw.update([(MALLORY, 0, [heading, first, raw.item(8, raw.any_of(3), **how)])])
    assert isinstance(room.judge(room.mallory, update), Accepted)
    assert room.again()._index.pack() == room.gate._index.pack()
