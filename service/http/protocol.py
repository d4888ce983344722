"""HTTP on the wire: what uvicorn does, without patience for clients that never finish their headers."""

from __future__ import annotations

import asyncio
from importlib.util import find_spec
from typing import Any, Final

if find_spec("httptools"):
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol as Base
else:
    from uvicorn.protocols.http.h11_impl import H11Protocol as Base  # type: ignore[assignment]

HEADER_SECONDS: Final = 10.0
HEADER_BYTES: Final = 65_536
_TOO_LONG: Final = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
)


class Punctual(Base):
    """Closes a connection on which the headers of a request take too long, or are too many."""

    _late: asyncio.TimerHandle | None = None
    _unfinished: int = 0

    def connection_made(self, transport: Any) -> None:
        """Start the clock."""
        super().connection_made(transport)
        self._late = self.loop.call_later(HEADER_SECONDS, self._give_up)

    def data_received(self, data: bytes) -> None:
        """Stop the clock when a request is at work, start it when one has only begun."""
        super().data_received(data)
        waiting = self._headers_are_due()
        self._unfinished = self._unfinished + len(data) if waiting else 0
        if self._unfinished > HEADER_BYTES and not self.transport.is_closing():
            self.transport.write(_TOO_LONG)
            self.transport.close()
        if waiting and self._late is None:
            self._late = self.loop.call_later(HEADER_SECONDS, self._give_up)
        elif not waiting and self._late is not None:
            self._late.cancel()
            self._late = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the clock."""
        if self._late is not None:
            self._late.cancel()
        super().connection_lost(exc)

    def _headers_are_due(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _give_up(self) -> None:
        self._late = None
        if self._headers_are_due():
            self.transport.close()
