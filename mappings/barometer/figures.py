"""The report's charts as PNG and SVG files, for documents and slides."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mappings.barometer.html import Page
from mappings.barometer.words import month_short
from mappings.errors import HirfaError
from mappings.nomenclature import Language

if TYPE_CHECKING:
    from mappings.barometer.tables import Barometer

_NOW, _BEFORE, _SAFFRON, _SILENT, _GREY = "#1d4f91", "#d3c8ae", "#d99a1c", "#e9d3a1", "#b9bcc0"
_MOST: Final = 15


def write_figures(barometer: Barometer, folder: Path, language: Language = "fr") -> list[Path]:
    """Write each chart as PNG (200 dots an inch) and SVG.

    Parameters
    ----------
    barometer : Barometer
    folder : Path
    language : {"fr", "en", "es", "ar"}

    Returns
    -------
    list of Path

    Raises
    ------
    HirfaError
        When matplotlib is not installed; names the extra.
    """
    figure_class = _figure_class()
    page = Page(language, barometer.currency)
    drawers = {"months": _months, "families": _families, "traceability": _traceability}
    if barometer.has("destination"):
        drawers["destinations"] = _destinations
    written = []
    with _fonts():
        for name, draw in sorted(drawers.items()):
            figure = figure_class(figsize=(8.4, 4.2 if name == "months" else 5.2), layout="constrained")
            axes = figure.subplots()
            draw(axes, barometer, page)
            _plain(axes, page)
            for suffix in ("png", "svg"):
                path = folder / f"{name}.{suffix}"
                figure.savefig(path, dpi=200, metadata={"Date": None} if suffix == "svg" else None)
                written.append(path)
    return written


def _fonts() -> Any:
    """The fonts of the report, as far as they are installed."""
    import matplotlib as mpl
    from matplotlib.font_manager import fontManager

    held = {font.name for font in fontManager.ttflist}
    wanted = ("Noto Sans", "Noto Sans Arabic", "Noto Naskh Arabic", "DejaVu Sans")
    # Without a fixed salt two runs would write different identifiers into the SVG files.
    return mpl.rc_context(
        {"font.family": [name for name in wanted if name in held], "svg.hashsalt": "hirfa", "font.size": 9.5}
    )


def _months(axes: Any, barometer: Barometer, page: Page) -> None:
    table, places = barometer.monthly, np.arange(len(barometer.monthly))
    axes.bar(places, table["previous"] / 1e6, 0.8, color=_BEFORE, label=str(barometer.window.year - 1))
    axes.bar(places, table["value"] / 1e6, 0.52, color=_NOW, label=str(barometer.window.year))
    axes.set_xticks(places, [month_short(i + 1, page.language) for i in places.tolist()])
    axes.set_title(
        f"{page.word('monthly')} ({page.word('millions')})", loc="right" if page.mirrored else "left"
    )
    axes.legend(frameon=False, ncols=2)


def _families(axes: Any, barometer: Barometer, page: Page) -> None:
    _lying(axes, barometer, page, "family")


def _destinations(axes: Any, barometer: Barometer, page: Page) -> None:
    _lying(axes, barometer, page, "destination")


def _lying(axes: Any, barometer: Barometer, page: Page, dimension: str) -> None:
    table = barometer.by(dimension).head(_MOST).dropna(subset=["value"])  # type: ignore[arg-type]
    places = np.arange(len(table))
    axes.barh(
        places + 0.26, table["previous"] / 1e6, 0.2, color=_BEFORE, label=str(barometer.window.year - 1)
    )
    axes.barh(places - 0.08, table["value"] / 1e6, 0.48, color=_NOW, label=str(barometer.window.year))
    for place, value, growth in zip(places.tolist(), table["value"] / 1e6, table["growth"], strict=True):
        axes.annotate(
            page.figures.percent(growth, sign=True),
            (max(value, 0), place - 0.08),
            (-4 if page.mirrored else 4, 0),
            textcoords="offset points",
            ha="right" if page.mirrored else "left",
            va="center",
            fontsize=8,
        )
    names = [page.word("not_given") if k == "_X" else page.name(dimension, k) for k in table[dimension]]
    axes.set_yticks(places, names)
    axes.invert_yaxis()
    axes.margins(x=0.12)
    axes.set_title(
        f"{page.word(f'by_{dimension}')} ({page.word('millions')})", loc="right" if page.mirrored else "left"
    )
    axes.legend(frameon=False, loc="lower left" if page.mirrored else "lower right")


def _traceability(axes: Any, barometer: Barometer, page: Page) -> None:
    table = barometer.traceability_by_family.head(_MOST)
    whole = table["value"].where(table["value"] > 0)
    parts = (
        ("traceable", _NOW, table["traceable"]),
        ("spoken", _SAFFRON, table["low"]),
        ("silent", _SILENT, table["high"] - table["low"]),
        ("not_craft", _GREY, table["value"] - table["traceable"] - table["high"]),
    )
    begun = np.zeros(len(table))
    for key, colour, part in parts:
        share = (part / whole * 100).fillna(0).to_numpy()
        axes.barh(np.arange(len(table)), share, 0.7, left=begun, color=colour, label=page.word(key))
        begun = begun + share
    axes.set_yticks(np.arange(len(table)), [page.name("family", k) for k in table["family"]])
    axes.invert_yaxis()
    axes.set_title(
        f"{page.word('traceability_family')} (%)", loc="right" if page.mirrored else "left", pad=34
    )
    axes.legend(frameon=False, fontsize=8, ncols=2, loc="lower center", bbox_to_anchor=(0.45, 1.0))


def _plain(axes: Any, page: Page) -> None:
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0)
    axes.set_axisbelow(True)
    axes.grid(axis="x" if axes.yaxis_inverted() else "y", color="#e2dccd", linewidth=0.6)
    if page.mirrored:
        axes.invert_xaxis()
        axes.yaxis.tick_right()


def _figure_class() -> Any:
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise HirfaError('figures need matplotlib; install it with: pip install "hirfa[scale]".') from error
    return Figure
