"""What was odd about the records, as a table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from mappings.barometer.columns import SEQUENCE, Finding
from mappings.barometer.masks import Mask
from mappings.barometer.windows import Window

if TYPE_CHECKING:
    import pandas as pd


def findings(found: Iterable[Finding], window: Window, mask: Mask, suppression: pd.DataFrame) -> pd.DataFrame:
    """One row for each oddity, always in the same order.

    Returns
    -------
    DataFrame
        finding, records, value, example. Under confidentiality neither values
        nor examples: the rest of a cell may be told by what was odd of it.
    """
    import pandas as pd

    said = sorted(found, key=lambda f: SEQUENCE.index(f.key))
    if mask.confidential:
        said = [Finding(f.key, f.records, np.nan) for f in said] + mask.findings(suppression)
    for key, months in (("missing_months", window.missing), ("missing_before", window.missing_before)):
        if months:
            said.append(Finding(key, 0, 0.0, ", ".join(f"{m:02d}" for m in months)))
    rows = [(f.key, f.records, f.value, f.example) for f in said]
    return pd.DataFrame(rows, columns=["finding", "records", "value", "example"])
