"""How much a caller may ask for: a bucket for each, refilled at a steady rate."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

_CALLERS: Final = 10_000


class RateLimiter:
    """Token buckets, one for each caller; the least recently seen callers are forgotten.

    Parameters
    ----------
    rate : float
        Requests a second in the long run; 0 for no limit.
    burst : int
        Requests that may come at once.
    clock : callable, optional
        Seconds.

    Examples
    --------
    >>> limiter = RateLimiter(1.0, 2, clock=lambda: 0.0)
    >>> [limiter.wait("a") for _ in range(3)], limiter.wait("b")
    ([0, 0, 1], 0)
    """

    def __init__(self, rate: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate = rate
        self.burst = float(burst)
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, caller: str) -> int:
        """Take one request; 0 when it is allowed, else whole seconds to wait."""
        if not self.rate:
            return 0
        now = self._clock()
        tokens, then = self._buckets.get(caller, (self.burst, now))
        tokens = min(self.burst, tokens + (now - then) * self.rate)
        allowed = tokens >= 1
        self._buckets[caller] = (tokens - 1 if allowed else tokens, now)
        self._buckets.move_to_end(caller)
        if len(self._buckets) > _CALLERS:
            self._buckets.popitem(last=False)
        return 0 if allowed else max(1, math.ceil((1 - tokens) / self.rate))
