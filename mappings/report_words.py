"""Words of the reclassification report, in four languages."""

from __future__ import annotations

from typing import Final

from mappings.nomenclature import Language

Words = dict[Language, str]
WORDS: Final[dict[str, Words]] = {
    "title": {
        "fr": "Reclassement vers {target}",
        "en": "Reclassification to {target}",
        "es": "Reclasificación a {target}",
        "ar": "إعادة التصنيف إلى {target}",
    },
    "totals": {
        "fr": "Totaux, à l'unité près",
        "en": "Totals, to the last unit",
        "es": "Totales exactos",
        "ar": "المجاميع بدقة تامة",
    },
    "column": {"fr": "Colonne", "en": "Column", "es": "Columna", "ar": "العمود"},
    "given": {"fr": "Reçu", "en": "Given", "es": "Recibido", "ar": "الوارد"},
    "moved": {"fr": "Reclassé", "en": "Moved", "es": "Reclasificado", "ar": "المنقول"},
    "left": {"fr": "Non reclassé", "en": "Not mapped", "es": "Sin reclasificar", "ar": "غير المنقول"},
    "by_basis": {
        "fr": "Valeur reclassée, selon le fondement",
        "en": "Value moved, by basis",
        "es": "Valor reclasificado, según el fundamento",
        "ar": "القيمة المنقولة حسب الأساس",
    },
    "identity": {"fr": "code inchangé", "en": "same code", "es": "código sin cambio", "ar": "الرمز نفسه"},
    "link": {"fr": "un seul successeur", "en": "one link only", "es": "un solo enlace", "ar": "رابط وحيد"},
    "text": {
        "fr": "texte de la ligne",
        "en": "text of the record",
        "es": "texto del registro",
        "ar": "نص السجل",
    },
    "weights": {"fr": "pondérations", "en": "weights", "es": "ponderaciones", "ar": "أوزان"},
    "equal": {"fr": "parts égales", "en": "equal shares", "es": "partes iguales", "ar": "حصص متساوية"},
    "basis": {"fr": "Fondement", "en": "Basis", "es": "Fundamento", "ar": "الأساس"},
    "value": {"fr": "Valeur", "en": "Value", "es": "Valor", "ar": "القيمة"},
    "share": {"fr": "Part", "en": "Share", "es": "Parte", "ar": "الحصة"},
    "splits": {
        "fr": "Codes divisés qui portent le plus de valeur",
        "en": "Divided codes that carry most value",
        "es": "Códigos divididos con más valor",
        "ar": "الرموز المقسمة الأعلى قيمة",
    },
    "from": {"fr": "De", "en": "From", "es": "De", "ar": "من"},
    "to": {"fr": "Vers", "en": "To", "es": "A", "ar": "إلى"},
    "unmapped": {
        "fr": "Lignes non reclassées, et pourquoi",
        "en": "Records not mapped, and why",
        "es": "Registros sin reclasificar y motivo",
        "ar": "السجلات غير المنقولة وأسبابها",
    },
    "records": {"fr": "Lignes", "en": "Records", "es": "Registros", "ar": "السجلات"},
    "example": {"fr": "Exemple", "en": "Example", "es": "Ejemplo", "ar": "مثال"},
    "spread": {
        "fr": "Incertitude que le partage ajoute aux totaux",
        "en": "Uncertainty that sharing out adds to totals",
        "es": "Incertidumbre que el reparto añade a los totales",
        "ar": "عدم اليقين الذي يضيفه التوزيع إلى المجاميع",
    },
    "error": {"fr": "Erreur type", "en": "Standard error", "es": "Error estándar", "ar": "الخطأ المعياري"},
    "none": {"fr": "Aucune.", "en": "None.", "es": "Ninguno.", "ar": "لا شيء."},
    "weights_from": {
        "fr": "Pondérations: {origin}.",
        "en": "Weights: {origin}.",
        "es": "Ponderaciones: {origin}.",
        "ar": "الأوزان: {origin}.",
    },
}


def word(key: str, language: Language, **facts: str) -> str:
    """A word of the report.

    Examples
    --------
    >>> word("title", "fr", target="HS2022")
    'Reclassement vers HS2022'
    """
    return WORDS[key][language].format(**facts)
