"""Log lines as JSON objects, one a line, each with the id of its request."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from typing import Any

import orjson
import structlog

Logger = structlog.typing.FilteringBoundLogger


def make_logger(level: str) -> Logger:
    """A logger that writes JSON to standard error.

    Parameters
    ----------
    level : {"debug", "info", "warning", "error"}
    """
    logger: Logger = structlog.wrap_logger(
        structlog.BytesLogger(sys.stderr.buffer),
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(serializer=_dumps),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        cache_logger_on_first_use=True,
    )
    return logger


class AccessLog:
    """One line for each request; written by structlog's own writer, without the steps that only other lines need.

    Parameters
    ----------
    level : {"debug", "info", "warning", "error"}
    """

    def __init__(self, level: str) -> None:
        self._wanted = level in ("debug", "info")
        self._writer = structlog.BytesLogger(sys.stderr.buffer)

    def request(self, **facts: Any) -> None:
        """Write one line."""
        if self._wanted:
            line = {"event": "request", "level": "info", "timestamp": datetime.now(UTC), **facts}
            self._writer.info(orjson.dumps(line, option=orjson.OPT_UTC_Z))


def _dumps(value: Any, **_: Any) -> bytes:
    return orjson.dumps(value, default=str)
