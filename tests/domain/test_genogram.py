"""Genogram records: the name people use."""

from server.domain.genogram import Person


def test_the_name_people_use_comes_before_the_full_one() -> None:
    assert Person(name="Iestyn Sallis", known_as="Iest").short_name == "Iest"
    assert Person(name="Iestyn Sallis").short_name == "Iestyn Sallis"
    assert Person(unknown=True).short_name == ""
