"""Client ids and whose they are."""

from server.sync.owners import SERVER, Owners


def test_an_id_is_whose_who_shows_it_first() -> None:
    owners = Owners(2, lambda: 1)
    assert owners.of(7) is None
    assert owners.claim(7, "Anna")
    assert not owners.claim(7, "Ben")
    assert owners.of(7) == "Anna"


def test_a_day_has_so_many_new_ids_and_those_one_has_stay() -> None:
    """SYNC G4: both sides of the limit, and the next day."""
    day = 1
    owners = Owners(2, lambda: day)
    assert [owners.claim(client, "Anna") for client in (1, 2, 3)] == [True, True, False]
    assert owners.claim(1, "Anna") and owners.claim(3, "Ben")
    day = 2
    assert owners.claim(4, "Anna")


def test_the_servers_ids_are_nobodys() -> None:
    owners = Owners(2, lambda: 1)
    owners.bind(9, SERVER)
    assert not owners.claim(9, "Anna")
    assert owners.of(9) == SERVER


def test_the_count_of_a_day_survives_a_restart_and_idle_ids_are_forgotten_the_day_after() -> None:
    day = 1
    owners = Owners(2, lambda: day)
    owners.claim(1, "Anna")
    owners.claim(2, "Anna")
    again = Owners(2, lambda: day)
    for row in owners.rows(lambda client: client == 1):
        again.bind(*row)
    assert not again.claim(3, "Anna")
    day = 2
    assert [row[0] for row in owners.rows(lambda client: client == 1)] == [1]
