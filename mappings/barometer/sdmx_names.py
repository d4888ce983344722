"""Names in four languages in an SDMX-ML message: pysdmx writes and reads one of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from mappings.nomenclature import LANGUAGES

if TYPE_CHECKING:
    from mappings.barometer.sdmx_codes import CodeNames, Names

_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"


def add_names(path: Path, lists: Mapping[str, CodeNames], concepts: Mapping[str, Names]) -> None:
    """Put the names in the other languages beside the English ones.

    Parameters
    ----------
    path : Path
        A message that pysdmx wrote, with English names.
    lists : dict of str to CodeNames
    concepts : dict of concept to names
    """
    for prefix, address in _namespaces(path):
        ET.register_namespace(prefix, address)
    tree = ET.parse(path)  # noqa: S314 (we have just written it)
    by_list = {c.id: c for c in lists.values()}
    for element in tree.iter():
        kind = element.tag.rpartition("}")[2]
        if kind == "Codelist" and element.get("id") in by_list:
            coded = by_list[str(element.get("id"))]
            _add(element, coded.names)
            for code in element:
                if code.get("id") in coded.codes:
                    _add(code, coded.codes[str(code.get("id"))])
        elif kind == "Concept" and element.get("id") in concepts:
            _add(element, concepts[str(element.get("id"))])
    tree.write(path, encoding="UTF-8", xml_declaration=True)


def _add(element: ET.Element, names: Names) -> None:
    place = next((i for i, child in enumerate(element) if child.tag.endswith("}Name")), None)
    if place is None:
        return
    others = [language for language in LANGUAGES if language != "en"]
    for step, language in enumerate(others, 1):
        made = ET.Element(element[place].tag, {_LANGUAGE: language})
        made.text, made.tail = names[language], element[place].tail
        element.insert(place + step, made)


def _namespaces(path: Path) -> Iterator[tuple[str, str]]:
    for _, (prefix, address) in ET.iterparse(path, ["start-ns"]):  # noqa: S314
        if prefix:
            yield str(prefix), str(address)
