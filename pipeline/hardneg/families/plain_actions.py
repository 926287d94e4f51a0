"""Find actions that a description mentions once, and whose replacement is visible at a glance and leaves the rest true."""

from hardneg.families.single_mention import described_further
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import has_senses, noun_classes, noun_flags

_OTHER = {
    "walk": frozenset({"run"}),
    "run": frozenset({"walk"}),
    "stand": frozenset({"sit"}),
    "sit": frozenset({"stand"}),
    "push": frozenset({"pull"}),
    "pull": frozenset({"push"}),
    "jump": frozenset({"sit", "stand"}),
    "smile": frozenset({"frown"}),
}
_BESIDE = frozenset({"beside", "near", "by", "behind", "under", "next", "underneath", "in", "at"})
_SEATS = frozenset({"furniture", "carriage", "vehicle_road", "road", "room", "rail"})
_PLACED = frozenset({"stand", "sit"})
_MEANWHILE = frozenset({"advcl", "conj", "acomp", "oprd", "prt", "dobj", "xcomp", "ccomp", "cc"})
_ROLLS = frozenset({"cart", "stroller", "wheelbarrow", "wagon", "sled", "trolley", "wheelchair", "carriage"})


def plain_action(sentence: Sentence, verb: Word) -> bool:
    """Return whether a verb may become another one."""
    if verb.lemma not in _OTHER:
        return False
    subject = sentence.subject(verb)
    if subject is None or "animate" not in noun_flags(subject.lemma) or has_senses(subject.lemma):
        return False
    if any(child.dep == "conj" or child.lower == "with" for child in sentence.children[subject.i]):
        return False  # who walks with a stroller does not run
    if any(_may_share(sentence, word, subject) for word in sentence.words if word.lemma == verb.lemma and word.i != verb.i):
        return False  # one elephant walks, and the smaller one walks behind it
    below = sentence.children[verb.i]
    if verb.lemma in ("push", "pull"):
        moved = sentence.child(verb, "dobj")
        return moved is not None and moved.lemma in _ROLLS and "person" in noun_flags(subject.lemma)
    if any(child.dep in _MEANWHILE and child.i > verb.i for child in below) or verb.dep in ("conj", "advcl", "xcomp", "ccomp"):
        return False
    if subject.lemma != "person" and described_further(sentence, subject) and verb.dep not in ("acl", "relcl"):
        return False
    prepositions = [child for child in below if child.dep == "prep" and child.i > verb.i]
    return verb.lemma not in _PLACED or all(_either_way(sentence, verb, each) for each in prepositions)


def _may_share(sentence: Sentence, verb: Word, subject: Word) -> bool:
    """Return whether the subject of the same verb elsewhere may be one of the things that this subject names."""
    other = sentence.subject(verb) if verb.pos == "VERB" else None
    return other is not None and (other.pos in ("PRON", "DET", "NUM") or other.lemma in ("one", subject.lemma))


def plain_verb(verb: Word, lemma: str) -> bool:
    """Return whether a verb is an admissible replacement."""
    return lemma in _OTHER.get(verb.lemma, ())


def _either_way(sentence: Sentence, verb: Word, preposition: Word) -> bool:
    """Return whether one can both sit and stand there."""
    if preposition.lower in ("next", "front") or (preposition.lower == "in" and _in_front(sentence, preposition)):
        return verb.lemma == "stand" or preposition.lower == "next"
    if preposition.lower not in _BESIDE:
        return False
    place = sentence.child(preposition, "pobj")
    return place is not None and not set(noun_classes(place.lemma)) & _SEATS and preposition.lower != "at"


def _in_front(sentence: Sentence, preposition: Word) -> bool:
    place = sentence.child(preposition, "pobj")
    return place is not None and place.lower in ("front", "foreground", "background", "distance", "middle", "center")
