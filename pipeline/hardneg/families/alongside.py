"""List things and actions that may be true together although a caption names only one: replacing one by the other may stay true.

A man in a suit wears a shirt as well, a bathroom with a toilet has a sink, who eats a hot dog holds it, and a rose that lies on a piano
sits on it.
"""

from hardneg.families.possessions import wearers
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_flags

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
# Hypernyms of garments: a swimsuit may be a bikini, and a costume anything.
_UNSURE = frozenset({("swimsuit", "bikini"), ("bikini", "swimsuit"), ("suit", "costume"), ("dress", "costume"), ("gown", "costume"),
                     ("costume", "suit"), ("costume", "dress"), ("costume", "gown"), ("dress", "gown"), ("gown", "dress")})  # fmt: skip
# Sets of things that occur in one scene, whether the caption names them or not.
_SCENES = {
    frozenset({"bathroom", "restroom", "washroom"}): frozenset({
        "toilet", "sink", "shower", "bathtub", "mirror", "towel", "tub", "faucet", "toilet paper", "urinal", "cabinet", "window", "counter",
        "shelf", "soap", "toothbrush", "door", "light",
    }),
    frozenset({"kitchen", "kitchenette"}): frozenset({
        "stove", "oven", "sink", "refrigerator", "microwave", "dishwasher", "cabinet", "counter", "toaster", "kettle", "blender", "table",
        "chair", "window", "shelf", "coffee maker", "freezer", "pan", "pot", "faucet",
    }),
    frozenset({"bedroom", "hotel room", "dorm room"}): frozenset({
        "bed", "lamp", "dresser", "nightstand", "window", "pillow", "blanket", "curtain", "mirror", "desk", "chair", "rug", "closet",
        "table", "picture", "door", "cabinet", "shelf", "painting",
    }),
    frozenset({"living room", "den", "lounge"}): frozenset({
        "couch", "sofa", "television", "table", "lamp", "rug", "chair", "fireplace", "window", "pillow", "curtain", "shelf", "armchair",
        "coffee table", "carpet", "painting", "plant", "cabinet", "ottoman", "bookshelf", "picture",
    }),
    frozenset({"office", "desk", "workstation", "cubicle"}): frozenset({
        "computer", "keyboard", "mouse", "monitor", "chair", "lamp", "phone", "laptop", "printer", "desk", "speaker", "cabinet",
    }),
    frozenset({"street", "city", "intersection", "road", "sidewalk", "town"}): frozenset({
        "car", "building", "tree", "traffic light", "street sign", "streetlight", "pole", "sign", "bus", "truck", "lamp post", "house",
        "shop", "store", "person", "van", "bush",
    }),
    frozenset({"classroom", "school"}): frozenset({"desk", "chair", "table", "book", "window", "student", "teacher", "child", "clock"}),
    frozenset({"farm", "barn", "barnyard"}): frozenset({"cow", "horse", "sheep", "goat", "pig", "chicken", "fence", "tractor"}),
}  # fmt: skip
_HAVING = frozenset({"with", "has", "have", "having", "of", "featuring", "includes", "including", "contains", "containing", "full"})
# Pairs of acts that one person may do at the same time.
_AT_ONCE = {
    "eat": {"hold", "serve", "sell", "carry", "peel"},
    "drink": {"hold", "carry"},
    "read": {"hold", "carry", "open"},
    "wear": {"adjust"},
    "play": {"watch", "hold", "carry", "run", "jump"},
    "use": {"hold", "carry"},
    "fly": {"hold"},
    "throw": {"hold"},
    "swing": {"hold"},
    "cut": {"hold", "serve"},
    "pour": {"hold"},
    "paint": {"hold"},
    "brush": {"hold"},
    "pet": {"hold"},
    "feed": {"hold", "watch", "pet", "touch"},
    "ride": {"hold", "watch"},
    "carry": {"hold"},
    "talk": {"stand", "sit", "walk", "wait", "work"},
    "show": {"watch"},
    "perform": {"watch"},
    "cook": {"hold", "serve"},
    "hold": {"sell", "open", "buy"},
    "photograph": {"watch"},
    "serve": {"hold"},
}
_POSTURES = frozenset({"float", "sit", "stand", "lie", "lay", "rest", "lean", "perch", "set", "place", "hang"})


def may_be_worn_too(sentence: Sentence, noun: Word, lemma: str, other: str) -> bool:
    """Return whether the wearer of `lemma` (at `noun`) may wear `other` as well; False where nobody wears the garment."""
    if not noun_flags(lemma) & {"clothing", "accessory", "body"} or not wearers(sentence, noun):
        return False
    if "body" in noun_flags(other):
        return True  # who has a beard has an arm as well
    if (lemma, other) in _UNSURE:
        return True
    return not any(lemma in layer and other in layer for layer in _LAYERS)


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


def may_be_there_too(sentence: Sentence, noun: Word, lemma: str, other: str) -> bool:
    """Return whether a place that the caption names has `other` beside `lemma`: a bathroom with a toilet has a mirror."""
    if lemma == other:
        return False
    head = sentence.head(sentence.first_conjunct(noun))
    if head.lower not in _HAVING and head.lemma not in _HAVING:
        return False
    of = sentence.head(head) if head.pos in ("ADP", "SCONJ") else sentence.subject(head)
    return of is not None and of.pos in NOUNS and any(of.lemma in places and other in things for places, things in _SCENES.items())


def at_once(verb: str, other: str, subject: str | None, passive: bool) -> bool:
    """Return whether one can do `other` and `verb` at once; an inanimate thing that sits also stands and lies."""
    if other in _AT_ONCE.get(verb, ()) or (passive and "watch" in (verb, other)):
        return True
    both = verb in _POSTURES and other in _POSTURES
    return both and subject is not None and "animate" not in noun_flags(subject) and bool(noun_flags(subject))
