from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from mappings import CodeError
from mappings.download import DownloadError, fetch
from mappings.official import edition_path, official_title, pull_combined_nomenclature, pull_edition

REFERENCE = {
    "results": [
        {"id": "TOTAL", "text": "Total"},
        {"id": "570110", "text": "570110 - Carpets; of wool, knotted"},
        {"id": "5701", "text": "5701 - Carpets, knotted"},
    ]
}
BODIES = {
    "/H6.json": json.dumps(REFERENCE).encode(),
    "/H5.json": b"<html>not json</html>",
    "/big": bytes(range(256)) * 4096,
    "/sparql": b"code,text\n5701 10 10,Tapis de soie\n",
    "/empty": b"code,text\n",
}


class Server(BaseHTTPRequestHandler):
    """A server that can break off in the middle."""

    cut_at: int | None = None
    asked: ClassVar[list[str | None]] = []

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path not in BODIES:
            self.send_error(503)
            return
        body, start = BODIES[path], 0
        wanted = self.headers.get("Range")
        type(self).asked.append(wanted)
        if wanted:
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            if start >= len(body):
                self.send_error(416)
                return
        self.send_response(206 if wanted else 200)
        self.send_header("Content-Length", str(len(body) - start))
        self.end_headers()
        end, type(self).cut_at = type(self).cut_at, None
        self.wfile.write(body[start:end])

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("HIRFA_DATA", str(tmp_path / "data"))
    Server.cut_at, Server.asked = None, []
    listening = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{listening.server_port}"
    listening.shutdown()
    listening.server_close()


def test_official_texts_are_fetched_kept_and_read(server: str) -> None:
    with pytest.raises(DownloadError, match="run hirfa nomenclature pull"):
        official_title("570110", edition="HS2022")
    receipt = pull_edition("HS2022", base=server)
    assert receipt.size == len(BODIES["/H6.json"])
    assert official_title("57.01.10", edition="HS2022") == "Carpets; of wool, knotted"
    with pytest.raises(CodeError, match="570110"):
        official_title("570120", edition="HS2022")
    pull_combined_nomenclature(2026, "fr", endpoint=f"{server}/sparql")
    assert official_title("57011010", year=2026, language="fr") == "Tapis de soie"


def test_a_download_goes_on_where_it_broke_off(server: str, tmp_path: Path) -> None:
    Server.cut_at = 300_000
    with pytest.raises(DownloadError, match="of 1,048,576 bytes came"):
        fetch(f"{server}/big", tmp_path / "big")
    assert not (tmp_path / "big").exists()
    fetch(f"{server}/big", tmp_path / "big")
    assert Server.asked[1] == "bytes=300000-"
    assert (tmp_path / "big").read_bytes() == BODIES["/big"]


def test_what_is_wrong_is_said_in_one_sentence(server: str) -> None:
    with pytest.raises(DownloadError, match="answered 503; try later"):
        pull_edition("HS2012", base=server)
    with pytest.raises(DownloadError, match="not a UN Comtrade reference file"):
        pull_edition("HS2017", base=server)
    with pytest.raises(DownloadError, match="no text came; check the year"):
        pull_combined_nomenclature(1900, "fr", endpoint=f"{server}/empty")
    with pytest.raises(DownloadError, match="'ar' is not a language of the EU"):
        pull_combined_nomenclature(2026, "ar")
    with pytest.raises(DownloadError, match="connect to the internet"):
        pull_edition("HS2022", base="http://127.0.0.1:9")


def test_an_altered_file_is_refused(server: str) -> None:
    pull_edition("HS2022", base=server)
    edition_path("HS2022").write_text("{}", "utf-8")
    with pytest.raises(DownloadError, match="was altered since it was fetched"):
        official_title("570110", edition="HS2022")
