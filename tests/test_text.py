from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from classifier.features import bucket, skeleton, token_features
from classifier.text import MAX_CHARACTERS, normalise, tokenise


@given(st.text(max_size=300))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(st.text(max_size=300))
def test_tokens_carry_no_blanks_or_signs(text: str) -> None:
    for token in tokenise(text):
        assert token
        assert all(c.isalnum() for c in token.lstrip("~!"))


def test_a_very_long_text_is_read_up_to_a_limit() -> None:
    assert len(normalise("é" * 100_000)) <= MAX_CHARACTERS


def test_quantities_and_dimensions_say_nothing() -> None:
    assert tokenise("24 pcs tapis 200x300 cm, 12,5 kg") == ["tapis"]
    assert tokenise("bague argent 925") == ["bague", "argent", "925"]


def test_minor_components_are_marked() -> None:
    assert tokenise("55 % cotton, 45 % acrylic") == ["cotton", "~acrylic"]
    assert tokenise("coton 60%, polyester 40%") == tokenise("coton 60 % polyester 40 %")


def test_what_is_denied_is_marked() -> None:
    assert tokenise("bolso, no es de cuero") == ["bolso", "no", "es", "de", "!cuero"]
    assert tokenise("not covering the ankle") == ["not", "!covering", "the", "ankle"]
    assert tokenise("حقيبة ماشي جلد") == ["حقيبه", "ماشي", "!جلد"]


def test_arabic_letter_forms_are_one() -> None:
    assert tokenise("الزَّرْبِيَّة") == tokenise("زربيه")
    assert tokenise("إناء أواني") == ["اناء", "اواني"]


def test_darija_spellings_share_their_consonants() -> None:
    for family in (("zerbiya", "zarbia", "زربية"), ("n7as", "nhas"), ("9ftan", "kaftan", "قفطان")):
        assert len({skeleton(normalise(word)) for word in family}) == 1


@given(st.text(alphabet="abcdefghijklmnop", min_size=1, max_size=20))
def test_features_are_stable_and_contain_the_word(word: str) -> None:
    features = token_features(word)
    assert features[0] == word
    assert all(0 <= bucket(f, 1024) < 1024 for f in features)
