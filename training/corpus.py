"""From written lines to training examples."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from classifier.text import tokenise
from training.knowledge import CATALOGUE, LANGUAGES, Line, read_catalogue, read_fillers
from training.lexicon import TONGUES, Lexicon, build_lexicon, read_lexicon
from training.noise import Noise, disturb, join_article
from training.spelling import Families, read_families, respell

RESPELL = 0.5
DARIJA = "ary"
TARGETS = ("es", "ar", "ar", "ary", "ary", "fr", "en")


@dataclass(frozen=True, slots=True)
class Corpus:
    """The training examples.

    Parameters
    ----------
    lines : tuple of Line
        Only lines with at least one token.
    tokens : tuple of tuples of str
        The tokens of each line.
    labels : tuple of str
        All codes, sorted, with OUT and VAGUE.
    families : mapping of token to tuple of tokens
    fillers : tuple of tuples of str
        Tokens of fragments that say nothing about the classification.
    lexicon : Lexicon
    positions : mapping of label to int
    """

    lines: tuple[Line, ...]
    tokens: tuple[tuple[str, ...], ...]
    labels: tuple[str, ...]
    families: Families
    fillers: tuple[tuple[str, ...], ...] = ()
    lexicon: Lexicon = field(default_factory=lambda: build_lexicon([]))
    positions: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "positions", {label: i for i, label in enumerate(self.labels)})

    def __len__(self) -> int:
        return len(self.lines)

    def view(self, index: int, noise: Noise, generator: random.Random) -> tuple[list[str], int]:
        """One example as the model sees it in one pass: respelt, translated, disturbed.

        Returns
        -------
        tokens : list of str
        language : int
            Position in `LANGUAGES`.
        """
        line = self.lines[index]
        tokens = respell(self.tokens[index], self.families, RESPELL, generator)
        language = line.language
        if language in TONGUES and generator.random() < noise.translate:
            target = generator.choice([tongue for tongue in TARGETS if tongue != language])
            said = self.lexicon.say(tokens, language, target, generator)
            tokens, language = (said, target) if said else (tokens, language)
        if language == DARIJA:
            tokens = [join_article(t, generator) if generator.random() < noise.article else t for t in tokens]
        return disturb(tokens, noise, self.fillers, generator), _language_index(language)

    def target(self, index: int, generator: random.Random) -> int:
        """The label of an example; of an ambiguous one a code at random, the likelier the earlier."""
        codes = self.lines[index].codes
        if len(codes) == 1:
            return self.positions[codes[0]]
        weights = [1 / rank for rank in range(1, len(codes) + 1)]
        return self.positions[generator.choices(codes, weights)[0]]

    def texts(self) -> list[str]:
        """The texts as written."""
        return [line.text for line in self.lines]


def build_corpus(
    lines: Iterable[Line],
    families: Families,
    fillers: Iterable[str] = (),
    lexicon: Lexicon | None = None,
) -> Corpus:
    """Tokenise lines and collect their labels.

    Parameters
    ----------
    lines : iterable of Line
    families : mapping of token to tuple of tokens
    fillers : iterable of str
        Fragments that say nothing about the classification.
    lexicon : Lexicon, optional

    Returns
    -------
    Corpus
    """
    pairs = [(line, tuple(tokenise(line.text))) for line in lines]
    pairs = [(line, tokens) for line, tokens in pairs if tokens]
    labels = tuple(sorted({code for line, _ in pairs for code in line.codes}))
    fragments = tuple(tokens for tokens in map(tuple, map(tokenise, fillers)) if tokens)
    return Corpus(
        tuple(line for line, _ in pairs),
        tuple(tokens for _, tokens in pairs),
        labels,
        families,
        fragments,
        lexicon or build_lexicon([]),
    )


def load_corpus(folder: Path = CATALOGUE) -> Corpus:
    """The corpus of a catalogue folder."""
    return build_corpus(
        read_catalogue(folder), read_families(folder), read_fillers(folder), read_lexicon(folder)
    )


def with_lines(corpus: Corpus, lines: Iterable[Line], times: int = 1) -> Corpus:
    """A corpus with more lines, each of them seen several times in a pass.

    Parameters
    ----------
    corpus : Corpus
    lines : iterable of Line
    times : int
        At least 1.

    Returns
    -------
    Corpus
        With the labels of the added lines; the lines of `corpus` come first.
    """
    more = build_corpus([line for line in lines for _ in range(times)], corpus.families)
    return replace(
        corpus,
        lines=corpus.lines + more.lines,
        tokens=corpus.tokens + more.tokens,
        labels=tuple(sorted({*corpus.labels, *more.labels})),
    )


def sample(corpus: Corpus, share: float) -> Corpus:
    """A fixed share of the lines of a corpus, spread evenly over it.

    Parameters
    ----------
    corpus : Corpus
    share : float
        Between 0 and 1.
    """
    return select(corpus, [i for i in range(len(corpus)) if int((i + 1) * share) > int(i * share)])


def select(corpus: Corpus, rows: Sequence[int]) -> Corpus:
    """The lines of a corpus at some positions, with the labels that occur in them."""
    lines = tuple(corpus.lines[i] for i in rows)
    tokens = tuple(corpus.tokens[i] for i in rows)
    labels = tuple(sorted({code for line in lines for code in line.codes}))
    return replace(corpus, lines=lines, tokens=tokens, labels=labels)


def _language_index(language: str) -> int:
    """Position of a language in `LANGUAGES`; French when unknown."""
    return LANGUAGES.index(language) if language in LANGUAGES else 0
