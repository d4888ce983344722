"""A model taught a few new lines in seconds, without forgetting the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from classifier.model import Classifier
from classifier.text import tokenise
from training.compile import compile_knowledge
from training.corpus import Corpus, load_corpus, sample, select, with_lines
from training.knowledge import CATALOGUE, VALIDATION, CatalogueError, Line, catalogue_hash, read_catalogue
from training.pipeline import Progress, describe, finish, fit, model_name, versions
from training.recipe import Recipe

LESSON: Final = Recipe(epochs=3, batch=256, rate=0.03)
"""A few passes, at a rate that the short warm-up of so few steps keeps low."""
_SEEN: Final = 16
_FAMILIAR: Final = 20


def teach(
    model: Classifier,
    target: Path,
    *,
    catalogue: Path,
    learnt: Path = CATALOGUE,
    validation: Path = VALIDATION,
    recipe: Recipe = LESSON,
    share: float = 0.05,
    version: str = "",
    progress: Progress = lambda _share: None,
) -> Classifier:
    """Teach a model the lines that a catalogue has and the one it learnt from has not.

    Begins from the weights of the model, moves those of the words that are rare
    in what it learnt, and shows it the new lines together with a share of the
    old ones (rehearsal; A. Robins, "Catastrophic forgetting, rehearsal and
    pseudorehearsal", Connection Science 7, 1995). The model is calibrated and measured anew. It is right for trying a line
    out; a model that is published is trained from the whole catalogue.

    Parameters
    ----------
    model : Classifier
        Trained with our own embedding of the recipe's size.
    target : Path
        Folder of the new artifact.
    catalogue, learnt : Path
        The folder with the new lines, and the one that the model learnt from.
    validation : Path
        Folder of the measuring lines.
    recipe : Recipe
    share : float
        Of the old lines that are rehearsed, between 0 and 1.
    version : str
        Stands in the model's name.
    progress : callable
        Called with the share of the work that is done.

    Returns
    -------
    Classifier
        The new model, measured; its figures stand in the manifest.

    Raises
    ------
    CatalogueError
        When nothing is new, the model learnt from another catalogue, or it has
        another kind or size of embedding.
    """
    if model.artifact.facts.get("catalogue") != catalogue_hash(learnt):
        raise CatalogueError(
            f"{model.name} did not learn from {learnt}; give the folder that it learnt from."
        )
    new = new_lines(catalogue, learnt)
    if not new:
        raise CatalogueError(
            "{catalogue} has no line that {learnt} has not; write some and teach again.",
            catalogue=catalogue,
            learnt=learnt,
        )
    whole = load_corpus(catalogue)
    lesson = _lesson(whole, new, share)
    moving = unfamiliar(new, read_catalogue(learnt))
    artifact = fit(lesson, recipe, compile_knowledge(catalogue), progress, model.artifact, moving)
    digest = catalogue_hash(catalogue)
    facts = {
        "model": model_name(version, digest),
        "catalogue": digest,
        "lines": len(whole),
        "codes": len(whole.labels) - 2,
        "recipe": describe(recipe),
        "trained_with": versions(recipe),
        "taught": {"from": model.name, "new_lines": len(new), "rehearsed": len(lesson) - _SEEN * len(new)},
    }
    return finish(artifact, facts, target, validation)


def new_lines(catalogue: Path, learnt: Path = CATALOGUE) -> list[Line]:
    """The lines of a catalogue that another has not.

    Parameters
    ----------
    catalogue, learnt : Path

    Returns
    -------
    list of Line
        In the order of the files.
    """
    held = {_key(line) for line in read_catalogue(learnt)}
    return [line for line in read_catalogue(catalogue) if _key(line) not in held]


def unfamiliar(new: Iterable[Line], old: Iterable[Line]) -> list[str]:
    """The words of new lines that few old lines have, sorted; all words of them when each is well known.

    Parameters
    ----------
    new, old : iterable of Line

    Returns
    -------
    list of str

    Examples
    --------
    >>> line = Line(("620120",), "fr", "phrase", "akhnif en laine", "")
    >>> unfamiliar([line], [Line(("620230",), "fr", "phrase", "cape en laine", "")] * 30)
    ['akhnif']
    """
    counts = Counter(token for line in old for token in set(tokenise(line.text)))
    words = {token for line in new for token in tokenise(line.text)}
    return sorted({word for word in words if counts[word] < _FAMILIAR} or words)


def _lesson(whole: Corpus, new: list[Line], share: float) -> Corpus:
    """A share of the old lines and the new ones several times, with every label of the corpus."""
    keys = {_key(line) for line in new}
    old = select(whole, [i for i, line in enumerate(whole.lines) if _key(line) not in keys])
    return replace(with_lines(sample(old, share), new, _SEEN), labels=whole.labels)


def _key(line: Line) -> tuple[tuple[str, ...], str, str, str]:
    return line.codes, line.language, line.style, line.text
