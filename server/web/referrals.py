"""The referral of a case: written down by whoever leads, and put right by a new row beside the old one (F1)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from server.domain.errors import Refusal, Words
from server.domain.referrals import (
    SPOKEN,
    SPOKEN_MOST,
    TEXTS,
    TONGUES,
    Referral,
    Spoken,
    cleaned,
    faults,
    spoken_of,
)
from server.domain.vocabulary import LANGUAGES
from server.domain.vocabulary import TONGUES as TONGUE_ROWS
from server.languages import words
from server.storage import accounts, cases, referrals
from server.storage.database import Transaction
from server.web.answers import form_of, go, text
from server.web.cases import CaseShown, shown, today, visitor_in
from server.web.installation import Installation, installation_of
from server.web.pages import language_of, said_day_of

FIELDS: Final = (*TEXTS, "day", "language")
EMPTY_ROWS: Final = 2
"""Rows for further people's languages, below those that are filled."""
_FORM: Final = ("referred_by", "agency", "day", "language", "why_now", "tried", "history", "need", "time_left")
"""The order of what is wrong above the form; what is not named here comes last."""


async def page(request: Request) -> Response:
    """`GET /cases/{case}/referral`: the referral as it stands, what was written before, and the form."""
    here = installation_of(request)
    case_id = request.path_params["case"]
    known = await here.database.read(lambda t: referrals.of_case(t, here.keys, case_id))
    if known:
        given = {name: getattr(known[-1], name) for name in FIELDS}
        return await _page(request, given, known[-1].spoken, {})
    case = await here.database.read(lambda t: cases.must_find(t, here.keys, case_id))
    name = shown(words(language_of(request)), case, today(here)).name
    given = {"day": today(here).isoformat(), "language": language_of(request)}
    return await _page(request, given, [Spoken(name)] if name else [], {})


async def record(request: Request) -> Response:
    """`POST /cases/{case}/referral` with the fields of a referral, `after` (the id of the row that was shown, "" for
    none) and for each person `spoken_name`, `spoken_lives`, …: one more row. Where somebody else has written meanwhile
    the page shows both, and nothing that was typed is lost."""
    here, visitor, form = installation_of(request), visitor_in(request), await form_of(request)
    w, case_id, at = words(language_of(request)), request.path_params["case"], here.now()
    given, spoken = cleaned({name: _typed(form, name) for name in FIELDS}), spoken_of(_rows(form))
    wrong = faults(given, spoken, today(here))
    if wrong:
        return await _page(request, given, spoken, _said_wrong(w, given, wrong), status=422)
    said, after = Referral(id="", spoken=spoken, **given), text(form, "after")
    try:
        await here.database.write(
            lambda t: referrals.record(t, here.keys, case_id, said, at, after=after, by=visitor.id)
        )
    except Refusal as refusal:
        if refusal.key != "referral_changed_meanwhile":
            raise
        return await _page(request, given, spoken, {"now": refusal.sentence(w)}, status=409)
    return go(request, f"/cases/{case_id}/referral")


def on_case_home(t: Transaction, here: Installation, w: Words, case_id: str) -> dict[str, Any] | None:
    """The newest referral as case home shows it: who, when, why now, the time there is, and the languages; history,
    need and legal status are read on the referral's own page alone (H1). None where none is written."""
    known = referrals.of_case(t, here.keys, case_id)
    if not known:
        return None
    whole = shown_referral(w, known[-1], {})
    return {name: whole[name] for name in ("who", "when", "lang", "why_now", "time_left", "spoken")}


def shown_referral(w: Words, each: Referral, names: Mapping[str, str]) -> dict[str, Any]:
    """A referral as a page shows it; `names` are those of accounts by id."""
    return {
        "id": each.id,
        "who": " · ".join(filter(None, (each.referred_by, each.agency))),
        "when": said_day_of(w, each.day),
        "lang": each.language if each.language in ("en", "cy") else "",
        "why_now": each.why_now,
        "time_left": each.time_left,
        "answers": [(said, answer) for said, answer in _answers(w, each) if answer],
        "spoken": [{"name": row.name, "tongues": _tongues(w, row), "more": row.more} for row in each.spoken],
        "written": w(
            "consent.written_by", when=said_day_of(w, each.at), name=names.get(each.by) or w("consent.nobody")
        ),
    }


def _answers(w: Words, each: Referral) -> tuple[tuple[str, str], ...]:
    return (
        (w("referral.why_now"), each.why_now),
        (w("referral.tried"), each.tried),
        (w("referral.history"), each.history),
        (w("referral.need"), each.need),
        (w("referral.time_left"), each.time_left),
        (w("referral.legal_status"), each.legal_status),
    )


def _tongues(w: Words, row: Spoken) -> str:
    asked = _asked(w)
    said = (f"{asked[name]}: {w(f'tongues.{getattr(row, name)}')}" for name in TONGUES if getattr(row, name))
    return " · ".join(said)


def _asked(w: Words) -> dict[str, str]:
    """The four questions about language (F3)."""
    return {
        "lives": w("spoken.lives"),
        "meetings": w("spoken.meetings"),
        "letters": w("spoken.letters"),
        "therapy": w("spoken.therapy"),
    }


def _typed(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""


def _rows(form: FormData) -> list[dict[str, str]]:
    """The rows of languages as they were sent; a field that is missing in one is missing in all."""
    sent = {name: [v for v in form.getlist(f"spoken_{name}") if isinstance(v, str)] for name in SPOKEN}
    return [
        {name: values[n] if n < len(values) else "" for name, values in sent.items()} for n in range(len(sent["name"]))
    ]


def _said_wrong(w: Words, given: Mapping[str, str], wrong: Mapping[str, str]) -> dict[str, str]:
    """What is wrong in sentences, in the order of the form."""
    said = {
        "needed": w("form.needed"),
        "unknown": w("form.needed"),
        "day_wrong": w("form.day_wrong"),
        "day_to_come": w("consent.day_to_come"),
        "name_needed": w("spoken.name_needed"),
        "too_many": w("spoken.too_many", most=SPOKEN_MOST),
        "too_long": w("spoken.too_long"),
    }
    ordered = sorted(wrong, key=lambda name: _FORM.index(name) if name in _FORM else len(_FORM))
    return {
        name: w("form.too_long", n=len(given[name]), most=TEXTS[name])
        if wrong[name] == "too_long" and name in TEXTS
        else said[wrong[name]]
        for name in ordered
    }


async def _page(
    request: Request,
    given: Mapping[str, str],
    spoken: Sequence[Spoken],
    wrong: dict[str, str],
    *,
    status: int = 200,
) -> Response:
    here, w = installation_of(request), words(language_of(request))
    case_id = request.path_params["case"]

    def look(t: Transaction) -> tuple[CaseShown, list[dict[str, Any]]]:
        case = cases.must_find(t, here.keys, case_id)
        names = {account.id: account.name for account in accounts.every(t)}
        known = referrals.of_case(t, here.keys, case_id)
        return shown(w, case, today(here)), [shown_referral(w, each, names) for each in reversed(known)]

    case, known = await here.database.read(look)
    filled = [asdict(row) for row in spoken]
    empty = [dict.fromkeys(SPOKEN, "")] * max(0, min(EMPTY_ROWS, SPOKEN_MOST - len(filled)))
    return here.pages.page(
        request,
        "cases/referral.html",
        status=status,
        case=case,
        now=known[0] if known else None,
        before=known[1:],
        form={**dict.fromkeys(FIELDS, ""), **given},
        spoken=[*filled, *empty],
        asked=list(_asked(w).items()),
        tongues=[(row.key, w(f"tongues.{row.key}")) for row in TONGUE_ROWS],
        languages=[(row.key, w(f"languages.{row.key}")) for row in LANGUAGES],
        wrong=wrong,
        place=f"/cases/{case_id}/referral",
    )
