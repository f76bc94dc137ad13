"""What is doubtful in a formulation, rule by rule on both sides, in Sam's story."""

from dataclasses import replace
from typing import Any

import pytest

from server.domain.board import Card
from server.domain.findings import findings
from server.domain.findings_formulation import Sentence, begun, short
from server.domain.formulation import Formulation, from_plain, to_plain
from server.domain.moments import read
from server.domain.recommendations import Decision, Recommendation
from server.domain.statements import Comment, Statement
from server.domain.steps import Placement
from server.domain.story import StoryPart, state_digest
from server.domain.voice import Voice
from tests.families import event, family, person_id, record_id

COOKS, COOKED = event("Cooks with Nan every Sunday", lane="strengths", quote="I like it", confidence="confirmed")
HEARD, SAID = event("He may have been in care", confidence="hearsay", lane="words")
EVENTS = from_plain({"events": {COOKS: COOKED, HEARD: SAID}})[0].events
SAM = replace(family("Sam, male, 14/02/2011, index\nNan"), events=EVENTS)
ON = {COOKS: "supports"}
SOON = read("26/03/2026", language="en", born=None, after=None)
NOW = "2026-03-12T10:00:00Z"

CARDS = {
    record_id("nan"): Card(text="Nan", box="protective", events=ON),
    record_id("services"): Card(text="Services closed early", box="context", events=ON),
}
PLACED = {record_id("placed"): Placement(steps="1_2", reason="Calm when the day is the same", events=ON, agreed=True)}
PLAN = {
    record_id("tea"): Recommendation(title="Tea at six", steps="1", kind="routine", who="Carol", by=SOON, events=ON),
    record_id("not yet"): Recommendation(title="Retelling it", start="avoid"),
}
VOICES = {record_id("asked"): Voice(asked="asked", text="Sundays at Nan's", share="yes")}
WHOLE = replace(SAM, cards=CARDS, placements=PLACED, recommendations=PLAN, voices=VOICES)
"""A formulation that nothing is to be said of."""


def found(formulation: Formulation, sentences: tuple[Sentence, ...] = ()) -> list[str]:
    return [f.key for f in findings(formulation, sentences=sentences)]


def told(*blocks: Any) -> dict[str, StoryPart]:
    """A story of one part: each block is a list of texts and marks."""
    content = [[{"text": i} if isinstance(i, str) else i for i in block] for block in blocks]
    part = {"blocks": [{"type": "paragraph", "content": inlines} for inlines in content]}
    return {"happened": StoryPart.from_json(part)[0]}


def cites(record: str) -> dict[str, str]:
    return {"type": "citation", "id": record_id(f"cite {record}"), "collection": "events", "record": record}


def test_a_whole_formulation_has_nothing_to_be_said_of() -> None:
    assert found(WHOLE) == []


def test_nothing_is_asked_before_the_formulation_is_begun() -> None:
    """The meeting begins with family and timeline."""
    assert not begun(SAM) and found(SAM) == []
    assert begun(replace(SAM, story=told(["He went to Nan."])))
    assert "no_placement" in found(replace(SAM, cards=CARDS))


@pytest.mark.parametrize(("card", "key"), [
    (Card(box="presenting", events=ON), "card_without_words"),
    (Card(text="Not sleeping", box="presenting"), "card_rests_on_nothing"),
    (Card(text="Not sleeping", box="presenting", events={COOKS: "speaks_against"}), "card_rests_on_nothing"),
])  # fmt: skip
def test_a_card_says_something_and_rests_on_something(card: Card, key: str) -> None:
    """B1"""
    assert found(replace(WHOLE, cards={**CARDS, record_id("c"): card})) == [key]
    assert found(replace(WHOLE, cards={**CARDS, record_id("c"): replace(card, removed_at=NOW)})) == []


def test_a_card_may_rest_on_a_person_or_a_fact() -> None:
    """B1"""
    on_nan = Card(text="Nan's kitchen", box="presenting", people={person_id("Nan"): "supports"})
    assert found(replace(WHOLE, cards={**CARDS, record_id("c"): on_nan})) == []


def test_what_helps_and_what_services_did_are_asked_for() -> None:
    """B2"""
    nan, services = CARDS.items()
    assert found(replace(WHOLE, cards=dict([services]))) == ["board_without_what_helps"]
    assert found(replace(WHOLE, cards=dict([nan]))) == ["board_without_context"]
    assert found(replace(WHOLE, cards={})) == []


def test_a_sentence_does_not_stand_on_what_is_gone() -> None:
    """L1: blocking, for a version could not show it."""
    standing = replace(WHOLE, story=told(["He went to Nan.", cites(COOKS)]))
    assert found(standing) == []
    removed = replace(standing.events[COOKS], removed_at=NOW)
    broken = replace(WHOLE, story=told(["He went to Nan.", cites(HEARD)], ["Then.", cites(record_id("nothing"))]))
    gone = [f for f in findings(broken) if f.blocking]
    assert [(f.key, f.parameters["words"]) for f in gone] == [("citation_gone", "Then")]
    without = replace(standing, events={**standing.events, COOKS: removed}, cards={}, placements={}, recommendations={})
    assert [f.key for f in findings(without) if f.blocking] == ["citation_gone"]


def looked(at: dict[str, Any]) -> dict[str, Statement]:
    """What was kept of the citation of the Sundays when it was last looked at, in this state."""
    return {record_id(f"cite {COOKS}"): Statement(collection="events", record=COOKS, looked=state_digest(at))}


def test_what_a_sentence_stands_on_is_as_it_was_when_somebody_looked() -> None:
    """L2"""
    standing = replace(WHOLE, story=told(["He went to Nan.", cites(COOKS)]))
    as_it_is = to_plain(standing)["events"][COOKS]
    assert found(replace(standing, statements=looked(as_it_is))) == []
    assert found(replace(standing, statements=looked({**as_it_is, "title": "Cooks"}))) == ["citation_changed"]


def test_a_sentence_that_stands_on_nothing_is_marked_as_a_hypothesis() -> None:
    """L3"""
    loose = Sentence("happened", 0, "He ends things first.", cites=False, hypothesis=False)
    assert found(WHOLE, (loose,)) == ["sentence_rests_on_nothing"]
    assert found(WHOLE, (loose._replace(cites=True), loose._replace(hypothesis=True), loose._replace(words=" "))) == []


def test_a_hypothesis_says_other_ways_to_see_it() -> None:
    """L4"""
    mark = record_id("hypothesis")
    standing = replace(WHOLE, story=told(["He ends things first.", {"type": "hypothesis", "id": mark}]))
    assert found(standing) == ["hypothesis_without_another"]
    alone = Statement(kind="hypothesis", alternatives="  ")
    assert found(replace(standing, statements={mark: alone})) == ["hypothesis_without_another"]
    both = replace(alone, alternatives="School was too hard.")
    assert found(replace(standing, statements={mark: both})) == []


@pytest.mark.parametrize(("values", "key"), [
    ({"reason": " "}, "placement_without_reason"), ({"events": {}}, "placement_rests_on_nothing"),
    ({"steps": ""}, "placement_without_step"),
])  # fmt: skip
def test_the_agreed_placement_says_why_and_what_that_rests_on(values: dict[str, Any], key: str) -> None:
    """P1"""
    ((i, placed),) = PLACED.items()
    assert key in found(replace(WHOLE, placements={i: replace(placed, **values)}))
    own = replace(placed, agreed=False, placed_by=person_id("Nan"), **values)
    assert found(replace(WHOLE, placements={**PLACED, record_id("own"): own})) == [], "a first placement is one's own"


def test_where_the_child_stands_is_agreed_once_for_the_child_as_a_whole() -> None:
    """P2"""
    ((i, placed),) = PLACED.items()
    at_home = replace(placed, setting="at home", steps="1")
    in_april = replace(placed, when=read("2026-04", language="en", born=None, after=None))
    again = replace(placed, agreed_at=NOW)
    assert "no_placement" in found(replace(WHOLE, placements={i: at_home}))
    assert found(replace(WHOLE, placements={i: placed, record_id("home"): at_home})) == []
    assert found(replace(WHOLE, placements={i: placed, record_id("april"): in_april})) == []
    both = findings(replace(WHOLE, placements={i: placed, record_id("again"): again}))
    assert [(f.key, f.place.record) for f in both] == [("second_placement", i)], "the later one counts"


@pytest.mark.parametrize(("values", "key"), [
    ({"title": ""}, "recommendation_without_words"), ({"steps": ""}, "recommendation_without_step"),
    ({"who": " "}, "recommendation_without_who"), ({"by": None}, "recommendation_without_when"),
])  # fmt: skip
def test_a_recommendation_says_what_on_which_step_who_and_by_when(values: dict[str, Any], key: str) -> None:
    """C1"""
    tea = replace(PLAN[record_id("tea")], **values)
    assert key in found(replace(WHOLE, recommendations={**PLAN, record_id("tea"): tea}))


@pytest.mark.parametrize("values", [
    {"who": "", "who_agency": "Education"}, {"who": "", "done_by": {person_id("Nan"): "does"}},
    {"by": None, "begins": SOON}, {"by": read("when he asks", language="en", born=None, after=None)},
    {"by": None, "start": "hold"}, {"by": None, "start": "later"},
])  # fmt: skip
def test_an_agency_is_somebody_and_an_occasion_is_a_when(values: dict[str, Any]) -> None:
    """C1: and a date that is none is no unread date here."""
    other = replace(PLAN[record_id("tea")], **values)
    assert found(replace(WHOLE, recommendations={**PLAN, record_id("other"): other})) == []


def test_what_is_needed_first_does_not_need_it_back_and_will_come() -> None:
    """C2"""
    tea = PLAN[record_id("tea")]
    one = replace(tea, title="One", needs_first={record_id("two"): "needed"})
    two = replace(tea, title="Two", needs_first={record_id("one"): "needed"})
    circle = {**PLAN, record_id("one"): one, record_id("two"): two}
    assert found(replace(WHOLE, recommendations=circle)) == ["needs_itself_first"] * 2
    helped = {**circle, record_id("two"): replace(two, needs_first={record_id("one"): "helps"})}
    assert found(replace(WHOLE, recommendations=helped)) == []
    never = replace(tea, title="Talk", needs_first={record_id("not yet"): "needed"})
    assert found(replace(WHOLE, recommendations={**PLAN, record_id("talk"): never})) == ["needs_what_will_not_come"]


def test_what_stopped_says_why_and_nothing_more_is_asked_of_it() -> None:
    """C3"""
    stopped = Recommendation(title="Two house times", state="stopped")
    plan = {**PLAN, record_id("s"): stopped}
    assert found(replace(WHOLE, recommendations=plan)) == ["stopped_without_reason"]
    told_why = {**PLAN, record_id("s"): replace(stopped, state_why="He moved")}
    assert found(replace(WHOLE, recommendations=told_why)) == []


def test_a_warning_about_the_order_is_answered_by_a_reason() -> None:
    """C4"""
    therapy = replace(PLAN[record_id("tea")], title="Talking therapy", kind="therapy", steps="1", ending="In June")
    plan = replace(WHOLE, recommendations={**PLAN, record_id("t"): therapy})
    assert found(plan) == ["sequence_therapy_early"]
    decided = Decision(rule="therapy_early", recommendation=record_id("t"), reason="He asked for it.")
    assert found(replace(plan, decisions={record_id("d"): decided})) == []
    assert [f.blocking for f in findings(plan)] == [False]


def test_it_is_written_down_whether_the_child_was_asked() -> None:
    """V1"""
    assert found(replace(WHOLE, voices={})) == ["child_not_asked"]
    not_yet = Voice(asked="not_asked")
    assert found(replace(WHOLE, voices={record_id("v"): not_yet})) == ["not_asked_without_reason"]
    why = replace(not_yet, why_not="He is away until Friday; Nan asks him then")
    assert found(replace(WHOLE, voices={record_id("v"): why})) == []


def test_a_wish_is_answered_or_stays_an_open_end() -> None:
    """V2"""
    wish = Voice(kind="wish", asked="asked", text="Tell me things before they happen.", share="yes")
    open_end = replace(WHOLE, voices={record_id("w"): wish})
    assert [(f.key, f.parameters["words"]) for f in findings(open_end)] == [
        ("wish_unanswered", "Tell me things before they happen")
    ]

    def answering(**values: Any) -> Formulation:
        tea = replace(PLAN[record_id("tea")], **values)
        return replace(open_end, recommendations={**PLAN, record_id("tea"): tea})

    assert found(answering(wishes={record_id("w"): "in_part"})) == []
    assert found(answering(wishes={record_id("w"): "goes_against"})) == ["wish_unanswered"]


def test_it_is_written_down_whether_the_childs_words_may_be_shown() -> None:
    """V3"""
    unsaid = Voice(asked="asked", text="Don't tell Mum.")
    assert found(replace(WHOLE, voices={record_id("v"): unsaid})) == ["sharing_not_said"]
    assert found(replace(WHOLE, voices={record_id("v"): replace(unsaid, share="not_asked")})) == []


def test_what_was_asked_or_suggested_is_settled_or_open() -> None:
    """Q1"""
    for kind, open_ in (("question", True), ("suggestion", True), ("not_quite", True), ("note", False)):
        comment = Comment(kind=kind, text="Was that before he moved?")
        assert found(replace(WHOLE, comments={record_id("c"): comment})) == (["open_comment"] if open_ else [])
        assert found(replace(WHOLE, comments={record_id("c"): replace(comment, outcome="answered")})) == []


def test_nothing_stands_only_on_what_nobody_is_sure_of() -> None:
    """U1"""
    heard, both = {HEARD: "supports"}, {HEARD: "supports", COOKS: "supports"}
    unsure = Card(text="Care", events=heard)
    assert found(replace(WHOLE, cards={**CARDS, record_id("c"): unsure})) == ["rests_on_unsure"]
    assert found(replace(WHOLE, cards={**CARDS, record_id("c"): Card(text="Care", events=both)})) == []
    with_nan = Card(text="Care", events=heard, people={person_id("Nan"): "supports"})
    assert found(replace(WHOLE, cards={**CARDS, record_id("c"): with_nan})) == []
    ((i, placed),) = PLACED.items()
    assert found(replace(WHOLE, placements={i: replace(placed, events=heard)})) == ["placement_rests_on_unsure"]


def test_words_that_may_hurt_are_told_with_their_place_and_quotations_are_left_alone() -> None:
    """W1"""
    tea = replace(PLAN[record_id("tea")], why="He is manipulative when it is late.")
    (one,) = findings(replace(WHOLE, recommendations={**PLAN, record_id("tea"): tea}))
    assert (one.key, one.place.record, one.place.field) == ("hurtful_blame", record_id("tea"), "why")
    assert one.parameters == {"words": "manipulative"} and not one.blocking
    quoted = replace(tea, why="School wrote “manipulative”; he was frightened.")
    assert found(replace(WHOLE, recommendations={**PLAN, record_id("tea"): quoted})) == []


def test_words_that_may_hurt_are_found_in_the_timeline_and_the_story_and_never_in_the_childs_own() -> None:
    """W1"""
    i, moved = event("Placement breakdown", detail="x")
    own, said = event("I'm a nightmare child", lane="words")
    timeline = from_plain({"events": {COOKS: COOKED, i: moved, own: said}})[0].events
    assert found(replace(SAM, events=timeline)) == ["hurtful_system"]
    assert found(replace(WHOLE, story=told(["He was naughty.", cites(COOKS)]))) == ["hurtful_blame"]
    voices = {record_id("v"): Voice(asked="asked", text="I was naughty", share="no")}
    assert found(replace(WHOLE, voices=voices)) == []


def test_what_was_removed_is_asked_nothing() -> None:
    everything = {
        "cards": {record_id("c"): Card(removed_at=NOW)},
        "recommendations": {record_id("r"): Recommendation(removed_at=NOW)},
        "placements": {record_id("p"): Placement(agreed=True, removed_at=NOW)},
        "comments": {record_id("q"): Comment(kind="question", text="?", removed_at=NOW)},
    }
    assert found(replace(SAM, **everything)) == []  # type: ignore[arg-type]


def test_somebodys_words_within_a_sentence_are_short_and_end_at_a_word() -> None:
    assert short("He went.\nThen home.") == "He went. Then home"
    assert short("word " * 40).endswith("word…") and len(short("word " * 40)) <= 81
