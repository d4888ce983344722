"""What a key is, how a secret is made and hashed."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from mappings.errors import HirfaError
from service.decisions.record import PAGE

Role = Literal["read", "decide", "admin"]
ROLES: Final[tuple[Role, ...]] = ("read", "decide", "admin")
PREFIX: Final = "hirfa_"
RESERVED: Final = frozenset({PAGE, "retention", "command line", "anonymous"})
_SECRET: Final = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}")
_NAME: Final = re.compile(r"[^\W_](?:[\w .@'-]{0,78}[\w.'])?")
_ID_DIGITS: Final = 16


class KeyRefusedError(HirfaError, ValueError):
    """A key cannot be made or found as asked."""


@dataclass(frozen=True, slots=True)
class Key:
    """An API key, without its secret.

    Parameters
    ----------
    id : str
        Sixteen hexadecimal digits, public; those with which the hash of the
        secret begins.
    name : str
        Who holds it; this is what stands in the decisions that it records.
    roles : tuple of str
        Of "read", "decide" and "admin".
    created : datetime
    expires : datetime or None
        From when on it is refused.
    revoked : datetime or None
        Since when it is refused.
    """

    id: str
    name: str
    roles: tuple[Role, ...]
    created: datetime
    expires: datetime | None = None
    revoked: datetime | None = None

    def allows(self, role: Role) -> bool:
        """Whether the key may do what a role stands for; an administrator may do everything.

        Examples
        --------
        >>> from datetime import UTC
        >>> Key("00", "amina", ("decide",), datetime(2026, 2, 11, tzinfo=UTC)).allows("read")
        False
        """
        return role in self.roles or "admin" in self.roles

    def valid(self, moment: datetime) -> bool:
        """Whether it is neither revoked nor expired."""
        return self.revoked is None and (self.expires is None or moment < self.expires)


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A key at the only moment when its secret is known; the secret stays out of logs."""

    key: Key
    secret: str = field(repr=False)


def new_secret() -> str:
    """A secret of 256 random bits.

    Examples
    --------
    >>> len(new_secret()), well_formed(new_secret())
    (49, True)
    """
    return PREFIX + secrets.token_urlsafe(32)


def well_formed(secret: str) -> bool:
    """Whether a text could be a secret at all."""
    return _SECRET.fullmatch(secret) is not None


def hash_secret(secret: str) -> str:
    """SHA-256: as strong as a slow hash where the secret is random, and fast enough for every request.

    Examples
    --------
    >>> hash_secret("hirfa_x")[:8]
    '7ab90d2c'
    """
    return hashlib.sha256(secret.encode()).hexdigest()


def id_of(secret_hash: str) -> str:
    """The public id of a key.

    Examples
    --------
    >>> id_of("0123456789abcdef" * 4)
    '0123456789abcdef'
    """
    return secret_hash[:_ID_DIGITS]


def checked_name(name: str) -> str:
    """A name fit for a key.

    Raises
    ------
    KeyRefusedError
        When it is reserved, too long, or holds odd characters.

    Examples
    --------
    >>> checked_name("Coopérative Tiznit")
    'Coopérative Tiznit'
    >>> checked_name("page")
    Traceback (most recent call last):
    service.keys.key.KeyRefusedError: 'page' is a reserved name; choose another.
    """
    if name.casefold() in RESERVED:
        raise KeyRefusedError("{name!r} is a reserved name; choose another.", name=name)
    if not _NAME.fullmatch(name):
        raise KeyRefusedError(
            "{name!r} is not a name for a key; give up to 80 letters, digits, blanks or . @ - _ '.",
            name=name[:100],
        )
    return name


def checked_roles(roles: Iterable[str]) -> tuple[Role, ...]:
    """Roles in their order, each once.

    Raises
    ------
    KeyRefusedError
        When there is none, or an unknown one.

    Examples
    --------
    >>> checked_roles(["decide", "read", "read"])
    ('read', 'decide')
    """
    given = set(roles)
    wrong = sorted(given.difference(ROLES))
    if not given:
        raise KeyRefusedError("a key without a role can do nothing; use {known}.", known=ROLES)
    if wrong:
        raise KeyRefusedError("{given!r} is not a role; use {known}.", given=", ".join(wrong), known=ROLES)
    return tuple(role for role in ROLES if role in given)
