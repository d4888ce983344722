"""``/decisions``: recording, the certificate, and the check that it still holds."""

from __future__ import annotations

import io
from typing import Any

import segno
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from classifier.errors import AnswerError
from mappings import hierarchy
from mappings.line_choice import choose_line
from mappings.tariff import TariffLine
from service.answers import answer, split_answers
from service.decisions import DecisionError, DecisionStore, certificate, draft, model_identity, replay
from service.decisions.errors import UnknownDecisionError
from service.decisions.record import PAGE, Decision
from service.http.reasons import reason_of
from service.http.services import Services, services_of
from service.page.access import require
from service.page.answers import meant_for_service
from service.page.classify_routes import Asked, Pairs, Texts, asked
from service.page.guard import from_here
from service.page.languages import page_language
from service.page.messages import message
from service.page.pages import PageRoute
from service.page.render import HEADERS, address, page
from service.page.view import given_answers
from service.storage.errors import StorageError

router = APIRouter(prefix="/decisions", route_class=PageRoute, include_in_schema=False)


@router.post("")
def record(
    request: Request, text: Texts = "", code: Texts = "", a: Pairs = None, corrects: Texts = ""
) -> Response:
    """Record a decision, then show its certificate."""
    caller = require(request, "decide")
    if not from_here(request):
        return message(request, "record_refused", "record_elsewhere", status=403)
    services = services_of(request)
    if services.decisions is None:
        return message(request, "record_refused", "record_no_store", status=404)
    found = asked(text, a or (), corrects)
    back = address("/", text=found.text, a=a, corrects=found.corrects)
    try:
        decision = _recorded(services, services.decisions, found, code, caller.name or PAGE)
    except AnswerError:
        return message(request, "record_refused", "problem_answer", status=400, back=back)
    except DecisionError as error:
        return message(
            request, "record_refused", "record_bad_code", status=400, back=back, detail=reason_of(error)
        )
    except StorageError:
        return message(request, "record_refused", "record_storage", status=503, back=back)
    return RedirectResponse(f"/decisions/{decision.id}", 303)


@router.get("/{identifier}")
def show(request: Request, identifier: str) -> Response:
    """The certificate as a page."""
    require(request, "read")
    try:
        store, decision = _found(request, identifier)
    except UnknownDecisionError:
        return _unknown(request)
    services, language = services_of(request), page_language(request)
    corrections = store.corrections(decision.id)
    return page(
        request,
        "certificate.html.j2",
        decision=decision,
        titles=hierarchy(decision.code, language),
        line=_line(services, decision.line),
        answers=given_answers(services, decision.answers or {}, language),
        corrected_by=corrections[-1] if corrections else "",
        verify_url=_verify_url(request, decision.id),
    )


@router.get("/{identifier}/verify")
def verify(request: Request, identifier: str) -> Response:
    """Recompute the chain and classify again.

    Open to whoever holds the certificate, so no text of the person is shown.
    """
    try:
        store, decision = _found(request, identifier)
    except UnknownDecisionError:
        return _unknown(request)
    services, language = services_of(request), page_language(request)
    again = replay(decision, services.classifier)
    return page(
        request,
        "verify.html.j2",
        decision=decision,
        titles=hierarchy(decision.code, language),
        check=store.verify(decision.id),
        replayed=again,
        compared=_compared(decision, again.candidates),
    )


@router.get("/{identifier}/qr.svg")
def qr(request: Request, identifier: str) -> Response:
    """The address of the check as a QR code, dark on white whatever the page's colours."""
    try:
        _, decision = _found(request, identifier)
    except UnknownDecisionError:
        return Response(status_code=404)
    drawn = io.BytesIO()
    code = segno.make(_verify_url(request, decision.id), error="m")
    code.save(drawn, kind="svg", scale=4, border=3, dark="#10302b", light="#ffffff", svgns=True)
    return Response(
        drawn.getvalue(), media_type="image/svg+xml", headers={"Cache-Control": "private, max-age=3600"}
    )


@router.get("/{identifier}/certificate.json")
def as_json(request: Request, identifier: str) -> Response:
    """The certificate for programs."""
    require(request, "read")
    try:
        store, decision = _found(request, identifier)
    except UnknownDecisionError:
        return _unknown(request)
    content = certificate(decision, store.verify(decision.id), store.head(), language=page_language(request))
    name = f'attachment; filename="hirfa-{decision.id}.json"'
    return JSONResponse(content, headers={**HEADERS, "Content-Disposition": name})


def _recorded(services: Services, store: DecisionStore, found: Asked, code: str, who: str) -> Decision:
    attributes = services.classifier.artifact.knowledge.attributes
    given = meant_for_service(found.answers, attributes)
    result = answer(services, found.text, answers=given).classification
    if code not in {candidate.code for candidate in result.candidates}:
        raise DecisionError(
            "{code!r} is not among the candidates; choose one of those offered.", code=code[:40]
        )
    goods, lines = split_answers(services, given)
    if not lines.get("line", code).startswith(code):
        del lines["line"]
    chosen = choose_line(services.tariff, code, found.text, answers=lines).line
    return store.append(
        draft(
            result,
            model_identity(services.classifier),
            code=code,
            line=chosen.code if chosen else None,
            answers=goods,  # the others are in the line, and a replay knows only these
            who=who,
            corrects=found.corrects or None,
        )
    )


def _line(services: Services, code: str | None) -> TariffLine | None:
    return services.tariff[code] if code is not None and code in services.tariff else None


def _found(request: Request, identifier: str) -> tuple[DecisionStore, Decision]:
    store = services_of(request).decisions
    if store is None:
        raise UnknownDecisionError(identifier)
    return store, store.get(identifier)


def _unknown(request: Request) -> Response:
    return message(request, "unknown_decision", "unknown_decision_text", status=404)


def _verify_url(request: Request, identifier: str) -> str:
    base = services_of(request).settings.public_url or str(request.base_url)
    return f"{base.rstrip('/')}/decisions/{identifier}/verify"


def _compared(decision: Decision, again: tuple[tuple[str, float], ...]) -> list[tuple[Any, ...]]:
    then, now = dict(decision.candidates), dict(again)
    return [(code, then.get(code), now.get(code)) for code in dict.fromkeys([*then, *now])]
