"""List the colours that natural things can have, and decide whether a sky or a lawn may have another one."""

from hardneg.grammar.sentence import Sentence, Word

_EARTH = frozenset({"brown", "black", "white", "gray"})
_AUTUMN = frozenset({"yellow", "red", "brown", "green"})
_BRIGHT = frozenset({"red", "yellow", "orange", "blue", "pink", "purple", "white"})

NATURAL_OF = {
    "hair": frozenset({"brown", "black", "blond", "white", "red"}),
    "beard": frozenset({"brown", "black", "white", "red"}),
    "eye": frozenset({"brown", "blue", "green"}),
    "leaf": _AUTUMN,
    "tree": _AUTUMN,
    "bush": _AUTUMN,
    "bird": _EARTH,
    "feather": _EARTH | {"blue", "green", "yellow", "red"},
    "mane": _EARTH - {"gray"},
    "tail": _EARTH,
    "paw": _EARTH,
    "muzzle": _EARTH,
    "fur": _EARTH,
    "nose": frozenset({"black", "pink", "brown"}),
    "beak": frozenset({"black", "yellow", "orange"}),
    "fin": _BRIGHT - {"white"},
    "bud": _BRIGHT,
    "grass": frozenset({"green", "brown"}),
    "lawn": frozenset({"green", "brown"}),
    "rock": frozenset({"brown", "black", "white", "red"}),
    "boulder": frozenset({"brown", "black", "white", "red"}),
    "pebble": frozenset({"brown", "black", "white"}),
    "brick": frozenset({"red", "white", "yellow", "brown"}),
    "sauce": frozenset({"red", "brown", "white", "green", "yellow"}),
    "pepper": frozenset({"red", "green", "yellow"}),
    "apple": frozenset({"red", "green", "yellow"}),
    "grape": frozenset({"green", "purple"}),
    "sky": frozenset({"blue", "gray"}),
}
"""Colours of things that have no others."""

COATS = frozenset({"brown", "black", "white"})
MARKS = frozenset({"marking", "mark", "stripe", "streak", "spot", "patch"})
"""Nouns for parts of a coat where a caption has an animal."""

_WEATHER = frozenset({
    "sun", "sunny", "sunlight", "sunset", "sunrise", "sunshine", "sunlit", "dusk", "dawn", "night", "evening", "morning", "twilight",
    "clear", "cloudless", "cloud", "cloudy", "overcast", "bright", "brightly", "daylight", "day", "daytime", "storm", "stormy", "rain",
    "rainy", "shadow", "fog", "foggy", "mist", "misty", "haze", "hazy", "reflection", "reflect", "gradient", "horizon", "weather",
})  # fmt: skip
_OF_PLANTS = frozenset(
    {"lush", "verdant", "greenery", "dry", "dead", "spring", "summer", "autumn", "fall", "winter", "fresh", "vibrant", "bright"}
)


def may_change(sentence: Sentence, noun: Word) -> bool:
    """Return whether nothing in the caption fixes the colour of a sky by its weather, or that of a lawn by its season."""
    fixing = _WEATHER if noun.lemma == "sky" else _OF_PLANTS if noun.lemma in ("grass", "lawn") else frozenset()
    return not any(word.lemma in fixing or word.lower in fixing for word in sentence.words)
