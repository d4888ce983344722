"""The classifier: text in, a decision out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final, overload

import numpy as np
from numpy.typing import NDArray

from classifier.artifact import DEFAULT, Artifact, load
from classifier.ask import POOL, best_question, check_answers, update
from classifier.decide import STATUSES, prediction_set
from classifier.encoder import Floats, HashedEncoder
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
            found += [
                self._assemble(texts[i], i, scores, answers or {}, max(k, LEAST_CANDIDATES), language)
                for i in range(len(texts))
            ]
        return found[0] if single else found

    def _assemble(
        self, text: str, i: int, scores: Scores, answers: Mapping[str, str], k: int, wanted: Language | None
    ) -> Classification:
        detected = scores.languages[i]
        language = wanted or speak(detected, text)
        probabilities = scores.probabilities[i]
        if answers:
            scores, probabilities, i = self._answered(scores, i, answers)
        status, code, probability = self._verdict(scores, i)
        candidates = self._candidates(probabilities, k, language)
        question = None
        if status != "out_of_scope" and scores.known[i] and candidates[0].probability < CERTAIN:
            pool = {self.codes[j]: float(probabilities[j]) for j in _best(probabilities, POOL)}
            question = best_question(pool, self.artifact.knowledge, language, answers)
        best = code or candidates[0].code
        inclusion = self.artifact.thresholds.inclusion
        return Classification(
            text=text,
            language=detected,
            status=status,
            code=code,
            edition=CURRENT_EDITION,
            probability=probability,
            candidates=candidates,
            prediction_set=prediction_set(self.codes, probabilities, inclusion.get(detected, inclusion["*"])),
            question=question,
            evidence=self._evidence(text, candidates[0].code),
            legal_basis="" if status == "out_of_scope" else self.artifact.knowledge.basis(best, language),
            model=self.name,
            reason=reason(status if scores.known[i] else "empty", language),
        )

    def _answered(self, scores: Scores, i: int, answers: Mapping[str, str]) -> tuple[Scores, Floats, int]:
        """Scores of one text after the answers; an answered text is in scope and not vague."""
        prior = dict(zip(self.codes, scores.probabilities[i].tolist(), strict=True))
        posterior = update(prior, answers, self.artifact.knowledge)
        updated = np.fromiter(posterior.values(), np.float32, len(posterior))[None, :]
        again = self.scorer.rescore(updated, scores.languages[i], bool(scores.known[i]))
        return again, updated[0], 0

    def _verdict(self, scores: Scores, i: int) -> tuple[Status, str | None, float]:
        status, level, levels = STATUSES[scores.status[i]], int(scores.level[i]), scores.levels
        if status == "out_of_scope":
            return status, None, float(levels.out[i])
        if level == 3:
            return status, None, float(levels.probability[0][i])
        names = (self.codes, self.scorer.headings.groups, self.scorer.chapters.groups)[level]
        return status, names[int(levels.best[level][i])], float(levels.probability[level][i])

    def _candidates(self, probabilities: Floats, k: int, language: Language) -> tuple[Candidate, ...]:
        return tuple(
            Candidate(self.codes[j], title(self.codes[j], language), float(probabilities[j]))
            for j in _best(probabilities, k)
        )

    def _evidence(self, text: str, code: str) -> tuple[Evidence, ...]:
        encoder, head = self.artifact.encoder, self._centred
        if not isinstance(encoder, HashedEncoder):
            return ()
        return evidence(text, head.labels.index(code), encoder, head)


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


def _best(probabilities: Floats, k: int) -> NDArray[np.int64]:
    """Positions of the k highest probabilities, highest first, the lower position first among equals."""
    k = min(k, len(probabilities))
    top = np.argpartition(-probabilities, k - 1)[:k]
    return np.asarray(top[np.lexsort((top, -probabilities[top]))], np.int64)


def _as_text(item: object) -> str:
    return item if isinstance(item, str) else ""
