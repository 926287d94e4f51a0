"""Find phrases that arrange a picture and its light rather than things: in the background, against a backdrop, casts a shadow on.

Their prepositions do not relate one thing to another, so `relation` skips them, and no frame of a picture is a thing.
"""

from hardneg.discourse import chain_of
from hardneg.discourse.mentions import sentence_numbers
from hardneg.families.affordances import FLIERS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_flags

_ARRANGES = frozenset({
    "background", "foreground", "backdrop", "midground", "distance", "center", "centre", "middle", "composition", "frame", "scene",
    "font", "typeface", "script", "lettering", "style", "pattern", "hue", "shade", "tone", "color", "colour", "row", "line", "circle",
    "cluster", "formation", "arrangement", "shape", "position", "pose", "manner", "fashion", "motion", "focus", "view", "contrast",
    "addition", "form", "layout", "setting", "atmosphere",
})  # fmt: skip
_COLOURS = frozenset({
    "black", "white", "red", "blue", "green", "yellow", "orange", "pink", "purple", "brown", "gray", "grey", "gold", "silver", "beige",
})  # fmt: skip
_LIGHT = frozenset({
    "shadow", "glow", "reflection", "sheen", "glare", "gleam", "highlight", "silhouette", "hue", "tint", "sunlight", "daylight",
    "moonlight", "lighting", "illumination", "ray", "beam", "light", "contrast", "warmth", "charm", "elegance",
})  # fmt: skip
_FALLS = frozenset({"cast", "shine", "fall", "throw", "shed", "reflect", "spill", "filter", "stream", "beam", "bounce", "glow", "pour"})
_ADDS = frozenset({"add", "lend", "bring", "impart", "contribute"})
_BEHIND = frozenset({"behind", "far from", "away from"})
_FAR = frozenset({"background", "backdrop", "distance"})
_EDGES = frozenset(
    {"side", "left", "right", "center", "centre", "corner", "edge", "top", "bottom", "middle", "half", "portion", "part", "rest"}
)
_HOLDS = frozenset({"fill", "dominate", "occupy", "enter", "leave", "exit", "cross", "share"})
_WITHIN = frozenset({"in", "within", "into", "across", "throughout", "through", "outside"})
_FLIES = frozenset({"fly", "soar", "hover", "float", "glide"})
_ALOFT_TOO = frozenset(
    {"kite", "balloon", "hot air balloon", "cloud", "sun", "moon", "star", "rainbow", "parachute", "drone", "firework", "butterfly"}
)


def arranges(sentence: Sentence, of: Word, to: Word) -> bool:
    """Return whether a preposition arranges the picture, or describes where light falls or what is added to what."""
    if to.lemma in _ARRANGES or to.lower in _COLOURS or of.lemma in _LIGHT:
        return True
    if of.pos not in ("VERB", "AUX"):
        return False
    if of.lemma in _ADDS:
        return True
    if of.lemma not in _FALLS:
        return False
    moved = sentence.child(of, "dobj") or sentence.subject(of)
    return moved is None or moved.lemma in _LIGHT or moved.lemma == "sun" or of.lemma == "cast"


def off_the_ground(sentence: Sentence, of: Word) -> bool:
    """Return whether a figure can be in a sky: it flies, or the caption has it flying."""
    figure = of if of.pos in ("NOUN", "PROPN") else sentence.subject(of)
    return of.lemma in _FLIES or figure is None or figure.lemma in _ALOFT_TOO or bool(noun_flags(figure.lemma) & FLIERS)


def behind_already(sentence: Sentence, of: Word, preposition: str) -> bool:
    """Return whether a figure in the background may be `preposition` the things before it as well."""
    if preposition not in _BEHIND:
        return False
    figure = of if of.pos in ("NOUN", "PROPN") else sentence.subject(of)
    numbers = sentence.once(sentence_numbers)
    chain = chain_of(sentence, figure) if figure is not None else None
    mentions = {of.i, *((figure.i,) if figure is not None else ()), *((*chain.nouns, *chain.pronouns, *chain.same_noun) if chain else ())}
    return bool({numbers[i] for i in mentions} & {numbers[word.i] for word in sentence.words if word.lemma in _FAR})


def frames_the_picture(sentence: Sentence, noun: Word) -> bool:
    """Return whether `the frame` is that of the picture itself: on the left side of the frame, fills the frame."""
    if noun.lower != "frame" or not any(child.lower in ("the", "this") for child in sentence.children[noun.i]):
        return False
    if any(word.lemma == "frame" and word.i < noun.i for word in sentence.words):
        chain = chain_of(sentence, noun)
        if chain is None or chain.nouns[0] != noun.i:
            return False
    head = sentence.head(noun)
    if noun.dep == "dobj":
        return head.lemma in _HOLDS
    return noun.dep == "pobj" and (head.lower in _WITHIN or (head.lower == "of" and sentence.head(head).lemma in _EDGES))


def is_the_viewpoint(sentence: Sentence, noun: Word) -> bool:
    """Return whether `the camera` is that of the picture: nobody holds it, and the caption has named no camera before."""
    if noun.lemma != "camera" or noun.dep != "pobj" or not any(child.lower == "the" for child in sentence.children[noun.i]):
        return False
    return not any(word.lemma == "camera" and word.i < noun.i for word in sentence.words)
