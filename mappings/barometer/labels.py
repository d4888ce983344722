"""Codes, families and destinations of records, each distinct cell looked at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mappings.barometer.countries import UNKNOWN, Destination, resolve
from mappings.barometer.regions import resolve_region
from mappings.craft import statuses, wordings
from mappings.families import family_of

if TYPE_CHECKING:
    import pandas as pd

    from mappings.ragged import Floats

_REMEMBERED: Final = 2_000_000
_RANK: Final = {"unknown": 0, "missing": 1, "former": 2, "misspelt": 3}
_SUMS: Final = ["records", "value"]


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
    """The destination of each record, and those to check."""
    return _places_of(names, value, resolve)


def regions_of(names: pd.Series, value: Floats) -> tuple[pd.Categorical, pd.DataFrame]:
    """The region of each record, and those to check."""
    return _places_of(names, value, resolve_region)


def _places_of(
    names: pd.Series, value: Floats, read: Callable[[object], Destination]
) -> tuple[pd.Categorical, pd.DataFrame]:
    import pandas as pd

    places, labels = pd.factorize(names, use_na_sentinel=True)
    found = [*(read(label) for label in labels), Destination("", UNKNOWN, "missing")]
    rows = np.bincount(places % len(found), minlength=len(found))
    sums = np.bincount(places % len(found), weights=value, minlength=len(found))
    odd = [
        (r.given, r.code, r.status, r.detail, int(n), float(v))
        for r, n, v in zip(found, rows, sums, strict=True)
        if r.status in _RANK and n
    ]
    table = pd.DataFrame(odd, columns=["given", "code", "status", "detail", *_SUMS])
    return _mapped(places, [r.code for r in found]), table


def to_check(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """What was odd in all pieces: the unknown first, then by value."""
    import pandas as pd

    joined = pd.concat(parts, ignore_index=True)
    made = joined.groupby(["given", "code", "status", "detail"], as_index=False)[_SUMS].sum()
    made = made.assign(rank=made["status"].map(_RANK))
    made = made.sort_values(["rank", "value", "given"], ascending=[True, False, True], ignore_index=True)
    return made.drop(columns="rank")


def plain_labels(names: pd.Series) -> Any:
    """Texts as they are, without the spaces around them; empty where there is none."""
    import pandas as pd

    return pd.Categorical(names.astype("string").fillna("").str.strip().astype(str))


def remembered(codes: pd.Series, texts: pd.Series | None, memory: dict[tuple[str, str], str]) -> Any:
    """The craft status of each record; wordings of earlier pieces are looked up.

    Examples
    --------
    >>> import pandas as pd
    >>> memory = {}
    >>> list(remembered(pd.Series(["940360"]), pd.Series(["table, fait main"]), memory)), memory
    (['craft_by_evidence'], {('940360', 'table, fait main'): 'craft_by_evidence'})
    """
    import pandas as pd

    cells = wordings(codes.astype(str), texts, figures=False)
    wanted = [(code, text) for code, text, _ in cells.distinct]
    if len(memory) > _REMEMBERED:
        memory.clear()
    new = [cell for cell in wanted if cell not in memory]
    if new:
        said = statuses(pd.Series([c for c, _ in new]), pd.Series([t for _, t in new]))
        memory.update(zip(new, map(str, said), strict=True))
    return cells.spread([memory[cell] for cell in wanted])


def _mapped(places: Any, labels: list[str]) -> pd.Categorical:
    """Labels at places; place -1 takes the last one."""
    import pandas as pd

    categories, table = np.unique(np.array(labels, dtype=np.str_), return_inverse=True)
    return pd.Categorical.from_codes(table[places], categories=categories.tolist())
