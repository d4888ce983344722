"""How long it takes to verify the chain of decisions, and one decision in it.

    python benchmarks/verify_chain.py [--records 100000] [--database-url URL]

Times are those of the processor in this process: a busy machine hardly changes them.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack

from service.decisions import DecisionStore, NewDecision, Verification
from service.decisions.record import now
from service.decisions.writing import record_decision
from service.storage import opened
from service.storage.engine import write
from service.storage.tables import DECISIONS_LOCK


def new(number: int) -> NewDecision:
    return NewDecision(
        text=f"Tapis noué à la main, laine, 200 × 300 cm, réf {number}",
        normalised=f"tapis noue a la main, laine, 200 x 300 cm, ref {number}",
        language="fr",
        answers={"technique": "knotted"},
        candidates=tuple((f"{570110 + i}", 0.9 / (i + 1)) for i in range(5)),
        code="570110",
        line="5701100090",
        model="hirfa 0.1.0",
        artifact="aa" * 32,
        catalogue="bb" * 32,
        edition="HS2022",
    )


def timed(what: str, check: Callable[[], Verification]) -> None:
    began = time.process_time()
    found = check()
    seconds = time.process_time() - began
    print(f"{what}: {seconds:.3f} s of processor, {found.checked:,} records, intact: {found.intact}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--database-url", help="An empty database; SQLite in a temporary folder by default.")
    given = parser.parse_args()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        engine = stack.enter_context(opened(given.database_url or f"sqlite:///{folder}/h.sqlite"))
        with write(engine, DECISIONS_LOCK) as connection:
            ids = [record_decision(connection, new(i), now()).id for i in range(given.records)]
        store = DecisionStore(engine)
        timed("the whole chain", store.verify_all)
        timed("a decision, first time", lambda: store.verify(ids[0]))
        timed("a decision, again", lambda: store.verify(ids[-1]))
        store.append(new(given.records))
        timed("a decision, after one more", lambda: store.verify(ids[0]))


if __name__ == "__main__":
    main()
