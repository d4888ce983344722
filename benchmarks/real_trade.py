"""What the barometer's pieces show of Moroccan craft in other countries' imports. Real data, read where it lies.

    python benchmarks/real_trade.py [--folder ../shared/reference/trade] [--chart docs/real_data.png]

Saudi imports by six digits (General Authority for Statistics, Saudi Arabia: 2021,
2023, 2024), and the EU-27's imports of wood and furniture (UN Comtrade:
2018-2022). Prints the tables of docs/real_data.md and draws its chart.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from mappings import Barometer, family, family_of
from mappings.barometer.current import current_codes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SAUDI = "saudi_trade_with_morocco_hs6_2021_2023_2024.csv.gz"
SAUDI_WORLD = "saudi_trade_world_craft_chapters_hs6.csv.gz"
EUROPE = "uncomtrade_eu27_imports_from_morocco_wood_furniture_2018_2022.csv.gz"
EUROPE_WORLD = "uncomtrade_eu27_imports_from_world_wood_furniture_2018_2022.csv.gz"
# Six digits tell a family, seldom craft: ordinary garments are a family of their own and shown apart.
ORDINARY = "other_garments"
WOOD = ("4414", "4419", "4420", "4421")
SEATS = "9401"
FURNITURE = ("9403",)


def saudi(folder: Path, name: str) -> pd.DataFrame:
    """Saudi imports in HS2022, one row for each code, with its family."""
    raw = pd.read_csv(folder / name, dtype={"hs6": str})
    raw = raw[raw["flow"] == "Imports"].assign(
        date=lambda rows: rows["year"].astype(str) + "-12", currency="SAR"
    )
    names = {"date": "date", "code": "hs6", "value": "value_sar", "edition_column": "hs_edition"}
    moved = current_codes(raw, names)
    codes = moved.frame[moved.code].fillna("")
    return moved.frame.assign(code=codes, family=[family_of(code) for code in codes])


def by_family(morocco: pd.DataFrame, world: pd.DataFrame) -> pd.DataFrame:
    """Millions of riyals by family and year, and Morocco's share of what the kingdom imports."""
    ours, theirs = (
        frame[frame["family"] != ""].pivot_table("value_sar", "family", "year", aggfunc="sum", fill_value=0.0)
        for frame in (morocco, world)
    )
    # The world's table has the craft chapters only.
    held = ours.reindex(theirs.index).dropna(how="all")
    table = (held / 1e6).sort_values(2024, ascending=False)
    return table.assign(share_2024=100 * (held[2024] / theirs[2024]).reindex(table.index))


def traceable(morocco: pd.DataFrame) -> pd.DataFrame:
    """What six digits can trace in the last year."""
    barometer = Barometer(
        morocco,
        date="date",
        value="value_sar",
        code="code",
        currency="currency",
        share="share",
        record="hirfa_record",
    )
    return barometer.traceability[["status", "value", "share"]].assign(value=lambda t: t["value"] / 1e6)


def europe(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Imports of the EU-27 from Morocco by heading and year, in millions of dollars, and Morocco's share."""
    ours = pd.read_csv(folder / EUROPE, dtype={"cmd_code": str}).rename(columns={"value_usd": "value"})
    theirs = pd.read_csv(folder / EUROPE_WORLD, dtype={"cmd_code": str}).rename(
        columns={"primary_value": "value"}
    )
    tables = []
    for whole in (ours, theirs):
        frame = whole[whole["cmd_code"].str.len() > 2]
        heading = frame["cmd_code"].str[:4]
        kept = frame.assign(heading=heading)[heading.isin([*WOOD, SEATS, *FURNITURE])]
        tables.append(kept.pivot_table("value", "heading", "ref_year", aggfunc="sum", fill_value=0.0))
    return tables[0] / 1e6, 100 * tables[0] / tables[1].reindex(tables[0].index)


def importers(folder: Path) -> pd.DataFrame:
    """Who imports the craft headings of wood, over the five years, in per cent."""
    ours = pd.read_csv(folder / EUROPE, dtype={"cmd_code": str})
    wood = ours[ours["cmd_code"].isin(WOOD)].groupby("reporter_iso")["value_usd"].sum()
    return (100 * wood / wood.sum()).nlargest(5).to_frame("share")


def moved(morocco: pd.DataFrame) -> str:
    """What changing the edition and the residual codes did."""
    divided = morocco[morocco["share"] < 1].groupby("year")["value_sar"].sum() / 1e6
    lost = morocco[morocco["code"] == ""].groupby("year")["value_sar"].sum() / 1e6
    parts = [f"{year}: {value:,.1f}" for year, value in divided.items()]
    left = [f"{year}: {value:,.1f}" for year, value in lost.items()]
    return f"divided codes, million riyals: {', '.join(parts)}; without a code: {', '.join(left)}"


def draw(families: pd.DataFrame, headings: pd.DataFrame, path: Path) -> None:
    """Two panels: the kingdom by family, the EU by heading of wood."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 5), width_ratios=(1.2, 1))
    _draw_families(left, families.drop(index=ORDINARY).head(9)[::-1])
    _draw_headings(right, headings)
    for axis, way in ((left, "x"), (right, "y")):
        axis.spines[["top", "right"]].set_visible(False)
        axis.grid(axis=way, color="#e3e3e3", zorder=0)
        axis.set_axisbelow(True)
    figure.tight_layout(w_pad=3)
    figure.savefig(path, dpi=130)


def _draw_families(axis: Axes, shown: pd.DataFrame) -> None:
    """One line for each family, from year to year; Morocco's share at the margin."""
    places = list(range(len(shown)))
    years = [2021, 2023, 2024]
    axis.hlines(
        places, shown[years].min(axis=1), shown[years].max(axis=1), color="#b8c4c6", linewidth=3, zorder=1
    )
    for year, mark, face in ((2021, "D", "#d9a441"), (2023, "o", "white"), (2024, "o", "#1f6f78")):
        axis.scatter(
            shown[year],
            places,
            marker=mark,
            s=52,
            facecolor=face,
            edgecolor="#222",
            zorder=3,
            label=str(year),
        )
    axis.set_yticks(places, [family(name).titles["en"] for name in shown.index])
    axis.set_xscale("log")
    axis.set_xlim(0.1, 150)
    axis.set_xticks([0.1, 1, 10, 100], ["0.1", "1", "10", "100"])
    axis.minorticks_off()
    for place, share in zip(places, shown["share_2024"], strict=True):
        axis.text(150, place, f"{share:.2f}%", va="center", ha="right", fontsize=9)
    axis.text(150, len(shown) - 0.35, "of all origins", ha="right", fontsize=8, color="#444")
    axis.set_ylim(-0.6, len(shown))
    axis.set_title(
        "Saudi imports from Morocco, million riyals (log scale)", loc="left", fontsize=10.5, pad=22
    )
    axis.legend(
        frameon=False, ncols=3, loc="lower left", bbox_to_anchor=(-0.02, 0.99), fontsize=9, handletextpad=0.1
    )


def _draw_headings(axis: Axes, headings: pd.DataFrame) -> None:
    names = ("frames", "for table and kitchen", "marquetry, caskets, figures", "other articles")
    colours = ("#1f6f78", "#b07c1a", "#8c3b3b", "#5b5f97")
    # The two smallest end so close that their names would touch.
    lifts = (0.0, -0.01, 0.01, 0.0)
    for code, name, colour, lift in zip(WOOD, names, colours, lifts, strict=True):
        line = headings.loc[code]
        axis.plot(line.index, line, color=colour, marker="o", markersize=4.5, linewidth=1.9)
        axis.annotate(
            f"{code} {name}", (2022.15, line.iloc[-1] + lift), color=colour, fontsize=9, va="center"
        )
    axis.set_xlim(2017.8, 2025.2)
    axis.set_ylim(0, None)
    axis.set_xticks(list(headings.columns), [str(year) for year in headings.columns])
    axis.set_title("EU-27 imports from Morocco, million dollars: wood", loc="left", fontsize=10.5, pad=22)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--folder", type=Path, default=Path("../shared/reference/trade"))
    parser.add_argument("--chart", type=Path, help="PNG to draw")
    options = parser.parse_args()
    morocco, world = (saudi(options.folder, name) for name in (SAUDI, SAUDI_WORLD))
    families = by_family(morocco, world)
    craft = families.drop(index=ORDINARY)
    totals = morocco.groupby("year")["value_sar"].sum() / 1e6
    print("Saudi imports from Morocco, all goods, million riyals:", totals.round(1).to_dict())
    print("families of craft (upper bounds):", craft[[2021, 2023, 2024]].sum().round(1).to_dict())
    print(families.round(2).to_string(), "\n")
    print(traceable(morocco).round(3).to_string(), "\n")
    print(moved(morocco), "\n")
    headings, share = europe(options.folder)
    print("EU-27 imports from Morocco, million dollars")
    print(headings.round(2).to_string())
    print("Morocco's share of what the EU-27 imports, per cent")
    print(share.round(2).to_string())
    print(importers(options.folder).round(1).to_string())
    if options.chart:
        draw(families, headings, options.chart)


if __name__ == "__main__":
    main()
