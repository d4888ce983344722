"""From tables to arrays: the population, its verified records, and its parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from mappings.statistics.columns import (
    OUTSIDE,
    locate,
    need,
    read_categories,
    read_probabilities,
    read_shares,
    read_values,
)
from mappings.statistics.errors import EstimateError
from mappings.statistics.problem import Floats, Ints, Problem

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of the columns of `estimate`."""

    value: str
    predicted: str
    truth: str
    probabilities: str | None
    strata: str | None
    confidence: str | None
    variance: str | None


@dataclass(frozen=True, slots=True)
class Population:
    """All records, and what is known beside them.

    Parameters
    ----------
    problem : Problem
    categories : tuple of str
        Names of the categories; `OUTSIDE`, where there is one, is the last.
    allocation : float array, shape (records,)
        Variance of each record's value, from sharing out.
    given : bool
        Whether inclusion probabilities were given.
    """

    problem: Problem
    categories: tuple[str, ...]
    allocation: Floats
    given: bool

    @property
    def has_outside(self) -> bool:
        """Whether some records may belong to no category."""
        return self.categories[-1] == OUTSIDE

    def parts(self, keys: pd.DataFrame) -> Iterator[tuple[tuple[Any, ...], Population]]:
        """The population cut by known columns; all of it when there is none."""
        if not len(keys.columns):
            yield (), self
            return
        for key, rows in keys.groupby(list(keys.columns), sort=True, dropna=False).indices.items():
            yield (key if isinstance(key, tuple) else (key,)), self._part(np.asarray(rows, np.int64))

    def _part(self, rows: Ints) -> Population:
        whole = self.problem
        place = np.full(len(whole.values), -1, np.int64)
        place[rows] = np.arange(len(rows))
        inside = place[whole.rows] >= 0
        part = replace(
            whole,
            values=whole.values[rows],
            predicted=whole.predicted[rows],
            rows=place[whole.rows[inside]],
            truth=whole.truth[inside],
            inclusion=whole.inclusion[inside],
            strata=whole.strata[inside],
            confidence=None if whole.confidence is None else whole.confidence[rows],
            soft=None if whole.soft is None else whole.soft[rows],
        )
        return replace(self, problem=part, allocation=self.allocation[rows])


def read_population(
    frame: pd.DataFrame, verified: pd.DataFrame, columns: Columns, shares: pd.DataFrame | None, *, split: bool
) -> Population:
    """Read and check the tables of `estimate`.

    Parameters
    ----------
    split : bool
        Whether categories are told apart; otherwise they are one, and only
        records outside all of them are another.
    """
    rows = locate(frame, verified)
    values = read_values(frame, columns.value)
    if values.sum() <= 0:
        raise EstimateError(
            "frame: all of {value!r} is 0; there is nothing to estimate.", value=columns.value
        )
    predicted, guesses = read_categories(need(frame, columns.predicted, "frame"))
    truth, truths = read_categories(need(verified, columns.truth, "verified"))
    named = [] if shares is None else [str(name) for name in shares.columns]
    found = {*_used(predicted, guesses), *_used(truth, truths), *named}
    labels = sorted(found - {OUTSIDE})
    fine = (*labels, OUTSIDE) if OUTSIDE in found else tuple(labels)
    soft = None if shares is None else read_shares(shares, frame, fine)
    names, merge = (fine, np.arange(len(fine))) if split else _merged(fine)
    index = {name: int(merge[i]) for i, name in enumerate(fine)}
    if soft is not None:
        soft = soft @ np.eye(len(names))[merge]
    guessed = _numbers(predicted, guesses, index) if soft is None else soft.argmax(axis=1)
    inclusion, strata = _design(frame, verified, columns, rows)
    problem = Problem(
        values,
        guessed,
        len(names),
        rows,
        _numbers(truth, truths, index),
        inclusion,
        strata,
        _confidence(frame, columns, soft) if split else None,
        soft,
    )
    return Population(problem, names, _allocation(frame, columns), columns.probabilities is not None)


def _used(codes: Ints, names: Sequence[str]) -> set[str]:
    return {names[i] for i in np.unique(codes).tolist()}


def _numbers(codes: Ints, names: Sequence[str], index: Mapping[str, int]) -> Ints:
    return np.array([index.get(name, -1) for name in names], np.int64)[codes]


def _merged(fine: Sequence[str]) -> tuple[tuple[str, ...], Ints]:
    """All categories as one, beside `OUTSIDE`."""
    merge = np.array([int(name == OUTSIDE) for name in fine], np.int64)
    return ("*", OUTSIDE) if merge.any() else ("*",), merge


def _design(frame: pd.DataFrame, verified: pd.DataFrame, columns: Columns, rows: Ints) -> tuple[Floats, Ints]:
    """Inclusion probabilities and strata of the verified records; equal within a stratum unless given."""
    import pandas as pd

    strata = np.zeros(len(rows), np.int64)
    everyone = np.zeros(len(frame), np.int64)
    if columns.strata is not None:
        if columns.strata in frame.columns:
            everyone = pd.factorize(frame[columns.strata], sort=True)[0].astype(np.int64)
            strata = everyone[rows]
        elif columns.probabilities is not None:
            named = need(verified, columns.strata, "verified")
            strata = pd.factorize(named, sort=True)[0].astype(np.int64)
        else:
            need(frame, columns.strata, "frame")
    if columns.probabilities is None:
        drawn = np.bincount(strata + 1, minlength=int(everyone.max()) + 2)
        return drawn[strata + 1] / np.bincount(everyone + 1)[strata + 1], strata
    name = columns.probabilities
    column = verified[name] if name in verified.columns else need(frame, name, "frame").iloc[rows]
    return read_probabilities(column, name), strata


def _confidence(frame: pd.DataFrame, columns: Columns, soft: Floats | None) -> Floats | None:
    if columns.confidence is not None:
        return read_probabilities(need(frame, columns.confidence, "frame"), columns.confidence, zero=True)
    return None if soft is None else soft.max(axis=1)


def _allocation(frame: pd.DataFrame, columns: Columns) -> Floats:
    if columns.variance is None:
        return np.zeros(len(frame))
    return read_values(frame, columns.variance)
