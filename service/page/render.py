"""From a template and its values to a response; the policy of what it may load is set by the gate."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from mappings import LANGUAGES, HSCode, Language
from service.http.services import services_of
from service.page import figures
from service.page.assets import asset
from service.page.languages import COOKIE, page_language
from service.page.words import NAMES, word

if TYPE_CHECKING:
    from starlette.requests import Request

HEADERS: Final = {"Cache-Control": "no-store", "Vary": "Accept-Language, Cookie"}
_TEMPLATES: Final = Path(__file__).with_name("templates")
_YEAR: Final = 31_536_000


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A page, or a piece of one.

    Parameters
    ----------
    request : Request
    template : str
        Name of the template.
    status : int
    **values
        For the template.

    Returns
    -------
    HTMLResponse
        In the language of the request; a language asked for by ``?lang=`` is
        remembered.
    """
    language = page_language(request)
    text = environment().get_template(template).render(**_common(request, language), **values)
    response = HTMLResponse(text, status, dict(HEADERS) | {"Content-Language": language})
    if request.query_params.get("lang") == language:
        response.set_cookie(COOKIE, language, max_age=_YEAR, httponly=True, samesite="lax")
    return response


@cache
def environment() -> Environment:
    """The templates, always escaping, refusing names that nobody gave."""
    found = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    found.filters["dotted"] = dotted
    found.globals["asset"] = asset
    return found


def dotted(code: str) -> str:
    """A code as people print it.

    Examples
    --------
    >>> dotted("5701100010")
    '5701.10.00.10'
    """
    return str(HSCode(code))


def address(path: str, **parameters: Any) -> str:
    """An address of this service with a query.

    Examples
    --------
    >>> address("/codes", q="5701.10", edition=None)
    '/codes?q=5701.10'
    """
    given = {name: value for name, value in parameters.items() if value not in (None, "", ())}
    return f"{path}?{urlencode(given, doseq=True)}" if given else path


def _common(request: Request, language: Language) -> dict[str, Any]:
    return {
        "lang": language,
        "direction": "rtl" if language == "ar" else "ltr",
        "w": partial(word, language=language),
        "share": partial(figures.share, language=language),
        "part": partial(figures.part, language=language),
        "rate": partial(figures.rate, language=language),
        "count": partial(figures.count, language=language),
        "day": partial(figures.day, language=language),
        "moment": partial(figures.moment, language=language),
        "address": address,
        "here": request.scope["path"],
        "switch": _switch(request),
        "rates_date": services_of(request).tariff.date,
    }


def _switch(request: Request) -> list[dict[str, str]]:
    """The same page in each language; a piece of a page belongs to the page it was asked from."""
    path = request.scope["path"] if request.method == "GET" else "/"
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return [
        {"code": other, "name": NAMES[other], "href": f"{path}?{urlencode([*kept, ('lang', other)])}"}
        for other in LANGUAGES
    ]
