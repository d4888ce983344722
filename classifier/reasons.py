"""Why a status is what it is, in the user's language."""

from __future__ import annotations

from typing import Final

from mappings import Language

_REASONS: Final[dict[str, dict[Language, str]]] = {
    "decided": {
        "fr": "Le texte suffit pour décider la sous-position.",
        "en": "The text is enough to decide the subheading.",
        "es": "El texto basta para decidir la subpartida.",
        "ar": "النص كافٍ لتحديد البند الفرعي.",
    },
    "partial": {
        "fr": "Le texte ne permet pas d'aller plus loin avec sûreté; répondez à la question ou précisez.",
        "en": "The text does not safely allow more; answer the question or add detail.",
        "es": "El texto no permite ir más lejos con seguridad; responda a la pregunta o precise.",
        "ar": "لا يسمح النص بتحديد أدق بأمان؛ أجب عن السؤال أو أضف تفاصيل.",
    },
    "undecided": {
        "fr": "Le texte est trop vague; dites l'article, sa matière et son usage.",
        "en": "The text is too vague; say what the article is, what it is made of and what it is for.",
        "es": "El texto es demasiado vago; diga qué artículo es, de qué materia y para qué sirve.",
        "ar": "النص مبهم؛ اذكر نوع السلعة ومادتها واستعمالها.",
    },
    "empty": {
        "fr": "Aucun mot lisible; décrivez l'article avec des mots.",
        "en": "No readable word; describe the article in words.",
        "es": "Ninguna palabra legible; describa el artículo con palabras.",
        "ar": "لا توجد كلمة مقروءة؛ صف السلعة بالكلمات.",
    },
    "out_of_scope": {
        "fr": "Cet article ne relève pas du périmètre de l'artisanat.",
        "en": "This article is outside the craft perimeter.",
        "es": "Este artículo queda fuera del perímetro artesanal.",
        "ar": "هذه السلعة خارج نطاق الصناعة التقليدية.",
    },
}


def reason(key: str, language: Language) -> str:
    """The sentence for a status, or for "empty".

    Examples
    --------
    >>> reason("empty", "en")
    'No readable word; describe the article in words.'
    """
    return _REASONS[key][language]
