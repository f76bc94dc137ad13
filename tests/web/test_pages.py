"""The pages are there, in both languages, for those they are for."""

from tests.web.people import Meeting


def test_nia_signs_in_and_sees_her_case(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    assert "Sam" in nia.get("/cases").text
    home = nia.get(f"/cases/{meeting.sam}")
    assert home.status_code == 200 and "Working copy" not in home.headers


def test_every_page_of_the_chair_answers(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    case = f"/cases/{meeting.sam}"
    for path in ("/", "/cases", case, f"{case}/room", f"{case}/versions", f"{case}/meetings/new",
                 f"{case}/meetings/{meeting.sitting}", f"{case}/meetings/{meeting.sitting}/waiting"):  # fmt: skip
        answer = nia.get(path)
        assert answer.status_code == 200, (path, answer.text)
