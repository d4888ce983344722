"""Codes, families and destinations of records, each distinct cell looked at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mappings.barometer.countries import UNKNOWN, resolve_all
from mappings.families import family_of

if TYPE_CHECKING:
    import pandas as pd

    from mappings.ragged import Floats


def codes_of(codes: pd.Series) -> pd.Categorical:
    """The first six digits of each code; empty where there is none."""
    import pandas as pd

    places, labels = pd.factorize(codes, use_na_sentinel=True)
    clean = ["".join(c for c in str(label).removesuffix(".0") if c.isdecimal()) for label in labels]
    padded = [c.zfill(len(c) + len(c) % 2)[:6] if 3 <= len(c) <= 10 else "" for c in clean]
    return _mapped(places, [*padded, ""])


def families_of(codes: pd.Series, given: pd.Series | None) -> pd.Categorical:
    """The family of each record: as given, else of its code."""
    import pandas as pd

    if given is not None:
        places, labels = pd.factorize(given, use_na_sentinel=True)
        return _mapped(places, [*map(str, labels), ""])
    held = codes.cat.categories
    return _mapped(codes.cat.codes.to_numpy(), [family_of(c) if len(c) > 3 else "" for c in held])


def destinations_of(names: pd.Series, value: Floats) -> tuple[pd.Categorical, pd.DataFrame]:
    """The destination of each record, and the table of those to check."""
    import pandas as pd

    places, labels = pd.factorize(names, use_na_sentinel=True)
    found = resolve_all(labels)
    read = [found[str(label).strip()] for label in labels]
    rows = np.bincount(places + 1, minlength=len(labels) + 1)
    sums = np.bincount(places + 1, weights=value, minlength=len(labels) + 1)
    odd = [
        (r.given, r.code, r.status, r.detail, int(rows[i + 1]), float(sums[i + 1]))
        for i, r in enumerate(read)
        if r.status in ("former", "unknown", "misspelt", "missing")
    ]
    if rows[0]:
        odd.append(("", UNKNOWN, "missing", "", int(rows[0]), float(sums[0])))
    table = pd.DataFrame(odd, columns=["given", "code", "status", "detail", "records", "value"])
    rank = table["status"].map({"unknown": 0, "missing": 1, "former": 2, "misspelt": 3})
    table = table.assign(rank=rank).sort_values(["rank", "value", "given"], ascending=[True, False, True])
    table = table.drop(columns="rank").reset_index(drop=True)
    return _mapped(places, [*(r.code for r in read), UNKNOWN]), table


def _mapped(places: Any, labels: list[str]) -> pd.Categorical:
    """Labels at places; place -1 takes the last one."""
    import pandas as pd

    categories, table = np.unique(np.array(labels, dtype=np.str_), return_inverse=True)
    return pd.Categorical.from_codes(table[places], categories=categories.tolist())
