"""Delete a detail: an adjective, a phrase, a clause, a second conjunct. The caption entails the rest."""

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
from hardneg.paraphrase.composition import LocalEdit, last_of, local_edit
from hardneg.paraphrase.constituents import has_pronoun, is_indefinite, is_named, universal
from hardneg.paraphrase.finite_verbs import has_finite_verb

# Adjectives whose deletion can make the rest false: a toy dog is no dog, few people are not people.
_PRIVATIVE = frozenset({
    "toy", "fake", "stuffed", "plastic", "artificial", "pretend", "former", "future", "no", "few", "little", "only", "almost",
    "nearly", "half", "empty", "unfinished", "wooden", "chocolate", "paper", "ceramic", "stone", "metal", "glass", "other", "same",
    "first", "last", "second", "painted", "drawn", "inflatable", "several", "many", "miniature", "model", "mock", "virtual",
    "animated",
})  # fmt: skip
_NEGATING = frozenset({
    "without", "no", "not", "n't", "never", "nobody", "nothing", "neither", "nor", "except", "only", "instead", "but", "if", "or",
})  # fmt: skip
# Verbs that need their complement.
_NEED_COMPLEMENT = frozenset({
    "be", "put", "place", "fill", "cover", "top", "consist", "look", "prepare", "lead", "belong", "line", "surround", "make", "dress",
    "park", "locate", "position", "go", "come", "get", "head", "lean", "step", "stick", "sit", "stand", "lie", "lay", "rest", "hang",
})  # fmt: skip
# Adjectives that select among things with the other adjectives: the tallest small dog.
_SELECTING = frozenset({"first", "last", "only", "same", "other"})
_SIDES = frozenset({"left", "right", "upper", "lower", "front", "rear", "different", "various", "own", "such", "certain", "similar"})
_NAMED_AGAIN = frozenset({"one", "ones", "another", "others", "both"})
_BEFORE_PART = frozenset({
    "middle", "over", "under", "half", "well", "much", "self", "newly", "so", "too", "more", "most", "less", "light",
    "dark", "bright", "pale", "deep", "neon",
})  # fmt: skip
# Parts of speech that cannot end a caption.
_INCOMPLETE = ("ADP", "CCONJ", "SCONJ", "DET", "PART", "AUX", "PRON", "ADV")
# Nouns without content of their own: enjoying a day.
_UNINFORMATIVE = frozenset(
    {"day", "time", "way", "kind", "type", "sort", "lot", "bit", "thing", "something", "someone", "one", "front", "place"}
)
_CLAUSES = ("acl", "relcl", "advcl", "appos")


def changes(sentence: Sentence) -> Iterator[LocalEdit]:
    """Yield each detail that can be deleted; none in a question, under negation, or where the parse is unreliable."""
    if sentence.once(_denies_or_asks) or sentence.once(has_finite_verb):
        return
    yield from adjectives(sentence)
    for word in sentence.words:
        if (word.dep in ("prep", *_CLAUSES) and word.pos in ("ADP", "VERB", "NOUN", "AUX", "SCONJ")) or (
            word.dep == "advmod" and word.lower == "very"
        ):
            yield from _phrase(sentence, word)
    yield from _second_conjunct(sentence)


def adjectives(sentence: Sentence) -> Iterator[LocalEdit]:
    """Yield each adjective that can be deleted; none in a caption with a negation or a question."""
    if sentence.once(_denies_or_asks):
        return
    fixed = sentence.once(inside_fixed)
    for target in sentence.once(attribute.found):
        word = sentence.words[target.first]
        if word.dep != "amod" or word.lower in _PRIVATIVE or word.i in fixed or sentence.head(word).i < word.i:
            continue
        if sentence.child(word, "conj", "cc", "advmod", "npadvmod") is not None:
            continue
        if word.head in sentence.once(universal) or any(_selects(other) for other in sentence.children[word.head]):
            continue
        if _is_informative(sentence, word, sentence.head(word)):
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
        yield local_edit("less", Edit(word.start, following.start, sentence.text[word.start : following.start], ""))


def _denies_or_asks(sentence: Sentence) -> bool:
    return sentence.text.endswith("?") or any(word.lower in _NEGATING for word in sentence.words)


def _is_informative(sentence: Sentence, word: Word, noun: Word) -> bool:
    """Return whether the noun is uninformative or ambiguous without its adjective: with hair, a bowl beside another white bowl,
    Women Dial Watch.
    """
    if "body" in noun_flags(noun.lemma) or word.lower in _SIDES:
        return True
    if any(other.i != noun.i and (other.lemma == noun.lemma or other.lower in _NAMED_AGAIN) for other in sentence.words):
        return True
    return sentence.once(title_words) is not None and noun.i != word.i + 1


def _needs_it(sentence: Sentence, noun: Word) -> bool:
    """Return whether the noun would be no phrase without the adjective: in green shirt, without an article."""
    bare = sentence.child(noun, "det", "poss", "nummod") is None and not is_plural(noun.tag)
    return bare and noun.dep in ("pobj", "dobj", "conj") and "mass" not in noun_flags(noun.lemma)


def _selects(word: Word) -> bool:
    return word.tag in ("JJS", "RBS") or word.lower in _SELECTING


def _phrase(sentence: Sentence, word: Word) -> Iterator[LocalEdit]:
    """Yield the deletion of `very`, or of a phrase or clause that ends the caption."""
    first, last = extent(sentence, word)
    end = last_of(sentence)
    head = sentence.head(word)
    if word.lower == "very":
        following = sentence.after(word)
        if following is not None:
            yield local_edit("less", Edit(word.start, following.start, sentence.text[word.start : following.start], ""))
        return
    if last < end or first == 0 or first != min(first, word.i) or first <= head.i or word.lower in ("of", "to", "than", "like", "as"):
        return
    if word.dep == "appos" and sentence.words[first - 1].text not in (",", "(", "-"):
        return  # hands you | a gift, parsed as hands in apposition to a gift
    if sentence.words[first - 1].lemma in _UNINFORMATIVE:
        return
    if word.dep in _CLAUSES and word.tag in ("VBG", "VBN") and _is_event(sentence, word, head):
        return
    if head.pos == "AUX" or head.lemma in _NEED_COMPLEMENT or head.i in sentence.once(universal):
        return
    if head.tag == "VBN" or head.pos in ("ADV", "ADP") or (first < 3 and head.pos in NOUNS):
        return
    before = sentence.words[first - 1]
    if any(start < first < stop for start, stop in sentence.once(fixed_units)):
        return  # a fire hydrant, parsed wrongly: the compound must stay whole
    if _is_incomplete(before) or (before.text == "," and _is_incomplete(sentence.words[first - 2])):
        return
    start = sentence.words[first - 2].end if before.text in (",",) else before.end
    if before.text in (",",):
        start = before.start
    stop = sentence.words[end - 1].end
    if start < stop:
        yield local_edit("less", Edit(start, stop, sentence.text[start:stop], ""))


def _is_event(sentence: Sentence, participle: Word, noun: Word) -> bool:
    """Return whether the participle is a sound or an event in sequence: `followed by a dog whimpering` does not entail `followed by
    a dog`.
    """
    if sentence.once(only_heard) or is_sound(participle):
        return True
    opening = sentence.head(noun)
    return noun.dep == "pobj" and (opening.lower in ("with", "as", "then", "before", "after") or sentence.head(opening).lemma in ORDERING)


def _is_incomplete(word: Word) -> bool:
    return (word.pos in _INCOMPLETE and word.dep != "prt" and word.tag not in ("PRP", "DT", "EX")) or word.lower in (
        "then",
        "before",
        "after",
    )


def _second_conjunct(sentence: Sentence) -> Iterator[LocalEdit]:
    """Yield the deletion of a second noun or clause after `and` at the end: a dog and a cat -> a dog."""
    end = last_of(sentence)
    for word in sentence.words:
        if (
            word.dep != "conj"
            or word.pos not in (*NOUNS, "VERB")
            or any(True for child in sentence.children[word.i] if child.dep == "conj")
        ):
            continue
        head = sentence.head(word)
        conjunction = sentence.child(head, "cc")
        first, last = extent(sentence, word)
        if (
            conjunction is None
            or conjunction.lower != "and"
            or conjunction.i != first - 1
            or last < end
            or has_pronoun(sentence, first, last)
        ):
            continue
        if head.dep in ("nsubj", "nsubjpass", "conj", "compound", "amod") or head.pos != word.pos:
            continue
        if word.pos in NOUNS and (not is_indefinite(sentence, word) or sentence.head(head).lower == "between"):
            continue
        several = any(child.lower in ("many", "several", "various", "few") for child in sentence.children[head.i])
        if word.pos in NOUNS and head.tag == "NN" and word.tag == "NNS" and (several or not is_named(sentence, head)):
            continue  # many soda and beer cans
        before = sentence.words[conjunction.i - 1]
        start = before.start if before.text == "," else before.end
        stop = sentence.words[end - 1].end
        yield local_edit("less", Edit(start, stop, sentence.text[start:stop], ""))
