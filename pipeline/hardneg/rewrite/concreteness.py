"""Score targets, replacements and proposals by the concreteness and the visual strength of their words.

With the concreteness c of a word (1-5, Brysbaert et al. 2014) and its visual strength v (0-5, Lynott et al. 2020),

    score(word) = (c + v) / 2,        weight(word) = exp(rewrite.concreteness * score(word)),

where a missing norm counts as its lowest value. An image can only prove the exchange of visible words wrong. Im, Madhwal and Gupta 2026
(Concrete Jungle, arXiv 2604.13313) find that perturbing concrete words gives stronger negatives. The knob acts in three places:

    target        the targets of a caption are drawn by weight across all families (`propose.sampling`, `propose.candidates`)
    replacement   the weight of a text includes that of its own words (`propose.candidates`, `propose.slots`)
    selection     a proposal with the score s has the bonus TERM * rewrite.concreteness * (s - mean), which lowers the objective of herding

Draws are symmetric: a -> b and b -> a have the same product of both weights, so that the knob does not favour one direction. The bonus
works from the proposal alone, whoever wrote it, and is centred over the part, so that it does not change how many are discarded.

A target has the norms of what a picture shows of it: a preposition or a number those of its noun, an exchange the mean of both ends. Where
the replacement is no content word (`Traits.lexical`), the target's score counts for it, too.
"""

import math
import re
from collections.abc import Sequence
from functools import cache

from hardneg.families import Name, Target
from hardneg.grammar.inflection import lemma_of
from hardneg.lexicon import concreteness, salience, visual
from hardneg.rewrite.types import Proposal

TERM = 1.0
"""Bonus of a point of the score above the mean, at a concreteness of 1; the tolerance of selection is 3."""
_WORD = re.compile(r"\w+(?:['-]\w+)*")


def of_target(target: Target) -> float:
    """Return the score of a target."""
    return salience(target.concreteness, target.visual)


@cache
def of_text(text: str) -> float:
    """Return the score of a text in lower case as a whole where it is rated (*hot dog*), else that of its highest word."""
    found = [_of_form(text)]
    if found[0] is None:
        found = [_of_form(word) for word in _WORD.findall(text)]
    return max((each for each in found if each is not None), default=salience(None, None))


def of_replacement(target: Target, text: str) -> float:
    """Return the score of a text in the place of a target; the target's own where texts of the family are no content words."""
    return of_text(text.lower()) if Name(target.family).traits.lexical else of_target(target)


def of_proposal(proposal: Proposal) -> float:
    """Return the mean score of what a proposal removes and inserts. Of n changes the n highest inserted words count."""
    removed = _mean([of_target(target) for target in proposal.targets])
    if not Name(proposal.family).traits.lexical:
        return removed
    inserted: set[str] = set()
    for edit in proposal.edits:
        inserted.update(set(_WORD.findall(edit.new.lower())).difference(_WORD.findall(edit.old.lower())))
    highest = sorted(map(of_text, inserted), reverse=True)[: len(proposal.targets)]
    return (removed + _mean(highest)) / 2.0 if highest else removed


def weight(of_word: float, knob: float) -> float:
    """Return the weight of a score at this value of `rewrite.concreteness`; 1 for all scores where it is 0."""
    return math.exp(knob * of_word)


def bonuses(scores: Sequence[float], knob: float) -> list[float]:
    """Return the bonus of each proposal of a part, given the scores of all; exactly 0 where the knob is 0."""
    if not knob or not scores:
        return [0.0] * len(scores)
    mean = _mean(scores)
    return [TERM * knob * (each - mean) for each in scores]


def _of_form(form: str) -> float | None:
    """Return the score of a form, or of its lemma as noun or verb; None where none is rated."""
    for lemma in dict.fromkeys((form, lemma_of(form, "NOUN"), lemma_of(form, "VERB"))):
        rated, seen = concreteness(lemma), visual(lemma)
        if rated is not None or seen is not None:
            return salience(rated, seen)
    return None


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
