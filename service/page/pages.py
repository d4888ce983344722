"""What all pages have in common: where a key is missing it is asked for, and problems are told as pages."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute

from mappings.errors import HirfaError
from service.http.problem_words import KINDS
from service.http.problems import Problem, problem_of, validation_problem
from service.page.access import SignInError
from service.page.languages import page_language
from service.page.render import address, page


class PageRoute(APIRoute):
    """A route whose errors are pages for people, not objects for programs."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with its errors turned into pages."""
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handle(request)
            except SignInError:
                back = request.url.path if request.method == "GET" else "/"
                return RedirectResponse(address("/sign-in", back=back), 303)
            except HirfaError as error:
                return problem_page(request, problem_of(error, path=request.url.path, method=request.method))
            except RequestValidationError as error:
                return problem_page(request, validation_problem(error.errors()))

        return handled


def problem_page(request: Request, problem: Problem) -> Response:
    """A problem of the service as a page."""
    language = page_language(request)
    found = page(
        request,
        "message.html.j2",
        status=problem.status,
        heading=KINDS[problem.kind].title[language],
        explanation=problem.detail(language),
        back="/" if request.method == "GET" else request.url.path,
        detail="",
    )
    found.headers.update(problem.headers)
    return found
