"""Reports of case A: whole, in order, in both languages; and of whatever else may stand in a formulation.

`python -m tests.reports.test_writing` writes the golden texts anew.
"""

import pickle
import re
import time
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, get_args
from xml.etree import ElementTree

import pytest

from server.domain import vocabulary
from server.domain.formulation import from_plain, to_plain
from server.domain.moments import read as read_moment
from server.domain.steps import Placement
from server.domain.versions import short_seal
from server.example import more_entries
from server.languages import words
from server.reports.draft import Beside, Engine
from server.reports.paper import Bullets, Cell, Heading, Paper, Paragraph, Part, Picture, Run, Table, Terms, told
from server.reports.paper import Kind as Report
from server.reports.papers.child import hard_words, said_beside
from server.reports.writing import write
from tests.families import event, person_id, record_id, to_whole
from tests.reports.frozen import Shows, Silent, case_a, frozen, written

GOLDEN = Path(__file__).parents[1] / "golden" / "case-a" / "reports"
REPORTS: tuple[Any, ...] = get_args(Report)
EN, CY = words("en"), words("cy")
PLAN = [
    "Same adult, same place, same time (Thursdays 3.30 café); named back-up introduced now",
    "Tŷ Bryn evening plan: same three adults, landing light on, door ajar",
    "No planned placement move for 12 months",
    "SaLT communication passport; letters re-written at his level",
    "EOTAS up from 6 to 9 hours, only with Dewi",
    "Weekly car time with Dewi – doing, not talking",
    "Janet and Alun: card or visit monthly, on his calendar; Pero comes",
    "Bethan: supported visits fortnightly; viability only if he wants",
    "Memory box for Macsen and Gwyneth when he asks",
    "Hold CAMHS bereavement/trauma place; no offence-focused or restorative work yet",
]


@cache
def of_case_a(kind: Any, language: str = "en") -> Part:
    """A report of case A in one language, with the drawings of the pages."""
    version, formulation = frozen()
    (part,) = write(kind, version, formulation, (language,), words=words).parts
    return part


def runs(part: Part) -> list[Run]:
    """All words of a part in the order of reading."""
    return [run for block in part.blocks for line in lines(block) for run in line]


def lines(block: Any) -> list[Any]:
    match block:
        case Heading(line=line) | Paragraph(line=line):
            return [line]
        case Bullets(items=items):
            return [each for line, below in items for each in (line, *(lines(below) if below else ()))]
        case Terms(rows=rows):
            return [line for _, line in rows]
        case Table(rows=rows):
            return [cell.line for row in rows for cell in row]
    return []


def targets(part: Part) -> list[str]:
    """Where citations can lead to."""
    cells = [cell for block in part.blocks if isinstance(block, Table) for row in block.rows for cell in row]
    return [cell.anchor for cell in cells if cell.anchor]


def section(part: Part, title: str) -> list[Any]:
    """The blocks below a heading, up to the next of its level."""
    levels = [
        (n, b.level, "".join(r.text for r in b.line)) for n, b in enumerate(part.blocks) if isinstance(b, Heading)
    ]
    begins, level = next((n, level) for n, level, said in levels if said == title)
    ends = next((n for n, each, _ in levels if n > begins and each <= level), len(part.blocks))
    return list(part.blocks[begins + 1 : ends])


def said(blocks: Any) -> str:
    return told(Part("en", "", "", tuple(blocks), "", ""))


# -- case A


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("kind", REPORTS)
def test_a_report_of_case_a_says_what_it_said(kind: Any, language: str) -> None:
    """The golden texts: a change of a report is seen in a diff of words."""
    assert told(of_case_a(kind, language)) == (GOLDEN / f"{kind}.{language}.txt").read_text("utf-8")


def test_the_sections_stand_in_the_order_of_formulation_reports() -> None:
    part = of_case_a("professional")
    heads = ["".join(r.text for r in b.line) for b in part.blocks if isinstance(b, Heading) and b.level == 1]
    keys = ("who", "consent", "family", "timeline", "ages", "board", "story", "placement", "recommendations",
            "unresolved", "safety", "review", "restrictions", "appendix")  # fmt: skip
    assert heads == [EN(f"report.{key}") for key in keys]


@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_citation_leads_to_one_row_of_the_appendix_and_every_row_is_cited(language: str) -> None:
    part = of_case_a("professional", language)
    rows = targets(part)
    led = {run.anchor for run in runs(part) if run.anchor}
    assert len(rows) == len(set(rows)) and led == set(rows)
    assert all(run.text == f"[{run.anchor.removeprefix('cited-')}]" for run in runs(part) if run.anchor)


def test_every_sentence_of_the_story_stands_with_the_numbers_of_its_events() -> None:
    """Each number leads to the very event, with its date and source."""
    part, plain = of_case_a("professional"), case_a()
    table = next(b for b in section(part, EN("report.appendix")) if isinstance(b, Table))
    row = {cells[0].anchor: said([Table("", (), (cells,), ())]) for cells in table.rows}
    paragraphs = [b.line for b in section(part, EN("report.story")) if isinstance(b, Paragraph) and not b.kind]
    blocks = plain["story"]["happened"]["blocks"]
    assert len(paragraphs) == len(blocks) == 12
    for line, block in zip(paragraphs, blocks, strict=True):
        assert line[0].text == block["content"][0]["text"]
        events = [plain["events"][atom["record"]] for atom in block["content"][1:]]
        assert len(events) == sum(bool(run.anchor) for run in line) > 0
        for run, cited in zip([run for run in line if run.anchor], events, strict=True):
            assert cited["title"] in row[run.anchor] and cited["says"] in row[run.anchor]


@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_event_and_every_card_is_in_the_professional_report(language: str) -> None:
    text = told(of_case_a("professional", language))
    plain = case_a()
    for collection, field in (("events", "title"), ("events", "meaning"), ("cards", "text"), ("facts", "text")):
        missing = [r[field] for r in plain[collection].values() if r[field].strip() not in text]
        assert missing == []


@pytest.mark.parametrize("kind", ["professional", "plan"])
def test_exactly_the_ten_recommendations_stand_in_order(kind: Any) -> None:
    part = of_case_a(kind)
    if kind == "professional":
        heads = [b for b in section(part, EN("report.recommendations")) if isinstance(b, Heading)]
        found = ["".join(run.text for run in b.line) for b in heads]
        assert found.pop() == EN("starts.avoid")
    else:
        table = next(b for b in part.blocks if isinstance(b, Table))
        found = sorted(
            (said([Paragraph(row[1].line[:2])]).strip() for row in table.rows), key=lambda x: int(x.split(".")[0])
        )
    assert found == [f"{n}. {title}" for n, title in enumerate(PLAN, start=1)]


def test_what_to_avoid_and_the_guides_exact_words_are_in_every_report_for_adults() -> None:
    for kind in ("professional", "plan", "summary"):
        text = told(of_case_a(kind))
        assert all(each in text for each in ("anger management", "victim empathy", "sudden changes of worker"))
    for language in ("en", "cy"):
        placed = section(of_case_a("professional", language), words(language)("report.placement"))
        assert "get used to structure, boundaries and a routine" in said(placed), language
        assert "TRM" not in said(placed)


def test_the_plan_of_case_a_is_short_enough_for_a_page_and_nobody_stands_twice() -> None:
    part = of_case_a("plan")
    assert len(told(part).splitlines()) < 45 and not any(isinstance(b, Picture) for b in part.blocks)
    people = next(b for b in part.blocks if isinstance(b, Terms))
    who = [name for name, _ in people.rows]
    assert who == sorted(set(who)) and len(who) == 8
    assert sum(len(re.findall(r"\d+\. ", said([Paragraph(line)]))) for _, line in people.rows) == len(PLAN)


@pytest.mark.parametrize("kind", REPORTS)
def test_both_languages_are_complete_and_say_the_same_in_the_same_order(kind: Any) -> None:
    version, formulation = frozen()
    paper = write(kind, version, formulation, ("cy", "en"), words=words, artist=Shows())
    welsh, english = paper.parts
    assert (welsh.language, english.language) == ("cy", "en")
    own = {
        EN("report.story_language", language=EN("languages.en")),
        CY("report.story_language", language=CY("languages.en")),
    }
    shape = lambda part: [type(b) for b in part.blocks if said([b]).strip() not in own]  # noqa: E731
    assert shape(welsh) == shape(english)
    assert welsh.title != english.title and welsh.footer != english.footer
    assert targets(welsh) == targets(english)


def test_words_of_records_stay_in_their_language_and_say_so() -> None:
    """EXPERIENCE: missing translation is named, not hidden."""
    part = of_case_a("professional", "cy")
    titles = {event["title"] for event in case_a()["events"].values()}
    assert {run.language for run in runs(part) if run.text in titles} == {"en"}
    assert {run.language for run in runs(of_case_a("professional")) if run.text in titles} == {""}
    assert CY("report.story_language", language=CY("languages.en")) in told(part)
    assert "not translated" not in told(of_case_a("professional"))


def test_circumflexes_stand_as_letters() -> None:
    for kind in ("professional", "plan", "wall"):
        assert "Tŷ" in told(of_case_a(kind)), kind
    plain = {**case_a(), "events": dict([event("Gŵyl yn Nhŷ Ŵyn, Ŷd", lane="words")])}
    for kind in REPORTS:
        if kind != "plan":
            paper = written(kind, plain, ("cy", "en"))
            assert all("Gŵyl yn Nhŷ Ŵyn, Ŷd" in told(part) for part in paper.parts), kind


def test_the_telling_ages_are_those_at_which_the_child_had_moved() -> None:
    """Born to both parents; Lee has moved in; at the Proberts'; at Tŷ Bryn."""
    pictures = [b for b in section(of_case_a("professional"), EN("report.ages")) if isinstance(b, Picture)]
    assert [re.findall(r"at (\d+),", p.caption)[0] for p in pictures] == ["0", "4", "8", "14"]
    homes = ("Cwm Derwen flat", "Lee Hartog", "Proberts", "Tŷ Bryn")
    assert all(home in p.alt for p, home in zip(pictures, homes, strict=True))


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("kind", REPORTS)
def test_pictures_are_pictures_and_say_in_sentences_what_they_show(kind: Any, language: str) -> None:
    pictures = [b for b in of_case_a(kind, language).blocks if isinstance(b, Picture)]
    assert bool(pictures) == (kind in ("professional", "wall"))
    for picture in pictures:
        assert ElementTree.fromstring(picture.svg).tag.endswith("svg")
        assert re.fullmatch(r"\w.*[.!?]", picture.alt, re.DOTALL) and picture.caption
    if pictures:
        assert all(name in pictures[0].alt for name in ("Macsen Sallis", "Janet Probert", "Pero", "Bethan Tudful"))


def test_the_walls_hold_every_event_once_and_every_tile_follows_the_one_before() -> None:
    tiles = [b for b in of_case_a("wall").blocks if isinstance(b, Picture) and b.name == "timeline"]
    events = [e["title"].strip().rstrip(".") for e in case_a()["events"].values()]
    told_of = "\n".join(tile.alt for tile in tiles)
    assert [title for title in events if told_of.count(f": {title}.") != 1] == []
    assert all(tile.fit == "page" for tile in tiles)
    assert [tile.caption.split(":")[0] for tile in tiles] == [f"Timeline, sheet {n} of 5" for n in range(1, 6)]
    version, formulation = frozen()
    paper = write("wall", version, formulation, ("en",), words=words, artist=Shows())
    assert (paper.size, paper.turned) == ("a3", True)


# -- the child's own copy


def test_the_childs_copy_speaks_to_the_child_in_plain_words_and_large_type() -> None:
    paper = written("child")
    text = told(paper)
    assert paper.large
    for key in ("told_us", "happened", "good_at", "will_do", "later", "next"):
        assert f"# {EN(f'report.you.{key}')}\n" in text
    own = [entry for entry in words("en").areas["reports"] if entry.startswith("report.you.")]
    jargon = re.compile(
        r"formulation|placement|professional|step \d|trauma|recommend|assess|hypothes|sensitive|review", re.I
    )
    beside = ("report.you.not_in_it", "report.you.hard_words")
    assert [key for key in own if key not in beside and jargon.search(EN.forms[key][0])] == []


def test_the_childs_copy_holds_what_they_said_what_helps_and_what_starts_now() -> None:
    text = told(of_case_a("child"))
    assert "“I don't sleep in the dark. If the door's open I can see who's coming.”" in text
    assert "Mr Ifans, the guinea pig, reading" in text and "Janet Probert" in text
    assert all(title in text for title in PLAN[:8])
    assert not any(title in text for title in PLAN[8:]), "what waits is told in plain words alone"
    assert EN("report.you.kind.therapy") in text


def test_neither_the_story_nor_the_board_nor_what_adults_avoid_is_in_the_childs_copy() -> None:
    """C3, C4: and it says who will tell the story."""
    text, plain = told(of_case_a("child")), case_a()
    sentences = [block["content"][0]["text"] for block in plain["story"]["happened"]["blocks"]]
    cards = [card["text"] for card in plain["cards"].values() if card["box"] != "protective"]
    avoided = [r["title"] for r in plain["recommendations"].values() if r["start"] == "avoid"]
    assert [each for each in (*sentences, *cards, *avoided) if each in text] == []
    assert EN("report.you.story_by", who="Dr Elin Marged") in text


def test_whoever_gives_the_childs_copy_is_told_what_is_not_in_it_and_what_a_child_may_not_know() -> None:
    part = of_case_a("child")
    assert hard_words(part) == ("SaLT", "EOTAS")
    assert said_beside(EN, part) == [EN("report.you.not_in_it"), EN("report.you.hard_words", words="SaLT, EOTAS")]
    assert said_beside(CY, replace(part, blocks=())) == [CY("report.you.not_in_it")]


@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_kind_of_work_and_every_step_has_words_for_a_child(language: str) -> None:
    w = words(language)
    for row in vocabulary.RECOMMENDATION_KINDS:
        assert w(f"report.you.kind.{row.key}").endswith(".")
    for row in vocabulary.STEPS:
        assert w(f"report.you.step.{row.key}").endswith(".")


# -- what else may stand in a report


def changed(**records: Any) -> dict[str, Any]:
    """Case A with more records: collection -> id -> fields."""
    plain = {name: dict(held) for name, held in case_a().items()}
    for name, more in records.items():
        plain[name] |= {i: to_whole(name, i, values) for i, values in more.items()}
    return plain


def recommendation(ref: str) -> str:
    return next(i for i, r in case_a()["recommendations"].items() if r["ref"] == ref)


def test_a_hypothesis_is_marked_in_words_with_other_ways_to_see_it() -> None:
    mark = record_id("mark")
    plain = changed(statements={mark: {"kind": "hypothesis", "alternatives": "School was hard.", "language": "en"}})
    block = {"type": "paragraph", "content": [{"text": "He ends things first."}, {"type": "hypothesis", "id": mark}]}
    plain["story"] = {**plain["story"], "sense": {"blocks": [block]}}
    text = told(written("professional", plain))
    assert f"He ends things first. (hypothesis)\n{EN('version.other_ways')} School was hard." in text


def test_the_psychologists_reason_stands_where_the_check_warned() -> None:
    decided = {"rule": "rests_on_nothing", "recommendation": recommendation("1"), "reason": "He asked for it."}
    text = told(written("professional", changed(decisions={record_id("d"): decided})))
    assert "rest" in text and re.search(r"Kept by the psychologist: .*Kept, because: He asked for it\.", text)


def test_placements_are_told_by_setting_and_what_each_saw_beside_what_was_agreed() -> None:
    janet = next(i for i, p in case_a()["people"].items() if p["name"] == "Janet Probert")
    plain = changed(placements={
        record_id("1"): {"agreed": True, "steps": "2", "person": janet, "agreed_at": "2026-03-12T12:00:00Z"},
        record_id("2"): {"agreed": True, "steps": "1", "setting": "at school"},
        record_id("3"): {"steps": "3", "says": "Dewi", "reason": "He talks in the car.", "order": "z"},
    })  # fmt: skip
    text = told(written("professional", plain))
    assert "with Janet Probert: step 2" in text
    assert "at school: step 1" in text
    assert "Dewi | the child as a whole | step 3 | He talks in the car." in text


def test_two_tellings_stand_with_whose_they_are() -> None:
    i, e = event(
        "Lee moves in", says="Mother", when=read_moment("2014", language="en", born=None, after=None).to_json()
    )
    other = read_moment("June 2013", language="en", born=None, after=None).to_json()
    e["accounts"] = {record_id("a"): {"field": "when", "value": other, "who": "Bethan", "settled": ""}}
    other_id, contradicting = event("Nobody lived there", says="Police", contradicts=i)
    plain = {**case_a(), "events": {**case_a()["events"], i: e, other_id: contradicting}}
    unsettled = said(section(written("professional", plain).parts[0], EN("report.unresolved")))
    assert "Lee moves in: it says 2014 (Mother) and it is also told as June 2013 (Bethan) – open." in unsettled
    assert "Nobody lived there (No date · Police) – does not fit with: Lee moves in (2014 · Mother)" in unsettled


def test_what_the_child_says_of_a_recommendation_stands_with_it() -> None:
    said_of = {"text": "Thursdays are all right.", "recommendations": {recommendation("1"): "agrees"}, "language": "en"}
    text = told(written("professional", changed(voices={record_id("v"): said_of})))
    assert f"{EN('report.child_says')}: “Thursdays are all right.” ({EN('voice_bearings.agrees')})" in text


def test_an_experience_says_what_how_long_and_who_was_there_and_is_not_counted() -> None:
    i = next(i for i, e in case_a()["events"].items() if e["ref"] == "010")
    janet = next(i for i, p in case_a()["people"].items() if p["name"] == "Janet Probert")
    tags = {
        record_id(k): {"event": i, "kind": k, "lasted": "one night", "protected_by": janet}
        for k in ("bereavement", "believed")
    }
    text = told(written("professional", changed(experiences=tags)))
    assert "A death, one night, Janet Probert was there for the child." in text


@pytest.mark.parametrize("kind", REPORTS)
def test_a_report_is_whole_without_its_pictures(kind: Any) -> None:
    part = written(kind, artist=Silent()).parts[0]
    assert part.blocks and not any(isinstance(b, Picture) for b in part.blocks)
    if kind == "professional":
        text = told(part)
        assert [p["name"] for p in case_a()["people"].values() if p["name"] not in text] == []
        assert "Married: Janet Probert" in text


def test_what_stands_beside_a_version_is_in_its_report() -> None:
    note = SimpleNamespace(text="The neighbour rang on the 30th.", reason="A wrong day", who="Sioned", said_by="PC Huw",
                           at="2026-04-01T10:00:00Z", seal="ab12cd34ef56ab78" + "0" * 48, language="en")  # fmt: skip
    beside = Beside(
        review_on="2026-06-11", notes=(note,), consent={"en": ("Iestyn said yes.",), "cy": ("Dywedodd Iestyn ie.",)},
        restrictions={"en": ("Craig may not have it.",), "cy": ("Ni chaiff Craig ei gael.",)},
    )  # fmt: skip
    english, welsh = written("professional", languages=("en", "cy"), beside=beside).parts
    text = told(english)
    for each in ("Iestyn said yes.", "Craig may not have it.", "11 June 2026", "PC Huw · 1 April 2026, 11:00",
                 "The neighbour rang on the 30th.", "Why it was added: A wrong day", "Written by: Sioned",
                 "ab12 cd34 ef56 ab78"):  # fmt: skip
        assert each in text
    assert "Dywedodd Iestyn ie." in told(welsh) and "Iestyn said yes." not in told(welsh)
    copy = told(written("child", beside=beside))
    assert "11 June 2026" in copy and "Craig" not in copy and "neighbour" not in copy


def test_a_version_entered_in_error_says_so_first_and_on_every_page() -> None:
    said_so = EN("report.standing.in_error")
    for kind in REPORTS:
        (part,) = written(kind, beside=Beside(standing="in_error"), mark="for Nia").parts
        assert said([part.blocks[0]]).strip() == said_so
        assert said_so in part.footer and part.mark == f"{said_so} · for Nia"


@pytest.mark.parametrize("kind", REPORTS)
def test_every_page_has_the_short_seal_and_no_name_is_in_a_title_or_a_file_name(kind: Any) -> None:
    version, formulation = frozen()
    paper = write(kind, version, formulation, ("en", "cy"), words=words, artist=Shows(), mark="for Nia, 12 March 2026")
    for part in paper.parts:
        assert short_seal(version.seal) in part.footer and part.mark == "for Nia, 12 March 2026"
        assert "{page}" in part.pages_of and "{pages}" in part.pages_of
        assert "Iest" not in part.title + part.footer
    assert paper.name == f"7-1-{kind}" and paper.author == "Dr Elin Marged" and paper.at == version.header.frozen_at


@pytest.mark.parametrize(("kind", "collection"), [
    ("wall", "people"), ("wall", "events"), ("plan", "recommendations"), ("summary", "cards"),
])  # fmt: skip
def test_every_report_says_why_an_entry_is_not_shown_where_it_would_stand(kind: Any, collection: str) -> None:
    struck = next(i for i, r in case_a()[collection].items() if not r.get("index") and r.get("start", "now") == "now")
    whole, without = written(kind), written(kind, redacted={struck: "It is about somebody else."})
    reason = EN("report.left_out", reason="It is about somebody else.")
    assert reason in told(without).splitlines() and reason not in told(whole)
    boxed = [b for b in without.parts[0].blocks if isinstance(b, Paragraph) and b.kind == "boxed"]
    assert [said([b]).strip() for b in boxed] == [reason]


@pytest.mark.parametrize("kind", REPORTS)
def test_headings_leave_out_no_level(kind: Any) -> None:
    plain = changed()
    typed = [
        {"type": "heading", "level": 3, "content": [{"text": "Deep"}]},
        {"type": "paragraph", "content": [{"text": "x"}]},
    ]
    plain["story"] = {**plain["story"], "helps": {"blocks": typed}}
    for each in (case_a(), plain):
        levels = [b.level for b in written(kind, each).parts[0].blocks if isinstance(b, Heading)]
        assert all(1 <= after <= before + 1 for before, after in zip([0, *levels], levels, strict=False))


@pytest.mark.parametrize("kind", REPORTS)
def test_an_empty_formulation_makes_a_report_too(kind: Any) -> None:
    paper = written(kind, to_plain(from_plain({})[0]), ("en", "cy"))
    assert all(part.blocks for part in paper.parts)


def test_an_erased_version_has_no_author_and_breaks_nothing() -> None:
    version, formulation = frozen()
    paper = write(
        "professional", replace(version, circumstances=None), formulation, ("cy",), words=words, artist=Shows()
    )
    assert paper.author == "" and CY("version.unreadable") in told(paper)


def test_what_is_to_be_written_and_what_was_written_travel_to_a_worker_and_back() -> None:
    """Writing draws, and so it is done in a worker process."""
    version, formulation = frozen()
    work = partial(write, "plan", version, formulation, ("cy",), words=words, beside=Beside(review_on="2026-06-11"))
    paper = pickle.loads(pickle.dumps(work))()
    assert pickle.loads(pickle.dumps(paper)) == paper == work()


def test_a_report_in_no_language_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one language"):
        written("plan", languages=())


HOSTILE = (
    "Ŵyn 🐑👩‍👩‍👧 Ŷ",
    "محمد بن عبد الله",
    "王小明",
    "Ll" * 150,
    "<script>&]]>\"' {name} {0} %s",
    "עברית‏ mixed",
)


@pytest.mark.parametrize("kind", REPORTS)
def test_names_of_every_writing_stand_as_they_are(kind: Any) -> None:
    """Drawn as well: the child, an event, who said it, and what is to be done have each of these names."""
    child = next(i for i, p in case_a()["people"].items() if p["index"])
    named = {person_id(f"p{n}"): {"name": name, "called": name} for n, name in enumerate(HOSTILE[1:])}
    people = {child: {**case_a()["people"][child], "name": HOSTILE[0], "known_as": HOSTILE[0]}, **named}
    events = dict([event(name, says=name, quote=f"{n} {name}", lane="words") for n, name in enumerate(HOSTILE)])
    plans = {
        record_id(f"r{n}"): {"title": name, "who": name, "why": name, "steps": "1", "order": "a"}
        for n, name in enumerate(HOSTILE)
    }
    version, formulation = frozen(changed(people=people, events=events, recommendations=plans))
    for part in write(kind, version, formulation, ("cy", "en"), words=words, artist=Engine(words)).parts:
        text = told(part)
        kept = [each.title for each in formulation.recommendations.values() if each.title and each.order == "a"]
        names = kept if kind != "wall" else [event.title for event in formulation.events.values() if event.quote]
        assert len(names) == len(HOSTILE) and [name for name in names if name.rstrip(".") not in text] == []
        for picture in (b for b in part.blocks if isinstance(b, Picture)):
            ElementTree.fromstring(picture.svg)


def test_six_hundred_events_are_written_well_below_half_a_second() -> None:
    """Asserted at ten times what it takes; drawings apart. Every tile can be read."""
    plain = {**case_a(), "events": {**case_a()["events"], **more_entries(600)}}
    version, formulation = frozen(plain)
    for kind in REPORTS:
        begun = time.process_time()
        paper = write(kind, version, formulation, ("en",), words=words, artist=Silent())
        assert time.process_time() - begun < 5.0, kind
        assert paper.parts[0].blocks
    paper = write("professional", version, formulation, ("en",), words=words, artist=Silent())
    text = told(paper)
    assert [e.title for e in formulation.events.values() if e.title not in text] == []


def test_what_stopped_or_waits_is_no_more_told_as_begun() -> None:
    """At a review: it stays in the professional report with its state, and goes from what starts now."""
    states = {recommendation("1"): "stopped", recommendation("2"): "waiting", recommendation("3"): "going_well"}
    plain = {**case_a(), "recommendations": {
        i: {**r, "state": states.get(i, ""), "state_why": "She left." if i == recommendation("1") else ""}
        for i, r in case_a()["recommendations"].items()
    }}  # fmt: skip
    report = told(written("professional", plain))
    assert all(title in report for title in PLAN) and f"{EN('report.state_why')}: She left." in report
    plan = told(written("plan", plain))
    assert PLAN[0] not in plan and f"{PLAN[1]} (waiting)" in plan and f"{PLAN[2]} (going well)" in plan
    for kind in ("summary", "child"):
        text = told(written(kind, plain))
        assert PLAN[0] not in text and PLAN[1] not in text and PLAN[2] in text


def test_whose_plan_is_not_agreed_yet_says_so() -> None:
    f = from_plain(case_a())[0]
    unplaced = to_plain(replace(f, placements={record_id("p"): Placement(steps="2", says="Nia")}))
    text = told(written("professional", unplaced))
    assert EN("report.not_placed") in text and "Nia | the child as a whole | step 2" in text


def test_the_words_of_a_paper_are_told_in_the_order_of_reading() -> None:
    table = Table("Cap", ("A", "B"), ((Cell((Run("1"),)), Cell((Run("2"), Run("3")))),), (1, 1))
    below = Bullets((((Run("deep"),), None),))
    listed = Bullets((((Run("x"),), below),), numbered=True, start=3)
    picture = Picture("<svg/>", "Alt.", "C", "family")
    words = (Heading(1, (Run("H"),)), Paragraph((Run("p"), Run("q"))), listed, Terms((("t", (Run("u"),)),)))
    part = Part("en", "Title", "Sub", (*words, table, picture), "", "")
    lines = ["Title", "Sub", "## H", "pq", "3. x", "  - deep", "t: u", "Cap", "A | B", "1 | 23", "C", "[Alt.]"]
    assert told(part).splitlines() == lines
    assert told(Paper("plan", "n", (part, part), "", "")) == told(part) * 2


def _write_golden() -> None:
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for kind in REPORTS:
        for language in ("en", "cy"):
            (GOLDEN / f"{kind}.{language}.txt").write_text(told(of_case_a(kind, language)), "utf-8")


if __name__ == "__main__":
    _write_golden()
