"""Questions to a named agency: asked and settled in the room, told to every page there; never to a big screen (Q2)."""

from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from server.domain.access import leads
from server.domain.errors import Refusal
from server.domain.questions import OPEN, Question, settled, words_of
from server.storage import accounts, meetings, questions
from server.storage.database import Transaction
from server.sync import news
from server.web.answers import plain
from server.web.cases import visitor_in
from server.web.installation import Installation, installation_of
from server.web.room import json_of

MOST_AGENCY = 200


async def every(request: Request) -> Response:
    """`GET /cases/{case}/questions`: `{"questions": [{"id", "to", "words", "by", "asked_at", "state", "answer",
    "settled_by", "settled_at"}, ...]}`, oldest first."""
    here, case = installation_of(request), request.path_params["case"]
    return plain(await here.database.read(lambda t: _shown(t, here, case)))


async def ask(request: Request) -> Response:
    """`POST /cases/{case}/questions` with `{"to", "words"}`: answers as `every`. Raises Refusal: `not_readable`,
    `question_words_missing`, `question_too_long`, `questions_too_many`."""
    here, visitor, asked = installation_of(request), visitor_in(request), await json_of(request)
    case, at, to, said = request.path_params["case"], here.now(), asked.get("to"), asked.get("words")
    if not isinstance(to, str) or not isinstance(said, str) or len(to) > MOST_AGENCY:
        raise Refusal("not_readable", status=422)
    to, words = " ".join(to.split()), words_of(said, needed=True)

    def write(t: Transaction) -> dict[str, Any]:
        meeting = meetings.open_now(t, case)
        question = Question(accounts.new_id(), case, meeting.id if meeting else "", to, words, visitor.id, at)
        questions.ask(t, here.keys, question)
        return _shown(t, here, case)

    shown = await here.database.write(write)
    here.hub.tell(case, news.say("question", participant=visitor.id, to=to, state=OPEN))
    return plain(shown)


async def settle(request: Request) -> Response:
    """`POST /cases/{case}/questions/{question}` with `{"state", "answer"}`: what became of it; answers as `every`.
    Raises Refusal: `no_such_question`, `not_your_question`, `not_readable`, `question_too_long`."""
    here, visitor, asked = installation_of(request), visitor_in(request), await json_of(request)
    case, at, state, answer = request.path_params["case"], here.now(), asked.get("state"), asked.get("answer", "")
    if not isinstance(state, str) or not isinstance(answer, str):
        raise Refusal("not_readable", status=422)
    leading = leads(request.state.role)

    def write(t: Transaction) -> tuple[Question, dict[str, Any]]:
        question = questions.find(t, here.keys, case, request.path_params["question"])
        now = settled(question, state, answer, by=visitor.id, agency=visitor.agency, leads=leading, at=at)
        questions.settle(t, here.keys, now, at, by=visitor.id)
        return now, _shown(t, here, case)

    now, shown = await here.database.write(write)
    here.hub.tell(case, news.say("question", participant=visitor.id, to=now.to, state=now.state))
    return plain(shown)


def _shown(t: Transaction, here: Installation, case: str) -> dict[str, Any]:
    meeting = meetings.open_now(t, case)
    rows = [asdict(each) for each in questions.to_read(t, here.keys, case, meeting.id if meeting else "")]
    for row in rows:
        del row["case"], row["meeting"]
    return {"questions": rows}
