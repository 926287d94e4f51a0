"""Decide which occupations differ to the eye: a doctor in a white coat may be a scientist, and a soldier is no chef.

What somebody does for a living shows by clothes and tools alone. So an occupation excludes another only where their looks differ; those
that have no look of their own, such as students and programmers, may all be one person.
"""

from hardneg.families.scene_things import as_table
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_classes
from hardneg.lexicon.hypernyms import is_person

_LOOKS = tuple(
    as_table("""
    lab coat, scrubs, stethoscope, white coat: doctor, nurse, surgeon, dentist, scientist, chemist, biologist, pharmacist, veterinarian,
      vet, researcher, paramedic, physician, lab technician, technician, therapist;
    badge, handcuffs: police officer, policeman, policewoman, cop, officer, guard, security guard, sheriff;
    rifle, camouflage, camo: soldier, army man, marine, trooper, military man;
    fire hose, fire truck: firefighter, fireman;
    chef hat, toque: chef, cook, baker, butcher;
    menu, tray: waiter, waitress, server, bartender, barista, steward, stewardess;
    hard hat, overalls, tool belt: construction worker, worker, builder, mechanic, carpenter, welder, electrician, plumber, engineer, miner,
      technician, repairman, contractor;
    straw hat, cowboy hat: farmer, cowboy, cowgirl, rancher, gardener;
    suit, briefcase: businessman, businesswoman, executive, lawyer, politician, banker, manager, salesman, president, agent, host, reporter,
      newscaster, anchor, speaker, lecturer, professor, judge;
    wig, face paint: clown, mime, jester;
    guitar, microphone: musician, guitarist, drummer, singer, rapper, performer, entertainer, violinist, pianist, actor, comedian;
    tutu: dancer, ballerina, performer;
    cassock, habit: priest, monk, nun, pope, bishop;
    pirate hat, eye patch: pirate
""").items()
)
"""Occupations by the clothes and tools that show them."""
_UNIFORM = frozenset({"uniform"})
_ROLES = frozenset({"occupation", "onlooker"})
"""Classes of the lexicon."""
_NOBODYS = frozenset({"forest", "mountain", "desert", "beach", "city", "street", "ocean", "river", "hill", "jungle", "island", "cave"})
_OF_SOMEBODY = frozenset({"teacher", "coach", "trainer", "instructor", "doctor", "nurse", "boss", "assistant", "professor", "student"})


def may_be_one(sentence: Sentence, noun: Word, old: str, new: str) -> bool:
    """Return whether somebody whom the caption calls `old` (at `noun`) may look like a `new`.

    Where the caption names the clothes of an occupation too, no other occupation suits it.
    """
    if not (_is_role(old) and _is_role(new)):
        return False
    if _names_one_of(sentence, noun, _UNIFORM):
        return True
    if any(_names_one_of(sentence, noun, signs) and old in persons for signs, persons in _LOOKS):
        return True
    one, two = _looks(old), _looks(new)
    return one == two or not one.isdisjoint(two)


def _is_role(lemma: str) -> bool:
    classes = noun_classes(lemma)
    return classes[0] in _ROLES if classes else is_person(lemma)


def _looks(lemma: str) -> set[int]:
    """Return the numbers of the looks that somebody of an occupation may have; an empty set for those without one of their own."""
    known = {number for number, (_, persons) in enumerate(_LOOKS) if lemma in persons}
    last = lemma.rpartition(" ")[2]
    return known or {number for number, (_, persons) in enumerate(_LOOKS) if last in persons}


def _names_one_of(sentence: Sentence, noun: Word, things: frozenset[str]) -> bool:
    """Return whether the caption names one of some things, each by its lemma or by that with the word before it."""
    for word in sentence.words:
        if word.i == noun.i or word.pos not in NOUNS:
            continue
        before = sentence.before(word)
        if word.lemma in things or word.lower in things or (before is not None and f"{before.lower} {word.lemma}" in things):
            return True
    return False


def may_belong_to(sentence: Sentence, noun: Word, new: str) -> bool:
    """Return whether somebody may have the new person or place: students have a teacher and no police officer, and a man no forest."""
    if new in _NOBODYS and any(child.tag == "PRP$" for child in sentence.children[noun.i]):
        return False
    return sentence.child(noun, "poss") is None or "occupation" not in noun_classes(new) or new in _OF_SOMEBODY
