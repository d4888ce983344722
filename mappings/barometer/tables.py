"""The barometer: every table of it, from one set of records."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from mappings.barometer import growth, markets, traceable, unit_values
from mappings.barometer.errors import BarometerError
from mappings.barometer.facts import Columns, Finding, read_facts
from mappings.barometer.masks import Mask
from mappings.barometer.money import deflate
from mappings.barometer.secrecy import Confidentiality
from mappings.barometer.statuses import statuses
from mappings.barometer.table import Table
from mappings.barometer.windows import window_of

if TYPE_CHECKING:
    import pandas as pd

Dimension = Literal["family", "code", "destination", "region"]
DIMENSIONS: Final[tuple[Dimension, ...]] = ("family", "destination", "region", "code")
INTERVALS: Final = ("standard_error", "low", "high")


class Barometer:
    """Totals, growth, markets and traceability of export records.

    Parameters
    ----------
    frame : DataFrame
        Records; `code` holds HS2022 codes, see `mappings.reclassify`.
    date, value, code : str
        Columns.
    text, family, destination, region, declaration, currency, quantity, status : str, optional
        Columns; `status` as `mappings.craft.attach_craft` writes it. Without
        `family` it follows from the code, without `status` from code and text.
    share, record : str, optional
        Columns of records shared out among codes (`mappings.reclassify`): the
        share, and the number of the record; counts are then of records.
    deflators : mapping of str to float, optional
        Price index by year ("2023") or month ("2023-05"): constant dirhams of
        the window's year.
    confidentiality : Confidentiality, optional
        Suppresses cells of too few exporters.
    rates : mapping of str to float, optional
        Dirhams for one unit of a currency; needed when currencies are mixed.
    through : str, optional
        Last month of the window, "2023-11"; the last one with records when
        not given.
    drop_repeated : bool
        Whether repeated declarations are left out; they are reported anyway.
    intervals : mapping of str to DataFrame, optional
        By dimension ("family"), a table of that key, standard_error, low and
        high, such as `mappings.statistics` estimates; shown beside the totals.

    Raises
    ------
    TableError
        When a column is missing or nothing can be read.
    BarometerError
        When currencies are mixed and a rate is missing, or no record is in
        the window.

    Examples
    --------
    >>> import pandas as pd
    >>> records = pd.DataFrame({"day": ["2022-01-05", "2023-01-09"], "hs": ["570110"] * 2, "dh": [100, 107]})
    >>> made = Barometer(records, date="day", value="dh", code="hs")
    >>> made.headline["value"], round(made.headline["growth"], 3)
    (107.0, 0.07)
    """

    def __init__(
        self,
        frame: pd.DataFrame,
        *,
        date: str,
        value: str,
        code: str,
        text: str | None = None,
        family: str | None = None,
        destination: str | None = None,
        region: str | None = None,
        declaration: str | None = None,
        currency: str | None = None,
        quantity: str | None = None,
        status: str | None = None,
        share: str | None = None,
        record: str | None = None,
        deflators: Mapping[str, float] | None = None,
        confidentiality: Confidentiality | None = None,
        rates: Mapping[str, float] | None = None,
        through: str | None = None,
        drop_repeated: bool = False,
        intervals: Mapping[str, pd.DataFrame] | None = None,
    ) -> None:
        exporter = confidentiality.exporter if confidentiality else None
        self.columns = Columns(
            date,
            value,
            code,
            text,
            family,
            destination,
            region,
            declaration,
            currency,
            quantity,
            status,
            exporter,
            share,
            record,
        )
        read = read_facts(frame, self.columns, rates=rates, drop=drop_repeated)
        self._frame = frame
        self.currency, self.unknown_destinations = read.currency, read.unknown
        self.window = window_of(read.frame["period"].to_numpy(), through)
        end = self.window.year * 12 + self.window.last
        later = read.frame["period"] >= end
        self.facts = read.frame[~later].reset_index(drop=True)
        if deflators:
            self.facts["constant"] = deflate(
                self.facts["value"].to_numpy(), self.facts["period"].to_numpy(), deflators, self.window.year
            )
        self._found = [*read.findings]
        if later.any():
            self._found.append(Finding("later", int(later.sum()), float(read.frame["value"][later].sum())))
        self.rule = confidentiality
        self._mask = Mask(self.facts, self.window, confidentiality)
        self._intervals = dict(intervals or {})

    @cached_property
    def headline(self) -> dict[str, Any]:
        """value, records, previous, growth, and constant_growth where there are deflators."""
        period = self.facts["period"].to_numpy()
        inside, now = self.window.current(period), self.window.comparable(period)
        before = self.window.comparable(period, before=True)
        made: dict[str, Any] = {
            "value": float(self.facts["value"][inside].sum()),
            "records": round(float(self.facts["one"][inside].sum())),
        }
        for name, column in (("", "value"), ("constant_", "constant")):
            if column in self.facts:
                ours, theirs = (float(self.facts[column][m].sum()) for m in (now, before))
                made[f"{name}previous"] = theirs
                made[f"{name}growth"] = ours / theirs - 1 if theirs > 0 else np.nan
        return made

    @cached_property
    def monthly(self) -> pd.DataFrame:
        """The months of the window, beside last year's, and cumulated."""
        made = growth.monthly(self.facts, self.window)
        if "constant" in self.facts:
            made["constant"] = growth.monthly(self.facts, self.window, "constant")["value"]
        return self._mask.months(made)

    @cached_property
    def annual(self) -> pd.DataFrame:
        """Every year of the records."""
        made = growth.annual(self.facts, self.window)
        if "constant" in self.facts:
            made["constant"] = growth.annual(self.facts, self.window, "constant")["value"]
        return made

    def by(self, dimension: Dimension) -> pd.DataFrame:
        """Totals, growth and contributions by family, code, destination or region.

        Raises
        ------
        BarometerError
            When the records have no such column.
        """
        if dimension not in self.facts:
            raise BarometerError(f"the records have no {dimension}; name its column: {dimension}=.")
        return self._by[dimension]

    @cached_property
    def _by(self) -> dict[str, pd.DataFrame]:
        return {d: self._dimension(d) for d in DIMENSIONS if d in self.facts}

    def _dimension(self, key: Dimension) -> pd.DataFrame:
        made = growth.totals_by(self.facts, key, self.window)
        if "constant" in self.facts:
            real = growth.totals_by(self.facts, key, self.window, "constant").set_index(key)
            made["constant"] = real["value"].reindex(made[key]).to_numpy()
            made["constant_growth"] = real["growth"].reindex(made[key]).to_numpy()
        if key in self._intervals:
            given = self._intervals[key].set_index(key)
            for name in INTERVALS:
                made[name] = given[name].reindex(made[key]).to_numpy()
        return self._mask.cells(made, key)

    @cached_property
    def concentration(self) -> pd.DataFrame:
        """Concentration of markets, year by year; needs destinations."""
        return markets.concentration(self.facts, self.window)

    @cached_property
    def unit_values(self) -> pd.DataFrame:
        """Median unit value of each code; needs quantities."""
        return self._mask.only(unit_values.unit_values(self.facts, self.window), "code")

    @cached_property
    def outliers(self) -> pd.DataFrame:
        """Records with an implausible unit value; empty under confidentiality, because each is one exporter's."""
        made = unit_values.outliers(self.facts, self.window)
        if self.columns.record:
            made["row"] = self._frame[self.columns.record].iloc[made["row"]].to_numpy()
        return made.head(0) if self.rule else made

    @cached_property
    def by_code_traced(self) -> pd.DataFrame:
        """Each code: traceable and hidden value, and the craft estimated there."""
        inside = self.facts[self.window.current(self.facts["period"].to_numpy())]
        records = inside[["code", "family", "value"]].assign(status=self._statuses(inside))
        records["against"] = (records["status"] == "not_craft") & (records["family"] != "")
        return traceable.with_estimate(records)

    @cached_property
    def traceability(self) -> pd.DataFrame:
        """Traceable against hidden value."""
        return traceable.summary(self.by_code_traced)

    @cached_property
    def traceability_by_family(self) -> pd.DataFrame:
        """The same for each family."""
        return self._mask.only(traceable.by_family(self.by_code_traced), "family")

    @cached_property
    def lines_to_create(self) -> pd.DataFrame:
        """The subheadings where a craft line would reveal most."""
        return self._mask.only(traceable.lines_to_create(self.by_code_traced), "code")

    def movers(self, dimension: Dimension, count: int = 8) -> pd.DataFrame:
        """What moved the total most."""
        return growth.movers(self.by(dimension), count)

    @cached_property
    def findings(self) -> pd.DataFrame:
        """What is odd about the records, and what was done: key, records, value, example."""
        import pandas as pd

        found = list(self._found)
        for key, months in (
            ("missing_months", self.window.missing),
            ("missing_before", self.window.missing_before),
        ):
            if months:
                found.append(Finding(key, 0, 0.0, ", ".join(f"{m:02d}" for m in months)))
        if self.rule:
            _ = self._by, self.monthly
            found += self._mask.findings()
        rows = [(f.key, f.records, f.value, f.example) for f in found]
        return pd.DataFrame(rows, columns=["finding", "records", "value", "example"])

    def tables(self) -> dict[str, Table]:
        """Every table that the records allow, by name."""
        found: dict[str, tuple[pd.DataFrame, tuple[str, ...]]] = {
            "annual": (self.annual, ("time_period",)),
            "monthly": (self.monthly, ("time_period",)),
        }
        found |= {d: (t, (d,)) for d, t in self._by.items()}
        found |= {f"movers_{d}": (self.movers(d), (d,)) for d in self._by}  # type: ignore[arg-type]
        if "destination" in self.facts:
            found["concentration"] = (self.concentration, ("time_period",))
            found["destinations_to_check"] = (self.unknown_destinations, ("given",))
        found["traceability"] = (self.traceability, ("status",))
        found["traceability_family"] = (self.traceability_by_family, ("family",))
        found["lines_to_create"] = (self.lines_to_create, ("code",))
        if "quantity" in self.facts:
            found["unit_values"] = (self.unit_values, ("code",))
            found["outliers"] = (self.outliers, ("row",))
        found["findings"] = (self.findings, ("finding", "example"))
        return {
            name: Table(name, frame, keys, self.headline["records"]) for name, (frame, keys) in found.items()
        }

    def _statuses(self, inside: pd.DataFrame) -> Any:
        """Craft status of each record of the window."""
        import pandas as pd

        rows = inside["row"].to_numpy()
        if self.columns.status:
            return pd.Categorical(self._frame[self.columns.status].iloc[rows])
        text = self._frame[self.columns.text].iloc[rows] if self.columns.text else None
        return statuses(inside["code"], text)
