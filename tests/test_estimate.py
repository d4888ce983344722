from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mappings.statistics import (
    METHODS,
    EstimateError,
    Method,
    estimate,
    plan_sample,
    read_sheet,
    shares_from_scores,
)

FAMILIES = np.array(["basketry", "carpets", "pottery", "wood"])
COLUMNS = {"predicted": "family", "truth": "true"}


def make_year(seed: int, records: int = 2_000) -> pd.DataFrame:
    """Records whose prediction is right nine times in ten; most errors fall on the next family."""
    rng = np.random.default_rng(seed)
    truth = rng.choice(4, records, p=[0.1, 0.3, 0.5, 0.1])
    chance = rng.beta(9, 1, records)
    wrong = rng.random(records) >= chance
    predicted = np.where(wrong, (truth + 1) % 4, truth)
    return pd.DataFrame(
        {
            "family": FAMILIES[predicted],
            "true": FAMILIES[truth],
            "dh": rng.lognormal(3, 1, records),
            "p": chance,
            "to": rng.choice(["FR", "US"], records),
        }
    )


@pytest.fixture(scope="module")
def year() -> pd.DataFrame:
    return make_year(0)


def true_totals(year: pd.DataFrame) -> pd.Series:
    return year.groupby("true")["dh"].sum()


def run(year: pd.DataFrame, verified: pd.DataFrame, **options: object) -> pd.DataFrame:
    return estimate(year, "family", "dh", verified, **{**COLUMNS, **options}).set_index("family")  # type: ignore[arg-type]


@pytest.mark.parametrize("method", [m for m in METHODS if m != "naive"])
def test_exact_when_all_is_verified(year: pd.DataFrame, method: Method) -> None:
    found = run(year, year, method=method)
    assert np.allclose(found["total"], true_totals(year))
    assert (found["standard_error"] == 0).all()
    assert np.allclose(found["low"], found["high"])
    assert (found["method"] == "exact").all()


def test_order_of_rows_is_nothing(year: pd.DataFrame) -> None:
    verified = year.sample(200, random_state=1)
    first = run(year, verified, confidence="p")
    second = run(year.sample(frac=1, random_state=2), verified.sample(frac=1, random_state=3), confidence="p")
    pd.testing.assert_frame_equal(first, second)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 10_000),
    st.integers(12, 150),
    st.sampled_from([m for m in METHODS if m != "naive"]),
    st.booleans(),
)
def test_categories_add_up_to_the_whole(seed: int, size: int, method: Method, confident: bool) -> None:
    year = make_year(seed, 300)
    verified = year.sample(size, random_state=seed)
    found = run(year, verified, method=method, confidence="p" if confident else None)
    whole = year["dh"].sum()
    assert np.isclose(found["total"].sum(), whole)
    assert np.isclose(found["share"].sum(), 1)
    assert ((found["low"] >= 0) & (found["high"] <= whole * (1 + 1e-9))).all()
    assert ((found["low"] <= found["total"]) & (found["total"] <= found["high"])).all()


def test_intervals_cover_and_are_shorter() -> None:
    hits, width, alone = [], [], []
    for seed in range(80):
        year = make_year(seed)
        verified = year.sample(150, random_state=seed)
        found, only = run(year, verified, confidence="p"), run(year, verified, method="verified-only")
        truth = true_totals(year)
        hits.append(((found["low"] <= truth) & (truth <= found["high"])).mean())
        width.append((found["high"] - found["low"]).mean())
        alone.append((only["high"] - only["low"]).mean())
    assert 0.9 <= np.mean(hits) <= 0.99
    assert np.mean(width) <= 0.8 * np.mean(alone)


def test_parts_by_known_columns(year: pd.DataFrame) -> None:
    verified = year.sample(300, random_state=4)
    parts = estimate(year, ["to", "family"], "dh", verified, predicted="family", truth="true")
    assert np.allclose(parts.groupby("to")["total"].sum(), year.groupby("to")["dh"].sum())
    assert np.isclose(parts["share"].sum(), 1)
    few = estimate(
        year.assign(to=["XX"] * 20 + ["US"] * 1980),
        ["to", "family"],
        "dh",
        verified,
        predicted="family",
        truth="true",
    )
    assert set(few.loc[few["to"] == "XX", "method"]) == {"synthetic"}
    assert (few.loc[few["to"] == "XX", "standard_error"] > 0).any()


def test_records_of_no_category_are_left_out(year: pd.DataFrame) -> None:
    rng = np.random.default_rng(5)
    mixed = year.assign(true=year["true"].where(rng.random(len(year)) > 0.2))
    mixed["family"] = mixed["family"].where(mixed["true"].notna() | (rng.random(len(year)) < 0.1))
    verified = mixed.sample(400, random_state=6)
    found = run(mixed, verified)
    truth = mixed.groupby("true")["dh"].sum()
    assert list(found.index) == list(truth.index)
    assert np.isclose(found["share"].sum(), 1)
    assert ((found["share_low"] <= truth / truth.sum()) & (truth / truth.sum() <= found["share_high"])).all()
    by_country = estimate(mixed, "to", "dh", verified, **COLUMNS)
    inside = mixed[mixed["true"].notna()].groupby("to")["dh"].sum().to_numpy()
    assert ((by_country["low"] <= inside) & (inside <= by_country["high"])).all()
    everything = estimate(year, "to", "dh", year.sample(100, random_state=1), confidence="p", **COLUMNS)
    assert (everything["standard_error"] == 0).all()


def test_shares_and_allocation(year: pd.DataFrame) -> None:
    soft = pd.DataFrame(0.0, year.index, FAMILIES)
    for i, name in enumerate(FAMILIES):
        soft[name] += np.where(year["family"] == name, year["p"], 0)
        soft[FAMILIES[i - 1]] += np.where(year["family"] == name, 1 - year["p"], 0)
    verified = year.sample(200, random_state=7)
    hard, gentle = run(year, verified, confidence="p"), run(year, verified, shares=soft)
    assert np.isclose(gentle["total"].sum(), year["dh"].sum())
    assert (gentle["high"] - gentle["low"]).sum() < (hard["high"] - hard["low"]).sum()
    shared = run(year.assign(var=4.0), verified, confidence="p", variance="var")
    added = shared["standard_error"] ** 2 - hard["standard_error"] ** 2
    assert np.allclose(added, 4.0 * year.groupby("family").size())


def test_shares_from_scored_columns() -> None:
    scored = pd.DataFrame({f"hs_{i}": [f"{i}0", "10"] for i in range(1, 6)})
    for i in range(1, 6):
        scored[f"hs_p{i}"] = [0.5 / i, 0.1]
    scored["hs_status"], scored["hs_set"] = ["decided", "out_of_scope"], ["10 20", ""]
    kept = shares_from_scores(scored, lambda code: "low" if code < "30" else None, within_set=True)
    assert kept.loc[0].to_dict() == pytest.approx({"": 0.0, "low": 1.0})
    assert kept.loc[1].to_dict() == pytest.approx({"": 1.0, "low": 0.0})


def test_a_stratified_sample_corrects_for_its_design(year: pd.DataFrame) -> None:
    drawn = year.groupby("family").sample(60, random_state=8)
    strata = year.assign(stratum=year["family"])
    implied = run(strata, drawn, strata="stratum")
    counts = year.groupby("family").size()
    given_ = run(
        year,
        drawn.assign(inclusion=60 / drawn["family"].map(counts), stratum=drawn["family"]),
        probabilities="inclusion",
        strata="stratum",
    )
    pd.testing.assert_frame_equal(implied, given_)


@pytest.mark.parametrize("by", [None, "to"])
def test_plan_adds_up_and_beats_a_simple_sample(by: str | None) -> None:
    widths = []
    for seed in range(12):
        year = make_year(seed)
        plan = plan_sample(year, value="dh", predicted="family", confidence="p", size=120, by=by, seed=seed)
        assert plan.size == plan.design["selected"].sum() == 120
        assert np.isclose(plan.design["inclusion"].sum(), 120)
        assert plan.strata["rows"].sum() == 120
        sent = plan.design[plan.design["selected"]].join(year["true"])
        found = run(year, sent, probabilities="inclusion", strata="stratum", confidence="p")
        plain = run(year, year.sample(120, random_state=seed), confidence="p")
        widths.append([(t["high"] - t["low"]).mean() for t in (found, plain)])
    planned, simple = np.mean(widths, axis=0)
    assert planned <= 0.75 * simple


def test_plan_for_a_margin(year: pd.DataFrame) -> None:
    settings_ = {"value": "dh", "predicted": "family", "confidence": "p"}
    wide, narrow = (plan_sample(year, margin=m, **settings_) for m in (0.04, 0.02))  # type: ignore[arg-type]
    assert wide.margin <= 0.04
    assert narrow.margin <= 0.02
    assert wide.size < narrow.size < len(year)


def test_sheet_goes_out_and_comes_back(year: pd.DataFrame) -> None:
    coded = year.assign(
        true=year["true"].map(dict(zip(FAMILIES, ["060210", "570110", "691200", "442019"], strict=True)))
    )
    plan = plan_sample(coded, value="dh", predicted="family", confidence="p", size=50)
    sheet = plan.sheet(coded, ["to"])
    assert list(sheet.columns) == ["row", "to", "verified_code"]
    assert (sheet["verified_code"] == "").all()
    sheet["verified_code"] = coded.loc[sheet["row"], "true"].to_numpy()
    sheet.loc[0, "verified_code"] = "none"
    back = pd.read_csv(io.StringIO(sheet.to_csv(index=False)), dtype={"row": float})
    read = read_sheet(back, plan, known=set(coded["true"]))
    assert read["verified_code"].iloc[0] == ""
    assert (read["verified_code"].iloc[1:] == coded.loc[read.index[1:], "true"]).all()
    part = sheet.assign(verified_code=sheet["verified_code"].where(sheet.index % 10 != 3, ""))
    answered = read_sheet(part, plan)
    assert len(answered) == 45
    assert (1 / answered["inclusion"]).sum() > (1 / plan.design.loc[answered.index, "inclusion"]).sum()
    for change, word in (
        ({"row": [-1, *sheet["row"][1:]]}, "not sent out"),
        ({"row": [sheet["row"][1], *sheet["row"][1:]]}, "twice"),
        ({"verified_code": "999999"}, "not known"),
        ({"verified_code": ""}, "no answer"),
    ):
        with pytest.raises(EstimateError, match=word):
            read_sheet(sheet.assign(**change), plan, known=set(coded["true"]))


def test_a_category_never_verified_and_values_of_zero(year: pd.DataFrame) -> None:
    verified = year[(year["family"] != "wood") & (year["true"] != "wood")].sample(150, random_state=9)
    found = run(year, verified)
    assert found.loc["wood", "verified_rows"] == 0
    assert found.loc["wood", "high"] > found.loc["wood", "naive"]
    nothing = year.assign(dh=year["dh"].where(year["family"] != "wood", 0.0))
    assert np.isfinite(run(nothing, verified).to_numpy()[:, :-1].astype(float)).all()


@pytest.mark.parametrize(
    ("change", "options", "word"),
    [
        ({}, {"verified": slice(0, 0)}, "no row"),
        ({}, {"index": 10**6}, "not in the frame"),
        ({"dh": -1.0}, {}, "corrections outweigh"),
        ({"dh": np.nan}, {}, "give a number"),
        ({"dh": 0.0}, {}, "nothing to estimate"),
        ({"p": 1.5}, {"confidence": "p"}, "probability"),
        ({}, {"probabilities": "nope"}, "no column 'nope'"),
        ({}, {"method": "magic"}, "not a method"),
        ({}, {"level": 95}, "between 0 and 1"),
    ],
)
def test_bad_input_is_named(
    year: pd.DataFrame, change: dict[str, float], options: dict[str, object], word: str
) -> None:
    given_ = dict(options)
    verified = year.iloc[given_.pop("verified", slice(0, 40))]  # type: ignore[call-overload]
    verified = verified.set_axis(verified.index + given_.pop("index", 0))
    with pytest.raises(EstimateError, match=word):
        run(year.assign(**change), verified, **given_)


def test_bad_plans_are_named(year: pd.DataFrame) -> None:
    settings_ = {"value": "dh", "predicted": "family", "confidence": "p"}
    for options, word in (
        ({}, "one of the two"),
        ({"size": 3}, "not from 10"),
        ({"margin": 2.0}, "between 0 and 1"),
        ({"size": 50, "by": "nope"}, "no column"),
    ):
        with pytest.raises(EstimateError, match=word):
            plan_sample(year, **settings_, **options)  # type: ignore[arg-type]
