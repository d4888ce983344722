"""``POST /v1/classify`` and ``POST /v1/classify/batch``."""

from typing import Any, Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from service.http.auth import Reader, caller_with
from service.http.batching import Batcher
from service.http.metrics import Metrics
from service.http.models import AnswerOut, BatchOut, BatchRequest, ClassifyRequest
from service.http.problems import ProblemError, clip

router = APIRouter(prefix="/v1/classify", tags=["classify"])
JSON: Final = "application/json"
_BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {JSON: {"schema": {"$ref": "#/components/schemas/ClassifyRequest"}}},
    }
}


async def checked_json(request: Request) -> None:
    """`check_json` as a dependency."""
    check_json(request)


def check_json(request: Request) -> None:
    """Refuse a body that does not say it is JSON: a form of another site could send such a one."""
    given = request.headers.get("content-type", "")
    if given != JSON and given.partition(";")[0].strip().lower() != JSON:
        raise ProblemError("media", {"value": clip(given), "accepted": JSON}, field="header.content-type")


@router.post("", responses={200: {"model": AnswerOut}}, openapi_extra=_BODY, summary="Classify a description")
async def classify(request: Request) -> Response:
    """The code of one description, the national line, the family, and the question worth asking next."""
    # Called, not injected: FastAPI's injection takes longer than an answer from the cache.
    caller_with("read", request)
    check_json(request)
    body = await request.body()
    batcher: Batcher = request.app.state.batcher
    metrics: Metrics = request.app.state.metrics
    done = batcher.cache.get(body)
    if done is None:
        done = await batcher.one(_parsed(body))
        batcher.cache.put(body, done)
    metrics.text(done.status)
    return Response(done.body, media_type=JSON)


@router.post(
    "/batch",
    responses={200: {"model": BatchOut}},
    dependencies=[Depends(checked_json)],
    summary="Classify up to 1,000 descriptions",
)
async def classify_batch(request: Request, batch: BatchRequest, _caller: Reader) -> Response:
    """The answers, in the order of the texts."""
    batcher: Batcher = request.app.state.batcher
    metrics: Metrics = request.app.state.metrics
    done = await batcher.many(batch.texts, batch.language, batch.k)
    for one in done:
        metrics.text(one.status)
    return Response(b'{"answers":[' + b",".join(one.body for one in done) + b"]}", media_type=JSON)


def _parsed(body: bytes) -> ClassifyRequest:
    try:
        return ClassifyRequest.model_validate_json(body)
    except ValidationError as error:
        found: list[Any] = [
            {**e, "loc": ("body", *e["loc"])} for e in error.errors(include_url=False, include_input=False)
        ]
        raise RequestValidationError(found) from error
