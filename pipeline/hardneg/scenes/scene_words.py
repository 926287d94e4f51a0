"""Define the vocabulary of captions: the words for each value, and the meaning of each word. Grammar and oracle share it."""

from collections.abc import Mapping

from hardneg.scenes.graph import COLOURS, FILLS, SHAPES

Words = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Words by attribute and value, most frequent first."""

# Words that the grammar uses, most frequent first; the oracle understands more.
SAID: dict[str, dict[str, tuple[str, ...]]] = {
    "size": {"small": ("small", "small", "little", "tiny"), "large": ("large", "large", "big", "huge")},
    "fill": {"solid": ("solid",), "striped": ("striped",), "dotted": ("dotted", "dotted", "spotted"), "outlined": ("outlined", "hollow")},
    "colour": {colour: (colour,) for colour in COLOURS},
    "shape": {shape: (shape,) for shape in SHAPES},
}

# Word -> (attribute, value). Words for values that no thing has belong to other worlds: a caption with one is false.
MEANING: dict[str, tuple[str, str]] = {
    **{word: (attribute, value) for attribute, values in SAID.items() for value, words in values.items() for word in words},
    **dict.fromkeys(("giant", "enormous", "massive"), ("size", "large")),
    **dict.fromkeys(("miniature", "mini"), ("size", "small")),
    **dict.fromkeys(("polka-dotted", "polka-dot"), ("fill", "dotted")),
    **dict.fromkeys(("stripped", "stripy"), ("fill", "striped")),
    **{word: ("fill", word) for word in ("checkered", "plaid", "floral")},
    **{word: ("colour", word) for word in ("white", "orange", "cyan", "turquoise", "silver")},
    **dict.fromkeys(("gray", "grey"), ("colour", "gray")),
    **{word: ("shape", word) for word in ("hexagon", "pentagon", "octagon", "crescent", "arrow", "moon")},
}
ADJECTIVES = tuple(word for word, (attribute, _) in MEANING.items() if attribute != "shape")
assert set(FILLS) <= set(ADJECTIVES)

ANY = ("shape", "shape", "object")
"""Nouns that can denote every thing."""

NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def plural(noun: str) -> str:
    """Return the plural of a noun of this language."""
    return noun + ("es" if noun.endswith(("s", "x")) else "s")


NOUNS: dict[str, tuple[str | None, bool | None]] = {
    **{word: (word, False) for word, (attribute, _) in MEANING.items() if attribute == "shape"},
    **{plural(word): (word, True) for word, (attribute, _) in MEANING.items() if attribute == "shape"},
    **dict.fromkeys((*ANY, "thing", "figure"), (None, False)),
    **{plural(word): (None, True) for word in (*ANY, "thing", "figure")},
}
"""Noun -> (shape, or None for any shape; whether it is a plural)."""

# Words for relations that the grammar uses, and those that the oracle understands in addition.
RELATION_SAID: dict[str, tuple[str, ...]] = {
    "left": ("left of", "to the left of", "on the left of"),
    "right": ("right of", "to the right of", "on the right of"),
    "above": ("above", "above", "over"),
    "below": ("below", "under", "beneath", "underneath"),
    "on_top": ("on top of",),
    "inside": ("inside", "inside", "in", "within", "inside of"),
    "outside": ("outside", "outside of"),
    "beside": ("next to", "beside"),
    "near": ("near", "close to"),
    "far": ("far from", "far away from"),
    "in_front": ("in front of",),
    "behind": ("behind",),
}
RELATION_MEANING: dict[str, str] = {
    **{word: name for name, words in RELATION_SAID.items() for word in words},
    "on the left side of": "left",
    "on the right side of": "right",
    "to the left side of": "left",
    "to the right side of": "right",
    "over": "over",
    "under": "under",
    "beneath": "under",
    "underneath": "under",
    "on": "on_top",
    "upon": "on_top",
    "atop": "on_top",
    "by": "near",
    "near to": "near",
    "alongside": "beside",
    "away from": "far",
    "surrounded by": "inside",
    "enclosed by": "inside",
    "enclosed in": "inside",
    "contained in": "inside",
    "contains": "contains",
    "contain": "contains",
    "containing": "contains",
    "surrounds": "contains",
    "surround": "contains",
    "surrounding": "contains",
    "encloses": "contains",
    "enclose": "contains",
    "enclosing": "contains",
    "around": "contains",
    "touches": "touching",
    "touch": "touching",
    "touching": "touching",
    "touched by": "touching",
    "against": "touching",
}
# The relations that a caption writer would regard as the opposite of each relation.
CONTRARY: dict[str, tuple[str, ...]] = {
    "left": ("right", "right", "above", "below", "on_top"),
    "right": ("left", "left", "above", "below", "on_top"),
    "above": ("below", "below", "left", "right", "inside"),
    "below": ("above", "above", "left", "right", "on_top"),
    "on_top": ("below", "below", "inside", "left", "right", "far"),
    "inside": ("outside", "outside", "beside", "left", "right", "above", "below"),
    "outside": ("inside",),
    "beside": ("on_top", "far", "inside", "above", "below"),
    "near": ("far", "inside"),
    "far": ("near", "beside", "inside"),
    "in_front": ("behind", "behind", "far"),
    "behind": ("in_front", "in_front", "far"),
}
CONVERSE = {
    **{"left": "right", "right": "left", "above": "below", "below": "above", "in_front": "behind", "behind": "in_front"},
    **{"beside": "beside", "near": "near", "far": "far"},
}
