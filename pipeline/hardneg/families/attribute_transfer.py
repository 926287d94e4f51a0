"""Decide whether an attribute of one thing can describe another: a dog can be small, and no dog is wooden.

The lexicon lists which attributes a noun can have, and for some words which nouns they suit. This module covers the rest: kinds of
attributes by flags, classes and names of nouns.
"""

from hardneg.lexicon import attribute_alternatives, attribute_kind, noun_classes, noun_flags, slots_of

_THINGS = frozenset({
    "vehicle", "furniture", "container", "clothing", "wearable", "textile", "electronics", "appliance", "fixture", "tableware",
    "vessel", "building", "toy", "board", "throwable", "sign", "street_furniture", "utensil", "cookware", "tool", "instrument",
    "readable", "building_part", "accessory", "bag",
})  # fmt: skip
_NAMED = frozenset({
    "umbrella", "kite", "flag", "balloon", "clock", "lamp", "painting", "mirror", "statue", "fence", "gate", "tent", "vase", "flower",
    "candle", "fan", "sculpture", "frame", "ball", "frisbee", "wagon", "cart", "sled", "ribbon", "bow", "collar", "leash", "stroller",
})  # fmt: skip
_PAINTED = _THINGS | _NAMED
"""Things made in any colour."""
_OWN_COLOUR = frozenset({
    "mirror", "window", "glass", "knife", "fork", "spoon", "faucet", "tv", "television", "monitor", "jeans", "scissors", "light",
    "traffic light", "stop sign", "stop light", "newspaper", "screen", "fire", "trunk", "eye", "utensil", "silverware", "gold",
})  # fmt: skip
COATS = frozenset({"brown", "black", "white", "gray", "grey", "tan"})
"""Colours of most animals."""
_NATURAL = {
    noun: frozenset(names.split("; "))
    for noun, names in {
        "bear": "black; brown; white",
        "dog": "black; brown; gray; grey; tan; white",
        "puppy": "black; brown; gray; grey; tan; white",
        "cat": "black; gray; grey; tan; white",
        "kitten": "black; gray; grey; tan; white",
        "horse": "black; brown; gray; grey; tan; white",
        "pony": "black; brown; gray; grey; tan; white",
        "cow": "black; brown; tan; white",
        "bull": "black; brown; gray; grey; tan; white",
        "goat": "black; brown; gray; grey; tan; white",
        "sheep": "black; brown; white",
        "bird": "black; blue; brown; gray; green; grey; red; tan; white; yellow",
        "parrot": "blue; green; red; white; yellow",
        "duck": "black; brown; white",
        "rabbit": "black; brown; gray; grey; tan; white",
        "chicken": "black; brown; red; white",
        "butterfly": "black; blue; orange; white; yellow",
        "pigeon": "black; gray; grey; white",
        "calf": "black; brown; gray; grey; tan; white",
    }.items()
}
_GROWN_COLOURS = {
    noun: frozenset(names.split("; "))
    for noun, names in {
        "apple": "green; red; yellow",
        "flower": "blue; orange; pink; purple; red; white; yellow",
        "rose": "pink; red; white; yellow",
        "pepper": "green; red; yellow",
        "tulip": "pink; red; white; yellow",
        "cake": "blue; brown; pink; white; yellow",
        "cupcake": "blue; brown; pink; white; yellow",
        "tree": "green",
        "bush": "green",
        "grape": "green; purple; red",
        "onion": "red; white; yellow",
        "wine": "red; white",
    }.items()
}
_UNSIZED = frozenset({
    "body", "water", "sky", "surface", "nature", "event", "sport", "stuff", "depiction", "person", "mass", "drink", "road", "landscape",
    "clothing", "accessory", "plural",
})  # fmt: skip
_SIZED_TOO = frozenset({
    "tree", "field", "rock", "wave", "hill", "mountain", "lake", "crowd", "flower", "plant", "bush", "painting", "photo", "hat", "sign",
    "print",
})  # fmt: skip
_BIG_OR_SMALL = frozenset({
    "large", "big", "huge", "giant", "small", "tiny", "little", "enormous", "massive", "gigantic", "miniature", "mini",
})  # fmt: skip
_SUITS = {
    word: frozenset(names.split("; "))
    for word, names in {
        "tall": "building; cabinet; door; fence; giraffe; glass; grass; horse; lamp; plant; statue; tower; tree; vase",
        "long": (
            "bench; boat; bridge; bus; coat; couch; counter; curtain; desk; dress; fence; hallway; hot dog; road; rope; sandwich; scarf; "
            "shelf; skirt; sleeve; sofa; table; train; truck"
        ),
        "short": "dress; fence; grass; pants; skirt",
        "wide": "bed; bench; door; hallway; path; river; road; sidewalk; street; table; window",
        "narrow": "alley; bathroom; boat; hallway; kitchen; path; river; road; room; sidewalk; street; table; window",
        "thin": "blanket; book; cat; cow; dog; horse; laptop; pizza; tree; vase",
        "thick": "blanket; book; coat; fence; rope; sandwich; scarf; steak; sweater",
        "fat": "bear; bird; cat; dog; horse; pig; squirrel",
        "low": "bed; bench; fence; shelf; table; wall",
        "high": "chair; fence; shelf; tower; wall",
        "deep": "bowl; lake; pan; pool; river; snow",
        "wooden": (
            "barn; boat; bowl; box; bridge; building; cabin; cart; clock; crate; cutting board; dock; door; fence; floor; "
            "frame; furniture; "
            "gate; house; ladder; pier; platform; pole; shed; sign; spoon; tray; wagon; wall"
        ),
        "metal": (
            "bowl; box; bridge; bucket; cage; clock; container; cup; door; fence; frame; furniture; gate; ladder; lamp; pan; pole; rail; "
            "sculpture; shelf; sign; statue; trash can; tray"
        ),
        "plastic": (
            "bag; basket; bench; bottle; bowl; box; bucket; chair; container; cup; fence; fork; frisbee; knife; plate; "
            "spoon; stool; table; "
            "toy; tray"
        ),
        "glass": "bottle; bowl; building; cup; door; jar; lamp; plate; table; vase",
        "brick": "building; chimney; church; fireplace; house; oven; road; tower; wall",
        "stone": "bench; bridge; building; castle; church; fireplace; floor; fountain; house; statue; tower; wall",
        "concrete": "bench; bridge; building; floor; pillar; ramp; wall",
        "leather": "armchair; bag; belt; boot; chair; coat; couch; glove; jacket; purse; shoe; sofa; suitcase; vest",
        "wicker": "basket; bench; box; chair; couch; table",
        "paper": "bag; box; cup; hat; plate",
        "cardboard": "box; container; sign; tray",
        "ceramic": "bowl; cup; mug; plate; pot; sink; vase",
        "old": (
            "animal; appliance; bag; barn; bicycle; boat; book; boot; bridge; building; camera; clock; electronics; fence; "
            "furniture; gate; "
            "person; phone; shoe; sign; suitcase; toilet; vehicle; wall"
        ),
        "new": "appliance; bicycle; boat; building; clock; electronics; furniture; shoe; toilet; vehicle",
        "young": "animal; person",
        "modern": "appliance; building; clock; furniture; lamp; room; train; vehicle",
        "vintage": "camera; clock; electronics; furniture; lamp; suitcase; vehicle",
        "striped": (
            "bag; chair; couch; dress; hat; jacket; scarf; shirt; shorts; skirt; sock; sweater; tent; textile; tie; umbrella; wallpaper"
        ),
        "checkered": "blazer; couch; dress; flag; floor; jacket; scarf; shirt; skirt; textile; tie",
        "floral": "bag; chair; couch; dress; scarf; shirt; skirt; textile; tie; umbrella; vase; wallpaper",
        "round": "bed; bowl; cake; clock; lamp; mirror; ottoman; pizza; plate; rug; sign; sink; table; tray; vase; window",
        "square": "bowl; box; building; cake; clock; mirror; pizza; plate; rug; sign; sink; table; tray; vase; window",
        "fluffy": "bear; bird; blanket; cat; dog; duck; goat; kitten; llama; pillow; puppy; rabbit; rug; sheep; towel",
        "shiny": "appliance; ball; balloon; boot; bowl; car; dress; floor; shoe; table; toilet; vehicle",
        "empty": (
            "beach; bed; bench; boat; bowl; bus; cart; chair; container; couch; parking lot; plate; refrigerator; restaurant; road; room; "
            "shelf; stool; street; table; train; vessel"
        ),
        "dirty": (
            "bathtub; blanket; boot; cat; clothing; dish; dog; floor; furniture; horse; mirror; plate; room; sheep; shoe; sink; street; "
            "toilet; towel; vehicle; wall; window"
        ),
        "wet": "bear; bench; bird; cat; dog; elephant; floor; grass; horse; road; sidewalk; street; towel; umbrella",
        "broken": (
            "bicycle; bottle; clock; door; electronics; fence; furniture; mirror; plate; sign; skateboard; surfboard; toilet; toy; "
            "umbrella; vase; vehicle; window"
        ),
        "open": "bag; book; box; cabinet; door; drawer; gate; laptop; oven; refrigerator; suitcase; umbrella; window",
        "parked": "vehicle",
        "crowded": "beach; boat; bus; kitchen; market; park; restaurant; room; sidewalk; stadium; street; table; train",
        "messy": "bed; counter; desk; kitchen; office; room; shelf; table",
        "clean": "bathtub; bed; desk; floor; mirror; plate; room; sink; table; toilet; vehicle; window",
        "sunny": "beach; field; park; room; street",
        "rusty": "bench; bicycle; boat; chair; fence; fire hydrant; gate; sign; vehicle",
        "stuffed": "animal",
        "happy": "dog; person",
        "sleeping": "animal; person",
        "male": "animal; person",
        "female": "animal; person",
        "decorative": "bowl; clock; lamp; pillow; plate; vase",
        "ornate": "building; ceiling; clock; door; fireplace; furniture; lamp; mirror; vase",
        "colorful": (
            "balloon; bird; boat; building; bus; clothing; flower; kite; painting; plate; sign; textile; toy; train; truck; umbrella; vase"
        ),
        "busy": "airport; intersection; kitchen; market; restaurant; road; sidewalk; station; street",
        "lush": "field; forest; garden; hill; hillside",
        "grassy": "area; field; hill; hillside; park; slope; yard",
        "snowy": "field; forest; hill; mountain; mountainside; park; road; roof; slope; street; yard",
        "rocky": "beach; field; hill; mountain; shore; slope",
        "dark": "alley; forest; hallway; kitchen; room; street; tunnel",
        "bright": "kitchen; kite; room; shirt; umbrella",
        "indoor": "arena; pool",
        "fake": "animal; flower; plant; tree",
    }.items()
}
"""Names, classes and flags that a word suits."""
_LIKE = {
    each: word
    for word, group in {
        "wooden": "hardwood; oak; wood",
        "metal": "aluminum; iron; metallic; steel",
        "concrete": "cement",
        "wicker": "rattan",
        "ceramic": "porcelain",
        "old": "ancient; antique; elderly; older",
        "checkered": "checked; flannel; plaid",
        "floral": "flowered; flowery",
        "striped": "dotted; patterned; plain; polka-dot; polka-dotted; printed",
        "round": "circular; oval",
        "square": "rectangular",
        "fluffy": "furry; fuzzy; hairy; shaggy; soft",
        "shiny": "glossy; polished; sparkling",
        "empty": "deserted; full; vacant",
        "crowded": "packed",
        "messy": "cluttered",
        "clean": "neat; tidy",
        "open": "closed; opened; shut",
        "rusty": "rusted; worn",
        "vintage": "retro",
        "modern": "contemporary",
        "long": "lengthy",
        "thin": "skinny; slim",
        "fat": "chubby; overweight; plump",
        "happy": "angry; sad; smiling",
        "dirty": "filthy; muddy",
        "wet": "damp; soaked",
        "grassy": "wooded",
        "stuffed": "toy",
        "colorful": "colourful; multi-colored; multicolored",
        "ornate": "elegant; fancy",
        "dark": "dim; dimly",
        "snowy": "icy; snow-covered",
        "rocky": "steep",
        "busy": "bustling",
    }.items()
    for each in group.split("; ")
}
"""Words that suit the same nouns as another."""


def transferable(word: str, kind: str, noun: str, head: str) -> bool:
    """Return whether an attribute of another noun can describe a noun (a lemma or compound, and its last word)."""
    flags = noun_flags(noun)
    if not flags or attribute_kind(word, noun) is None or "mass" in flags:
        return False
    slots = slots_of("modifier", word)
    if kind == "colour" and word not in _SUITS:
        return _coloured(word, noun, flags) and _coloured(word, head, flags)
    if word in _BIG_OR_SMALL:
        return noun in _SIZED_TOO or not flags & _UNSIZED
    if not attribute_alternatives(word, noun):
        return False
    suited = _SUITS.get(_LIKE.get(word, word))
    names = {noun, head, *noun_classes(noun)[:1], *flags}
    if suited is not None:
        return bool(suited & names)
    return bool(slots) and any(slot.holds(noun) for slot in slots)


def _coloured(word: str, noun: str, flags: frozenset[str]) -> bool:
    """Return whether a thing is made, or grows, in a colour."""
    if flags & {"person", "body"} or noun in _OWN_COLOUR:
        return False
    if "animal" in flags:
        return word in _NATURAL.get(noun, frozenset())
    if flags & {"food", "plant", "nature", "drink", "edible"}:
        return word in _GROWN_COLOURS.get(noun, frozenset())
    if "room" in flags:
        return word in ("white", "blue", "green", "yellow", "pink")
    return bool(flags & _PAINTED or noun in _PAINTED)
