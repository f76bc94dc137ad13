"""What stands in the way of a freeze, and what is only good to know; rules by their numbers."""

from dataclasses import replace

from server.domain.findings import findings
from server.domain.formulation import Formulation, from_plain
from server.domain.genogram import ParentLink, Union
from server.domain.moments import Moment, read
from server.domain.timeline import Experience, TimelineEvent
from tests.families import event, family, person_id, record_id

SAM = family("Sam, male, 14/02/2011, index\nKelly + Craig: Sam")

AT = "2026-03-12T09:31:00Z"


def keys(formulation: Formulation, *, blocking: bool) -> set[str]:
    return {f.key for f in findings(formulation) if f.blocking is blocking}


def test_a_sound_family_has_nothing_in_the_way() -> None:
    assert findings(SAM) == ()


def test_somebody_is_the_index_person() -> None:
    """F1"""
    assert keys(family("Sam"), blocking=True) == {"no_index_person"}
    assert keys(family("Sam, index\nAlex, index"), blocking=True) == {"second_index_person"}


def test_a_reference_points_at_somebody_who_is_there() -> None:
    """F2"""
    gone = replace(SAM.people[person_id("Kelly")], removed_at="2026-03-12T10:00:00Z")
    broken = replace(SAM, people={**SAM.people, person_id("Kelly"): gone})
    assert keys(broken, blocking=True) == {"dangling_reference"}


def test_a_union_joins_two_different_people() -> None:
    """F3"""
    alone = Union(a=person_id("Sam"), b=person_id("Sam"))
    assert keys(replace(SAM, unions={record_id("u"): alone}, parent_links={}), blocking=True) == {"union_with_oneself"}


def test_a_parent_link_names_a_child_and_a_parent() -> None:
    """F4"""
    loose = replace(SAM, parent_links={record_id("l"): ParentLink(child=person_id("Sam"))})
    assert keys(loose, blocking=True) == {"loose_parent_link"}


def test_a_person_who_is_their_own_ancestor_is_told_and_kept() -> None:
    """F5, A27"""
    circle = family("Sam, index\nKelly + Craig: Sam\nSam + Alex: Kelly")
    assert keys(circle, blocking=False) == {"own_ancestor"}
    assert len(circle.parent_links) == 2


def test_a_record_edited_after_its_removal_waits_for_somebody_to_settle_it() -> None:
    """F6, A11"""
    i, plain = event("Moved", removed_at="2026-03-12T10:00:00Z")
    both, _ = from_plain({"events": {i: plain}})
    found = findings(replace(SAM, events=both.events), edited_after_removal=[("events", i)])
    assert [f.key for f in found if f.blocking] == ["edited_after_removal"]


def test_first_placements_that_nobody_has_seen_are_told_of_before_they_go() -> None:
    """S1"""
    told = [f for f in findings(SAM, not_shown=["Priya", "Tom"]) if f.key == "placings_not_shown"]
    assert [(f.blocking, f.parameters["names"]) for f in told] == [(False, "Priya, Tom")]
    assert "placings_not_shown" not in keys(SAM, blocking=False)


def test_an_event_says_what_happened() -> None:
    """T1"""
    assert "event_without_title" in keys(replace(SAM, events={record_id("e"): TimelineEvent()}), blocking=False)


def test_a_stay_that_ends_before_it_starts_stops_a_freeze() -> None:
    """T2"""
    backwards = Union(
        a=person_id("Kelly"), b=person_id("Craig"), began=day("2015-03-01"), ended=day("2014-03-01"), kind="married"
    )
    i = next(iter(SAM.unions))
    assert keys(replace(SAM, unions={i: backwards}), blocking=True) == {"ends_before_it_starts"}


def test_a_date_that_is_not_understood_is_told_with_its_words() -> None:
    """T3"""
    i, plain = event("Something", when=Moment("when the moon was blue").to_json())
    odd, _ = from_plain({"events": {i: plain}})
    found = [f for f in findings(replace(SAM, events=odd.events)) if f.key == "unread_date"]
    assert [f.parameters["words"] for f in found] == ["when the moon was blue"]
    assert not found[0].blocking


def test_a_day_that_does_not_exist_is_asked_about() -> None:
    """T4"""
    i, plain = event(
        "Made toast for Seren",
        lane="strengths",
        when=read("31/11/2017", language="en", born=None, after=None).to_json(),
    )
    odd, _ = from_plain({"events": {i: plain}})
    assert "impossible_date" in keys(replace(SAM, events=odd.events), blocking=False)


def test_what_people_disagree_about_is_an_open_question() -> None:
    """T5"""
    told = TimelineEvent(title="Lee moves in", confidence="disputed")
    assert "disputed" in keys(replace(SAM, events={record_id("e"): told}), blocking=False)


def test_a_fact_told_in_two_ways_is_found_until_it_is_settled() -> None:
    """T5"""
    told = {"field": "title", "value": "Lee is asked to stay", "who": "Mum", "noted_by": "", "at": AT}
    other = {**told, "value": "Lee forces his way in", "who": "Nan"}
    open_one = TimelineEvent(title="Lee moves in", accounts={record_id("a"): told, record_id("b"): other})
    (found,) = [f for f in findings(replace(SAM, events={record_id("e"): open_one})) if f.key == "told_differently"]
    assert (found.blocking, found.place.field, found.parameters) == (False, "title", {"what": "Lee moves in"})
    settled = {key: {**account, "settled": AT, "outcome": "both"} for key, account in open_one.accounts.items()}
    assert "told_differently" not in keys(
        replace(SAM, events={record_id("e"): replace(open_one, accounts=settled)}), blocking=False
    )


def test_a_tie_that_is_told_in_two_ways_is_named_by_its_people() -> None:
    """T5"""
    told = {"field": "began", "value": {"text": "2009"}, "noted_by": "", "at": AT}
    unions = {key: replace(union, accounts={record_id("a"): told}) for key, union in SAM.unions.items()}
    found = [f for f in findings(replace(SAM, unions=unions)) if f.key == "told_differently"]
    assert found and all(f.parameters["what"] for f in found)


def test_what_was_an_experience_is_said_of_an_event() -> None:
    """T6"""
    loose = replace(SAM, experiences={record_id("x"): Experience(kind="bereavement")})
    assert "experience_of_nothing" in keys(loose, blocking=False)
    held = {record_id("e"): TimelineEvent(title="Taid dies")}
    said = Experience(kind="bereavement", event=record_id("e"))
    assert "experience_of_nothing" not in keys(
        replace(SAM, events=held, experiences={record_id("x"): said}), blocking=False
    )


def test_strengths_and_the_childs_words_are_asked_for() -> None:
    """E1, E2"""
    hard = replace(SAM, events={record_id("e"): TimelineEvent(title="Moved again", lane="moves")})
    assert keys(hard, blocking=False) == {"no_strengths", "no_words_of_the_child"}
    both = TimelineEvent(title="Reads to Seren", lane="strengths", quote="I like reading")
    assert keys(replace(SAM, events={record_id("e"): both}), blocking=False) == set()


def day(iso: str) -> Moment:
    return Moment.from_json({"text": iso, "start": [iso, iso], "end": None, "precision": "day", "qualifier": ""})
