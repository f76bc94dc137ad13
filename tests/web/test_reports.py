"""Reports of a version: read on a page, taken away as a file, in the audit; sensitive things only where asked for."""

import re
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader

from server.interchange.sealed import read_sealed
from server.languages import words
from server.storage import audit, versions
from server.web import reports
from server.web.files import FORMS
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
    assert 'id="sensitive-plan"' in page and 'id="sensitive-child"' not in page, "never in the child's own"
    assert w("reports.data_what") in page and w("reports.sealed_what") in page
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


def test_a_word_file_is_for_the_chair_alone(meeting: Meeting) -> None:
    """X2: on the page, and whoever asks all the same is refused and in the audit"""
    frozen(meeting, SECRET)
    nia, gwen = meeting.signed_in("Nia"), meeting.signed_in("Gwen")
    assert 'value="docx"' in nia.get(at(meeting)).text and 'value="docx"' in nia.get(f"{at(meeting)}/plan").text
    for page in (at(meeting), f"{at(meeting)}/plan"):
        assert 'value="odt"' in gwen.get(page).text and 'value="docx"' not in gwen.get(page).text
    asked = {"kind": "professional", "language": "cy", "format": "docx"}
    refused = gwen.post(at(meeting), data=asked)
    assert refused.status_code == 403 and "Word" in refused.text
    assert [e.reason for e in meeting.read(lambda t: audit.entries(t, what="act.refused"))] == ["report as docx"]
    file = nia.post(at(meeting), data=asked)
    assert file.headers["content-disposition"] == 'attachment; filename="gwead-1-professional-cy.docx"'
    assert file.headers["content-type"] == FORMS["docx"].media and file.headers["cache-control"] == "no-store"
    said = "".join(Document(BytesIO(file.content)).element.body.itertext())
    assert "Cooks with Nan" in said and "CANARY" not in said
    (noted,) = meeting.read(lambda t: audit.entries(t, what="report.made"))
    assert (noted.who, noted.about, noted.size) == (meeting.nia, "version 1 professional cy docx", len(file.content))


def test_an_open_document_is_taken_away_by_whoever_leads(meeting: Meeting) -> None:
    frozen(meeting, SECRET)
    file = meeting.signed_in("Nia").post(at(meeting), data={"kind": "plan", "language": "both", "format": "odt"})
    assert file.headers["content-type"] == FORMS["odt"].media
    assert file.content[30:].startswith(b"mimetypeapplication/vnd.oasis.opendocument.text")


@pytest.mark.parametrize(
    ("change", "form"),
    [
        ("delete from seats where account = :who", "html"),
        ("update seats set role = 'coordinator' where account = :who", "docx"),
    ],
)
def test_who_loses_their_seat_while_a_file_is_made_is_not_given_it(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch, change: str, form: str
) -> None:
    """G4 (G14): nothing goes out, and nothing is said to have gone out"""
    frozen(meeting, FORMULATION)
    nia = meeting.signed_in("Nia")
    source_of = reports.source_of

    async def losing(here: Any, *given: Any) -> Any:
        source = await source_of(here, *given)
        await here.database.write(lambda t: t.run(change, who=meeting.nia))
        return source

    monkeypatch.setattr(reports, "source_of", losing)
    assert nia.post(at(meeting), data={"kind": "plan", "language": "en", "format": form}).status_code == 403
    assert meeting.read(lambda t: audit.entries(t, what="report.made")) == []


def test_a_form_that_there_is_not_is_not_found(meeting: Meeting) -> None:
    frozen(meeting, FORMULATION)
    assert meeting.signed_in("Nia").post(at(meeting), data={"kind": "plan", "format": "exe"}).status_code == 404


def test_data_for_other_programs_are_taken_away_and_are_in_the_audit(meeting: Meeting) -> None:
    frozen(meeting, SECRET)
    nia = meeting.signed_in("Nia")
    page = nia.get(at(meeting)).text
    for form in ("composition", "family", "timeline", "csv", "gedcom", "json"):
        assert f'value="{form}"' in page
        whole = {"with_sensitive": "yes"} if form == "json" else {}
        file = nia.post(at(meeting), data={"language": "cy", "format": form, **whole})
        assert file.status_code == 200 and file.headers["content-type"] == FORMS[form].media, form
        assert (b"CANARY" in file.content) == bool(whole)
        assert "Sam" not in file.headers["content-disposition"]
    abouts = [each.about for each in meeting.read(lambda t: audit.entries(t, what="report.made"))]
    assert abouts == [
        "version 1 professional cy composition", "version 1 cy family", "version 1 cy timeline", "version 1 cy csv",
        "version 1 gedcom", "version 1 json sensitive",
    ]  # fmt: skip


def test_the_sealed_version_is_not_given_without_what_is_sensitive(meeting: Meeting) -> None:
    """X3"""
    frozen(meeting, SECRET)
    nia = meeting.signed_in("Nia")
    assert nia.post(at(meeting), data={"format": "json"}).status_code == 422
    assert nia.post(at(meeting), data={"format": "csv", "language": "both"}).status_code == 422
    whole = nia.post(at(meeting), data={"format": "json", "with_sensitive": "yes"}).content
    assert versions.check_export(read_sealed(whole)).sound
