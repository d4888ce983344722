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
    "kind": {
        "fr": "De quelle sorte d'article s'agit-il?",
        "en": "Which kind of article is it?",
        "es": "¿De qué clase de artículo se trata?",
        "ar": "أي نوع من السلع هو؟",
    },
    "use": {
        "fr": "À quoi sert-il?",
        "en": "What is it used for?",
        "es": "¿Para qué sirve?",
        "ar": "فيم يستعمل؟",
    },
    "construction": {
        "fr": "Comment est-il construit?",
        "en": "How is it made up?",
        "es": "¿Cómo está construido?",
        "ar": "كيف هي بنيته؟",
    },
    "finish": {
        "fr": "Quelle finition a-t-il reçue?",
        "en": "What finish has it had?",
        "es": "¿Qué acabado tiene?",
        "ar": "ما نوع التشطيب؟",
    },
    "process": {
        "fr": "Par quel procédé est-il obtenu?",
        "en": "By which process is it made?",
        "es": "¿Con qué procedimiento se obtiene?",
        "ar": "بأي طريقة صنع؟",
    },
    "size": {
        "fr": "Quelles sont ses dimensions?",
        "en": "What size is it?",
        "es": "¿Qué tamaño tiene?",
        "ar": "ما قياسه؟",
    },
    "width": {
        "fr": "Quelle est sa largeur?",
        "en": "How wide is it?",
        "es": "¿Qué anchura tiene?",
        "ar": "ما عرضه؟",
    },
    "weight": {
        "fr": "Quel est son poids?",
        "en": "How much does it weigh?",
        "es": "¿Cuánto pesa?",
        "ar": "ما وزنه؟",
    },
    "capacity": {
        "fr": "Quelle est sa contenance?",
        "en": "What is its capacity?",
        "es": "¿Qué capacidad tiene?",
        "ar": "ما سعته؟",
    },
    "packing": {
        "fr": "Comment est-il conditionné?",
        "en": "How is it packed?",
        "es": "¿Cómo está acondicionado?",
        "ar": "كيف هو معبأ؟",
    },
    "wood": {
        "fr": "De quel bois est-il?",
        "en": "Which wood is it?",
        "es": "¿De qué madera es?",
        "ar": "من أي خشب هو؟",
    },
    "colour": {
        "fr": "De quelle couleur est-il?",
        "en": "What colour is it?",
        "es": "¿De qué color es?",
        "ar": "ما لونه؟",
    },
    "machine": {
        "fr": "Est-il fait à la machine?",
        "en": "Is it machine-made?",
        "es": "¿Está hecho a máquina?",
        "ar": "هل صنع بالآلة؟",
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


LINE_ATTRIBUTES: Final = frozenset(_QUESTIONS) - {"other"}


def question_text(attribute: str, language: Language) -> str:
    """The question on an attribute of national lines.

    Examples
    --------
    >>> question_text("stamp", "fr")
    "Porte-t-il l'estampille de l'État?"
    """
    return _QUESTIONS[attribute][language]
