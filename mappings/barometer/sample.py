"""Synthetic export records whose totals are those that the sector published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mappings.barometer import sample_plan as plan
from mappings.barometer.errors import BarometerError
from mappings.barometer.sample_goods import Good, code_pool, destination_pool, goods, text_pool
from mappings.concordance import Concordance

if TYPE_CHECKING:
    import pandas as pd

    from mappings.ragged import Floats, Ints

LABEL: Final = "synthetic: no real declaration"
FEWEST_ROWS: Final = 5_000
_REGIONS: Final = {
    "Marrakech-Safi": 0.36,
    "Fès-Meknès": 0.23,
    "Casablanca-Settat": 0.19,
    "Rabat-Salé-Kénitra": 0.08,
    "Tanger-Tétouan-Al Hoceïma": 0.05,
    "Souss-Massa": 0.04,
    "L'Oriental": 0.02,
    "Drâa-Tafilalet": 0.015,
    "Béni Mellal-Khénifra": 0.015,
}
_EXPORTERS: Final = 420


def sample(rows: int = 20_000, seed: int = 0) -> pd.DataFrame:
    """Synthetic export records, 2010 to 2024, clearly labelled as such.

    Parameters
    ----------
    rows : int
        5,000 or more.
    seed : int

    Returns
    -------
    DataFrame
        synthetic (the label, on every row), declaration, kind ("declaration"
        or "correction"), date, recorded, edition (of that year), hs_code (in
        that edition), text, language, destination, region, exporter, quantity,
        unit, value_dh, currency, true_code (HS2022).

    Raises
    ------
    BarometerError
        When there are too few rows to hold the published totals.

    Notes
    -----
    The published figures that the records add up to, to the centime's
    rounding: 984 million dirhams from January to November 2023, 7 % more than
    in the same months of 2022; 1,110 million in 2024, 3 % more than in 2023
    and 40 % more than in 2019; United States 44 %, France 14 %, Spain 6 %,
    pottery and stone 36 %, carpets 20 % in 2023 (each part) and 2024. All
    other figures are invented. Values are raked (Deming and Stephan, 1940) to
    months, destinations and families. 2021 has late corrections, recorded
    in 2022 under the date they correct.

    Examples
    --------
    >>> made = sample(5_000, seed=1)
    >>> year = made[made["date"].str.startswith("2024")]
    >>> round(float(year["value_dh"].sum()) / 1e6, 2), made["synthetic"].iloc[0]
    (1110.0, 'synthetic: no real declaration')
    """
    if rows < FEWEST_ROWS:
        raise BarometerError(
            "{rows:,} rows are too few to hold the published totals; ask for 5,000 or more.", rows=rows
        )
    random = np.random.default_rng(seed)
    block = _blocks(rows)
    month, market, group = _margins(block, random)
    good = _goods(group, random)
    value = _values(block, month, market, group, random)
    original, value = _corrections(block, month, value, random)
    month = month[original]
    market, group, good = market[original], group[original], good[original]
    return _frame(block, month, market, good, original, value, random)


def _blocks(rows: int) -> Ints:
    """The block of each row: as many rows as the block has value, and enough to cover its margins."""
    weights = np.array([b.total for b in plan.BLOCKS])
    least = 60
    spare = rows - least * len(weights)
    counts = least + np.floor(spare * weights / weights.sum()).astype(int)
    counts[-1] += rows - counts.sum()
    return np.repeat(np.arange(len(weights)), counts)


def _margins(block: Ints, random: np.random.Generator) -> tuple[Ints, Ints, Ints]:
    """Month, market group and family group; the first rows of a block take each in turn."""
    month, market, group = (np.zeros(len(block), np.int64) for _ in range(3))
    for i, b in enumerate(plan.BLOCKS):
        where = np.flatnonzero(block == i)
        count = np.arange(len(where))
        covered = count < len(plan.MARKETS) * len(plan.GROUPS) * len(b.months)
        chosen = random.choice(len(b.months), len(where), p=b.season)
        month[where] = np.array(b.months)[np.where(covered, count % len(b.months), chosen)]
        chosen = random.choice(len(plan.MARKETS), len(where), p=b.markets)
        market[where] = np.where(covered, (count // 3) % len(plan.MARKETS), chosen)
        chosen = random.choice(len(plan.GROUPS), len(where), p=b.groups)
        group[where] = np.where(covered, count % len(plan.GROUPS), chosen)
    return month, market, group


def _goods(group: Ints, random: np.random.Generator) -> Ints:
    names = [plan.group_of(g.family) for g in goods()]
    made = np.zeros(len(group), np.int64)
    for i, name in enumerate(plan.GROUPS):
        held = np.flatnonzero([n == name for n in names])
        weights = np.array([plan.weight_of(goods()[int(g)].family) for g in held])
        where = group == i
        made[where] = random.choice(held, int(where.sum()), p=weights / weights.sum())
    return made


def _values(block: Ints, month: Ints, market: Ints, group: Ints, random: np.random.Generator) -> Floats:
    """Skewed values, raked to the margins of each block."""
    value = random.lognormal(0.0, 1.0, len(block))
    for i, b in enumerate(plan.BLOCKS):
        where = block == i
        margins = (
            (month[where] - b.months[0], b.season),
            (market[where], b.markets),
            (group[where], b.groups),
        )
        value[where] = _rake(value[where], margins) * b.total
    return value


def _rake(value: Floats, margins: tuple[tuple[Ints, Floats], ...]) -> Floats:
    for _ in range(500):
        for places, shares in margins:
            held = np.bincount(places, value, len(shares))
            value = value * (shares / held)[places]
        gap = max(float(np.abs(np.bincount(p, value, len(s)) - s).max()) for p, s in margins)
        if gap < 1e-9:
            return value
    raise BarometerError("the records cannot hold the published totals; ask for more rows.")


def _corrections(block: Ints, month: Ints, value: Floats, random: np.random.Generator) -> tuple[Ints, Floats]:
    """Turn some rows of 2021 into corrections of others, and put its months' totals right again."""
    original = np.arange(len(block))
    where = np.flatnonzero(block == plan.CORRECTED)
    late = where[random.random(len(where)) < 0.04]
    kept = np.setdiff1d(where, late)
    original[late] = random.choice(kept, len(late), replace=False)
    share = np.where(random.random(len(late)) < 0.85, -random.uniform(0.05, 0.6, len(late)), 0.15)
    made = value.copy()
    made[late] = value[original[late]] * share
    b = plan.BLOCKS[plan.CORRECTED]
    places = month[original[where]] - 1
    net = np.bincount(places, made[where], 12)
    made[where] *= (b.total * b.season / net)[places]
    return original, made


def _frame(
    block: Ints,
    month: Ints,
    market: Ints,
    good: Ints,
    original: Ints,
    value: Floats,
    random: np.random.Generator,
) -> pd.DataFrame:
    import pandas as pd

    count = len(block)
    year = np.array([b.year for b in plan.BLOCKS])[block]
    correction = original != np.arange(count)
    number = year * 10_000_000 + original
    edition = np.array([plan.edition_of(b.year) for b in plan.BLOCKS], object)[block]
    day = random.integers(1, 29, count)[original]
    language, text = text_pool(good, random)
    unit_value, unit = _unit_values(good, year, random)
    quantity = np.maximum(1, np.rint(np.abs(value) / unit_value)) * np.sign(value)
    quantity[random.random(count) < 0.002] *= 100
    destination = destination_pool(market, good, random)[original]
    made = pd.DataFrame(
        {
            "synthetic": pd.Categorical([LABEL]).repeat(count),
            "declaration": pd.Series(number).astype(str),
            "kind": pd.Categorical(np.where(correction, "correction", "declaration")),
            "date": _dates(year, month, day),
            "recorded": np.where(correction, _dates(year + 1, month // 2 + 1, day), _dates(year, month, day)),
            "edition": pd.Categorical(edition),
            "hs_code": _codes(good, edition, random)[original],
            "text": text[original],
            "language": pd.Categorical(language[original]),
            "destination": destination,
            "region": _chosen(list(_REGIONS), np.array(list(_REGIONS.values())), count, random)[original],
            "exporter": _exporters(count, random)[original],
            "quantity": quantity,
            "unit": pd.Categorical(unit),
            "value_dh": np.round(value, 2),
            "currency": pd.Categorical(["MAD"]).repeat(count),
            "true_code": code_pool()[good],
        }
    )
    _empty(made, random)
    return made.sort_values(["date", "declaration", "recorded"], kind="stable", ignore_index=True)


def _unit_values(good: Ints, year: Ints, random: np.random.Generator) -> tuple[Floats, Any]:
    held: tuple[Good, ...] = goods()
    low, high = (np.log([getattr(g, n) for g in held])[good] for n in ("low", "high"))
    drawn = np.exp(random.triangular(low, (low + high) / 2, high))
    return drawn * 1.02 ** (year - 2022), np.array([g.unit for g in held], object)[good]


def _dates(year: Ints, month: Ints, day: Ints) -> Any:
    import pandas as pd

    stamps = pd.to_datetime(pd.DataFrame({"year": year, "month": month, "day": day}))
    places, labels = pd.factorize(stamps)
    return np.array(pd.DatetimeIndex(labels).strftime("%Y-%m-%d").tolist(), object)[places]


def _codes(good: Ints, edition: Any, random: np.random.Generator) -> Any:
    """The code of each good in its year's edition; some written with dots."""
    made = np.empty(len(good), object)
    names, which = np.unique(edition.astype(str), return_inverse=True)
    cell = which * len(code_pool()) + good
    order = np.argsort(cell, kind="stable")
    for where in np.split(order, np.flatnonzero(np.diff(cell[order])) + 1):
        name, current = str(names[which[where[0]]]), code_pool()[good[where[0]]]
        images = (current,) if name == "HS2022" else Concordance("HS2022", name).convert(current)  # type: ignore[arg-type]
        made[where] = np.array(images, object)[random.integers(0, len(images), len(where))]
    dotted = np.flatnonzero(random.random(len(good)) < 0.05)
    made[dotted] = [f"{c[:4]}.{c[4:]}" for c in made[dotted]]
    return made


def _exporters(count: int, random: np.random.Generator) -> Any:
    names = [f"EXP-{i + 1:04d}" for i in range(_EXPORTERS)]
    return _chosen(names, 1 / np.arange(8, _EXPORTERS + 8), count, random)


def _chosen(names: list[str], weights: Floats, count: int, random: np.random.Generator) -> Any:
    return np.array(names, object)[random.choice(len(names), count, p=weights / weights.sum())]


def _empty(made: pd.DataFrame, random: np.random.Generator) -> None:
    """Missing cells; a record keeps its code or its text."""
    luck = random.random(len(made))
    made.loc[luck < 0.02, "text"] = None
    made.loc[(luck > 0.02) & (luck < 0.035), "hs_code"] = None
    made.loc[(luck > 0.04) & (luck < 0.05), "quantity"] = np.nan
    made.loc[(luck > 0.05) & (luck < 0.06), "region"] = None
