"""Records as a sample sees them: one row each, whatever number of codes it is shared out among."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from mappings.statistics import shares_from_parts

if TYPE_CHECKING:
    import pandas as pd

Category = Literal["family", "code"]
CATEGORIES: Final[tuple[Category, ...]] = ("family", "code")
_KNOWN: Final = ("destination", "region")
_CONFIDENCE: Final = "hirfa_confidence_"


@dataclass(frozen=True, slots=True)
class Population:
    """Records, one row each.

    Parameters
    ----------
    frame : DataFrame
        value, period, family and code (of the largest part), and destination
        and region where the records have them; under the records' labels.
    shares : DataFrame or None
        Of each record in each family; None where no record is shared out
        among families.
    """

    frame: pd.DataFrame
    shares: pd.DataFrame | None

    def predicted_shares(self, category: Category) -> pd.DataFrame | None:
        """What to give `mappings.statistics.estimate` as shares.

        A matrix of a column for each of several hundred codes is too much for
        a long table. There the largest part stands for the record, which
        makes the intervals of codes a little longer and no less true.
        """
        return self.shares if category == "family" else None

    def with_confidence(self, confidence: pd.DataFrame) -> Population:
        """The same, knowing how probable each record's family and code are.

        Parameters
        ----------
        confidence : DataFrame
            Columns family and code, under the records' labels.
        """
        found = confidence.reindex(self.frame.index)
        names = {name: found[name] for name in CATEGORIES if name in found}
        return Population(self.frame.assign(**{_CONFIDENCE + n: c for n, c in names.items()}), self.shares)

    def confidence_of(self, category: Category) -> str | None:
        """The column of the confidence in a category, where it is known."""
        name = _CONFIDENCE + category
        return name if name in self.frame else None


def population_of(facts: pd.DataFrame) -> Population:
    """Put the parts of each record together.

    Parameters
    ----------
    facts : DataFrame
        What `mappings.barometer.facts` reads: row (the record), period,
        value, one (the part's share of it), family, code, and destination and
        region where the records have them.

    Returns
    -------
    Population

    Examples
    --------
    >>> import pandas as pd
    >>> facts = pd.DataFrame({"row": [7, 7, 8], "value": [25.0, 75.0, 9.0], "one": [0.25, 0.75, 1.0],
    ...     "period": 24276, "family": ["wood", "carpets", "wood"], "code": ["442090", "570110", "442090"]})
    >>> made = population_of(facts)
    >>> made.frame[["value", "family"]].values.tolist(), made.shares.loc[7].to_dict()
    ([[100.0, 'carpets'], [9.0, 'wood']], {'carpets': 0.75, 'wood': 0.25})
    """
    known = [name for name in ("family", "code", *_KNOWN) if name in facts]
    facts = facts.astype(dict.fromkeys(known, str))
    kept = ["period", *known]
    if not facts["row"].duplicated().any():
        return Population(facts.set_index("row").sort_index()[["value", *kept]], None)
    whole = facts.groupby("row", sort=True)["value"].sum()
    largest = facts.sort_values(["row", "one"], ascending=[True, False], kind="stable")
    frame = largest.drop_duplicates("row").set_index("row")[kept].assign(value=whole)
    return Population(frame, shares_from_parts(facts, record="row", share="one", category="family"))


def category_of(codes: pd.Series, category: Category) -> pd.Series:
    """Verified codes as categories; what is verified by family already stays.

    Examples
    --------
    >>> import pandas as pd
    >>> category_of(pd.Series(["570110", "wood", ""]), "family").tolist()
    ['carpets', 'wood', '']
    """
    from mappings.families import family_of

    if category == "code":
        return codes
    return codes.map(lambda code: family_of(code) if code[:1].isdigit() else code)
