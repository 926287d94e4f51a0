"""What stays in a description, a caption of three sentences and more: the rest of it goes on to rely on body parts, places and moods.

In a caption of any length nobody faces another thing than the camera: the viewpoint is no thing in the picture.
"""

from pipeline.discourse.mentions import sentence_numbers
from pipeline.families.family import Name, Target
from pipeline.grammar.sentence import Sentence, Word
from pipeline.lexicon import noun_flags

SENTENCES = 3
_TO_THE_CAMERA = frozenset({"face", "look", "smile", "stare", "pose", "gaze", "wave", "turn", "grin", "focus", "angle", "point"})
# Adjectives of mood rather than of what is seen; what follows them dwells on it.
_MOODS = frozenset({
    "pristine", "rustic", "towering", "majestic", "verdant", "lush", "barren", "elegant", "ornate", "weathered", "gleaming", "vibrant",
    "radiant", "delicate", "sleek", "rugged",
})  # fmt: skip
# Words that place things by one direction: with two of a group a change of one contradicts the other.
_DIRECTIONS = (
    frozenset({"left", "right"}),
    frozenset({"above", "over", "below", "beneath", "under", "underneath", "top", "bottom", "atop"}),
    frozenset({"behind", "front", "foreground", "background", "backdrop", "forefront", "distance"}),
)
_ACTORS = frozenset({"animate", "vehicle"})


def editable(sentence: Sentence, target: Target) -> bool:
    """Return whether a target may be edited as far as descriptions are concerned."""
    last = sentence.words[target.last - 1]
    if target.family == Name.OBJECT and last.lemma == "camera" and _faced(sentence, last):
        return False
    if not sentence.words or sentence.once(sentence_numbers)[-1] + 1 < SENTENCES:
        return True
    if target.family == Name.OBJECT:
        return "body" not in noun_flags(last.lemma)
    if target.family == Name.ATTRIBUTE:
        return target.lemma not in _MOODS
    if target.family == Name.ACTION:
        return _by_an_actor(sentence, sentence.words[target.first])
    return target.family != Name.RELATION or not (sentence.begins(target.first) or _placed_again(sentence, target))


def _faced(sentence: Sentence, camera: Word) -> bool:
    """Return whether the camera is what somebody faces or looks at."""
    head = sentence.head(camera)
    verb = sentence.head(head) if head.pos == "ADP" else head
    return verb.lemma in _TO_THE_CAMERA


def _by_an_actor(sentence: Sentence, verb: Word) -> bool:
    """Return whether a person, an animal or a vehicle does it: lettering that is written does not become carried."""
    subject = sentence.subject(verb)
    return subject is not None and bool(noun_flags(subject.lemma) & _ACTORS)


def _placed_again(sentence: Sentence, target: Target) -> bool:
    """Return whether the caption places something by the same direction elsewhere."""
    inside = {word.lower for word in sentence.words[target.first : target.last]}
    groups = [group for group in _DIRECTIONS if group & inside]
    outside = {word.lower for word in sentence.words if not target.first <= word.i < target.last}
    return any(group & outside for group in groups)
