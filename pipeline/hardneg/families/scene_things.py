"""List what a place or a thing has anyway: a bathroom has a mirror, a street a ground, a car wheels, and a man a face.

Where a caption only says that something is there (`a bathroom with a television`, `a television in a bathroom`), such a thing cannot
replace it, since the caption would stay true.
"""

from collections.abc import Iterator
from functools import lru_cache

from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_classes, noun_flags
from hardneg.lexicon.hypernyms import are_synonyms, is_hypernym
from hardneg.lexicon.nouns import is_offered

_DEEPEST = 4
Things = dict[frozenset[str], frozenset[str]]


def _words(listed: str) -> frozenset[str]:
    return frozenset(" ".join(word.split()) for word in listed.split(","))


def as_table(text: str) -> Things:
    """Return the nouns behind each colon of a text by those before it; semicolons part its entries."""
    entries = (entry.partition(":") for entry in text.split(";"))
    return {_words(places): _words(things) for places, _, things in entries}


_OFTEN = as_table("""
    bathroom, restroom, washroom: toilet, sink, shower, bathtub, mirror, towel, tub, faucet, toilet paper, urinal, cabinet, window,
      counter, shelf, soap, toothbrush, door, light;
    kitchen, kitchenette: stove, oven, sink, refrigerator, microwave, dishwasher, cabinet, counter, toaster, kettle, blender, table,
      chair, window, shelf, coffee maker, freezer, pan, pot, faucet;
    bedroom, hotel room, dorm room: bed, lamp, dresser, nightstand, window, pillow, blanket, curtain, mirror, desk, chair, rug,
      closet, table, picture, door, cabinet, shelf, painting;
    living room, den, lounge: couch, sofa, television, table, lamp, rug, chair, fireplace, window, pillow, curtain, shelf, armchair,
      coffee table, carpet, painting, plant, cabinet, ottoman, bookshelf, picture;
    office, desk, computer desk, workstation, cubicle: computer, keyboard, mouse, monitor, chair, lamp, phone, laptop, printer, desk,
      speaker, cabinet, book, pen, paper, notebook, cup, mug, cell phone, clock, plant, picture, photo, vase, stapler, calculator, pencil;
    hallway, corridor, entryway, foyer, lobby: mirror, painting, picture, poster, door, rug, lamp, table, plant, chair, bench, window;
    street, city, intersection, road, sidewalk, town, village, highway, alley: car, building, tree, traffic light, street sign,
      streetlight, pole, sign, bus, truck, lamp post, house, shop, store, person, van, bush, fence, wall, flower, motorcycle, bicycle,
      restaurant, hotel, cafe, bar, bank, church, apartment, office, parking meter, fire hydrant, bench;
    dining table, dinner table, dining room table, kitchen table: plate, glass, cup, bowl, napkin, fork, knife, spoon, chair, food;
    coffee table: remote, book, magazine, cup;
    nightstand, bedside table: lamp, clock, alarm clock, book, telephone, glass;
    bookshelf, bookcase: book, magazine;
    bed: pillow, blanket, sheet, mattress;
    airport, runway, tarmac: airplane, jet, person, luggage, suitcase;
    beach, shore: person, umbrella, chair, towel, rock, seagull, boat;
    harbor, marina, port, dock: boat, ship, sailboat;
    forest, woods, wood, jungle: bush, rock, flower, path, log, fern;
    field, meadow, pasture: tree, bush, flower, fence;
    baseball field, ballpark: player, ball, bat, base, glove;
    tennis court: player, ball, racket, net;
    market: fruit, vegetable, stand, customer, vendor, tent;
    restaurant, cafe, diner, bar, pub: customer, waiter, glass, plate, bottle, counter, menu;
    classroom, school: desk, chair, table, book, window, student, teacher, child, clock;
    farm, barn, barnyard: cow, horse, sheep, goat, pig, chicken, fence, tractor;
    park, garden, yard, backyard, lawn, patio, porch, balcony, terrace, deck: tree, bush, bench, flower, fence, path, plant, cactus, chair,
      table, umbrella, pot, statue, fountain, lantern, rock, hedge;
    table, tabletop, counter, countertop, shelf, mantel, mantle, dresser, sideboard, cabinet, window sill, windowsill, sill, ledge, stand:
      candle, vase, lamp, lantern, clock, plant, flower, cactus, picture, photo, figurine, pot, jar, bottle, bowl;
    table, tabletop, picnic table, counter, countertop, tray: plate, glass, cup, mug, bowl, napkin, fork, knife, spoon, bottle, jar,
      pitcher, can, wine glass, salt, pepper, teapot, kettle, saucer, tray;
    window, window sill, windowsill: curtain, blind, shade, plant, flower, cactus, pot, vase;
    sink, vanity, bathtub: soap, toothbrush, toothpaste, towel, comb, razor, sponge, faucet, mirror, hairbrush, toilet paper;
    plate, meal, dinner, breakfast, lunch: fork, knife, spoon, napkin, sauce;
    pizza: cheese, sauce, tomato, onion, pepper, ham, sausage;
    sandwich, burger, hamburger: bread, bun, lettuce, tomato, cheese, meat, onion, ham, bacon;
    hot dog: bun, sausage, ketchup, mustard, sauce;
    salad: lettuce, tomato, cucumber, onion, spinach, cabbage, carrot;
    cake: cream, icing, frosting, candle;
    sky: cloud, sun, bird, star;
    desert: cactus, bush, rock, sand, tree, dune;
    tree, branch: branch, leaf, flower, bird, nest;
    toolbox, workbench, workshop: hammer, screwdriver, wrench, drill, saw, pliers;
    pond, lake, river, stream: rock, tree, boat, dock, bridge, duck
""")
"""Things that many places of a sort have, whether the caption names them or not."""
_ALWAYS = as_table("""
    bathroom, restroom, washroom: sink, mirror, toilet, faucet, tile;
    kitchen, kitchenette: sink, counter, cabinet, stove, oven, refrigerator, appliance;
    bedroom, hotel room, dorm room: bed, pillow, blanket, sheet, mattress;
    dining room: table, chair;
    living room, den, lounge: couch, chair;
    office, cubicle, workstation: desk, chair;
    classroom: desk, chair, student, person;
    library, bookstore: book, shelf, bookshelf;
    restaurant, cafe, diner, pizzeria, bar, pub, cafeteria: table, chair, food, person;
    store, shop, supermarket, grocery store, mall: shelf, person;
    market, fair, carnival, airport, stadium, arena: person, crowd;
    train station, station, subway station, railway station: platform, track, person;
    street, road, highway, intersection, sidewalk, alley, crosswalk: pavement, asphalt, person, car, vehicle;
    city, town, village: building, structure, vehicle, house, street, road, person, car;
    parking lot: car, vehicle, pavement, asphalt;
    harbor, marina, port: boat, water;
    beach, shore, coast, seaside: sand, water, ocean, sea, wave, shore;
    ocean, sea: water, wave;
    lake, river, pond, pool, stream, creek, canal, fountain, waterfall: water;
    field, meadow, pasture, lawn, yard, backyard: grass;
    park: tree, grass, path;
    garden: plant, flower, leaf, grass;
    forest, wood, woods, jungle: tree, leaf, branch, plant, bush;
    zoo: animal, person, fence;
    farm: animal, field, grass;
    tree, bush: leaf, branch, twig, trunk;
    flower, rose, tulip, sunflower, daisy: petal, stem, leaf;
    computer, laptop: screen, keyboard;
    book, magazine, newspaper: page, word, text
""")
"""Things that hardly any of these places or things lacks."""
_ALWAYS_BY_FLAG = as_table("""
    room: wall, floor, ceiling, door, window, light, furniture;
    building, venue: wall, floor, roof, door, window, entrance;
    landscape, road, water, sport_place: sky, ground, air, horizon;
    vehicle: wheel, tire, window, door, windshield, headlight, seat, engine;
    animal: head, leg, eye, ear, mouth, nose, body, foot, face;
    person: head, face, leg, arm, hand, eye, ear, mouth, nose, body, foot, finger, hair, skin, clothes, clothing, shirt, shoe, pants
""")
"""Things that whatever has a flag of the lexicon has."""
_TOGETHER = (
    _words("toilet, sink, bathtub, shower, mirror, towel, toilet paper, urinal, bidet, tub, faucet"),
    _words("fork, knife, spoon, napkin"),
    _words("plate, glass, cup, napkin, fork, knife, spoon, saucer"),
    _words("computer, desktop computer, keyboard, mouse, monitor, speaker, laptop, printer"),
    _words("stove, oven, sink, refrigerator, microwave, dishwasher, cabinet, counter"),
    _words("pillow, blanket, sheet, mattress"),
    _words("bush, tree, flower, grass, plant"),
    _words("shop, store, restaurant, hotel, cafe, bar, house, building, bank, office building, apartment building"),
)
"""Things that stand together, so that a caption that only locates one of them leaves open whether another is there."""
_HAVING = frozenset({"with", "has", "have", "having", "of", "featuring", "includes", "including", "contains", "containing", "full"})
_INSIDE = frozenset({"in", "on", "at", "inside", "within", "along", "outside"})
_BESIDE = frozenset({"front", "back", "rear"})
_ANY_PLACE = frozenset({"room", "space", "area", "place", "corner", "interior"})
_AT_REST = frozenset({"be", "stand", "see", "show", "park", "hang", "place", "set", "locate", "situate", "sit"})
_SUBJECTS = frozenset({"ROOT", "nsubj", "nsubjpass", "attr"})
_FILLED = frozenset({
    "fill", "top", "cover", "decorate", "surround", "line", "equip", "furnish", "clutter", "load", "set", "litter", "adorn", "stock",
    "pack", "contain", "have", "include", "feature", "show", "display", "hold",
})  # fmt: skip
_APART = frozenset({"beside", "near", "next", "by", "behind", "front", "under", "above", "below", "against", "over", "beneath"})
_GROUPS = frozenset({
    "group", "pair", "couple", "lot", "row", "bunch", "set", "variety", "number", "collection", "pile", "assortment", "stack", "picture",
    "photo", "image", "view", "close", "painting", "drawing", "item", "thing", "object", "stuff", "one", "some", "piece", "array",
    "selection", "amount",
})  # fmt: skip
"""Nouns without a place of their own: a couple of chairs in a room, a picture of a vase on a table."""
_PLAIN = frozenset({"det", "compound", "punct", "expl", "aux", "auxpass", "advmod", "nsubj", "nsubjpass", "attr"})


def may_be_there_too(sentence: Sentence, noun: Word, lemma: str, other: str) -> bool:
    """Return whether what the caption names as having `lemma` (at `noun`) has `other` as well: a bathroom with a toilet has a mirror."""
    if lemma == other:
        return False
    counted = sentence.child(noun, "nummod") is not None  # four bowls on a table: hardly four plates
    if any(_has(name, other, often=not counted) for name in _owners(sentence, noun)):
        return True
    listed = noun.i in sentence.once(_only_listed)
    if listed and any(_share_a_place(name, lemma, other) for name in _named_beside(sentence, noun)):
        return True
    places = _places(sentence, noun)
    if not places and listed and "place" not in noun_flags(lemma):
        places = [word for word in sentence.words if word.i != noun.i and word.lemma in _ANY_PLACE]  # a small space with a sink
    if places and any(_are_one(lemma, each) and any(_are_one(other, thing) for thing in group) for group in _TOGETHER for each in group):
        return True
    return _is_all(sentence, noun, places) and any(_has(name, other, often=True) for each in places for name in _names(sentence, each))


def _are_one(lemma: str, thing: str) -> bool:
    """Return whether two nouns name one thing; a pot and a toilet are synonyms in WordNet, but of different classes here."""
    return lemma == thing or (not set(noun_classes(lemma)).isdisjoint(noun_classes(thing)) and are_synonyms(lemma, thing))


@lru_cache(maxsize=20_000)
def _has(owner: str, other: str, often: bool) -> bool:
    tables = (_OFTEN, _ALWAYS) if often else (_ALWAYS,)
    named = (things for table in tables for owners, things in table.items() if owner in owners)
    flags = noun_flags(owner)
    flagged = (things for names, things in _ALWAYS_BY_FLAG.items() if names & flags)
    found = frozenset().union(*named, *flagged)
    # Words that only an LLM writes may be hypernyms of these.
    return any(_are_one(other, thing) or (not is_offered(other) and is_hypernym(other, thing)) for thing in found)


@lru_cache(maxsize=20_000)
def _share_a_place(place: str, lemma: str, other: str) -> bool:
    """Return whether two things often are in a place, or whether the other hardly ever lacks there."""
    return (_has(place, lemma, often=True) and _has(place, other, often=True)) or any(
        place in owners and any(_are_one(other, thing) for thing in things) for owners, things in _ALWAYS.items()
    )


def _named_beside(sentence: Sentence, noun: Word) -> set[str]:
    """Return the names of all other things of the caption, which may be the place of this one."""
    own = {noun.i, *(child.i for child in sentence.children[noun.i] if child.dep == "compound")}
    return {name for i, name in sentence.once(_places_by_name) if i not in own}


def _places_by_name(sentence: Sentence) -> list[tuple[int, str]]:
    return [(word.i, name) for word in sentence.words if not _is_apart(sentence, word) for name in _names(sentence, word)]


def things_of(place: str) -> frozenset[str]:
    """Return what a place of this name often or always has."""
    tables = (_OFTEN, _ALWAYS)
    return frozenset().union(*(things for table in tables for names, things in table.items() if place in names))


def _is_apart(sentence: Sentence, place: Word) -> bool:
    """Return whether something is beside a thing instead of on or in it: `next to a plate`, `in front of a shelf`."""
    preposition = sentence.head(place)
    return place.dep == "pobj" and not _APART.isdisjoint({preposition.lower, sentence.head(preposition).lower})


def _only_listed(sentence: Sentence) -> frozenset[int]:
    """Return the indices of the nouns of which the caption says only that they are there."""
    return frozenset(word.i for word in sentence.words if word.pos in NOUNS and _is_only_listed(sentence, word))


def _is_only_listed(sentence: Sentence, noun: Word) -> bool:
    """Return whether the caption says of a thing only that it is there: `a candle and a vase on a table`, `a desk filled with books`."""
    below = [
        *sentence.children[noun.i],
        *(each for word in sentence.children[noun.i] if word.dep == "compound" for each in sentence.children[word.i]),
    ]
    if "animate" in noun_flags(noun.lemma) or any(
        child.dep in ("amod", "nummod", "poss", "relcl") or child.lower == "of" for child in below
    ):
        return False
    first = sentence.first_conjunct(noun)
    for _ in range(_DEEPEST):  # a couple of chairs, a picture of a vase
        above = sentence.head(first)
        group = sentence.head(above) if first.dep == "pobj" else above
        if first.dep != "pobj" or above.lower != "of" or group.lemma not in _GROUPS:
            break
        first = sentence.first_conjunct(group)
    if any(child.dep == "acl" and child.lemma not in _AT_REST for each in (noun, first) for child in sentence.children[each.i]):
        return False
    above = sentence.head(first)
    if first.dep == "ROOT":
        return True
    if first.dep in _SUBJECTS:
        return above.lemma in _AT_REST
    if first.dep == "dobj":
        owner = sentence.subject(above)
        return above.lemma in _FILLED and (owner is None or "animate" not in noun_flags(owner.lemma))
    holder = sentence.head(above)
    holds = holder.lemma in _FILLED or (holder.pos in NOUNS and "animate" not in noun_flags(holder.lemma))
    return first.dep == "pobj" and above.lower in _HAVING - {"of"} and holds


def _owners(sentence: Sentence, noun: Word) -> Iterator[str]:
    """Yield the names of what has the noun: `a bathroom with ...`, `a bathroom has ...`."""
    head = sentence.head(sentence.first_conjunct(noun))
    if head.lower not in _HAVING and head.lemma not in _HAVING:
        return
    owner = sentence.head(head) if head.pos in ("ADP", "SCONJ") else sentence.subject(head)
    if owner is not None and owner.pos == "VERB":
        owner = sentence.subject(owner)
    yield from _names(sentence, owner)


def _places(sentence: Sentence, noun: Word) -> list[Word]:
    """Return the one place where a noun is, if it does nothing but be there: `a television in a bathroom`; else an empty list."""
    verb = sentence.head(noun)
    if noun.dep not in _SUBJECTS or (noun.dep != "ROOT" and verb.lemma not in _AT_REST):
        return []
    below = _below(sentence, noun)
    places = [place for child in below if child.lower in _INSIDE and (place := sentence.child(child, "pobj")) is not None]
    located = (
        len(places) == 1
        and places[0].lower not in _BESIDE
        and all(child.dep in _PLAIN or child.dep == "amod" or child.i == places[0].head for child in below)
    )
    return places if located else []


def _is_all(sentence: Sentence, noun: Word, places: list[Word]) -> bool:
    """Return whether the caption says nothing of a noun but its place: not `a large white television in a bathroom`."""
    return bool(places) and all(child.dep != "amod" for child in _below(sentence, noun))


def _below(sentence: Sentence, noun: Word) -> list[Word]:
    """Return what depends on a noun, or on the verb of rest that it is the subject of."""
    above = [noun, *([] if noun.dep == "ROOT" else [sentence.head(noun)])]
    above += [child for child in sentence.children[noun.i] if child.dep == "acl" and child.lemma in _AT_REST]
    known = {word.i for word in above}
    return [child for word in above for child in sentence.children[word.i] if child.i not in known]


def _names(sentence: Sentence, noun: Word | None) -> Iterator[str]:
    """Yield a noun's lemma, and that with the word before it, which may be a compound: `living room`."""
    if noun is not None and noun.pos in NOUNS:
        yield noun.lemma
        if (before := sentence.before(noun)) is not None:
            yield f"{before.lower} {noun.lemma}"
