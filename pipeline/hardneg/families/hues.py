"""Find colour names of two words, and attributes with an effect: lime green, light brown; white ribbons add a pop of colour."""

from hardneg.discourse.mentions import sentence_numbers
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import attribute_kind

SHADES = frozenset({"light", "dark", "bright", "pale", "deep", "neon", "vivid", "vibrant", "soft", "muted", "rich"})
"""Words that any colour may follow."""
NAMES = frozenset({
    "lime", "navy", "sky", "hot", "olive", "off", "rose", "forest", "mint", "royal", "baby", "powder", "burnt", "blood", "cherry", "sea",
    "ocean", "ruby", "emerald", "teal", "turquoise", "aqua", "cobalt", "steel", "slate", "charcoal", "jet", "snow", "ivory", "cream",
    "pearl", "lemon", "mustard", "golden", "canary", "sunshine", "salmon", "coral", "bubblegum", "candy", "fuchsia", "wine", "brick",
    "chocolate", "coffee", "chestnut", "midnight", "electric", "army", "kelly", "hunter", "moss", "pea", "apple", "grass", "jade",
    "ash", "ashy", "dusty", "rusty", "pastel", "indigo", "lavender", "plum", "peach", "caramel", "sandy", "copper", "bronze", "silver",
})  # fmt: skip
"""Words that name a colour together with the next one: navy blue."""
_ADDS = frozenset({"add", "lend", "bring", "provide", "give", "contribute", "create", "infuse", "impart", "offer", "inject"})
_EFFECTS = frozenset({
    "color", "colour", "contrast", "warmth", "modernity", "elegance", "sophistication", "freshness", "vibrancy", "brightness",
    "charm", "luxury", "drama", "playfulness", "cheer", "nature", "greenery", "nostalgia", "vintage",
})  # fmt: skip
_STATES_COLOUR = frozenset({"colour", "material", "pattern", "age", "texture"})


def second_of_two(sentence: Sentence, word: Word) -> str:
    """Return the word before a colour that is part of its name, or ""."""
    before = sentence.before(word)
    if before is None or attribute_kind(word.lower) != "colour":
        return ""
    return before.lower if before.lower in SHADES | NAMES else ""


def named_together(sentence: Sentence, word: Word) -> bool:
    """Return whether a word is one half of a colour's name, and the other half makes no sense with another colour."""
    after = sentence.after(word)
    first = word.lower in NAMES and after is not None and second_of_two(sentence, after) == word.lower
    return first or second_of_two(sentence, word) in NAMES


def has_effect(sentence: Sentence, kind: str, noun: Word) -> bool:
    """Return whether the caption describes the effect of an attribute on the scene: adds a pop of colour, a touch of modernity."""
    if kind not in _STATES_COLOUR:
        return False
    return any(first <= noun.i < last for first, last in sentence.once(_with_effect))


def _with_effect(sentence: Sentence) -> list[tuple[int, int]]:
    """Return spans, from the start of a sentence to the verb, of things that add colour, contrast or an air to the scene."""
    numbers = sentence.once(sentence_numbers)
    found = []
    for verb in sentence.words:
        if verb.pos != "VERB" or verb.lemma not in _ADDS:
            continue
        added = [word for word in sentence.below(verb) if word.i > verb.i]
        if any(word.lemma in _EFFECTS for word in added):
            found.append((numbers.index(numbers[verb.i]), verb.i))
    return found
