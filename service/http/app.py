"""The application: everything put together."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

import anyio.to_thread
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Match

from mappings.errors import HirfaError
from service.http import (
    routes_classify,
    routes_codes,
    routes_decisions,
    routes_health,
    routes_score,
)
from service.http.auth import Doorman, check_doors
from service.http.batching import Batcher
from service.http.jobs import Jobs
from service.http.logs import Logger, make_logger
from service.http.metrics import Metrics
from service.http.middleware import Gate
from service.http.openapi import DESCRIPTION, TITLE, document
from service.http.problems import problem_of, validation_problem
from service.http.refusals import refusal
from service.http.scorers import ProcessScorer, Scorer, ThreadScorer, wants_process
from service.http.scoring import open_desk, settle_memory
from service.http.services import Services
from service.http.settings import Settings, read_settings
from service.http.upkeep import erase_daily

if TYPE_CHECKING:
    from sqlalchemy import Engine

WORK_FOLDER: Final = "HIRFA_WORK_FOLDER"


def create_app(settings: Settings | None = None) -> FastAPI:
    """Make the application; model and database are opened when it starts.

    Parameters
    ----------
    settings : Settings, optional
        Those of the environment when not given.

    Returns
    -------
    FastAPI
        With ``state.services`` (a `Services`) once it has started.

    Raises
    ------
    NoKeysError
        At the start, when other machines could reach it without any key.
    """
    settings = settings or read_settings()
    metrics, log, doorman = Metrics(), make_logger(settings.log_level), Doorman(settings)
    app = FastAPI(
        title=TITLE,
        description=DESCRIPTION,
        version=_version(),
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False},
        lifespan=partial(_lifespan, settings=settings, doorman=doorman, log=log),
    )
    app.state.metrics = metrics
    app.add_middleware(
        Gate, settings=settings, doorman=doorman, metrics=metrics, log=log, folder=_shared_folder(settings)
    )
    for error in (HirfaError, HTTPException, RequestValidationError):
        app.add_exception_handler(error, _refuse)
    for module in (routes_classify, routes_score, routes_codes, routes_decisions, routes_health):
        app.include_router(module.router)
    _add_page(app)
    app.openapi = partial(document, app)  # type: ignore[method-assign]  # FastAPI's own way to replace it
    return app


def _add_page(app: FastAPI) -> None:
    if find_spec("service.page.routes") is None:
        return
    from service.page import routes

    app.include_router(routes.router, include_in_schema=False)


@asynccontextmanager
async def _lifespan(
    app: FastAPI, *, settings: Settings, doorman: Doorman, log: Logger
) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        anyio.to_thread.current_default_thread_limiter().total_tokens = settings.threads
        process = ProcessScorer(settings, log) if wants_process(settings) else None
        if process is not None:
            stack.push_async_callback(process.close)
            await process.begin()  # it loads its model while we load ours
        services = await anyio.to_thread.run_sync(open_services, settings)
        if services.decisions is not None:
            stack.callback(services.decisions.engine.dispose)
        doorman.keys = services.keys
        if process is not None:
            await process.started()
        scorer: Scorer = process or ThreadScorer(services)
        stack.push_async_callback(scorer.close)
        batcher = Batcher(services, scorer)
        jobs = Jobs(settings, _work_folder(stack))
        stack.push_async_callback(jobs.close)
        if services.decisions is not None and settings.text_retention_days:
            days = settings.text_retention_days
            stack.callback(asyncio.create_task(erase_daily(services.decisions, days, log)).cancel)
        app.state.services, app.state.batcher, app.state.jobs = services, batcher, jobs
        settle_memory()
        yield


def open_services(settings: Settings) -> Services:
    """Load the model, migrate the database, and answer once of everything, so that the first caller need not wait.

    Raises
    ------
    NoKeysError, ArtifactError, StorageError, TableError
        When the service cannot start so.
    """
    from service.decisions.store import DecisionStore
    from service.keys import KeyStore
    from service.storage import connect
    from service.storage.migrate import migrate

    engine: Engine = connect(settings.url)
    migrate(engine)
    keys, decisions = KeyStore(engine), DecisionStore(engine)
    check_doors(settings, keys)
    if settings.text_retention_days:
        decisions.erase_older_than(settings.text_retention_days)
    desk = open_desk(settings.model, settings.country)
    return Services(desk.classifier, desk.tariff, settings, decisions, keys)


def _shared_folder(settings: Settings) -> Path | None:
    """Where several workers find what they hold together; None for one that works alone."""
    shared = os.environ.get(WORK_FOLDER)
    return Path(shared) if shared and settings.workers > 1 else None


def _work_folder(stack: AsyncExitStack) -> Path:
    """The folder of uploads: that of all processes together, else one of our own."""
    shared = os.environ.get(WORK_FOLDER)
    if shared:
        return Path(shared)
    own = Path(tempfile.mkdtemp(prefix="hirfa-"))
    stack.callback(shutil.rmtree, own, ignore_errors=True)
    return own


async def _refuse(request: Request, error: Exception) -> Response:
    """Any error as a problem."""
    if isinstance(error, RequestValidationError):
        problem = validation_problem(error.errors())
    else:
        problem = problem_of(error, path=request.scope["path"], method=request.method)
    if problem.kind == "method":
        problem.headers["Allow"] = ", ".join(_methods(request))
    return refusal(request, problem)


def _methods(request: Request) -> list[str]:
    """Every method that the address answers to; the router itself names those of one route only."""
    wanted = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
    routes = request.app.router.routes
    return [
        method
        for method in wanted
        if any(route.matches({**request.scope, "method": method})[0] == Match.FULL for route in routes)
    ]


def _version() -> str:
    try:
        return version("hirfa")
    except PackageNotFoundError:
        return "0"
