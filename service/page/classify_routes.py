"""``/``: a description in, an answer as it settles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Query, Request, Response

from classifier.errors import AnswerError
from mappings import Language
from service.answers import answer
from service.http.services import Services, services_of
from service.page.access import caller_of, may, require
from service.page.answers import meant_for_service, read_answers
from service.page.languages import page_language
from service.page.pages import PageRoute
from service.page.render import page
from service.page.view import AnswerView, view
from service.page.words import word

router = APIRouter(route_class=PageRoute, include_in_schema=False)
EXAMPLES: Final = (
    ("zellige taillé main sur trame", "fr"),
    ("belgha jeld dial rjal", ""),
    ("زربية صوفية معقودة", "ar"),
)
LONGEST: Final = 4_000
_RECORD: Final = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
Texts = Annotated[str, Form()]
Pairs = Annotated[list[str] | None, Form()]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asked: a text, the answers so far, the decision to correct."""

    text: str
    answers: dict[str, str]
    corrects: str


@router.get("/")
def classify(
    request: Request,
    text: str | None = None,
    a: Annotated[list[str] | None, Query()] = None,
    corrects: str = "",
) -> Response:
    """The page, with the answer when there is a text."""
    require(request, "read")
    found = None if text is None else asked(text, a or (), corrects)
    values = _values(request, found)
    return page(
        request,
        "classify.html.j2",
        status=400 if values["problem"] else 200,
        text=found.text if found else "",
        examples=EXAMPLES,
        **values,
    )


@router.post("/answer")
def fragment(request: Request, text: Texts = "", a: Pairs = None, corrects: Texts = "") -> Response:
    """The answer alone, for a page that is open already; an empty text gives the first state."""
    require(request, "read")
    found = asked(text, a or (), corrects)
    values = _values(request, found if found.text.strip() else None)
    return page(request, "answer.html.j2", status=400 if values["problem"] else 200, **values)


def asked(text: str, pairs: Iterable[str], corrects: str) -> Asked:
    """A request made plain; what makes no sense in it is left out."""
    return Asked(text[:LONGEST], read_answers(pairs), corrects if _RECORD.fullmatch(corrects) else "")


def answered(services: Services, found: Asked, language: Language) -> AnswerView:
    """The answer as the page shows it.

    Raises
    ------
    AnswerError
        When an answer does not exist.
    """
    attributes = services.classifier.artifact.knowledge.attributes
    given = meant_for_service(found.answers, attributes)
    result = answer(services, found.text, language=language, answers=given)
    return view(services, result, found.answers, language)


def _values(request: Request, found: Asked | None) -> dict[str, Any]:
    services = services_of(request)
    language = page_language(request)
    shown, problem = None, ""
    if found is not None:
        try:
            shown = answered(services, found, language)
        except AnswerError:
            problem = word("problem_answer", language)
    return {
        "view": shown,
        "problem": problem,
        "corrects": found.corrects if found else "",
        "can_record": services.decisions is not None and may(caller_of(request), "decide"),
    }
