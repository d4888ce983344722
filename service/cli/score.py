"""``hirfa score``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer


def score(
    source: Annotated[Path, typer.Argument(metavar="INPUT", help="CSV, Excel or Parquet.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="By default INPUT with _hs before its suffix.")
    ] = None,
    text: Annotated[str, typer.Option("--text", help="Column of the descriptions.")] = "designation",
    workers: Annotated[int, typer.Option("--workers", min=0, help="Processes; 0 for one for each core.")] = 0,
    model: Annotated[str | None, typer.Option("--model", help="Folder of another model.")] = None,
) -> None:
    """Append HS codes to every row of a table."""
    from rich.console import Console

    from classifier.stream import score_file
    from service.cli.progress import row_bar

    target = output or source.with_name(f"{source.stem}_hs{source.suffix}")
    console = Console(stderr=True)
    with row_bar() as advance:
        rows = score_file(
            source,
            target,
            text=text,
            workers=workers or os.cpu_count() or 1,
            model=model,
            progress=advance,
        )
    console.print(f"{rows:,} rows → {target}", highlight=False)
