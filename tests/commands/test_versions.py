"""`version list / show / verify`, on a version that a chair froze in a running meeting."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

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
    assert told("version", "verify", case)["sound"]
    assert told("version", "verify", case, "--seal", listed["short_seal"])["sound"]
    assert not told("version", "verify", case, "--seal", "0000 0000 0000 0000", status=1)["sound"]


def test_an_exported_bundle_is_verified_offline_and_a_changed_one_is_named(
    told: Told, case: str, tmp_path: Path
) -> None:
    """H05: one word changed in the file is found, and the version named."""
    file = tmp_path / "case.json"
    told("case", "export", case, "--out", str(file))
    assert told("version", "verify", str(file))["sound"]
    file.write_text(file.read_text(encoding="utf-8").replace("Neighbour reports", "Nobody reports"), encoding="utf-8")
    told_of = told("version", "verify", str(file), status=1)
    assert not told_of["sound"]
    assert {finding.get("number") for finding in told_of["findings"]} == {1, None}
    assert {"version_section_altered", "bundle_altered"} <= {finding["key"] for finding in told_of["findings"]}


def test_a_version_that_is_not_there_is_said_so(told: Told, case: str) -> None:
    assert "2" in told("version", "show", case, "2", status=1)
