"""Craft family, craft status and Moroccan line of every record of a table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from mappings.families import craft_status, family_of, ground_of
from mappings.line_choice import choose_line
from mappings.line_cues import mentions
from mappings.tariff import Tariff, moroccan_tariff

if TYPE_CHECKING:
    import pandas as pd

CRAFT_COLUMNS: Final = ("national_line", "family", "craft_status", "craft_ground")
# Figures that stand alone tell some lines apart, but never a craft line from the others (those within
# a word are letters of Darija); without them far fewer wordings are distinct.
_FIGURES: Final = re.compile(r"(?<!\w)\d+(?!\w)")


@dataclass(frozen=True, slots=True)
class Wordings:
    """The distinct codes, wordings and lines of a table.

    Parameters
    ----------
    distinct : list of (code, text, line)
    places : int array
        Which of them each row is.
    """

    distinct: list[tuple[str, str, str]]
    places: NDArray[np.int64]

    def spread(self, values: list[str]) -> NDArray[np.object_]:
        """One value for each distinct wording, as one for each row."""
        return np.array(values, np.object_)[self.places]


def wordings(
    codes: pd.Series, texts: pd.Series | None, lines: pd.Series | None = None, *, figures: bool = True
) -> Wordings:
    """Look at equal rows once; without `figures`, texts that differ in figures only are equal.

    Examples
    --------
    >>> import pandas as pd
    >>> carpets = pd.Series(["570110"] * 2)
    >>> found = wordings(carpets, pd.Series(["tapis 2 m", "tapis 3 m"]), figures=False)
    >>> found.distinct, found.places.tolist()
    ([('570110', 'tapis 0 m', '')], [0, 0])
    """
    tables, cell = [], np.zeros(len(codes), np.int64)
    for column, kept in ((codes, True), (texts, figures), (lines, True)):
        labels, places = _labels(column, len(codes), figures=kept)
        tables.append(labels)
        cell = cell * len(labels) + places
    found, back = np.unique(cell, return_inverse=True)
    rows = []
    for number in found.tolist():
        left, line = divmod(number, len(tables[2]))
        code, text = divmod(left, len(tables[1]))
        rows.append((tables[0][code], tables[1][text], tables[2][line]))
    return Wordings(rows, back.astype(np.int64))


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
    cells = wordings(frame[code], frame[text] if text else None, frame[line] if line else None)
    lines = [given if line else _line(schedule, c, t) for c, t, given in cells.distinct]
    found = [craft_status(c, t, n or None) for (c, t, _), n in zip(cells.distinct, lines, strict=True)]
    columns: tuple[list[str], ...] = (
        lines,
        [family_of(c) for c, _, _ in cells.distinct],
        [f.status for f in found],
        [f.ground for f in found],
    )
    made = frame.drop(columns=[name for name in CRAFT_COLUMNS if name in frame.columns])
    for name, values in zip(CRAFT_COLUMNS, columns, strict=True):
        made[name] = cells.spread(values)
    return made


def statuses(codes: pd.Series, texts: pd.Series | None) -> pd.Categorical:
    """The status that `attach_craft` gives, without the line itself.

    Parameters
    ----------
    codes : Series
        HS2022.
    texts : Series, optional

    Returns
    -------
    Categorical

    Notes
    -----
    The national line is looked for only where the subheading is not craft by
    nature and the text has a word of one of its craft lines: elsewhere the line
    cannot change the status.

    Examples
    --------
    >>> import pandas as pd
    >>> list(statuses(pd.Series(["570110", "940360"]), pd.Series(["tapis", "table, fait main"])))
    ['craft_line', 'craft_by_evidence']
    """
    import pandas as pd

    cells = wordings(codes, texts, figures=False)
    found = [craft_status(c, t, _telling_line(c, t)).status for c, t, _ in cells.distinct]
    return pd.Categorical(cells.spread([str(status) for status in found]))


def _labels(column: pd.Series | None, rows: int, *, figures: bool) -> tuple[list[str], NDArray[np.int64]]:
    """The distinct texts of a column, and which of them each row has; a missing one is empty."""
    import pandas as pd

    if column is None:
        return [""], np.zeros(rows, np.int64)
    places, found = pd.factorize(column, use_na_sentinel=True)
    labels = [str(label) for label in found] + [""]
    merged: dict[str, int] = {}
    table = [merged.setdefault(s if figures else _FIGURES.sub("0", s), len(merged)) for s in labels]
    return list(merged), np.array(table, np.int64)[places]


def _line(tariff: Tariff, code: str, text: str) -> str:
    chosen = choose_line(tariff, code, text).line
    return chosen.code if chosen else ""


def _telling_line(code: str, text: str) -> str | None:
    if ground_of(code) == "nature" or not mentions(_craft_cues(code), text).said:
        return None
    return _line(moroccan_tariff(), code, text) or None


@cache
def _craft_cues(code: str) -> tuple[str, ...]:
    """The words without which no craft line of a subheading is ever chosen."""
    lines = moroccan_tariff().under(code)
    found = (cue for line in lines if line.craft and line.qualifier for cue in line.qualifier.cues)
    return tuple(dict.fromkeys(found))
