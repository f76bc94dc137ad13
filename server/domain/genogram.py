"""What a genogram is made of: people, unions, links of parents and children, bonds, households, stays, facts.

Rules kept by `findings.py`:
F1  exactly one person is the index person.
F2  a reference points at a record that is there.
F3  a union joins two different people; one of them may be missing.
F4  a parent link names a child and either a union or a parent.
F5  nobody is their own ancestor.
A union's own kind, beginning and ending say its course where it ran once; its turns add what came between and after.
What is known of somebody's health is a fact with its own source, and with the mark that the symbol is drawn with.
Sources: the standard symbols of McGoldrick, Gerson & Petry; pedigree nomenclature, Bennett et al. 2022.
"""

from dataclasses import dataclass

from server.domain.fields import Record, choice, flag, line, moment, place, prose, reference
from server.domain.moments import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Record):
    """Somebody in the child's life: family, carers, people who matter, pets; also losses and pregnancies."""

    name: str = line("full name, as the family says it")
    known_as: str = line("the name people use")
    called: str = line("what the child calls them")
    aliases: str = line("other names they have or had")
    kind: str = choice("person_kinds", "person, loss, pet, professional or institution", default="person")
    count: str = line("how many stand here together, where they are not known one by one")
    gender: str = choice("genders", "as people say it", default="unknown")
    pronouns: str = line("the pronouns they use")
    trans: bool = flag("they want it shown that they are trans")
    lgb: bool = flag("they want it shown that they are gay, lesbian or bisexual")
    born: Moment | None = moment("birth, or when a pregnancy is due")
    died: Moment | None = moment("death or loss")
    cause: str = line("cause of death")
    weeks: str = line("weeks of a pregnancy, now or when it ended")
    twin_of: str = reference("people", "a twin, born at the same birth")
    twins: str = choice("twin_kinds", "what kind of twins; empty where nobody knows")
    occupation: str = line("what they do")
    lives_in: str = line("where they live, in words")
    speaks: str = line("the language they live in")
    interpreter: bool = flag("an interpreter is needed")
    came_from: str = line("where they moved here from, across a border")
    came: Moment | None = moment("when they moved here")
    two_cultures: bool = flag("has lived in two cultures or more")
    ethnicity: str = line("ethnicity, as they say it")
    religion: str = line("religion, as they say it")
    index: bool = flag("whom the case is about")
    unknown: bool = flag("nobody knows who this is")
    unnamed: bool = flag("known, and not to be named here")
    secret: bool = flag("a family secret")
    strength: bool = flag("somebody safe, a strength")
    merged_into: str = reference("people", "whom this record was found to be, where two were of one person")
    species: str = line("what kind of animal a pet is")
    note: str = prose("what else is known")
    place: tuple[int, int] | None = place("where they stand in the drawing")
    pinned: bool = flag("somebody has put them where they stand")

    @property
    def short_name(self) -> str:
        """The name people use, or the full one, or ""."""
        return self.known_as or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Union(Record):
    """A couple, or one carer alone, whose children hang from it."""

    a: str = reference("people", "one partner")
    b: str = reference("people", "the other partner")
    kind: str = choice("union_kinds", "what kind of couple", default="unknown")
    began: Moment | None = moment("when it began")
    ended: Moment | None = moment("when it ended")
    ending: str = choice("endings", "how it ended; empty while it lasts")
    secret: bool = flag("a family secret")
    note: str = prose("what else is known")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnionTurn(Record):
    """One turn in the course of a union: met, married, separated, back together."""

    union: str = reference("unions", "the union")
    kind: str = choice("union_turns", "what happened", default="together")
    when: Moment | None = moment("when it happened")
    note: str = prose("what else is known")


@dataclass(frozen=True, slots=True, kw_only=True)
class ParentLink(Record):
    """A child's tie to a union or one parent: by birth, adoption, fostering, kinship, guardianship."""

    child: str = reference("people", "the child")
    union: str = reference("unions", "the union the child hangs from")
    parent: str = reference("people", "the one parent or carer, where there is no union")
    kind: str = choice("parent_link_kinds", "what kind of tie", default="biological")
    began: Moment | None = moment("when it began")
    ended: Moment | None = moment("when it ended")
    confidence: str = choice("confidences", "how sure")
    conceived_in_harm: bool = flag("conceived in rape or abuse")
    secret: bool = flag("a family secret")
    note: str = prose("what else is known")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bond(Record):
    """How two people are with each other, from a to b where the kind has a direction."""

    a: str = reference("people", "one person; the one it comes from")
    b: str = reference("people", "the other person")
    kind: str = choice("bond_kinds", "what kind of tie", default="other")
    words: str = line("the tie in somebody's words")
    directed: bool = flag("whether it goes from a to b only")
    began: Moment | None = moment("when it began")
    ended: Moment | None = moment("when it ended")
    confidence: str = choice("confidences", "how sure")
    secret: bool = flag("a family secret")
    note: str = prose("what else is known")


@dataclass(frozen=True, slots=True, kw_only=True)
class Household(Record):
    """A home or an institution where people live together."""

    name: str = line("what people call it")
    kind: str = choice("household_kinds", "home or institution", default="home")
    where: str = line("where it is, in words")
    began: Moment | None = moment("when it began")
    ended: Moment | None = moment("when it ended")
    note: str = prose("what else is known")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay(Record):
    """One person living in one household for a time; a person may be in two at once."""

    household: str = reference("households", "where")
    person: str = reference("people", "who")
    began: Moment | None = moment("when it began")
    ended: Moment | None = moment("when it ended")
    note: str = prose("what else is known")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact(Record):
    """A bullet point of the starting document, about the child or somebody in the family."""

    about: str = reference("people", "whom it is about")
    area: str = choice("fact_areas", "which part of life", default="other")
    mark: str = choice("health_marks", "how it is marked in the genogram; empty for none")
    state: str = choice("mark_states", "how it stands; empty for now and certain")
    began: Moment | None = moment("when it began")
    ended: Moment | None = moment("when it ended")
    text: str = line("the fact in one line", limit=500)
    note: str = prose("what else is known")
