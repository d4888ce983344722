"""``hirfa score``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from service.cli.speech import tell


def score(
    source: Annotated[
        Path, typer.Argument(metavar="INPUT", help="CSV, Excel or Parquet; or a folder of Parquet files.")
    ],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="By default INPUT with _hs before its suffix.")
    ] = None,
    text: Annotated[str, typer.Option("--text", help="Column of the descriptions.")] = "designation",
    workers: Annotated[int, typer.Option("--workers", min=0, help="Processes; 0 for one for each core.")] = 0,
    scheduler: Annotated[
        str | None, typer.Option("--scheduler", help="Address of a Dask cluster to work on (a folder).")
    ] = None,
    model: Annotated[str | None, typer.Option("--model", help="Folder of another model.")] = None,
) -> None:
    """Append HS codes to every row of a table, or of every Parquet file of a folder."""
    from rich.console import Console

    named = source.resolve() if source.is_dir() else source
    target = output or named.with_name(f"{named.stem}_hs{named.suffix}")
    processes = workers or os.cpu_count() or 1
    console = Console(stderr=True)
    if source.is_dir():
        said = _folder(source, target, text, processes, scheduler, model)
    else:
        said = _file(source, target, text, processes, scheduler, model)
    console.print(f"{said} → {target}", highlight=False, markup=False)


def _file(
    source: Path, target: Path, text: str, workers: int, scheduler: str | None, model: str | None
) -> str:
    from classifier.errors import FrameError
    from classifier.stream import score_file
    from service.cli.progress import row_bar

    if scheduler is not None:
        raise FrameError(
            "{source}: --scheduler shares out the Parquet files of a folder; give a folder.", source=source
        )
    with row_bar() as advance:
        rows = score_file(source, target, text=text, workers=workers, model=model, progress=advance)
    return tell("{rows:,} rows", rows=rows)


def _folder(
    source: Path, target: Path, text: str, workers: int, scheduler: str | None, model: str | None
) -> str:
    from classifier.folders import score_folder
    from service.cli.progress import row_bar

    with row_bar() as advance:
        done = score_folder(
            source, target, text=text, workers=workers, scheduler=scheduler, model=model, progress=advance
        )
    counts = {"rows": done.rows, "files": done.files}
    if done.skipped:
        return tell("{rows:,} rows in {files:,} files, {before:,} done before", before=done.skipped, **counts)
    return tell("{rows:,} rows in {files:,} files", **counts)
