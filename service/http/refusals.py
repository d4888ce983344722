"""A problem as its caller can read it: an object for programs, a page for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import Response

from service.http.languages import preferred_language
from service.http.problems import MEDIA_TYPE, Problem

if TYPE_CHECKING:
    from starlette.requests import Request


def refusal(request: Request, problem: Problem) -> Response:
    """The answer that tells a problem, in the caller's language.

    Parameters
    ----------
    request : Request
        Only browsers ask for ``text/html`` by name; they get a page.
    problem : Problem

    Returns
    -------
    Response
    """
    if "text/html" in request.headers.get("accept", ""):
        from service.page.pages import problem_page  # the pages stand on this package

        return problem_page(request, problem)
    language = preferred_language(request.headers.get("accept-language", ""))
    body = problem.body(language, str(request.scope.get("hirfa.request_id", "")))
    headers = {"Content-Language": language, "Vary": "Accept, Accept-Language", **problem.headers}
    return Response(body, problem.status, headers=headers, media_type=MEDIA_TYPE)
