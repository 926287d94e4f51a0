"""Exclude nouns that another word of the caption binds: a horse with a rider must be ridden, the mirror of a selfie stays.

`BONDS` lists which nouns other words bind. A noun before its own part (*a cats tail*), the agents of a joint act, and garments of one
place on the body are bound, too.
"""

from typing import NamedTuple

from hardneg.families.alongside import one_layer
from hardneg.families.family import Target
from hardneg.grammar.articles import ARTICLES
from hardneg.grammar.inflection import is_plural, lemma_of
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_classes, noun_flags

_CHILDREN = "boy; girl; child; kid; baby; toddler; infant"
_WATERS = "water; pool; ocean; sea; wave; surf; dive; swim; lake; surfer; surfboard; swimming; river"


class Bond(NamedTuple):
    """A bond restricts the replacements of `nouns` in a caption with one of `cues`: only those in `only` (None: any), none in `never`."""

    nouns: frozenset[str]
    cues: frozenset[str]
    only: frozenset[str] | None = None
    never: frozenset[str] = frozenset()


def _bond(nouns: str, cues: str, only: str | None = None, never: str = "") -> Bond:
    """Return a bond from lists separated by semicolons; an empty `only` admits no replacement."""
    return Bond(_words(nouns), _words(cues), None if only is None else _words(only), _words(never))


def _words(listed: str) -> frozenset[str]:
    return frozenset(word.strip() for word in listed.split(";") if word.strip())


BONDS = (
    _bond(
        "horse; pony",
        "rider; jockey; saddle; rein; equestrian; polo; bridle; harness; buggy; carriage; cowboy",
        "pony; horse; donkey; camel",
    ),
    _bond(_CHILDREN, "playpen; pacifier; diaper; highchair; bib; crib; stroller; onesie", _CHILDREN),
    _bond(
        "girl; woman; lady; child; baby; toddler; kid",
        "pigtail; pigtails; braids; makeup; lipstick",
        "girl; woman; lady; child; kid; toddler",
    ),
    _bond(
        "mirror",
        "selfie; reflection; reflect; himself; herself; themselves; itself; makeup; shave; comb; lipstick; brush",
        "",
    ),
    _bond(
        "dog; puppy",
        "frisbee; fetch; disc; disk; groom; retriever; poodle; terrier; labrador; bulldog",
        never="cat; rabbit; fox; pig; goat; monkey; kitten; hamster",
    ),
    _bond(
        "dog; puppy",
        "stick; catch; ball; toy; bone; bed; couch; carpet; sheet; blanket; sofa; car; rug; pillow; floor",
        never="goat; fox; pig; monkey; sheep; deer",
    ),
    _bond("dog; puppy", "stick; catch; swim; bone", never="cat; kitten; rabbit"),
    _bond("bear", "honey; cub", ""),
    _bond("bear; panda; panda bear", "bamboo", ""),
    _bond("truck", "flatbed; dump; cargo; garbage", ""),
    _bond("cart; carriage; wagon; buggy; sleigh", "horse; pony; mule; ox; donkey; camel", "cart; carriage; wagon; sleigh"),
    _bond(
        "snowboarder; skier; skateboarder; skater; surfer; biker",
        "air; jump; trick; slope; ramp; snow; wave; flip; rail; midair; halfpipe; grind; grinding",
        "snowboarder; skier; skateboarder; biker",
    ),
    _bond("refrigerator; fridge; door", "magnet", ""),
    _bond("door", "refrigerator; fridge; freezer; oven; microwave; dishwasher; cabinet; locker; closet; car; truck; van; bus", ""),
    _bond("candle", "cake; cupcake", ""),
    _bond("snow", "ski; skis; skier; skiing; snowboard; snowboarder; snowboarding; sled; snowman; snowball", "ice"),
    _bond("woman; lady", "pregnant", "woman; lady"),
    _bond("blender", "blend; smoothie; mix", ""),
    _bond(
        "counter; sink; cabinet; shower; tub", "bathroom; toilet; shower; bathtub; restroom", never="stove; dishwasher; refrigerator; oven"
    ),
    _bond("dock; platform; boarding dock", "train; subway; station; bus", never="boat; ship; beach; bridge; lighthouse"),
    _bond("curb", "line; lined; park; parked; sit", never="fence"),
    _bond("wall", "background", never="floor; ceiling"),
    _bond("tree", "snow; snowy; ski; skier; winter; leaf; christmas; park", never="cactus"),
    _bond("swim trunks; swimsuit; bikini; wetsuit; trunks; bathing suit", _WATERS, "swim trunks; swimsuit; bikini; wetsuit; shorts"),
    _bond("barber shop; salon; shop", "hair; haircut; barber", ""),
    _bond("trailer; movie trailer", "movie; film; game; show; video; upcoming", ""),
    _bond(
        "bed; chair; couch; sofa; armchair; bench; table; desk",
        "living room; kitchen; dining room; office; classroom; dining; restaurant",
        never="bed; crib",
    ),
    _bond("city; town; village", "building; skyline; skyscraper; traffic; street", "city; village"),
    _bond("clock; clock face", "post; pole; lamppost; lamp post", "sign; lamp; lantern"),
    _bond(
        "zebra; giraffe; elephant; rhino; hippo; antelope; deer; horse; pony; cow; sheep; goat; donkey; camel; llama",
        "hay; graze; grazing",
        never="lion; tiger; leopard; bear; wolf; fox; dog; cat; crocodile; shark",
    ),
    _bond("clock", "time; hour; o'clock; roman; numeral; minute; tower", ""),
    _bond("whiteboard; blackboard; chalkboard", "teacher; student; class; classroom; explain; teach; lecture; formula; write", ""),
    _bond("surfboard; surf board", "wave; surf; surfer; ocean; sea", "canoe; kayak; raft; boat; jet ski"),
    _bond(
        "bicycle; bike; motorcycle; motorbike; scooter",
        "biker; cyclist; bicyclist; pedal; motorcyclist; handlebar",
        "bicycle; motorcycle; scooter",
    ),
    _bond("skateboard", "skateboarder; skater; trick; halfpipe; ollie", "scooter; bicycle"),
    _bond("computer; laptop", "keyboard; mouse; monitor; type; work", "laptop; tablet; computer"),
    _bond("pizza; cake; pie", "slice; topping; pepperoni; crust", "pizza; cake; pie"),
)
_LIMBS = frozenset({"hand", "knee", "arm", "finger", "elbow", "hair", "leg", "foot"})
_ANIMAL_PARTS = frozenset({"tail", "paw", "fur", "wing", "beak", "snout", "whisker", "hoof", "mane", "trunk", "tusk"})
_RUN_AFTER = frozenset({"ball", "balloon", "kite", "frisbee", "car", "truck", "bus", "train", "bicycle", "motorcycle", "stick"})
_SEATS_OF_ONE = frozenset({"chair", "stool", "armchair"})
_ON_ANIMALS = frozenset(
    {"top", "hat", "tie", "bow tie", "costume", "bandana", "scarf", "sweater", "cap", "sunglasses", "collar", "helmet", "vest"}
)
_YOUNG = _words(_CHILDREN)
_LITTLE = frozenset({"little", "small", "tiny"})
_ANYBODY_DOES = frozenset({"be", "sit", "stand", "lie", "lay", "walk", "run", "sleep", "rest", "look", "wait", "play"})
_LAND_ANIMALS = frozenset({
    "giraffe", "zebra", "sheep", "cow", "goat", "ostrich", "lion", "antelope", "kangaroo", "camel", "llama", "pig", "cat", "rabbit",
    "donkey",
    "chicken", "rooster", "turkey", "monkey", "squirrel",
})  # fmt: skip
_DRIVEN = frozenset({"bicycle", "scooter", "skateboard", "horse", "stroller", "wheelbarrow", "sled", "pony"})
_TO_MAKE = frozenset({"make", "build", "form", "shape"})
_OF_WOMEN = frozenset({"dress", "skirt", "gown", "blouse", "bikini", "high heel", "tiara", "bra", "purse"})
_MADE_OF = frozenset({"make", "build", "construct", "carve", "fashion", "craft"})
_FORMS = frozenset({"of", "from"})
_ONLY = frozenset({"ocean", "sea", "sky", "sun", "moon", "horizon", "shore", "countryside"})


def editable(sentence: Sentence, target: Target) -> bool:
    """Return whether the target is no ground or floor as such: a thing on it may lie elsewhere, but a ground has no co-hyponym."""
    if sentence.tags:
        return True
    noun = sentence.words[target.last - 1]
    after = sentence.after(noun)
    if after is not None and after.tag == "VBN" and after.dep == "amod" and after.head > after.i and noun.head in (after.i, after.head):
        return False  # leather bound books
    if is_plural(noun.tag) and noun.dep == "dobj" and sentence.head(noun).lemma == "play" and "instrument" in noun_flags(target.lemma):
        return False  # one plays the drums, and no pianos
    on = sentence.head(noun).lower
    above = sentence.head(sentence.head(noun))
    if target.kind == "material" and (noun.tag == "NNS" or not (above.lemma in _MADE_OF or "artifact" in noun_flags(above.lemma))):
        return False
    return target.kind != "ground_general" or (noun.dep == "pobj" and on in ("on", "of") and above.lemma not in ("lunge", "fall", "dive"))


def admits(sentence: Sentence, target: Target, text: str) -> bool:
    """Return whether the noun `text` suits the other words of the caption."""
    if sentence.tags:
        return True
    noun, new = sentence.words[target.last - 1], lemma_of(text, "NOUN")
    cues = sentence.once(_named)
    for bond in BONDS:
        if not {target.lemma, noun.lemma} & bond.nouns or not bond.cues & cues - {target.lemma, noun.lemma}:
            continue
        if (bond.only is not None and new not in bond.only) or new in bond.never:
            return False
    if sentence.head(noun).lower == "after" and noun.dep == "pobj" and new not in _RUN_AFTER and "animate" not in noun_flags(new):
        return False
    if new in _ONLY and any(child.lower in ARTICLES for child in sentence.children[noun.i]):
        return False
    if new == "water" and not sentence.heard and not _in_water(sentence, noun):
        return False
    if noun.dep in ("dobj", "nsubj") and sentence.head(noun).lemma == "drive" and new in _DRIVEN:
        return False
    if new in _SEATS_OF_ONE and _seats_several(sentence, noun):
        return False
    if new in _OF_WOMEN and any(child.lower == "his" for child in sentence.children[noun.i]):
        return False
    if one_layer(sentence, noun, new):
        return False
    return _is_that_sort(sentence, target, noun, new)


def _named(sentence: Sentence) -> frozenset[str]:
    """Return lemmas and forms of a caption's words, and each two neighbours."""
    pairs = {f"{one.lower} {two.lower}" for one, two in zip(sentence.words, sentence.words[1:], strict=False)}
    return frozenset(word.lemma for word in sentence.words) | frozenset(word.lower for word in sentence.words) | pairs


def _in_water(sentence: Sentence, noun: Word) -> bool:
    """Return whether a thing on the ground may be in water as well, and is not made of it."""
    preposition = sentence.head(noun)
    above = sentence.head(preposition)
    if preposition.lower in _FORMS and (above.lemma in _TO_MAKE or above.lower == "out" or above.pos in NOUNS):
        return False
    return not any(word.lemma in _LAND_ANIMALS for word in sentence.words if word.pos in NOUNS)


def _is_that_sort(sentence: Sentence, target: Target, noun: Word, new: str) -> bool:
    """Return whether `new` has the same parts and shared acts as the noun."""
    own, other = noun_flags(target.lemma), noun_flags(new)
    after = sentence.after(noun)
    if "animate" not in own:
        return True
    if after is not None and after.lemma in _ANIMAL_PARTS and "animal" in own:
        return "animal" in other
    if "person" in other:
        small = any(child.lower in _LITTLE for child in sentence.children[noun.i])
        return not small or target.lemma not in _YOUNG or new in _YOUNG
    if "person" not in own:
        return True
    if any("clothing" in noun_flags(word.lemma) and word.lemma not in _ON_ANIMALS for word in sentence.words if word.pos in NOUNS):
        return False
    if any(noun_flags(word.lemma) & {"board", "sport_gear"} for word in sentence.words if word.pos in NOUNS):
        return False
    if any(word.lemma in _LIMBS or _is_hidden_act(word) for word in sentence.words):
        return False
    joined = any(each.pos in NOUNS and "person" in noun_flags(each.lemma) for each in sentence.conjuncts(noun))
    busy = (
        word for word in sentence.words if word.pos == "VERB" or word.tag == "VBG" or (word.lower.endswith("ing") and len(word.lower) > 5)
    )
    return not joined or all(lemma_of(word.lower, "VERB") in _ANYBODY_DOES for word in busy)


def _is_hidden_act(word: Word) -> bool:
    """Return whether the parser read a verb as a noun: a man on a motorcycle riding in the desert."""
    lemma = lemma_of(word.lower, "VERB")
    return (
        word.tag == "NN"
        and word.lower.endswith("ing")
        and lemma != word.lower
        and not noun_classes(word.lower)
        and lemma not in _ANYBODY_DOES
    )


def _seats_several(sentence: Sentence, noun: Word) -> bool:
    """Return whether several people or animals sit on the single thing that the noun names."""
    preposition = sentence.head(noun)
    if noun.dep != "pobj" or preposition.lower not in ("on", "in") or is_plural(noun.tag):
        return False
    above = sentence.head(preposition)
    figure = above if above.pos in NOUNS else sentence.subject(above)
    return figure is not None and (is_plural(figure.tag) or any(each.pos in NOUNS for each in sentence.conjuncts(figure)))
