"""Roll-up of six-digit probabilities to headings and chapters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from classifier.encoder import Floats


class RollUp:
    """Sums probabilities of subheadings into those of a shorter level.

    Parameters
    ----------
    codes : sequence of str
        Six-digit codes, sorted, in the order of the probability columns.
    length : int
        2 for chapters, 4 for headings.

    Examples
    --------
    >>> rollup = RollUp(["570110", "570190", "570210"], 4)
    >>> rollup.groups, rollup(np.array([[0.5, 0.25, 0.25]], np.float32)).tolist()
    (('5701', '5702'), [[0.75, 0.25]])
    """

    def __init__(self, codes: Sequence[str], length: int) -> None:
        prefixes = [code[:length] for code in codes]
        if prefixes != sorted(prefixes):
            raise ValueError("codes must be sorted")
        self.groups: tuple[str, ...] = tuple(dict.fromkeys(prefixes))
        self._starts: NDArray[np.int64] = np.array([prefixes.index(g) for g in self.groups], np.int64)

    def __call__(self, probabilities: Floats) -> Floats:
        """Probabilities of shape (texts, groups) from those of shape (texts, codes)."""
        return np.asarray(np.add.reduceat(probabilities, self._starts, axis=1), np.float32)
