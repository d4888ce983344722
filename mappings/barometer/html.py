"""Tables of the report as HTML."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from mappings.barometer.countries import UNKNOWN, country_name
from mappings.barometer.formats import Numbers
from mappings.barometer.regions import region_name
from mappings.barometer.words import method, word
from mappings.families import families
from mappings.nomenclature import Language

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its field, its heading, and how its cells are written."""

    field: str
    heading: str
    write: Callable[[Any], str]
    numeric: bool = True
    toned: bool = False


class Page:
    """What all parts of one report share: language, currency and figures."""

    def __init__(self, language: Language, currency: str = "MAD") -> None:
        self.language, self.currency = language, currency
        self.figures = Numbers(language)
        self.mirrored = language == "ar"
        self.titles = {f.key: f.titles[language] for f in families()}

    def word(self, key: str, **facts: str) -> str:
        """A word in the language of the page."""
        if key == "millions" and self.currency != "MAD":
            return f"M {self.currency}"
        return word(key, self.language, **facts)

    def name(self, dimension: str, key: str) -> str:
        """The name of a family, destination, region or code."""
        from mappings.titles import title

        if dimension == "family":
            return self.titles.get(key, key) if key else self.word("no_family_name")
        if dimension == "destination" and key != UNKNOWN:
            return country_name(key, self.language)
        if dimension == "region" and key != UNKNOWN:
            return region_name(key, self.language)
        if dimension == "code" and key:
            return f"{key[:4]}.{key[4:]}" if len(key) == 6 else key
        return title(key, self.language) if dimension == "title" else key or self.word("not_given")

    def names(self, dimension: str) -> Callable[[Any], str]:
        """The same as a writer of cells; a code is followed by its title."""
        if dimension == "code":
            return self._code
        return lambda key: escape(
            self.word("not_given") if key == UNKNOWN else self.name(dimension, str(key))
        )

    def _code(self, key: Any) -> str:
        from mappings.titles import title

        if not key:
            return escape(self.word("not_given"))
        try:
            said = title(str(key), self.language)
        except KeyError:
            said = ""
        except ValueError:
            said = ""
        return f'<bdi dir="ltr">{self.name("code", str(key))}</bdi> {escape(said)}'

    def table(self, frame: pd.DataFrame, columns: Sequence[Column], caption: str) -> str:
        """A table; the first column heads its rows, an empty cell of a suppressed row says so."""
        if frame.empty:
            return f"<p>{escape(self.word('none'))}</p>"
        used = [c for c in columns if c.field in frame.columns]
        head = "".join(f'<th scope="col"{_mark(c.numeric)}>{escape(c.heading)}</th>' for c in used)
        body = "".join(self._row(row, used) for row in frame.to_dict("records"))
        said = escape(caption, quote=True)
        return (
            f'<div class="scroll" role="region" tabindex="0" aria-label="{said}"><table>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        )

    def _row(self, row: dict[Any, Any], columns: Sequence[Column]) -> str:
        cells = []
        for i, c in enumerate(columns):
            value = row[c.field]
            text = c.write(value)
            if c.numeric and row.get("suppressed") and text == "–":
                text = escape(self.word("suppressed_mark"))
            tone = ("up" if value > 0 else "down") if c.toned and math.isfinite(value) and value else ""
            kind = " ".join(k for k in ("n" if c.numeric else "", tone) if k)
            tag, scope = ("th", ' scope="row"') if i == 0 else ("td", "")
            mark = f' class="{kind}"' if kind else ""
            cells.append(f"<{tag}{scope}{mark}>{text}</{tag}>")
        return f"<tr>{''.join(cells)}</tr>"

    def note(self, key: str, records: int | None = None) -> str:
        """The method behind a table, in sight."""
        count = self.word("behind", count=self.figures.whole(records)) if records is not None else ""
        said = escape(method(key, self.language))
        return f'<p class="method"><b>{escape(self.word("method"))}.</b> {said} {escape(count)}</p>'


def section(title: str, *parts: str) -> str:
    """A part of the page under a heading."""
    return f"<section><h2>{escape(title)}</h2>{''.join(parts)}</section>"


def _mark(numeric: bool) -> str:
    return ' class="n"' if numeric else ""
