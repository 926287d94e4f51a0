"""Find disagreements of number and gender in a sentence, whoever wrote it: three men talks, this dogs, a man looks at herself.

A caption may have some of its own, so a negative is rejected only for those that its caption does not have.
"""

from collections.abc import Iterator

from hardneg.families.pronouns import antecedents
from hardneg.grammar.inflection import is_plural, plural
from hardneg.grammar.phrases import NOUNS, form_behind
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_flags
from hardneg.lexicon.gender import presupposes_person, pronoun_of

_OF_ONE = frozenset({"a", "an", "one", "another", "each", "every", "this", "1"})
_OF_MANY = frozenset({
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "several", "many", "these", "those", "both", "few", "multiple",
    "numerous", "2", "3", "4", "5", "6", "7", "8", "9",
})  # fmt: skip
_COLLECTIVE = frozenset({
    "group", "pair", "couple", "crowd", "herd", "flock", "bunch", "lot", "number", "variety", "set", "team", "family", "row", "line",
    "collection", "pile", "majority", "rest", "plenty", "dozen", "series", "police", "audience", "band", "crew", "public", "stack",
    "trio", "duo", "handful", "cluster", "assortment", "array", "kind", "type", "sort", "half", "part", "few", "some", "all", "most",
    "none", "any", "staff",
})  # fmt: skip
_SINGULAR_FORMS = frozenset({"is", "was", "has", "does"})
_PLURAL_FORMS = frozenset({"are", "were", "have", "do"})


def disagreements(sentence: Sentence) -> Iterator[str]:
    """Yield a text for each disagreement, such as `men is`."""
    for word in sentence.words:
        if word.pos in NOUNS and word.dep != "compound":
            yield from _with_determiner(sentence, word)
            yield from _with_form_behind(sentence, word)
        elif word.pos in ("VERB", "AUX") and word.dep not in ("aux", "auxpass"):
            yield from _with_subject(sentence, word)
        elif word.lower in ("himself", "herself", "his", "her") and word.pos in ("PRON", "DET"):
            yield from _in_gender(sentence, word)


def _with_determiner(sentence: Sentence, noun: Word) -> Iterator[str]:
    flags = noun_flags(noun.lemma)
    if flags & {"mass", "plural", "either"} or plural(noun.lemma) == noun.lemma or noun.pos == "PROPN":
        return
    before = [child for child in sentence.children[noun.i] if child.i < noun.i and child.dep in ("det", "nummod", "amod")]
    before = [child for child in before if not _joined(sentence, child, noun)]
    if (
        is_plural(noun.tag)
        and noun.lower == plural(noun.lemma)
        and not any(child.dep == "nummod" and child.lower != "one" for child in before)
    ):
        yield from (
            f"{child.lower} {noun.lower}"
            for child in before
            if child.lower in _OF_ONE and child.dep in ("det", "nummod") and not any(other.lower in ("few", "many") for other in before)
        )
    elif noun.tag == "NN" and noun.lower == noun.lemma:
        yield from (f"{child.lower} {noun.lower}" for child in before if child.lower in _OF_MANY and child.i == noun.i - 1)


def _with_subject(sentence: Sentence, verb: Word) -> Iterator[str]:
    possible = [child for child in sentence.children[verb.i] if child.i < verb.i and _may_be_subject(sentence, child, verb)]
    subject = possible[-1] if possible else None  # of two, the nearer one: a man shouting before and after a person belches
    if subject is not None and subject.tag in ("WDT", "WP") and verb.dep == "relcl":
        subject = sentence.head(verb)
    if subject is None or subject.pos not in NOUNS or subject.lemma in _COLLECTIVE:
        return
    finite = next((child for child in sentence.children[verb.i] if child.dep in ("aux", "auxpass")), verb)
    several = _is_several(sentence, subject, verb)
    if several is None:
        return
    singular = finite.lower in _SINGULAR_FORMS or (finite.tag == "VBZ" and finite.lower.endswith("s"))
    plural_form = finite.lower in _PLURAL_FORMS or (finite.tag == "VBP" and not singular)
    if singular if several else plural_form:
        yield f"{subject.lower} {finite.lower}"


def _may_be_subject(sentence: Sentence, word: Word, verb: Word) -> bool:
    """Return whether a word can be the subject of a verb without a colon between them: not `two signs: the one on the left is red`."""
    return word.dep in ("nsubj", "nsubjpass") and not any(between.text == ":" for between in sentence.words[word.i : verb.i])


def _with_form_behind(sentence: Sentence, noun: Word) -> Iterator[str]:
    """Yield `men is` and `a man are` where the parse has no subject, and nothing is joined to the noun."""
    form = form_behind(sentence, noun)
    if form is None or noun.lemma in _COLLECTIVE or noun_flags(noun.lemma) & {"plural", "either", "mass"}:
        return
    subject = sentence.child(form, "nsubj", "nsubjpass") or sentence.child(sentence.head(form), "nsubj", "nsubjpass")
    if (subject is not None and subject.i == noun.i) or any(True for _ in sentence.conjuncts(noun)):
        return
    determined = any(child.lower in _OF_ONE for child in sentence.children[noun.i])
    several = is_plural(noun.tag) and noun.lower != noun.lemma
    if (several and form.lower in _SINGULAR_FORMS) or (noun.tag == "NN" and determined and form.lower in _PLURAL_FORMS):
        yield f"{noun.lower} {form.lower}"


def _is_several(sentence: Sentence, subject: Word, verb: Word) -> bool | None:
    """Return whether the subject requires a plural verb; None where that is open."""
    if any(child.dep == "conj" for child in sentence.children[subject.i]):
        joint = sentence.child(subject, "cc")
        return True if joint is not None and joint.lower == "and" and sentence.child(subject, "det") is not None else None
    if is_plural(subject.tag):
        return True if subject.lower != subject.lemma else None
    flags = noun_flags(subject.lemma)
    if _joined(sentence, subject, verb):
        return None
    determined = any(child.lower in _OF_ONE for child in sentence.children[subject.i])
    return False if determined and not flags & {"plural", "either"} and subject.tag == "NN" else None


def _in_gender(sentence: Sentence, pronoun: Word) -> Iterator[str]:
    """Yield a pronoun that nobody in the sentence fits, though somebody of the other gender is there."""
    kind, other = ("he", "she") if pronoun.lower in ("his", "himself") else ("she", "he")
    meant = antecedents(sentence, pronoun)
    owned = sentence.head(pronoun)
    if pronoun.tag == "PRP$" and presupposes_person(owned.lemma) and not any(pronoun_of(noun.lemma) != "it" for noun in meant):
        yield f"{pronoun.lower} {owned.lower}"
        return
    people = [word for word in sentence.words if word.pos in NOUNS and (pronoun_of(word.lemma) in (kind, other) or _leaves_open(word))]
    if people and not meant and all(pronoun_of(word.lemma) == other for word in people):
        yield f"{people[0].lower} {pronoun.lower}"


def _joined(sentence: Sentence, one: Word, two: Word) -> bool:
    """Return whether `and` or a comma separates two words."""
    return any(word.lower in ("and", "&", "or", ",") for word in sentence.words[one.i : two.i])


def _leaves_open(word: Word) -> bool:
    flags = noun_flags(word.lemma)
    return word.pos == "PROPN" or "animate" in flags or is_plural(word.tag)
