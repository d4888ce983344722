"""What the service does by itself once a day."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import anyio.to_thread

from mappings.errors import HirfaError

if TYPE_CHECKING:
    from service.decisions.store import DecisionStore
    from service.http.logs import Logger

DAY: Final = 86_400.0


async def erase_daily(store: DecisionStore, days: int, log: Logger, every: float = DAY) -> None:
    """Erase the texts that are kept no longer, again and again until cancelled.

    Every worker does so: the lock of the storage lets one at a time, and the
    others then find nothing left. A day that fails is made up for by the next.

    Parameters
    ----------
    store : DecisionStore
    days : int
        For which a text is kept.
    log : Logger
    every : float
        Seconds.
    """
    while True:
        await asyncio.sleep(every)
        try:
            erased = await anyio.to_thread.run_sync(store.erase_older_than, days)
        except HirfaError as error:
            log.error("retention", reason=str(error))
        else:
            log.info("retention", erased=erased, days=days)
