"""Names of a package that are imported when they are first used (PEP 562)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def later(package: str, places: Mapping[str, str]) -> Callable[[str], Any]:
    """The `__getattr__` of a package.

    Parameters
    ----------
    package : str
        Its name, for the error.
    places : mapping of name to module

    Returns
    -------
    callable
        Raises AttributeError for a name that has no place.

    Examples
    --------
    >>> later("tools", {"sqrt": "math"})("sqrt")(9.0)
    3.0
    """

    def find(name: str) -> Any:
        if name in places:
            return getattr(import_module(places[name]), name)
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    return find
