"""A formulation's board, story, steps and recommendations as lists."""

import json
from dataclasses import replace
from typing import Any

from server.domain.findings_formulation import short
from server.domain.formulation import Formulation, from_plain, to_plain
from server.domain.recommendations import Decision, Recommendation
from server.domain.statements import Statement
from server.domain.steps import Placement
from server.domain.story import StoryPart
from server.domain.voice import Voice
from server.example import FORMULATION, read_example
from server.interchange.formulation import read_formulation
from server.languages import words
from server.reports import formulated
from tests.families import record_id

EN, CY = words("en"), words("cy")
FILE = json.loads(FORMULATION.read_text("utf-8"))


def case_a() -> dict[str, Any]:
    """The invented case with its formulation, in the plain form."""
    standing = to_plain(from_plain(read_example().records)[0])
    told = read_formulation(FORMULATION.read_bytes(), seed=b"x", language="en", standing=standing)
    return to_plain(from_plain({**standing, **told.records})[0])


CASE_A = case_a()


def formulation() -> Formulation:
    return from_plain(CASE_A)[0]


def test_the_board_stands_in_its_boxes_with_what_each_card_rests_on() -> None:
    boxes = formulated.board(EN, formulation())
    assert [box["box"] for box in boxes][:2] == ["What we see now", "What made it likely"]
    told = [[card["text"] for card in box["cards"]] for box in boxes]
    assert told == [[card["text"] for card in cards] for cards in FILE["five_ps"].values()]
    assert all(card["rests_on"] for box in boxes for card in box["cards"])


def test_the_story_stands_in_its_parts_with_what_each_sentence_stands_on() -> None:
    (part,) = formulated.story(EN, formulation())
    first = part["blocks"][0]["pieces"]
    assert first[0]["text"] == FILE["story"][0]["text"]
    assert [piece["cites"][:12] for piece in first[1:]] == ["Booked late ", "Called by ne", "Four further"]


def test_a_hypothesis_says_that_it_is_one_and_its_other_ways() -> None:
    mark = record_id("mark")
    block = {"type": "paragraph", "content": [{"text": "He ends things first."}, {"type": "hypothesis", "id": mark}]}
    story = {"sense": StoryPart.from_json({"blocks": [block]})[0]}
    standing = Formulation(story=story, statements={mark: Statement(kind="hypothesis", alternatives="School was hard")})
    piece = formulated.story(EN, standing)[0]["blocks"][0]["pieces"][1]
    assert piece == {"marked": "Hypothesis", "alternatives": "School was hard"}


def test_what_was_agreed_comes_before_what_each_placed_and_says_the_guides_words() -> None:
    own = Placement(steps="3", says="Tom", order="A")
    f = formulation()
    rows = formulated.placements(EN, replace(f, placements={record_id("own"): own, **f.placements}))
    assert [(row["agreed"], row["steps"]) for row in rows] == [(True, "steps 1 to 2"), (False, "step 3")]
    assert rows[0]["guide"] == FILE["trm"]["steps"][:2]
    assert rows[0]["where"] == EN("version.as_a_whole")


def test_recommendations_stand_by_step_and_what_is_avoided_by_itself() -> None:
    rows = formulated.recommendations(EN, formulation())
    assert [row["title"] for row in rows] == [each["text"] for each in FILE["recommendations"]]
    assert rows[4]["needs"] == [FILE["recommendations"][0]["text"]]
    assert [row["title"] for row in formulated.avoided(EN, formulation())] == FILE["avoid_for_now"]


def test_the_plan_stands_by_person_and_by_date_with_the_same_numbers() -> None:
    f, _ = from_plain(case_a())
    numbers = {each["title"]: at for at, each in enumerate(formulated.recommendations(EN, f), start=1)}
    people = formulated.by_person(EN, f)
    does = {group["who"]: [each["number"] for each in group["does"]] for group in people}
    whose = [each["text"] for each in FILE["recommendations"] if each["who"] == "Tomos"]
    assert does["Tomos"] == sorted(numbers[title] for title in whose) and len(whose) == 3
    assert sorted(number for each in does.values() for number in each) == list(range(1, len(numbers) + 1))
    dates = formulated.by_date(EN, f)
    assert {each["title"]: each["number"] for each in dates} == numbers
    written = {each["text"]: each["by"] for each in FILE["recommendations"]}
    said = [written[each["title"]] for each in dates]
    dated = [by for by in said if by[:2] == "20"]
    assert said[: len(dated)] == sorted(dated) and len(dated) == 8, "what has no day comes last"


def test_who_is_written_in_two_ways_stands_once_and_nobody_last() -> None:
    plan = [("Ann", "CAMHS", ""), ("", "", ""), ("ann ", "camhs", ""), ("", "School", ""), ("Bo", "", "avoid")]
    records = {
        record_id(f"r{at}"): Recommendation(
            title=f"no {at}", order=f"a{at}", who=who, who_agency=agency, start=start or "now"
        )
        for at, (who, agency, start) in enumerate(plan)
    }
    groups = formulated.by_person(EN, Formulation(recommendations=records))
    assert [(g["who"], [each["title"] for each in g["does"]]) for g in groups] == [
        ("Ann", ["no 0", "no 2"]), ("School", ["no 3"]), ("", ["no 1"]),
    ]  # fmt: skip


def test_the_psychologists_reason_stands_with_what_it_keeps() -> None:
    f = formulation()
    first = next(i for i, r in f.recommendations.items() if r.ref == "1")
    decided = {record_id("d"): Decision(rule="rests_on_nothing", recommendation=first, reason="He asked for it.")}
    assert formulated.recommendations(EN, replace(f, decisions=decided))[0]["kept"] == ["He asked for it."]


def test_the_childs_voice_says_who_asked_and_whether_it_may_be_shown() -> None:
    f = formulation()
    event = next(iter(f.events))
    said = Voice(asked="asked", asked_by="Nia", text="Not the blade.", share="some", share_with="not with Mum",
                 events={event: "about"})  # fmt: skip
    (row,) = formulated.voices(EN, replace(f, voices={record_id("v"): said}))
    assert row["how_asked"] == "Asked · Nia" and row["share"].endswith("not with Mum")
    assert row["speaks_of"] == [short(f.events[event].title)]


def test_everything_can_be_said_in_welsh() -> None:
    told = formulated.holds(CY, formulation())
    assert told["board"][0]["box"] != formulated.board(EN, formulation())[0]["box"]
    assert told["placements"][0]["steps"] == "camau 1 i 2"
