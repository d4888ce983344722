"""Classify the text of a record again, and say whether the same comes out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from classifier.text import normalise
from mappings.errors import HirfaError
from mappings.words import Sentence
from service.decisions.chain import canonical
from service.decisions.record import PAGE, Decision, NewDecision

if TYPE_CHECKING:
    from classifier import Classification
    from classifier.model import Classifier

# Single precision, summed in another order on another processor, moves a probability by less than this.
TOLERANCE: Final = 1e-4
_MARGIN: Final = 5

Outcome = Literal["same", "different", "other_model", "erased"]


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """Which model it is: its name, the hash of its files, the hash of its catalogue."""

    name: str
    artifact: str
    catalogue: str


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of classifying again.

    Parameters
    ----------
    outcome : str
        "same"; "different"; "other_model" (the record was made with another
        model, so nothing is claimed); "erased" (there is no text any more).
    reason : Sentence
    candidates : tuple of (code, probability)
        What came out this time.
    difference : float or None
        The largest difference of a probability.
    """

    outcome: Outcome
    reason: Sentence
    candidates: tuple[tuple[str, float], ...] = ()
    difference: float | None = None


def model_identity(model: Classifier) -> ModelIdentity:
    """Which model a classifier is.

    Examples
    --------
    >>> from classifier import load_model
    >>> len(model_identity(load_model()).artifact)
    64
    """
    facts = model.artifact.facts
    # The manifest holds the hash of every file of the model, so its own hash stands for them all.
    digest = hashlib.sha256(canonical(facts)).hexdigest()
    return ModelIdentity(model.name, digest, str(facts.get("catalogue", "")))


def draft(
    found: Classification,
    model: ModelIdentity,
    *,
    code: str,
    line: str | None = None,
    answers: Mapping[str, str] | None = None,
    who: str = PAGE,
    corrects: str | None = None,
) -> NewDecision:
    """The decision for one code, after a classification.

    Examples
    --------
    >>> from classifier import load_model
    >>> model = load_model()
    >>> draft(model.classify("zellige taillé main"), model_identity(model), code="690730").normalised
    'zellige taille main'
    """
    return NewDecision(
        text=found.text,
        normalised=normalise(found.text),
        answers=dict(answers or {}),
        language=found.language,
        candidates=tuple((c.code, float(c.probability)) for c in found.candidates),
        code=code,
        line=line,
        who=who,
        corrects=corrects,
        model=model.name,
        artifact=model.artifact,
        catalogue=model.catalogue,
        edition=found.edition,
    )


def replay(decision: Decision, model: Classifier) -> Replay:
    """Classify the text of a decision again.

    Examples
    --------
    >>> from classifier import load_model
    >>> from dataclasses import asdict
    >>> model = load_model()
    >>> new = draft(model.classify("zellige taillé main"), model_identity(model), code="690730")
    >>> seal = dict.fromkeys(("text_hash", "normalised_hash", "answers_hash", "previous", "hash"), "")
    >>> replay(Decision(**asdict(new), id="A", sequence=1, time="t", salt="00", **seal), model).outcome
    'same'
    """
    here = model_identity(model)
    if decision.text is None:
        return Replay("erased", Sentence("the text was erased, so it cannot be classified again."))
    if decision.artifact != here.artifact:
        reason = Sentence(
            "recorded with {model} (hash {hash}), not with {other} (hash {other_hash}); "
            "replay it with the model of the record.",
            model=decision.model,
            hash=decision.artifact[:12],
            other=here.name,
            other_hash=here.artifact[:12],
        )
        return Replay("other_model", reason)
    try:
        # More than were recorded, for two codes of equal rank may change places at the end of the list.
        found = model.classify(
            decision.text, answers=decision.answers, k=len(decision.candidates) + _MARGIN
        ).candidates
    except HirfaError as error:
        return Replay("different", Sentence("the model refuses what was recorded: {why}", why=error.sentence))
    again = tuple((c.code, float(c.probability)) for c in found)
    return _compared(decision.candidates, again)


def _compared(recorded: tuple[tuple[str, float], ...], again: tuple[tuple[str, float], ...]) -> Replay:
    shown = again[: len(recorded)]
    here, least = dict(again), min((p for _, p in recorded), default=1.0)
    lost = [code for code, _ in recorded if code not in here]
    known = {code for code, _ in recorded}
    gained = [code for code, p in again if code not in known and p > least + TOLERANCE]
    if lost or (recorded and gained):
        return Replay(
            "different", Sentence("other candidates come out: {codes}.", codes=lost or gained), shown
        )
    difference = max((abs(here[code] - p) for code, p in recorded), default=0.0)
    if difference > TOLERANCE:
        reason = Sentence("a probability differs by {difference:.4f}.", difference=difference)
        return Replay("different", reason, shown, difference)
    return Replay("same", Sentence("the same model gives the same candidates."), shown, difference)
