"""How often the right code is reached when the questions are answered."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from classifier.ask import UNKNOWN
from classifier.model import Classifier
from training.evaluate import Share

MOST_ASKED = 6


@dataclass(frozen=True, slots=True)
class Case:
    """A short description and what its writer would answer.

    Parameters
    ----------
    text : str
    language : str
    answers : mapping of attribute to value
        What is known of the article.
    code : str
    """

    text: str
    language: str
    answers: Mapping[str, str]
    code: str


def read_cases(path: Path) -> list[Case]:
    """Cases from a CSV with the columns text, language, answers and code.

    Parameters
    ----------
    path : Path
        Answers are written ``attribute=value`` with semicolons between.
    """
    with path.open(encoding="utf-8", newline="") as handle:
        return [
            Case(row["text"], row["language"], _answers(row["answers"]), row["code"])
            for row in csv.DictReader(handle)
        ]


def reached(model: Classifier, case: Case, questions: int = 2) -> bool:
    """Whether the best code is right after at most so many answered questions.

    A question whose answer is not known is answered "unknown" and does not
    count; no more than `MOST_ASKED` are put in all.
    """
    given: dict[str, str] = {}
    for _ in range(MOST_ASKED):
        found = model.classify(case.text, answers=given)
        answered = sum(value != UNKNOWN for value in given.values())
        if answered >= questions or found.question is None:
            break
        name = found.question.attribute
        given[name] = case.answers.get(name, UNKNOWN)
    return model.classify(case.text, answers=given).candidates[0].code == case.code


def success(model: Classifier, cases: Sequence[Case], questions: int = 2) -> Share:
    """Share of the cases whose right code is reached."""
    return Share(sum(reached(model, case, questions) for case in cases), len(cases))


def _answers(text: str) -> dict[str, str]:
    pairs = (item.partition("=") for item in text.split(";") if item.strip())
    return {name.strip(): value.strip() for name, _, value in pairs}
