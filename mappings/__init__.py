"""The code world: codes, editions, concordances, national lines, craft families, reclassification.

Knows no model. Tables are read when they are first used, and pandas is
imported by what returns a table.

Examples
--------
>>> from mappings import Barometer, estimate, plan_sample
>>> Barometer.__name__, estimate.__name__, plan_sample.__name__
('Barometer', 'estimate', 'plan_sample')
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mappings.codes import HSCode
from mappings.concordance import Concordance, Group
from mappings.errors import CodeError, HirfaError, TableError
from mappings.families import Family, craft_status, families, family, family_of
from mappings.later import later
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

if TYPE_CHECKING:
    from mappings.barometer import Barometer
    from mappings.craft import attach_craft
    from mappings.statistics import Plan, estimate, plan_sample, read_sheet, shares_from_scores

__all__ = [
    "CURRENT_EDITION",
    "EDITIONS",
    "LANGUAGES",
    "Barometer",
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
    "Plan",
    "Reclassification",
    "TableError",
    "Tariff",
    "TariffLine",
    "Weights",
    "attach_craft",
    "choose_line",
    "craft_status",
    "detect_edition",
    "estimate",
    "estimate_weights",
    "families",
    "family",
    "family_of",
    "hierarchy",
    "load_nomenclature",
    "moroccan_tariff",
    "plan_sample",
    "read_sheet",
    "reclassify",
    "shares_from_scores",
    "title",
]

# What needs more than the tables of codes is imported when it is first used.
_LATER: Final = {
    "Barometer": "mappings.barometer",
    "Plan": "mappings.statistics",
    "attach_craft": "mappings.craft",
    "estimate": "mappings.statistics",
    "plan_sample": "mappings.statistics",
    "read_sheet": "mappings.statistics",
    "shares_from_scores": "mappings.statistics",
}
__getattr__ = later(__name__, _LATER)
