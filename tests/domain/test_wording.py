"""Words that a child may find hurtful: found in both languages, and never in a quotation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.wording import HURTFUL, hurtful, without_quotations
from server.languages import words


@pytest.mark.parametrize(("text", "wrong", "found"), [
    ("He is a prolific offender.", "label", "prolific offender"),
    ("known absconder", "label", "absconder"),
    ("Mae’n droseddwr ifanc", "label", "droseddwr"),
    ("roedd yn blentyn drwg", "label", "blentyn drwg"),
    ("She was MANIPULATIVE with staff", "blame", "MANIPULATIVE"),
    ("attention-seeking again", "blame", "attention-seeking"),
    ("he kicked off at tea", "blame", "kicked off"),
    ("refused to engage", "blame", "refused to engage"),
    ("mae’n ceisio sylw", "blame", "ceisio sylw"),
    ("from a broken home", "family", "broken home"),
    ("teulu camweithredol", "family", "teulu camweithredol"),
    ("she was promiscuous", "exploited", "promiscuous"),
    ("putting herself at risk", "exploited", "putting herself at risk"),
    ("a lifestyle choice", "exploited", "lifestyle choice"),
    ("the LAC child", "system", "LAC child"),
    ("hard to place", "system", "hard to place"),
])  # fmt: skip
def test_a_word_is_found_with_what_is_wrong_with_it(text: str, wrong: str, found: str) -> None:
    assert list(hurtful(text)) == [(wrong, found)]


@pytest.mark.parametrize("text", [
    "School wrote “manipulative”.", 'School wrote "manipulative and lazy".', "It said 'kicking off' twice.",
    "‘He’s an offender’, the paper said.", "«manipulative»", "she called him \"a liar and then left",
    "The mothers' group met; it's the boys' home.", "contact with mum", "a new placement", "at risk of exploitation",
    "The LAC nurse came.", "kick off is at three", "offence-focused work", "a lazily drawn line", "an alcoholic drink",
    "He asked for it himself.", "",
])  # fmt: skip
def test_a_quotation_and_a_word_that_is_often_right_are_left_alone(text: str) -> None:
    assert list(hurtful(text)) == []


def test_an_apostrophe_opens_no_quotation() -> None:
    assert list(hurtful("It's Sam's home; he's lazy and doesn't care about Nan's rules.")) == [("blame", "lazy")]


def test_a_word_is_told_once_however_often_it_stands() -> None:
    assert list(hurtful("Lazy, lazy, LAZY and naughty")) == [("blame", "Lazy"), ("blame", "naughty")]


@given(st.text(max_size=40), st.text(max_size=40))
def test_the_words_are_told_as_they_stand_in_the_text(before: str, after: str) -> None:
    """Also beside letters whose small form is two, such as the Turkish İ."""
    text = f"{before}. NAUGHTY. {after}"
    assert all(found in text for _, found in hurtful(text))
    assert list(hurtful("İİ NAUGHTY İ")) == [("blame", "NAUGHTY")]


@given(st.text(alphabet="ab “”\"'‘’«».\n", max_size=60))
def test_blanking_quotations_moves_nothing(text: str) -> None:
    blanked = without_quotations(text)
    assert len(blanked) == len(text)
    assert all(after in (before, " ") for before, after in zip(text, blanked, strict=True))


@pytest.mark.parametrize("wrong", HURTFUL)
@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_kind_says_what_to_do_instead(wrong: str, language: str) -> None:
    w = words(language)
    assert "{" not in w(f"finding.hurtful_{wrong}", words="x") and w(f"finding.hurtful_{wrong}.remedy")


def test_the_interface_speaks_of_no_child_like_that() -> None:
    """What we ask of others we keep ourselves: no catalogue and no key says one of these words."""
    for language in ("en", "cy"):
        for key, forms in words(language).forms.items():
            assert not [told for form in forms for told in hurtful(form)], key
