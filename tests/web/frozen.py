"""A chair who freezes the working copy of Sam's case, as her page does."""

import re

from starlette.testclient import TestClient

from tests.web.people import PASSWORD, Meeting


def freeze(meeting: Meeting, chair: TestClient, reason: str = "") -> None:
    """Holds the room, reads the fingerprint that is shown and confirms it."""
    chair.post(f"/cases/{meeting.sam}/hold")
    found = re.search(r'data-digest="([0-9a-f]{64})"', chair.get(f"/cases/{meeting.sam}/hold").text)
    assert found
    said = {"digest": found.group(1), "password": PASSWORD, "reason": reason}
    answer = chair.post(f"/cases/{meeting.sam}/versions", data=said)
    assert answer.status_code == 303, answer.text
