"""From a token to hashed features: the word itself and its character n-grams.

Overlapping character n-grams carry inflected, misspelt and unseen words
(Bojanowski et al., 2017, "Enriching word vectors with subword information").
A consonant skeleton, common to Latin and Arabic letters, ties the many
spellings of Darija together: "zerbiya", "zarbia" and "زربية" share "zrb".
"""

from __future__ import annotations

import re
from typing import Final
from zlib import crc32

from classifier.text import MARKS

_ARABIC_SOUNDS: Final = str.maketrans(
    {
        "ب": "b", "ت": "t", "ث": "t", "ج": "j", "ح": "h", "خ": "x", "د": "d", "ذ": "d", "ر": "r",
        "ز": "z", "س": "s", "ش": "c", "ص": "s", "ض": "d", "ط": "t", "ظ": "d", "ع": "", "غ": "g",
        "ف": "f", "ق": "k", "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "", "و": "", "ي": "",
        "ا": "", "ء": "",
    }
)  # fmt: skip
_LATIN_SOUNDS: Final = (
    ("ch", "c"), ("sh", "c"), ("kh", "x"), ("gh", "g"), ("th", "t"), ("dh", "d"), ("dj", "j"),
    ("5", "x"), ("7", "h"), ("9", "k"), ("q", "k"), ("3", ""), ("2", ""), ("8", "h"), ("6", "t"),
    ("ph", "f"), ("v", "f"), ("p", "b"),
)  # fmt: skip
STEM: Final = 5
_VOWELS: Final = re.compile(r"[aeiouywh]")
_DOUBLED: Final = re.compile(r"(.)\1+")


def skeleton(token: str) -> str:
    """The consonants of a word in one notation for Latin and Arabic letters.

    Examples
    --------
    >>> skeleton("zerbiya"), skeleton("zarbia"), skeleton("زربيه")
    ('zrb', 'zrb', 'zrb')
    """
    if token.isascii():
        for spelling, sound in _LATIN_SOUNDS:
            token = token.replace(spelling, sound)
        token = _VOWELS.sub("", token)
    else:
        token = token.translate(_ARABIC_SOUNDS).replace("h", "")
    return _DOUBLED.sub(r"\1", token)


def token_features(token: str, shortest: int = 3, longest: int = 5) -> list[str]:
    """The names of the features of one token, the word itself first.

    Parameters
    ----------
    token : str
        One item of `classifier.text.tokenise`.
    shortest, longest : int
        Lengths of the character n-grams, in characters, of the word between
        boundary marks.

    Examples
    --------
    >>> token_features("dom")
    ['dom', '<do', 'dom', 'om>', '<dom', 'dom>', '<dom>', '#dm']
    >>> token_features("~nylon")
    ['~nylon', '~nylon']
    """
    if token.startswith(MARKS):
        return [token, token[: STEM + 1]]
    padded = f"<{token}>"
    grams = [
        padded[start : start + size]
        for size in range(shortest, longest + 1)
        for start in range(len(padded) - size + 1)
    ]
    bones = skeleton(token)
    return [token, *grams, *([f"#{bones}"] if len(bones) > 1 else [])]


def bucket(feature: str, buckets: int) -> int:
    """The row of a feature in a table of `buckets` rows (CRC-32, the same everywhere).

    Examples
    --------
    >>> bucket("zellige", 1 << 16)
    33821
    """
    return crc32(feature.encode()) % buckets
