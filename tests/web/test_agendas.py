"""The agenda of a meeting: prepared on its page, moved on in the room, read by everybody with a seat."""

import re
from html import unescape
from typing import Any

from server.storage import audit, meetings
from tests.web.people import Meeting
from tests.web.test_leading import ask
from tests.web.test_placing import frames_until
from tests.web.test_screen import _leading


def page(meeting: Meeting, browser: Any, **form: str) -> Any:
    address = f"/cases/{meeting.sam}/meetings/{meeting.sitting}/agenda"
    return browser.post(address, data=form) if form else browser.get(address)


def form_of(body: str) -> dict[str, Any]:
    """What a page would send again, as it stands."""
    form: dict[str, Any] = {"id": re.findall(r'name="id" value="([^"]+)"', body)}
    for kind in ("title", "minutes"):
        found = re.findall(rf'name="({kind}-[^"]+)"[^>]*? value="([^"]*)"', body)
        form |= {name: unescape(value) for name, value in found}
    for name, options in re.findall(r'<select [^>]*name="(part-[^"]+)">(.*?)</select>', body, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        form[name] = chosen.group(1) if chosen else ""
    return form


def read(meeting: Meeting, browser: Any) -> dict[str, Any]:
    told: dict[str, Any] = browser.get(f"/cases/{meeting.sam}/agenda").json()
    return told


def test_an_agenda_begins_as_the_usual_one_and_is_said_in_the_readers_language(meeting: Meeting) -> None:
    """G1"""
    nia = meeting.signed_in("Nia")
    body = page(meeting, nia).text
    assert "Family and people who matter" in body and "3:00 in all" in body
    nia.post("/language", data={"language": "cy", "back": "/"})
    assert "Teulu a phobl sy&#39;n bwysig" in page(meeting, nia).text
    assert [item["key"] for item in read(meeting, nia)["items"]][:3] == ["welcome", "family", "timeline"]
    assert meeting.read(lambda t: t.all("select * from agendas")) == [], "looking keeps nothing"


def test_items_are_renamed_moved_added_and_taken_out_without_losing_what_was_typed(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    form = form_of(page(meeting, nia).text)
    form |= {"title-family": "Who is there for Sam", "minutes-family": "40"}
    assert page(meeting, nia, **form, do="up-timeline").status_code == 303
    items = read(meeting, nia)["items"]
    assert [item["id"] for item in items][:3] == ["welcome", "timeline", "family"]
    assert (items[2]["title"], items[2]["key"], items[2]["minutes"]) == ("Who is there for Sam", "", 40)
    assert items[0]["key"] == "welcome", "what was not renamed stays the template's"
    page(meeting, nia, **form_of(page(meeting, nia).text), do="add")
    page(meeting, nia, **form_of(page(meeting, nia).text), do="out-break")
    ids = [item["id"] for item in read(meeting, nia)["items"]]
    assert "break" not in ids and len(ids) == 7
    kept = meeting.read(lambda t: bytes(t.all("select words from agendas")[0]["words"]))
    assert b"Sam" not in kept
    page(meeting, nia, **form_of(page(meeting, nia).text), do="template")
    assert [item["key"] for item in read(meeting, nia)["items"]][1] == "family"


def test_what_is_wrong_is_said_on_the_page_with_all_that_was_typed(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    form = form_of(page(meeting, nia).text) | {"title-family": "Who is there", "minutes-story": "soon"}
    wrong = page(meeting, nia, **form, do="keep")
    assert wrong.status_code == 422 and "Item 5 needs a name" in wrong.text and "Who is there" in wrong.text
    assert meeting.read(lambda t: t.all("select * from agendas")) == []
    assert page(meeting, nia, **form, do="dance").status_code == 422


def test_whoever_leads_moves_on_and_everybody_is_told(meeting: Meeting) -> None:
    """G2"""
    _, token = meeting.invite(meeting.sitting, "Priya")
    priya, nia = meeting.joined(token, "Priya"), meeting.signed_in("Nia")
    with _leading(priya, meeting.sam) as room:
        frames_until(room, "welcome")
        told = ask(meeting, nia, "agenda", item="family").json()
        frames_until(room, "agenda", item="family")
    assert told["item"] == "family" and told["ends"] > told["since"]
    assert read(meeting, priya) == told
    assert ask(meeting, priya, "agenda", item="timeline").status_code == 403
    assert ask(meeting, nia, "agenda", item="nothing").status_code == 404
    assert ask(meeting, nia, "agenda", item=7).status_code == 422
    assert [each.who for each in meeting.read(lambda t: audit.entries(t, what="agenda.moved"))] == [meeting.nia]


def test_a_rest_puts_the_clock_off(meeting: Meeting) -> None:
    """G3"""
    nia = meeting.signed_in("Nia")
    since = ask(meeting, nia, "agenda", item="family").json()["since"]
    meeting.write(lambda t: meetings.pause(t, meeting.sitting, True, "2026-03-12T10:00:00Z", by=meeting.nia))
    meeting.write(lambda t: meetings.pause(t, meeting.sitting, False, "2026-03-12T10:10:00Z", by=meeting.nia))
    later = read(meeting, nia)["since"]
    assert later[14:16] == f"{(int(since[14:16]) + 10) % 60:02d}"


def test_an_agenda_is_its_leaders_to_change_and_not_of_a_meeting_that_has_ended(meeting: Meeting) -> None:
    _, token = meeting.invite(meeting.sitting, "Priya")
    priya, nia, huw = meeting.joined(token, "Priya"), meeting.signed_in("Nia"), meeting.signed_in("Huw")
    assert page(meeting, priya).status_code == page(meeting, huw).status_code == 404
    assert page(meeting, priya, do="keep").status_code == 403
    form = form_of(page(meeting, nia).text)
    nia.post(f"/cases/{meeting.sam}/meetings/{meeting.sitting}/closing")
    assert page(meeting, nia, **form, do="add").status_code == 410
    assert read(meeting, nia)["items"] == []
    assert ask(meeting, nia, "agenda", item="family").status_code == 409
