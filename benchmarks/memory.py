"""How long processes take and how much memory they hold, for the benchmarks beside this file."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path


def family(pid: int) -> dict[int, int]:
    """Resident kilobytes of a process and of all that descend from it (Linux)."""
    parents, sizes = {}, {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            status = (entry / "status").read_text()
        except OSError:
            continue
        fields = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
        parents[int(entry.name)] = int(fields["PPid"])
        sizes[int(entry.name)] = int(fields.get("VmRSS", "0 kB").split()[0])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return {process: sizes[process] for process in sorted(found) if process in sizes}


def resident(pid: int) -> int:
    """Resident kilobytes of a process and all that descend from it."""
    return sum(family(pid).values())


def scored(source: Path, target: Path, workers: int) -> tuple[float, int]:
    """Seconds and peak kilobytes of ``hirfa score``."""
    command = [sys.executable, "-m", "service.cli", "score", str(source), "-o", str(target)]
    started = time.perf_counter()
    process = subprocess.Popen([*command, "--workers", str(workers)])
    peak = 0

    def watch() -> None:
        nonlocal peak
        while process.poll() is None:
            peak = max(peak, resident(process.pid))
            time.sleep(0.2)

    watcher = threading.Thread(target=watch)
    watcher.start()
    process.wait()
    watcher.join()
    if process.returncode:
        raise SystemExit(process.returncode)
    return time.perf_counter() - started, peak
