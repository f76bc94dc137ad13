"""`version list / show / verify`, on a version that a chair froze in a running meeting."""

import contextlib
import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pypdf
import pytest
from docx import Document
from pypdf import PdfReader

from server import config
from server.domain.notes import IN_ERROR, NOTE
from server.domain.versions import Attendee, Chair
from server.storage import notes
from server.storage.database import Database
from server.storage.keys import Keys, master_key
from server.storage.notes import Draft
from tests.stories.attending import Server, ask, join

Told = Callable[..., Any]


@pytest.fixture
def case(told: Told, installation: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The case of the demo, frozen once; the server has stopped."""
    running = Server(installation, seats=1)
    running.start()
    try:
        freeze(running)
    finally:
        running.stop()
    monkeypatch.setenv("GWEAD_MASTER_KEY_FILE", str(installation / "master.key"))
    return str(running.where["case"])


def freeze(running: Server) -> None:
    """The chair looks, and confirms exactly what she was shown."""
    chair = join(running.where["chair"])
    at = f"{chair.url}/cases/{chair.case}"
    cookie = {"Cookie": chair.cookie}
    assert ask(f"{at}/hold", method="POST", form={}, headers=cookie)[0] == 303
    shown = re.search(r'data-digest="([0-9a-f]{64})"', ask(f"{at}/hold", headers=cookie)[2])
    assert shown is not None
    confirmed = {"digest": shown.group(1), "password": running.where["chair_password"]}
    assert ask(f"{at}/versions", method="POST", form=confirmed, headers=cookie)[0] == 303


def test_a_frozen_version_is_listed_shown_and_verified(told: Told, case: str) -> None:
    [listed] = told("version", "list", case)
    shown = told("version", "show", case, "1")
    assert listed["number"] == 1 and shown["header"]["content"] == listed["digest"]
    assert (len(shown["content"]["people"]), len(shown["content"]["events"])) == (20, 74)
    assert listed["standing"] == "sealed"
    assert told("version", "verify", case) == {**told("version", "verify", case), "sound": True, "notes": []}
    assert told("version", "verify", case, "--seal", listed["short_seal"])["sound"]
    assert not told("version", "verify", case, "--seal", "0000 0000 0000 0000", status=1)["sound"]


def test_an_exported_bundle_is_verified_offline_and_a_changed_one_is_named(
    told: Told, case: str, tmp_path: Path
) -> None:
    """H05: one word changed in the file is found, and the version named."""
    file = tmp_path / "case.json"
    told("case", "export", case, "--out", str(file))
    assert told("version", "verify", str(file))["sound"]
    report, writer = tmp_path / "report.pdf", pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_attachment("case.json", file.read_bytes())
    writer.write(report)
    assert told("version", "verify", str(report))["sound"]
    file.write_text(file.read_text(encoding="utf-8").replace("Neighbour reports", "Nobody reports"), encoding="utf-8")
    told_of = told("version", "verify", str(file), status=1)
    assert not told_of["sound"]
    assert {finding.get("number") for finding in told_of["findings"]} == {1, None}
    assert {"version_section_altered", "bundle_altered"} <= {finding["key"] for finding in told_of["findings"]}


def test_a_version_that_is_not_there_is_said_so(told: Told, case: str) -> None:
    assert "2" in told("version", "show", case, "2", status=1)


def test_a_note_and_a_mark_are_verified_and_the_mark_is_listed(told: Told, case: str, installation: Path) -> None:
    """N2, N3: and an altered note makes the exit status 1"""
    keys = Keys(installation / "keys.db", master_key(installation / "master.key"))
    with contextlib.closing(Database(installation / "gwead.db")) as db, contextlib.closing(keys):
        at = "2099-01-01T00:00:00Z"
        ruth, gwen = Chair("ruth", "Dr Ruth Owen", "password"), Chair("gwen", "Gwen", "password")
        author = Attendee("ruth", "Dr Ruth Owen", "", "chair")
        for draft, by in (
            (Draft("", case, 1, NOTE, "He has moved.", "Since then", author, "Nain", at), ruth),
            (Draft("", case, 1, IN_ERROR, "", "Another child's", author, "", at, chair=ruth), gwen),
        ):
            kept = db.write_now(lambda t, d=draft: notes.propose(t, keys, d))
            db.write_now(lambda t, i=kept.id, who=by: notes.accept(t, keys, case, i, at, by=who, software="1"))
        verified = told("version", "verify", case)
        assert verified["sound"] and [each["kind"] for each in verified["notes"]] == [NOTE, IN_ERROR]
        assert told("version", "verify", case, "--seal", verified["notes"][0]["seal"][:16])["sound"]
        assert [each["standing"] for each in told("version", "list", case)] == ["in_error"]
        db.write_now(lambda t: t.run("drop trigger notes_no_update"))
        db.write_now(lambda t: t.run("update notes set words = zeroblob(40) where number = 1"))
    altered = told("version", "verify", case, status=1)
    assert [(each["key"], each["note"]) for each in altered["findings"]] == [("note_words_altered", 1)]


def test_a_report_is_exported_as_a_file_and_is_in_the_audit(
    told: Told, case: str, installation: Path, tmp_path: Path
) -> None:
    page, paper = tmp_path / "report.html", tmp_path / "report.pdf"
    asked = ("version", "export", case, "1")
    told(*asked, "--format", "html", "--language", "cy", "--report", "summary", "--out", str(page))
    assert '<html lang="cy"' in page.read_text(encoding="utf-8")
    done = told(*asked, "--out", str(paper))
    read = PdfReader(paper)
    assert sorted(done["languages"]) == ["cy", "en"] and done["bytes"] == paper.stat().st_size
    text = "".join(sheet.extract_text() for sheet in read.pages)
    assert told("version", "list", case)[0]["short_seal"] in text
    assert told("version", "verify", str(paper))["versions"][0]["number"] == 1
    assert "2" in told("version", "export", case, "2", "--out", str(paper), status=1)
    assert "nowhere" in told(*asked, "--out", str(tmp_path / "nowhere" / "report.pdf"), status=1)
    with closing(sqlite3.connect(config.read(data=installation).database)) as tables:
        noted = tables.execute("select about from audit where what = 'report.made' order by seq").fetchall()
    assert [about for (about,) in noted][:2] == ["version 1 summary cy html", "version 1 professional both pdf"]


def test_a_word_file_is_made_for_the_chair_and_who_asked_is_in_the_audit(
    told: Told, case: str, installation: Path, tmp_path: Path
) -> None:
    """X2"""
    word, text = tmp_path / "plan.docx", tmp_path / "plan.odt"
    asked = ("version", "export", case, "1", "--report", "plan", "--language", "cy")
    people = {each["role"]: each["email"] for each in told("account", "list")}
    told(*asked, "--format", "docx", "--out", str(word), "--by", people["chair"])
    seal = told("version", "list", case)[0]["short_seal"]
    assert seal in Document(str(word)).sections[0].footer.paragraphs[0].text
    word.unlink()
    assert "Word" in told(*asked, "--format", "docx", "--out", str(word), "--by", people["coordinator"], status=1)
    assert told(*asked, "--out", str(word), "--by", "nobody@example.org", status=1) and not word.exists()
    told(*asked, "--format", "odt", "--out", str(text), "--by", people["coordinator"])
    assert text.read_bytes()[30:].startswith(b"mimetypeapplication/vnd.oasis.opendocument.text")
    told(*asked, "--format", "docx", "--out", str(word))
    with closing(sqlite3.connect(config.read(data=installation).database)) as tables:
        rows = tables.execute("select about, who from audit where what = 'report.made' order by seq").fetchall()
        names = dict(tables.execute("select id, email from accounts").fetchall())
    assert [(about, names.get(who, "")) for about, who in rows] == [
        ("version 1 plan cy docx", people["chair"]),
        ("version 1 plan cy odt", people["coordinator"]),
        ("version 1 plan cy docx", ""),
    ]


def test_the_data_of_a_version_are_exported_for_other_programs(told: Told, case: str, tmp_path: Path) -> None:
    asked = ("version", "export", case, "1", "--out", str(tmp_path / "file"))

    def made(*words: str) -> str:
        told(*asked, *words)
        return (tmp_path / "file").read_text(encoding="utf-8")

    seal = told("version", "list", case)[0]["seal"]
    assert "<title>Teulu</title>" in made("--format", "svg", "--language", "cy")
    assert "<title>Timeline</title>" in made("--format", "svg", "--drawing", "timeline")
    assert len(made("--format", "csv").splitlines()) > 60
    assert made("--format", "gedcom").startswith("\ufeff0 HEAD")
    composition = json.loads(made("--format", "composition", "--report", "plan"))
    assert composition["identifier"]["value"] == seal and "display" not in composition["subject"]
    assert json.loads(made("--format", "composition", "--with-name"))["subject"]["display"]
    assert "sensitive" in told(*asked, "--format", "json", status=1)
    assert "language" in told(*asked, "--format", "csv", "--language", "both", status=1)
    event, held = next(iter(told("version", "show", case, "1")["content"]["events"].items()))
    assert held["title"] in made("--format", "csv")
    assert held["title"] not in made("--format", "csv", f"--leave-out={event}=Not ours to share")
    assert "reason" in told(*asked, "--format", "csv", f"--leave-out={event}", status=1)
    told(*asked, "--format", "json", "--with-sensitive")
    assert told("version", "verify", str(tmp_path / "file"))["versions"][0]["seal"] == seal
