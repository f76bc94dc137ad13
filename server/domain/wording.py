"""Words that a child may find hurtful to read of themself, in English and Welsh: a quiet word to the writer, no bar.

What stands in quotation marks is somebody's own words and is left alone; so is what the child said. Both languages are
looked for in every text, for people write both. Patterns take Welsh mutations and English endings.

    label      a child is called by what they did or have
    blame      what a child does is put as their fault, and not as what was seen and what it may have meant
    family     a family is called by a judgement
    exploited  harm that was done to a child is put as their choice
    system     a child is spoken of as a file

Sources: Youth Justice Board, Child First; TACT, Language That Cares (2019), written by children in care; Children's
Society, appropriate language on child exploitation (2022). The lists are ours and short on purpose: a word that is
often right (contact, placement, risk) is in none of them.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

_LABEL: Final = r"""
    (?:young|persistent|prolific|repeat|child)?\ *(?:re-?)?offenders? | absconders? | delinquents? | hooligans?
    thugs? | yobs? | junk(?:ie|y|ies) | druggies? | (?:drug\ )?addicts? | alcoholics?(?!\ drink) | nutters? | psychos?
    problem\ (?:child|boy|girl|kid)(?:ren|s)? | nightmare\ (?:child|boy|girl|kid) | feral | damaged\ goods
    (?:re-?)?(?:t|d|th|nh)roseddw(?:r|yr|raig) | (?:j|y)ynci | adict(?:iaid)? | alcoholig(?:ion)?
    (?:p|b|ph|mh)lentyn\ (?:drwg|problemus) | (?:p|b|ph|mh)lant\ drwg
"""
_BLAME: Final = r"""
    manipulat(?:ive|es|ed|ing|or) | attention[-\ ]seek(?:ing|er|ers|s) | kick(?:s|ed|ing)\ off | play(?:s|ed|ing)\ up
    act(?:s|ed|ing)\ up | non-?complian(?:t|ce) | refus(?:es|ed|al|ing)\ to\ engage | fail(?:s|ed|ure|ing)\ to\ engage
    hard\ to\ reach | difficult\ to\ engage | out\ of\ control | tantrums? | naughty | lazy | liars?
    spiteful | devious
    badly[-\ ]behaved | challenging\ (?:child|boy|girl|young\ person) | defiant | (?:he|she|they)\ chose\ to\ offend
    ystrywgar | (?:m|f)ynnu\ sylw | (?:c|g|ch)eisio\ sylw | (?:ch|g)wilio\ am\ sylw
    (?:c|g|ch)elwyddg(?:i|wn)
    g?wrthod\ (?:ymgysylltu|cydweithredu|cydweithio) | allan\ o\ reolaeth | stranc(?:io|iau)? | d?diog
    anodd\ (?:ei|eu)\ (?:t|th)rin
"""
_FAMILY: Final = r"""
    broken\ homes? | dysfunctional\ (?:family|families|home) | chaotic\ (?:family|families|mother|father|parents?|home)
    problem\ famil(?:y|ies) | (?:bad|unfit|poor)\ (?:mother|father|mum|dad|parents?) | (?:bad|poor)\ parenting
    (?:c|g|ch)artref(?:i)?\ (?:toredig|wedi['’]i\ chwalu) | (?:t|d|th)eulu(?:oedd)?\ (?:camweithredol|problemus)
    (?:rhiant|rhieni|mam|tad|dad)\ (?:gwael|wael|drwg|ddrwg)
"""
_EXPLOITED: Final = r"""
    promiscu(?:ous|ity) | (?:child\ )?prostitut(?:e|es|ion|ed) | rent\ boys? | lifestyle\ choices?
    put(?:s|ting)?\ (?:him|her|them)sel(?:f|ves)\ at\ risk
    plac(?:es|ed|ing)\ (?:him|her|them)sel(?:f|ves)\ at\ risk
    (?:p|b|ph)utein(?:io|iaid|dra)? | (?:d|dd)ewis\ ffordd\ o\ fyw | (?:rh?oi|rhoddi)\ ei\ hun\ mewn\ p?(?:er|her)ygl
"""
_SYSTEM: Final = r"""
    lac\ (?:child|children|boy|girl|kid|kids|young\ person) | lacs | (?:is|was|a)\ lac | cla\ child | service\ users?
    (?:hard|difficult)\ to\ place | (?:failed|broken\ down)\ placements? | placement\ (?:breakdown|failed|broke\ down)s?
    dumped\ (?:in|on|with) | (?:plentyn|blentyn)\ lac | anodd\ (?:ei|eu)\ (?:lleoli|leoli)
"""


HURTFUL: Final[Mapping[str, str]] = {
    "label": _LABEL,
    "blame": _BLAME,
    "family": _FAMILY,
    "exploited": _EXPLOITED,
    "system": _SYSTEM,
}
"""What is wrong with the words -> the words, several patterns on a line with bars between, in small letters."""


def _lines(words: str) -> str:
    return " | ".join(line.strip() for line in words.strip().splitlines())


_ANY: Final = re.compile(
    rf"(?<!\w)(?:{'|'.join(f'(?P<{wrong}>{_lines(words)})' for wrong, words in HURTFUL.items())})(?!\w)", re.VERBOSE
)
"""All of them, looked for in one go in small letters: a chronology of thousands is read while somebody waits."""

_QUOTED: Final = re.compile(
    r"“[^“”]*(?:”|$) | \"[^\"]*(?:\"|$) | «[^«»]*(?:»|$) | „[^„“”]*(?:[“”]|$)"
    r" | (?<!\w)‘(?:[^‘’]|(?<=\w)’(?=\w))*’(?!\w) | (?<!\w)'(?:[^']|(?<=\w)'(?=\w))*'(?!\w)",
    re.VERBOSE,
)


def without_quotations(text: str) -> str:
    """The text with what stands in quotation marks, single or double, blanked; an apostrophe is none. A quotation that
    is not closed runs to the end."""
    return _QUOTED.sub(lambda quoted: " " * len(quoted[0]), text)


def hurtful(text: str) -> Iterator[tuple[str, str]]:
    """What is wrong and the words, each once, in the order of the text."""
    own = without_quotations(text)
    seen = set()
    for match in _ANY.finditer(_small(own)):
        words = own[match.start() : match.end()].strip()
        if words.lower() not in seen:
            seen.add(words.lower())
            yield str(match.lastgroup), words


def _small(text: str) -> str:
    """The text in small letters, each where it stood: a few capitals of other alphabets would become two letters."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(c if len(c.lower()) != 1 else c.lower() for c in text)
