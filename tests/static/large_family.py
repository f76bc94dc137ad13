"""A large family: 45 people on five rows, 25 bonds, 8 households, care of every kind, couples with a long course.

Invented; as many ties as a family of this work has at its worst, so that what is legible here is legible anywhere.
"""

from functools import cache
from typing import Any

from server.domain.formulation import from_plain
from server.domain.layout import family_of, layout
from server.domain.moments import read as read_moment
from tests.families import family, person_id, record_id, to_whole

PEOPLE = """
    Sam, male, 14/02/2011, index
    Kelly, female, 03/06/1991
    Craig, male, 1988
    Macsen, male, 05/05/2013
    Ffion, female, 11/11/2009
    Lee, male, 1986
    Seren, female, 02/02/2017
    Osian, male, 02/02/2017
    Shanice, female, 1993
    Kai, male, 2019
    Mia, female, 2021
    Nain Carol, female, 1961
    Taid Geraint, male, 1955
    Bethan, female, 1994
    Cadi, female, 2014
    Jac, male, 2016
    Rhodri, male, 1990
    Gareth, male, 1985
    Anwen, female, 1987
    Tomos, male, 2010
    Gwenllian, female, 2015
    Nan Sheila, female, 1957
    Ken, male, 1955
    Dean, male, 1983
    Tracey, female, 1984
    Jordan, male, 2006
    Chloe, female, 2007
    Alfie, male, 2025
    Poppy, female, 2024
    Noah, male, 2025
    Leah, female, 2008
    Idris, male, 1926
    Olwen, female, 1931
    Emrys, male, 1929
    Megan, female, 1933
    Hywel, male, 1958
    Glenys, female, 1960
    Sioned, female, 1986
    Iwan, male, 1984
    Dai, male, 1970
    Carol Ann, female, 1973
    Ms Pritchard, female
    Mr Evans, male
    Auntie Jean, female, 1950
    Rhys, male, 2004
    Idris + Olwen: Nain Carol, Hywel
    Emrys + Megan: Taid Geraint, Auntie Jean
    Taid Geraint + Nain Carol: Gareth, Kelly, Bethan
    Hywel + Glenys: Sioned
    Ken + Nan Sheila: Dean, Craig
    Craig + Kelly: Ffion, Sam, Macsen
    Lee + Kelly: Seren, Osian
    Craig + Shanice: Kai, Mia
    Rhodri + Bethan: Cadi, Jac
    Gareth + Anwen: Tomos, Gwenllian
    Dean + Tracey: Jordan, Leah
    Jordan + Chloe: Poppy, Alfie
    Rhys + ?: Noah
    Sioned + Iwan:
    Dai + Carol Ann:
    ? + Lee: Rhys
    Nain Carol ~close~ Sam
    Kelly ~conflict~ Lee
    Craig ~cut_off~ Sam
    Lee ~hurt_physically~ Kelly
    Lee ~controlling~ Kelly
    Carol Ann ~looks_after~ Sam
    Mr Evans ~safe_adult~ Sam
    Ms Pritchard ~safe_adult~ Sam
    Sam ~very_close~ Macsen
    Ffion ~distant~ Craig
    Sam ~misses~ Ffion
    Kelly ~stormy~ Bethan
    Gareth ~on_and_off~ Kelly
    Taid Geraint ~focused_on~ Gareth
    Nain Carol ~looks_after~ Macsen
    Dean ~conflict~ Craig
    Jordan ~exploits~ Sam
    Leah ~close~ Ffion
    Tomos ~close~ Sam
    Auntie Jean ~spiritual~ Nain Carol
    Shanice ~jealous~ Kelly
    Bethan ~close~ Sam
    Sam ~never_met~ Rhys
    Hywel ~repaired~ Nain Carol
    Sioned ~distrusts~ Kelly
"""
HOMES = {
    "Heol Fawr, Mum's": ("home", "2019", "", ["Kelly", "Macsen", "Seren", "Osian"]),
    "Dai and Carol Ann's, foster": ("foster", "2025", "", ["Dai", "Carol Ann", "Sam"]),
    "Nain's house": ("home", "1980", "", ["Nain Carol", "Ffion"]),
    "Bethan's": ("home", "2013", "", ["Bethan", "Cadi", "Jac"]),
    "Gareth and Anwen's farm": ("home", "2009", "", ["Gareth", "Anwen", "Tomos", "Gwenllian"]),
    "Craig and Shanice's flat": ("home", "2018", "", ["Craig", "Shanice", "Kai", "Mia", "Macsen"]),
    "Dean's": ("home", "2005", "", ["Dean", "Tracey", "Leah"]),
    "HMP Parc": ("prison", "2024", "", ["Jordan"]),
}
EARLIER_HOMES = {
    "Cwm Derwen flat": ("home", "2009", "2014", ["Kelly", "Craig", "Sam", "Ffion", "Macsen"]),
    "With Nain and Taid": ("kinship", "2014", "2018", ["Nain Carol", "Taid Geraint", "Sam", "Ffion"]),
}
COURSES = {
    "Craig + Kelly": [("together", "2008"), ("separated", "2011"), ("back_together", "2012"), ("separated", "2014")],
    "Lee + Kelly": [("together", "2015"), ("separated", "2019")],
    "Taid Geraint + Nain Carol": [("married", "1980")],
    "Craig + Shanice": [("together", "2016")],
    "Dean + Tracey": [("married", "2004"), ("divorced", "2019")],
    "Idris + Olwen": [("married", "1955")],
}
ENDINGS = {"Craig + Kelly": "separated", "Lee + Kelly": "separated", "Dean + Tracey": "divorced"}
KINDS = {
    "Taid Geraint + Nain Carol": "married",
    "Dean + Tracey": "married",
    "Idris + Olwen": "married",
    "Rhodri + Bethan": "affair",
}
CARE = [
    ("Sam", "Dai + Carol Ann", "foster", "2025", ""),
    ("Ffion", "Taid Geraint + Nain Carol", "guardianship", "2018", ""),
]
DEATHS = {"Taid Geraint": "2020", "Idris": "1994", "Olwen": "2014", "Emrys": "1999", "Megan": "2010", "Ken": "2008"}
ENDED = {
    "Lee ~hurt_physically~ Kelly": ("2015", "2019"),
    "Lee ~controlling~ Kelly": ("2015", "2019"),
    "Kelly ~conflict~ Lee": ("2016", ""),
}


def moment(words: str) -> Any:
    return read_moment(words, language="en", born=None, after=None).to_json() if words else None


@cache
def _built() -> dict[str, Any]:
    plain: dict[str, Any] = _plain()
    for i, place in layout(family_of(from_plain(plain)[0])).items():
        plain["people"][i]["place"] = list(place)
    return plain


def large_family() -> dict[str, Any]:
    """The plain data, with places as the layout gives them; a copy of its own for each caller."""
    return {name: {i: dict(record) for i, record in records.items()} for name, records in _built().items()}


def _plain() -> dict[str, Any]:
    from server.domain.formulation import to_plain

    plain = {name: dict(records) for name, records in to_plain(family(PEOPLE)).items()}
    for name in ("Ms Pritchard", "Mr Evans"):
        plain["people"][person_id(name)].update(kind="professional", occupation="school")
    for one, other in (("Seren", "Osian"),):
        plain["people"][person_id(one)].update(twin_of=person_id(other), twins="fraternal")
    for name, words in DEATHS.items():
        plain["people"][person_id(name)]["died"] = moment(words)
    for name, kind in KINDS.items():
        plain["unions"][record_id(f"union {name}")]["kind"] = kind
    for name, ending in ENDINGS.items():
        plain["unions"][record_id(f"union {name}")].update(ending=ending, ended=moment(COURSES[name][-1][1]))
    for name, course in COURSES.items():
        plain["unions"][record_id(f"union {name}")]["began"] = moment(course[0][1])
        for kind, words in course[1:]:
            if kind != ENDINGS.get(name) or words != COURSES[name][-1][1]:
                i = record_id(f"turn {name} {words}")
                fields = {"union": record_id(f"union {name}"), "kind": kind, "when": moment(words)}
                plain["turns"][i] = to_whole("turns", i, fields)
    for child, union, kind, began, ended in CARE:
        i = record_id(f"care {child} {union}")
        fields = {"child": person_id(child), "union": record_id(f"union {union}"), "kind": kind}
        fields |= {"began": moment(began), "ended": moment(ended)}
        plain["parent_links"][i] = to_whole("parent_links", i, fields)
    for words, (began, ended) in ENDED.items():
        plain["bonds"][record_id(words)].update(began=moment(began), ended=moment(ended))
    for name, (kind, began, ended, members) in {**HOMES, **EARLIER_HOMES}.items():
        i = record_id(f"home {name}")
        fields = {"name": name, "kind": kind, "began": moment(began), "ended": moment(ended)}
        plain["households"][i] = to_whole("households", i, fields)
        for member in members:
            stay = record_id(f"stay {name} {member}")
            fields = {"household": i, "person": person_id(member), "began": moment(began), "ended": moment(ended)}
            plain["stays"][stay] = to_whole("stays", stay, fields)
    return plain
