"""List things that share a kind of place, so that each can be where the other is: on a street, in a room, on a desk, at a meal.

The lexicon's classes list replacements. They separate a fire hydrant and a car, which share one street.
"""

from functools import cache

_SETS = {
    "street": """
        car, truck, van, bus, taxi, taxicab, cab, minivan, jeep, suv, motorcycle, motorbike, bicycle, bike, scooter, moped, trailer,
        tractor, pickup truck, pick up truck, double decker bus, police car, fire truck, school bus, tour bus, food truck, fire
        hydrant, hydrant, bench, park bench, tree, palm tree, bush, street sign, stop sign, parking meter, trash can, mailbox,
        statue, fountain, streetlight, street light, light pole, lamp post, phone booth, house, building, church, clock tower,
        tower, barn, shed, hut, tent, cabin, shop, store, billboard, flagpole, picnic table, monument, boulder, windmill,
        lighthouse, carriage, cart, wagon, garage, bus stop, castle, motor scooter, buggy, trolley, semi, fence, wire fence, wall,
        gate, rock, cone, traffic light, traffic signal, hotel, restaurant, log, semi truck, dump truck, tow truck, motor bike,
        sculpture, dumpster, telephone pole, hedge, temple, mosque
    """,
    "water": "boat, ship, sailboat, ferry, canoe, kayak, yacht, raft, rowboat, tugboat, fishing boat, speedboat, motorboat, barge, dock",
    "air": """
        plane, airplane, jet, helicopter, airliner, aeroplane, biplane, jetliner, passenger jet, kite, balloon, hot air balloon
    """,
    "room": """
        couch, sofa, loveseat, chair, armchair, rocking chair, recliner, table, coffee table, end table, side table, dining table,
        desk, bed, crib, lamp, floor lamp, television, tv, bookshelf, bookcase, cabinet, dresser, potted plant, piano, ottoman,
        nightstand, stool, christmas tree, wardrobe, bar stool, futon, night stand, refrigerator, closet, fireplace, shelf, mirror,
        door, window
    """,
    "kitchen": """
        refrigerator, fridge, stove, oven, microwave, dishwasher, sink, freezer, toaster oven, cabinet, microwave oven, table,
        kitchen sink, toaster, trash can, kitchen table, dining table, counter
    """,
    "bathroom": """
        toilet, sink, bathtub, tub, bath tub, shower, urinal, bathroom sink, bidet, shower stall, washing machine, trash can,
        mirror, window, door, vanity, cabinet
    """,
    "desk": """
        laptop, laptop computer, computer, desktop computer, desktop, monitor, computer monitor, keyboard, computer keyboard, cup,
        mug, computer mouse, phone, cell phone, cellphone, smartphone, smart phone, tablet, lamp, book, notebook, magazine, coffee
        mug, coffee cup, bottle, water bottle, glass, camera, speaker, printer, remote, remote control, controller, video game
        controller, pen, pencil, clock, alarm clock, vase, candle, teddy bear, stuffed animal, stuffed bear, doll, plant, potted
        plant, tv, television, box, basket, backpack, radio, wii controller, toothbrush, scissors
    """,
    "meal": """
        cup, mug, glass, wine glass, bottle, bowl, plate, vase, pitcher, teapot, jar, candle, napkin, fork, knife, spoon, saucer,
        tray, sandwich, hot dog, burger, hamburger, cheeseburger, pizza, salad, apple, banana, orange, pear, peach, lemon, lime,
        tomato, carrot, cake, cupcake, donut, doughnut, muffin, cookie, pastry, croissant, bagel, pie, egg, omelet, pancake, waffle,
        taco, burrito, potato, cucumber, pickle, steak, sausage, strawberry, onion, wine bottle, coffee cup, basket
    """,
    "carried": "bag, backpack, suitcase, purse, briefcase, duffel bag, box, basket, umbrella, skateboard, surfboard, snowboard, cooler",
    "sign": """
        sign, street sign, stop sign, traffic light, traffic signal, road sign, stop light, stoplight, traffic sign, clock, street
        light
    """,
    "wall": "clock, mirror, picture, painting, poster, window, door, sign, shelf, lamp, photo, fireplace",
    "beach": "umbrella, tent, chair, beach chair, bench, surfboard, boat, lawn chair, beach umbrella, table, picnic table, canoe",
    "toy": "teddy bear, doll, stuffed animal, stuffed bear, toy, ball, toy car, stuffed bunny, toy truck, toy train, pillow",
    "bed": "pillow, blanket, teddy bear, stuffed animal, book, laptop, suitcase, bag, backpack, laptop computer",
    "worn": """
        shirt, hat, cap, jacket, coat, sweater, vest, hoodie, scarf, helmet, sweatshirt, t-shirt, blouse, top, jersey, uniform,
        skirt, tank top, pants, shorts, jeans, trousers, shoes, boots, gloves, socks, shoe, boot, glove, sock, sneaker
    """,
    "view": "mountain, hill, lake, river, forest, field, bridge, city, island, beach, ocean",
}
"""Names by set."""
_ROOTED = frozenset({
    "door", "window", "mirror", "closet", "fireplace", "tree", "palm tree", "bush", "house", "building", "church", "clock tower",
    "tower", "barn", "shed", "hut", "cabin", "shop", "store",
    "flagpole", "windmill", "lighthouse", "garage", "castle", "monument", "street sign", "stop sign", "parking meter", "streetlight",
    "street light", "lamp post", "sign", "traffic light", "billboard", "bus stop", "phone booth", "mailbox", "fence", "pole", "wire fence",
    "wall", "gate", "light pole", "traffic signal", "hotel", "restaurant", "telephone pole", "hedge", "temple", "mosque",
})  # fmt: skip
_LIES = frozenset({
    "bicycle", "bike", "scooter", "motorcycle", "book", "magazine", "remote", "remote control", "phone", "cell phone", "cellphone",
    "keyboard", "fork", "knife", "spoon", "napkin", "pen", "pencil", "umbrella", "skateboard", "surfboard", "snowboard", "bag", "backpack",
    "suitcase", "teddy bear", "doll", "stuffed animal", "pillow", "blanket", "towel", "banana", "notebook", "tablet", "camera", "bottle",
    "controller",
})  # fmt: skip
_FLAT = frozenset({
    "book", "laptop", "laptop computer", "magazine", "newspaper", "notebook", "tablet", "box", "suitcase", "pizza box", "keyboard",
    "tray", "briefcase", "cutting board", "folder", "envelope",
})  # fmt: skip
"""Things that can lie on one another."""


@cache
def _table() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, listed in _SETS.items():
        for word in listed.split(","):
            found.setdefault(" ".join(word.split()), set()).add(name)
    return {word: frozenset(names) for word, names in found.items()}


def shared(one: str, two: str) -> frozenset[str]:
    """Return the sets of places that have both things; empty where one is never where the other is."""
    table = _table()
    return table.get(one, frozenset()) & table.get(two, frozenset())


def stacked(one: str, two: str) -> bool:
    """Return whether each of the two may lie on the other."""
    return one in _FLAT and two in _FLAT


def stands_outdoors(name: str) -> bool:
    """Return whether a thing occurs on a street or a meadow, as a person or an animal may."""
    return "street" in _table().get(name, frozenset())


def can(name: str, verb: str) -> bool:
    """Return whether captions let a thing sit, lie or stand."""
    if verb in ("sit", "rest"):
        return name not in _ROOTED
    if verb in ("lie", "lay"):
        return name in _LIES
    if verb in ("hang", "mount"):
        return bool(_table().get(name, frozenset()) & {"wall", "sign"})
    if verb == "stand":
        return "meal" not in _table().get(name, frozenset())
    return verb in ("be", "see", "show", "place", "locate", "position", "picture", "set", "include", "feature", "display", "leave")
