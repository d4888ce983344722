"""In which language a page is written: as asked for, as chosen before, as the browser says, else French."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mappings import LANGUAGES, Language

if TYPE_CHECKING:
    from starlette.requests import Request

COOKIE: Final = "hirfa_language"
DEFAULT: Final[Language] = "fr"
_LONGEST: Final = 200


def page_language(request: Request) -> Language:
    """The language of the page that answers a request."""
    chosen = known(request.query_params.get("lang")) or known(request.cookies.get(COOKIE))
    return chosen or accepted(request.headers.get("accept-language", ""))


def known(value: str | None) -> Language | None:
    """One of the four languages, or None.

    Examples
    --------
    >>> known("ar"), known("de")
    ('ar', None)
    """
    return next((language for language in LANGUAGES if language == value), None)


def accepted(header: str) -> Language:
    """The best of the four for an ``Accept-Language`` header; French when none fits.

    Examples
    --------
    >>> accepted("de, es;q=0.5, ar-MA;q=0.9"), accepted("de"), accepted("en;q=x")
    ('ar', 'fr', 'fr')
    """
    ranked: list[tuple[float, int, Language]] = []
    for position, part in enumerate(header[:_LONGEST].split(",")):
        tag, _, parameter = part.strip().partition(";")
        language = known(tag.strip().lower().split("-")[0])
        weight = _weight(parameter)
        if language and weight > 0:
            ranked.append((-weight, position, language))
    return min(ranked)[2] if ranked else DEFAULT


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
