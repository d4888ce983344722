"""The scorer of one worker, started by it: `python -m service.http.scorer_process MODEL COUNTRY SOCKET`.

It ends when the worker closes the socket or dies; signals are the worker's business.
"""

from __future__ import annotations

import pickle
import signal
import socket
import sys
import traceback
from pathlib import Path
from typing import Any

from service.answers import Desk
from service.http.scoring import LENGTH, Done, Query, open_desk, packed, score, settle_memory


def run(channel: socket.socket, desk: Desk) -> None:
    """Answer every message until the other end is closed."""
    while (message := _read(channel)) is not None:
        found = score(desk, [Query(*values) for values in message])
        channel.sendall(packed([_plain(one) for one in found]))


def _plain(found: Done | Exception) -> tuple[bytes, str]:
    if isinstance(found, Done):
        return found.body, found.status
    return b"", "".join(traceback.format_exception(found))


def _read(channel: socket.socket) -> Any:
    head = _exactly(channel, LENGTH.size)
    body = _exactly(channel, LENGTH.unpack(head)[0]) if head else b""
    return pickle.loads(body) if body else None  # noqa: S301  # from the worker alone


def _exactly(channel: socket.socket, size: int) -> bytes:
    """So many bytes, or none when the other end is closed."""
    parts: list[bytes] = []
    while size:
        part = channel.recv(size)
        if not part:
            return b""
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def main() -> None:
    """Load the model, say so, and answer."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    model, country, number_of_socket = sys.argv[1:]
    with socket.socket(fileno=int(number_of_socket)) as channel:
        desk = open_desk(Path(model) if model else None, country)
        settle_memory()
        try:
            channel.sendall(packed("ready"))
            run(channel, desk)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the worker has gone


if __name__ == "__main__":
    main()
