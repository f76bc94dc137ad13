"""Meetings, who takes part, who was connected, and the big screens.

Names and agencies of participants and the tokens of personal links are sealed with the case's key: a link can
be shown again to chair and coordinator, and an erased case leaves no names. A token is found by its hash.
"""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from server.domain import vocabulary
from server.domain.errors import Refusal
from server.domain.instants import seconds_between
from server.domain.meetings import (
    GUEST_ROLES,
    WALL_LABELS,
    WALL_SIZES,
    Attended,
    Meeting,
    Participant,
    Screen,
    must_be_planned,
    must_not_have_ended,
)
from server.storage import accounts, agendas, audit
from server.storage.database import Row, Transaction
from server.storage.keys import KeyDestroyed, Keys

# -- meetings


def plan(t: Transaction, case: str, kind: str, at: str, *, planned_for: str = "", by: str = "") -> Meeting:
    """A meeting in the diary. `kind` is a key of meeting_kinds. Raises Refusal (`meeting_kind_unknown`)."""
    if kind not in {row.key for row in vocabulary.MEETING_KINDS}:
        raise Refusal("meeting_kind_unknown")
    meeting = Meeting(accounts.new_id(), case, kind, planned_for, planned_at=at, planned_by=by)
    t.insert(
        "meetings",
        id=meeting.id,
        case_id=case,
        kind=kind,
        planned_for=planned_for,
        planned_at=at,
        planned_by=by,
    )
    audit.record(t, "meeting.planned", at, who=by, case=case, about=meeting.id)
    return meeting


def find(t: Transaction, meeting: str) -> Meeting | None:
    """A meeting by its id; None where there is none."""
    row = t.one("select * from meetings where id = :meeting", meeting=meeting)
    return None if row is None else _meeting(row)


def must_find(t: Transaction, meeting: str) -> Meeting:
    """As `find`. Raises Refusal (`no_such_meeting`)."""
    found = find(t, meeting)
    if found is None:
        raise Refusal("no_such_meeting", status=404)
    return found


def of_case(t: Transaction, case: str) -> list[Meeting]:
    """The meetings of a case, newest first."""
    rows = t.all("select * from meetings where case_id = :case order by planned_at desc, id", case=case)
    return [_meeting(row) for row in rows]


def open_now(t: Transaction, case: str) -> Meeting | None:
    """The meeting of a case that is open at this moment; None where none is."""
    row = t.one(
        "select * from meetings where case_id = :case and opened_at <> '' and closed_at = '' "
        "order by opened_at desc limit 1",
        case=case,
    )
    return None if row is None else _meeting(row)


def open_meeting(t: Transaction, meeting: str, at: str, by: str = "") -> Meeting:
    """Opens a planned meeting. Raises Refusal: `meeting_open_already`, `meeting_has_ended`,
    `another_meeting_open`."""
    found = must_find(t, meeting)
    must_be_planned(found)
    if open_now(t, found.case) is not None:
        raise Refusal("another_meeting_open", status=409)
    t.run("update meetings set opened_at = :at where id = :meeting", at=at, meeting=meeting)
    audit.record(t, "meeting.opened", at, who=by, case=found.case, about=meeting)
    return replace(found, opened_at=at)


def was_held(t: Transaction, meeting: str, opened_at: str, closed_at: str) -> None:
    """Notes of a meeting that came with a bundle when it was held; its links are dead."""
    gone = "token = null, token_hash = null"
    t.run(f"update participants set {gone} where meeting = :meeting", meeting=meeting)
    t.run(
        "update meetings set opened_at = :opened_at, closed_at = :closed_at where id = :meeting",
        meeting=meeting,
        opened_at=opened_at,
        closed_at=closed_at,
    )


def close_meeting(t: Transaction, meeting: str, at: str, by: str = "") -> Meeting:
    """Closes a meeting: its links, sign-ins, screens and unsent words end. One that has ended stays as it
    is."""
    found = must_find(t, meeting)
    if found.closed_at:
        return found
    t.run("update meetings set closed_at = :at where id = :meeting", at=at, meeting=meeting)
    for participant in t.all("select id from participants where meeting = :meeting", meeting=meeting):
        accounts.end_sign_ins(t, participant=participant["id"])
    for screen in t.all("select id from screens where meeting = :meeting and ended_at = ''", meeting=meeting):
        end_screen(t, screen["id"], at)
    t.run("delete from unsent where meeting = :meeting", meeting=meeting)
    t.run("delete from doors where meeting = :meeting", meeting=meeting)
    t.run("delete from own_notes where meeting = :meeting", meeting=meeting)
    audit.record(t, "meeting.closed", at, who=by, case=found.case, about=meeting)
    return replace(found, closed_at=at)


def pause(t: Transaction, meeting: str, paused: bool, at: str, *, by: str) -> Meeting:
    """The meeting rests, or goes on; one that does so already stays as it is. Raises Refusal (`meeting_has_ended`)."""
    found = must_find(t, meeting)
    must_not_have_ended(found)
    if bool(found.paused_at) == paused:
        return found
    now = replace(found, paused_at=at if paused else "", rested_at=found.rested_at if paused else at)
    t.run(
        "update meetings set paused_at = :paused, rested_at = :rested where id = :meeting",
        paused=now.paused_at,
        rested=now.rested_at,
        meeting=meeting,
    )
    if not paused:
        agendas.put_off(t, meeting, seconds_between(found.paused_at, at))
    audit.record(t, "meeting.paused" if paused else "meeting.resumed", at, who=by, case=found.case, about=meeting)
    return now


def word_walls(t: Transaction, meeting: str, labels: str, size: str) -> None:
    """How the big screens of a meeting are worded and how large.

    Raises Refusal: `meeting_has_ended`, `not_readable`.
    """
    must_not_have_ended(must_find(t, meeting))
    if labels not in WALL_LABELS or size not in WALL_SIZES:
        raise Refusal("not_readable", status=422)
    t.run(
        "update meetings set wall_labels = :labels, wall_size = :size where id = :meeting",
        labels=labels,
        size=size,
        meeting=meeting,
    )


def blank(t: Transaction, meeting: str, blanked: bool, at: str) -> None:
    """The big screens of a meeting are blanked, or show again what is shown. Raises Refusal (`meeting_has_ended`)."""
    must_not_have_ended(must_find(t, meeting))
    t.run("update meetings set blanked_at = :at where id = :meeting", at=at if blanked else "", meeting=meeting)


def set_part_modes(t: Transaction, meeting: str, modes: Mapping[str, str], at: str, *, by: str) -> dict[str, str]:
    """Says who may add to these parts (part -> a row of `modes`); returns all that has been said in this meeting.

    Why something is kept that the check of the order warns about stays the psychologist's to say. Raises Refusal
    (`part_unknown`, `mode_unknown`).
    """
    parts = {row.key for row in vocabulary.PARTS} - {"decisions"}
    if not modes.keys() <= parts:
        raise Refusal("part_unknown", status=422)
    if not set(modes.values()) <= {row.key for row in vocabulary.MODES}:
        raise Refusal("mode_unknown", status=422)
    for part, mode in modes.items():
        t.run(
            "insert into part_modes (meeting, part, mode, set_at, set_by) values (:meeting, :part, :mode, :at, :by) "
            "on conflict (meeting, part) do update set mode = :mode, set_at = :at, set_by = :by",
            meeting=meeting,
            part=part,
            mode=mode,
            at=at,
            by=by,
        )
    case = must_find(t, meeting).case
    for part, mode in modes.items():
        audit.record(t, "part.mode", at, who=by, case=case, about=meeting, reason=f"{part} {mode}")
    return part_modes(t, meeting)


def part_modes(t: Transaction, meeting: str) -> dict[str, str]:
    """Part -> who may add to it, where that has been said in this meeting."""
    rows = t.all("select part, mode from part_modes where meeting = :meeting", meeting=meeting)
    return {row["part"]: row["mode"] for row in rows}


# -- participants


def invite(
    t: Transaction,
    keys: Keys,
    meeting: str,
    *,
    name: str,
    agency: str = "",
    role: str = "contributor",
    language: str = "",
    admitted: bool = False,
    at: str,
    by: str = "",
) -> tuple[Participant, str]:
    """Someone invited by name; returns them and the token of their personal link.

    `admitted`: the chair's yes is given beforehand. Raises Refusal: `meeting_has_ended`, `role_not_for_link`.
    """
    found = must_find(t, meeting)
    must_not_have_ended(found)
    if role not in GUEST_ROLES:
        raise Refusal("role_not_for_link")
    token = accounts.new_token()
    participant = Participant(
        accounts.new_id(),
        meeting,
        role,
        _line(name),
        _line(agency),
        language,
        invited_at=at,
        admitted_at=at if admitted else "",
    )
    _insert(t, keys, found.case, participant, token)
    audit.record(t, "participant.invited", at, who=by, case=found.case, about=participant.id, reason=role)
    return participant, token


def walk_in(
    t: Transaction, keys: Keys, meeting: Meeting, *, name: str, agency: str, language: str, at: str
) -> Participant:
    """Somebody who was not invited and came by the door's code; they wait to be let in. Raises Refusal
    (`line_too_long`)."""
    who = Participant(
        accounts.new_id(), meeting.id, "contributor", _line(name), _line(agency), language, invited_at=at,
        joined_at=at, by_code=True,
    )  # fmt: skip
    _insert(t, keys, meeting.case, who, "")
    audit.record(t, "participant.knocked", at, who=who.id, case=meeting.case, about=meeting.id)
    return who


def without_link(
    t: Transaction, keys: Keys, meeting: Meeting, *, name: str, agency: str, at: str, by: str
) -> Participant:
    """Somebody who was asked and has no link: there without a device, or sent apologies. Nobody can join as them.

    Raises Refusal (`line_too_long`).
    """
    who = Participant(accounts.new_id(), meeting.id, "contributor", _line(name), _line(agency), invited_at=at)
    _insert(t, keys, meeting.case, who, "")
    audit.record(t, "participant.written_down", at, who=by, case=meeting.case, about=who.id)
    return who


def take_seat(t: Transaction, keys: Keys, meeting: str, account: str, role: str, at: str) -> Participant:
    """The chair's or coordinator's place in a meeting, made when first asked for; it needs no link."""
    found = must_find(t, meeting)
    row = t.one(
        "select * from participants where meeting = :meeting and account = :account",
        meeting=meeting,
        account=account,
    )
    if row is not None:
        t.run("update participants set role = :role where id = :id", role=role, id=row["id"])
        return replace(_participant(keys, found.case, row), role=role)
    known = accounts.find(t, account)
    if known is None:
        raise Refusal("no_such_account", status=404)
    participant = Participant(accounts.new_id(), meeting, role, known.name, "", known.language, account, at, at, at)
    _insert(t, keys, found.case, participant, "")
    return participant


def leader_link(t: Transaction, keys: Keys, meeting: str, account: str, role: str, at: str) -> str:
    """A personal link that signs the chair's or coordinator's account in: for the demo alone, where nobody
    has an account of their own yet. Returns its token."""
    seat = take_seat(t, keys, meeting, account, role, at)
    token = accounts.new_token()
    t.run(
        "update participants set token_hash = :hash where id = :who",
        hash=accounts.hash_token(token),
        who=seat.id,
    )
    return token


def participants(t: Transaction, keys: Keys, meeting: str) -> list[Participant]:
    """Everyone with a seat in a meeting, removed ones included, in the order of their invitations."""
    case = must_find(t, meeting).case
    rows = t.all("select * from participants where meeting = :meeting order by invited_at, id", meeting=meeting)
    return [_participant(keys, case, row) for row in rows]


def participant(t: Transaction, keys: Keys, who: str) -> Participant | None:
    """A participant by id; None where there is none."""
    row = t.one(f"{_WITH_CASE} where participants.id = :who", who=who)
    return None if row is None else _participant(keys, row["case_id"], row)


def by_token(t: Transaction, keys: Keys, token: str) -> tuple[Meeting, Participant] | None:
    """Whose personal link this is; None for an unknown, closed or withdrawn one. Changes nothing (C18)."""
    row = t.one(f"{_WITH_CASE} where participants.token_hash = :hash", hash=accounts.hash_token(token))
    if row is None:
        return None
    meeting = must_find(t, row["meeting"])
    return meeting, _participant(keys, meeting.case, row)


def link_token(t: Transaction, keys: Keys, who: str) -> str | None:
    """The token of a personal link, to show it again; None for one who has none."""
    row = t.one(f"{_WITH_CASE} where participants.id = :who", who=who)
    if row is None or row["token"] is None:
        return None
    return keys.open(row["case_id"], "participants.token", who, row["token"]).decode()


def join(
    t: Transaction,
    keys: Keys,
    who: str,
    at: str,
    *,
    hours: int,
    name: str = "",
    agency: str = "",
    language: str = "",
    any_name: bool = False,
) -> tuple[Participant, str]:
    """Exchanges a personal link for a sign-in; returns the participant as they now are, and the cookie's
    token.

    What is said of oneself is kept (an empty text changes nothing); another name than the invited one takes
    the admission away, and the chair decides (E02, E03), but for the demo's links (`any_name`). The link of a
    leader's seat signs the account in. Raises Refusal: `meeting_has_ended`, `was_removed`.
    """
    row = t.one(f"{_WITH_CASE} where participants.id = :who", who=who)
    if row is None:
        raise Refusal("no_such_link", status=404)
    must_not_have_ended(must_find(t, row["meeting"]))
    before = _participant(keys, row["case_id"], row)
    if before.removed_at:
        raise Refusal("was_removed", status=403)
    now = replace(
        before,
        name=_line(name) or before.name,
        agency=_line(agency) or before.agency,
        language=language or before.language,
        joined_at=before.joined_at or at,
    )
    if before.account:
        accounts.choose_language(t, before.account, now.language)
        return before, accounts.begin(t, at, hours=hours, account=before.account)
    if not same_name(now.name, before.name) and not any_name:
        now = replace(now, admitted_at="")
    _update(t, keys, row["case_id"], now)
    if not before.joined_at:
        audit.record(t, "participant.joined", at, who=who, case=row["case_id"], about=row["meeting"])
    return now, accounts.begin(t, at, hours=hours, participant=who)


def same_name(said: str, known: str) -> bool:
    """Whether somebody says the name that is known, in any case of letters and from any keyboard."""
    return _line(said).casefold() == _line(known).casefold()


def choose_language(t: Transaction, keys: Keys, who: str, language: str) -> None:
    """The language of a participant's pages."""
    row = t.one(f"{_WITH_CASE} where participants.id = :who", who=who)
    if row is not None:
        _update(t, keys, row["case_id"], replace(_participant(keys, row["case_id"], row), language=language))


def admit(t: Transaction, who: str, at: str, by: str = "") -> None:
    """The chair's or coordinator's yes to someone who waits."""
    t.run("update participants set admitted_at = :at where id = :who and removed_at = ''", at=at, who=who)
    _record(t, "participant.admitted", who, at, by)


def remove(t: Transaction, who: str, at: str, by: str = "") -> None:
    """Shows someone out: their sign-ins end, their link no longer opens; what they wrote stays."""
    t.run("update participants set removed_at = :at where id = :who and removed_at = ''", at=at, who=who)
    accounts.end_sign_ins(t, participant=who)
    _record(t, "participant.removed", who, at, by)


# -- attendance


def seen(t: Transaction, meeting: str, who: str, at: str) -> None:
    """Notes that a participant is connected: the first time and the last (M5)."""
    t.run(
        "insert into attendance (meeting, participant, first_seen, last_seen) "
        "values (:meeting, :who, :at, :at) on conflict (meeting, participant) do update set last_seen = :at, "
        "first_seen = case first_seen when '' then :at else first_seen end",
        meeting=meeting,
        who=who,
        at=at,
    )


def record_attendance(t: Transaction, meeting: Meeting, recorded: Mapping[str, str], at: str, *, by: str) -> None:
    """Records who attended (participant -> a key of ATTENDANCES, "" for not recorded); the same again is nothing
    new."""
    before = {each.participant: each.recorded for each in attendance(t, meeting.id)}
    for who, said in recorded.items():
        if before.get(who, "") == said:
            continue
        t.run(
            "insert into attendance (meeting, participant, first_seen, last_seen, recorded) "
            "values (:meeting, :who, '', '', :recorded) "
            "on conflict (meeting, participant) do update set recorded = :recorded",
            meeting=meeting.id,
            who=who,
            recorded=said,
        )
        audit.record(t, "attendance.recorded", at, who=by, case=meeting.case, about=who, reason=said)


def attendance(t: Transaction, meeting: str) -> list[Attended]:
    """Who was connected to a meeting, in the order in which they came."""
    rows = t.all("select * from attendance where meeting = :meeting order by first_seen, participant", meeting=meeting)
    return [Attended(row["participant"], row["first_seen"], row["last_seen"], row["recorded"]) for row in rows]


# -- big screens


def make_screen(t: Transaction, keys: Keys, meeting: str, at: str, by: str = "") -> tuple[Screen, str]:
    """A big screen by printed link; returns it and the link's token. Raises Refusal (`meeting_has_ended`)."""
    found = must_find(t, meeting)
    must_not_have_ended(found)
    screen, token = Screen(accounts.new_id(), meeting, at), accounts.new_token()
    t.insert(
        "screens",
        id=screen.id,
        meeting=meeting,
        token_hash=accounts.hash_token(token),
        token=keys.seal(found.case, "screens.token", screen.id, token.encode()),
        made_at=at,
        made_by=by,
    )
    audit.record(t, "screen.made", at, who=by, case=found.case, about=screen.id)
    return screen, token


def screens(t: Transaction, meeting: str) -> list[Screen]:
    """The big screens of a meeting whose links are good, oldest first."""
    rows = t.all("select * from screens where meeting = :meeting and ended_at = '' order by made_at", meeting=meeting)
    return [_screen(row) for row in rows]


def screen(t: Transaction, which: str) -> Screen | None:
    """A big screen by id, ended ones included; None where there is none."""
    row = t.one("select * from screens where id = :which", which=which)
    return None if row is None else _screen(row)


def screen_by_token(t: Transaction, token: str) -> tuple[Meeting, Screen] | None:
    """Which screen a printed link is for; None for an unknown or ended one. Changes nothing."""
    row = t.one("select * from screens where token_hash = :hash and ended_at = ''", hash=accounts.hash_token(token))
    return None if row is None else (must_find(t, row["meeting"]), _screen(row))


def screen_token(t: Transaction, keys: Keys, which: str) -> str | None:
    """The token of a screen's link, to show it again; None where it has ended."""
    row = t.one(
        "select screens.*, meetings.case_id from screens join meetings on meetings.id = screens.meeting "
        "where screens.id = :which",
        which=which,
    )
    if row is None or row["token"] is None:
        return None
    return keys.open(row["case_id"], "screens.token", which, row["token"]).decode()


def pair_screen(t: Transaction, which: str, at: str, *, hours: int) -> str:
    """Exchanges a screen's link for a sign-in that only views; returns the cookie's token."""
    t.run("update screens set paired_at = :at where id = :which and paired_at = ''", at=at, which=which)
    t.run("update screens set seen_at = :at where id = :which", at=at, which=which)
    return accounts.begin(t, at, hours=hours, screen=which)


def end_screen(t: Transaction, which: str, at: str) -> None:
    """Ends a screen's link and sign-ins."""
    t.run(
        "update screens set ended_at = :at, token = null, token_hash = null, shown = null where id = :which",
        at=at,
        which=which,
    )
    accounts.end_sign_ins(t, screen=which)


_WITH_CASE: Final = (
    "select participants.*, meetings.case_id from participants join meetings on meetings.id = participants.meeting"
)


def _record(t: Transaction, what: str, who: str, at: str, by: str) -> None:
    row = t.one(f"{_WITH_CASE} where participants.id = :who", who=who)
    audit.record(t, what, at, who=by, case=row["case_id"] if row else "", about=who)


def _line(text: str) -> str:
    """A name or agency as it is kept: NFC, one line, 200 characters at most. Raises Refusal
    (`line_too_long`)."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    if len(line) > 200:
        raise Refusal("line_too_long", most=200)
    return line


def _insert(t: Transaction, keys: Keys, case: str, participant: Participant, token: str) -> None:
    who = participant.id
    t.insert(
        "participants",
        id=who,
        meeting=participant.meeting,
        account=participant.account or None,
        role=participant.role,
        person=_sealed(keys, case, participant),
        token_hash=accounts.hash_token(token) if token else None,
        token=keys.seal(case, "participants.token", who, token.encode()) if token else None,
        invited_at=participant.invited_at,
        admitted_at=participant.admitted_at,
        joined_at=participant.joined_at,
        by_code=int(participant.by_code),
    )


def _update(t: Transaction, keys: Keys, case: str, participant: Participant) -> None:
    t.run(
        "update participants set person = :person, joined_at = :joined_at, admitted_at = :admitted_at where id = :id",
        id=participant.id,
        person=_sealed(keys, case, participant),
        joined_at=participant.joined_at,
        admitted_at=participant.admitted_at,
    )


def _sealed(keys: Keys, case: str, participant: Participant) -> bytes:
    plain = {"name": participant.name, "agency": participant.agency, "language": participant.language}
    return keys.seal(case, "participants", participant.id, json.dumps(plain, ensure_ascii=False).encode())


def _participant(keys: Keys, case: str, row: Row) -> Participant:
    try:
        told = json.loads(keys.open(case, "participants", row["id"], row["person"]))
    except KeyDestroyed:
        told = {"name": "", "agency": "", "language": ""}
    return Participant(
        id=row["id"],
        meeting=row["meeting"],
        role=row["role"],
        account=row["account"] or "",
        by_code=bool(row["by_code"]),
        **{name: row[name] for name in ("invited_at", "admitted_at", "joined_at", "removed_at")},
        **told,
    )


def _meeting(row: Row) -> Meeting:
    names = [name for name in Meeting.__dataclass_fields__ if name != "case"]
    return Meeting(case=row["case_id"], **{name: row[name] for name in names})


def _screen(row: Row) -> Screen:
    names = [name for name in Screen.__dataclass_fields__ if name != "blank"]
    return Screen(blank=bool(row["blank"]), **{name: row[name] for name in names})
