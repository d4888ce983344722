"""The question worth most, and what an answer changes.

The value of a question is its expected information gain: the entropy of the
distribution over codes, less the expected entropy after the answer (Lindley,
1956, "On a measure of the information provided by an experiment"). Nothing is
drawn at random and no language model is involved.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from classifier.errors import AnswerError
from classifier.knowledge import Attribute, Knowledge
from classifier.results import Option, Question
from mappings import Language

MISTAKE: Final = 0.02
MIN_GAIN: Final = 0.05
MAX_OPTIONS: Final = 9
UNKNOWN: Final = "unknown"
POOL: Final = 40


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
            known = ", ".join(sorted(knowledge.attributes)) or "none"
            raise AnswerError(f"answer {name}={value}: unknown attribute {name!r}; use one of: {known}.")
        if value not in attribute.values and value != UNKNOWN:
            known = ", ".join(attribute.values)
            raise AnswerError(f"answer {name}={value}: unknown value {value!r}; use one of: {known}.")


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


def update(
    posterior: Mapping[str, float], answers: Mapping[str, str], knowledge: Knowledge
) -> dict[str, float]:
    """Bayes' rule: the distribution over codes after the answers.

    Parameters
    ----------
    posterior : mapping of code to probability
    answers : mapping of attribute to value
        The value `UNKNOWN` changes nothing; it only keeps a question from
        being asked again.
    knowledge : Knowledge

    Returns
    -------
    dict of code to probability
        Sums to one.
    """
    weights = dict(posterior)
    for name, answer in answers.items():
        if answer == UNKNOWN:
            continue
        size = len(knowledge.attributes[name].values)
        for code in weights:
            values = knowledge.profiles.get(code, {}).get(name)
            weights[code] *= likelihood(values, answer, size)
    total = math.fsum(weights.values())
    return {code: weight / total for code, weight in weights.items()}


def best_question(
    pool: Mapping[str, float],
    knowledge: Knowledge,
    language: Language,
    asked: Mapping[str, str],
) -> Question | None:
    """The question with the highest expected information gain.

    Parameters
    ----------
    pool : mapping of code to probability
        The codes still open, such as the `POOL` likeliest.
    knowledge : Knowledge
    language : {"fr", "en", "es", "ar"}
        Of the question and its options.
    asked : mapping of attribute to value
        Questions already answered; they are not asked again.

    Returns
    -------
    Question or None
        None when no attribute would settle anything worth asking.
    """
    total = math.fsum(pool.values())
    if total <= 0:
        return None
    pool = {code: p / total for code, p in pool.items() if p > 0}
    # No answer can tell more than what is open.
    if -math.fsum(p * math.log(p) for p in pool.values()) < MIN_GAIN:
        return None
    gains = {name: tally.gain() for name, tally in _tallies(pool, knowledge, asked).items()}
    worth = [(gain, name) for name, (gain, _) in gains.items() if gain >= MIN_GAIN]
    if not worth:
        return None
    _, name = min((-gain, name) for gain, name in worth)
    return _question(knowledge.attributes[name], gains[name][1], language)


@dataclass(slots=True)
class _Tally:
    """What the open codes say of one attribute."""

    answers: dict[str, float] = field(default_factory=dict)
    spoken: float = 0.0
    spread: float = 0.0

    def add(self, p: float, values: tuple[str, ...]) -> None:
        """Count a code that falls under some of the values."""
        share = p / len(values)
        self.spoken += p
        self.spread += p * math.log(len(values))
        for value in values:
            self.answers[value] = self.answers.get(value, 0.0) + share

    def gain(self) -> tuple[float, dict[str, float]]:
        """Mutual information of code and answer in nats, and the probability of each answer."""
        if len(self.answers) < 2:
            return 0.0, self.answers
        silent = max(0.0, 1.0 - self.spoken)
        answers = {value: p + silent / len(self.answers) for value, p in self.answers.items()}
        entropy = -math.fsum(p * math.log(p) for p in answers.values())
        return entropy - self.spread - silent * math.log(len(answers)), answers


def _tallies(pool: Mapping[str, float], knowledge: Knowledge, asked: Mapping[str, str]) -> dict[str, _Tally]:
    found: dict[str, _Tally] = {}
    for code, p in pool.items():
        for name, values in knowledge.profiles.get(code, {}).items():
            if name not in asked:
                found.setdefault(name, _Tally()).add(p, values)
    return found


def _question(attribute: Attribute, answers: Mapping[str, float], language: Language) -> Question:
    ranked = sorted(answers, key=lambda value: (-answers[value], value))[:MAX_OPTIONS]
    options = tuple(Option(value, attribute.values[value][language]) for value in ranked)
    return Question(attribute.name, attribute.question[language], options)
