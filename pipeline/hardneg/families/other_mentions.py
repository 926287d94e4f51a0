"""Find coreferent mentions of a thing, and decide whether an edit of one mention would contradict them.

A target with such an edit is discarded, unless all coreferent mentions can be edited too (`follow`). A thing is edited at its first mention
only.
"""

from collections.abc import Iterator

from hardneg.discourse import Chain, accepts, chain_of, chains, sentence_numbers
from hardneg.discourse.pronouns import PRONOUNS
from hardneg.families import moved_attribute, number_exchange
from hardneg.families import object as object_family
from hardneg.families.add_object import JOINED
from hardneg.families.attribute import inside_fixed
from hardneg.families.described import described, repeated_attributes
from hardneg.families.family import Name, Target
from hardneg.families.prepositions import preposition_of
from hardneg.families.relation import VERB
from hardneg.families.untouched import untouched
from hardneg.families.voice import VOICE
from hardneg.grammar.inflection import is_plural, verb_form
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import attribute_kind

_WITH_OBJECT = frozenset({"with", "with no", "there is"})


def editable(sentence: Sentence, target: Target) -> bool:
    """Return whether some edit of the target contradicts nothing else in the caption."""
    if target.family == Name.OBJECT and _in_a_compound(sentence, target):
        return False
    if not sentence.once(chains):
        return True
    check = _CHECKS.get(Name(target.family))
    return check is None or check(sentence, target)


def names(sentence: Sentence, chain: Chain) -> list[int]:
    """Return the indices of all mentions by the same noun: of the thing, of part of it, or of another thing of its kind."""
    found, stack = {*chain.nouns}, [*chain.same_noun]
    while stack:
        i = stack.pop()
        if i not in found:
            found.add(i)
            other = chain_of(sentence, sentence.words[i])
            stack.extend([*other.nouns, *other.same_noun] if other is not None else [])
    return sorted(found)


def counted(sentence: Sentence, target: Target) -> Iterator[Word]:
    """Yield the nouns whose number an edit of the target changes."""
    for last in (target.last, target.partner_last):
        if last is None:
            continue
        word = sentence.words[last - 1]
        if word.lower == "of":
            yield sentence.head(word)
            word = sentence.child(word, "pobj") or word
        yield word if word.pos == "NOUN" else sentence.head(word)


def _object(sentence: Sentence, target: Target) -> bool:
    noun = _noun(sentence, target)
    chain = chain_of(sentence, noun)
    if chain is None or chain.singleton:
        return True
    if chain.hypernyms or not _is_first(sentence, chain, noun):
        return False
    return all(_same_unit(sentence, sentence.words[i], target.lemma) for i in names(sentence, chain))


def _in_a_compound(sentence: Sentence, target: Target) -> bool:
    """Return whether a word of the thing's name precedes another noun elsewhere: a train engine, a train whistle."""
    own = {word.lemma for word in sentence.words[target.first : target.last]}
    return any(
        word.lemma in own and word.dep in ("compound", "amod", "nmod") and not target.first <= word.i < target.last and word.pos in NOUNS
        for word in sentence.words
    )


def _is_first(sentence: Sentence, chain: Chain, noun: Word) -> bool:
    """Return whether a noun is the first of its name, and no mention of that name is ambiguous."""
    found = names(sentence, chain)
    return (
        noun.i == found[0] and chain.unambiguous and all(each.unambiguous for i in found if (each := chain_of(sentence, sentence.words[i])))
    )


def _same_unit(sentence: Sentence, word: Word, lemma: str) -> bool:
    """Return whether a later mention can be replaced as the first can: the same unit, or its last word alone."""
    unit = object_family.unit(sentence, word)
    if unit is None or word.pos != "NOUN" or word.i in sentence.once(untouched):
        return False
    if word.i in sentence.once(inside_fixed) and " " not in unit[1]:
        return False
    return unit[1] == lemma or lemma.endswith(" " + unit[1])


def _count(sentence: Sentence, target: Target) -> bool:
    for noun in counted(sentence, target):
        if _named_by_first_word(sentence, noun):
            return False
        chain = chain_of(sentence, noun)
        if chain is None or chain.singleton:
            continue
        if chain.quantities or chain.same_noun or chain.hypernyms or chain.nouns[0] != noun.i or not chain.unambiguous:
            return False
        if target.partner_first is not None and len(chain.nouns) > 1:
            return False
    return True


def _named_by_first_word(sentence: Sentence, noun: Word) -> bool:
    """Return whether a later noun names a compound by its first word alone: a goal net ... the goal."""
    first = {child.lemma for child in sentence.children[noun.i] if child.dep == "compound" and child.i < noun.i}
    return any(
        word.i > noun.i
        and word.lemma in first
        and word.pos == "NOUN"
        and word.dep != "compound"
        and any(child.lower in ("the", "this", "its") for child in sentence.children[word.i])
        for word in sentence.words
    )


def _attribute(sentence: Sentence, target: Target) -> bool:
    repeats = repeated_attributes(sentence, sentence.words[target.first])
    return repeats is not None and all(word.i > target.first and word.i not in sentence.once(untouched) for word in repeats)


def _swap_attribute(sentence: Sentence, target: Target) -> bool:
    if target.kind == number_exchange.KIND:
        return _count(sentence, target)
    if target.kind == moved_attribute.KIND:
        return repeated_attributes(sentence, sentence.words[target.first]) == [] and _named_once(sentence, target)
    firsts = [first for first in (target.first, target.partner_first) if first is not None]
    return all(repeated_attributes(sentence, sentence.words[first]) == [] for first in firsts)


def _named_once(sentence: Sentence, target: Target) -> bool:
    """Return whether the caption has no other mention of a target's partner."""
    chain = chain_of(sentence, sentence.words[(target.partner_last or 1) - 1])
    return chain is None or chain.singleton


def _add_attribute(sentence: Sentence, target: Target) -> bool:
    chain = chain_of(sentence, _noun(sentence, target))
    if chain is None or chain.singleton:
        return True
    if chain.nouns[0] != target.last - 1 or not chain.unambiguous:
        return False
    mentions = {*chain.nouns, *chain.pronouns, *chain.uncertain, *chain.same_noun, *chain.hypernyms}
    return not any(noun.i in mentions and attribute_kind(word.lower) == target.kind for word, noun in sentence.once(described))


def _swap_object(sentence: Sentence, target: Target) -> bool:
    ends = [sentence.words[last - 1] for last in (target.last, target.partner_last) if last is not None]
    for noun, other in zip(ends, reversed(ends), strict=True):
        chain = chain_of(sentence, noun)
        if chain is None or chain.singleton:
            continue
        if len(chain.nouns) > 1 or chain.same_noun or chain.hypernyms or chain.quantities:
            return False
        fit = accepts(other.lemma, is_plural(noun.tag))
        if any(PRONOUNS[sentence.words[i].lower] not in fit for i in (*chain.pronouns, *chain.uncertain)):
            return False
    return True


def _add_object(sentence: Sentence, target: Target) -> bool:
    chain = chain_of(sentence, _noun(sentence, target))
    return chain is None or target.kind != JOINED or not (chain.same_noun or chain.hypernyms or chain.quantities)


def _negation(sentence: Sentence, target: Target) -> bool:
    word = sentence.words[target.first]
    if target.kind in _WITH_OBJECT:
        noun = sentence.child(word, "pobj") if target.kind != "there is" else sentence.head(word)
        chain = chain_of(sentence, noun) if noun is not None else None
        if noun is None or chain is None or chain.singleton:
            return True
        numbers = sentence.once(sentence_numbers)
        elsewhere = any(numbers[i] != numbers[noun.i] for i in chain.uncertain)  # `a table with a cup on it`: the table
        return not elsewhere and len(chain.nouns) == 1 and chain.unambiguous and not (chain.pronouns or chain.same_noun or chain.hypernyms)
    verb = next((each for each in (word, sentence.head(word)) if each.pos in ("VERB", "AUX")), None)
    doing = sentence.words[target.last - 1]
    return all(_is_only_mention_of_act(sentence, each) for each in (verb, doing) if each is not None and each.pos == "VERB")


def _action(sentence: Sentence, target: Target) -> bool:
    return _is_only_mention_of_act(sentence, sentence.words[target.first])


def _is_only_mention_of_act(sentence: Sentence, verb: Word) -> bool:
    """Return whether no other word describes the same act of the same agent: he is running ... his run, the running man."""
    subject = sentence.subject(verb)
    agent_chain = chain_of(sentence, subject) if subject is not None else None
    doing = verb_form(verb.lemma, "VBG")
    by_lemma = sentence.once(_by_lemma)
    for word in (*by_lemma.get(verb.lemma, ()), *(by_lemma.get(doing, ()) if doing != verb.lemma else ())):
        if word.i == verb.i:
            continue
        if word.pos in NOUNS and word.dep not in ("amod", "compound"):
            if any(child.lower in ("the", "this", "his", "her", "its", "their") for child in sentence.children[word.i]):
                return False
            continue
        agent = sentence.head(word) if word.dep in ("amod", "compound") else sentence.subject(word) if word.pos in ("VERB", "AUX") else None
        if agent is None or agent_chain is None or _may_be_coreferent(sentence, agent_chain, agent):
            return False
    return True


def _by_lemma(sentence: Sentence) -> dict[str, list[Word]]:
    """Return verbs, nouns and adjectives by their lemma."""
    found: dict[str, list[Word]] = {}
    for word in sentence.words:
        if word.pos in ("VERB", "NOUN", "ADJ"):
            found.setdefault(word.lemma, []).append(word)
    return found


def _may_be_coreferent(sentence: Sentence, chain: Chain, word: Word) -> bool:
    return chain_of(sentence, word) is chain or word.i in (*chain.uncertain, *chain.same_noun, *chain.hypernyms)


def _relation(sentence: Sentence, target: Target) -> bool:
    if target.kind in (VERB, VOICE):
        verb = sentence.words[target.first]
        object_ = sentence.child(verb, "dobj")
        ends = sentence.subject(verb), object_
    else:
        found = preposition_of(sentence, target)
        if found is None:
            return True
        ends = (found.head if found.head.pos in NOUNS else sentence.subject(found.head)), found.object
    return not _related_again(sentence, *ends)


def _word_order(sentence: Sentence, target: Target) -> bool:
    if target.partner_last is None:
        return _relation(sentence, target)
    return not _related_again(sentence, sentence.words[target.last - 1], sentence.words[target.partner_last - 1])


def _related_again(sentence: Sentence, one: Word | None, two: Word | None) -> bool:
    """Return whether another sentence mentions both, and so may repeat the relation."""
    elsewhere = []
    numbers = sentence.once(sentence_numbers)
    for word in (one, two):
        chain = chain_of(sentence, word) if word is not None else None
        if word is None or chain is None:
            return False
        mentions = (*chain.nouns, *chain.pronouns, *chain.uncertain, *chain.same_noun)
        elsewhere.append({numbers[i] for i in mentions} - {numbers[word.i]})
    return bool(elsewhere[0] & elsewhere[1])


def _noun(sentence: Sentence, target: Target) -> Word:
    return sentence.words[target.last - 1]


_CHECKS = {
    Name.OBJECT: _object,
    Name.COUNT: _count,
    Name.ATTRIBUTE: _attribute,
    Name.SWAP_ATTRIBUTE: _swap_attribute,
    Name.ADD_ATTRIBUTE: _add_attribute,
    Name.SWAP_OBJECT: _swap_object,
    Name.ADD_OBJECT: _add_object,
    Name.NEGATION: _negation,
    Name.ACTION: _action,
    Name.RELATION: _relation,
    Name.WORD_ORDER: _word_order,
}
