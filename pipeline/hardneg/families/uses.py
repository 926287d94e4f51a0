"""Find nouns whose use or parts the caption describes: what takes a picture is a camera, what has a corner is a street."""

from hardneg.families.titles import title_words
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_classes, noun_flags

_CORNERED = frozenset({"street", "city street", "road", "avenue", "alley", "intersection", "block"})
_PICTURES = frozenset({"photo", "photograph", "picture", "video", "selfie", "image", "snapshot", "portrait", "footage"})
_TAKES_PICTURES = frozenset({"phone", "cell phone", "cellphone", "smartphone", "camera", "tablet", "camcorder"})
_BUILDS = frozenset({"make", "build", "construct", "pave", "lay", "compose"})
_NO_BAGS = frozenset({"umbrella", "basket", "parasol"})
"""Things that are carried as bags are, and are sold with other words: no leather umbrella."""
_SAILING = frozenset({"pirate", "sail", "mast", "rigging"})


def keeps_its_use(sentence: Sentence, noun: Word, new: str) -> bool:
    """Return whether `new` has the use and the parts that the caption gives to a noun."""
    if new == "sailboat" and any(word.lemma in _SAILING for word in sentence.words):
        return False
    if "landscape" in noun_flags(new) and _is_built(sentence, noun):
        return False
    if new in _NO_BAGS and noun.lemma not in _NO_BAGS and sentence.once(title_words) is not None:
        return False
    preposition = sentence.head(noun)
    above = sentence.head(preposition)
    if noun.dep != "pobj":
        return True
    if preposition.lower == "of" and above.lemma == "corner" and "road" in noun_classes(noun.lemma):
        return new in _CORNERED
    if preposition.lower in ("with", "on"):
        object_ = above if above.lemma in _PICTURES else sentence.child(above, "dobj")
        taken = object_ is not None and object_.lemma in _PICTURES and object_.i < noun.i
        if taken and noun.lemma in _TAKES_PICTURES:
            return new in _TAKES_PICTURES
    return True


def _is_built(sentence: Sentence, noun: Word) -> bool:
    """Return whether the caption says what a noun is built of: a walk is made of bricks, a path paved with stones. No beach is."""
    verbs = [word for word in sentence.children[noun.i] if word.dep == "acl"]
    if noun.dep == "nsubjpass":
        verbs.append(sentence.head(noun))
    return any(verb.lemma in _BUILDS and sentence.child(verb, "prep") is not None for verb in verbs)
