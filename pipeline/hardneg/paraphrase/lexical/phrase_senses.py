"""Check whether a set phrase has the sense of the synonym table: `out of a box`, not `out of sight`; `as he walks`, not `as if`."""

from hardneg.families.sounds import only_heard
from hardneg.grammar.inflection import is_plural
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import concreteness, noun_classes, noun_flags

_GRIPPED = frozenset({"hand", "arm", "finger", "breath", "conversation", "meeting", "discussion", "pose", "position", "court"})
_NO_OBJECTS = frozenset({"open", "up", "out", "on", "onto", "each", "one", "still", "tight", "tightly", "close", "back", "down", "off"})
_NO_CLAUSES = frozenset({"though", "if", "well", "part", "seen", "shown", "viewed", "far", "long", "soon", "many", "much", "for", "to"})
_ROADS = frozenset({
    "road", "street", "highway", "track", "building", "house", "river", "lake", "path", "pool", "train", "pond", "canal", "railroad",
})  # fmt: skip
_CROSSED = frozenset({
    "road", "street", "highway", "bridge", "river", "intersection", "crosswalk", "stream", "field", "track", "creek", "avenue", "lane",
})  # fmt: skip
_SOURCES = frozenset({
    "come", "emerge", "drink", "eat", "pour", "lift", "pull", "take", "climb", "step", "rise", "walk", "get", "fly", "run", "feed",
    "jump", "crawl",
})  # fmt: skip
_AIRBORNE = frozenset({"jump", "leap", "fly", "hover", "float", "soar", "catch", "flip", "twist", "suspend", "hang", "spin", "somersault"})
_ON_HEAD = frozenset({"headwear", "accessory"})
_CONCRETE = 3.0


def holds(sentence: Sentence, first: int, last: int, replacement: str) -> bool:
    """Return whether `replacement` has the meaning of the words `first` to `last` (exclusive) in their context."""
    text = " ".join(word.lower for word in sentence.words[first:last])
    following = sentence.words[last] if last < len(sentence.words) else None
    if text.endswith("holding") and following is not None and following.lower in _NO_OBJECTS:
        return False
    thing = _thing(sentence, first, last)
    if text.endswith("holding"):
        return thing is None or thing.lemma not in _GRIPPED
    if text == "as":
        return following is not None and following.lower not in _NO_CLAUSES and _has_finite(sentence, sentence.words[first])
    if text == "out of":
        before = sentence.words[first - 1] if first else None
        return before is not None and before.lemma in _SOURCES and thing is not None and _is_solid(thing)
    if text == "alongside" and sentence.once(only_heard):
        return False  # a siren alongside the voice of a man is at no place
    if replacement == "multiple" and "of" in (_lower(sentence, first - 1), _lower(sentence, last)):
        return False  # a lot of several, several of them
    if text in ("within", "inside") and replacement in ("within", "inside"):
        return thing is not None and _is_solid(thing)
    if text == "wearing" and replacement == "dressed in":
        if "person" not in noun_flags(sentence.head(sentence.words[first]).lemma):
            return False
        return thing is not None and "clothing" in noun_flags(thing.lemma) and _ON_HEAD.isdisjoint(noun_classes(thing.lemma))
    if text == "crossing":
        return thing is not None and thing.lemma in _CROSSED
    if text in ("on the side of", "at the edge of"):
        if thing is None or (noun_flags(thing.lemma) & {"building", "vehicle"} and not _stands_apart(sentence, first)):
            return False
        return thing.lemma in (_ROADS if text[:2] == "on" else _ROADS | _CROSSED)
    if text in ("in the middle of", "in the center of"):
        thing = sentence.child(sentence.words[last - 1], "pobj")
        return thing is not None and _is_solid(thing)
    if text in ("in the air", "in midair"):
        return sentence.head(sentence.words[first]).lemma in _AIRBORNE
    if text in ("a pair of", "a couple of"):
        return (
            thing is not None
            and is_plural(thing.tag)
            and bool(noun_classes(thing.lemma))
            and not noun_flags(thing.lemma) & {"plural", "clothing", "wearable", "utensil"}
        )
    if text in ("a group of", "a bunch of", "a large group of", "a herd of", "a flock of"):
        return (
            thing is not None
            and is_plural(thing.tag)
            and (bool(noun_classes(thing.lemma)) or replacement.split()[-1] != "of")
            and (replacement.split()[-1] == "of" or not _is_one(sentence, sentence.words[last - 2]))
        )
    return True


def _lower(sentence: Sentence, i: int) -> str:
    """Return word i in lower case; an empty text outside the caption."""
    return sentence.words[i].lower if 0 <= i < len(sentence.words) else ""


def _stands_apart(sentence: Sentence, first: int) -> bool:
    """Return whether a phrase follows somebody or a vehicle, and no part of a building: a window on the side of a house."""
    before = [word for word in sentence.words[:first] if word.pos in ("NOUN", "PROPN")]
    return bool(before) and bool(noun_flags(before[-1].lemma) & {"animate", "vehicle"})


def _thing(sentence: Sentence, first: int, last: int) -> Word | None:
    """Return the object of the phrase's last preposition or verb, or else the next noun."""
    for word in reversed(sentence.words[first:last]):
        found = sentence.child(word, "pobj", "dobj")
        if found is not None and found.i >= last:
            return found
    return next((word for word in sentence.words[last:] if word.pos in ("NOUN", "PROPN") and word.dep != "compound"), None)


def _is_solid(noun: Word) -> bool:
    return bool(noun_classes(noun.lemma)) and (concreteness(noun.lemma) or _CONCRETE) > _CONCRETE


def _is_one(sentence: Sentence, noun: Word) -> bool:
    """Return whether the noun is the subject of a singular verb: a group of dogs is pulling a sled."""
    verb = sentence.head(noun)
    finite = [verb, *sentence.children[verb.i]] if noun.dep in ("nsubj", "nsubjpass") else sentence.children[noun.i]
    return any(word.tag == "VBZ" for word in finite)


def _has_finite(sentence: Sentence, mark: Word) -> bool:
    verb = sentence.head(mark)
    return any(word.tag in ("VBZ", "VBP", "VBD", "MD") for word in (verb, *sentence.children[verb.i]))
