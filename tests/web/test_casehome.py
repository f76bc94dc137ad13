"""The home of a case: what was agreed and how it goes, what comes next, and nothing that is sensitive. H1 to H3."""

import re
from copy import deepcopy
from html import unescape
from typing import Any

import pytest

from server.domain.formulation import from_plain
from server.languages import words
from server.storage import audit, cases, meetings, replies
from server.web.casehome import agreed_shown, steps_shown, without_sensitive
from tests.web.frozen import freeze
from tests.web.people import FORMULATION, SAM, Meeting

EN = words("en")
AGREED, AVOIDED, HIDDEN, PLACED, AT_HOME = (letter * 21 + "A" for letter in "rvhpq")
TOLD = "Sam learned early that a home can end. Nan stayed. " + "He tests. " * 60
BLOCKS = [{"type": "paragraph", "content": [{"text": TOLD}]}]

WHOLE: dict[str, Any] = {
    **deepcopy(FORMULATION),
    "events": {
        **FORMULATION["events"],
        HIDDEN: {"title": "Something that happened at the river", "lane": "hard", "sensitive": True},
    },
    "recommendations": {
        AGREED: {"title": "Same time, same place", "steps": "1", "start": "now", "who": "Tom Hale", "order": "a"},
        AVOIDED: {"title": "Group programmes", "start": "avoid", "order": "b"},
        "z" * 21 + "A": {"title": "Ask about the river", "steps": "2", "sensitive": True},
    },
    "placements": {
        PLACED: {"steps": "1_2", "emerging": "3", "agreed": True, "agreed_at": "2026-03-12T10:00:00Z"},
        AT_HOME: {"steps": "1", "setting": "At home", "agreed": True, "agreed_at": "2026-03-12T10:00:00Z"},
    },
    "story": {"happened": {"blocks": BLOCKS}},
}


def home(meeting: Meeting, name: str = "Nia") -> str:
    answer = meeting.signed_in(name).get(f"/cases/{meeting.sam}")
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


class Told(Meeting):
    """Sam's case with a whole formulation."""

    def case(self, name: str = "Sam Rhys", plain: dict[str, Any] | None = None, *, open: bool = True) -> str:
        return super().case(name, WHOLE if plain is None else plain, open=open)


@pytest.fixture
def told(tmp_path: Any) -> Any:
    from tests.web.people import running

    with running(tmp_path, Told) as house:
        yield house


def test_the_current_formulation_opens_with_the_story_and_whole_sentences(told: Meeting) -> None:
    freeze(told, told.signed_in("Nia"))
    page = home(told)
    assert EN("case.current", n=1) in page
    opening = re.search(r'<p class="opening"[^>]*>([^<]+)<', page)
    assert opening and opening.group(1).startswith("Sam learned early that a home can end. Nan stayed.")
    assert opening.group(1).endswith(".") and len(opening.group(1)) <= 340


def test_what_is_sensitive_is_not_on_the_page_and_its_number_is(told: Meeting) -> None:
    """H1"""
    page = home(told)
    assert "river" not in page
    assert EN("case.hidden", n=2) in page


def test_nor_is_it_in_what_the_template_is_given() -> None:
    kept, left = without_sensitive(from_plain(WHOLE)[0])
    assert left == 2 and HIDDEN not in kept.events and len(kept.recommendations) == 2


def test_the_steps_are_told_in_the_guides_words_with_where_the_child_stands() -> None:
    steps = steps_shown(EN, from_plain(WHOLE)[0])
    assert [row["here"] for row in steps["rows"]] == [True, True, False, False, False, False]
    assert [row["shows"] for row in steps["rows"]] == [False, False, True, False, False, False]
    assert steps["others"] == [f"At home: {EN('step_ranges.1')}"]
    assert steps_shown(EN, from_plain(FORMULATION)[0]) == {}


def test_a_recommendation_stands_as_it_was_last_looked_at() -> None:
    """The working copy's state goes before the version's, where it says one; what is avoided comes last."""
    version = from_plain(WHOLE)[0]
    looked = deepcopy(WHOLE)
    looked["recommendations"][AGREED] |= {"state": "going_well", "title": "Renamed since"}
    looked["recommendations"][AVOIDED]["state"] = ""
    before = agreed_shown(EN, without_sensitive(version)[0], None)
    assert [row["title"] for row in before] == ["Same time, same place", "Group programmes"]
    assert [row["state"] for row in before] == [EN("case.not_looked_at"), EN("starts.avoid")]
    after = agreed_shown(EN, without_sensitive(version)[0], from_plain(looked)[0])
    assert (after[0]["title"], after[0]["state"]) == ("Same time, same place", EN("recommendation_states.going_well"))


def test_the_main_button_follows_from_how_the_case_stands(meeting: Meeting) -> None:
    """H3"""
    nia = meeting.signed_in("Nia")
    assert EN("case.to_meeting") in home(meeting)
    nia.post(f"/cases/{meeting.sam}/meetings/{meeting.sitting}/closing")
    assert EN("case.to_room") in home(meeting)
    freeze(meeting, nia)
    page = home(meeting)
    assert EN("case.next_working_copy") in page and EN("case.prepare_review") not in page
    nia.post(f"/cases/{meeting.sam}/workingcopies")
    assert EN("case.prepare_review") in home(meeting)
    nia.post(f"/cases/{meeting.sam}/meetings", data={"kind": "review", "day": "2026-01-05"})
    assert EN("meeting.open_do") in home(meeting)


def test_who_has_replied_and_who_has_not_is_told(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    nia.post(f"/cases/{meeting.sam}/meetings/{meeting.sitting}/closing")
    coming = meeting.meeting(meeting.sam, opened=False)
    tom, _ = meeting.invite(coming, "Tom")
    meeting.invite(coming, "Priya")
    meeting.write(lambda t: replies.say(t, tom, "cannot", meeting.here.now()))
    page = home(meeting)
    assert EN("case.replied", n=1, of=2) in page
    assert EN("case.not_replied", names="Education") in page
    assert EN("case.cannot_come", names="Tom") in page


def test_the_day_of_the_review_is_set_and_sorts_the_list(meeting: Meeting) -> None:
    later = meeting.case("Elin")
    meeting.seat(later, meeting.nia, "chair")
    meeting.write(lambda t: meetings.close_meeting(t, meeting.sitting, meeting.here.now()))
    nia = meeting.signed_in("Nia")
    assert nia.post(f"/cases/{later}/review", data={"day": "2027-01-10"}).status_code == 303
    assert nia.post(f"/cases/{meeting.sam}/review", data={"day": "2026-01-10"}).status_code == 303
    page = unescape(nia.get("/cases").text)
    assert page.index("Sam") < page.index("Elin") and "10 January 2026" in page
    nia.post(f"/cases/{meeting.sam}/review", data={"day": "2028-01-10"})
    page = unescape(nia.get("/cases").text)
    assert page.index("Elin") < page.index("Sam")
    (entry, *_) = meeting.read(lambda t: audit.entries(t, case=later, what="review.set"))
    assert (entry.reason, entry.who) == ("2027-01-10", meeting.nia)


@pytest.mark.parametrize("day", ["tomorrow", "2026-02-30", "2026-W01-1", "1" * 5000])
def test_a_day_that_is_none_is_refused_and_the_old_one_stays(meeting: Meeting, day: str) -> None:
    nia = meeting.signed_in("Nia")
    nia.post(f"/cases/{meeting.sam}/review", data={"day": "2027-01-10"})
    assert nia.post(f"/cases/{meeting.sam}/review", data={"day": day}).status_code == 422
    assert meeting.read(lambda t: cases.must_find(t, meeting.here.keys, meeting.sam)).review_on == "2027-01-10"


@pytest.mark.parametrize("path", ["", "/history", "/consent", "/seats", "/news"])
@pytest.mark.parametrize("language", ["en", "cy"])
def test_no_title_holds_the_childs_name(told: Meeting, path: str, language: str) -> None:
    nia = told.signed_in("Nia")
    nia.post("/language", data={"language": language, "back": "/"})
    page = nia.get(f"/cases/{told.sam}{path}").text
    title = re.search(r"<title>(.*?)</title>", page)
    assert title and "Sam" not in title.group(1)
    assert f'<html lang="{language}"' in page and SAM not in title.group(1)
