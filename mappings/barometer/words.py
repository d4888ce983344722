"""Words of the barometer's report, in four languages."""

from __future__ import annotations

from typing import Final

from mappings.barometer.interval_words import INTERVAL_WORDS
from mappings.barometer.methods import METHODS
from mappings.nomenclature import Language

_ORDER: Final[tuple[Language, ...]] = ("fr", "en", "es", "ar")
WORDS: Final[dict[str, tuple[str, str, str, str]]] = {
    **INTERVAL_WORDS,
    "title": (
        "Baromètre des exportations de l'artisanat",
        "Barometer of craft exports",
        "Barómetro de las exportaciones artesanales",
        "مؤشر صادرات الصناعة التقليدية",
    ),
    "period": (
        "Janvier à {last} {year}",
        "January to {last} {year}",
        "Enero a {last} de {year}",
        "من يناير إلى {last} {year}",
    ),
    "period_one": ("{last} {year}", "{last} {year}", "{last} de {year}", "{last} {year}"),
    "millions": ("millions de dirhams", "million dirhams", "millones de dírhams", "مليون درهم"),
    "million_short": ("M", "M", "M", "م"),
    "exports": ("Exportations", "Exports", "Exportaciones", "الصادرات"),
    "on_last_year": (
        "sur les mêmes mois de {year}",
        "on the same months of {year}",
        "respecto a los mismos meses de {year}",
        "مقارنة بالأشهر نفسها من {year}",
    ),
    "constant_prices": ("à prix constants", "at constant prices", "a precios constantes", "بالأسعار الثابتة"),
    "first_family": ("Première famille", "Largest family", "Primera familia", "العائلة الأولى"),
    "first_market": ("Premier marché", "Largest market", "Primer mercado", "السوق الأولى"),
    "traceable_now": ("Part traçable", "Traceable share", "Parte rastreable", "الحصة القابلة للتتبع"),
    "of_total": ("du total", "of the total", "del total", "من المجموع"),
    "whole": ("Ensemble", "All", "Conjunto", "المجموع"),
    "in_lines": (
        "dans des lignes propres à l'artisanat",
        "in lines that are craft",
        "en líneas propias de la artesanía",
        "في بنود خاصة بالصناعة التقليدية",
    ),
    "synthetic": (
        "Données synthétiques: aucune déclaration réelle.",
        "Synthetic data: no real declaration.",
        "Datos sintéticos: ninguna declaración real.",
        "بيانات اصطناعية: لا تتضمن أي تصريح حقيقي.",
    ),
    "monthly": ("Mois par mois", "Month by month", "Mes a mes", "شهرا بشهر"),
    "annual": ("Année par année", "Year by year", "Año por año", "سنة بسنة"),
    "by_family": ("Familles", "Families", "Familias", "العائلات"),
    "by_destination": ("Destinations", "Destinations", "Destinos", "الوجهات"),
    "by_region": ("Régions", "Regions", "Regiones", "الجهات"),
    "by_code": ("Sous-positions", "Subheadings", "Subpartidas", "البنود الفرعية"),
    "concentration": (
        "Concentration des marchés",
        "Concentration of markets",
        "Concentración de los mercados",
        "تركز الأسواق",
    ),
    "movers": (
        "Ce qui a fait bouger le total",
        "What moved the total",
        "Qué movió el total",
        "ما حرك المجموع",
    ),
    "traceability": ("Traçable ou caché", "Traceable or hidden", "Rastreable u oculto", "ظاهر أو مخفي"),
    "traceability_family": (
        "Traçable ou caché, par famille",
        "Traceable or hidden, by family",
        "Rastreable u oculto, por familia",
        "ظاهر أو مخفي حسب العائلة",
    ),
    "lines_to_create": (
        "Les lignes qui révéleraient le plus",
        "The lines that would reveal most",
        "Las líneas que más revelarían",
        "البنود التي ستكشف أكثر",
    ),
    "unit_values": ("Valeurs unitaires", "Unit values", "Valores unitarios", "قيم الوحدة"),
    "outliers": (
        "Valeurs unitaires à vérifier",
        "Unit values to check",
        "Valores unitarios por verificar",
        "قيم وحدة ينبغي التحقق منها",
    ),
    "findings": (
        "Ce que les données avaient d'inhabituel",
        "What was odd about the data",
        "Lo inusual de los datos",
        "ما هو غير معتاد في البيانات",
    ),
    "to_check": (
        "Destinations à vérifier",
        "Destinations to check",
        "Destinos por verificar",
        "وجهات ينبغي التحقق منها",
    ),
    "regions_to_check": (
        "Régions à vérifier",
        "Regions to check",
        "Regiones por verificar",
        "جهات ينبغي التحقق منها",
    ),
    "suppression": (
        "Secret statistique",
        "Statistical confidentiality",
        "Secreto estadístico",
        "السر الإحصائي",
    ),
    "freq": ("Périodicité", "Frequency", "Frecuencia", "الدورية"),
    "freq_a": ("Annuelle", "Annual", "Anual", "سنوية"),
    "freq_m": ("Mensuelle", "Monthly", "Mensual", "شهرية"),
    "freq_z": (
        "Mois cumulés d'une année",
        "Months of a year, cumulated",
        "Meses acumulados de un año",
        "أشهر متراكمة من سنة",
    ),
    "time_period": ("Période", "Time period", "Período", "الفترة"),
    "measure": ("Mesure", "Measure", "Medida", "المقياس"),
    "obs_value": ("Valeur observée", "Observed value", "Valor observado", "القيمة المرصودة"),
    "obs_status": (
        "État de l'observation",
        "Observation status",
        "Estado de la observación",
        "حالة المشاهدة",
    ),
    "obs_a": ("Valeur normale", "Normal value", "Valor normal", "قيمة عادية"),
    "obs_m": ("Sans objet ou absente", "Missing", "Ausente", "غير متوفرة"),
    "obs_q": ("Absente, supprimée", "Missing, suppressed", "Ausente, suprimida", "محجوبة"),
    "comparable": ("Mois comparables", "Comparable months", "Meses comparables", "الأشهر القابلة للمقارنة"),
    "cumulated_previous": (
        "Cumul un an avant",
        "Cumulated, year before",
        "Acumulado un año antes",
        "المتراكم قبل سنة",
    ),
    "detail": ("Détail", "Detail", "Detalle", "التفصيل"),
    "suppressed": ("Supprimé", "Suppressed", "Suprimido", "محجوب"),
    "score": ("Écarts robustes", "Robust deviations", "Desviaciones robustas", "الانحرافات الحصينة"),
    "at_stake": ("Enjeu", "At stake", "En juego", "القيمة المعنية"),
    "table": ("Tableau", "Table", "Tabla", "الجدول"),
    "cells": ("Cellules", "Cells", "Celdas", "الخلايا"),
    "primary": ("Secrètes", "Confidential", "Secretas", "سرية"),
    "secondary": ("Masquées en plus", "Hidden besides", "Ocultas además", "محجوبة إضافية"),
    "value_share": ("Part de la valeur", "Share of the value", "Parte del valor", "الحصة من القيمة"),
    "value": ("Valeur", "Value", "Valor", "القيمة"),
    "previous": ("Un an avant", "Year before", "Un año antes", "قبل سنة"),
    "growth": ("Variation", "Change", "Variación", "التغير"),
    "share": ("Part", "Share", "Parte", "الحصة"),
    "contribution": (
        "Contribution, points",
        "Contribution, points",
        "Contribución, puntos",
        "المساهمة بالنقط",
    ),
    "records": ("Lignes", "Records", "Registros", "السجلات"),
    "cumulated": ("Cumul", "Cumulated", "Acumulado", "المتراكم"),
    "cumulated_growth": ("Variation du cumul", "Change, cumulated", "Variación acumulada", "تغير المتراكم"),
    "constant": ("Prix constants", "Constant prices", "Precios constantes", "أسعار ثابتة"),
    "constant_growth": ("Variation réelle", "Real change", "Variación real", "التغير الحقيقي"),
    "month": ("Mois", "Month", "Mes", "الشهر"),
    "year": ("Année", "Year", "Año", "السنة"),
    "months": ("Mois renseignés", "Months held", "Meses con datos", "الأشهر المتوفرة"),
    "same_months": ("Mêmes mois", "Same months", "Mismos meses", "الأشهر نفسها"),
    "family": ("Famille", "Family", "Familia", "العائلة"),
    "destination": ("Destination", "Destination", "Destino", "الوجهة"),
    "region": ("Région", "Region", "Región", "الجهة"),
    "code": ("SH 2022", "HS 2022", "SA 2022", "النظام المنسق 2022"),
    "destinations": ("Destinations", "Destinations", "Destinos", "الوجهات"),
    "hhi": ("Indice HHI", "HHI index", "Índice HHI", "مؤشر HHI"),
    "equivalent": ("Marchés égaux", "Equal markets", "Mercados iguales", "أسواق متساوية"),
    "top1": ("Premier", "Largest", "Primero", "الأولى"),
    "top3": ("Trois premiers", "Top three", "Tres primeros", "الثلاث الأولى"),
    "unknown": ("Sans destination", "Unknown", "Sin destino", "غير معروفة"),
    "status": ("Situation", "Status", "Situación", "الوضع"),
    "traceable": (
        "Traçable: ligne propre à l'artisanat",
        "Traceable: a line that is craft",
        "Rastreable: línea artesanal",
        "ظاهر: بند خاص بالصناعة التقليدية",
    ),
    "hidden_other": (
        "Caché dans une sous-position « autres »",
        "Hidden in a subheading “other”",
        "Oculto en una subpartida «los demás»",
        "مخفي في بند «غيرها»",
    ),
    "hidden_named": (
        "Mêlé à l'industrie dans une sous-position nommée",
        "Mixed with industry in a named subheading",
        "Mezclado con la industria en una subpartida",
        "مختلط بالصناعة في بند مسمى",
    ),
    "not_craft": (
        "Pas artisanal, ou hors des familles",
        "Not craft, or in no family",
        "No artesanal, o sin familia",
        "ليس من الصناعة التقليدية، أو خارج العائلات",
    ),
    "spoken": (
        "Le texte dit « artisanal »",
        "The text says craft",
        "El texto dice artesanal",
        "النص يصرح بالحرفية",
    ),
    "silent": ("Le texte ne dit rien", "The text is silent", "El texto calla", "النص لا يصرح"),
    "traceable_share": ("Part traçable", "Traceable share", "Parte rastreable", "الحصة الظاهرة"),
    "hidden": ("Caché", "Hidden", "Oculto", "المخفي"),
    "residual": ("« Autres »", "“Other”", "«Los demás»", "«غيرها»"),
    "has_line": ("Ligne existante", "Line exists", "Línea existente", "البند موجود"),
    "hidden_share": ("Part du caché", "Share of the hidden", "Parte de lo oculto", "حصة من المخفي"),
    "cumulated_share": ("Cumul", "Cumulated", "Acumulado", "المتراكم"),
    "median": ("Médiane, dirhams", "Median, dirhams", "Mediana, dírhams", "الوسيط بالدرهم"),
    "spread": ("Dispersion, facteur", "Spread, factor", "Dispersión, factor", "التشتت"),
    "row": ("Ligne du fichier", "Row of the file", "Fila del archivo", "سطر الملف"),
    "unit_value": ("Valeur unitaire", "Unit value", "Valor unitario", "قيمة الوحدة"),
    "typical": ("Habituelle", "Typical", "Habitual", "المعتادة"),
    "quantity": ("Quantité", "Quantity", "Cantidad", "الكمية"),
    "given": ("Écrit", "Written", "Escrito", "المكتوب"),
    "read_as": ("Compris", "Read as", "Leído como", "المفهوم"),
    "finding": (
        "Constat et suite donnée",
        "Finding and what was done",
        "Hallazgo y tratamiento",
        "الملاحظة وما اتخذ بشأنها",
    ),
    "example": ("Exemple", "Example", "Ejemplo", "مثال"),
    "yes": ("oui", "yes", "sí", "نعم"),
    "no": ("non", "no", "no", "لا"),
    "no_family_name": ("Hors des familles", "In no family", "Sin familia", "خارج العائلات"),
    "not_given": ("Non précisé", "Not given", "Sin precisar", "غير محدد"),
    "suppressed_mark": ("secret", "suppressed", "secreto", "محجوب"),
    "method": ("Méthode", "Method", "Método", "المنهجية"),
    "behind": (
        "{count} lignes derrière ce tableau.",
        "{count} records behind this table.",
        "{count} registros tras esta tabla.",
        "{count} سجلا وراء هذا الجدول.",
    ),
    "none": ("Rien à signaler.", "Nothing to report.", "Nada que señalar.", "لا شيء يذكر."),
    "iso": ("code", "code", "código", "رمز"),
    "misspelt": ("mal écrit, compris", "misspelt, understood", "mal escrito, entendido", "خطأ إملائي مفهوم"),
    "former": ("n'existe plus", "no longer exists", "ya no existe", "لم تعد موجودة"),
    "unknown_name": ("non reconnu", "not recognised", "no reconocido", "غير معروف"),
    "missing": ("vide", "empty", "vacío", "فارغ"),
    "made_by": (
        "Établi par Hirfa. Les tableaux complets sont dans les fichiers CSV et SDMX-CSV joints.",
        "Made by Hirfa. The complete tables are in the CSV and SDMX-CSV files beside this page.",
        "Elaborado con Hirfa. Las tablas completas están en los archivos CSV y SDMX-CSV adjuntos.",
        "أعد بواسطة حرفة. الجداول الكاملة في ملفات CSV و SDMX-CSV المرفقة.",
    ),
}


def word(key: str, language: Language, **facts: str) -> str:
    """A word of the report.

    Examples
    --------
    >>> word("period", "fr", last="novembre", year="2023")
    'Janvier à novembre 2023'
    """
    return WORDS[key][_ORDER.index(language)].format(**facts)


def method(key: str, language: Language) -> str:
    """The method behind a table, or what was done about a finding.

    Examples
    --------
    >>> method("zero", "en")
    'Records of value zero: counted, they add nothing.'
    """
    return METHODS[key][_ORDER.index(language)]
