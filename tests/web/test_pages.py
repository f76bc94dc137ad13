"""Turning what a page needs into HTML: dates and names as they are said, data that cannot break out, QR pictures."""

import json
import re
from datetime import date
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.languages import words
from server.web import pages
from tests.web.people import Meeting


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Dr Nia Rowlands", "NR"), ("Priya", "P"), ("Ŵyn ap Ŷr", "ŴŶ"), ("", "?"), ("<b>", "B"), ("mrs jones", "J")],
)
def test_initials_leave_titles_out(name: str, letters: str) -> None:
    assert pages.initials(name) == letters


def test_a_day_is_said_in_each_language() -> None:
    day = date(2026, 6, 14)
    assert pages.said_day(words("en"), day) == "14 June 2026"
    assert pages.said_day(words("cy"), day) == "14 Mehefin 2026"


def test_an_instant_is_said_in_the_time_of_the_country_summer_and_winter() -> None:
    assert pages.said_instant(words("en"), "2026-06-14T14:04:00Z") == "14 June 2026, 15:04"
    assert pages.said_instant(words("cy"), "2026-12-14T14:04:00Z") == "14 Rhagfyr 2026, 14:04"
    assert pages.said_day_of(words("en"), "2026-06-14T23:30:00Z") == "15 June 2026"
    assert pages.said_day_of(words("en"), "2026-03-12") == "12 March 2026"
    assert pages.said_instant(words("en"), "") == pages.said_day_of(words("en"), "") == ""


@pytest.mark.parametrize(
    ("header", "language"),
    [("cy", "cy"), ("fr,cy;q=0.9,en;q=0.8", "cy"), ("en-GB,cy;q=0.5", "en"), ("", "en"), ("fr", "en"), (";;,,", "en")],
)
def test_the_language_a_browser_prefers_is_the_first_of_ours(header: str, language: str) -> None:
    assert pages.preferred(header) == language


@given(
    st.recursive(st.text(), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3))
)
def test_no_text_ends_the_script_that_carries_it(value: object) -> None:
    said = str(pages.embedded(value))
    assert "<" not in said and ">" not in said and "&" not in said
    assert json.loads(said) == value


def test_a_qr_picture_has_a_name_and_no_style() -> None:
    picture = pages.qr("http://gwead.test/join/abc", 'Link for "Priya"')
    assert 'role="img"' in picture and "style=" not in picture
    assert "Link for &#34;Priya&#34;" in picture
    assert len(re.findall(r"M\d+ \d+h1", picture)) > 200


def test_the_meeting_page_goes_out_compressed_and_pages_with_links_never(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    offered = {"accept-encoding": "gzip"}
    room = nia.get(f"/cases/{meeting.sam}/room", headers=offered)
    assert room.headers["content-encoding"] == "gzip" and 'id="schema"' in room.text
    assert int(room.headers["content-length"]) < 32_000
    plain = nia.get(f"/cases/{meeting.sam}/room", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers and plain.text == room.text
    links = nia.get(f"/cases/{meeting.sam}/meetings/{meeting.sitting}?links", headers=offered)
    assert "content-encoding" not in links.headers


def test_every_page_of_the_chair_answers(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    case = f"/cases/{meeting.sam}"
    sitting = f"{case}/meetings/{meeting.sitting}"
    for path in ("/", "/cases", case, f"{case}/room", f"{case}/versions", f"{case}/meetings/new", sitting,
                 f"{sitting}/waiting"):  # fmt: skip
        assert nia.get(path).status_code == 200, path


def test_a_page_says_its_language_and_offers_the_other_at_the_same_place(meeting: Meeting) -> None:
    browser = meeting.visit()
    english = browser.get("/sign-in").text
    browser.post("/language", data={"language": "cy", "back": "/sign-in"})
    welsh = browser.get("/sign-in").text
    for page, here, other in ((english, "en", "cy"), (welsh, "cy", "en")):
        assert f'<html lang="{here}">' in page
        assert f'name="language" value="{other}" lang="{other}"' in page
    assert words("cy")("sign_in.action") in unescape(welsh)
