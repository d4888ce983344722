"""The gate that every request passes: who, how much, how long; and what every answer carries."""

from __future__ import annotations

import asyncio
import contextlib
import re
import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.http.auth import Doorman, secret_in
from service.http.limits import RateLimiter
from service.http.logs import AccessLog, Logger
from service.http.metrics import Metrics
from service.http.problems import ProblemError, clip, problem_of
from service.http.refusals import refusal
from service.http.settings import Settings

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS: Final[tuple[tuple[bytes, bytes], ...]] = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
_HEADERS_NO_STORE: Final = (*_HEADERS, (b"cache-control", b"no-store"))
HEALTH: Final = frozenset({"/healthz", "/readyz", "/metrics"})
UPLOADS: Final = ("/v1/score", "/file")
_UNSAFE: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_SWALLOWED: Final = 128 << 20
_SWALLOW_SECONDS: Final = 10.0
_ID: Final = re.compile(rb"[A-Za-z0-9._-]{8,64}")


@dataclass(slots=True)
class Passage:
    """One request on its way through the gate."""

    scope: Scope
    send: Send
    headers: dict[bytes, bytes]
    request_id: str
    started: float = field(default_factory=time.perf_counter)
    status: int = 0
    size: int = 0
    received: bool = False
    name: str | None = None
    long: bool = False


class Gate:
    """Pure ASGI middleware around the whole application.

    Parameters
    ----------
    app : ASGI application
    settings : Settings
    doorman : Doorman
    metrics : Metrics
    log : Logger
    folder : Path or None
        Shared by the workers, when there are several.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        settings: Settings,
        doorman: Doorman,
        metrics: Metrics,
        log: Logger,
        folder: Path | None = None,
    ) -> None:
        self._app = app
        self._settings = settings
        self._doorman = doorman
        self._metrics = metrics
        self._log = log
        self._access = AccessLog(settings.log_level)
        by_address, by_key = (folder and folder / f"rates-{name}" for name in ("address", "key"))
        self._by_address = RateLimiter(settings.rate_per_address, settings.burst, shared=by_address)
        self._by_key = RateLimiter(settings.rate_per_key, settings.burst, shared=by_key)
        self._in_work = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        given = headers.get(b"x-request-id", b"")
        request_id = given.decode() if _ID.fullmatch(given) else secrets.token_hex(8)
        passage = Passage(scope, send, headers, request_id)
        scope["hirfa.request_id"] = request_id
        structlog.contextvars.bind_contextvars(request_id=request_id)
        try:
            await self._pass(passage, receive)
        finally:
            self._record(passage)
            structlog.contextvars.unbind_contextvars("request_id")

    async def _pass(self, passage: Passage, receive: Receive) -> None:
        busy = self._in_work >= self._settings.queue_limit and passage.scope["path"] not in HEALTH
        self._in_work += 1
        try:
            if busy:
                raise ProblemError("busy", {"seconds": 1}, headers={"Retry-After": "1"})
            await self._admit(passage)
            await self._run(passage, receive)
        except Exception as error:
            await self._fail(passage, receive, error)
        finally:
            self._in_work -= 1

    async def _admit(self, passage: Passage) -> None:
        """Everything that can be refused before the body is read."""
        scope, headers = passage.scope, passage.headers
        guarded = scope["method"] in _UNSAFE or self._doorman.local
        if guarded and self._doorman.misled(headers):
            raise ProblemError("cross-site")
        caller = await self._doorman.caller(secret_in(headers))
        address = (scope.get("client") or ("",))[0]
        if caller is not None and caller.name is not None:
            passage.name = caller.name
            self._meter(self._by_key, caller.name)
        elif scope["path"] not in HEALTH:
            self._meter(self._by_address, address)
        if caller is None:
            raise ProblemError("unauthenticated", headers={"WWW-Authenticate": "Bearer"})
        scope["hirfa.caller"] = caller
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length) > self._limit(scope):
            raise self._too_large(scope)

    async def _run(self, passage: Passage, receive: Receive) -> None:
        settings = self._settings
        length = passage.headers.get(b"content-length", b"0")
        passage.received = length == b"0" and b"transfer-encoding" not in passage.headers
        passage.long = passage.scope["path"].startswith(UPLOADS)
        seconds = settings.upload_time_limit if passage.long else settings.time_limit
        try:
            async with asyncio.timeout(seconds) as deadline:
                wrapped = _Sender(passage, deadline, settings.upload_time_limit)
                await self._app(passage.scope, self._counted(passage, receive), wrapped)
        except TimeoutError as error:
            if passage.received:
                raise ProblemError("busy", {"seconds": 5}, headers={"Retry-After": "5"}) from error
            close = {"Connection": "close"}
            raise ProblemError("slow-client", {"seconds": f"{seconds:g}"}, headers=close) from error

    def _counted(self, passage: Passage, receive: Receive) -> Receive:
        """`receive`, which stops a body that grows beyond the limit."""
        limit, size = self._limit(passage.scope), 0

        async def counted() -> Message:
            nonlocal size
            message = await receive()
            if message["type"] == "http.request":
                size += len(message.get("body", b""))
                passage.received = not message.get("more_body", False)
                if size > limit:
                    raise self._too_large(passage.scope)
            return message

        return counted

    def _limit(self, scope: Scope) -> int:
        # A form has a frame around its file.
        uploads = scope["path"] in UPLOADS
        return self._settings.upload_limit + 65_536 if uploads else self._settings.body_limit

    def _too_large(self, scope: Scope) -> ProblemError:
        uploads = scope["path"] in UPLOADS
        limit = self._settings.upload_limit if uploads else self._settings.body_limit
        values = {"limit": f"{limit:,}", "unit": "bytes"}
        return ProblemError("too-large", values, field="body", headers={"Connection": "close"})

    @staticmethod
    def _meter(limiter: RateLimiter, caller: str) -> None:
        seconds = limiter.wait(caller)
        if seconds:
            raise ProblemError("rate", {"seconds": seconds}, headers={"Retry-After": str(seconds)})

    async def _fail(self, passage: Passage, receive: Receive, error: Exception) -> None:
        problem = problem_of(error, path=passage.scope["path"], method=passage.scope["method"])
        if problem.kind == "internal":
            self._log.error("failure", path=clip(passage.scope["path"]), exc_info=error)
        if passage.status:
            raise error  # too late for another answer: the server closes the connection
        if problem.kind == "too-large":
            await _swallow(passage, receive)
        answer = refusal(Request(passage.scope), problem)
        await answer(passage.scope, receive, _Sender(passage))

    def _record(self, passage: Passage) -> None:
        seconds = time.perf_counter() - passage.started
        scope = passage.scope
        route = getattr(scope.get("route"), "path", None) or "none"
        self._metrics.request(scope["method"], route, passage.status, seconds)
        self._metrics.in_work.set(self._in_work)
        self._access.request(
            request_id=passage.request_id,
            method=scope["method"],
            path=clip(scope["path"]),
            status=passage.status,
            ms=round(1e3 * seconds, 2),
            bytes=passage.size,
            client=(scope.get("client") or ("",))[0],
            key=passage.name,
        )


async def _swallow(passage: Passage, receive: Receive) -> None:
    """Read what the caller still sends, within bounds: one who is cut off while sending never reads the answer."""
    declared = passage.headers.get(b"content-length", b"0")
    left = _SWALLOWED
    if b"expect" in passage.headers or not declared.isdigit() or int(declared) > left:
        return  # one who asks first need not send; one who sends too much is not listened to
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_SWALLOW_SECONDS):
            while left > 0 and not passage.received:
                message = await receive()
                left -= len(message.get("body", b""))
                passage.received = not message.get("more_body", False)


class _Sender:
    """`send`, which adds the headers of every answer and notes its status and size."""

    __slots__ = ("_deadline", "_passage", "_seconds")

    def __init__(self, passage: Passage, deadline: asyncio.Timeout | None = None, seconds: float = 0) -> None:
        self._passage = passage
        self._deadline = deadline
        self._seconds = seconds

    async def __call__(self, message: Message) -> None:
        passage = self._passage
        if message["type"] == "http.response.start":
            passage.status = message["status"]
            given: list[tuple[bytes, bytes]] = list(message.get("headers", ()))
            names = {name for name, _ in given}
            own = _HEADERS if b"cache-control" in names else _HEADERS_NO_STORE
            headers = [*given, *own, (b"x-request-id", passage.request_id.encode())]
            message = {**message, "headers": headers}
            if self._deadline is not None and (passage.long or b"content-length" not in names):
                # A long answer may take its time, but not for ever; one that comes too late is cut off anyway.
                with contextlib.suppress(RuntimeError):
                    self._deadline.reschedule(asyncio.get_running_loop().time() + self._seconds)
        elif message["type"] == "http.response.body":
            passage.size += len(message.get("body", b""))
        await passage.send(message)
