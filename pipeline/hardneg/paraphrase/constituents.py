"""Find the constituents of a sentence that can be moved or deleted as a whole."""

from collections.abc import Iterator
from typing import NamedTuple

from hardneg.families.fit import plural_slot
from hardneg.families.prepositions import Preposition, prepositions
from hardneg.families.untouched import DENYING, denied
from hardneg.grammar.inflection import is_plural
from hardneg.grammar.phrases import NOUNS, extent
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import concreteness, noun_classes, noun_flags
from hardneg.paraphrase.composition import Span, is_one_sentence, last_of

_QUANTIFIERS = ("several", "many", "numerous", "multiple", "various")
_UNIVERSAL = frozenset({"all", "every", "each", "most", "only"})
_SCOPED = _UNIVERSAL | {"no", "not", "neither", "few", "which", "what"}
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "no", "all", "both", "every", "each", "neither"})
_PRONOUNS = ("it", "its", "itself", "he", "him", "his", "she", "her", "hers", "they", "their", "them", "each", "other", "another", "one")


class Predication(NamedTuple):
    """A `Predication` is a noun and what is predicated of it: `subject` spans the noun's phrase, `verb` heads the rest.

    In a caption without a finite verb (`a dog sitting on a couch`) the verb is the participle, and `finite` is false.
    """

    noun: Word
    subject: Span
    verb: Word
    finite: bool
    plural: bool


def span(sentence: Sentence, first: int, last: int) -> Span:
    """Return the characters of the words `first` to `last` (exclusive), without punctuation at the end."""
    while last > first + 1 and sentence.words[last - 1].pos in ("PUNCT", "SPACE"):
        last -= 1
    return sentence.words[first].start, sentence.words[last - 1].end


def whole(sentence: Sentence, noun: Word) -> Span:
    """Return the characters of the noun's phrase with all its dependents."""
    return span(sentence, *extent(sentence, noun))


def core(sentence: Sentence, noun: Word) -> tuple[int, int]:
    """Return the noun's phrase from its first word to the noun, with phrases of `of` that follow directly: `a cup of coffee`."""
    first, _ = extent(sentence, noun)
    last = noun.i + 1
    for child in sentence.children[noun.i]:
        if child.i == last and child.lower == "of":
            last = extent(sentence, child)[1]
    return first, last


def has_pronoun(sentence: Sentence, first: int = 0, last: int | None = None) -> bool:
    """Return whether a word refers to another, so that the words cannot be reordered."""
    return any(word.lower in _PRONOUNS for word in sentence.words[first:last])


def is_scoped(sentence: Sentence, first: int) -> bool:
    """Return whether the phrase at word `first` quantifies or negates what follows, so that it must stay in front: no dog, every dog."""
    return sentence.words[first].lower in _SCOPED


def negated_after(sentence: Sentence) -> frozenset[int]:
    """Return the indices of negated words after the negation: `couch`, but not `dog`, in `the dog is not on the couch`."""
    first = next((word.i for word in sentence.words if word.lower in DENYING), len(sentence.words))
    return frozenset(i for i in denied(sentence) if i >= first)


def universal(sentence: Sentence) -> frozenset[int]:
    """Return the indices inside a universal quantifier or `only`: deleting `small` from `every small dog` makes the claim stronger."""
    found: set[int] = set()
    for word in sentence.words:
        if word.lower in _UNIVERSAL and (word.dep in ("det", "predet", "amod") or word.lower == "only"):
            head = sentence.head(word)
            found.update(each.i for each in sentence.below(sentence.head(head) if head.dep == "nummod" else head))
    return frozenset(found)


def is_indefinite(sentence: Sentence, noun: Word) -> bool:
    """Return whether `there is` can precede the noun: a dog, two dogs, dogs; not the dog, his dog, this dog."""
    first, _ = extent(sentence, noun)
    opening = sentence.words[first]
    if noun.pos not in NOUNS or noun.pos == "PROPN":
        return False
    if not is_named(sentence, noun):
        return False
    return opening.lower not in _DEFINITE and opening.tag not in ("PRP$", "PRP", "EX")


def is_named(sentence: Sentence, noun: Word) -> bool:
    """Return whether the noun's phrase is complete: not the bare `man` of a caption without articles."""
    opened = any(_opens(sentence, child, noun) for child in sentence.children[noun.i])
    return opened or (noun.tag != "NN" and not (noun.tag == "NNP" and noun.text.islower())) or "mass" in noun_flags(noun.lemma)


def is_concrete(noun: Word, least: float) -> bool:
    """Return whether the lexicon knows a noun, and its concreteness is at least `least` where it is rated."""
    rating = concreteness(noun.lemma)
    return bool(noun_classes(noun.lemma)) and (rating is None or rating >= least)


def _opens(sentence: Sentence, word: Word, noun: Word) -> bool:
    """Return whether a word makes the noun's phrase complete: not the number in `three piece bathroom`, nor a bare owner in
    `children's room`.
    """
    if word.dep == "nummod":
        return is_plural(noun.tag) or word.lower in ("one", "1")
    if word.dep == "poss" and word.pos == "NOUN":
        return is_named(sentence, word) and (not is_plural(word.tag) or sentence.child(word, "det", "nummod", "poss") is not None)
    return word.dep in ("det", "poss") or word.lower in _QUANTIFIERS


def is_several(sentence: Sentence, noun: Word) -> bool:
    """Return whether a verb with this subject is plural."""
    many = any(child.lower in ("couple", "pair") for child in (noun,)) and any(child.lower == "of" for child in sentence.children[noun.i])
    if is_plural(noun.tag) or noun.lower == "people" or many or any(child.dep == "conj" for child in sentence.children[noun.i]):
        return True
    before = [child for child in sentence.children[noun.i] if child.i < noun.i]
    single = any(child.lower in ("a", "an", "one", "1") for child in before)  # a two layer cake has one cake; two giraffe are several
    if single or not before:
        return False
    return any(child.dep == "nummod" or child.lower in _QUANTIFIERS for child in before) or plural_slot(sentence, noun)  # some fish are


def clause(sentence: Sentence) -> Predication | None:
    """Return the single main clause of a caption; None where it has another form."""
    if not is_one_sentence(sentence) or not sentence.words:
        return None
    return sentence.once(_clause)


def _clause(sentence: Sentence) -> Predication | None:
    root = next((word for word in sentence.words if word.head == word.i), None)
    if root is None:
        return None
    if root.pos in ("VERB", "AUX"):
        subject = sentence.child(root, "nsubj", "nsubjpass")
        if subject is None or subject.pos not in NOUNS or subject.i > root.i or sentence.child(root, "expl", "neg") is not None:
            return None
        first, last = extent(sentence, subject)
        auxiliary = any(child.dep in ("aux", "auxpass") for child in sentence.children[root.i])
        finite = root.tag in ("VBZ", "VBP", "VBD") or auxiliary
        if first != 0 or last > root.i:
            return None
        return Predication(subject, span(sentence, first, last), root, finite, is_several(sentence, subject))
    if root.pos in NOUNS:
        participle = sentence.child(root, "acl")
        if (
            participle is None
            or participle.tag != "VBG"
            or participle.i < root.i
            or any(child.dep == "conj" for child in sentence.children[root.i])
        ):
            return None
        if extent(sentence, root)[0] != 0:
            return None
        return Predication(root, span(sentence, 0, participle.i), participle, False, is_several(sentence, root))
    return None


def noun_root(sentence: Sentence) -> Word | None:
    """Return the head noun of a caption that is one noun phrase without a main verb; None for other captions."""
    if not is_one_sentence(sentence):
        return None
    root = next((word for word in sentence.words if word.head == word.i), None)
    if root is None or root.pos not in NOUNS or sentence.child(root, "nsubj", "cop") is not None:
        return None
    if extent(sentence, root) != (0, len(sentence.words)) and extent(sentence, root) != (0, last_of(sentence)):
        return None
    finite = any(
        word.tag in ("VBZ", "VBP", "VBD") and word.dep not in ("relcl", "aux", "auxpass") and not _in_relative(sentence, word)
        for word in sentence.words
    )
    return None if finite else root


def _in_relative(sentence: Sentence, word: Word) -> bool:
    while word.head != word.i:
        if word.dep in ("relcl", "advcl", "ccomp"):
            return True
        word = sentence.head(word)
    return False


def places(sentence: Sentence) -> Iterator[Preposition]:
    """Yield each preposition between two nouns of which the second ends the preposition's phrase."""
    for found in sentence.once(prepositions):
        if found.object.pos in NOUNS and found.head.pos in (*NOUNS, "VERB", "AUX"):
            yield found
