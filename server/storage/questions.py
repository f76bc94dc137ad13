"""Questions to agencies in tables: the words sealed under the case's key, who and when beside them."""

import json

from server.domain.errors import Refusal
from server.domain.questions import ANSWERED, MOST_OPEN, Question
from server.storage import audit
from server.storage.database import Row, Transaction
from server.storage.keys import Keys


def ask(t: Transaction, keys: Keys, question: Question) -> None:
    """Keeps a question. Raises Refusal (`questions_too_many`)."""
    waiting = t.one(
        "select count(*) as n from questions where case_id = :case and state <> :answered",
        case=question.case,
        answered=ANSWERED,
    )
    if waiting is not None and waiting["n"] >= MOST_OPEN:
        raise Refusal("questions_too_many", status=409, most=MOST_OPEN)
    t.insert(
        "questions",
        id=question.id,
        case_id=question.case,
        meeting=question.meeting or None,
        by=question.by,
        asked_at=question.asked_at,
        state=question.state,
        words=_sealed(keys, question),
    )
    audit.record(t, "question.asked", question.asked_at, who=question.by, case=question.case, about=question.id)


def settle(t: Transaction, keys: Keys, question: Question, at: str, *, by: str) -> None:
    """Keeps what became of a question; the one before is in the audit by its time alone."""
    t.run(
        "update questions set state = :state, settled_by = :who, settled_at = :settled, words = :words where id = :id",
        id=question.id,
        state=question.state,
        who=question.settled_by,
        settled=question.settled_at,
        words=_sealed(keys, question),
    )
    audit.record(t, "question.settled", at, who=by, case=question.case, about=question.id, reason=question.state)


def find(t: Transaction, keys: Keys, case: str, question: str) -> Question:
    """A question of a case. Raises Refusal (`no_such_question`)."""
    row = t.one("select * from questions where id = :id and case_id = :case", id=question, case=case)
    if row is None:
        raise Refusal("no_such_question", status=404)
    return _question(keys, row)


def to_read(t: Transaction, keys: Keys, case: str, meeting: str) -> list[Question]:
    """What is read in a meeting: its own questions and those that still wait from before, oldest first."""
    rows = t.all(
        "select * from questions where case_id = :case and (meeting = :meeting or state <> :answered) "
        "order by asked_at, rowid",
        case=case,
        meeting=meeting,
        answered=ANSWERED,
    )
    return [_question(keys, row) for row in rows]


def _sealed(keys: Keys, question: Question) -> bytes:
    told = {"to": question.to, "words": question.words, "answer": question.answer}
    return keys.seal(question.case, "questions", question.id, json.dumps(told, ensure_ascii=False).encode())


def _question(keys: Keys, row: Row) -> Question:
    told = json.loads(keys.open(row["case_id"], "questions", row["id"], row["words"]))
    return Question(
        id=row["id"],
        case=row["case_id"],
        meeting=row["meeting"] or "",
        by=row["by"],
        asked_at=row["asked_at"],
        state=row["state"],
        settled_by=row["settled_by"],
        settled_at=row["settled_at"],
        **told,
    )
