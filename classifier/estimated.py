"""Weights estimated from the file that is to be reclassified: its own years on either side of a change."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.errors import FrameError
from classifier.reclassify_file import Plan, read_frame
from mappings.amounts import parse_amounts
from mappings.concordance import Concordance
from mappings.nomenclature import Edition
from mappings.record_codes import edition_in, read_record_code
from mappings.tables import rows_of
from mappings.weights import Weights, estimate_weights

if TYPE_CHECKING:
    import pandas as pd


def estimate_from_file(source: Path, plan: Plan, by: Sequence[str]) -> Weights:
    """Estimate the weights of the links from each edition of a file to the target.

    Parameters
    ----------
    source : Path
    plan : Plan
        With an edition column: the records already in the target edition are
        the side after the change.
    by : sequence of str
        Columns whose cells are the observations, such as the destination.

    Returns
    -------
    Weights

    Raises
    ------
    FrameError
        When there is no edition column, no column to observe by, or the file
        has no record in the target edition.
    """
    if not plan.edition_column or not by:
        raise FrameError("--weights estimate needs --edition-column and --weights-by; name the columns.")
    frame = read_frame(source)
    editions = frame[plan.edition_column].map(edition_in)
    after = _side(frame[editions == plan.target], plan, plan.target)
    if after.empty:
        raise FrameError(
            "{source}: no record in {edition}; weights are estimated from both sides.",
            source=source,
            edition=plan.target,
        )
    table: dict[tuple[str, str], float] = {}
    for edition in sorted(set(editions.dropna()) - {plan.target}):
        before = _side(frame[editions == edition], plan, edition)
        concordance = Concordance(edition, plan.target)
        found = estimate_weights(before, after, concordance, code="code", value="value", by=by)
        table |= {(r.source, r.target): r.weight for r in rows_of(found)}
    return Weights(
        table, f"constrained least squares on {source.name}, by {', '.join(by)} (Lukaszuk and Torun 2022)"
    )


def _side(frame: pd.DataFrame, plan: Plan, edition: Edition) -> pd.DataFrame:
    codes = {raw: read_record_code(raw, edition).code for raw in frame[plan.code].unique()}
    amount = parse_amounts(frame[plan.values[0]])
    side = frame.assign(code=frame[plan.code].map(codes), value=amount.restore(amount.units))
    return side[(side["code"].str.len() == 6) & ~amount.bad & ~amount.missing]
