"""What the service is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.answers import Desk

if TYPE_CHECKING:
    from fastapi import Request

    from service.decisions.store import DecisionStore
    from service.http.settings import Settings
    from service.keys.store import KeyStore


@dataclass(frozen=True)
class Services(Desk):
    """Everything that a request may need; one for each process, at ``app.state.services``.

    Parameters
    ----------
    classifier : Classifier
    tariff : Tariff
        The national lines, of Morocco by default.
    settings : Settings
    decisions : DecisionStore or None
        None where the service runs without a database.
    keys : KeyStore or None
    """

    settings: Settings
    decisions: DecisionStore | None = None
    keys: KeyStore | None = None


def services_of(request: Request) -> Services:
    """The services of the application that a request came to."""
    found: Services = request.app.state.services
    return found
