"""A case is erased: asked for by one who leads it, and done by the yes of another (J12).

X1  whoever asked cannot say yes to it; the other says their password
X2  what was written is unreadable from then on, here and in every backup, for the case's key is destroyed; that there
    was a case, its dates, its seals and this act stay, and are told beforehand
X3  everybody in its room is told in the same moment, and its big screens are blank
X4  the letter to the child is on the page that follows, and nowhere else
"""

from starlette.requests import Request
from starlette.responses import Response

from server.domain.cases import Seat
from server.domain.errors import Refusal
from server.languages import LANGUAGES, words
from server.storage import accounts, cases, erasures
from server.storage.database import Transaction
from server.storage.erasures import Asked
from server.web.answers import form_of, go, text
from server.web.cases import shown, today, visitor_in
from server.web.installation import installation_of
from server.web.pages import language_of, said_day, said_instant
from server.web.seats import confirmed

WORDS_MAX = 2_000


async def page(request: Request) -> Response:
    """`GET /cases/{case}/erasure`: what goes and what stays, and what was asked."""
    return await _page(request, {})


async def ask(request: Request) -> Response:
    """`POST /cases/{case}/erasure` with `reason` and `do`: `ask` or `take_back`."""
    here, visitor, form = installation_of(request), visitor_in(request), await form_of(request)
    case, at, reason, w = request.path_params["case"], here.now(), text(form, "reason"), words(language_of(request))
    if text(form, "do") == "take_back":
        await here.database.write(lambda t: erasures.take_back(t, case, at, visitor.id))
        return go(request, f"/cases/{case}/erasure")
    if not reason:
        return await _page(request, {"reason": w("form.needed")}, status=422)
    if len(reason) > WORDS_MAX:
        wrong = {"reason": w("form.too_long", n=len(reason), most=WORDS_MAX)}
        return await _page(request, wrong, reason=reason, status=422)
    await here.database.write(lambda t: erasures.ask(t, here.keys, Asked(case, visitor.id, at, reason)))
    return go(request, f"/cases/{case}/erasure")


async def confirm(request: Request) -> Response:
    """`POST /cases/{case}/erasure/confirmation` with `password`: the case is erased; answers with the letter.

    Raises Refusal: `nothing_to_erase`, `second_person_needed`, `too_many_tries`.
    """
    here, visitor, form = installation_of(request), visitor_in(request), await form_of(request)
    case_id, w = request.path_params["case"], words(language_of(request))
    asked = await here.database.read(lambda t: erasures.of_case(t, here.keys, case_id))
    if asked is None:
        raise Refusal("nothing_to_erase", status=409)
    if asked.by == visitor.id:
        raise Refusal("second_person_needed", status=403)
    if not await confirmed(here, visitor.id, form.get("password"), here.now()):
        return await _page(request, {"password": w("freeze.password_wrong")}, status=403)
    case = await here.database.read(lambda t: cases.must_find(t, here.keys, case_id))
    await here.hub.end(case_id, "erased")
    await cases.erase(here.database, here.keys, case_id, here.now(), by=visitor.id)
    await here.hub.end(case_id, "erased")  # whoever came back in between
    here.holds.pop(case_id, None)
    here.prepared.kept.clear()  # printed reports are kept by what they hold: those of all cases are printed anew
    name = case.young_person.name.partition(" ")[0] if case.young_person else ""
    letters = [(each, words(each), said_day(words(each), today(here))) for each in reversed(LANGUAGES)]
    return here.pages.page(request, "cases/erased.html", name=name, letters=letters, place="/cases")


async def _page(request: Request, wrong: dict[str, str], *, reason: str = "", status: int = 200) -> Response:
    here, visitor, w = installation_of(request), visitor_in(request), words(language_of(request))
    case_id = request.path_params["case"]

    def read(t: Transaction) -> tuple[Asked | None, list[Seat], dict[str, str]]:
        names = {account.id: account.name for account in accounts.every(t)}
        return erasures.of_case(t, here.keys, case_id), cases.seats(t, case_id), names

    asked, seats, names = await here.database.read(read)
    case = await here.database.read(lambda t: cases.must_find(t, here.keys, case_id))
    return here.pages.page(
        request,
        "cases/erasure.html",
        status=status,
        case=shown(w, case, today(here)),
        asked=asked
        and {
            "who": names.get(asked.by, w("consent.nobody")),
            "when": said_instant(w, asked.at),
            "reason": asked.reason,
            "mine": asked.by == visitor.id,
        },
        others=len({seat.account for seat in seats} - {visitor.id}),
        reason=reason,
        wrong=wrong,
        place=f"/cases/{case_id}/erasure",
    )
