"""Time and memory of ``hirfa barometer`` on a folder of many records.

python benchmarks/barometer_scale.py 20_000_000 /tmp/records
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from mappings.barometer import sample

_FILE = 1_000_000


def write_records(rows: int, folder: Path) -> None:
    """Sample records in files of a million rows, values and numbers different in each."""
    folder.mkdir(parents=True, exist_ok=True)
    made = sample(_FILE, seed=1)
    random = np.random.default_rng(1)
    for number in range(rows // _FILE):
        factor = random.uniform(0.5, 1.5, len(made))
        part = made.assign(
            value_dh=(made["value_dh"] * factor).round(2), declaration=made["declaration"] + f"-{number}"
        )
        part.to_parquet(folder / f"{number:03d}.parquet", index=False, row_group_size=131_072)


def main() -> None:
    """Write the records where there are none, report on them, and print what it took."""
    rows, folder = int(sys.argv[1].replace("_", "")), Path(sys.argv[2])
    if not folder.is_dir():
        write_records(rows, folder)
    began = time.perf_counter()
    command = ["hirfa", "barometer", str(folder), "-o", str(folder.parent / "report"), "--lang", "en"]
    done = subprocess.run([*command, *sys.argv[3:], "--json"], check=True, capture_output=True, text=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    account = json.loads(done.stdout)
    print(f"rows                 {rows:,}")
    print(f"records in window    {account['records']:,}")
    print(f"process CPU seconds  {used.ru_utime + used.ru_stime:,.0f}")
    print(f"wall seconds         {time.perf_counter() - began:,.0f}")
    print(f"resident at most     {used.ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
