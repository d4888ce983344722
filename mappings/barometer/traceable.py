"""Craft that statistics can see, and craft hidden in the subheadings of everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mappings.tariff import moroccan_tariff

if TYPE_CHECKING:
    import pandas as pd

GROUPS: Final = ("traceable", "hidden_other", "hidden_named", "not_craft")
# A code's own records weigh as much as its family's once it has this many that speak.
_PRIOR: Final = 10.0


def is_residual(code: str) -> bool:
    """Whether a subheading is one of "other" goods.

    Examples
    --------
    >>> is_residual("442090"), is_residual("570299"), is_residual("570110"), is_residual("570500")
    (True, True, False, False)
    """
    return len(code) >= 6 and code[4:6].rstrip("0").endswith("9")


def with_estimate(records: pd.DataFrame) -> pd.DataFrame:
    """Sum the records of each code up, with the craft value hidden there.

    Parameters
    ----------
    records : DataFrame
        code, family, status (see `mappings.families`), against (whether the
        text denies craft), value; and rows, of how many records each is the
        sum, where it is of several.

    Returns
    -------
    DataFrame
        One row for each code: code, family, residual, value, traceable,
        hidden, low, estimate, high, records, told (records whose text speaks).

    Notes
    -----
    Of the value that no line traces, that whose text speaks for craft is the
    low bound; that whose text is silent is added whole for the high bound, and
    for the estimate in the proportion in which the texts that speak, speak
    for craft: of the code, drawn towards its family's and all records'
    proportion by ten records' weight (empirical Bayes with a fixed prior).
    The bounds are not a confidence interval: they hold whatever silence means.
    """
    import pandas as pd

    records = records if "rows" in records else records.assign(rows=1)
    groups = _grouped(records)
    share = _spoken(records)
    made = pd.DataFrame(
        {
            "value": groups.sum(axis=1),
            "traceable": groups["craft_line"],
            "hidden": groups["craft_by_evidence"] + groups["possible"],
            "low": groups["craft_by_evidence"],
            "estimate": groups["craft_by_evidence"]
            + groups["possible"] * share["share"].reindex(groups.index),
            "high": groups["craft_by_evidence"] + groups["possible"],
            "records": records.groupby(["code", "family"], observed=True)["rows"].sum(),
            "told": share["told"],
        }
    ).reset_index()
    made[["code", "family"]] = made[["code", "family"]].astype(str)
    made.insert(2, "residual", [is_residual(c) for c in made["code"]])
    return made


def group_of(status: str, code: str) -> str:
    """The one of the `GROUPS` that records of a status and code are in.

    Examples
    --------
    >>> group_of("possible", "570299"), group_of("craft_line", "570110")
    ('hidden_other', 'traceable')
    """
    if status not in ("craft_by_evidence", "possible"):
        return "traceable" if status == "craft_line" else "not_craft"
    return "hidden_other" if is_residual(code) else "hidden_named"


def summary(codes: pd.DataFrame) -> pd.DataFrame:
    """Traceable value against hidden value, in the four `GROUPS`."""
    import pandas as pd

    residual = codes["residual"]
    parts = (
        codes["traceable"].sum(),
        codes["hidden"][residual].sum(),
        codes["hidden"][~residual].sum(),
        (codes["value"] - codes["traceable"] - codes["hidden"]).sum(),
    )
    estimates = [
        (float(codes[n][residual].sum()), float(codes[n][~residual].sum()))
        for n in ("low", "estimate", "high")
    ]
    made = pd.DataFrame({"status": GROUPS, "value": [float(p) for p in parts]})
    whole = made["value"].sum()
    made["share"] = made["value"] / whole if whole > 0 else np.nan
    for name, (other, named) in zip(("low", "estimate", "high"), estimates, strict=True):
        made[name] = [made["value"][0], other, named, 0.0]
    return made


def by_family(codes: pd.DataFrame) -> pd.DataFrame:
    """The same, for each family."""
    names = ["value", "traceable", "hidden", "low", "estimate", "high"]
    made = codes[codes["family"] != ""].groupby("family", as_index=False)[names].sum()
    made["traceable_share"] = made["traceable"] / made["value"].where(made["value"] > 0)
    return made.sort_values(["value", "family"], ascending=[False, True], ignore_index=True)


def lines_to_create(codes: pd.DataFrame, count: int = 15) -> pd.DataFrame:
    """The subheadings where a craft line would reveal most, most first.

    Parameters
    ----------
    codes : DataFrame
        Of `with_estimate`.
    count : int

    Returns
    -------
    DataFrame
        code, family, residual, has_line (a craft line exists already, and is
        not used for these records), estimate, low, high, share (of all craft
        value that is hidden), cumulated.
    """
    made = codes[(codes["estimate"] > 0) & (codes["code"] != "")].copy()
    whole = float(codes["estimate"].clip(lower=0).sum())
    made = made.sort_values(["estimate", "code"], ascending=[False, True], ignore_index=True)
    made["share"] = made["estimate"] / whole if whole > 0 else np.nan
    made["cumulated"] = made["share"].cumsum()
    made["has_line"] = [any(line.craft for line in moroccan_tariff().under(c)) for c in made["code"]]
    names = ["code", "family", "residual", "has_line", "estimate", "low", "high", "share", "cumulated"]
    return made[names].head(count)


def _grouped(records: pd.DataFrame) -> Any:
    found = records.pivot_table(
        "value", ["code", "family"], "status", aggfunc="sum", fill_value=0.0, observed=True
    )
    for status in ("craft_line", "craft_by_evidence", "possible", "not_craft"):
        if status not in found:
            found[status] = 0.0
    return found


def _spoken(records: pd.DataFrame) -> pd.DataFrame:
    """Share of craft among the untraced records whose text speaks, drawn towards the family's."""
    records = records.assign(
        speaks_for=(records["status"] == "craft_by_evidence") * records["rows"].astype(float),
        speaks_against=((records["status"] == "not_craft") & records["against"])
        * records["rows"].astype(float),
    )
    cells = records.groupby(["code", "family"], observed=True)[["speaks_for", "speaks_against"]].sum()
    told = cells.sum(axis=1)
    whole = float(cells["speaks_for"].sum() / told.sum()) if told.sum() else 0.0
    family = cells.groupby(level="family", observed=True).sum()
    prior = (family["speaks_for"] + _PRIOR * whole) / (family.sum(axis=1) + _PRIOR)
    drawn = prior.reindex(cells.index.get_level_values("family")).to_numpy()
    cells["share"] = (cells["speaks_for"] + _PRIOR * drawn) / (told + _PRIOR)
    cells["told"] = told.astype(int)
    return cells
