"""Everything that is known of one code, as plain values."""

from __future__ import annotations

from typing import Any

from mappings.codes import HSCode
from mappings.concordance import Concordance
from mappings.families import family, family_of, ground_of
from mappings.links import CLASSIFICATIONS
from mappings.nomenclature import CURRENT_EDITION, EDITIONS, Edition, Language, load_nomenclature, perimeter
from mappings.tariff import Tariff, moroccan_tariff
from mappings.titles import hierarchy


def code_facts(
    code: str, edition: Edition = CURRENT_EDITION, language: Language = "en", *, tariff: Tariff | None = None
) -> dict[str, Any]:
    """What a code is, what it became elsewhere, its family and national lines.

    Parameters
    ----------
    code : str
        Two to ten digits.
    edition : str
    language : {"fr", "en", "es", "ar"}
    tariff : Tariff, optional
        The shipped Moroccan lines when not given.

    Returns
    -------
    dict
        code, level, edition, editions, unit, titles (code and title, from the
        chapter down), children, became (system to codes; subheadings only),
        family, ground, perimeter, national_lines.

    Raises
    ------
    CodeError
        When the edition has no such code; names the nearest.

    Examples
    --------
    >>> facts = code_facts("5701.10")
    >>> facts["family"]["key"], facts["became"]["HS1992"], len(facts["national_lines"])
    ('carpets', ['570110'], 2)
    """
    parsed = HSCode.parse(code)
    digits = parsed.digits[:6]
    nomenclature = load_nomenclature(edition)
    record = nomenclature[digits]
    current = _current(digits, edition)
    lines = (
        [line for c in current for line in (tariff or moroccan_tariff()).under(c)] if len(digits) == 6 else []
    )
    key = family_of(current[0]) if len(current) == 1 else ""
    return {
        "code": digits,
        "level": HSCode(digits).level,
        "edition": edition,
        "editions": list(record.editions),
        "unit": record.unit,
        "titles": [{"code": c, "title": t} for c, t in hierarchy(digits, language)],
        "children": list(nomenclature.children(digits)) if len(digits) < 6 else [],
        "became": _became(digits, edition) if len(digits) == 6 else {},
        "family": {"key": key, "title": family(key).titles[language]} if key else None,
        "ground": ground_of(current[0]) if len(current) == 1 else None,
        "perimeter": any(c in perimeter() for c in current),
        "national_lines": [
            {
                "code": n.code,
                "label": n.label(language),
                "duty": n.duty,
                "parafiscal": n.parafiscal,
                "vat": n.vat,
                "craft": n.craft or None,
            }
            for n in lines
            if len(parsed.digits) <= 6 or n.code.startswith(parsed.digits)
        ],
    }


def _current(digits: str, edition: Edition) -> tuple[str, ...]:
    if len(digits) < 6 or edition == CURRENT_EDITION:
        return (digits,)
    return Concordance(edition, CURRENT_EDITION).convert(digits)


def _became(digits: str, edition: Edition) -> dict[str, list[str]]:
    systems = [*(e for e in EDITIONS if e != edition), "HS2028", *CLASSIFICATIONS]
    found: dict[str, list[str]] = {}
    for system in systems:
        concordance = Concordance(edition, system)
        if digits in concordance:
            found[system] = list(concordance.convert(digits))
    return found
