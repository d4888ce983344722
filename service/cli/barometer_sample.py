"""The barometer's intervals: its verified sheet, read beside the records."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from service.cli.estimate_files import answered, plan_beside

if TYPE_CHECKING:
    import pandas as pd

    from mappings.barometer import Barometer
    from mappings.statistics import SavedPlan


def with_sheet(
    made: Barometer, raw: pd.DataFrame, columns: Mapping[str, str], sheet: Path, plan: Path | None = None
) -> Barometer:
    """The barometer with the intervals that a verified sheet gives.

    Parameters
    ----------
    made : Barometer
    raw : DataFrame
        The file that the sample was drawn from, row by row.
    columns : mapping of str to str
        "date", "value" and perhaps "text".
    sheet, plan : Path
        As `hirfa estimate plan` wrote them; the plan beside the sheet when not
        given.

    Raises
    ------
    EstimateError
        When the sheet is of other records, or cannot be used.
    """
    from mappings.statistics import read_plan

    planned = read_plan(plan or plan_beside(sheet))
    rows = answered(sheet, planned)
    planned.check(_values(raw, columns, planned))
    confidence = _confidence(made, raw, columns.get("text"), planned)
    return made.with_sample(rows, confidence=confidence, covered=planned.covered)


def _values(raw: pd.DataFrame, columns: Mapping[str, str], planned: SavedPlan) -> pd.Series:
    """The values of the records that the sample was drawn from, as they stand in the file."""
    import pandas as pd

    from mappings.amounts import parse_amounts
    from mappings.barometer.dates import periods

    amounts, period = parse_amounts(raw[columns["value"]]), periods(raw[columns["date"]])
    first, last = planned.covered or (0, int(period.max()))
    counted = ~amounts.missing & ~amounts.bad & (period >= first) & (period <= last)
    return pd.Series(amounts.restore(amounts.units), raw.index)[counted]


def _confidence(made: Barometer, raw: pd.DataFrame, text: str | None, planned: SavedPlan) -> pd.DataFrame:
    """How far the text of each record bears its family and its code out."""
    import pandas as pd

    from classifier.predictions import agreement, scored_frame
    from mappings.barometer.population import population_of
    from mappings.families import family_of

    facts = made.facts
    if planned.covered:
        facts = facts[facts["period"].between(*planned.covered)]
    frame = population_of(facts).frame
    rows = raw.loc[frame.index]
    rows = scored_frame(rows, text) if text else rows
    return pd.DataFrame(
        {name: agreement(rows, frame[name], of, text) for name, of in (("family", family_of), ("code", str))}
    )
