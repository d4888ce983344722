"""A plan that waits in a file until its sheet comes back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mappings.statistics.errors import EstimateError
from mappings.statistics.sampling import Plan

if TYPE_CHECKING:
    import pandas as pd

_FORM: Final = "hirfa sampling plan 1"
_CENT: Final = 0.005


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """A plan, and by what the records that it was made for are known again.

    Parameters
    ----------
    plan : Plan
        Its design has the drawn rows only.
    values : Series
        The values of the drawn rows when the sample was planned.
    covered : (int, int) or None
        First and last period (year times twelve plus month, from zero) of the
        records that it was drawn from; None where all of them were.
    """

    plan: Plan
    values: pd.Series
    covered: tuple[int, int] | None = None

    @property
    def records(self) -> int:
        """How many records the sample was drawn from."""
        return int(self.plan.strata["records"].sum())

    def check(self, values: pd.Series) -> None:
        """Refuse other records than those that were planned for.

        Parameters
        ----------
        values : Series
            Of all records, under their labels.

        Raises
        ------
        EstimateError
            When there are more or fewer of them, or a drawn one has another
            value.

        Examples
        --------
        >>> import pandas as pd
        >>> from mappings.statistics.sampling import plan_sample
        >>> frame = pd.DataFrame({"dh": [1.0] * 40, "f": ["a", "b"] * 20, "p": [0.9] * 40})
        >>> plan = plan_sample(frame, value="dh", predicted="f", confidence="p", size=12)
        >>> saved = SavedPlan(plan, frame["dh"][plan.design["selected"]])
        >>> saved.check(frame["dh"].head(39))
        Traceback (most recent call last):
        mappings.statistics.errors.EstimateError: the sample was drawn from 40 records and the table has 39; ...
        """
        if len(values) != self.records:
            raise EstimateError(
                "the sample was drawn from {planned} records and the table has {count}; give the table that was planned for, or plan again.",
                planned=self.records,
                count=len(values),
            )
        now = values.reindex(self.values.index)
        off = ~np.isclose(now.to_numpy(np.float64), self.values.to_numpy(np.float64), rtol=0, atol=_CENT)
        if off.any():
            place = int(np.flatnonzero(off)[0])
            raise EstimateError(
                "row {row}: the value is {now}, and was {planned} when the sample was drawn; give the table that was planned for, or plan again.",
                row=self.values.index[place],
                now=now.iloc[place],
                planned=self.values.iloc[place],
            )


def write_plan(plan: Plan, values: pd.Series, path: Path, *, covered: tuple[int, int] | None = None) -> None:
    """Write a plan as JSON: its strata, and the drawn rows with their inclusion probabilities.

    Parameters
    ----------
    plan : Plan
    values : Series
        Of all records, under their labels: by them the table is known again.
    path : Path
    covered : (int, int), optional
        See `SavedPlan`.
    """
    drawn = plan.design[plan.design["selected"]]
    rows = drawn[["stratum", "inclusion"]].assign(value=values.loc[drawn.index])
    labels = [_plain(label) for label in rows.index]
    content = {
        "form": _FORM,
        "size": plan.size,
        "margin": plan.margin,
        "level": plan.level,
        "covered": covered,
        "strata": plan.strata.to_dict("records"),
        "rows": [{"row": n} | row for n, row in zip(labels, rows.to_dict("records"), strict=True)],
    }
    path.write_text(json.dumps(content, indent=1) + "\n", "utf-8")


def read_plan(path: Path) -> SavedPlan:
    """Read what `write_plan` wrote.

    Raises
    ------
    EstimateError
        When the file is missing or is no plan.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> from mappings.statistics.sampling import plan_sample
    >>> frame = pd.DataFrame({"dh": [1.0] * 40, "f": ["a", "b"] * 20, "p": [0.9] * 40})
    >>> plan = plan_sample(frame, value="dh", predicted="f", confidence="p", size=12)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_plan(plan, frame["dh"], Path(folder, "plan.json"))
    ...     saved = read_plan(Path(folder, "plan.json"))
    >>> saved.records, saved.plan.design.equals(plan.design[plan.design["selected"]])
    (40, True)
    """
    import pandas as pd

    try:
        content = json.loads(path.read_text("utf-8"))
        rows, strata = pd.DataFrame(content["rows"]).set_index("row"), pd.DataFrame(content["strata"])
        rows.index.name = None
        design = rows[["stratum", "inclusion"]].assign(selected=True)
        plan = Plan(design, strata, content["size"], content["margin"], content["level"])
        covered = tuple(content["covered"]) if content["covered"] else None
        found = SavedPlan(plan, rows["value"].astype(float).rename(None), covered)
    except OSError as error:
        raise EstimateError(
            "{path}: {why}; keep the plan beside its sheet, or name it with --plan.",
            path=path,
            why=error.strerror,
        ) from error
    except (KeyError, TypeError, ValueError) as error:
        raise EstimateError(
            "{path}: not a sampling plan; `hirfa estimate plan` writes one beside its sheet.", path=path
        ) from error
    return found


def _plain(label: Any) -> Any:
    return label.item() if isinstance(label, np.generic) else label
