from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters

from classifier.model import Classifier
from mappings.card import code_facts
from mappings.concordance import Concordance
from mappings.tariff_import import load_tariff
from service.answers import Desk, answer

ROOT = Path(__file__).resolve().parents[1]
CARPET = "Tapis berbère noué main, laine, 2x3 m"


def talk(tmp_path: Path, conversation: Callable[[Client], Awaitable[Any]]) -> Any:
    """Start ``hirfa mcp`` as a client does, and talk to it; the user's folder is an empty one."""
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "service.cli", "mcp"],
        env={**os.environ, "XDG_DATA_HOME": str(tmp_path)},
        cwd=ROOT,
    )

    async def run() -> Any:
        async with Client(server, read_timeout_seconds=60) as client:
            return await conversation(client)

    return asyncio.run(run())


@pytest.fixture
def desk(model: Classifier) -> Desk:
    return Desk(model, load_tariff(imported=False))


def _plain(value: Any) -> Any:
    """As JSON has it."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value


def test_the_tools_return_the_librarys_own_objects(tmp_path: Path, desk: Desk) -> None:
    async def conversation(client: Client) -> dict[str, Any]:
        told = await client.list_tools()
        calls = {
            "classify": {"text": CARPET, "language": "en", "k": 7},
            "code": {"code": "5701.10", "language": "ar"},
            "convert": {"code": "6907.10", "source": "HS2012", "target": "HS2017"},
        }
        results = {name: await client.call_tool(name, given) for name, given in calls.items()}
        assert not any(result.is_error for result in results.values()), results
        assert {tool.name: bool(tool.output_schema) for tool in told.tools} == dict.fromkeys(
            ("classify", "ask", "code", "convert"), True
        )
        assert all(tool.annotations and tool.annotations.read_only_hint for tool in told.tools)
        return {name: result.structured_content for name, result in results.items()}

    found = talk(tmp_path, conversation)
    assert found["classify"] == _plain(answer(desk, CARPET, language="en", k=7).to_dict())
    assert found["code"] == _plain(code_facts("5701.10", language="ar", tariff=desk.tariff))
    assert found["convert"]["codes"] == list(Concordance("HS2012", "HS2017").convert("690710"))
    assert found["convert"]["partial"]
    assert found["convert"]["relationship"] == "n:n"


def test_questions_lead_to_the_moroccan_line(tmp_path: Path) -> None:
    """The first option of each question is taken until nothing is left to ask."""

    async def conversation(client: Client) -> list[dict[str, Any]]:
        answers: dict[str, str] = {}
        heard = []
        for _ in range(12):
            result = await client.call_tool("ask", {"text": "tapis en laine", "answers": answers})
            assert not result.is_error, result.content
            state = result.structured_content
            assert state is not None
            heard.append(state)
            if state["question"] is None:
                break
            answers[state["question"]["attribute"]] = state["question"]["options"][0]["value"]
        final = await client.call_tool("classify", {"text": "tapis en laine", "answers": answers})
        return [*heard, final.structured_content or {}]

    *heard, final = talk(tmp_path, conversation)
    assert {"classifier", "national_line"} <= {state["of"] for state in heard}
    assert heard[0]["of"] == "classifier"
    assert heard[-1]["of"] is None
    assert heard[-1]["status"] == final["status"] == "decided"
    assert heard[-1]["national_line"] == final["national_line"]["line"]["code"]


REFUSALS: dict[str, tuple[str, dict[str, Any], str]] = {
    "value": ("classify", {"text": "tapis", "answers": {"technique": "magic"}}, "answer technique=magic: unknown value"),
    "attribute": ("ask", {"text": "tapis", "answers": {"smell": "sweet"}}, "answer smell=sweet: unknown attribute"),
    "code": ("code", {"code": "570119"}, "'570119': "),
    "no digits": ("code", {"code": "tapis"}, "'tapis': "),
    "conversion": ("convert", {"code": "999999", "source": "HS2012", "target": "HS2022"}, "'999999': not a code of HS2012"),
    "pair": ("convert", {"code": "65921", "source": "SITC4", "target": "BEC5"}, "'BEC5': no table leads there from SITC4"),
    "language": ("classify", {"text": "tapis", "language": "de"}, "language='de': Input should be 'fr'"),
    "k": ("classify", {"text": "tapis", "k": 1_000}, "k=1000: Input should be less than or equal to 100"),
    "misspelt": ("ask", {"text": "tapis", "answer": {}}, "ask has no argument 'answer'; use one of: text, answers,"),
    "tool": ("guess", {"text": "tapis"}, "Unknown tool: guess; use one of: classify, ask, code, convert."),
    "missing": ("convert", {"code": "570110"}, "source: Field required"),
    "long": ("ask", {"text": "x" * 20_001}, "text='xxx"),
    "arabic": ("ask", {"text": "tapis", "language": "ar", "answers": {"smell": "sweet"}}, "الجواب smell=sweet"),
    "french": ("classify", {"text": "tapis", "language": "fr", "k": 1_000}, "k=1000: au plus 100"),
}  # fmt: skip


def test_a_refusal_is_a_sentence_and_the_server_goes_on(tmp_path: Path) -> None:
    async def conversation(client: Client) -> dict[str, Any]:
        found = {name: await client.call_tool(tool, given) for name, (tool, given, _) in REFUSALS.items()}
        found["after"] = await client.call_tool("classify", {"text": "زليج\u0000 <script>", "language": "ar"})
        return found

    found = talk(tmp_path, conversation)
    assert not found.pop("after").is_error
    for name, result in found.items():
        said = result.content[0].text
        assert result.is_error, name
        assert said.startswith(REFUSALS[name][2]), said
        assert said.endswith("."), said
        assert "\n" not in said
        assert "Error executing" not in said
        assert len(said) < 1_000


def test_many_calls_at_once_get_the_answers_of_one_by_one(tmp_path: Path, desk: Desk) -> None:
    texts = [f"{what} {where}" for what in ("zellige", "kilim", "babouche", "tajine") for where in range(8)]

    async def conversation(client: Client) -> list[Any]:
        calls = [client.call_tool("classify", {"text": text}) for text in texts]
        return await asyncio.gather(*calls)

    for text, result in zip(texts, talk(tmp_path, conversation), strict=True):
        assert result.structured_content == _plain(answer(desk, text).to_dict())


def test_what_keeps_it_from_starting_is_one_sentence(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "service.cli", "mcp", "--model", str(tmp_path / "none")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("hirfa: ")
    assert done.stderr.count("\n") == 1
