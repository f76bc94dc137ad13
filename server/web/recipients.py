"""The list of who may receive reports of a case, who may not and why (R1 to R3 of domain/copies.py)."""

from typing import Any, Final

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from server.domain.copies import REPORTS, WORDS_MAX, Recipient, earlier, standing
from server.domain.errors import Words
from server.domain.fields import LINE_MAX, clean, clean_line
from server.domain.vocabulary import BESIDE, keys
from server.languages import words
from server.storage import accounts, cases, copies
from server.storage.database import Transaction
from server.web.answers import form_of, go, text, texts
from server.web.cases import shown, today, visitor_in
from server.web.installation import installation_of
from server.web.pages import language_of, said_day_of
from server.web.ticking import entry_said, reports_said

TABLES: Final = {"kind": "recipient_kinds", "receiving": "receivings", "ground": "receiving_grounds"}
"""Fields that are chosen, and their lists."""
EMPTY: Final[dict[str, Any]] = {
    "name": "", "kind": "", "receiving": "", "reports": [], "ground": "", "words": "", "said_by": "",
}  # fmt: skip


async def page(request: Request) -> Response:
    """`GET /cases/{case}/recipients`: what counts now, the form, and what counted earlier."""
    return await _page(request, {}, {})


async def say(request: Request) -> Response:
    """`POST /cases/{case}/recipients` with `name`, `kind`, `receiving`, `reports`, `ground`, `words`, `said_by`: a new
    entry, which counts from now on (R3)."""
    here, visitor, form = installation_of(request), visitor_in(request), await form_of(request)
    w, case_id, at = words(language_of(request)), request.path_params["case"], here.now()
    given = _given(form)
    wrong = _wrong(w, given)
    if wrong:
        return await _page(request, given, wrong, status=422)
    free = given["receiving"] == "may"
    entry = Recipient(
        id="", name=given["name"], kind=given["kind"], receiving=given["receiving"],
        ground="" if free else given["ground"], words=given["words"], language=language_of(request),
        said_by=given["said_by"], reports=tuple(given["reports"]) if given["receiving"] == "some" else (),
    )  # fmt: skip
    await here.database.write(lambda t: copies.say(t, here.keys, case_id, entry, at, visitor.id))
    return go(request, f"/cases/{case_id}/recipients")


def _given(form: FormData) -> dict[str, Any]:
    lines = {name: clean_line(text(form, name)) for name in ("name", "kind", "receiving", "ground", "said_by")}
    chosen = [each for each in REPORTS if each in texts(form, "reports")]
    return {**lines, "words": clean(text(form, "words")), "reports": chosen}


def _wrong(w: Words, given: dict[str, Any]) -> dict[str, str]:
    """What is wrong, by field (R2)."""
    wrong = {name: w("form.needed") for name in ("name", "kind", "receiving", "said_by") if not given[name]}
    for name, table in TABLES.items():
        if given[name] and given[name] not in keys(table):
            wrong[name] = w("form.needed")
    if given["receiving"] == "some" and not given["reports"]:
        wrong["reports"] = w("recipients.which_needed")
    if given["receiving"] == "may_not":
        wrong |= {name: w("recipients.why_needed") for name in ("ground", "words") if not given[name]}
    for name, most in (("name", LINE_MAX), ("said_by", LINE_MAX), ("words", WORDS_MAX)):
        if len(given[name]) > most:
            wrong[name] = w("form.too_long", n=len(given[name]), most=most)
    return wrong


async def _page(request: Request, form: dict[str, Any], wrong: dict[str, str], *, status: int = 200) -> Response:
    here, w, case_id = installation_of(request), words(language_of(request)), request.path_params["case"]

    def look(t: Transaction) -> tuple[Any, list[Recipient], dict[str, str]]:
        entries = copies.recipients(t, here.keys, case_id)
        writers = {each.by: accounts.find(t, each.by) for each in entries if each.by}
        names = {by: account.name for by, account in writers.items() if account is not None}
        return cases.must_find(t, here.keys, case_id), entries, names

    case, entries, names = await here.database.read(look)
    return here.pages.page(
        request,
        "copies/recipients.html",
        status=status,
        case=shown(w, case, today(here)),
        entries=[_shown(w, each, names) for each in standing(entries)],
        earlier=[_shown(w, each, names) for each in earlier(entries)],
        choices={name: [(row.key, w(f"{table}.{row.key}")) for row in BESIDE[table]] for name, table in TABLES.items()},
        reports=reports_said(w),
        form={**EMPTY, **form},
        wrong=wrong,
        place=f"/cases/{case_id}/recipients",
    )


def _shown(w: Words, entry: Recipient, names: dict[str, str]) -> dict[str, Any]:
    written = w("recipients.written", when=said_day_of(w, entry.at), name=names.get(entry.by, w("version.unreadable")))
    return {
        "name": entry.name,
        "kind": w(f"recipient_kinds.{entry.kind}"),
        "free": entry.receiving == "may",
        "receiving": w(f"receivings.{entry.receiving}"),
        "said": entry_said(w, entry),
        "words": entry.words,
        "lang": entry.language,
        "said_by": entry.said_by,
        "written": written,
    }
