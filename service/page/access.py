"""Who sits before the page: whoever the gate let through, or the holder of a key who signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from service.http.auth import ROLES, Caller
from service.http.services import services_of

if TYPE_CHECKING:
    from starlette.requests import Request

COOKIE: Final = "hirfa_key"
Role = Literal["read", "decide"]
_ENOUGH: Final[dict[Role, frozenset[str]]] = {"read": ROLES, "decide": frozenset({"decide", "admin"})}


class SignInError(Exception):
    """The page asks for a key first."""


def caller_of(request: Request) -> Caller:
    """Who asks; blocking, for a key is looked up in the database."""
    found: Caller = request.scope["hirfa.caller"]
    secret = request.cookies.get(COOKIE)
    return (holder(request, secret) or found) if secret else found


def holder(request: Request, secret: str) -> Caller | None:
    """The holder of a key, if it is valid."""
    keys = services_of(request).keys
    key = keys.authenticate(secret) if keys else None
    return Caller(key.name, frozenset(str(role) for role in key.roles)) if key else None


def may(caller: Caller, role: Role) -> bool:
    """Whether a caller has a role, or one that includes it."""
    return not _ENOUGH[role].isdisjoint(caller.roles)


def require(request: Request, role: Role) -> Caller:
    """Who asks, when they may.

    Raises
    ------
    SignInError
        When they may not.
    """
    caller = caller_of(request)
    if not may(caller, role):
        raise SignInError
    return caller
