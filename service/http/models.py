"""Requests and answers as schemas; the parts are the library's own frozen objects."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from classifier import Candidate, Evidence, Question
from classifier.results import Status
from mappings import Language
from mappings.families import Craft

# Halves of surrogate pairs cannot be written as UTF-8; pydantic refuses them in JSON by itself.
Text = Annotated[str, StringConstraints(max_length=20_000)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Value = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Digits = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
LineDigits = Annotated[str, StringConstraints(pattern=r"^[0-9]{8,10}$")]
Identifier = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{26}$")]

EXAMPLE_TEXT = "Tapis berbère noué main, laine, 2x3 m"


class Strict(BaseModel):
    """A request; a field that does not exist is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ClassifyRequest(Strict):
    """A description to classify."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"text": EXAMPLE_TEXT, "language": "fr", "answers": {}, "k": 5}]}
    )

    text: Text = Field(description="The description, in any of the languages.")
    language: Language | None = Field(None, description="Of the answer; that of the text when null.")
    answers: dict[Name, Value] = Field(
        default_factory=dict,
        max_length=50,
        description="Attribute to value, as the questions of earlier answers offer them.",
    )
    k: int = Field(5, ge=5, le=100, description="Number of candidates.")


class BatchRequest(Strict):
    """Descriptions to classify."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"texts": [EXAMPLE_TEXT, "zellige taillé main", "بلغة جلد"], "language": "en"}]
        }
    )

    texts: list[Text] = Field(min_length=1, max_length=1_000)
    language: Language | None = Field(None, description="Of the answers; that of each text when null.")
    k: int = Field(5, ge=5, le=100, description="Number of candidates.")


class LineOut(BaseModel):
    """A line of the national tariff; rates in per cent, null where the tariff states none."""

    code: str
    label: str
    duty: float | None
    parafiscal: float | None
    vat: float | None
    unit: str
    craft: str | None


class OpenLine(BaseModel):
    """A line that is still open."""

    code: str
    label: str


class NationalLine(BaseModel):
    """The national line, or the question that decides it."""

    line: LineOut | None
    candidates: list[OpenLine]
    question: Question | None
    words: list[str] = Field(description="Words of the text that decided.")


class AnswerOut(BaseModel):
    """A classification, and what follows from its code."""

    text: str
    language: str = Field(description="Of the text: fr, en, es, ar, ary (Darija) or und.")
    status: Status
    code: str | None = Field(description="Six, four or two digits; null when nothing is safe.")
    edition: str
    probability: float
    candidates: list[Candidate]
    prediction_set: list[str] = Field(description="Hold the right code 95 times in 100.")
    question: Question | None
    evidence: list[Evidence]
    legal_basis: str
    model: str
    reason: str
    subheading: str | None = Field(description="Decided or likely; line, family and craft are of it.")
    national_line: NationalLine | None
    family: str | None
    craft: Craft | None


class BatchOut(BaseModel):
    """Answers in the order of the texts."""

    answers: list[AnswerOut]


class DecisionRequest(Strict):
    """A decision to record; the service classifies the text itself and keeps what it found."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"text": EXAMPLE_TEXT, "code": "570110", "line": "5701100090", "language": "fr"}]
        }
    )

    # No database keeps a null character.
    text: Annotated[str, StringConstraints(min_length=1, max_length=20_000, pattern=r"^[^\x00]*$")]
    code: Digits = Field(description="The subheading chosen.")
    line: LineDigits | None = Field(None, description="The national line chosen.")
    language: Language | None = None
    answers: dict[Name, Value] = Field(default_factory=dict, max_length=50)
    corrects: Identifier | None = Field(None, description="The id of the decision that this one corrects.")


class Probable(BaseModel):
    """A candidate on record."""

    code: str
    probability: float


class DecisionOut(BaseModel):
    """A decision on record; text, normalised, answers and salt are null once erased."""

    id: str
    sequence: int
    time: str
    text: str | None
    normalised: str | None
    answers: dict[str, str] | None
    language: str
    candidates: list[Probable]
    code: str
    line: str | None
    who: str
    corrects: str | None
    model: str
    artifact: str
    catalogue: str
    edition: str
    salt: str | None
    text_hash: str
    normalised_hash: str
    answers_hash: str
    previous: str
    hash: str
    erased: bool


class DecisionPage(BaseModel):
    """Decisions, newest first; give `next` as `before` for those after."""

    items: list[DecisionOut]
    next: int | None


class HeadOut(BaseModel):
    """Where the chain ends."""

    sequence: int
    hash: str


class FaultOut(BaseModel):
    """The first record that does not hold."""

    sequence: int
    id: str | None
    kind: str
    reason: str


class ReplayOut(BaseModel):
    """What came of classifying the text again."""

    outcome: Literal["same", "different", "other_model", "erased"]
    reason: str
    difference: float | None


class VerificationOut(BaseModel):
    """Whether a decision and everything before it hold."""

    id: str
    intact: bool
    checked: int
    head: HeadOut
    fault: FaultOut | None
    replay: ReplayOut


class JobOut(BaseModel):
    """A file that is being scored."""

    id: str
    state: Literal["waiting", "running", "done", "failed"]
    rows: int = Field(description="Rows scored.")
    total: int | None = Field(description="Rows of the file, once counted.")
    progress: float = Field(description="From 0 to 1.")
    created: datetime
    problem: dict[str, Any] | None = Field(description="Why it failed, as a problem.")


class ProblemOut(BaseModel):
    """RFC 9457 problem details."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    instance: str
    request_id: str
    field: str | None = None
    reason: str | None = None
