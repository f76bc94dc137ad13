"""One line about a relative, placed in a family: rules by their numbers."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.fields import clean_line
from server.domain.findings import findings
from server.domain.formulation import Formulation, to_plain
from server.domain.genogram import ParentLink
from server.interchange.relatives import RELATIONS, RelativeReading, read_relative
from tests.families import family, person_id
from tests.interchange.planned import carried_out, lost

TODAY = date(2026, 3, 2)
SALLIS = family("""
    Iestyn Sallis, male, 14/02/2011, index
    Kelly-Ann Tudful, female, 03/06/1991
    Craig Sallis, male
    Craig Sallis + Kelly-Ann Tudful: Iestyn Sallis
    Lee Hartog + Kelly-Ann Tudful
""")
IEST, KELLY, CRAIG, LEE = (person_id(n) for n in ("Iestyn Sallis", "Kelly-Ann Tudful", "Craig Sallis", "Lee Hartog"))
ALONE = family("Iestyn Sallis, male, 14/02/2011, index")


def read(line: str, to: str = IEST, of: Formulation = SALLIS, **more: Any) -> RelativeReading:
    return read_relative(line, to, to_plain(of), today=TODAY, language="en", **more)


def after(line: str, to: str = IEST, of: Formulation = SALLIS, **more: Any) -> tuple[Formulation, str]:
    """The family with the relative in it, and the id of the first new person."""
    reading = read(line, to, of, **more)
    return carried_out(reading.plan, of), reading.people[0]


def parents(formulation: Formulation, child: str, kind: str = "biological") -> set[str]:
    found: set[str] = set()
    for link in formulation.parent_links.values():
        if link.child == child and link.kind == kind:
            union = formulation.unions.get(link.union)
            found |= {union.a, union.b} if union else {link.parent}
    return found - {""}


def siblings(formulation: Formulation, person: str) -> set[str]:
    mine = {(x.union, x.parent) for x in formulation.parent_links.values() if x.child == person}
    return {x.child for x in formulation.parent_links.values() if (x.union, x.parent) in mine} - {person}


def doubts(reading: RelativeReading) -> list[str]:
    return [doubt.key for doubt in reading.doubts]


def test_an_aunt_is_the_sister_of_a_parent_under_a_couple_that_is_made_once() -> None:
    """R1"""
    first, bethan = after("Bethan, mum's sister, born 1994, care assistant, lives in Neath")
    aunt = first.people[bethan]
    assert (aunt.name, aunt.gender, aunt.occupation, aunt.lives_in) == ("Bethan", "female", "care assistant", "Neath")
    assert siblings(first, bethan) == {KELLY} and len(first.unions) == len(SALLIS.unions) + 1
    second, huw = after("uncle Huw (mum's brother)", of=first)
    assert siblings(second, huw) == {KELLY, bethan} and len(second.unions) == len(first.unions)
    third, carol = after("mum's mum Carol", of=second)
    assert parents(third, KELLY) == parents(third, bethan) == parents(third, huw) == {carol}
    fourth, dad = after("mum's dad", of=third)
    assert parents(fourth, huw) == {carol, dad} and len(fourth.unions) == len(first.unions)


def test_an_unknown_parent_is_put_between_only_where_none_stands_and_is_named_later() -> None:
    """R1"""
    first, bethan = after("aunt Bethan", of=ALONE)
    (between,) = parents(first, IEST)
    assert first.people[between].unknown and siblings(first, bethan) == {between}
    second, kelly = after("mum Kelly", of=first)
    assert kelly == between and len(second.people) == len(first.people)
    mum = second.people[kelly]
    assert (mum.name, mum.gender, mum.unknown) == ("Kelly", "female", False)


def test_two_children_of_one_couple_do_not_double_it() -> None:
    """R1"""
    first, one = after("son Tom", KELLY, of=family("Kelly-Ann Tudful + Lee"))
    second, two = after("daughter Ann", person_id("Lee"), of=first)
    assert len(second.unions) == 1 and siblings(second, one) == {two}


def test_the_second_parent_joins_the_first_in_a_couple() -> None:
    """R1"""
    first, mum = after("mum Kelly", of=ALONE)
    second, dad = after("dad Craig", of=first)
    (union,) = second.unions.values()
    assert {union.a, union.b} == {mum, dad} and parents(second, IEST) == {mum, dad}
    assert len(second.parent_links) == 1


def test_foster_carers_are_a_couple_with_the_time_they_cared() -> None:
    reading = read("foster carers Janet and Alun Probert, Nov 2018 to Apr 2023")
    done = carried_out(reading.plan, SALLIS)
    assert [done.people[i].name for i in reading.people] == ["Janet Probert", "Alun Probert"]
    assert {done.people[i].gender for i in reading.people} == {"unknown"}
    (link,) = [x for x in done.parent_links.values() if x.kind == "foster"]
    assert link.child == IEST and parents(done, IEST, "foster") == set(reading.people)
    assert link.began and link.ended and (link.began.text, link.ended.text) == ("Nov 2018", "Apr 2023")
    assert doubts(reading) == []


def test_a_half_brother_hangs_from_one_parent_in_common() -> None:
    """R3: by the family name, else said as a doubt."""
    seren, i = after("half-sister Seren Hartog, 16/8/15")
    assert parents(seren, i) == {KELLY, LEE} and doubts(read("half-sister Seren Hartog")) == []
    kai, i = after("half-brother Kai b 2018, dad's side, never met")
    assert parents(kai, i) == {CRAIG} and [b.kind for b in kai.bonds.values()] == ["never_met"]
    assert doubts(read("half-brother Kai")) == ["relative_half"]


def test_which_side_a_grandmother_is_on_is_a_doubt_when_both_are_possible() -> None:
    """R3"""
    reading = read("Nain Gwyn d. 2019")
    done = carried_out(reading.plan, SALLIS)
    gwyn = reading.people[0]
    assert doubts(reading) == ["relative_which_side"] and parents(done, KELLY) == {gwyn}
    assert (done.people[gwyn].called, done.people[gwyn].gender) == ("Nain Gwyn", "female")
    assert doubts(read("nan Maureen on dad's side")) == []
    said, maureen = after("nan Maureen on dad's side")
    assert parents(said, CRAIG) == {maureen}
    named, maureen = after("nan Maureen Sallis")
    assert parents(named, CRAIG) == {maureen}
    other, carol = after("nan Carol", of=said)
    assert parents(other, KELLY) == {carol} and doubts(read("nan Carol", of=said)) == []


def test_a_stepfather_is_a_partner_of_the_mother() -> None:
    done, bob = after("stepdad Bob")
    (union,) = [u for u in done.unions.values() if bob in (u.a, u.b)]
    assert {union.a, union.b} == {bob, KELLY} and parents(done, IEST, "step") == {bob, KELLY}


def test_twins_losses_numbers_pets_and_friends() -> None:
    twins = read("twin girls, 2020", KELLY, family("Kelly-Ann Tudful + Lee Hartog"))
    done = carried_out(twins.plan, family("Kelly-Ann Tudful + Lee Hartog"))
    one, two = (done.people[i] for i in twins.people)
    assert two.twin_of == twins.people[0] and {one.gender, two.gender} == {"female"}
    assert siblings(done, twins.people[0]) == {twins.people[1]} and one.born == two.born
    done, three = after("3 brothers")
    assert (done.people[three].kind, done.people[three].count, done.people[three].gender) == ("siblings", "3", "male")
    done, loss = after("lost a baby spring 2013", KELLY, family("Kelly-Ann Tudful + Lee Hartog"))
    assert done.people[loss].kind == "miscarriage" and parents(done, loss) == {KELLY, LEE}
    assert done.people[loss].died and done.people[loss].died.text == "spring 2013"
    done, pero = after("dog, Pero")
    assert (done.people[pero].kind, done.people[pero].species, done.people[pero].name) == ("pet", "dog", "Pero")
    done, tom = after("best friend Tom")
    assert [(b.a, b.b, b.kind, b.words) for b in done.bonds.values()] == [(IEST, tom, "other", "best friend")]
    done, due = after("baby due June 2027", KELLY, family("Kelly-Ann Tudful + Lee Hartog"))
    assert done.people[due].kind == "pregnancy"


def test_prison_is_a_household_with_a_stay() -> None:
    done, craig = after("dad Craig, prison since 2023", of=ALONE)
    (home,), (stay,) = done.households.values(), done.stays.values()
    assert (home.kind, stay.person, stay.began and stay.began.text) == ("prison", craig, "2023")


def test_welsh_lines_are_read_as_well() -> None:
    done, bethan = after("modryb Bethan, chwaer mam, ganed 1994")
    assert siblings(done, bethan) == {KELLY}
    done, carol = after("mam-gu Carol ar ochr ei fam, tua 62 oed")
    assert parents(done, KELLY) == {carol}
    born = done.people[carol].born
    assert born and born.start == (date(1963, 3, 3), date(1964, 3, 2)) and born.qualifier == "about"


@pytest.mark.parametrize(
    ("line", "relation", "of", "kin"),
    [
        ("Tom", "sibling", "Iestyn Sallis", "sibling"), ("boy Tom", "sibling", "Iestyn Sallis", "boy"),
        ("aunt Bethan", "sibling", "Iestyn Sallis", "aunt"), ("Janet Probert", "carer", "Iestyn Sallis", "carer"),
    ],
)  # fmt: skip
def test_the_button_counts_where_the_words_say_less(line: str, relation: str, of: str, kin: str) -> None:
    """R2"""
    reading = read(line, relation=relation)
    done = carried_out(reading.plan, SALLIS)
    assert (reading.of, reading.kin) == (person_id(of), kin)
    assert (IEST in siblings(done, reading.people[0])) == (kin in ("sibling", "boy"))
    assert ("relative_button" in doubts(reading)) == (kin == "aunt")
    assert (parents(done, IEST, "foster") == set(reading.people)) == (kin == "carer")


def test_a_relative_with_the_button_for_carers_is_both() -> None:
    done, bethan = after("Aunt Bethan, mum's sister", relation="carer")
    assert siblings(done, bethan) == {KELLY} and parents(done, IEST, "kinship") == {bethan}


def test_what_is_not_understood_stands_in_the_note_and_is_said() -> None:
    """R4"""
    reading = read("aunt Bethan, mum's side, wants to be involved; rings on Sundays")
    note = next(e.fields["note"] for e in reading.plan if e.id == reading.people[0])
    assert note == "wants to be involved\nrings on Sundays" and doubts(reading) == ["relative_kept"] * 2


def test_somebody_of_the_same_name_is_said_and_not_doubled_silently() -> None:
    assert "relative_already" in doubts(read("dad Craig Sallis"))
    assert doubts(read("Maureen's sister Ann")).count("relative_nobody_of_that_name") == 1


def test_new_people_stand_beside_their_kin_on_free_places() -> None:
    placed = to_plain(SALLIS)
    for n, person in enumerate(placed["people"].values()):
        person["place"] = [64 * n, 64]
    reading = read_relative("twin girls Ann and Beth, daughters", KELLY, placed, today=TODAY, language="en")
    places = [e.fields["place"] for e in reading.plan if e.collection == "people"]
    assert [y for _, y in places] == [128, 128] and len({tuple(p) for p in places}) == 2


def test_removed_records_are_as_if_they_were_not_there() -> None:
    plain = to_plain(SALLIS)
    for union in plain["unions"].values():
        union["removed_at"] = "2026-03-02T10:00:00Z"
    for link in plain["parent_links"].values():
        link["removed_at"] = "2026-03-02T10:00:00Z"
    reading = read_relative("sister Ann", IEST, plain, today=TODAY, language="en")
    assert [e.collection for e in reading.plan] == ["people", "unions", "parent_links", "parent_links"]


PIECES = st.sampled_from(
    "aunt|mum's|sister|Bethan|dad|Craig Sallis|half-brother|never met|born|b.|d.|1994|spring 2013|3/4/2018|31"
    "|tua 62 oed|foster carers|Janet and Alun|Probert|Nov 2018 to Apr 2023|twin|girls|3|brothers|lost a baby"
    "|dog|Pero|modryb|mam-gu|lives in Neath|lives with|Nan|prison since 2023|on mum's side|care assistant"
    "|wants to come|?|(|)|,|;|–|-|+|~|'s|of|partner|married 1990|separated|step|cousin|great|gran|yn|byw|a|fy"
    "|ei|dau|chwaer|“|”|known as|f|m|index|29/2/2011|to|since|died|carer|friend|Craig's|5 weeks|n?|pregnant"
    "|due June 2027|identical|retired|works as".split("|")
)
LINES = st.one_of(
    st.text(max_size=60),
    st.lists(PIECES, max_size=9).map(" ".join),
    st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=7).map(" ".join),
)
FAMILIES = st.sampled_from([SALLIS, ALONE, Formulation()])
TO = st.sampled_from([IEST, KELLY, LEE, "", "nobody"])


@settings(max_examples=600)
@given(LINES, TO, FAMILIES, st.sampled_from([*RELATIONS, "enemy"]), st.sampled_from(["en", "cy"]))
def test_any_line_is_read_and_no_word_is_lost(
    line: str, to: str, of: Formulation, relation: str, language: str
) -> None:
    """R4"""
    reading = read_relative(line, to, to_plain(of), today=TODAY, language=language, relation=relation)
    done = carried_out(reading.plan, of)
    told = [str(value) for doubt in reading.doubts for value in doubt.parameters.values()]
    assert lost(clean_line(line), reading.plan, told, len(reading.people)) == set()
    assert reading.people and set(reading.people) <= set(done.people)
    blocking = {f.key for f in findings(done) if f.blocking} - {"no_index_person", "ends_before_it_starts"}
    assert blocking == set()
    assert not any(isinstance(x, ParentLink) and x.child in parents(done, x.child) for x in done.parent_links.values())
