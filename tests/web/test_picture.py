"""What the big screen may be sent (D10, I09): nothing sensitive, no day of birth, no notes, and what is
held back is counted."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from server.domain.findings_formulation import Sentence
from server.domain.formulation import COLLECTIONS, from_plain, to_plain
from server.web.picture import SENTENCE_NAMED, SHOWN, coarsened, picture, sentence_led, where_led


def _id(letter: str) -> str:
    return letter * 21 + "A"


def _day(day: str, words: str = "") -> dict[str, Any]:
    return {"text": words or day, "start": [day, day], "end": None, "precision": "day", "qualifier": ""}


SAM, MUM, LEE, NAN = _id("s"), _id("m"), _id("l"), _id("n")
FAMILY: dict[str, Any] = {
    "people": {
        SAM: {"name": "Sam", "index": True, "born": _day("2010-02-03", "3 February 2010"), "note": "a quiet note"},
        MUM: {"name": "Mum", "cause": "not for the wall", "lives_in": "12 Stryd Fawr"},
        LEE: {"name": "Lee", "sensitive": True},
        NAN: {"name": "Nan", "removed_at": "2026-03-12T10:00:00Z", "removed_by": "n"},
    },
    "unions": {_id("u"): {"a": MUM, "b": LEE, "kind": "cohabiting"}, _id("v"): {"a": LEE, "b": "", "kind": "unknown"}},
    "parent_links": {_id("p"): {"child": SAM, "union": _id("u")}, _id("q"): {"child": LEE, "parent": MUM}},
    "bonds": {_id("b"): {"a": SAM, "b": LEE, "kind": "close"}},
    "facts": {_id("f"): {"about": SAM, "area": "health", "text": "A fact"}},
    "events": {
        _id("e"): {"title": "Saw violence at home", "sensitive": True, "lane": "hard"},
        _id("g"): {"title": "Born", "when": _day("2010-02-03", "03/02/2010"), "lane": "home",
                   "detail": "words from a paper", "people": {SAM: "happened_to", LEE: "there"}},
    },
}  # fmt: skip
PLAIN = to_plain(from_plain(FAMILY)[0])


def test_what_is_sensitive_or_removed_is_not_in_it_nor_what_hangs_on_it() -> None:
    plain, _ = picture(PLAIN)
    assert set(plain["people"]) == {SAM, MUM}
    assert set(plain["events"]) == {_id("g")}
    assert plain["bonds"] == {} and set(plain["parent_links"]) == {_id("p")}
    assert plain["unions"] == {_id("u"): plain["unions"][_id("u")]} and plain["unions"][_id("u")]["b"] == ""
    assert plain["events"][_id("g")]["people"] == {SAM: "happened_to"}


def test_what_was_held_back_is_counted() -> None:
    assert sum(picture(PLAIN)[1].values()) == 2


def test_a_tie_that_tells_of_harm_is_held_back_on_the_server_and_counted() -> None:
    harm = {_id("h"): {"a": MUM, "b": SAM, "kind": "hurt_physically"}}
    plain, hidden = picture(to_plain(from_plain({**FAMILY, "bonds": {**FAMILY["bonds"], **harm}})[0]))
    assert plain["bonds"] == {}
    assert hidden["bonds"] == 1 and sum(hidden.values()) == 3


def test_no_day_of_birth_is_in_it_wherever_it_stands() -> None:
    said = json.dumps(picture(PLAIN)[0])
    for secret in ("2010-02-03", "3 February", "03/02/2010"):
        assert secret not in said
    assert picture(PLAIN)[0]["people"][SAM]["born"]["start"] == ["2010-02-01", "2010-02-28"]


def test_a_day_of_birth_is_no_end_of_a_time_and_no_side_of_a_birth() -> None:
    births = frozenset({"2010-02-03"})
    until = {**_day("2009-01-01", "1 January 2009 to 3 February 2010"), "end": ["2010-02-03", "2010-02-03"]}
    between = {**_day("2010-02-03", "3 to 5 February 2010"), "end": ["2010-02-05", "2010-02-05"]}
    for moment, birth in ((until, False), (between, True)):
        said = coarsened(moment, births, birth=birth)
        assert said["text"] == "" and said["end"] == ["2010-02-01", "2010-02-28"]


def test_the_days_of_an_age_do_not_tell_the_birthday_and_keep_their_words() -> None:
    """An age is reckoned from the day of birth: `aged 5` begins on the fifth birthday."""
    aged = {**_day("", "aged 5"), "start": ["2015-02-03", "2016-02-02"], "precision": "age"}
    said = coarsened(aged, frozenset({"2010-02-03"}), birth=False)
    assert (said["text"], said["start"]) == ("aged 5", ["2015-02-01", "2016-02-29"])


def test_notes_places_and_words_from_papers_stay_behind() -> None:
    said = json.dumps(picture(PLAIN)[0])
    for secret in ("a quiet note", "not for the wall", "Stryd Fawr", "words from a paper", "A fact", "Lee", "violence"):
        assert secret not in said


def test_a_picture_reads_like_any_formulation() -> None:
    formulation, found = from_plain(picture(PLAIN)[0])
    assert set(formulation.people) == {SAM, MUM} and not [f for f in found if f.blocking]


def test_another_day_than_a_birth_keeps_its_words() -> None:
    day = _day("2018-09-01")
    assert coarsened(day, frozenset({"2010-02-03"}), birth=False) == day
    assert coarsened(None, frozenset(), birth=True) is None


@given(st.dictionaries(st.sampled_from(sorted(COLLECTIONS)), st.dictionaries(
    st.sampled_from([SAM, MUM, LEE]),
    st.fixed_dictionaries({"sensitive": st.booleans(), "note": st.just("SECRET"), "agency": st.just("SECRET"),
                           "a": st.sampled_from([SAM, LEE, ""]), "b": st.sampled_from([SAM, MUM]),
                           "child": st.sampled_from([SAM, LEE]), "parent": st.sampled_from([MUM, ""])}),
)))  # fmt: skip
def test_no_document_can_make_a_picture_show_more(family: dict[str, Any]) -> None:
    plain, _ = picture(to_plain(from_plain(family)[0]))
    assert "SECRET" not in json.dumps(plain)
    for name, records in plain.items():
        assert SHOWN[name] or not records
        assert not any(record["sensitive"] for record in records.values())


def test_whoever_is_not_to_be_named_has_no_name_on_the_wall() -> None:
    family = {"people": {SAM: {"name": "CANARY", "known_as": "CANARY", "called": "CANARY", "unnamed": True}}}
    shown, _ = picture(to_plain(from_plain(family)[0]))
    assert "CANARY" not in json.dumps(shown)
    assert shown["people"][SAM]["unnamed"] is True


def test_a_couple_whose_kind_tells_of_harm_keeps_its_children_and_not_its_kind() -> None:
    family = {
        "people": {SAM: {"name": "Sam"}, MUM: {"name": "Mum"}, LEE: {"name": "Lee"}},
        "unions": {LEE: {"a": MUM, "b": LEE, "kind": "forced"}},
        "parent_links": {SAM: {"child": SAM, "union": LEE, "conceived_in_harm": True}},
        "turns": {SAM: {"union": LEE, "kind": "separated"}, MUM: {"union": SAM, "kind": "met"}},
    }
    shown, _ = picture(to_plain(from_plain(family)[0]))
    assert "forced" not in json.dumps(shown)
    assert shown["parent_links"][SAM]["union"] == LEE
    assert shown["parent_links"][SAM]["conceived_in_harm"] is False
    assert list(shown["turns"]) == [SAM], "a turn of a couple that is not there goes too"


def test_what_is_secret_stays_behind_and_is_counted() -> None:
    family = {"people": {SAM: {"name": "Sam"}, MUM: {"name": "CANARY", "secret": True}}}
    shown, held_back = picture(to_plain(from_plain(family)[0]))
    assert "CANARY" not in json.dumps(shown)
    assert held_back == {"people": 1}


def test_the_day_looked_at_does_not_tell_the_birthday() -> None:
    """B2: the wall gets the end of the month, and nothing where the day is none."""
    assert where_led({"view": "family", "on": "2017-02-14"}) == {"view": "family", "on": "2017-02-28"}
    assert where_led({"view": "family", "on": ""}) == {"view": "family"}
    for nonsense in ("2017-02-14 ", "yesterday", 7, None, True):
        assert "on" not in where_led({"on": nonsense})


CARD, PLACED, VOICE, PLAN = _id("c"), _id("w"), _id("y"), _id("r")


def shown(collection: str, i: str, **values: Any) -> dict[str, Any] | None:
    """The record as the wall has it, beside Sam's family; None where it is not shown."""
    return picture(to_plain(from_plain({**FAMILY, collection: {i: values}})[0]))[0][collection].get(i)


def test_a_card_that_was_only_put_forward_is_not_on_the_wall() -> None:
    """B5"""
    told = shown("cards", CARD, text="Nan", box="protective", events={_id("g"): "supports"}, note="a quiet note")
    assert told is not None and (told["text"], told["note"]) == ("Nan", "")
    assert told["events"] == {_id("g"): "supports"}
    assert shown("cards", CARD, text="Nan", suggested=True) is None
    assert shown("cards", CARD, text="Nan", sensitive=True) is None


def test_a_card_points_at_nothing_that_is_held_back() -> None:
    """B1"""
    told = shown("cards", CARD, text="Nights", events={_id("e"): "supports"}, people={LEE: "supports"})
    assert told is not None and told["events"] == {} and told["people"] == {}


def test_a_placement_is_on_the_wall_once_the_room_has_agreed_on_it_and_without_its_reason() -> None:
    """B5: what each professional placed stays theirs."""
    told = shown("placements", PLACED, steps="1_2", agreed=True, reason="words for the room")
    assert told is not None and (told["steps"], told["reason"]) == ("1_2", "")
    assert shown("placements", PLACED, steps="1_2", placed_by=SAM) is None


def test_the_childs_words_are_on_the_wall_only_where_the_child_said_yes_to_everybody() -> None:
    """B5"""
    told = shown("voices", VOICE, text="I like cooking", share="yes", why_not="x", asked_by="Nia")
    assert told is not None and (told["text"], told["asked_by"]) == ("I like cooking", "")
    for share in ("", "no", "some", "not_asked"):
        assert shown("voices", VOICE, text="I like cooking", share=share) is None
    assert shown("voices", VOICE, text="I like cooking", share="yes", share_with="not with Mum") is None


def test_of_a_recommendation_the_wall_has_what_and_on_which_step_and_never_who_or_why() -> None:
    """B3"""
    said = {"who": "Carol", "why": "x", "state_why": "y", "ending": "z"}
    told = shown("recommendations", PLAN, title="Tea at six", steps="1", **said)
    assert told is not None and (told["title"], told["steps"]) == ("Tea at six", "1")
    assert [told[name] for name in ("who", "why", "state_why", "ending")] == ["", "", "", ""]


def test_reasons_comments_and_what_the_story_keeps_are_never_on_the_wall() -> None:
    """B3"""
    for collection in ("decisions", "comments", "statements"):
        assert shown(collection, _id("z"), reason="x", text="x", note="x") is None


def test_what_is_not_the_rooms_yet_is_no_hidden_thing() -> None:
    """B5: nothing is missing from what is shown without it."""
    loose = {"cards": {CARD: {"suggested": True}}, "placements": {PLACED: {"steps": "1"}}, "voices": {VOICE: {}}}
    assert picture(to_plain(from_plain({**FAMILY, **loose})[0]))[1] == picture(to_plain(from_plain(FAMILY)[0]))[1]


WORDS = "He was born in winter, " + "and it snowed and snowed " * 10


def _led(words: str, *cited: tuple[str, str], begins: str = WORDS[:SENTENCE_NAMED], **at: str) -> Any:
    sentences = [Sentence("sense", 0, WORDS, False, False), Sentence("happened", 0, words, bool(cited), False, cited)]
    where = {"view": "story", "part": "happened", "sentence": begins, **at}
    return sentence_led(PLAIN, sentences, where, picture(PLAIN)[0])


def test_of_the_story_the_wall_has_the_one_sentence_that_the_chair_shows() -> None:
    """B6"""
    told = _led(WORDS, ("events", _id("g")), ("people", MUM), ("facts", _id("f")))
    assert told == {
        "text": WORDS, "cites": [{"collection": "events", "id": _id("g")}, {"collection": "people", "id": MUM}],
    }  # fmt: skip
    assert _led(WORDS, view="timeline") is None
    assert _led(WORDS, begins="") is None
    assert _led("Somebody has written another sentence there.") is None, "nobody is shown another one instead"


def test_a_sentence_that_stands_on_what_is_held_back_is_not_on_the_wall() -> None:
    """B6: sensitive, removed, or not there."""
    held = {"text": "", "cites": []}
    for cited in (("events", _id("e")), ("people", LEE), ("people", NAN), ("events", _id("x"))):
        assert _led(WORDS, ("events", _id("g")), cited) == held


def test_the_words_by_which_a_page_names_a_sentence_are_not_sent_on() -> None:
    assert "sentence" not in where_led({"view": "story", "part": "happened", "sentence": "He was born"})
