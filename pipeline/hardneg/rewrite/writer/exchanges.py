"""Find the one exchange of two phrases that turns a caption into a rewritten one.

A rewrite of an exchange family counts only if it is a permutation of the caption: two nouns, two attributes, or two whole phrases change
places, and nothing else but agreement (articles, number, the person of verbs) differs. So the texts are compared word by word, for every
pair of phrases that a rule of the family finds, then for every other pair that the guards of the rules admit. The text of the rewrite says
only which pair it is: the family makes the edits, so that tense, punctuation and white space stay as the caption has them.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import combinations

from hardneg.families import FAMILIES, Name, Target, editable
from hardneg.families.bearers import distinguished
from hardneg.families.family import target_of, with_partner
from hardneg.families.swap_object import directed
from hardneg.families.untouched import untouched
from hardneg.families.written_exchange import admitted
from hardneg.grammar.inflection import lemma_of, verb_form
from hardneg.grammar.phrases import NOUNS, compound_first, phrase_first
from hardneg.grammar.sentence import Sentence, Word

WRITTEN = "written"
"""Kind of the targets of an exchange that an LLM wrote and no rule finds."""
_WORD = re.compile(r"\w+")
"""Both texts are cut alike, whatever the tokens of the parse: `t-shirt` and `woman's` are two words each."""
_AGREES = {
    **dict.fromkeys(("a", "an"), "a"),
    **dict.fromkeys(("is", "are", "am"), "is"),
    **dict.fromkeys(("was", "were"), "was"),
    **dict.fromkeys(("has", "have"), "have"),
    **dict.fromkeys(("does", "do"), "do"),
    **dict.fromkeys(("his", "her", "its", "their"), "their"),
}
"""Words that differ by agreement only."""
_Words = Sequence[tuple[int, str]]
"""Words of a caption, each with the index of the parse's word that it is in."""


def exchange_of(sentence: Sentence, family: Name, rewritten: str) -> Target | None:
    """Return the target with its partner that the rewritten caption exchanges, of this family; None where it is no such exchange."""
    wanted = [_agreeing(word) for word in _WORD.findall(rewritten)]
    starts = [word.start for word in sentence.words]
    words = [(bisect_right(starts, match.start()) - 1, _agreeing(match.group())) for match in _WORD.finditer(sentence.text)]
    if sorted(wanted) != sorted(form for _, form in words):
        return None
    for target in (*FAMILIES[family].find(sentence), *pairs(sentence, family)):
        if _exchanged(words, target) == wanted:
            return target
    return None


def pairs(sentence: Sentence, family: Name) -> tuple[Target, ...]:
    """Return, in the order of the caption, the pairs of nouns or noun phrases that may change places although no rule finds them.

    They are sought once for each caption, to ask and to check. Of attributes there are none: only the lexicon says that neither thing has
    both.
    """
    search = _SEARCHES.get(family)
    return sentence.once(search) if search is not None and not sentence.tags else ()


def _found(sentence: Sentence, family: Name) -> Iterator[Target]:
    kept = sentence.once(untouched)
    nouns = [word for word in sentence.words if word.pos in NOUNS and word.dep != "compound" and word.i not in kept]
    for one, two in combinations(nouns, 2):
        first, partner_first = (_first(sentence, family, noun) for noun in (one, two))
        if partner_first <= one.i or not _says_something_else(sentence, family, one, two) or not admitted(sentence, family, one, two):
            continue
        lemma = sentence.text[sentence.words[first].start : one.end].lower()
        target = target_of(sentence, family, WRITTEN, first, one.i + 1, lemma, norms_of=one.lemma)
        target = with_partner(target, sentence, partner_first, two.i + 1)
        if editable(FAMILIES[family], sentence, target):
            yield target


def _nouns(sentence: Sentence) -> tuple[Target, ...]:
    return tuple(_found(sentence, Name.SWAP_OBJECT))


def _phrases(sentence: Sentence) -> tuple[Target, ...]:
    return tuple(_found(sentence, Name.WORD_ORDER))


_SEARCHES = {Name.SWAP_OBJECT: _nouns, Name.WORD_ORDER: _phrases}


def _first(sentence: Sentence, family: Name, noun: Word) -> int:
    return compound_first(sentence, noun) if family == Name.SWAP_OBJECT else phrase_first(sentence, noun)


def _exchanged(words: _Words, target: Target) -> list[str]:
    """Return the words after the exchange; none where a target has no partner."""
    if target.partner_first is None or target.partner_last is None:
        return []
    (a, b), (c, d) = sorted([(target.first, target.last), (target.partner_first, target.partner_last)])
    order = ((0, a), (c, d), (b, c), (a, b), (d, words[-1][0] + 1))
    return [form for first, last in order for i, form in words if first <= i < last]


def _says_something_else(sentence: Sentence, family: Name, one: Word, two: Word) -> bool:
    """Return whether the things are not merely named in another order: `a cat and a dog`, `a cat next to a dog`."""
    if two.i in {each.i for each in sentence.conjuncts(one)}:
        return family == Name.SWAP_OBJECT and distinguished(sentence, one, two)
    return directed(sentence, one, two) or distinguished(sentence, one, two) or _apart(sentence, one, two)


def _apart(sentence: Sentence, one: Word, two: Word) -> bool:
    """Return whether the things belong to different verbs, so that each would do what the other does."""
    verbs = _verb(sentence, one), _verb(sentence, two)
    if None in verbs or verbs[0] == verbs[1]:
        return False
    return not any(
        (subject := sentence.subject(verb)) is not None and subject.i == noun.i
        for verb, noun in ((verbs[1], one), (verbs[0], two))
        if verb is not None
    )


def _verb(sentence: Sentence, word: Word) -> Word | None:
    seen = 0
    while word.pos not in ("VERB", "AUX") and word.head != word.i and seen < len(sentence.words):
        word, seen = sentence.head(word), seen + 1
    return word if word.pos in ("VERB", "AUX") else None


def _agreeing(word: str) -> str:
    """Return a form that words have in common which differ by agreement alone: singular and plural, `watch` and `watches`; no tense."""
    lower = word.lower()
    noun = lemma_of(lower, "NOUN")
    verb = lemma_of(noun, "VERB")
    return _AGREES.get(lower) or (verb if verb != noun and noun == verb_form(verb, "VBZ") else noun)
