"""List things and actions that may be true together although a caption names only one: replacing one by the other may stay true.

A man in a suit wears a shirt as well, who eats a hot dog holds it, and a rose that lies on a piano sits on it. What a place has anyway is
in `scene_things`.
"""

from hardneg.families.possessions import is_dressed_in, wearers
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_classes, noun_flags
from hardneg.lexicon.hypernyms import is_hypernym
from hardneg.lexicon.nouns import is_offered

# Garments of one place and layer: nobody wears two of them. A garment in none of these may be worn beside any other.
_LAYERS = (
    frozenset({"hat", "cap", "helmet", "hood", "crown", "turban", "wig", "beanie", "cowboy hat", "top hat", "straw hat", "hard hat",
               "baseball cap", "bonnet", "sombrero", "visor", "headscarf", "tiara", "headband", "bandana", "veil"}),
    frozenset({"glasses", "sunglasses", "goggles"}),
    frozenset({"tie", "bow tie"}),
    frozenset({"shirt", "t-shirt", "tank top", "blouse", "polo shirt"}),
    frozenset({"sweater", "hoodie", "cardigan", "sweatshirt"}),
    frozenset({"jacket", "coat", "blazer", "raincoat", "robe", "poncho", "bathrobe", "lab coat"}),
    frozenset({"suit", "tuxedo", "dress", "gown", "kimono", "robe", "costume", "overalls"}),
    frozenset({"wetsuit", "swimsuit", "bikini", "swim trunks"}),
    frozenset({"pants", "jeans", "shorts", "skirt", "trousers", "swim trunks", "pajamas"}),
    frozenset({"shoe", "boot", "sandal", "sneaker", "slipper", "flip flop", "high heel"}),
    frozenset({"glove", "mitten"}),
    frozenset({"beard", "mustache"}),
)  # fmt: skip
_WORN_ANYWAY = frozenset({
    "shirt", "t-shirt", "top", "blouse", "pants", "trousers", "jeans", "shoe", "sock", "clothes", "clothing", "underwear", "outfit",
    "garment",
})  # fmt: skip
"""Garments that hardly anybody lacks, whether the caption names them or not."""
# Hypernyms of garments: a swimsuit may be a bikini, and a costume anything.
_UNSURE = frozenset({("swimsuit", "bikini"), ("bikini", "swimsuit"), ("suit", "costume"), ("dress", "costume"), ("gown", "costume"),
                     ("costume", "suit"), ("costume", "dress"), ("costume", "gown"), ("dress", "gown"), ("gown", "dress")})  # fmt: skip
_UPRIGHT = {"stand", "sit"}
_STOOPED = {"kneel", "crouch", "squat", "lean"}
# Verbs by an act of one person or animal that may go on at the same time; the other way round only where that is listed too.
_AT_ONCE = {
    "eat": {"hold", "serve", "sell", "carry", "peel", *_UPRIGHT},
    "drink": {"hold", "carry", *_UPRIGHT},
    "read": {"hold", "carry", "open", "lie", "work", *_UPRIGHT},
    "wear": {"adjust"},
    "play": {"watch", "hold", "carry", "run", "jump", "lie", "walk", "swim", "dance", "sing", *_UPRIGHT, *_STOOPED},
    "sing": {"play", "dance", "walk", "perform", *_UPRIGHT},
    "dance": {"play", "sing", "stand", "walk", "jump", "run", "perform"},
    "fight": {"play", "stand", "walk", "run", "jump"},
    "work": {"walk", *_UPRIGHT, *_STOOPED},
    "watch": {"walk", "eat", "lean", *_UPRIGHT},
    "look": {"lie", "walk", "lean", *_UPRIGHT},
    "wait": {"lie", "lean", *_UPRIGHT},
    "pose": {"lie", "lean", *_UPRIGHT, *_STOOPED},
    "graze": {"stand", "walk", "eat"},
    "write": {"work", *_UPRIGHT},
    "paint": {"hold", "work", *_UPRIGHT, *_STOOPED},
    "fish": _UPRIGHT,
    "shop": {"walk", "stand"},
    "ride": {"hold", "watch", "lean", *_UPRIGHT},
    "surf": {"ride", "stand"},
    "skate": {"ride", "stand", "jump"},
    "skateboard": {"ride", "skate", "stand", "jump"},
    "snowboard": {"ride", "skate", "jump"},
    "ski": {"ride", "race", "jump", "skate"},
    "wade": {"walk", "stand"},
    "walk": {"climb"},
    "float": _UPRIGHT,
    "use": {"hold", "carry"},
    "fly": {"hold", "jump", "leap"},
    "bathe": {"sing", "play", *_UPRIGHT},
    "throw": {"hold"},
    "draw": {"hold"},
    "catch": {"hold", "carry", "touch"},
    "swing": {"hold"},
    "leap": {"run"},
    "sit": {"squat", "crouch"},
    "squat": {"sit", "crouch", "kneel"},
    "crouch": {"sit", "squat", "kneel"},
    "climb": {"walk", "crawl", "face"},
    "cut": {"hold", "serve"},
    "pour": {"hold"},
    "brush": {"hold"},
    "adjust": {"hold", "carry", "touch", "wear"},
    "tie": {"hold", "adjust", "wear", "touch"},
    "kick": {"hit"},
    "pet": {"hold", "touch"},
    "feed": {"hold", "watch", "pet", "touch"},
    "carry": {"hold", "touch"},
    "hug": {"hold", "touch"},
    "grip": {"hold", "touch"},
    "talk": {"walk", "wait", "work", "play", *_UPRIGHT},
    "cry": {"talk", "lie", *_UPRIGHT},
    "show": {"watch"},
    "perform": {"watch", "sing", "dance", "play", *_UPRIGHT},
    "cook": {"hold", "serve", "stand", "work", "cut"},
    "cross": {"face"},
    "hold": {"show", "sell", "open", "buy", "touch"},
    "photograph": {"watch"},
    "serve": {"hold"},
    "perch": {"lean", *_UPRIGHT, "crouch", "squat"},
    "lean": {*_UPRIGHT, "kneel", "crouch", "squat"},
}
_OF_ANIMALS = frozenset({"crouch", "sit", "lie", "lean", "squat", "kneel"})
_OF_BIRDS = frozenset({"perch", "sit", "stand", "rest", "lie", "lay", "crouch"})
_POSTURES = frozenset({"float", "sit", "stand", "lie", "lay", "rest", "lean", "perch", "set", "place", "hang"})


def may_be_worn_too(sentence: Sentence, noun: Word, lemma: str, other: str) -> bool:
    """Return whether the wearer of `lemma` (at `noun`) may wear `other` as well; False where nobody wears the garment.

    Where the caption names no wearer (`wearing a scarf`), only what everybody wears counts.
    """
    if not noun_flags(lemma) & {"clothing", "accessory", "body"}:
        return False
    if not wearers(sentence, noun):
        return is_dressed_in(sentence, noun) and _is_worn_anyway(lemma, other)
    if not noun_classes(other) and not is_hypernym("clothing", other):
        return False  # a word that only an LLM writes
    if "body" in noun_flags(other):
        return True  # who has a beard has an arm as well
    if (lemma, other) in _UNSURE:
        return True
    return not any(lemma in layer and other in layer for layer in _LAYERS)


def _is_worn_anyway(lemma: str, other: str) -> bool:
    """Return whether everybody wears `other` beside a garment of another layer: who wears a scarf wears a shirt, but perhaps no hat."""
    clothes = other in _WORN_ANYWAY or (not is_offered(other) and any(is_hypernym(other, each) for each in _WORN_ANYWAY))
    return clothes and not any(lemma in layer and other in layer for layer in _LAYERS)


def one_layer(sentence: Sentence, noun: Word, other: str) -> bool:
    """Return whether somebody would wear two garments of one place: a helmet beside a hat."""
    if not noun_flags(other) & {"clothing", "accessory", "wearable"} or not wearers(sentence, noun):
        return False
    on = {each.i for each in wearers(sentence, noun)}
    worn = (word for word in sentence.words if word.i != noun.i and word.pos in NOUNS)
    return any(
        any(each.lemma in layer and other in layer for layer in _LAYERS) and on & {owner.i for owner in wearers(sentence, each)}
        for each in worn
    )


def at_once(verb: str, other: str, subject: str | None, passive: bool) -> bool:
    """Return whether one can do `other` and `verb` at once.

    An inanimate thing that sits also stands and lies; a bird on a branch sits, stands and perches, and an animal that crouches may sit.
    """
    if other in _AT_ONCE.get(verb, ()) or (passive and "watch" in (verb, other)):
        return True
    flags = noun_flags(subject) if subject is not None else frozenset[str]()
    if "animate" not in flags:
        return bool(flags) and verb in _POSTURES and other in _POSTURES
    if "bird" in flags and verb in _OF_BIRDS and other in _OF_BIRDS:
        return True
    return "person" not in flags and "crouch" in (verb, other) and verb in _OF_ANIMALS and other in _OF_ANIMALS
