"""A folder of Parquet on several processes: rows per second, memory, and what a second worker gains.

    python benchmarks/scale.py [ROWS [DISTINCT [FILES [WORKERS]]]]

By default 20 million rows with 1 million distinct texts in 20 files, on 2
processes. Then distinct texts only, on one worker and on two. Prints what
docs/scale.md quotes.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from memory import scored

from training.knowledge import VALIDATION, read_labelled


def distinct_texts(count: int) -> pa.Array:
    """Written texts, each with a quantity and a reference of its own."""
    texts = [line.text for line in read_labelled(VALIDATION / "validation.csv")]
    return pa.array([f"{i % 97 + 1} pcs {texts[i % len(texts)]} ref {i}" for i in range(count)])


def write_folder(folder: Path, rows: int, distinct: int, files: int) -> None:
    """Rows drawn from the texts at random; every text once when there are as many rows."""
    folder.mkdir()
    texts = distinct_texts(distinct)
    rng = np.random.default_rng(0)
    size = rows // files
    for i in range(files):
        drawn = np.arange(i * size, (i + 1) * size) if rows == distinct else rng.integers(0, distinct, size)
        columns = {
            "row": np.arange(i * size, (i + 1) * size),
            "designation": texts.take(pa.array(drawn)),
            "value": rng.lognormal(8, 2, size).round(2),
        }
        pq.write_table(pa.table(columns), folder / f"{i:04}.parquet", row_group_size=131_072)


def written(folder: Path) -> int:
    """Rows of a folder."""
    return sum(pq.read_metadata(path).num_rows for path in folder.glob("*.parquet"))


def main() -> None:
    given = [int(value) for value in sys.argv[1:]]
    rows, distinct, files, workers = [*given, *(20_000_000, 1_000_000, 20, 2)[len(given) :]]
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        write_folder(base / "in", rows, distinct, files)
        seconds, peak = scored(base / "in", base / "out", workers)
        print(f"{rows:,} rows, {distinct:,} distinct texts, {files} files, {workers} processes:")
        print(f"  {rows / seconds:,.0f} rows/s ({seconds:.1f} s), {peak / 1024:,.0f} MB resident together")
        print(f"  {seconds * workers / rows * 1e6:.1f} process-seconds a million rows")
        size = sum(path.stat().st_size for path in (base / "out").glob("*.parquet"))
        print(f"  {written(base / 'out'):,} rows written, {size / rows:.0f} bytes a row")
        few = min(distinct, 400_000)
        write_folder(base / "each", few, few, 4)
        one, _ = scored(base / "each", base / "one", 1)
        two, _ = scored(base / "each", base / "two", 2)
        print(f"{few:,} distinct texts: {few / one:,.0f}/s on one worker, {few / two:,.0f}/s on two")
        print(f"  two against one: {one / two:.2f} times")


if __name__ == "__main__":
    main()
