"""From probabilities to a decision: accept, back off, leave open, refuse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from classifier.encoder import Floats
from classifier.results import Status

OUT: Final = "OUT"
VAGUE: Final = "VAGUE"
STATUSES: Final[tuple[Status, ...]] = ("decided", "partial", "undecided", "out_of_scope")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where decisions are cut; all are set on the calibration lines.

    Parameters
    ----------
    out : float
        Least probability of "out of scope" at which a text is refused.
    vague : float
        Least probability of "vague" at which a text is left undecided.
    subheading, heading, chapter : float
        Least probability at which a code of that level is given.
    inclusion : mapping of language to float
        Least probability of a code to stand in the prediction set (split
        conformal prediction with the least-ambiguous score; Sadinle, Lei and
        Wasserman, 2019), one for each language and "*" for the rest.
    """

    out: float = 0.5
    vague: float = 0.5
    subheading: float = 0.6
    heading: float = 0.7
    chapter: float = 0.8
    inclusion: Mapping[str, float] = field(default_factory=lambda: {"*": 0.05})

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Levels:
    """Best code and probability at each level, for a batch.

    Parameters
    ----------
    best : tuple of three int arrays
        Index of the best subheading, heading and chapter of each text.
    probability : tuple of three float arrays
        Their probabilities.
    out, vague : float arrays
        Probabilities of the two classes outside the nomenclature.
    """

    best: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]
    probability: tuple[Floats, Floats, Floats]
    out: Floats
    vague: Floats


def decide(
    levels: Levels, thresholds: Thresholds, known: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Status and level of every text of a batch.

    Parameters
    ----------
    levels : Levels
    thresholds : Thresholds
    known : array of bool
        Whether the text has any token at all; a text without is undecided.

    Returns
    -------
    status : array of int
        Index into `STATUSES`.
    level : array of int
        0 subheading, 1 heading, 2 chapter, 3 none.
    """
    level = np.full(len(known), 3)
    for index, least in ((2, thresholds.chapter), (1, thresholds.heading), (0, thresholds.subheading)):
        level[levels.probability[index] >= least] = index
    level[~known | (levels.vague >= thresholds.vague)] = 3
    refused = known & (levels.out >= thresholds.out)
    level[refused] = 3
    status = np.array([0, 1, 1, 2])[level]
    status[refused] = 3
    return status, level


def prediction_set(codes: tuple[str, ...], probabilities: Floats, least: float) -> tuple[str, ...]:
    """The codes whose probability reaches `least`, best first; never empty.

    Examples
    --------
    >>> prediction_set(("a", "b", "c"), np.array([0.2, 0.7, 0.1], np.float32), 0.15)
    ('b', 'a')
    """
    chosen = np.flatnonzero(probabilities >= least)
    if not chosen.size:
        chosen = np.array([int(probabilities.argmax())])
    order = np.lexsort((chosen, -probabilities[chosen]))
    return tuple(codes[i] for i in chosen[order])
