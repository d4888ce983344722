"""How much a caller may ask for: a bucket for each, refilled at a steady rate, in memory that all workers share."""

from __future__ import annotations

import math
import mmap
import os
import struct
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Final

# Who (a hash, 0 for nobody), how many requests are left, when that was so.
_BUCKET: Final = struct.Struct("=Qdd")
_WAYS: Final = 8
_SETS: Final = 2_048
_SET_BYTES: Final = _WAYS * _BUCKET.size
_FREE: Final = 0


class RateLimiter:
    """Token buckets, one for each of some 16,000 callers; the least recently seen callers are forgotten.

    Parameters
    ----------
    rate : float
        Requests a second in the long run; 0 for no limit.
    burst : int
        Requests that may come at once.
    clock : callable, optional
        Seconds, the same for all processes.
    shared : Path, optional
        A file through which the processes of the service count together;
        without one, this process counts alone.

    Examples
    --------
    >>> limiter = RateLimiter(1.0, 2, clock=lambda: 0.0)
    >>> [limiter.wait("a") for _ in range(3)], limiter.wait("b")
    ([0, 0, 1], 0)
    """

    def __init__(
        self,
        rate: float,
        burst: int,
        clock: Callable[[], float] = time.monotonic,
        shared: Path | None = None,
    ) -> None:
        self.rate = rate
        self.burst = float(burst)
        self._clock = clock
        self._handle = None if shared is None else os.open(shared, os.O_RDWR | os.O_CREAT, 0o600)
        if self._handle is not None:
            os.truncate(self._handle, _SETS * _SET_BYTES)
        self._table = mmap.mmap(-1 if self._handle is None else self._handle, _SETS * _SET_BYTES)

    def wait(self, caller: str) -> int:
        """Take one request; 0 when it is allowed, else whole seconds to wait."""
        if not self.rate:
            return 0
        digest = blake2b(caller.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        who = int.from_bytes(digest) or 1
        start = who % _SETS * _SET_BYTES
        with self._alone(start):
            now = self._clock()
            place, tokens, then = self._bucket(who, start, now)
            tokens = min(self.burst, tokens + (now - then) * self.rate)
            allowed = tokens >= 1
            _BUCKET.pack_into(self._table, place, who, tokens - 1 if allowed else tokens, now)
        return 0 if allowed else max(1, math.ceil((1 - tokens) / self.rate))

    def _bucket(self, who: int, start: int, now: float) -> tuple[int, float, float]:
        """Where the bucket of a caller is, and what it held when; a full one instead of the oldest, for a new caller."""
        oldest, seen = start, math.inf
        for place in range(start, start + _SET_BYTES, _BUCKET.size):
            holder, tokens, then = _BUCKET.unpack_from(self._table, place)
            if holder == who:
                return place, tokens, then
            if holder == _FREE:
                then = -math.inf
            if then < seen:
                oldest, seen = place, then
        return oldest, self.burst, now

    @contextmanager
    def _alone(self, start: int) -> Iterator[None]:
        """Keep the other processes from these buckets for a moment."""
        if self._handle is None or sys.platform == "win32":
            yield
            return
        import fcntl

        fcntl.lockf(self._handle, fcntl.LOCK_EX, _SET_BYTES, start)
        try:
            yield
        finally:
            fcntl.lockf(self._handle, fcntl.LOCK_UN, _SET_BYTES, start)
