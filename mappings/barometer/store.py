"""Records as the barometer counts them, in memory while they are few, else in a temporary folder."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

HELD: Final = 2_000_000


class Store:
    """Pieces of a table, kept in order.

    Parameters
    ----------
    held : int
        Rows that are kept in memory; when there are more, all go to Parquet
        files in a temporary folder, which goes with the store.

    Examples
    --------
    >>> import pandas as pd
    >>> store = Store(held=2)
    >>> for start in (0, 2):
    ...     store.add(pd.DataFrame({"a": [start, start + 1], "b": "x"}))
    >>> [piece["a"].tolist() for piece in store.pieces(["a"])], store.rows
    ([[0, 1], [2, 3]], 4)
    """

    def __init__(self, held: int = HELD) -> None:
        self._held, self.rows = held, 0
        self._frames: list[pd.DataFrame] = []
        self._files: list[Path] = []
        self._left_out: list[NDArray[np.bool_]] = []
        self._folder: str | None = None

    def add(self, frame: pd.DataFrame) -> None:
        """Append a piece."""
        self.rows += len(frame)
        self._frames.append(frame)
        if self.rows > self._held:
            self._spill()

    @property
    def columns(self) -> list[str]:
        """The columns of the pieces."""
        if self._frames:
            return list(self._frames[0].columns)
        import pyarrow.parquet as pq

        return list(pq.read_schema(self._files[0]).names)

    def leave_out(self, masks: Sequence[NDArray[np.bool_]]) -> None:
        """Rows, piece by piece, that are not given any more."""
        self._left_out = list(masks)

    def pieces(self, columns: Sequence[str] | None = None) -> Iterator[pd.DataFrame]:
        """The pieces, all of their columns or some."""
        for number, frame in enumerate(self._read(columns)):
            yield frame[~self._left_out[number]] if self._left_out else frame

    def _read(self, columns: Sequence[str] | None) -> Iterator[pd.DataFrame]:
        import pandas as pd

        for path in self._files:
            yield pd.read_parquet(path, columns=list(columns) if columns else None)
        for frame in self._frames:
            yield frame if columns is None else frame[list(columns)]

    def _spill(self) -> None:
        if self._folder is None:
            self._folder = tempfile.mkdtemp(prefix="hirfa-barometer-")
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        for frame in self._frames:
            path = Path(self._folder) / f"{len(self._files):06d}.parquet"
            frame.to_parquet(path, index=False)
            self._files.append(path)
        self._frames = []
