"""``/v1/score``: a table in, the same table with codes out."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, File, Form, Path, Query, Request, Response, UploadFile
from fastapi.responses import FileResponse, StreamingResponse

from service.http.auth import Caller, Reader
from service.http.jobs import KINDS, Job, Jobs
from service.http.languages import preferred_language
from service.http.models import JobOut
from service.http.problems import ProblemError
from service.http.scoring import dumps

router = APIRouter(prefix="/v1/score", tags=["score"])
JobId = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="As the upload's answer gave it.")]
_FILE: dict[str, Any] = {"schema": {"type": "string", "contentMediaType": "application/octet-stream"}}
_GROWING = (".csv", ".tsv", ".txt")
_SCORED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The scored table.",
        "content": {kind.partition(";")[0]: _FILE for kind in KINDS.values()},
    }
}


@router.post(
    "",
    responses={**_SCORED, 202: {"model": JobOut, "description": "Taken in; watch the job."}},
    response_class=Response,
    summary="Score a table",
)
async def score(
    request: Request,
    caller: Reader,
    file: Annotated[UploadFile, File(description="CSV, Excel (.xlsx) or Parquet.")],
    text: Annotated[str, Form(min_length=1, max_length=200, description="The column.")] = "designation",
    wait: Annotated[bool, Query(description="Answer with the table itself; otherwise with a job.")] = True,
) -> Response:
    """Append codes to every row; the table itself comes back, or a job to watch.

    The table is read through first, so whatever is wrong with it is answered
    as a problem. A CSV file then comes back row by row while it is scored;
    Excel and Parquet files come back whole. Should scoring break off after
    that, the connection is closed before the last chunk, never quietly; the
    job named in `X-Hirfa-Job` says why.
    """
    jobs: Jobs = request.app.state.jobs
    identifier = await jobs.start(file.file, file.filename or "", text, caller.who)
    if not wait:
        headers = {"Location": f"/v1/score/{identifier}"}
        job = jobs.get(identifier, caller.who)
        return Response(_job(job, request), 202, headers=headers, media_type="application/json")
    job = await jobs.begun(identifier, caller.who)
    if job.state == "running" and job.result.suffix in _GROWING:
        return StreamingResponse(
            jobs.rows(identifier, caller.who), media_type=KINDS[job.result.suffix], headers=_headers(job)
        )
    job = await jobs.finished(identifier, caller.who)
    if job.problem is not None:
        raise ProblemError.of(job.problem)
    return _file(job)


@router.get("/{id}", responses={200: {"model": JobOut}}, summary="How far a table is")
def progress(request: Request, id: JobId, caller: Reader) -> Response:  # noqa: A002  # the name in the address
    """Rows scored so far, and why it failed if it did."""
    return Response(_job(_of(request, id, caller), request), media_type="application/json")


@router.get("/{id}/file", responses=_SCORED, response_class=Response, summary="The scored table")
def scored_file(request: Request, id: JobId, caller: Reader) -> Response:  # noqa: A002
    """The table once it is done; 409 before, and when it failed."""
    return _file(_of(request, id, caller))


def _of(request: Request, identifier: str, caller: Caller) -> Job:
    jobs: Jobs = request.app.state.jobs
    return jobs.get(identifier, caller.who)


def _job(job: Job, request: Request) -> bytes:
    language = preferred_language(request.headers.get("accept-language", ""))
    request_id = str(request.scope["hirfa.request_id"])
    problem = job.problem.members(language, request_id) if job.problem else None
    return dumps(
        {
            "id": job.id,
            "state": job.state,
            "rows": job.rows,
            "total": job.total,
            "progress": round(job.progress, 4),
            "created": job.created,
            "problem": problem,
        }
    )


def _file(job: Job) -> Response:
    if job.state == "failed":
        raise ProblemError("failed", {"value": job.id}, field="path.id")
    if job.state != "done":
        raise ProblemError("not-ready", {"value": job.id}, field="path.id", headers={"Retry-After": "1"})
    return FileResponse(job.result, media_type=KINDS[job.result.suffix], headers=_headers(job))


def _headers(job: Job) -> dict[str, str]:
    plain, encoded = f'filename="{job.name}"', quote(job.name)
    name = plain if encoded == job.name else f"filename*=utf-8''{encoded}"
    return {"X-Hirfa-Job": job.id, "Content-Disposition": f"attachment; {name}"}
