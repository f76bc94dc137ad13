"""The document in the page, without a page: it reads what the server reads, undoes only one's own, and the status
light says no more than is known."""

import base64
import json
import random
from typing import Any

import pytest
import quickjs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pycrdt import Map, Text

from server.document.reading import formulation, new_doc
from server.document.schema import SCHEMA
from server.document.writing import write_record, write_story
from server.domain.fields import ORDER, clean, clean_line
from server.domain.formulation import to_plain
from server.domain.story import StoryPart
from server.sync.values import FITS, check_account, field_rules
from tests.bundles import STATIC, bundled

ENTRY = """
import * as Y from 'yjs'
export { orderAfter, orderBetween, placing } from 'SRC/document/keys.js'
export { clean, cleanLine } from 'SRC/document/reading.js'
export { rebased, rebasedChoices } from 'SRC/document/rebasing.js'
export { statusLight } from 'SRC/presence/status.js'
import * as tellings from 'SRC/document/tellings.js'
import { WorkingCopy } from 'SRC/document/workingcopy.js'
import { Undo } from 'SRC/document/undo.js'

const seats = {}
export function sit (name, schema) {
  const workingCopy = new WorkingCopy(schema, { me: name.padEnd(22, 'x'), agency: name, clock: () => new Date(0) })
  workingCopy.fetched()
  seats[name] = { workingCopy, undo: new Undo(workingCopy) }
  return name
}
/** Everything that any of them has reaches all. */
export function meet () {
  const docs = Object.values(seats).map(seat => seat.workingCopy.doc)
  for (const from of docs) {
    for (const to of docs) if (from !== to) Y.applyUpdate(to, Y.encodeStateAsUpdate(from), 'room')
  }
}
export function read (schema, bytes) {
  const workingCopy = new WorkingCopy(schema, { me: 'm'.repeat(22) })
  Y.applyUpdate(workingCopy.doc, new Uint8Array(bytes), 'room')
  workingCopy.fetched()
  return { ...workingCopy.plain(), story: workingCopy.story() }
}
export function add (name, collection, fields) {
  const { workingCopy, undo } = seats[name]
  const creating = workingCopy.creating(collection, fields)
  undo.do({ key: 'added', name: fields.title ?? '' }, [creating])
  return creating.id
}
export function tell (name, collection, id, deed, ...given) {
  const { workingCopy, undo } = seats[name]
  return undo.do({ key: 'told', name: '' }, tellings[deed](workingCopy, collection, id, ...given)).length
}
export function set (name, collection, id, field, value) {
  const { workingCopy, undo } = seats[name]
  return undo.do({ key: 'changed', name: '' }, [workingCopy.setting(collection, id, field, value)]).length
}
const begun = {}
/** Something that is written later than it was decided: by a page that waits for its document. */
export function begin (name, collection, id, field, value) {
  begun[name] = seats[name].workingCopy.setting(collection, id, field, value)
}
export function finish (name) { return seats[name].workingCopy.edit([begun[name]]).length }
export function remove (name, collection, id) {
  const { workingCopy, undo } = seats[name]
  undo.do({ key: 'removed', name: '' }, workingCopy.removing(collection, id))
}
export function undo (name) { return seats[name].undo.undo().outcome }
export function plain (name) { return seats[name].workingCopy.plain() }
export function standing (name) { return seats[name].workingCopy.standing() }
"""
BROWSER = """
globalThis.crypto = {
  getRandomValues: a => {
    for (let i = 0; i < a.length; i++) a[i] = Math.random() * 2 ** (8 * a.BYTES_PER_ELEMENT)
    return a
  },
  subtle: {}
}
globalThis.btoa = text => {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
  let out = ''
  for (let i = 0; i < text.length; i += 3) {
    const three = [text.charCodeAt(i), text.charCodeAt(i + 1) || 0, text.charCodeAt(i + 2) || 0]
    const bits = three[0] << 16 | three[1] << 8 | three[2]
    out += [18, 12, 6, 0].map((by, n) => i + n > text.length ? '=' : letters[bits >> by & 63]).join('')
  }
  return out
}
"""


class Seats:
    """People and their documents in one engine; `call` takes plain data and gives plain data."""

    def __init__(self, bundle: str) -> None:
        self._context = quickjs.Context()
        self._context.set_max_stack_size(4 * 1024 * 1024)
        self._context.eval(BROWSER)
        self._context.eval(bundle)
        self.schema = json.loads(json.dumps(SCHEMA.as_json()))

    def call(self, function: str, *given: Any) -> Any:
        """What a function gives for these arguments."""
        run = self._context.eval("(name, json) => JSON.stringify(tested[name](...JSON.parse(json))) ?? 'null'")
        return json.loads(run(function, json.dumps(given)))


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The document modules as one script."""
    return bundled(tmp_path_factory.mktemp("document"), ENTRY.replace("SRC", (STATIC / "src").as_posix()))


@pytest.fixture
def seats(bundle: str) -> Seats:
    """An engine with Gwen and Tom at the table."""
    table = Seats(bundle)
    for name in ("gwen", "tom"):
        table.call("sit", name, table.schema)
    return table


def test_the_page_reads_a_document_as_the_server_reads_it(seats: Seats) -> None:
    doc = new_doc()
    good, odd = "g" * 22, "o" * 22
    write_record(doc, "events", good, {"title": "Tŷ newydd", "detail": "ŵŷ 🙂", "people": {odd: "saw"}})
    write_record(doc, "people", odd, {"name": "Nain", "place": [64, -64], "born": {"text": "1938", "start": None}})
    told = {"type": "heading", "level": 3, "content": [
        {"text": "Cyn "}, {"text": "e\u0301 🙂", "marks": ["em", "strong"]}, {"type": "hypothesis", "id": odd},
        {"type": "citation", "id": odd, "collection": "events", "record": good}, {"text": "a\tb\u202e"},
    ]}  # fmt: skip
    write_story(doc, "sense", StoryPart.from_json({"blocks": [told, {"type": "bullet"}]})[0])
    events = doc.get("events", type=Map)
    events[odd] = Map({
        "title": "a\tb\u202e\nc\u0301",
        "detail": Text("e\u0301\r\n\u0000x"),
        "lane": "no such lane",
        "sensitive": "yes",
        "when": {"text": "x\ny", "start": ["2020-13-01", None], "precision": "nonsense"},
        "people": Map({"short": "saw", odd: "nonsense", good: "did"}),
        "added_by": "short",
        "added_at": "yesterday",
        "order": "!",
        "unknown field": 5,
    })  # fmt: skip
    for n, when in enumerate([
        "a text", 5, {}, {"text": ""}, {"text": "x", "start": ["2020-02-30", None]}, {"text": 5, "start": [None, None]},
        {"text": "x", "start": ["2020-02-01", "2019-02-01"], "precision": "day"},
        {"text": "x", "start": ["2020-02-01", None], "end": ["2019-01-01", "2019-02-01"], "precision": "unread"},
        {"text": "x", "start": ["2020-02-01", "2020-02-29"], "end": None, "precision": "month", "qualifier": "about"},
        {"text": "x", "start": None, "precision": "unknown", "qualifier": "nonsense"},
    ]):  # fmt: skip
        events[f"{n}".ljust(22, "w")] = Map({"when": when})
    events["short"] = Map({"title": "no id"})
    events["n" * 22] = "no record"
    doc.get("people", type=Map)[good] = Map({"place": [1.5, 2], "index": 1, "kind": None})
    read = seats.call("read", seats.schema, list(doc.get_update()))
    assert read == json.loads(json.dumps(to_plain(formulation(doc)[0])))


@pytest.mark.parametrize(
    "text", ["plain", "e\u0301", "a\r\nb\rc", "\u202ebad\u2069", "tab\tand\u2028line", "\ufeffx\x7f"]
)
def test_text_is_cleaned_as_on_the_server(seats: Seats, text: str) -> None:
    assert seats.call("clean", text) == clean(text)
    assert seats.call("cleanLine", text) == clean_line(text)


def test_each_order_key_sorts_after_those_before_it(seats: Seats) -> None:
    last, keys = "", []
    for _ in range(300):
        last = seats.call("orderAfter", [last] if last else [])
        keys.append(last)
    assert keys == sorted(keys) and len(set(keys)) == 300
    assert all(ORDER.fullmatch(key) for key in keys)


@pytest.mark.parametrize("side", ["first", "last", "middle", "anywhere"])
def test_there_is_a_key_between_any_two(seats: Seats, side: str) -> None:
    keys, chance = ["a0", "a1"], random.Random(side)
    for _ in range(200):
        at = {"first": 0, "last": len(keys), "middle": 1, "anywhere": chance.randint(0, len(keys))}[side]
        before, after = ["", *keys][at], [*keys, ""][at]
        key = seats.call("orderBetween", before, after)
        assert before < key and (not after or key < after)
        assert ORDER.fullmatch(key)
        keys.insert(at, key)


def test_where_there_is_no_room_all_are_given_a_new_key(seats: Seats) -> None:
    assert seats.call("orderBetween", "a1", "a1") == seats.call("orderBetween", "x", "x0") == ""
    assert seats.call("placing", [["one", "a0"], ["two", "a1"]], "three", 1) == [["three", "a0V"]]
    told = dict(seats.call("placing", [["one", "a1"], ["two", "a1"]], "three", 1))
    assert sorted(told, key=told.__getitem__) == ["one", "three", "two"]


def test_what_one_adds_reaches_all_and_is_whole(seats: Seats) -> None:
    key = seats.call("add", "gwen", "events", {"title": "Moved school", "lane": "school"})
    seats.call("meet")
    told = seats.call("plain", "tom")["events"][key]
    assert set(told) == {spec.name for spec in SCHEMA.collections["events"].fields.values()}
    assert (told["title"], told["agency"], told["added_by"]) == ("Moved school", "gwen", "gwen".ljust(22, "x"))
    assert len(base64.urlsafe_b64decode(key + "==")) == 16


def test_two_who_write_in_one_text_lose_no_letter(seats: Seats) -> None:
    key = seats.call("add", "gwen", "events", {"title": "x", "detail": "middle"})
    seats.call("meet")
    seats.call("set", "gwen", "events", key, "detail", "Beginning middle")
    seats.call("set", "tom", "events", key, "detail", "middle end 🙂")
    seats.call("meet")
    for name in ("gwen", "tom"):
        assert seats.call("plain", name)["events"][key]["detail"] == "Beginning middle end 🙂"


def test_undo_takes_back_only_what_nobody_else_has_touched(seats: Seats) -> None:
    mine = seats.call("add", "gwen", "events", {"title": "Mine"})
    ours = seats.call("add", "gwen", "events", {"title": "Ours"})
    seats.call("meet")
    seats.call("set", "tom", "events", ours, "lane", "health")
    seats.call("meet")
    assert seats.call("undo", "gwen") == "kept"
    assert seats.call("undo", "gwen") == "done"
    assert seats.call("undo", "gwen") == "nothing"
    seats.call("meet")
    assert set(seats.call("standing", "tom")["events"]) == {ours}
    assert mine in seats.call("plain", "tom")["events"]


def test_undo_puts_the_earlier_value_back_while_the_present_one_is_ones_own(seats: Seats) -> None:
    """A28"""
    key = seats.call("add", "gwen", "events", {"title": "First"})
    seats.call("set", "gwen", "events", key, "title", "Second")
    assert seats.call("undo", "gwen") == "done"
    assert seats.call("plain", "gwen")["events"][key]["title"] == "First"
    seats.call("set", "gwen", "events", key, "title", "Third")
    seats.call("meet")
    seats.call("set", "tom", "events", key, "title", "Tom's")
    seats.call("meet")
    assert seats.call("undo", "gwen") == "kept"
    assert seats.call("plain", "gwen")["events"][key]["title"] == "Tom's"


def test_undo_of_a_removal_by_somebody_else_signs_as_oneself(seats: Seats) -> None:
    key = seats.call("add", "gwen", "events", {"title": "Removed by Tom"})
    seats.call("meet")
    seats.call("remove", "tom", "events", key)
    seats.call("meet")
    assert seats.call("set", "gwen", "events", key, "removed_at", "") == 1
    assert seats.call("undo", "gwen") == "done"
    assert seats.call("plain", "gwen")["events"][key]["removed_at"] != ""


def test_a_value_that_stands_already_is_no_edit(seats: Seats) -> None:
    key = seats.call("add", "gwen", "events", {"title": "The same", "people": {"p" * 22: "saw"}})
    assert seats.call("set", "gwen", "events", key, "title", "The same") == 0
    assert seats.call("set", "gwen", "events", key, "people", {"p" * 22: "saw"}) == 0
    assert seats.call("set", "gwen", "events", "nowhere" + "n" * 15, "title", "lost") == 0


@pytest.mark.parametrize(
    ("before", "after", "present", "becomes"),
    [
        ("abc", "abXc", "abc", "abXc"),
        ("abc", "abXc", "abcd", "abXcd"),
        ("one two", "one", "one two three", "one three"),
        ("one two", "one", "quite other words", "quite other words"),
        ("", "all new", "theirs", "all newtheirs"),
        ("BeginnEnd", "BeginnEnd o", "Beginning End", "Beginning End o"),
        ("a \U0001f600", "a \U0001f600!", "a \U0001f601", "a \U0001f601!"),
    ],
)
def test_a_change_made_again_to_a_newer_text_takes_nothing_of_it_away(
    seats: Seats, before: str, after: str, present: str, becomes: str
) -> None:
    assert seats.call("rebased", before, after, present) == becomes


def test_a_choice_in_a_list_is_written_as_what_it_changes(seats: Seats) -> None:
    """What others ticked meanwhile stays, what they took out does not come back."""
    anna, bella, carys, dewi = (letter * 22 for letter in "abcd")
    key = seats.call("add", "gwen", "events", {"title": "Supper", "people": {anna: "there", bella: "there"}})
    seats.call("meet")
    seats.call("begin", "gwen", "events", key, "people", {anna: "there", carys: "there"})
    seats.call("set", "tom", "events", key, "people", {bella: "there", dewi: "there"})
    seats.call("meet")
    assert seats.call("finish", "gwen") == 1
    seats.call("meet")
    assert seats.call("plain", "tom")["events"][key]["people"] == {carys: "there", dewi: "there"}
    assert seats.call("finish", "gwen") == 0


CHOICES = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(("saw", "was told")))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(CHOICES, CHOICES, CHOICES)
def test_of_two_changes_of_one_list_each_choice_is_as_whoever_touched_it_left_it(
    seats: Seats, before: dict[str, str], after: dict[str, str], present: dict[str, str]
) -> None:
    becomes = seats.call("rebasedChoices", before, after, present)
    for key in "abcdef":
        touched = before.get(key) != after.get(key)
        assert becomes.get(key) == (after if touched else present).get(key)


SPLICE = st.tuples(st.integers(0, 8), st.integers(0, 4), st.integers(0, 3))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(SPLICE, SPLICE)
def test_of_two_changes_of_one_text_every_letter_that_was_written_stays(
    seats: Seats, mine: tuple[int, int, int], theirs: tuple[int, int, int]
) -> None:
    """No letter that either wrote is lost or doubled, and none that either took away comes back."""
    before = "abcdefgh"
    after, present = (
        before[:at] + "".join(chr(first + i) for i in range(written)) + before[at + gone:]
        for (at, gone, written), first in ((mine, 0x391), (theirs, 0x410))
    )  # fmt: skip
    becomes = seats.call("rebased", before, after, present)
    kept = [c for c in before if c in after and c in present]
    assert sorted(becomes) == sorted(kept + [c for c in after + present if c not in before])
    assert [c for c in becomes if c in before] == kept


def seen(**more: Any) -> dict[str, Any]:
    """A calm room, ten seconds after the last edit; times in milliseconds."""
    calm = {"now": 10_000, "link": "live", "lastFrame": 9_000, "lostAt": None, "waiting": 0, "waitingSince": None}
    calm |= {"edited": 0, "storing": True, "refused": 0, "back": None, "others": []}
    return {**calm, **more}


MARCUS = {"name": "Marcus", "connection": "reconnecting", "behind": False}


@pytest.mark.parametrize(
    ("state", "key"),
    [
        (seen(), "saved"),
        (seen(waiting=1, waitingSince=9_500), "sending"),
        (seen(waiting=1, waitingSince=9_000), "saving"),
        (seen(edited=9_800), "sending"),
        (seen(others=[MARCUS]), "other_reconnecting"),
        (seen(others=[{**MARCUS, "connection": "here", "behind": True}]), "other_reconnecting"),
        (seen(others=[MARCUS, MARCUS]), "others_reconnecting"),
        (seen(lastFrame=4_000), "lost"),
        (seen(lastFrame=4_000, waiting=3), "lost_waiting"),
        (seen(link="silent"), "lost"),
        (seen(link="down", barred=True, waiting=2), "barred"),
        (seen(link="down", waiting=2), "lost_waiting"),
        (seen(back={"n": 3, "at": 7_000}), "back"),
        (seen(back={"n": 3, "at": 5_000}), "saved"),
        (seen(refused=2), "refused"),
        (seen(refused=2, link="down"), "lost"),
        (seen(storing=False, waiting=1, waitingSince=0), "cannot_save"),
        (seen(link="opening", lastFrame=0), "opening"),
        (seen(link="over"), "over"),
    ],
)
def test_the_status_light_says_what_is_known(seats: Seats, state: dict[str, Any], key: str) -> None:
    light = seats.call("statusLight", state)
    assert light["key"] == f"live.status.{key}"
    assert light["urgent"] is (key in ("lost", "lost_waiting", "cannot_save", "barred"))


GWEN, TOM = "gwen".ljust(22, "x"), "tom".ljust(22, "x")
ACCOUNTS = {rule.name: rule for rule in field_rules(SCHEMA)[list(SCHEMA.collections).index("events")]}


def told_of(seats: Seats, event: str) -> dict[str, Any]:
    accounts: dict[str, Any] = seats.call("plain", "tom")["events"][event]["accounts"]
    return accounts


def may(before: dict[str, Any], after: dict[str, Any], writer: str) -> None:
    """The server lets this writer write all of it."""
    assert set(before) <= set(after), "nothing is erased"
    for key, account in after.items():
        if account != before.get(key):
            assert ACCOUNTS["accounts"].check(account, writer) == FITS
            assert check_account(ACCOUNTS, before.get(key), account, writer) == FITS


def test_a_telling_that_is_undone_is_taken_back_and_not_erased(seats: Seats) -> None:
    event = seats.call("add", "gwen", "events", {"title": "Lee moves in"})
    seats.call("meet")
    seats.call("tell", "gwen", "events", event, "noting", {"field": "title", "value": "Lee stays", "who": "Nan"})
    seats.call("tell", "tom", "events", event, "noting", {"field": "title", "value": "Lee is asked in", "who": "Mum"})
    seats.call("meet")
    before = told_of(seats, event)
    may({}, {k: a for k, a in before.items() if a["noted_by"] == GWEN}, GWEN)
    assert seats.call("undo", "gwen") == "done"
    seats.call("meet")
    may(before, told_of(seats, event), GWEN)
    outcomes = {a["value"]: a.get("outcome", "") for a in told_of(seats, event).values()}
    assert outcomes == {"Lee stays": "withdrawn", "Lee is asked in": ""}, "Tom's stands as he noted it"


def test_settling_is_undone_whole_and_nobody_writes_in_anothers_name(seats: Seats) -> None:
    event = seats.call("add", "gwen", "events", {"title": "Lee moves in"})
    seats.call("meet")
    seats.call("tell", "tom", "events", event, "noting", {"field": "title", "value": "Lee stays", "who": "Nan"})
    seats.call("meet")
    before = told_of(seats, event)
    (key,) = before
    seats.call("tell", "gwen", "events", event, "settling", "title", {"chosen": key}, "Nan was there")
    seats.call("meet")
    settled = told_of(seats, event)
    may(before, settled, GWEN)
    assert seats.call("plain", "tom")["events"][event]["title"] == "Lee stays"
    assert seats.call("undo", "gwen") == "done"
    seats.call("meet")
    undone = told_of(seats, event)
    may(settled, undone, GWEN)
    assert seats.call("plain", "tom")["events"][event]["title"] == "Lee moves in"
    assert undone[key].get("settled", "") == ""
    # what Gwen settled is opened by Tom, and put back by his undo in his own name
    seats.call("tell", "gwen", "events", event, "settling", "title", {"both": True}, "both were there")
    seats.call("meet")
    settled = told_of(seats, event)
    at = next(a["settled"] for a in settled.values() if a["outcome"] == "both")
    seats.call("tell", "tom", "events", event, "openingAgain", {"field": "title", "settled": at})
    may(settled, told_of(seats, event), TOM)
    opened = told_of(seats, event)
    assert seats.call("undo", "tom") == "done"
    may(opened, told_of(seats, event), TOM)
    assert told_of(seats, event)[key]["settled_by"] == TOM
