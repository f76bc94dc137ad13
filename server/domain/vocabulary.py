"""Every closed list of the field, as tables: one row a thing, each table with its source.

A row is a key and what the drawing needs to know of it; its words are in the catalogues under `<table>.<key>`, one
for each language. A new row and its words are all that a new line type, lane, source or role takes. Code never
compares with a literal that is not a key here.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Final

from server.domain import moments


@dataclass(frozen=True, slots=True)
class Row:
    """One thing in a closed list.

    `icon` names a picture of the sprite (lanes); `shown` says that it is offered at first, the rest under "more";
    `directed` that a tie has a direction; `restricted` that it stays off the big screen and out of the child's
    copy unless the chair chooses; `stroke` names the way a line is drawn (static/src/genogram/lines.js); `least` is the
    lowest recovery step at which work of this kind begins (0: any); `ends` that such work comes to an end; `sounds` are
    words by which it is recognised and `unlike` words that are something else: regular expressions, without regard to
    capitals, that Python and a browser read alike.
    """

    key: str
    icon: str = ""
    shown: bool = True
    directed: bool = False
    restricted: bool = False
    stroke: str = ""
    least: int = 0
    ends: bool = False
    sounds: str = ""
    unlike: str = ""


def _rows(*keys: str) -> tuple[Row, ...]:
    return tuple(Row(key) for key in keys)


LANES: Final = (
    # Ten lanes of a whole life: multi-agency chronology practice (Single Unified Safeguarding Review, Wales 2024),
    # with strengths and the child's own words beside the hard things.
    Row("home", icon="house"),
    Row("moves", icon="briefcase"),
    Row("school", icon="graduation-cap"),
    Row("health", icon="heart"),
    Row("hard", icon="cloud-rain"),
    Row("strengths", icon="sun"),
    Row("police", icon="landmark"),
    Row("community", icon="users", shown=False),
    Row("services", icon="handshake", shown=False),
    Row("words", icon="message-circle", shown=False),
)

PERSON_KINDS: Final = (
    # McGoldrick, Gerson & Petry, Genograms (4th ed. 2020); pedigree nomenclature: Bennett et al. 2022.
    Row("person"),
    Row("pregnancy"),
    Row("miscarriage"),
    Row("termination", restricted=True),
    Row("stillbirth"),
    Row("siblings"),
    Row("pet"),
    Row("professional"),
    Row("therapist"),
    Row("institution"),
)

GENDERS: Final = _rows("male", "female", "nonbinary", "other", "unknown")  # as people say it; Bennett et al. 2022

TWIN_KINDS: Final = _rows("identical", "fraternal")  # McGoldrick, Gerson & Petry: a bar joins identical twins

UNION_KINDS: Final = (
    # Couple lines of McGoldrick, Gerson & Petry, with the care arrangements of Welsh practice.
    Row("married", stroke="solid"),
    Row("civil_partnership", stroke="solid-cp"),
    Row("cohabiting", stroke="solid-dashed"),
    Row("relationship", stroke="dashed"),
    Row("engaged", stroke="dashed-e"),
    Row("affair", stroke="dash-dot"),
    Row("secret_affair", stroke="dash-dot-dot"),
    Row("casual", stroke="dotted"),
    Row("arranged", stroke="solid-a", shown=False),
    Row("forced", stroke="solid-f", shown=False, restricted=True),
    Row("single_carer", stroke="none"),
    Row("kinship_care", stroke="none"),
    Row("unknown", stroke="dashed-query"),
)

ENDINGS: Final = (
    # How a union ended: one slash separated, two divorced (McGoldrick, Gerson & Petry).
    Row("separated", stroke="slash"),
    Row("divorced", stroke="two-slashes"),
    Row("widowed", stroke="none"),
    Row("annulled", stroke="slash-n"),
    Row("unknown", stroke="none"),
)

UNION_TURNS: Final = (
    # The course of a couple: McGoldrick, Gerson & Petry; a slash with a slash back is a couple back together.
    Row("met", stroke="none"),
    Row("together", stroke="none"),
    Row("engaged", stroke="none"),
    Row("married", stroke="none"),
    Row("civil_partnership", stroke="none"),
    Row("separated", stroke="slash"),
    Row("back_together", stroke="slash-back"),
    Row("divorced", stroke="two-slashes"),
    Row("annulled", stroke="slash-n"),
    Row("widowed", stroke="none"),
)

PARENT_LINK_KINDS: Final = (
    # Child lines of McGoldrick, Gerson & Petry; guardianship and kinship have no standard symbol anywhere.
    Row("biological", stroke="solid"),
    Row("adoptive", stroke="solid-dashed"),
    Row("foster", stroke="dotted"),
    Row("kinship", stroke="dotted-k"),
    Row("guardianship", stroke="dashed-g"),
    Row("residential", stroke="dotted-r"),
    Row("legal", stroke="solid-l"),
    Row("donor", stroke="dashed-d"),
    Row("surrogate", stroke="dashed-s"),
    Row("step", stroke="dash-dot"),
    Row("possible", stroke="dashed-query"),
)

BOND_KINDS: Final = (
    # Emotional lines of McGoldrick, Gerson & Petry and GenoPro, in plain words; intensity words are ours.
    Row("close", stroke="double"),
    Row("very_close", stroke="triple"),
    Row("looks_after", stroke="arrow", directed=True),
    Row("safe_adult", stroke="arrow-star", directed=True),
    Row("misses", stroke="arrow-dashed", directed=True),
    Row("distant", stroke="sparse"),
    Row("conflict", stroke="zigzag"),
    Row("hostile", stroke="zigzag-tight"),
    Row("stormy", stroke="double-zigzag"),
    Row("on_and_off", stroke="broken-double"),
    Row("cut_off", stroke="cut"),
    Row("separated", stroke="cut-bars"),
    Row("repaired", stroke="cut-mended"),
    Row("never_met", stroke="dotted"),
    Row("controlling", stroke="arrow-square", directed=True, restricted=True),
    Row("hurt_physically", stroke="zigzag-arrow", directed=True, restricted=True),
    Row("hurt_emotionally", stroke="wave-arrow", directed=True, restricted=True, shown=False),
    Row("harmed_sexually", stroke="zigzag-double-arrow", directed=True, restricted=True, shown=False),
    Row("neglected", stroke="dotted-arrow", directed=True, restricted=True, shown=False),
    Row("exploits", stroke="arrow-barbed", directed=True, restricted=True, shown=False),
    Row("connected", stroke="dotted-fine", shown=False),
    Row("focused_on", stroke="arrow-open", directed=True, shown=False),
    Row("jealous", stroke="wave", directed=True, shown=False),
    Row("distrusts", stroke="sparse-arrow", directed=True, shown=False),
    Row("spiritual", stroke="double-dotted", shown=False),
    Row("other", stroke="dash-dot", shown=False),
)

HOUSEHOLD_KINDS: Final = _rows("home", "foster", "kinship", "residential", "hospital", "prison", "secure", "other")
# Homes and institutions as Welsh children's services name them.

CONFIDENCES: Final = _rows("confirmed", "reported", "child", "disputed", "unconfirmed", "hearsay")
# How sure: chronology practice of Welsh and English councils; the child's own account is a kind of its own.

HEALTH_MARKS: Final = (
    # Fills and letters of McGoldrick, Gerson & Petry. Disability, neurodivergence and learning disability have marks
    # of their own: they are not illness.
    *_rows("physical_illness", "mental_illness", "alcohol", "drugs", "smoking", "weight", "language_difficulty"),
    *_rows("disability", "learning_disability", "neurodivergence"),
)
MARK_STATES: Final = _rows("suspected", "recovering")  # McGoldrick, Gerson & Petry: hatched, and split light and dark

TONES: Final = _rows("strength", "worry")
EVENT_ROLES: Final = _rows("happened_to", "did", "saw", "told", "there")
QUOTE_SHARES: Final = _rows("yes", "no", "some", "not_asked")  # what the child said about showing their words

EXPERIENCE_KINDS: Final = (
    # What children live through, for reading patterns and never for a count: the lists of the Welsh ACE study (Bellis
    # et al. 2015), what its critics find missing in them (poverty, racism, bereavement, exploitation, moves of care;
    # Anda, Porter & Brown 2020), and what protects.
    *_rows("hurt_with_words", "hurt_physically", "harmed_sexually", "needs_not_met", "feelings_not_met"),
    *_rows("violence_at_home", "drink_at_home", "drugs_at_home", "mental_illness_at_home", "parents_apart"),
    *_rows("parent_in_prison", "bereavement", "loss_of_contact", "moved_home", "moved_care", "excluded", "bullied"),
    *_rows("exploited", "violence_outside", "racism", "poverty", "own_illness", "served_badly"),
    *_rows("kept_safe", "believed", "belonged", "did_well"),
)
FACT_AREAS: Final = _rows("home", "school", "health", "relationships", "identity", "strengths", "says", "other")
# Areas of the starting document (practice guide, step 1: bullet-pointed information beside the genogram).

ACCOUNT_OUTCOMES: Final = _rows("chosen", "not_chosen", "both", "withdrawn")
# How a telling came out once people had looked at it again; none is ever thrown away.

BOXES: Final = _rows("presenting", "predisposing", "precipitating", "perpetuating", "protective", "context")
# The five Ps of case formulation (Johnstone & Dallos 2014), and a sixth for services and surroundings (BPS 2011).

BEARINGS: Final = _rows("supports", "speaks_against")  # which way something bears on what rests on it (BPS 2011)

STATEMENT_KINDS: Final = _rows("citation", "hypothesis", "look_again")
HYPOTHESIS_OUTCOMES: Final = _rows("borne_out", "not_borne_out", "changed")
# A formulation is a hypothesis: it says its alternatives, and is looked at again (BPS 2011).

COMMENT_KINDS: Final = _rows("note", "suggestion", "question", "not_quite")
COMMENT_OUTCOMES: Final = _rows("taken_up", "not_taken_up", "answered", "later")

STEPS: Final = _rows("structure", "relationship", "talking", "insight", "planning", "moving_on")
# The six steps, lowest first; their words are the practice guide's own and are never changed.

STEP_RANGES: Final = _rows(*(str(a) if a == b else f"{a}_{b}" for a in range(1, 7) for b in range(a, 7)))
# A step or a stretch of steps as one value.

_TALKING: Final = (
    r"therap|counsel|\bcbt\b|\bemdr\b|\bdbt\b|trauma.?(?:focused|work)|bereavement (?:work|support|sessions?)|"
    r"(?:talk|work) (?:it |this |that )?(?:about|through) (?:the |his |her |their |what )*"
    r"(?:abuse|trauma|past|loss|feelings|death|happened)|"
    r"cwnsel|seicother|gwaith (?:trawma|profedigaeth)|siarad am (?:y |ei |eu |yr hyn a |beth )*"
    r"(?:gorffennol|gam-?drin|trawma|drawma|golled|deimladau|theimladau|teimladau|farwolaeth|marwolaeth|ddigwyddodd)"
)
_NOT_TALKING: Final = (
    r"(?:speech|language|occupational|physio|art|music|play|drama|dog|pet|animal|horse|equine|sleep|hydro)"
    r"(?: (?:and|&|or|-) \w+)?[ -]?therap\w*|therapy (?:dog|pet|animal|horse|room)\w*|"
    r"therapi (?:lleferydd|iaith|galwedigaethol|celf|cerdd|chwarae|anifeiliaid)\w*|"
    r"(?:careers?|debt|legal|housing|school) counsel\w*"
)
"""Talking therapies, by the words that recommendations are written in; what only shares a word with them."""
RECOMMENDATION_KINDS: Final = (
    # What sort of work, and the lowest step at which it begins: the practice guide (talking therapies, and thinking
    # about behaviour, too early can hurt a child's sense of their own worth); Skuse & Matthew 2015. Work that `ends`
    # has an ending that can be planned.
    Row("routine"),
    Row("home"),
    Row("safety"),
    Row("time_together"),
    Row("family_time"),
    Row("communication"),
    Row("education"),
    Row("health"),
    Row("activity"),
    Row("practical"),
    Row("assessment", ends=True),
    Row("life_story", least=3),
    Row("therapy", least=3, ends=True, sounds=_TALKING, unlike=_NOT_TALKING),
    Row("group", least=3, ends=True),
    Row("thinking", least=4, ends=True),
    Row("offence_work", least=4, ends=True),
    Row("restorative", least=4, ends=True),
    Row("goals", least=5),
    Row("ending", ends=True),
    Row("other"),
)
STARTS: Final = _rows("now", "hold", "later", "avoid")  # the practice guide: the right thing at the right time
NEEDS: Final = _rows("needed", "helps")
DOINGS: Final = _rows("does", "backs_up", "guides")
ANSWERS: Final = _rows("answers", "in_part", "goes_against")
NEW_ADULTS: Final = _rows("one", "two", "three", "more")  # as a child would say how many
RECOMMENDATION_STATES: Final = _rows("going_well", "started", "waiting", "stopped")  # VERSIONS: the review
AVOIDANCE_STATES: Final = _rows("kept", "not_kept", "still_needed", "no_longer")
SEQUENCING_RULES: Final = _rows(
    "above_placement", "no_structure", "therapy_early", "new_adults", "rests_on_nothing", "nothing_avoided", "ending"
)
# The seven rules of the check of the order (sequencing.py), R1 to R7.

VOICE_KINDS: Final = _rows("words", "wish", "not_so")
ASKINGS: Final = _rows("asked", "not_asked", "did_not_want", "unprompted")
VOICE_BEARINGS: Final = _rows("about", "agrees", "disagrees")
# The child's voice: UN Convention on the Rights of the Child, article 12; Child First.

LANGUAGES: Final = _rows("en", "cy", "other")

PRECISIONS: Final = _rows(*moments.PRECISIONS)
# How finely a moment is known; EDTF (ISO 8601-2) where it can say it. "unknown" was said to be; "unread" is ours.

QUALIFIERS: Final = _rows(*(key for key in moments.QUALIFIERS if key))
# What people put beside a date; approximate and uncertain are kept apart (EDTF ~ and ?).

ROLES: Final = _rows("chair", "coordinator", "contributor", "observer", "screen", "administrator")
STORY_PARTS: Final = _rows("happened", "sense", "helps")
# The story in three parts, in plain words: what happened, how we make sense of it, what helps (BPS DCP 2011; ours).
PARTS: Final = (
    *_rows("family", "facts", "timeline"),
    *(Row(f"story_{part.key}") for part in STORY_PARTS),
    *_rows("statements", "board", "steps", "recommendations", "decisions", "voice", "comments"),
)
MODES: Final = _rows("everyone", "leaders", "chair")
MEETING_KINDS: Final = _rows("formulation", "review")
RECIPIENT_KINDS: Final = _rows("child", "carer", "professional", "agency", "other")  # who may receive a report
RECEIVINGS: Final = _rows("may", "some", "may_not")
RECEIVING_GROUNDS: Final = _rows("child_asked", "not_informed", "consent", "court", "safety", "not_needed", "other")
REPLIES: Final = _rows("comes", "cannot", "sends")  # what somebody invited says beforehand

CONSENT_GIVERS: Final = _rows("child", "carer", "parental", "other")
# Children Act 1989, section 3: parental responsibility may lie with others than who looks after the child.
CONSENT_ANSWERS: Final = _rows("agreed", "in_part", "refused", "withdrawn", "not_asked")
TONGUES: Final = _rows("cy", "en", "both", "other")  # what somebody lives in or wants; Welsh first
LEGAL_BASES: Final = _rows("public_task", "legal_obligation", "vital_interests", "other")
# UK GDPR, article 6 (1) (e), (c), (d): what the work may rest on apart from consent.
NEWS_STATES: Final = _rows("waiting", "taken", "set_aside")

TABLES: Final[Mapping[str, tuple[Row, ...]]] = {
    "lanes": LANES,
    "person_kinds": PERSON_KINDS,
    "genders": GENDERS,
    "twin_kinds": TWIN_KINDS,
    "union_kinds": UNION_KINDS,
    "endings": ENDINGS,
    "union_turns": UNION_TURNS,
    "parent_link_kinds": PARENT_LINK_KINDS,
    "bond_kinds": BOND_KINDS,
    "household_kinds": HOUSEHOLD_KINDS,
    "confidences": CONFIDENCES,
    "health_marks": HEALTH_MARKS,
    "mark_states": MARK_STATES,
    "tones": TONES,
    "event_roles": EVENT_ROLES,
    "quote_shares": QUOTE_SHARES,
    "experience_kinds": EXPERIENCE_KINDS,
    "fact_areas": FACT_AREAS,
    "account_outcomes": ACCOUNT_OUTCOMES,
    "boxes": BOXES,
    "bearings": BEARINGS,
    "statement_kinds": STATEMENT_KINDS,
    "hypothesis_outcomes": HYPOTHESIS_OUTCOMES,
    "comment_kinds": COMMENT_KINDS,
    "comment_outcomes": COMMENT_OUTCOMES,
    "steps": STEPS,
    "step_ranges": STEP_RANGES,
    "recommendation_kinds": RECOMMENDATION_KINDS,
    "starts": STARTS,
    "needs": NEEDS,
    "doings": DOINGS,
    "answers": ANSWERS,
    "new_adults": NEW_ADULTS,
    "recommendation_states": RECOMMENDATION_STATES,
    "avoidance_states": AVOIDANCE_STATES,
    "sequencing_rules": SEQUENCING_RULES,
    "voice_kinds": VOICE_KINDS,
    "askings": ASKINGS,
    "voice_bearings": VOICE_BEARINGS,
    "languages": LANGUAGES,
    "precisions": PRECISIONS,
    "qualifiers": QUALIFIERS,
    "roles": ROLES,
    "story_parts": STORY_PARTS,
    "parts": PARTS,
    "modes": MODES,
    "meeting_kinds": MEETING_KINDS,
}

BESIDE: Final[Mapping[str, tuple[Row, ...]]] = {
    "replies": REPLIES,
    "recipient_kinds": RECIPIENT_KINDS,
    "receivings": RECEIVINGS,
    "receiving_grounds": RECEIVING_GROUNDS,
    "consent_givers": CONSENT_GIVERS,
    "consent_answers": CONSENT_ANSWERS,
    "legal_bases": LEGAL_BASES,
    "tongues": TONGUES,
    "news_states": NEWS_STATES,
}
"""Lists of what stands beside a formulation and never in it: no part of the document's schema."""


@cache
def keys(table: str) -> frozenset[str]:
    """The keys of a table. Raises KeyError for a table that does not exist."""
    return frozenset(row.key for row in (TABLES.get(table) or BESIDE[table]))


@cache
def row(table: str, key: str) -> Row:
    """One row. Raises KeyError where there is none."""
    return {r.key: r for r in TABLES[table]}[key]


def as_json() -> dict[str, list[dict[str, object]]]:
    """All tables as plain data, for the browser: a row without what is at its default."""
    empty = asdict(Row(""))
    return {
        table: [{k: v for k, v in asdict(r).items() if k == "key" or v != empty[k]} for r in rows]
        for table, rows in TABLES.items()
    }


def sounds_like(table: str, key: str, text: str) -> bool:
    """Whether some words sound like a row; never for one without `sounds`. Raises KeyError where there is none."""
    found = row(table, key)
    if not found.sounds:
        return False
    rest = re.sub(found.unlike, " ", text, flags=re.IGNORECASE) if found.unlike else text
    return re.search(found.sounds, rest, re.IGNORECASE) is not None
