"""Reports of a version: read on a page, taken away as a file, in the audit; sensitive things only where asked for."""

import re
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from server.languages import words
from server.storage import audit
from tests.web.people import FORMULATION, NAN, Meeting
from tests.web.test_comparing import frozen

SECRET: dict[str, Any] = {
    **FORMULATION,
    "people": {**FORMULATION["people"], NAN: {**FORMULATION["people"][NAN], "name": "CANARY", "sensitive": True}},
}


def at(meeting: Meeting) -> str:
    return f"/cases/{meeting.sam}/versions/1/reports"


@pytest.mark.parametrize("kind", ["professional", "plan", "child", "summary", "wall"])
@pytest.mark.parametrize("language", ["en", "cy", "both"])
def test_each_report_is_read_on_a_page_and_taken_away_as_the_same_words(
    meeting: Meeting, kind: str, language: str
) -> None:
    frozen(meeting, FORMULATION)
    nia = meeting.signed_in("Nia")
    page = nia.get(f"{at(meeting)}/{kind}?language={language}")
    assert page.status_code == 200, page.text
    file = nia.post(at(meeting), data={"kind": kind, "language": language, "format": "html"})
    assert file.status_code == 200 and file.headers["cache-control"] == "no-store"
    named = file.headers["content-disposition"]
    assert named == f'attachment; filename="gwead-1-{kind}-{language}.html"'
    articles = re.findall(r"<article.*?</article>", file.text, re.S)
    assert len(articles) == (2 if language == "both" else 1)
    assert all(article in page.text for article in articles)
    title = re.search(r"<title>(.*?)</title>", file.text)
    assert title and "Sam" not in title.group(1)
    assert "<script" not in file.text


def test_what_is_sensitive_is_out_unless_it_is_asked_for_and_never_in_the_childs(meeting: Meeting) -> None:
    """G1"""
    frozen(meeting, SECRET)
    nia = meeting.signed_in("Nia")
    for kind in ("professional", "plan", "child", "summary", "wall"):
        assert "CANARY" not in nia.post(at(meeting), data={"kind": kind, "language": "both", "format": "html"}).text
    asked = {"kind": "professional", "language": "en", "with_sensitive": "yes", "format": "html"}
    assert "CANARY" in nia.post(at(meeting), data=asked).text
    assert "CANARY" not in nia.post(at(meeting), data={**asked, "kind": "child"}).text


def test_taking_one_away_is_in_the_audit_and_reading_it_here_is_not(meeting: Meeting) -> None:
    """G2"""
    frozen(meeting, FORMULATION)
    nia = meeting.signed_in("Nia")
    nia.get(f"{at(meeting)}/plan")
    assert meeting.read(lambda t: audit.entries(t, what="report.made")) == []
    nia.post(at(meeting), data={"kind": "plan", "language": "cy", "with_sensitive": "yes", "format": "html"})
    (noted,) = meeting.read(lambda t: audit.entries(t, what="report.made"))
    assert (noted.who, noted.about) == (meeting.nia, "version 1 plan cy html sensitive") and noted.size > 0


def test_whoever_leads_alone_makes_reports_and_of_what_there_is(meeting: Meeting) -> None:
    frozen(meeting, FORMULATION)
    _, token = meeting.invite(meeting.sitting, "Priya")
    priya, nia = meeting.joined(token, "Priya"), meeting.signed_in("Nia")
    assert priya.get(at(meeting)).status_code == 404 and priya.get(f"{at(meeting)}/plan").status_code == 404
    assert priya.post(at(meeting), data={"kind": "plan"}).status_code == 403
    assert meeting.signed_in("Huw").get(at(meeting)).status_code == 404
    assert nia.get(f"/cases/{meeting.sam}/versions/2/reports").status_code == 404
    for kind in ("nothing", "../plan", ""):
        assert nia.post(at(meeting), data={"kind": kind}).status_code == 404
    assert nia.get(f"{at(meeting)}/nothing").status_code == 404


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_page_of_reports_says_what_each_is_for(meeting: Meeting, language: str) -> None:
    frozen(meeting, FORMULATION)
    nia, w = meeting.signed_in("Nia"), words(language)
    nia.post("/language", data={"language": language, "back": "/"})
    page = unescape(nia.get(at(meeting)).text)
    for kind in ("professional", "plan", "child", "summary", "wall"):
        assert w(f"reports.what.{kind}") in page
    assert page.count('type="checkbox"') == 4, "nothing sensitive is ever in the child's own"
    assert at(meeting) in nia.get(f"/cases/{meeting.sam}/versions/1").text


def test_a_pdf_carries_the_seal_and_not_what_was_left_out(meeting: Meeting) -> None:
    frozen(meeting, SECRET)
    nia = meeting.signed_in("Nia")
    file = nia.post(at(meeting), data={"kind": "professional", "language": "both", "format": "pdf"})
    assert file.headers["content-type"] == "application/pdf"
    assert file.headers["content-disposition"] == 'attachment; filename="gwead-1-professional-both.pdf"'
    read = PdfReader(BytesIO(file.content))
    (attached,) = read.attachments["version.json"]
    assert b"CANARY" not in attached and b'"seal"' in attached
    said = "".join(page.extract_text() for page in read.pages)
    assert "CANARY" not in said and "Cooks with Nan" in said.replace("\n", " ")
