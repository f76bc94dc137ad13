"""Where a row belongs when nothing says so: a guess from its words and its agency, to be looked at by people.

Words in English and Welsh, from chronologies of Welsh councils and health boards. A guess is never more than where an
entry first stands: it is one key to move it.
"""

import re
from collections.abc import Mapping
from typing import Final

_WORDS: Final[Mapping[str, str]] = {
    # Lane -> beginnings of words; the first lane that fits has it.
    "strengths": "best friend|loves|proud of|strength|achiev|award|praised|enjoys|won |hoff o|yn falch|cryfder|llwydd",
    "moves": "placed with|placement|foster|respite|moved to|moves to|moves in with|residential|children's home"
    "|care order|accommodated|section 20|s\\.? ?20|s\\.?76|kinship|lleoliad|maeth|symud i|symudodd",
    "police": "arrest|charged|court|custody|bail|sentenc|referral order|youth rehabilitation|caution|remand|convict"
    "|stop and search|arest|llys|cyhudd|dedfryd",
    "hard": "assault|abus|violen|died|dies|death|suicide|overdose|stabb|bruis|fractur|injur|neglect|miscarriage"
    "|bereave|funeral|shouting|hurt|hit |attack|imprison|murder|fire|rape|threat|ymosod|marw|cam-?drin|trais|anaf"
    "|profedigaeth|angladd",
    "community": "exploit|county lines|gang|missing|knife|weapon|older (?:boys|men|males|peers)|camfanteisio|ar goll",
    "school": "school|nursery|teacher|exclu|attendance|class\\b|pupil|ehcp|\\bidp\\b|\\bsen\\b|college|lesson|year \\d"
    "|\\by\\d\\b|detention|ysgol|athro|athrawes|gwahardd|meithrin|disgybl",
    "health": "hospital|\\bgp\\b|a&e|midwi|health visitor|camhs|diagnos|prescrib|medicat|asthma|vaccin|antenatal"
    "|psychiatr|psycholog|self-?harm|therapy|weight|speech|ysbyty|meddyg|iechyd|diagnosis|bydwraig",
    "services": "referr|marf|strategy (?:meeting|discussion)|core group|review|register|assessment|case (?:open|clos)"
    "|plo\\b|s\\.?47|conference|allocated|social worker|atgyfeir|cynhadledd|asesiad|adolygiad|gweithiwr cymdeithasol",
}
_AGENCIES: Final[Mapping[str, str]] = {
    "school": "school|education|nursery|college|teacher|ysgol|addysg|meithrin|athro",
    "police": "police|ppu|court|probation|youth justice|yjs|yot|heddlu|llys|prawf|cyfiawnder ieuenctid",
    "health": "health|hospital|\\bgp\\b|midwi|camhs|a&e|nhs|surgery|iechyd|ysbyty|meddyg|bydwr",
    "services": "social|children's services|ssd|housing|cafcass|gwasanaethau|cymdeithasol|tai\\b",
}
_OF_WORDS: Final = [(lane, re.compile(rf"\b(?:{words})", re.I)) for lane, words in _WORDS.items()]
_OF_AGENCIES: Final = [(lane, re.compile(rf"\b(?:{words})", re.I)) for lane, words in _AGENCIES.items()]


def lane_of(words: str, agency: str, quote: str = "") -> str:
    """The likeliest lane, "" where nothing hints at one."""
    for lane, pattern in _OF_WORDS:
        if pattern.search(words):
            return lane
    if quote:
        return "words"
    return next((lane for lane, pattern in _OF_AGENCIES if pattern.search(agency)), "")
