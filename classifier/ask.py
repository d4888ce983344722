"""The question worth most, and what an answer changes.

The value of a question is its expected information gain: the entropy of the
distribution over codes, less the expected entropy after the answer (Lindley,
1956, "On a measure of the information provided by an experiment"). Nothing is
drawn at random and no language model is involved.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.errors import AnswerError
from classifier.knowledge import Attribute, Knowledge
from classifier.results import Option, Question
from mappings import Language

MISTAKE: Final = 0.02
MIN_GAIN: Final = 0.05
MAX_OPTIONS: Final = 9
UNKNOWN: Final = "unknown"
POOL: Final = 40
_ROUNDING: Final = 1e-9
_HELD_ANSWERS: Final = 256


def check_answers(answers: Mapping[str, str], knowledge: Knowledge) -> None:
    """Refuse answers that name an unknown attribute or value.

    Raises
    ------
    AnswerError
        Naming the valid attributes or values.
    """
    for name, value in answers.items():
        attribute = knowledge.attributes.get(name)
        if attribute is None:
            raise AnswerError(
                "answer {name}={value}: unknown attribute {name!r}; use one of: {known}.",
                name=name,
                value=value,
                known=sorted(knowledge.attributes),
            )
        if value not in attribute.values and value != UNKNOWN:
            raise AnswerError(
                "answer {name}={value}: unknown value {value!r}; use one of: {known}.",
                name=name,
                value=value,
                known=attribute.values,
            )


def likelihood(values: tuple[str, ...] | None, answer: str, size: int) -> float:
    """Probability of an answer for goods of a code.

    Parameters
    ----------
    values : tuple of str or None
        The values under which the code falls; None when the attribute does
        not matter for it, so that every answer is equally likely.
    answer : str
    size : int
        Number of values of the attribute.

    Examples
    --------
    >>> likelihood(("wool", "silk"), "wool", 10)
    0.492
    """
    if values is None:
        return 1.0 / size
    noise = MISTAKE / size
    return (1 - MISTAKE) / len(values) + noise if answer in values else noise


class Questions:
    """What can be asked about the codes of a model, laid out once so that asking is quick.

    Parameters
    ----------
    codes : sequence of str
        In the order of the probabilities that are asked about.
    knowledge : Knowledge
    """

    def __init__(self, codes: Sequence[str], knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._profiles = [knowledge.profiles.get(code, {}) for code in codes]
        self._layout = _laid_out(self._profiles)
        self._likelihoods: dict[tuple[str, str], NDArray[np.float64]] = {}

    def after(self, prior: NDArray[np.float32], answers: Mapping[str, str]) -> NDArray[np.float32]:
        """Bayes' rule: the distribution over codes after the answers.

        Parameters
        ----------
        prior : array of float, shape (codes,)
        answers : mapping of attribute to value
            The value `UNKNOWN` changes nothing; it only keeps a question from
            being asked again.

        Returns
        -------
        array of float, shape (codes,)
            Sums to one.
        """
        weights = prior.astype(np.float64)
        for name, answer in answers.items():
            if answer != UNKNOWN:
                weights *= self._likelihood(name, answer)
        return (weights / math.fsum(weights.tolist())).astype(np.float32)

    def _likelihood(self, name: str, answer: str) -> NDArray[np.float64]:
        """The probability of an answer for each code."""
        held = self._likelihoods.get((name, answer))
        if held is not None:
            return held
        size = len(self._knowledge.attributes[name].values)
        found = np.array([likelihood(profile.get(name), answer, size) for profile in self._profiles])
        if len(self._likelihoods) >= _HELD_ANSWERS:
            self._likelihoods.clear()
        self._likelihoods[name, answer] = found
        return found

    def best(
        self,
        places: Sequence[int],
        probabilities: Sequence[float],
        language: Language,
        asked: Mapping[str, str],
    ) -> Question | None:
        """The question with the highest expected information gain.

        Parameters
        ----------
        places : sequence of int
            Of the codes still open, such as the `POOL` likeliest.
        probabilities : sequence of float
            Theirs.
        language : {"fr", "en", "es", "ar"}
            Of the question and its options.
        asked : mapping of attribute to value
            Questions already answered; they are not asked again.

        Returns
        -------
        Question or None
            None when no attribute would settle anything worth asking.
        """
        total = math.fsum(probabilities)
        if total <= 0:
            return None
        pool = [(place, p / total) for place, p in zip(places, probabilities, strict=True) if p > 0]
        # No answer can tell more than what is open.
        if -math.fsum([p * math.log(p) for _, p in pool]) < MIN_GAIN:
            return None
        gains = {name: self._tally(pool, name).gain() for name in self._promising(pool, asked)}
        worth = [(-gain, name) for name, (gain, _) in gains.items() if gain >= MIN_GAIN]
        if not worth:
            return None
        _, name = min(worth)
        return _question(self._knowledge.attributes[name], gains[name][1], language)

    def _tally(self, pool: Sequence[tuple[int, float]], name: str) -> _Tally:
        tally = _Tally()
        answers = tally.answers
        for place, p in pool:
            values = self._profiles[place].get(name)
            if values:
                tally.spoken += p
                tally.spread += p * math.log(len(values))
                share = p / len(values)
                for value in values:
                    answers[value] = answers.get(value, 0.0) + share
        return tally

    def _promising(self, pool: Sequence[tuple[int, float]], asked: Mapping[str, str]) -> list[str]:
        """The attributes that may gain most: `_Tally.gain` of all of them at once, but for rounding."""
        layout = self._layout
        if not layout.names:
            return []
        places = np.array([place for place, _ in pool])
        p = np.array([[share] for _, share in pool])
        size = len(layout.owners)
        sums = _summed(layout.columns[places], layout.weights[places] * p, size + 2 * len(layout.names))
        mass, spoken, spread = np.split(sums, (size, size + len(layout.names)))
        heard = mass.nonzero()[0]
        owners = layout.owners[heard]
        counts = np.bincount(owners, minlength=len(layout.names))
        several = np.maximum(counts, 1)
        silent = np.maximum(0.0, 1.0 - spoken)
        answers = mass[heard] + (silent / several)[owners]
        entropy = -_summed(owners, answers * np.log(answers), len(layout.names))
        gains = np.where(counts > 1, entropy - spread - silent * np.log(several), 0.0)
        gains[[i for i, name in enumerate(layout.names) if name in asked]] = 0.0
        least = max(float(gains.max()), MIN_GAIN) - _ROUNDING
        return [layout.names[i] for i in np.flatnonzero(gains >= least)]


@dataclass(frozen=True, slots=True)
class _Layout:
    """Profiles as arrays with a row for each code, filled up with entries that weigh nothing.

    Parameters
    ----------
    names : tuple of str
        The attributes.
    owners : int array
        The attribute of each value.
    columns, weights : arrays, shape (codes, entries of a code)
        What a code says: each of its values, with one over their number; then
        each of its attributes, counted from the number of values on, with one;
        and once more, counted from there on, with the logarithm of the number
        of values.
    """

    names: tuple[str, ...]
    owners: NDArray[np.int64]
    columns: NDArray[np.int64]
    weights: NDArray[np.float64]


def _laid_out(profiles: Sequence[Mapping[str, tuple[str, ...]]]) -> _Layout:
    every = [(name, value) for profile in profiles for name, values in profile.items() for value in values]
    numbers = {pair: number for number, pair in enumerate(dict.fromkeys(every))}
    names = {name: number for number, name in enumerate(dict.fromkeys(name for name, _ in numbers))}
    rows: list[list[tuple[int, float]]] = [[] for _ in profiles]
    for row, profile in zip(rows, profiles, strict=True):
        for name, values in profile.items():
            row += [(numbers[name, value], 1 / len(values)) for value in values]
            if values:
                row.append((len(numbers) + names[name], 1.0))
                row.append((len(numbers) + len(names) + names[name], math.log(len(values))))
    owners = np.array([names[name] for name, _ in numbers], np.int64)
    columns = _padded([[column for column, _ in row] for row in rows]).astype(np.int64)
    return _Layout(tuple(names), owners, columns, _padded([[weight for _, weight in row] for row in rows]))


def _padded(rows: Sequence[Sequence[float]]) -> NDArray[np.float64]:
    table = np.zeros((len(rows), max(map(len, rows), default=0)))
    for i, row in enumerate(rows):
        table[i, : len(row)] = row
    return table


def _summed(places: NDArray[np.int64], weights: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    return np.asarray(np.bincount(places.ravel(), weights.ravel(), size), np.float64)


@dataclass(slots=True)
class _Tally:
    """What the open codes say of one attribute."""

    answers: dict[str, float] = field(default_factory=dict)
    spoken: float = 0.0
    spread: float = 0.0

    def gain(self) -> tuple[float, dict[str, float]]:
        """Mutual information of code and answer in nats, and the probability of each answer."""
        if len(self.answers) < 2:
            return 0.0, self.answers
        silent = max(0.0, 1.0 - self.spoken)
        answers = {value: p + silent / len(self.answers) for value, p in self.answers.items()}
        entropy = -math.fsum(p * math.log(p) for p in answers.values())
        return entropy - self.spread - silent * math.log(len(answers)), answers


def _question(attribute: Attribute, answers: Mapping[str, float], language: Language) -> Question:
    ranked = sorted(answers, key=lambda value: (-answers[value], value))[:MAX_OPTIONS]
    options = tuple(Option(value, attribute.values[value][language]) for value in ranked)
    return Question(attribute.name, attribute.question[language], options)
