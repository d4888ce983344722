"""The barometer: every table of it, from one set of records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from mappings.barometer import growth, markets, month_masks
from mappings.barometer.columns import Columns
from mappings.barometer.counting import count, pieces_of
from mappings.barometer.errors import BarometerError
from mappings.barometer.findings import findings
from mappings.barometer.intervals import ESTIMATED, verified_intervals
from mappings.barometer.masks import Mask
from mappings.barometer.secrecy import Confidentiality
from mappings.barometer.suppression import suppression
from mappings.barometer.table import DIMENSIONS, Dimension, Table, all_tables
from mappings.barometer.tracing import Tracing
from mappings.barometer.unit_values import by_batches

if TYPE_CHECKING:
    import pandas as pd

    from mappings.statistics import Method

_HEADED: Final = ("estimate", "low", "high", "growth_estimate", "growth_low", "growth_high")


class Barometer:
    """Totals, growth, markets and traceability of export records.

    Parameters
    ----------
    frame : DataFrame or iterable of DataFrame
        Records; `code` holds HS2022 codes, see `mappings.reclassify`. Pieces of
        a table that does not fit in memory are read once and may differ in
        size; the numbers do not depend on how it is cut.
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
        Suppresses cells of too few exporters, and those that give them away.
    rates : mapping of str to float, optional
        Dirhams for one unit of a currency; needed when currencies are mixed.
    through : str, optional
        Last month of the window, "2023-11"; the last one with records when
        not given.
    drop_repeated : bool
        Whether repeated declarations are left out; they are reported anyway.
    intervals : mapping of str to DataFrame, optional
        By dimension ("family", …, "time_period" and "total"), a table of that
        key and some of `mappings.barometer.intervals.ESTIMATED`, shown beside
        the totals; `with_sample` makes them.

    Raises
    ------
    TableError
        When a column is missing or nothing can be read.
    BarometerError
        When currencies are mixed and a rate is missing, when no record is in
        the window, or when the total itself is confidential.

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
        frame: pd.DataFrame | Iterable[pd.DataFrame],
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
        counted = count(
            pieces_of(frame),
            self.columns,
            rates=rates,
            deflators=deflators,
            through=through,
            drop_repeated=drop_repeated,
        )
        self._facts, self.window, self.cells = counted.facts, counted.window, counted.cells
        self.currency, self.rule = self._facts.currency, confidentiality
        monthly_prices = any("-" in key for key in deflators or {})
        self._mask = Mask(self.cells, self.window, confidentiality, monthly_prices=monthly_prices)
        self._intervals = dict(intervals or {})
        self._tracing = Tracing(self.cells, self.window, self._mask)

    @property
    def facts(self) -> pd.DataFrame:
        """The records that count, up to the end of the window, in memory; see `mappings.barometer.facts`."""
        import pandas as pd

        end = self.window.year * 12 + self.window.last
        return pd.concat([p[p["period"] < end] for p in self._facts.store.pieces()], ignore_index=True)

    def has(self, dimension: str) -> bool:
        """Whether the records have a destination, a region, a quantity."""
        return dimension in self.cells or (dimension == "quantity" and bool(self.columns.quantity))

    def with_sample(
        self,
        verified: pd.DataFrame,
        *,
        confidence: pd.DataFrame | None = None,
        covered: tuple[int, int] | None = None,
        method: Method = "ppi++",
    ) -> Barometer:
        """The same barometer, with the 95 % intervals that a verified sample of its records gives.

        See `mappings.barometer.intervals.verified_intervals` for the
        parameters. The records are held in memory meanwhile.
        """
        made = copy(self)
        for name in list(vars(made)):
            if isinstance(getattr(Barometer, name, None), cached_property):
                delattr(made, name)
        made._intervals = verified_intervals(  # noqa: SLF001
            self.facts,
            self.window,
            verified,
            confidence=confidence,
            covered=covered,
            method=method,
        )
        return made

    @cached_property
    def headline(self) -> dict[str, Any]:
        """value, records, previous, growth; constant_growth with deflators; estimate, low, high with a sample."""
        made = growth.headline(self.cells["period"], self.window)
        if "total" in self._intervals:
            found = self._intervals["total"].iloc[0]
            made |= {name: float(found[name]) for name in _HEADED if name in found}
        return self._mask.headline(made)

    @cached_property
    def monthly(self) -> pd.DataFrame:
        """The months of the window, beside last year's, and cumulated."""
        made = self._with_intervals(self._at_both_prices(growth.monthly), "time_period")
        return month_masks.months(made, self._mask, self.window) if self.rule else made

    @cached_property
    def annual(self) -> pd.DataFrame:
        """Every year of the records."""
        made = self._at_both_prices(growth.annual)
        return month_masks.years(made, self._mask, self.window) if self.rule else made

    def _at_both_prices(self, table: Callable[..., pd.DataFrame]) -> pd.DataFrame:
        facts = self.cells["period"]
        made = table(facts, self.window)
        if "constant" in facts:
            made["constant"] = table(facts, self.window, "constant")["value"]
        return made

    def by(self, dimension: Dimension) -> pd.DataFrame:
        """Totals, growth and contributions by family, code, destination or region.

        Raises
        ------
        BarometerError
            When the records have no such column.
        """
        if dimension not in self.cells:
            raise BarometerError(
                "the records have no {dimension}; name its column: {dimension}=.", dimension=dimension
            )
        return self._by[dimension]

    @cached_property
    def _by(self) -> dict[str, pd.DataFrame]:
        return {d: self._dimension(d) for d in DIMENSIONS if d in self.cells}

    def _dimension(self, key: Dimension) -> pd.DataFrame:
        facts = self.cells[key]
        made = growth.totals_by(facts, key, self.window)
        if "constant" in facts:
            real = growth.totals_by(facts, key, self.window, "constant").set_index(key)
            made["constant"] = real["value"].reindex(made[key]).to_numpy()
            made["constant_growth"] = real["growth"].reindex(made[key]).to_numpy()
        return self._mask.cells(self._with_intervals(made, key), key)

    def _with_intervals(self, table: pd.DataFrame, key: str) -> pd.DataFrame:
        if key not in self._intervals:
            return table
        given = self._intervals[key].set_index(key)
        names = [name for name in ESTIMATED if name in given]
        return table.assign(**{name: given[name].reindex(table[key]).to_numpy() for name in names})

    @cached_property
    def concentration(self) -> pd.DataFrame:
        """Concentration of markets, year by year; needs destinations."""
        return markets.concentration(self.cells["destination"], self.window, self._mask.markets)

    @cached_property
    def _units(self) -> tuple[pd.DataFrame, pd.DataFrame, set[str], set[str]]:
        return by_batches(self._facts.store, self.window, self._mask.few)

    @cached_property
    def unit_values(self) -> pd.DataFrame:
        """Median unit value of each code; needs quantities."""
        return self._mask.units(self._units[0], *self._units[2:])

    @cached_property
    def outliers(self) -> pd.DataFrame:
        """Records with an implausible unit value; empty under confidentiality, because each is one exporter's."""
        return self._units[1].head(0) if self.rule else self._units[1]

    @property
    def by_code_traced(self) -> pd.DataFrame:
        """Each code: traceable and hidden value, and the craft estimated there; not for publication."""
        return self._tracing.codes

    @property
    def traceability(self) -> pd.DataFrame:
        """Traceable against hidden value."""
        return self._tracing.summary

    @property
    def traceability_by_family(self) -> pd.DataFrame:
        """The same for each family."""
        return self._tracing.families

    @property
    def lines_to_create(self) -> pd.DataFrame:
        """The subheadings where a craft line would reveal most."""
        return self._tracing.lines

    @cached_property
    def suppression(self) -> pd.DataFrame:
        """How many cells of each table are hidden, by the rule and to protect; empty without a rule."""
        return suppression(self._by, self.monthly, self._mask, self._tracing)

    def to_check(self, dimension: str) -> pd.DataFrame:
        """Destinations or regions that were not understood, or misspelt, or ended."""
        made = self._facts.to_check(dimension)
        return made.assign(value=float("nan")).sort_values("given", ignore_index=True) if self.rule else made

    def movers(self, dimension: Dimension, count: int = 8) -> pd.DataFrame:
        """What moved the total most."""
        return growth.movers(self.by(dimension), count)

    @cached_property
    def findings(self) -> pd.DataFrame:
        """What is odd about the records, and what was done: key, records, value, example."""
        return findings(self._facts.findings.values(), self.window, self._mask, self.suppression)

    def tables(self) -> dict[str, Table]:
        """Every table that the records allow, by name."""
        return all_tables(self)
