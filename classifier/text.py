"""From a raw description to tokens: the only place that knows about spelling.

Everything that can be said differently without meaning something else is
folded here: case, accents, Arabic letter forms, vowel signs, elongation,
figures of any script, quantities and dimensions. Shares of a composition
("80 % wool, 20 % nylon") are kept, because the rules of the textile section
go by weight: a component under one half is marked as minor. A word that is denied
("non rembourré", "not covering the ankle", "ماشي جلد") is marked as negated, so
that it does not speak for what the goods are not.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

MAX_CHARACTERS: Final = 4_000
MINOR: Final = "~"
NEGATED: Final = "!"
MARKS: Final = (MINOR, NEGATED)

_FOLD: Final = str.maketrans(
    {
        **{chr(0x660 + i): str(i) for i in range(10)}, **{chr(0x6F0 + i): str(i) for i in range(10)},
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه",
        "گ": "ك", "ڭ": "ك", "ک": "ك", "ݣ": "ك", "ڨ": "ق", "ڤ": "ف", "پ": "ب", "چ": "ش", "ی": "ي",
        "ـ": None, "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "ß": "ss", "ı": "i", "đ": "d",
        "’": "'", "ʼ": "'", "`": "'", "´": "'", "٪": "%",
    }
)  # fmt: skip
_HALLMARKS: Final = frozenset(
    {"925", "950", "900", "800", "999", "750", "585", "375", "316", "304", "1930", "1920"}
)
_UNITS: Final = (
    "cm|mm|m|km|dm|g|gr|grs|kg|kgs|mg|ml|cl|dl|l|lt|ltr|oz|lb|lbs|ft|in|inch|inches|yd|yds|x|d|nm|den|dtex|"
    "pcs|pc|pce|pces|pz|pza|pzas|pieces|piece|dz|dzn|pr|prs|ctn|ctns|qty|eur|usd|mad|dh|dhs|w|v|kw|hz|mah|an|ans"
)
# The look behind stands after the first digit, so that the search can leap from digit to digit.
_NUMBER: Final = re.compile(rf"\d(?<![^\W_]\d)\d*(?:[.,/x*×]\d+)*(?:\s?(?:{_UNITS})\d?(?:/m\d?)?)?(?![^\W_])")
_SHARE: Final = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s?%\s*(?:de |d'|du |des |of |en |in |di |من )?\s*")
_TOKEN: Final = re.compile(r"[~!]?[^\W_]+")
_MARKS: Final = re.compile(
    r"[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_DENIALS: Final = (
    "non|sans|pas|ni|hors|not|without|no se[ar]n?|no|nor|sin|excepto|except|excluding|excl|machi|mashi|bla|"
    "sauf|salvo|hormis|autres? que|others? than|otr[oa]s? que|distint[oa]s? del?|a l.?exclusion|a l.?exception|"
    "a exclusion|a excepcion|with the exception|"
    "غير|بدون|دون|بلا|ماشي|ليس|ليست|ولا|عدا|ماعدا|باستثناء|بخلاف|خلاف|سوى"
)
_DENIAL_WORDS: Final = frozenset(
    re.findall(
        r"\w+",
        "non sans pas ni hors not without no nor sin excepto except excluding excl machi mashi bla sauf salvo "
        "hormis autre autres other others otro otra otros otras distinto distinta distintos distintas exclusion "
        "exception excepcion غير بدون دون بلا ماشي ليس ليست ولا عدا ماعدا باستثناء بخلاف خلاف سوى",
    )
)
_BETWEEN: Final = "de|d|en|du|des|la|le|les|un|une|a|an|any|the|of|es|el|los|las|b|que|articles?|articulos?|ceux|celles|those|من|ال"
_NEGATION: Final = re.compile(
    rf"\b((?:{_DENIALS})(?:[\s-]+(?:{_BETWEEN}))*[\s-]+)(\w{{3,}})"
    rf"(?:(,?\s+(?:or|ou|o|u|nor|ni|او|ولا)\s+(?:(?:{_BETWEEN})\s+)*)(\w{{3,}}))?"
)
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_ELISION: Final = re.compile(r"\b(?:l|d|qu|n|s|c|j|m|t)'(?=\w)")
_ARTICLE: Final = re.compile(r"^([~!]?)(?:وال|بال|كال|فال|ال|لل)(?=\w{3})")
_LONG_RUN: Final = re.compile(r"(.)\1{2,}")
_LONGEST: Final = 40


def normalise(text: str) -> str:
    r"""Fold a description to one canonical spelling.

    Parameters
    ----------
    text : str
        Any text; only the first `MAX_CHARACTERS` characters are read.

    Returns
    -------
    str
        Lower case, without accents, vowel signs, control characters or
        doubled blanks; Arabic letter variants folded together.

    Examples
    --------
    >>> normalise("  Théière  MAROCAINE\u0007 n°٣ ")
    'theiere marocaine n°3'
    >>> normalise("زَرْبِيَّة")
    'زربيه'
    """
    text = _without_controls(text[:MAX_CHARACTERS])
    if not text.isascii():
        # Decomposition can bring out capitals and case folding marks, hence twice.
        for _ in range(2):
            text = unicodedata.normalize("NFKD", text.casefold())
        text = _MARKS.sub("", text)
        # To translate takes long, and most texts were ASCII but for their accents.
        text = text.replace("`", "'") if text.isascii() else text.translate(_FOLD)
    return " ".join(_without_controls(text.lower()).split())


def _without_controls(text: str) -> str:
    return text if text.isprintable() else _CONTROL.sub(" ", text)


def tokenise(text: str) -> list[str]:
    """Split a description into the tokens that the model reads.

    Parameters
    ----------
    text : str
        Any text, raw or normalised.

    Returns
    -------
    list of str
        Words in order. Bare numbers, quantities and dimensions are dropped
        (hallmarks such as 925 stay); the Arabic article is cut off; the first
        word after a share below 50 % carries the mark `MINOR`, the word after a
        negation, and one joined to it by "or", the mark `NEGATED`.

    Examples
    --------
    >>> tokenise("Tapis 80 % laine, 20 % coton, 200x300 cm")
    ['tapis', 'laine', '~coton']
    >>> tokenise("pouf en cuir non rembourré")
    ['pouf', 'en', 'cuir', 'non', '!rembourre']
    >>> tokenise("gants autres qu'en bonneterie")
    ['gants', 'autres', 'que', 'en', '!bonneterie']
    >>> tokenise("of cotton, not knitted or crocheted")
    ['of', 'cotton', 'not', '!knitted', 'or', '!crocheted']
    >>> tokenise("3bayat d souf m3a l7rir")
    ['3bayat', 'd', 'souf', 'm3a', 'l7rir']
    """
    return tokenise_normalised(normalise(text))


def tokenise_normalised(text: str) -> list[str]:
    """`tokenise` for a text that `normalise` returned."""
    if "'" in text:
        text = _ELISION.sub("", text.replace("qu'", "que "))
    if "%" in text:
        text = _SHARE.sub(_mark_share, text)
    text = _NUMBER.sub(_keep_hallmark, text.replace("!", " "))
    tokens = _TOKEN.findall(text)
    if "~" in text or not _DENIAL_WORDS.isdisjoint(tokens):
        tokens = _TOKEN.findall(_NEGATION.sub(_mark_negated, text))
    return [token for token in map(_settled, tokens) if len(token) < _LONGEST]


@lru_cache(maxsize=8_192)
def _settled(token: str) -> str:
    """A token without runs of one letter and, in Arabic, without the article."""
    token = _LONG_RUN.sub(r"\1\1", token)
    return token if token.isascii() else _ARTICLE.sub(r"\1", token)


def _mark_share(match: re.Match[str]) -> str:
    share = float(match.group(1).replace(",", "."))
    return f" {MINOR}" if share < 50 else " "


def _mark_negated(match: re.Match[str]) -> str:
    denial, first, conjunction, second = match.groups()
    rest = f"{conjunction}{NEGATED}{second}" if second else ""
    return f"{denial}{NEGATED}{first}{rest}"


def _keep_hallmark(match: re.Match[str]) -> str:
    return match.group() if match.group() in _HALLMARKS else " "
