"""Extend an edit to the coreferent mentions of a thing, or discard the target.

    A man holds a kite. He smiles.   ->   A woman holds a kite. She smiles.
    A red bus stands here. The red bus is empty.   ->   A green bus stands here. The green bus is empty.

Together they are one declared change: the row lists the edits of the mentions beside that of the target, as those of articles and verbs. A
thing is edited at its first mention only, since the edit extends to the others.
"""

from collections.abc import Sequence

from hardneg.discourse import Chain, accepts, chain_of, chains, pronoun_edit, sentence_numbers
from hardneg.discourse.pronouns import PRONOUNS
from hardneg.families import object as object_family
from hardneg.families.described import repeated_attributes
from hardneg.families.family import Name, Target
from hardneg.families.other_mentions import counted, names
from hardneg.families.quantities import ONE
from hardneg.grammar.articles import with_articles
from hardneg.grammar.capitals import like
from hardneg.grammar.inflection import is_plural, lemma_of
from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import Edit
from hardneg.lexicon import noun_flags

_WHO = frozenset({"who", "whom", "whose"})


def following(sentence: Sentence, target: Target, text: str, edits: Sequence[Edit]) -> list[Edit] | None:
    """Return `edits` of a target with those of all coreferent mentions; None where a mention cannot be edited too."""
    if not sentence.once(chains):
        return list(edits)
    more = _more(sentence, target, text)
    return _joined(edits, with_articles(sentence, more)) if more is not None else None


def can_follow(sentence: Sentence, target: Target, text: str) -> bool:
    """Return whether all coreferent mentions can be edited to agree with this text."""
    return not sentence.once(chains) or _more(sentence, target, text) is not None


def _more(sentence: Sentence, target: Target, text: str) -> list[Edit] | None:
    """Return the edits of the other mentions."""
    if target.family == Name.OBJECT:
        return _nouns_follow(sentence, target, text)
    if target.family == Name.ATTRIBUTE:
        return _attributes_follow(sentence, target, text)
    return _numbers_follow(sentence, target, text) if target.family == Name.COUNT else []


def _joined(edits: Sequence[Edit], more: Sequence[Edit]) -> list[Edit] | None:
    """Return the edits of both lists, each once; None where two overlap."""
    fresh = [edit for edit in more if edit not in edits]
    if any(one.start < two.end and two.start < one.end for one in fresh for two in edits):
        return None
    return sorted([*edits, *fresh])


def _nouns_follow(sentence: Sentence, target: Target, text: str) -> list[Edit] | None:
    noun = sentence.words[target.last - 1]
    chain = chain_of(sentence, noun)
    head, _, last = text.lower().rpartition(" ")
    lemma = f"{head} {lemma_of(last, 'NOUN')}".strip()
    if chain is None or (_of_a_person(sentence, chain) and "person" not in noun_flags(lemma)):
        return None if chain is not None else []
    if chain.singleton:
        return []
    edits: list[Edit] = []
    for i in names(sentence, chain):
        if i == noun.i:
            continue
        word = sentence.words[i]
        form = text if is_plural(word.tag) == is_plural(noun.tag) else object_family.in_number(sentence, word, lemma)
        unit = object_family.unit(sentence, word)
        if form is None or unit is None:
            return None
        first = sentence.words[unit[0]]
        old = sentence.text[first.start : word.end]
        edits.append(Edit(first.start, word.end, old, like(form, old)))
    named = {each.mention.i: each for i in (noun.i, *names(sentence, chain)) if (each := chain_of(sentence, sentence.words[i])) is not None}
    for each in named.values():  # also of the one girl of two girls
        pronouns = _pronouns_follow(sentence, each, lemma)
        if pronouns is None:
            return None
        edits.extend(edit for edit in pronouns if edit not in edits)
    return edits


def _pronouns_follow(sentence: Sentence, chain: Chain, lemma: str) -> list[Edit] | None:
    """Return edits that give the pronouns of a thing another gender; None where one of them is ambiguous, or fits neither."""
    noun = sentence.words[chain.mention.i]
    fit = accepts(lemma, is_plural(noun.tag))
    edits: list[Edit] = []
    if "person" in noun_flags(noun.lemma) and "person" not in noun_flags(lemma) and not is_plural(noun.tag):
        fit -= {"he", "she"}  # a dog gets no person's clothes
    kinds = {i: PRONOUNS[sentence.words[i].lower] for i in (*chain.pronouns, *chain.uncertain)}
    for i in chain.uncertain:
        if kinds[i] not in fit and not (kinds[i] == "they" and not is_plural(noun.tag)):
            return None
    for i in chain.pronouns:
        if kinds[i] in fit or (kinds[i] == "they" and sentence.child(noun, "conj") is not None) or noun.dep == "conj":
            continue
        other = "he" if "he" in fit and "she" not in fit else "she" if "she" in fit and "he" not in fit else None
        if other is None or kinds[i] not in ("he", "she"):
            return None
        edits.append(pronoun_edit(sentence.words[i], other))
    return edits


def _of_a_person(sentence: Sentence, chain: Chain) -> bool:
    """Return whether a relative clause with `who` describes one of the nouns."""
    clauses = (child for i in chain.nouns for child in sentence.children[i] if child.dep == "relcl")
    return any(word.lower in _WHO for clause in clauses for word in sentence.children[clause.i])


def _numbers_follow(sentence: Sentence, target: Target, text: str) -> list[Edit] | None:
    number = sentence.words[target.first]
    numbers = sentence.once(sentence_numbers)
    edits: list[Edit] = []
    for noun in counted(sentence, target):
        chain = chain_of(sentence, noun)
        if chain is None or chain.singleton:
            continue
        if is_plural(noun.tag) == (text.lower() in ONE) or noun.tag == "NN":
            elsewhere = any(numbers[i] != numbers[noun.i] for i in (*chain.pronouns, *chain.uncertain))
            if len(chain.nouns) > 1 or elsewhere:
                return None
            continue
        for i in chain.nouns[1:]:
            if text.lower() in ("two", "2") and any(word.lower == "all" for word in sentence.children[i]):
                return None
            for word in sentence.children[i]:
                if word.dep != "nummod" and word.lower not in ("both", "two", "several", "many", "few", "couple"):
                    continue
                if word.lower != number.lower or target.kind not in ("number", "digit"):
                    return None
                edits.append(Edit(word.start, word.end, word.text, like(text, word.text)))
    return edits


def _attributes_follow(sentence: Sentence, target: Target, text: str) -> list[Edit] | None:
    repeats = repeated_attributes(sentence, sentence.words[target.first])
    return None if repeats is None else [Edit(word.start, word.end, word.text, like(text, word.text)) for word in repeats]
