"""The pages in a real browser before a real server: what a person meets."""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn
from fastapi import FastAPI

from mappings import LANGUAGES
from service.http.app import create_app
from service.http.jobs import Jobs
from service.http.score_job import say
from tests.test_page import CARPET, STATES, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
in_a_browser = pytest.mark.skipif(CHROMIUM is None, reason="no chromium here; apt-get install chromium")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    return create_app(settings(tmp_path_factory.mktemp("browser")))


@pytest.fixture(scope="module")
def server(app: FastAPI) -> Iterator[str]:
    running = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 120
    while not running.started:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    yield f"http://127.0.0.1:{running.servers[0].sockets[0].getsockname()[1]}"
    running.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


def visitor(browser: Browser, server: str, language: str, **more: Any) -> BrowserContext:
    context = browser.new_context(base_url=server, locale=language, **more)
    context.set_default_timeout(60_000)
    return context


@in_a_browser
@pytest.mark.parametrize("script", [True, False], ids=["javascript", "plain"])
def test_a_person_types_answers_records_and_verifies(browser: Browser, server: str, script: bool) -> None:
    context = visitor(browser, server, "fr", java_script_enabled=script)
    page = context.new_page()
    refusals: list[str] = []
    page.on("console", lambda m: refusals.append(m.text) if m.type == "error" else None)
    page.goto("/")
    page.locator("#text").fill("babouche")
    if script:
        page.locator(".question").wait_for()  # it settled without a click
        assert "text=babouche" in page.url
    else:
        page.locator("#ask button").click()
    page.get_by_role("button", name="cuir", exact=True).click()
    page.locator(".given").wait_for()
    page.locator("#text").fill(CARPET["fr"])
    page.locator("#ask button").click()
    page.locator(".line .options button").first.click()
    page.locator(".line .rates").wait_for()
    if script:
        assert "5701.10" in str(page.locator("#status").text_content())
        assert page.evaluate("document.activeElement.id") == "found"
    page.locator(".record button").click()
    page.locator(".certificate").wait_for()
    assert "5701.10.00.10" in page.locator(".certificate").inner_text()
    assert page.locator(".qr img").evaluate("image => image.naturalWidth") > 0
    page.locator("a[href$='/verify']").click()
    page.locator(".verification.intact").wait_for()
    assert refusals == []
    context.close()


@in_a_browser
def test_a_person_sends_a_file_and_takes_the_result(browser: Browser, server: str, tmp_path: Path) -> None:
    source = tmp_path / "exports.csv"
    rows = [f"{i},{list(CARPET.values())[i % 4]}" for i in range(200)]
    source.write_text("ref,description\n" + "\n".join(rows), encoding="utf-8")
    context = visitor(browser, server, "es")
    page = context.new_page()
    page.goto("/file")
    page.locator("#table").set_input_files(source)
    page.locator("form button").click()
    page.locator(".choices").wait_for()
    assert page.locator("input:checked").get_attribute("value") == "description"
    page.locator("form button").click()
    page.locator(".chart").first.wait_for()
    with page.expect_download() as download:
        page.locator("a[download]").click()
    assert Path(download.value.path()).read_text(encoding="utf-8").count("570110") >= 200
    context.close()


@in_a_browser
def test_changing_the_language_keeps_what_was_asked_and_turns_the_page(browser: Browser, server: str) -> None:
    context = visitor(browser, server, "fr", viewport={"width": 1200, "height": 900})
    page = context.new_page()
    page.goto("/")
    page.locator("#text").fill("babouche")
    page.locator(".question button").first.click()
    page.locator(".given").wait_for()
    page.locator("[data-lang=ar]").click()
    page.locator("html[dir=rtl] .given").wait_for()
    assert page.locator("#text").input_value() == "babouche"
    main, side = (page.locator(name).bounding_box() for name in (".main-column", ".side-column"))
    assert main
    assert side
    assert main["x"] > side["x"]
    for width in (320, 390, 1200):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
    context.close()


@pytest.fixture(scope="module")
def addresses(browser: Browser, server: str, app: FastAPI) -> list[str]:
    """Every state that has an address, the recorded, the corrected and the uploaded among them."""
    context = visitor(browser, server, "fr")
    post = context.request.post
    form: dict[str, str | float | bool] = {"text": CARPET["fr"], "code": "570110", "a": "stamp:state-stamped"}

    def decided(**more: str) -> str:
        sent = post("/decisions", form={**form, **more}, headers={"Origin": server}, max_redirects=0)
        return sent.headers["location"]

    corrected, erased = decided(), decided()
    number = corrected.rsplit("/", 1)[1]
    certificate = decided(code="570190", corrects=number)
    app.state.services.decisions.erase(erased.rsplit("/", 1)[1], who="page")
    table = {
        "name": "t.csv",
        "mimeType": "text/csv",
        "buffer": b"ref,text\n1,tapis\n2,zellige\n3,=1\n4,babouche\n",
    }
    headers = {"Origin": server}
    staged = [
        post("/file", multipart={"table": table}, headers=headers, max_redirects=0).headers["location"]
        for _ in range(2)
    ]
    job = post(staged[0], form={"column": "text"}, headers=headers, max_redirects=0).headers["location"]
    while 'data-state="done"' not in context.request.get(f"{job}/progress").text():
        time.sleep(0.1)
    context.close()
    recorded = [certificate, corrected, erased, f"{certificate}/verify", f"/?text=tapis&corrects={number}"]
    return ["/", *STATES, *recorded, staged[1], job, *unfinished(app.state.jobs)]


def unfinished(jobs: Jobs) -> list[str]:
    """Tables that wait, are in work and have failed, for as long as one cares to look."""
    problem = {"kind": "table", "values": {"column": "text"}}
    states = {"waiting": (0, None, None), "running": (1_200, 4_800, None), "failed": (0, None, problem)}
    found = []
    for number, (state, told) in enumerate(states.items()):
        folder = jobs._folder / f"{number:032x}"
        folder.mkdir()
        owner = {"who": "anonymous", "name": "t_hs.csv", "created": time.time()}
        (folder / "owner.json").write_text(json.dumps(owner))
        say(folder, state, *told)
        found.append(f"/file/{folder.name}")
    return found


def violations(page: Page) -> list[str]:
    found = page.evaluate("axe.run({resultTypes: ['violations'], preload: false, selectors: false})")[
        "violations"
    ]
    return [f"{page.url} {v['id']}: {v['nodes'][0]['html'][:160]}" for v in found]


@in_a_browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_in_any_state(
    browser: Browser, server: str, addresses: list[str], language: str
) -> None:
    import axe_playwright_python

    axe = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    # Both schemes and both widths are seen, each in two of the languages.
    scheme = "dark" if language in ("en", "ar") else "light"
    viewport = {"width": 390 if language in ("es", "ar") else 1280, "height": 900}
    context = visitor(browser, server, language, color_scheme=scheme, viewport=viewport)
    context.add_init_script(axe)  # once for all pages; our policy would refuse it as an element
    page = context.new_page()
    found: list[str] = []
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status < 500, address
        found += violations(page)
    assert found == []
    context.close()
