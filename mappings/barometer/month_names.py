"""The months in four languages, as Morocco calls them in Arabic."""

from __future__ import annotations

from typing import Final

from mappings.nomenclature import Language

_MONTHS: Final[dict[Language, str]] = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "ar": "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر",
}
_SHORT: Final[dict[Language, str]] = {
    "fr": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "es": "ene feb mar abr may jun jul ago sep oct nov dic",
    "ar": _MONTHS["ar"],
}
MONTHS: Final = {language: tuple(names.split()) for language, names in _MONTHS.items()}


def month_short(month: int, language: Language) -> str:
    """The short name of a month, 1 to 12.

    Examples
    --------
    >>> month_short(5, "ar"), month_short(11, "fr")
    ('ماي', 'nov.')
    """
    return _SHORT[language].split()[month - 1]
