"""The method behind each table, and what is done about each oddity, in one sentence or two."""

from __future__ import annotations

from typing import Final

# French, English, Spanish, Arabic.
METHODS: Final[dict[str, tuple[str, str, str, str]]] = {
    "annual": (
        "Somme des valeurs par année de la date; la variation porte sur les mois présents dans les deux années.",
        "Sum of values by year of the date; the change is on the months that both years have.",
        "Suma de valores por año de la fecha; la variación se refiere a los meses presentes en ambos años.",
        "مجموع القيم حسب سنة التاريخ؛ والتغير محسوب على الأشهر المتوفرة في السنتين معا.",
    ),
    "monthly": (
        "Somme des valeurs par mois, corrections négatives déduites. Le cumul et sa variation ne comptent que les mois présents dans les deux années.",
        "Sum of values by month, negative corrections deducted. The cumulated change counts only the months that both years have.",
        "Suma de valores por mes, deducidas las correcciones negativas. La variación acumulada solo cuenta los meses presentes en ambos años.",
        "مجموع القيم حسب الشهر بعد خصم التصحيحات السالبة. والتغير المتراكم محسوب على الأشهر المتوفرة في السنتين.",
    ),
    "by": (
        "Valeur nette, part du total, variation sur les mêmes mois de l'année précédente. La contribution est l'écart divisé par le total de l'année précédente: les contributions s'additionnent à la variation du total.",
        "Net value, share of the total, change on the same months of the year before. The contribution is the difference over last year's total: contributions add up to the change of the total.",
        "Valor neto, parte del total, variación respecto a los mismos meses del año anterior. La contribución es la diferencia sobre el total del año anterior: las contribuciones suman la variación del total.",
        "القيمة الصافية والحصة من المجموع والتغير مقارنة بالأشهر نفسها من السنة السابقة. والمساهمة هي الفرق مقسوما على مجموع السنة السابقة: مجموع المساهمات يساوي تغير المجموع.",
    ),
    "intervals": (
        "Estimation: total corrigé par un échantillon de lignes vérifiées, tiré selon un plan (inférence appuyée sur les prédictions). Bornes: intervalle de confiance à 95 %; celles de la variation, entre deux totaux estimés. La valeur est celle des codes tels quels.",
        "Estimate: total corrected by a sample of verified records, drawn by a plan (prediction-powered inference). Low and high: 95% confidence interval; those of the change, between two estimated totals. The value is that of the codes as they stand.",
        "Estimación: total corregido con una muestra de registros verificados, extraída según un plan (inferencia apoyada en predicciones). Mínimo y máximo: intervalo de confianza del 95 %; los de la variación, entre dos totales estimados. El valor es el de los códigos tal como están.",
        "التقدير: مجموع مصحح بعينة من السجلات المدققة سحبت وفق خطة (الاستدلال المعزز بالتنبؤ). الحدان: مجال ثقة بنسبة 95%؛ وحدا التغير بين مجموعين مقدرين. والقيمة هي قيمة الرموز كما هي.",
    ),
    "concentration": (
        "Indice de Herfindahl-Hirschman: somme des carrés des parts (0 à 10 000), sur les mêmes mois de chaque année, destinations inconnues exclues. « Marchés égaux » est 10 000 divisé par l'indice.",
        "Herfindahl-Hirschman index: sum of squared shares (0 to 10,000), same months of each year, unknown destinations left out. “Equal markets” is 10,000 over the index.",
        "Índice de Herfindahl-Hirschman: suma de los cuadrados de las partes (0 a 10.000), mismos meses de cada año, sin destinos desconocidos. «Mercados iguales» es 10.000 dividido por el índice.",
        "مؤشر هيرفندال-هيرشمان: مجموع مربعات الحصص (من 0 إلى 10.000) للأشهر نفسها من كل سنة دون الوجهات غير المعروفة. «أسواق متساوية» هي 10.000 مقسومة على المؤشر.",
    ),
    "movers": (
        "Les plus fortes contributions à la variation, en points, à la hausse comme à la baisse.",
        "The largest contributions to the change, in points, up or down.",
        "Las mayores contribuciones a la variación, en puntos, al alza o a la baja.",
        "أكبر المساهمات في التغير، بالنقط، ارتفاعا أو انخفاضا.",
    ),
    "traceability": (
        "Traçable: position artisanale par nature, ou ligne nationale artisanale. Caché: sous-position qui mêle artisanat et industrie. Borne basse: textes qui disent l'artisanat; borne haute: plus tous les textes muets; estimation: les textes muets dans la proportion des textes qui parlent, rapprochée de celle de la famille. Les bornes ne sont pas un intervalle de confiance.",
        "Traceable: craft by nature of the heading, or a national craft line. Hidden: a subheading that mixes craft and industry. Low: texts that say craft; high: plus all silent texts; estimate: silent texts in the proportion of those that speak, drawn towards the family's. The bounds are not a confidence interval.",
        "Rastreable: partida artesanal por naturaleza o línea nacional artesanal. Oculto: subpartida que mezcla artesanía e industria. Mínimo: textos que dicen artesanal; máximo: más todos los que callan; estimación: los que callan en la proporción de los que hablan, acercada a la de la familia. Los límites no son un intervalo de confianza.",
        "الظاهر: بند تقليدي بطبيعته أو بند وطني خاص. المخفي: بند فرعي يخلط التقليدي بالصناعي. الحد الأدنى: النصوص المصرحة؛ الأعلى: مع كل النصوص الصامتة؛ التقدير: الصامتة بنسبة النصوص المصرحة مع تقريبها من نسبة العائلة. الحدان ليسا مجال ثقة.",
    ),
    "lines_to_create": (
        "Sous-positions classées par valeur artisanale estimée qu'aucune ligne ne trace. « Ligne existante »: une ligne artisanale existe déjà, c'est son usage qui manque.",
        "Subheadings ranked by the estimated craft value that no line traces. “Line exists”: there is a craft line already; what lacks is its use.",
        "Subpartidas ordenadas por el valor artesanal estimado que ninguna línea rastrea. «Línea existente»: ya hay una línea artesanal; falta usarla.",
        "البنود الفرعية مرتبة حسب القيمة الحرفية المقدرة التي لا يتتبعها أي بند. «البند موجود»: يوجد بند خاص وينقص استعماله.",
    ),
    "unit_values": (
        "Médiane de la valeur divisée par la quantité; dispersion: exponentielle de l'écart absolu médian du logarithme.",
        "Median of value over quantity; spread: exponential of the median absolute deviation of the logarithm.",
        "Mediana del valor dividido por la cantidad; dispersión: exponencial de la desviación absoluta mediana del logaritmo.",
        "وسيط القيمة على الكمية؛ والتشتت: أسي الانحراف المطلق الوسيط للوغاريتم.",
    ),
    "outliers": (
        "Lignes à plus de cinq écarts robustes de la médiane du logarithme de leur code (huit lignes au moins); les plus coûteuses d'abord. Elles restent dans les totaux.",
        "Records more than five robust deviations from the median logarithm of their code (eight records at least), the costliest first. They stay in the totals.",
        "Registros a más de cinco desviaciones robustas de la mediana del logaritmo de su código (ocho al menos), los más costosos primero. Siguen en los totales.",
        "سجلات تبعد أكثر من خمسة انحرافات حصينة عن وسيط لوغاريتم رمزها (ثمانية سجلات على الأقل)، الأعلى كلفة أولا. وتبقى ضمن المجاميع.",
    ),
    "to_check": (
        "Noms comparés à ceux de l'Unicode CLDR et de l'ISO 3166 en quatre langues. Rien n'est écarté: l'inconnu garde sa valeur dans le total.",
        "Names compared with those of the Unicode CLDR and ISO 3166 in four languages. Nothing is dropped: the unknown keep their value in the total.",
        "Nombres comparados con los de Unicode CLDR e ISO 3166 en cuatro idiomas. Nada se descarta: lo desconocido conserva su valor en el total.",
        "الأسماء مقارنة بأسماء CLDR و ISO 3166 بأربع لغات. لا يستبعد شيء: تبقى قيمة غير المعروف ضمن المجموع.",
    ),
    "findings": (
        "Chaque particularité des données, et la suite donnée.",
        "Every oddity of the data, and what was done.",
        "Cada particularidad de los datos y su tratamiento.",
        "كل خصوصية في البيانات وما اتخذ بشأنها.",
    ),
    "undated": (
        "Date illisible: lignes écartées.",
        "Unreadable date: records left out.",
        "Fecha ilegible: registros excluidos.",
        "تاريخ غير مقروء: سجلات مستبعدة.",
    ),
    "no_value": (
        "Valeur vide: lignes écartées.",
        "Empty value: records left out.",
        "Valor vacío: registros excluidos.",
        "قيمة فارغة: سجلات مستبعدة.",
    ),
    "bad_value": (
        "Valeur qui n'est pas un nombre: lignes écartées.",
        "Value that is no number: records left out.",
        "Valor que no es un número: registros excluidos.",
        "قيمة ليست عددا: سجلات مستبعدة.",
    ),
    "repeated": (
        "Déclarations répétées à l'identique: à vérifier.",
        "Declarations repeated cell for cell: to check.",
        "Declaraciones repetidas idénticas: por verificar.",
        "تصريحات مكررة حرفيا: ينبغي التحقق.",
    ),
    "several_rows": (
        "Plusieurs lignes pour une déclaration, différentes: toutes gardées.",
        "Several different records of one declaration: all kept.",
        "Varios registros distintos de una declaración: se conservan.",
        "عدة سجلات مختلفة لتصريح واحد: احتفظ بها كلها.",
    ),
    "negative": (
        "Corrections négatives: déduites des totaux.",
        "Negative corrections: deducted from the totals.",
        "Correcciones negativas: deducidas de los totales.",
        "تصحيحات سالبة: خصمت من المجاميع.",
    ),
    "zero": (
        "Lignes de valeur nulle: comptées, elles n'ajoutent rien.",
        "Records of value zero: counted, they add nothing.",
        "Registros de valor cero: contados, no añaden nada.",
        "سجلات قيمتها صفر: محسوبة ولا تضيف شيئا.",
    ),
    "no_code": (
        "Sans code lisible: dans le total, hors des familles.",
        "Without a readable code: in the total, in no family.",
        "Sin código legible: en el total, sin familia.",
        "دون رمز مقروء: ضمن المجموع وخارج العائلات.",
    ),
    "no_family": (
        "Code hors des familles artisanales: dans le total.",
        "Code in no craft family: in the total.",
        "Código sin familia artesanal: en el total.",
        "رمز خارج عائلات الصناعة التقليدية: ضمن المجموع.",
    ),
    "no_destination": (
        "Destination vide ou inconnue: dans le total, montrée à part.",
        "Destination empty or unknown: in the total, shown apart.",
        "Destino vacío o desconocido: en el total, aparte.",
        "وجهة فارغة أو غير معروفة: ضمن المجموع، معروضة على حدة.",
    ),
    "no_region": (
        "Région vide ou inconnue: dans le total, montrée à part.",
        "Region empty or unknown: in the total, shown apart.",
        "Región vacía o desconocida: en el total, aparte.",
        "جهة فارغة أو غير معروفة: ضمن المجموع، معروضة على حدة.",
    ),
    "former": (
        "Pays qui n'existe plus: gardé sous son ancien nom.",
        "Country that no longer exists: kept under its old name.",
        "País que ya no existe: con su antiguo nombre.",
        "بلد لم يعد موجودا: احتفظ باسمه القديم.",
    ),
    "later": (
        "Après le dernier mois retenu: lignes écartées.",
        "After the last month asked for: records left out.",
        "Después del último mes: registros excluidos.",
        "بعد آخر شهر مطلوب: سجلات مستبعدة.",
    ),
    "missing_months": (
        "Mois sans aucune ligne cette année: exclus des comparaisons.",
        "Months without any record this year: left out of comparisons.",
        "Meses sin registros este año: fuera de las comparaciones.",
        "أشهر دون أي سجل هذه السنة: خارج المقارنات.",
    ),
    "missing_before": (
        "Mois sans aucune ligne l'année d'avant: exclus des comparaisons.",
        "Months without any record the year before: left out of comparisons.",
        "Meses sin registros el año anterior: fuera de las comparaciones.",
        "أشهر دون أي سجل السنة الماضية: خارج المقارنات.",
    ),
    "suppressed_primary": (
        "Cellules secrètes: trop peu d'exportateurs, ou un seul domine.",
        "Confidential cells: too few exporters, or one dominates.",
        "Celdas secretas: pocos exportadores o uno domina.",
        "خلايا محجوبة: عدد المصدرين قليل أو أحدهم مهيمن.",
    ),
    "suppressed_secondary": (
        "Cellules masquées en plus: elles permettraient de recalculer les précédentes.",
        "Further cells hidden: they would let a reader recompute the former.",
        "Celdas ocultas además: permitirían recalcular las anteriores.",
        "خلايا محجوبة إضافية: كانت ستسمح بحساب الخلايا السابقة.",
    ),
    "suppression": (
        "Une cellule est secrète quand trop peu d'exportateurs y sont, ou qu'un seul en a presque tout. D'autres sont masquées, la plus petite qui suffit d'abord, jusqu'à ce que tout reste d'un total publié respecte la même règle. Les exportateurs sont comptés, jamais nommés.",
        "A cell is confidential when too few exporters are in it, or one has nearly all of it. Others are hidden, the smallest that is enough first, until whatever a published total leaves over passes the same rule. Exporters are counted, never named.",
        "Una celda es secreta cuando hay muy pocos exportadores o uno tiene casi todo. Se ocultan otras, primero la menor que baste, hasta que todo resto de un total publicado cumpla la misma regla. Los exportadores se cuentan, nunca se nombran.",
        "الخلية سرية إذا كان عدد مصدريها قليلا أو كان لأحدهم معظمها. وتحجب خلايا أخرى، بدءا بأصغر ما يكفي، حتى يستوفي كل باق من مجموع منشور القاعدة نفسها. يعد المصدرون ولا تذكر أسماؤهم.",
    ),
    "recomputable": (
        "Attention: cellule secrète que les totaux publiés permettent de recalculer; masquez-en une autre.",
        "Warning: a confidential cell that the published totals give away; suppress another one.",
        "Atención: celda secreta que los totales permiten recalcular; oculte otra.",
        "تنبيه: خلية محجوبة يمكن حسابها من المجاميع المنشورة؛ احجب خلية أخرى.",
    ),
}
