"""Batch scoring of a large CSV, end to end, beside MiniLM with logistic regression.

    python benchmarks/batch_speed.py [LINES]

Prints lines per second of both, their ratio, and the largest resident memory
of all processes together while ours ran. Every line is distinct: a written
text with a quantity and a reference of its own.
"""

from __future__ import annotations

import csv
import sys
import tempfile
import time
from pathlib import Path

from memory import scored

from training.baselines import minilm_folder
from training.knowledge import VALIDATION, read_labelled

SAMPLE = 2_000


def write_lines(path: Path, count: int) -> list[str]:
    """A CSV of `count` distinct lines; returns the first ones."""
    texts = [line.text for line in read_labelled(VALIDATION / "validation.csv")]
    rows = (f"{i % 97 + 1} pcs {texts[i % len(texts)]} ref {i}" for i in range(count))
    kept = []
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["id", "designation"])
        for i, text in enumerate(rows):
            writer.writerow([i, text])
            if i < SAMPLE:
                kept.append(text)
    return kept


def minilm(texts: list[str]) -> float:
    """Texts per second of MiniLM and a linear head of the same number of codes."""
    import numpy as np

    from classifier import load_model
    from classifier.encoder import SentenceEncoder
    from classifier.head import LinearHead

    encoder = SentenceEncoder(minilm_folder())
    codes = load_model().codes
    weight = np.random.default_rng(0).normal(size=(len(codes), encoder.dimension)).astype(np.float32)
    head = LinearHead(codes, weight, np.zeros(len(codes), np.float32))
    encoder.encode(texts[:64])
    started = time.perf_counter()
    head.probabilities(encoder.encode(texts))
    return len(texts) / (time.perf_counter() - started)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lines.csv"
        sample = write_lines(path, count)
        seconds, peak = scored(path, path.with_suffix(".out.csv"), 2)
    peer = minilm(sample)
    print(f"hirfa score: {count / seconds:,.0f} lines/s ({seconds:.1f} s), {peak / 1024:,.0f} MB resident")
    print(f"MiniLM + logistic regression: {peer:,.0f} lines/s")
    print(f"ratio: {count / seconds / peer:.0f}")


if __name__ == "__main__":
    main()
