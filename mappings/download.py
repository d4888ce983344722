"""Downloads that can be cut off and continued, checked when read."""

from __future__ import annotations

import hashlib
import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from mappings.errors import HirfaError

_BLOCK: Final = 1 << 16
_TIMEOUT_SECONDS: Final = 30
_HEADERS: Final = {"User-Agent": "hirfa", "Accept-Encoding": "identity"}


class DownloadError(HirfaError):
    """A file could not be fetched, or is not what was fetched before."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a file came from; kept beside it.

    Parameters
    ----------
    url, retrieved, sha256 : str
    size : int
        Bytes.
    """

    url: str
    retrieved: str
    sha256: str
    size: int


def fetch(
    url: str, path: Path, progress: Callable[[int, int | None], None] = lambda _done, _all: None
) -> Receipt:
    """Fetch a file, continuing where an earlier attempt stopped.

    Parameters
    ----------
    url : str
    path : Path
        Where the whole file goes; written aside until it is complete.
    progress : callable
        Called with the bytes that are there and the bytes in all, if known.

    Returns
    -------
    Receipt
        Also written beside the file, as ``NAME.receipt.json``.

    Raises
    ------
    DownloadError
        When the server cannot be reached, refuses, or stops too early; what
        was received is kept for the next attempt.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    try:
        _receive(url, part, progress)
    except urllib.error.HTTPError as error:
        raise DownloadError(
            "{url}: the server answered {status}; try later or check the address.", url=url, status=error.code
        ) from error
    except (urllib.error.URLError, TimeoutError, ConnectionError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", error)
        raise DownloadError(
            "{url}: cannot be reached ({why}); connect to the internet and run it again.", url=url, why=reason
        ) from error
    content = part.read_bytes()
    receipt = Receipt(
        url,
        datetime.now(UTC).isoformat(timespec="seconds"),
        hashlib.sha256(content).hexdigest(),
        len(content),
    )
    part.replace(path)
    receipt_path(path).write_text(json.dumps(asdict(receipt), indent=1), "utf-8")
    return receipt


def read_checked(path: Path) -> bytes:
    """The bytes of a fetched file, if they are still those that were fetched.

    Raises
    ------
    DownloadError
        When the file or its receipt is missing, or the file was altered.
    """
    try:
        receipt = json.loads(receipt_path(path).read_text("utf-8"))
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        raise DownloadError("{path} has not been fetched; run hirfa nomenclature pull.", path=path) from error
    if hashlib.sha256(content).hexdigest() != receipt["sha256"]:
        raise DownloadError(
            "{path} was altered since it was fetched; run hirfa nomenclature pull again.", path=path
        )
    return content


def receipt_path(path: Path) -> Path:
    """Where the receipt of a file lies."""
    return path.with_name(path.name + ".receipt.json")


def _receive(url: str, part: Path, progress: Callable[[int, int | None], None]) -> None:
    held = part.stat().st_size if part.exists() else 0
    headers = {**_HEADERS, **({"Range": f"bytes={held}-"} if held else {})}
    if not url.startswith(("http://", "https://")):
        raise DownloadError("{url}: not an http address.", url=url)
    try:
        request = urllib.request.Request(url, headers=headers)  # noqa: S310 - checked above
        response = urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS)  # noqa: S310
    except urllib.error.HTTPError as error:
        if error.code != 416 or not held:
            raise
        # The part is as long as the file, or longer than a file that has changed: start again.
        part.unlink()
        return _receive(url, part, progress)
    with response:
        resumed = response.status == 206
        _write(response, part, held if resumed else 0, progress)
    return None


def _write(response: Any, part: Path, held: int, progress: Callable[[int, int | None], None]) -> None:
    length = response.headers.get("Content-Length")
    expected = held + int(length) if length else None
    done = held
    with part.open("ab" if held else "wb") as file:
        while block := response.read(_BLOCK):
            file.write(block)
            done += len(block)
            progress(done, expected)
    if expected is not None and done < expected:
        raise ConnectionError(f"{done:,} of {expected:,} bytes came")
