"""Craft family, craft status and Moroccan line of every record of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from mappings.families import craft_status, family_of
from mappings.line_choice import choose_line
from mappings.tariff import Tariff, moroccan_tariff

if TYPE_CHECKING:
    import pandas as pd

CRAFT_COLUMNS: Final = ("national_line", "family", "craft_status", "craft_ground")


def attach_craft(
    frame: pd.DataFrame,
    *,
    code: str,
    text: str | None = None,
    line: str | None = None,
    tariff: Tariff | None = None,
) -> pd.DataFrame:
    """Append national_line, family, craft_status and craft_ground to a table of HS2022 records.

    Parameters
    ----------
    frame : DataFrame
    code : str
        Column of HS2022 codes.
    text : str, optional
        Column of the descriptions.
    line : str, optional
        Column of national lines, where the records have them; without it
        the line is chosen from the text, and is empty where that leaves
        several open.
    tariff : Tariff, optional
        The shipped Moroccan lines when not given.

    Returns
    -------
    DataFrame
        A copy with the four columns, in the same order, same index. Equal
        rows are looked at once.

    Examples
    --------
    >>> import pandas as pd
    >>> attach_craft(pd.DataFrame({"hs": ["580500"]}), code="hs").iloc[0].tolist()
    ['580500', '5805000000', 'embroidery_trimmings', 'craft_line', 'line:5805000000']
    """
    schedule = tariff or moroccan_tariff()
    keys = [name for name in (code, text, line) if name]
    places, distinct = _distinct(frame, keys)
    cells = {name: distinct[name].where(distinct[name].notna(), "").astype(str).tolist() for name in keys}
    codes = cells[code]
    texts = cells[text] if text else [""] * len(codes)
    lines = cells[line] if line else [_line(schedule, c, t) for c, t in zip(codes, texts, strict=True)]
    found = [craft_status(c, t, n or None) for c, t, n in zip(codes, texts, lines, strict=True)]
    columns: tuple[list[str], ...] = (
        lines,
        [family_of(c) for c in codes],
        [f.status for f in found],
        [f.ground for f in found],
    )
    made = frame.drop(columns=[name for name in CRAFT_COLUMNS if name in frame.columns])
    for name, values in zip(CRAFT_COLUMNS, columns, strict=True):
        made[name] = np.array(values, dtype=np.object_)[places]
    return made


def _distinct(frame: pd.DataFrame, keys: list[str]) -> tuple[NDArray[np.int64], pd.DataFrame]:
    """Which distinct row each row is, and the distinct rows."""
    plain = frame[keys].astype(object)
    places = plain.groupby(keys, sort=False, dropna=False).ngroup().to_numpy().astype(np.int64)
    return places, plain.drop_duplicates().reset_index(drop=True)


def _line(tariff: Tariff, code: str, text: str) -> str:
    chosen = choose_line(tariff, code, text).line
    return chosen.code if chosen else ""
