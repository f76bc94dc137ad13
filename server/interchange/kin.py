"""The words people use for relatives, in English and in Welsh: a closed list, with the steps from one person to the
other.

Sources: Geiriadur Prifysgol Cymru and BydTermCymru for the Welsh words and their regional forms (nain and mam-gu, taid
and tad-cu); kinship terms of McGoldrick, Gerson & Petry for half, step, foster and adoptive relatives; "special
guardian" and "kinship carer" as the Social Services and Well-being (Wales) Act 2014 guidance uses them.

`found_in` looks for the longest phrase at each place. Welsh words are found in their soft, nasal and aspirate
mutations too (mam, fam; tad, dad, nhad, thad). What a word says of gender is all that is known of gender: nothing is
ever taken from a name.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final


@dataclass(frozen=True, slots=True)
class Step:
    """One step from a person to a relative.

    `to`: parent, sibling, child or partner. `gender` of who is met there; `link` the kind of a parent link where it
    is not by birth; `half` for one parent in common; `ending` and `union` of a couple.
    """

    to: str
    gender: str = ""
    link: str = ""
    half: bool = False
    union: str = "unknown"
    ending: str = ""


@dataclass(frozen=True, slots=True)
class Kin:
    """One row: `key` names its word in the catalogues (`kin.<key>`); `steps` lead from one to the other, none for
    somebody who is no relative; `kind` is a row of person_kinds; `loose` words say less than the button that was
    pressed ("boy", "partner of"); `twin` born together; `title` words may be part of a name ("Nain Gwyn")."""

    key: str
    steps: tuple[Step, ...] = ()
    kind: str = "person"
    gender: str = ""
    loose: bool = False
    twin: str = ""
    title: bool = False
    occupation: bool = False
    species: bool = False


P, S, C, U = "parent", "sibling", "child", "partner"
_WHO: Final = {"f": "female", "m": "male", "": ""}
_PLURALS: Final = {"child": "children", "wife": "wives", "baby": "babies", "boy": "boys", "sib": "sibs"}

ROWS: dict[str, Kin] = {}
PHRASES: dict[tuple[str, ...], tuple[str, bool]] = {}
"""Words, lower case, hyphens apart -> the row, and whether it is said of several."""
LONGEST: int = 0

_FIRST = {
    "p": ("b", "mh", "ph"), "t": ("d", "nh", "th"), "c": ("g", "ngh", "ch"), "b": ("f", "m"), "d": ("dd", "n"),
    "g": ("", "ng"), "m": ("f",), "ll": ("l",), "rh": ("r",),
}  # fmt: skip
_KEEPS = ("ch", "th", "ff", "dd")


def mutated(word: str) -> set[str]:
    """A Welsh word with its soft, nasal and aspirate mutations."""
    if word.startswith(_KEEPS):
        return {word}
    first = word[:2] if word[:2] in ("ll", "rh") else word[:1]
    return {word, *(new + word[len(first) :] for new in _FIRST.get(first, ()))}


def _plural(word: str) -> str:
    head, _, last = word.rpartition(" ")
    changed = _PLURALS.get(last, last[:-1] + "ies" if last.endswith("y") and last[-2:-1] not in "aeou" else last + "s")
    return f"{head} {changed}".strip()


def _row(
    key: str, *steps: Step, en: str = "", cy: str = "", many: str = "", gender: str = "", kind: str = "person",
    loose: bool = False, twin: str = "", title: str = "", occupation: bool = False, species: bool = False,
) -> None:  # fmt: skip
    """One row and its words: English ones get their plural, Welsh ones their mutations; `many` are Welsh plurals."""
    who = gender or (steps[-1].gender if steps else "")
    ROWS[key] = Kin(key, steps, kind, who, loose, twin, bool(title), occupation, species)
    for word in filter(None, en.split("|")):
        _say(word, key, False)
        _say(_plural(word), key, True)
    for word in filter(None, title.split("|")):
        _say(word, key, False)
    for words, several in ((cy, False), (many, True)):
        for word in filter(None, words.split("|")):
            first, _, rest = word.partition(" ")
            for form in mutated(first):
                _say(f"{form} {rest}".strip(), key, several)


def _say(phrase: str, key: str, several: bool) -> None:
    PHRASES.setdefault(tuple(phrase.replace("-", " ").split()), (key, several))


def _of(to: str, gender: str = "", **more: object) -> Step:
    return Step(to, _WHO[gender], **more)  # type: ignore[arg-type]


def _rows() -> None:
    _row("mother", _of(P, "f"), en="mother|mum|mummy|mom|birth mother|birth mum|biological mother|mam",
         cy="mam|mam fiolegol|mam enedigol")  # fmt: skip
    _row("father", _of(P, "m"), en="father|dad|daddy|birth father|birth dad|biological father",
         cy="tad|tad biolegol|dadi")  # fmt: skip
    _row("parent", _of(P), en="parent|birth parent", cy="rhiant", many="rhieni")
    parents = (("mother", "mother|mum|mam", "mam", "fam"), ("father", "father|dad", "tad", "tad"))
    for who, english, welsh, soft in parents:
        sex = "f" if who == "mother" else "m"
        words = english.split("|")
        _row(f"step{who}", _of(P, sex, link="step"),
             en="|".join(f"step {w}|step{w}" for w in words), cy=f"llys{soft}")  # fmt: skip
        _row(
            f"adoptive_{who}",
            _of(P, sex, link="adoptive"),
            en="|".join(f"adoptive {w}|adopted {w}" for w in words),
            cy=f"{welsh} mabwysiadol|{welsh} fabwysiadol",
        )
        _row(f"foster_{who}", _of(P, sex, link="foster"),
             en="|".join(f"foster {w}" for w in words), cy=f"{welsh} maeth|{welsh} faeth")  # fmt: skip
    _row("stepparent", _of(P, link="step"), en="step parent|stepparent", cy="llysriant", many="llysrieni")
    _row("adoptive_parent", _of(P, link="adoptive"), en="adoptive parent|adopter", cy="rhiant mabwysiadol",
         many="rhieni mabwysiadol")  # fmt: skip
    _row("foster_carer", _of(P, link="foster"), en="foster carer|foster parent|fosterer",
         cy="gofalwr maeth|rhiant maeth", many="gofalwyr maeth|rhieni maeth")  # fmt: skip
    _row("guardian", _of(P, link="guardianship"), en="special guardian|guardian|sgo carer",
         cy="gwarcheidwad arbennig|gwarcheidwad", many="gwarcheidwaid arbennig|gwarcheidwaid")  # fmt: skip
    _row("kinship_carer", _of(P, link="kinship"), en="kinship carer|family carer|connected carer",
         cy="gofalwr sy'n berthynas|gofalwr teulu", many="gofalwyr teulu")  # fmt: skip
    _row("carer", _of(P, link="foster"), en="carer", cy="gofalwr", many="gofalwyr", loose=True)
    _row("sister", _of(S, "f"), en="sister|sis|full sister", cy="chwaer", many="chwiorydd")
    _row("brother", _of(S, "m"), en="brother|bro|full brother", cy="brawd", many="brodyr")
    _row("sibling", _of(S), en="sibling|sib|full sibling", many="brodyr a chwiorydd", cy="brawd neu chwaer")
    _row("half_sister", _of(S, "f", half=True), en="half sister", cy="hanner chwaer", many="hanner chwiorydd")
    _row("half_brother", _of(S, "m", half=True), en="half brother", cy="hanner brawd", many="hanner brodyr")
    _row("half_sibling", _of(S, half=True), en="half sibling")
    _row("stepsister", _of(S, "f", link="step"), en="step sister|stepsister", cy="llyschwaer", many="llyschwiorydd")
    _row("stepbrother", _of(S, "m", link="step"), en="step brother|stepbrother", cy="llysfrawd", many="llysfrodyr")
    _row("stepsibling", _of(S, link="step"), en="step sibling|stepsibling")
    for who, sex, welsh, several in (("sister", "f", "chwaer", "chwiorydd"), ("brother", "m", "brawd", "brodyr")):
        _row(f"foster_{who}", _of(S, sex, link="foster"), en=f"foster {who}", cy=f"{welsh} maeth|{welsh} faeth",
             many=f"{several} maeth")  # fmt: skip
        _row(f"adopted_{who}", _of(S, sex, link="adoptive"), en=f"adopted {who}|adoptive {who}",
             cy=f"{welsh} mabwysiedig|{welsh} fabwysiedig", many=f"{several} mabwysiedig")  # fmt: skip
        _row(f"twin_{who}", _of(S, sex), en=f"twin {who}", twin="unsaid",
             cy=f"{'gefeilles' if sex == 'f' else 'gefell'}|{welsh} gefell|{welsh} efell")  # fmt: skip
    _row("twin", _of(S), en="twin|triplet", cy="efaill", many="gefeilliaid|efeilliaid", twin="unsaid", loose=True)
    _row("identical_twin", _of(S), en="identical twin", many="gefeilliaid unfath|efeilliaid unfath",
         cy="gefell unfath", twin="identical", loose=True)  # fmt: skip
    _row("daughter", _of(C, "f"), en="daughter", cy="merch", many="merched")
    _row("son", _of(C, "m"), en="son", cy="mab", many="meibion")
    _row("child", _of(C), en="child|kid", cy="plentyn", many="plant", loose=True)
    _row("girl", _of(C, "f"), en="girl|baby girl", cy="geneth|hogan", many="genethod", loose=True)
    _row("boy", _of(C, "m"), en="boy|baby boy|lad", cy="bachgen|hogyn|crwt", many="bechgyn", loose=True)
    _row("baby", _of(C), en="baby", cy="babi|baban", many="babanod", loose=True)
    _row("stepdaughter", _of(C, "f", link="step"), en="step daughter|stepdaughter", cy="llysferch", many="llysferched")
    _row("stepson", _of(C, "m", link="step"), en="step son|stepson", cy="llysfab", many="llysfeibion")
    _row("stepchild", _of(C, link="step"), en="step child|stepchild", cy="llysblentyn", many="llysblant")
    _row("adopted_child", _of(C, link="adoptive"), en="adopted child", cy="plentyn mabwysiedig",
         many="plant mabwysiedig")  # fmt: skip
    _row("adopted_son", _of(C, "m", link="adoptive"), en="adopted son", cy="mab mabwysiedig")
    _row("adopted_daughter", _of(C, "f", link="adoptive"), en="adopted daughter", cy="merch fabwysiedig")
    _row("foster_child", _of(C, link="foster"), en="foster child", cy="plentyn maeth", many="plant maeth")
    _row(
        "grandmother",
        _of(P),
        _of(P, "f"),
        en="grandmother",
        title="nan|nana|nanna|nanny|gran|granny|grandma|nain|mam-gu|mamgu|fam-gu|famgu|myng gu",
        many="neiniau",
    )
    _row("grandfather", _of(P), _of(P, "m"), en="grandfather",
         title="grandad|granddad|grandpa|gramps|grancha|bampi|bamps|taid|daid|nhaid|thaid|tad-cu|tadcu|dad-cu|dadcu|nhad-cu",
         many="teidiau")  # fmt: skip
    for several, key in (("grandmothers|nans|grans", "grandmother"), ("grandfathers|grandads", "grandfather")):
        for word in several.split("|"):
            _say(word, key, True)
    _row("grandparent", _of(P), _of(P), en="grandparent", many="neiniau a theidiau")
    great = (("great_grandmother", "f", "great grandmother|great nan|great gran|great grandma",
              "hen nain|hen fam-gu|hen fam gu|hen famgu"),
             ("great_grandfather", "m", "great grandfather|great grandad|great grandpa|great granddad",
              "hen daid|hen dad-cu|hen dadcu"),
             ("great_grandparent", "", "great grandparent", ""))  # fmt: skip
    for key, sex, english, welsh in great:
        _row(key, _of(P), _of(P), _of(P, sex), en=english, cy=welsh)
    _row("aunt", _of(P), _of(S, "f"), en="aunt", title="aunty|auntie|anti|modryb|fodryb", many="modrybedd")
    _say("aunties", "aunt", True)
    _row("uncle", _of(P), _of(S, "m"), en="uncle", title="ewythr|ewyrth|wncwl|yncl|dewyrth", many="ewythredd")
    _row("great_aunt", _of(P), _of(P), _of(S, "f"), en="great aunt|great aunty|great auntie", cy="hen fodryb|hen anti")
    _row("great_uncle", _of(P), _of(P), _of(S, "m"), en="great uncle", cy="hen ewythr|hen wncwl")
    _row("cousin", _of(P), _of(S), _of(C), en="cousin", many="cefndryd a chyfnitherod")
    _row("cousin_male", _of(P), _of(S), _of(C, "m"), cy="cefnder", many="cefndryd|cefnderoedd")
    _row("cousin_female", _of(P), _of(S), _of(C, "f"), cy="cyfnither", many="cyfnitherod")
    _row("niece", _of(S), _of(C, "f"), en="niece", cy="nith", many="nithoedd")
    _row("nephew", _of(S), _of(C, "m"), en="nephew", cy="nai", many="neiaint")
    _row("granddaughter", _of(C), _of(C, "f"), en="granddaughter|grand daughter", cy="wyres", many="wyresau")
    _row("grandson", _of(C), _of(C, "m"), en="grandson|grand son", cy="ŵyr|wyr")
    _row("grandchild", _of(C), _of(C), en="grandchild", many="wyrion")
    _say("grandchildren", "grandchild", True)
    _row("partner", _of(U, union="relationship"), en="partner", cy="partner|cymar", many="partneriaid", loose=True)
    _row("husband", _of(U, "m", union="married"), en="husband", cy="gŵr|gwr")
    _row("wife", _of(U, "f", union="married"), en="wife", cy="gwraig")
    _row("civil_partner", _of(U, union="civil_partnership"), en="civil partner", cy="partner sifil")
    _row("boyfriend", _of(U, "m", union="relationship"), en="boyfriend|boy friend", cy="sboner")
    _row("girlfriend", _of(U, "f", union="relationship"), en="girlfriend|girl friend", cy="wejen|cariad")
    _row("fiance", _of(U, "m", union="engaged"), en="fiancé", cy="dyweddi")
    _row("fiancee", _of(U, "f", union="engaged"), en="fiancée")
    _row("ex_partner", _of(U, union="relationship", ending="separated"), en="ex partner|ex|former partner",
         cy="cyn bartner")  # fmt: skip
    _row("ex_husband", _of(U, "m", union="married", ending="divorced"), en="ex husband|former husband", cy="cyn ŵr")
    _row("ex_wife", _of(U, "f", union="married", ending="divorced"), en="ex wife|former wife", cy="cyn wraig")
    _row("ex_boyfriend", _of(U, "m", union="relationship", ending="separated"), en="ex boyfriend", cy="cyn gariad")
    _row("ex_girlfriend", _of(U, "f", union="relationship", ending="separated"), en="ex girlfriend")
    for who, sex, welsh in (("mother", "f", "mam yng nghyfraith|mam-yng-nghyfraith"),
                            ("father", "m", "tad yng nghyfraith|tad-yng-nghyfraith")):  # fmt: skip
        _row(f"{who}_in_law", _of(U), _of(P, sex), en=f"{who} in law", cy=welsh)
    _row("sister_in_law", _of(U), _of(S, "f"), en="sister in law", cy="chwaer yng nghyfraith")
    _row("brother_in_law", _of(U), _of(S, "m"), en="brother in law", cy="brawd yng nghyfraith")
    _row("son_in_law", _of(C), _of(U, "m"), en="son in law", cy="mab yng nghyfraith")
    _row("daughter_in_law", _of(C), _of(U, "f"), en="daughter in law", cy="merch yng nghyfraith")
    _row("friend", en="friend|mate|best friend|family friend|pal", cy="ffrind|ffrind teulu|ffrind gorau",
         many="ffrindiau")  # fmt: skip
    _row("neighbour", en="neighbour|next door neighbour", cy="cymydog|cymdoges", many="cymdogion")
    _row("godmother", en="godmother", cy="mam fedydd", gender="female")
    _row("godfather", en="godfather", cy="tad bedydd", gender="male")
    _row("mentor", en="mentor|coach", cy="mentor|hyfforddwr", kind="professional", occupation=True)
    _row("social_worker", en="social worker", cy="gweithiwr cymdeithasol", kind="professional", occupation=True)
    _row(
        "youth_worker",
        en="youth worker|yjs worker|yot worker|key worker|support worker",
        cy="gweithiwr ieuenctid|gweithiwr cymorth|gweithiwr allweddol",
        kind="professional",
        occupation=True,
    )
    _row("teacher", en="teacher|head of year|form tutor", cy="athro|athrawes|pennaeth blwyddyn", kind="professional",
         occupation=True)  # fmt: skip
    _row("therapist", en="therapist|psychologist|counsellor", cy="therapydd|seicolegydd|cwnselydd", kind="therapist",
         occupation=True)  # fmt: skip
    _row("health_worker", en="school nurse|health visitor|gp|family doctor",
         cy="nyrs ysgol|ymwelydd iechyd|meddyg teulu", kind="professional", occupation=True)  # fmt: skip
    _row("pet", en="dog|cat|rabbit|hamster|budgie|pony|guinea pig|pet", kind="pet", species=True,
         cy="ci|cath|cwningen|bochdew|merlyn|anifail anwes")  # fmt: skip
    _row("miscarriage", _of(C), en="miscarriage|lost a baby|lost baby|baby lost|miscarried",
         cy="camesgoriad|colli babi|collodd fabi|collodd babi", kind="miscarriage", loose=True)  # fmt: skip
    _row("stillbirth", _of(C), en="stillbirth|stillborn|still born|stillborn baby|still birth",
         cy="marw enedigaeth|marw anedig|baban marw anedig", kind="stillbirth", loose=True)  # fmt: skip
    _row("termination", _of(C), en="termination|abortion", cy="erthyliad", kind="termination", loose=True)
    _row("pregnancy", _of(C), en="pregnancy|pregnant|expecting|expecting a baby|unborn baby|unborn child",
         cy="beichiogrwydd|beichiog|disgwyl babi|disgwyl|baban heb ei eni", kind="pregnancy", loose=True)  # fmt: skip


_rows()
LONGEST = max(map(len, PHRASES))

_ALSO_NAMES: Final = frozenset(("cat", "cath", "merlyn"))
WORD: Final = re.compile(r"[^\W\d_]+")
OWNED: Final = re.compile(r"['’]s?(?!\w)|['’]s\b")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: lower case, where it stands, and whether somebody is said to own what follows."""

    plain: str
    start: int
    end: int
    owns: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A kin word in a text: its row, whether of several, and its place; `owns`: "mum's"."""

    kin: Kin
    many: bool
    start: int
    end: int
    owns: bool


def words_in(text: str) -> list[Word]:
    """The words of a text, with "'s" read as owning."""
    found: list[Word] = []
    for match in WORD.finditer(text):
        if match.start() and text[match.start() - 1] in "'’" and match[0] in ("s", "S") and found:
            continue
        owned = OWNED.match(text, match.end())
        end = owned.end() if owned else match.end()
        found.append(Word(match[0].casefold(), match.start(), end, owned is not None))
    return found


def found_in(text: str) -> Iterator[Found]:
    """The kin words of a text from left to right, the longest phrase at each place."""
    words = words_in(text)
    at = 0
    while at < len(words):
        found = _longest(text, words, at)
        if found is None:
            at += 1
            continue
        length, kin = found
        yield kin
        at += length


def _longest(text: str, words: list[Word], at: int) -> tuple[int, Found] | None:
    for length in range(min(LONGEST, len(words) - at), 0, -1):
        these = words[at : at + length]
        row = PHRASES.get(tuple(word.plain for word in these))
        if row is None or any(word.owns for word in these[:-1]) or not _joined(text, these):
            continue
        key, many = row
        if ROWS[key].species and text[these[0].start].isupper() and (at or these[0].plain in _ALSO_NAMES):
            continue  # "Cath" is a name
        return length, Found(ROWS[key], many, these[0].start, these[-1].end, these[-1].owns)
    return None


def _joined(text: str, words: list[Word]) -> bool:
    """Whether only spaces and hyphens stand between the words of a phrase."""
    gaps = pairwise(words)
    return all(text[one.end : two.start].strip(" -\u00a0’'") == "" for one, two in gaps)


@cache
def vocabulary() -> frozenset[str]:
    """Every single word that is part of a phrase of this list."""
    return frozenset(word for phrase in PHRASES for word in phrase)
