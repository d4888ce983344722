"""Keys in the database."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Engine, bindparam, insert, or_, select, update

from service.decisions.record import now, timestamp
from service.keys.key import (
    IssuedKey,
    Key,
    KeyRefusedError,
    checked_name,
    checked_roles,
    hash_secret,
    id_of,
    new_secret,
    well_formed,
)
from service.storage.engine import snapshot, write
from service.storage.tables import KEYS_LOCK, KeyRow

GRACE: Final = timedelta(days=7)
_TABLE: Final = KeyRow.__table__
_NOBODY: Final = "0" * 64
# Made once: it is run for every request that bears a key.
_LOOKUP: Final = select(_TABLE).where(KeyRow.id == bindparam("wanted"))


class KeyStore:
    """API keys in a migrated database.

    Parameters
    ----------
    engine : Engine
        From `service.storage.opened`.
    clock : callable, optional
        Returns the time, aware.

    Examples
    --------
    >>> import tempfile
    >>> from service.storage import opened
    >>> with tempfile.TemporaryDirectory() as folder, opened(f"sqlite:///{folder}/h.sqlite") as engine:
    ...     keys = KeyStore(engine)
    ...     issued = keys.create("amina", ["decide"])
    ...     keys.authenticate(issued.secret) == issued.key, keys.authenticate("hirfa_guess")
    (True, None)
    """

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = now) -> None:
        self.engine = engine
        self._clock = clock

    def create(self, name: str, roles: Iterable[str], expires: datetime | None = None) -> IssuedKey:
        """Make a key; its secret is in the answer and nowhere else.

        Parameters
        ----------
        name : str
        roles : iterable of str
            Of "read", "decide" and "admin".
        expires : datetime, optional
            Aware.

        Raises
        ------
        KeyRefusedError
            When the name is not fit or is that of a key in use, a role is
            unknown, or the expiry is past.
        """
        moment = self._clock()
        if expires is not None and expires <= moment:
            raise KeyRefusedError("{moment} is past; give a later expiry.", moment=timestamp(expires))
        issued = _issued(checked_name(name), checked_roles(roles), moment, expires)
        with write(self.engine, KEYS_LOCK) as connection:
            if any(key.valid(moment) for key in _named(connection, name)):
                raise KeyRefusedError(
                    "{name!r} is the name of a key in use; rotate or revoke that one.", name=name
                )
            _add(connection, issued)
        return issued

    def list(self) -> tuple[Key, ...]:
        """All keys, revoked and expired ones too, oldest first."""
        with snapshot(self.engine) as connection:
            rows = connection.execute(select(_TABLE).order_by(KeyRow.created, KeyRow.id)).mappings()
            return tuple(_key(row) for row in rows)

    def revoke(self, name_or_id: str) -> tuple[Key, ...]:
        """Refuse from now on a key by its id, or all those of a name; returns those.

        Raises
        ------
        KeyRefusedError
            When no key in use has that name or id.
        """
        moment = self._clock()
        with write(self.engine, KEYS_LOCK) as connection:
            found = tuple(key for key in _named(connection, name_or_id) if key.revoked is None)
            if not found:
                raise KeyRefusedError(
                    "{name!r} is no key in use; `hirfa keys list` shows them.", name=name_or_id[:100]
                )
            ids = [key.id for key in found]
            connection.execute(update(KeyRow).where(KeyRow.id.in_(ids)).values(revoked=timestamp(moment)))
            return tuple(key for i in ids for key in _named(connection, i) if key.id == i)

    def rotate(self, name: str, grace: timedelta = GRACE, expires: datetime | None = None) -> IssuedKey:
        """Give a key a new secret; the old one is refused when the period of grace is over.

        Parameters
        ----------
        name : str
        grace : timedelta
            Zero refuses the old secret at once.
        expires : datetime, optional
            Of the new secret; by default it lasts as long as the old one was made to.

        Raises
        ------
        KeyRefusedError
            When no valid key has that name, the grace is negative, or the expiry is past.
        """
        moment = self._clock()
        if grace < timedelta(0):
            raise KeyRefusedError("a grace of {grace} is over before it begins; give 0 or more.", grace=grace)
        if expires is not None and expires <= moment:
            raise KeyRefusedError("{moment} is past; give a later expiry.", moment=timestamp(expires))
        with write(self.engine, KEYS_LOCK) as connection:
            valid = [k for k in _named(connection, name) if k.name == name and k.valid(moment)]
            if not valid:
                raise KeyRefusedError(
                    "{name!r} is no key in use; `hirfa keys list` shows them.", name=name[:100]
                )
            newest = valid[-1]
            issued = _issued(name, newest.roles, moment, expires or _renewed(newest, moment))
            _add(connection, issued)
            for key in valid:
                last = min(moment + grace, key.expires or datetime.max.replace(tzinfo=UTC))
                connection.execute(update(KeyRow).where(KeyRow.id == key.id).values(expires=timestamp(last)))
        return issued

    def authenticate(self, secret: str) -> Key | None:
        """The key of a secret, when there is one and it is valid.

        Notes
        -----
        The row is looked up by the beginning of the hash, which tells a
        listener nothing of the secret; the hashes are then compared in
        constant time, also when there is no row.
        """
        if not well_formed(secret):
            return None
        given = hash_secret(secret)
        with snapshot(self.engine) as connection:
            row = connection.execute(_LOOKUP, {"wanted": id_of(given)}).mappings().first()
        same = hmac.compare_digest(given, row["secret_hash"] if row else _NOBODY)
        key = _key(row) if row else None
        return key if key is not None and same and key.valid(self._clock()) else None


def _issued(name: str, roles: tuple[Any, ...], moment: datetime, expires: datetime | None) -> IssuedKey:
    secret = new_secret()
    return IssuedKey(Key(id_of(hash_secret(secret)), name, roles, moment, expires), secret)


def _renewed(key: Key, moment: datetime) -> datetime | None:
    return None if key.expires is None else moment + (key.expires - key.created)


def _add(connection: Connection, issued: IssuedKey) -> None:
    key = issued.key
    connection.execute(
        insert(KeyRow).values(
            id=key.id,
            name=key.name,
            roles=" ".join(key.roles),
            secret_hash=hash_secret(issued.secret),
            created=timestamp(key.created),
            expires=key.expires and timestamp(key.expires),
        )
    )


def _named(connection: Connection, name_or_id: str) -> list[Key]:
    wanted = select(_TABLE).where(or_(KeyRow.name == name_or_id, KeyRow.id == name_or_id))
    rows = connection.execute(wanted.order_by(KeyRow.created, KeyRow.id)).mappings()
    return [_key(row) for row in rows]


def _key(row: Any) -> Key:
    return Key(
        row["id"],
        row["name"],
        tuple(row["roles"].split()),
        datetime.fromisoformat(row["created"]),
        row["expires"] and datetime.fromisoformat(row["expires"]),
        row["revoked"] and datetime.fromisoformat(row["revoked"]),
    )
