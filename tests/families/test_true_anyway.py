import pytest
from sentences import Parse, word

from hardneg.families.true_anyway import may_stay_true
from hardneg.parse.tags import TagParser


@pytest.mark.parametrize(
    ("caption", "noun", "old", "new"),
    [
        ("An electronic device on a table.", "device", "device", "phone"),  # a hyponym
        ("A vehicle on a road.", "vehicle", "vehicle", "bus"),
        ("A cat in a room.", "room", "room", "attic"),  # a hyponym in common speech
        ("A room with a bed and a window.", "room", "room", "basement"),
        ("A pile of junk beside a house.", "junk", "junk", "furniture"),
        ("Two packages on a porch.", "packages", "package", "bag"),
        ("A sweatshirt on a chair.", "sweatshirt", "sweatshirt", "shirt"),
        ("A costume on a chair.", "costume", "costume", "dress"),
        ("A cow in a valley.", "valley", "valley", "field"),
        ("A man sits at a computer keyboard.", "keyboard", "computer keyboard", "computer"),
        ("A dog in a muddy pool.", "pool", "pool", "mud"),  # another word of the caption says it
        ("A dog in falling snowflakes.", "dog", "dog", "snow"),
        ("A man in a suit stands by a car.", "suit", "suit", "shirt"),  # worn as well
        ("A woman wearing a hat smiles.", "hat", "hat", "petticoat"),  # a garment that the lexicon does not list
        ("A bathroom with a television.", "television", "television", "mirror"),
        ("The other side of the garage.", "garage", "garage", "house"),
        ("A dog in water and bushes.", "bushes", "bush", "tree"),
        ("People play in a field.", "field", "field", "park"),  # places that may be one another
        ("Flowers in a garden.", "garden", "garden", "park"),
        ("A car in a city.", "city", "city", "street"),
        ("A dog runs across a field with trees nearby.", "trees", "tree", "bush"),
        ("A woman sits at a computer with a cat.", "computer", "computer", "desk"),  # which it stands on
        ("A man is holding a drink.", "drink", "drink", "bottle"),  # which it is in
        ("A kitten on a keyboard.", "keyboard", "keyboard", "laptop"),  # which has one
        ("A poster of a queen.", "poster", "poster", "photograph"),
    ],
)
def test_a_noun_that_may_be_true_as_well(parse: Parse, caption: str, noun: str, old: str, new: str) -> None:
    sentence = parse(caption)
    assert may_stay_true(sentence, word(sentence, noun), old, new)


@pytest.mark.parametrize(
    ("caption", "old", "new"),
    [
        ("A building beside a river.", "building", "bridge"),
        ("A vehicle on a road.", "vehicle", "horse"),
        ("A cat in a room.", "room", "balcony"),
        ("An attic with a bed.", "attic", "basement"),
        ("A shirt on a chair.", "shirt", "jacket"),
        ("A woman wearing a hat smiles.", "hat", "helmet"),
        ("A woman with a hat.", "hat", "stethoscope"),
        ("A dog on a beach.", "dog", "cat"),
        ("Two men carry a boat to a river.", "boat", "car"),  # `carry` is no word for a car
        ("A woman selling mangos.", "woman", "man"),
        ("A dog beside a bowl of carrots.", "dog", "car"),  # no compound
        ("A dog in a crowd.", "dog", "crow"),
        ("A cat sits on a computer.", "computer", "desk"),
    ],
)
def test_a_noun_that_makes_the_caption_false(parse: Parse, caption: str, old: str, new: str) -> None:
    sentence = parse(caption)
    assert not may_stay_true(sentence, word(sentence, old), old, new)


def test_a_list_of_tags_may_lack_the_backdrop_of_its_picture(tag_parser: TagParser) -> None:
    sentence = next(tag_parser.parse(["dog, grass, ball"]))
    assert may_stay_true(sentence, word(sentence, "ball"), "ball", "sky")
    assert not may_stay_true(sentence, word(sentence, "ball"), "ball", "frisbee")
