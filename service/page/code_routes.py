"""``/codes``: a code looked up across editions, or found by words."""

from __future__ import annotations

from typing import Any, Final, get_args

from fastapi import APIRouter, Request, Response

from mappings import CURRENT_EDITION, HSCode, Language, load_nomenclature, title
from mappings.card import code_facts
from mappings.errors import CodeError
from mappings.links import CLASSIFICATIONS
from mappings.nomenclature import Edition, perimeter
from service.http.search import Hit, search
from service.http.services import Services, services_of
from service.http.tables import load_tables
from service.page.access import require
from service.page.languages import page_language
from service.page.pages import PageRoute
from service.page.render import page
from service.page.timeline import timeline

router = APIRouter(route_class=PageRoute, include_in_schema=False)
LONGEST: Final = 200
_MOST: Final = 20
EXAMPLES: Final[dict[Language, tuple[str, ...]]] = {
    "fr": ("5701.10", "6908.10", "lanterne"),
    "en": ("5701.10", "6908.10", "lantern"),
    "es": ("5701.10", "6908.10", "farol"),
    "ar": ("5701.10", "6908.10", "فانوس"),
}


@router.get("/codes")
def codes(request: Request, q: str = "", edition: str = "") -> Response:
    """One code in full, or the codes that words may mean."""
    require(request, "read")
    services, language = services_of(request), page_language(request)
    asked = q[:LONGEST].strip()
    values = _values(services, asked, edition, language) if asked else {}
    shown: dict[str, Any] = {"facts": None, "hits": (), "near": (), "drawn": None, "children": ()}
    return page(
        request,
        "codes.html.j2",
        q=asked,
        examples=EXAMPLES[language],
        current=CURRENT_EDITION,
        classifications=CLASSIFICATIONS,
        **(shown | values),
    )


def _values(services: Services, asked: str, edition: str, language: Language) -> dict[str, Any]:
    load_tables(services)
    try:
        parsed = HSCode.parse(asked)
    except CodeError:
        return {"hits": _found(services, asked, language)}
    wanted = _edition(parsed, edition)
    try:
        facts = code_facts(parsed.digits, wanted, language, tariff=services.tariff)
    except CodeError as error:
        near = [(code, title(code, language)) for code in error.suggestions]
        return {"near": near}
    inside = facts["perimeter"] or any(code.startswith(facts["code"]) for code in perimeter())
    drawn = timeline(facts["code"], wanted, facts["editions"], facts["became"], mirrored=language == "ar")
    children = [(code, title(code, language)) for code in facts["children"]]
    return {"facts": facts | {"perimeter": inside}, "drawn": drawn, "children": children}


def _found(services: Services, asked: str, language: Language) -> list[Hit]:
    return [hit for hit in search(services.classifier, asked, language, _MOST) if len(hit.code) >= 2]


def _edition(code: HSCode, wanted: str) -> Edition:
    """The edition asked for; else the current one, or the last that has the code."""
    known = get_args(Edition)
    for edition in known:
        if edition == wanted:
            return edition  # type: ignore[no-any-return]
    digits = code.digits[:6]
    holding = [e for e in known if digits in load_nomenclature(e)]
    return CURRENT_EDITION if CURRENT_EDITION in holding or not holding else holding[-1]
