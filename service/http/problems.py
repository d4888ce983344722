"""Errors as RFC 9457 problem details, in the caller's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from fastapi import HTTPException
from starlette.exceptions import HTTPException as StarletteHTTPException

from classifier.errors import FrameError
from mappings import Language
from mappings.errors import CodeError, HirfaError
from service.answers import UnknownAnswerError, UnknownLineError
from service.decisions.errors import DecisionError, UnknownDecisionError
from service.http.field_words import OTHERWISE, WHY
from service.http.problem_words import KINDS, NEAREST
from service.storage.errors import StorageError

MEDIA_TYPE: Final = "application/problem+json"
_BY_STATUS: Final = {400: "malformed", 401: "unauthenticated", 404: "not-found", 405: "method", 415: "media"}
_LONGEST_VALUE: Final = 120


class ProblemError(HirfaError, HTTPException):
    """An error with the kind of problem that it is for the caller.

    Parameters
    ----------
    kind : str
        Key of `service.http.problem_words.KINDS`.
    values : mapping, optional
        What its sentence is filled with.
    field : str, optional
        The offending field, such as "query.edition".
    headers : mapping, optional
        Of the response, such as Retry-After.
    extra : mapping, optional
        More members of the problem.

    Examples
    --------
    >>> str(ProblemError("rate", {"seconds": 2}))
    'Too many requests; try again in 2 s.'
    """

    def __init__(
        self,
        kind: str,
        values: Mapping[str, Any] | None = None,
        *,
        field: str = "",
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        self.problem = Problem(kind, dict(values or {}), field, dict(headers or {}), dict(extra or {}))
        sentence = self.problem.detail("en")
        HTTPException.__init__(self, KINDS[kind].status, sentence)
        Exception.__init__(self, sentence)

    @classmethod
    def of(cls, problem: Problem) -> ProblemError:
        """The error of a problem that is already described."""
        return cls(
            problem.kind, problem.values, field=problem.place, headers=problem.headers, extra=problem.extra
        )

    def __str__(self) -> str:
        return self.problem.detail("en")


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong, not yet in a language."""

    kind: str
    values: dict[str, Any] = field(default_factory=dict)
    place: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """HTTP status."""
        return KINDS[self.kind].status

    def detail(self, language: Language) -> str:
        """The sentence, filled in."""
        values = dict(self.values)
        near = values.pop("near", ())
        values["near"] = NEAREST[language].format(codes=", ".join(near)) if near else ""
        if "error" in values:
            values["why"] = _why(values.pop("error"), language)
        return KINDS[self.kind].detail[language].format(**values)

    def body(self, language: Language, request_id: str) -> bytes:
        """The JSON object, as bytes."""
        return orjson.dumps(self.members(language, request_id))

    def members(self, language: Language, request_id: str) -> dict[str, Any]:
        """The JSON object."""
        members: dict[str, Any] = {
            "type": f"urn:hirfa:problem:{self.kind}",
            "title": KINDS[self.kind].title[language],
            "status": self.status,
            "detail": self.detail(language),
            "instance": f"urn:hirfa:request:{request_id}",
            "request_id": request_id,
        }
        if self.place:
            members["field"] = self.place
        extra = dict(self.extra)
        errors = extra.pop("errors", None)
        if errors:
            members["errors"] = [{"field": e["field"], "detail": _why(e, language)} for e in errors]
        return members | extra


def problem_of(error: Exception, *, path: str = "", method: str = "") -> Problem:
    """The problem that an exception is to the caller; "internal" for one that nobody expected."""
    for kind, describe in _DESCRIBED:
        if isinstance(error, kind):
            return describe(error)
    if isinstance(error, StarletteHTTPException):
        kind_name = _BY_STATUS.get(error.status_code, "internal")
        values = {"path": clip(path), "method": method, "value": "", "accepted": "application/json"}
        return Problem(kind_name, values, "", dict(error.headers or {}))
    return Problem("internal")


def _of_code(error: CodeError) -> Problem:
    values = {"value": clip(error.value), "system": "HS", "near": error.suggestions}
    return Problem(
        "unknown-code", values, "code", {}, _reason(error) | {"suggestions": list(error.suggestions)}
    )


def _of_answer(error: UnknownAnswerError) -> Problem:
    values = {"name": clip(error.name), "value": clip(error.value)}
    return Problem("unknown-answer", values, f"body.answers.{clip(error.name)}", {}, _reason(error))


def _of_line(error: UnknownLineError) -> Problem:
    values = {"value": clip(error.value), "system": "the tariff"}
    return Problem("unknown-code", values, "body.answers.line", {}, _reason(error))


def _of_record(error: UnknownDecisionError) -> Problem:
    return Problem("unknown-record", {"value": clip(error.identifier)}, "id", {}, _reason(error))


# The first that fits counts, so the more particular ones come first.
_DESCRIBED: Final[tuple[tuple[type[Exception], Callable[[Any], Problem]], ...]] = (
    (ProblemError, lambda error: error.problem),
    (UnknownAnswerError, _of_answer),
    (UnknownLineError, _of_line),
    (UnknownDecisionError, _of_record),
    (DecisionError, lambda error: Problem("decision", {}, "body", {}, _reason(error))),
    (StorageError, lambda _: Problem("database", {}, "", {"Retry-After": "5"})),
    (CodeError, _of_code),
    (FrameError, lambda error: Problem("table", {"column": ""}, "file", {}, _reason(error))),
)


def validation_problem(errors: Sequence[Any]) -> Problem:
    """The problem of a request that does not follow the schema: every offending field, the first in words."""
    found = [_error(error) for error in errors]
    if any(error["type"] in ("json_invalid", "json_type") for error in found):
        return Problem("malformed", {}, "body")
    first = found[0]
    return Problem(
        "validation", {"field": first["field"], "error": first}, first["field"], {}, {"errors": found}
    )


def clip(value: str) -> str:
    """A value fit to be repeated in a sentence: printable, short, writable as UTF-8."""
    if len(value) <= _LONGEST_VALUE and value.isprintable():
        return value
    plain = "".join(c if c.isprintable() and not "\ud800" <= c <= "\udfff" else "\ufffd" for c in value)
    return plain if len(plain) <= _LONGEST_VALUE else f"{plain[:_LONGEST_VALUE]}…"


def _reason(error: Exception) -> dict[str, Any]:
    # The library's own sentence, in English, says more than ours can translate.
    return {"reason": "".join(c if not "\ud800" <= c <= "\udfff" else "\ufffd" for c in str(error))[:2_000]}


def _error(error: Mapping[str, Any]) -> dict[str, Any]:
    place = ".".join(clip(str(part)) for part in error.get("loc", ()))
    return {"field": place or "body", "type": error["type"], "context": error.get("ctx") or {}}


def _why(error: Mapping[str, Any], language: Language) -> str:
    try:
        return WHY[error["type"]][language].format(**error["context"])
    except (KeyError, IndexError):
        return OTHERWISE[language]
