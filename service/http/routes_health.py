"""Whether the service lives, is ready, and how it fares."""

from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel
from sqlalchemy import text

from service.http.auth import Reader
from service.http.batching import gone
from service.http.metrics import CONTENT_TYPE, Metrics
from service.http.services import services_of
from service.storage import snapshot

router = APIRouter(tags=["health"])


class Alive(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Ready(BaseModel):
    """The process can classify and record."""

    status: Literal["ready"] = "ready"
    model: str
    edition: str
    decisions: bool


@router.get("/healthz", summary="Whether the process lives")
async def healthz() -> Alive:
    """Answers as long as the event loop turns."""
    return Alive()


@router.get("/readyz", summary="Whether it can work")
def readyz(request: Request) -> Ready:
    """The model is loaded, the scorer lives and the database answers."""
    batcher = getattr(request.app.state, "batcher", None)
    if batcher is None or not batcher.ready:
        raise gone()
    services = services_of(request)
    if services.decisions is not None:
        with snapshot(services.decisions.engine) as connection:
            connection.execute(text("SELECT 1"))
    return Ready(
        model=services.classifier.name,
        edition="HS2022",
        decisions=services.decisions is not None,
    )


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
    summary="Counters for Prometheus",
)
def metrics(request: Request, _caller: Reader) -> Response:
    """Requests, their time, what is in work, what was decided."""
    found: Metrics = request.app.state.metrics
    return Response(found.page(), headers={"Content-Type": CONTENT_TYPE})
