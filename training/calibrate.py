"""Temperature, prediction sets and thresholds, from lines kept for that purpose.

The calibration lines are neither trained on nor measured on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from classifier.artifact import Artifact
from classifier.decide import OUT, VAGUE, Thresholds
from classifier.encoder import Floats
from classifier.head import LinearHead
from classifier.scores import Scorer
from training.knowledge import Line
from training.metrics import wilson

COVERAGE: Final = 0.965
DECIDED_ACCURACY: Final = 0.97
_ONE_SIDED: Final = 1.644854
WRONGLY_REFUSED: Final = 0.02
LEAST_OUT: Final = 0.2
FEWEST: Final = 80


def fit_temperature(head: LinearHead, embeddings: Floats, targets: NDArray[np.int64]) -> float:
    """The temperature with the least Brier score of the best label.

    Temperature scaling is due to Guo et al. (2017); they minimise the
    log-likelihood, which a few lines with an odd label pull towards too little
    confidence. The squared gap between the confidence in the best label and
    whether it is right is proper as well, and bounded.

    Parameters
    ----------
    head : LinearHead
    embeddings : ndarray, shape (texts, dimension)
    targets : int array
        Rows of the head.

    Returns
    -------
    float
    """
    logits = (embeddings @ head.weight.T + head.bias).astype(np.float64)
    labels = sorted(set(head.labels))
    columns = [np.flatnonzero([row == label for row in head.labels]) for label in labels]
    gaps = np.exp(logits - logits.max(axis=1, keepdims=True))
    place = np.array([labels.index(head.labels[target]) for target in targets])

    def loss(log_temperature: float) -> float:
        scores = gaps ** (1 / np.exp(log_temperature))
        joined = np.stack([scores[:, rows].sum(axis=1) for rows in columns], axis=1)
        confidence = joined.max(axis=1) / joined.sum(axis=1)
        return float(((confidence - (joined.argmax(axis=1) == place)) ** 2).mean())

    found = minimize_scalar(loss, bounds=(np.log(0.05), np.log(20)), method="bounded")
    return float(np.exp(found.x))


def calibrate(artifact: Artifact, lines: Sequence[Line]) -> Artifact:
    """Set the temperature and every threshold of an artifact.

    Parameters
    ----------
    artifact : Artifact
    lines : sequence of Line
        Calibration lines; craft lines, out of scope and vague together.

    Returns
    -------
    Artifact
        A copy.
    """
    labels = {label: i for i, label in enumerate(artifact.head.labels)}
    usable = [line for line in lines if line.codes[0] in labels]
    embeddings = artifact.encoder.encode([line.text for line in usable])
    targets = np.array([labels[line.codes[0]] for line in usable])
    temperature = fit_temperature(artifact.head, embeddings, targets)
    artifact = replace(artifact, head=replace(artifact.head, temperature=temperature))
    return replace(artifact, thresholds=_thresholds(artifact, usable))


def _thresholds(artifact: Artifact, lines: Sequence[Line]) -> Thresholds:
    craft = [line for line in lines if line.codes[0] not in (OUT, VAGUE)]
    scorer = Scorer(artifact)
    scores = scorer([line.text for line in craft])
    levels = scores.levels
    truth = _truth_probability(scores.probabilities, scorer.codes, craft)
    groups = (scorer.codes, scorer.headings.groups, scorer.chapters.groups)
    right = [
        np.array(
            [
                groups[k][b] in {c[:n] for c in line.codes}
                for b, line in zip(levels.best[k], craft, strict=True)
            ]
        )
        for k, n in ((0, 6), (1, 4), (2, 2))
    ]
    return Thresholds(
        out=max(LEAST_OUT, float(np.quantile(levels.out, 1 - WRONGLY_REFUSED))),
        vague=max(0.3, float(np.quantile(levels.vague, 1 - WRONGLY_REFUSED))),
        subheading=least_confidence(levels.probability[0], right[0], DECIDED_ACCURACY),
        heading=least_confidence(levels.probability[1], right[1], DECIDED_ACCURACY),
        chapter=least_confidence(levels.probability[2], right[2], DECIDED_ACCURACY),
        inclusion=_inclusion(truth, scores.languages),
    )


def least_confidence(confidence: Floats, right: NDArray[np.bool_], accuracy: float) -> float:
    """The lowest threshold above which right answers surely reach a share.

    Surely: the lower end of the one-sided 95 % interval (Wilson 1927) of the
    share does, so that few calibration lines make a cautious threshold.

    Examples
    --------
    >>> confidence = np.linspace(1, 0.5, 101).astype(np.float32)
    >>> least_confidence(confidence, confidence > 0.6, 0.9)
    0.59
    """
    order = np.argsort(-confidence, kind="stable")
    hits = np.cumsum(right[order])
    least = [wilson(int(h), n, _ONE_SIDED)[0] for n, h in enumerate(hits.tolist(), 1)]
    good = np.flatnonzero(np.array(least) >= accuracy)
    return round(float(confidence[order][good[-1]]), 6) if good.size else 1.0


def conformal_threshold(truth: NDArray[np.float64], coverage: float) -> float:
    """Least probability so that a set keeps the truth with the given coverage.

    Split conformal prediction (Vovk, Gammerman and Shafer, 2005): the
    ``floor((1 - coverage) (n + 1))``-th smallest probability of the truth.

    Examples
    --------
    >>> conformal_threshold(np.linspace(0.01, 1.0, 100), 0.95)
    0.05
    """
    rank = int(np.floor((1 - coverage) * (len(truth) + 1)))
    return round(float(np.sort(truth)[max(rank - 1, 0)]), 9)


def _inclusion(truth: NDArray[np.float64], languages: Sequence[str]) -> dict[str, float]:
    spoken = np.array(languages)
    inclusion = {"*": conformal_threshold(truth, COVERAGE)}
    for language in sorted(set(languages)):
        rows = spoken == language
        if rows.sum() >= FEWEST:
            inclusion[language] = conformal_threshold(truth[rows], COVERAGE)
    return inclusion


def _truth_probability(
    probabilities: Floats, codes: tuple[str, ...], lines: Sequence[Line]
) -> NDArray[np.float64]:
    """Of each line the highest probability among its accepted codes."""
    index = {code: i for i, code in enumerate(codes)}
    return np.array(
        [
            max((float(probabilities[row, index[c]]) for c in line.codes if c in index), default=0.0)
            for row, line in enumerate(lines)
        ]
    )
