"""The OpenAPI document: what FastAPI derives, with the problems that every operation may answer."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from classifier.ask import UNKNOWN
from mappings.line_questions import LINE_ATTRIBUTES
from service.answers import line_values
from service.http.models import ClassifyRequest, ProblemOut
from service.http.problems import MEDIA_TYPE

TITLE: Final = "Hirfa"
DESCRIPTION: Final = (
    "From a description of a craft product to its Harmonized System code, the Moroccan line, and a decision "
    "that can be checked years later. Errors are problem details (RFC 9457) in the language of "
    "Accept-Language: fr, en, es or ar."
)
_SCHEMAS: Final = "#/components/schemas/"
_DERIVED: Final = ("HTTPValidationError", "ValidationError")
_EVERYWHERE: Final = {
    "400": "The request cannot be read.",
    "401": "A key is required, or the one sent is not valid.",
    "403": "The key lacks the role.",
    "408": "The request came too slowly.",
    "422": "A value is not acceptable.",
    "429": "Too many requests; see Retry-After.",
    "503": "Busy or not available; see Retry-After.",
}
_SECURITY: Final = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "An API key: hirfa_…"},
    "key": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "An API key: hirfa_…"},
}
_OPEN: Final = ("/healthz", "/readyz")
_WITH_BODY: Final = {"413": "The body is too large.", "415": "The type of the body is not accepted."}


def document(app: FastAPI) -> dict[str, Any]:
    """The document of an application that has started, made once."""
    if app.openapi_schema is None:
        found = get_openapi(
            title=app.title,
            version=app.version,
            openapi_version="3.1.0",
            description=app.description,
            routes=app.routes,
        )
        schemas = found.setdefault("components", {}).setdefault("schemas", {})
        for model in (ClassifyRequest, ProblemOut):
            made = model.model_json_schema(ref_template=_SCHEMAS + "{model}")
            schemas |= made.pop("$defs", {})
            schemas[model.__name__] = made
        for name in ("ClassifyRequest", "DecisionRequest"):
            schemas[name]["properties"]["answers"] |= _answers(app)
        found["components"]["securitySchemes"] = _SECURITY
        for path, operations in found["paths"].items():
            for operation in operations.values():
                _complete(operation)
                if path not in _OPEN:
                    # The empty one: on loopback, or with --allow-anonymous, no key is needed.
                    operation["security"] = [{"bearer": []}, {"key": []}, {}]
        for name in _DERIVED:
            schemas.pop(name, None)
        app.openapi_schema = found
    return app.openapi_schema


def _answers(app: FastAPI) -> dict[str, Any]:
    """Every attribute and value that an answer may have."""
    services = app.state.services
    known = {n: {*a.values, UNKNOWN} for n, a in services.classifier.artifact.knowledge.attributes.items()}
    for name in LINE_ATTRIBUTES - {"line"}:
        known[name] = known.get(name, set()) | line_values(services.tariff, name)
    properties: dict[str, Any] = {n: {"type": "string", "enum": sorted(known[n])} for n in sorted(known)}
    properties["line"] = {"type": "string", "pattern": "^[0-9]{8,10}$"}
    return {"properties": properties, "additionalProperties": False}


def _complete(operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    problems = {**_EVERYWHERE, **(_WITH_BODY if "requestBody" in operation else {})}
    for status, text in problems.items():
        responses[status] = _problem(text)
    for status, response in responses.items():
        if status.startswith(("4", "5")):
            responses[status] = _problem(response["description"])
    responses["default"] = _problem("Any other problem.")


def _problem(text: str) -> dict[str, Any]:
    return {"description": text, "content": {MEDIA_TYPE: {"schema": {"$ref": f"{_SCHEMAS}ProblemOut"}}}}
