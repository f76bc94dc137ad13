"""What changed between two versions, on a page: by section, in three views, from the address alone."""

import re
from html import unescape
from typing import Any

import pytest

from server.document.schema import SCHEMA
from server.domain.formulation import from_plain, to_plain
from server.domain.versions import Chair, Circumstances, digest
from server.languages import words
from server.storage import versions, workingcopies
from server.storage.versions import Freeze
from server.web.comparing import MOST
from tests.families import record_id
from tests.web.people import EVENT, FORMULATION, NAN, SAM, Meeting

BETHAN = record_id("bethan")
LATER: dict[str, Any] = {
    "people": {
        SAM: FORMULATION["people"][SAM],
        BETHAN: {"name": "Bethan", "kind": "person", "gender": "female", "place": [128, 0]},
    },
    "events": {EVENT: {**FORMULATION["events"][EVENT], "title": "Cooks with Nan <b>every</b> Saturday"}},
}


def frozen(meeting: Meeting, *contents: dict[str, Any]) -> None:
    """Sam's case with a version of each content, and the next working copy open."""
    here, at = meeting.here, meeting.here.now()
    for content in contents:
        copy = meeting.read(lambda t: workingcopies.find_open(t, meeting.sam))
        if copy is None:
            copy = meeting.write(lambda t: workingcopies.open_working_copy(t, here.keys, meeting.sam, at))
        plain = to_plain(from_plain(content)[0])
        told = Circumstances(Chair(meeting.nia, "Dr Nia", "password"), reason="again")
        asked = Freeze(
            case=meeting.sam, working_copy=copy.id, epoch=copy.epoch, content=plain, digest=digest(plain),
            parent=meeting.read(lambda t: versions.head(t, meeting.sam)), circumstances=told, at=at, software="1",
            schema=SCHEMA.digest,
        )  # fmt: skip
        versions.freeze_now(here.database, here.keys, asked)


def page(meeting: Meeting, query: str = "", language: str = "en") -> str:
    nia = meeting.signed_in("Nia")
    nia.post("/language", data={"language": language, "back": "/"})
    answer = nia.get(f"/cases/{meeting.sam}/compare{query}")
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def test_what_changed_is_told_by_section_in_both_languages(meeting: Meeting) -> None:
    frozen(meeting, FORMULATION, LATER)
    for language, new, gone in (("en", "New", "No longer"), ("cy", "Newydd", "Ddim bellach")):
        told = page(meeting, "?from=1&to=2&section=family&view=list", language)
        assert re.search(rf"<b>Bethan</b> <span class=\"verb\">{new}</span>", told)
        assert re.search(rf"<b>Nan</b> <span class=\"verb\">{gone}</span>", told)
        assert words(language)("compared.count", n=3) in told
    nia = meeting.signed_in("Nia")
    nia.post("/language", data={"language": "en", "back": "/"})
    timeline = nia.get(f"/cases/{meeting.sam}/compare?section=timeline&view=list").text
    assert "&lt;b&gt;every&lt;/b&gt;" in timeline and "<b>every</b>" not in timeline
    assert "<del>" in timeline and "<ins>" in timeline and "Renamed" in timeline


def test_the_drawing_has_a_sign_and_a_ring_and_words_for_what_changed(meeting: Meeting) -> None:
    """N2: who is no longer there is drawn where she stood."""
    frozen(meeting, FORMULATION, LATER)
    told = page(meeting, "?from=1&to=2&section=family&view=together")
    assert "d-differs d-new" in told and "d-differs d-no_longer" in told
    assert re.search(r'aria-label="[^"]*Bethan[^"]*, new"', told)
    assert re.search(r'aria-label="[^"]*Nan[^"]*, no longer there"', told)
    beside = page(meeting, "?from=1&to=2&section=family&view=beside")
    assert beside.count("<figure") == 2 and page(meeting, "?section=family&view=list").count("<figure") == 0


def test_nothing_changed_one_version_and_a_version_with_itself_each_say_so(meeting: Meeting) -> None:
    """H15"""
    assert meeting.signed_in("Nia").get(f"/cases/{meeting.sam}/compare").status_code == 404
    frozen(meeting, FORMULATION)
    en = words("en")
    assert en("compared.only_one") in page(meeting)
    frozen(meeting, FORMULATION)
    assert en("compared.nothing") in page(meeting)
    assert en("compared.same") in page(meeting, "?from=2&to=2")


def test_six_hundred_changes_are_grouped_and_paged(meeting: Meeting) -> None:
    """H15, N3"""
    many = {record_id(f"e{n}"): {"title": f"Event {n}", "lane": "home"} for n in range(600)}
    frozen(meeting, FORMULATION, {**FORMULATION, "events": {**FORMULATION["events"], **many}})
    first = page(meeting, "?section=timeline&view=list")
    assert first.count('class="change is-new"') == MOST and "500 more, on the next page" in first
    last = page(meeting, "?section=timeline&view=list&page=6")
    assert last.count('class="change is-new"') == MOST and "on the next page" not in last


def test_the_working_copy_is_compared_with_the_last_version(meeting: Meeting) -> None:
    frozen(meeting, FORMULATION)
    meeting.signed_in("Nia").post(f"/cases/{meeting.sam}/workingcopies")
    assert words("en")("compared.heading_now", one="1") in page(meeting, "?from=1&to=now")


ASTRAY = ["?from=9", "?to=9", "?from=now&to=1", "?from=1&to=x", "?from=../1", "?to=" + "9" * 50]


@pytest.mark.parametrize("query", ASTRAY)
def test_what_is_not_there_is_not_found(meeting: Meeting, query: str) -> None:
    frozen(meeting, FORMULATION, LATER)
    assert meeting.signed_in("Nia").get(f"/cases/{meeting.sam}/compare{query}").status_code == 404


def test_nobody_else_compares_and_nothing_of_the_child_is_in_title_or_address(meeting: Meeting) -> None:
    frozen(meeting, FORMULATION, LATER)
    huw = meeting.signed_in("Huw")
    assert huw.get(f"/cases/{meeting.sam}/compare").status_code == 404
    assert meeting.visit().get(f"/cases/{meeting.sam}/compare").status_code == 303
    told = page(meeting)
    title = re.search(r"<title>(.*?)</title>", told)
    assert title and "Sam" not in title.group(1)
    assert not any("Sam" in link for link in re.findall(r'href="([^"]*)"', told))
    assert NAN not in "".join(re.findall(r'href="([^"]*)"', told))
