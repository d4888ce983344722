"""Do 95 % intervals of totals hold the truth 95 times in 100? Simulated years with known truth.

    python benchmarks/estimate_coverage.py [--years 500] [--divided 0.3]

Each year has 10,000 records of skewed value (lognormal, sigma 1.2, another
median for each family) in twelve families whose expected shares of the value
are like those of craft exports. A classifier is right for 85 to 95 % of them, drawn anew
each year; how often it errs differs from family to family, a family's errors
fall on a few others and not the other way round, and its confidences are
somewhat too sure and noisy. The verified rows of 100, 300 and 1,000 are drawn by simple
random sampling, in proportion to value, and as `plan_sample` says. All goes
through the public functions, as a user would call them.

With --divided, a share of the records carries a code that divides: reclassification
shares them out between two families, and the truth is one of the two. The naive
interval then holds the variance of sharing out, which the others find in the
residuals of the verified rows.

The naive interval is that of a bootstrap of the records, which knows of no
error of the classifier.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mappings.statistics import estimate, plan_sample

SHARES = np.array([0.36, 0.20, 0.10, 0.08, 0.07, 0.05, 0.04, 0.035, 0.025, 0.02, 0.012, 0.008])
FAMILIES = np.array([f"family_{i:02}" for i in range(1, len(SHARES) + 1)])
LARGE, SIZES, RECORDS, SIGMA = 5, (100, 300, 1_000), 10_000, 1.2
DESIGNS = ("simple random", "by value", "plan_sample")


@dataclass(frozen=True)
class Year:
    """Records, and the true totals of the families."""

    frame: pd.DataFrame
    truth: pd.Series
    totals: np.ndarray
    shares: pd.DataFrame | None = None


def expit(odds: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-odds))


def right_odds(rng: np.random.Generator, truth: np.ndarray) -> np.ndarray:
    """Log-odds of being right, record by record, with a mean accuracy of 85 to 95 %."""
    accuracy = rng.uniform(0.85, 0.95)
    harder = np.clip(rng.normal(0.0, 0.4, len(SHARES)), -1.0, 1.0)
    odds = 3.0 + rng.normal(0.0, 1.8, len(truth)) + harder[truth]
    low, high = -6.0, 6.0
    for _ in range(25):
        middle = (low + high) / 2
        low, high = (middle, high) if expit(odds + middle).mean() < accuracy else (low, middle)
    return odds + middle


def make_year(seed: int, start: int) -> Year:
    rng, count = np.random.default_rng([start, seed]), len(SHARES)
    median = np.exp(rng.normal(0.0, 0.5, count))
    frequency = SHARES / median
    truth = rng.choice(count, RECORDS, p=frequency / frequency.sum())
    values = median[truth] * rng.lognormal(0.0, SIGMA, RECORDS)
    odds = right_odds(rng, truth)
    falls = rng.dirichlet(np.full(count, 0.4), count)
    np.fill_diagonal(falls, 0.0)
    falls = np.cumsum(falls / falls.sum(axis=1, keepdims=True), axis=1)
    wrong = np.minimum((rng.random(RECORDS)[:, None] > falls[truth]).sum(axis=1), count - 1)
    predicted = np.where(rng.random(RECORDS) < expit(odds), truth, wrong)
    confidence = expit(1.15 * odds + 0.15 + rng.normal(0.0, 0.3, RECORDS))
    frame = pd.DataFrame({"family": FAMILIES[predicted], "dh": values, "p": confidence})
    return Year(frame, pd.Series(FAMILIES[truth]), np.bincount(truth, values, count))


def divide(year: Year, share: float, seed: int) -> Year:
    """The year with some records shared out between two families, one of which is the true one."""
    rng, count = np.random.default_rng([seed, 1]), len(SHARES)
    names = {name: i for i, name in enumerate(FAMILIES)}
    predicted = year.frame["family"].map(names).to_numpy()
    truth = year.truth.map(names).to_numpy(copy=True)
    soft = np.eye(count)[predicted]
    rows = np.flatnonzero(rng.random(RECORDS) < share)
    other = (predicted[rows] + rng.integers(1, count, len(rows))) % count
    chance = rng.uniform(0.3, 0.9, len(rows))
    soft[rows] = (
        chance[:, None] * np.eye(count)[predicted[rows]] + (1 - chance)[:, None] * np.eye(count)[other]
    )
    truth[rows] = np.where(rng.random(len(rows)) < chance, predicted[rows], other)
    largest = soft.argmax(axis=1)
    confidence = year.frame["p"].to_numpy(copy=True)
    confidence[rows] = soft.max(axis=1)[rows]
    values = year.frame["dh"].to_numpy()
    frame = year.frame.assign(
        family=FAMILIES[largest], p=confidence, sharing=values**2 * (soft * (1 - soft)).sum(axis=1) / 2
    )
    totals = np.bincount(truth, values, count)
    return Year(frame, pd.Series(FAMILIES[truth]), totals, pd.DataFrame(soft, frame.index, FAMILIES))


def by_value(values: np.ndarray, size: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Systematic draw in random order, in proportion to value, the largest records for certain."""
    inclusion = np.minimum(size * values / values.sum(), 1.0)
    for _ in range(20):
        certain = inclusion >= 1
        scale = (size - certain.sum()) / values[~certain].sum()
        inclusion = np.where(certain, 1.0, np.minimum(scale * values, 1.0))
    order = rng.permutation(len(values))
    marks = np.searchsorted(np.cumsum(inclusion[order]), rng.random() + np.arange(size))
    return np.unique(order[np.minimum(marks, len(values) - 1)]), inclusion


def draw(year: Year, design: str, size: int, seed: int) -> pd.DataFrame:
    """The verified rows of a design, with their inclusion probabilities and strata."""
    rng = np.random.default_rng([seed, size])
    if design == "plan_sample":
        plan = plan_sample(
            year.frame, value="dh", predicted="family", confidence="p", size=size, seed=seed * 7 + size
        )
        chosen = plan.design[plan.design["selected"]]
        return chosen.assign(true=year.truth[chosen.index])
    if design == "by value":
        rows, inclusion = by_value(year.frame["dh"].to_numpy(), size, rng)
    else:
        rows, inclusion = rng.choice(RECORDS, size, replace=False), np.full(RECORDS, size / RECORDS)
    table = {"true": year.truth[rows], "inclusion": inclusion[rows], "stratum": 0}
    return pd.DataFrame(table, index=rows)


def covered(year: Year, verified: pd.DataFrame, method: str) -> tuple[np.ndarray, np.ndarray]:
    """Whether each family's interval holds its true total, and its width."""
    found = estimate(
        year.frame,
        "family",
        "dh",
        verified,
        predicted="family",
        truth="true",
        probabilities="inclusion",
        strata="stratum",
        confidence="p",
        shares=year.shares,
        variance="sharing" if year.shares is not None and method == "naive" else None,
        method=method,
    )
    found = found.set_index("family").reindex(FAMILIES, fill_value=0.0)
    low, high = found["low"].to_numpy(), found["high"].to_numpy()
    return (low <= year.totals) & (year.totals <= high), high - low


def simulate(
    years: int, start: int, methods: tuple[str, ...], divided: float
) -> dict[tuple[str, int, str], tuple[np.ndarray, np.ndarray]]:
    kept = defaultdict(list)
    for seed in range(years):
        year = make_year(seed, start)
        year = divide(year, divided, seed) if divided else year
        for size in SIZES:
            for design in DESIGNS:
                verified = draw(year, design, size, seed)
                for method in methods:
                    kept[design, size, method].append(covered(year, verified, method))
        # Whatever was verified, the naive totals are the same.
        kept["none", 0, "naive"].append(covered(year, verified, "naive"))
    return {
        key: (np.array([hit for hit, _ in runs]), np.array([width for _, width in runs]))
        for key, runs in kept.items()
    }


def percent(hits: np.ndarray) -> str:
    return f"{100 * hits.mean():.1f}"


def ratio(left: np.ndarray, right: np.ndarray) -> str:
    """Of the mean widths, family by family, averaged over the large families and over all."""
    shares = left.mean(axis=0) / right.mean(axis=0)
    return f"{shares[:LARGE].mean():.2f} {shares.mean():.2f}"


def print_table(rows: list[list[str]]) -> None:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(widths[i]) for i, cell in enumerate(row)).rstrip())
    print()


def report(
    found: dict[tuple[str, int, str], tuple[np.ndarray, np.ndarray]], methods: tuple[str, ...]
) -> None:
    rows = [
        ["sample", "rows", "method", "all %", "large %", "small %", "least..most %", "width/verified-only"]
    ]
    for design in DESIGNS:
        for size in SIZES:
            for method in methods:
                hits, width = found[design, size, method]
                each = 100 * hits.mean(axis=0)
                against = ratio(width, found[design, size, "verified-only"][1])
                parts = [percent(hits), percent(hits[:, :LARGE]), percent(hits[:, LARGE:])]
                spread = f"{each.min():.1f}..{each.max():.1f}"
                rows.append([design, str(size), method, *parts, spread, against])
    hits, _ = found["none", 0, "naive"]
    each = 100 * hits.mean(axis=0)
    parts = [percent(hits), percent(hits[:, :LARGE]), percent(hits[:, LARGE:])]
    rows.append(["none", "", "naive", *parts, f"{each.min():.1f}..{each.max():.1f}", ""])
    print_table(rows)
    rows = [["rows", "plan_sample/simple random", "plan_sample/by value"]]
    for size in SIZES:
        planned = found["plan_sample", size, "ppi++"][1]
        others = [found[design, size, "ppi++"][1] for design in DESIGNS[:2]]
        rows.append([str(size), *(ratio(planned, other) for other in others)])
    print_table(rows)
    print("Ratios of interval widths: large families, all families. Large: 7 % of the value or more.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--years", type=int, default=500)
    parser.add_argument("--seed", type=int, default=2023, help="of the years")
    parser.add_argument("--divided", type=float, default=0.0, help="share of the records that divide")
    parser.add_argument("--all-methods", action="store_true", help="the other estimators too")
    options = parser.parse_args()
    methods: tuple[str, ...] = ("ppi++", "verified-only")
    if options.all_methods:
        methods = ("ppi++", "difference", "greg", "post-stratified", "verified-only")
    started = time.perf_counter()
    report(simulate(options.years, options.seed, methods, options.divided), methods)
    seconds, busy = time.perf_counter() - started, time.process_time()
    print(f"{options.years} years, {seconds:.0f} s, {busy:.0f} s of one core")


if __name__ == "__main__":
    main()
