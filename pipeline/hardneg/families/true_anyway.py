"""Find nouns that may be true of the picture although they replace another: then the edited caption is no negative."""

from hardneg.families import occupations
from hardneg.families.alongside import may_be_worn_too
from hardneg.families.scene_things import as_table, may_be_there_too
from hardneg.families.wholes import is_whole_of
from hardneg.grammar.phrases import CONTENT
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_classes, noun_flags, related
from hardneg.lexicon.derivation import names

_GENERAL = frozenset({
    "device", "vehicle", "animal", "food", "tool", "instrument", "container", "machine", "appliance", "equipment", "furniture", "toy",
    "drink",
    "beverage", "fruit", "vegetable", "bird", "insect", "weapon", "plant", "building", "garment", "creature",
})  # fmt: skip
"""Hypernyms of whole kinds: an electronic device may be a telephone."""
_MADE = frozenset({"device", "machine", "equipment", "appliance"})
_GREENERY = frozenset({"tree", "bush", "shrub", "hedge"})
"""Plants that stand together, and that not everybody names the same."""
_MAY_NAME = as_table("""
    room, space, area, interior: garage, hallway, basement, closet, attic, kitchen, bathroom, bedroom, living room, office, dining room,
      classroom, library, lobby, hotel room;
    place, location, spot, site: building, street, park, beach, field, city, room, restaurant, store;
    land, terrain: field, beach, mountain, forest, hill, park, desert, garden, farm, slope, valley, meadow, cliff, yard, pasture, lawn;
    valley, countryside: field, meadow, farm;
    field, meadow, pasture: park, hill, garden, farm;
    park, garden, yard, backyard, courtyard, plaza, square: park, garden, yard, courtyard;
    city, town, downtown, village: street, road, park;
    junk, debris, stuff, clutter, merchandise, goods, cargo, machinery, belongings, supplies: furniture, clothing, luggage, equipment,
      food, trash;
    trash, garbage, litter, rubbish: furniture, equipment, food;
    equipment, gear: furniture, tool, shirt, jacket, suit, vest, helmet, uniform, wetsuit, coat, raincoat;
    package, parcel, packaging: bag, box, basket, crate, bucket, barrel, suitcase, carton, envelope;
    luggage, baggage: bag, box, suitcase, backpack, briefcase;
    sweatshirt, hoodie, sweater, pullover, jumper, jersey, t-shirt, polo, blouse, top, tank top: shirt, sweater, jersey, hoodie;
    shirt: jersey, hoodie, blouse, tank top;
    uniform, costume, outfit: shirt, jacket, dress, sweater, vest, coat, robe, skirt, suit, jersey, apron;
    suit: jacket, vest;
    boot, cowboy boot, sandal, slipper, sneaker, tennis shoe, flip flop, high heel, heel: shoe;
    teen, teenager, youth: man, woman, boy, girl;
    shop: cafe, bar;
    dish: tray, pot, plate, bowl, pan;
    snack: cookie, fruit, vegetable, nut, sandwich, muffin, donut;
    dessert: fruit, cookie, cake, pie;
    pastry, sweet: cookie, donut, muffin, pie, cake;
    rider: motorcyclist, surfer, skateboarder, skier, snowboarder, cyclist;
    ship: sailboat, ferry;
    wagon, carriage, cart: wagon, carriage, cart;
    light: lantern, candle, lamp, chandelier;
    poster, print, artwork, art: painting, map, calendar, drawing, photograph, photo, picture;
    letter: card;
    drink, beverage, beer, wine, soda, juice, milk, water, cocktail, alcohol: bottle, glass, cup, can, mug, wine glass, beer, wine;
    coffee, tea, cappuccino, latte, espresso: cup, mug;
    castle: tower;
    keyboard: laptop, computer;
    laptop, computer: keyboard
""")
"""Nouns by one that may name them in common speech, where WordNet has no such hypernym: an attic is a room, and a sweatshirt a shirt."""
_BENEATH = frozenset({"desk", "table", "counter", "counter top", "workbench", "stand"})
"""Furniture that things stand on at which people sit or stand."""
BACKDROP = frozenset({"sky", "sun", "ground", "floor", "wall", "leaf", "ceiling", "shadow", "air", "cloth"})
"""Things in most pictures, whether a list of tags has them or not."""


def may_stay_true(sentence: Sentence, noun: Word, old: str, new: str) -> bool:
    """Return whether a caption may stay true with `new` in place of the noun, whose unit is `old`.

    The new noun may be a hyponym of a general one, what the scene or its owner has anyway, a garment that is worn as well, the whole of a
    part, an occupation that looks the same, or what another word of the caption names: who sits at a computer keyboard sits at a computer.
    """
    return (
        any(old in names and new in named for names, named in _MAY_NAME.items())
        or (noun.lemma in _GENERAL and _is_of_kind(new, noun.lemma))
        or (old in _GREENERY and new in _GREENERY)
        or (bool(sentence.tags) and new in BACKDROP)
        or old.startswith(new + " ")
        or _named_by_another_word(sentence, noun, new)
        or _owns_a_place(sentence, noun)
        or _is_seat_at_it(sentence, noun, new)
        or occupations.may_be_one(sentence, noun, old, new)
        or may_be_worn_too(sentence, noun, old, new)
        or may_be_there_too(sentence, noun, old, new)
        or is_whole_of(sentence, noun, old, new)
    )


def _is_of_kind(lemma: str, kind: str) -> bool:
    """Return whether a noun is a hyponym of a general one: a telephone is a device, a hammer a tool."""
    if related(lemma, kind) or (kind in noun_flags(lemma) and kind != "building"):
        return True  # bridges and tents have the flag of a building
    return kind in _MADE and not set(noun_classes(kind)).isdisjoint(noun_classes(lemma))


def _owns_a_place(sentence: Sentence, noun: Word) -> bool:
    """Return whether somebody is only named as the owner of a place, where nobody can see who it is: a student's room."""
    return noun.dep == "poss" and "person" in noun_flags(noun.lemma) and bool({"place", "room"} & noun_flags(sentence.head(noun).lemma))


def _is_seat_at_it(sentence: Sentence, noun: Word, new: str) -> bool:
    """Return whether who is at the one is at the other: a computer stands on a desk."""
    at = noun.dep == "pobj" and sentence.head(noun).lower in ("at", "behind")
    return at and new in _BENEATH and bool({"electronics", "instrument"} & set(noun_classes(noun.lemma)))


def _named_by_another_word(sentence: Sentence, noun: Word, new: str) -> bool:
    """Return whether another word of the caption also names the new noun: a muddy pool has mud, and snowflakes are snow."""
    return any(names(word, new) for word in sentence.words if word.i != noun.i and word.pos in CONTENT)
