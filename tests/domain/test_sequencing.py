"""The check of the order: each of its seven rules on both sides, in the words of a plan for Sam."""

from dataclasses import replace
from typing import Any

import pytest

from server.domain import vocabulary
from server.domain.formulation import Formulation, from_plain
from server.domain.moments import read
from server.domain.recommendations import Decision, Recommendation
from server.domain.sequencing import NEW_ADULTS_MOST, Caution, cautions, placed_for
from server.domain.steps import Placement
from server.languages import words
from tests.families import event, family, person_id, record_id, to_whole

SAM = family("Sam, male, 14/02/2011, index\nNia\nKelly + Craig: Sam")
EVENING, _ = event("Tea at six, every day")
GROUNDS = {EVENING: "supports"}


def plan(*titled: tuple[str, dict[str, Any]], placed: str = "1_2", **more: Any) -> Formulation:
    """Sam's formulation with these recommendations, in this order; each rests on something where it is not said
    otherwise. `placed` is agreed, "" for nothing."""
    i, told = event("Tea at six, every day")
    evening = to_whole("events", i, told)
    recommendations = {
        record_id(title): Recommendation(**{"title": title, "events": GROUNDS, "order": f"a{n}", **values})
        for n, (title, values) in enumerate(titled)
    }
    placements = {record_id("placed"): Placement(steps=placed, agreed=True)} if placed else {}
    events = from_plain({"events": {i: evening}})[0].events
    return replace(SAM, events=events, recommendations=recommendations, placements=placements, **more)


ROUTINE = ("Tea at six", {"kind": "routine", "steps": "1"})
NOT_YET = ("Asking Sam to tell it again", {"start": "avoid"})


def warned(formulation: Formulation) -> dict[str, str]:
    """Rule -> the title of what it warns about, "" for the plan as a whole."""
    titles = {i: r.title for i, r in formulation.recommendations.items()}
    return {c.rule: titles.get(c.recommendation, "") for c in cautions(formulation)}


def test_a_plan_that_begins_with_structure_has_no_warning() -> None:
    sound = plan(ROUTINE, ("Time with Nia", {"steps": "2"}), ("A place with the therapist", {"kind": "therapy",
        "steps": "3", "start": "hold"}), NOT_YET)  # fmt: skip
    assert cautions(sound) == ()


def test_a_talking_therapy_at_step_1_is_warned_about_in_plain_words() -> None:
    """R3: the practice guide's central case, said in both languages without a term of the trade."""
    therapy = ("Talking therapy with CAMHS", {"kind": "therapy", "steps": "1", "ending": "A last hour, told before"})
    early = plan(ROUTINE, therapy, NOT_YET, placed="1")
    (caution,) = cautions(early)
    assert caution.rule == "therapy_early"
    finding = caution.finding()
    assert not finding.blocking
    en = words("en")
    assert en(f"finding.{finding.key}", **finding.parameters) == (
        "“Talking therapy with CAMHS” is a talking therapy, and would start before the child stands on step 3."
    )
    assert en(f"finding.{finding.key}.remedy") == "Hold a place for it until step 3, or write why it starts now."
    assert "the child’s sense of their own worth" in caution.why(en)
    cy = words("cy")
    assert "Talking therapy with CAMHS" in cy(f"finding.{finding.key}", **finding.parameters)


@pytest.mark.parametrize("rule", [row.key for row in vocabulary.SEQUENCING_RULES])
@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_rule_says_what_why_and_what_can_be_done(rule: str, language: str) -> None:
    w, finding = words(language), Caution(rule, parameters={}).finding()
    assert f"finding.{finding.key}" in w and f"finding.{finding.key}.remedy" in w
    assert Caution(rule).why(w)


# R1


def test_what_is_more_than_one_step_above_the_placement_does_not_start_now() -> None:
    """R1"""
    group = ("Anger group, 8 weeks", {"kind": "other", "steps": "4"})
    assert warned(plan(ROUTINE, group, NOT_YET)) == {"above_placement": "Anger group, 8 weeks"}
    told = next(c for c in cautions(plan(ROUTINE, group, NOT_YET)))
    assert told.parameters == {"what": "Anger group, 8 weeks", "step": 4, "placed": "1–2"}


@pytest.mark.parametrize(
    "values",
    [
        {"steps": "3"},  # one above the highest step of the placement
        {"steps": "3_4"},  # begins one above
        {"steps": "4", "start": "hold"},
        {"steps": "4", "start": "later"},
        {"steps": "4", "start": "avoid"},
        {"steps": "4", "state": "waiting"},
        {"steps": "4", "state": "stopped"},
    ],
)
def test_what_is_one_step_above_or_does_not_start_is_no_matter(values: dict[str, Any]) -> None:
    """R1"""
    assert "above_placement" not in warned(plan(ROUTINE, ("Walks", values), NOT_YET))


def test_the_kind_of_work_says_its_step_where_the_step_was_put_too_low() -> None:
    """R1: thinking about behaviour is work for step 4, wherever it was put."""
    low = plan(ROUTINE, ("Victim empathy course", {"kind": "offence_work", "steps": "1", "ending": "x"}), NOT_YET)
    assert warned(low) == {"above_placement": "Victim empathy course"}


def test_a_placement_with_the_person_who_does_it_counts_for_what_they_do() -> None:
    """R1: step 2 as a whole, and step 3 with Nia."""
    with_nia = Placement(steps="3", person=person_id("Nia"), agreed=True)
    walk = ("Talk on walks", {"steps": "4", "done_by": {person_id("Nia"): "does"}})
    other = ("Talk on walks", {"steps": "4", "done_by": {person_id("Kelly"): "does"}})
    for recommendation, expected in ((walk, {}), (other, {"above_placement": "Talk on walks"})):
        formulation = plan(ROUTINE, recommendation, NOT_YET, placed="2")
        both = {**formulation.placements, record_id("with Nia"): with_nia}
        assert warned(replace(formulation, placements=both)) == expected


def test_a_placement_nobody_agreed_on_is_not_gone_by() -> None:
    """R1: a first placement of one professional, and one that was taken back, are no placement of the child."""
    formulation = plan(ROUTINE, ("Goals", {"steps": "6"}), placed="")
    own = {record_id("own"): Placement(steps="1", placed_by=person_id("Nia"))}
    gone = {record_id("gone"): Placement(steps="1", agreed=True, removed_at="2026-03-12T10:00:00Z")}
    assert warned(replace(formulation, placements={**own, **gone})) == {}


def test_the_latest_agreement_is_the_one_that_counts() -> None:
    """R1"""
    before = Placement(steps="1", agreed=True, agreed_at="2026-03-12T10:00:00Z")
    after = Placement(steps="3", agreed=True, agreed_at="2026-03-12T11:00:00Z")
    formulation = replace(plan(placed=""), placements={record_id("b"): before, record_id("a"): after})
    assert placed_for(formulation, Recommendation()) == (3, 3)


# R2


def test_what_is_higher_has_something_live_on_step_1_under_it() -> None:
    """R2"""
    nia = ("Time with Nia", {"steps": "2"})
    assert warned(plan(nia, NOT_YET)) == {"no_structure": "Time with Nia"}
    assert warned(plan(ROUTINE, nia, NOT_YET)) == {}


@pytest.mark.parametrize("values", [{"start": "hold"}, {"start": "later"}, {"start": "avoid"}, {"state": "stopped"},
                                    {"state": "waiting"}])  # fmt: skip
def test_structure_that_is_not_at_work_carries_nothing(values: dict[str, Any]) -> None:
    """R2"""
    resting = (ROUTINE[0], {**ROUTINE[1], **values})
    assert "no_structure" in warned(plan(resting, ("Time with Nia", {"steps": "2"}), NOT_YET))


def test_what_a_recommendation_names_as_needed_first_is_what_carries_it() -> None:
    """R2: its own ground has stopped, though other structure is at work; through another one it is found too."""
    car = ("Car time", {"steps": "2", "needs_first": {record_id("Tea at six"): "needed"}})
    then = ("Visits", {"steps": "2", "needs_first": {record_id("Car time"): "needed"}})
    bed = ("Light on at night", {"steps": "1"})
    stopped = (ROUTINE[0], {**ROUTINE[1], "state": "stopped"})
    assert warned(plan(ROUTINE, bed, car, then, NOT_YET)) == {}
    found = cautions(plan(stopped, bed, car, then, NOT_YET))
    assert [c.parameters["what"] for c in found if c.rule == "no_structure"] == ["Car time", "Visits"]


def test_recommendations_that_need_each_other_come_to_an_end() -> None:
    """R2"""
    one = ("One", {"steps": "2", "needs_first": {record_id("Two"): "needed"}})
    two = ("Two", {"steps": "2", "needs_first": {record_id("One"): "needed"}})
    assert warned(plan(ROUTINE, one, two, NOT_YET)) == {}


def test_what_is_itself_on_step_1_or_avoided_needs_nothing_under_it() -> None:
    """R2"""
    assert warned(plan(ROUTINE, ("Retelling", {"steps": "3", "start": "avoid"}))) == {}


def test_a_therapy_that_was_put_on_step_1_is_no_structure() -> None:
    """R2"""
    talk = ("Talking", {"kind": "therapy", "steps": "1", "ending": "in June"})
    assert "no_structure" in warned(plan(talk, ("Time with Nia", {"steps": "2"}), NOT_YET))


# R3


@pytest.mark.parametrize(("placed", "start", "early"), [
    ("1", "now", True), ("2", "now", True), ("1_2", "now", True), ("", "now", True),
    ("3", "now", False), ("2_3", "now", False), ("4", "now", False),
    ("1", "hold", False), ("1", "later", False), ("1", "avoid", False),
])  # fmt: skip
def test_a_talking_therapy_is_held_a_place_for_until_step_3(placed: str, start: str, early: bool) -> None:
    """R3: also where no placement is agreed, for nobody knows then that the child stands there."""
    therapy = ("Talking therapy", {"kind": "therapy", "steps": "3", "start": start, "ending": "in June"})
    assert ("therapy_early" in warned(plan(ROUTINE, therapy, NOT_YET, placed=placed))) is early


def test_what_begins_to_show_is_not_where_the_child_stands() -> None:
    """R3"""
    therapy = ("Talking therapy", {"kind": "therapy", "steps": "3", "ending": "in June"})
    formulation = plan(ROUTINE, therapy, NOT_YET, placed="")
    emerging = {record_id("p"): Placement(steps="2", emerging="3", agreed=True)}
    assert "therapy_early" in warned(replace(formulation, placements=emerging))


SOUNDS = (
    "Weekly counselling with the school nurse", "EMDR as soon as there is a place", "Trauma-focused CBT",
    "Sit down with him to talk about what happened", "Work through the abuse with Janet", "Bereavement support",
    "Cwnsela wythnosol", "Therapi gyda Siân", "Siarad am y gorffennol gyda Nia", "Gwaith trawma", "Seicotherapi",
)  # fmt: skip
SOUNDS_NOT = (
    "Speech and language therapy passport", "Occupational therapist looks at the bedroom",
    "Visits from the therapy dog", "Music therapy taster", "Talk with school about the timetable",
    "Careers counsellor in June", "Same adult, same time", "Therapi lleferydd ac iaith", "Therapi celf",
    "Siarad â’r ysgol", "Talking to his gran every Sunday",
)  # fmt: skip


@pytest.mark.parametrize("title", SOUNDS)
def test_what_sounds_like_a_talking_therapy_is_asked_about_until_somebody_says_what_it_is(title: str) -> None:
    """R3, where the sort of work was left unsaid: the central case, typed at the speed of talk."""
    sounding = (title, {"steps": "1"})
    (caution,) = cautions(plan(ROUTINE, sounding, NOT_YET, placed="1"))
    assert caution.rule == "therapy_early" and caution.asks
    finding = caution.finding()
    assert finding.key == "sequence_sounds_like_therapy" and finding.place.field == "kind" and not finding.blocking
    for w in (words("en"), words("cy")):
        assert title in w(f"finding.{finding.key}", **finding.parameters) and w(f"finding.{finding.key}.remedy")
    for said, rule in (("other", None), ("therapy", "therapy_early")):
        answered = plan(ROUTINE, (title, {"steps": "1", "kind": said, "ending": "in June"}), NOT_YET, placed="1")
        assert [c.rule for c in cautions(answered)] == [rule] * (rule is not None)
        assert not any(c.asks for c in cautions(answered))
    for at_rest in ({"start": "hold"}, {"state": "stopped"}, {"start": "avoid"}):
        assert not any(c.asks for c in cautions(plan(ROUTINE, (title, {"steps": "1", **at_rest}), NOT_YET, placed="1")))
    assert cautions(plan(ROUTINE, (title, {"steps": "3"}), NOT_YET, placed="3")) == ()


@pytest.mark.parametrize("title", SOUNDS_NOT)
def test_what_only_shares_a_word_with_a_talking_therapy_is_not_asked_about(title: str) -> None:
    assert cautions(plan(ROUTINE, (title, {"steps": "1"}), NOT_YET, placed="1")) == ()


def test_the_reason_in_its_words_is_heard_as_well_as_its_title() -> None:
    early = plan(ROUTINE, ("Thursdays with Janet", {"steps": "1", "why": "Counselling, at last"}), NOT_YET, placed="1")
    assert [c.asks for c in cautions(early)] == [True]


def test_a_reason_written_for_the_words_is_asked_for_again_once_it_is_said_to_be_a_therapy() -> None:
    sounding = ("EMDR with Janet", {"steps": "1", "ending": "in June"})
    early = plan(ROUTINE, sounding, NOT_YET, placed="1")
    (asked,) = cautions(early)
    i = record_id("EMDR with Janet")
    kept = {record_id("kept"): Decision(rule="therapy_early", recommendation=i, against=asked.against, reason="Soon")}
    assert [c.reason for c in cautions(replace(early, decisions=kept))] == ["Soon"]
    now_said = plan(ROUTINE, (sounding[0], {**sounding[1], "kind": "therapy"}), NOT_YET, placed="1", decisions=kept)
    assert [(c.reason, c.reason_before) for c in cautions(now_said)] == [("", "Soon")]


# R4


def bringing(*numbers: str, **values: Any) -> list[tuple[str, dict[str, Any]]]:
    return [(f"With {n} ({i})", {"steps": "1", "new_adults": n, **values}) for i, n in enumerate(numbers)]


def test_a_child_meets_about_three_new_adults_at_once() -> None:
    """R4"""
    assert warned(plan(*bringing("one", "two"), NOT_YET)) == {}
    assert warned(plan(*bringing("two", "two"), NOT_YET)) == {"new_adults": ""}
    assert warned(plan(*bringing("more"), NOT_YET)) == {"new_adults": ""}
    (caution,) = cautions(plan(*bringing("two", "two"), NOT_YET))
    assert caution.parameters == {"most": NEW_ADULTS_MOST}


def test_one_new_adult_who_does_several_things_is_met_once() -> None:
    """R4"""
    assert warned(plan(*bringing("one", "one", "one", "one", who="Mari, link worker"), NOT_YET)) == {}


@pytest.mark.parametrize("values", [{"start": "hold"}, {"start": "later"}, {"state": "stopped"}])
def test_whom_the_child_does_not_meet_yet_is_not_among_them(values: dict[str, Any]) -> None:
    """R4"""
    assert "new_adults" not in warned(plan(ROUTINE, *bringing("two", "two", **values), NOT_YET))


# R5


@pytest.mark.parametrize("grounds", [
    {"events": GROUNDS}, {"events": {}, "people": {person_id("Nia"): "supports"}},
    {"events": {}, "facts": {record_id("fact"): "supports"}}, {"events": {}, "wishes": {record_id("wish"): "answers"}},
])  # fmt: skip
def test_an_event_a_person_a_fact_or_a_wish_is_something_to_rest_on(grounds: dict[str, Any]) -> None:
    """R5"""
    assert warned(plan(("Tea at six", {"steps": "1", **grounds}), NOT_YET)) == {}


@pytest.mark.parametrize("grounds", [
    {"events": {}}, {"events": {EVENING: "speaks_against"}},
    {"events": {}, "wishes": {record_id("wish"): "goes_against"}},
])  # fmt: skip
def test_a_recommendation_that_rests_on_nothing_is_asked_what_it_rests_on(grounds: dict[str, Any]) -> None:
    """R5"""
    assert warned(plan(("Tea at six", {"steps": "1", **grounds}), NOT_YET)) == {"rests_on_nothing": "Tea at six"}


def test_what_is_to_be_avoided_or_has_stopped_need_not_say_what_it_rests_on() -> None:
    """R5"""
    assert warned(plan(ROUTINE, ("Groups", {"start": "avoid", "events": {}}),
                       ("Old plan", {"steps": "1", "state": "stopped", "events": {}}))) == {}  # fmt: skip


# R6


@pytest.mark.parametrize(("placed", "asked"), [("1", True), ("2", True), ("1_2", True), ("2_3", True), ("3", False),
                                               ("3_4", False), ("", False)])  # fmt: skip
def test_on_the_first_two_steps_it_is_said_what_to_avoid_for_now(placed: str, asked: bool) -> None:
    """R6"""
    assert ("nothing_avoided" in warned(plan(ROUTINE, placed=placed))) is asked
    assert "nothing_avoided" not in warned(plan(ROUTINE, NOT_YET, placed=placed))


def test_what_need_no_longer_be_avoided_is_nothing_to_avoid() -> None:
    """R6"""
    over = (NOT_YET[0], {"start": "avoid", "avoided": "no_longer"})
    assert "nothing_avoided" in warned(plan(ROUTINE, over))
    assert "nothing_avoided" not in warned(plan(ROUTINE, (NOT_YET[0], {"start": "avoid", "avoided": "still_needed"})))


def test_a_plan_that_is_not_begun_is_asked_nothing() -> None:
    """R6"""
    assert cautions(plan()) == ()


# R7


@pytest.mark.parametrize("kind", [row.key for row in vocabulary.RECOMMENDATION_KINDS if row.ends])
def test_what_comes_to_an_end_has_its_ending_planned(kind: str) -> None:
    """R7"""
    unplanned = plan(ROUTINE, ("Six weeks of it", {"kind": kind, "steps": "5"}), NOT_YET, placed="5")
    planned = plan(ROUTINE, ("Six weeks of it", {"kind": kind, "steps": "5", "ending": "A last walk, told in May"}),
                   NOT_YET, placed="5")  # fmt: skip
    assert warned(unplanned) == {"ending": "Six weeks of it"}
    assert warned(planned) == {}


def test_a_day_on_which_it_ends_is_a_plan_but_for_an_ending_itself() -> None:
    """R7: of a goodbye it has to be said how."""
    june = read("12/06/2026", language="en", born=None, after=None)
    course = ("Course", {"kind": "thinking", "steps": "4", "ends": june})
    goodbye = ("Nia hands over", {"kind": "ending", "steps": "4", "ends": june})
    assert warned(plan(ROUTINE, course, NOT_YET, placed="4")) == {}
    assert warned(plan(ROUTINE, goodbye, NOT_YET, placed="4")) == {"ending": "Nia hands over"}


@pytest.mark.parametrize("values", [{"kind": "routine"}, {"kind": "therapy", "start": "hold"},
                                    {"kind": "assessment", "state": "stopped"}])  # fmt: skip
def test_what_has_no_end_or_is_not_begun_needs_no_ending(values: dict[str, Any]) -> None:
    """R7"""
    assert "ending" not in warned(plan(ROUTINE, ("It", {"steps": "3", **values}), NOT_YET, placed="5"))


# The psychologist decides


def test_the_psychologists_reason_is_kept_beside_the_warning() -> None:
    talk = ("Talking therapy", {"kind": "therapy", "steps": "3", "ending": "in June"})
    formulation = plan(ROUTINE, talk, NOT_YET)
    (caution,) = cautions(formulation)
    decided = Decision(rule=caution.rule, recommendation=caution.recommendation, against=caution.against,
                       reason="He has asked for it himself, with Nia in the room.")  # fmt: skip
    (answered,) = cautions(replace(formulation, decisions={record_id("d"): decided}))
    assert answered.reason == "He has asked for it himself, with Nia in the room."
    assert answered.reason_before == ""


def test_a_reason_is_asked_for_again_when_the_child_stands_elsewhere() -> None:
    talk = ("Talking therapy", {"kind": "therapy", "steps": "3", "ending": "in June"})
    decided = Decision(rule="therapy_early", recommendation=record_id("Talking therapy"), against="2", reason="Nearly")
    reasons = {record_id("d"): decided}
    (same,) = cautions(plan(ROUTINE, talk, NOT_YET, placed="2", decisions=reasons))
    (lower,) = cautions(plan(ROUTINE, talk, NOT_YET, placed="1", decisions=reasons))
    assert (same.reason, same.reason_before) == ("Nearly", "")
    assert (lower.reason, lower.reason_before) == ("", "Nearly")


def test_a_reason_for_one_thing_is_none_for_another() -> None:
    one, two = ("One", {"kind": "therapy", "steps": "3", "ending": "x"}), ("Two", {"kind": "therapy", "steps": "3",
                "ending": "x"})  # fmt: skip
    decided = Decision(rule="therapy_early", recommendation=record_id("One"), reason="Asked for")
    empty = Decision(rule="therapy_early", recommendation=record_id("Two"), reason="   ")
    found = cautions(plan(ROUTINE, one, two, NOT_YET, decisions={record_id("d"): decided, record_id("e"): empty}))
    assert [(c.parameters["what"], c.reason) for c in found] == [("One", "Asked for"), ("Two", "")]


def test_what_was_removed_is_not_looked_at() -> None:
    formulation = plan(ROUTINE, ("Talking therapy", {"kind": "therapy", "removed_at": "2026-03-12T10:00:00Z"}), NOT_YET)
    assert cautions(formulation) == ()


def test_warnings_come_in_the_order_of_the_plan_and_the_whole_plan_last() -> None:
    found = cautions(plan(("B", {"steps": "2", "events": {}}), ("A", {"steps": "1", "start": "later", "events": {}})))
    assert [(c.rule, c.parameters.get("what")) for c in found] == [
        ("no_structure", "B"), ("rests_on_nothing", "B"), ("rests_on_nothing", "A"), ("nothing_avoided", None),
    ]  # fmt: skip
