"""The code world: HS codes, editions, titles. Knows no model."""

from mappings.codes import HSCode
from mappings.errors import CodeError, HirfaError, TableError
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
from mappings.titles import hierarchy, title

__all__ = [
    "CURRENT_EDITION",
    "EDITIONS",
    "LANGUAGES",
    "CodeError",
    "CodeRecord",
    "Edition",
    "HSCode",
    "HirfaError",
    "Language",
    "Nomenclature",
    "TableError",
    "hierarchy",
    "load_nomenclature",
    "title",
]
