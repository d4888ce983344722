"""Craft status of each record, each distinct code and wording looked at once."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mappings.families import craft_status, ground_of
from mappings.line_choice import choose_line
from mappings.line_cues import mentions
from mappings.tariff import moroccan_tariff

if TYPE_CHECKING:
    import pandas as pd

# Figures that stand alone never say that a thing is craft (those within a word are letters of Darija);
# without them far fewer wordings are distinct.
_FIGURES: Final = re.compile(r"(?<!\w)\d+(?!\w)")


def statuses(codes: pd.Series, texts: pd.Series | None) -> Any:
    """The status that `mappings.craft.attach_craft` gives, without the line itself.

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

    code_places, code_labels = pd.factorize(codes.astype(str))
    words = pd.Series([""] * len(codes)) if texts is None else texts
    text_places, text_labels = pd.factorize(words, use_na_sentinel=True)
    plain = [_FIGURES.sub("0", str(label)) for label in text_labels] + [""]
    merged, table = np.unique(np.array(plain, object).astype(str), return_inverse=True)
    cell = code_places.astype(np.int64) * len(merged) + table[text_places]
    distinct, places = np.unique(cell, return_inverse=True)
    found = [_status(str(code_labels[c // len(merged)]), str(merged[c % len(merged)])) for c in distinct]
    return pd.Categorical(np.array(found, object)[places])


def _status(code: str, text: str) -> str:
    line = None
    tariff = moroccan_tariff()
    if ground_of(code) != "nature" and mentions(_craft_cues(code), text).said:
        chosen = choose_line(tariff, code, text).line
        line = chosen.code if chosen else None
    return craft_status(code, text, line).status


@cache
def _craft_cues(code: str) -> tuple[str, ...]:
    """The words without which no craft line of a subheading is ever chosen."""
    lines = moroccan_tariff().under(code)
    found = (cue for line in lines if line.craft and line.qualifier for cue in line.qualifier.cues)
    return tuple(dict.fromkeys(found))
