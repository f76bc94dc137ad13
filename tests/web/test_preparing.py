"""Reports that are ready the moment a version is frozen: handed out as they are, never what leaves something out, and
only to who may have them."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from server.domain.errors import Refusal
from server.web import preparing, reports
from server.web.preparing import MOST, Prepared
from tests.web.frozen import freeze
from tests.web.people import Meeting
from tests.web.test_reports import at

USUAL = {"language": "both", "format": "pdf"}


class Counted:
    """Worker processes that count what they are given, by the name of the work."""

    def __init__(self, meeting: Meeting) -> None:
        self.works: list[str] = []
        self._run = meeting.here.workers.run

    async def run(self, work: Callable[..., Any], *given: object, **more: Any) -> Any:
        self.works.append(work.__name__)
        return await self._run(work, *given, **more)


@pytest.fixture
def counted(meeting: Meeting, monkeypatch: pytest.MonkeyPatch) -> Counted:
    counting = Counted(meeting)
    monkeypatch.setattr(meeting.here.workers, "run", counting.run)
    return counting


def wait(meeting: Meeting) -> None:
    """Until everything that was begun at a freeze is done."""

    async def done() -> None:
        await asyncio.gather(*meeting.here.beginnings)

    meeting.portal.call(done)


def test_after_a_freeze_the_usual_reports_are_handed_out_as_they_were_printed(
    meeting: Meeting, counted: Counted
) -> None:
    nia = meeting.signed_in("Nia")
    freeze(meeting, nia)
    wait(meeting)
    assert counted.works.count("printed") == len(reports.USUAL)
    for kind in reports.USUAL:
        file = nia.post(at(meeting), data={**USUAL, "kind": kind})
        assert file.status_code == 200 and file.content.startswith(b"%PDF")
        assert file.content == nia.post(at(meeting), data={**USUAL, "kind": kind}).content
    assert counted.works.count("printed") == len(reports.USUAL), "nothing was printed twice"


def test_another_language_person_or_choice_is_printed_for_itself(meeting: Meeting, counted: Counted) -> None:
    """P2"""
    nia, gwen = meeting.signed_in("Nia"), meeting.signed_in("Gwen")
    freeze(meeting, nia)
    wait(meeting)
    printed = len(reports.USUAL)
    plan = {**USUAL, "kind": "plan"}
    for who, asked in ((gwen, plan), (nia, {**plan, "language": "cy"})):
        assert who.post(at(meeting), data=asked).status_code == 200
        printed += 1
        assert counted.works.count("printed") == printed
    for extra in ({"with_sensitive": "yes"}, {"with_name": "yes"}):
        kept = len(meeting.here.prepared.kept)
        assert nia.post(at(meeting), data={**plan, **extra}).status_code == 200
        assert len(meeting.here.prepared.kept) == kept


def test_what_is_ready_is_given_to_nobody_who_may_not_have_it(meeting: Meeting, counted: Counted) -> None:
    """P1: the file lies there, and the question is asked all the same"""
    nia = meeting.signed_in("Nia")
    freeze(meeting, nia)
    wait(meeting)
    huw = meeting.signed_in("Huw")
    assert huw.post(at(meeting), data={**USUAL, "kind": "plan"}).status_code in (403, 404)


async def test_what_could_not_be_made_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """P3"""
    tried: list[str] = []

    async def fails(*given: Any) -> bytes:
        tried.append("once")
        if len(tried) == 1:
            raise Refusal("work_failed", status=503)
        return b"file"

    monkeypatch.setattr(preparing, "_made", fails)
    monkeypatch.setattr(preparing, "_key", lambda form, asked, source: form)
    prepared, asked = Prepared(), reports.Asked("plan", ("en",), with_sensitive=False)
    with pytest.raises(Refusal):
        await prepared.file(None, "pdf", asked, None)  # type: ignore[arg-type]
    assert prepared.kept == {}
    assert await prepared.file(None, "pdf", asked, None) == b"file"  # type: ignore[arg-type]


async def test_few_files_are_kept_and_whoever_goes_away_leaves_theirs_to_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    going = asyncio.Event()

    async def slow(*given: Any) -> bytes:
        await going.wait()
        return b"file"

    monkeypatch.setattr(preparing, "_made", slow)
    monkeypatch.setattr(preparing, "_key", lambda form, asked, source: str(source))
    prepared, asked = Prepared(), reports.Asked("plan", ("en",), with_sensitive=False)
    first = asyncio.create_task(prepared.file(None, "pdf", asked, 0))  # type: ignore[arg-type]
    second = asyncio.create_task(prepared.file(None, "pdf", asked, 0))  # type: ignore[arg-type]
    await asyncio.sleep(0)
    first.cancel()
    going.set()
    assert await second == b"file"
    for each in range(1, MOST + 3):
        await prepared.file(None, "pdf", asked, each)  # type: ignore[arg-type]
    assert len(prepared.kept) == MOST and "0" not in prepared.kept
