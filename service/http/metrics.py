"""What Prometheus may read: requests, their time, what is in work, what was decided."""

from __future__ import annotations

import os
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_METHODS: Final = frozenset({"GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SECONDS: Final = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"


class Metrics:
    """The counters of one process, or of all where `hirfa serve` started several."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "hirfa_requests",
            "Requests answered.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "hirfa_request_seconds",
            "Time from the first byte of a request to the last of its answer.",
            ("route",),
            registry=self.registry,
            buckets=_SECONDS,
        )
        self._texts = Counter(
            "hirfa_texts", "Texts classified, by status.", ("status",), registry=self.registry
        )
        self.in_work = Gauge(
            "hirfa_requests_in_work",
            "Requests in work.",
            registry=self.registry,
            multiprocess_mode="livesum",
        )
        self._counted: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self._by_status: dict[str, Counter] = {}

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request; `route` is a pattern, so that there are few of them."""
        key = (method if method in _METHODS else "OTHER", route, status)
        held = self._counted.get(key)
        if held is None:
            held = (self._requests.labels(key[0], route, str(status)), self._seconds.labels(route))
            self._counted[key] = held
        held[0].inc()
        held[1].observe(seconds)

    def text(self, status: str, count: int = 1) -> None:
        """Count classified texts."""
        held = self._by_status.get(status)
        if held is None:
            held = self._by_status[status] = self._texts.labels(status)
        held.inc(count)

    def page(self) -> bytes:
        """Everything in the text format."""
        if not os.environ.get(_FOLDER):
            return generate_latest(self.registry)
        merged = CollectorRegistry()
        multiprocess.MultiProcessCollector(merged)  # type: ignore[no-untyped-call]
        return generate_latest(merged)
