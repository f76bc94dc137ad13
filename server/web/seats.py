"""Seats on a case and how they change hands: handed over, offered, taken away; at once, wherever somebody sits.

The chair alone changes seats, and says their password again where the chair itself is handed over (S1 to S3 of
storage/seats.py). Whoever loses a seat is shown out of the room in the same moment (C04).
"""

from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from server.domain.cases import SEAT_ROLES
from server.domain.errors import Refusal, Words
from server.languages import words
from server.storage import accounts, cases, seats
from server.storage.database import Transaction
from server.sync.hub import GOING_AWAY
from server.sync.room import SHOWN_OUT
from server.web.answers import form_of, go, text
from server.web.cases import shown, today, visitor_in
from server.web.installation import Installation, installation_of
from server.web.pages import language_of, said_day_of

_ON_A_FIELD: Final = frozenset({"no_such_account", "account_disabled", "seat_not_for_role", "seat_held"})
"""Refusals that are said beside the email."""


async def page(request: Request) -> Response:
    """`GET /cases/{case}/seats`: who holds a seat, what is offered, and how it was before."""
    return await _page(request, {"role": "chair"}, {})


async def give(request: Request) -> Response:
    """`POST /cases/{case}/seats` with `email`, `role`, `mine` (I give up mine), `wait` (only once they have taken it)
    and, for the chair, `password`."""
    here, visitor, form = installation_of(request), visitor_in(request), await form_of(request)
    w, case_id, at = words(language_of(request)), request.path_params["case"], here.now()
    given = {name: text(form, name) for name in ("email", "role", "mine", "wait")}
    wrong = {} if given["email"] else {"email": w("form.needed")}
    if given["role"] not in SEAT_ROLES:
        wrong["role"] = w("form.needed")
    if given["role"] == "chair" and not form.get("password"):
        wrong["password"] = w("form.needed")
    if wrong:
        return await _page(request, given, wrong, status=422)
    if given["role"] == "chair" and not await confirmed(here, visitor.id, form.get("password"), at):
        return await _page(request, given, {"password": w("freeze.password_wrong")}, status=403)
    instead_of = visitor.id if given["mine"] else ""
    try:
        await change(
            here, case_id, email=given["email"], role=given["role"], by=visitor.id, instead_of=instead_of,
            wait=bool(given["wait"]),
        )  # fmt: skip
    except Refusal as refusal:
        if refusal.key not in _ON_A_FIELD:
            raise
        return await _page(request, given, {"email": refusal.sentence(w)}, status=refusal.status)
    still = await here.database.read(lambda t: cases.role_of(t, case_id, visitor.id))
    return go(request, f"/cases/{case_id}/seats" if still else "/cases")


async def take_away(request: Request) -> Response:
    """`POST /cases/{case}/seats/removals` with `account`, `role` and, for a chair, `password`: that seat ends."""
    here, visitor, form = installation_of(request), visitor_in(request), await form_of(request)
    case_id, at = request.path_params["case"], here.now()
    account, role = text(form, "account"), text(form, "role")
    if role == "chair" and not await confirmed(here, visitor.id, form.get("password"), at):
        wrong = {f"password-{account}": words(language_of(request))("freeze.password_wrong")}
        return await _page(request, {"role": "chair"}, wrong, status=403)
    await here.database.write(lambda t: seats.take_away(t, case_id, account, role, at, visitor.id))
    await settle_room(here, case_id, account)
    return go(request, f"/cases/{case_id}/seats" if account != visitor.id or role != "chair" else "/cases")


async def withdraw(request: Request) -> Response:
    """`POST /cases/{case}/seats/withdrawals` with `offer`: it is not offered any more."""
    here, visitor, form = installation_of(request), visitor_in(request), await form_of(request)
    case_id, at, which = request.path_params["case"], here.now(), text(form, "offer")
    await here.database.write(lambda t: seats.withdraw(t, case_id, which, at, visitor.id))
    return go(request, f"/cases/{case_id}/seats")


async def answer(request: Request) -> Response:
    """`POST /seats/{offer}` with `answer` (`take` or `decline`) and, to take a chair, `password`."""
    here, visitor, form = installation_of(request), visitor_in(request), await form_of(request)
    which, at, yes = request.path_params["offer"], here.now(), text(form, "answer") == "take"
    mine = await here.database.read(lambda t: seats.offers(t, account=visitor.id))
    found = next((each for each in mine if each.id == which), None)
    if found is None:
        raise Refusal("no_such_offer", status=404)
    if yes and found.role == "chair" and not await confirmed(here, visitor.id, form.get("password"), at):
        return go(request, f"/cases?password={found.id}")
    settled = await here.database.write(lambda t: seats.answer(t, which, visitor.id, yes=yes, at=at))
    if yes:
        for account in filter(None, (settled.instead_of, visitor.id)):
            await settle_room(here, settled.case, account)
    return go(request, f"/cases/{settled.case}" if yes else "/cases")


async def change(
    here: Installation, case_id: str, *, email: str, role: str, by: str = "", instead_of: str = "", wait: bool = False
) -> str:
    """Gives or offers a seat, for a page or a command; returns the account. Raises Refusal: `no_such_case`,
    `no_such_account` and those of `seats`."""
    at = here.now()

    def write(t: Transaction) -> str:
        cases.must_find(t, here.keys, case_id)
        account = accounts.must_find_by_email(t, email)
        act = seats.offer if wait else seats.hand_over
        act(t, case_id, account.id, role, at, by=by, instead_of=instead_of)
        return account.id

    account = await here.database.write(write)
    if not wait:
        for each in filter(None, (instead_of, account)):
            await settle_room(here, case_id, each)
    return account


async def settle_room(here: Installation, case_id: str, account: str) -> None:
    """What somebody's open pages are told after their seats changed: without a seat they are shown out, with another
    one they ask again; a freeze that they were looking at is let go."""
    role = await here.database.read(lambda t: cases.role_of(t, case_id, account))
    held = here.holds.get(case_id)
    if held is not None and held.by == account and role != "chair":
        here.hub.unhold(case_id)
        here.holds.pop(case_id, None)
    here.hub.close_seat(case_id, account, GOING_AWAY if role else SHOWN_OUT)


async def confirmed(here: Installation, account: str, password: object, at: str) -> bool:
    """Whether the password of a form is the one of who asks; too many tries are refused, none is no try."""
    if not isinstance(password, str) or not password:
        return False
    try:
        await accounts.confirm(here.database, here.passwords, account=account, password=password, at=at)
    except Refusal as refusal:
        if refusal.key != "wrong_password":
            raise
        return False
    return True


def said_change(w: Words, each: seats.Change, names: Mapping[str, str]) -> str:
    """One change of the seats as a sentence."""
    name, role = names.get(each.account, ""), w(f"roles.{each.role}") if each.role else ""
    return w("seats.was_given", name=name, role=role) if each.given else w("seats.was_taken", name=name, role=role)


async def _page(request: Request, form: Mapping[str, str], wrong: dict[str, str], *, status: int = 200) -> Response:
    here, visitor, w = installation_of(request), visitor_in(request), words(language_of(request))
    case_id = request.path_params["case"]

    def look(t: Transaction) -> dict[str, Any]:
        people = {account.id: account for account in accounts.every(t)}
        names = {i: account.name for i, account in people.items()}
        held = cases.seats(t, case_id)
        chairs = [seat.account for seat in held if seat.role == "chair" and people[seat.account].enabled]
        return {
            "case": shown(w, cases.must_find(t, here.keys, case_id), today(here)),
            "seats": [
                {
                    "account": seat.account,
                    "role": seat.role,
                    "name": names[seat.account],
                    "said": w(f"roles.{seat.role}"),
                    "since": w("seats.since", when=said_day_of(w, seat.given_at)),
                    "closed": not people[seat.account].enabled,
                    "mine": seat.account == visitor.id,
                    "last": seat.role == "chair" and not set(chairs) - {seat.account},
                }
                for seat in held
            ],
            "offers": [
                {
                    "id": offer.id,
                    "name": names[offer.account],
                    "said": w(f"roles.{offer.role}"),
                    "since": w("seats.offered", when=said_day_of(w, offer.offered_at)),
                }
                for offer in seats.offers(t, case=case_id)
            ],
            "changes": [
                {"when": said_day_of(w, each.at), "said": said_change(w, each, names)}
                for each in reversed(seats.changes(t, case_id))
            ],
        }

    context = await here.database.read(look)
    return here.pages.page(
        request,
        "cases/seats.html",
        status=status,
        form={"email": "", "mine": "", "wait": "", **form},
        wrong=wrong,
        roles=[(role, w(f"roles.{role}")) for role in SEAT_ROLES],
        place=f"/cases/{case_id}/seats",
        **context,
    )
