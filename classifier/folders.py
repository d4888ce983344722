"""Scoring of a folder of Parquet files into another, one file for each, resumable."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import pyarrow.parquet as pq

from classifier.errors import FrameError
from classifier.readers import PARQUET, read_batches
from classifier.resume import STAMP, fingerprint, is_done, stamp, sweep
from classifier.stream import Session, open_session, write_all
from classifier.writers import open_writer
from mappings.errors import HirfaError
from mappings.words import Sentence


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a folder and where its answers go.

    Parameters
    ----------
    source, target : Path
    text : str
        The column that holds the descriptions.
    model : str or None
        Folder of a model; None for the shipped one.
    fingerprint : str
        Of the model, as the one who asks sees it.
    """

    source: Path
    target: Path
    text: str
    model: str | None
    fingerprint: str

    def is_done(self) -> bool:
        """Whether the target was written from this source with this model."""
        return is_done(self.target, stamp(self.source, self.text, self.fingerprint))


@dataclass(slots=True)
class Outcome:
    """What became of a folder.

    Parameters
    ----------
    rows : int
        Written by this run.
    files : int
        Written by this run.
    skipped : int
        Files that were done before.
    failed : list of Sentence
        One sentence for each file that could not be scored.
    """

    rows: int = 0
    files: int = 0
    skipped: int = 0
    failed: list[Sentence] = field(default_factory=list)


def score_folder(
    source: Path,
    target: Path,
    *,
    text: str = "designation",
    workers: int = 1,
    scheduler: str | None = None,
    model: str | None = None,
    progress: Callable[[int], None] = lambda _rows: None,
) -> Outcome:
    """Score every Parquet file below a folder into a folder of the same shape.

    Files that are done, with the same model and from a source of the same
    size and time, are skipped: a run that was cut off goes on.

    Parameters
    ----------
    source, target : Path
        Folders; neither inside the other. Names that begin with ``.`` or
        ``_`` are not read.
    text : str
        The column that holds the descriptions.
    workers : int
        Processes of this machine; 1 works in this one.
    scheduler : str, optional
        Address of a Dask scheduler whose workers see both folders under the
        same paths; `workers` is then not used.
    model : str, optional
        Folder of a model; the shipped one when not given.
    progress : callable
        Called with numbers of rows written.

    Returns
    -------
    Outcome

    Raises
    ------
    FrameError
        When there is nothing to score, or after the other files are done,
        when some could not be.
    """
    parts = list_parts(source.resolve(), target.resolve(), text, model)
    left = [part for part in parts if not part.is_done()]
    outcome = Outcome(skipped=len(parts) - len(left))
    for part in left:
        part.target.parent.mkdir(parents=True, exist_ok=True)
        sweep(part.target)
    for found in _run(left, workers, scheduler, model, progress):
        if isinstance(found, int):
            outcome.rows += found
            outcome.files += 1
        else:
            outcome.failed.append(found)
    if outcome.failed:
        raise FrameError(
            "{count} of {all} files could not be scored, the others are done; "
            "mend them and run the command again. The first: {first}",
            count=len(outcome.failed),
            all=len(parts),
            first=outcome.failed[0],
        )
    return outcome


def list_parts(source: Path, target: Path, text: str, model: str | None) -> list[Part]:
    """The files of a folder, in the order of their names.

    Parameters
    ----------
    source, target : Path
        Absolute.
    text : str
    model : str or None

    Returns
    -------
    list of Part

    Raises
    ------
    FrameError
        When there is no file, or one folder is inside the other.
    """
    if target == source or source in target.parents or target in source.parents:
        raise FrameError(
            "{target} and {source} lie in each other; choose a folder elsewhere with -o.",
            target=target,
            source=source,
        )
    if target.exists() and not target.is_dir():
        raise FrameError(
            "{target} is a file; a folder is scored into a folder, choose one with -o.", target=target
        )
    paths = sorted(path for path in source.rglob("*") if path.suffix.lower() in PARQUET and path.is_file())
    names = [path.relative_to(source) for path in paths]
    shown = [name for name in names if not any(piece.startswith((".", "_")) for piece in name.parts)]
    if not shown:
        raise FrameError(
            "{source}: no Parquet file in this folder; give the folder that holds them.", source=source
        )
    mark = fingerprint(model)
    place = None if model is None else str(Path(model).resolve())
    return [Part(source / name, target / name, text, place, mark) for name in shown]


def score_part(part: Part, session: Session, progress: Callable[[int], None] = lambda _rows: None) -> int:
    """Score one file, aside, and give it its name when it is whole.

    Parameters
    ----------
    part : Part
    session : Session
        Remembers the texts of earlier files.
    progress : callable
        Called with the number of rows of each batch written.

    Returns
    -------
    int
        Rows written.

    Raises
    ------
    FrameError
        When the file cannot be read, has no such column or changed meanwhile.
    """
    if fingerprint(part.model) != part.fingerprint:
        raise FrameError(
            "{path}: this worker has another model or version of Hirfa than the one who asks; "
            "install the same on both.",
            path=part.source,
        )
    before = stamp(part.source, part.text, part.fingerprint)
    batches = session.score(read_batches(part.source), part.text, part.source)
    first = next(batches)
    schema = first.schema.with_metadata({**(first.schema.metadata or {}), STAMP: before})
    marked = (batch.replace_schema_metadata(schema.metadata) for batch in chain((first,), batches))
    with open_writer(part.target, schema) as writer:
        rows = write_all(marked, writer, progress)
        expected = pq.read_metadata(part.source).num_rows
        if rows != expected or stamp(part.source, part.text, part.fingerprint) != before:
            raise FrameError("{path} changed while it was read; run the command again.", path=part.source)
    return rows


def _run(
    parts: list[Part],
    workers: int,
    scheduler: str | None,
    model: str | None,
    progress: Callable[[int], None],
) -> Iterator[int | Sentence]:
    """Rows of each file, or the sentence that says why there are none."""
    if not parts:
        return
    if scheduler is not None:
        from classifier.cluster import score_parts

        for found in score_parts(parts, scheduler):
            progress(found if isinstance(found, int) else 0)
            yield found
        return
    with open_session(workers, model) as session:
        for part in parts:
            yield attempt(part, session, progress)


def attempt(
    part: Part, session: Session, progress: Callable[[int], None] = lambda _rows: None
) -> int | Sentence:
    """`score_part`, with the sentence of its error in place of the rows.

    Parameters
    ----------
    part : Part
    session : Session
    progress : callable

    Returns
    -------
    int or Sentence
    """
    try:
        return score_part(part, session, progress)
    except HirfaError as error:
        return error.sentence
