"""``/file``: a table in, its description column chosen, its progress watched, the table with codes out."""

from __future__ import annotations

from typing import Annotated, Any

import anyio.to_thread
from fastapi import APIRouter, File, Request, Response, UploadFile
from fastapi.responses import FileResponse, RedirectResponse

from mappings import Language
from service.http.jobs import KINDS, Job, Jobs
from service.http.problems import ProblemError
from service.http.services import services_of
from service.page.access import require
from service.page.classify_routes import Texts
from service.page.guard import from_here
from service.page.languages import page_language
from service.page.messages import message
from service.page.pages import PageRoute
from service.page.peek import likeliest
from service.page.render import page
from service.page.staging import UnreadableError, lifespan, staging_of, suffix_of
from service.page.summary import Summary, bars, chapter_labels, family_labels, summary_of
from service.page.words import word

router = APIRouter(prefix="/file", route_class=PageRoute, include_in_schema=False, lifespan=lifespan)


@router.get("")
def choose(request: Request) -> Response:
    """The page that asks for a file."""
    require(request, "read")
    return _upload_page(request)


@router.post("")
async def upload(request: Request, table: Annotated[UploadFile | None, File()] = None) -> Response:
    """Take a file in, and go on to its columns."""
    caller = await anyio.to_thread.run_sync(require, request, "read")
    if not from_here(request):
        return message(request, "file_bad", "record_elsewhere", status=403, back="/file")
    if table is None or not table.filename:
        return _upload_page(request, "file_missing", 400)
    try:
        suffix_of(table.filename)
    except UnreadableError:
        return _upload_page(request, "file_kind", 415)
    try:
        identifier = await staging_of(request).take(table.file, table.filename, caller.who)
    except UnreadableError as error:
        return message(request, "file_bad", "file_unreadable", status=422, back="/file", detail=error.reason)
    return RedirectResponse(f"/file/columns/{identifier}", 303)


@router.get("/columns/{identifier}")
def columns(request: Request, identifier: str) -> Response:
    """The page that asks which column holds the descriptions."""
    caller = require(request, "read")
    staged = staging_of(request).get(identifier, caller.who)
    if staged is None:
        return _gone(request)
    return page(request, "columns.html.j2", staged=staged, likeliest=likeliest(staged.columns))


@router.post("/columns/{identifier}")
async def start(request: Request, identifier: str, column: Texts = "") -> Response:
    """Begin to classify the rows."""
    caller = await anyio.to_thread.run_sync(require, request, "read")
    staged = staging_of(request).get(identifier, caller.who)
    if staged is None:
        return _gone(request)
    if not from_here(request) or column not in {c.name for c in staged.columns}:
        return RedirectResponse(f"/file/columns/{identifier}", 303)
    jobs: Jobs = request.app.state.jobs
    with staged.source.open("rb") as source:
        job = await jobs.start(source, staged.name, column, caller.who)
    await anyio.to_thread.run_sync(staging_of(request).forget, identifier)
    return RedirectResponse(f"/file/{job}", 303)


@router.get("/{identifier}")
def progress(request: Request, identifier: str) -> Response:
    """How far it is; the summary once it is done."""
    job = _job(request, identifier)
    if job is None:
        return _gone(request)
    if job.state == "failed":
        detail = job.problem.extra.get("reason") if job.problem else None
        return message(request, "job_failed", "file_unreadable", status=200, back="/file", detail=detail)
    if job.state != "done":
        return page(request, "progress.html.j2", job=job)
    return page(request, "result.html.j2", job=job, **_charts(summary_of(job.result), page_language(request)))


@router.get("/{identifier}/progress")
def piece(request: Request, identifier: str) -> Response:
    """How far it is, for a page that is open already."""
    job = _job(request, identifier)
    return Response(status_code=404) if job is None else page(request, "progress_piece.html.j2", job=job)


@router.get("/{identifier}/download")
def download(request: Request, identifier: str) -> Response:
    """The table with its codes."""
    job = _job(request, identifier)
    if job is None or job.state != "done":
        return _gone(request)
    return FileResponse(job.result, media_type=KINDS[job.result.suffix], filename=job.name)


def _upload_page(request: Request, problem: str = "", status: int = 200) -> Response:
    settings = services_of(request).settings
    language = page_language(request)
    return page(
        request,
        "file.html.j2",
        status=status,
        problem=word(problem, language) if problem else "",
        megabytes=settings.upload_limit >> 20,
        most_rows=settings.upload_rows,
        most_bytes=settings.upload_limit,
        kinds=",".join(KINDS),
    )


def _job(request: Request, identifier: str) -> Job | None:
    caller = require(request, "read")
    jobs: Jobs = request.app.state.jobs
    try:
        return jobs.get(identifier, caller.who)
    except ProblemError:
        return None


def _gone(request: Request) -> Response:
    return message(request, "job_unknown", "job_unknown_text", status=404, back="/file")


def _charts(found: Summary | None, language: Language) -> dict[str, Any]:
    if found is None or not found.rows:
        return {"statuses": [], "groups": [], "groups_title": ""}
    labels = {status: word(status, language) for status in found.statuses}
    families = len(found.families) > 1
    counts = found.families if families else found.chapters
    named = (family_labels if families else chapter_labels)(language, [key for key, _ in counts])
    return {
        "statuses": bars(found.statuses.items(), labels, found.rows),
        "groups": bars(counts, named, found.rows),
        "groups_title": word("chart_families" if families else "chart_chapters", language),
    }
