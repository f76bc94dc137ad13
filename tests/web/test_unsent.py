"""Words that a page hands over before it is loaded again: their writer's alone, until they are copied."""

import pytest

from server.config import Limits
from tests.web.people import Meeting

WORDS = "Nan’s kitchen: dysgodd wneud cawl ŵ ŷ 🍲"


def _address(meeting: Meeting) -> str:
    return f"/cases/{meeting.sam}/unsent"


def test_words_left_are_read_again_by_their_writer_until_they_are_settled(meeting: Meeting) -> None:
    """J10, X2."""
    _, token = meeting.invite(meeting.sitting, "Priya")
    priya = meeting.joined(token, "Priya")
    assert priya.post(_address(meeting), json={"words": WORDS}).json() == {"kept": len(WORDS.encode())}
    priya.post(_address(meeting), json={"words": "and more"})
    for _ in range(2):
        assert priya.get(_address(meeting)).json() == {"words": [WORDS, "and more"]}
    assert priya.delete(_address(meeting)).status_code == 200
    assert priya.get(_address(meeting)).json() == {"words": []}


def test_nobody_else_reads_them_and_they_lie_sealed(meeting: Meeting) -> None:
    """X1."""
    _, token = meeting.invite(meeting.sitting, "Priya")
    priya, nia = meeting.joined(token, "Priya"), meeting.signed_in("Nia")
    priya.post(_address(meeting), json={"words": WORDS})
    assert nia.get(_address(meeting)).json() == {"words": []}
    nia.delete(_address(meeting))
    assert priya.get(_address(meeting)).json() == {"words": [WORDS]}
    kept = meeting.read(lambda t: [bytes(row["words"]) for row in t.all("select words from unsent")])
    assert len(kept) == 1 and b"Nan" not in kept[0]
    assert WORDS not in str(meeting.read(lambda t: [tuple(row) for row in t.all("select * from audit")]))


def test_they_go_when_the_meeting_closes(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    nia.post(_address(meeting), json={"words": WORDS})
    nia.post(f"/cases/{meeting.sam}/meetings/{meeting.sitting}/closing")
    assert nia.get(_address(meeting)).json() == {"words": []}


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"words": "x" * Limits().unsent}, 200),
        ({"words": "x" * (Limits().unsent + 1)}, 413),
        ({"words": "  "}, 422),
        ({"words": 7}, 422),
        ([], 422),
    ],
)
def test_what_cannot_be_kept_is_refused_and_keeps_nothing(meeting: Meeting, sent: object, status: int) -> None:
    """X3."""
    nia = meeting.signed_in("Nia")
    assert nia.post(_address(meeting), json=sent).status_code == status
    assert len(nia.get(_address(meeting)).json()["words"]) == (status == 200)


def test_so_many_wait_at_once_and_no_more(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    answers = [nia.post(_address(meeting), json={"words": f"{n}"}).status_code for n in range(9)]
    assert answers == [200] * 8 + [409]
