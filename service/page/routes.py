"""The router of all pages; ``create_app`` includes it."""

from __future__ import annotations

from fastapi import APIRouter

from service.page import (
    assets,
    classify_routes,
    code_routes,
    decision_routes,
    file_routes,
    sign_in_routes,
)

router = APIRouter(include_in_schema=False)
for part in (assets, classify_routes, code_routes, decision_routes, file_routes, sign_in_routes):
    router.include_router(part.router)
