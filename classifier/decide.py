"""From probabilities to a decision: accept, back off, leave open, refuse."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from operator import neg
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from classifier.encoder import Floats
from classifier.results import Status

OUT: Final = "OUT"
VAGUE: Final = "VAGUE"
# Places and values of the highest probabilities, highest first.
Ranked = tuple[list[int], list[float]]
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


def rank(probabilities: Floats, k: int) -> list[Ranked]:
    """Places and values of the k highest probabilities of each row, highest first, then by place.

    Examples
    --------
    >>> rank(np.array([[0.25, 0.5, 0.25]], np.float32), 2)
    [([1, 0], [0.5, 0.25])]
    """
    k = min(k, probabilities.shape[1])
    top = np.argpartition(-probabilities, k - 1, axis=1)[:, :k]
    chances = np.take_along_axis(probabilities, top, axis=1)
    order = np.lexsort((top, -chances), axis=1)
    places = np.take_along_axis(top, order, axis=1).tolist()
    return list(zip(places, np.take_along_axis(chances, order, axis=1).tolist(), strict=True))


def prediction_set(
    codes: tuple[str, ...], probabilities: Floats, ranked: Ranked, least: float
) -> tuple[str, ...]:
    """The codes whose probability reaches `least`, best first; never empty.

    Parameters
    ----------
    codes : tuple of str
    probabilities : array, shape (codes,)
    ranked : Ranked
        The highest of them, as `rank` returns them.
    least : float

    Examples
    --------
    >>> p = np.array([[0.2, 0.7, 0.1]], np.float32)
    >>> prediction_set(("a", "b", "c"), p[0], rank(p, 2)[0], 0.15)
    ('b', 'a')
    """
    places, chances = ranked
    least = float(np.float32(least))  # as exact as the probabilities are
    if chances[-1] >= least and len(chances) < len(probabilities):
        places, chances = rank(probabilities[None, :], len(probabilities))[0]
    count = bisect_right(chances, -least, key=neg)
    return tuple([codes[place] for place in places[: max(count, 1)]])
