"""Figures and dates as each language writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from mappings import Language

_LOCALES: Final[dict[Language, str]] = {"fr": "fr_MA", "en": "en_GB", "es": "es_ES", "ar": "ar_MA"}
_SIGNS: Final[dict[Language, str]] = {"fr": "\u00a0%", "en": "%", "es": "\u00a0%", "ar": "%"}


def share(value: float, language: Language) -> str:
    r"""A probability as a percentage; never a round 100 that nobody can promise.

    Examples
    --------
    >>> share(0.98, "en"), share(0.99991, "en"), share(0.002, "en"), share(1e-6, "en")
    ('98%', '99.9%', '0.2%', '\u2066< 0.1%\u2069')
    """
    if value < 0.001:
        # The marks keep the sign in front of the figure where the page runs from right to left.
        return f"\u2066< {_percent(0.1, '0.#', language)}\u2069"
    close_to_an_end = value < 0.01 or value > 0.99
    kept = min(value, 0.999) if value > 0.99 else value
    return _percent(100 * kept, "0.#" if close_to_an_end else "0", language)


def part(value: float, language: Language) -> str:
    r"""A share of rows, whole when it is all of them.

    Examples
    --------
    >>> part(1.0, "en"), part(0.126, "fr")
    ('100%', '12,6\xa0%')
    """
    return _percent(100 * value, "0.#", language)


def rate(value: float | None, language: Language) -> str:
    """A rate of duty, given in per cent; a dash where the schedule states none.

    Examples
    --------
    >>> rate(0.25, "en"), rate(None, "en")
    ('0.25%', '—')
    """
    if value is None:
        return "—"
    return _percent(value, "0.##", language)


def count(value: int, language: Language) -> str:
    """A number of things.

    Examples
    --------
    >>> count(12500, "en")
    '12,500'
    """
    return format_decimal(value, locale=_LOCALES[language])


def day(value: str, language: Language) -> str:
    """A date written as 2026-02-11, in words; written otherwise, as it is.

    Examples
    --------
    >>> day("2026-02-11", "es"), day("2026", "es")
    ('11 de febrero de 2026', '2026')
    """
    try:
        return format_date(date.fromisoformat(value), "long", locale=_LOCALES[language])
    except ValueError:
        return value


def moment(value: str, language: Language) -> str:
    """A time in UTC, in words.

    Examples
    --------
    >>> moment("2026-02-11T09:30:00.000000Z", "en")
    '11 February 2026, 09:30:00 UTC'
    """
    when = datetime.fromisoformat(value).astimezone(UTC)
    clock = format_datetime(when, "HH:mm:ss", locale=_LOCALES[language])
    comma = "،" if language == "ar" else ","
    return f"{format_date(when.date(), 'long', locale=_LOCALES[language])}{comma} {clock} UTC"


def _percent(value: float, pattern: str, language: Language) -> str:
    return format_decimal(value, pattern, locale=_LOCALES[language]) + _SIGNS[language]
