"""Raking: shares adjusted so that known proportions of the total hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from mappings.ragged import Floats, Ints, normalise

_ROUNDS: Final = 200
_TOLERANCE: Final = 1e-9


def rake(
    shares: Floats,
    lengths: Ints,
    values: Floats,
    targets: Sequence[str],
    proportions: Mapping[str, float],
) -> Floats:
    """Adjust the shares of many records to known proportions.

    Parameters
    ----------
    shares : float array, shape (parts,)
        Shares laid end to end; those of one record add up to 1.
    lengths : int array, shape (records,)
    values : float array, shape (records,)
        Value of each record, non-negative.
    targets : sequence of str, length parts
        The code of each part.
    proportions : mapping of str to float
        For some target codes: their known proportion of the value of all
        records that may go to any of these codes. Other codes are left alone.

    Returns
    -------
    float array, shape (parts,)
        Shares of one record still add up to 1; a share of 0 stays 0.

    Notes
    -----
    Iterative proportional fitting (W. E. Deming and F. F. Stephan 1940): each
    known code's shares are scaled by wanted over reached, then every record
    is scaled back to 1, until nothing moves.

    Examples
    --------
    >>> lengths, values = np.array([2, 2]), np.array([1.0, 1.0])
    >>> raked = rake(np.full(4, 0.5), lengths, values, ["a", "b", "a", "b"], {"a": 0.25, "b": 0.75})
    >>> raked.round(6).tolist()
    [0.25, 0.75, 0.25, 0.75]
    """
    wanted = {code: share for code, share in proportions.items() if share >= 0}
    names = sorted(wanted)
    index = {code: i for i, code in enumerate(names)}
    column = np.array([index.get(code, -1) for code in targets], np.int64)
    if not names or not (column >= 0).any():
        return shares
    owner = np.repeat(np.arange(len(lengths)), lengths)
    concerned = np.zeros(len(lengths), bool)
    concerned[owner[column >= 0]] = True
    total = float(values[concerned].sum())
    goal = np.array([wanted[name] for name in names]) * total
    known, mass = column >= 0, values[owner]
    for _ in range(_ROUNDS):
        reached = np.bincount(column[known], (shares * mass)[known], len(names))
        factor = np.where(reached > 0, goal / np.where(reached > 0, reached, 1.0), 1.0)
        shares = normalise(np.where(known, shares * factor[np.maximum(column, 0)], shares), lengths)
        if np.abs(factor - 1).max() < _TOLERANCE:
            break
    return shares
