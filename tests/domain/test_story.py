"""The story as plain data: one form, read from anything."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from server.document import reading, writing
from server.document.schema import SCHEMA
from server.domain import story, vocabulary
from server.domain.formulation import Formulation, from_plain, to_plain
from server.domain.story import Atom, Block, StoryPart, Text
from server.domain.versions import canonical, digest
from tests.families import record_id

MARKS = st.lists(st.sampled_from(story.MARKS), unique=True, max_size=2).map(sorted)
LETTERS = st.text(st.characters(codec="utf-8"), max_size=12)
TEXTS = st.builds(lambda text, marks: {"text": text, "marks": marks} if marks else {"text": text}, LETTERS, MARKS)
IDS = st.integers(0, 20).map(lambda n: record_id(f"mark {n}"))
CITED = st.sampled_from(story.CITED)
ATOMS = st.one_of(
    st.fixed_dictionaries({"type": st.just("citation"), "id": IDS, "collection": CITED, "record": IDS}),
    st.fixed_dictionaries({"type": st.sampled_from(("hypothesis", "look_again")), "id": IDS}),
)
CONTENT = st.lists(TEXTS | ATOMS, max_size=5)
LEVELS = st.sampled_from(story.LEVELS)
BLOCKS = st.one_of(
    st.fixed_dictionaries({"type": st.sampled_from(("paragraph", "bullet")), "content": CONTENT}),
    st.fixed_dictionaries({"type": st.just("heading"), "level": LEVELS, "content": CONTENT}),
)
PARTS = st.lists(BLOCKS, max_size=5).map(lambda blocks: {"blocks": blocks})
NAMES = ("blocks", "type", "content", "text", "marks", "level", "id")
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.sampled_from(story.BLOCKS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5),
)


@given(PARTS)
def test_a_part_is_read_whole_and_has_one_plain_form(part: Any) -> None:
    """S2: reading again changes nothing, and the form is canonical JSON: no float, no text that is not in NFC."""
    read, unused = StoryPart.from_json(part)
    assert unused == 0
    plain = read.to_json()
    assert StoryPart.from_json(plain) == (read, 0)
    assert canonical(plain)


@given(ANYTHING)
def test_anything_is_read_without_an_exception(value: Any) -> None:
    """S1."""
    read, _ = StoryPart.from_json(value)
    assert StoryPart.from_json(read.to_json()) == (read, 0)
    story.from_plain({"happened": value, "sense": 7})
    story.stale({"story": {"happened": value}})


@given(st.dictionaries(st.sampled_from([row.key for row in vocabulary.STORY_PARTS]), PARTS))
def test_a_version_holds_the_story_and_a_working_copy_opens_with_it(parts: Any) -> None:
    """What is frozen is what is opened again: one digest."""
    formulation, findings = from_plain({"story": parts})
    assert not findings
    doc = writing.open_document(formulation)
    again, findings = reading.formulation(doc)
    assert not findings
    assert to_plain(again) == to_plain(formulation) == reading.plain(doc)
    assert digest(to_plain(again)) == digest(to_plain(formulation))
    assert all(reading.is_whole(doc, root) for root in SCHEMA.fragments)


def test_neighbours_of_the_same_marks_are_one_text_and_empty_ones_none() -> None:
    content = [{"text": "a"}, {"text": "b"}, {"text": ""}, {"text": "c", "marks": ["strong"]}, {"text": "\u202a"}]
    read, unused = StoryPart.from_json({"blocks": [{"type": "paragraph", "content": content}]})
    assert (read.blocks, unused) == ((Block("paragraph", (Text("ab"), Text("c", ("strong",)))),), 0)


def test_what_cannot_be_used_is_counted_and_the_rest_stays() -> None:
    mark = {"type": "citation", "id": record_id("m"), "collection": "evil", "record": record_id("r")}
    whole = {"type": "hypothesis", "id": record_id("h")}
    blocks = [{"type": "script", "content": []}, {"type": "paragraph", "content": [mark, {"text": "Words."}, whole]}]
    read, unused = StoryPart.from_json({"blocks": blocks})
    assert unused == 2
    assert read.blocks[0].content == (Text("Words."), Atom("hypothesis", record_id("h")))
    assert read.words == "Words."


def test_a_story_that_was_never_written_is_empty_in_every_part() -> None:
    empty: dict[str, Any] = {"blocks": []}
    assert to_plain(Formulation())["story"] == {"happened": empty, "sense": empty, "helps": empty}
