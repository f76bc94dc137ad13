"""Who may go where: the whole table of routes, walked with every role against the running application."""

from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from server.storage import audit, meetings
from server.web import routes
from server.web.routes import ANYBODY, TABLE, Row
from tests.web.people import Meeting

GOLDEN = Path(__file__).parents[1] / "golden" / "access-matrix.txt"
ROLES = ("nobody", "chair", "coordinator", "contributor", "observer", "screen", "administrator")
GUARDED = [row for row in TABLE if row.action != ANYBODY and row.answer is not None]
NO_CASE = "A" * 22


@pytest.fixture
def browsers(meeting: Meeting) -> dict[str, TestClient]:
    """A browser for each role, on Sam's case."""
    priya, olwen = meeting.invite(meeting.sitting, "Priya"), meeting.invite(meeting.sitting, "Olwen", role="observer")
    return {
        "nobody": meeting.visit(),
        "chair": meeting.signed_in("Nia"),
        "coordinator": meeting.signed_in("Gwen"),
        "contributor": meeting.joined(priya[1], "Priya"),
        "observer": meeting.joined(olwen[1], "Olwen"),
        "screen": meeting.screen(meeting.sitting),
        "administrator": meeting.signed_in("Ada"),
    }


def test_the_matrix_of_roles_and_routes_is_the_one_that_was_agreed() -> None:
    assert routes.matrix() == GOLDEN.read_text(encoding="utf-8")


def test_every_route_answers_every_role_as_the_matrix_says(meeting: Meeting, browsers: dict[str, TestClient]) -> None:
    """D01, D07."""
    expected = _matrix()
    wrong = []
    for role in ROLES:
        for row in GUARDED:
            if role in ("chair", "coordinator") and row.method != "GET" and expected[row][role] == "yes":
                continue  # what they do is told by the tests of each act
            status = _ask(browsers[role], row, meeting.sam, meeting.sitting).status_code
            said = expected[row][role]
            allowed = said == "yes" and status not in (401, 403)
            if not allowed and str(status) != said:
                wrong.append((role, row.method, row.address, said, status))
    assert wrong == []


def test_another_chairs_case_looks_as_if_it_did_not_exist(meeting: Meeting) -> None:
    """D01, D03, D08: same status and same body, for all verbs."""
    huw = meeting.signed_in("Huw")
    for row in GUARDED:
        if "{case}" not in row.address:
            continue
        other = _ask(huw, row, meeting.sam, meeting.sitting)
        none = _ask(huw, row, NO_CASE, NO_CASE)
        assert other.status_code == none.status_code == 404, row
        assert _same(other.text, meeting.sam) == _same(none.text, NO_CASE), row


def test_a_meeting_of_another_case_cannot_be_reached_through_ones_own(meeting: Meeting) -> None:
    """D08: the case is mine, the meeting is not."""
    nia = meeting.signed_in("Nia")
    for row in GUARDED:
        if "{meeting}" in row.address:
            assert _ask(nia, row, meeting.sam, meeting.other_sitting).status_code in (404, 422), row
    meeting_now = meeting.read(lambda t: meetings.find(t, meeting.other_sitting))
    assert meeting_now is not None and not meeting_now.closed_at


def test_an_act_of_the_chair_by_a_participant_is_refused_and_in_the_audit(
    meeting: Meeting, browsers: dict[str, TestClient]
) -> None:
    """D07."""
    answer = browsers["contributor"].post(f"/cases/{meeting.sam}/hold")
    assert answer.status_code == 403
    rows = meeting.read(lambda t: audit.entries(t, case=meeting.sam, what="act.refused"))
    assert [row.reason for row in rows] == ["POST /cases/{case}/hold"]


def test_nothing_of_other_peoples_cases_is_counted_or_named(meeting: Meeting) -> None:
    """D04."""
    page = meeting.signed_in("Huw").get("/cases").text
    assert "Lili" in page and "Sam" not in page and meeting.sam not in page


def test_someone_shown_out_has_no_route_left(meeting: Meeting) -> None:
    """C04: and their socket's check says no."""
    who, token = meeting.invite(meeting.sitting, "Priya")
    priya, nia = meeting.joined(token, "Priya"), meeting.signed_in("Nia")
    assert priya.get(f"/cases/{meeting.sam}/room").status_code == 200
    nia.post(f"/cases/{meeting.sam}/meetings/{meeting.sitting}/removals", data={"person": who})
    assert priya.get(f"/cases/{meeting.sam}/room").status_code == 303
    assert meeting.visit().get(f"/join/{token}").status_code == 403


def test_get_changes_nothing(meeting: Meeting, browsers: dict[str, TestClient]) -> None:
    """C18: no row of any table differs after every GET of every role."""
    before = _everything(meeting)
    for role in ROLES:
        for row in TABLE:
            if row.method == "GET":
                _ask(browsers[role], row, meeting.sam, meeting.sitting)
    assert _everything(meeting) == before


def _everything(meeting: Meeting) -> dict[str, list[tuple[object, ...]]]:
    def read(t: object) -> dict[str, list[tuple[object, ...]]]:
        names = [row["name"] for row in t.all("select name from sqlite_master where type = 'table'")]  # type: ignore[attr-defined]
        return {name: [tuple(row) for row in t.all(f"select * from {name}")] for name in names}  # type: ignore[attr-defined]

    found: dict[str, list[tuple[object, ...]]] = meeting.read(read)
    return found


def _matrix() -> dict[Row, dict[str, str]]:
    lines = GOLDEN.read_text(encoding="utf-8").splitlines()
    columns = lines[0].split()[2:]
    return {row: dict(zip(columns, line.split()[2:], strict=True)) for row, line in zip(TABLE, lines[1:], strict=True)}


def _ask(browser: TestClient, row: Row, case: str, meeting: str):  # type: ignore[no-untyped-def]
    address = row.address.format(
        case=case, meeting=meeting, document="shared", number="1", change=NO_CASE, note=NO_CASE, token="nobodys",
        offer=NO_CASE, news=NO_CASE, tell=NO_CASE, copy=NO_CASE, kind="plan", question=NO_CASE, person=NO_CASE,
    )  # fmt: skip
    ask: Callable[..., object] = getattr(browser, row.method.lower())
    return ask(address)


def _same(body: str, case: str) -> str:
    return body.replace(case, "CASE")
