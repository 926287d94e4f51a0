"""Make pronouns agree with their noun: a man with his dog -> two men with their dog, a woman with her dog."""

from collections.abc import Mapping

from hardneg.discourse import chain_of, pronoun_edit
from hardneg.discourse.pronouns import PRONOUNS, SUBJECTS, possessive_of
from hardneg.grammar.inflection import is_plural
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.splice import Edit
from hardneg.lexicon import noun_classes, noun_flags
from hardneg.lexicon.gender import can_refer_to, presupposes_animal, presupposes_person, pronoun_of

_UNCLEAR = frozenset({"hers", "theirs", "each", "both", "other", "another"})


def pronoun_for(noun: Word, plural: bool) -> str | None:
    """Return `it`, `he`, `she` or `they` for a noun in a number; None for somebody whose sex the word leaves open."""
    return "they" if plural else pronoun_of(noun.lemma)


def possessive(noun: Word, plural: bool) -> str | None:
    """Return `its`, `his`, `her` or `their`, as `pronoun_for`."""
    pronoun = pronoun_for(noun, plural)
    return possessive_of(pronoun) if pronoun is not None else None


def pronoun_edits(sentence: Sentence, noun: Word, plural: bool) -> list[Edit] | None:
    """Return the edits of the pronouns of `noun` when its number changes; None where that is not clear."""
    edits = []
    for word in sentence.words:
        if word.lower in _UNCLEAR and word.pos in ("PRON", "DET") and word.tag != "CD":
            return None
        if not _is_pronoun(word):
            continue
        meant = antecedents(sentence, word)
        if noun.i not in {other.i for other in meant}:
            continue
        new = pronoun_for(noun, plural)
        if len(meant) > 1 or new is None or word.dep in SUBJECTS:
            return None  # the verb of a subject would have to agree as well
        edits.append(pronoun_edit(word, new))
    return edits


def renamed(sentence: Sentence, changes: Mapping[int, str]) -> list[Edit] | None:
    """Return the edits of the pronouns of nouns (by index) that become others (lemmas); None where that is not clear.

    A pronoun that fits the new noun stays: a boy with his dog -> a man with his dog. A thing that the pronoun possesses may presuppose a
    person (`his wife`) or an animal (`its owner`), whatever the noun becomes.
    """
    edits = []
    for word in sentence.words:
        if not _is_pronoun(word) or PRONOUNS[word.lower] == "they":
            continue
        meant = antecedents(sentence, word)
        changed = [noun for noun in meant if noun.i in changes]
        if not changed:
            continue
        lemmas = [changes.get(noun.i, noun.lemma) for noun in meant]
        if not all(_may_have(sentence, word, lemma) for noun, lemma in zip(meant, lemmas, strict=True) if noun.i in changes):
            return None
        kind = PRONOUNS[word.lower]
        if all(can_refer_to(kind, lemma) for lemma in lemmas):
            continue
        if len(meant) > 1:
            # `a woman with a child in her arms`: she is the woman, whatever the child becomes
            certain = [noun for noun in meant if pronoun_of(noun.lemma) == kind]
            if not any(noun.i in changes for noun in certain) and certain:
                continue
            return None
        new = pronoun_of(lemmas[0])
        if new is None:
            return None
        edits.append(pronoun_edit(word, new))
    return edits


def antecedents(sentence: Sentence, pronoun: Word) -> list[Word]:
    """Return the possible antecedents of a pronoun, by number and gender: nouns before it, or behind it where there are none.

    A reflexive refers to the subject of its verb, and so does a possessive in an object where nothing else fits better. A thing that the
    caption names several times is one, at its first mention.
    """
    found = (_first_mention(sentence, noun) for noun in _mentions(sentence, pronoun))
    return list({noun.i: noun for noun in found}.values())


def _first_mention(sentence: Sentence, noun: Word) -> Word:
    chain = chain_of(sentence, noun)
    return sentence.words[chain.nouns[0]] if chain is not None else noun


def _mentions(sentence: Sentence, pronoun: Word) -> list[Word]:
    kind = PRONOUNS[pronoun.lower]
    local = _own_subject(sentence, pronoun)
    if local is not None and _may_be(sentence, kind, local):
        return [local]
    nouns = [word for word in sentence.words if word.pos in NOUNS and word.dep != "compound" and word.head != pronoun.i]
    before = _fitting(sentence, kind, [noun for noun in nouns if noun.i < pronoun.i])
    owned = sentence.head(pronoun) if pronoun.tag == "PRP$" else None
    return before or _fitting(sentence, kind, [noun for noun in nouns if noun.i > pronoun.i and (owned is None or noun.i != owned.i)])


def _fitting(sentence: Sentence, kind: str, nouns: list[Word]) -> list[Word]:
    if kind == "they":
        several = [noun for noun in nouns if is_plural(noun.tag) or any(True for _ in sentence.conjuncts(noun))]
        return several or [noun for noun in nouns if "person" in noun_flags(noun.lemma)]
    single = [noun for noun in nouns if not is_plural(noun.tag)]
    if kind == "it":
        return [noun for noun in single if can_refer_to("it", noun.lemma)]
    animate = [noun for noun in single if "animate" in noun_flags(noun.lemma) or pronoun_of(noun.lemma) == kind]
    found = [noun for noun in animate if can_refer_to(kind, noun.lemma)]
    people = [noun for noun in found if pronoun_of(noun.lemma) != "it"]
    return people or found


def _may_be(sentence: Sentence, kind: str, noun: Word) -> bool:
    return [each.i for each in _fitting(sentence, kind, [noun])] == [noun.i]


def _own_subject(sentence: Sentence, pronoun: Word) -> Word | None:
    """Return the subject of the verb that a reflexive, or a possessive with `own`, depends on."""
    reflexive = pronoun.lower.endswith(("self", "selves"))
    owned = pronoun.tag == "PRP$" and any(child.lower == "own" for child in sentence.children[pronoun.head])
    if not reflexive and not owned:
        return None
    word, seen = sentence.head(pronoun), 0
    while word.pos not in ("VERB", "AUX") and word.head != word.i and seen < 8:
        word, seen = sentence.head(word), seen + 1
    subject = sentence.subject(word) if word.pos in ("VERB", "AUX") else None
    return subject if subject is not None and subject.pos in NOUNS else None


def _may_have(sentence: Sentence, pronoun: Word, lemma: str) -> bool:
    """Return whether the noun can own the thing that the pronoun possesses."""
    if pronoun.tag != "PRP$":
        return True
    owned = sentence.head(pronoun).lemma
    person = "person" in noun_flags(lemma)
    if presupposes_person(owned):
        return person
    if owned == "owner":
        return bool({"pet", "livestock"} & set(noun_classes(lemma)[:1]))
    return not (person and presupposes_animal(owned))


def _is_pronoun(word: Word) -> bool:
    return word.lower in PRONOUNS and word.lower not in _UNCLEAR and word.pos in ("PRON", "DET") and word.tag != "EX"
