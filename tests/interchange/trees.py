"""Family trees for the tests: invented people, in the words of GEDCOM files as programs write them.

Two spaces at the beginning of a line are nothing: `tree('''...''')` puts header and trailer around the lines.
"""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from server.domain import vocabulary
from server.domain.fields import FieldSpec, Kind, clean, clean_line
from server.domain.formulation import SPECS
from server.domain.moments import Moment, read
from server.interchange.records import FAMILY, NOT_CARRIED, whole_record
from tests.families import record_id

FIVE = "0 HEAD\n1 SOUR TESTS\n1 GEDC\n2 VERS 5.5.1\n2 FORM LINEAGE-LINKED\n1 CHAR UTF-8\n1 SUBM @U1@\n"
SEVEN = "0 HEAD\n1 GEDC\n2 VERS 7.0\n"


def tree(lines: str, *, seven: bool = False, char: str = "UTF-8") -> bytes:
    """A file of the given lines with its header, in UTF-8."""
    head = SEVEN if seven else FIVE.replace("UTF-8", char)
    body = "".join(f"{line.strip()}\n" for line in lines.strip().splitlines())
    submitter = "" if seven else "0 @U1@ SUBM\n1 NAME Tests\n"
    return (head + body + submitter + "0 TRLR\n").encode()


THE_PARRYS = """
0 @I1@ INDI
1 NAME Owain Rhys /Parry/
2 GIVN Owain Rhys
2 SURN Parry
2 NICK Now
1 SEX M
1 BIRT
2 DATE 14 FEB 2011
2 PLAC Aberaeron, Ceredigion
1 FAMC @F1@
2 PEDI birth
1 _UID 0123456789ABCDEF0123456789ABCDEF
0 @I2@ INDI
1 NAME Mair /Lloyd/
1 NAME Mair /Parry/
2 TYPE married
1 SEX F
1 BIRT
2 DATE ABT 1988
1 OCCU teaching assistant
1 RELI Methodist
1 NATI Welsh
1 RESI
2 ADDR 3 Stryd Fawr
3 CONT Aberaeron
1 NOTE Owain's mother. @@home on Tuesdays.
2 CONC  Rings every day.
2 CONT Second line.
1 FAMS @F1@
0 @I3@ INDI
1 NAME Huw /Parry/
1 SEX M
1 BIRT
2 DATE BET 1980 AND 1985
1 DEAT
2 DATE 3 MAR 2019
2 CAUS heart attack
2 SOUR @S1@
3 PAGE 12
1 FAMS @F1@
0 @F1@ FAM
1 HUSB @I3@
1 WIFE @I2@
1 CHIL @I1@
1 ENGA
2 DATE 2008
1 MARR
2 DATE 12 JUN 2009
2 PLAC Llanbadarn
1 EVEN
2 TYPE Separation
2 DATE JAN 2016
1 DIV
2 DATE 2017
0 @S1@ SOUR
1 TITL Register of deaths
"""
"""A family of three with nearly everything that such a file says."""


# --- families of any kind -------------------------------------------------------------------------

WORDS = (
    "14/02/2011", "2011-02-14", "c. 1989", "spring 2013", "before 2009", "since 2019", "2010-2012", "31/11/2017",
    "?", "Y6 spring", "late 1990s", "haf 2014", "tua 1962", "between 2009 and 2011", "Nos Galan", "until June 2020",
)  # fmt: skip
days = st.dates(min_value=read("1800", language="en", born=None, after=None).earliest)  # type: ignore[arg-type]
text = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("@/ '\"()_\n\\ŷ😀"), max_size=60)
odd = ["", "Y", "N", "@I1@", "@@", "/Jones/", "twin", "close", "x" * 200, " a "]
lines = text.map(clean_line) | st.sampled_from(odd)
proses = text.map(clean) | st.sampled_from(["", "\n", "line\n@line\n\n", "word " * 120, "0 @I9@ INDI\n1 NAME Nobody"])


@st.composite
def moments(draw: st.DrawFn) -> dict[str, Any] | None:
    """Nothing, words as they are read, or any moment at all."""
    kind = draw(st.integers(0, 3))
    if kind == 0:
        return None
    if kind < 3:
        return read(draw(st.sampled_from(WORDS)), language="en", born=None, after=None).to_json()
    start = sorted([draw(days), draw(days)])
    end = draw(st.none() | st.just((None, None)) | st.tuples(st.just(start[1]), days))
    pair = (start[0], draw(st.sampled_from([*start, None])))
    made = Moment(
        draw(lines), pair, end if end is None or end[1] is None or end[1] >= start[1] else None,
        draw(st.sampled_from(["day", "range", "approx", "season"])), draw(st.sampled_from(["", "about", "early"])),
    )  # fmt: skip
    return Moment.from_json(made.to_json()).to_json()


def _value(spec: FieldSpec, ids: Mapping[str, list[str]], i: str) -> st.SearchStrategy[Any]:
    if spec.kind is Kind.REFERENCE:
        return st.sampled_from(["", *(other for other in ids[spec.to] if other != i)])
    if spec.kind is Kind.CHOICE:
        return st.sampled_from(sorted({spec.default, *vocabulary.keys(spec.table)}))
    strategies: dict[Kind, st.SearchStrategy[Any]] = {
        Kind.LINE: lines, Kind.PROSE: proses, Kind.MOMENT: moments(), Kind.FLAG: st.booleans(),
        Kind.ORDER: st.sampled_from(["", "a1", "Zz"]),
    }  # fmt: skip
    return strategies[spec.kind]


@st.composite
def families(draw: st.DrawFn) -> dict[str, dict[str, dict[str, Any]]]:
    """Records of every collection of a family, each field at its default or at anything; nothing points at what is
    not there, nobody is their own partner, one person at most is the child. `agency` is a name of its own."""
    ids = {name: [record_id(f"{name}{n}") for n in range(draw(st.integers(0, 3)))] for name in FAMILY}
    family: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in FAMILY}
    for name in FAMILY:
        for n, i in enumerate(ids[name]):
            specs = [spec for spec in SPECS[name] if spec.name not in NOT_CARRIED and spec.name != "agency"]
            chosen = draw(st.lists(st.sampled_from(specs), unique_by=lambda spec: spec.name, max_size=8))
            values = {spec.name: draw(_value(spec, ids, i)) for spec in chosen}
            values["index"] = bool(values.get("index")) and n == 0
            if values.get("a") and values.get("a") == values.get("b"):
                values["b"] = ""
            family[name][i] = whole_record(name, i, {**values, "agency": f"{name} {n}"})
    return family


def by_name(family: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> dict[str, dict[str, dict[str, Any]]]:
    """A family without its ids: each record under its `agency`, what it points at by the same."""
    names = {(c, i): str(r["agency"]) for c, records in family.items() for i, r in records.items()}
    named: dict[str, dict[str, dict[str, Any]]] = {}
    for collection in FAMILY:
        specs = {spec.name: spec for spec in SPECS[collection]}
        named[collection] = {
            str(record["agency"]): {
                key: names.get((specs[key].to, value), "") if specs[key].kind is Kind.REFERENCE else value
                for key, value in record.items()
                if key not in NOT_CARRIED
            }
            for record in family.get(collection, {}).values()
        }
    return named
