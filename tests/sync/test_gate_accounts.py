"""Two changes of one fact at once: the value that loses is found, whoever's it was (J6, SYNC "accounts")."""

from collections.abc import Mapping

import pytest

from server.sync.gate import Accepted, Gate, LostValue, NotAllowed, Verdict
from server.sync.limits import TRUSTED
from server.sync.updates import read
from tests.families import record_id
from tests.sync import raw
from tests.sync.writers import Table, Writer

LOW, HIGH = 100, 200
"""Client ids: of two values written unseen over the same one, that of the higher id stands."""

MOMENT = {
    "text": "2014",
    "start": ["2014-01-01", "2014-12-31"],
    "end": None,
    "precision": "year",
    "qualifier": "",
}
OTHER = {**MOMENT, "text": "2015", "start": ["2015-01-01", "2015-12-31"]}


class Pair(Table):
    """Anna and Ben, who do not hear each other for a while."""

    def __init__(self) -> None:
        super().__init__()
        self.anna, self.ben = self.sit("Anna", LOW), self.sit("Ben", HIGH)
        self.event = self.anna.add("events", "moved", title="Moved", when=MOMENT)
        self.person = self.anna.add("people", "Sam", name="Sam")
        self.fact = self.anna.add("facts", "fact", text="likes school")
        self.send(self.anna)

    def lost(self, writer: Writer) -> tuple[LostValue, ...]:
        """What lost in everything this writer has to send."""
        return tuple(value for verdict in self.send(writer) for value in accounts(verdict))


def accounts(verdict: Verdict) -> tuple[LostValue, ...]:
    assert isinstance(verdict, Accepted)
    return verdict.accounts


@pytest.fixture
def pair() -> Pair:
    return Pair()


def test_a_value_that_its_writer_saw_overwritten_loses_nothing(pair: Pair) -> None:
    pair.anna.set("events", pair.event, "title", "first")
    assert pair.lost(pair.anna) == ()
    pair.ben.set("events", pair.event, "title", "second")
    assert pair.lost(pair.ben) == ()


@pytest.mark.parametrize("first", ["anna", "ben"])
def test_whichever_comes_first_the_loser_is_the_one_that_does_not_stand(pair: Pair, first: str) -> None:
    pair.anna.set("events", pair.event, "title", "Anna's")
    pair.ben.set("events", pair.event, "title", "Ben's")
    one, other = (pair.anna, pair.ben) if first == "anna" else (pair.ben, pair.anna)
    assert pair.lost(one) == ()
    (lost,) = pair.lost(other)
    stands = pair.gate.plain()["events"][pair.event]["title"]
    assert stands == "Ben's"
    assert lost == LostValue("events", pair.event, "title", "Anna's", pair.anna.id, pair.ben.id)
    assert pair.anna.plain() == pair.ben.plain()


@pytest.mark.parametrize(
    ("collection", "field", "ours", "theirs"),
    [
        ("events", "when", OTHER, {**OTHER, "text": "tua 2015"}),
        ("events", "lane", "school", "health"),
        ("people", "name", "Samantha", "Samuel"),
        ("people", "gender", "male", "female"),
        ("people", "born", MOMENT, OTHER),
    ],
)
def test_moments_choices_and_lines_of_events_and_people_are_watched(
    pair: Pair, collection: str, field: str, ours: object, theirs: object
) -> None:
    record = pair.event if collection == "events" else pair.person
    pair.anna.set(collection, record, field, ours)
    pair.ben.set(collection, record, field, theirs)
    assert pair.lost(pair.ben) == ()
    assert pair.lost(pair.anna) == (LostValue(collection, record, field, ours, pair.anna.id, pair.ben.id),)


def test_places_flags_and_facts_are_not_watched(pair: Pair) -> None:
    """Only what somebody says happened has two tellings; where a symbol stands has not."""
    for writer, place in ((pair.anna, [64, 64]), (pair.ben, [128, 64])):
        writer.set("people", pair.person, "place", place)
        writer.set("events", pair.event, "sensitive", writer is pair.anna)
        writer.set("facts", pair.fact, "text", writer.name)
    assert pair.lost(pair.anna) == ()
    assert pair.lost(pair.ben) == ()
    assert pair.anna.plain() == pair.ben.plain()


def test_the_same_value_from_both_loses_nothing(pair: Pair) -> None:
    pair.anna.set("events", pair.event, "title", "the same")
    pair.ben.set("events", pair.event, "title", "the same")
    assert pair.lost(pair.anna) == pair.lost(pair.ben) == ()


def test_a_chain_is_judged_by_its_first_ancestor_and_counts_with_its_last_value(pair: Pair) -> None:
    """Ben types his version in three steps without hearing Anna: one value of his met hers, the last."""
    pair.writers.remove(pair.ben)
    pair.anna.set("events", pair.event, "title", "Anna's")
    assert pair.lost(pair.anna) == ()
    before = pair.ben.doc.get_state()
    for title in ("B", "Be", "Ben's"):
        pair.ben.set("events", pair.event, "title", title)
    pair.ben.outbox.clear()
    verdict = pair.judge(pair.ben, pair.ben.doc.get_update(before), whole=True)
    assert accounts(verdict) == (LostValue("events", pair.event, "title", "Anna's", pair.anna.id, pair.ben.id),)
    assert pair.gate.plain()["events"][pair.event]["title"] == "Ben's"


def test_a_chain_that_loses_is_lost_with_its_last_value(pair: Pair) -> None:
    pair.writers.remove(pair.anna)
    pair.ben.set("events", pair.event, "title", "Ben's")
    assert pair.lost(pair.ben) == ()
    before = pair.anna.doc.get_state()
    for title in ("A", "An", "Anna's"):
        pair.anna.set("events", pair.event, "title", title)
    pair.anna.outbox.clear()
    verdict = pair.judge(pair.anna, pair.anna.doc.get_update(before), whole=True)
    assert accounts(verdict) == (LostValue("events", pair.event, "title", "Anna's", pair.anna.id, pair.ben.id),)
    assert pair.gate.plain()["events"][pair.event]["title"] == "Ben's"


def test_each_step_of_a_losing_line_of_edits_is_seen_to_lose(pair: Pair) -> None:
    """Sent one by one, each later value of one author replaces the one before as the account that is open."""
    pair.writers.remove(pair.anna)
    pair.ben.set("events", pair.event, "title", "Ben's")
    assert pair.lost(pair.ben) == ()
    for title in ("A", "An"):
        pair.anna.set("events", pair.event, "title", title)
    assert [lost.value for lost in pair.lost(pair.anna)] == ["A", "An"]


def test_several_fields_at_once_are_each_judged(pair: Pair) -> None:
    for writer in (pair.anna, pair.ben):
        with writer.doc.transaction():
            writer.set("events", pair.event, "title", writer.name)
            writer.set("events", pair.event, "agency", writer.name)
            writer.set("events", pair.event, "tone", "worry")
    assert pair.lost(pair.ben) == ()
    assert {lost.field: lost.value for lost in pair.lost(pair.anna)} == {"title": "Anna", "agency": "Anna"}


def test_it_is_found_after_a_restart_from_stored_indexes_and_from_the_log(pair: Pair) -> None:
    """The index of items to fields is stored, never rebuilt by reading the document."""
    pair.ben.set("events", pair.event, "title", "Ben's")
    pair.anna.set("events", pair.event, "title", "Anna's")
    assert pair.lost(pair.ben) == ()
    expected = (LostValue("events", pair.event, "title", "Anna's", pair.anna.id, pair.ben.id),)
    back: list[Gate] = [pair.again(pair.gate.stored(), []), pair.again()]
    for gate in back:
        assert accounts(gate.judge(pair.anna.outbox[0], pair.anna.sender())) == expected


def test_a_losing_value_leaves_the_next_writer_uncontested(pair: Pair) -> None:
    pair.ben.set("events", pair.event, "title", "Ben's")
    pair.anna.set("events", pair.event, "title", "Anna's")
    pair.send(pair.ben)
    pair.send(pair.anna)
    carol = pair.sit("Carol", 300)
    carol.set("events", pair.event, "title", "settled")
    assert pair.lost(carol) == ()
    pair.anna.set("events", pair.event, "title", "settled again")
    assert pair.lost(pair.anna) == ()


def test_a_value_that_lost_on_its_writers_side_is_taken_in_with_nothing_to_tell(pair: Pair) -> None:
    """Anna hears Ben's before hers is sent: hers is gone from her document, only its trace is in her step 2."""
    pair.anna.set("events", pair.event, "title", "Anna's")
    pair.ben.set("events", pair.event, "title", "Ben's")
    assert pair.lost(pair.ben) == ()
    verdict = pair.judge(pair.anna, pair.anna.doc.get_update(pair.gate.state_vector()), whole=True)
    assert accounts(verdict) == ()
    assert pair.gate.plain()["events"][pair.event]["title"] == "Ben's"
    assert pair.anna.plain() == pair.ben.plain()


def test_no_field_is_erased_by_an_item_that_pretends_to_have_lost(pair: Pair) -> None:
    """J2: a deleted item of a higher client id would stand to the right of the present value and hide it."""
    pair.ben.set("events", pair.event, "title", "Ben's")
    pair.lost(pair.ben)
    (section,) = read(pair.log[0].update, TRUSTED).sections
    first = next((item.client, item.clock) for item in section if item.key == "title")
    for client in (LOW + 1, HIGH + 1):
        before = pair.hash()
        pretended = raw.update([(client, 0, [raw.item(1, b"\x01", origin=first, key="")])])
        try:
            verdict = pair.judge(pair.sit("Mallory", client), pretended)
        except NotAllowed as no:
            assert no.key == "not_erased"
            assert pair.hash() == before
        else:
            assert isinstance(verdict, Accepted)
        assert pair.gate.plain()["events"][pair.event]["title"] == "Ben's"


def test_a_page_notes_a_telling_and_another_page_settles_it(pair: Pair) -> None:
    """K3, K4, K5, through the gate: what is allowed reaches everybody, and what is not leaves no trace."""
    told = {
        "field": "title",
        "value": "He was sent away",
        "who": "Mum",
        "noted_by": pair.anna.id,
        "at": "2026-03-12T09:31:00Z",
    }
    put(pair.anna, pair.event, "one", told)
    assert all(isinstance(verdict, Accepted) for verdict in pair.send(pair.anna))
    settled = {
        "settled": "2026-03-12T10:00:00Z",
        "settled_by": pair.ben.id,
        "outcome": "both",
        "reason": "both were there",
    }
    put(pair.ben, pair.event, "one", {**told, **settled})
    assert all(isinstance(verdict, Accepted) for verdict in pair.send(pair.ben))
    kept = pair.gate.plain()["events"][pair.event]["accounts"]
    assert kept == {record_id("one"): {**told, **settled}}
    assert pair.anna.plain() == pair.ben.plain()


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": "Anna never said this"},
        {"noted_by": record_id("Ben")},
        {"field": "sensitive"},
        {"more": "x"},
        {"value": 7},
    ],
)
def test_a_page_does_not_change_what_another_noted(pair: Pair, wrong: dict[str, object]) -> None:
    told = {"field": "title", "value": "He was sent away", "noted_by": pair.anna.id, "at": "2026-03-12T09:31:00Z"}
    put(pair.anna, pair.event, "one", told)
    pair.send(pair.anna)
    before = pair.hash()
    put(pair.ben, pair.event, "one", {**told, **wrong})
    with pytest.raises(NotAllowed):
        pair.send(pair.ben)
    assert pair.hash() == before


def test_an_account_is_not_erased_and_none_is_forged_with_a_new_record(pair: Pair) -> None:
    """J2, K3"""
    told = {"field": "title", "value": "x", "noted_by": pair.anna.id, "at": "2026-03-12T09:31:00Z"}
    put(pair.anna, pair.event, "one", told)
    pair.send(pair.anna)
    before = pair.hash()
    del pair.anna.field("events", pair.event)["accounts"][record_id("one")]
    with pytest.raises(NotAllowed, match="not_erased"):
        pair.send(pair.anna)
    assert pair.hash() == before
    pair.ben.add("events", "new", title="New", accounts={record_id("two"): told})
    with pytest.raises(NotAllowed):
        pair.send(pair.ben)
    assert pair.hash() == before


def put(writer: Writer, event: str, words: str, account: Mapping[str, object]) -> None:
    """As a page does: one JSON value under an id."""
    writer.field("events", event)["accounts"][record_id(words)] = account
