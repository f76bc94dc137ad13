"""A case is begun: first name or initials, and when the child was born as far as it is known. Nothing else is asked.

B1  whoever begins it holds the seat of their own role; the other seat is offered to somebody by their e-mail address,
    and waits for their yes
B2  two cases are never told apart by name: the same name may be begun twice
"""

from datetime import date
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from server.domain import moments
from server.domain.errors import Refusal
from server.domain.fields import LINE_MAX
from server.domain.moments import Moment
from server.languages import words
from server.storage import accounts
from server.web import casework
from server.web.answers import form_of, go, text
from server.web.cases import today, visitor_in
from server.web.installation import installation_of
from server.web.pages import language_of
from server.web.seats import change

OTHER_SEAT: Final = {"chair": "coordinator", "coordinator": "chair"}
OLDEST: Final = 30
"""Years: whoever was born longer ago is no child, and a year was mistyped."""
_ON_THE_EMAIL: Final = frozenset({"no_such_account", "account_disabled", "seat_not_for_role", "seat_held"})


async def page(request: Request) -> Response:
    """`GET /cases/new`."""
    return _page(request, {"name": "", "born": "", "email": ""}, {})


async def begin(request: Request) -> Response:
    """`POST /cases` with `name`, `born` (words: a year is enough; may be empty) and `email` of who holds the other seat
    (may be empty): on to the case."""
    here, visitor, form = installation_of(request), visitor_in(request), await form_of(request)
    given = {name: text(form, name) for name in ("name", "born", "email")}
    w, language, role = words(language_of(request)), language_of(request), request.state.role
    wrong = {} if given["name"] else {"name": w("form.needed")}
    if len(given["name"]) > LINE_MAX:
        wrong["name"] = w("form.too_long", n=len(given["name"]), most=LINE_MAX)
    born = moments.read(given["born"], language=language, born=None, after=None) if given["born"] else None
    if born is not None and not _of_a_child(born, today(here)):
        wrong["born"] = w("begin.born_wrong")
    if given["email"]:
        try:
            other = await here.database.read(lambda t: accounts.must_find_by_email(t, given["email"]))
            if other.role != OTHER_SEAT[role]:
                wrong["email"] = w("begin.other_role", role=w(f"roles.{OTHER_SEAT[role]}"))
        except Refusal as refusal:
            if refusal.key not in _ON_THE_EMAIL:
                raise
            wrong["email"] = refusal.sentence(w)
    if wrong:
        return _page(request, given, wrong, status=422)
    case = await casework.new_case(here, name=given["name"], born=given["born"], language=language, by=visitor.id)
    await casework.give_seat(here, case.id, visitor.id, role, by=visitor.id)
    if given["email"]:
        await change(here, case.id, email=given["email"], role=OTHER_SEAT[role], by=visitor.id, wait=True)
    return go(request, f"/cases/{case.id}")


def _of_a_child(born: Moment, on: date) -> bool:
    """Whether somebody who was born then may be the child of a case."""
    first = born.start[0] if born.start else None
    return first is not None and on.year - OLDEST <= first.year <= on.year


def _page(request: Request, given: dict[str, str], wrong: dict[str, str], *, status: int = 200) -> Response:
    w = words(language_of(request))
    return installation_of(request).pages.page(
        request,
        "cases/new.html",
        status=status,
        form=given,
        other=w(f"roles.{OTHER_SEAT[request.state.role]}"),
        wrong=wrong,
        place="/cases/new",
    )
