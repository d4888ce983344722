from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from training.calibrate import conformal_threshold, fit_temperature
from training.linear import fit_head
from training.metrics import calibration_error, macro_f1, risk_coverage, wilson


@given(st.integers(0, 500), st.integers(1, 500))
def test_wilson_holds_the_share_and_stays_in_bounds(successes: int, trials: int) -> None:
    successes = min(successes, trials)
    low, high = wilson(successes, trials)
    assert 0 <= low <= successes / trials + 1e-12
    assert successes / trials - 1e-12 <= high <= 1


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=50))
def test_macro_f1_is_scikit_learns_over_true_codes(pairs: list[tuple[str, str]]) -> None:
    truth, predicted = zip(*pairs, strict=True)
    expected = f1_score(truth, predicted, labels=sorted(set(truth)), average="macro", zero_division=0.0)
    assert abs(macro_f1(truth, predicted) - expected) < 1e-9


def test_perfect_confidence_has_no_calibration_error() -> None:
    generator = np.random.default_rng(0)
    confidence = generator.random(200_000)
    assert calibration_error(confidence, generator.random(200_000) < confidence) < 0.01
    assert calibration_error(np.full(10, 0.9), np.zeros(10, bool)) > 0.85


def test_risk_ends_at_the_error_rate() -> None:
    correct = np.array([True, False, True, True])
    coverage, risk = risk_coverage(np.array([0.9, 0.8, 0.7, 0.6]), correct)
    assert coverage[-1] == 1
    assert risk[-1] == 0.25


def test_conformal_sets_cover_as_promised() -> None:
    generator = np.random.default_rng(1)
    shares = []
    for _ in range(300):
        truth = generator.beta(5, 1, size=600)
        threshold = conformal_threshold(truth[:300], 0.9)
        shares.append((truth[300:] >= threshold).mean())
    assert 0.89 <= np.mean(shares) <= 0.915


def test_temperature_undoes_a_scaling() -> None:
    generator = np.random.default_rng(2)
    points = generator.normal(size=(3000, 4)).astype(np.float32)
    labels = np.array([str(i) for i in (points + generator.normal(size=points.shape)).argmax(axis=1)])
    head = fit_head(points, labels.tolist(), strength=1e3)
    hot = type(head)(head.labels, head.weight * 5, head.bias * 5)
    targets = np.array([head.labels.index(label) for label in labels])
    assert 4.3 < fit_temperature(hot, points, targets) < 5.7
