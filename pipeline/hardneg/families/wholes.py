"""List wholes whose parts captions name: who is in a kitchen is in a house, and a bird on a branch is on a tree.

Where a part only locates something, its whole cannot replace it, since the caption would stay true. The reverse makes it false: who is in a
house may be in any room.
"""

from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_classes, noun_flags
from hardneg.lexicon.hypernyms import is_hypernym
from hardneg.lexicon.nouns import is_offered

_LOCATES = frozenset({
    "in", "on", "at", "inside", "within", "into", "onto", "upon", "atop", "of", "near", "beside", "against", "outside", "from", "by",
})  # fmt: skip
_BUILDINGS = frozenset({
    "house", "home", "building", "apartment", "cottage", "mansion", "villa", "residence", "bungalow", "hotel", "structure",
})  # fmt: skip
_PLANTS = frozenset({"tree", "bush", "plant", "shrub"})
_WHOLES_BY_FLAG = (
    (frozenset({"room"}), _BUILDINGS),
    (frozenset({"building_part"}), _BUILDINGS),
)
"""Wholes of everything that has one of these flags of the lexicon."""
_WHOLES = (
    (frozenset({"garage", "porch", "balcony", "deck", "patio", "terrace", "chimney", "roof", "staircase", "stairs"}), _BUILDINGS),
    (frozenset({"branch", "limb", "twig", "trunk", "leaf", "bark", "tree branch", "tree limb", "tree trunk"}), _PLANTS),
    (frozenset({"petal", "stem"}), frozenset({"flower", "plant", "rose"})),
    (frozenset({"keyboard", "screen", "monitor", "touchpad"}), frozenset({"computer"})),
    (frozenset({"windshield", "dashboard", "hood", "bumper", "steering wheel", "tire", "wheel", "headlight"}),
     frozenset({"car", "truck", "vehicle", "bus", "van"})),
    (frozenset({"sidewalk", "crosswalk", "intersection", "curb"}), frozenset({"street", "road", "city", "town"})),
    (frozenset({"street", "alley", "avenue", "downtown"}), frozenset({"city", "town"})),
    (frozenset({"hillside", "slope", "peak", "summit", "ridge", "cliff"}), frozenset({"mountain", "hill"})),
    (frozenset({"shelf"}), frozenset({"bookcase", "bookshelf", "cabinet", "cupboard"})),
    (frozenset({"page"}), frozenset({"book", "magazine", "newspaper"})),
)  # fmt: skip
"""Wholes of single words."""
_OF_LAND = frozenset({
    "slope", "beach", "shore", "coast", "bank", "foot", "foothill", "peak", "summit", "top", "ridge", "cliff", "mouth", "street", "skyline",
    "dune", "sand", "valley", "canyon", "crater", "tree", "edge",
})  # fmt: skip
_SEATS = frozenset({"chair", "stool", "bench", "seat", "armchair"})


def is_whole_of(sentence: Sentence, noun: Word, lemma: str, other: str) -> bool:
    """Return whether `other` is a whole with the part `lemma` (at `noun`), which only locates something: side of the garage."""
    if noun.dep != "pobj" or sentence.head(noun).lower not in _LOCATES:
        return False
    named = {lemma, noun.lemma}
    flags = noun_flags(lemma)
    wholes = [all_of for parts, all_of in _WHOLES if parts & named] + [all_of for parts, all_of in _WHOLES_BY_FLAG if parts & flags]
    found = frozenset().union(*wholes)
    # Words that only an LLM writes may be synonyms of these.
    return other in found or (not is_offered(other) and any(is_hypernym(other, whole) for whole in found))


def part_of_a_thing(sentence: Sentence, noun: Word, class_name: str) -> bool:
    """Return whether a noun names a part of a thing: the leg of a table, the seat of a chair; or the chairs that a table comes with.

    A branch of a tree is no log of a tree, and a table with its chairs is no shelf with chairs. A place whose natural part is named is no
    other place: the slopes of a mountain.
    """
    if class_name == "furniture":
        return _comes_with_furniture(sentence, noun) or _has_seats(sentence, noun)
    if class_name == "plant_part":
        of = next((child for child in sentence.children[noun.i] if child.lower == "of"), None)
        plant = sentence.child(of, "pobj") if of is not None else None
        return plant is not None and "plant" in noun_flags(plant.lemma)
    if class_name == "landscape":
        return noun.dep == "pobj" and sentence.head(noun).lower == "of" and sentence.head(sentence.head(noun)).lemma in _OF_LAND
    if class_name != "body_part":
        return False
    owners = [child for child in sentence.children[noun.i] if child.dep in ("poss", "compound") and child.i < noun.i]
    for child in sentence.children[noun.i]:
        if child.lower == "of":
            owners += [grand for grand in sentence.children[child.i] if grand.dep == "pobj"]
    return any(noun_classes(owner.lemma) and "animate" not in noun_flags(owner.lemma) for owner in owners)


def _has_seats(sentence: Sentence, noun: Word) -> bool:
    """Return whether a piece of furniture has chairs around it: a table with four chairs."""
    after = sentence.after(noun)
    beside = sentence.child(after, "pobj") if after is not None and after.lower == "with" else None
    return beside is not None and beside.lemma in _SEATS


def _comes_with_furniture(sentence: Sentence, noun: Word) -> bool:
    """Return whether a piece of furniture has another: a chair has a blue seat, a table with four chairs."""
    noun = sentence.first_conjunct(noun)
    head = sentence.head(noun)
    if noun.dep == "dobj" and head.lemma in ("have", "feature"):
        owner = sentence.subject(head)
    else:
        owner = sentence.before(head) if noun.dep == "pobj" and head.lower == "with" else None
    return owner is not None and noun_classes(owner.lemma)[:1] == ("furniture",)
