"""One in-process call, one whole process beside importing sentence-transformers, and the size installed.

python benchmarks/start_and_call.py
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from classifier import load_model
from training.knowledge import VALIDATION, read_labelled

RUNS = 5
ROOT = Path(__file__).resolve().parents[1]


def call() -> tuple[float, float]:
    """Median and 99th percentile of one call, in milliseconds."""
    model = load_model()
    texts = [line.text for line in read_labelled(VALIDATION / "validation.csv")]
    taken = []
    for text in texts:
        started = time.perf_counter()
        model.classify(text)
        taken.append(1e3 * (time.perf_counter() - started))
    return statistics.median(taken), statistics.quantiles(taken, n=100)[98]


def process(*command: str) -> float:
    """Seconds of one whole process."""
    started = time.perf_counter()
    subprocess.run([sys.executable, *command], check=True, capture_output=True)
    return time.perf_counter() - started


def installed() -> float:
    """Megabytes that ``pip install .`` adds to an empty environment."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        before = _size(Path(folder))
        pip = [f"{folder}/bin/python", "-m", "pip", "install", "--quiet", "-c", "constraints.txt", "."]
        subprocess.run(pip, check=True, cwd=ROOT, capture_output=True)
        return (_size(Path(folder)) - before) / 1e6


def _size(folder: Path) -> int:
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file() and not p.is_symlink())


def main() -> None:
    median, slow = call()
    print(f"classify: median {median:.2f} ms, 99th percentile {slow:.2f} ms")
    ours, peer = [], []
    for _ in range(RUNS):
        ours.append(process("-m", "service.cli", "classify", "zellige taillé main sur trame"))
        peer.append(process("-c", "import sentence_transformers"))
    ratio = statistics.median(o / p for o, p in zip(ours, peer, strict=True))
    print(
        f"hirfa classify: {statistics.median(ours):.2f} s; import sentence_transformers: "
        f"{statistics.median(peer):.2f} s; ratio 1/{1 / ratio:.1f}"
    )
    print(f"installed without extras: {installed():.0f} MB")


if __name__ == "__main__":
    main()
