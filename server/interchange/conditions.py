"""Words about somebody's health, and the mark of the genogram that they mean.

"alcohol misuse" is alcohol; "opiate use (in recovery since 2024, self-reported)" is drugs, recovering. English and
Welsh words of practice guidance and of case records; what is not among them has no mark, and its words stand as they
are. Marks and states are those of `vocabulary.HEALTH_MARKS` and `MARK_STATES` (McGoldrick, Gerson & Petry).

K1  The words of a condition are never changed; a mark stands beside them.
K2  What is denied ("no alcohol misuse", "non-smoker") has no mark.
"""

import re
from functools import cache
from typing import Final

# The first row whose words are found gives the mark: what people take before what it does, and learning disability
# before disability. A word stands at the beginning of one of the text's words.
_MARKS: Final = (
    ("language_difficulty", r"language (?:difficult|barrier|delay|disorder|impairment)|speech and language"
                            r"|anhawster(?:au)? iaith|dlds?\b"),
    ("alcohol", r"alcohol|drink(?:s|ing)? (?:problem|heav|too much|daily)|problem drink|heavy drink|binge drink|drunk"
                r"|goryfed|yfed (?:gormod|trwm)|camddefnyddio alcohol|alcoholiaeth"),
    ("drugs", r"drug|opiate|opioid|heroin|cocaine|crack\b|cannabis|amphetamin|methamphet|ketamin|spice\b"
              r"|substance|solvent|methadon|benzo|pregabalin|mdma|ecstasy|nitrous|overdose|cyffur|sylwedd|sylweddau"),
    ("smoking", r"smok|vap(?:es|ing)\b|nicotin|tobacco|ysmygu|ysmygwr|tybaco|fepio"),
    ("weight", r"obes|overweight|over-weight|gordew|dros bwysau"),
    ("learning_disability", r"learning disab|intellectual disab|anabledd dysgu|anableddau dysgu"),
    ("neurodivergence", r"autis|asperger|asd\b|asc\b|adhd|a\.d\.h\.d|attention deficit|dyslex|dysprax|dyscalc"
                        r"|tourette|neurodiver|neurodevelop|fasd\b|foetal alcohol|fetal alcohol|awtist|dyslecs"
                        r"|niwrowahan|niwroamryw"),
    ("disability", r"disab|wheelchair|cerebral palsy|deaf|blind\b|sight impair|visual(?:ly)? impair|hearing (?:loss"
                   r"|impair)|spina bifida|muscular dystrophy|paraly|amputat|anabl|byddar|dall\b|parlys"),
    ("mental_illness", r"depress|anxi|bipolar|schizo|psycho(?:sis|tic)|ptsd|post[- ]traumatic|trauma\b|self[- ]?harm"
                       r"|suicid|mental|personality disorder|eupd\b|bpd\b|ocd\b|obsessive|eating disorder|anorexi"
                       r"|bulimi|panic|low mood|iselder|gorbryder|pryder|iechyd meddwl|salwch meddwl|sgitsoffren"
                       r"|deubegwn|hunan-niwed|hunanladd|breakdown|postnatal"),
    ("physical_illness", r"heart|cardiac|angina|stroke|cancer|leuk|tumou?r|lymphoma|diabet|asthma|copd\b|epilep"
                         r"|seizure|hepatit|hiv\b|kidney|renal|liver|cirrhosis|lung|pneumo|emphysema|arthrit|lupus"
                         r"|multiple sclerosis|parkinson|dementia|alzheimer|huntington|hypertens|blood pressure"
                         r"|cystic fibrosis|crohn|colitis|tubercul|anaemi|sickle|thyroid|migraine|chronic pain"
                         r"|fibromyalgia|motor neuron|terminal|illness|disease|calon|canser|strôc|clefyd|salwch"
                         r"|afiechyd|dementia|asthma|clefyd siwgr"),
)  # fmt: skip
_FIRST: Final = ("neurodivergence", r"f(?:o?e)tal alcohol|foetal alcohol|fasd\b")
"""Named after alcohol, and not the child's drinking."""
_RECOVERING: Final = (
    r"recover|remission|abstinen|sober|\bclean\b|\bex-|\bformer|in the past|\bpast\b|previous|no longer"
    r"|stopped|gave up|quit\b|resolved|wedi gwella|gwella|yn y gorffennol"
    r"|cyn-|wedi (?:rhoi'r gorau|stopio)|sobr"
)
_SUSPECTED: Final = (
    r"suspect|possibl|query|\?|maybe|perhaps|probabl|likely|undiagnosed|not diagnosed|under assessment"
    r"|awaiting assessment|being assessed|traits|alleged|unconfirmed|amau|amheu|posib|efallai|heb ddiagnosis"
    r"|yn cael ei asesu|disgwyl asesiad"
)
_DENIED: Final = (
    r"^(?:no|not|never|denies|denied|without|nil|non)\b(?! longer)|\bno (?:known |history of |evidence of |sign)"
    r"|non-smok|\bdoes ?n[o']t\b|^dim\b|^nid\b|dim hanes"
)


@cache
def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(words)


def condition_of(words: str) -> tuple[str, str]:
    """The health mark and its state that some words mean; ("", "") where they mean none that is known.

    A state is "" for now and certain. Where words say both, having recovered is said before being suspected.
    """
    said = " ".join(words.casefold().replace("’", "'").split())
    if not said or _pattern(_DENIED).search(said):
        return "", ""
    mark = _FIRST[0] if _pattern(_FIRST[1]).search(said) else _mark(said)
    if not mark:
        return "", ""
    if _pattern(_RECOVERING).search(said):
        return mark, "recovering"
    return mark, "suspected" if _pattern(_SUSPECTED).search(said) else ""


def _mark(said: str) -> str:
    return next((mark for mark, words in _MARKS if _pattern(rf"(?:^|(?<=[\W_]))(?:{words})").search(said)), "")
