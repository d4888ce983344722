from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mappings import EDITIONS, CodeError, HSCode, Nomenclature, hierarchy, load_nomenclature, title

ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
subheadings = st.sampled_from(load_nomenclature().subheadings)


@given(subheadings, st.sampled_from(["", "HS ", "SH ", "code HS: ", "hs2022 "]), st.sampled_from(".- \u00a0"))
def test_every_way_of_writing_a_code_is_read(digits: str, prefix: str, separator: str) -> None:
    written = prefix + separator.join((digits[:4], digits[4:]))
    assert HSCode.parse(written) == HSCode(digits)
    assert HSCode.parse(digits.translate(ARABIC_INDIC)) == HSCode(digits)
    assert HSCode.parse(str(HSCode(digits))) == HSCode(digits)


@given(st.text(max_size=30))
def test_whatever_is_not_a_code_is_refused_with_a_reason(text: str) -> None:
    assume(not any(c.isdecimal() for c in text))
    with pytest.raises(CodeError) as caught:
        HSCode.parse(text)
    assert caught.value.reason.endswith(".")
    assert repr(text) in str(caught.value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("10121", "5 digits"),
        ("570110.0", "7 digits"),
        ("77", "reserved"),
        ("990000", "chapters run from 01 to 97"),
        ("570O10", "digits only"),
        ("", "no digits"),
        ("5700", "start at 5701"),
    ],
)
def test_the_reason_names_what_is_wrong(text: str, reason: str) -> None:
    with pytest.raises(CodeError, match=reason):
        HSCode.parse(text)


@given(subheadings)
def test_a_code_knows_its_place(digits: str) -> None:
    code = HSCode(digits)
    assert code.parent == code.heading
    assert code.heading.parent == code.chapter
    assert code.digits in load_nomenclature().children(code.heading)


def test_an_absent_code_is_explained() -> None:
    with pytest.raises(CodeError, match="it is a code of HS1992 to HS2012") as caught:
        Nomenclature("HS2022")["690810"]
    assert all(code in load_nomenclature() for code in caught.value.suggestions)


def test_code_sets_equal_the_published_ones(shared: Path) -> None:
    for edition in EDITIONS:
        path = shared / "reference" / "hs-nomenclature" / f"{edition.lower()}_en.csv.gz"
        with gzip.open(path, "rt", encoding="utf-8") as handle:
            published = {row["code"] for row in csv.DictReader(handle) if row["code"].isdigit()}
        published = {code for code in published if not code.startswith(("99", "77"))}
        if edition in ("HS1992", "HS1996"):
            # UN Comtrade splits 2710.00 in these editions; the official nomenclature does not.
            published = {c for c in published if not (c.startswith("2710") and len(c) == 6)} | {"271000"}
        assert {code.digits for code in Nomenclature(edition)} == published


def test_every_chapter_has_a_title_in_four_languages() -> None:
    for code in (c.digits for c in load_nomenclature() if len(c.digits) == 2):
        names = {title(code, language) for language in ("fr", "en", "es", "ar")}
        assert all(names)
        assert len(hierarchy(code, "ar")) == 1
