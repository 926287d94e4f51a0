"""List nouns that can replace each other in a description, since captions describe all of them in the same way.

A description of several sentences describes a thing without naming it again, so most nouns of a class do not fit: the grill of a car is no
fridge. The nouns here occur in the same places, are held, worn and placed in the same way, and look different.
"""

from collections.abc import Iterator

PEOPLE = {"man": "woman", "woman": "man", "boy": "girl", "girl": "boy"}
"""People: pronouns of the caption may refer to them."""

# "a/b": each may replace the other; "a>b/c": b and c replace a only.
_SETS = (
    "dog/cat", "puppy/kitten", "horse/cow/donkey/goat/sheep", "pigeon/seagull/crow", "duck/swan/goose",
    "butterfly/bee/ladybug/dragonfly", "car/truck/van/bus", "bicycle/scooter/motorcycle", "canoe/kayak/raft",
    "sailboat/ship/yacht/ferry", "chair/stool/armchair", "couch/bed/armchair", "sofa/bed/armchair",
    "cup/bowl/bottle/jar/glass/vase/jug", "mug/bowl/bottle/jar/vase", "suitcase>backpack/basket", "purse>backpack/basket",
    "briefcase>backpack/suitcase", "hat/helmet/headband", "cap/helmet/headband", "boot/sandal/slipper", "sneaker/sandal/boot",
    "shorts/jeans", "pants/shorts", "umbrella>flag/basket", "book/newspaper/magazine/map", "laptop/tablet",
    "guitar/violin/trumpet/saxophone/accordion", "doll/teddy bear/toy car", "clock>painting/calendar/mirror", "poster>clock/painting",
    "blanket/towel", "rose/tulip/daisy/lily", "apple/banana/orange/pear/peach/lemon", "strawberry/banana/lemon",
    "carrot/cucumber/potato/onion/zucchini", "coffee/juice/milk", "milk/juice/lemonade", "lemonade>milk/juice", "beer>wine/milk",
    "muffin/croissant/donut/cookie", "barn/church/cabin/lighthouse/windmill", "castle>lighthouse/windmill", "bench/stool",
    "box/basket/bucket", "bag/basket/box", "bucket/basket/box", "crate/basket/bucket", "plate/bowl/tray", "tray/plate/bowl",
    "bracelet/watch", "watch/bracelet", "jacket/sweater/vest", "shirt/sweater/vest", "coat/sweater/vest", "sweater/jacket/vest",
    "hoodie/jacket/vest", "vest/sweater/jacket", "skirt/shorts", "t-shirt/sweater/vest", "apron>vest/jacket", "dress>coat/sweater",
    "statue/fountain", "microwave/toaster/blender", "airplane/helicopter", "candle/lantern", "handbag>backpack",
    "tent>cabin", "house>church/barn", "farmhouse>church", "bookshelf>desk", "painting>mirror/clock",
    "tricycle>scooter/bicycle", "pizza/sandwich/taco", "burger>pizza/taco", "cake/pie", "soup>salad", "pasta>salad", "frisbee>ball",
    "tractor>truck/car", "taxi>bus/truck", "elephant/giraffe/zebra", "lion/tiger/bear", "deer/bear/wolf", "chicken>duck", "turtle/frog",
    "monkey/squirrel", "eagle/owl/parrot", "pig>goat/sheep", "tomato>carrot/cucumber", "mushroom/onion", "grape>strawberry",
    "tie/scarf", "barrel>bucket", "drum>guitar", "piano>guitar", "cushion>blanket", "mailbox/fire hydrant/trash can", "fence>wall",
    "hedge>wall", "shovel/rake/broom", "wheelbarrow/cart", "wine glass>mug",
    "chalkboard>painting/mirror", "whiteboard>painting/mirror", "spoon/fork/knife", "pillow>blanket/towel", "cottage>church/barn/windmill",
    "tower>lighthouse/windmill", "rooster>duck/goose", "hen>duck/goose", "rabbit>cat/squirrel", "lizard>turtle/frog", "fox>wolf/deer",
    "pumpkin>watermelon", "watermelon>pumpkin/pineapple", "pineapple>watermelon", "crown>hat/helmet", "kite>balloon/flag", "egg>sausage",
)  # fmt: skip


def _pairs() -> Iterator[tuple[str, frozenset[str]]]:
    yield from ((one, frozenset({other})) for one, other in PEOPLE.items())
    for each in _SETS:
        one, _, others = each.rpartition(">")
        names = frozenset(others.split("/"))
        yield from [(one, names)] if one else ((name, names - {name}) for name in sorted(names))


def _table() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for name, others in _pairs():
        found.setdefault(name, others)
    return found


INTERCHANGE = _table()
"""Replacements of each noun."""
