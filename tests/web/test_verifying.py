"""Whether everything is as it was sealed, told on a page: the chain, a seal from paper, a file. Rules Y1 to Y3."""

import json
from html import unescape
from io import BytesIO
from typing import Any

import pypdf
import pytest
from starlette.testclient import TestClient

from server.languages import words
from server.storage import versions
from tests.web.people import PASSWORD, Meeting
from tests.web.test_notes import NOTE, at, nia, page
from tests.web.test_versions import _hold

__all__ = ["nia"]
w = words("en")


@pytest.fixture
def ruth(meeting: Meeting, nia: TestClient) -> TestClient:
    """The chair of a case with two versions and a note to the first."""
    nia.post(at(meeting, "/workingcopies"))
    again = {"digest": _hold(meeting, nia), "password": PASSWORD, "reason": "Signed again"}
    assert nia.post(at(meeting, "/versions"), data=again).status_code == 303
    assert nia.post(at(meeting, "/versions/1/notes"), data={**NOTE, "password": PASSWORD}).status_code == 303
    return nia


def checked(meeting: Meeting) -> versions.Verified:
    found: versions.Verified = meeting.read(lambda t: versions.check_case(t, meeting.here.keys, meeting.sam))
    return found


def tampered(meeting: Meeting, *statements: str) -> None:
    for table in ("versions", "notes", "public_keys", "audit"):
        for verb in ("update", "delete"):
            meeting.write(lambda t, name=f"{table}_no_{verb}": t.run(f"drop trigger {name}"))
    for sql in statements:
        meeting.write(lambda t, sql=sql: t.run(sql))


def asked(browser: TestClient, meeting: Meeting, data: bytes = b"", name: str = "x.json", **form: str) -> Any:
    files = {"file": (name, data, "application/octet-stream")} if data else None
    return browser.post(at(meeting, "/versions/verify"), data=form, files=files)


def pdf_with(attachment: bytes, name: str = "version.json") -> bytes:
    """A report of one page with a file attached to it."""
    writer, out = pypdf.PdfWriter(), BytesIO()
    writer.add_blank_page(200, 200)
    writer.add_attachment(name, attachment)
    writer.write(out)
    return out.getvalue()


def bundle(meeting: Meeting) -> dict[str, Any]:
    plain = meeting.read(lambda t: versions.export(t, meeting.here.keys, meeting.sam))
    return versions.seal_bundle(meeting.here.keys, plain)


def test_a_sound_chain_is_said_to_be(meeting: Meeting, ruth: TestClient) -> None:
    """Y1"""
    told = page(ruth, at(meeting, "/versions/verify"))
    counts = w("verify.counts", versions=w("verify.versions", n=2), notes=w("verify.notes", n=1))
    assert w("verify.sound", what=counts) in told
    for version in checked(meeting).versions:
        assert version.short_seal in told


@pytest.mark.parametrize(
    ("statement", "key", "parameters"),
    [
        ("update versions set content = zeroblob(60) where number = 1", "version_content_altered", {"number": 1}),
        ("delete from versions where number = 2", "version_missing", {"number": 2}),
        ("update versions set number = 9 where number = 2", "version_row_altered", {"number": 2}),
        ("delete from notes", "note_missing", {"note": 1, "version": 0}),
        ("update notes set kept_at = ''", "note_row_altered", {"note": 1, "version": 1}),
        ("update versions set header = 'x' where number = 1", "version_header_altered", {"number": 1}),
    ],
)
def test_h05_what_was_altered_cut_off_or_reordered_is_said_in_a_sentence(
    meeting: Meeting, ruth: TestClient, statement: str, key: str, parameters: dict[str, int]
) -> None:
    """Y1, and the case still opens"""
    tampered(meeting, statement)
    told = page(ruth, at(meeting, "/versions/verify"))
    assert w(f"finding.{key}", **parameters) in told and "all as they were sealed" not in told
    for address in ("", "/versions", "/notes"):
        assert ruth.get(at(meeting, address)).status_code == 200


def test_a_printed_seal_is_found_among_versions_and_notes(meeting: Meeting, ruth: TestClient) -> None:
    """Y2: as somebody types it from paper"""
    one, two = checked(meeting).versions
    (note,) = checked(meeting).notes
    for seal, said in (
        (one.short_seal.upper(), w("verify.paper_version", n=1)),
        (two.short_seal.replace(" ", ""), w("verify.paper_version", n=2)),
        (note.short_seal, w("verify.paper_note", note=1, n=1)),
        ("0000 0000 0000 0000", w("verify.paper_unknown")),
    ):
        answer = asked(ruth, meeting, seal=seal)
        assert answer.status_code == 200 and said in unescape(answer.text), seal
    for seal, said in (("12 ab", "verify.seal_short"), ("", "verify.nothing_given")):
        answer = asked(ruth, meeting, seal=seal)
        assert answer.status_code == 422 and w(said) in unescape(answer.text)


def test_a_seal_on_paper_outlives_a_version_that_was_cut_off_with_its_audit(meeting: Meeting, ruth: TestClient) -> None:
    """H05"""
    seal = checked(meeting).versions[1].short_seal
    tampered(meeting, "delete from versions where number = 2", "delete from audit where about = '2'")
    assert w("verify.paper_unknown") in unescape(asked(ruth, meeting, seal=seal).text)


def test_a_seal_of_a_version_that_was_changed_says_to_rely_on_the_paper(meeting: Meeting, ruth: TestClient) -> None:
    seal = checked(meeting).versions[0].short_seal
    tampered(meeting, "update versions set content = zeroblob(60) where number = 1")
    assert w("verify.paper_altered", n=1) in unescape(asked(ruth, meeting, seal=seal).text)


def test_h05_a_sound_version_does_not_speak_for_an_earlier_one_that_was_changed(
    meeting: Meeting, ruth: TestClient
) -> None:
    assert w("version.seal_good_more") in page(ruth, at(meeting, "/versions/2"))
    tampered(meeting, "update versions set content = zeroblob(60) where number = 1")
    told = page(ruth, at(meeting, "/versions/2"))
    assert w("version.seal_good_alone") in told and w("version.seal_good_more") not in told
    assert w("version.seal_broken") in page(ruth, at(meeting, "/versions/1"))


def test_a_bundle_is_checked_by_itself_and_against_the_chain(meeting: Meeting, ruth: TestClient) -> None:
    """Y2"""
    told = unescape(asked(ruth, meeting, json.dumps(bundle(meeting)).encode()).text)
    assert w("verify.file_sound") in told
    assert w("verify.file_same", n=1) in told and w("verify.file_same", n=2) in told
    altered = json.dumps(bundle(meeting), ensure_ascii=False).replace("Cooks with Nan", "Hides from Nan")
    told = unescape(asked(ruth, meeting, altered.encode()).text)
    assert w("finding.version_section_altered", number=1, section="events") in told
    assert w("finding.bundle_altered") in told and w("verify.file_sound") not in told


@pytest.mark.parametrize("content", [True, False])
def test_a_pdf_is_checked_by_the_sealed_version_that_is_attached_to_it(
    meeting: Meeting, ruth: TestClient, content: bool
) -> None:
    """Y2: version 2 alone, out of its chain, with or without all that it holds"""
    plain = meeting.read(lambda t: versions.attachment(t, meeting.here.keys, meeting.sam, 2, content=content))
    told = unescape(asked(ruth, meeting, pdf_with(json.dumps(plain).encode()), "report.pdf").text)
    assert w("verify.file_sound") in told and w("verify.file_same", n=2) in told
    assert (w("verify.file_seal_alone", n=2) in told) is not content
    plain["versions"][0]["header"]["frozen_at"] = "2020-01-01T00:00:00Z"
    told = unescape(asked(ruth, meeting, pdf_with(json.dumps(plain).encode()), "report.pdf").text)
    assert w("finding.version_header_altered", number=2) in told and w("verify.file_sound") not in told


def test_a_version_of_another_case_is_not_known_here(meeting: Meeting, ruth: TestClient) -> None:
    plain = bundle(meeting)
    seal = plain["versions"][1]["seal"]
    tampered(meeting, "delete from versions where number = 2", "delete from audit where about = '2'")
    told = unescape(asked(ruth, meeting, json.dumps(plain).encode()).text)
    assert seal[:4] in json.dumps(plain) and w("verify.file_unknown", n=2) in told


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"{}", "not_sealed"), (b"[1]", "not_sealed"), (b"not json", "not_json"), (b"[" * 100_000, "not_json"),
        (b"%PDF-1.7\n" + b"\x00" * 500, "pdf_not_sealed"), (pdf_with(b"{}"), "pdf_not_sealed"),
        (pdf_with(b'{"versions": []}')[:300], "pdf_not_sealed"),
    ],
)  # fmt: skip
def test_a_file_that_carries_no_seal_is_said_to_carry_none(
    meeting: Meeting, nia: TestClient, data: bytes, key: str
) -> None:
    """Y3, G01: a hostile one as well"""
    answer = asked(nia, meeting, data)
    assert answer.status_code == 422 and w(f"refusal.{key}") in unescape(answer.text)


def test_nothing_that_is_checked_is_kept(meeting: Meeting, ruth: TestClient) -> None:
    """Y3"""
    before = meeting.read(lambda t: [tuple(row) for row in t.all("select * from audit")])
    asked(ruth, meeting, json.dumps(bundle(meeting)).encode())
    assert meeting.read(lambda t: [tuple(row) for row in t.all("select * from audit")]) == before


def test_a_contributor_checks_nothing(meeting: Meeting, nia: TestClient) -> None:
    _, token = meeting.invite(meeting.sitting, "Priya")
    priya = meeting.joined(token, "Priya")
    assert priya.get(at(meeting, "/versions/verify")).status_code == 404
    assert asked(priya, meeting, seal="0" * 16).status_code == 403
