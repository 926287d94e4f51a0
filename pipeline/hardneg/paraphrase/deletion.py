"""Less said: an adjective, a phrase, a clause, a second thing is left out. What is left follows from the caption."""

from collections.abc import Iterator

from hardneg.families import attribute
from hardneg.families.attribute import fixed_units, inside_fixed
from hardneg.families.events import ORDERING
from hardneg.families.sounds import is_sound, only_heard
from hardneg.families.titles import title_words
from hardneg.grammar.inflection import is_plural
from hardneg.grammar.phrases import NOUNS, extent
from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.splice import Edit
from hardneg.lexicon import attribute_kind, noun_flags
from hardneg.paraphrase.constituents import has_pronoun, is_indefinite, is_named, universal
from hardneg.paraphrase.unfinished import has_finite_verb
from hardneg.paraphrase.wording import Change, change, last_of

# Without these the rest need not be true: a toy dog is no dog, few people are not people who do it.
_NOT_THE_THING = frozenset({
    "toy", "fake", "stuffed", "plastic", "artificial", "pretend", "former", "future", "no", "few", "little", "only", "almost",
    "nearly", "half", "empty", "unfinished", "wooden", "chocolate", "paper", "ceramic", "stone", "metal", "glass", "other", "same",
    "first", "last", "second", "painted", "drawn", "inflatable", "several", "many", "miniature", "model", "mock", "virtual",
    "animated",
})  # fmt: skip
_NO_MORE = frozenset({
    "without", "no", "not", "n't", "never", "nobody", "nothing", "neither", "nor", "except", "only", "instead", "but", "if", "or",
})  # fmt: skip
# Verbs that say little without what follows them.
_NEEDED = frozenset({
    "be", "put", "place", "fill", "cover", "top", "consist", "look", "prepare", "lead", "belong", "line", "surround", "make", "dress",
    "park", "locate", "position", "go", "come", "get", "head", "lean", "step", "stick", "sit", "stand", "lie", "lay", "rest", "hang",
})  # fmt: skip
# With these another adjective says of which things they are the most, or the first: the tallest small dog.
_PICKING = frozenset({"first", "last", "only", "same", "other"})
_SIDES = frozenset({"left", "right", "upper", "lower", "front", "rear", "different", "various", "own", "such", "certain", "similar"})
_NAMED_AGAIN = frozenset({"one", "ones", "another", "others", "both"})
_BEFORE_PART = frozenset({
    "middle", "over", "under", "half", "well", "much", "self", "newly", "so", "too", "more", "most", "less", "light",
    "dark", "bright", "pale", "deep", "neon",
})  # fmt: skip
# What a caption cannot end with.
_HANGING = ("ADP", "CCONJ", "SCONJ", "DET", "PART", "AUX", "PRON", "ADV")
# Nouns that say nothing alone: enjoying a day.
_EMPTY = frozenset({"day", "time", "way", "kind", "type", "sort", "lot", "bit", "thing", "something", "someone", "one", "front", "place"})
_CLAUSES = ("acl", "relcl", "advcl", "appos")


def changes(sentence: Sentence) -> Iterator[Change]:
    """Yield each detail that can go; none in a caption that denies or asks something, where less may say more, or that is read wrongly."""
    if sentence.once(_denies_or_asks) or sentence.once(has_finite_verb):
        return
    yield from adjectives(sentence)
    for word in sentence.words:
        if (word.dep in ("prep", *_CLAUSES) and word.pos in ("ADP", "VERB", "NOUN", "AUX", "SCONJ")) or (
            word.dep == "advmod" and word.lower == "very"
        ):
            yield from _phrase(sentence, word)
    yield from _second(sentence)


def adjectives(sentence: Sentence) -> Iterator[Change]:
    """Yield each adjective that can go; none in a caption that denies or asks something."""
    if sentence.once(_denies_or_asks):
        return
    fixed = sentence.once(inside_fixed)
    for target in sentence.once(attribute.found):
        word = sentence.words[target.first]
        if word.dep != "amod" or word.lower in _NOT_THE_THING or word.i in fixed or sentence.head(word).i < word.i:
            continue
        if sentence.child(word, "conj", "cc", "advmod", "npadvmod") is not None:
            continue
        if word.head in sentence.once(universal) or any(_picks(other) for other in sentence.children[word.head]):
            continue
        if _is_the_point(sentence, word, sentence.head(word)):
            continue
        before, following = sentence.before(word), sentence.words[word.i + 1]
        if following.lower.endswith("ed") and following.pos in ("ADJ", "VERB") and attribute_kind(following.lower) != "colour":
            continue  # a long haired cat
        if following.pos not in (*NOUNS, "ADJ", "VERB", "NUM") or _needs_it(sentence, sentence.head(word)):
            continue
        if before is not None and (before.lower in _BEFORE_PART or before.dep == "npadvmod" or before.head == word.i):
            continue  # middle aged
        if (before is not None and before.lower in (",", "-", "and", "&", "/")) or following.lower in (",", "-", "and", "&", "/"):
            continue
        yield change("less", Edit(word.start, following.start, sentence.text[word.start : following.start], ""))


def _denies_or_asks(sentence: Sentence) -> bool:
    return sentence.text.endswith("?") or any(word.lower in _NO_MORE for word in sentence.words)


def _is_the_point(sentence: Sentence, word: Word, noun: Word) -> bool:
    """Return whether the noun says nothing without its adjective: with hair, a bowl beside another white bowl, Women Dial Watch."""
    if "body" in noun_flags(noun.lemma) or word.lower in _SIDES:
        return True
    if any(other.i != noun.i and (other.lemma == noun.lemma or other.lower in _NAMED_AGAIN) for other in sentence.words):
        return True
    return sentence.once(title_words) is not None and noun.i != word.i + 1


def _needs_it(sentence: Sentence, noun: Word) -> bool:
    """In green shirt: without an article and without the adjective it would be no phrase."""
    bare = sentence.child(noun, "det", "poss", "nummod") is None and not is_plural(noun.tag)
    return bare and noun.dep in ("pobj", "dobj", "conj") and "mass" not in noun_flags(noun.lemma)


def _picks(word: Word) -> bool:
    return word.tag in ("JJS", "RBS") or word.lower in _PICKING


def _phrase(sentence: Sentence, word: Word) -> Iterator[Change]:
    """A phrase or clause that ends the caption, or `very`."""
    first, last = extent(sentence, word)
    end = last_of(sentence)
    head = sentence.head(word)
    if word.lower == "very":
        following = sentence.after(word)
        if following is not None:
            yield change("less", Edit(word.start, following.start, sentence.text[word.start : following.start], ""))
        return
    if last < end or first == 0 or first != min(first, word.i) or first <= head.i or word.lower in ("of", "to", "than", "like", "as"):
        return
    if word.dep == "appos" and sentence.words[first - 1].text not in (",", "(", "-"):
        return  # hands you | a gift, read as hands that are a gift
    if sentence.words[first - 1].lemma in _EMPTY:
        return
    if word.dep in _CLAUSES and word.tag in ("VBG", "VBN") and _tells_an_event(sentence, word, head):
        return
    if head.pos == "AUX" or head.lemma in _NEEDED or head.i in sentence.once(universal):
        return
    if head.tag == "VBN" or head.pos in ("ADV", "ADP") or (first < 3 and head.pos in NOUNS):
        return
    before = sentence.words[first - 1]
    if any(start < first < stop for start, stop in sentence.once(fixed_units)):
        return  # a fire hydrant, of which a hydrant has been read as something else
    if _hangs(before) or (before.text == "," and _hangs(sentence.words[first - 2])):
        return
    start = sentence.words[first - 2].end if before.text in (",",) else before.end
    if before.text in (",",):
        start = before.start
    stop = sentence.words[end - 1].end
    if start < stop:
        yield change("less", Edit(start, stop, sentence.text[start:stop], ""))


def _tells_an_event(sentence: Sentence, participle: Word, noun: Word) -> bool:
    """Whether the participle is what is heard or follows: a man followed by a dog does not follow from `followed by a dog whimpering`."""
    if sentence.once(only_heard) or is_sound(participle):
        return True
    opening = sentence.head(noun)
    return noun.dep == "pobj" and (opening.lower in ("with", "as", "then", "before", "after") or sentence.head(opening).lemma in ORDERING)


def _hangs(word: Word) -> bool:
    return (word.pos in _HANGING and word.dep != "prt" and word.tag not in ("PRP", "DT", "EX")) or word.lower in ("then", "before", "after")


def _second(sentence: Sentence) -> Iterator[Change]:
    """A second thing or a second clause behind `and` at the end: a dog and a cat -> a dog."""
    end = last_of(sentence)
    for word in sentence.words:
        if (
            word.dep != "conj"
            or word.pos not in (*NOUNS, "VERB")
            or any(True for child in sentence.children[word.i] if child.dep == "conj")
        ):
            continue
        head = sentence.head(word)
        joint = sentence.child(head, "cc")
        first, last = extent(sentence, word)
        if joint is None or joint.lower != "and" or joint.i != first - 1 or last < end or has_pronoun(sentence, first, last):
            continue
        if head.dep in ("nsubj", "nsubjpass", "conj", "compound", "amod") or head.pos != word.pos:
            continue
        if word.pos in NOUNS and (not is_indefinite(sentence, word) or sentence.head(head).lower == "between"):
            continue
        several = any(child.lower in ("many", "several", "various", "few") for child in sentence.children[head.i])
        if word.pos in NOUNS and head.tag == "NN" and word.tag == "NNS" and (several or not is_named(sentence, head)):
            continue  # many soda and beer cans
        before = sentence.words[joint.i - 1]
        start = before.start if before.text == "," else before.end
        stop = sentence.words[end - 1].end
        yield change("less", Edit(start, stop, sentence.text[start:stop], ""))
