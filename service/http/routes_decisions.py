"""Decisions: recorded, looked up, listed, verified, erased."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BeforeValidator

from mappings import Language, load_nomenclature
from mappings.errors import CodeError
from service.answers import split_answers
from service.decisions import Query as Wanted
from service.decisions import certificate, draft, model_identity, replay
from service.decisions.export import csv_lines
from service.decisions.store import DecisionStore
from service.http.auth import Admin, Decider, Reader
from service.http.languages import preferred_language
from service.http.models import DecisionOut, DecisionPage, DecisionRequest, ProblemOut, VerificationOut
from service.http.problems import ProblemError
from service.http.routes_classify import checked_json
from service.http.routes_codes import unknown_code
from service.http.scoring import dumps
from service.http.services import Services, services_of

router = APIRouter(prefix="/v1/decisions", tags=["decisions"])
DecisionId = Annotated[str, Path(min_length=1, max_length=40, pattern="^[0-9A-Za-z]+$")]
JSON = "application/json"


def _not_a_number(value: Any) -> Any:
    # pydantic takes a number for seconds since 1970; the schema says a date and a time.
    if isinstance(value, str) and value.replace(".", "").lstrip("+-").isdigit():
        raise ValueError(f"{value} is not a time; write it such as 2026-02-11T09:30:00Z")
    return value


Moment = Annotated[datetime, BeforeValidator(_not_a_number)]
_UNKNOWN: dict[int | str, dict[str, Any]] = {404: {"model": ProblemOut, "description": "No such decision."}}


@router.post(
    "",
    status_code=201,
    responses={201: {"model": DecisionOut}},
    dependencies=[Depends(checked_json)],
    summary="Record a decision",
)
def record(request: Request, body: DecisionRequest, caller: Decider) -> Response:
    """Classify the text, keep what was found and what was chosen; durable when this answers."""
    services = services_of(request)
    _check_choice(services, body)
    goods, _ = split_answers(services, body.answers)
    found = services.classifier.classify(body.text, answers=goods, language=body.language)
    new = draft(
        found,
        model_identity(services.classifier),
        code=body.code,
        line=body.line,
        answers=goods,
        who=caller.who,
        corrects=body.corrects,
    )
    decision = _store(services).append(new)
    headers = {"Location": f"/v1/decisions/{decision.id}"}
    return Response(dumps(decision.to_dict()), 201, headers=headers, media_type=JSON)


@router.get(
    "",
    responses={200: {"model": DecisionPage, "content": {"text/csv": {"schema": {"type": "string"}}}}},
    response_class=Response,
    summary="Decisions, newest first",
)
def find(
    request: Request,
    _caller: Decider,
    code: Annotated[str | None, Query(pattern=r"^[0-9]{2,10}$", description="The code begins so.")] = None,
    who: Annotated[str | None, Query(max_length=80)] = None,
    since: Annotated[Moment | None, Query(description="Recorded from; UTC when without a zone.")] = None,
    until: Annotated[Moment | None, Query(description="Recorded before.")] = None,
    contains: Annotated[str | None, Query(max_length=200, description="Found in the text.")] = None,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 50,
    before: Annotated[int | None, Query(ge=1, le=2**53, description="`next` of the page before.")] = None,
    format: Annotated[Literal["json", "csv"], Query(description="csv: all of them, oldest first.")] = "json",  # noqa: A002
) -> Response:
    """A page of decisions, or all of them as a table that is safe to open in a spreadsheet."""
    store = _store(services_of(request))
    wanted = Wanted(
        code=code, who=_plain(who), since=_aware(since), until=_aware(until), contains=_plain(contains)
    )
    if format == "csv":
        headers = {"Content-Disposition": 'attachment; filename="decisions.csv"'}
        return StreamingResponse(_csv(store, wanted), media_type="text/csv; charset=utf-8", headers=headers)
    page = store.find(wanted, limit=limit, before=before)
    items = [decision.to_dict() for decision in page.items]
    return Response(dumps({"items": items, "next": page.next}), media_type=JSON)


@router.get("/{id}", responses={200: {"model": DecisionOut}, **_UNKNOWN}, summary="A decision")
def one(request: Request, id: DecisionId, _caller: Reader) -> Response:  # noqa: A002
    """The record as it was made; its words are null once erased."""
    return Response(dumps(_store(services_of(request)).get(id).to_dict()), media_type=JSON)


@router.get(
    "/{id}/verify", responses={200: {"model": VerificationOut}, **_UNKNOWN}, summary="Verify a decision"
)
def verify(request: Request, id: DecisionId, _caller: Reader) -> Response:  # noqa: A002
    """Check the chain up to the record, and classify its text again."""
    services = services_of(request)
    store = _store(services)
    decision = store.get(id)
    found = store.verify(id)
    again = replay(decision, services.classifier)
    language = _language(request)
    content = {
        "id": decision.id,
        "intact": found.intact,
        "checked": found.checked,
        "head": asdict(found.head),
        "fault": found.fault and found.fault.to_dict(language),
        "replay": {
            "outcome": again.outcome,
            "reason": again.reason.say(language),
            "difference": again.difference,
        },
    }
    return Response(dumps(content), media_type=JSON)


@router.get(
    "/{id}/certificate",
    responses={200: {"content": {JSON: {"schema": {"type": "object"}}}}, **_UNKNOWN},
    response_class=Response,
    summary="The certificate of a decision",
)
def certify(request: Request, id: DecisionId, _caller: Reader) -> Response:  # noqa: A002
    """What an export file needs to prove the decision later, and how to check it."""
    services = services_of(request)
    store = _store(services)
    decision = store.get(id)
    again = replay(decision, services.classifier)
    content = certificate(decision, store.verify(id), store.head(), again, language=_language(request))
    headers = {"Content-Disposition": f'attachment; filename="hirfa-{decision.id}.json"'}
    return Response(dumps(content), media_type=JSON, headers=headers)


@router.delete("/{id}/words", status_code=204, responses=_UNKNOWN, summary="Erase the words of a decision")
def erase(request: Request, id: DecisionId, caller: Admin) -> Response:  # noqa: A002
    """Remove text and answers; hashes stay, the chain still verifies, and the erasure is recorded."""
    _store(services_of(request)).erase(id, who=caller.who)
    return Response(status_code=204)


def _language(request: Request) -> Language:
    return preferred_language(request.headers.get("accept-language", ""))


def _store(services: Services) -> DecisionStore:
    if services.decisions is None:
        raise ProblemError("unavailable", {"what": "decisions"})
    return services.decisions


def _check_choice(services: Services, body: DecisionRequest) -> None:
    try:
        load_nomenclature()[body.code]
    except CodeError as error:
        raise unknown_code(error, "HS2022", "body.code") from error
    if body.line is not None and (body.line not in services.tariff or not body.line.startswith(body.code)):
        near = tuple(line.code for line in services.tariff.under(body.code))[:5]
        system = f"{services.tariff.country} {body.code}"
        values = {"value": body.line, "system": system, "near": near}
        raise ProblemError("unknown-code", values, field="body.line", extra={"suggestions": list(near)})


def _aware(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment


def _plain(text: str | None) -> str | None:
    # No database keeps a null character, so no record has one.
    return text.replace("\0", "\ufffd") if text else None


def _csv(store: DecisionStore, wanted: Wanted) -> Iterator[bytes]:
    for line in csv_lines(store.export(wanted)):
        yield line.encode()
