"""In which language the command line speaks."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Final

from mappings import LANGUAGES, Language
from mappings.words import say
from service.http.languages import preferred_language

OPTION: Final = "--lang"
_LOCALE: Final = ("LC_ALL", "LC_MESSAGES", "LANG")


def tell(template: str, /, **values: object) -> str:
    """A sentence of ``sentences.csv`` in the user's language."""
    return say(template, spoken(), **values)


def spoken() -> Language:
    """The language asked for with ``--lang``, else that of the user's locale, else English."""
    given = asked(sys.argv[1:])
    return next((language for language in LANGUAGES if language == given), locale_language(os.environ))


def asked(arguments: Sequence[str]) -> str | None:
    """What follows ``--lang`` among arguments; an error may come before they are read, or after.

    Examples
    --------
    >>> asked(["classify", "tapis", "--lang", "ar"]), asked(["classify", "--lang=es", "x"]), asked(["--lang"])
    ('ar', 'es', None)
    """
    for argument, following in zip(arguments, [*arguments[1:], None], strict=False):
        if argument == OPTION:
            return following
        if argument.startswith(f"{OPTION}="):
            return argument.removeprefix(f"{OPTION}=")
    return None


def locale_language(environment: Mapping[str, str]) -> Language:
    """The language of a locale, as POSIX finds it.

    Examples
    --------
    >>> locale_language({"LANG": "fr_MA.UTF-8"}), locale_language({"LC_ALL": "C", "LANG": "ar_MA"})
    ('fr', 'en')
    """
    name = next((environment[key] for key in _LOCALE if environment.get(key)), "")
    return preferred_language(name.partition(".")[0].replace("_", "-"))
