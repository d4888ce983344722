"""Identifiers that sort by time: ULIDs."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final

LENGTH: Final = 26
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_ulid(moment: datetime, entropy: int | None = None) -> str:
    """An identifier: 48 bits of time, 80 random ones, in Crockford's base 32.

    Parameters
    ----------
    moment : datetime
        Aware.
    entropy : int, optional
        The random part; drawn when not given.

    Examples
    --------
    >>> from datetime import UTC
    >>> new_ulid(datetime(2026, 2, 11, tzinfo=UTC), entropy=0)
    '01KH4ZYS000000000000000000'
    """
    drawn = secrets.randbits(80) if entropy is None else entropy
    number = int(moment.timestamp() * 1000) << 80 | drawn
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))
