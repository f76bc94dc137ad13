"""Two records of one person become one, and nothing that was said is lost; rules by their numbers."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.errors import Refusal
from server.domain.findings import findings
from server.domain.formulation import SPECS, Formulation, to_plain
from server.domain.genogram import Bond, Fact, ParentLink, Person, Stay, Union, UnionTurn
from server.domain.merging import changes, folded, merged
from server.domain.moments import read
from server.domain.timeline import TimelineEvent
from tests.families import family, person_id, record_id

AT = "2026-03-12T10:00:00Z"
BY = record_id("Nia")
SAM, KELLY, MUM, CRAIG, BETHAN = (person_id(name) for name in ("Sam", "Kelly", "Mum", "Craig", "Bethan"))
TWICE = family("Sam, male, index\nKelly, female, 3/6/91\nMum\nCraig + Kelly: Sam\nMum + Lee: Seren\nMum ~close~ Bethan")


def when(words: str) -> Any:
    return read(words, language="en", born=None, after=None)


def one(formulation: Formulation, keep: str = KELLY, gone: str = MUM) -> Formulation:
    return merged(formulation, keep, gone, by=BY, at=AT)


def with_fields(formulation: Formulation, person: str, **values: Any) -> Formulation:
    return replace(formulation, people={**formulation.people, person: replace(formulation.people[person], **values)})


def test_every_tie_of_the_one_who_goes_is_a_tie_of_the_one_who_is_kept() -> None:
    """M1"""
    fuller = replace(
        TWICE,
        facts={record_id("f"): Fact(about=MUM, text="Works nights")},
        stays={record_id("s"): Stay(person=MUM, household=record_id("h"))},
    )
    after = one(with_fields(fuller, BETHAN, twin_of=MUM)).standing()
    assert {frozenset((u.a, u.b)) for u in after.unions.values()} == {
        frozenset((CRAIG, KELLY)),
        frozenset((KELLY, person_id("Lee"))),
    }
    assert [b.a for b in after.bonds.values()] == [KELLY] and [f.about for f in after.facts.values()] == [KELLY]
    assert [s.person for s in after.stays.values()] == [KELLY] and after.people[BETHAN].twin_of == KELLY
    assert MUM not in str(to_plain(after)) and [f.key for f in findings(replace(after, stays={}))] == [
        "told_differently"
    ]


def test_in_an_event_the_fuller_part_stays() -> None:
    """M1"""
    seen = TimelineEvent(title="The move", people={KELLY: "there", MUM: "did", SAM: "saw"})
    after = one(replace(TWICE, events={record_id("e"): seen}))
    assert after.events[record_id("e")].people == dict(sorted({KELLY: "did", SAM: "saw"}.items()))


def test_couples_and_links_that_became_the_same_are_folded_into_the_first() -> None:
    """M2"""
    first, second = record_id("u1"), record_id("u2")
    doubled = replace(
        TWICE,
        unions={
            first: Union(a=CRAIG, b=KELLY, began=when("2007"), added_at="2026-03-12T09:00:00Z"),
            second: Union(a=MUM, b=CRAIG, kind="cohabiting", ended=when("2014"), added_at="2026-03-12T09:01:00Z"),
        },
        turns={record_id("t"): UnionTurn(union=second, kind="met")},
        parent_links={
            record_id("l1"): ParentLink(child=SAM, union=first),
            record_id("l2"): ParentLink(child=SAM, union=second),
            record_id("l3"): ParentLink(child=SAM, parent=MUM),
        },
    )
    after = one(doubled)
    stands = after.standing()
    assert list(stands.unions) == [first] and list(stands.parent_links) == [record_id("l1")]
    union = stands.unions[first]
    assert (union.kind, union.began, union.ended) == ("cohabiting", when("2007"), when("2014"))
    assert union.accounts == {} and stands.turns[record_id("t")].union == first
    assert after.unions[second].removed_by == BY


def test_two_spells_that_cannot_be_one_both_stay() -> None:
    """M2"""
    spells = {
        record_id("u1"): Union(a=CRAIG, b=KELLY, began=when("2001"), ended=when("2004")),
        record_id("u2"): Union(a=CRAIG, b=MUM, began=when("2010")),
    }
    assert len(one(replace(TWICE, unions=spells, parent_links={})).standing().unions) == 2


def test_what_both_say_differently_is_kept_as_two_accounts() -> None:
    """M3"""
    told = with_fields(TWICE, KELLY, occupation="cleaner", note="Wants to come.")
    told = with_fields(told, MUM, occupation="carer", born=when("1990"), says="Gran", known_as="Kel")
    told = with_fields(told, MUM, note="Ill in May.")
    kelly = one(told).people[KELLY]
    assert (kelly.name, kelly.known_as, kelly.note) == ("Kelly", "Kel", "Wants to come.\nIll in May.")
    accounts = {a["field"]: a for a in kelly.accounts.values()}
    assert set(accounts) == {"name", "born", "occupation"}
    assert accounts["occupation"] == {
        "field": "occupation", "value": "carer", "who": "Gran", "noted_by": "", "at": AT, "settled": "", "reason": "",
        "would_settle": "", "settled_by": "", "outcome": "",
    }  # fmt: skip
    assert accounts["born"]["value"]["text"] == "1990"


def test_who_goes_says_into_whom() -> None:
    """M4"""
    mum = one(TWICE).people[MUM]
    assert (mum.merged_into, mum.removed_by, mum.removed_at) == (KELLY, BY, AT)


def test_nobody_is_tied_to_themselves() -> None:
    """M5: a couple, a bond, a link and twins of the two records."""
    union = record_id("u")
    strange = replace(
        with_fields(with_fields(TWICE, KELLY, twin_of=MUM), MUM, twin_of=KELLY),
        unions={union: Union(a=KELLY, b=MUM)},
        parent_links={
            record_id("l"): ParentLink(child=SAM, union=union),
            record_id("k"): ParentLink(child=MUM, parent=KELLY),
        },
        bonds={record_id("b"): Bond(a=MUM, b=KELLY, kind="close")},
    )
    after = one(strange).standing()
    assert after.unions == {} and after.bonds == {} and after.people[KELLY].twin_of == ""
    assert [(link.child, link.union, link.parent) for link in after.parent_links.values()] == [(SAM, "", KELLY)]


def test_the_child_the_case_is_about_is_never_merged_away() -> None:
    """M6"""
    for keep, gone, key in (
        (KELLY, SAM, "merge_index"),
        (KELLY, KELLY, "merge_with_oneself"),
        (KELLY, record_id("nobody"), "no_such_person"),
    ):
        with pytest.raises(Refusal) as refused:
            one(TWICE, keep, gone)
        assert refused.value.key == key
    assert one(TWICE, SAM, KELLY).people[SAM].index


def test_only_what_changed_is_named() -> None:
    after = one(TWICE)
    touched = changes(TWICE, after)
    assert SAM not in touched.get("people", {}) and "events" not in touched
    assert touched["people"][MUM]["merged_into"] == ["", KELLY]
    assert changes(TWICE, TWICE) == {}


def test_the_couple_that_two_pages_made_for_the_same_child_is_one() -> None:
    """Two add a sister and a brother of Sam's mother at the same moment; each page made the missing couple."""
    first, second = record_id("u1"), record_id("u2")
    both = replace(
        TWICE,
        unions={first: Union(added_at="2026-03-12T09:00:00Z"), second: Union(added_at="2026-03-12T09:00:01Z")},
        parent_links={
            record_id("1"): ParentLink(child=KELLY, union=first),
            record_id("2"): ParentLink(child=BETHAN, union=first),
            record_id("3"): ParentLink(child=KELLY, union=second),
            record_id("4"): ParentLink(child=MUM, union=second),
        },
    )
    after = folded(both, [BETHAN], by=BY, at=AT).standing()
    assert list(after.unions) == [first]
    assert sorted(link.child for link in after.parent_links.values()) == sorted([KELLY, BETHAN, MUM])
    assert {link.union for link in after.parent_links.values()} == {first}


def test_couples_that_say_different_things_are_left_for_people_to_settle() -> None:
    for other in (Union(a=KELLY, b=CRAIG, kind="married"), Union(a=KELLY, b=CRAIG, note="Back together.")):
        spells = {record_id("1"): Union(a=CRAIG, b=KELLY, kind="cohabiting"), record_id("2"): other}
        apart = replace(TWICE, unions=spells, parent_links={})
        assert folded(apart, [KELLY], by=BY, at=AT) == apart
    two_unknown = replace(TWICE, unions={record_id("1"): Union(a=KELLY), record_id("2"): Union(a=KELLY)})
    assert folded(two_unknown, [KELLY], by=BY, at=AT) == two_unknown


LINES = st.sampled_from(["", "Kel", "Kelly-Ann Tudful", "cleaner", "care assistant", "Neath"])
WHEN = st.sampled_from([None, "1991", "June 1991", "2014", "2007", "when it rained"]).map(lambda w: w and when(w))
NAMES = ("Sam", "Kelly", "Mum", "Craig", "Bethan", "Lee")
WHO = st.sampled_from([person_id(name) for name in NAMES])
NOBODY = st.one_of(WHO, st.just(""))
KINDS = st.sampled_from(["biological", "foster"])
NOTES = st.sampled_from(["", "As Nan told it.", "Not sure."])
PEOPLE = st.builds(
    Person, name=LINES, known_as=LINES, occupation=LINES, born=WHEN, died=WHEN, note=NOTES, says=LINES,
    gender=st.sampled_from(["male", "female", "unknown"]), twin_of=NOBODY, secret=st.booleans(),
)  # fmt: skip


@st.composite
def tangled(draw: Any) -> Formulation:
    """Six people tied together anyhow."""
    people = {person_id(name): draw(PEOPLE) for name in NAMES}
    people[SAM] = replace(people[SAM], index=True)
    unions = draw(st.lists(st.builds(Union, a=NOBODY, b=NOBODY, began=WHEN, ended=WHEN, note=NOTES), max_size=5))
    of = {record_id(f"u{n}"): union for n, union in enumerate(unions)}
    links = st.builds(ParentLink, child=WHO, union=st.sampled_from(["", *of]), parent=NOBODY, kind=KINDS, began=WHEN)
    bonds = st.builds(Bond, a=WHO, b=WHO, kind=st.sampled_from(["close", "looks_after"]), began=WHEN, note=NOTES)
    return Formulation(
        people=people,
        unions=of,
        parent_links={record_id(f"l{n}"): link for n, link in enumerate(draw(st.lists(links, max_size=6)))},
        bonds={record_id(f"b{n}"): bond for n, bond in enumerate(draw(st.lists(bonds, max_size=4)))},
    )


def said(records: Formulation) -> set[str]:
    """Every word and date that stands in a formulation, in a field or as an account."""
    found: set[str] = set()
    for collection in ("people", "unions", "parent_links", "bonds"):
        for record in to_plain(records)[collection].values():
            for spec in SPECS[collection]:
                value = record[spec.name]
                if spec.name in ("name", "known_as", "occupation", "says") and value:
                    found.add(value)
                elif spec.name == "note":
                    found.update(value.splitlines())
                elif spec.kind == "moment" and value:
                    found.add(value["text"])
            for account in record["accounts"].values():
                told = account["value"]
                found.add(told["text"] if isinstance(told, dict) else told)
                found.add(account["who"])
    return found - {""}


@settings(max_examples=300)
@given(tangled(), WHO, WHO)
def test_nothing_that_was_said_is_lost(before: Formulation, keep: str, gone: str) -> None:
    if keep == gone or gone == SAM:
        return
    after = merged(before, keep, gone, by=BY, at=AT)
    stands = after.standing()
    own = {  # what was said of a tie of somebody with themself goes with the tie
        *[i for i, u in before.unions.items() if {u.a, u.b} <= {keep, gone}],
        *[i for i, b in before.bonds.items() if {b.a, b.b} <= {keep, gone}],
        *[i for i, link in before.parent_links.items() if {link.child, link.parent} <= {keep, gone}],
    }
    honest = replace(
        before,
        unions={i: r for i, r in before.unions.items() if i not in own},
        bonds={i: r for i, r in before.bonds.items() if i not in own},
        parent_links={i: r for i, r in before.parent_links.items() if i not in own},
    )
    assert said(honest) <= said(stands)
    assert not any(u.a == u.b == keep for u in stands.unions.values())
    assert set(stands.people) == set(before.people) - {gone}
    assert gone not in str({c: r for c, r in to_plain(stands).items()})
    assert "second_index_person" not in {f.key for f in findings(stands)}


@settings(max_examples=100)
@given(tangled())
def test_folding_twice_is_folding_once(before: Formulation) -> None:
    once = folded(before, before.people, by=BY, at=AT)
    assert folded(once, before.people, by=BY, at=AT) == once
    assert said(before) <= said(once.standing())
