"""News between meetings: written down, told by a link, taken in, set aside. Rules N1 to N4."""

import re
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from server.domain.moments import read
from server.domain.news import News
from server.domain.timeline import TimelineEvent
from server.languages import words
from server.storage import audit, news
from server.web.news import becomes, record_of
from tests.web.frozen import freeze
from tests.web.people import SAM, Meeting

EN, CY = words("en"), words("cy")
BORN = read("3 February 2010", language="en", born=None, after=None)
TELL = {"for": "Education", "purpose": "What is new in school", "first_words": "Dear all", "days": "14", "tongue": "en"}
SAID = {"text": "11 March, school: he walked out of a lesson", "said_by": "Mr Evans", "agency": "Education",
        "said_on": "2026-03-12"}  # fmt: skip


def of(meeting: Meeting, case: str = "") -> list[News]:
    return meeting.read(lambda t: news.of_case(t, meeting.here.keys, case or meeting.sam))  # type: ignore[no-any-return]


def link(meeting: Meeting, **changes: str) -> str:
    """A new link; returns its path."""
    page = meeting.signed_in("Gwen").post(f"/cases/{meeting.sam}/tells", data={**TELL, **changes}).text
    found = re.search(r"/tell/[\w-]{32}", page)
    assert found, page
    return found.group()


def tell(browser: TestClient, path: str, **fields: str) -> Any:
    return browser.post(path, data={"text": "He laughed today", "said_by": "Mr Evans", **fields})


# -- chair and coordinator


def test_what_a_leader_writes_down_waits_with_who_said_so(meeting: Meeting) -> None:
    """N1"""
    gwen = meeting.signed_in("Gwen")
    assert gwen.post(f"/cases/{meeting.sam}/news", data=SAID).status_code == 303
    home = unescape(gwen.get(f"/cases/{meeting.sam}").text)
    assert SAID["text"] in home and "Mr Evans, Education" in home and EN("news.waiting", n=1) in home
    assert EN("cases.news_waiting", n=1) in unescape(gwen.get("/cases").text)


def test_one_click_takes_it_into_the_working_copy_with_its_source(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    nia.post(f"/cases/{meeting.sam}/news", data={**SAID, "sensitive": "yes"})
    (waits,) = of(meeting)
    for _ in range(2):
        assert nia.post(f"/cases/{meeting.sam}/news/{waits.id}/taking", data={"as": "event"}).status_code == 303
    plain = meeting.portal.call(meeting.here.hub.plain, meeting.sam)
    event = plain["events"][waits.id]
    assert event["title"] == "he walked out of a lesson" and event["lane"] == "school"
    assert (event["says"], event["agency"], event["sensitive"]) == ("Mr Evans", "Education", True)
    assert event["when"]["start"] == ["2026-03-11", "2026-03-11"] and event["recorded_by"] == "Dr Nia"
    assert len(plain["events"]) == 2
    (taken,) = of(meeting)
    assert (taken.state, taken.became, taken.settled_by) == ("taken", "events", meeting.nia)
    assert EN("news.waiting", n=0) not in nia.get(f"/cases/{meeting.sam}").text


def test_it_is_taken_as_a_fact_about_the_child(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    nia.post(f"/cases/{meeting.sam}/news", data={**SAID, "text": "He likes the new guinea pig"})
    (waits,) = of(meeting)
    nia.post(f"/cases/{meeting.sam}/news/{waits.id}/taking", data={"as": "fact"})
    fact = meeting.portal.call(meeting.here.hub.plain, meeting.sam)["facts"][waits.id]
    assert (fact["text"], fact["about"], fact["says"]) == ("He likes the new guinea pig", SAM, "Mr Evans")


def test_it_is_set_aside_with_a_reason_and_nothing_is_lost(meeting: Meeting) -> None:
    """N2"""
    nia = meeting.signed_in("Nia")
    nia.post(f"/cases/{meeting.sam}/news", data=SAID)
    (waits,) = of(meeting)
    place = f"/cases/{meeting.sam}/news/{waits.id}/setting-aside"
    assert EN("news.reason_needed") in unescape(nia.post(place, data={"reason": " "}).text)
    long = nia.post(place, data={"reason": "known " * 200})
    assert long.status_code == 422 and ("known " * 200).strip() in long.text
    nia.post(place, data={"reason": "Known <since> May"})
    page = nia.get(f"/cases/{meeting.sam}/news").text
    assert "Known &lt;since&gt; May" in page and SAID["text"] in unescape(page)
    nia.post(f"/cases/{meeting.sam}/news/{waits.id}/taking", data={"as": "event"})
    assert of(meeting)[0].state == "taken"
    assert nia.post(place, data={"reason": "too late"}).status_code == 409


def test_without_a_working_copy_it_waits(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    nia.post(f"/cases/{meeting.sam}/news", data=SAID)
    freeze(meeting, nia)
    (waits,) = of(meeting)
    page = unescape(nia.get(f"/cases/{meeting.sam}/news").text)
    assert EN("news.needs_copy") in page and EN("news.take_event") not in page
    assert nia.post(f"/cases/{meeting.sam}/news/{waits.id}/taking", data={"as": "event"}).status_code == 409
    assert of(meeting)[0].state == "waiting"


def test_sensitive_news_is_not_on_the_home_page(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    nia.post(f"/cases/{meeting.sam}/news", data={**SAID, "text": "About the uncle", "sensitive": "yes"})
    page = unescape(nia.get(f"/cases/{meeting.sam}").text)
    assert "uncle" not in page and EN("news.sensitive_waiting", n=1) in page
    assert "uncle" not in unescape(nia.get(f"/cases/{meeting.sam}/history").text)


@pytest.mark.parametrize("act", ["taking", "setting-aside"])
def test_another_cases_news_is_as_if_it_were_not(meeting: Meeting, act: str) -> None:
    nia, huw = meeting.signed_in("Nia"), meeting.signed_in("Huw")
    huw.post(f"/cases/{meeting.other}/news", data=SAID)
    (theirs,) = of(meeting, meeting.other)
    answer = nia.post(f"/cases/{meeting.sam}/news/{theirs.id}/{act}", data={"as": "event", "reason": "-"})
    assert answer.status_code == 404 and of(meeting, meeting.other)[0].state == "waiting"


def test_ten_thousand_characters_are_refused_and_kept_on_the_page(meeting: Meeting) -> None:
    answer = meeting.signed_in("Nia").post(f"/cases/{meeting.sam}/news", data={**SAID, "text": "gair " * 2_000})
    assert answer.status_code == 422 and EN("form.too_long", n=9_999, most=4_000) in unescape(answer.text)
    assert ("gair " * 2_000).strip() in answer.text and of(meeting) == []


# -- whoever has a link


def test_a_link_shows_what_it_is_for_and_nothing_of_the_case(meeting: Meeting) -> None:
    """N4"""
    path = link(meeting)
    page = meeting.visit().get(path)
    told = unescape(page.text)
    for said in ("What is new in school", "Dear all", "Education", 'lang="cy"', 'name="choose" value="cy"'):
        assert said in told
    for hidden in ("Sam", "Nia", "Gwen", meeting.sam, "Nan"):
        assert hidden not in told
    assert page.headers["cache-control"] == "no-store"


def test_what_is_told_waits_and_a_page_says_what_happens_next(meeting: Meeting) -> None:
    path, priya = link(meeting), meeting.visit()
    page = priya.get(path).text
    once = re.search(r'name="once" value="([\w-]{22})"', page)
    assert once
    for _ in range(2):
        answer = tell(priya, path, once=once.group(1), when="11 March")
        assert answer.headers["location"] == f"{path}?thanks"
    thanks = unescape(priya.get(f"{path}?thanks").text)
    assert EN("tell.then_read") in thanks and EN("tell.more") in thanks and "He laughed" not in thanks
    (came,) = of(meeting)
    assert (came.said_by, came.agency, came.when, came.state) == ("Mr Evans", "Education", "11 March", "waiting")


def test_the_language_is_asked_first_and_what_was_typed_stays(meeting: Meeting) -> None:
    path, priya = link(meeting), meeting.visit()
    page = unescape(tell(priya, path, choose="cy", when="ddoe").text)
    assert '<html lang="cy"' in page and CY("tell.send") in page
    assert "He laughed today" in page and 'value="ddoe"' in page and of(meeting) == []
    tell(priya, path)
    assert of(meeting)[0].language == "cy"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": ""}, EN("form.needed")),
        ({"said_by": ""}, EN("form.needed")),
        ({"text": "x" * 10_000}, EN("form.too_long", n=10_000, most=4_000)),
        ({"said_by": "x" * 201}, EN("form.too_long", n=201, most=200)),
        ({"when": "x" * 201}, EN("form.too_long", n=201, most=200)),
    ],
)
def test_what_does_not_fit_is_said_and_stays_on_the_page(meeting: Meeting, fields: dict[str, str], said: str) -> None:
    answer = tell(meeting.visit(), link(meeting), **fields)
    assert answer.status_code == 422 and said in unescape(answer.text)
    for typed in filter(None, {"text": "He laughed today", **fields}.values()):
        assert typed in unescape(answer.text)
    assert of(meeting) == []


def test_script_in_words_is_words(meeting: Meeting) -> None:
    path = link(meeting, first_words="<script>alert(1)</script>", purpose="<b>now</b>")
    browser = meeting.visit()
    assert "<script>alert" not in browser.get(path).text and "<b>now" not in browser.get(path).text
    tell(browser, path, text='"><script>alert(2)</script>', said_by="<img src=x onerror=alert(3)>")
    nia = meeting.signed_in("Nia")
    for place in ("", "/news", "/history"):
        page = nia.get(f"/cases/{meeting.sam}{place}").text
        assert "<script>alert" not in page and "<img src=x" not in page and "alert(2)" in page


def test_a_closed_a_worn_out_and_an_unknown_link_look_the_same_and_take_nothing(meeting: Meeting) -> None:
    """N3"""
    nia, browser = meeting.signed_in("Nia"), meeting.visit()
    closed = link(meeting)
    which = meeting.read(lambda t: news.tells(t, meeting.here.keys, meeting.sam))[0].id
    assert nia.post(f"/cases/{meeting.other}/tells/{which}/closing").status_code == 404
    nia.post(f"/cases/{meeting.sam}/tells/{which}/closing")
    worn = link(meeting)
    meeting.write(lambda t: t.run("update tells set sent = most where closed_at = ''"))
    answers = [browser.get(path) for path in (closed, worn, "/tell/" + "x" * 32)]
    assert {answer.status_code for answer in answers} == {410}
    assert len({answer.text.replace(path, "") for answer, path in zip(answers, (closed, worn, ""), strict=True)}) == 1
    for path in (closed, worn, "/tell/" + "x" * 32):
        assert tell(browser, path).status_code == 410
    assert of(meeting) == []


def test_the_last_telling_is_thanked_for(meeting: Meeting) -> None:
    path, browser = link(meeting), meeting.visit()
    meeting.write(lambda t: t.run("update tells set sent = most - 1"))
    assert tell(browser, path).headers["location"] == f"{path}?thanks"
    thanks = browser.get(f"{path}?thanks")
    assert thanks.status_code == 200 and EN("tell.no_more") in unescape(thanks.text)
    assert tell(browser, path).status_code == 410 and len(of(meeting)) == 1


def test_a_flood_is_held_back_and_the_words_stay_on_the_page(meeting: Meeting) -> None:
    path, browser = link(meeting), meeting.visit()
    answers = [tell(browser, path, text=f"Number {n}") for n in range(6)]
    assert [answer.status_code for answer in answers] == [303] * 5 + [429]
    assert "Number 5" in answers[-1].text and len(of(meeting)) == 5


@pytest.mark.parametrize("field", ["for", "purpose", "first_words"])
def test_a_link_does_not_name_the_child(meeting: Meeting, field: str) -> None:
    """N4"""
    page = meeting.signed_in("Nia").post(f"/cases/{meeting.sam}/tells", data={**TELL, field: "About Sam, please"})
    assert page.status_code == 422 and EN("tell.no_name") in unescape(page.text)
    assert meeting.read(lambda t: news.tells(t, meeting.here.keys, meeting.sam)) == []


@pytest.mark.parametrize("days", ["0", "61", "-1", "١٤", "1e3", "", "9" * 400])
def test_a_link_is_open_for_so_many_days(meeting: Meeting, days: str) -> None:
    page = meeting.signed_in("Nia").post(f"/cases/{meeting.sam}/tells", data={**TELL, "days": days})
    assert page.status_code == 422 and EN("tell.days_wrong", most=60) in unescape(page.text)


def test_another_cases_link_is_neither_shown_nor_closed(meeting: Meeting) -> None:
    path, huw = link(meeting), meeting.signed_in("Huw")
    which = meeting.read(lambda t: news.tells(t, meeting.here.keys, meeting.sam))[0].id
    assert path not in huw.post(f"/cases/{meeting.other}/tells/{which}/showing").text
    assert huw.post(f"/cases/{meeting.other}/tells/{which}/closing").status_code == 404
    assert meeting.visit().get(path).status_code == 200


def test_every_act_is_in_the_audit_without_a_word_of_it(meeting: Meeting) -> None:
    path = link(meeting)
    tell(meeting.visit(), path)
    rows = meeting.read(lambda t: t.all("select * from audit where case_id = :case", case=meeting.sam))
    assert {"tell.opened", "news.told"} <= {row["what"] for row in rows}
    written = " ".join(str(value) for row in rows for value in dict(row).values())
    assert "laughed" not in written and "Evans" not in written and path.split("/")[-1] not in written
    assert meeting.read(audit.verify) is None


# -- what news becomes


def said(text: str, **fields: Any) -> News:
    given = {"said_on": "2026-11-24", "language": "en", "came_at": "2026-11-24T09:00:00Z", **fields}
    return News("n" * 22, "c", text, "Mr Evans", **given)


@pytest.mark.parametrize(
    ("news_of", "title", "lane", "start", "detail"),
    [
        (said("He laughed"), "He laughed", "", None, ""),
        (said("11 March: he laughed"), "he laughed", "", "2026-03-11", ""),
        (said("25 December: he laughed"), "he laughed", "", "2025-12-25", ""),
        (said("Y9 summer, school: sent home. He came back."), "sent home.", "school", "2024-", "all"),
        (said("He laughed.\nThen he sang.", when="in May 2026"), "He laughed.", "", "2026-05-01", "all"),
        (said("He laughed", when="last half term"), "He laughed", "", None, ""),
        (said("w " * 300), None, "", None, "all"),
        (said("Chwarddodd ar 3 Mai 2026", language="cy"), "Chwarddodd ar 3 Mai 2026", "", None, ""),
    ],
)
def test_news_is_read_as_one_event_and_no_word_is_lost(
    news_of: News, title: str | None, lane: str, start: str | None, detail: str
) -> None:
    event = becomes(news_of, BORN)
    assert len(event.front.title) <= 200 and (title is None or event.front.title == title)
    assert event.front.lane == lane
    first = event.front.moment.earliest if event.front.moment is not None and event.front.when else None
    assert (first is None) == (start is None)
    if start and len(start) == 10 and first:
        assert first.isoformat() == start
    assert event.detail == (news_of.text.strip() if detail else "")


def test_the_record_fits_the_schema() -> None:
    made = record_of(said("w " * 300, when="in May 2026"), "event", BORN, SAM, "Dr Nia")
    assert set(made) == {name for name in TimelineEvent.__dataclass_fields__}
    assert record_of(said("w " * 300), "fact", BORN, SAM, "Dr Nia")["note"] == ("w " * 300).strip()
