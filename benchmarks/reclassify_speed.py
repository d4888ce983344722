"""Reclassification of five million records beside a bare pandas merge, and with text.

    python benchmarks/reclassify_speed.py [RECORDS]

Prints our time over that of merge-and-multiply on the same frame, the largest
resident memory, and records per second when 300,000 distinct texts settle the
codes that divide. Every record's code divides in the run with text.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time

import numpy as np
import pandas as pd

from classifier.scorer import SubheadingScorer
from mappings import load_nomenclature
from mappings.concordance import Concordance
from mappings.reclassify import reclassify
from training.knowledge import VALIDATION, read_labelled


def plain_frame(count: int, codes: tuple[str, ...]) -> pd.DataFrame:
    """Records with any of the codes, dirhams and kilograms."""
    rng = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "hs": np.array(codes)[rng.integers(0, len(codes), count)],
            "dh": rng.integers(1, 10**7, count) / 100,
            "kg": rng.integers(1, 10**6, count) / 100,
        }
    )


def against_pandas(count: int) -> None:
    """Our time over that of merge-and-multiply."""
    frame = plain_frame(count, load_nomenclature("HS2012").subheadings)
    links = Concordance("HS2012", "HS2022").frame()[["source", "target"]]
    links["weight"] = 1 / links.groupby("source").target.transform("size")
    begun = time.perf_counter()
    merged = frame.merge(links, left_on="hs", right_on="source")
    merged["dh"] *= merged["weight"]
    merged["kg"] *= merged["weight"]
    bare = time.perf_counter() - begun
    rows = len(merged)
    del merged
    begun = time.perf_counter()
    moved = reclassify(frame, "HS2012", "HS2022", code="hs", values=["dh", "kg"])
    ours = time.perf_counter() - begun
    totals = moved.movements.totals
    print(f"records {count:,}  rows {rows:,} / {len(moved.rows):,}")
    print(f"pandas merge-and-multiply {bare:.1f} s  ours {ours:.1f} s  ratio {ours / bare:.2f}")
    print(f"not mapped {totals['unmapped'].sum()}  resident {_peak():.1f} GB")


def with_text(count: int, distinct: int) -> None:
    """Records per second when the text settles every code."""
    lines = [line for line in read_labelled(VALIDATION / "validation.csv") if line.codes[0].isdigit()]
    back = Concordance("HS2022", "HS2012")
    pairs = [
        (code, line.text)
        for line in lines
        for code in back.convert(line.codes[0])
        if len(back.invert().convert(code)) > 1
    ]
    rng = np.random.default_rng(1)
    texts = [
        (code, f"{text} {i}")
        for i, (code, text) in zip(range(distinct), pairs * (distinct // len(pairs) + 1), strict=False)
    ]
    frame = pd.DataFrame([texts[i] for i in rng.integers(0, distinct, count)], columns=["hs", "text"])
    frame["dh"] = rng.integers(1, 10**7, count) / 100
    scored: list[int] = []
    begun = time.perf_counter()
    reclassify(
        frame, "HS2012", "HS2022", code="hs", values=["dh"], text="text",
        scorer=SubheadingScorer(), progress=scored.append,
    )  # fmt: skip
    spent = time.perf_counter() - begun
    print(f"with text: {count:,} records, {frame.text.nunique():,} distinct texts, {sum(scored):,} scored")
    print(f"{count / spent:,.0f} records/s  resident {_peak():.1f} GB")


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


if __name__ == "__main__":
    records = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000_000
    if len(sys.argv) > 2:
        with_text(records, min(300_000, records // 2))
    else:
        against_pandas(records)
        # A process of its own, so that the memory of one run does not count for the other.
        subprocess.run([sys.executable, __file__, str(records), "text"], check=True)
