"""Words on estimates and their intervals."""

from __future__ import annotations

from typing import Final

# French, English, Spanish, Arabic.
INTERVAL_WORDS: Final[dict[str, tuple[str, str, str, str]]] = {
    "estimate": ("Estimation", "Estimate", "Estimación", "التقدير"),
    "estimated_between": (
        "estimation {estimate}, entre {low} et {high}",
        "estimate {estimate}, between {low} and {high}",
        "estimación {estimate}, entre {low} y {high}",
        "التقدير {estimate}، بين {low} و{high}",
    ),
    "estimator": ("Estimateur", "Estimator", "Estimador", "المقدر"),
    "growth_estimate": ("Variation estimée", "Estimated change", "Variación estimada", "التغير المقدر"),
    "growth_high": ("Variation, maximum", "Change, high", "Variación, máximo", "التغير، الحد الأعلى"),
    "growth_interval": (
        "Intervalle de la variation",
        "Interval of the change",
        "Intervalo de la variación",
        "مجال التغير",
    ),
    "growth_low": ("Variation, minimum", "Change, low", "Variación, mínimo", "التغير، الحد الأدنى"),
    "high": ("Borne haute", "High", "Máximo", "الحد الأعلى"),
    "interval": ("Intervalle, 95 %", "Interval, 95%", "Intervalo, 95 %", "المجال، 95%"),
    "low": ("Borne basse", "Low", "Mínimo", "الحد الأدنى"),
    "standard_error": ("Erreur type", "Standard error", "Error estándar", "الخطأ المعياري"),
    "verified_rows": ("Lignes vérifiées", "Verified rows", "Filas verificadas", "السطور المتحقق منها"),
}
