"""Questions that decide between national lines, in four languages."""

from __future__ import annotations

from typing import Final

from mappings.nomenclature import Language

_QUESTIONS: Final[dict[str, dict[Language, str]]] = {
    "stamp": {
        "fr": "Porte-t-il l'estampille de l'État?",
        "en": "Does it bear the State stamp?",
        "es": "¿Lleva el sello del Estado?",
        "ar": "هل يحمل ختم الدولة؟",
    },
    "tradition": {
        "fr": "Est-ce un article marocain traditionnel?",
        "en": "Is it a traditional Moroccan article?",
        "es": "¿Es un artículo tradicional marroquí?",
        "ar": "هل هو منتوج مغربي تقليدي؟",
    },
    "hand": {
        "fr": "Est-il fait ou brodé à la main, même en partie?",
        "en": "Is it made or embroidered by hand, even in part?",
        "es": "¿Está hecho o bordado a mano, aunque sea en parte?",
        "ar": "هل صنع أو طرز باليد ولو جزئيا؟",
    },
    "user": {
        "fr": "Pour qui est-il?",
        "en": "Who is it for?",
        "es": "¿Para quién es?",
        "ar": "لمن هو موجه؟",
    },
    "material": {
        "fr": "De quelle matière est-il?",
        "en": "What is it made of?",
        "es": "¿De qué materia es?",
        "ar": "ما مادته؟",
    },
    "fibre": {
        "fr": "De quelle fibre est-il?",
        "en": "Which fibre is it made of?",
        "es": "¿De qué fibra es?",
        "ar": "من أي ليف هو؟",
    },
    "animal": {
        "fr": "De quel animal provient-il?",
        "en": "Which animal does it come from?",
        "es": "¿De qué animal procede?",
        "ar": "من أي حيوان هو؟",
    },
    "part": {
        "fr": "Est-ce l'article complet ou une partie?",
        "en": "Is it the complete article or a part?",
        "es": "¿Es el artículo completo o una parte?",
        "ar": "هل هو المنتوج كاملا أم جزء منه؟",
    },
    "line": {
        "fr": "Laquelle de ces lignes?",
        "en": "Which of these lines?",
        "es": "¿Cuál de estas líneas?",
        "ar": "أي من هذه البنود؟",
    },
    "other": {
        "fr": "aucun de ceux-là",
        "en": "none of these",
        "es": "ninguno de estos",
        "ar": "لا شيء من هذا",
    },
}


def question_text(attribute: str, language: Language) -> str:
    """The question on an attribute of national lines.

    Examples
    --------
    >>> question_text("stamp", "fr")
    "Porte-t-il l'estampille de l'État?"
    """
    return _QUESTIONS[attribute][language]
