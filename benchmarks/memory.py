"""How much memory processes hold, for the benchmarks beside this file."""

from __future__ import annotations

from pathlib import Path


def resident(pid: int) -> int:
    """Resident kilobytes of a process and its children (Linux)."""
    total = 0
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            status = (entry / "status").read_text()
        except OSError:
            continue
        fields = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
        if int(entry.name) == pid or int(fields["PPid"]) == pid:
            total += int(fields.get("VmRSS", "0 kB").split()[0])
    return total
