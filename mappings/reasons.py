"""Why a record could not be moved, in the user's language."""

from __future__ import annotations

from typing import Final

from mappings.nomenclature import Language

REASONS: Final[dict[str, dict[Language, str]]] = {
    "empty_code": {
        "fr": "code vide; renseignez-le.",
        "en": "the code is empty; fill it in.",
        "es": "el código está vacío; complételo.",
        "ar": "الرمز فارغ؛ أدخله.",
    },
    "no_code": {
        "fr": "{code!r} n'est pas un code; écrivez 4 à 10 chiffres.",
        "en": "{code!r} is not a code; write 4 to 10 digits.",
        "es": "{code!r} no es un código; escriba de 4 a 10 cifras.",
        "ar": "{code!r} ليس رمزا؛ اكتب من 4 إلى 10 أرقام.",
    },
    "chapter": {
        "fr": "{code} est un chapitre, trop large pour être reclassé; donnez au moins la position.",
        "en": "{code} is a chapter, too wide to be moved; give at least the heading.",
        "es": "{code} es un capítulo, demasiado amplio; indique al menos la partida.",
        "ar": "{code} فصل، وهو أوسع من أن ينقل؛ أعط البند على الأقل.",
    },
    "unknown_code": {
        "fr": "{code} n'existe dans aucune édition; codes voisins dans {edition}: {near}.",
        "en": "{code} is in no edition; nearest codes of {edition}: {near}.",
        "es": "{code} no existe en ninguna edición; códigos cercanos en {edition}: {near}.",
        "ar": "{code} غير موجود في أي طبعة؛ أقرب الرموز في {edition}: {near}.",
    },
    "ended": {
        "fr": "{code} a pris fin avec {other}; vouliez-vous dire --from {other}?",
        "en": "{code} ended with {other}; did you mean --from {other}?",
        "es": "{code} terminó con {other}; ¿quería decir --from {other}?",
        "ar": "{code} انتهى مع {other}؛ هل قصدت ‎--from {other}؟",
    },
    "not_yet": {
        "fr": "{code} commence avec {other}; vouliez-vous dire --from {other}?",
        "en": "{code} begins with {other}; did you mean --from {other}?",
        "es": "{code} empieza con {other}; ¿quería decir --from {other}?",
        "ar": "{code} يبدأ مع {other}؛ هل قصدت ‎--from {other}؟",
    },
    "no_edition": {
        "fr": "l'édition ou l'année {code!r} est inconnue; donnez une année de 1992 à 2027 ou une édition.",
        "en": "the edition or year {code!r} is unknown; give a year from 1992 to 2027 or an edition.",
        "es": "la edición o el año {code!r} es desconocido; indique un año de 1992 a 2027 o una edición.",
        "ar": "الطبعة أو السنة {code!r} غير معروفة؛ أعط سنة من 1992 إلى 2027 أو طبعة.",
    },
    "bad_value": {
        "fr": "la valeur {code!r} de la colonne {other!r} n'est pas un nombre; corrigez-la.",
        "en": "the value {code!r} in column {other!r} is not a number; mend it.",
        "es": "el valor {code!r} de la columna {other!r} no es un número; corríjalo.",
        "ar": "القيمة {code!r} في العمود {other!r} ليست عددا؛ صححها.",
    },
    "no_image": {
        "fr": "{code} n'a pas de correspondance hors du périmètre artisanal dans {edition}, provisoire.",
        "en": "{code} has no image: {edition} is provisional and covers the craft perimeter only.",
        "es": "{code} no tiene correspondencia: {edition} es provisional y solo cubre la artesanía.",
        "ar": "لا مقابل للرمز {code}: طبعة {edition} مؤقتة ولا تشمل إلا الصناعة التقليدية.",
    },
}


def explain_reason(
    reason: str,
    language: Language,
    *,
    code: str = "",
    edition: str = "",
    other: str = "",
    near: str = "",
) -> str:
    """The sentence for a reason, with its facts put in.

    Examples
    --------
    >>> explain_reason("ended", "en", code="690810", other="HS2012")
    '690810 ended with HS2012; did you mean --from HS2012?'
    """
    return REASONS[reason][language].format(code=code, edition=edition, other=other, near=near)
