"""Exchange roles: the dog chases the boy -> the boy chases the dog; a cat on top of two boxes -> two boxes on top of a cat.

Whole noun phrases change roles, with their determiners and adjectives; verbs and pronouns agree. Where the verb can change its voice
instead, it does: the dog chases the boy -> the dog is chased by the boy. Of two clauses (a dog sits while a cat sleeps) the subjects change
places, and so do the sides of a comparison: the man is taller than the woman -> the woman is taller than the man.
"""

from collections.abc import Iterator

from hardneg.families import agent_exchange, background, place_exchange
from hardneg.families.action import NOT_ACTIONS
from hardneg.families.attribute import inside_fixed
from hardneg.families.bearers import things
from hardneg.families.comparison import comparisons
from hardneg.families.exchange import likely
from hardneg.families.family import Family, Name, Target, target_of, with_partner
from hardneg.families.misread import hides_verb
from hardneg.families.object import unit
from hardneg.families.possessions import has_unshared_possession
from hardneg.families.prepositions import prepositions
from hardneg.families.pronouns import possessive, renamed
from hardneg.families.swap_object import ASYMMETRIC, FIXED, SYMMETRIC_VERBS, same_sentence, sort_of, with_contents
from hardneg.families.voice import VOICE, switched
from hardneg.grammar.articles import article_for
from hardneg.grammar.capitals import moved
from hardneg.grammar.inflection import is_plural
from hardneg.grammar.phrases import agreement_edits, phrase_first, verb_edits
from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.splice import Edit
from hardneg.lexicon import concreteness, never_edit, noun_flags, related

# Verbs whose subject has, shows or surrounds its object in a way that the reverse does not.
_SHOWN = frozenset({"display", "show", "feature", "have", "include", "contain", "surround", "depict"})
_OWN = ("its", "his", "her", "their")


def find(sentence: Sentence) -> Iterator[Target]:
    """Yield pairs of phrases of one sort: subject and object of a verb, both ends of a directed preposition, subjects of two clauses."""
    seen: set[tuple[int, int]] = set()
    for kind, one, two in _roles(sentence):
        if (one.i, two.i) in seen or _sort(sentence, one) != _sort(sentence, two):
            continue
        if not may_change_places(sentence, one, two) or not likely(sentence, one, two):
            continue
        seen.add((one.i, two.i))
        spans = [(phrase_first(sentence, noun), noun.i + 1) for noun in (one, two)]
        if (spans[0][1] > spans[1][0] and spans[1][1] > spans[0][0]) or bare(sentence, one) != bare(sentence, two):
            continue
        (first, last), (partner_first, partner_last) = sorted(spans)
        target = target_of(sentence, Name.WORD_ORDER, kind, first, last, one.lemma)
        yield with_partner(target, sentence, partner_first, partner_last)
    for kind, (_, one), (_, two) in place_exchange.pairs(sentence) if not sentence.tags else ():
        if kind not in place_exchange.WHOLE or (one.i, two.i) in seen or bare(sentence, one) != bare(sentence, two):
            continue
        if related(one.lemma, two.lemma) or not same_sentence(sentence, one, two):
            continue
        seen.add((one.i, two.i))
        target = target_of(sentence, Name.WORD_ORDER, kind, phrase_first(sentence, one), one.i + 1, one.lemma)
        yield with_partner(target, sentence, phrase_first(sentence, two), two.i + 1)
    for one, two in background.pairs(sentence) if not sentence.tags else ():
        if (one.i, two.i) in seen or related(one.lemma, two.lemma) or bare(sentence, one) != bare(sentence, two):
            continue
        seen.add((one.i, two.i))
        target = target_of(sentence, Name.WORD_ORDER, background.BACKGROUND, phrase_first(sentence, one), one.i + 1, one.lemma)
        yield with_partner(target, sentence, phrase_first(sentence, two), two.i + 1)
    for pair in agent_exchange.pairs(sentence) if not sentence.tags else ():
        one, two = pair.one, pair.two
        if (
            pair.kind not in (agent_exchange.WHOLE, agent_exchange.TOWARD)
            or (one.i, two.i) in seen
            or not same_sentence(sentence, one, two)
        ):
            continue
        if bare(sentence, one) != bare(sentence, two):
            continue
        seen.add((one.i, two.i))
        target = target_of(sentence, Name.WORD_ORDER, pair.kind, phrase_first(sentence, one), one.i + 1, one.lemma)
        yield with_partner(target, sentence, phrase_first(sentence, two), two.i + 1)
    for one, two in things(sentence):
        if (one.i, two.i) in seen or related(one.lemma, two.lemma) or not same_sentence(sentence, one, two):
            continue
        if is_plural(one.tag) or is_plural(two.tag) or not all(_named_whole(sentence, noun) for noun in (one, two)):
            continue
        target = target_of(sentence, Name.WORD_ORDER, "borne", phrase_first(sentence, one), one.i + 1, one.lemma)
        yield with_partner(target, sentence, phrase_first(sentence, two), two.i + 1)
    for sides in comparisons(sentence):
        lemma = sentence.words[sides.last - 1].lemma
        target = target_of(sentence, Name.WORD_ORDER, "comparison", sides.first, sides.last, lemma)
        yield with_partner(target, sentence, sides.than_first, sides.than_last)
    for verb, one, two in _done(sentence):
        if switched(sentence, verb, one, two) is not None and likely(sentence, one, two):
            yield target_of(sentence, Name.WORD_ORDER, VOICE, verb.i, verb.i + 1, verb.lemma, norms_of=one.lemma)


def may_change_places(sentence: Sentence, one: Word, two: Word) -> bool:
    """Return whether two phrases name whole things that can be elsewhere, and no description behind them would stay."""
    if not (_movable(sentence, one) and _movable(sentence, two)):
        return False
    return not related(one.lemma, two.lemma) and same_sentence(sentence, one, two)


def realise(sentence: Sentence, target: Target, text: str = "") -> list[Edit] | None:
    """Return the edits that exchange the phrases and correct verb and possessive; None where a pronoun or a list prevents it."""
    if target.kind == VOICE:
        verb = sentence.words[target.first]
        return next((switched(sentence, *found) for found in _done(sentence) if found[0].i == verb.i), None)
    if target.partner_first is None or target.partner_last is None or target.partner_start is None or target.partner_end is None:
        return None
    words = sentence.words
    one, two = words[target.last - 1], words[target.partner_last - 1]
    phrases = _phrases(sentence, target, two)
    if phrases is None:
        return None
    followed = renamed(sentence, {one.i: two.lemma, two.i: one.lemma})
    if followed is not None and words[target.partner_first].lower in _OWN:
        followed = [edit for edit in followed if not target.partner_start <= edit.start < target.partner_end]
    if followed is None or (target.kind in ("clause", "toward") and agent_exchange.named_again(sentence, one, two)):
        return None
    old = sentence.text[target.start : target.end], sentence.text[target.partner_start : target.partner_end]
    starts = sentence.begins(target.first), sentence.begins(target.partner_first)
    capitalised = old[0][:1].isupper() if starts[0] else sentence.text[:1].isupper()
    proper = [words[i].pos == "PROPN" or words[i].lower == "i" for i in (target.first, target.partner_first)]
    edits = [
        Edit(target.start, target.end, old[0], moved(phrases[1], starts[1], starts[0], capitalised, proper[1])),
        Edit(target.partner_start, target.partner_end, old[1], moved(phrases[0], starts[0], starts[1], capitalised, proper[0])),
    ]
    if is_plural(one.tag) != is_plural(two.tag):
        if hides_verb(sentence):
            return None  # it would have to agree
        owned = words[target.partner_first].lower in _OWN
        for noun, other in ((one, two), (two, one)):
            if has_unshared_possession(sentence, noun, is_plural(other.tag)):
                return None  # a woman in a hat behind two men
            agreeing = (verb_edits if owned else agreement_edits)(sentence, noun, is_plural(other.tag))
            if agreeing is None:
                return None
            edits.extend(agreeing)
    return sorted([*edits, *followed])


def _phrases(sentence: Sentence, target: Target, two: Word) -> tuple[str, str] | None:
    """Return the exchanged phrases; a possessive moves: a man and his dog -> a dog and its man."""
    first, second = sentence.text[target.start : target.end], sentence.text[target.partner_start : target.partner_end]
    openings = sentence.words[target.first], sentence.words[target.partner_first or 0]
    if openings[0].lower in _OWN:
        return None
    if openings[1].lower not in _OWN:
        return first, second
    own = possessive(two, is_plural(two.tag))
    rest = second[len(openings[1].text) :].lstrip()
    if openings[0].lower not in ("a", "an", "the") or own is None or not rest or is_plural(two.tag):
        return None
    article = openings[0].text if openings[0].lower == "the" else article_for(rest.split()[0])
    if openings[0].text.istitle():
        article = article.capitalize()
    return own + first[len(openings[0].text) :], f"{article.lower()} {rest}"


def _done(sentence: Sentence) -> Iterator[tuple[Word, Word, Word]]:
    """Yield each verb with its agent and its patient, in their order."""
    for verb in sentence.words:
        if verb.pos != "VERB" or verb.lemma in SYMMETRIC_VERBS | NOT_ACTIONS | _SHOWN:
            continue
        object_ = sentence.child(verb, "dobj")
        subject = sentence.subject(verb)
        agent = sentence.child(verb, "agent")
        if agent is not None:
            object_ = sentence.child(agent, "pobj")
        if object_ is not None and subject is not None and subject.i < object_.i:
            yield verb, subject, object_


def _roles(sentence: Sentence) -> Iterator[tuple[str, Word, Word]]:
    yield from (("roles", subject, object_) for _, subject, object_ in _done(sentence))
    yield from _clauses(sentence)
    for preposition in sentence.once(prepositions):
        if preposition.text not in ASYMMETRIC:
            continue
        of = preposition.head
        owner = of if of.pos == "NOUN" else sentence.subject(of) if of.pos in ("VERB", "AUX") else None
        if owner is None or owner.i > preposition.first or _sort(sentence, owner) == "food":
            continue
        if preposition.text in ("over", "under") and "animate" in noun_flags(owner.lemma) and of.lemma not in ("jump", "leap", "fly"):
            continue
        if of.pos != "VERB" or sentence.child(of, "dobj") is None:
            yield "place", owner, preposition.object


def _clauses(sentence: Sentence) -> Iterator[tuple[str, Word, Word]]:
    """Yield the subjects of two clauses that describe them differently: a dog sits while a cat sleeps."""
    for verb in sentence.words:
        if verb.pos not in ("VERB", "AUX") or verb.dep not in ("advcl", "conj"):
            continue
        main = sentence.head(verb)
        subject = sentence.child(verb, "nsubj", "nsubjpass")
        other = sentence.child(main, "nsubj", "nsubjpass") if main.pos in ("VERB", "AUX") else None
        joint = sentence.child(verb, "mark") if verb.dep == "advcl" else sentence.child(main, "cc")
        if subject is None or other is None or joint is None or joint.lower not in ("while", "as", "and", "but"):
            continue
        if other.i < subject.i and verb.lemma != main.lemma and verb.lemma != "be" and main.lemma != "be":
            yield "clause", other, subject


def bare(sentence: Sentence, noun: Word) -> bool:
    """Return whether a single thing has no determiner, as captions allow only at their head: `woman on a horse`."""
    return not is_plural(noun.tag) and sentence.child(noun, "det", "poss", "nummod") is None and "mass" not in noun_flags(noun.lemma)


def _sort(sentence: Sentence, noun: Word) -> str | None:
    noun_unit = unit(sentence, noun)
    return sort_of(noun_unit[1]) if noun_unit is not None else None


def _movable(sentence: Sentence, noun: Word) -> bool:
    norm = concreteness(noun.lemma)
    if noun.pos != "NOUN" or norm is None or norm < 4.0 or never_edit(noun.lemma) or with_contents(sentence, noun):
        return False
    if _described_behind(sentence, noun):
        return False
    noun_unit = unit(sentence, noun)
    if noun.i in sentence.once(inside_fixed) and (noun_unit is None or " " not in noun_unit[1]):
        return False
    return not noun_flags(noun_unit[1] if noun_unit is not None else noun.lemma) & (FIXED | {"place"})


def _named_whole(sentence: Sentence, noun: Word) -> bool:
    """Return whether the phrase up to a noun has an article and names the whole thing: `a glass`, not `a glass of juice` or `her hat`."""
    article = sentence.child(noun, "det")
    if article is None or article.lower not in ("a", "an", "the") or noun.i in sentence.once(inside_fixed):
        return False
    return not any(child.i > noun.i and child.dep in ("prep", "conj", "cc", "acl", "relcl", "appos") for child in sentence.children[noun.i])


def _described_behind(sentence: Sentence, noun: Word) -> bool:
    """Return whether a description behind the noun would stay and describe the other: `A square that is brown`."""
    following = sentence.words[noun.i + 1 : noun.i + 4]
    return len(following) == 3 and following[0].tag in ("WDT", "WP") and following[1].lemma == "be" and following[2].pos == "ADJ"


FAMILY = Family(Name.WORD_ORDER, find, realise)
