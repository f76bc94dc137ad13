"""Board, story, steps, recommendations and the child's voice of a formulation as lists: for reading, for screen readers
and for print, beside the lists of `outline.py`.

Nothing here is a number of anything: no experience, card or event is counted.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from server.domain import vocabulary
from server.domain.errors import Words
from server.domain.fields import Record
from server.domain.findings_formulation import short
from server.domain.formulation import Formulation
from server.domain.moments import Moment
from server.domain.recommendations import Recommendation
from server.domain.sequencing import cautions
from server.domain.steps import Placement, stretch
from server.domain.story import Atom, Block, Text
from server.reports.outline import name_of


def holds(w: Words, f: Formulation) -> dict[str, Any]:
    """Everything for `versions/formulation.html`, from a formulation without its removed records."""
    return {
        "voices": voices(w, f),
        "board": board(w, f),
        "story": story(w, f),
        "placements": placements(w, f),
        "recommendations": recommendations(w, f),
        "by_person": by_person(w, f),
        "by_date": by_date(w, f),
        "avoided": avoided(w, f),
        "reasons": reasons(f).get("", []),
    }


def voices(w: Words, f: Formulation) -> list[dict[str, Any]]:
    """What the child said, and whether they were asked."""
    return [
        {
            **_words_of(voice),
            "kind": w(f"voice_kinds.{voice.kind}"),
            "text": voice.text,
            "how_asked": _joined(_choice(w, "askings", voice.asked), voice.asked_by, _when(voice.when)),
            "how": voice.how,
            "why_not": voice.why_not,
            "share": _joined(_choice(w, "quote_shares", voice.share), voice.share_with),
            "speaks_of": _named(w, f, [
                (c, i) for c in ("events", "people", "facts", "cards", "recommendations") for i in getattr(voice, c)
            ]),
        }
        for _, voice in _in_order(f.voices)
    ]  # fmt: skip


def board(w: Words, f: Formulation) -> list[dict[str, Any]]:
    """The boxes that hold a card, each with its cards."""
    boxes = []
    for row in vocabulary.BOXES:
        cards = [
            {**_words_of(card), "text": card.text, "note": card.note, "rests_on": rests_on(w, f, card)}
            for _, card in _in_order(f.cards)
            if card.box == row.key
        ]
        if cards:
            boxes.append({"box": w(f"boxes.{row.key}"), "cards": cards})
    return boxes


def story(w: Words, f: Formulation) -> list[dict[str, Any]]:
    """The parts of the story that have words, each as its blocks."""
    return [
        {"part": w(f"story_parts.{part}"), "blocks": [_block(w, f, block) for block in told.blocks]}
        for part, told in f.story.items()
        if told.words.strip()
    ]


def placements(w: Words, f: Formulation) -> list[dict[str, Any]]:
    """What was agreed first, then what each placed by themself, in the order of the record."""
    rows = sorted(_in_order(f.placements), key=lambda row: not row[1].agreed)
    return [
        {
            **_words_of(placement),
            "agreed": placement.agreed,
            "where": _where(w, f, placement),
            "steps": _steps(w, placement),
            "guide": [w(f"steps.{row.key}") for row in _rows_of(placement.steps)],
            "emerging": _choice(w, "step_ranges", placement.emerging),
            "not_ready": _choice(w, "step_ranges", placement.not_ready),
            "reason": placement.reason,
            "rests_on": rests_on(w, f, placement),
            "says": placement.says,
        }
        for _, placement in rows
    ]


def recommendations(w: Words, f: Formulation) -> list[dict[str, Any]]:
    """What is recommended, by step and then in its order, with what the psychologist wrote where the check warned."""
    kept = reasons(f)
    rows = [(i, r) for i, r in _in_order(f.recommendations) if r.start != "avoid"]
    return [
        {
            **_words_of(r),
            "title": r.title,
            "why": r.why,
            "steps": _choice(w, "step_ranges", r.steps),
            "start": w(f"starts.{r.start}"),
            "starts_now": r.start == "now",
            "who": ", ".join(filter(None, (r.who or _doing(w, f, r), r.who_agency))),
            "when": _joined(_when(r.begins), _when(r.by)),
            "needs": [f.recommendations[n].title for n in r.needs_first if n in f.recommendations],
            "ending": r.ending,
            "rests_on": rests_on(w, f, r),
            "wishes": [f.voices[i].text for i in r.wishes if i in f.voices],
            "state": _choice(w, "recommendation_states", r.state),
            "state_why": r.state_why,
            "kept": kept.get(i, []),
        }
        for i, r in sorted(rows, key=lambda row: stretch(row[1].steps)[0] or 9)
    ]


def by_person(w: Words, f: Formulation) -> list[dict[str, Any]]:
    """The plan for those who carry it out: who, and what each does with its number in the plan; what nobody does yet
    comes last. Whoever is named twice stands there once, however the name was written."""
    groups: dict[tuple[str, str], dict[str, Any]] = {}
    for number, r in _plan(f):
        who = (r.who or _doing(w, f, r)).strip()
        key = who.casefold(), r.who_agency.strip().casefold()
        group = groups.setdefault(key, {"who": who or r.who_agency.strip(), "agency": "", "does": []})
        group["agency"] = r.who_agency.strip() if who else ""
        group["does"].append(_planned(w, number, r))
    return sorted(groups.values(), key=lambda group: (not group["who"], group["who"].casefold(), group["agency"]))


def by_date(w: Words, f: Formulation) -> list[dict[str, Any]]:
    """The plan by the first day that is said of each; the undated last, in the order of the plan."""
    rows = sorted(_plan(f), key=lambda row: (_first_day(row[1]) or date.max, row[0]))
    return [
        {**_planned(w, number, r), "who": ", ".join(filter(None, (r.who or _doing(w, f, r), r.who_agency)))}
        for number, r in rows
    ]


def _plan(f: Formulation) -> list[tuple[int, Recommendation]]:
    """What is recommended by step and then in its order, with its number there."""
    rows = [r for _, r in _in_order(f.recommendations) if r.start != "avoid"]
    return list(enumerate(sorted(rows, key=lambda r: stretch(r.steps)[0] or 9), start=1))


def _planned(w: Words, number: int, r: Recommendation) -> dict[str, Any]:
    return {
        **_words_of(r),
        "number": number,
        "title": r.title,
        "steps": _choice(w, "step_ranges", r.steps),
        "start": "" if r.start == "now" else w(f"starts.{r.start}"),
        "from": _when(r.begins),
        "by": _when(r.by),
    }


def _first_day(r: Recommendation) -> date | None:
    return min((m.earliest for m in (r.begins, r.by) if m and m.earliest), default=None)


def reasons(f: Formulation) -> dict[str, list[str]]:
    """What the psychologist wrote where the check of the order warned, by recommendation; under "" what is of the plan
    as a whole."""
    kept: dict[str, list[str]] = {}
    for caution in cautions(f):
        if caution.reason:
            kept.setdefault(caution.recommendation, []).append(caution.reason)
    return kept


def avoided(w: Words, f: Formulation) -> list[dict[str, Any]]:
    """What is to be avoided for now."""
    return [
        {
            **_words_of(r),
            "title": r.title,
            "why": r.why,
            "until": w(f"steps.{r.until_step}") if r.until_step else "",
            "state": _choice(w, "avoidance_states", r.avoided),
        }
        for _, r in _in_order(f.recommendations)
        if r.start == "avoid"
    ]


def rests_on(w: Words, f: Formulation, record: Any) -> list[dict[str, Any]]:
    """What a record rests on: names, and whether one speaks against it."""
    return [
        {"name": name, "against": bearing == "speaks_against"}
        for collection in ("events", "people", "facts")
        for i, bearing in getattr(record, collection).items()
        for name in _named(w, f, [(collection, i)])
    ]


def _named(w: Words, f: Formulation, keys: Iterable[tuple[str, str]]) -> list[str]:
    """What records are called, those that are there; long names by their beginning, for they stand beside others."""
    names = []
    for collection, i in keys:
        record = f.collection(collection).get(i)
        if record is not None:
            called = getattr(record, "title", "") or getattr(record, "text", "")
            names.append(name_of(w, f, i) if collection == "people" else short(str(called)))
    return names


def _block(w: Words, f: Formulation, block: Block) -> dict[str, Any]:
    return {"kind": block.kind, "level": block.level, "pieces": [_piece(w, f, inline) for inline in block.content]}


def _piece(w: Words, f: Formulation, inline: Text | Atom) -> dict[str, Any]:
    """A run of words, or the mark after a sentence in words."""
    if isinstance(inline, Text):
        return {"text": inline.text, "strong": "strong" in inline.marks, "em": "em" in inline.marks}
    if inline.kind == "citation":
        return {"cites": next(iter(_named(w, f, [(inline.collection, inline.record)])), "")}
    statement = f.statements.get(inline.id)
    return {
        "marked": w(f"statement_kinds.{inline.kind}"),
        "alternatives": statement.alternatives if statement and inline.kind == "hypothesis" else "",
    }


def _where(w: Words, f: Formulation, placement: Placement) -> str:
    """Of what a placement is: the child as a whole, one setting, one person's company."""
    if placement.whole:
        return w("version.as_a_whole")
    company = w("version.with_person", who=name_of(w, f, placement.person)) if placement.person else ""
    return _joined(placement.setting, company)


def _steps(w: Words, placement: Placement) -> str:
    if placement.not_known:
        return w("version.not_known_well_enough")
    return _choice(w, "step_ranges", placement.steps)


def _rows_of(key: str) -> tuple[vocabulary.Row, ...]:
    lowest, highest = stretch(key)
    return vocabulary.STEPS[lowest - 1 : highest] if lowest else ()


def _doing(w: Words, f: Formulation, r: Recommendation) -> str:
    return ", ".join(_named(w, f, [("people", i) for i in r.done_by]))


def _choice(w: Words, table: str, key: str) -> str:
    return w(f"{table}.{key}") if key else ""


def _joined(*words: str) -> str:
    return " · ".join(filter(None, words))


def _when(moment: Moment | None) -> str:
    return moment.text if moment else ""


def _words_of(record: Record) -> dict[str, Any]:
    """The language its words are in (for `lang`), and whether it is marked sensitive."""
    return {"lang": record.language if record.language in ("en", "cy") else "", "sensitive": record.sensitive}


def _in_order(records: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return sorted(records.items(), key=lambda row: (row[1].order, row[0]))
