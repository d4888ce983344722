"""In which language a page is written: as asked for, as chosen before, as the browser says, else French."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mappings import LANGUAGES, Language
from service.http.languages import preferred_language

if TYPE_CHECKING:
    from starlette.requests import Request

COOKIE: Final = "hirfa_language"
DEFAULT: Final[Language] = "fr"


def page_language(request: Request) -> Language:
    """The language of the page that answers a request."""
    chosen = known(request.query_params.get("lang")) or known(request.cookies.get(COOKIE))
    return chosen or preferred_language(request.headers.get("accept-language", ""), DEFAULT)


def known(value: str | None) -> Language | None:
    """One of the four languages, or None.

    Examples
    --------
    >>> known("ar"), known("de")
    ('ar', None)
    """
    return next((language for language in LANGUAGES if language == value), None)
