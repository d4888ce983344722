"""What people and programs send to the service, in fixed proportions, for `mixed_load.py`."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from http_load import texts

from mappings.nomenclature import load_nomenclature, perimeter

LANGUAGES = ("fr", "en", "es", "ar")
WORDS = (
    "zellige",
    "tapis",
    "babouche",
    "leather",
    "lanterne",
    "cerámica",
    "زربية",
    "bois",
    "silver",
    "poterie",
)


@dataclass(frozen=True)
class Call:
    """One request and the status that it must have."""

    name: str
    method: str
    path: str
    status: int = 200
    more: dict[str, Any] = field(default_factory=dict)


class Traffic:
    """What callers send: one call at a time, of kinds in fixed proportions."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._texts = texts()
        self._now = sorted(perimeter())
        self._then = [code for code in self._now if code in load_nomenclature("HS2012")]
        self._count = 0
        self.recorded: deque[str] = deque(maxlen=500)
        self._kinds: dict[Callable[[], Call], float] = {
            self._classify_new: 24,
            self._classify_repeated: 24,
            self._answered: 3,
            self._batch: 2,
            self._convert: 9,
            self._code: 9,
            self._search: 6,
            self._families: 1,
            self._page: 5,
            self._fragment: 6,
            self._code_page: 2,
            self._record: 2,
            self._decision: 3,
            self._certificate_page: 0.5,
            self._verify: 0.2,
            self._decisions: 0.4,
            self._upload: 0.08,
            self._bad: 2.5,
            self._health: 0.4,
        }

    def next(self) -> Call:
        """The next call."""
        self._count += 1
        return self._random.choices(list(self._kinds), list(self._kinds.values()))[0]()

    def _text(self) -> str:
        return self._random.choice(self._texts)

    def _new_text(self) -> str:
        return f"{self._text()} réf {self._count}"

    def _language(self) -> dict[str, str]:
        return {"Accept-Language": self._random.choice(LANGUAGES)}

    def _classify_new(self) -> Call:
        return Call("classify, new", "POST", "/v1/classify", more={"json": {"text": self._new_text()}})

    def _classify_repeated(self) -> Call:
        return Call("classify, repeated", "POST", "/v1/classify", more={"json": {"text": self._text()}})

    def _answered(self) -> Call:
        body = {
            "text": "tapis",
            "answers": {"technique": "knotted"},
            "language": self._random.choice(LANGUAGES),
        }
        return Call("classify, answered", "POST", "/v1/classify", more={"json": body})

    def _batch(self) -> Call:
        body = {"texts": [self._new_text() for _ in range(self._random.randint(1, 60))]}
        return Call("batch", "POST", "/v1/classify/batch", more={"json": body})

    def _convert(self) -> Call:
        asked = {"code": self._random.choice(self._then), "from": "HS2012", "to": "HS2022"}
        return Call("convert", "GET", "/v1/convert", more={"params": asked})

    def _code(self) -> Call:
        asked = {"language": self._random.choice(LANGUAGES)}
        return Call("code", "GET", f"/v1/codes/{self._random.choice(self._now)}", more={"params": asked})

    def _search(self) -> Call:
        words = f"{self._random.choice(WORDS)} {self._random.choice(WORDS)}"
        return Call("search", "GET", "/v1/codes", more={"params": {"q": words}})

    def _families(self) -> Call:
        return Call("families", "GET", "/v1/families", more={"headers": self._language()})

    def _page(self) -> Call:
        asked = {"text": self._new_text()} if self._random.random() < 0.7 else {}
        return Call("page", "GET", "/", more={"params": asked, "headers": self._language()})

    def _fragment(self) -> Call:
        more = {"data": {"text": self._new_text()}, "headers": self._language()}
        return Call("page, while typing", "POST", "/answer", more=more)

    def _code_page(self) -> Call:
        more = {"params": {"q": self._random.choice(self._now)}, "headers": self._language()}
        return Call("page, codes", "GET", "/codes", more=more)

    def _record(self) -> Call:
        body = {"text": self._new_text(), "code": self._random.choice(self._now)}
        return Call("decision, record", "POST", "/v1/decisions", 201, {"json": body})

    def _known(self, name: str, path: str) -> Call:
        if not self.recorded:
            return self._record()
        return Call(name, "GET", path.format(self._random.choice(self.recorded)))

    def _decision(self) -> Call:
        return self._known("decision, read", "/v1/decisions/{}")

    def _certificate_page(self) -> Call:
        return self._known("page, certificate", "/decisions/{}")

    def _verify(self) -> Call:
        return self._known("decision, verify", "/v1/decisions/{}/verify")

    def _decisions(self) -> Call:
        return Call("decisions, list", "GET", "/v1/decisions", more={"params": {"limit": 20}})

    def _upload(self) -> Call:
        rows = "".join(f"{i};{self._new_text().replace(';', ' ')}\n" for i in range(200))
        more = {"files": {"file": ("t.csv", f"ref;designation\n{rows}".encode())}}
        return Call("upload of 200 rows", "POST", "/v1/score", more=more)

    def _bad(self) -> Call:
        json_type = {"Content-Type": "application/json"}
        return self._random.choice(
            (
                Call("bad", "POST", "/v1/classify", 422, {"json": {"text": 1, "k": 900}}),
                Call("bad", "POST", "/v1/classify", 400, {"content": b'{"text": ', "headers": json_type}),
                Call("bad", "POST", "/v1/classify", 415, {"content": b"text=x"}),
                Call("bad", "POST", "/v1/classify", 413, {"content": b"x" * 2_200_000, "headers": json_type}),
                Call("bad", "GET", f"/v1/codes/{self._count % 100:06d}", 404),
                Call("bad", "GET", f"/nowhere/{self._count}", 404, {"headers": {"Accept": "text/html"}}),
                Call("bad", "GET", "/v1/decisions/NOBODY", 404),
                Call("bad", "GET", "/v1/families", 401, {"headers": {"X-API-Key": f"hirfa_{self._count}"}}),
            )
        )

    def _health(self) -> Call:
        return Call("health", "GET", self._random.choice(("/healthz", "/readyz", "/metrics")))
