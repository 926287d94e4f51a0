"""Find things that a description names again only to place them: a clock hangs on the wall. The clock is above a shelf.

All their mentions are replaced together (`follow`), and nothing else in the caption depends on what the thing is.
"""

from hardneg.discourse import chain_of
from hardneg.families.single_mention import akin, introduced
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_flags

_PLACED = frozenset({
    "be", "sit", "stand", "lie", "rest", "hang", "park", "place", "position", "locate", "situate", "see", "perch", "moor", "mount", "lean",
    "leave", "face", "occupy", "set",
})  # fmt: skip
_COMPLEMENTS = frozenset({"attr", "acomp", "dobj", "xcomp", "ccomp", "oprd", "advcl", "conj"})
_WHERE = frozenset({"next", "close", "adjacent", "visible", "present"})
_PRONOUNS = frozenset({"it", "they", "them"})
_DESCRIBES = frozenset({"amod", "compound", "nmod", "acl", "relcl", "appos", "poss"})


_PARTS = frozenset({
    "head", "body", "eye", "ear", "tail", "leg", "paw", "fur", "face", "mouth", "back", "gaze", "side", "neck", "nose", "coat", "foot",
})  # fmt: skip
_LOOKS = frozenset({"look", "gaze", "stare", "walk", "sleep", "run", "graze"})


def only_placed(sentence: Sentence, clause: Word) -> bool:
    """Return whether a verb says of its subject no more than where it is: standing on the shelf."""
    said = (child for child in sentence.children[clause.i] if child.dep in _COMPLEMENTS and child.i > clause.i)
    return clause.lemma in _PLACED and all(child.dep == "acomp" and child.lower in _WHERE for child in said)


def placed_again(sentence: Sentence, noun: Word) -> bool:
    """Return whether the caption introduces a thing and names it again, only to say where it is."""
    chain = chain_of(sentence, noun)
    if chain is None or not chain.unambiguous or not introduced(sentence, noun):
        return False
    if chain.same_noun or chain.hypernyms or chain.quantities:
        return False
    if chain.nouns[0] != noun.i or [word.i for word in sentence.words if word.lemma == noun.lemma] != chain.nouns:
        return False
    if any(word.pos in NOUNS and word.lemma != noun.lemma and akin(noun.lemma, word.lemma) for word in sentence.words):
        return False
    animal = "animal" in noun_flags(noun.lemma)
    mentions = [sentence.words[i] for i in (*chain.nouns[1:], *chain.pronouns, *chain.uncertain)]
    return all((animal and _of_any_animal(sentence, each)) or _places(sentence, each) for each in mentions)


def _of_any_animal(sentence: Sentence, mention: Word) -> bool:
    """Return whether a mention says what suits any animal: its tail, the animal looks away."""
    head = sentence.head(mention)
    if mention.dep == "poss":
        return mention.lower == "its" and head.lemma in _PARTS
    described = any(child.dep in _DESCRIBES for child in sentence.children[mention.i])
    complements = any(child.dep in _COMPLEMENTS and child.i > head.i for child in sentence.children[head.i])
    return mention.dep == "nsubj" and head.lemma in _LOOKS and not described and not complements


def _places(sentence: Sentence, mention: Word) -> bool:
    """Return whether a later mention is the subject of a verb of place, or what something else is near."""
    if any(child.dep in _DESCRIBES for child in sentence.children[mention.i]):
        return False
    if mention.pos not in NOUNS and mention.lower not in _PRONOUNS:
        return False
    head = sentence.head(mention)
    if mention.dep in ("nsubj", "nsubjpass"):
        return only_placed(sentence, head)
    return mention.dep == "pobj" and head.lower not in ("of", "by", "with", "for", "from", "like", "as")
