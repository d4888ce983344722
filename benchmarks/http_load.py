"""The service under load: our classify beside a FastAPI "hello", on the same machine in the same run.

    python benchmarks/http_load.py [--seconds 10] [--connections 32] [--rounds 3]

The load comes from wrk, oha or hey where one is installed, else from a small
generator in a process of its own (raw sockets, keep-alive). "distinct" sends a
text that was never sent before in every request; "repeated" sends the texts of
the validation set over and over, as a page that asks while someone types does.
Processor time and memory are those of the worker and, after it, of its scorer.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from memory import family

ROOT = Path(__file__).resolve().parents[1]
HELLO = """
from fastapi import FastAPI
app = FastAPI()
@app.get("/hello")
async def hello():
    return {"hello": "world"}
@app.post("/hello")
async def hello_post():
    return {"hello": "world"}
"""


@dataclass(frozen=True)
class Load:
    requests: int
    requests_per_second: float
    p50_ms: float
    p99_ms: float
    errors: int


@contextlib.contextmanager
def server(command: list[str], ready: str, folder: Path, **extra: str) -> Iterator[tuple[int, float, int]]:
    """A server on a free port: the port, seconds to ready, process id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{folder}", **extra}
    started = time.perf_counter()
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            [part.replace("PORT", str(port)) for part in command], env=environment, stderr=log, stdout=log
        )
    try:
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{ready}", timeout=1) as answer:
                    if answer.status == 200:
                        break
            except OSError:
                if process.poll() is not None or time.perf_counter() - started > 60:
                    raise RuntimeError((folder / "log").read_text(errors="replace")[-2000:]) from None
                time.sleep(0.01)
        yield port, time.perf_counter() - started, process.pid
    finally:
        process.terminate()
        process.wait(30)


def processor(pid: int) -> dict[int, float]:
    """Seconds of processor that a process and its children have used; a busy machine changes them less than requests/s."""
    found = {}
    for process in family(pid):
        fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
        found[process] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return found


def megabytes(pid: int) -> str:
    """Resident memory of a process and of its children."""
    each = [round(size / 1e3) for size in family(pid).values()]
    return f"{sum(each)} MB resident ({' + '.join(map(str, each))})"


def texts() -> list[str]:
    import csv

    with (ROOT / "training/validation/validation.csv").open(encoding="utf-8") as handle:
        return [row["text"] for row in csv.DictReader(handle)]


async def _connection(port: int, path: str, bodies: Iterator[bytes], until: float, taken: list[float]) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    errors = 0
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
    while time.perf_counter() < until:
        body = next(bodies)
        began = time.perf_counter()
        writer.write(f"{head}{len(body)}\r\n\r\n".encode() + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        length = int(answer.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
        taken.append(time.perf_counter() - began)
        errors += not answer.startswith(b"HTTP/1.1 200")
    writer.close()
    return errors


def generator(port: int, path: str, kind: str, connections: int, seconds: float) -> Load:
    """Send requests from this process."""
    pool = texts()

    def bodies() -> Iterator[bytes]:
        number = 0
        while True:
            number += 1
            text = pool[number % len(pool)]
            if kind == "distinct":
                text = f"{text} réf {number}"
            yield json.dumps({"text": text}, ensure_ascii=False).encode()

    shared, taken = bodies(), []

    async def run() -> float:
        began = time.perf_counter()
        wanted = [_connection(port, path, shared, began + seconds, taken) for _ in range(connections)]
        return sum(await asyncio.gather(*wanted)), time.perf_counter() - began

    errors, elapsed = asyncio.run(run())
    cuts = statistics.quantiles(taken, n=100)
    return Load(
        len(taken), round(len(taken) / elapsed, 1), round(1e3 * cuts[49], 2), round(1e3 * cuts[98], 2), errors
    )


def with_wrk(port: int, path: str, kind: str, connections: int, seconds: float, folder: Path) -> Load:
    """Send requests with wrk."""
    script = folder / "load.lua"
    lines = [f"  {json.dumps(text, ensure_ascii=False)}," for text in texts()]
    suffix = '.. " réf " .. n' if kind == "distinct" else ""
    script.write_text(
        "local texts = {\n" + "\n".join(lines) + "\n}\nlocal n = 0\n"
        'wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\n'
        "local function quoted(t) return '\"' .. t:gsub('[\\\\\"]', '\\\\%0') .. '\"' end\n"
        f"request = function()\n  n = n + 1\n  local t = texts[n % #texts + 1] {suffix}\n"
        "  return wrk.format(nil, nil, nil, '{\"text\": ' .. quoted(t) .. '}')\nend\n"
        "done = function(s, l, r)\n  local e = s.errors\n"
        "  print(string.format('@ %d %d %d %d %d', s.requests, s.duration, l:percentile(50), l:percentile(99), "
        "e.connect + e.read + e.write + e.status + e.timeout))\nend\n"
    )
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds:g}s", "-s", str(script)]
    done = subprocess.run(
        [*command, f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True
    )
    line = next(line for line in done.stdout.splitlines() if line.startswith("@"))
    count, duration, p50, p99, errors = map(int, line.split()[1:])
    return Load(count, round(count / duration * 1e6, 1), p50 / 1e3, p99 / 1e3, errors)


def measure(port: int, path: str, kind: str, connections: int, seconds: float, folder: Path) -> Load:
    if shutil.which("wrk"):
        return with_wrk(port, path, kind, connections, seconds, folder)
    command = [sys.executable, __file__, "--generate", f"{port},{path},{kind},{connections},{seconds}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return Load(**json.loads(done.stdout))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--generate", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.generate:
        port, path, kind, connections, seconds = given.generate.split(",")
        print(json.dumps(asdict(generator(int(port), path, kind, int(connections), float(seconds)))))
        return
    with tempfile.TemporaryDirectory() as name:
        compare(Path(name), given.connections, given.seconds, given.rounds)


def compare(folder: Path, connections: int, seconds: float, rounds: int) -> None:
    (folder / "hello_app.py").write_text(HELLO)
    client = "wrk" if shutil.which("wrk") else "the built-in generator"
    print(f"{connections} connections, {rounds} rounds of {seconds:g} s, {os.cpu_count()} cores, {client}")
    hello = [sys.executable, "-m", "uvicorn", "hello_app:app", "--port", "PORT", "--no-access-log"]
    ours = [sys.executable, "-m", "service.cli", "serve", "--port", "PORT"]
    settings = {
        "HIRFA_DATABASE_URL": f"sqlite:///{folder}/h.sqlite",
        # The limiter is at work, but this load all comes from one address.
        "HIRFA_RATE_PER_ADDRESS": "1000000",
        "HIRFA_BURST": "1000000",
    }
    with server(ours, "/readyz", folder, **settings):
        pass  # the first start makes the database
    with server(ours, "/readyz", folder, **settings) as (port, ready, pid):
        print(f"ready after {ready:.2f} s, {megabytes(pid)}")
        with server(hello, "/hello", folder) as (other, _, plain):
            measure(other, "/hello", "repeated", connections, 1, folder)
            watched(pid, "classify, first", port, "/v1/classify", "repeated", connections, seconds, folder)
            # In turns: a machine is faster at one moment than at another.
            ratios: dict[str, list[float]] = {"repeated": [], "distinct": []}
            for _ in range(rounds):
                base = watched(plain, "hello", other, "/hello", "repeated", connections, seconds, folder)
                for kind, found in ratios.items():
                    load = watched(
                        pid, f"classify, {kind}", port, "/v1/classify", kind, connections, seconds, folder
                    )
                    found.append(load.requests_per_second / base.requests_per_second)
        for kind, found in ratios.items():
            print(
                f"{kind}: {statistics.median(found):.2f} of hello, from {min(found):.2f} to {max(found):.2f}"
            )
        print(f"{megabytes(pid)} after the load")


def watched(
    pid: int, name: str, port: int, path: str, kind: str, connections: int, seconds: float, folder: Path
) -> Load:
    before = processor(pid)
    load = measure(port, path, kind, connections, seconds, folder)
    after = processor(pid)
    each = [1e3 * (after[p] - before.get(p, 0.0)) / max(load.requests, 1) for p in after]
    print(
        f"{name}: {load.requests_per_second:,.0f} requests/s, p50 {load.p50_ms:.1f} ms, "
        f"p99 {load.p99_ms:.1f} ms, {load.errors} errors, {sum(each):.2f} ms of processor a request "
        f"({' + '.join(f'{ms:.2f}' for ms in each)})"
    )
    return load


if __name__ == "__main__":
    main()
