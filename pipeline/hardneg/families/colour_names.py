"""Find colours of two words, and what may replace them: navy blue becomes red, but not black, which dark navy may be called."""

from collections.abc import Iterator

from hardneg.families.hues import NAMES, second_of_two
from hardneg.families.scene_things import as_table
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import attribute_kind

_NEAR = as_table("""
    navy, midnight, indigo, royal, cobalt, electric: black, purple, blue;
    charcoal, slate, jet, steel, ash, ashy, silver, dusty: black, gray, grey, blue, white;
    turquoise, teal, aqua, mint, sea, ocean, jade: green, blue;
    rose, salmon, coral, peach, hot, blood, cherry, ruby, brick, candy, bubblegum, fuchsia: pink, red, orange, purple, brown;
    burnt, rusty, copper, bronze, caramel, chestnut, chocolate, coffee, mustard: brown, orange, red, yellow;
    golden, canary, lemon, sunshine, sandy: yellow, brown, orange;
    wine, plum, lavender: purple, red, pink, blue, brown;
    lime: yellow, green;
    olive, army, moss, pea, khaki: green, brown, gray, grey, yellow;
    off, cream, ivory, pearl, snow, pastel: white, yellow, gray, grey, pink
""")
"""Colours by the words of a name that may shade into them."""
_ONLY_WITH = {"baby": {"blue", "pink"}, "hot": {"pink"}, "snow": {"white"}, "apple": {"green", "red"}, "pea": {"green"}}
"""Colours by words that mean something else before any other: baby gray elephants."""


def first_of_name(sentence: Sentence, word: Word) -> Word | None:
    """Return the word that names a colour together with the next one, which is `word`: navy blue, lime green."""
    before = sentence.before(word)
    if before is None or word.lower not in _ONLY_WITH.get(before.lower, {word.lower}):
        return None
    return before if attribute_kind(word.lower) == "colour" and second_of_two(sentence, word) in NAMES else None


def ends_of_names(sentence: Sentence) -> Iterator[Word]:
    """Yield the second word of each such name."""
    yield from (word for word in sentence.words if first_of_name(sentence, word) is not None)


def may_be_called(name: str, colour: str) -> bool:
    """Return whether something of a colour with `name` in it may be called `colour` as well."""
    return name == colour or any(name in names and colour in colours for names, colours in _NEAR.items())
