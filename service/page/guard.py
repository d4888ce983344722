"""Whether a form was sent from our own pages: no other site may record in a visitor's name."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from starlette.requests import Request


def from_here(request: Request) -> bool:
    """Whether a request that changes something came from a page of this host.

    Browsers say so by themselves in headers that scripts cannot set; programs
    that are no browsers send neither, and carry no visitor's rights either.
    """
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")
