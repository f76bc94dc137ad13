"""The review on its page: prepared from the last version, written into the working copy, ending in the next one."""

import re
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from server.domain.comparison import compare
from server.domain.formulation import from_plain
from server.languages import words
from server.storage import versions, workingcopies
from server.web import casework
from tests.web.frozen import freeze
from tests.web.people import EVENT, FORMULATION, NAN, Meeting
from tests.web.test_comparing import frozen

EN = words("en")
GOES, AVOIDS, STEP = "r" * 21 + "A", "v" * 21 + "A", "p" * 21 + "A"
LEE, TIE, LATER_EVENT, RIVER = "l" * 21 + "A", "t" * 21 + "A", "f" * 21 + "A", "i" * 21 + "A"
AGREED: dict[str, Any] = {
    **FORMULATION,
    "recommendations": {
        GOES: {"title": "Tuesdays at four", "steps": "1", "order": "a", "language": "en"},
        AVOIDS: {"title": "New workers", "start": "avoid", "order": "b", "language": "en"},
    },
    "placements": {
        STEP: {"steps": "1_2", "agreed": True, "agreed_at": "2026-03-12T10:00:00Z", "reason": "Sleeps at Nan’s",
               "events": {EVENT: "supports"}},
    },
}  # fmt: skip


@pytest.fixture
def nia(meeting: Meeting) -> TestClient:
    """Nia, with version 1 and the next working copy open."""
    frozen(meeting, AGREED)
    nia = meeting.signed_in("Nia")
    assert nia.post(f"/cases/{meeting.sam}/workingcopies").status_code == 303
    return nia


def look(meeting: Meeting, browser: TestClient) -> str:
    answer = browser.get(f"/cases/{meeting.sam}/review")
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def act(meeting: Meeting, browser: TestClient, what: str, **said: str) -> Any:
    return browser.post(f"/cases/{meeting.sam}/review/{what}", data=said)


def plain(meeting: Meeting) -> Any:
    return meeting.portal.call(meeting.here.hub.plain, meeting.sam)


def test_before_the_first_version_and_without_a_working_copy_the_page_says_what_to_do(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    assert EN("review.no_version") in look(meeting, nia)
    frozen(meeting, AGREED)
    shown = look(meeting, nia)
    assert EN("review.no_copy") in shown and "/review/states" not in shown
    assert act(meeting, nia, "states", recommendation=GOES, state="started").status_code == 409


def test_it_opens_on_nothing_changed_and_what_was_agreed(meeting: Meeting, nia: TestClient) -> None:
    shown = look(meeting, nia)
    assert EN("compared.count", n=0) in shown and EN("review.looked_at", n=0, of=2) in shown
    assert "Tuesdays at four" in shown and EN("step_ranges.1_2") in shown and "Sleeps at Nan’s" in shown
    assert EN("review.wrong_first") in shown and "Cooks with Nan every Sunday" in shown
    home = unescape(nia.get(f"/cases/{meeting.sam}").text)
    assert f"/cases/{meeting.sam}/review" in home


def test_how_it_goes_is_said_once_for_all_and_stopped_asks_why(meeting: Meeting, nia: TestClient) -> None:
    """V2"""
    answer = act(meeting, nia, "states", recommendation=GOES, state="stopped")
    assert answer.status_code == 422 and EN("review.why_needed") in unescape(answer.text)
    assert plain(meeting)["recommendations"][GOES]["state"] == ""
    assert act(meeting, nia, "states", recommendation=GOES, state="stopped", why="He moved").status_code == 303
    assert act(meeting, nia, "states", recommendation=AVOIDS, state="kept").status_code == 303
    kept = plain(meeting)["recommendations"]
    goes = kept[GOES]
    assert (goes["state"], goes["state_why"], goes["state_by"]) == ("stopped", "He moved", meeting.nia)
    assert kept[AVOIDS]["avoided"] == "kept" and kept[AVOIDS]["state"] == ""
    shown = look(meeting, nia)
    assert EN("review.looked_at", n=2, of=2) in shown and EN("compared.count", n=2) in shown
    copy = meeting.read(lambda t: workingcopies.find_open(t, meeting.sam))
    authors = meeting.read(lambda t: workingcopies.contributors(t, copy.id))
    assert authors == [meeting.nia]


@pytest.mark.parametrize(
    ("said", "status"),
    [({"recommendation": GOES, "state": "kept"}, 422), ({"recommendation": "x", "state": "started"}, 409),
     ({"recommendation": AVOIDS, "state": "going_well"}, 422), ({}, 409),
     ({"recommendation": GOES, "state": "started", "why": "x" * 4001}, 422)],
)  # fmt: skip
def test_a_state_that_is_none_changes_nothing(
    meeting: Meeting, nia: TestClient, said: dict[str, str], status: int
) -> None:
    before = plain(meeting)
    assert act(meeting, nia, "states", **said).status_code == status and plain(meeting) == before


def test_what_is_new_goes_onto_the_timeline_with_who_said_so(meeting: Meeting, nia: TestClient) -> None:
    answer = act(meeting, nia, "events", text="22 May 2026, school: passed mock maths", said_by="Mr Evans")
    assert answer.status_code == 303
    (made,) = [e for i, e in plain(meeting)["events"].items() if i != EVENT]
    assert (made["title"], made["lane"], made["says"]) == ("passed mock maths", "school", "Mr Evans")
    assert made["when"]["start"] == ["2026-05-22", "2026-05-22"] and "passed mock maths" in look(meeting, nia)
    missing = act(meeting, nia, "events", text="Something", said_by="")
    assert missing.status_code == 422 and "Something" in missing.text


def test_the_childs_words_are_kept_exactly_or_why_nobody_asked(meeting: Meeting, nia: TestClient) -> None:
    said = {"asked": "asked", "asked_by": "Tom, in the car", "share": "yes"}
    assert act(meeting, nia, "voices", words="", **said).status_code == 422
    assert act(meeting, nia, "voices", words="I'm checking if you'll go.", **said).status_code == 303
    assert act(meeting, nia, "voices", asked="not_asked", words="kept out").status_code == 422
    assert act(meeting, nia, "voices", asked="not_asked", why_not="He was away").status_code == 303
    assert act(meeting, nia, "voices", asked="perhaps", words="x").status_code == 422
    kept = sorted(plain(meeting)["voices"].values(), key=lambda each: each["asked"])
    assert [(v["asked"], v["text"], v["why_not"], v["share"]) for v in kept] == [
        ("asked", "I'm checking if you'll go.", "", "yes"),
        ("not_asked", "", "He was away", ""),
    ]
    shown = look(meeting, nia)
    assert "I'm checking if you'll go." in shown and "He was away" in shown


def _change_title(meeting: Meeting, title: str) -> None:
    from server.web import casework

    wanted = {"events": {EVENT: {"title": title}}}
    assert meeting.portal.call(lambda: casework.revise(meeting.here, meeting.sam, wanted, by=meeting.nia)) is not None


def test_what_was_wrong_stays_in_the_version_and_the_next_one_says_so(meeting: Meeting, nia: TestClient) -> None:
    """V3"""
    _change_title(meeting, "Cooks with Nan on Saturdays")
    shown = look(meeting, nia)
    which = f"events/{EVENT}/title"
    assert which in shown and "Cooks with Nan every Sunday, now Cooks with Nan on Saturdays" in shown
    for said in ({"which": which}, {"which": "events/x/title", "reason": "r"}, {"which": which, "reason": "x" * 501}):
        assert act(meeting, nia, "corrections", **said).status_code == 422
    assert act(meeting, nia, "corrections", which=which, reason="Nan told us").status_code == 303
    (telling,) = plain(meeting)["events"][EVENT]["accounts"].values()
    assert telling["value"] == "Cooks with Nan every Sunday" and telling["outcome"] == "not_chosen"
    shown = look(meeting, nia)
    assert EN("compared.verb.corrected") in shown and "Nan told us" in shown and f'value="{which}"' not in shown
    freeze(meeting, nia)
    one, two = meeting.read(lambda t: versions.every(t, meeting.here.keys, meeting.sam, content=True))
    assert one.content["events"][EVENT]["title"] == "Cooks with Nan every Sunday"
    found = compare(from_plain(one.content)[0], from_plain(two.content)[0])
    assert [(c.verb, [s.reason for s in c.settled]) for c in found.changes] == [("corrected", ["Nan told us"])]


def test_while_the_room_is_held_nothing_is_written(meeting: Meeting, nia: TestClient) -> None:
    nia.post(f"/cases/{meeting.sam}/hold")
    shown = look(meeting, nia)
    assert EN("case.held") in shown and "/review/states" not in shown
    for what, said in (
        ("states", {"recommendation": GOES, "state": "started"}),
        ("events", {"text": "x", "said_by": "y"}),
        ("voices", {"asked": "asked", "words": "x"}),
    ):
        assert act(meeting, nia, what, **said).status_code == 409


def test_an_altered_version_is_not_passed_off_as_a_good_ground(meeting: Meeting, nia: TestClient) -> None:
    """H05"""
    meeting.write(lambda t: t.run("drop trigger versions_no_update"))
    meeting.write(lambda t: t.run("update versions set signature = 'x'"))
    assert EN("review.altered", n=1) in look(meeting, nia)


def test_only_who_leads_has_the_page(meeting: Meeting, nia: TestClient) -> None:
    _, token = meeting.invite(meeting.sitting, "Priya")
    priya, huw = meeting.joined(token, "Priya"), meeting.signed_in("Huw")
    for browser in (priya, huw):
        assert browser.get(f"/cases/{meeting.sam}/review").status_code == 404
        assert act(meeting, browser, "states", recommendation=GOES, state="started").status_code in (403, 404)


def test_the_page_is_whole_in_welsh_and_names_no_child_in_its_title(meeting: Meeting, nia: TestClient) -> None:
    nia.post("/language", data={"language": "cy", "back": "/"})
    shown = look(meeting, nia)
    title = re.search(r"<title>(.*?)</title>", shown)
    assert words("cy")("review.path") in shown and title and "Sam" not in title.group(1)


def test_what_is_sensitive_is_counted_and_neither_told_nor_named_by_what_is_tied_to_it(
    meeting: Meeting, nia: TestClient
) -> None:
    """V3"""
    lee = {"name": "Lee Hidden", "sensitive": True}
    new = {
        "people": {LEE: lee},
        "unions": {TIE: {"a": LEE, "b": NAN}},
        "events": {LATER_EVENT: {"title": "Football on Fridays", "people": {LEE: "there"}}},
        "recommendations": {RIVER: {"title": "Ask about the river", "steps": "2", "order": "c", "sensitive": True}},
    }
    meeting.portal.call(lambda: casework.bring_in(meeting.here, meeting.sam, new, by=meeting.gwen))
    shown = look(meeting, nia)
    assert "Football on Fridays" in shown and EN("review.hidden", n=3) in shown
    assert "Lee" not in shown and "river" not in shown
    refused = act(meeting, nia, "corrections", which=f"people/{LEE}/name", reason="x")
    assert refused.status_code == 422 and "Lee" not in refused.text
