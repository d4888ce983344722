"""The certificate of a decision: all that is needed to check it years later, without Hirfa if need be."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from mappings.words import Sentence
from service.decisions.chain import Head, Verification, canonical, commitment, payload
from service.decisions.record import Decision

if TYPE_CHECKING:
    from mappings import Language
    from service.decisions.replay import Replay

FORMAT: Final = "hirfa-decision-certificate/1"
HOW: Final = (
    Sentence("Write `record` as JSON with sorted keys, no blanks and ASCII escapes; its SHA-256 is `hash`."),
    Sentence(
        "For each of `words`, write the array [salt, name, value] in the same way; its SHA-256 is the field "
        "name_hash of `record`. Erased words cannot be checked; their hashes still count."
    ),
    Sentence("`record.previous` is the hash of the record before; the first has 64 zeros there."),
    Sentence(
        "With the database: `hirfa audit verify --head SEQUENCE:HASH`, from `chain.head`, checks that the "
        "chain "
        "still passes where it ended when this certificate was made."
    ),
)


def certificate(
    decision: Decision,
    verification: Verification,
    head: Head,
    replayed: Replay | None = None,
    *,
    language: Language = "en",
) -> dict[str, Any]:
    """The certificate of a decision, as plain values for JSON.

    Parameters
    ----------
    decision : Decision
    verification : Verification
        Of the chain up to the decision: `DecisionStore.verify`.
    head : Head
        Where the chain ends now: `DecisionStore.head`.
    replayed : Replay, optional
        What came of classifying the text again.
    language : {"fr", "en", "es", "ar"}
        Of the sentences; names and hashes are the same in all.

    Returns
    -------
    dict
    """
    words = {"text": decision.text, "normalised": decision.normalised, "answers": _plain(decision.answers)}
    return {
        "format": FORMAT,
        "id": decision.id,
        "hash": decision.hash,
        "record": payload(decision),
        "salt": decision.salt,
        "words": None if decision.erased else words,
        "chain": {
            "intact": verification.intact,
            "checked": verification.checked,
            "fault": verification.fault and verification.fault.to_dict(language),
            "head": asdict(head),
        },
        "replay": replayed and {"outcome": replayed.outcome, "reason": replayed.reason.say(language)},
        "how_to_verify": [step.say(language) for step in HOW],
    }


def certificate_fault(found: Mapping[str, Any]) -> Sentence | None:
    """What is wrong with a certificate, by itself; None when it holds.

    Examples
    --------
    >>> print(certificate_fault({"format": "x"}))
    'x' is not a certificate that this version reads (hirfa-decision-certificate/1).
    """
    if found.get("format") != FORMAT:
        return Sentence(
            "{found!r} is not a certificate that this version reads ({format}).",
            found=found.get("format"),
            format=FORMAT,
        )
    try:
        return _fault(found)
    except (KeyError, TypeError, ValueError, AttributeError):
        return Sentence("the certificate is incomplete or damaged; ask for a new one.")


def _fault(found: Mapping[str, Any]) -> Sentence | None:
    record = found["record"]
    if hashlib.sha256(canonical(record)).hexdigest() != found["hash"]:
        return Sentence("the record was altered: it does not have the hash that the certificate states.")
    if record["id"] != found["id"]:
        return Sentence(
            "the certificate names {id!r}, its record {other!r}.", id=found["id"], other=record["id"]
        )
    for name, value in (found["words"] or {}).items():
        if commitment(found["salt"], name, value) != record[f"{name}_hash"]:
            return Sentence(
                "{name} was altered: it does not have the hash that the record states.", name=name
            )
    return None


def _plain(answers: Mapping[str, str] | None) -> dict[str, str] | None:
    return None if answers is None else dict(answers)
