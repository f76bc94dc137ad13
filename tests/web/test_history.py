"""History as a document that is read through time. L1 to L3."""

import re
from html import unescape

import pytest

from server.languages import words
from server.storage import seats
from tests.web.frozen import freeze
from tests.web.people import Meeting

EN = words("en")


def test_each_version_is_read_as_it_stood_and_leads_to_the_next(meeting: Meeting) -> None:
    """L1, L2"""
    nia = meeting.signed_in("Nia")
    freeze(meeting, nia)
    nia.post(f"/cases/{meeting.sam}/workingcopies")
    nia.post(f"/cases/{meeting.sam}/news", data={"text": "2021: a dog came", "said_by": "Nan"})
    waits = re.search(r"/news/([\w-]{22})/taking", nia.get(f"/cases/{meeting.sam}/news").text)
    assert waits
    nia.post(f"/cases/{meeting.sam}/news/{waits.group(1)}/taking", data={"as": "event"})
    freeze(meeting, nia)
    place = f"/cases/{meeting.sam}/history"
    first, second, latest = (nia.get(f"{place}{at}").text for at in ("?at=1", "?at=2", ""))
    assert "<b>a dog came</b>" not in first and "<b>a dog came</b>" in second
    assert f'rel="next" href="{place}?at=2"' in first and 'rel="prev"' not in first
    assert f'rel="prev" href="{place}?at=1"' in second and 'rel="next"' not in second
    assert unescape(latest).count('aria-current="page"') == 1 and EN("history.to_version", n=2) in latest


def test_one_line_tells_meetings_news_consent_seats_and_versions_in_order(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    nia.post(f"/cases/{meeting.sam}/news", data={"text": "He laughed", "said_by": "Nan"})
    meeting.write(lambda t: seats.take_away(t, meeting.sam, meeting.gwen, "coordinator", meeting.here.now()))
    freeze(meeting, nia)
    page = unescape(nia.get(f"/cases/{meeting.sam}/history").text)
    line = page[page.index('id="line"') : page.index('class="sheets"')]
    told = [
        EN("seats.was_given", name="Dr Gwen", role=EN("roles.coordinator")),
        EN("seats.was_taken", name="Dr Gwen", role=EN("roles.coordinator")),
        EN("history.frozen_by", n=1, name="Dr Nia"),
    ]
    assert [line.index(each) for each in told] == sorted(line.index(each) for each in told)
    assert "He laughed" in line and EN("meeting_kinds.formulation") in line


@pytest.mark.parametrize("at", ["0", "2", "-1", "x", "9" * 40, "١", "1 or 1=1"])
def test_a_version_that_is_none_is_not_there(meeting: Meeting, at: str) -> None:
    nia = meeting.signed_in("Nia")
    freeze(meeting, nia)
    assert nia.get(f"/cases/{meeting.sam}/history", params={"at": at}).status_code == 404


def test_before_the_first_version_there_is_the_line_alone(meeting: Meeting) -> None:
    page = unescape(meeting.signed_in("Nia").get(f"/cases/{meeting.sam}/history").text)
    assert EN("history.before_first") in page and EN("versions.none_long") in page
