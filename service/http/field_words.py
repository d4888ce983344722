"""Why the value of a field is not accepted, in four languages, by pydantic's kinds of error."""

from __future__ import annotations

from typing import Final

from service.http.problem_words import Words, words

WHY: Final[dict[str, Words]] = {
    "missing": words("il manque", "it is missing", "falta", "إنه ناقص"),
    "extra_forbidden": words("il n'existe pas", "it does not exist", "no existe", "إنه غير موجود"),
    "string_type": words("donnez un texte", "give a text", "dé un texto", "أعط نصا"),
    "string_too_short": words("il est vide", "it is empty", "está vacío", "إنه فارغ"),
    "string_too_long": words(
        "au plus {max_length} caractères",
        "at most {max_length} characters",
        "como máximo {max_length} caracteres",
        "{max_length} حرف على الأكثر",
    ),
    "too_long": words(
        "au plus {max_length} éléments",
        "at most {max_length} items",
        "como máximo {max_length} elementos",
        "{max_length} عنصر على الأكثر",
    ),
    "too_short": words(
        "au moins {min_length} élément",
        "at least {min_length} item",
        "al menos {min_length} elemento",
        "{min_length} عنصر على الأقل",
    ),
    "int_type": words("donnez un entier", "give an integer", "dé un entero", "أعط عددا صحيحا"),
    "int_parsing": words("donnez un entier", "give an integer", "dé un entero", "أعط عددا صحيحا"),
    "greater_than_equal": words("au moins {ge}", "at least {ge}", "al menos {ge}", "{ge} على الأقل"),
    "less_than_equal": words("au plus {le}", "at most {le}", "como máximo {le}", "{le} على الأكثر"),
    "literal_error": words(
        "choisissez {expected}", "choose {expected}", "elija {expected}", "اختر {expected}"
    ),
    "string_pattern_mismatch": words(
        "il ne suit pas la forme attendue",
        "it does not follow the expected form",
        "no sigue la forma esperada",
        "لا يتبع الشكل المنتظر",
    ),
}
OTHERWISE: Final = words("valeur non acceptée", "value not accepted", "valor no aceptado", "قيمة غير مقبولة")
