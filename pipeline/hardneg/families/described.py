"""Find attributes that a caption repeats for one thing: the red bus ... the bus is red and white, its red doors."""

from collections import Counter
from collections.abc import Iterator

from hardneg.discourse import chain_of
from hardneg.families.attribute import modified
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import attribute_kind, related


def repeated_attributes(sentence: Sentence, attribute: Word) -> list[Word] | None:
    """Return the words that repeat an attribute of the same thing; None where one of them cannot be edited too."""
    noun = _described_noun(sentence, attribute)
    chain = chain_of(sentence, noun) if noun is not None else None
    if noun is None or chain is None:
        return []
    repeats: list[Word] = []
    mentions = {*chain.nouns, *chain.pronouns}
    related_mentions = {*chain.same_noun, *chain.hypernyms, *chain.uncertain}
    unambiguous = chain.singleton and noun.lemma not in sentence.once(_repeated_nouns) and next(_owners(sentence, noun), None) is None
    attributes = sentence.once(_attributes_of_one if unambiguous else described)
    for word, other in attributes:
        if word.i == attribute.i or (word.lower != attribute.lower and not related(word.lower, attribute.lower)):
            continue
        if other.i in mentions and other.i != noun.i:
            if word.lower != attribute.lower or not chain.unambiguous:
                return None
            repeats.append(word)
        elif (
            other.i in related_mentions
            or other.lower == "one"
            or (other.lemma == noun.lemma and other.i != noun.i)
            or _is_part_of_any(sentence, other, mentions | {*chain.uncertain})
            or _is_part_of(sentence, noun, other)
        ):
            return None
    return repeats


def described(sentence: Sentence) -> list[tuple[Word, Word]]:
    """Return each attribute of the caption with the noun or pronoun that it describes."""
    attributes = (word for word in sentence.words if word.pos in ("ADJ", "NOUN", "VERB") and attribute_kind(word.lower) is not None)
    return [(word, noun) for word in attributes if (noun := _described_noun(sentence, word)) is not None]


def _described_noun(sentence: Sentence, attribute: Word) -> Word | None:
    """Return the noun that an attribute describes, the last of a compound: letters, of black block letters."""
    noun = modified(sentence, attribute)
    while noun is not None and noun.dep == "compound" and noun.head > noun.i:
        noun = sentence.head(noun)
    return noun


def _repeated_nouns(sentence: Sentence) -> frozenset[str]:
    """Return the lemmas of nouns that occur more than once."""
    times = Counter(word.lemma for word in sentence.words if word.pos == "NOUN")
    return frozenset(lemma for lemma, many in times.items() if many > 1)


def _attributes_of_one(sentence: Sentence) -> list[tuple[Word, Word]]:
    """Return the attributes that describe `one`: the red one."""
    return [(word, noun) for word, noun in sentence.once(described) if noun.lower == "one"]


def _is_part_of_any(sentence: Sentence, noun: Word, owners: set[int]) -> bool:
    """Return whether the noun is a part of one of the owners: its red doors, the red doors of the bus, the dog's coat."""
    found = {each.i for child in sentence.children[noun.i] if child.lower == "of" for each in sentence.children[child.i]}
    return bool(owners & found) or any(i in owners for i in _owners(sentence, noun))


def _is_part_of(sentence: Sentence, noun: Word, other: Word) -> bool:
    """Return whether a noun is a part of the other thing: a brown dog, its brown coat."""
    owner = chain_of(sentence, other)
    return owner is not None and _is_part_of_any(sentence, noun, {*owner.nouns, *owner.pronouns})


def _owners(sentence: Sentence, noun: Word) -> Iterator[int]:
    """Yield the indices of the owners of a thing and of the wholes (holonyms) of a part, by possessives, `of` and appositions."""
    for _ in range(4):
        yield from (child.i for child in sentence.children[noun.i] if child.dep == "poss")
        head = sentence.head(noun)
        if noun.dep == "pobj" and head.lower == "of":
            noun = sentence.head(head)
        elif noun.dep == "appos":
            noun = head
        elif noun.dep == "attr" and (subject := sentence.child(head, "nsubj")) is not None:
            noun = subject
        else:
            return
        yield noun.i
