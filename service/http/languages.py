"""In which language to speak to a caller."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from mappings import LANGUAGES, Language

DEFAULT: Final[Language] = "en"
_LONGEST: Final = 200


@lru_cache(maxsize=256)
def preferred_language(header: str, otherwise: Language = DEFAULT) -> Language:
    """The best of our languages for an ``Accept-Language`` header; English, unless told, when none fits.

    Examples
    --------
    >>> preferred_language("de, fr-MA;q=0.8, ar;q=0.9"), preferred_language(""), preferred_language("*;q=x")
    ('ar', 'en', 'en')
    >>> preferred_language("de, es;q=0.5, ar-MA;q=0.9", "fr"), preferred_language("de", "fr")
    ('ar', 'fr')
    """
    wanted: list[tuple[float, int, Language]] = []
    for position, part in enumerate(header[:_LONGEST].split(",")):
        name, _, parameter = part.strip().partition(";")
        base = name.strip().lower().split("-")[0]
        weight = _weight(parameter)
        wanted += [(-weight, position, language) for language in LANGUAGES if language == base and weight > 0]
    return min(wanted)[2] if wanted else otherwise


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
