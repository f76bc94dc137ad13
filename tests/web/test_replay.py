"""How the formulation came about: when what had its place changed, and no words."""

from typing import Any

from server.document.writing import write_field
from tests.web.people import EVENT, Meeting


def test_who_sees_the_document_is_told_who_moved_what_and_no_words(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")

    def change(field: str, value: object) -> None:
        def write(doc: Any) -> None:
            write_field(doc, "events", EVENT, field, value)

        meeting.portal.call(meeting.here.hub.write, meeting.sam, write, meeting.nia)

    before = nia.get(f"/cases/{meeting.sam}/replay").json()["moves"]
    change("title", "Cooks with Nan on Sundays")
    assert nia.get(f"/cases/{meeting.sam}/replay").json()["moves"] == before, "words are no move"
    change("lane", "school")
    moves = nia.get(f"/cases/{meeting.sam}/replay").json()["moves"]
    new = {(m["collection"], m["record"], m["by"]) for m in moves if m not in before}
    assert new == {("events", EVENT, meeting.nia)}
    assert "Cooks" not in nia.get(f"/cases/{meeting.sam}/replay").text
    assert meeting.visit().get(f"/cases/{meeting.sam}/replay").status_code in (303, 401)
