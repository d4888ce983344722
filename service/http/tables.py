"""The tables that look-ups of codes stand on: every edition, every link between them, the words to search."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Final

from mappings import CURRENT_EDITION
from mappings.card import code_facts
from service.http.search import search

if TYPE_CHECKING:
    from service.http.services import Services

_ANY: Final = "570110"
_lock = Lock()
_loaded = False


def load_tables(services: Services) -> None:
    """Load them, which takes a second; once, however many ask for it at the same time.

    The caches that hold them let threads that come together each do the whole
    work, one in the way of the other.
    """
    global _loaded
    if _loaded:
        return
    with _lock:
        if not _loaded:
            code_facts(_ANY, CURRENT_EDITION, "fr", tariff=services.tariff)
            search(services.classifier, _ANY, "fr", 1)
            _loaded = True
