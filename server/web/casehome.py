"""The home page of a case: what was understood, what was agreed and how it goes, what comes next; the page that chair
and coordinator read before anything else.

H1  what is marked sensitive is not on this page, which may lie open on a desk; how much of it there is is said
H2  nothing here is new: every line leads to where it is written down
H3  one button is the next thing to do, and it follows from how the case stands
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from server.domain import vocabulary
from server.domain.cases import Case
from server.domain.errors import Refusal, Words
from server.domain.formulation import COLLECTIONS, Formulation, from_plain, to_plain
from server.domain.instants import is_day
from server.domain.meetings import Meeting, Participant, State
from server.domain.moments import Moment
from server.domain.news import News
from server.domain.notes import NOTE
from server.domain.questions import ANSWERED, Question
from server.domain.readback import review_offered
from server.domain.recommendations import Recommendation
from server.domain.steps import Placement, agreed_placement, stretch
from server.domain.upgrades import view
from server.domain.versions import Version
from server.domain.voice import Voice
from server.languages import words
from server.reports import drawing
from server.reports.days import said_when
from server.storage import accounts, cases, consent, meetings, news, questions, replies, seats, versions, workingcopies
from server.storage.database import Transaction
from server.storage.versions import Verified, standing_in
from server.web.answers import form_of, go, text
from server.web.cases import counted, due_said, meeting_shown, said_seat, shown, today, visitor_in
from server.web.consent import shown_consent
from server.web.drawings import drawn
from server.web.installation import Installation, installation_of
from server.web.news import shown_news
from server.web.pages import language_of, said_day_of, said_instant
from server.web.readings import birth_in
from server.web.referrals import on_case_home

FIRST_WORDS: Final = 340
"""Characters of the story that are shown at most; whole sentences."""
WAITING_SHOWN: Final = 3
ASKED: Final = frozenset({"asked", "unprompted"})


@dataclass(frozen=True, slots=True)
class _Read:
    """What the tables say of a case, read in one transaction."""

    case: Case
    checked: Verified
    opened_at: str
    opened_from: int
    meetings: Sequence[Meeting]
    people: Sequence[Participant]
    replies: Mapping[str, str]
    names: Mapping[str, str]
    seats: Sequence[Mapping[str, str]]
    consent: Sequence[Mapping[str, Any]]
    consent_enough: bool
    news: Sequence[News]
    referral: Mapping[str, Any] | None
    questions: Sequence[Question]

    @property
    def latest(self) -> Version | None:
        """The last version, None before the first."""
        return self.checked.versions[-1] if self.checked.versions else None

    @property
    def next_meeting(self) -> Meeting | None:
        """The open meeting, else the planned one that comes first."""
        open_now = [each for each in self.meetings if each.state is State.OPEN]
        planned = sorted((m for m in self.meetings if m.state is State.PLANNED), key=lambda m: m.planned_for or "9")
        return next(iter([*open_now, *planned]), None)


async def home(request: Request) -> Response:
    """`GET /cases/{case}`: the case as it stands."""
    here, w = installation_of(request), words(language_of(request))
    case_id = request.path_params["case"]
    read = await here.database.read(lambda t: _read(t, here, w, case_id))
    on = today(here)
    working = await here.hub.plain(case_id) if read.opened_at else None
    latest = read.latest
    content = view(latest.content, latest.header.schema) if latest and latest.content else None
    frozen = from_plain(content)[0].standing() if content else None
    copy = from_plain(working)[0].standing() if working is not None else None
    current, hidden = without_sensitive(frozen or copy or Formulation())
    born = await birth_in(here, case_id, working or content or {})
    waiting = [each for each in read.news if each.state == "waiting"]
    sensitive_news = sum(each.sensitive for each in waiting)
    return here.pages.page(
        request,
        "cases/home.html",
        case=shown(w, read.case, on),
        about=_about(w, current),
        latest=latest and {"number": latest.number, "when": said_day_of(w, latest.header.frozen_at)},
        changed=f"/cases/{case_id}/compare?from={latest.number - 1}&to={latest.number}" if latest else "",
        unread=latest is not None and latest.content is None,
        working_copy=bool(read.opened_at),
        opened_said=said_instant(w, read.opened_at),
        opened_from=read.opened_from,
        held=here.hub.held(case_id),
        present=len(here.hub.people(case_id)),
        lifted="lifted" in request.query_params and not here.hub.held(case_id),
        story=await first_sentences(here, current),
        strip=await drawn(here, "strip", to_plain(current), language_of(request), on.isoformat(), width=720),
        counted=counted(w, len(current.events), len(current.people)),
        hidden=hidden,
        steps=steps_shown(w, current),
        agreed=agreed_shown(w, current, copy),
        next=_next(w, read, frozen, copy, on),
        main=_main(read, on),
        referral=read.referral,
        questions=read.questions,
        consent=read.consent,
        consent_enough=read.consent_enough,
        versions=[_version_shown(w, read.checked, each) for each in reversed(read.checked.versions)],
        meetings=[meeting_shown(w, each) for each in read.meetings],
        open_meeting=next((m.id for m in read.meetings if m.state is State.OPEN), ""),
        seats=read.seats,
        news=[shown_news(w, each, born, read.names) for each in waiting if not each.sensitive][:WAITING_SHOWN],
        news_waiting=len(waiting),
        news_sensitive=sensitive_news,
        place=f"/cases/{case_id}",
    )


async def set_review(request: Request) -> Response:
    """`POST /cases/{case}/review` with `day` (an ISO date, "" for none): when it is looked at again."""
    here, visitor, form = installation_of(request), visitor_in(request), await form_of(request)
    case_id, at, day = request.path_params["case"], here.now(), text(form, "day")
    if day and not is_day(day):
        raise Refusal("day_unreadable", status=422)
    await here.database.write(lambda t: cases.set_review(t, case_id, day, at, visitor.id))
    return go(request, f"/cases/{case_id}")


# -- what is read


def _read(t: Transaction, here: Installation, w: Words, case_id: str) -> _Read:
    case = cases.must_find(t, here.keys, case_id)
    copy = workingcopies.find_open(t, case_id)
    planned = meetings.of_case(t, case_id)
    names = {account.id: account.name for account in accounts.every(t)}
    stands = consent.standing(t, here.keys, case_id)
    read = _Read(
        case=case,
        checked=versions.check_case(t, here.keys, case_id),
        opened_at=copy.opened_at if copy else "",
        opened_from=copy.opened_from if copy else 0,
        meetings=planned,
        people=(),
        replies={},
        names=names,
        seats=(),
        consent=[shown_consent(w, each, names) for each in stands.now],
        consent_enough=stands.enough,
        news=news.of_case(t, here.keys, case_id),
        referral=on_case_home(t, here, w, case_id),
        questions=[each for each in questions.to_read(t, here.keys, case_id, "") if each.state != ANSWERED],
    )
    coming = read.next_meeting
    if coming is None:
        return replace(read, seats=_seats(t, w, case_id, ()))
    everyone = meetings.participants(t, here.keys, coming.id)
    people = [person for person in everyone if not person.account and not person.removed_at]
    opened = people if coming.state is State.OPEN else ()
    return replace(
        read, people=people, replies=replies.of_meeting(t, coming.id), seats=_seats(t, w, case_id, opened)
    )


def _seats(t: Transaction, w: Words, case_id: str, people: Sequence[Participant]) -> list[dict[str, str]]:
    """Who has a seat: on the case, and in the meeting that is open."""
    rows = []
    for seat in cases.seats(t, case_id):
        account = accounts.find(t, seat.account)
        if account is not None and account.enabled:
            rows.append({"name": account.name, "said": w(f"roles.{seat.role}"), "language": account.language})
    for offer in seats.offers(t, case=case_id):
        account = accounts.find(t, offer.account)
        if account is not None:
            said = w("seats.is_offered", role=w(f"roles.{offer.role}"))
            rows.append({"name": account.name, "said": said, "language": account.language})
    return [*rows, *({"name": p.name, "said": said_seat(w, p), "language": p.language} for p in people)]


# -- what is shown


def without_sensitive(formulation: Formulation) -> tuple[Formulation, int]:
    """A formulation without the records that are marked sensitive, and how many those are (H1)."""
    kept: dict[str, Any] = {
        name: {i: r for i, r in formulation.collection(name).items() if not r.sensitive} for name in COLLECTIONS
    }
    left = sum(len(formulation.collection(name)) - len(kept[name]) for name in COLLECTIONS)
    return Formulation(**kept, story=formulation.story), left


async def first_sentences(here: Installation, formulation: Formulation) -> str:
    """The first sentences of the story, as many whole ones as fit; the first one in any case."""
    told = to_plain(formulation)["story"]
    if not any(part["blocks"] for part in told.values()):
        return ""
    try:
        sentences = await here.workers.run(drawing.sentences, told)
    except Refusal:
        return ""
    part = next((each.part for each in sentences), "")
    said = ""
    for each in sentences:
        longer = f"{said} {each.words}".strip()
        if each.part != part or (said and len(longer) > FIRST_WORDS):
            break
        said = longer
    return said


def steps_shown(w: Words, formulation: Formulation) -> dict[str, Any]:
    """The six steps with those on which the child stands as a whole, what begins to show, and where it is otherwise in
    one setting or with one person; nothing where nothing is agreed."""
    whole = agreed_placement(formulation.placements.values())
    others = [p for p in formulation.placements.values() if p.agreed and p.steps and not p.whole]
    if whole is None and not others:
        return {}
    lowest, highest = stretch(whole.steps if whole else "")
    shows = stretch(whole.emerging if whole else "")
    return {
        "rows": [
            {
                "said": w(f"steps.{row.key}"),
                "here": lowest <= number <= highest,
                "shows": shows[0] <= number <= shows[1] and not lowest <= number <= highest,
            }
            for number, row in enumerate(vocabulary.STEPS, start=1)
        ],
        "others": [f"{_where(w, formulation, p)}: {w(f'step_ranges.{p.steps}')}" for p in others],
    }


def _where(w: Words, formulation: Formulation, placement: Placement) -> str:
    person = formulation.people.get(placement.person)
    company = w("version.with_person", who=person.short_name) if person is not None and person.short_name else ""
    return " · ".join(filter(None, (placement.setting, company))) or w("version.as_a_whole")


def agreed_shown(w: Words, formulation: Formulation, copy: Formulation | None) -> list[dict[str, Any]]:
    """What was agreed, in the order of the plan, each with how it goes: as the working copy says, where one is open and
    says so, else as the version did. What is to be avoided for now comes last."""
    rows = []
    for i, r in formulation.recommendations.items():
        newer = copy.recommendations.get(i) if copy is not None else None
        rows.append((i, newer if newer is not None and (newer.state or newer.avoided) else r, r))
    rows.sort(key=lambda row: (row[2].start == "avoid", stretch(row[2].steps)[0] or 9, row[2].order, row[0]))
    return [
        {
            "title": r.title,
            "lang": r.language if r.language in ("en", "cy") else "",
            "who": " · ".join(filter(None, (_who(formulation, r), _by(w, r.by)))),
            "avoid": r.start == "avoid",
            "state": _state(w, newest),
            "known": bool(newest.state or newest.avoided),
            "why": newest.state_why if newest.state == "stopped" else "",
        }
        for _, newest, r in rows
    ]


def _state(w: Words, r: Recommendation) -> str:
    if r.start == "avoid":
        return w(f"avoidance_states.{r.avoided}") if r.avoided else w("starts.avoid")
    return w(f"recommendation_states.{r.state}") if r.state else w("case.not_looked_at")


def _who(formulation: Formulation, r: Recommendation) -> str:
    people = [formulation.people[i].short_name for i in r.done_by if i in formulation.people]
    return ", ".join(filter(None, (r.who or ", ".join(people), r.who_agency)))


def _by(w: Words, moment: Moment | None) -> str:
    """By when, in the words that were used; a date that a machine wrote, as people say it."""
    if moment is None:
        return ""
    return said_when(w, moment) or moment.text if moment.text[:4].isdigit() else moment.text


def _about(w: Words, formulation: Formulation) -> list[str]:
    """What of the child stands under the title: where they live, the language they live in."""
    child = formulation.index_person
    if child is None:
        return []
    lives = w("case.lives_in", where=child.lives_in) if child.lives_in else ""
    speaks = w("case.speaks", language=child.speaks) if child.speaks else ""
    return list(filter(None, (lives, speaks)))


def _next(
    w: Words, read: _Read, frozen: Formulation | None, copy: Formulation | None, on: date
) -> dict[str, Any]:
    """What comes next: the review, the meeting, who has replied, whether the child was asked."""
    coming, latest = read.next_meeting, read.latest
    frozen_on = date.fromisoformat(latest.header.frozen_at[:10]) if latest and latest.header.frozen_at else on
    offered = max(review_offered(frozen_on), on)
    replied = [person for person in read.people if person.id in read.replies]
    silent = [person.agency or person.name for person in read.people if person.id not in read.replies]
    return {
        "review": said_day_of(w, read.case.review_on),
        "review_due": due_said(w, read.case.review_on, on),
        "review_day": read.case.review_on or offered.isoformat(),
        "meeting": meeting_shown(w, coming) if coming else None,
        "replied": w("case.replied", n=len(replied), of=len(read.people)) if read.people else "",
        "silent": w("case.not_replied", names=", ".join(dict.fromkeys(silent))) if silent and replied else "",
        "cannot": [p.name for p in replied if read.replies[p.id] == "cannot"],
        "views": _views(w, frozen, copy),
    }


def _views(w: Words, frozen: Formulation | None, copy: Formulation | None) -> dict[str, str]:
    """Whether the child was asked, and by whom: since the last version, where a working copy is open."""
    known = set(frozen.voices) if frozen else set()
    since = [v for i, v in (copy.voices if copy else {}).items() if i not in known]
    before = list(frozen.voices.values()) if frozen else []
    newest = _last(since) if copy is not None else _last(before)
    if newest is None:
        said = w("case.views_not_since") if copy is not None and frozen is not None else w("case.views_not_asked")
        return {"said": said, "more": ""}
    when = newest.when.text if newest.when else ""
    more = " · ".join(filter(None, (w("case.views_by", name=newest.asked_by) if newest.asked_by else "", when)))
    return {"said": w(f"askings.{newest.asked}"), "more": more}


def _last(voices: Sequence[Voice]) -> Voice | None:
    """The newest voice that says whether the child was asked: one where they were, before any other."""
    told = [voice for voice in voices if voice.asked and not voice.sensitive]
    return max(told, key=lambda voice: (voice.asked in ASKED, voice.added_at, voice.order), default=None)


def _main(read: _Read, on: date) -> str:
    """The next thing to do (H3): `meeting` (go to the open one), `open` (the meeting is today), `prepare`, `begin` (the
    first one), `copy` (open the next working copy)."""
    coming = read.next_meeting
    if not read.opened_at:
        return "copy"
    if coming is not None and coming.state is State.OPEN:
        return "meeting"
    if coming is not None and coming.planned_for and coming.planned_for <= on.isoformat():
        return "open"
    return "prepare" if read.latest is not None else "begin"


def _version_shown(w: Words, checked: Verified, version: Version) -> dict[str, Any]:
    """A version as a row: when, how many were there, what was added to it, and what its seal says."""
    told, number = version.circumstances, version.number
    added = sum(note.kind == NOTE and note.version == number for note in checked.notes)
    stands = standing_in(checked, number)
    said = {"sealed": w("case.seal_good"), "altered": w("case.seal_broken"), "in_error": w("case.in_error")}
    return {
        "number": number,
        "when": said_day_of(w, version.header.frozen_at),
        "people": w("case.were_there", n=len(told.present)) if told and told.present else "",
        "notes": w("case.notes", n=added) if added else "",
        "sealed": stands == "sealed",
        "seal": said[stands],
    }

