"""Requests to classify as plain values, and their answers as JSON: what one scorer does, wherever it runs."""

from __future__ import annotations

import gc
import pickle
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import orjson

from classifier import Classification
from mappings import Language
from service.answers import Answer, Desk, answer, complete

_WARM_UP: Final = ("tapis", "zellige taillé main", "بلغة جلد")
_COLLECT_AFTER: Final = 20_000
LENGTH: Final = struct.Struct("!I")


@dataclass(frozen=True, slots=True)
class Query:
    """One text to classify; its answers are known to be acceptable.

    Parameters
    ----------
    text : str
    language : {"fr", "en", "es", "ar"} or None
    k : int
    answers : dict of attribute to value
    """

    text: str
    language: Language | None = None
    k: int = 5
    answers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Done:
    """An answer as JSON, and its status for the counters."""

    body: bytes
    status: str


def open_desk(model: Path | None, country: str) -> Desk:
    """What answers are made from, used once, so that the first caller need not wait.

    Raises
    ------
    ArtifactError, TableError
        When the model or the tariff cannot be read.
    """
    from classifier import load_model
    from mappings.tariff_import import load_tariff

    desk = Desk(load_model(model), load_tariff(country))
    for text in _WARM_UP:
        answer(desk, text)
    return desk


def settle_memory() -> None:
    """Spare the garbage collector what was loaded: it stays anyway, and looking through it stops every request."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER, 20, 20)


def score(desk: Desk, queries: Sequence[Query]) -> list[Done | Exception]:
    """Answer plain queries in one go, those with answers one by one."""
    found: dict[int, Done | Exception] = {}
    together: dict[tuple[Language | None, int], list[int]] = {}
    for i, query in enumerate(queries):
        if query.answers:
            found[i] = _alone(desk, query)
        else:
            together.setdefault((query.language, query.k), []).append(i)
    for (language, k), places in together.items():
        try:
            done = _alike(desk, [queries[i].text for i in places], language, k)
            found.update(zip(places, done, strict=True))
        except Exception:
            # Only the text that is to blame shall fail.
            found.update((i, _alone(desk, queries[i])) for i in places)
    return [found[i] for i in range(len(queries))]


def _alike(desk: Desk, texts: list[str], language: Language | None, k: int) -> list[Done]:
    found: list[Classification] = desk.classifier.classify(texts, k=k, language=language)
    return [_done(complete(desk, one, language=language)) for one in found]


def _alone(desk: Desk, query: Query) -> Done | Exception:
    try:
        found = answer(desk, query.text, language=query.language, answers=query.answers, k=query.k)
        return _done(found)
    except Exception as error:
        return error


def _done(found: Answer) -> Done:
    return Done(dumps(found.shallow()), found.classification.status)


def dumps(value: Any) -> bytes:
    """JSON of plain values and of the library's frozen objects."""
    return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY)


def packed(message: Any) -> bytes:
    """A message between a worker and its scorer: a pickle with its length before it."""
    data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    return LENGTH.pack(len(data)) + data
