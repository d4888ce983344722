"""The code world: codes, editions, concordances, national lines, craft families, reclassification.

Knows no model. Tables are read when they are first used, and pandas is
imported by what returns a table.
"""

from mappings.codes import HSCode
from mappings.concordance import Concordance, Group
from mappings.errors import CodeError, HirfaError, TableError
from mappings.families import Family, craft_status, families, family, family_of
from mappings.line_choice import LineChoice, choose_line
from mappings.links import Link
from mappings.nomenclature import (
    CURRENT_EDITION,
    EDITIONS,
    LANGUAGES,
    CodeRecord,
    Edition,
    Language,
    Nomenclature,
    load_nomenclature,
)
from mappings.reclassify import Reclassification, reclassify
from mappings.record_codes import detect_edition
from mappings.tariff import Tariff, TariffLine, moroccan_tariff
from mappings.titles import hierarchy, title
from mappings.weights import Weights, estimate_weights

__all__ = [
    "CURRENT_EDITION",
    "EDITIONS",
    "LANGUAGES",
    "CodeError",
    "CodeRecord",
    "Concordance",
    "Edition",
    "Family",
    "Group",
    "HSCode",
    "HirfaError",
    "Language",
    "LineChoice",
    "Link",
    "Nomenclature",
    "Reclassification",
    "TableError",
    "Tariff",
    "TariffLine",
    "Weights",
    "choose_line",
    "craft_status",
    "detect_edition",
    "estimate_weights",
    "families",
    "family",
    "family_of",
    "hierarchy",
    "load_nomenclature",
    "moroccan_tariff",
    "reclassify",
    "title",
]
