"""Plots of a model's figures, as PNG files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np

mpl.use("Agg")
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from training.evaluate import Scored
from training.metrics import reliability, risk_coverage

INK, ACCENT = "#1f2937", "#0f766e"


def plot_reliability(scored: Scored, path: Path) -> None:
    """Accuracy against confidence in 15 bins; the dotted line is perfect calibration.

    Parameters
    ----------
    scored : Scored
    path : Path
        Of the PNG.
    """
    points = reliability(scored.columns.top_probability[:, 0].astype(np.float64), scored.correct(1))
    figure, axes = plt.subplots(figsize=(5, 5), layout="constrained")
    axes.plot([0, 1], [0, 1], ":", color=INK)
    sizes = [20 + 400 * count / max(len(scored.lines), 1) for _, _, count in points]
    axes.scatter([p for p, _, _ in points], [a for _, a, _ in points], s=sizes, color=ACCENT)
    axes.set(xlabel="confidence", ylabel="accuracy", xlim=(0, 1), ylim=(0, 1), title="Reliability")
    _save(figure, path)


def plot_risk_coverage(scored: Scored, path: Path) -> None:
    """Error among the rows answered, as fewer and fewer of them are answered."""
    coverage, risk = risk_coverage(scored.columns.top_probability[:, 0].astype(np.float64), scored.correct(1))
    figure, axes = plt.subplots(figsize=(6, 4), layout="constrained")
    axes.plot(coverage, risk, color=ACCENT)
    axes.set(
        xlabel="share of rows answered", ylabel="error among them", xlim=(0, 1), title="Risk and coverage"
    )
    axes.set_ylim(bottom=0)
    _save(figure, path)


def plot_learning_curve(
    counts: Sequence[int], top1: Sequence[float], top3: Sequence[float], path: Path
) -> None:
    """Validation accuracy against the number of texts in real styles."""
    figure, axes = plt.subplots(figsize=(6, 4), layout="constrained")
    axes.plot(counts, top1, "o-", color=ACCENT, label="top-1")
    axes.plot(counts, top3, "o--", color=INK, label="top-3")
    axes.set(xlabel="texts in real styles", ylabel="validation accuracy", title="Does more text still help?")
    axes.legend(frameon=False)
    _save(figure, path)


def _save(figure: Figure, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)
    plt.close(figure)
