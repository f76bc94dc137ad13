"""Consent: who agreed to what, on which day, explained by whom; written down, and never written over (K1)."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from server.domain.consent import TEXTS, Consent, Standing, cleaned, faults
from server.domain.errors import Words
from server.domain.vocabulary import CONSENT_ANSWERS, CONSENT_GIVERS, LANGUAGES, LEGAL_BASES
from server.languages import words
from server.storage import accounts, cases, consent
from server.storage.database import Transaction
from server.web.answers import form_of, go, text
from server.web.cases import shown, today, visitor_in
from server.web.installation import installation_of
from server.web.pages import language_of, said_day_of

FIELDS: Final = ("who", "answer", "language", "explained_in", "basis", "day", *TEXTS)
"""What the form asks for."""


async def page(request: Request) -> Response:
    """`GET /cases/{case}/consent`: how it stands, what was said before, and the form; with `?person=` the form for
    somebody who is written down, as their newest row has it."""
    here = installation_of(request)
    stands = await here.database.read(lambda t: consent.standing(t, here.keys, request.path_params["case"]))
    person = request.query_params.get("person", "")
    known = next((each for each in stands.now if each.person == person), None)
    given = {"day": today(here).isoformat(), "language": language_of(request), "explained_in": language_of(request)}
    if known is not None:
        given |= {"who": known.who, "name": known.name, "to": known.to, "conditions": known.conditions}
        given |= {"language": known.language, "basis": known.basis, "basis_words": known.basis_words}
    return await _page(request, given, {}, known.person if known else "")


async def write(request: Request) -> Response:
    """`POST /cases/{case}/consent` with the fields of a consent and `person` (the id of whom it is about, "" for
    somebody new): one more row."""
    here, visitor, form = installation_of(request), visitor_in(request), await form_of(request)
    case_id, at, person = request.path_params["case"], here.now(), text(form, "person")
    given = cleaned({name: _typed(form, name) for name in FIELDS})
    wrong = faults(given, today(here))
    if wrong:
        w = words(language_of(request))
        return await _page(request, given, _said_wrong(w, given, wrong), person, status=422)
    said = Consent(id="", person=person, **given)
    await here.database.write(lambda t: consent.write(t, here.keys, case_id, said, at, visitor.id))
    return go(request, f"/cases/{case_id}/consent")


def shown_consent(w: Words, each: Consent, names: Mapping[str, str]) -> dict[str, Any]:
    """A row of consent as a page shows it; `names` are those of accounts by id."""
    return {
        "id": each.id,
        "person": each.person,
        "name": each.name,
        "who": w(f"consent_givers.{each.who}"),
        "answer": w(f"consent_answers.{each.answer}"),
        "agrees": each.agrees,
        "open": not each.agrees and not each.reason,
        "to": each.to,
        "conditions": each.conditions,
        "lang": each.language if each.language in ("en", "cy") else "",
        "when": said_day_of(w, each.day),
        "explained": _explained(w, each),
        "basis": " · ".join(filter(None, (w(f"legal_bases.{each.basis}") if each.basis else "", each.basis_words))),
        "reason": each.reason,
        "written": w(
            "consent.written_by", when=said_day_of(w, each.at), name=names.get(each.by) or w("consent.nobody")
        ),
    }


def _explained(w: Words, each: Consent) -> str:
    if not each.explained_by:
        return ""
    if not each.explained_in:
        return w("consent.explained", name=each.explained_by)
    return w("consent.explained_in", name=each.explained_by, language=w(f"languages.{each.explained_in}"))


def _typed(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""


def _said_wrong(w: Words, given: Mapping[str, str], wrong: Mapping[str, str]) -> dict[str, str]:
    """What is wrong in sentences, in the order of the form."""
    said = {
        "needed": w("form.needed"),
        "unknown": w("form.needed"),
        "day_wrong": w("form.day_wrong"),
        "day_to_come": w("consent.day_to_come"),
        "reason_needed": w("consent.reason_needed"),
        "to_needed": w("consent.to_needed"),
    }
    sentences = {}
    for name in sorted(wrong, key=_ORDER.index):
        most = TEXTS.get(name, 0)
        too_long = wrong[name] == "too_long"
        sentences[name] = w("form.too_long", n=len(given[name]), most=most) if too_long else said[wrong[name]]
    return sentences


_ORDER: Final = (
    *("who", "name", "answer", "to", "conditions", "language", "day"),
    *("explained_by", "explained_in", "basis", "basis_words", "reason"),
)


async def _page(
    request: Request, given: Mapping[str, str], wrong: dict[str, str], person: str, *, status: int = 200
) -> Response:
    here, w = installation_of(request), words(language_of(request))
    case_id = request.path_params["case"]

    def look(t: Transaction) -> tuple[Any, Standing, dict[str, str]]:
        case = cases.must_find(t, here.keys, case_id)
        names = {account.id: account.name for account in accounts.every(t)}
        return case, consent.standing(t, here.keys, case_id), names

    case, stands, names = await here.database.read(look)
    people = [
        {**shown_consent(w, each, names), "before": [shown_consent(w, b, names) for b in stands.before(each.person)]}
        for each in stands.now
    ]
    return here.pages.page(
        request,
        "cases/consent.html",
        status=status,
        case=shown(w, case, today(here)),
        people=people,
        enough=stands.enough,
        opening="opening" in request.query_params and not stands.enough,
        form={**dict.fromkeys(FIELDS, ""), **given},
        person=next((each for each in people if each["person"] == person), None),
        wrong=wrong,
        givers=[(row.key, w(f"consent_givers.{row.key}")) for row in CONSENT_GIVERS],
        answers=[(row.key, w(f"consent_answers.{row.key}")) for row in CONSENT_ANSWERS],
        tongues=[(row.key, w(f"languages.{row.key}")) for row in LANGUAGES],
        bases=[(row.key, w(f"legal_bases.{row.key}")) for row in LEGAL_BASES],
        most=TEXTS,
        place=f"/cases/{case_id}/consent",
    )
