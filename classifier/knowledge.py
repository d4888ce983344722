"""What the model knows beside its weights: attributes, questions, legal basis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mappings import Language

Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Attribute:
    """A property that tells codes apart, with its question and values.

    Parameters
    ----------
    name : str
        Key, such as "material".
    question : mapping of language to str
    values : mapping of value to mapping of language to str
        Labels of the values, in a fixed order.
    """

    name: str
    question: Labels
    values: Mapping[str, Labels]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The reviewed knowledge that answers lean on.

    Parameters
    ----------
    attributes : mapping of name to Attribute
    profiles : mapping of code to mapping of attribute to tuple of str
        The values under which a code falls; an attribute that does not
        matter for a code is absent.
    legal_basis : mapping of heading to mapping of language to str
    neighbours : mapping of code to tuple of str
        The codes most easily confused with it.
    """

    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    profiles: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    legal_basis: Mapping[str, Labels] = field(default_factory=dict)
    neighbours: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def basis(self, code: str, language: Language) -> str:
        """The legal basis of a code or heading; empty when none is recorded."""
        return self.legal_basis.get(code[:4], {}).get(language, "")

    def to_dict(self) -> dict[str, Any]:
        """Plain dictionaries and lists, ready for JSON."""
        return {
            "attributes": [
                {
                    "name": a.name,
                    "question": dict(a.question),
                    "values": {v: dict(x) for v, x in a.values.items()},
                }
                for a in self.attributes.values()
            ],
            "profiles": {c: {a: list(v) for a, v in p.items()} for c, p in self.profiles.items()},
            "legal_basis": {heading: dict(texts) for heading, texts in self.legal_basis.items()},
            "neighbours": {code: list(codes) for code, codes in self.neighbours.items()},
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Knowledge:
        """The inverse of `to_dict`.

        Examples
        --------
        >>> Knowledge.from_dict(Knowledge().to_dict()) == Knowledge()
        True
        """
        return cls(
            {a["name"]: Attribute(a["name"], a["question"], a["values"]) for a in data["attributes"]},
            {c: {a: tuple(v) for a, v in p.items()} for c, p in data["profiles"].items()},
            data["legal_basis"],
            {code: tuple(codes) for code, codes in data["neighbours"].items()},
        )
