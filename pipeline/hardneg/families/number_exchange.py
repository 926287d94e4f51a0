"""Exchange two amounts: two dogs and a cat -> a dog and two cats; a man next to some elephants -> some men next to an elephant.

All dependent words agree. Both numbers must fit the act and the place: no two people sit on one stool, and no cat lies on three beds.
"""

from collections.abc import Iterator
from itertools import pairwise

from hardneg.discourse import sentence_numbers
from hardneg.families.amounts import Amount, amounts, changed, pairs
from hardneg.families.complement import complement_edits
from hardneg.families.counted_acts import requires_several
from hardneg.families.family import Name, Target, target_of, with_partner
from hardneg.families.misread import has_unclear_verb
from hardneg.families.number_roles import suits_one, suits_several
from hardneg.families.possessions import has_unshared_possession
from hardneg.families.presupposed import fixed_number, parts
from hardneg.families.pronouns import pronoun_edits
from hardneg.families.shapes import of_shapes
from hardneg.grammar.articles import with_articles
from hardneg.grammar.capitals import casing_of
from hardneg.grammar.phrases import verb_edits
from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.splice import Edit
from hardneg.lexicon import related

KIND = "number"
"""Kind of a target whose amount changes places with that of another noun."""


def find(sentence: Sentence) -> Iterator[Target]:
    """Yield each pair of amounts that may change places."""
    if casing_of(sentence.text) == "title" or not sentence.words or sentence.once(sentence_numbers)[-1] > 0:
        return
    for one, two in pairs(sentence):
        if sentence.tags and not (one.text and two.text):
            continue  # a tag may name a thing of which there are several
        if any(word.text in (".", "!", "?", ";") for word in sentence.words[one.first : two.first]):
            continue
        if related(one.noun.lemma, two.noun.lemma) or not _likely(sentence, one, two) or _edits(sentence, one, two) is None:
            continue
        target = _target(sentence, one)
        yield with_partner(target, sentence, two.first, two.noun.i + 1)


def realise(sentence: Sentence, target: Target) -> list[Edit] | None:
    """Return the edits that exchange the amounts and make nouns, verbs and pronouns agree."""
    found = {each.noun.i: each for each in sentence.once(amounts)}
    one, two = found.get(target.last - 1), found.get((target.partner_last or 0) - 1)
    return _edits(sentence, one, two) if one is not None and two is not None else None


def _target(sentence: Sentence, amount: Amount) -> Target:
    last = amount.noun.i + 1
    return target_of(sentence, Name.SWAP_ATTRIBUTE, KIND, amount.first, last, amount.text or amount.noun.lemma, norms_of=amount.noun.lemma)


def _likely(sentence: Sentence, one: Amount, two: Amount) -> bool:
    """Return whether each of the two nouns can have the number of the other."""
    if one.several == two.several or sentence.once(of_shapes):
        return True
    single, several = (two, one) if one.several else (one, two)
    return suits_several(sentence, single, several) and suits_one(sentence, several, single)


def _edits(sentence: Sentence, one: Amount, two: Amount) -> list[Edit] | None:
    """Return the edits of both phrases and of all dependent words; None where one of them cannot agree."""
    if {one.noun.i, two.noun.i} & (sentence.once(fixed_number) | sentence.once(parts)):
        return None
    edits = [*changed(sentence, one, two), *changed(sentence, two, one)]
    if one.several != two.several:
        if requires_several(sentence) or _one_of_them(sentence, one, two):
            return None
        joined = any(word.i == two.noun.i for word in sentence.conjuncts(one.noun))
        for amount in (one, two):
            made = _agreement(sentence, amount, joined)
            if made is None:
                return None
            edits.extend(made)
    found = sorted({*with_articles(sentence, edits)})
    return None if any(next_.start < edit.end for edit, next_ in pairwise(found)) else found


def _agreement(sentence: Sentence, amount: Amount, joined: bool) -> list[Edit] | None:
    """Return the edits of verbs, pronouns and complements when an amount changes its number; None where that is not clear.

    A noun that is `joined` to the other amount shares its verb, which agrees with both together.
    """
    noun, several = amount.noun, not amount.several
    after = sentence.after(noun)
    if after is not None and after.pos == "ADJ" and after.dep == "ROOT":
        return None  # `Two women crouch`, which the parser reads as an adjective
    if has_unclear_verb(sentence, noun) or has_unshared_possession(sentence, noun, several) or _without_subject(sentence):
        return None
    if joined and any(word.dep == "expl" for word in sentence.words):
        return None  # after `there are` the verb follows the first of a list
    verbs = [] if joined else [verb_edits(sentence, each, several) for each in {noun, amount.role}]
    made: list[Edit] = []
    for edits in (pronoun_edits(sentence, noun, several), complement_edits(sentence, noun, several), *verbs):
        if edits is None:
            return None
        made.extend(edits)
    return None if not joined and _has_unedited_finite_verb(sentence, noun, made) else made


def _has_unedited_finite_verb(sentence: Sentence, noun: Word, edits: list[Edit]) -> bool:
    """Return whether a verb of the noun has an unedited present form: two dogs run and play."""
    starts = {edit.start for edit in edits}
    return any(
        verb.tag in ("VB", "VBP", "VBZ")
        and verb.dep not in ("aux", "auxpass")
        and sentence.child(verb, "aux") is None
        and verb.start not in starts
        and (subject := sentence.subject(verb)) is not None
        and subject.i == noun.i
        for verb in sentence.words
        if verb.pos == "VERB"
    )


def _one_of_them(sentence: Sentence, *amounts_: Amount) -> bool:
    """Return whether the caption describes single members of a group: two dogs, one brown, one gray."""
    own = {amount.first for amount in amounts_}
    return any(word.lower in ("one", "ones", "others", "other") and word.i not in own for word in sentence.words)


def _without_subject(sentence: Sentence) -> bool:
    """Return whether a verb of the third person has no subject in the parse, so that it may have to agree too."""
    return any(
        verb.tag == "VBZ" and verb.dep not in ("aux", "auxpass") and sentence.subject(verb) is None and sentence.child(verb, "expl") is None
        for verb in sentence.words
    )
