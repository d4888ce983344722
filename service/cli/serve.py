"""``hirfa serve``."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from service.http.settings import Settings

_KEEP_ALIVE_SECONDS: Final = 15
_GRACE_SECONDS: Final = 20


def serve(
    host: Annotated[str | None, typer.Option("--host", help="Address to listen on; 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option("--port", help="8000.")] = None,
    workers: Annotated[int | None, typer.Option("--workers", help="Processes; 1.")] = None,
    database_url: Annotated[
        str | None, typer.Option("--database-url", help="SQLAlchemy URL; SQLite in the user's folder.")
    ] = None,
    allow_anonymous: Annotated[
        bool, typer.Option("--allow-anonymous", help="Serve other machines without API keys.")
    ] = False,
) -> None:
    """Serve the page and the HTTP API."""
    from service.http.settings import read_settings

    settings = read_settings(
        host=host,
        port=port,
        workers=workers,
        database_url=database_url,
        allow_anonymous=allow_anonymous or None,
    )
    check(settings)
    _hand_down(settings)
    _run(settings)


def check(settings: Settings) -> None:
    """Find out what would keep the service from starting, while one sentence can still say so.

    Raises
    ------
    HirfaError
        When keys are missing, or the database cannot be opened.
    """
    from service.http.auth import check_doors
    from service.keys import KeyStore
    from service.storage import opened

    with opened(settings.url) as engine:
        check_doors(settings, KeyStore(engine))


def _hand_down(settings: Settings) -> None:
    """Tell the worker processes what was said on the command line; a child sees only the environment."""
    values = {
        "HOST": settings.host,
        "PORT": str(settings.port),
        "WORKERS": str(settings.workers),
        "ALLOW_ANONYMOUS": "true" if settings.allow_anonymous else "false",
        "DATABASE_URL": settings.url,
    }
    os.environ.update({f"HIRFA_{name}": value for name, value in values.items() if value})


def _run(settings: Settings) -> None:
    import tempfile

    import uvicorn

    from service.http.app import WORK_FOLDER
    from service.http.protocol import Punctual

    with tempfile.TemporaryDirectory(prefix="hirfa-", ignore_cleanup_errors=True) as folder:
        os.environ[WORK_FOLDER] = folder
        if settings.workers > 1:
            counters = os.path.join(folder, "metrics")  # noqa: PTH118  # a path for the environment
            os.mkdir(counters)  # noqa: PTH102
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = counters
        # uvicorn sends itself the signal again when it has stopped; the folder is to be removed even then.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        sys.stderr.write(f"Hirfa: http://{_shown(settings.host)}:{settings.port}\n")
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.run(
                "service.http.app:create_app",
                factory=True,
                host=settings.host,
                port=settings.port,
                workers=settings.workers,
                http=Punctual,
                access_log=False,
                server_header=False,
                log_level="warning",
                timeout_keep_alive=_KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=_GRACE_SECONDS,
            )


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
