"""Words and sentences in four languages: one table each, one reader for all of them."""

from __future__ import annotations

import string
from collections.abc import Mapping
from functools import cache
from numbers import Number
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from mappings.nomenclature import Language

SENTENCES: Final = "sentences.csv"
_QUOTES: Final[dict[str, tuple[str, str]]] = {
    "fr": ("«\u00a0", "\u00a0»"),
    "es": ("«", "»"),
    "ar": ("«", "»"),
}
_COMMAS: Final[dict[str, str]] = {"ar": "، "}
# Between thousands, before decimals, per cent; Morocco writes Arabic with the figures 0 to 9.
MARKS: Final[dict[Language, tuple[str, str, str]]] = {
    "fr": ("\u202f", ",", "\u00a0%"),
    "en": (",", ".", "%"),
    "es": (".", ",", "\u00a0%"),
    "ar": (".", ",", "%"),
}


class Words:
    """The words of a table, by key and language.

    Parameters
    ----------
    name : str
        File of the table: a column of keys, then one for each language.
    package : str
        The package folder that holds it.

    Examples
    --------
    >>> word = Words("report_words.csv")
    >>> word("title", "fr", target="HS2022")
    'Reclassement vers HS2022'
    """

    def __init__(self, name: str, package: str = "mappings.data") -> None:
        self._place = (name, package)

    @property
    def rows(self) -> Mapping[str, Mapping[str, str]]:
        """Every row by its key."""
        return word_table(*self._place)

    def __call__(self, key: str, language: Language, **values: object) -> str:
        """The text of a key, its braces filled with the values.

        Raises
        ------
        KeyError
            When there is no such key.
        """
        text = self.rows[key][language]
        return filled(text, language, values) if values else text


class Sentence:
    """A sentence that is not yet in a language: the English one, and what stands in its braces.

    Parameters
    ----------
    template : str
        As in the column ``en`` of ``sentences.csv``; in English if it is not there.
    **values
        A text in ``{value!r}`` gets the quotation marks of the language, a
        tuple or list its commas; a sentence within the sentence is said in
        the same language.

    Examples
    --------
    >>> said = Sentence("{path}: no such file; check the path.", path="export.csv")
    >>> str(said)
    'export.csv: no such file; check the path.'
    >>> said.say("fr")
    "export.csv: ce fichier n'existe pas; vérifiez le chemin."
    """

    def __init__(self, template: str, /, **values: object) -> None:
        self.template = template
        self.values = values

    def __str__(self) -> str:
        return self.say("en")

    def __repr__(self) -> str:
        return f"Sentence({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sentence) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))

    def say(self, language: Language) -> str:
        """The sentence in a language; in English when nobody has translated it."""
        return filled(translated(self.template, language), language, self.values)

    def in_all(self) -> dict[str, str]:
        """The sentence in every language, for where it goes on as JSON."""
        from mappings.nomenclature import LANGUAGES

        return {language: self.say(language) for language in LANGUAGES}


def say(template: str, language: Language, /, **values: object) -> str:
    """A sentence of ``sentences.csv`` in a language.

    Examples
    --------
    >>> say("{count:,} erased", "es", count=1200)
    '1.200 borrados'
    """
    return Sentence(template, **values).say(language)


def translated(template: str, language: Language) -> str:
    """The template in a language, or as it is."""
    if language == "en":
        return template
    row = word_table(SENTENCES, "mappings.data").get(template)
    return row[language] if row else template


def filled(template: str, language: Language, values: Mapping[str, object]) -> str:
    r"""A template with its values, written as the language writes them.

    Examples
    --------
    >>> filled("{value!r} ({near})", "fr", {"value": "tapis", "near": ("57", "58")})
    '«\xa0tapis\xa0» (57, 58)'
    """
    return _voice(language).vformat(template, (), values) if values else template


@cache
def word_table(name: str, package: str) -> dict[str, dict[str, str]]:
    """The rows of a table of words by their first column: a key, or the English sentence itself."""
    from mappings.nomenclature import LANGUAGES
    from mappings.tables import read_table

    return {
        next(iter(row.values())): {language: row[language] for language in LANGUAGES}
        for row in read_table(name, package)
    }


@cache
def _voice(language: Language) -> _Voice:
    return _Voice(language)


class _Voice(string.Formatter):
    """Fills in values as one language writes them."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._marks = str.maketrans(dict(zip(",.%", MARKS[language], strict=True)))

    def convert_field(self, value: Any, conversion: Any) -> Any:
        if conversion == "r" and isinstance(value, str) and self._language in _QUOTES:
            before, after = _QUOTES[self._language]
            return before + "".join(c if c.isprintable() else repr(c)[1:-1] for c in value) + after
        return super().convert_field(value, conversion)

    def format_field(self, value: Any, format_spec: str) -> str:
        if hasattr(value, "say"):
            return str(value.say(self._language))
        if isinstance(value, (list, tuple)):
            return _COMMAS.get(self._language, ", ").join(self.format_field(one, "") for one in value)
        written = str(super().format_field(value, format_spec))
        return written.translate(self._marks) if format_spec and isinstance(value, Number) else written
