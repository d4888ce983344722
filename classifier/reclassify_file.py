"""Reclassification of a whole file, in bounded memory, each distinct text scored once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from classifier.errors import FrameError
from classifier.readers import EXCEL, PARQUET, read_batches
from classifier.scorer import SubheadingScorer
from classifier.sniff import sniff
from classifier.writers import Writer, open_writer
from mappings.craft import attach_craft
from mappings.movements import Movements
from mappings.nomenclature import CURRENT_EDITION, Edition, Language
from mappings.reclassify import Reclassification, reclassify
from mappings.texts import Memory, Scorer
from mappings.weights import Weights

if TYPE_CHECKING:
    import pandas as pd

_PIECE_ROWS: Final = 262_144


@dataclass(frozen=True, slots=True)
class Plan:
    """How the records of a file are to be moved; see `mappings.reclassify.reclassify`.

    Parameters
    ----------
    code : str
    values : sequence of str
    source : str or None
    target : str
    text, edition_column : str or None
    weights : Weights or None
    proportions : mapping of str to float
    decide_at : float
    language : {"fr", "en", "es", "ar"}
    attach : bool
        Whether to append family, craft_status, craft_ground and
        national_line; for the target HS2022 only.
    """

    code: str
    values: Sequence[str]
    source: Edition | None = None
    target: Edition = CURRENT_EDITION
    text: str | None = None
    edition_column: str | None = None
    weights: Weights | None = None
    proportions: Mapping[str, float] = field(default_factory=dict)
    decide_at: float = 0.9
    language: Language = "en"
    attach: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a file.

    Parameters
    ----------
    movements : Movements
    rows, unmapped : int
        Rows written to the output and to the file of unmapped records.
    unmapped_path : Path or None
        Where these are; None when there are none.
    """

    movements: Movements
    rows: int
    unmapped: int
    unmapped_path: Path | None


def reclassify_file(
    source: Path,
    target: Path,
    plan: Plan,
    *,
    scorer: Scorer | None = None,
    progress: Callable[[int], None] = lambda _rows: None,
) -> Outcome:
    """Move the records of a file to another edition.

    Parameters
    ----------
    source, target : Path
        CSV, Excel or Parquet; the kind follows from the names.
    plan : Plan
        With `proportions`, the whole file is held in memory, because raking
        needs every record.
    scorer : Scorer, optional
        Reads the texts; the shipped classifier when not given.
    progress : callable
        Called with the number of records of each piece done.

    Returns
    -------
    Outcome
        Records that could not be moved are in a file named as the target with
        ``_unmapped`` before its suffix; none is left there when all moved.

    Raises
    ------
    FrameError, TableError, CodeError
        When the source cannot be read or lacks a column; nothing is then
        written over an existing target.
    """
    if plan.text and scorer is None:
        scorer = SubheadingScorer()
    memory, total, rows, refused = Memory(), None, 0, 0
    beside = target.with_name(f"{target.stem}_unmapped{target.suffix}")
    separator = "," if source.suffix.lower() in (*EXCEL, *PARQUET) else sniff(source).separator
    with ExitStack() as stack:
        written = _Sink(stack, target, separator)
        left = _Sink(stack, beside, separator)
        for frame in _pieces(source, whole=bool(plan.proportions)):
            done = _move(frame, plan, scorer, memory)
            written.write(_attached(done.rows, plan))
            if len(done.unmapped):
                left.write(done.unmapped)
            rows, refused = rows + len(done.rows), refused + len(done.unmapped)
            total = done.movements if total is None else total + done.movements
            progress(len(frame))
    assert total is not None
    if not refused:
        beside.unlink(missing_ok=True)
    return Outcome(total, rows, refused, beside if refused else None)


def _move(frame: pd.DataFrame, plan: Plan, scorer: Scorer | None, memory: Memory) -> Reclassification:
    return reclassify(
        frame,
        plan.source,
        plan.target,
        code=plan.code,
        values=plan.values,
        text=plan.text,
        scorer=scorer,
        weights=plan.weights,
        edition_column=plan.edition_column,
        proportions=plan.proportions,
        decide_at=plan.decide_at,
        language=plan.language,
        memory=memory,
    )


def _attached(rows: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    if not plan.attach or plan.target != CURRENT_EDITION:
        return rows
    return attach_craft(rows, code="target_code", text=plan.text)


def read_frame(source: Path) -> pd.DataFrame:
    """A whole table in memory; values of CSV and Excel files stay text."""
    return next(_pieces(source, whole=True))


def _pieces(source: Path, *, whole: bool) -> Iterator[pd.DataFrame]:
    waiting: list[pa.RecordBatch] = []
    held = 0
    for batch in read_batches(source):
        waiting.append(batch)
        held += batch.num_rows
        if held >= _PIECE_ROWS and not whole:
            yield _frame(waiting)
            waiting, held = [], 0
    if waiting:
        yield _frame(waiting)


def _frame(batches: list[pa.RecordBatch]) -> pd.DataFrame:
    return pa.Table.from_batches(batches).to_pandas()  # type: ignore[no-any-return]


class _Sink:
    """A file that is opened when its first rows come, with their schema."""

    def __init__(self, stack: ExitStack, path: Path, separator: str) -> None:
        self._stack, self._path, self._separator = stack, path, separator
        self._writer: Writer | None = None
        self._schema: pa.Schema | None = None

    def write(self, frame: pd.DataFrame) -> None:
        """Append rows; the first ones set the columns and their types."""
        table = pa.Table.from_pandas(_plain(frame), schema=self._schema, preserve_index=False)
        if self._writer is None:
            self._schema = pa.schema([_settled(field) for field in table.schema])
            table = table.cast(self._schema)
            self._writer = self._stack.enter_context(open_writer(self._path, self._schema, self._separator))
        for batch in table.to_batches():
            self._writer.write_batch(batch)


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    categories = [name for name in frame.columns if str(frame[name].dtype) == "category"]
    return frame.astype(dict.fromkeys(categories, str))


def _settled(field: pa.Field) -> pa.Field:
    # A column that is empty in the first rows has no type yet.
    return (
        pa.field(field.name, pa.string())
        if pa.types.is_null(field.type)
        else pa.field(field.name, field.type)
    )


def check_columns(source: Path, names: Sequence[str]) -> None:
    """Refuse a file that lacks a column, before anything is written.

    Raises
    ------
    FrameError
        When it does; the sentence lists the columns that it has.
    """
    first: Any = next(read_batches(source))
    for name in names:
        if name not in first.schema.names:
            raise FrameError(
                "{source}: no column {name!r}; it has: {columns}.",
                source=source,
                name=name,
                columns=first.schema.names,
            )
