"""Questions that decide between national lines, in four languages."""

from __future__ import annotations

from typing import Final

from mappings.words import Words

question_text: Final = Words("line_questions.csv")
LINE_ATTRIBUTES: Final = frozenset(question_text.rows) - {"other"}
