"""Freezing and what is frozen: the page that reads back, the confirmation, the history, one version.

Z1  what is confirmed is exactly what was shown: the page's digest, the room's state and the log are compared again
Z2  the chair's password is asked for once more
Z3  before anything is kept, a new document opened from the content must give the same digest
Z4  a version is shown as it was frozen; whatever does not check is said on the page (H05)
"""

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Final

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from server import __version__
from server.document import reading, writing
from server.document.schema import SCHEMA
from server.domain.cases import Case
from server.domain.errors import Finding, Refusal, Words
from server.domain.findings import RecordKey, findings
from server.domain.findings_formulation import Sentence
from server.domain.formulation import COLLECTIONS, Formulation, from_plain, to_plain
from server.domain.notes import Note, mark_of, shown_on
from server.domain.readback import comments_of, counted, languages_of, review_day, review_offered, withheld_of
from server.domain.upgrades import view
from server.domain.versions import Attendee, Chair, Circumstances, Version, digest, short_seal
from server.domain.vocabulary import keys
from server.languages import words
from server.reports import drawing, formulated, outline
from server.reports.drawing import Kind
from server.storage import accounts, audit, cases, copies, meetings, notes, placings, versions, workingcopies
from server.storage.database import Transaction
from server.storage.notes import Draft
from server.storage.versions import Freeze, Verified
from server.storage.workingcopies import WorkingCopy
from server.web import ages
from server.web.answers import form_of, go, text
from server.web.cases import shown, today, version_row, visitor_in
from server.web.drawings import drawn
from server.web.drawings import told as in_sentences
from server.web.installation import Hold, Installation, installation_of
from server.web.pages import asks_for_part, language_of, said_day, said_day_of, said_instant, said_time
from server.web.room import names_in
from server.web.ticking import Ticking, asked_copies, give_copies
from server.web.visitor import Visitor

_PLACE: Final = re.compile(r"[a-z_]{1,40}/[\w-]{1,64}", re.ASCII)
"""A place in the meeting page: a collection and a record."""
HOLD = timedelta(minutes=15)
"""As long as a room is held at most (server/sync/room.py lifts it)."""
DRAWN: Final[tuple[Kind, ...]] = ("family", "key", "life", "steps")
"""The drawings of a version."""
MOST_FINDINGS = 60
"""Loose ends that are listed; more are told as a number."""


async def hold(request: Request) -> Response:
    """`POST /cases/{case}/hold`: others' words wait in their pages while the chair looks. With `?end` it is lifted."""
    here, visitor = installation_of(request), visitor_in(request)
    case_id = request.path_params["case"]
    if "end" in request.query_params:
        return await lift(request)
    if await here.hub.hold(case_id) is None:
        raise Refusal("no_working_copy", status=409)
    until = datetime.fromisoformat(here.now()) + HOLD
    here.holds[case_id] = Hold(until.strftime("%Y-%m-%dT%H:%M:%SZ"), visitor.id)
    return go(request, f"/cases/{case_id}/hold")


async def lift(request: Request) -> Response:
    """`DELETE /cases/{case}/hold`, or `POST` with `?end` and `to`, a place in the meeting page (`collection/record`):
    everyone can add again, and the chair goes on where she was or where something is to be settled."""
    here, case_id = installation_of(request), request.path_params["case"]
    to = text(await form_of(request), "to") if request.method == "POST" else ""
    here.hub.unhold(case_id)
    here.holds.pop(case_id, None)
    return go(request, f"/cases/{case_id}/room" + (f"#{to}" if _PLACE.fullmatch(to) else ""))


async def look(request: Request) -> Response:
    """`GET /cases/{case}/hold`: what would be frozen, what is loose, the fingerprint, and the confirmation."""
    here, case_id = installation_of(request), request.path_params["case"]
    held = here.holds.get(case_id) if here.hub.held(case_id) else None
    if asks_for_part(request) == "standing":
        # it never leads away: the page hears by its socket where to go, and may be waiting for the version it confirmed
        until = said_time(words(language_of(request)), held.until) if held else None
        return here.pages.part(request, "versions/freeze.html", "standing", until=until)
    if held is None:
        return go(request, f"/cases/{case_id}?lifted")
    return await _freeze_page(request, {})


async def _freeze_page(
    request: Request,
    wrong: dict[str, str],
    *,
    reason: bool = False,
    review_on: str | None = None,
    ticking: Ticking | None = None,
    status: int = 200,
) -> Response:
    here, w = installation_of(request), words(language_of(request))
    case_id = request.path_params["case"]
    case = await here.database.read(lambda t: cases.must_find(t, here.keys, case_id))
    number = await here.database.read(lambda t: versions.last_number(t, case_id)) + 1
    copy, _ = await _open_copy(here, case_id)
    content, formulation = await _content(here, case_id)
    found = await _findings(here, copy, formulation)
    fingerprint = digest(content)
    ticks = ticking or await asked_copies(here, case_id, None)
    told = [finding_shown(w, finding) for finding in (*found, *ticks.against)]
    blocking = [finding for finding in told if finding["blocking"]]
    advisory = [finding for finding in told if not finding["blocking"]]
    parent = await here.database.read(lambda t: versions.read(t, here.keys, case_id, number - 1))
    return here.pages.page(
        request,
        "versions/freeze.html",
        status=status,
        case=shown(w, case, today(here)),
        number=number,
        counts=_counts(w, formulation, len(here.hub.people(case_id))),
        blocking=blocking,
        advisory=advisory[:MOST_FINDINGS],
        more=max(0, len(advisory) - MOST_FINDINGS),
        digest=fingerprint,
        fingerprint=grouped(fingerprint),
        today=said_day(w, today(here)),
        until=said_time(w, here.holds[case_id].until),
        socket=f"/cases/{case_id}/sync/{workingcopies.SHARED}?epoch={copy.epoch}",
        asks_reason=reason or (parent is not None and parent.header.content == fingerprint),
        review_on=review_offered(today(here)).isoformat() if review_on is None else review_on,
        restored_from=copy.opened_from if copy.opened_from != number - 1 else 0,
        wrong={**wrong, **ticks.wrong(w)},
        copying=ticks.shown(w),
        place=f"/cases/{case_id}/hold",
        **await holds(here, content, formulation, language_of(request), today(here)),
    )


async def freeze(request: Request) -> Response:
    """`POST /cases/{case}/versions` with `digest`, `password`, `review_on` (a date, or nothing) and, where nothing
    changed, `reason`."""
    here, case_id, form = installation_of(request), request.path_params["case"], await form_of(request)
    async with here.freezing.setdefault(case_id, asyncio.Lock()):  # who confirms second is told of the first (H01)
        return await _freeze(request, here, case_id, form)


async def _freeze(request: Request, here: Installation, case_id: str, form: FormData) -> Response:
    visitor, at, w = visitor_in(request), here.now(), words(language_of(request))
    confirmed, password, review_on = text(form, "digest"), form.get("password"), text(form, "review_on")
    await _must_be_new(here, case_id)
    if not here.hub.held(case_id):
        raise Refusal("hold_lifted", status=409)
    copy, through = await _open_copy(here, case_id)
    await here.hub.settled(case_id)  # what the log has by now, the content below has
    content, formulation = await _content(here, case_id)
    if digest(content) != confirmed:
        raise Refusal("not_what_was_shown", status=409)
    ticking = await asked_copies(here, case_id, form)
    again = partial(_freeze_page, request, review_on=review_on, ticking=ticking)
    if ticking.against or any(finding.blocking for finding in await _findings(here, copy, formulation)):
        return await again({}, status=409)
    if ticking.wrong(w):
        return await again({}, status=422)
    try:
        review = review_day(review_on, today(here))
    except Refusal as refusal:
        wrong = {"review_on": refusal.sentence(w)}
        return await again(wrong, status=refusal.status)
    if not isinstance(password, str) or not password:
        return await again({"password": w("form.needed")}, status=422)
    try:
        await accounts.confirm(
            here.database,
            here.passwords,
            account=visitor.id,
            password=password,
            at=at,
        )
    except Refusal as refusal:
        if refusal.key != "wrong_password":
            raise
        wrong = {"password": w("freeze.password_wrong")}
        return await again(wrong, status=403)
    if await asyncio.to_thread(opened_again, formulation) != confirmed:
        raise Refusal("does_not_open_again", status=500)
    asked = Freeze(
        case=case_id,
        working_copy=copy.id,
        epoch=copy.epoch,
        content=content,
        digest=confirmed,
        parent=await here.database.read(lambda t: versions.head(t, case_id)),
        circumstances=replace(
            await _circumstances(here, visitor, copy, formulation.standing()),
            reason=text(form, "reason"),
            review_on=review,
        ),
        at=at,
        software=f"Gwead {__version__}",
        schema=SCHEMA.digest,
        through_seq=through,
    )
    try:
        version = await versions.freeze(here.database, here.keys, asked)
    except Refusal as refusal:
        if refusal.key != "nothing_changed":
            raise
        wrong = {"reason": w("form.needed")}
        return await again(wrong, reason=True, status=409)
    await give_copies(here, case_id, version.number, ticking, visitor.id)
    here.holds.pop(case_id, None)
    await here.hub.end(case_id, "frozen", version.number)
    here.has_frozen(case_id, version.number, visitor.name, language_of(request))
    return go(request, f"/cases/{case_id}/versions/{version.number}")


async def _must_be_new(here: Installation, case_id: str) -> None:
    """Raises AlreadyFrozen where somebody else confirmed first and nothing is open any more (H01)."""

    def check(t: Transaction) -> int:
        return 0 if workingcopies.find_open(t, case_id) else versions.last_number(t, case_id)

    number = await here.database.read(check)
    if number:
        raise versions.AlreadyFrozen(number)


async def _open_copy(here: Installation, case_id: str) -> tuple[WorkingCopy, int]:
    """The open working copy and the number of its last update. Raises Refusal (`no_working_copy`)."""

    def read(t: Transaction) -> tuple[WorkingCopy, int] | None:
        copy = workingcopies.find_open(t, case_id)
        return None if copy is None else (copy, workingcopies.head_of_log(t, copy.id)[0])

    found = await here.database.read(read)
    if found is None:
        raise Refusal("no_working_copy", status=409)
    return found


async def _content(here: Installation, case_id: str) -> tuple[dict[str, Any], Formulation]:
    """What would be frozen as plain data, and the whole formulation with what was removed."""
    held = await here.hub.plain(case_id, whole=True)
    if held is None:
        raise Refusal("no_working_copy", status=409)
    formulation, _ = from_plain(held)
    return to_plain(formulation.standing()), formulation


async def _findings(here: Installation, copy: WorkingCopy, formulation: Formulation) -> tuple[Finding, ...]:
    def read(t: Transaction) -> tuple[list[workingcopies.Contribution], list[str]]:
        waiting = placings.states(t, copy.id)
        names = names_in(t, here, copy.case, copy) if waiting else {}
        return list(workingcopies.contributions(t, copy.id)), sorted(names.get(each, "?") for each in waiting)

    contributions, not_shown = await here.database.read(read)
    edited, told = edited_after_removal(formulation, contributions), await _sentences(here, formulation)
    return await asyncio.to_thread(
        findings, formulation, edited_after_removal=edited, sentences=told, not_shown=not_shown
    )


async def _sentences(here: Installation, formulation: Formulation) -> tuple[Sentence, ...]:
    """The sentences of the story, found in a worker process; none where they cannot be: a freeze does not wait for
    what is only good to know."""
    told = to_plain(formulation)["story"]
    if not any(part["blocks"] for part in told.values()):
        return ()
    try:
        return await here.workers.run(drawing.sentences, told)
    except Refusal:
        return ()


def edited_after_removal(
    formulation: Formulation, contributions: Iterable[workingcopies.Contribution]
) -> list[RecordKey]:
    """The records that somebody changed after they had been removed."""
    removed: dict[RecordKey, str] = {
        (name, i): record.removed_at
        for name in COLLECTIONS
        for i, record in formulation.collection(name).items()
        if record.removed_at
    }
    edited = {
        (each.collection, each.record)
        for each in contributions
        if each.last_at > removed.get((each.collection, each.record), "9")
        and not each.field.startswith(("removed_", "merged_"))
    }
    return sorted(edited)


def opened_again(formulation: Formulation) -> str:
    """The digest of a new document opened from a formulation (Z3). Blocks: run it in a thread."""
    doc = writing.open_document(formulation.standing())
    again, _ = reading.formulation(doc)
    return digest(to_plain(again.standing()))


async def _circumstances(
    here: Installation, visitor: Visitor, copy: WorkingCopy, standing: Formulation
) -> Circumstances:
    """Who froze, who was there, who contributed (two lists), and what of the content is said beside it."""

    def read(t: Transaction) -> Circumstances:
        return Circumstances(
            chair=Chair(visitor.id, visitor.name, "password"),
            present=_present(t, here, copy),
            contributed=_contributed(t, here, copy),
            languages=languages_of(standing),
            withheld=withheld_of(standing),
            notes=comments_of(standing),
        )

    return await here.database.read(read)


def _present(t: Transaction, here: Installation, copy: WorkingCopy) -> tuple[Attendee, ...]:
    """Who attended a meeting while this working copy was open, each once: as it was recorded, else who was connected;
    since when they were first seen, of who never was since the meeting began."""
    present: dict[str, Attendee] = {}
    for meeting in meetings.of_case(t, copy.case):
        if not meeting.opened_at or (meeting.closed_at and meeting.closed_at < copy.opened_at):
            continue
        for seen in meetings.attendance(t, meeting.id):
            who = meetings.participant(t, here.keys, seen.participant)
            if who is not None and not who.removed_at and seen.was_there:
                since = seen.first_seen or meeting.opened_at
                them = Attendee(who.account or who.id, who.name, who.agency, who.role, since)
                present.setdefault(them.id, them)
    return tuple(present.values())


def _contributed(t: Transaction, here: Installation, copy: WorkingCopy) -> tuple[Attendee, ...]:
    """Who changed anything in this working copy, in the order in which they first did; also who has left since."""
    people = _everybody(t, here, copy.case)
    for author in workingcopies.contributors(t, copy.id):
        account = accounts.find(t, author) if author not in people else None
        if account is not None:  # whose seat was taken since
            people[author] = Attendee(account.id, account.name, "", account.role)
    return tuple(people[author] for author in workingcopies.contributors(t, copy.id) if author in people)


def _everybody(t: Transaction, here: Installation, case_id: str) -> dict[str, Attendee]:
    """Everyone who holds a seat on a case or in a meeting of it, by the id that authorship uses."""
    people: dict[str, Attendee] = {}
    for seat in cases.seats(t, case_id):
        account = accounts.find(t, seat.account)
        if account is not None:
            people.setdefault(account.id, Attendee(account.id, account.name, "", seat.role))
    for meeting in meetings.of_case(t, case_id):
        for person in meetings.participants(t, here.keys, meeting.id):
            if not person.account:
                people[person.id] = Attendee(person.id, person.name, person.agency, person.role)
    return people


def _counts(w: Words, formulation: Formulation, present: int) -> list[dict[str, Any]]:
    standing = formulation.standing()
    events = list(standing.events.values())
    everything = [r for name in COLLECTIONS for r in standing.collection(name).values()]
    return [
        {"said": w("freeze.count_events"), "n": len(events)},
        {"said": w("freeze.count_people"), "n": len(standing.people)},
        {"said": w("freeze.count_strengths"), "n": sum(event.lane == "strengths" for event in events)},
        {
            "said": w("freeze.count_words"),
            "n": sum(bool(event.quote.strip()) or event.lane == "words" for event in events)
            + sum(bool(voice.text.strip()) for voice in standing.voices.values()),
        },
        {
            "said": w("freeze.count_recommendations"),
            "n": sum(each.start != "avoid" for each in standing.recommendations.values()),
        },
        {"said": w("freeze.count_sensitive"), "n": sum(record.sensitive for record in everything)},
        {"said": w("freeze.count_comments"), "n": sum(not each.outcome for each in standing.comments.values())},
        {"said": w("freeze.count_present"), "n": present},
    ]


def finding_shown(w: Words, finding: Finding) -> dict[str, Any]:
    """A finding with its sentence, its remedy and the place in the meeting page where it is settled."""
    place = finding.place
    return {
        "blocking": finding.blocking,
        "happened": w(f"finding.{finding.key}", **finding.parameters),
        "remedy": w(f"finding.{finding.key}.remedy", **finding.parameters),
        "place": f"{place.collection}/{place.record}" if place.record else "",
    }


def grouped(fingerprint: str) -> str:
    """A digest to read aloud: its first half in groups of four."""
    return " ".join(fingerprint[i : i + 4] for i in range(0, 32, 4))


# -- what is frozen


async def history(request: Request) -> Response:
    """`GET /cases/{case}/versions`: every version, newest first."""
    here, w = installation_of(request), words(language_of(request))
    case_id = request.path_params["case"]
    case = await here.database.read(lambda t: cases.must_find(t, here.keys, case_id))
    checked = await here.database.read(lambda t: versions.check_case(t, here.keys, case_id))
    waits = await here.database.read(lambda t: notes.waiting(t, here.keys, case_id))
    rows = [
        {**version_row(w, version), "standing": versions.standing_in(checked, version.number)}
        for version in reversed(checked.versions)
    ]
    shown_case = shown(w, case, today(here))
    return here.pages.page(request, "versions/history.html", case=shown_case, versions=rows, waiting=len(waits))


async def version(request: Request) -> Response:
    """`GET /cases/{case}/versions/{number}`: one version, read-only, as it was frozen, with what its seal says and what
    was added to it; with `?ages=` also the family as it stood at these ages of the child."""
    here, visitor, w = installation_of(request), visitor_in(request), words(language_of(request))
    frozen, checked, case, day = await asked_for(request)
    wrong = checked.of_version(frozen.number)
    content = view(frozen.content or {}, frozen.header.schema)
    formulation, _ = from_plain(content)
    said = request.query_params.get("ages", "")[:60]
    asked = ages.read_ages(said, formulation, day) if said.strip() else ()
    waits = await here.database.read(lambda t: notes.waiting(t, here.keys, case.id))
    open_copy = await here.database.read(lambda t: workingcopies.find_open(t, case.id))
    given = await here.database.read(lambda t: copies.of_participant(t, here.keys, case.id, visitor.id, here.now()))
    mine = [draft for draft in waits if "note.list" in request.state.may or draft.author.id == visitor.id]
    return here.pages.large_page(
        request,
        "versions/version.html",
        case=shown(w, case, day),
        version=_version_shown(w, frozen, checked),
        last=checked.versions[-1].number,
        standing=versions.standing_in(checked, frozen.number),
        seal_reason=said_findings(w, wrong),
        earlier_wrong=any(checked.of_version(each.number) for each in checked.versions if each.number < frozen.number),
        error=entry_shown(w, mark) if (mark := mark_of(checked.notes, frozen.number)) else None,
        notes=[entry_shown(w, note) for note in shown_on(noted(checked), frozen.number)],
        notes_wrong=said_findings(w, checked.of_notes),
        waiting=[draft_shown(w, draft) for draft in mine if draft.version == frozen.number],
        my_copies=[token for copy, token in given if copy.version == frozen.number],
        restores="workingcopy.open" in request.state.may and open_copy is None,
        **await holds(here, content, formulation, language_of(request), day),
        ages=said,
        wrong={"ages": w("version.ages_wrong", most=ages.MOST)} if asked is None else {},
        families=await ages.families(here, content, formulation, asked or (), language_of(request)),
    )


async def family_file(request: Request) -> Response:
    """`GET /cases/{case}/versions/{number}/family.svg`: the family of a version as a drawing for other programs, at
    `?age=` where it is given; what is sensitive stays here. It is in the audit."""
    here, visitor = installation_of(request), visitor_in(request)
    frozen, _, case, day = await asked_for(request)
    formulation, _ = from_plain(view(frozen.content or {}, frozen.header.schema))
    age = request.query_params.get("age", "")
    asked = ages.read_ages(age, formulation, day) if age else ()
    then = ages.day_at(formulation, asked[0]) if asked else day
    svg = None if asked is None or then is None else await ages.as_file(here, formulation, then, language_of(request))
    if svg is None:
        raise HTTPException(404)
    at, size = here.now(), len(svg.encode())
    about = f"version {frozen.number}"
    await here.database.write(
        lambda t: audit.record(t, "family.exported", at, who=visitor.id, case=case.id, about=about, size=size)
    )
    named = {"Content-Disposition": f'attachment; filename="family-{frozen.number}.svg"'}
    return Response(svg, media_type="image/svg+xml", headers=named)


async def asked_for(request: Request) -> tuple[Version, Verified, Case, date]:
    """The version of an address, what checking its chain found, its case, and the day it was frozen. Raises 404."""
    here, visitor = installation_of(request), visitor_in(request)
    case_id, number = request.path_params["case"], request.path_params["number"]
    if not number.isascii() or not number.isdigit() or len(number) > 6:
        raise HTTPException(404)
    case = await here.database.read(lambda t: cases.must_find(t, here.keys, case_id))
    checked = await here.database.read(lambda t: versions.check_case(t, here.keys, case_id))
    frozen = next((each for each in checked.versions if each.number == int(number)), None)
    if frozen is None or not _may_read(request, visitor, frozen):
        raise HTTPException(404)
    return frozen, checked, case, day_of(frozen, today(here))


def day_of(frozen: Version, otherwise: date) -> date:
    """The day a version was frozen; another one where its header cannot be read."""
    try:
        return datetime.fromisoformat(frozen.header.frozen_at).date()
    except ValueError:
        return otherwise


def noted(checked: Verified) -> list[Note]:
    """The entries of a checked case, each with whether it still checks."""
    wrong = {finding.parameters["note"] for finding in checked.of_notes}
    return [replace(note, state="altered") if note.number in wrong else note for note in checked.notes]


def said_findings(w: Words, found: Iterable[Finding]) -> list[str]:
    """Findings as sentences, each once."""
    return list(dict.fromkeys(w(f"finding.{finding.key}", **finding.parameters) for finding in found))


async def holds(
    here: Installation, content: Mapping[str, Any], formulation: Formulation, language: str, day: date
) -> dict[str, Any]:
    """What a version holds, or would hold, for `versions/content.html`: its drawings on a day, and the same as
    lists."""
    w, standing = words(language), formulation.standing()
    pictures = (drawn(here, kind, content, language, day.isoformat()) for kind in DRAWN)
    in_words, *drawings = await asyncio.gather(in_sentences(here, content, language, day.isoformat()), *pictures)
    return {
        "family_told": in_words,
        "family_drawing": drawings[0],
        "key_drawing": drawings[1],
        "timeline_drawing": drawings[2],
        "steps_drawing": drawings[3],
        "people": outline.people(w, standing),
        "events": outline.events(w, standing),
        "facts": outline.facts(w, standing),
        **formulated.holds(w, standing),
    }


def _may_read(request: Request, visitor: Visitor, frozen: Version) -> bool:
    """Chair and coordinator read every version; a participant the one made in their meeting, while it is open."""
    if "version.read" in request.state.may:
        return True
    return visitor.meeting is not None and frozen.header.frozen_at >= visitor.meeting.opened_at


def _version_shown(w: Words, frozen: Version, checked: Verified) -> dict[str, Any]:
    header, told = frozen.header, frozen.circumstances
    return {
        "number": frozen.number,
        "seal": short_seal(frozen.seal),
        "when_long": said_instant(w, header.frozen_at),
        "signed_by": w("version.signed_how", name=told.chair.name) if told else w("version.unreadable"),
        "present": _names(told.present) if told else [],
        "contributors": _names(told.contributed) if told else [],
        "languages": [w(f"languages.{each}") for each in told.languages if each in keys("languages")] if told else [],
        "withheld": _said_withheld(w, told) if told else [],
        "comments": _said_comments(w, told) if told else "",
        "review_on": said_day_of(w, told.review_on) if told else "",
        "restored_from": told.restored_from if told else 0,
        "reason": told.reason if told else "",
        "sealed": _sealed(w, frozen),
    }


def _said_withheld(w: Words, told: Circumstances) -> list[str]:
    kept = counted(told.withheld)
    said = {"sensitive": "version.withheld_sensitive", "child_no": "version.withheld_child_no",
            "child_some": "version.withheld_child_some"}  # fmt: skip
    return [w(key, n=kept[what]) for what, key in said.items() if kept[what]]


def _said_comments(w: Words, told: Circumstances) -> str:
    kept = counted(told.notes)
    if not kept:
        return ""
    return w(
        "version.comments_both",
        carried=w("version.comments_carried", n=kept["carried"]),
        settled=w("version.comments_settled", n=kept["settled"]),
    )


def _sealed(w: Words, frozen: Version) -> list[dict[str, str]]:
    """The header in words: what is sealed and signed."""
    header = frozen.header
    told = [
        (w("version.sealed_content"), grouped(header.content)),
        (w("version.sealed_parent"), short_seal(header.parent) if header.parent else w("version.sealed_first")),
        (w("version.sealed_sequence"), str(header.sequence)),
        (w("version.sealed_log"), grouped(header.log_head)),
        (w("version.sealed_software"), header.software),
        (w("version.sealed_schema"), header.schema),
        (w("version.sealed_key"), grouped(header.key)),
    ]
    return [{"said": said, "value": value} for said, value in told if value.strip()]


def entry_shown(w: Words, note: Note) -> dict[str, Any]:
    """An added note or a mark, as a page shows it."""
    said = note.said
    return {
        "number": note.number,
        "version": note.version,
        "text": note.text,
        "lang": said.language if said else "",
        "reason": note.reason,
        "who": note.who or w("version.unreadable"),
        "said_by": note.said_by,
        "chair": said.chair.name if said else "",
        "second": said.second.name if said and said.second else "",
        "when": said_instant(w, note.at),
        "seal": note.short_seal,
        "altered": note.state == "altered",
    }


def draft_shown(w: Words, draft: Draft) -> dict[str, Any]:
    """What waits for a decision, or was not taken, as a page shows it."""
    return {
        "id": draft.id,
        "kind": draft.kind,
        "version": draft.version,
        "text": draft.text,
        "lang": draft.language,
        "reason": draft.reason,
        "who": draft.who,
        "said_by": draft.said_by,
        "when": said_instant(w, draft.at),
        "answer": draft.answer,
    }


def _names(people: Sequence[Attendee]) -> list[str]:
    return [person.named for person in people]
