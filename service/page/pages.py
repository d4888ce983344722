"""What all pages have in common: where a key is missing it is asked for, and problems are told as pages."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute

from mappings.errors import HirfaError
from service.http.problems import Problem, problem_of, validation_problem
from service.page.access import SignInError
from service.page.languages import page_language
from service.page.render import address, page
from service.page.words import word


class PageRoute(APIRoute):
    """A route whose errors are pages for people, not objects for programs."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with its errors turned into pages."""
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handle(request)
            except SignInError:
                back = request.scope["path"] if request.method == "GET" else "/"
                return RedirectResponse(address("/sign-in", back=back), 303)
            except HirfaError as error:
                return problem_page(
                    request, problem_of(error, path=request.scope["path"], method=request.method)
                )
            except RequestValidationError as error:
                return problem_page(request, validation_problem(error.errors()))

        return handled


def problem_page(request: Request, problem: Problem) -> Response:
    """A problem of the service as a page, in words for people where those of the API are for programmers."""
    language = page_language(request)
    said = f"refused_{problem.kind}"
    found = page(
        request,
        "message.html.j2",
        status=problem.status,
        heading=problem.title(language),
        explanation=word(said, language) if said in word.rows else problem.detail(language),
        back="/file" if request.scope["path"].startswith("/file") else "/",
        detail=None,
        request_id=str(request.scope.get("hirfa.request_id", "")),
        sign_in=problem.kind in ("unauthenticated", "forbidden"),
    )
    found.headers.update(problem.headers)
    found.headers["Vary"] += ", Accept"
    return found
