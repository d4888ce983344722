"""Scoring in a process of its own: the same answers, and what happens when it dies."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from classifier import load_model
from classifier.errors import ArtifactError
from mappings.tariff_import import load_tariff
from service.answers import Desk, answer
from service.http.batching import Batcher
from service.http.models import ClassifyRequest
from service.http.problems import ProblemError
from service.http.scorers import Scored, ScorerGoneError, wants_process
from service.http.scoring import Done, Query
from service.http.settings import Settings
from tests.test_http import CARPET, client_of, problem


def test_a_scorer_process_answers_as_the_library_does_and_may_die(tmp_path: Path) -> None:
    desk = Desk(load_model(), load_tariff())
    theirs = json.loads(json.dumps(answer(desk, CARPET, language="en").to_dict()))
    given = {"text": CARPET, "language": "en"}
    with client_of(tmp_path, scorer="process") as client:
        scorer = client.app.state.batcher._scorer  # type: ignore[attr-defined]
        assert client.post("/v1/classify", json=given).json() == theirs
        texts = [f"{CARPET} {number}" for number in range(100)]
        assert len(client.post("/v1/classify/batch", json={"texts": texts}).json()["answers"]) == 100
        wrong = client.post("/v1/classify", json={"text": "tapis", "answers": {"moon": "wool"}})
        problem(wrong, 422, "unknown-answer")
        first = scorer.pid
        os.kill(first, signal.SIGKILL)
        again = client.post("/v1/classify", json={"text": "tapis", "answers": {"technique": "knotted"}})
        assert again.json()["code"].startswith("5701")
        assert client.get("/readyz").status_code == 200
        second = scorer.pid
        assert second != first
    with pytest.raises(ProcessLookupError):
        os.kill(second, 0)


def test_a_scorer_that_cannot_start_leaves_nothing_behind(tmp_path: Path) -> None:
    with (
        pytest.raises(ArtifactError, match="none"),
        client_of(tmp_path, scorer="process", model=tmp_path / "none"),
    ):
        pass
    children = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    started = [int(pid) for path in children for pid in path.read_text().split()]
    assert not [pid for pid in started if b"scorer_process" in Path(f"/proc/{pid}/cmdline").read_bytes()]


class Mortal:
    """A scorer that dies of one text."""

    depth, ready, failed = 2, True, False
    deaths = 0

    def submit(self, queries: Sequence[Query]) -> asyncio.Future[Scored]:
        future: asyncio.Future[Scored] = asyncio.get_running_loop().create_future()
        if any(query.text == "deadly" for query in queries):
            self.deaths += 1
            future.set_exception(ScorerGoneError())
        else:
            future.set_result([Done(query.text.encode(), "decided") for query in queries])
        return future

    def watch(self, changed: Any) -> None:
        self.changed = changed

    async def close(self) -> None:
        pass


def test_a_text_that_kills_the_scorer_takes_no_other_along() -> None:
    scorer = Mortal()

    async def ask() -> list[Any]:
        batcher = Batcher(Desk(load_model(), load_tariff()), scorer)
        texts = ["deadly" if i == 20 else str(i) for i in range(40)]
        waiting = [batcher.one(ClassifyRequest(text=text)) for text in texts]
        found = await asyncio.gather(*waiting, return_exceptions=True)
        scorer.failed = True
        with pytest.raises(ProblemError, match="not available"):
            await batcher.one(ClassifyRequest(text="tapis"))
        return found

    found = asyncio.run(ask())
    assert isinstance(found.pop(20), ProblemError)
    assert [one.body for one in found] == [str(i).encode() for i in range(40) if i != 20]
    assert scorer.deaths == 2


@pytest.mark.parametrize(
    ("cores", "workers", "process"), [(1, 1, False), (2, 1, True), (2, 2, False), (8, 4, True)]
)
def test_a_worker_scores_apart_where_there_are_two_cores_for_it(
    monkeypatch: pytest.MonkeyPatch, cores: int, workers: int, process: bool
) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(cores)))
    assert wants_process(Settings(workers=workers)) is process
    assert wants_process(Settings(workers=workers, scorer="process"))
