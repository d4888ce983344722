"""The classifier: text in, a decision out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final, overload

import numpy as np

from classifier.artifact import DEFAULT, Artifact, load
from classifier.ask import POOL, Questions, check_answers
from classifier.decide import STATUSES, Ranked, prediction_set, rank
from classifier.encoder import HashedEncoder
from classifier.explain import centred, evidence
from classifier.reasons import reason
from classifier.results import Candidate, Classification, Evidence, Status
from classifier.scores import Scorer, Scores
from mappings import CURRENT_EDITION, LANGUAGES, Language, title

LEAST_CANDIDATES: Final = 5
CERTAIN: Final = 0.97
_CHUNK: Final = 2_048


class Classifier:
    """Classifies descriptions of goods.

    Parameters
    ----------
    artifact : Artifact
        As `classifier.artifact.load` returns it.

    Examples
    --------
    >>> from classifier import load_model
    >>> load_model().classify("zellige taillé main sur trame").code
    '690730'
    """

    def __init__(self, artifact: Artifact) -> None:
        self.artifact = artifact
        self.scorer = Scorer(artifact)
        self._centred = centred(artifact.head)
        self._questions = Questions(self.codes, artifact.knowledge)
        self._titles: dict[Language, tuple[tuple[str, str], ...]] = {}
        # The first row of a label that has several.
        self._rows = {label: i for i, label in reversed([*enumerate(artifact.head.labels)])}
        self.name: str = artifact.facts.get("model", "hirfa (untitled)")

    @property
    def codes(self) -> tuple[str, ...]:
        """The six-digit codes of the perimeter, sorted."""
        return self.scorer.codes

    @overload
    def classify(  # type: ignore[overload-overlap]  # a str is also a sequence of str
        self,
        text: str | None,
        *,
        answers: Mapping[str, str] | None = ...,
        k: int = ...,
        language: Language | None = ...,
    ) -> Classification: ...

    @overload
    def classify(
        self,
        text: Sequence[str | None],
        *,
        answers: Mapping[str, str] | None = ...,
        k: int = ...,
        language: Language | None = ...,
    ) -> list[Classification]: ...

    def classify(
        self,
        text: str | Sequence[str | None] | None,
        *,
        answers: Mapping[str, str] | None = None,
        k: int = 5,
        language: Language | None = None,
    ) -> Classification | list[Classification]:
        """Classify one text or many.

        Parameters
        ----------
        text : str or sequence of str
            Whatever is given, a classification comes back: None, numbers and
            empty texts are undecided, with a reason.
        answers : mapping of attribute to value, optional
            Answers to earlier questions; they update the probabilities.
        k : int
            Number of candidates, at least 5.
        language : {"fr", "en", "es", "ar"}, optional
            Of titles, question and reason; by default that of the text.

        Returns
        -------
        Classification, or a list of them for a sequence

        Raises
        ------
        AnswerError
            When an answer names an unknown attribute or value.
        """
        single = text is None or not isinstance(text, Sequence) or isinstance(text, str)
        batch = [text] if single else list(text)  # type: ignore[arg-type]
        check_answers(answers or {}, self.artifact.knowledge)
        found: list[Classification] = []
        for start in range(0, len(batch), _CHUNK):
            texts = [_as_text(item) for item in batch[start : start + _CHUNK]]
            scores = self.scorer(texts)
            if answers:
                scores = self._answered(scores, answers)
            found += self._assembled(texts, scores, answers or {}, max(k, LEAST_CANDIDATES), language)
        return found[0] if single else found

    def _answered(self, scores: Scores, answers: Mapping[str, str]) -> Scores:
        """The scores after the answers; an answered text is in scope and not vague."""
        after = [self._questions.after(row, answers) for row in scores.probabilities]
        return self.scorer.rescore(np.stack(after), scores)

    def _assembled(
        self, texts: list[str], scores: Scores, answers: Mapping[str, str], k: int, wanted: Language | None
    ) -> list[Classification]:
        ranked = rank(scores.probabilities, max(k, POOL))
        verdicts = self._verdicts(scores)
        return [
            self._assemble(texts[i], i, scores, ranked[i], verdicts[i], answers, k, wanted)
            for i in range(len(texts))
        ]

    def _assemble(
        self,
        text: str,
        i: int,
        scores: Scores,
        ranked: Ranked,
        verdict: tuple[Status, str | None, float],
        answers: Mapping[str, str],
        k: int,
        wanted: Language | None,
    ) -> Classification:
        detected, known = scores.languages[i], bool(scores.known[i])
        language = wanted or speak(detected, text)
        status, code, probability = verdict
        places, chances = ranked
        names = self._named(language)
        candidates = tuple([Candidate(*names[places[j]], chances[j]) for j in range(min(k, len(places)))])
        question = None
        if status != "out_of_scope" and known and chances[0] < CERTAIN:
            question = self._questions.best(places[:POOL], chances[:POOL], language, answers)
        inclusion = self.artifact.thresholds.inclusion
        least = inclusion.get(detected, inclusion["*"])
        best = code or candidates[0].code
        return Classification(
            text=text,
            language=detected,
            status=status,
            code=code,
            edition=CURRENT_EDITION,
            probability=probability,
            candidates=candidates,
            prediction_set=prediction_set(self.codes, scores.probabilities[i], ranked, least),
            question=question,
            evidence=self._evidence(scores.tokens[i], candidates[0].code),
            legal_basis="" if status == "out_of_scope" else self.artifact.knowledge.basis(best, language),
            model=self.name,
            reason=reason(status if known else "empty", language),
        )

    def _verdicts(self, scores: Scores) -> list[tuple[Status, str | None, float]]:
        """Status, code and probability of each text."""
        levels = scores.levels
        groups = (self.codes, self.scorer.headings.groups, self.scorer.chapters.groups)
        best = [each.tolist() for each in levels.best]
        chances = [each.tolist() for each in levels.probability]
        out = levels.out.tolist()
        found: list[tuple[Status, str | None, float]] = []
        for i, (number, level) in enumerate(zip(scores.status.tolist(), scores.level.tolist(), strict=True)):
            status = STATUSES[number]
            if status == "out_of_scope":
                found.append((status, None, out[i]))
            elif level == 3:
                found.append((status, None, chances[0][i]))
            else:
                found.append((status, groups[level][best[level][i]], chances[level][i]))
        return found

    def _named(self, language: Language) -> tuple[tuple[str, str], ...]:
        """The codes with their titles in a language."""
        held = self._titles.get(language)
        if held is None:
            held = self._titles[language] = tuple((code, title(code, language)) for code in self.codes)
        return held

    def _evidence(self, tokens: list[str], code: str) -> tuple[Evidence, ...]:
        encoder, head = self.artifact.encoder, self._centred
        if not isinstance(encoder, HashedEncoder):
            return ()
        return evidence(tokens, self._rows[code], encoder, head)


def speak(detected: str, text: str) -> Language:
    """The language to answer in.

    Darija is answered in Arabic when it is written in Arabic letters and in
    French otherwise; so is an unknown language.

    Examples
    --------
    >>> speak("ary", "belgha jeld"), speak("ary", "بلغة جلد"), speak("es", "babucha")
    ('fr', 'ar', 'es')
    """
    for language in LANGUAGES:
        if detected == language:
            return language
    return "ar" if any("\u0600" <= letter <= "\u06ff" for letter in text) else "fr"


@cache
def load_model(folder: str | Path | None = None) -> Classifier:
    """Load a model, by default the one that ships with the package.

    Parameters
    ----------
    folder : path, optional
        A folder written by ``hirfa train``.

    Returns
    -------
    Classifier

    Raises
    ------
    ArtifactError
        When the folder holds no model, or one that was altered.
    """
    return Classifier(load(Path(folder) if folder is not None else DEFAULT))


def _as_text(item: object) -> str:
    return item if isinstance(item, str) else ""
