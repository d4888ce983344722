"""`hirfa serve` under everything that people and programs send it, for half an hour: does it stay up, fast, small?

    python benchmarks/mixed_load.py [--minutes 30] [--rate 150] [--workers 1] [--database-url URL]

Requests arrive at random moments at a bounded rate, whether or not the earlier
ones have been answered, and their time counts from the moment they were due.
Those that would wait for more than ten seconds are not sent, and counted. The
memory of every process is noted every ten seconds in mixed_load.csv. The command
fails on any unexpected status, and when the memory of the processes that last
(a table is scored in one of its own) grows by more than 5 % after minute 3.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import os
import random
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from http_load import server
from memory import family
from mixed_traffic import Call, Traffic

CONNECTIONS = 32
SETTLED_SECONDS = 180.0
MOST_GROWTH = 0.05
SAMPLE_SECONDS = 10.0
LATE_SECONDS = 10.0


@dataclass
class Tally:
    """What came back."""

    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: Counter[str] = field(default_factory=Counter)
    unsent: int = 0

    def add(self, call: Call, seconds: float, status: int | str) -> None:
        self.taken[call.name].append(seconds)
        if status != call.status:
            self.wrong[f"{call.name}: {call.method} {call.path} {status}, not {call.status}"] += 1


async def drive(port: int, seconds: float, rate: float, traffic: Traffic, tally: Tally) -> None:
    """Send calls at random moments until the time is over, and wait for the last answers."""
    clock = asyncio.get_running_loop().time
    due, waiting = clock(), asyncio.Queue[tuple[float, Call]]()
    end = due + seconds
    security = httpx.create_ssl_context()  # made once: it takes longer than a request

    async def worker() -> None:
        # A client each: one pool of many connections is slow to find a free one.
        address = f"http://127.0.0.1:{port}"
        async with httpx.AsyncClient(base_url=address, timeout=60, verify=security) as client:
            while True:
                began, call = await waiting.get()
                status = await send(client, call, traffic)
                tally.add(call, clock() - began, status)
                waiting.task_done()

    workers = [asyncio.create_task(worker()) for _ in range(CONNECTIONS)]
    while due < end:
        await asyncio.sleep(due - clock())
        if waiting.qsize() < LATE_SECONDS * rate:
            waiting.put_nowait((due, traffic.next()))
        else:
            tally.unsent += 1
        due += random.expovariate(rate)
    await waiting.join()
    for task in workers:
        task.cancel()
    await asyncio.gather(*workers, return_exceptions=True)


async def send(client: httpx.AsyncClient, call: Call, traffic: Traffic) -> int | str:
    try:
        answer = await client.request(call.method, call.path, **call.more)
    except httpx.HTTPError as error:
        return type(error).__name__
    if answer.status_code == 201:
        traffic.recorded.append(answer.json()["id"])
    return answer.status_code


async def watch(pid: int, samples: list[tuple[float, dict[int, int]]], output: Path) -> None:
    """Note the memory of every process of the server, from time to time."""
    began = time.monotonic()
    with output.open("w", newline="", encoding="utf-8", buffering=1) as handle:
        table = csv.writer(handle)
        table.writerow(("seconds", "process", "kilobytes"))
        while True:
            at, sizes = time.monotonic() - began, family(pid)
            samples.append((at, sizes))
            table.writerows((round(at), process, size) for process, size in sizes.items())
            await asyncio.sleep(SAMPLE_SECONDS)


def lasting(samples: list[tuple[float, dict[int, int]]]) -> list[tuple[float, float]]:
    """Megabytes of the processes that were there from the first sample to the last."""
    there = set.intersection(*(set(sizes) for _, sizes in samples))
    return [(at, sum(sizes[pid] for pid in there) / 1e3) for at, sizes in samples]


def growth(sizes: list[tuple[float, float]]) -> float | None:
    """By which part memory grew after it had settled; None when the run was too short to tell."""
    settled = [size for at, size in sizes if at >= SETTLED_SECONDS]
    if len(settled) < 12:
        return None
    return statistics.median(settled[-6:]) / statistics.median(settled[:6]) - 1


def report(tally: Tally, samples: list[tuple[float, dict[int, int]]], output: Path) -> bool:
    """Print what came of it and write the memory; whether everything is as it must be."""
    print(f"{'':22}{'requests':>10}{'p50 ms':>9}{'p99 ms':>9}")
    everything = {**tally.taken, "all": [t for taken in tally.taken.values() for t in taken]}
    for name, taken in everything.items():
        cuts = statistics.quantiles(taken, n=100) if len(taken) > 1 else [taken[0]] * 99
        print(f"{name:22}{len(taken):>10,}{1e3 * cuts[49]:>9.1f}{1e3 * cuts[98]:>9.1f}")
    if tally.unsent:
        print(f"not sent, for the machine could not keep up: {tally.unsent:,}")
    print(f"errors: {tally.wrong.total()}")
    for what, count in tally.wrong.most_common(20):
        print(f"  {count} × {what}")
    sizes = lasting(samples)
    grown = growth(sizes)
    said = "too short a run to tell whether it grows" if grown is None else f"{grown:+.1%} after minute 3"
    print(f"memory: {sizes[0][1]:.0f} MB at first, {sizes[-1][1]:.0f} MB at last, {said}; {output}")
    return not tally.wrong and (grown is None or grown <= MOST_GROWTH)


async def run(port: int, pid: int, seconds: float, rate: float, output: Path) -> bool:
    samples: list[tuple[float, dict[int, int]]] = []
    tally, watcher = Tally(), asyncio.create_task(watch(pid, samples, output))
    await drive(port, seconds, rate, Traffic(7), tally)
    samples.append((seconds, family(pid)))
    watcher.cancel()
    with suppress(asyncio.CancelledError):
        await watcher
    return report(tally, samples, output)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--rate", type=float, default=150)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--database-url")
    parser.add_argument("--output", type=Path, default=Path("mixed_load.csv"))
    given = parser.parse_args()
    random.seed(7)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = {
            "HIRFA_DATABASE_URL": given.database_url or f"sqlite:///{folder}/h.sqlite",
            # The limiter is at work, but this load all comes from one address.
            "HIRFA_RATE_PER_ADDRESS": "1000000",
            "HIRFA_BURST": "1000000",
            "HIRFA_WORKERS": str(given.workers),
        }
        ours = [sys.executable, "-m", "service.cli", "serve", "--port", "PORT"]
        with server(ours, "/readyz", folder, **settings) as (port, ready, pid):
            print(
                f"ready after {ready:.2f} s; {given.rate:g} requests/s for {given.minutes:g} minutes, {os.cpu_count()} cores"
            )
            sound = asyncio.run(run(port, pid, 60 * given.minutes, given.rate, given.output))
    sys.exit(0 if sound else 1)


if __name__ == "__main__":
    main()
