"""What is wrong or doubtful in the formulation itself: board, story, placement, recommendations, the child's voice.

Part of `findings.py`, which registers `rules` here and says what a finding is. None of it asks anything before the
formulation is begun, for a meeting begins with family and timeline. Numbered rules, with their words under
`finding.<key>`; all but L1 are advisory, for what is doubtful may be right, and the psychologist decides:
B1  a card says something, and rests on something.
B2  what helps is on the board; so is what services and surroundings do (BPS 2011).
L1  a sentence does not stand on what is gone.                            blocking: a version could not show it
L2  what a sentence stands on is as it was when somebody last looked.
L3  a sentence that stands on nothing is marked as a hypothesis.
L4  a hypothesis says other ways to see it.
P1  the agreed placement says why, and what that rests on.
P2  where the child stands is agreed, once for the child as a whole.
C1  a recommendation says what, on which step, who does it and by when.
C2  what it needs first does not need it, and is not avoided or stopped.
C3  what stopped says why.
C4  the check of the order (sequencing.py) is answered: what it warns of is changed, or a reason is written.
V1  it is written down whether the child was asked, and if not, why not.
V2  a wish is answered by a recommendation, or stays an open end.
V3  it is written down whether the child's words may be shown.
Q1  what was asked or suggested is settled, or goes into the version as open.
U1  nothing stands only on what nobody is sure of.
W1  words that a child may find hurtful are looked at again; what is quoted is left alone (wording.py).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from server.domain import story
from server.domain.errors import Finding, Place
from server.domain.fields import Record
from server.domain.formulation import COLLECTIONS, Formulation, to_plain
from server.domain.recommendations import Recommendation
from server.domain.sequencing import cautions
from server.domain.wording import hurtful

SHORT: Final = 80
"""Characters of somebody's words within a sentence; longer ones are told by their beginning."""
UNSURE: Final = frozenset({"disputed", "unconfirmed", "hearsay"})
"""How sure an event is that nothing should stand on alone (U1)."""
READ: Final = frozenset(
    {"title", "detail", "meaning", "text", "note", "alternatives", "reason", "why", "ending", "state_why"}
)
"""The fields that hold the room's own words (W1); the child's and what was quoted are not among them."""


class Sentence(NamedTuple):
    """One sentence of the story, as `static/src/story/` finds them: its part and block, its words, whether anything is
    cited for it, whether it is marked as a hypothesis, and what is cited: collections and ids."""

    part: str
    block: int
    words: str
    cites: bool
    hypothesis: bool
    cited: tuple[tuple[str, str], ...] = ()


def rules(f: Formulation, sentences: Iterable[Sentence] = ()) -> Iterator[Finding]:
    """Everything doubtful in a formulation without its removed records. `sentences` are those of the story."""
    if begun(f):
        for rule in _RULES:
            yield from rule(f)
        yield from _loose_sentences(sentences)
    yield from _hurtful(f)


def begun(f: Formulation) -> bool:
    """Whether anybody has begun on the formulation: a card, a word of the story, a placement or a recommendation."""
    written = any(part.words.strip() for part in f.story.values())
    return bool(written or f.cards or f.placements or f.recommendations)


def short(words: str) -> str:
    """Somebody's words for the inside of a sentence: one line, cut at a word, without a full stop."""
    line = " ".join(words.split())
    if len(line) > SHORT:
        line = line[:SHORT].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
    return line.rstrip(".")


def _cards(f: Formulation) -> Iterator[Finding]:
    for i, card in f.cards.items():
        if not card.text.strip():
            yield Finding("card_without_words", Place("cards", i, "text"))
        elif not _rests(card):
            yield Finding("card_rests_on_nothing", Place("cards", i, "events"), False, {"what": short(card.text)})
    boxes = {card.box for card in f.cards.values()}
    if boxes and "protective" not in boxes:
        yield Finding("board_without_what_helps", Place("cards"))
    if boxes and "context" not in boxes:
        yield Finding("board_without_context", Place("cards"))


def _citations(f: Formulation) -> Iterator[Finding]:
    plain = to_plain(f)
    for each in story.stale(plain):
        place = Place("statements", each.id)
        what = {"what": _name(f, each.collection, each.record)}
        if each.why in ("removed", "missing"):
            yield Finding("citation_gone", place, True, {"words": _of_block(f, each.part, each.block)})
        elif each.why == "disputed":
            yield Finding("citation_disputed", place, False, what)
        else:
            yield Finding("citation_changed", place, False, what)


def _of_block(f: Formulation, part: str, block: int) -> str:
    content = f.story[part].blocks[block].content
    return short("".join(i.text for i in content if isinstance(i, story.Text)))


def _loose_sentences(sentences: Iterable[Sentence]) -> Iterator[Finding]:
    for sentence in sentences:
        if sentence.words.strip() and not sentence.cites and not sentence.hypothesis:
            where = Place("story", "", sentence.part)
            yield Finding("sentence_rests_on_nothing", where, False, {"words": short(sentence.words)})


def _hypotheses(f: Formulation) -> Iterator[Finding]:
    for part, told in f.story.items():
        for block, atom in told.atoms():
            if atom.kind == "hypothesis" and not _alternatives(f, atom.id):
                place = Place("statements", atom.id, "alternatives")
                yield Finding("hypothesis_without_another", place, False, {"words": _of_block(f, part, block)})


def _alternatives(f: Formulation, i: str) -> str:
    statement = f.statements.get(i)
    return statement.alternatives.strip() if statement else ""


def _placements(f: Formulation) -> Iterator[Finding]:
    agreed = {i: p for i, p in f.placements.items() if p.agreed}
    for i, placement in agreed.items():
        if not placement.steps:
            yield Finding("placement_without_step", Place("placements", i, "steps"))
        if not placement.reason.strip():
            yield Finding("placement_without_reason", Place("placements", i, "reason"))
        if not _rests(placement):
            yield Finding("placement_rests_on_nothing", Place("placements", i, "events"))
    whole = [i for i, p in agreed.items() if p.whole and p.when is None]
    if not any(p.whole for p in agreed.values()):
        yield Finding("no_placement", Place("placements"))
    for i in sorted(whole, key=lambda i: f.placements[i].agreed_at)[:-1]:
        yield Finding("second_placement", Place("placements", i, "agreed"))


def _recommendations(f: Formulation) -> Iterator[Finding]:
    for i, r in f.recommendations.items():
        what = {"what": short(r.title)}
        if not r.title.strip():
            yield Finding("recommendation_without_words", Place("recommendations", i, "title"))
            continue
        if r.state == "stopped" and not r.state_why.strip():
            yield Finding("stopped_without_reason", Place("recommendations", i, "state_why"), False, what)
        if r.start == "avoid" or r.state == "stopped":
            continue
        if not r.steps:
            yield Finding("recommendation_without_step", Place("recommendations", i, "steps"), False, what)
        if not (r.who.strip() or r.who_agency.strip() or r.done_by):
            yield Finding("recommendation_without_who", Place("recommendations", i, "who"), False, what)
        if r.start == "now" and not any(m and m.text for m in (r.by, r.begins)):
            yield Finding("recommendation_without_when", Place("recommendations", i, "by"), False, what)


def _needs(f: Formulation) -> Iterator[Finding]:
    for i, r in f.recommendations.items():
        where, what = Place("recommendations", i, "needs_first"), {"what": short(r.title)}
        if i in _all_needed(f, i):
            yield Finding("needs_itself_first", where, False, what)
        for needed in _standing_needs(f, r):
            before = f.recommendations[needed]
            if r.start != "avoid" and (before.start == "avoid" or before.state == "stopped"):
                yield Finding("needs_what_will_not_come", where, False, {**what, "first": short(before.title)})


def _standing_needs(f: Formulation, r: Recommendation) -> list[str]:
    return [n for n, need in r.needs_first.items() if need == "needed" and n in f.recommendations]


def _all_needed(f: Formulation, i: str) -> set[str]:
    """Everything that has to be there before a recommendation; itself too, where that goes round in a circle."""
    seen: set[str] = set()
    todo = _standing_needs(f, f.recommendations[i])
    while todo:
        each = todo.pop()
        if each not in seen:
            seen.add(each)
            todo += _standing_needs(f, f.recommendations[each])
    return seen


def _order(f: Formulation) -> Iterator[Finding]:
    for caution in cautions(f):
        if not caution.reason:
            yield caution.finding()


def _voices(f: Formulation) -> Iterator[Finding]:
    if not any(v.asked or v.text.strip() for v in f.voices.values()):
        yield Finding("child_not_asked", Place("voices"))
    answered = {
        wish
        for r in f.recommendations.values()
        for wish, how in r.wishes.items()
        if r.start != "avoid" and r.state != "stopped" and how in ("answers", "in_part")
    }
    for i, voice in f.voices.items():
        words = {"words": short(voice.text)}
        if voice.asked == "not_asked" and not voice.why_not.strip():
            yield Finding("not_asked_without_reason", Place("voices", i, "why_not"))
        if voice.kind == "wish" and voice.text.strip() and i not in answered:
            yield Finding("wish_unanswered", Place("voices", i), False, words)
        if voice.text.strip() and not voice.share:
            yield Finding("sharing_not_said", Place("voices", i, "share"), False, words)


def _comments(f: Formulation) -> Iterator[Finding]:
    for i, comment in f.comments.items():
        if comment.kind != "note" and not comment.outcome and comment.text.strip():
            yield Finding("open_comment", Place("comments", i), False, {"words": short(comment.text)})


def _unsure(f: Formulation) -> Iterator[Finding]:
    resting: Mapping[str, Mapping[str, Any]] = {
        "cards": f.cards,
        "placements": {i: p for i, p in f.placements.items() if p.agreed},
        "recommendations": f.recommendations,
    }
    for collection, records in resting.items():
        for i, record in records.items():
            events = [f.events[e] for e, bears in record.events.items() if bears == "supports" and e in f.events]
            if events and not (record.people or record.facts) and all(e.confidence in UNSURE for e in events):
                what = {"what": short(getattr(record, "title", "") or getattr(record, "text", ""))}
                key = "rests_on_unsure" if what["what"] else "placement_rests_on_unsure"
                yield Finding(key, Place(collection, i, "events"), False, what)


def _hurtful(f: Formulation) -> Iterator[Finding]:
    for collection, i, name, words in _own_words(f):
        for wrong, said in hurtful(words):
            yield Finding(_WORDING[wrong], Place(collection, i, name), False, {"words": said})


def _own_words(f: Formulation) -> Iterator[tuple[str, str, str, str]]:
    """Every text in the room's own words, with its place; what the child said is left out."""
    for collection in COLLECTIONS:
        for i, record in f.collection(collection).items():
            if not _is_the_childs(collection, record):
                yield from ((collection, i, n, w) for n in sorted(READ) if (w := getattr(record, n, "")))
    for part, told in f.story.items():
        yield from [("story", "", part, told.words)] if told.words else []


def _is_the_childs(collection: str, record: Record) -> bool:
    """Whether a record holds the child's own words: their voice, an event in that lane, a fact of what they say."""
    lane, area = getattr(record, "lane", ""), getattr(record, "area", "")
    return collection == "voices" or lane == "words" or area == "says"


def _rests(record: Any) -> bool:
    """Whether anything supports a card or a placement."""
    grounds = (record.events, record.people, record.facts)
    return any(bearing == "supports" for each in grounds for bearing in each.values())


def _name(f: Formulation, collection: str, i: str) -> str:
    record = f.collection(collection).get(i)
    names = (str(getattr(record, name, "")) for name in ("title", "short_name", "text"))
    return short(next(filter(None, names), ""))


_WORDING: Final[Mapping[str, str]] = {
    "label": "hurtful_label",
    "blame": "hurtful_blame",
    "family": "hurtful_family",
    "exploited": "hurtful_exploited",
    "system": "hurtful_system",
}
_RULES: Final[tuple[Callable[[Formulation], Iterator[Finding]], ...]] = (
    _cards, _citations, _hypotheses, _placements, _recommendations, _needs, _order, _voices, _comments, _unsure,
)  # fmt: skip
