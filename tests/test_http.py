"""The HTTP API, against the real application."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fastapi.testclient import TestClient

from classifier import Classification, load_model
from mappings import CodeError, Language, load_nomenclature, title
from mappings.tariff_import import load_tariff
from service.answers import answer
from service.http.app import create_app
from service.http.auth import NoKeysError
from service.http.limits import RateLimiter
from service.http.models import AnswerOut
from service.http.problems import word
from service.http.services import Services
from service.http.settings import Settings, SettingsError, read_settings
from service.http.upkeep import erase_daily
from service.keys import KeyStore
from service.storage import opened

ROOT = Path(__file__).resolve().parents[1]
CARPET = "tapis noué main en laine"
LANGUAGES: tuple[Language, ...] = ("fr", "en", "es", "ar")


def settings(folder: Path, **changed: Any) -> Settings:
    given = {
        "database_url": f"sqlite:///{folder}/h.sqlite",
        "rate_per_address": 0,
        "log_level": "error",
        "scorer": "thread",
    }
    return Settings(**{**given, **changed})


def client_of(folder: Path, **changed: Any) -> TestClient:
    return TestClient(create_app(settings(folder, **changed)), raise_server_exceptions=False)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client_of(tmp_path_factory.mktemp("http")) as found:
        yield found


def problem(response: Any, status: int, kind: str) -> dict[str, Any]:
    """What RFC 9457 asks of every refusal."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = response.json()
    assert found["type"] == f"urn:hirfa:problem:{kind}"
    assert found["status"] == status
    assert found["title"]
    assert found["detail"]
    assert "{" not in found["detail"]
    assert found["request_id"] == response.headers["x-request-id"]
    return found


def test_classify_answers_as_the_library_does(client: TestClient) -> None:
    found = client.post("/v1/classify", json={"text": CARPET, "language": "en"})
    assert found.status_code == 200
    ours = found.json()
    services = Services(load_model(), load_tariff(), Settings())
    theirs = json.loads(json.dumps(answer(services, CARPET, language="en").to_dict()))
    assert ours == theirs
    assert ours["national_line"]["question"]["attribute"] == "stamp"
    assert (ours["family"], ours["craft"]["status"]) == ("carpets", "craft_line")
    assert (
        client.post("/v1/classify", json={"text": CARPET, "language": "en"}).json() == ours
    )  # from the cache


def test_the_schema_has_the_fields_of_the_library() -> None:
    assert list(AnswerOut.model_fields)[: len(Classification.__slots__)] == list(Classification.__slots__)


def test_answers_go_to_the_classifier_and_to_the_lines(client: TestClient) -> None:
    given = {"technique": "knotted", "material": "wool", "stamp": "state-stamped"}
    found = client.post("/v1/classify", json={"text": "tapis", "language": "fr", "answers": given}).json()
    assert found["code"] == "570110"
    assert found["national_line"]["line"]["code"] == "5701100010"
    assert found["national_line"]["line"]["duty"] == 30.0
    line = client.post("/v1/classify", json={"text": CARPET, "answers": {"line": "5701100090"}}).json()
    assert line["national_line"]["line"]["code"] == "5701100090"


def test_a_line_of_another_subheading_is_forgotten(client: TestClient) -> None:
    found = client.post(
        "/v1/classify", json={"text": "zellige taillé main", "answers": {"line": "5701100090"}}
    )
    assert not (found.json()["national_line"]["line"] or {"code": ""})["code"].startswith("5701")


@pytest.mark.parametrize("given", [{"moon": "wool"}, {"material": "moon"}, {"stamp": "moon"}])
def test_unknown_answers_are_named(client: TestClient, given: dict[str, str]) -> None:
    found = client.post("/v1/classify", json={"text": "tapis", "answers": given})
    assert problem(found, 422, "unknown-answer")["field"] == f"body.answers.{next(iter(given))}"


def test_an_unknown_line_is_named(client: TestClient) -> None:
    found = client.post("/v1/classify", json={"text": "tapis", "answers": {"line": "0000000000"}})
    assert problem(found, 404, "unknown-code")["field"] == "body.answers.line"


def test_out_of_scope_has_no_line(client: TestClient) -> None:
    found = client.post("/v1/classify", json={"text": "téléphone portable 5G"}).json()
    assert (found["status"], found["national_line"], found["family"]) == ("out_of_scope", None, None)


def test_a_batch_is_in_order_and_like_single_calls(client: TestClient) -> None:
    texts = [CARPET, "", "zellige taillé main", "بلغة جلد"] * 10
    found = client.post("/v1/classify/batch", json={"texts": texts}).json()["answers"]
    assert [one["text"] for one in found] == texts
    single = client.post("/v1/classify", json={"text": texts[3]}).json()
    assert found[3]["candidates"][0]["probability"] == pytest.approx(
        single["candidates"][0]["probability"], abs=1e-4
    )
    problem(client.post("/v1/classify/batch", json={"texts": ["a"] * 1001}), 422, "validation")


def test_codes_in_any_edition(client: TestClient) -> None:
    found = client.get("/v1/codes/6908.10", params={"edition": "HS2012", "language": "es"}).json()
    assert found["became"]["HS2022"] == ["690721", "690722", "690723", "690730", "690740"]
    assert [t["code"] for t in found["titles"]] == ["69", "6908", "690810"]
    now = client.get("/v1/codes/570110").json()
    assert [line["code"] for line in now["national_lines"]] == ["5701100010", "5701100090"]
    assert now["family"]["key"] == "carpets"
    missing = problem(client.get("/v1/codes/570111"), 404, "unknown-code")
    assert missing["field"] == "path.code"
    assert missing["suggestions"]


@pytest.mark.parametrize(
    ("query", "code"),
    [("zellige", "690730"), ("babuchas", "640359"), ("hand-knotted carpets", "570110"), ("5701", "5701")],
)
def test_search_in_any_language(client: TestClient, query: str, code: str) -> None:
    items = client.get("/v1/codes", params={"q": query, "language": "en"}).json()["items"]
    assert code in [item["code"] for item in items[:5]]
    assert all(0 <= item["score"] <= 1 and item["matched"] for item in items)


def test_convert(client: TestClient) -> None:
    found = client.get("/v1/convert", params={"code": "690810", "from": "HS2012", "to": "HS2022"}).json()
    assert found["codes"] == ["690721", "690722", "690723", "690730", "690740"]
    assert (found["relationship"], found["partial"]) == ("n:n", True)
    assert client.get("/v1/convert", params={"code": "570110", "to": "SITC4"}).json()["codes"] == ["65921"]
    problem(client.get("/v1/convert", params={"code": "1", "from": "HS2012"}), 404, "unknown-code")
    problem(
        client.get("/v1/convert", params={"code": "1", "from": "SITC3", "to": "BEC4"}), 404, "no-concordance"
    )


def test_families(client: TestClient) -> None:
    items = client.get("/v1/families", params={"language": "ar"}).json()["items"]
    assert "570110" in next(item["codes"] for item in items if item["key"] == "carpets")


def test_a_decision_from_record_to_erasure(client: TestClient) -> None:
    made = client.post(
        "/v1/decisions", json={"text": f"=1+1 {CARPET}", "code": "570110", "line": "5701100090"}
    )
    assert made.status_code == 201
    identifier = made.json()["id"]
    assert made.headers["location"] == f"/v1/decisions/{identifier}"
    assert client.get(made.headers["location"]).json() == made.json()
    verified = client.get(f"/v1/decisions/{identifier}/verify").json()
    assert (verified["intact"], verified["replay"]["outcome"]) == (True, "same")
    assert client.get(f"/v1/decisions/{identifier}/certificate").json()["hash"] == made.json()["hash"]
    corrected = {"text": CARPET, "code": "570110", "corrects": identifier}
    assert client.post("/v1/decisions", json=corrected).json()["corrects"] == identifier
    page = client.get("/v1/decisions", params={"limit": 1, "code": "5701"}).json()
    following = client.get("/v1/decisions", params={"before": page["next"], "code": "5701"}).json()
    assert following["items"][0]["id"] == identifier
    table = client.get("/v1/decisions", params={"format": "csv", "contains": "noué"})
    assert table.headers["content-type"].startswith("text/csv")
    assert "'=1+1" in table.text
    assert client.delete(f"/v1/decisions/{identifier}/words").status_code == 204
    assert client.get(f"/v1/decisions/{identifier}").json()["text"] is None
    assert client.get(f"/v1/decisions/{identifier}/verify").json()["intact"] is True


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"code": "570111"}, "body.code"),
        ({"line": "5702100090"}, "body.line"),
        ({"line": "5701109999"}, "body.line"),
    ],
)
def test_a_decision_needs_real_codes(client: TestClient, changed: dict[str, str], field: str) -> None:
    found = client.post("/v1/decisions", json={"text": CARPET, "code": "570110", **changed})
    assert problem(found, 404, "unknown-code")["field"] == field


def test_a_decision_that_does_not_exist(client: TestClient) -> None:
    problem(client.get("/v1/decisions/NONE"), 404, "unknown-record")
    problem(client.get("/v1/decisions/NONE/verify"), 404, "unknown-record")
    wrong = {"text": CARPET, "code": "570110", "corrects": "0" * 26}
    problem(client.post("/v1/decisions", json=wrong), 404, "unknown-record")


def test_a_table_comes_back_scored(client: TestClient) -> None:
    table = "designation;valeur\nkilim tissé laine;-5\n=cmd|'/c calc'!A1;+3\n"
    done = client.post("/v1/score", files={"file": ("exports.csv", table)})
    assert done.status_code == 200, done.text
    assert 'filename="exports_hs.csv"' in done.headers["content-disposition"]
    first, second = done.text.splitlines()[1:]
    assert first.startswith('"kilim tissé laine";"-5";')
    assert second.startswith("\"'=cmd|")
    job = client.get(f"/v1/score/{done.headers['x-hirfa-job']}").json()
    assert (job["state"], job["rows"], job["progress"]) == ("done", 2, 1.0)


def test_a_job_shows_its_progress(client: TestClient, tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"text": ["kilim tissé laine", None]}), path)
    taken = client.post(
        "/v1/score",
        params={"wait": "false"},
        files={"file": ("t.parquet", path.read_bytes())},
        data={"text": "text"},
    )
    assert taken.status_code == 202
    problem(client.get(f"{taken.headers['location']}/file"), 409, "not-ready")
    for _ in range(200):
        job = client.get(taken.headers["location"]).json()
        if job["state"] in ("done", "failed"):
            break
        time.sleep(0.05)
    assert (job["state"], job["total"]) == ("done", 2), job
    (tmp_path / "scored.parquet").write_bytes(client.get(f"{taken.headers['location']}/file").content)
    assert pq.read_table(tmp_path / "scored.parquet")["hs_1"][0].as_py() == "570210"
    problem(client.get(f"/v1/score/{'0' * 32}"), 404, "unknown-record")


def test_a_table_without_the_column(client: TestClient) -> None:
    found = client.post("/v1/score", files={"file": ("a.csv", "x\n1\n")}, headers={"accept-language": "fr"})
    assert "designation" in problem(found, 422, "table")["detail"]


def test_health(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json()["decisions"] is True
    client.post("/v1/classify", json={"text": CARPET})
    assert 'route="/v1/classify",status="200"' in client.get("/metrics").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_problems_speak_the_language_of_the_caller(client: TestClient, language: Language) -> None:
    headers = {"accept-language": f"de, {language};q=0.9"}
    found = client.get("/nowhere", headers=headers)
    assert problem(found, 404, "not-found")["title"] == word("not-found_title", language)
    assert found.headers["content-language"] == language
    wrong = client.post("/v1/classify", json={"text": 1, "k": 500, "x": 1}, headers=headers)
    body = problem(wrong, 422, "validation")
    assert body["field"] == "body.text"
    assert word("why_string_type", language) in body["detail"]
    assert {error["field"] for error in body["errors"]} == {"body.text", "body.k", "body.x"}
    unknown = problem(client.get("/v1/codes/690810", headers=headers), 404, "unknown-code")
    with pytest.raises(CodeError) as caught:
        load_nomenclature()["690810"]
    assert unknown["reason"] == caught.value.say(language)
    assert unknown["suggestions"][0]["title"] == title(unknown["suggestions"][0]["code"], language)


def test_methods_and_types(client: TestClient) -> None:
    assert problem(client.put("/v1/classify"), 405, "method")
    assert client.put("/v1/classify").headers["allow"]
    problem(client.post("/v1/classify", content="text=x"), 415, "media")
    problem(client.post("/v1/decisions", data={"text": "x"}), 415, "media")
    problem(client.post("/v1/score", files={"file": ("a.exe", b"MZ")}), 415, "media")


def test_request_ids_and_headers(client: TestClient) -> None:
    given = client.get("/healthz", headers={"x-request-id": "abc-12345678"})
    assert given.headers["x-request-id"] == "abc-12345678"
    made = client.get("/healthz", headers={"x-request-id": "<script>"})
    assert made.headers["x-request-id"] not in ("<script>", given.headers["x-request-id"])
    for response in (made, client.get("/nowhere")):
        assert "script-src 'self'" in response.headers["content-security-policy"]
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["cache-control"] == "no-store"


def test_an_error_of_ours_is_told_without_its_inside(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr("service.http.routes_codes.search", broken)
    found = client.get("/v1/codes", params={"q": "tapis"})
    assert "secret" not in json.dumps(problem(found, 500, "internal"))


def test_keys_and_roles(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path}/h.sqlite") as engine:
        keys = KeyStore(engine)
        reader, decider, admin = (keys.create(r, [r]).secret for r in ("read", "decide", "admin"))
    with client_of(tmp_path, host="0.0.0.0", rate_per_key=0) as client:
        body = {"text": CARPET, "code": "570110"}
        refused = client.post("/v1/classify", json={"text": CARPET})
        problem(refused, 401, "unauthenticated")
        assert refused.headers["www-authenticate"] == "Bearer"
        wrong = {"authorization": "Bearer hirfa_" + "x" * 43}
        problem(client.get("/v1/families", headers=wrong), 401, "unauthenticated")
        problem(client.get("/v1/families", headers={"authorization": "Basic eDp5"}), 401, "unauthenticated")
        assert client.get("/v1/families", headers={"authorization": f"Bearer {reader}"}).status_code == 200
        found = client.post("/v1/decisions", json=body, headers={"x-api-key": reader})
        problem(found, 403, "forbidden")
        made = client.post("/v1/decisions", json=body, headers={"x-api-key": decider}).json()
        assert made["who"] == "decide"
        words = f"/v1/decisions/{made['id']}/words"
        problem(client.delete(words, headers={"x-api-key": decider}), 403, "forbidden")
        assert client.delete(words, headers={"x-api-key": admin}).status_code == 204
        assert client.get("/healthz").status_code == 200
        job = client.post(
            "/v1/score", files={"file": ("a.csv", "designation\nkilim\n")}, headers={"x-api-key": admin}
        )
        place = f"/v1/score/{job.headers['x-hirfa-job']}"
        problem(client.get(place, headers={"x-api-key": reader}), 404, "unknown-record")


def test_no_keys_no_service_for_others(tmp_path: Path) -> None:
    with pytest.raises(NoKeysError, match="hirfa keys create"), client_of(tmp_path, host="0.0.0.0"):
        pass
    with client_of(tmp_path, host="0.0.0.0", allow_anonymous=True) as client:
        assert client.get("/v1/families").status_code == 200


def test_rates_are_limited(tmp_path: Path) -> None:
    with client_of(tmp_path, rate_per_address=1, burst=3) as client:
        found = [client.get("/v1/families") for _ in range(5)]
        assert [response.status_code for response in found[:3]] == [200] * 3
        problem(found[4], 429, "rate")
        assert int(found[4].headers["retry-after"]) >= 1
        assert client.get("/healthz").status_code == 200


ASK = """
import sys, time
from pathlib import Path
from service.http.limits import RateLimiter
limiter = RateLimiter(1e-9, 500, shared=Path(sys.argv[1]))
sys.stdin.readline()
print(sum(limiter.wait("amina") == 0 for _ in range(400)))
"""


def test_workers_count_together(tmp_path: Path) -> None:
    shared = tmp_path / "rates"
    command = [sys.executable, "-c", ASK, str(shared)]
    workers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    allowed = [worker.communicate("go\n", timeout=60)[0] for worker in workers]
    assert sum(map(int, allowed)) == 500
    now = [0.0]
    one, other = (RateLimiter(2.0, 3, clock=lambda: now[0], shared=tmp_path / "more") for _ in range(2))
    assert [limiter.wait("a") for limiter in (one, other, one, other, one)] == [0, 0, 0, 1, 1]
    now[0] = 1.0
    assert [other.wait("a"), one.wait("a"), other.wait("a"), other.wait("b")] == [0, 0, 1, 0]


def test_the_least_recently_seen_callers_are_forgotten_first() -> None:
    now = [0.0]
    limiter = RateLimiter(1e-9, 1, clock=lambda: now[0])
    for number in range(60_000):
        now[0] += 1
        limiter.wait(f"caller {number}")
    assert [limiter.wait(f"caller {number}") > 0 for number in (59_999, 59_000, 0)] == [True, True, False]


def test_texts_are_erased_daily_while_the_service_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.http.app.erase_daily", partial(erase_daily, every=0.1))
    with client_of(tmp_path, text_retention_days=30) as client:
        made = client.post("/v1/decisions", json={"text": CARPET, "code": "570110"}).json()
        later = datetime.now(UTC) + timedelta(days=31)
        store = client.app.state.services.decisions  # type: ignore[attr-defined]
        assert client.get(f"/v1/decisions/{made['id']}").json()["text"] == CARPET
        monkeypatch.setattr(store, "_clock", lambda: later)
        for _ in range(100):
            time.sleep(0.1)
            found = client.get(f"/v1/decisions/{made['id']}").json()
            if found["erased"]:
                break
        assert found["text"] is None
        assert client.get(f"/v1/decisions/{made['id']}/verify").json()["intact"] is True


def test_mixed_load_meets_nothing_unexpected(tmp_path: Path) -> None:
    """What `benchmarks/mixed_load.py` does for half an hour, for a few seconds."""
    command = [sys.executable, "benchmarks/mixed_load.py", "--minutes", "0.1", "--rate", "40"]
    done = subprocess.run(
        [*command, "--output", str(tmp_path / "memory.csv")],
        cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr[-2_000:]
    assert "errors: 0" in done.stdout
    assert (tmp_path / "memory.csv").read_text().startswith("seconds,process,kilobytes")


def test_slow_work_is_not_blamed_on_the_caller(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.http.routes_codes.search", lambda *_: time.sleep(1) or [])
    with client_of(tmp_path, time_limit=0.2) as client:
        found = client.get("/v1/codes", params={"q": "tapis"})
        problem(found, 503, "busy")
        assert found.headers["retry-after"]


def test_settings_are_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HIRFA_PORT", "99999")
    with pytest.raises(SettingsError, match=r"HIRFA_PORT '99999' is not acceptable"):
        read_settings()
    secret = read_settings(port=1, database_url="postgresql://amina:hunter2@host/db")
    assert "hunter2" not in repr(secret) + str(secret.model_dump())


def test_the_document_is_whole_and_its_examples_run(client: TestClient) -> None:
    document = client.get("/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    schemas = document["components"]["schemas"]
    ran = 0
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"]
            assert operation["responses"]["default"]["content"].keys() == {"application/problem+json"}
            content = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if content:
                for example in schemas[content["schema"]["$ref"].split("/")[-1]]["examples"]:
                    assert client.request(method, path, json=example).status_code in (200, 201)
                    ran += 1
            given = [p for p in operation.get("parameters", ()) if "examples" in p["schema"]]
            if given:
                query = {p["name"]: p["schema"]["examples"][0] for p in given if p["in"] == "query"}
                inside = {p["name"]: p["schema"]["examples"][0] for p in given if p["in"] == "path"}
                assert client.request(method, path.format(**inside), params=query).status_code == 200
                ran += 1
    assert ran >= 6
