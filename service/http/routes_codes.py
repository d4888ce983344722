"""Codes looked up, searched for and converted; families."""

from functools import lru_cache
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, Field

from mappings import CURRENT_EDITION, LANGUAGES, Edition, Language, title
from mappings.card import code_facts
from mappings.concordance import Concordance
from mappings.errors import CodeError
from mappings.families import families
from mappings.links import Classification, Relationship
from service.http.auth import Reader
from service.http.problems import ProblemError, clip
from service.http.reasons import reason_of
from service.http.search import Source, search
from service.http.services import services_of
from service.http.tables import load_tables

router = APIRouter(prefix="/v1", tags=["codes"])
# A table is composed from its neighbours' and seen from both sides: too long to do at every request.
_concordance = lru_cache(maxsize=16)(Concordance)
SpokenLanguage = Annotated[Language, Query(description="Of titles and labels.")]


class TitledCode(BaseModel):
    """A code and what it covers."""

    code: str
    title: str


class FamilyName(BaseModel):
    """A craft family."""

    key: str
    title: str


class Tariffed(BaseModel):
    """A national line."""

    code: str
    label: str
    duty: float | None
    parafiscal: float | None
    vat: float | None
    craft: str | None


class CodeOut(BaseModel):
    """Everything that is known of a code."""

    code: str
    level: str
    edition: str
    editions: list[str]
    unit: str
    titles: list[TitledCode] = Field(description="From the chapter down.")
    children: list[str]
    became: dict[str, list[str]] = Field(description="Edition or classification to codes.")
    family: FamilyName | None
    ground: str | None = Field(description="On what ground goods of the code are craft.")
    perimeter: bool
    national_lines: list[Tariffed]


class HitOut(BaseModel):
    """A code that was found."""

    code: str
    title: str
    score: float
    matched: list[Source]


class SearchOut(BaseModel):
    """Codes, best first."""

    query: str
    language: Language
    items: list[HitOut]


class StepOut(BaseModel):
    """One system on the way."""

    system: str
    codes: list[str]


class ConversionOut(BaseModel):
    """What a code is in another system."""

    code: str
    source: str
    target: str
    codes: list[str]
    relationship: Relationship = Field(description="As in the published tables, seen from the code.")
    partial: bool = Field(description="Whether the goods of the code are divided among several.")
    path: list[StepOut]


class FamilyOut(BaseModel):
    """A craft family and its codes."""

    key: str
    title: str
    definition: str
    codes: list[str]


class FamiliesOut(BaseModel):
    """All families."""

    edition: str
    items: list[FamilyOut]


@router.get("/codes", summary="Search for codes")
def search_codes(
    request: Request,
    _caller: Reader,
    q: Annotated[
        str,
        Query(
            min_length=1,
            max_length=200,
            description="Words in any language, or figures.",
            examples=["zellige"],
        ),
    ],
    language: SpokenLanguage = "fr",
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> SearchOut:
    """Titles in four languages and the words of the catalogue, best first."""
    services = services_of(request)
    load_tables(services)
    hits = search(services.classifier, q, language, limit)
    items = [HitOut(code=h.code, title=h.title, score=h.score, matched=list(h.matched)) for h in hits]
    return SearchOut(query=q, language=language, items=items)


@router.get("/codes/{code}", summary="A code in any edition")
def one_code(
    request: Request,
    _caller: Reader,
    code: Annotated[
        str, Path(max_length=40, description="Two to ten digits, with or without dots.", examples=["5701.10"])
    ],
    edition: Annotated[Edition, Query()] = CURRENT_EDITION,
    language: SpokenLanguage = "fr",
) -> CodeOut:
    """Titles, unit, family, national lines, and what it is in every other edition and classification."""
    services = services_of(request)
    load_tables(services)
    try:
        facts = code_facts(code, edition, language, tariff=services.tariff)
    except CodeError as error:
        raise unknown_code(error, edition, "path.code") from error
    return CodeOut.model_validate(facts)


@router.get("/convert", summary="From one system to another")
def convert(
    request: Request,
    _caller: Reader,
    code: Annotated[str, Query(min_length=1, max_length=40, examples=["570110"])],
    source: Annotated[Edition | Classification, Query(alias="from")] = "HS2017",
    target: Annotated[Edition | Classification, Query(alias="to")] = CURRENT_EDITION,
) -> ConversionOut:
    """The codes that the goods of a code are in, and the way there; one side is an edition of the HS."""
    if source in get_args(Classification) and target in get_args(Classification):
        raise ProblemError("no-concordance", {"source": source, "target": target}, field="query.to")
    try:
        load_tables(services_of(request))
        return conversion(code, source, target)
    except CodeError as error:
        raise unknown_code(error, source, "query.code") from error


def conversion(
    code: str, source: Edition | Classification, target: Edition | Classification
) -> ConversionOut:
    """What a code is in another system, and the way there.

    Raises
    ------
    CodeError
        When the source has no such code, or neither side is an edition.
    """
    table = _concordance(source, target)
    path, codes = table.explain(code), table.convert(code)
    return ConversionOut(
        code=path[0].codes[0],
        source=source,
        target=target,
        codes=list(codes),
        relationship=table.relationship(code),
        partial=len(codes) > 1,
        path=[StepOut(system=step.system, codes=list(step.codes)) for step in path],
    )


@router.get("/families", summary="The craft families")
def list_families(
    _caller: Reader, edition: Annotated[Edition, Query()] = CURRENT_EDITION, language: SpokenLanguage = "fr"
) -> FamiliesOut:
    """Each with its title, its definition and its codes in the edition."""
    return _families_in(edition, language)


@lru_cache(maxsize=32)
def _families_in(edition: Edition, language: Language) -> FamiliesOut:
    items = [
        FamilyOut(
            key=f.key,
            title=f.titles[language],
            definition=f.definitions[language],
            codes=list(f.codes(edition)),
        )
        for f in families()
    ]
    return FamiliesOut(edition=edition, items=items)


def unknown_code(error: CodeError, system: str, field: str) -> ProblemError:
    """The problem of a code that a system does not have."""
    near = {
        language: [{"code": c, "title": _title(c, language)} for c in error.suggestions]
        for language in LANGUAGES
    }
    extra: dict[str, Any] = {"reason": reason_of(error), "suggestions": near}
    values = {"value": clip(error.value), "system": system, "near": error.suggestions}
    return ProblemError("unknown-code", values, field=field, extra=extra)


def _title(code: str, language: Language) -> str:
    try:
        return title(code, language)
    except KeyError:
        return ""
