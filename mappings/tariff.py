"""National schedules: the ten-digit Moroccan lines, and any other that the user imports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Final

from mappings.errors import CodeError
from mappings.nearest import nearest_codes
from mappings.nomenclature import Language, load_nomenclature
from mappings.tables import read_table
from mappings.titles import title

OTHER: Final = "other"
SHIPPED_DATE: Final = "2026-02-11"
_OTHER_LABELS: Final[dict[Language, str]] = {"fr": "autres", "en": "other", "es": "los demás", "ar": "غيرها"}


@dataclass(frozen=True, slots=True)
class Qualifier:
    """What tells a national line from its neighbours.

    Parameters
    ----------
    attribute, value : str
        Such as "stamp" and "state-stamped".
    labels : dict of language to str
        In our own words.
    cues : tuple of str
        Words that, in a description, show that this line is meant.
    """

    attribute: str
    value: str
    labels: Mapping[Language, str]
    cues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TariffLine:
    """One line of a national schedule.

    Parameters
    ----------
    code : str
        Eight or ten digits.
    duty, parafiscal, vat : float or None
        Rates in per cent of the value; None where the schedule states none.
    qualifier : Qualifier or None
        None for the only line of a subheading.
    craft : str
        On what ground the line is craft ("stamp", "tradition", "hand",
        "nature"); empty when it is not.
    unit : str
        Statistical unit.
    texts : dict of language to str
        The schedule's own text, for imported schedules.
    """

    code: str
    duty: float | None = None
    parafiscal: float | None = None
    vat: float | None = None
    qualifier: Qualifier | None = None
    craft: str = ""
    unit: str = ""
    texts: Mapping[Language, str] = field(default_factory=dict)

    def label(self, language: Language = "fr") -> str:
        """What the line covers: its own text, or the subheading's title and what sets it apart.

        Examples
        --------
        >>> moroccan_tariff()["5805000000"].label("en")
        'Hand-woven or needlepoint tapestry, even made up'
        """
        if language in self.texts:
            return self.texts[language]
        if self.texts:
            return next(iter(self.texts.values()))
        base = title(self.code[:6], language)
        return f"{base}: {self.distinction(language)}" if self.qualifier else base

    def distinction(self, language: Language = "fr") -> str:
        """What sets the line apart from its neighbours; empty for an only line."""
        return self.qualifier.labels[language] if self.qualifier else ""


class Tariff(Mapping[str, TariffLine]):
    """The lines of one country: a mapping from code to line, sorted, immutable.

    Parameters
    ----------
    country : str
        ISO 3166 code of two letters, or "EU".
    date : str
        Date of the facts.
    lines : dict of str to TariffLine

    Examples
    --------
    >>> tariff = moroccan_tariff()
    >>> tariff["5701100010"].duty, tariff["5701100010"].craft
    (30.0, 'stamp')
    """

    def __init__(self, country: str, date: str, lines: Mapping[str, TariffLine]) -> None:
        self.country = country
        self.date = date
        self._lines = {code: lines[code] for code in sorted(lines)}

    def __getitem__(self, code: str) -> TariffLine:
        digits = code.replace(".", "").replace(" ", "")
        try:
            return self._lines[digits]
        except KeyError:
            near = nearest_codes(digits, tuple(self._lines))
            raise CodeError(
                digits, "not a line of the tariff of {country}.", near, country=self.country
            ) from None

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and code.replace(".", "").replace(" ", "") in self._lines

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)

    def under(self, code: str) -> tuple[TariffLine, ...]:
        """The lines below a chapter, heading or subheading, sorted.

        Examples
        --------
        >>> [line.code for line in moroccan_tariff().under("570110")]
        ['5701100010', '5701100090']
        """
        if len(code) == 6:
            return self._by_subheading.get(code, ())
        return tuple(line for c, line in self._lines.items() if c.startswith(code))

    def values_of(self, attribute: str) -> frozenset[str]:
        """The values of an attribute that tell lines apart.

        Examples
        --------
        >>> moroccan_tariff().values_of("stamp")
        frozenset({'state-stamped'})
        """
        return self._values.get(attribute, frozenset())

    @cached_property
    def _values(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for line in self._lines.values():
            if line.qualifier:
                found.setdefault(line.qualifier.attribute, set()).add(line.qualifier.value)
        return {attribute: frozenset(values) for attribute, values in found.items()}

    @cached_property
    def _by_subheading(self) -> dict[str, tuple[TariffLine, ...]]:
        found: dict[str, list[TariffLine]] = {}
        for code, line in self._lines.items():
            found.setdefault(code[:6], []).append(line)
        return {code: tuple(lines) for code, lines in found.items()}


@cache
def moroccan_tariff() -> Tariff:
    """The Moroccan lines under the craft perimeter, as of 11 February 2026.

    Notes
    -----
    Codes and rates: Administration des Douanes et Impôts Indirects, ADIL
    service. Labels are our own words.
    """
    qualifiers = _qualifiers()
    units = load_nomenclature()
    lines = {
        row["code"]: TariffLine(
            row["code"],
            _rate(row["duty"]),
            _rate(row["parafiscal"]),
            _rate(row["vat"]),
            qualifiers[row["qualifier"]] if row["qualifier"] else None,
            row["craft"],
            units[row["code"][:6]].unit if row["code"][:6] in units else "",
        )
        for row in read_table("morocco_lines.csv")
    }
    return Tariff("MA", SHIPPED_DATE, lines)


def _rate(text: str) -> float | None:
    return float(text) if text else None


@cache
def _qualifiers() -> dict[str, Qualifier]:
    found = {OTHER: Qualifier(OTHER, OTHER, _OTHER_LABELS)}
    for row in read_table("morocco_qualifiers.csv"):
        labels: dict[Language, str] = {"fr": row["fr"], "en": row["en"], "es": row["es"], "ar": row["ar"]}
        cues = tuple(cue for cue in row["cues"].split(";") if cue)
        found[row["qualifier"]] = Qualifier(row["attribute"], row["value"], labels, cues)
    return found
