"""The tools: thin, so that assistants get what the command line and the API get."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import get_args

from classifier import Question
from mappings import Edition, Language
from mappings.card import code_facts
from mappings.errors import CodeError
from mappings.line_choice import LineQuestion
from mappings.links import Classification
from service.answers import Answer, Desk, answer
from service.http.models import AnswerOut
from service.http.routes_codes import CodeOut, ConversionOut, conversion
from service.mcp.models import Asker, AskOut


def classify(
    desk: Desk, text: str, language: Language | None, answers: Mapping[str, str] | None, k: int
) -> AnswerOut:
    """The whole answer for a description."""
    full = answer(desk, text, language=language, answers=answers, k=k)
    return AnswerOut.model_validate(full.to_dict())


def ask(
    desk: Desk, text: str, language: Language | None = None, answers: Mapping[str, str] | None = None
) -> AskOut:
    """The question that is open for a description: that of the classifier before that of the line."""
    full = answer(desk, text, language=language, answers=answers)
    found, line = full.classification, full.line
    of, question = _open(full)
    return AskOut.model_validate(
        {
            "question": asdict(question) if question else None,
            "of": of,
            "status": found.status,
            "code": found.code,
            "national_line": line.line.code if line and line.line else None,
            "reason": found.reason,
        }
    )


def code(desk: Desk, digits: str, edition: Edition, language: Language) -> CodeOut:
    """Everything that is known of a code."""
    return CodeOut.model_validate(code_facts(digits, edition, language, tariff=desk.tariff))


def convert(digits: str, source: Edition | Classification, target: Edition | Classification) -> ConversionOut:
    """What a code is in another system, and the way there.

    Raises
    ------
    CodeError
        When the source has no such code, or neither side is an edition.

    Examples
    --------
    >>> convert("6907.10", "HS2012", "HS2017").codes
    ['690721', '690722', '690723', '690730', '690740']
    """
    if source in get_args(Classification) and target in get_args(Classification):
        raise CodeError(
            target, "no table leads there from {source}; one side must be an HS edition.", source=source
        )
    return conversion(digits, source, target)


def _open(full: Answer) -> tuple[Asker | None, Question | LineQuestion | None]:
    if full.classification.question is not None:
        return "classifier", full.classification.question
    if full.line is not None and full.line.question is not None:
        return "national_line", full.line.question
    return None, None
