"""`serve`: what it refuses to do."""

import http.cookiejar
import json
import re
import ssl
import subprocess
import sys
import urllib.parse
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from server.commands import certificate, main


def test_beyond_this_machine_only_with_tls(installation: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--host", "0.0.0.0"]) == 1
    assert "TLS" in capsys.readouterr().err


def test_beyond_this_machine_only_with_an_administrator(installation: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--host", "0.0.0.0", "--behind-proxy"]) == 1
    assert "account add" in capsys.readouterr().err


def test_a_certificate_is_for_one_address_and_made_anew_before_it_runs_out(tmp_path: Path) -> None:
    now = datetime(2026, 3, 12, tzinfo=UTC)
    first = certificate.own_certificate(tmp_path, "192.0.2.7", now)
    assert re.fullmatch("([0-9A-F]{2}:){31}[0-9A-F]{2}", first.fingerprint)
    assert certificate.own_certificate(tmp_path, "192.0.2.7", now + timedelta(days=3)) == first
    other = certificate.own_certificate(tmp_path, "192.0.2.8", now)
    assert other.fingerprint != first.fingerprint
    later = certificate.own_certificate(tmp_path, "192.0.2.8", now + timedelta(days=certificate.DAYS))
    assert later.fingerprint != other.fingerprint
    assert first.key.stat().st_mode & 0o077 == 0
    (tmp_path / "try-certificate.pem").write_bytes(b"none")
    assert certificate.own_certificate(tmp_path, "192.0.2.8", now).fingerprint != later.fingerprint


def test_tried_out_it_is_served_with_its_own_certificate_and_a_chair_signs_in(tmp_path: Path) -> None:
    """What it prints is enough: the address, its certificate, an account that opens cases."""
    asked = [sys.executable, "-m", "server", "serve", "--try", "--host", "127.0.0.1", "--port", "0", "--json"]
    told: list[dict[str, Any]] = []
    for _ in range(2):
        running = subprocess.Popen([*asked, "--data", str(tmp_path / "try")], stdout=subprocess.PIPE, text=True)
        try:
            assert running.stdout is not None
            told.append(json.loads(running.stdout.readline()))
            assert _signs_in(told[-1]["url"], tmp_path / "try" / "try-certificate.pem", told[0]["accounts"][0])
        finally:
            running.terminate()
            running.wait(30)
    assert told[0]["fingerprint"] == told[1]["fingerprint"]
    assert [each["role"] for each in told[0]["accounts"]] == ["chair", "coordinator"] and told[1]["accounts"] == []


def _signs_in(url: str, certificate_file: Path, account: dict[str, str]) -> bool:
    """Whether an account reaches its cases over TLS, trusting this certificate and no other."""
    trusted = ssl.create_default_context(cafile=str(certificate_file))
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(
        urllib.request.HTTPSHandler(context=trusted), urllib.request.HTTPCookieProcessor(jar)
    )
    browser.addheaders = [("Origin", url), ("Sec-Fetch-Site", "same-origin")]
    said = {"email": account["email"], "password": account["password"], "back": "/"}
    with browser.open(f"{url}/sign-in", urllib.parse.urlencode(said).encode(), timeout=20) as answer:
        return answer.url == f"{url}/cases" and all(cookie.name.startswith("__Host-") for cookie in jar)
