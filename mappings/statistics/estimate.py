"""Totals and shares that can be published: predictions corrected by a verified sample, with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mappings.statistics.columns import need, read_amounts
from mappings.statistics.corrections import SIGN, net_of_corrections
from mappings.statistics.errors import EstimateError
from mappings.statistics.offsets import METHODS, Method
from mappings.statistics.population import Columns, read_population
from mappings.statistics.rows import Level, rows_of_parts
from mappings.statistics.solve import learn, solve

if TYPE_CHECKING:
    import pandas as pd


def estimate(
    frame: pd.DataFrame,
    by: str | Sequence[str],
    value: str,
    verified: pd.DataFrame,
    *,
    predicted: str,
    truth: str,
    probabilities: str | None = None,
    strata: str | None = None,
    confidence: str | None = None,
    shares: pd.DataFrame | None = None,
    variance: str | None = None,
    level: float = 0.95,
    method: Method = "ppi++",
) -> pd.DataFrame:
    """Estimate totals and shares, with intervals, from predictions and a verified sample.

    Parameters
    ----------
    frame : DataFrame
        One row for each record, each with its own index label.
    by : str or sequence of str
        Columns of `frame` to total by. The column named by `predicted` stands
        for the true category; the others, such as the destination or the
        month, are taken as they are. Without the first, the totals are those
        of all records that belong to some category.
    value : str
        Column of the values. Negative ones are corrections: they are
        estimated on their own and deducted. A correction added to the record
        that it corrects before gives shorter intervals.
    verified : DataFrame
        The verified records, under the index labels of `frame`.
    predicted, truth : str
        Columns of the predicted category, in `frame`, and of the true one, in
        `verified`. An empty cell is a record that belongs to no category.
    probabilities : str, optional
        Column, of `verified` or of `frame`, of the inclusion probabilities.
        Without it the records were drawn with equal probabilities, within each
        stratum where there are any.
    strata : str, optional
        Column of the strata in which they were drawn.
    confidence : str, optional
        Column of the probability that the prediction is right. It steadies the
        intervals of small samples; it need not be well calibrated.
    shares : DataFrame, optional
        Predicted shares instead of one category for each record: one column
        for each category, with the index of `frame`; see
        `mappings.statistics.shares` for prediction sets and for records that
        reclassification shares out among codes.
    variance : str, optional
        Column of the variance of the values themselves, where they are
        estimates. What sharing a record out among categories adds is not to
        be given here: with `shares` the residuals of the verified records
        hold it already.
    level : float
        Of the intervals.
    method : str
        One of `mappings.statistics.offsets.METHODS`.

    Returns
    -------
    DataFrame
        The columns of `by`; total, standard_error, low, high; share,
        share_low, share_high, of the value of all categories together; naive,
        what the predictions alone add up to; verified_rows, that were
        predicted or found in the category; method ("exact" where all value was
        verified or nothing can be confused, "synthetic" where a part has fewer
        than ten verified records and borrows the others').

    Raises
    ------
    EstimateError
        When a table cannot be used: no verified row, one that is not in
        `frame`, a missing value, corrections that outweigh the values, a
        probability outside 0 to 1, an unknown method or column.

    Notes
    -----
    Prediction-powered inference (A. N. Angelopoulos, S. Bates, C. Fannjiang,
    M. I. Jordan and T. Zrnic, Science 382, 2023) with power tuning (A. N.
    Angelopoulos, J. C. Duchi and T. Zrnic 2023), in the form of a ratio-
    adjusted difference estimator (C.-E. Särndal, B. Swensson and J. Wretman,
    "Model Assisted Survey Sampling", 1992), so that the totals of the
    categories add up to the whole. For the other methods see
    `mappings.statistics.offsets.offset_matrix`, for the variance
    `mappings.statistics.variance` and `mappings.statistics.working`.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"family": ["carpets"] * 60 + ["pottery"] * 40, "dh": 10.0})
    >>> verified = frame.iloc[::2].assign(true=lambda rows: rows["family"])
    >>> verified.loc[[0, 2], "true"] = "pottery"
    >>> found = estimate(frame, "family", "dh", verified, predicted="family", truth="true")
    >>> found[["family", "total", "naive"]].round(1).values.tolist()
    [['carpets', 560.0, 600.0], ['pottery', 440.0, 400.0]]
    """
    if method not in METHODS:
        raise EstimateError("{method!r} is not a method; choose from {known}.", method=method, known=METHODS)
    if not 0 < level < 1:
        raise EstimateError("level {level!r} is not between 0 and 1; 0.95 is usual.", level=level)
    names = [by] if isinstance(by, str) else list(by)
    for name in names:
        need(frame, name, "frame")
    columns = Columns(value, predicted, truth, probabilities, strata, confidence, variance)
    values = read_amounts(frame, value)
    if (values >= 0).all():
        return _estimated(frame, names, verified, columns, shares, level, method)
    if values.sum() <= 0:
        raise EstimateError(
            "frame: {value!r} adds up to {total}, the corrections outweigh the rest; add earlier records.",
            value=value,
            total=values.sum(),
        )
    signed = frame.assign(**{value: abs(values), SIGN: values < 0})
    table = _estimated(signed, [SIGN, *names], verified, columns, shares, level, method)
    return net_of_corrections(table, names) if names else _alone(table)


def _estimated(
    frame: pd.DataFrame,
    names: Sequence[str],
    verified: pd.DataFrame,
    columns: Columns,
    shares: pd.DataFrame | None,
    level: float,
    method: Method,
) -> pd.DataFrame:
    """The table of `estimate` for values from 0 up."""
    known = [name for name in names if name != columns.predicted]
    split = columns.predicted in names
    population = read_population(frame, verified, columns, shares, split=split)
    model = learn(population.problem, method)
    parts = [(key, part, solve(part.problem, model)) for key, part in population.parts(frame[known])]
    table = rows_of_parts(parts, known, columns.predicted if split else None, Level(level))
    return table[[*names, *(name for name in table.columns if name not in names)]]


def _alone(table: pd.DataFrame) -> pd.DataFrame:
    """One row, of all records together."""
    return net_of_corrections(table.assign(all="*"), ["all"]).drop(columns="all")
