"""The code lists and concepts of the barometer's tables, named in four languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mappings.barometer.countries import UNKNOWN, country_codes, country_name
from mappings.barometer.regions import region_codes, region_name
from mappings.barometer.words import method, word
from mappings.families import families
from mappings.nomenclature import LANGUAGES, Language
from mappings.titles import title

if TYPE_CHECKING:
    from pysdmx.model import Codelist, ConceptScheme

AGENCY: Final = "HIRFA"
CONCEPTS: Final = "CS_BAROMETER"
# Code "_X" is "not specified" in all lists of SDMX.
UNSPECIFIED: Final = UNKNOWN
Names = Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class CodeNames:
    """A code list before it is one.

    Parameters
    ----------
    id : str
        Such as "CL_FAMILY".
    names : dict of language to str
        Of the list.
    codes : dict of code to dict of language to str
    """

    id: str
    names: Names
    codes: Mapping[str, Names]

    def codelist(self) -> Codelist:
        """The list as pysdmx has it; it keeps the English names only."""
        from pysdmx.model import Code, Codelist

        items = [Code(id=code, name=names["en"]) for code, names in self.codes.items()]
        made: Codelist = Codelist(
            id=self.id, name=self.names["en"], agency=AGENCY, version="1.0", items=items
        )
        return made


def code_names(used: Mapping[str, Iterable[str]]) -> dict[str, CodeNames]:
    """The code list of each coded dimension and attribute.

    Parameters
    ----------
    used : dict of dimension to codes
        Those in the data; families, regions and countries are whole lists.

    Examples
    --------
    >>> made = code_names({"measure": ["value"], "code": ["570110"]})
    >>> made["measure"].codes["VALUE"]["es"], made["family"].codes["wood"]["fr"], made["obs_status"].id
    ('Valor', 'Bois', 'CL_OBS_STATUS')
    """
    held = {name: sorted(set(codes) - {UNSPECIFIED}) for name, codes in used.items()}
    nowhere = {UNSPECIFIED: _words("not_given")}
    # A code that is in no nomenclature is named by itself.
    goods = sorted({*held.get("code", ()), *(c for f in families() for c in f.codes())})
    lists: dict[str, Mapping[str, Names]] = {
        "family": {f.key: f.titles for f in families()} | {UNSPECIFIED: _words("no_family_name")},
        "code": {code: _each(_title, code) for code in goods} | nowhere,
        "destination": {c: _each(country_name, c) for c in (*country_codes(), *held.get("destination", ()))}
        | nowhere,
        "region": {c: _each(region_name, c) for c in region_codes()} | nowhere,
        "freq": {c: _words(f"freq_{c.strip('_').lower()}") for c in ("A", "M", "_Z")},
        "measure": {c.upper(): _words(c) for c in held.get("measure", ())},
        "obs_status": {c: _words(f"obs_{c.lower()}") for c in ("A", "M", "Q")},
        "status": {c: _words(c) for c in held.get("status", ())},
        "read_as": {c: _words("unknown_name" if c == "unknown" else c) for c in held.get("read_as", ())},
        "finding": {c: _each(method, c) for c in held.get("finding", ())},
        "table": {c: _words(_TABLES.get(c, c)) for c in held.get("table", ())},
    }
    return {
        n: CodeNames(f"CL_{_IDS.get(n, n.upper())}", _words(n), codes) for n, codes in lists.items() if codes
    }


_IDS: Final = {"code": "HS2022", "destination": "AREA"}
_TABLES: Final = {d: f"by_{d}" for d in ("family", "destination", "region", "code")}


def concept_names(columns: Iterable[str]) -> dict[str, Names]:
    """The names of the concepts behind columns."""
    return {name.upper(): _words(name) for name in sorted(set(columns))}


def concept_scheme(names: Mapping[str, Names]) -> ConceptScheme:
    """The concepts as pysdmx has them; it keeps the English names only."""
    from pysdmx.model import Concept, ConceptScheme

    items = [Concept(id=key, name=said["en"]) for key, said in names.items()]
    made: ConceptScheme = ConceptScheme(
        id=CONCEPTS, name=word("title", "en"), agency=AGENCY, version="1.0", items=items
    )
    return made


def _words(key: str) -> Names:
    return {language: word(key, language) if key in word.rows else key for language in LANGUAGES}


def _each(name: Any, code: str) -> Names:
    return {language: name(code, language) for language in LANGUAGES}


def _title(code: str, language: Language) -> str:
    try:
        return title(code, language)
    except KeyError:
        return code
