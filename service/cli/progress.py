"""A progress bar on a terminal, nothing in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from service.cli.speech import tell


@contextmanager
def row_bar() -> Iterator[Callable[[int], None]]:
    """Show how many rows are done.

    Yields
    ------
    callable
        Takes the number of rows of each piece done.
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn(tell("{count} rows", count="{task.completed:,}")),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("", total=None)
        yield lambda count: bar.advance(task, count)


@contextmanager
def byte_bar() -> Iterator[Callable[[int, int | None], None]]:
    """Show how many bytes of a download are there.

    Yields
    ------
    callable
        Takes the bytes that are there, and those in all or None.
    """
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TransferSpeedColumn

    columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
