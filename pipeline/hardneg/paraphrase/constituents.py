"""Parts of a sentence that move or go as a whole."""

from collections.abc import Iterator
from typing import NamedTuple

from hardneg.families.prepositions import Preposition, prepositions
from hardneg.families.untouched import DENYING, denied
from hardneg.grammar.inflection import is_plural
from hardneg.grammar.phrases import extent
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_flags
from hardneg.paraphrase.wording import Span, is_one_sentence, last_of

NOMINAL = ("NOUN", "PROPN")
_MANY = ("several", "many", "numerous", "multiple", "various")
_UNIVERSAL = frozenset({"all", "every", "each", "most", "only"})
_SCOPED = _UNIVERSAL | {"no", "not", "neither", "few", "which", "what"}
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "no", "all", "both", "every", "each", "neither"})
_PRONOUNS = ("it", "its", "itself", "he", "him", "his", "she", "her", "hers", "they", "their", "them", "each", "other", "another", "one")


class Clause(NamedTuple):
    """Somebody or something, and what is said of it: `subject` spans its whole phrase, `verb` is what the rest hangs on.

    In a caption without a finite verb (`a dog sitting on a couch`) the verb is the participle, and `finite` is false.
    """

    noun: Word
    subject: Span
    verb: Word
    finite: bool
    plural: bool


def span(sentence: Sentence, first: int, last: int) -> Span:
    """Characters of the words `first` to `last` (exclusive), without punctuation at the end."""
    while last > first + 1 and sentence.words[last - 1].pos in ("PUNCT", "SPACE"):
        last -= 1
    return sentence.words[first].start, sentence.words[last - 1].end


def whole(sentence: Sentence, noun: Word) -> Span:
    """The noun's phrase with all that depends on it."""
    return span(sentence, *extent(sentence, noun))


def core(sentence: Sentence, noun: Word) -> tuple[int, int]:
    """The noun's phrase from its first word to the noun, with the phrases of `of` that belong to it: `a cup of coffee`."""
    first, _ = extent(sentence, noun)
    last = noun.i + 1
    for child in sentence.children[noun.i]:
        if child.i == last and child.lower == "of":
            last = extent(sentence, child)[1]
    return first, last


def has_pronoun(sentence: Sentence, first: int = 0, last: int | None = None) -> bool:
    """Whether some word points to another, and so does not stand a new order."""
    return any(word.lower in _PRONOUNS for word in sentence.words[first:last])


def is_scoped(sentence: Sentence, first: int) -> bool:
    """Whether the phrase that begins with word `first` says of how many the rest holds, and so has to stay there: no dog, every dog."""
    return sentence.words[first].lower in _SCOPED


def denied_behind(sentence: Sentence) -> frozenset[int]:
    """Indices of what is denied by a word before it: of `couch` in `the dog is not on the couch`, and not of `dog`."""
    first = next((word.i for word in sentence.words if word.lower in DENYING), len(sentence.words))
    return frozenset(i for i in denied(sentence) if i >= first)


def universal(sentence: Sentence) -> frozenset[int]:
    """Indices of what is spoken of all, most or only: where less is said of `every small dog`, more is said."""
    found: set[int] = set()
    for word in sentence.words:
        if word.lower in _UNIVERSAL and (word.dep in ("det", "predet", "amod") or word.lower == "only"):
            head = sentence.head(word)
            found.update(each.i for each in sentence.below(sentence.head(head) if head.dep == "nummod" else head))
    return frozenset(found)


def is_indefinite(sentence: Sentence, noun: Word) -> bool:
    """Whether `there is` may stand before it: a dog, two dogs, dogs; not the dog, his dog, this dog."""
    first, _ = extent(sentence, noun)
    opening = sentence.words[first]
    if noun.pos not in NOMINAL or noun.pos == "PROPN":
        return False
    if not is_named(sentence, noun):
        return False
    return opening.lower not in _DEFINITE and opening.tag not in ("PRP$", "PRP", "EX")


def is_named(sentence: Sentence, noun: Word) -> bool:
    """Whether the noun's phrase is whole: not the bare `man` of a caption that leaves its articles out."""
    opened = any(_opens(sentence, child, noun) for child in sentence.children[noun.i])
    return opened or (noun.tag != "NN" and not (noun.tag == "NNP" and noun.text.islower())) or "mass" in noun_flags(noun.lemma)


def _opens(sentence: Sentence, word: Word, noun: Word) -> bool:
    """Whether a word makes a phrase of the noun: not the number of `three piece bathroom`, nor the bare owner of `children's room`."""
    if word.dep == "nummod":
        return is_plural(noun.tag) or word.lower in ("one", "1")
    if word.dep == "poss" and word.pos == "NOUN":
        return is_named(sentence, word) and (not is_plural(word.tag) or sentence.child(word, "det", "nummod", "poss") is not None)
    return word.dep in ("det", "poss") or word.lower in _MANY


def is_several(sentence: Sentence, noun: Word) -> bool:
    """Whether a verb with this subject is plural."""
    many = any(child.lower in ("couple", "pair") for child in (noun,)) and any(child.lower == "of" for child in sentence.children[noun.i])
    if is_plural(noun.tag) or noun.lower == "people" or many or any(child.dep == "conj" for child in sentence.children[noun.i]):
        return True
    before = [child for child in sentence.children[noun.i] if child.i < noun.i]
    single = any(child.lower in ("a", "an", "one", "1") for child in before)  # a two layer cake; but two giraffe
    return not single and any(child.dep == "nummod" or child.lower in _MANY for child in before)


def clause(sentence: Sentence) -> Clause | None:
    """The one main clause of a caption, or None where it has another form."""
    if not is_one_sentence(sentence) or not sentence.words:
        return None
    return sentence.once(_clause)


def _clause(sentence: Sentence) -> Clause | None:
    root = next((word for word in sentence.words if word.head == word.i), None)
    if root is None:
        return None
    if root.pos in ("VERB", "AUX"):
        subject = sentence.child(root, "nsubj", "nsubjpass")
        if subject is None or subject.pos not in NOMINAL or subject.i > root.i or sentence.child(root, "expl", "neg") is not None:
            return None
        first, last = extent(sentence, subject)
        auxiliary = any(child.dep in ("aux", "auxpass") for child in sentence.children[root.i])
        finite = root.tag in ("VBZ", "VBP", "VBD") or auxiliary
        if first != 0 or last > root.i:
            return None
        return Clause(subject, span(sentence, first, last), root, finite, is_several(sentence, subject))
    if root.pos in NOMINAL:
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
        return Clause(root, span(sentence, 0, participle.i), participle, False, is_several(sentence, root))
    return None


def noun_root(sentence: Sentence) -> Word | None:
    """The noun that a caption without any main verb is about, where the caption is one phrase that begins with its phrase."""
    if not is_one_sentence(sentence):
        return None
    root = next((word for word in sentence.words if word.head == word.i), None)
    if root is None or root.pos not in NOMINAL or sentence.child(root, "nsubj", "cop") is not None:
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
    """Prepositions between two things that are named, where the second ends with its preposition's phrase."""
    for found in sentence.once(prepositions):
        if found.to.pos in NOMINAL and found.of.pos in (*NOMINAL, "VERB", "AUX"):
            yield found
