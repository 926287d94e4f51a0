"""Find nouns that the rest of the caption binds to their role: who scores a goal is no golfer, and a thing that flexes is a muscle.

The acts of a trade belong to the trade, those of a player to the game, and those of a hand to hands.
"""

from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import attribute_kind, noun_classes, noun_flags

_ROLES = frozenset({"occupation", "player", "rider", "onlooker", "family"})
_ATHLETES = frozenset({"player", "rider", "onlooker"})
_SPORT = frozenset({"ball", "ball_general", "sport_gear", "sport", "playing_place", "player", "ride_board", "baseball_role"})
_PLACES = frozenset({"landscape", "water_body", "water_edge", "road", "room_surface", "ground_stuff", "enclosure", "electronics"})
_MEDIA = frozenset({"watercolor", "watercolour", "oil", "acrylic", "drawn", "sketched", "abstract", "digital", "painted", "vector"})
_GAME = frozenset({
    "goal", "match", "round", "inning", "innings", "half", "tournament", "putt", "racket", "racquet", "court", "basket", "net",
    "serve", "pitch", "score", "hole", "shot", "game", "championship", "league", "final", "race", "wave", "slope", "defender",
    "opponent", "team", "teammate", "side", "club", "ball", "bat", "season", "cup", "ramp", "trick", "tackle", "dunk", "lap", "tee", "hoop",
})  # fmt: skip
# Acts of people of any role.
_ANYBODY_DOES = frozenset({
    "sit", "stand", "lie", "walk", "sleep", "look", "rest", "wait", "be", "smile", "laugh", "wear", "have", "hold", "lean", "talk",
    "relax", "eat", "cry", "wave",
})  # fmt: skip
_OF_ANYTHING = frozenset({"visible", "present", "located", "situated", "placed"})
"""Adjectives behind `be` that fit any sort of thing."""


def bound(sentence: Sentence, noun: Word, class_name: str, first: int) -> bool:
    """Return whether the acts and things near the noun suit only this role, game or part; its unit begins at `first`."""
    if noun.lemma == "candle" and any(word.lemma == "blow" for word in sentence.words):
        return True
    if class_name == "material":
        return noun.dep != "pobj"
    if class_name in _PLACES and any(child.lower == "of" for child in sentence.children[noun.i]):
        return True  # a field of roses, the shore of a lake
    if _of_its_sort(sentence, noun, class_name, first) or _judged(sentence, noun):
        return True
    if noun.lemma in _GAME and _in_a_game(sentence, noun):
        return True
    if class_name == "body_part":
        return noun.dep not in ("pobj", "conj") or any(child.dep in ("acl", "relcl") for child in sentence.children[noun.i])
    if class_name == "baseball_role":
        return False  # all of them play the same game
    if class_name in _SPORT | _ATHLETES and _in_a_game(sentence, noun):
        return True
    if class_name not in _ROLES:
        return False
    if any(child.dep in ("compound", "poss", "nmod") and child.pos == "NOUN" and child.i < noun.i for child in sentence.children[noun.i]):
        return " " not in noun.lemma and class_name not in _ATHLETES
    group = {noun.i, *(each.i for each in sentence.conjuncts(noun))}
    return any(
        verb.lemma not in _ANYBODY_DOES
        for verb in sentence.words
        if verb.pos == "VERB" and (subject := sentence.subject(verb)) is not None and subject.i in group
    )


def _of_its_sort(sentence: Sentence, noun: Word, class_name: str, first: int) -> bool:
    """Return whether a word before the noun's unit names its sort or medium: parmesan cheese, a watercolor painting."""
    before = [child for child in sentence.children[noun.i] if child.i < first and child.dep in ("compound", "amod", "nmod")]
    sorts = [child for child in before if child.pos in ("NOUN", "PROPN") and noun_classes(child.lemma)]
    if class_name == "depiction":
        return bool(sorts) or any(child.lower in _MEDIA for child in before)
    return any(class_name in noun_classes(child.lemma) and child.dep == "compound" for child in sorts) or any(
        child.lower == "of" and (what := sentence.child(child, "pobj")) is not None and "material" in noun_classes(what.lemma)
        for child in sentence.children[noun.i]
    )


def _judged(sentence: Sentence, noun: Word) -> bool:
    """Return whether a predicate behind `be` fits few things: the water is calm, the lamp is turned off."""
    verb = sentence.head(noun)
    if noun.dep not in ("nsubj", "nsubjpass") or "animate" in noun_flags(noun.lemma):
        return False  # anybody is happy, or about to leave
    complement = sentence.child(verb, "acomp") if verb.lemma == "be" else None
    if complement is not None:
        return complement.pos == "ADJ" and attribute_kind(complement.lower) is None and complement.lower not in _OF_ANYTHING
    return verb.lemma in ("turn", "switch", "light", "plug")


def _in_a_game(sentence: Sentence, noun: Word) -> bool:
    """Return whether another word names a game, its gear, its ground or a player."""
    return any(
        word.lemma in _GAME or (word.pos == "NOUN" and not _SPORT.isdisjoint(noun_classes(word.lemma)[:1]))
        for word in sentence.words
        if word.i != noun.i and word.head != noun.i
    )
