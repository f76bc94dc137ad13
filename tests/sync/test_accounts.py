"""Two people change one fact at once: both tellings stand on every page (K1, K2, K6)."""

from typing import Any

from tests.sync.meeting import AT, Meeting, Page, record_id


def two() -> tuple[Meeting, Page, Page]:
    meeting = Meeting()
    anna, ben = meeting.join("anna"), meeting.join("ben")
    anna.add_event("move", "Moved")
    meeting.commit()
    return meeting, anna, ben


def told(page: Page) -> list[dict[str, Any]]:
    accounts: dict[str, dict[str, Any]] = page.plain()["events"][record_id("move")]["accounts"]
    return list(accounts.values())


def test_what_loses_is_kept_beside_what_stands_on_every_page() -> None:
    meeting, anna, ben = two()
    anna.set_title("move", "Moved to Cardiff")
    ben.set_title("move", "Moved to Swansea")
    meeting.commit()
    assert anna.plain() == ben.plain()
    assert {a["noted_by"]: a["value"] for a in told(anna)} == {"anna": "Moved to Cardiff", "ben": "Moved to Swansea"}
    for account in told(anna):
        assert account == {**account, "field": "title", "at": AT, "settled": "", "who": "", "reason": ""}
    assert anna.plain()["events"][record_id("move")]["title"] in {a["value"] for a in told(anna)}


def test_who_saw_the_other_value_leaves_no_account() -> None:
    meeting, anna, ben = two()
    anna.set_title("move", "Moved to Cardiff")
    meeting.commit()
    ben.set_title("move", "Moved to Swansea")
    meeting.commit()
    assert told(anna) == []


def test_a_later_value_of_the_same_author_takes_its_place() -> None:
    """K1: somebody offline who changes a fact again and again leaves one telling."""
    meeting, anna, ben = two()
    for turn in range(3):
        anna.set_title("move", f"Anna's {turn}")
        ben.set_title("move", f"Ben's {turn}")
        meeting.commit()
    authors = [account["noted_by"] for account in told(ben)]
    assert len(authors) == len(set(authors)) >= 1
    assert anna.plain() == ben.plain()


def test_an_empty_value_is_no_account() -> None:
    """K2: clearing a field against somebody's words leaves the words, not an empty telling."""
    meeting, anna, ben = two()
    anna.set_title("move", "")
    ben.set_title("move", "Moved to Swansea")
    meeting.commit()
    assert all(account["value"] != "" for account in told(anna))


def test_an_account_outlives_a_restart() -> None:
    meeting, anna, ben = two()
    anna.set_title("move", "Moved to Cardiff")
    ben.set_title("move", "Moved to Swansea")
    meeting.commit()
    again = Meeting(log=meeting.logged())
    assert told(again.join("carys")) == told(ben)
