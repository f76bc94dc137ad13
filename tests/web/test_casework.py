"""Where people stand when a family is laid out: whoever was put in their place stays there, to the unit."""

from server.domain.formulation import to_plain
from server.web.casework import places_around, places_of
from tests.families import family, person_id

FAMILY = """
Idris + Mair: Huw, Nia
Huw + Sian: Sam
"""


def laid_out() -> dict[str, dict[str, dict[str, object]]]:
    plain = to_plain(family(FAMILY))
    for i, place in places_of(plain).items():
        plain["people"][i]["place"] = place
    return plain


def test_tidying_leaves_whom_somebody_has_put_in_their_place() -> None:
    plain = laid_out()
    nia = person_id("Nia")
    put = [plain["people"][nia]["place"][0] + 200, plain["people"][nia]["place"][1]]  # type: ignore[index]
    plain["people"][nia].update(place=put, pinned=True)
    places = places_of(plain)
    assert places[nia] == put
    assert len({tuple(place) for place in places.values()}) == len(places), "nobody stands on another"
    plain["people"][nia]["pinned"] = False
    assert places_of(plain)[nia] != put


def test_a_newcomer_moves_nobody_who_was_put_in_their_place() -> None:
    plain = laid_out()
    pinned = {person_id(name): plain["people"][person_id(name)]["place"] for name in ("Idris", "Nia", "Sam")}
    for i in pinned:
        plain["people"][i]["pinned"] = True
    newcomer = person_id("Sian")
    plain["people"][newcomer]["place"] = None
    places = places_around(plain, [newcomer])
    assert {i: places[i] for i in pinned} == pinned
    assert newcomer in places
