"""Errors as RFC 9457 problem details, in the caller's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from fastapi import HTTPException
from starlette.exceptions import HTTPException as StarletteHTTPException

from classifier.errors import FrameError
from mappings import LANGUAGES, Language
from mappings.errors import CodeError, HirfaError
from mappings.words import Words, translated
from service.answers import UnknownAnswerError, UnknownLineError
from service.decisions.errors import DecisionError, UnknownDecisionError
from service.http.reasons import reason_of
from service.storage.errors import StorageError

MEDIA_TYPE: Final = "application/problem+json"
# Title and sentence of each kind are rows of words.csv, and so is why a field is not accepted.
KINDS: Final = {
    "malformed": 400, "unauthenticated": 401, "forbidden": 403, "cross-site": 403, "not-found": 404,
    "unknown-code": 404, "no-concordance": 404, "unknown-record": 404, "method": 405, "slow-client": 408,
    "not-ready": 409, "failed": 409, "too-large": 413, "media": 415, "validation": 422, "unknown-answer": 422,
    "table": 422, "decision": 422, "rate": 429, "internal": 500, "busy": 503, "database": 503, "unavailable": 503,
}  # fmt: skip
word: Final = Words("words.csv", "service.http")
_BY_STATUS: Final = {400: "malformed", 401: "unauthenticated", 404: "not-found", 405: "method", 415: "media"}
_LONGEST_VALUE: Final = 120


class ProblemError(HirfaError, HTTPException):
    """An error with the kind of problem that it is for the caller.

    Parameters
    ----------
    kind : str
        Key of `KINDS`.
    values : mapping, optional
        What its sentence is filled with.
    field : str, optional
        The offending field, such as "query.edition".
    headers : mapping, optional
        Of the response, such as Retry-After.
    extra : mapping, optional
        More members of the problem; a mapping with every language is told in that of the caller.

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
        HTTPException.__init__(self, KINDS[kind], sentence)
        Exception.__init__(self, sentence)

    @classmethod
    def of(cls, problem: Problem) -> ProblemError:
        """The error of a problem that is already described."""
        return cls(
            problem.kind, problem.values, field=problem.place, headers=problem.headers, extra=problem.extra
        )

    def say(self, language: Language) -> str:
        """The sentence in a language."""
        return self.problem.detail(language)

    def __str__(self) -> str:
        return self.say("en")


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
        return KINDS[self.kind]

    def title(self, language: Language) -> str:
        """What kind of problem it is, in words."""
        return word(f"{self.kind}_title", language)

    def detail(self, language: Language) -> str:
        """The sentence, filled in."""
        values = dict(self.values)
        near = values.pop("near", ())
        values["near"] = word("nearest", language, codes=near) if near else ""
        if "error" in values:
            values["why"] = why(values.pop("error"), language)
        if "unit" in values:
            values["unit"] = translated(values["unit"], language)
        return word(f"{self.kind}_detail", language, **values)

    def body(self, language: Language, request_id: str) -> bytes:
        """The JSON object, as bytes."""
        return orjson.dumps(self.members(language, request_id))

    def members(self, language: Language, request_id: str) -> dict[str, Any]:
        """The JSON object."""
        members: dict[str, Any] = {
            "type": f"urn:hirfa:problem:{self.kind}",
            "title": self.title(language),
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
            members["errors"] = [{"field": e["field"], "detail": why(e, language)} for e in errors]
        return members | {name: _in(value, language) for name, value in extra.items()}


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


def _reason(error: HirfaError) -> dict[str, Any]:
    return {"reason": reason_of(error)}


def _in(value: Any, language: Language) -> Any:
    """What is given in every language, in one; anything else as it is."""
    return value[language] if isinstance(value, dict) and value.keys() >= set(LANGUAGES) else value


def _error(error: Mapping[str, Any]) -> dict[str, Any]:
    place = ".".join(clip(str(part)) for part in error.get("loc", ()))
    return {"field": place or "body", "type": error["type"], "context": error.get("ctx") or {}}


def why(error: Mapping[str, Any], language: Language) -> str:
    """Why a value is not accepted, from pydantic's `type` of the error and its `context`.

    Examples
    --------
    >>> why({"type": "greater_than_equal", "context": {"ge": 5}}, "fr")
    'au moins 5'
    """
    try:
        return word(f"why_{error['type']}", language, **error["context"])
    except (KeyError, IndexError):
        return word("why_other", language)
