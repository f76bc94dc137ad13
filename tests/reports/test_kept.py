"""What a copy leaves out: the rules K1 to K7, one by one, and all of them for whatever is held back."""

import json
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.domain import vocabulary
from server.domain.fields import Kind
from server.domain.findings_formulation import Sentence
from server.domain.formulation import COLLECTIONS, SPECS, Formulation, from_plain, to_plain
from server.domain.story import Text
from server.reports.drawing import Drawing
from server.reports.kept import kept
from server.reports.paper import Kind as Report
from server.reports.paper import Paper
from tests.families import event, person_id, record_id, to_whole
from tests.reports.frozen import case_a, written

REPORTS: tuple[Any, ...] = get_args(Report)
EACH = 3
"""Records of each collection in the family of canaries."""


def canary(collection: str, n: int) -> str:
    """A word that stands in every text of one record and nowhere else."""
    return f"canary-{collection}-{n}-bird"


def text_of(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False)


@cache
def canaries() -> dict[str, Any]:
    """Records of every collection, each with its own word in every text it can hold, pointing at one another."""
    plain: dict[str, Any] = {
        name: {record_id(f"{name}{n}"): _whole(name, n) for n in range(EACH)} for name in COLLECTIONS
    }
    plain["people"][record_id("people0")]["index"] = True
    plain["story"] = {"happened": {"blocks": [_block("events", n) for n in range(EACH)]}}
    read, findings = from_plain(plain)
    assert findings == ()
    return to_plain(read)


def _whole(name: str, n: int) -> dict[str, Any]:
    word, values = canary(name, n), {}
    for spec in SPECS[name]:
        if spec.name in ("ref", "removed_at", "order"):
            continue
        if spec.kind in (Kind.LINE, Kind.PROSE):
            values[spec.name] = f"{word} {spec.name}"
        elif spec.kind is Kind.MOMENT:
            values[spec.name] = {"text": f"{word} {2011 + n}", "start": [f"{2011 + n}-01-01", f"{2011 + n}-12-31"],
                                 "end": None, "precision": "approx", "qualifier": "about"}  # fmt: skip
        elif spec.kind is Kind.REFERENCE:
            values[spec.name] = record_id(f"{spec.to}{(n + 1) % EACH if spec.to == name else n}")
        elif spec.kind is Kind.REFERENCES:
            part = vocabulary.TABLES[spec.table][0].key
            values[spec.name] = {record_id(f"{spec.to}{i}"): part for i in range(EACH)}
        elif spec.kind is Kind.ACCOUNTS:
            field = next(s.name for s in SPECS[name] if s.kind is Kind.LINE)
            values[spec.name] = {record_id("a"): {"field": field, "value": f"{word} other", "who": f"{word} teller"}}
    values["language"] = ("en", "cy", "other")[n]
    if name in ("comments", "statements"):
        values |= {"collection": "events", "record": record_id(f"events{n}"), "outcome": ""}
    if name == "placements":
        values |= {"agreed": True, "steps": "1_2", "setting": "" if n else word}
    if name == "recommendations":
        values["start"] = ("now", "hold", "avoid")[n]
    return to_whole(name, record_id(f"{name}{n}"), values)


def _block(collection: str, n: int) -> dict[str, Any]:
    mark = {"type": "citation", "id": record_id(f"statements{n}"), "collection": collection,
            "record": record_id(f"{collection}{n}")}  # fmt: skip
    return {"type": "paragraph", "content": [{"text": f"Sentence number {n}."}, mark]}


SENTENCES = tuple(
    Sentence("happened", n, f"Sentence number {n}.", True, False, (("events", record_id(f"events{n}")),))
    for n in range(EACH)
)
KEYS = [(name, n) for name in COLLECTIONS for n in range(EACH)]
held_back = st.lists(st.sampled_from(KEYS), max_size=8, unique=True)


def strings(value: Any) -> list[str]:
    """Every text in a paper: words, alternative texts, captions, anchors, pictures, names of files."""
    if isinstance(value, str):
        return [value]
    if is_dataclass(value) and not isinstance(value, type):
        return [text for each in fields(value) for text in strings(getattr(value, each.name))]
    return [text for each in value for text in strings(each)] if isinstance(value, tuple | list) else []


def marked(sensitive: Any, secret: Any = ()) -> dict[str, Any]:
    """The canaries with some records marked."""
    plain = {name: dict(records) for name, records in canaries().items()}
    for name, n in sensitive:
        i = record_id(f"{name}{n}")
        plain[name][i] = {**plain[name][i], "sensitive": True}
    for name, n in secret:
        i = record_id(f"{name}{n}")
        if "secret" in plain[name][i]:
            plain[name][i] = {**plain[name][i], "secret": True}
    return plain


def blocks(kind: Any, plain: Any, **asked: Any) -> Any:
    """What a report says, whatever the seal below it."""
    return [part.blocks for part in written(kind, plain, **asked).parts]


def singing(paper: Paper, keys: Any) -> list[str]:
    text = "\n".join(strings(paper))
    return [canary(*key) for key in keys if canary(*key) in text]


def test_every_record_of_the_canaries_can_be_heard_in_a_picture_or_in_words() -> None:
    """Else the tests below would prove nothing."""
    paper = written("professional", canaries())
    assert singing(paper, KEYS) == [canary(*key) for key in KEYS]


@given(sensitive=held_back, secret=held_back, struck=held_back, kind=st.sampled_from(REPORTS))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_word_of_what_is_held_back_is_anywhere_in_any_report(
    sensitive: Any, secret: Any, struck: Any, kind: Any
) -> None:
    """K1 to K3: in no block, alternative text, caption, anchor or picture."""
    plain = marked(sensitive, secret)
    secret = [key for key in secret if "secret" in plain[key[0]][record_id(f"{key[0]}{key[1]}")]]
    redacted = {record_id(f"{name}{n}"): "it is about somebody else" for name, n in struck}
    paper = written(kind, plain, ("cy", "en"), redacted=redacted)
    assert singing(paper, [*sensitive, *secret, *struck]) == []


@given(sensitive=held_back, struck=held_back, kind=st.sampled_from(REPORTS))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_sensitive_is_in_a_copy_where_that_was_chosen_and_never_in_the_childs(
    sensitive: Any, struck: Any, kind: Any
) -> None:
    plain, redacted = marked(sensitive), {record_id(f"{name}{n}"): "why" for name, n in struck}
    paper = written(kind, plain, redacted=redacted, with_sensitive=True)
    assert singing(paper, [*struck, *(sensitive if kind == "child" else ())]) == []
    if kind == "child":
        assert paper == written("child", plain, redacted=redacted)


@given(struck=held_back)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_each_redaction_gives_its_reason_once_and_the_childs_copy_says_nothing_of_any(struck: Any) -> None:
    """K7, K6: no box, no reason, no number; the copy is the one of a formulation that never held them."""
    redacted = {record_id(f"{name}{n}"): f"reason {name} {n}." for name, n in struck}
    report = "\n".join(strings(written("professional", canaries(), redacted=redacted)))
    assert [report.count(f"not shown here: {reason}") for reason in redacted.values()] == [1] * len(redacted)
    copy = "\n".join(strings(written("child", canaries(), redacted=redacted)))
    assert "not shown" not in copy and "reason" not in copy
    quiet = marked(struck)
    assert blocks("child", quiet) == blocks("child", canaries(), redacted=redacted)


@given(struck=held_back, sensitive=held_back)
@settings(max_examples=60, deadline=None)
def test_nothing_that_is_kept_points_at_what_is_not(struck: Any, sensitive: Any) -> None:
    """K2: and what is kept can be read and written like any formulation."""
    f, _ = from_plain(marked(sensitive))
    told = kept(f, SENTENCES, redacted={record_id(f"{name}{n}"): "why" for name, n in struck}).formulation
    plain = to_plain(told)
    gone = {record_id(f"{name}{n}") for name, n in KEYS} - {i for name in COLLECTIONS for i in plain[name]}
    for name in COLLECTIONS:
        for record in plain[name].values():
            assert not any(i in text_of(record) for i in gone), name
    assert not any(i in json.dumps(plain["story"]) for i in gone)
    assert from_plain(plain) == (told, ())


def test_without_anything_held_back_all_of_it_is_kept() -> None:
    f = from_plain(case_a())[0]
    assert kept(f).formulation == f.standing()


# -- the rules one by one


def story(*blocks: Any, **records: Any) -> Formulation:
    return from_plain({"story": {"happened": {"blocks": list(blocks)}}, **records})[0]


def cites(title: str) -> dict[str, str]:
    return {"type": "citation", "id": record_id(f"mark {title}"), "collection": "events",
            "record": record_id(f"event {title}")}  # fmt: skip


def told(f: Formulation) -> list[str]:
    return ["".join(i.text for i in b.content if isinstance(i, Text)) for b in f.story["happened"].blocks]


def test_a_sentence_is_left_out_where_all_that_it_stood_on_is_held_back() -> None:
    """K3, with the sentences as the page finds them."""
    events = dict([event("Hurt", sensitive=True), event("Moved"), event("Told", sensitive=True)])
    block = {"type": "paragraph", "content": [
        {"text": "He was hurt."}, cites("Hurt"), {"text": " Then they "}, {"text": "moved", "marks": ["em"]},
        {"text": "."}, cites("Moved"), cites("Hurt"), {"text": " He told."}, cites("Told"), {"text": " It is guessed."},
    ]}  # fmt: skip
    f = story(block, events=events)
    found = Drawing().sentences(to_plain(f)["story"])
    assert [s.words for s in found] == ["He was hurt.", "Then they moved.", "He told.", "It is guessed."]
    copy = kept(f, found)
    assert [t.strip() for t in told(copy.formulation)] == ["Then they moved. It is guessed."]
    assert [a.record for _, a in copy.formulation.story["happened"].atoms()] == [record_id("event Moved")]
    assert copy.unsaid == {("happened", 0)}
    assert kept(f, found, with_sensitive=True).unsaid == frozenset()
    assert kept(f, found, for_child=True).unsaid == frozenset()


def test_where_sentences_cannot_be_told_apart_the_whole_block_is_left_out() -> None:
    """K3: and other blocks are not."""
    events = dict([event("Hurt", sensitive=True), event("Moved")])
    one = {"type": "paragraph", "content": [{"text": "He was hurt."}, cites("Hurt"), {"text": " And more."}]}
    two = {"type": "paragraph", "content": [{"text": "They moved."}, cites("Moved")]}
    copy = kept(story(one, two, events=events))
    assert told(copy.formulation) == ["", "They moved."]
    assert copy.unsaid == {("happened", 0)}


def test_words_that_the_child_keeps_back_are_in_no_copy() -> None:
    """K4"""
    events = dict([
        event("Asked", quote="Not that", quote_share="no", quote_heard_by="Nia"),
        event("Said to some", quote="Only Nia", quote_share="some"),
        event("Said", quote="All of you", quote_share="yes"),
        event("In the child's words", lane="words", quote_share="no"),
    ])  # fmt: skip
    voice = to_whole("voices", record_id("v"), {"text": "Keep it", "share": "no", "asked_by": "Nia"})
    f = from_plain({"events": events, "voices": {record_id("v"): voice}})[0]
    quotes = lambda copy: sorted(e.quote for e in copy.formulation.events.values())  # noqa: E731
    assert quotes(kept(f)) == ["", "", "All of you"]
    assert quotes(kept(f, with_sensitive=True)) == ["", "All of you", "Only Nia"]
    assert quotes(kept(f, with_sensitive=True, for_child=True)) == ["", "", "All of you"]
    (left,) = kept(f, with_sensitive=True).formulation.voices.values()
    assert (left.text, left.asked_by) == ("", "Nia"), "that the child was asked is told"


@pytest.mark.parametrize(("share", "left"), [("no", 0), ("some", 0), ("yes", 1), ("", 1)])
def test_another_telling_of_words_goes_with_the_words(share: str, left: int) -> None:
    """K4"""
    i, e = event("Asked", quote="Not that", quote_share=share)
    e["accounts"] = {record_id("a"): {"field": "quote", "value": "Not this", "who": "Nia"}}
    (copied,) = kept(from_plain({"events": {i: e}})[0]).formulation.events.values()
    assert len(copied.accounts) == left


def test_another_telling_that_points_at_somebody_is_not_told_in_words() -> None:
    """K1: it would be told by the id of somebody who may be held back."""
    union = to_whole("unions", record_id("u"), {"a": person_id("Kelly"), "b": person_id("Craig")})
    union["accounts"] = {
        record_id("a"): {"field": "b", "value": person_id("Lee"), "who": "Mam"},
        record_id("b"): {"field": "kind", "value": "married", "who": "Mam"},
    }
    people = {person_id(name): {"name": name, "sensitive": name == "Lee"} for name in ("Kelly", "Craig", "Lee")}
    f = from_plain({"people": people, "unions": {record_id("u"): union}})[0]
    (copied,) = kept(f).formulation.unions.values()
    assert [account["field"] for account in copied.accounts.values()] == ["kind"]


def test_somebody_who_may_not_be_named_is_there_without_a_name() -> None:
    """K5"""
    dad = to_whole(
        "people", person_id("Dad"), {"name": "Gareth Lle", "called": "Dad", "note": "in Rhyl", "unnamed": True}
    )
    dad["accounts"] = {record_id("a"): {"field": "name", "value": "Gareth Llewelyn", "who": "Mam"}}
    copy = kept(from_plain({"people": {person_id("Dad"): dad}})[0], with_sensitive=True)
    assert "Gareth" not in text_of(to_plain(copy.formulation)) and "Rhyl" not in text_of(to_plain(copy.formulation))
    assert len(copy.formulation.people) == 1


def test_what_is_prepared_for_is_not_told_to_the_child_before_the_child_knows() -> None:
    """K6: a recommendation would tell of the baby that its sensitive event holds back."""
    events = dict([event("Mam is pregnant", sensitive=True), event("Card from Janet")])
    plans = {
        record_id(title): {"title": title, "events": {record_id(f"event {on}"): "supports"}}
        for title, on in (("Prepare him for the baby", "Mam is pregnant"), ("A card every month", "Card from Janet"))
    }  # fmt: skip
    f = from_plain({"events": events, "recommendations": plans})[0]
    titles = lambda copy: sorted(r.title for r in copy.formulation.recommendations.values())  # noqa: E731
    assert titles(kept(f, for_child=True)) == ["A card every month"]
    assert len(titles(kept(f))) == 2, "professionals read what is to be done"


@pytest.mark.parametrize("with_sensitive", [True, False])
def test_harm_is_not_in_the_childs_copy(with_sensitive: bool) -> None:
    """K6"""
    bonds = {record_id("b"): {"a": person_id("Lee"), "b": person_id("Sam"), "kind": "hurt_physically"}}
    people = {person_id(name): {"name": name} for name in ("Lee", "Sam")}
    f = from_plain({"people": people, "bonds": bonds})[0]
    assert len(kept(f, with_sensitive=with_sensitive).formulation.bonds) == 1
    assert kept(f, with_sensitive=with_sensitive, for_child=True).formulation.bonds == {}


def test_a_couple_keeps_its_children_where_one_partner_is_held_back() -> None:
    """K2"""
    people = {person_id(n): {"name": n, "sensitive": n == "Lee"} for n in ("Kelly", "Lee", "Seren", "Zed")}
    union, other = record_id("u"), record_id("o")
    plain = {
        "people": people,
        "unions": {union: {"a": person_id("Kelly"), "b": person_id("Lee")}, other: {"a": person_id("Lee"), "b": ""}},
        "parent_links": {record_id("1"): {"child": person_id("Seren"), "union": union},
                         record_id("2"): {"child": person_id("Zed"), "union": other}},
    }  # fmt: skip
    copy = kept(from_plain(plain)[0]).formulation
    assert [(u.a, u.b) for u in copy.unions.values()] == [(person_id("Kelly"), "")]
    assert [link.child for link in copy.parent_links.values()] == [person_id("Seren")]
