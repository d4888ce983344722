"""What the tools return; the parts are those of the HTTP service and of the library."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from classifier import Question
from classifier.results import Status

Asker = Literal["classifier", "national_line"]


class AskOut(BaseModel):
    """The one question that is open, and where the goods stand."""

    question: Question | None = Field(description="Null when nothing is left to ask.")
    of: Asker | None = Field(description="Who asks: the classifier, or the Moroccan line of the code.")
    status: Status
    code: str | None = Field(description="Six, four or two digits; null when nothing is safe.")
    national_line: str | None = Field(description="The Moroccan line, once it is known.")
    reason: str
