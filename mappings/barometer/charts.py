"""Charts as inline SVG, worth printing; mirrored for languages written from right to left."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

WIDTH: Final = 760
_ROW: Final = 27
_NAMES: Final = 218
_LONGEST: Final = 34


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart.

    Parameters
    ----------
    name : str
    value : float
    label : str
        Beside the bar.
    before : float
        Last year's value, drawn behind; nan when there is none.
    note : str
        The change, beside it.
    rising : bool or None
        Which colour the note has; None for neither.
    """

    name: str
    value: float
    label: str
    before: float = math.nan
    note: str = ""
    rising: bool | None = None


@dataclass(frozen=True, slots=True)
class Canvas:
    """Draws shapes, mirrored or not.

    Parameters
    ----------
    mirrored : bool
    width : int
    """

    mirrored: bool = False
    width: int = WIDTH

    def rect(self, x: float, y: float, width: float, height: float, kind: str) -> str:
        """A rectangle of a class."""
        left = self.width - x - width if self.mirrored else x
        return (
            f'<rect class="{kind}" x="{left:.1f}" y="{y:.1f}" '
            f'width="{max(width, 0):.1f}" height="{max(height, 0):.1f}"/>'
        )

    def line(self, x: float, y: float, x2: float, y2: float, kind: str = "grid") -> str:
        """A line of a class."""
        a, b = (self.width - x, self.width - x2) if self.mirrored else (x, x2)
        return f'<line class="{kind}" x1="{a:.1f}" y1="{y:.1f}" x2="{b:.1f}" y2="{y2:.1f}"/>'

    def text(self, x: float, y: float, content: str, kind: str = "", anchor: str = "start") -> str:
        """A text; its anchor is mirrored with the rest."""
        place = self.width - x if self.mirrored else x
        turned = {"start": "end", "end": "start"}.get(anchor, anchor) if self.mirrored else anchor
        return f'<text class="{kind}" x="{place:.1f}" y="{y:.1f}" text-anchor="{turned}">{escape(content)}</text>'

    def picture(self, height: float, title: str, parts: Sequence[str]) -> str:
        """The whole drawing, with a title for those who cannot see it."""
        return (
            f'<svg viewBox="0 0 {self.width} {height:.0f}" role="img" direction="ltr" '
            f'xml:lang="" aria-label="{escape(title, quote=True)}">{"".join(parts)}</svg>'
        )


def columns(
    bars: Sequence[Bar],
    title: str,
    legend: tuple[str, str],
    ticks: Sequence[tuple[float, str]],
    *,
    mirrored: bool,
) -> str:
    """Upright bars with last year's behind, for months and years.

    Examples
    --------
    >>> drawn = columns([Bar("Jan", 2.0, "2", 1.5)], "Months", ("2023", "2022"), [(2.0, "2")], mirrored=False)
    >>> drawn.count("<rect"), "</svg>" in drawn
    (4, True)
    """
    canvas, top, base, left = Canvas(mirrored), 44.0, 262.0, 44.0
    highest = max([t for t, _ in ticks] or [1.0]) or 1.0
    scale = (base - top - 12) / highest
    parts = [canvas.rect(left, 8, 14, 12, "now"), canvas.text(left + 20, 18, legend[0], "key")]
    if legend[1]:
        shift = 40 + 7.5 * len(legend[0])
        parts += [
            canvas.rect(left + shift, 8, 14, 12, "before"),
            canvas.text(left + shift + 20, 18, legend[1], "key"),
        ]
    for value, label in ticks:
        y = base - value * scale
        parts += [canvas.line(left, y, WIDTH, y), canvas.text(left - 8, y + 4, label, "axis", "end")]
    slot = (WIDTH - left) / max(len(bars), 1)
    for i, bar in enumerate(bars):
        parts.append(_column(canvas, bar, left + slot * i, slot, base, scale))
    return canvas.picture(306, title, parts)


def _column(canvas: Canvas, bar: Bar, x: float, slot: float, base: float, scale: float) -> str:
    middle = x + slot / 2
    made = []
    if math.isfinite(bar.before) and bar.before > 0:
        made.append(
            canvas.rect(x + slot * 0.1, base - bar.before * scale, slot * 0.8, bar.before * scale, "before")
        )
    if math.isfinite(bar.value):
        height = max(bar.value, 0) * scale
        made.append(canvas.rect(x + slot * 0.24, base - height, slot * 0.52, height, "now"))
        top = max(bar.value, bar.before if math.isfinite(bar.before) else 0, 0) * scale
        made.append(canvas.text(middle, base - top - 5, bar.label, "label", "middle"))
    made.append(canvas.text(middle, base + 17, bar.name, "axis", "middle"))
    if bar.note:
        made.append(canvas.text(middle, base + 34, bar.note, _tone(bar.rising), "middle"))
    return "".join(made)


def rows(bars: Sequence[Bar], title: str, *, mirrored: bool) -> str:
    """Lying bars with last year's as a thin bar below, the change at the far end."""
    canvas = Canvas(mirrored)
    far = WIDTH - 72.0
    highest = max([max(b.value, b.before if math.isfinite(b.before) else 0) for b in bars] or [1]) or 1
    room = far - _NAMES - 118
    parts = []
    for i, bar in enumerate(bars):
        y = 6 + i * _ROW
        length = max(bar.value, 0) / highest * room if math.isfinite(bar.value) else 0
        past = max(bar.before, 0) / highest * room if math.isfinite(bar.before) else 0
        parts += [
            canvas.text(_NAMES - 10, y + 14, shortened(bar.name), "name", "end"),
            canvas.rect(_NAMES, y + 2, length, 12, "now"),
            canvas.rect(_NAMES, y + 15, past, 4, "before"),
            canvas.text(_NAMES + max(length, past) + 7, y + 14, bar.label, "label"),
            canvas.text(WIDTH - 4, y + 14, bar.note, _tone(bar.rising), "end"),
        ]
    return canvas.picture(len(bars) * _ROW + 10, title, parts)


def diverging(bars: Sequence[Bar], title: str, *, mirrored: bool) -> str:
    """Bars to both sides of a middle line: what rose, what fell."""
    canvas = Canvas(mirrored)
    middle = _NAMES + (WIDTH - _NAMES) / 2
    highest = max([abs(b.value) for b in bars] or [1]) or 1
    room = (WIDTH - _NAMES) / 2 - 74
    parts = [canvas.line(middle, 2, middle, len(bars) * _ROW + 4, "zero")]
    for i, bar in enumerate(bars):
        y = 6 + i * _ROW
        length = abs(bar.value) / highest * room
        up = bar.value >= 0
        parts += [
            canvas.text(_NAMES - 10, y + 14, shortened(bar.name), "name", "end"),
            canvas.rect(middle if up else middle - length, y + 2, length, 15, "up-bar" if up else "down-bar"),
            canvas.text(
                middle + (length + 7 if up else -length - 7),
                y + 14,
                bar.label,
                "label",
                "start" if up else "end",
            ),
        ]
    return canvas.picture(len(bars) * _ROW + 10, title, parts)


def stacked(
    bands: Sequence[tuple[str, Sequence[float], str]],
    kinds: Sequence[str],
    title: str,
    *,
    heading: str = "",
    mirrored: bool,
    height: int = 17,
) -> str:
    """Bars of parts of a whole: name, parts and label of each, the labels under a heading."""
    canvas = Canvas(mirrored)
    room = WIDTH - _NAMES - 62.0
    step = height + 10
    parts = [canvas.text(WIDTH - 4, 12, heading, "axis", "end")]
    for i, (name, shares, label) in enumerate(bands):
        y, x = 20 + i * step, float(_NAMES)
        whole = sum(max(s, 0) for s in shares) or 1
        parts.append(canvas.text(_NAMES - 10, y + height - 4, shortened(name), "name", "end"))
        for share, kind in zip(shares, kinds, strict=True):
            length = max(share, 0) / whole * room
            parts.append(canvas.rect(x, y, length, height, kind))
            x += length
        parts.append(canvas.text(x + 8, y + height - 4, label, "label"))
    return canvas.picture(len(bands) * step + 24, title, parts)


def ticks(highest: float, count: int = 5) -> list[float]:
    """Round values from zero to the highest or just above.

    Examples
    --------
    >>> ticks(93.0)
    [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]
    """
    if not highest > 0 or not math.isfinite(highest):
        return [0.0, 1.0]
    rough = highest / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= rough - 1e-12)
    return [i * step for i in range(math.ceil(highest / step - 1e-9) + 1)]


def shortened(name: str) -> str:
    """A name that fits beside a bar."""
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…"


def _tone(rising: bool | None) -> str:
    return {True: "up", False: "down", None: "axis"}[rising]
