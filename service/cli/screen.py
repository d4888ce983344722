"""How answers look on a terminal: aligned, coloured, in the user's language."""

from __future__ import annotations

from typing import Final

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from classifier.explain import PRIOR
from classifier.model import speak
from classifier.results import Classification, Status
from mappings import HSCode, Language, hierarchy
from mappings.line_choice import LineChoice
from mappings.words import Words
from service.answers import Answer
from service.cli.nomenclature import line_rows

word: Final = Words("words.csv", "service.cli")
_COLOURS: Final[dict[Status, str]] = {
    "decided": "green",
    "partial": "yellow",
    "undecided": "magenta",
    "out_of_scope": "red",
}
_SHOWN_WORDS: Final = 5


def show(console: Console, answer: Answer, language: Language | None) -> None:
    """Print an answer for a person to read.

    Parameters
    ----------
    console : rich.console.Console
    answer : Answer
    language : {"fr", "en", "es", "ar"} or None
        Of the labels; that of the text when None.
    """
    found = answer.classification
    spoken = language or speak(found.language, found.text)
    console.print(_headline(found, spoken))
    parts: list[RenderableType] = []
    if found.code:
        parts.append(_hierarchy(found.code, spoken))
    parts.append(Text(found.reason, style="dim"))
    if found.legal_basis and found.status != "undecided":
        parts.append(_labelled("why", found.legal_basis, spoken))
    words = [e.token for e in found.evidence if e.weight > 0 and e.token != PRIOR][:_SHOWN_WORDS]
    if words and found.code:
        parts.append(_labelled("words", ", ".join(words), spoken))
    if found.status != "out_of_scope":
        parts += [Text(word("else", spoken) if found.code else "", style="bold"), _candidates(found)]
    if found.question:
        parts.append(_labelled("ask", found.question.text, spoken))
        name = found.question.attribute
        parts += [Text(f"  --answer {name}={o.value:<22} {o.label}") for o in found.question.options]
    elif answer.line:
        parts += _national_line(answer.line, spoken)
    console.print(Padding(Group(*parts), (0, 0, 0, 2)))


def _national_line(found: LineChoice, language: Language) -> list[RenderableType]:
    if found.line is None and found.question is None:
        return []
    rows = line_rows(found, language)
    first = Text.assemble((word("line", language) + ": ", "bold"), rows[0])
    return [first, *(Text(row) for row in rows[1:])]


def _headline(found: Classification, language: Language) -> Text:
    code = str(HSCode(found.code)) if found.code else "—"
    colour = _COLOURS[found.status]
    return Text.assemble(
        (code, f"bold {colour}"), "  ", (word(found.status, language), colour), f"  {found.probability:.0%}"
    )


def _hierarchy(code: str, language: Language) -> Text:
    lines = [f"{HSCode(level)!s:<8} {name}" for level, name in hierarchy(code, language)]
    return Text("\n".join(lines))


def _labelled(key: str, content: str, language: Language) -> Text:
    return Text.assemble((word(key, language) + ": ", "bold"), content)


def _candidates(found: Classification) -> Table:
    table = Table.grid(padding=(0, 2))
    for candidate in found.candidates:
        if candidate.code != found.code:
            table.add_row(
                str(HSCode(candidate.code)), f"{candidate.probability:>6.1%}", Text(candidate.title)
            )
    return table
