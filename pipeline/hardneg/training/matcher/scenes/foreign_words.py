"""List words for things outside the drawn world, which the scenes matcher learns to reject.

The list is fixed because the shipped weights have a vector for each word. It was sampled from the lexicon (adjectives of colour,
material and pattern, and the most frequent nouns of each class), which may change.
"""

_ADJECTIVES = """
asian caucasian fair leather wool denim silk wooden tile concrete brick marble stone tiled glass metal dirt paved gravel grass plastic
wicker ceramic paper cardboard white orange cyan turquoise silver gray checkered plaid floral
"""
_NOUNS = """
hexagon pentagon octagon crescent arrow moon rectangle diamond line dog cat rabbit hamster puppy kitten horse cow sheep goat pig donkey
llama camel pony lamb elephant giraffe zebra bear lion deer tiger monkey wolf fox leopard rhino duck seagull pigeon parrot owl eagle
swan goose crow chicken turkey peacock shark dolphin whale crab octopus jellyfish starfish bee butterfly spider dragonfly ladybug
grasshopper batter pitcher catcher umpire runner car bus truck motorcycle bicycle van taxi tractor scooter ambulance boat tram plane
wagon carriage cart sled stroller wheelchair wheelbarrow sleigh canoe sailboat ship kayak raft yacht ferry helicopter rocket drone
airplane jet table chair couch bed bench desk shelf dresser cabinet stool armchair crib floor stove counter refrigerator microwave
dishwasher toaster sink blender kettle fridge oven dryer toilet bathtub shower mirror plate bowl tray cup basket pan glass box napkin
fork knife spoon spatula chopstick whisk ladle bottle vase jar pot bucket can teapot jug wok bag crate bin barrel tub drawer cage
suitcase backpack purse briefcase laptop television computer camera tablet keyboard monitor printer radio speaker remote telephone phone
pen clock painting poster window lamp calendar map flag statue sign candle chandelier lantern fireplace door staircase wall ceiling
blanket pillow towel rug sheet curtain tablecloth mattress tarp carpet tile banana apple orange strawberry grape lemon pear pineapple
watermelon peach mango cherry carrot tomato potato onion pepper cucumber mushroom bean pea pumpkin radish zucchini vegetable sandwich
cookie flower hamburger taco omelet burrito noodle pancake waffle egg chip donut muffin cupcake bagel croissant pretzel bun brownie
pastry smoothie shirt jacket dress suit coat sweater uniform vest costume apron robe skirt hat helmet cap hood crown wig headband scarf
mask veil beanie turban shoe boot sandal sock sneaker slipper tie necklace watch glove ring belt earring bracelet umbrella kite balloon
book basketball baseball football volleyball frisbee ball stick bone toy surfboard skateboard snowboard ski doll robot puzzle puppet
guitar piano drum violin trumpet flute saxophone accordion harp cello trombone hammer shovel broom rake screwdriver axe drill ladder
paintbrush mop toothbrush comb razor sponge hairbrush newspaper magazine pencil notebook card letter menu billboard streetlight mailbox
fountain pole fence gate hedge railing rope house church tower barn castle skyscraper cabin bridge tent lighthouse apartment hotel
mountain tree hill lake restaurant store school hospital library museum office airport zoo stadium kitchen bathroom bedroom garage
classroom hallway basement closet attic lobby street sidewalk beach field alley river lawn highway runway road playground park forest
desert garden farm city slope ocean pool pond harbor stream waterfall puddle canal swamp dock pier wave ramp rock roof sky cloud rainbow
sunset storm bush cactus log rose tulip sunflower daisy lily orchid daffodil branch leaf feather shell hand mouth arm leg foot eye nose
ear neck shoulder back cigarette squirrel turtle fish referee bird
"""

ADJECTIVES = tuple(_ADJECTIVES.split())
"""Colours, materials and patterns that nothing in a scene has, and that are no synonym of an attribute in a scene."""
NOUNS = tuple(_NOUNS.split())
"""One-word things that no scene has."""
