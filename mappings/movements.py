"""What moved where, and by what right: the account that goes with a reclassification."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from mappings.cases import BASES, Cases, split_values
from mappings.nomenclature import Edition
from mappings.ragged import Floats, Ints

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Movements:
    """Value moved, by link and basis, and what was left.

    Parameters
    ----------
    links : DataFrame
        source_edition, source_code, target_code, basis, records, value,
        variance; value is that of the first value column.
    unmapped : DataFrame
        reason, records, example (one sentence).
    totals : DataFrame
        One row for each value column: column, given, unmapped; exact decimals.
    """

    links: pd.DataFrame
    unmapped: pd.DataFrame
    totals: pd.DataFrame

    @classmethod
    def of(
        cls,
        sources: Sequence[tuple[Edition, str]],
        cases: Cases,
        values: Floats,
        records: Ints,
        spread: Floats,
        unmapped: pd.DataFrame,
        totals: Mapping[str, tuple[str, str]],
    ) -> Movements:
        """Sum the cases of one run up.

        Parameters
        ----------
        sources : sequence of (edition, code)
            Of each case.
        cases : Cases
        values, records : arrays, shape (cases,)
        spread : array, shape (parts,)
            Variance of each part.
        unmapped : DataFrame
        totals : mapping of str to (str, str)
        """
        import pandas as pd

        owner = np.repeat(np.arange(len(cases.basis)), cases.lists.lengths)
        parts = pd.DataFrame(
            {
                "source_edition": [sources[i][0] for i in owner.tolist()],
                "source_code": [sources[i][1] for i in owner.tolist()],
                "target_code": list(cases.targets),
                "basis": [BASES[cases.basis[i]] for i in owner],
                "records": records[owner],
                "value": split_values(cases, values),
                "variance": spread,
            }
        )
        used = parts[(parts.records > 0) & ((parts.value != 0) | (parts.variance != 0) | (cases.shares > 0))]
        counts = pd.DataFrame(
            [
                (reason, len(rows), rows["unmapped_detail"].iloc[0])
                for reason, rows in unmapped.groupby("unmapped_reason", sort=True)
            ],
            columns=["reason", "records", "example"],
        )
        given = pd.DataFrame(
            [(name, Decimal(a), Decimal(b)) for name, (a, b) in totals.items()],
            columns=["column", "given", "unmapped"],
        )
        return cls(_summed(used), counts, given)

    def __add__(self, other: Movements) -> Movements:
        """The account of two runs together, for files read in pieces."""
        import pandas as pd

        links = _summed(pd.concat([self.links, other.links], ignore_index=True))
        unmapped = pd.concat([self.unmapped, other.unmapped], ignore_index=True)
        unmapped = unmapped.groupby("reason", as_index=False, sort=True).agg(
            {"records": "sum", "example": "first"}
        )
        totals = pd.concat([self.totals, other.totals], ignore_index=True)
        totals = totals.groupby("column", as_index=False, sort=False).agg({"given": "sum", "unmapped": "sum"})
        return Movements(links, unmapped, totals)

    def by_basis(self) -> pd.DataFrame:
        """Links, value and share of the value by basis, in the order of trust."""
        carried = self.links[self.links["value"] != 0]
        found = carried.groupby("basis").agg(links=("value", "size"), value=("value", "sum"))
        found = found.reindex([b for b in BASES if b in found.index])
        total = found["value"].sum()
        found["share"] = found["value"] / total if total else 0.0
        return found.reset_index()

    def by_target(self) -> pd.DataFrame:
        """Value of each target code, and the standard error that sharing out adds to it."""
        found = self.links.groupby("target_code", as_index=False)[["value", "variance"]].sum()
        found["standard_error"] = np.sqrt(found.pop("variance"))
        return found

    def largest_splits(self, count: int = 12) -> pd.DataFrame:
        """The divided codes that moved most value, with their targets."""
        keys = ["source_edition", "source_code"]
        carried = self.links[self.links["value"] != 0]
        several = carried.groupby(keys)["target_code"].transform("nunique") > 1
        divided = carried[several].groupby([*keys, "target_code"], as_index=False)["value"].sum()
        order = divided.groupby(keys)["value"].sum().sort_values(ascending=False, kind="stable").head(count)
        rank = order.reset_index().index.to_series().set_axis(order.index).rename("rank")
        kept = divided.merge(rank, left_on=keys, right_index=True)
        ordered: pd.DataFrame = (
            kept.sort_values(["rank", "target_code"]).drop(columns="rank").reset_index(drop=True)
        )
        return ordered


def _summed(links: pd.DataFrame) -> pd.DataFrame:
    keys = ["source_edition", "source_code", "target_code", "basis"]
    return links.groupby(keys, as_index=False, sort=True)[["records", "value", "variance"]].sum()
