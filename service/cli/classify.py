"""``hirfa classify``."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from mappings import LANGUAGES, HirfaError, Language


def classify(
    text: Annotated[str, typer.Argument(help="The description, in any of the languages.")],
    answer: Annotated[
        list[str] | None,
        typer.Option("--answer", help="attribute=value, as a question offers it; repeatable."),
    ] = None,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="Number of candidates (at least 5).")] = 5,
    lang: Annotated[
        str | None, typer.Option("--lang", help="fr, en, es or ar; that of the text by default.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    model: Annotated[str | None, typer.Option("--model", help="Folder of another model.")] = None,
) -> None:
    """Find the HS code of one description."""
    from classifier import load_model
    from mappings.tariff_import import load_tariff
    from service.answers import Desk
    from service.answers import answer as answer_text

    language = check_language(lang)
    desk = Desk(load_model(model), load_tariff())
    full = answer_text(desk, text, answers=parse_answers(answer or []), k=k, language=language)
    if as_json:
        sys.stdout.write(json.dumps(full.to_dict(), ensure_ascii=False) + "\n")
        return
    from rich.console import Console

    from service.cli.screen import show

    show(Console(highlight=False, soft_wrap=False), full, language)


def parse_answers(answers: list[str]) -> dict[str, str]:
    """Split "attribute=value" arguments.

    Raises
    ------
    HirfaError
        When one has no "=".

    Examples
    --------
    >>> parse_answers(["technique=knotted"])
    {'technique': 'knotted'}
    """
    pairs = [answer.partition("=") for answer in answers]
    for name, sign, value in pairs:
        if not (sign and name and value):
            raise HirfaError(
                "--answer {name!r} is not attribute=value; write it such as --answer technique=knotted.",
                name=name,
            )
    return {name.strip(): value.strip() for name, _, value in pairs}


def check_language(value: str | None) -> Language | None:
    """One of the four languages, or None.

    Raises
    ------
    HirfaError
        When it is another.
    """
    for language in LANGUAGES:
        if value == language:
            return language
    if value is None:
        return None
    raise HirfaError("--lang {value!r} is not known; use one of {known}.", value=value, known=LANGUAGES)
