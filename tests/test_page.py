"""The pages: what the server writes."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
import time
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient

from mappings import LANGUAGES, Language
from service.http.app import create_app
from service.http.problems import KINDS, Problem
from service.http.settings import Settings
from service.keys import KeyStore
from service.page.staging import suffix_of
from service.page.words import word
from service.storage import opened

if TYPE_CHECKING:
    pass

CARPET = {
    "fr": "tapis noué main en laine",
    "en": "hand knotted wool carpet",
    "es": "alfombra anudada de lana",
    "ar": "زربية صوفية معقودة",
}
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
STATES = (
    "/?text=zellige+taillé+main+sur+trame",
    "/?text=babouche",
    "/?text=babouche&a=footwear_upper:leather&a=footwear_sole:unknown",
    "/?text=tapis+noué+laine&a=stamp:unknown",
    "/?text=iPhone+15+128+Go",
    "/?text=produits+divers",
    "/?text=123",
    "/?text=tapis&a=zz:yy",
    "/file",
    "/codes?q=5701.10",
    "/codes?q=6908.10",
    "/codes?q=6403",
    "/codes?q=tapis",
    "/codes?q=999999",
    "/decisions/01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "/sign-in",
    "/nowhere",
)
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def settings(folder: Path, **changed: Any) -> Settings:
    given = {"database_url": f"sqlite:///{folder}/h.sqlite", "rate_per_address": 0, "log_level": "error"}
    return Settings(**{**given, **changed})


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = create_app(settings(tmp_path_factory.mktemp("page")))
    with TestClient(app, base_url="http://localhost", headers=BROWSER) as found:
        yield found


class Reader(HTMLParser):
    """Notes what a policy without inline code would block, and whether the elements are balanced."""

    VOID = frozenset({"meta", "link", "img", "input", "br", "hr"})

    def __init__(self) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.foreign: list[str] = []
        self.open: list[str] = []
        self.ids: list[str] = []
        self.root: dict[str, str | None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.inline += [f"{tag} {name}" for name in given if name.startswith("on") or name == "style"]
        self.inline += [tag] if tag == "style" or (tag == "script" and not given.get("src")) else []
        for name in ("src", "href", "action", "data-fragment"):
            if re.match(r"(?:\w+:|//)", given.get(name) or ""):
                self.foreign.append(f"{tag} {given[name]}")
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "html":
            self.root = given
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    assert reader.open == []
    assert len(set(reader.ids)) == len(reader.ids)
    return reader


def recorded(client: TestClient, text: str = CARPET["fr"], **more: Any) -> str:
    """Record a decision and return the address of its certificate."""
    data = {"text": text, "code": "570110", "a": ["stamp:state-stamped"], **more}
    response = client.post("/decisions", data=data, follow_redirects=False)
    assert response.status_code == 303, response.text
    return str(response.headers["location"])


def test_every_text_stands_in_every_language() -> None:
    for key, texts in word.rows.items():
        assert set(texts) == set(LANGUAGES), key
        assert all((text and text == text.strip()) or key == "instead_of" for text in texts.values()), key
        places = {language: set(re.findall(r"{(\w+)}", text)) for language, text in texts.items()}
        assert len({frozenset(found) for found in places.values()}) == 1, (key, places)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_in_every_language_is_whole_and_loads_nothing_inline(
    client: TestClient, language: str
) -> None:
    for state in STATES:
        response = client.get(state, headers={"Accept-Language": language})
        assert response.status_code < 500, state
        reader = read(response.text)
        assert reader.root == {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}, state
        assert reader.inline == [], state
        assert reader.foreign == [], state
        policy = response.headers["content-security-policy"]
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert response.headers["cache-control"] == "no-store"


def test_language_is_that_of_the_browser_until_another_is_chosen(client: TestClient) -> None:
    client.cookies.clear()
    assert 'lang="fr"' in client.get("/", headers={"Accept-Language": "de"}).text
    assert 'lang="es"' in client.get("/", headers={"Accept-Language": "de, es-MX;q=0.4"}).text
    assert 'dir="rtl"' in client.get("/?lang=ar&text=tapis").text
    later = client.get("/codes", headers={"Accept-Language": "en"})
    client.cookies.clear()
    assert 'dir="rtl"' in later.text
    assert client.get("/?lang=<script>").headers.get("set-cookie") is None


def test_answer_holds_code_reason_words_line_and_rates(client: TestClient) -> None:
    text = client.get("/", params={"text": "zellige taillé main sur trame", "lang": "fr"}).text
    for shown in ("6907.30", "99", "presque certain", "RGI 1", "6907.30.00.10", "0,25\xa0%", "Poterie"):
        assert shown in text
    assert '<mark class="level2">zellige</mark>' in text
    assert "au lieu de" in text


def test_a_question_is_answered_withdrawn_and_passed_over(client: TestClient) -> None:
    params = {"text": "babouche", "lang": "fr"}
    assert 'value="footwear_upper:leather"' in client.get("/", params=params).text
    answered = client.get("/", params={**params, "a": "footwear_upper:leather"}).text
    assert 'value="footwear_upper:leather"' in answered  # travels on in the next form
    assert "6403.59" in answered
    assert "Retirer" in answered
    passed = client.get("/", params={**params, "a": "footwear_upper:unknown"}).text
    assert "Je ne sais pas" in passed
    assert 'name="a" value="footwear_upper:leather"' not in passed


def test_the_question_on_the_line_decides_it_or_leaves_it_open(client: TestClient) -> None:
    params = {"text": CARPET["fr"], "lang": "fr"}
    assert "estampille" in client.get("/", params=params).text
    stamped = client.get("/", params={**params, "a": "stamp:state-stamped"}).text
    assert "5701.10.00.10" in stamped
    assert "5701.10.00.90" not in stamped
    left = client.get("/", params={**params, "a": "stamp:unknown"}).text
    assert "Plusieurs lignes restent ouvertes" in left


def test_hostile_text_is_harmless_wherever_it_is_shown(client: TestClient) -> None:
    places = ("/?text={}", "/?text=tapis&a={}", "/?text=tapis&corrects={}", "/codes?q={}", "/?lang={}")
    for place in (*places, "/sign-in?back={}", "/codes?q=5701&edition={}", "/decisions/{}"):
        response = client.get(place.format(HOSTILE.replace("/", "")))
        assert response.headers["content-type"].startswith("text/html"), place
        assert "<script>alert" not in response.text, place
        assert "<img src=x" not in response.text, place
    address = recorded(client, f"{CARPET['fr']} {HOSTILE}")
    assert "<script>alert" not in client.get(address).text
    assert (
        client.post("/answer", data={"text": "tapis\x00\ud800".encode("utf-8", "replace")}).status_code == 200
    )
    assert 'name="back" value="/"' in client.get("/sign-in", params={"back": "https://evil.example"}).text


def test_a_decision_is_recorded_shown_verified_and_corrected(client: TestClient) -> None:
    address = recorded(client)
    shown = client.get(address, params={"lang": "fr"}).text
    for part in ("5701.10", "5701.10.00.10", CARPET["fr"], "Empreinte SHA-256", "La page publique"):
        assert part in shown
    read(shown)
    checked = client.get(f"{address}/verify")
    assert "intact" in checked.text
    assert "mêmes candidats" in checked.text
    assert CARPET["fr"] not in checked.text  # open to whoever holds the certificate
    drawn = client.get(f"{address}/qr.svg")
    assert drawn.headers["content-type"] == "image/svg+xml"
    found = client.get(f"{address}/certificate.json").json()
    assert found["record"]["line"] == "5701100010"
    again = recorded(client, corrects=found["id"], code="570190", a=[])
    assert again.rsplit("/", 1)[1] in client.get(address).text


def test_what_cannot_be_recorded_is_refused_kindly(client: TestClient) -> None:
    data = {"text": CARPET["fr"], "code": "570110"}
    assert client.post("/decisions", data={**data, "code": "851713"}).status_code == 400
    assert client.post("/decisions", data={**data, "a": "zz:yy"}).status_code == 400
    elsewhere = {"Origin": "https://evil.example"}
    assert client.post("/decisions", data=data, headers=elsewhere).status_code == 403
    assert client.post("/decisions", data=data, headers={"Origin": "null"}).status_code == 403
    lost = {**data, "corrects": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}
    assert client.post("/decisions", data=lost).status_code == 400


def test_an_altered_record_is_told_on_the_verify_page(tmp_path: Path) -> None:
    with TestClient(create_app(settings(tmp_path)), base_url="http://localhost") as client:
        address = recorded(client)
        with sqlite3.connect(tmp_path / "h.sqlite") as database:
            database.execute("UPDATE decisions SET code = '570190'")
        shown = client.get(f"{address}/verify", params={"lang": "fr"}).text
        assert "La chaîne est rompue" in shown
        assert "a été modifié" in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_gate_refuses_is_a_page_in_the_readers_language(tmp_path: Path, language: Language) -> None:
    asked = {**BROWSER, "Accept-Language": language}
    big = {"content-type": "application/x-www-form-urlencoded"}
    limits = {"rate_per_address": 0.01, "burst": 5, "body_limit": 1_000}
    with TestClient(
        create_app(settings(tmp_path, **limits)), base_url="http://localhost", headers=asked
    ) as client:
        refused = {
            "not-found": client.get("/nowhere"),
            "method": client.delete("/codes"),
            "unauthenticated": client.get("/", headers={"X-API-Key": "hirfa_<b>"}),
            "cross-site": client.post("/answer", headers={"Sec-Fetch-Site": "cross-site"}),
            "too-large": client.post("/answer", content=b"text=" + b"x" * 2_000, headers=big),
            "malformed": client.post(
                "/answer", content=b"x", headers={"content-type": "multipart/form-data"}
            ),
            "rate": client.get("/"),
        }
        program = client.get("/nowhere", headers={"Accept": "*/*"})
    for kind, response in refused.items():
        assert response.status_code == KINDS[kind], kind
        assert response.headers["content-type"].startswith("text/html"), kind
        assert read(response.text).root["lang"] == language
        assert Problem(kind).title(language) in response.text
        assert response.headers["x-request-id"] in response.text
        assert "Accept" in response.headers["vary"].split(", ")
    assert 'href="/sign-in"' in refused["unauthenticated"].text
    assert int(refused["rate"].headers["retry-after"]) >= 1
    assert refused["method"].headers["allow"] == "GET"
    assert program.headers["content-type"] == "application/problem+json"


def upload(client: TestClient, name: str, content: bytes, **given: Any) -> Any:
    return client.post("/file", files={"table": (name, content)}, follow_redirects=False, **given)


def test_a_file_is_taken_mapped_scored_charted_and_given_back(client: TestClient) -> None:
    table = "réf;désignation\nA1;zellige taillé main\nA2;=1+1\nA3;babouche en cuir\n".encode()
    columns = upload(client, "../<b>exports</b>.csv", table).headers["location"]
    page = client.get(columns).text
    assert 'value="désignation" checked' in page
    assert "<b>exports" not in page
    assert (
        client.post(columns, data={"column": "nobody"}, follow_redirects=False).headers["location"] == columns
    )
    job = client.post(columns, data={"column": "désignation"}, follow_redirects=False).headers["location"]
    assert client.get(columns).status_code == 404  # taken over
    deadline = time.monotonic() + 30
    while 'data-state="done"' not in client.get(f"{job}/progress").text:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    result = client.get(job, params={"lang": "fr"}).text
    assert "Lignes par état" in result
    assert 'class="part-decided"' in result
    given = client.get(f"{job}/download")
    rows = list(csv.DictReader(io.StringIO(given.text), delimiter=";"))
    assert next(row["hs_code"][:6] for row in rows) == "690730"
    assert not any(value.startswith("=") for row in rows for value in row.values())


def test_files_that_cannot_be_read_are_refused_kindly(client: TestClient) -> None:
    assert upload(client, "photo.png", b"x").status_code == 415
    assert upload(client, "a.xlsx", b"not a workbook").status_code == 422
    assert upload(client, "a.parquet", b"PAR1").status_code == 422
    assert upload(client, "a.csv", b"").status_code == 422
    assert client.post("/file", data={"table": ""}).status_code in (400, 422)
    assert upload(client, "a.csv", b"x\n1\n", headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.get(f"/file/{32 * '0'}").status_code == 404
    assert client.get("/file/columns/..%2F..%2Fetc").status_code == 404
    assert client.get("/file/../../etc/passwd").status_code == 404
    assert suffix_of("..\\x.XLSX") == ".xlsx"


def test_an_archive_that_unpacks_to_too_much_is_refused_unread(tmp_path: Path) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b" " * (8 << 20))
    app = create_app(settings(tmp_path, upload_unpacked=1 << 20))
    with TestClient(app, base_url="http://localhost") as client:
        response = upload(client, "bomb.xlsx", bomb.getvalue())
        assert response.status_code == 422
        assert "une fois décompressé" in response.text
        assert str(tmp_path) not in response.text


def test_codes_are_found_across_editions_and_by_words(client: TestClient) -> None:
    client.cookies.clear()
    current = client.get("/codes", params={"q": "5701.10", "lang": "en"}).text
    for part in ("square metre", "5701.10.00.10", "65921", "Carpets", 'class="stop there shown"'):
        assert part in current
    old = client.get("/codes", params={"q": "690810"}).text
    assert "2012 edition" in old
    assert "6907.40" in old
    assert "6403.59" in client.get("/codes", params={"q": "belgha"}).text
    assert "9405" in client.get("/codes", params={"q": "9405"}).text
    assert "No code matches" in client.get("/codes", params={"q": "999999"}).text


def test_where_keys_are_asked_for_the_page_asks_too(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path}/h.sqlite") as engine:
        reader, decider = (KeyStore(engine).create(name, [name]).secret for name in ("read", "decide"))
    app = create_app(settings(tmp_path, host="0.0.0.0"))  # nothing listens in this test
    with TestClient(app, base_url="http://hirfa.example") as client:
        refused = client.get("/codes", follow_redirects=False)
        assert refused.headers["location"] == "/sign-in?back=%2Fcodes"
        assert client.post("/sign-in", data={"key": "hirfa_x"}).status_code == 401
        signed = client.post("/sign-in", data={"key": reader, "back": "/codes"}, follow_redirects=False)
        assert signed.headers["location"] == "/codes"
        assert "HttpOnly" in signed.headers["set-cookie"]
        shown = client.get("/", params={"text": CARPET["fr"]}).text
        assert 'action="/decisions"' not in shown
        data = {"text": CARPET["fr"], "code": "570110"}
        assert (
            client.post("/decisions", data=data, follow_redirects=False)
            .headers["location"]
            .startswith("/sign-in")
        )
        client.post("/sign-in", data={"key": decider})
        address = client.post("/decisions", data=data, follow_redirects=False).headers["location"]
        assert client.get(f"{address}/certificate.json").json()["record"]["who"] == "decide"
        client.cookies.clear()
        assert client.get(address, follow_redirects=False).status_code == 303
        assert client.get(f"{address}/verify").status_code == 200
