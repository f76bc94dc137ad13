"""What a few typed words say of somebody: names, kin words, dates, ages, work, places; and the rest, kept as it is.

A line is taken apart at its commas and brackets; each part is asked what it is, and what is understood is cut out of
it. What nobody understood goes to the note in the person's own words: no word is lost (W1), no name is ever taken to
say a gender (W2), dates are read by `moments` alone (W3), and nothing here ever raises (W4).

Called by relatives.py (one relative to one who is there) and familytext.py (a family written as lines).
"""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Final

from server.domain.fields import clean_line
from server.domain.moments import Moment, read
from server.interchange.kin import Found, Kin, found_in

MOST_NAME_WORDS: Final = 5
OLDEST: Final = 115
LONGEST_PART: Final = 200
"""Characters between two commas that are read; a longer part is a story and goes to the note as it is."""
MOST_PARTS: Final = 40


@dataclass(slots=True)
class Told:
    """What was told of somebody, or of several at once.

    `kin`: the kin words in the order in which they lead from one to the other ("mum's sister": mother, sister);
    `of`: the name of another person from whom they lead; `names` one for each who was named; `count` how many were
    said ("" none); `stay`: kind and name of an institution where they are, with since when; `bonds`: rows of
    bond_kinds; `course`: turns of a couple in order; `since`, `until`: from when to when they were it.
    """

    kin: list[Kin] = field(default_factory=list)
    kin_words: str = ""
    many: bool = False
    of: str = ""
    side: str = ""
    names: list[str] = field(default_factory=list)
    known_as: str = ""
    called: str = ""
    gender: str = ""
    count: str = ""
    twins: str = ""
    born: Moment | None = None
    died: Moment | None = None
    since: Moment | None = None
    until: Moment | None = None
    occupation: str = ""
    lives_in: str = ""
    lives_with: str = ""
    stay: tuple[str, str, Moment | None] | None = None
    bonds: list[str] = field(default_factory=list)
    course: list[tuple[str, Moment | None]] = field(default_factory=list)
    index: bool = False
    unknown: bool = False
    link: str = ""
    species: str = ""
    note: list[str] = field(default_factory=list)
    guessed_name: bool = False
    read_as_life: bool = False


def told(line: str, *, today: date, language: str, marks: bool = False, link: str = "") -> Told:
    """Read a line. `marks`: "m" and "f" after a name say a gender (family text); `link`: that it is told of a carer
    (a row of parent_link_kinds) or of a partner ("couple"). Never raises."""
    reading = _Reading(today, language, marks)
    reading.told.link = link
    for number, part in enumerate(parts(line)):
        if len(part) > LONGEST_PART or number >= MOST_PARTS:
            reading.told.note.append(part)
        else:
            reading.part(part, first=number == 0)
    return reading.finished()


_SPLIT = re.compile(r"\s*[,;()\[\]\n\r\t]+\s*|\s+[–—-]\s+(?=[^\d\s])")


def parts(line: str) -> list[str]:
    """A line taken apart at commas, brackets and dashes between words; a comma within a date does not part it."""
    found: list[str] = []
    for piece in _SPLIT.split(line):
        piece = piece.strip(" .")
        if not piece:
            continue
        if found and re.fullmatch(r"(1[89]|20)\d\d", piece) and re.search(r"[a-z]{3,}\.? \d{1,2}$", found[-1], re.I):
            found[-1] += f", {piece}"
        else:
            found.append(piece)
    return found


_MARKERS = re.compile(
    r"(?<![\w'’])(?:(?P<born>born|due|ganed|ganwyd|geni|dob:?|d\.o\.b\.?:?|b\.|g\.|b(?= ?['\d])|g(?= \d))"
    r"|(?P<died>died|passed away|bu farw|buodd farw|marw|deceased|late of|†|d\.(?! ?o\.)|d(?= ?['\d])))"
    r"\s*(?:on|in|yn|ar|ym)?(?![\w])",
    re.I,
)
_AGE = re.compile(
    r"(?P<all>(?:(?P<about>tua|about|approx\.?|approximately|ca?\.?|circa|around|roughly|oddeutu|rhyw|~)\s*)?"
    r"(?:(?P<aged>aged?|oed)\s+)?(?P<n>\d{1,3})"
    r"\s*(?P<unit>months?|mths?|weeks?|wks?|days?|mis|wythnos|diwrnod|years?|yrs?|yo|y/o|mlwydd|blwydd|flwydd|oed)?"
    r"\s*(?:-?\s*old|oed|of age)?)\s*$",
    re.I,
)
_LIVES = re.compile(r"^(?:(?:who |now |still )*(?:lives|living|live)|(?:sy'n |mae'n |nawr )?(?:yn )?byw)\s+", re.I)
_WITH = re.compile(r"^(?:with|gyda|efo)\s+", re.I)
_AT = re.compile(r"^(?:in|at|on|near|yn|ym|yng|ger|ar)\s+", re.I)
_FROM = re.compile(r"^(?:from|o)\s+(?=[^\W\d_a-z])")
_WORKS = re.compile(r"^(?:works?|working|worked|(?:yn |sy'n |mae'n )?gweithio)\s+(?:as an?|as|fel)\s+", re.I)
_INSTITUTIONS: Final = {
    "prison": "prison", "jail": "prison", "hmp": "prison", "custody": "prison", "carchar": "prison",
    "garchar": "prison", "ngharchar": "prison", "hospital": "hospital", "ysbyty": "hospital",
    "secure unit": "secure", "uned ddiogel": "secure", "children's home": "residential",
    "residential": "residential", "cartref plant": "residential", "gartref plant": "residential",
}  # fmt: skip
_INSTITUTION = re.compile(
    r"^(?P<lead>(?:now |back |again |currently |still )*(?:in |at |yn y |yn |yng |mewn )?)"
    rf"(?P<what>{'|'.join(sorted(_INSTITUTIONS, key=len, reverse=True))})(?![\w])(?P<rest>.*)$",
    re.I,
)
_BONDS: Final = {
    "never met": "never_met", "has never met": "never_met", "have never met": "never_met", "not met": "never_met",
    "erioed wedi cwrdd": "never_met", "erioed wedi cyfarfod": "never_met", "heb gwrdd": "never_met",
    "heb gyfarfod": "never_met", "close": "close", "very close": "very_close", "agos": "close",
    "agos iawn": "very_close", "cut off": "cut_off",
}  # fmt: skip
BOND_WORDS: Final = {
    "close": "close", "very close": "very_close", "looks after": "looks_after", "a safe adult": "safe_adult",
    "misses": "misses", "distant": "distant", "conflict": "conflict", "hostile": "hostile",
    "close but stormy": "stormy", "on and off": "on_and_off", "cut off": "cut_off",
    "kept apart by court or services": "separated", "repaired": "repaired", "never met": "never_met",
    "controlling": "controlling", "hurt physically": "hurt_physically", "hurt emotionally": "hurt_emotionally",
    "harmed sexually": "harmed_sexually", "neglected": "neglected", "exploits": "exploits", "connected": "connected",
    "focused on": "focused_on", "jealous of": "jealous", "does not trust": "distrusts", "spiritual tie": "spiritual",
    "agos": "close", "agos iawn": "very_close", "yn gofalu am": "looks_after", "oedolyn diogel": "safe_adult",
    "yn gweld eisiau": "misses", "pell": "distant", "gwrthdaro": "conflict", "gelyniaethus": "hostile",
    "agos ond stormus": "stormy", "ymlaen ac i ffwrdd": "on_and_off", "wedi torri cysylltiad": "cut_off",
    "wedi'u cadw ar wahân gan lys neu wasanaethau": "separated", "wedi cymodi": "repaired",
    "erioed wedi cwrdd": "never_met", "yn rheoli": "controlling", "wedi brifo'n gorfforol": "hurt_physically",
    "wedi brifo'n emosiynol": "hurt_emotionally", "wedi niweidio'n rhywiol": "harmed_sexually",
    "wedi esgeuluso": "neglected", "yn camfanteisio": "exploits", "mewn cysylltiad": "connected",
    "yn canolbwyntio ar": "focused_on", "yn genfigennus o": "jealous", "ddim yn ymddiried yn": "distrusts",
    "cysylltiad ysbrydol": "spiritual",
}  # fmt: skip
"""The words of the two languages for a bond, as the palette has them -> the row of bond_kinds."""
_GENDERS: Final = {
    "male": "male", "man": "male", "gwryw": "male", "dyn": "male", "female": "female", "woman": "female",
    "benyw": "female", "menyw": "female", "dynes": "female", "non-binary": "nonbinary", "nonbinary": "nonbinary",
    "anneuaidd": "nonbinary",
}  # fmt: skip
_MARKS: Final = {"m": "male", "f": "female"}
_COURSE: Final = {
    "met": "met", "together": "together", "lived together": "cohabiting", "living together": "cohabiting",
    "cohabiting": "cohabiting", "cyd-fyw": "cohabiting", "affair": "affair", "casual": "casual",
    "engaged": "engaged", "married": "married", "m.": "married", "civil partnership": "civil_partnership",
    "separated": "separated", "split up": "separated", "split": "separated", "apart": "separated",
    "back together": "back_together", "divorced": "divorced", "annulled": "annulled", "widowed": "widowed",
    "cwrdd": "met", "gyda'i gilydd": "together", "efo'i gilydd": "together", "dyweddïo": "engaged",
    "priodi": "married", "priod": "married", "partneriaeth sifil": "civil_partnership", "gwahanu": "separated",
    "nôl gyda'i gilydd": "back_together", "ysgaru": "divorced", "wedi ysgaru": "divorced", "gweddw": "widowed",
}  # fmt: skip
_TURN = re.compile(
    r"(?<![\w'’])(?:" + "|".join(re.escape(words) for words in sorted(_COURSE, key=len, reverse=True)) + r")(?![\w'’])",
    re.I,
)
_SIDES = re.compile(
    r"(?<![\w'’])(?:on |from )?(?:(?:my|his|her|their|the) )?"
    r"(?:(?P<m>mum|mother|mam|maternal)|(?P<f>dad|father|paternal))(?:['’]s)?[ -]side(?!\w)"
    r"|(?<![\w'’])(?:(?:ar|o) )?ochr (?:(?:ei|fy|y|eu) )?(?:(?P<cm>mam|fam)|(?P<cf>dad|tad|thad|nhad))(?!\w)"
    r"|(?<![\w'’])(?:(?P<em>maternal)|(?P<ef>paternal))(?!\w)",
    re.I,
)
_COUNTS: Final = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "dau": "2",
    "dwy": "2", "ddau": "2", "ddwy": "2", "tri": "3", "tair": "3", "dri": "3", "dair": "3", "pedwar": "4",
    "pedair": "4", "bedwar": "4", "bedair": "4", "pump": "5", "pum": "5", "bum": "5", "chwe": "6", "saith": "7",
    "wyth": "8", "several": "n?", "some": "n?", "many": "n?", "sawl": "n?", "nifer o": "n?",
}  # fmt: skip
_COUNT = re.compile(rf"(?:(?<=\s)|^)(\d{{1,2}}|n\?|{'|'.join(sorted(_COUNTS, key=len, reverse=True))})\s*$", re.I)
_POSSESSIVE = re.compile(r"(?:(?<=[^\w'’])|^)(?:my|his|her|their|our|the|an?|fy|ei|eu|ein|y|yr)\s*$", re.I)
_OF = re.compile(r"^\s*(?:of|to|i|o)\s+(?:(?:my|his|her|their|our|the|fy|ei|eu|ein)\s+)?$", re.I)
_AND = re.compile(r"\s+(?:and|a|ac)\s+|\s*[&+]\s*")
_KNOWN_AS = re.compile(r"^(?:known as|aka|a\.k\.a\.|called|nickname|goes by|a elwir(?: yn)?|neu)\s+(.+)$", re.I)
_QUOTED = re.compile(r"[\"“”]([^\"“”]{1,60})[\"“”]")
_PARTICLES: Final = frozenset("ap ab ferch verch de la van von der den di da du le el al bin ibn bint mc mac".split())
_WORKERS: Final = frozenset(
    "assistant worker driver teacher nurse carer miner fitter builder cleaner cook chef mechanic plumber electrician"
    " labourer soldier farmer manager officer engineer secretary receptionist hairdresser student unemployed retired"
    " carpenter joiner roofer bricklayer plasterer painter gardener postman postwoman police policeman policewoman"
    " doctor paramedic midwife solicitor lawyer accountant clerk cashier waiter waitress barman barmaid barber baker"
    " butcher welder machinist operative technician lecturer scaffolder decorator caretaker porter guard fisherman"
    " firefighter fireman steelworker councillor minister vicar artist musician apprentice trainee volunteer housewife"
    " gyrrwr gyrwraig nyrs athro athrawes glöwr ffermwr cynorthwyydd gweithiwr gofalwr gofalwraig adeiladwr glanhawr"
    " cogydd mecanydd plymwr trydanwr milwr rheolwr swyddog peiriannydd ysgrifennydd myfyriwr myfyrwraig meddyg"
    " cyfreithiwr saer garddwr wedi-ymddeol di-waith gofal".split()
)
_WORKERS_FIRST: Final = frozenset(("retired", "trainee", "student", "gyrrwr", "gweithiwr", "cynorthwyydd"))
_STATUS: Final = frozenset(("retired", "unemployed", "out of work", "wedi ymddeol", "di-waith", "ddi-waith"))
_CARE: Final = frozenset(("foster", "guardianship", "kinship", "residential"))


class _Reading:
    """One line on its way to being told."""

    def __init__(self, today: date, language: str, marks: bool) -> None:
        self.today = today
        self.language = language
        self.marks = marks
        self.told = Told()
        self.spans: list[Moment] = []

    def part(self, part: str, *, first: bool) -> None:
        """Understands one part as far as it can; the rest becomes a name, or stays in the note."""
        rest = part
        for take in (self._quoted, self._whole, self._side, self._kin_words, self._marked, self._turns, self._dated):
            rest = take(rest).strip(" ,.;:")
            if not re.search(r"\w|\?", rest):
                return
        self._name_or_note(rest, part, first)

    def finished(self) -> Told:
        """Everything together: a stretch of time is a life, or how long somebody was what they were."""
        t = self.told
        care = any(step.link in _CARE for kin in t.kin for step in kin.steps[-1:]) or t.link in _CARE
        couple = t.link == "couple" or any(step.to == "partner" for kin in t.kin for step in kin.steps[-1:])
        kind = t.kin[-1].kind if t.kin else "person"
        for moment in self.spans:
            self._place(moment, care or couple, kind)
        return t

    def _place(self, moment: Moment, lasting: bool, kind: str) -> None:
        t = self.told
        stretch = moment.end is not None
        if lasting and t.since is None:
            t.since, t.until = _ends(moment, self.language) if stretch else (moment, None)
        elif kind in ("miscarriage", "termination", "stillbirth") and t.died is None:
            t.died = moment
        elif stretch and t.born is None and t.died is None and moment.end != (None, None):
            t.born, t.died = _ends(moment, self.language)
            t.read_as_life = True
        elif t.born is None and not stretch:
            t.born = moment
        elif t.died is None and not stretch and t.born is not None and t.born.start is not None:
            t.note.append(moment.text)
        else:
            t.note.append(moment.text)

    # -- what a part may be; each gives back what it did not understand

    def _quoted(self, text: str) -> str:
        found = _QUOTED.search(text)
        if found is None or self.told.known_as or len(found[1].split()) > 3:
            return text
        self.told.known_as = found[1].strip()
        return text[: found.start()] + " " + text[found.end() :]

    def _whole(self, text: str) -> str:
        """Parts that are one thing as a whole."""
        t, plain = self.told, text.casefold()
        if plain in _BONDS:
            t.bonds.append(_BONDS[plain])
        elif plain in _GENDERS:
            t.gender = t.gender or _GENDERS[plain]
        elif self.marks and plain in _MARKS:
            t.gender = t.gender or _MARKS[plain]
        elif self.marks and plain in ("index", "mynegai"):
            t.index = True
        elif plain in ("?", "unknown", "name unknown", "anhysbys", "enw'n anhysbys"):
            t.unknown = True
        elif (known := _KNOWN_AS.match(text)) and not t.known_as and len(known[1].split()) <= 3:
            t.known_as = known[1]
        elif (work := _WORKS.match(text)) and not t.occupation:
            t.occupation = text[work.end() :]
        elif not t.occupation and _is_work(plain) and (t.kin or not any(found_in(text))):
            t.occupation = text
        elif lives := _LIVES.match(text):
            return self._home(text, text[lives.end() :])
        elif (here := _FROM.match(text)) and not t.lives_in:
            t.lives_in = text[here.end() :]
        elif at := _INSTITUTION.match(text):
            return self._institution(text, at)
        elif not t.lives_in and re.match(r"in\s+[^\W\d_a-z]", text) and self._moment(text[3:]) is None:
            t.lives_in = text[3:]
        else:
            return text
        return ""

    def _home(self, text: str, rest: str) -> str:
        t = self.told
        if (beside := _WITH.match(rest)) and not t.lives_with:
            t.lives_with = rest[beside.end() :]
        elif (place := _AT.match(rest)) and not t.lives_in and not re.search(r"\d{4}", rest):
            t.lives_in = rest[place.end() :]
        else:
            t.note.append(text)
        return ""

    def _institution(self, text: str, at: re.Match[str]) -> str:
        t, rest = self.told, at["rest"].strip()
        since = re.sub(r"^(?:again\s+)?(?:since|from|ers|o)\s+", "", rest, flags=re.I)
        moment = self._moment(since) if since else None
        if t.stay is not None or (rest and moment is None):
            t.note.append(text)
        else:
            t.stay = _INSTITUTIONS[at["what"].casefold()], at["what"], moment
            if "again" in text.casefold().split() or "back" in text.casefold().split():
                t.note.append(text)
        return ""

    def _side(self, text: str) -> str:
        found = _SIDES.search(text)
        if found is None or self.told.side:
            return text
        says = found.groupdict()
        self.told.side = "female" if says["m"] or says["cm"] or says["em"] else "male"
        return text[: found.start()] + " " + text[found.end() :]

    def _kin_words(self, text: str) -> str:
        """The kin words of a part; the first part that has some says how somebody is related."""
        t = self.told
        found = list(found_in(text))
        chain = self._chain(text, found) if found else []
        if chain and len(t.kin) == 1 and len(chain) > 1 and not _POSSESSIVE.sub("", text[: chain[0].start]).strip():
            t.kin = [f.kin for f in self._in_order(text, chain)]  # "Uncle Dai (Dad's brother)" says through whom
            return text[max(f.end for f in chain) :]
        if not found or t.kin:
            return text
        start, end = min(f.start for f in chain), max(f.end for f in chain)
        before, after = text[:start], text[end:]
        last = max(chain, key=lambda f: f.start) if not any(f.owns for f in chain) and len(chain) == 1 else None
        before = _POSSESSIVE.sub("", before)
        owner = re.search(r"([^\W\d_][\w'’-]*(?: [^\W\d_a-z][\w'’-]*)*)['’]s?\s*$", before)
        if owner is not None:
            t.of, before = owner[1], before[: owner.start()]
        if many := _COUNT.search(before):
            t.count = _COUNTS.get(many[1].casefold(), many[1])
            before = before[: many.start()]
        if of := re.match(r"\s+(?:of|to)\s+([^\W\d_a-z][\w'’-]*(?: [^\W\d_a-z][\w'’-]*)*)\s*$", after):
            t.of, after = of[1], ""
        t.kin = [f.kin for f in self._in_order(text, chain)]
        t.kin_words = text[start:end]
        t.many = any(f.many for f in chain) or t.count != ""
        t.twins = next((f.kin.twin for f in chain if f.kin.twin), "")
        if t.kin[-1].species:
            t.species = text[chain[-1].start : chain[-1].end]
        if t.kin[-1].occupation and not t.occupation:
            t.occupation = text[chain[-1].start : chain[-1].end]
        if last is not None and last.kin.title and text[last.start].isupper():
            following = re.match(r"\s+([^\W\d_a-z][\w'’-]*)", after)
            if following is not None:
                t.called = text[last.start : last.end] + following[0].rstrip(" ")
        self._after_kin = True
        return f"{before} {after}"

    _after_kin = False

    def _chain(self, text: str, found: list[Found]) -> list[Found]:
        """The kin words that belong to the first one: "mum's sister", "sister of mum", "chwaer fy mam"."""
        chain = [found[0]]
        for following in found[1:]:
            between = text[chain[-1].end : following.start]
            apart = between.strip()
            if not ((chain[-1].owns and not apart) or _OF.match(between) or not _POSSESSIVE.sub("", between).strip()):
                break
            if not apart and chain[-1].kin.title and not chain[-1].owns and following.kin.title:
                break
            chain.append(following)
        return chain

    def _in_order(self, text: str, chain: list[Found]) -> list[Found]:
        """From the one who is asked about to the other: what owns comes first, what is owned by "of" or stands before
        its owner, as in Welsh, comes last; a twin is no step of its own."""
        steps = [f for f in chain if not (f.kin.twin and f.kin.loose and len(chain) > 1)] or chain[:1]
        ordered = [steps[0]]
        for one, other in pairwise(steps):
            if one.owns:
                ordered.append(other)
            else:
                ordered.insert(0, other)
        return ordered

    def _marked(self, text: str) -> str:
        """Dates behind a word: born, died; the longest words that can be read."""
        marks = list(_MARKERS.finditer(text))
        if not marks:
            return text
        left = [text[: marks[0].start()]]
        for mark, following in zip(marks, [*marks[1:], None], strict=True):
            words = text[mark.end() : following.start() if following else len(text)].strip(" ,.")
            moment, behind = self._longest(words)
            known = self.told.born if mark["born"] else self.told.died
            if known is not None or (moment is None and len(mark[0].strip(" .")) < 3):
                left.append(mark[0] + " " + words)
                continue
            if moment is None and words and not re.search(r"\d", words):
                left.append(mark[0] + " " + words)
                continue
            when = moment if moment is not None else Moment(clean_line(words)) if words else Moment("")
            if mark["born"]:
                self.told.born = when
            elif words or when.text:
                self.told.died = when
            else:
                self.told.died = Moment(mark[0].strip(), None, None, "unknown", "unknown")
            if moment is not None:
                left.append(behind)
        return " ".join(left)

    def _turns(self, text: str) -> str:
        """The course of a couple: "together 2007", "separated Jan 2014"."""
        couple = self.told.link == "couple" or any(k.steps and k.steps[-1].to == "partner" for k in self.told.kin)
        marks = list(_TURN.finditer(text)) if couple else []
        if not marks:
            return text
        left = [text[: marks[0].start()]]
        for mark, following in zip(marks, [*marks[1:], None], strict=True):
            words = text[mark.end() : following.start() if following else len(text)].strip(" ,.")
            moment, behind = self._longest(re.sub(r"^(?:in|since|from|ers|yn) ", "", words))
            if words and moment is None:
                left.append(mark[0] + " " + words)
                continue
            self.told.course.append((_COURSE[mark[0].casefold()], moment))
            left.append(behind)
        return " ".join(left)

    def _dated(self, text: str) -> str:
        """A date or an age at the end of a part, without a word before it."""
        t = self.told
        words = text.split()
        for at in range(len(words)):
            tail = " ".join(words[at:])
            if re.search(r"(?<!\d)(?:(?:1[89]|20)\d\d|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|'\d\d)(?!\d)", tail):
                moment = self._moment(tail)
                if moment is not None:
                    self.spans.append(moment)
                    return " ".join(words[:at])
        head = next((m for at in range(len(words)) if (m := _AGE.fullmatch(" ".join(words[at:])))), None)
        if head is not None and t.born is None and (born := _born_at(head, self.today)) is not None:
            loose = not head["aged"] and not head["unit"]
            before = text[: len(text) - len(head[0])]
            if not (loose and before.strip() and not re.fullmatch(r"[^\W\d_].*[^\W\d_]\s*", before)):
                t.born = born
                return before
        return text

    def _longest(self, words: str) -> tuple[Moment | None, str]:
        """The longest beginning of some words that can be read as a time, and the words behind it."""
        pieces = words.split()
        for end in range(min(len(pieces), 10), 0, -1):
            moment = self._moment(" ".join(pieces[:end]))
            if moment is not None:
                return moment, " ".join(pieces[end:])
        return None, words

    def _moment(self, words: str) -> Moment | None:
        """A time in the calendar, or None: an age or a distance is none without somebody it is of."""
        if not re.search(r"\d", words):
            return None
        moment = read(words, language=self.language, born=None, after=None)
        return moment if moment.start is not None and moment.precision not in ("age", "relative") else None

    def _name_or_note(self, rest: str, part: str, first: bool) -> None:
        t = self.told
        words = [w for w in re.split(r"\s+", rest) if w]
        if self.marks and len(words) > 1 and words[-1].casefold() in _MARKS:
            t.gender = t.gender or _MARKS[words.pop().casefold()]
            rest = " ".join(words)
        after_kin, self._after_kin = self._after_kin, False
        if rest == "?":
            t.unknown = True
        elif _is_name(rest) and (not t.names or (t.many and not t.born)):
            self._name(rest)
        elif not t.names and len(words) <= 2 and (first or after_kin) and _is_lower_name(part, rest):
            t.guessed_name = True
            self._name(rest)
        elif not t.occupation and _is_work(rest.casefold()):
            t.occupation = rest
        else:
            t.note.append(rest)

    def _name(self, words: str) -> None:
        """One name, or several: "Janet and Alun Probert" are two of one family name."""
        t = self.told
        several = [piece for piece in _AND.split(words) if piece]
        if len(several) > 1:
            surname = several[-1].split()[1:]
            if surname and all(len(piece.split()) == 1 for piece in several[:-1]):
                several = [f"{piece} {' '.join(surname)}" for piece in several[:-1]] + [several[-1]]
        t.names.extend(several)


def _is_name(words: str) -> bool:
    pieces = [p for p in re.split(r"\s+", _AND.sub(" ", words)) if p]
    if not pieces or len(pieces) > MOST_NAME_WORDS or re.search(r"[\d?!:=/\\<>{}]", words):
        return False
    capital = [p[0].isupper() or (not p[0].islower() and p[0].isalpha()) for p in pieces]
    small = [p.casefold() in _PARTICLES for p in pieces]
    return capital[0] and all(a or b for a, b in zip(capital, small, strict=True))


def _is_lower_name(part: str, rest: str) -> bool:
    """Whether somebody typed a name without capitals: nothing in the part has one, and the words are bare letters."""
    plain = part == part.casefold() and re.fullmatch(r"[^\W\d_]+(?:[ '’-][^\W\d_]+)*", rest) is not None
    return plain and not _is_work(rest)


def _is_work(plain: str) -> bool:
    words = plain.split()
    if plain in _STATUS:
        return True
    if not words or len(words) > 5 or re.search(r"\d", plain):
        return False
    return words[-1] in _WORKERS or words[0] in _WORKERS_FIRST


_STRETCH: Final = re.compile(r"\s+(?:to|until|till|hyd|tan|i)\s+|\s*(?:–|—)\s*|\s+-\s*|(?<=\d{4})-(?=\d{4})")


def _ends(moment: Moment, language: str) -> tuple[Moment, Moment | None]:
    """A stretch of time as two moments, in the words it was said in."""
    words = _STRETCH.split(moment.text, maxsplit=1)
    if len(words) == 2:
        one, two = (read(part, language=language, born=None, after=None) for part in words)
        if one.start == moment.start and two.start is not None:
            return one, two
        if one.start is None and two.start is not None:
            return Moment(words[0], moment.start, None, "approx"), two
    if moment.end is None or moment.end == (None, None):
        return Moment(moment.text, moment.start, None, moment.precision, moment.qualifier), None
    began = Moment(moment.text, moment.start, None, "approx", moment.qualifier)
    return began, Moment(moment.text, moment.end, None, "approx", moment.qualifier)


def _born_at(age: re.Match[str], today: date) -> Moment | None:
    """When somebody of an age was born; the words keep the age and the day it was said on."""
    number, unit = int(age["n"]), (age["unit"] or "").casefold()
    text = f"{age['all'].strip()} ({today.day}/{today.month}/{today.year})"
    qualifier = "about" if age["about"] else ""
    if unit.startswith(("week", "wk", "wyth", "day", "diw")):
        days = number * (1 if unit.startswith(("day", "diw")) else 7)
        last = today - timedelta(days)
        return Moment(text, (last - timedelta(6 if days > 13 else 0), last), None, "age", qualifier)
    if unit.startswith(("month", "mth", "mis")):
        return Moment(text, (_before(today, number + 1) + timedelta(1), _before(today, number)), None, "age", qualifier)
    if not 0 < number <= OLDEST:
        return None
    earliest = _before(today, (number + 1) * 12) + timedelta(1)
    return Moment(text, (earliest, _before(today, number * 12)), None, "age", qualifier)


def _before(day: date, months: int) -> date:
    """The day so many months before; the last of a shorter month."""
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    return date(year, month + 1, 28)


@cache
def understood() -> frozenset[str]:
    """The single words, beside those for kin, that may become structure and then stand nowhere as words."""
    tables = (_BONDS, BOND_WORDS, _GENDERS, _COURSE, _INSTITUTIONS, _COUNTS)
    small = (
        "born due ganed ganwyd geni dob b d g m f o died passed away bu buodd farw marw deceased late of on in yn"
        " ar ym my his her their our the a an fy ei eu ein y yr to i side maternal paternal ochr mum mother mam dad"
        " father tad fam thad nhad and ac known as aka k called nickname goes by elwir neu works work working"
        " worked gweithio fel sy mae lives living live who now still byw nawr with gyda efo at near ger from since"
        " ers again back currently mewn yng index mynegai unknown name anhysbys enw n s"
    )
    words = {word for table in tables for phrase in table for word in re.findall(r"\w+", phrase)}
    return frozenset(words | set(small.split()))
