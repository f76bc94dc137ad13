"""What is done to a working copy as a whole: whoever was put in their place stays there, to the unit; a story that was
brought in goes with its change and never over anybody's words."""

import json
from functools import partial
from pathlib import Path
from typing import Any

from server.document.writing import write_story
from server.domain.formulation import to_plain
from server.domain.story import StoryPart
from server.interchange.formulation import read_formulation
from server.web import casework
from server.web.casework import places_around, places_of
from tests.families import family, person_id
from tests.web.people import EVENT, Meeting, running

FAMILY = """
Idris + Mair: Huw, Nia
Huw + Sian: Sam
"""


def laid_out() -> dict[str, dict[str, dict[str, object]]]:
    plain = to_plain(family(FAMILY))
    for i, place in places_of(plain).items():
        plain["people"][i]["place"] = place
    return plain


def test_tidying_leaves_whom_somebody_has_put_in_their_place() -> None:
    plain = laid_out()
    nia = person_id("Nia")
    put = [plain["people"][nia]["place"][0] + 200, plain["people"][nia]["place"][1]]  # type: ignore[index]
    plain["people"][nia].update(place=put, pinned=True)
    places = places_of(plain)
    assert places[nia] == put
    assert len({tuple(place) for place in places.values()}) == len(places), "nobody stands on another"
    plain["people"][nia]["pinned"] = False
    assert places_of(plain)[nia] != put


def test_a_newcomer_moves_nobody_who_was_put_in_their_place() -> None:
    plain = laid_out()
    pinned = {person_id(name): plain["people"][person_id(name)]["place"] for name in ("Idris", "Nia", "Sam")}
    for i in pinned:
        plain["people"][i]["pinned"] = True
    newcomer = person_id("Sian")
    plain["people"][newcomer]["place"] = None
    places = places_around(plain, [newcomer])
    assert {i: places[i] for i in pinned} == pinned
    assert newcomer in places


def brought(meeting: Meeting) -> str:
    """Brings a short formulation into Sam's case as the coordinator; the id of the change."""
    value = {
        "story": [{"text": "At Nan's it was quiet.", "refs": ["E1"]}],
        "recommendations": [{"n": 1, "text": "Sundays with Nan", "trm_steps": [2]}],
    }
    standing = meeting.portal.call(meeting.here.hub.plain, meeting.sam)
    events = {i: {**record, "ref": "E1"} for i, record in standing["events"].items()}
    told = read_formulation(
        json.dumps(value).encode(), seed=b"x", language="en", standing={**standing, "events": events}
    )
    write = partial(casework.bring_in, meeting.here, meeting.sam, told.records, by=meeting.gwen)
    return str(meeting.portal.call(write).id)


def story_of(meeting: Meeting) -> list[Any]:
    told = meeting.portal.call(meeting.here.hub.plain, meeting.sam)["story"]["happened"]["blocks"]
    assert isinstance(told, list)
    return told


def test_a_story_that_was_brought_in_goes_with_its_change(tmp_path: Path) -> None:
    with running(tmp_path) as meeting:
        change = brought(meeting)
        (block,) = story_of(meeting)
        assert block["content"][0] == {"text": "At Nan's it was quiet."}
        assert block["content"][1]["record"] == EVENT
        done = meeting.portal.call(
            partial(casework.take_back, meeting.here, meeting.sam, change, by=meeting.gwen, leads=True)
        )
        assert (done.undone, done.left) == (3, 0), "a recommendation, what the citation keeps, and the story"
        assert story_of(meeting) == []


def test_a_story_that_somebody_has_gone_on_with_stays(tmp_path: Path) -> None:
    with running(tmp_path) as meeting:
        change = brought(meeting)
        more = StoryPart.from_json({"blocks": [{"type": "paragraph", "content": [{"text": "He cooked."}]}]})[0]
        meeting.portal.call(
            partial(meeting.here.hub.write, meeting.sam, lambda doc: write_story(doc, "happened", more), meeting.nia)
        )
        done = meeting.portal.call(
            partial(casework.take_back, meeting.here, meeting.sam, change, by=meeting.gwen, leads=True)
        )
        assert done.left == 1 and len(story_of(meeting)) == 2


def test_a_story_is_not_brought_in_over_words_that_came_meanwhile(tmp_path: Path) -> None:
    with running(tmp_path) as meeting:
        brought(meeting)
        brought(meeting)
        assert len(story_of(meeting)) == 1
