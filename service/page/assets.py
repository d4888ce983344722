"""The few files that the pages load, all from here."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request, Response

router = APIRouter()
FOLDER: Final = Path(__file__).with_name("static")
_KINDS: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@router.get("/static/{name}", include_in_schema=False)
def static(name: str, request: Request) -> Response:
    """One file; an address with its fingerprint may be kept for a year."""
    found = files().get(name)
    if found is None:
        return Response(status_code=404)
    content, fingerprint = found
    asked = request.query_params.get("v") == fingerprint
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable" if asked else "no-cache",
        "ETag": f'"{fingerprint}"',
        "X-Content-Type-Options": "nosniff",
    }
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=_KINDS[Path(name).suffix], headers=headers)


def asset(name: str) -> str:
    """The address of a file, with its fingerprint.

    Examples
    --------
    >>> asset("hirfa.css").startswith("/static/hirfa.css?v=")
    True
    """
    return f"/static/{name}?v={files()[name][1]}"


@cache
def files() -> dict[str, tuple[bytes, str]]:
    """Content and fingerprint of every file, read once."""
    return {
        path.name: (content := path.read_bytes(), hashlib.sha256(content).hexdigest()[:12])
        for path in sorted(FOLDER.iterdir())
        if path.suffix in _KINDS
    }
