"""Detect captions whose participle must not become the main verb, because they have, or may have, another verb."""

from hardneg.families.misread import is_third_person
from hardneg.grammar.inflection import is_plural
from hardneg.grammar.phrases import NOUNS, extent
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import attribute_kind, noun_classes, noun_flags

_COMPLETE = ("relcl", "advcl", "ccomp", "conj")
# Dependencies that open a noun phrase and never precede a verb.
_OPENING = ("det", "poss", "nummod", "compound")
_WEARING = ("wearing", "in", "sporting")


def has_finite_verb(sentence: Sentence) -> bool:
    """Return whether a caption parsed as one noun phrase may have a main verb: a boy wearing blue walks across some rocks."""
    return any(_is_outside_clauses(word) or _is_tagged_as_plural(sentence, word) for word in sentence.words[1:])


def has_bare_clause(sentence: Sentence) -> bool:
    """Return whether another clause has only a participle as its verb: a man talking as wind blowing, a woman speaking, a dog barking."""
    for word in sentence.words:
        subject = sentence.child(word, "nsubj", "nsubjpass")
        if word.tag not in ("VBG", "VBN") or subject is None or word.dep == "ROOT" or sentence.child(word, "aux", "auxpass") is not None:
            continue
        before = sentence.words[extent(sentence, subject)[0] - 1] if extent(sentence, subject)[0] else None
        if subject.pos in NOUNS and (before is None or before.lower != "with"):
            return True
    return False


def _is_outside_clauses(word: Word) -> bool:
    """Return whether a finite verb occurs where the parse has no clause for it."""
    return word.tag in ("VBZ", "VBP") and word.pos in ("VERB", *NOUNS) and word.dep not in ("ROOT", "aux", "auxpass", *_COMPLETE)


def _is_tagged_as_plural(sentence: Sentence, word: Word) -> bool:
    """Return whether a plural noun is more likely the verb.

    After a colour that is worn this holds for words that name no garment, elsewhere for words that name no thing.
    """
    if not is_plural(word.tag) or word.i < 2 or not is_third_person(word.lower):
        return False
    before, following = sentence.words[word.i - 1], sentence.after(word)
    if following is None or following.pos not in ("ADP", "ADV", "DET", "PRON", "SCONJ"):
        return False
    if attribute_kind(before.lower) == "colour":
        return sentence.words[word.i - 2].lower in _WEARING and not noun_flags(word.lemma) & {"wearable", "clothing", "accessory"}
    opened = any(child.dep in _OPENING and child.i < word.i for child in sentence.children[word.i])
    return before.pos in NOUNS and not opened and not noun_classes(word.lemma)
