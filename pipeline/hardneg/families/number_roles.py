"""Decide whether a single thing could be several at its place, and whether several could be one."""

from collections.abc import Iterator
from itertools import pairwise

from hardneg.families.amounts import GROUPS, Amount
from hardneg.families.object import name_of
from hardneg.families.prepositions import prepositions
from hardneg.grammar.inflection import is_plural
from hardneg.grammar.phrases import NOUNS, phrase_first
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_classes, noun_flags

_BESIDE = frozenset({
    "next to", "near", "beside", "by", "behind", "in front of", "close to", "alongside", "with", "above", "below", "toward", "towards",
    "past", "to the left of", "to the right of", "left of", "right of", "on the left of", "on the right of", "far from", "away from",
    "beneath", "underneath", "under",
})  # fmt: skip
"""Prepositions that locate a thing beside others, whatever their number."""
_BEARING = frozenset({"on", "on top of", "in", "inside", "atop", "upon", "onto"})
_LOOKS = frozenset({"look", "stare", "gaze", "bark", "point", "wave", "smile", "peer", "glance"})
_DONE_TO_ANY = frozenset({
    "hold", "carry", "watch", "chase", "follow", "feed", "pet", "lead", "pull", "push", "see", "approach", "photograph", "have", "face",
    "walk", "wash", "herd", "sniff", "lick", "bite", "show", "feature", "contain", "include", "eat", "cut", "prepare", "observe",
    "pass", "catch", "display", "inspect", "examine", "groom", "brush", "hug", "tow", "be", "buy", "sell",
})  # fmt: skip
_DONE_TO_ONE_AND_MANY = _DONE_TO_ANY | {"fly", "ride", "drive"}
_BY_ONE_TO_MANY = _DONE_TO_ANY - {"pull", "push", "tow", "carry", "catch", "bite", "lick", "approach", "hug", "brush", "groom", "contain"}
_SHARED = frozenset({
    "watch", "chase", "follow", "feed", "pet", "see", "approach", "photograph", "have", "face", "pass", "cross", "climb", "enter",
    "observe", "surround", "board", "sniff", "lick", "eat", "share", "leave", "herd", "lift", "build", "cut", "prepare", "drink",
})  # fmt: skip
"""Acts that several people do to a single thing."""
_NOT_COUNTED = frozenset({
    "body", "clothing", "wearable", "accessory", "water", "sky", "surface", "building_part", "event", "sport", "stuff", "road",
    "depiction", "landscape", "room", "sport_place", "drink", "venue",
})  # fmt: skip
_GROUPS = frozenset({
    "group", "couple", "pair", "herd", "flock", "bunch", "crowd", "team", "lot", "number", "variety", "row", "line", "set", "series",
    "collection", "assortment", "pack", "school", "swarm", "family", "trio", "dozen", "audience", "stack", "pile", "batch", "kind",
    "type", "piece", "slice", "side", "part", "half", "top", "end", "corner", "edge", "spot", "bit", "pattern", "class", "band",
})  # fmt: skip
_MANY_ONLY = frozenset({
    "fry", "topping", "chopstick", "vegetable", "bean", "pea", "grape", "noodle", "chip", "nut", "peanut", "ski", "flower", "leaf",
    "appliance", "kitchenette", "utensil", "supply", "decoration", "passenger", "spectator", "fan", "seed", "berry", "blueberry",
    "raspberry", "strawberry", "mushroom", "onion", "pepper", "olive", "ingredient", "crumb", "sprinkle", "track", "cord", "wire",
    "step", "stair", "pole", "candle", "light", "wheel", "tire", "button", "key", "wing", "letter", "word", "number", "tile", "brick",
    "fruit", "tree", "bush", "plant", "weed", "rock", "stone", "branch", "twig", "log", "herb", "green", "item", "object", "thing",
    "material", "dish", "ornament", "snack", "condiment", "good", "belonging", "product", "toiletry", "cushion", "pillow", "sheet",
    "blanket",
})  # fmt: skip
"""Nouns that captions mention in the plural and seldom in the singular."""
_GROWN = frozenset({"tree", "bush", "plant", "rock", "stone", "log", "flower"})
"""Nouns of which one may be beside a thing as well."""
_FULL_OF = frozenset({
    "fill", "cover", "adorn", "line", "decorate", "pack", "stack", "load", "cram", "litter", "strew", "crowd", "full", "top",
    "surround", "make", "compose", "dress", "pile", "garnish", "stuff", "wrap", "hang", "attach", "equip", "loaded", "topped", "stock",
    "sprinkle",
})  # fmt: skip
_WITH_DOES = frozenset({"sit", "stand", "walk", "play", "pose", "lie", "lay", "run", "ride", "wait", "be", "talk", "rest", "stop", "park"})
_SEATS_MANY = frozenset({"couch", "sofa", "bed", "bench", "table", "loveseat", "futon", "counter", "shelf", "rug", "blanket"})
_TIGHT = frozenset({
    "furniture", "container", "vessel", "board", "electronics", "instrument", "tool", "fixture", "animate", "tableware", "cookware",
    "accessory", "appliance", "utensil",
})  # fmt: skip
_FOR_ONE = frozenset({
    "motorcycle", "bike", "bicycle", "motorbike", "scooter", "moped", "skateboard", "surfboard", "snowboard", "wave", "ski", "rail",
    "ramp", "base", "hydrant", "pole", "phone", "cell phone", "laptop", "tie", "sled", "sleigh", "horse", "swing", "slide", "mouth",
    "hand", "lap", "air",
})  # fmt: skip
_NO_PLACE = frozenset({"of", "for", "from", "between", "among", "amongst", "into", "to", "as", "like"})
_WITHOUT_NUMBER = frozenset({"prepare", "cut", "eat", "buy", "sell", "wash"})
"""Verbs whose object may be generic: shows how to prepare potatoes."""
_ACTS = frozenset({"dressed", "posing", "acting", "working", "looks", "look", "looking", "disguised", "serving"})
_NO_PAIR = frozenset({"sky", "sun", "moon", "background", "world", "scene", "floor", "ceiling", "counter", "countertop"})


def suits_several(sentence: Sentence, amount: Amount, other: Amount) -> bool:
    """Return whether the single thing may become several while the other becomes one."""
    noun = amount.noun
    if not _may_be_counted(sentence, noun) or noun.lemma in _NO_PAIR:
        return False
    if not _ground_for_several(sentence, noun):
        return False
    for placed in _placed(sentence, noun):
        if placed.i != other.noun.i and not is_plural(placed.tag) and not _room_for_several(placed):
            return False
    for verb, subject, object_ in _done(sentence):
        if object_ is None:
            continue
        alone = not is_plural(object_.tag) and object_.i != other.noun.i and bool(noun_flags(object_.lemma))
        if subject is not None and subject.i == noun.i and alone and verb.lemma not in _SHARED:
            return False
        if object_.i == noun.i and verb.lemma not in _BY_ONE_TO_MANY:
            return False
    return not (_wears_one(sentence, noun) or _acts_as_one(sentence, noun) or _listed_bare(sentence, amount, other))


def _wears_one(sentence: Sentence, owner: Word) -> bool:
    """Return whether a single garment behind the noun is nearer to it than to anybody else: a woman in a blue coat."""
    for word in sentence.words[owner.i + 1 :]:
        if word.pos not in NOUNS or word.dep == "compound":
            continue
        flags = noun_flags(name_of(sentence, word))
        if "animate" in flags:
            return False
        if (flags & {"clothing", "wearable"} or word.lemma in ("top", "suit", "uniform")) and word.tag == "NN" and "bag" not in flags:
            return sentence.words[owner.i + 1].lower in ("in", "with", "wearing") or "animate" in noun_flags(owner.lemma)
    return False


def _acts_as_one(sentence: Sentence, noun: Word) -> bool:
    """Return whether somebody is or acts as one thing: a boy dressed as a pirate."""
    pairs = pairwise(sentence.words[noun.i + 1 :])
    return any(one.lower in _ACTS and two.lower in ("as", "like") for one, two in pairs)


def _listed_bare(sentence: Sentence, amount: Amount, other: Amount) -> bool:
    """Return whether a thing in a list would become a plural without a number: a man and women."""
    joined = [each for each in sentence.conjuncts(amount.noun) if each.i != other.noun.i]
    return not other.text and bool(joined)


def suits_one(sentence: Sentence, amount: Amount, other: Amount) -> bool:
    """Return whether the several things may become one while the other becomes several."""
    noun = amount.noun
    if not _may_be_counted(sentence, noun):
        return False
    if noun.lemma in _MANY_ONLY and not (noun.lemma in _GROWN and _preposition(sentence, noun) in _BESIDE - {"with"}):
        return False
    joined = [each for each in sentence.conjuncts(noun) if each.i != other.noun.i]
    if not amount.text and (joined or other.text == "one"):
        return False
    if _of_each(sentence, noun):
        return False
    role = amount.role
    preposition = sentence.head(role)
    if role.dep == "pobj":
        text = _preposition(sentence, role)
        verb = sentence.head(preposition)
        if preposition.lower in ("with", "by", "in", "of") and verb.lemma in _FULL_OF:
            return False
        if text == "with" and verb.pos == "VERB" and verb.lemma not in _WITH_DOES:
            return False
        if text in _BEARING:
            figure = _figure(sentence, role)
            if figure is None or figure.i != other.noun.i or noun_flags(noun.lemma) & {"furniture", "container", "animate", "vessel"}:
                return False
        elif text not in _BESIDE and not (text == "at" and verb.lemma in _LOOKS):
            return False
    for placed in _placed(sentence, noun):
        if placed.i != other.noun.i and is_plural(placed.tag):
            return False
    for verb, subject, object_ in _done(sentence):
        if object_ is None:
            continue
        if object_.i == role.i and (verb.lemma not in _DONE_TO_ONE_AND_MANY or (not amount.text and verb.lemma in _WITHOUT_NUMBER)):
            return False
        many = object_.i == other.noun.i or is_plural(object_.tag)
        if subject is not None and subject.i == role.i and many and verb.lemma not in _DONE_TO_ANY | _SHARED:
            return False
    return True


def _of_each(sentence: Sentence, noun: Word) -> bool:
    """Return whether the caption gives each of several a part of the body or a garment: dogs with toys in their mouths."""
    return any(
        word.lower == "their"
        and is_plural(sentence.head(word).tag)
        and noun_flags(sentence.head(word).lemma) & {"body", "clothing", "wearable"}
        for word in sentence.words[noun.i :]
    )


def _may_be_counted(sentence: Sentence, noun: Word) -> bool:
    """Return whether a noun names a thing of which a picture has one or several."""
    name = name_of(sentence, noun)
    flags = noun_flags(name)
    if (flags & _NOT_COUNTED and "bag" not in flags) or noun.lemma in _GROUPS:
        return False
    if "place" in flags and "building" not in flags:
        return False
    if ("nature" in flags and noun.lemma not in _GROWN) or "material" in noun_classes(name)[:1]:
        return False
    below = [child for child in sentence.children[noun.i] if child.lower == "of"]
    if below and not flags & {"container", "tableware", "vessel", "cookware"}:
        return False
    preposition = sentence.head(noun)
    if noun.lemma == "camera" and noun.dep == "pobj" and sentence.head(preposition).lemma in _LOOKS | {"pose", "face", "play", "glare"}:
        return False
    before = sentence.words[max(0, phrase_first(sentence, noun) - 1)]
    if before.lower in ("as", "like"):
        return False
    if noun.dep != "pobj" or (preposition.lower == "of" and sentence.head(preposition).lower in GROUPS):
        return True
    return _preposition(sentence, noun) not in _NO_PLACE


def _ground_for_several(sentence: Sentence, noun: Word) -> bool:
    """Return whether the noun does not locate something that is in one place alone."""
    if noun.dep != "pobj":
        return True
    text = _preposition(sentence, noun)
    verb = sentence.head(sentence.head(noun))
    if verb.lemma in _FULL_OF:
        return False
    if text == "with" and verb.pos == "VERB" and verb.lemma not in _WITH_DOES:
        return False
    return text in _BESIDE or (text == "at" and verb.lemma in _LOOKS)


def _preposition(sentence: Sentence, noun: Word) -> str:
    """Return the preposition before a noun in its longest reading."""
    head = sentence.head(noun)
    found = next((each.text for each in sentence.once(prepositions) if each.object.i == noun.i), None)
    return found or head.lower


def _figure(sentence: Sentence, noun: Word) -> Word | None:
    """Return the thing that the noun locates."""
    found = next((each.head for each in sentence.once(prepositions) if each.object.i == noun.i), None)
    if found is None or found.pos in NOUNS:
        return found
    return sentence.subject(found)


def _placed(sentence: Sentence, noun: Word) -> Iterator[Word]:
    """Yield the things on, in or at which the caption places the noun."""
    for preposition in sentence.once(prepositions):
        if preposition.text not in _BEARING | {"at", "under", "off", "over", "through", "into"}:
            continue
        of = preposition.head
        figure = of if of.pos in NOUNS else sentence.subject(of)
        if figure is not None and figure.i == noun.i:
            yield preposition.object


def _room_for_several(place: Word) -> bool:
    """Return whether several may be on, in or at a single thing."""
    if place.lemma in _SEATS_MANY:
        return True
    return not noun_flags(place.lemma) & _TIGHT and place.lemma not in _FOR_ONE


def _done(sentence: Sentence) -> Iterator[tuple[Word, Word | None, Word | None]]:
    """Yield each verb with its subject and its object."""
    for verb in sentence.words:
        if verb.pos == "VERB":
            yield verb, sentence.subject(verb), sentence.child(verb, "dobj")
