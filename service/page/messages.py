"""Pages that say, kindly, that something did not work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from service.page.languages import page_language
from service.page.render import page
from service.page.words import word

if TYPE_CHECKING:
    from fastapi.responses import HTMLResponse
    from starlette.requests import Request


def message(
    request: Request,
    heading: str,
    explanation: str,
    *,
    status: int,
    back: str = "/",
    detail: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """A page with a heading, what to do, and the way back.

    Parameters
    ----------
    request : Request
    heading, explanation : str
        Keys of the words.
    status : int
    back : str
        Where the way back leads.
    detail : mapping of language to str, optional
        The library's own sentence, where it says more.
    """
    language = page_language(request)
    return page(
        request,
        "message.html.j2",
        status=status,
        heading=word(heading, language),
        explanation=word(explanation, language),
        back=back,
        detail=detail,
        request_id="",
        sign_in=False,
    )
