from __future__ import annotations

import csv
import gzip
import itertools
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings import EDITIONS, CodeError, load_nomenclature
from mappings.concordance import Concordance
from mappings.links import CLASSIFICATIONS, publishers

PAIRS = list(itertools.permutations(EDITIONS, 2))
# Links that the UN tables lack, and who published them; see mappings/data/SOURCES.toml.
ADDED = {("HS2007", "HS2012"): {("291636", "291616")}, ("HS2017", "HS2022"): {("300219", "382219")}}
# Monetary gold and coin in circulation are outside these two classifications.
OUTSIDE = {("SITC4", "710820"), ("SITC4", "711890"), ("BEC4", "710820"), ("BEC4", "711890")}


def test_no_code_is_lost_over_any_pair_of_editions_and_back() -> None:
    for source, target in PAIRS:
        found = Concordance(source, target)
        assert found.sources == load_nomenclature(source).subheadings
        assert found.targets == load_nomenclature(target).subheadings
        assert found.invert() == Concordance(target, source)


@given(st.sampled_from(PAIRS), st.data())
def test_groups_are_closed_and_paths_end_where_conversion_does(
    pair: tuple[str, str], data: st.DataObject
) -> None:
    concordance = Concordance(*pair)  # type: ignore[arg-type]
    group = data.draw(st.sampled_from(concordance.groups))
    code = data.draw(st.sampled_from(group.sources))
    assert set(concordance.convert(code)) <= set(group.targets)
    assert {s for t in group.targets for s in concordance.invert().convert(t)} == set(group.sources)
    assert concordance.explain(code)[-1].codes == concordance.convert(code)


def test_chaining_is_composing() -> None:
    first, second = Concordance("HS2007", "HS2012"), Concordance("HS2012", "HS2017")
    assert first.compose(second) == Concordance("HS2007", "HS2017")
    with pytest.raises(CodeError, match="the two must meet"):
        second.compose(first)


@pytest.mark.parametrize(("older", "newer"), itertools.pairwise(EDITIONS))
def test_links_equal_the_published_ones(shared: Path, older: str, newer: str) -> None:
    name = f"unsd_{newer.lower()}_to_{older.lower()}_correlation.csv.gz"
    with gzip.open(shared / "reference" / "hs-correlations" / name, "rt") as handle:
        rows = [row for row in csv.DictReader(handle) if "999999" not in (row["from_code"], row["to_code"])]
    backward = Concordance(newer, older)  # type: ignore[arg-type]
    added = ADDED.get((older, newer), set())
    assert {(b, a) for a, b in added} | {(r["from_code"], r["to_code"]) for r in rows} == {
        (link.source, link.target) for link in backward
    }
    relationships = {(link.source, link.target): link.relationship for link in backward}
    other = [r for r in rows if relationships[r["from_code"], r["to_code"]] != r["relationship"]]
    # From 2012 on, some of the UN's own marks disagree with its links; those before agree in every row.
    assert len(other) == {"HS2012": 111, "HS2017": 30, "HS2022": 27}.get(newer, 0)
    if newer != "HS2022":  # that sheet marks nothing as partial
        partial = {(link.target, link.source): link.partial for link in backward.invert()}
        unlike = [r for r in rows if partial[r["from_code"], r["to_code"]] != (r["ex"] == "ex")]
        assert len(unlike) == (2 if newer == "HS2012" else 0)


def test_every_other_link_names_its_publisher() -> None:
    assert set(publishers("HS2022").values()) == {"UNSD", "Eurostat"}
    assert set(publishers("HS2028").values()) == {"WCO"}


@pytest.mark.parametrize("classification", CLASSIFICATIONS)
@pytest.mark.parametrize("edition", ["HS2012", "HS2017", "HS2022"])
def test_every_code_has_an_image_in_other_classifications(edition: str, classification: str) -> None:
    concordance = Concordance(edition, classification)  # type: ignore[arg-type]
    missing = set(load_nomenclature(edition).subheadings) - set(concordance.sources)  # type: ignore[arg-type]
    assert {(classification, code) for code in missing} <= OUTSIDE
    assert concordance.invert().invert() == concordance


@pytest.mark.parametrize("edition", [2012, 2017, 2022])
def test_sitc_links_equal_the_published_ones(shared: Path, edition: int) -> None:
    path = shared / "reference" / "hs-to-sitc" / f"unsd_hs{edition}_to_sitc4_correlation.csv.gz"
    table = pd.read_csv(path, dtype=str)
    table = table[(table.from_code != "999999") & (table.to_code != "na")]
    found = Concordance(f"HS{edition}", "SITC4")  # type: ignore[arg-type]
    assert {(x.source, x.target) for x in found} == set(zip(table.from_code, table.to_code, strict=True))


def test_what_changes_for_craft_in_2028() -> None:
    coming = Concordance("HS2022", "HS2028")
    assert coming.convert("950510") == coming.convert("950590") == ("950500",)
    assert {coming.convert(code) for code in ("650100", "650200", "650700")} == {("650800",)}
    assert coming.convert("940541") == ("940532", "940541")
    assert coming.convert("701890") == ("701391", "701399", "701890")
    with pytest.raises(CodeError, match="provisional"):
        coming.convert("851713")


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("690810", "it is a code of HS1992 to HS2012"),
        ("570111", "Nearest valid codes: 570110"),
        ("not a code", "not a code of HS2017"),
    ],
)
def test_a_code_without_image_is_explained(code: str, sentence: str) -> None:
    with pytest.raises(CodeError, match=sentence):
        Concordance("HS2017", "HS2022").convert(code)
    with pytest.raises(CodeError, match="one side must be an edition"):
        Concordance("SITC4", "BEC4")
    with pytest.raises(CodeError, match="unknown system"):
        Concordance("HS2013", "HS2022")  # type: ignore[arg-type]
