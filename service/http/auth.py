"""Who is calling, and what they may do."""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Final

import anyio.to_thread
from fastapi import Depends, Request

from mappings.errors import HirfaError
from service.http.problems import ProblemError
from service.http.settings import Settings, is_loopback

if TYPE_CHECKING:
    from service.keys.store import KeyStore

ROLES: Final = frozenset({"read", "decide", "admin"})
ANONYMOUS: Final = "anonymous"
REMEMBERED_SECONDS: Final = 5.0
_REMEMBERED: Final = 1_024
_LONGEST_KEY: Final = 256


class NoKeysError(HirfaError):
    """The service would be open to other machines without any key."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls.

    Parameters
    ----------
    name : str or None
        Of the key; None without one.
    roles : frozenset of str
    """

    name: str | None
    roles: frozenset[str]

    @property
    def who(self) -> str:
        """How a record names the caller."""
        return self.name or ANONYMOUS


class Doorman:
    """Tells callers apart by their keys.

    Parameters
    ----------
    settings : Settings

    Notes
    -----
    A key that was found valid is remembered for `REMEMBERED_SECONDS`, under
    its hash, so that the database is not asked at every request; a revoked
    key stops working after that time at the latest.
    """

    def __init__(self, settings: Settings) -> None:
        self.keys: KeyStore | None = None
        self.local = settings.on_loopback
        roles = (
            ROLES
            if self.local
            else frozenset({"read", "decide"})
            if settings.allow_anonymous
            else frozenset()
        )
        self.anonymous = Caller(None, roles)
        self._known: OrderedDict[bytes, tuple[float, Caller]] = OrderedDict()

    async def caller(self, secret: str | None) -> Caller | None:
        """The caller with this key; the anonymous one without; None when the key is not valid."""
        if secret is None:
            return self.anonymous
        digest = hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
        held = self._known.get(digest)
        if held and time.monotonic() < held[0]:
            return held[1]
        if self.keys is None or len(secret) > _LONGEST_KEY:
            return None
        key = await anyio.to_thread.run_sync(self.keys.authenticate, secret)
        if key is None:
            self._known.pop(digest, None)
            return None
        found = Caller(key.name, frozenset(str(role) for role in key.roles))
        self._known[digest] = (time.monotonic() + REMEMBERED_SECONDS, found)
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return found

    def misled(self, headers: dict[bytes, bytes]) -> bool:
        """Whether a browser may have been led here by another site.

        Without keys, loopback is the only protection; a page of another site
        can still reach it through a name that resolves to 127.0.0.1, so names
        with a dot are refused there.
        """
        if headers.get(b"sec-fetch-site") == b"cross-site" and headers.get(b"sec-fetch-mode") != b"navigate":
            return True
        if not self.local:
            return False
        host = headers.get(b"host", b"").decode("latin-1").rsplit("]", 1)
        name = host[0].strip("[") if len(host) == 2 else host[0].split(":")[0]
        return "." in name and not is_loopback(name)


def secret_in(headers: dict[bytes, bytes]) -> str | None:
    """The key that a request carries, if any.

    Examples
    --------
    >>> secret_in({b"authorization": b"Bearer hirfa_x"}), secret_in({b"x-api-key": b"hirfa_y"}), secret_in({})
    ('hirfa_x', 'hirfa_y', None)
    """
    value = headers.get(b"authorization")
    if value is not None:
        scheme, _, token = value.decode("latin-1").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else ""
    value = headers.get(b"x-api-key")
    return value.decode("latin-1").strip() if value is not None else None


def caller_with(role: str, request: Request) -> Caller:
    """The caller of a request, who must have a role; "admin" may do everything.

    Parameters
    ----------
    role : {"read", "decide", "admin"}
    request : Request

    Raises
    ------
    ProblemError
        "unauthenticated" without a key, "forbidden" with one that lacks the role.
    """
    caller: Caller = request.scope["hirfa.caller"]
    if role in caller.roles or "admin" in caller.roles:
        return caller
    if caller.name is None:
        raise ProblemError("unauthenticated", headers={"WWW-Authenticate": "Bearer"})
    raise ProblemError("forbidden", {"role": role})


def requires(role: str) -> Callable[..., Awaitable[Caller]]:
    """A dependency that lets only callers with a role through."""

    async def check(request: Request) -> Caller:
        return caller_with(role, request)

    return check


Reader = Annotated[Caller, Depends(requires("read"))]
Decider = Annotated[Caller, Depends(requires("decide"))]
Admin = Annotated[Caller, Depends(requires("admin"))]


def check_doors(settings: Settings, keys: KeyStore | None) -> None:
    """Refuse to open the service to other machines without any key.

    Raises
    ------
    NoKeysError
        Naming the address and the remedies.
    """
    if settings.on_loopback or settings.allow_anonymous:
        return
    moment = datetime.now(UTC)
    if keys is None or not any(key.valid(moment) for key in keys.list()):
        raise NoKeysError(
            "{host!r} can be reached by other machines and there is no API key; "
            "make one with: hirfa keys create NAME, listen on 127.0.0.1, or add --allow-anonymous.",
            host=settings.host,
        )
