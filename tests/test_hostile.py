"""What nobody should send, and what becomes of it: refused or rendered harmless, and the service goes on."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fastapi.testclient import TestClient

from service.http.app import create_app
from tests.test_http import CARPET, client_of, problem, settings

JSON = {"content-type": "application/json"}
SERVE = (
    "import service.http.protocol as p; p.HEADER_SECONDS = 1.5;"
    "from service.cli.serve import serve; serve(port={port}, database_url='sqlite:///{folder}/h.sqlite')"
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    limits = {"upload_rows": 1_000, "upload_columns": 50, "upload_unpacked": 50_000_000}
    with client_of(tmp_path_factory.mktemp("hostile"), **limits) as found:
        yield found


@contextmanager
def serving(folder: Path, **environment: str) -> Iterator[tuple[int, int]]:
    """A real server on a free port, and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
    command = [sys.executable, "-c", SERVE.format(port=number, folder=folder)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, env=os.environ | environment, stderr=log)
    try:
        for _ in range(400):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{number}/readyz", timeout=1).close()
                break
            except OSError:
                assert process.poll() is None, (folder / "log").read_text()[-2_000:]
                time.sleep(0.05)
        yield number, process.pid
    finally:
        process.terminate()
        assert process.wait(30) in (0, -15)


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder = tmp_path_factory.mktemp("server")
    with serving(folder, HIRFA_TIME_LIMIT="5", HIRFA_RATE_PER_ADDRESS="0") as (number, _):
        yield number


def alive(port: int) -> None:
    """The next caller is served."""
    found = httpx.post(f"http://127.0.0.1:{port}/v1/classify", json={"text": CARPET})
    assert found.json()["code"] == "570110"


@pytest.mark.parametrize(
    "body",
    [
        b'{"text": "\xff\xfe"}',
        b'{"text": "\\ud800"}',
        b"[" * 100_000,
        b'{"text":' * 50_000,
        b'{"text": {"a":' + b"[" * 10_000 + b"]" * 10_000 + b"}}",
        b'{"text": "a", "text": ',
        b"\x00\x00\x00",
        b"",
        b'{"text": "a", "k": 1e400}',
        b'{"text": "a", "k": ' + b"9" * 10_000 + b"}",
        b'{"text": NaN}',
    ],
)
@pytest.mark.parametrize("path", ["/v1/classify", "/v1/classify/batch", "/v1/decisions"])
def test_bodies_that_are_no_json(client: TestClient, body: bytes, path: str) -> None:
    found = client.post(path, content=body, headers=JSON)
    assert found.status_code in (400, 422)
    assert found.headers["content-type"] == "application/problem+json"
    found.json()


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "'; DROP TABLE decisions; --",
        "../../etc/passwd",
        '=HYPERLINK("http://x")',
        "a\x00b",
        "\u202e\u0000\uffff\U0010ffff",
        "a" * 20_000,
        "%s%n{0}{__class__}",
    ],
)
def test_texts_are_texts(client: TestClient, text: str) -> None:
    found = client.post("/v1/classify", json={"text": text})
    assert found.status_code == 200
    assert found.json()["text"] == text
    assert found.headers["content-type"] == "application/json"
    assert found.headers["x-content-type-options"] == "nosniff"
    made = client.post("/v1/decisions", json={"text": text, "code": "570110"})
    assert made.status_code == (422 if "\0" in text else 201)
    assert client.get("/v1/decisions", params={"contains": text[:200]}).status_code == 200
    assert client.get("/v1/codes", params={"q": text[:200]}).status_code == 200


def test_sql_is_a_value(client: TestClient) -> None:
    client.post("/v1/decisions", json={"text": CARPET, "code": "570110"})
    for attack in ("' OR '1'='1", "%' OR 1=1 --", "x'; DROP TABLE decisions; --"):
        assert client.get("/v1/decisions", params={"contains": attack, "who": attack}).json()["items"] == []
        assert client.get(f"/v1/decisions/{attack}").status_code in (404, 422)
    assert client.get("/v1/decisions").json()["items"]


@pytest.mark.parametrize(
    "path",
    [
        "/v1/score/..%2f..%2fetc%2fpasswd",
        "/v1/score/../../../etc/passwd/file",
        "/v1/codes/..%2f..%2f",
        "/static/..%2f..%2f..%2fpyproject.toml",
        "/static/%2e%2e/%2e%2e/pyproject.toml",
        "/v1/codes/%00",
        "/v1/decisions/%ff%fe",
    ],
)
def test_paths_lead_nowhere(client: TestClient, path: str) -> None:
    found = client.get(path)
    assert found.status_code in (404, 422)
    assert "root:" not in found.text
    assert "build-system" not in found.text


@pytest.mark.parametrize(
    "name", ["../../../tmp/hirfa-outside.csv", "<script>alert(1)</script>.csv", "a\\..\\b.csv", ".csv"]
)
def test_names_of_files_are_harmless(client: TestClient, name: str) -> None:
    done = client.post("/v1/score", files={"file": (name, "designation\nkilim\n")})
    assert done.status_code == 200, done.text
    given = done.headers["content-disposition"].split("filename=")[1]
    assert not set(given) & set("<>/\\")
    assert not Path("/tmp/hirfa-outside.csv").exists()


def test_formulas_in_tables(client: TestClient) -> None:
    cells = ["=1+1", "+cmd|'/c calc'!A1", "@SUM(A1)", "-2+3", "\t=1", "-12.5"]
    table = "=evil()," + "designation\n" + "".join(f'"{cell}","{cell}"\n' for cell in cells)
    done = client.post("/v1/score", files={"file": ("a.csv", table)})
    rows = done.text.splitlines()
    assert rows[0].startswith('"\'=evil()"')
    assert [row.split('"')[1][0] for row in rows[1:6]] == ["'", "'", "'", "'", "\t"]
    assert rows[5].startswith("\"\t'=1")
    assert rows[6].startswith('"-12.5"')


def _workbook(size: int) -> bytes:
    """An Excel file whose sheet unpacks to `size` bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(size >> 20):
                sheet.write(b"0" * (1 << 20))
    return packed.getvalue()


def _swollen() -> bytes:
    """A small Parquet file that holds one long text very often."""
    packed = io.BytesIO()
    pq.write_table(pa.table({"designation": ["x" * 100_000] * 900}), packed)
    return packed.getvalue()


def test_bombs(client: TestClient) -> None:
    files = {
        "bomb.xlsx": _workbook(64 << 20),
        "bomb.parquet": _swollen(),
        "rows.csv": b"designation\n" + b"a\n" * 1_001,
        "columns.csv": b",".join(b"c%d" % i for i in range(60)) + b",designation\n",
    }
    for name, content in files.items():
        assert len(content) < 1_000_000
        found = client.post("/v1/score", files={"file": (name, content)})
        problem(found, 413, "too-large")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"PK\x03\x04 not a workbook"),
        ("a.xlsx", b"designation\nkilim\n"),
        ("a.parquet", b"PAR1" + b"\x00" * 64 + b"PAR1"),
        ("a.csv", b""),
        ("a.csv", b"\x00\x01\x02\xff\xfe"),
        ("a.csv", b'designation\n"never closed\n'),
        ("a.csv", b"designation,designation\na,b\n"),
        ("a.csv", b"designation\na,b,c\n"),
    ],
)
def test_files_that_are_not_what_they_say(client: TestClient, name: str, content: bytes) -> None:
    found = client.post("/v1/score", files={"file": (name, content)})
    assert found.status_code in (200, 422), found.text
    assert "/tmp" not in found.text


def test_other_sites_are_kept_out(client: TestClient) -> None:
    body = {"text": CARPET, "code": "570110"}
    problem(
        client.post("/v1/decisions", json=body, headers={"sec-fetch-site": "cross-site"}), 403, "cross-site"
    )
    problem(client.get("/v1/decisions", headers={"host": "rebound.evil.example"}), 403, "cross-site")
    assert client.get("/v1/decisions", headers={"host": "localhost:8000"}).status_code == 200


def test_more_than_it_can_do_is_refused_at_once(tmp_path: Path) -> None:
    async def storm() -> list[httpx.Response]:
        app = create_app(settings(tmp_path, queue_limit=4))
        async with app.router.lifespan_context(app):
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as one:
                wanted = [one.post("/v1/classify", json={"text": f"tapis {i}"}) for i in range(40)]
                return list(await asyncio.gather(*wanted))

    found = asyncio.run(storm())
    refused = [response for response in found if response.status_code != 200]
    assert 0 < len(refused) < 40
    for response in refused:
        problem(response, 503, "busy")
        assert response.headers["retry-after"]


def _send(port: int, head: str, pieces: Iterator[bytes]) -> bytes:
    """Send until the server has had enough; what it answered."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        try:
            line.sendall(head.encode())
            for piece in pieces:
                line.sendall(piece)
        except OSError:
            pass
        answer = b""
        try:
            while more := line.recv(65_536):
                answer += more
        except OSError:
            pass
        return answer


def test_two_hundred_megabytes(port: int) -> None:
    head = "POST /v1/classify HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    said = _send(port, f"{head}Content-Length: {200 << 20}\r\n\r\n", iter(()))
    assert b" 413 " in said.splitlines()[0]
    assert b"application/problem+json" in said
    chunk = b"%x\r\n" % (1 << 20) + b"a" * (1 << 20) + b"\r\n"
    flood = (chunk for _ in range(200))
    began = time.monotonic()
    answer = _send(port, f"{head}Transfer-Encoding: chunked\r\n\r\n", flood)
    assert not answer or b" 413 " in answer.splitlines()[0]
    assert time.monotonic() - began < 10
    alive(port)


def test_who_sends_too_much_reads_why(port: int) -> None:
    for content in (b"x" * 5_000_000, iter([b"x" * 100_000] * 50)):
        found = httpx.post(f"http://127.0.0.1:{port}/v1/classify", content=content, headers=JSON)
        problem(found, 413, "too-large")
    alive(port)


def test_rows_come_while_the_rest_is_scored_and_a_broken_end_is_seen(tmp_path: Path) -> None:
    texts = [f"kilim tissé laine réf {i}" for i in range(8_000)]
    table = ("designation\n" + "\n".join(texts)).encode()
    with serving(tmp_path) as (port, server):
        address = f"http://127.0.0.1:{port}/v1/score"

        def rows(break_off: bool) -> tuple[list[str], str, bool]:
            found, seen_running = b"", False
            with httpx.stream("POST", address, files={"file": ("t.csv", table)}, timeout=60) as answer:
                job = f"{address}/{answer.headers['x-hirfa-job']}"
                for piece in answer.iter_bytes():
                    if not found:
                        seen_running = httpx.get(job).json()["state"] == "running"
                    if not found and break_off:
                        for child in children(server):
                            os.kill(child, signal.SIGKILL)
                    found += piece
            return found.decode().splitlines(), job, seen_running

        whole, _, while_running = rows(break_off=False)
        assert while_running
        assert [line.split(",")[0].strip('"') for line in whole[1:]] == texts
        with pytest.raises(httpx.RemoteProtocolError):
            rows(break_off=True)
        alive(port)


def children(process: int) -> list[int]:
    listed = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [c for c in map(int, listed) if b"score_job" in Path(f"/proc/{c}/cmdline").read_bytes()]


def test_slow_clients_are_dropped_and_others_served(port: int) -> None:
    head = b"POST /v1/classify HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    never = [socket.create_connection(("127.0.0.1", port), timeout=20) for _ in range(50)]
    for line in never[:25]:
        line.sendall(head)  # the headers never end
    for line in never[25:]:
        line.sendall(head + b"Content-Length: 100\r\n\r\n{")  # the body never ends
    began = time.monotonic()
    alive(port)
    assert time.monotonic() - began < 2
    assert never[0].recv(1_000) == b""
    assert b" 408 " in never[-1].recv(10_000).splitlines()[0]
    assert time.monotonic() - began < 12
    for line in never:
        line.close()


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"a" * 900_000 + b"\r\n\r\n",
        b"POST /v1/classify HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
        b"POST /v1/classify HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: a\r\n\r\n",
    ],
)
def test_lines_that_are_no_http(port: int, sent: bytes) -> None:
    answer = _send(port, "", iter([sent]))
    assert not answer or answer.split(b" ")[1] in (
        b"400",
        b"403",
        b"404",
        b"413",
        b"414",
        b"415",
        b"422",
        b"431",
    )
    alive(port)


SCHEMATHESIS = """
[checks]
positive_data_acceptance.expected-statuses = ["2xx", 404, 409, 413]
negative_data_rejection.expected-statuses = ["4xx"]
[[operations]]
include-name = "POST /v1/score"
checks.positive_data_acceptance.enabled = false
phases.coverage.enabled = false
[[operations]]
include-path-regex = "/v1/(classify|decisions)$"
phases.coverage.enabled = false
"""


def test_schemathesis_finds_nothing(port: int, tmp_path: Path) -> None:
    """Every operation of the document, with all checks.

    A document cannot say that a file is a table, nor that a whole body is too
    long; the values of answers are too many to try one by one.
    """
    pytest.importorskip("schemathesis")
    (tmp_path / "st.toml").write_text(SCHEMATHESIS)
    command = [
        sys.executable, "-m", "schemathesis.cli", "--config-file", str(tmp_path / "st.toml"), "run",
        f"http://127.0.0.1:{port}/v1/openapi.json", "--max-examples", "5",
        "--phases", "examples,coverage,fuzzing", "--seed", "7", "--no-color",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, cwd=tmp_path)
    assert done.returncode == 0, (
        "\n".join(line[:300] for line in done.stdout.splitlines()[-80:]) + done.stderr[-2_000:]
    )
    alive(port)
