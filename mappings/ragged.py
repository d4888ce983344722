"""Lists of different lengths laid end to end: the form in which links and shares are computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ragged:
    """Where each list starts, in one flat array.

    Parameters
    ----------
    starts : int array, shape (lists,)
    lengths : int array, shape (lists,)
    """

    starts: Ints
    lengths: Ints

    @classmethod
    def of(cls, lengths: Sequence[int] | Ints) -> Ragged:
        """Lists of these lengths, one after another.

        Examples
        --------
        >>> Ragged.of([2, 1]).starts.tolist()
        [0, 2]
        """
        sizes = np.asarray(lengths, np.int64)
        return cls(np.cumsum(sizes) - sizes, sizes)

    def take(self, rows: Ints) -> tuple[Ints, Ints]:
        """Repeat the lists of the given rows.

        Returns
        -------
        owner, position : int arrays
            For every element of the result: which of `rows` it belongs to,
            and where it stands in the flat array.

        Examples
        --------
        >>> owner, position = Ragged.of([2, 1]).take(np.array([1, 0]))
        >>> owner.tolist(), position.tolist()
        ([0, 1, 1], [2, 0, 1])
        """
        lengths = self.lengths[rows]
        owner = np.repeat(np.arange(len(rows)), lengths)
        first = np.cumsum(lengths) - lengths
        position = np.arange(len(owner)) - np.repeat(first - self.starts[rows], lengths)
        return owner, position


def cumulated(shares: Floats, lengths: Ints) -> Floats:
    """The running sums of the shares within each list, ending at exactly 1.

    Examples
    --------
    >>> cumulated(np.array([0.25, 0.75, 1.0]), np.array([2, 1])).tolist()
    [0.25, 1.0, 1.0]
    """
    starts = np.cumsum(lengths) - lengths
    made = np.empty_like(shares)
    for length in np.unique(lengths):
        cells = starts[lengths == length][:, None] + np.arange(length)
        running = np.minimum(np.cumsum(shares[cells], axis=1), 1.0)
        running[:, -1] = 1.0
        made[cells] = running
    return made


def allocate(units: Ints, reached: Floats, lengths: Ints) -> Ints:
    """Share integers out, losing and creating nothing.

    Parameters
    ----------
    units : int array, shape (records,)
        Whole amounts, of either sign.
    reached : float array, shape (sum of lengths,)
        Cumulated shares of each record's parts, as `cumulated` gives them.
    lengths : int array, shape (records,)
        Number of parts of each record, at least 1.

    Returns
    -------
    int array, shape (sum of lengths,)
        Parts whose sum is exactly the record's amount; none is further than
        one unit from its exact share.

    Notes
    -----
    The cumulated amounts are rounded and then differenced, so the last part
    takes what is left: "cascade rounding".

    Examples
    --------
    >>> lengths = np.array([3, 2])
    >>> reached = cumulated(np.array([1 / 3, 1 / 3, 1 / 3, 0.5, 0.5]), lengths)
    >>> allocate(np.array([100, -1]), reached, lengths).tolist()
    [33, 34, 33, 0, -1]
    """
    if not len(lengths):
        return np.zeros(0, np.int64)
    ends = np.cumsum(lengths)
    marks = np.rint(np.repeat(units, lengths) * reached).astype(np.int64)
    marks[ends - 1] = units
    parts = np.diff(marks, prepend=0)
    firsts = ends - lengths
    parts[firsts] = marks[firsts]
    return parts


def normalise(values: Floats, lengths: Ints) -> Floats:
    """Scale each list to the sum 1; a list of zeros becomes equal shares.

    Examples
    --------
    >>> normalise(np.array([1.0, 3.0, 0.0, 0.0]), np.array([2, 2])).tolist()
    [0.25, 0.75, 0.5, 0.5]
    """
    totals = np.repeat(sums(values, lengths), lengths)
    equal = 1.0 / np.repeat(lengths, lengths)
    return np.where(totals > 0, values / np.where(totals > 0, totals, 1.0), equal)


def sums(values: Floats, lengths: Ints) -> Floats:
    """The sum of each list; every list has at least one element."""
    if not len(lengths):
        return np.zeros(0)
    return np.add.reduceat(values, np.cumsum(lengths) - lengths)
