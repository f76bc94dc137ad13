"""What an update would do, judged before the document sees it: where it writes, what it writes, what it
deletes.

J1  records are made whole: exactly the fields of the schema, shared texts and maps with them and never later.
J2  no record and no key of a record is erased; a field's item is deleted only by the one that follows it.
J3  only letters are written into a text, only a role under an id into a map of references.
J4  nobody writes into a part that is closed to them, and nobody under another name than their own.
J5  no edit and no delete lands between the halves of a surrogate pair: engines split them differently.
J6  a field written without seeing its present value is contested: one of the two values is going to lose.
J7  the story holds blocks, blocks hold texts and atoms, and nothing else is in it; an atom is made whole and never
    changed: the page's editor deletes for everybody what its own schema does not know.
J8  what the room agreed on is written down by whoever leads, and stays theirs to change; what one professional placed
    is changed by no other.

Pure functions from the index and the update to a `Judgement`; raises NotAllowed. An update is `plain` when it
only makes whole records, sets fields over the value their writer saw, or writes and deletes letters: then nothing
else can have changed, and the document is not asked afterwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from server.document.schema import Schema
from server.domain import story
from server.domain.access import leads, may, mode_of, part_open
from server.domain.errors import Refusal
from server.domain.fields import ID
from server.sync.index import (
    ATTRIBUTES,
    GONE,
    LETTERS,
    NODES,
    NOWHERE,
    Index,
    Layout,
    Trace,
    high_surrogates,
)
from server.sync.updates import (
    ANY,
    DELETED,
    FORMAT,
    MAP_TYPE,
    STRING,
    TEXT_TYPE,
    TYPE,
    XML_TEXT_TYPE,
    Id,
    Item,
)
from server.sync.values import DOES_NOT_FIT, FITS, FieldRule, attribute_fits, field_rules, format_fits

Touched = tuple[str, str, str]
"""Collection, record id, field; an empty field for a record that was made."""


_part_open = cache(part_open)


STORY_FIELD: Final = "blocks"
"""The field that an edit of the story is said to have touched; the collection is the part's root, the record ""."""


@cache
def _may_write(role: str) -> bool:
    return may(role, "document.write")


class NotAllowed(Refusal):
    """A readable update that is not taken in: its sender alone is told, the socket stays.

    `key` and `parameters` as of every refusal; `reason` is for the audit: a few words without content.
    """

    def __init__(self, key: str, reason: str, **parameters: object) -> None:
        super().__init__(key, status=403, **parameters)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Sender:
    """Who an update comes from: the participant and their role; `parts` says who may add to which part,
    `open` whether contributors may write at all now; `elsewhere` are the client ids that write on other live
    sockets."""

    participant: str
    role: str
    parts: Mapping[str, str]
    open: bool = True
    elsewhere: frozenset[int] = frozenset()

    def check_may_write(self) -> None:
        """Raises NotAllowed for somebody who reads, or whose meeting is not open."""
        if not _may_write(self.role):
            raise NotAllowed("observers_read", "an observer's edit")
        if not self.open and not _part_open(self.role, "leaders"):
            raise NotAllowed("meeting_not_open", "an edit outside the meeting")

    @property
    def leads(self) -> bool:
        """Whether this is the chair or the coordinator."""
        return leads(self.role)

    def check_part(self, part: str) -> None:
        """Raises NotAllowed where this part is closed to the sender."""
        if not _part_open(self.role, mode_of(part, self.parts)):
            raise NotAllowed("part_closed", f"part {part} is closed", part=part)


class Judgement:
    """What an update does: `touched` fields; `grown` characters by text; `contested` fields with the last item
    that writes there (J6); `replaced` fields, which get a value that stays; whether it is `plain`. `created`
    records with the fields seen, and `chains` of items by field, are kept while it is judged."""

    __slots__ = ("chains", "contested", "created", "grown", "plain", "replaced", "touched")

    def __init__(self, plain: bool) -> None:
        self.plain = plain
        self.touched: dict[Touched, None] = {}
        self.grown: dict[int, int] = {}
        self.contested: list[tuple[int, Item]] = []
        self.replaced: set[int] = set()
        self.created: dict[int, set[int]] = {}
        self.chains: dict[int, tuple[Item, Item]] = {}


class Rules:
    """The schema as the judge reads it: fields by number from 1 and parts, by collection number."""

    def __init__(self, schema: Schema) -> None:
        self.layout = Layout(schema)
        self.collections: Final[list[list[FieldRule]]] = field_rules(schema)
        self.parts = [*(schema.collections[name].part for name in schema.roots), *schema.fragments]
        self.names = [*schema.roots, *schema.fragments]
        self.first_fragment = self.layout.first_fragment

    def field(self, collection: int, number: int) -> FieldRule:
        """The rule of a field. Raises NotAllowed for a field that the schema does not have."""
        rules = self.collections[collection]
        if number > len(rules):
            raise NotAllowed(DOES_NOT_FIT, "a field that the schema does not have")
        return rules[number - 1]


def _holds(name: str, node: Any) -> bool:
    """Whether a node of the story of this name ("" for a root) holds one of that type (J7)."""
    if not name:
        return node in story.BLOCKS
    return name in story.BLOCKS and (node == XML_TEXT_TYPE or node in story.ATOMS)


Deleted = list[tuple[int, int, int, int]]
"""What an update newly deletes: client, start, end, place."""


def judge(trace: Trace, deleted: Deleted, index: Index, rules: Rules, sender: Sender | None) -> Judgement:
    """What an update does, from its new items and new deletes; `sender` is None for the server. Raises
    NotAllowed."""
    if sender is not None:
        sender.check_may_write()
    return _Judge(trace, index, rules, sender).judge(deleted)


def check_value(rule: FieldRule, value: Any, sender: Sender | None) -> None:
    """Raises NotAllowed for a value that the field does not hold."""
    verdict = rule.check(value, None if sender is None else sender.participant)
    if verdict == FITS:
        if rule.led and value and sender is not None and not sender.leads:
            raise NotAllowed("leaders_agree", f"{rule.name} by a {sender.role}")
        return
    if verdict == DOES_NOT_FIT:
        raise NotAllowed(DOES_NOT_FIT, f"{rule.name} has another kind of value")
    count = len(value) if type(value) is str else 0
    raise NotAllowed(verdict, f"{rule.name}: {verdict}", field=rule.name, most=rule.limit, count=count)


class _Judge:
    """One update before one index."""

    __slots__ = ("index", "judgement", "made", "new_pairs", "rules", "sender", "trace")

    def __init__(self, trace: Trace, index: Index, rules: Rules, sender: Sender | None) -> None:
        self.trace = trace
        self.index = index
        self.rules = rules
        self.sender = sender
        self.judgement = Judgement(plain=not trace.overlaps)
        self.new_pairs: set[Id] = set()
        self.made: dict[int, set[str]] | None = None

    def judge(self, deleted: Deleted) -> Judgement:
        judgement = self.judgement
        for item, place in self.trace.placed:
            self._judge_item(item, place)
        for place, (first, last) in judgement.chains.items():
            self._judge_chain(place, first, last)
        for client, start, end, place in deleted:
            self._judge_deleted(client, start, end, place)
        for number, seen in judgement.created.items():
            if len(seen) != len(self.rules.collections[self.index.record(number << 8, self.trace)[0]]):
                raise NotAllowed(DOES_NOT_FIT, "a record without all its fields")
        if self.trace.nodes:
            self._check_made()
        return judgement

    def _judge_item(self, item: Item, place: int) -> None:
        if place == NOWHERE:
            raise self._nowhere(item)
        if place == GONE:
            self.judgement.plain = False
            return
        judgement, rules = self.judgement, self.rules
        collection, record = self.index.record(place, self.trace)
        if self.sender is not None:
            self.sender.check_part(rules.parts[collection])
        number = place >> 1 & 127
        if collection >= rules.first_fragment:
            self._judge_in_story(item, place, collection, record)
            return
        if not number:
            judgement.created[place >> 8] = set()
            judgement.touched[rules.layout.roots[collection], record, ""] = None
            return
        rule = rules.field(collection, number)
        if not place & 1:
            self._judge_field(item, place, rule)
        elif rule.is_text:
            self._judge_letters(item, place)
        else:
            self._judge_entry(item, rule)
        if place >> 8 not in judgement.created:
            judgement.touched[rules.layout.roots[collection], record, rule.name] = None

    # The story (J7)

    def _judge_in_story(self, item: Item, place: int, collection: int, name: str) -> None:
        """One item inside a node of the story; `name` is the node's."""
        judgement = self.judgement
        judgement.touched[self.rules.names[collection], "", STORY_FIELD] = None
        if self.index.is_gone(place, self.trace):
            judgement.plain = False
        number = place >> 1 & 127
        if number == LETTERS:
            if item.kind == FORMAT:
                if not format_fits(item.value):
                    raise NotAllowed(DOES_NOT_FIT, "a format that the story does not have")
                self._check_pairs(item)
            else:
                self._judge_letters(item, place, self.root_letters(collection))
        elif number == NODES:
            if item.kind == DELETED:
                return
            if item.kind != TYPE or not _holds(name, item.value):
                raise NotAllowed(DOES_NOT_FIT, "a node where the story has none")
        elif number == ATTRIBUTES:
            self._judge_attribute(item, place, name)

    def _judge_attribute(self, item: Item, place: int, name: str) -> None:
        if item.kind == DELETED:
            self.judgement.plain = False
            self._check_gone_with_node(place, name)
            return
        if item.kind != ANY or item.length != 1 or item.right is not None:
            raise NotAllowed(DOES_NOT_FIT, "an attribute of another kind")
        if not attribute_fits(name, item.key, item.value[0]):
            raise NotAllowed(DOES_NOT_FIT, f"an attribute that a {name[:20]} does not have")
        if name in story.ATOMS:
            seen = self._attributes().get(place >> 8)
            if seen is None or item.key in seen:
                raise NotAllowed(DOES_NOT_FIT, "an atom is made whole and stays as it is")
            seen.add(str(item.key))
            return
        seen = self._attributes().get(place >> 8)
        if seen is None or item.key is None or item.key in seen:
            # the engine deletes the value that this one follows, whether or not the update says so
            self.judgement.plain = False
        else:
            seen.add(item.key)

    def _attributes(self) -> dict[int, set[str]]:
        """The attributes seen of each node that the update makes."""
        if self.made is None:
            self.made = {number: set() for number in self.trace.nodes.values()}
        return self.made

    def _check_made(self) -> None:
        """Raises NotAllowed for an atom without its attributes, unless it is gone again in the same update."""
        for node, number in self.trace.nodes.items():
            name = self.index.record(number << 8, self.trace)[1]
            whole = name not in story.ATOMS or len(self._attributes()[number]) == len(story.ATOMS[name])
            if not whole and not self.index.deletes(node, self.trace):
                raise NotAllowed(DOES_NOT_FIT, f"a {name[:20]} without all its attributes")

    def root_letters(self, collection: int) -> int:
        """The place under which the letters of a whole part are counted."""
        return (collection - self.rules.first_fragment) << 8 | LETTERS << 1 | 1

    def _judge_deleted_in_story(self, client: int, start: int, end: int, place: int, collection: int) -> None:
        """Letters and nodes may go; an attribute of an atom only together with its atom."""
        judgement = self.judgement
        judgement.touched[self.rules.names[collection], "", STORY_FIELD] = None
        number = place >> 1 & 127
        if number == LETTERS:
            self._check_delete_of_pairs(client, start, end)
            return
        judgement.plain = False
        if number == ATTRIBUTES:
            self._check_gone_with_node(place, self.index.record(place, self.trace)[1])

    def _check_gone_with_node(self, place: int, name: str) -> None:
        """Raises NotAllowed where an attribute of an atom goes and the atom stays."""
        if name in story.ATOMS:
            node = self._node_of(place >> 8)
            if node is None or not self.index.deletes(node, self.trace):
                raise NotAllowed(DOES_NOT_FIT, "an atom left without its attributes")

    def _node_of(self, number: int) -> Id | None:
        if number in self.index.node_ids:
            return self.index.node_ids[number]
        return next((item for item, n in self.trace.nodes.items() if n == number), None)

    def _nowhere(self, item: Item) -> NotAllowed:
        """Why an item fits nowhere: it would replace a record (J2), or the schema has nothing there."""
        over = item.origin is not None and not self.index.at(item.origin, self.trace) & 0xFF
        if over or (type(item.parent) is str and self.index.has(item.parent, item.key)):
            return NotAllowed("not_erased", "a record put in the place of another")
        return NotAllowed(DOES_NOT_FIT, "written where the schema has nothing")

    def _judge_field(self, item: Item, place: int, rule: FieldRule) -> None:
        """A field's own item: a plain value, or the shared text or map that is made with the record (J1)."""
        judgement = self.judgement
        seen = judgement.created.get(place >> 8)
        if seen is not None and item.origin is None:
            number = place >> 1 & 127
            if number in seen:
                raise NotAllowed(DOES_NOT_FIT, f"{rule.name} comes twice")
            seen.add(number)
        if rule.is_text or rule.is_map:
            made = TEXT_TYPE if rule.is_text else MAP_TYPE
            if item.kind != TYPE or item.value != made or item.origin is not None:
                raise NotAllowed(DOES_NOT_FIT, f"{rule.name} is a shared text or map")
            if seen is None and self.sender is not None:
                raise NotAllowed(DOES_NOT_FIT, f"{rule.name} is made with its record")
            return
        if item.kind == ANY:
            if item.length != 1:
                raise NotAllowed(DOES_NOT_FIT, f"{rule.name} holds one value")
            check_value(rule, item.value[0], self.sender)
        elif item.kind != DELETED:
            raise NotAllowed(DOES_NOT_FIT, f"{rule.name} is a plain value")
        chain = judgement.chains.get(place)
        judgement.chains[place] = (item, item) if chain is None else (chain[0], item)

    def _judge_letters(self, item: Item, place: int, counted: int = -1) -> None:
        """Letters at a place; `counted` is the place under which their number is limited, where it is another."""
        if item.kind == STRING:
            value, grown = item.value, self.judgement.grown
            at = place if counted < 0 else counted
            grown[at] = grown.get(at, 0) + len(value)
            if not value.isascii():
                self.new_pairs.update((item.client, clock) for clock in high_surrogates(item))
        elif item.kind != DELETED:
            raise NotAllowed(DOES_NOT_FIT, "a text holds letters alone")
        self._check_pairs(item)

    def _check_pairs(self, item: Item) -> None:
        """J5, for what is written."""
        if self.new_pairs or self.index.surrogates:
            inside = item.origin is not None and self._is_high(*item.origin)
            if inside or (item.right is not None and self._is_high(item.right[0], item.right[1] - 1)):
                raise NotAllowed("character_split", "an edit inside a surrogate pair")

    def _is_high(self, client: int, clock: int) -> bool:
        """Whether a character of two code units begins at this clock (J5)."""
        return (client, clock) in self.new_pairs or clock in self.index.surrogates.get(client, ())

    def _judge_entry(self, item: Item, rule: FieldRule) -> None:
        self.judgement.plain = False
        if item.right is not None or (item.key is not None and not ID.fullmatch(item.key)):
            raise NotAllowed(DOES_NOT_FIT, f"{rule.name}: an entry without an id")
        if item.kind == DELETED:
            return
        if item.kind != ANY or item.length != 1:
            raise NotAllowed(DOES_NOT_FIT, f"{rule.name}: an entry of another kind")
        check_value(rule, item.value[0], self.sender)

    def _judge_chain(self, place: int, first: Item, last: Item) -> None:
        """What is written into one field, one item after the other: the first says whether its writer had seen
        the present value (J6), the last must stay (J2). A last one that is gone already lost on its writer's
        side: then the present value stands, as the document is asked afterwards."""
        judgement = self.judgement
        newest = self.index.newest.get(place)
        made = place >> 8 in judgement.created
        contested = not made and (first.origin is None or (newest is not None and first.origin != newest))
        if contested:
            judgement.plain = False
        if last.kind != ANY or self.trace.deletes(last.client, last.clock):
            if not contested:
                raise NotAllowed("not_erased", "a field left without a value")
            return
        judgement.replaced.add(place)
        if contested:
            collection = self.index.record(place, self.trace)[0]
            if self.rules.field(collection, place >> 1 & 127).loser_found:
                judgement.contested.append((place, last))

    def _judge_deleted(self, client: int, start: int, end: int, place: int) -> None:
        """Items that go: letters and entries may, a field's item only when another follows it (J2)."""
        judgement, rules = self.judgement, self.rules
        if place in judgement.replaced:
            return
        if place == GONE:
            return
        if place == NOWHERE or not place >> 1 & 127:
            raise NotAllowed("not_erased", "a record erased")
        collection, record = self.index.record(place, self.trace)
        if self.sender is not None:
            self.sender.check_part(rules.parts[collection])
        if collection >= rules.first_fragment:
            self._judge_deleted_in_story(client, start, end, place, collection)
            return
        rule = rules.field(collection, place >> 1 & 127)
        if not place & 1:
            self._check_superseded(client, start, end, place, rule)
            return
        if rule.is_map:
            judgement.plain = False
        else:
            self._check_delete_of_pairs(client, start, end)
        judgement.touched[rules.layout.roots[collection], record, rule.name] = None

    def _check_delete_of_pairs(self, client: int, start: int, end: int) -> None:
        """J5, for what is deleted."""
        if (self.new_pairs or self.index.surrogates) and (
            self._is_high(client, start - 1) or self._is_high(client, end - 1)
        ):
            raise NotAllowed("character_split", "a delete inside a surrogate pair")

    def _check_superseded(self, client: int, start: int, end: int, place: int, rule: FieldRule) -> None:
        """Raises NotAllowed for the delete of a field's present item, or of a shared text or map."""
        newest = self.index.newest.get(place)
        present = newest is None or (newest[0] == client and start <= newest[1] < end)
        if present or rule.is_text or rule.is_map:
            raise NotAllowed("not_erased", f"{rule.name} erased")
