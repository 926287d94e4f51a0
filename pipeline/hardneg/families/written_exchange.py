"""Decide whether two nouns or their phrases may change places where no rule finds them, as an LLM may write it.

What the rules refuse is refused here as well: things of which one is part, content or hypernym of the other, an act or a place that only
one of the two can have, a description that would stay and not suit, a further mention. Beyond the rules go pairs that are likely in either
order, whose construction no rule knows.
"""

from hardneg.families import agent_exchange, place_exchange, swap_object, word_order
from hardneg.families.exchange import likely
from hardneg.families.family import Name
from hardneg.families.landmarks import exchangeable
from hardneg.families.object import unit
from hardneg.families.single_mention import enumerated
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_flags


def admitted(sentence: Sentence, family: Name, one: Word, two: Word) -> bool:
    """Return whether two nouns, in their order, may change places in a family that exchanges nouns."""
    units = unit(sentence, one), unit(sentence, two)
    if units[0] is None or units[1] is None or agent_exchange.named_again(sentence, one, two):
        return False
    if any(enumerated(sentence, noun) for noun in (one, two)):
        return False  # a horse that a girl sits on
    known, names = (units[0], units[1]), (units[0][1], units[1][1])
    if not swap_object.may_change_places(sentence, one, two, known):
        return False
    if family == Name.WORD_ORDER:
        if not word_order.may_change_places(sentence, one, two) or word_order.bare(sentence, one) != word_order.bare(sentence, two):
            return False
    elif not swap_object.differ(sentence, one, two, known):
        return False
    living = [bool(noun_flags(name) & {"person", "animal"}) for name in names]
    if all(living) and not agent_exchange.may_change_places(sentence, one, two, names):
        return False
    if likely(sentence, one, two) or exchangeable(sentence, one, two):
        return True
    return family == Name.SWAP_OBJECT and not any(living) and place_exchange.construction(sentence, one, two) in place_exchange.WHOLE
