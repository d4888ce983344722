"""Signing in with a key, where the service asks for one."""

from __future__ import annotations

import re
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from service.page.access import COOKIE, holder
from service.page.guard import from_here
from service.page.messages import message
from service.page.pages import PageRoute
from service.page.render import page

router = APIRouter(route_class=PageRoute, include_in_schema=False)
_OWN: Final = re.compile(r"/(?![/\\])[\w/.-]*")


@router.get("/sign-in")
def ask(request: Request, back: str = "/") -> Response:
    """Ask for the key."""
    return page(request, "sign_in.html.j2", status=200, back=own(back), wrong=False)


@router.post("/sign-in")
def sign_in(
    request: Request, key: Annotated[str, Form()] = "", back: Annotated[str, Form()] = "/"
) -> Response:
    """Keep a valid key in a cookie that scripts cannot read and other sites cannot send."""
    if not from_here(request):
        return message(request, "record_refused", "record_elsewhere", status=403)
    if holder(request, key.strip()) is None:
        return page(request, "sign_in.html.j2", status=401, back=own(back), wrong=True)
    response = RedirectResponse(own(back), 303)
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, key.strip(), httponly=True, samesite="strict", secure=secure)
    return response


def own(address: str) -> str:
    """An address of this service; its first page for any other.

    Examples
    --------
    >>> own("/codes"), own("//evil.example"), own("https://evil.example")
    ('/codes', '/', '/')
    """
    return address if _OWN.fullmatch(address) else "/"
