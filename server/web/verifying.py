"""Whether everything is as it was sealed: the chain of a case, a seal from paper, a file.

Y1  the page says in sentences what was altered, taken out, cut off or put in another order, and names it
Y2  a printed seal is looked for among the versions and the notes; a file is checked by itself, then against the chain
    that is kept here
Y3  a file is read in a worker process, checked, and not kept
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from server.domain.errors import Refusal, Words
from server.domain.versions import Version
from server.interchange.sealed import read_sealed
from server.languages import words
from server.storage import cases, versions
from server.storage.versions import SHORT, Verified, seal_digits
from server.web.answers import text
from server.web.cases import shown, today
from server.web.installation import installation_of
from server.web.pages import language_of, said_instant
from server.web.versions import entry_shown, grouped, noted, said_findings

SECONDS = 20.0
"""As long as a file may take to be read."""


async def page(request: Request) -> Response:
    """`GET /cases/{case}/versions/verify`: the chain as it stands, and the forms for a seal and for a file."""
    return await _page(request)


async def check(request: Request) -> Response:
    """`POST /cases/{case}/versions/verify` with `seal` (from paper) or `file` (a bundle, a sealed version, or a PDF
    that has one attached)."""
    here, w = installation_of(request), words(language_of(request))
    async with request.form(max_files=1, max_fields=4) as form:
        printed, file = text(form, "seal")[:200], form.get("file")
        data = await file.read() if isinstance(file, UploadFile) else b""
    if not data and not printed:
        return await _page(request, wrong={"seal": w("verify.nothing_given")}, status=422)
    if not data:
        if len(seal_digits(printed)) < SHORT:
            return await _page(request, printed=printed, wrong={"seal": w("verify.seal_short")}, status=422)
        return await _page(request, printed=printed)
    try:
        plain = await here.workers.run(read_sealed, data, seconds=SECONDS)
    except Refusal as refusal:
        return await _page(request, printed=printed, wrong={"file": refusal.sentence(w)}, status=422)
    carried = await asyncio.to_thread(versions.check_export, plain)
    return await _page(request, printed=printed, carried=carried)


async def _page(
    request: Request,
    *,
    printed: str = "",
    carried: Verified | None = None,
    wrong: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    here, w = installation_of(request), words(language_of(request))
    case_id = request.path_params["case"]
    case = await here.database.read(lambda t: cases.must_find(t, here.keys, case_id))
    kept = await here.database.read(lambda t: versions.check_case(t, here.keys, case_id))
    return here.pages.page(
        request,
        "versions/verify.html",
        status=status,
        case=shown(w, case, today(here)),
        sound=kept.sound,
        found=said_findings(w, kept.findings),
        counts=w("verify.counts", versions=w("verify.versions", n=len(kept.versions)),
                 notes=w("verify.notes", n=len(kept.notes))),
        versions=[_row(w, version, kept) for version in reversed(kept.versions)],
        notes=[entry_shown(w, note) for note in reversed(noted(kept))],
        keys=[grouped(fingerprint) for fingerprint in kept.fingerprints],
        printed=printed,
        paper=_paper(w, printed, kept) if printed and not wrong else None,
        file=_file(w, carried, kept) if carried is not None else None,
        wrong=wrong or {},
        place=f"/cases/{case_id}/versions/verify",
    )  # fmt: skip


def _row(w: Words, version: Version, kept: Verified) -> dict[str, Any]:
    return {
        "number": version.number,
        "when": said_instant(w, version.header.frozen_at),
        "seal": version.short_seal,
        "standing": versions.standing_in(kept, version.number),
    }


def _paper(w: Words, printed: str, kept: Verified) -> dict[str, Any]:
    """What a printed seal is the seal of."""
    digits = seal_digits(printed)
    for version in kept.versions:
        if version.seal.startswith(digits):
            sound = not kept.of_version(version.number)
            key = "verify.paper_version" if sound else "verify.paper_altered"
            return {"good": sound, "said": w(key, n=version.number)}
    for note in noted(kept):
        if note.seal.startswith(digits):
            sound = note.state == "sealed"
            key = "verify.paper_note" if sound else "verify.paper_note_altered"
            return {"good": sound, "said": w(key, note=note.number, n=note.version)}
    return {"good": False, "said": w("verify.paper_unknown")}


def _file(w: Words, carried: Verified, kept: Verified) -> dict[str, Any]:
    """What a file is: whether it is as it was sealed, and whether its versions are those that are kept here."""
    here = {version.seal: version.number for version in kept.versions}
    numbers = {version.number for version in kept.versions}
    lines = [] if carried.versions else [{"good": False, "said": w("verify.file_empty")}]
    for version in carried.versions:
        if version.seal in here:
            lines.append({"good": True, "said": w("verify.file_same", n=version.number)})
        elif version.number in numbers:
            lines.append({"good": False, "said": w("verify.file_other", n=version.number)})
        else:
            lines.append({"good": False, "said": w("verify.file_unknown", n=version.number)})
        if version.content is None:
            lines.append({"good": True, "said": w("verify.file_seal_alone", n=version.number)})
    return {
        "sound": carried.sound,
        "found": said_findings(w, carried.findings),
        "lines": lines,
        "keys": [grouped(fingerprint) for fingerprint in carried.fingerprints],
    }
