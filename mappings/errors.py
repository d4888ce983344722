"""Errors a person can act on: each names the offending value and the remedy, in her language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from mappings.words import Sentence

if TYPE_CHECKING:
    from mappings.nomenclature import Language


class HirfaError(Exception):
    """Base of every error that Hirfa raises on purpose.

    Its text is one sentence fit to be shown to a user: `str` says it in
    English, `say` in any of the four languages.

    Parameters
    ----------
    sentence : str or Sentence
        The English sentence, a row of ``mappings/data/sentences.csv``.
    **values
        What stands in its braces.

    Examples
    --------
    >>> error = HirfaError("{path}: no such file; check the path.", path="export.csv")
    >>> str(error), error.say("es")
    ('export.csv: no such file; check the path.', 'export.csv: el archivo no existe; compruebe la ruta.')
    """

    # Of a class whose errors only the developers of Hirfa meet; its sentences are not translated.
    english_only: ClassVar[bool] = False

    def __init__(self, sentence: str | Sentence = "", /, **values: object) -> None:
        self.sentence = Sentence(sentence, **values) if isinstance(sentence, str) else sentence
        super().__init__(str(self.sentence))

    def say(self, language: Language) -> str:
        """The sentence in a language."""
        return self.sentence.say(language)

    def __reduce__(self) -> tuple[Any, ...]:
        # A subclass that takes other arguments than its sentence is rebuilt without being called.
        return _rebuilt, (type(self), self.args, self.__dict__)


class CodeError(HirfaError, ValueError):
    """A text is not an HS code, or the code does not exist in the edition.

    Parameters
    ----------
    value : str
        What was given, as it was given.
    reason : str or Sentence
        Why it is refused and what would be accepted.
    suggestions : tuple of str
        The nearest valid codes, nearest first; may be empty.
    **facts
        What stands in the braces of `reason`.

    Examples
    --------
    >>> print(CodeError("57-x", "a code is made of digits only; write it such as 5701.10."))
    '57-x': a code is made of digits only; write it such as 5701.10.
    """

    def __init__(
        self, value: str, reason: str | Sentence, suggestions: tuple[str, ...] = (), /, **facts: object
    ) -> None:
        why = Sentence(reason, **facts) if isinstance(reason, str) else reason
        self.value = value
        self.reason = str(why)
        self.suggestions = suggestions
        if suggestions:
            super().__init__(
                "{value!r}: {why} Nearest valid codes: {near}.", value=value, why=why, near=suggestions
            )
        else:
            super().__init__("{value!r}: {why}", value=value, why=why)


class TableError(HirfaError):
    """A table shipped with Hirfa, or given by the user, cannot be read."""


def _rebuilt(kind: type[HirfaError], args: tuple[Any, ...], state: dict[str, Any]) -> HirfaError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error
