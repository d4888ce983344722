"""The same work on a Dask cluster: one task a file, tried again when a worker dies."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast

from classifier.columns import NAMES
from classifier.errors import FrameError, MissingExtraError
from classifier.folders import Part, attempt
from classifier.model import Classifier
from classifier.stream import Session
from mappings.words import Sentence

if TYPE_CHECKING:
    import pandas as pd

_TRIES: Final = 3
_PATIENCE: Final = 20
_alone = threading.Lock()


def score_parts(parts: list[Part], address: str) -> Iterator[int | Sentence]:
    """Score files on the workers of a scheduler.

    Parameters
    ----------
    parts : list of Part
        Paths that the workers see too.
    address : str
        Such as ``tcp://10.0.0.1:8786``.

    Yields
    ------
    int or Sentence
        Rows of a file, or why there are none; in the order in which they
        finish.

    Raises
    ------
    MissingExtraError
        When dask is not installed.
    FrameError
        When the scheduler does not answer.
    """
    try:
        from distributed import Client, as_completed
    except ImportError as error:
        raise MissingExtraError("--scheduler needs dask; run: pip install 'hirfa[scale]'") from error
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise FrameError(
            "no Dask scheduler answers at {address!r}; check the address.", address=address
        ) from error
    with client:
        # Not pure: a task writes a file, and a result of an earlier run must not stand for it.
        futures = client.map(score_task, parts, pure=False, retries=_TRIES)
        names = {future.key: part.source for future, part in zip(futures, parts, strict=True)}
        for future in as_completed(futures, loop=client.loop):  # type: ignore[no-untyped-call]
            failure = future.exception()
            yield _sentence(names[future.key], failure) if failure else future.result()


def score_task(part: Part) -> int | Sentence:
    """Score one file on a worker; a process takes one file at a time.

    Parameters
    ----------
    part : Part

    Returns
    -------
    int or Sentence
        Rows, or why there are none. A file that an earlier try finished is
        not written again.
    """
    import pyarrow.parquet as pq

    with _alone:
        if part.source.exists() and part.is_done():
            return int(pq.read_metadata(part.target).num_rows)
        return attempt(part, _session(part.model))


@cache
def _session(model: str | None) -> Session:
    """The session of this process; its texts are remembered from file to file."""
    return Session(1, model)


def _sentence(source: object, error: BaseException) -> Sentence:
    return Sentence(
        "{source}: the workers of the cluster could not score it ({kind}: {why}); "
        "see that they have this version of Hirfa, both folders and enough memory.",
        source=source,
        kind=type(error).__name__,
        why=str(error),
    )


def score_dask(frame: Any, text: str, model: Classifier | None) -> Any:
    """`score_frame` for a Dask DataFrame: the same, partition by partition, when it is computed.

    Parameters
    ----------
    frame : dask.dataframe.DataFrame
    text : str
    model : Classifier, optional
        The one that ships with the workers' package when not given.

    Returns
    -------
    dask.dataframe.DataFrame
        Same partitions and divisions.
    """
    import pandas as pd

    columns = {name: pd.Series(dtype="float32" if "_p" in name else str) for name in NAMES}
    known = cast("pd.DataFrame", frame._meta)  # noqa: SLF001  # dask names it so and offers no other way
    kept = known.drop(columns=[name for name in NAMES if name in known.columns])
    meta = kept.assign(**columns)
    return frame.map_partitions(_score_partition, text, model, meta=meta)


def _score_partition(frame: pd.DataFrame, text: str, model: Classifier | None) -> pd.DataFrame:
    from classifier.frames import score_frame

    # Dask computes frames on threads by default, and a model remembers tokens for one thread only.
    with _alone:
        return score_frame(frame, text, model=model)
