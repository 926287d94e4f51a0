"""Cases of words that an LLM wrote: those that may be true beside the source word, by the reason why, and those that are not."""

import pytest
from sentences import Parse

from hardneg.families import FAMILIES, Name
from hardneg.rewrite.writer.fit_word import Fitted, fit

Case = tuple[Name, str, str, str]

KINDS: list[Case] = [
    (Name.OBJECT, "A large building with a clock.", "building", "school"),
    (Name.OBJECT, "A tall building near a river.", "building", "hospital"),
    (Name.OBJECT, "A dog runs on the grass.", "dog", "canine"),
    (Name.OBJECT, "A red car parked on a street.", "car", "hatchback"),
    (Name.OBJECT, "A red car parked on a street.", "car", "automobile"),
    (Name.OBJECT, "A bird on a branch.", "bird", "lark"),
    (Name.OBJECT, "A bowl of soup on a table.", "soup", "chowder"),
    (Name.OBJECT, "A woman with a hat.", "hat", "cloche"),
    (Name.OBJECT, "A tree beside a house.", "tree", "sycamore"),
    (Name.OBJECT, "A horse in a field.", "horse", "palomino"),
    (Name.OBJECT, "A man on a bench.", "bench", "seat"),
    (Name.OBJECT, "A street with cars.", "street", "thoroughfare"),
    (Name.OBJECT, "A cat next to a vase.", "vase", "urn"),
    (Name.OBJECT, "A child plays with a toy.", "toy", "plaything"),
    (Name.OBJECT, "A bed in a bedroom.", "bed", "bunk"),
    (Name.OBJECT, "A cup of coffee.", "coffee", "espresso"),
    (Name.OBJECT, "A cat sleeps beside a spaniel.", "cat", "dog"),
    (Name.OBJECT, "A bowl next to a limousine.", "bowl", "car"),
]
"""Synonyms, hypernyms and hyponyms of the source word, or of another noun."""
PERSONS: list[Case] = [
    (Name.OBJECT, "A man stands on a street.", "man", "military officer"),
    (Name.OBJECT, "A man stands on a street.", "man", "bodyguard"),
    (Name.OBJECT, "A woman sits on a bench.", "woman", "lawyer"),
    (Name.OBJECT, "A woman sits on a bench.", "woman", "grandmother"),
    (Name.OBJECT, "A woman sits on a bench.", "woman", "tourist"),
    (Name.OBJECT, "A person walks on a beach.", "person", "kid"),
    (Name.OBJECT, "A person walks on a beach.", "person", "officer"),
    (Name.OBJECT, "A person walks on a beach.", "person", "chef"),
    (Name.OBJECT, "A person walks on a beach.", "person", "commuter"),
    (Name.OBJECT, "Two people walk on a beach.", "people", "officers"),
    (Name.OBJECT, "A boy on a skateboard.", "boy", "schoolchild"),
    (Name.OBJECT, "A group of people on a beach.", "people", "tourists"),
]
"""A person, and what the same person may be."""
SCENES: list[Case] = [
    (Name.OBJECT, "A bathroom with a television.", "television", "mirror"),
    (Name.OBJECT, "A television in a bathroom.", "television", "mirror"),
    (Name.OBJECT, "There is a television in the bathroom.", "television", "mirror"),
    (Name.OBJECT, "A bathroom that has a chair.", "chair", "wall"),
    (Name.OBJECT, "A street with a horse.", "horse", "car"),
    (Name.OBJECT, "A horse on a street.", "horse", "person"),
    (Name.OBJECT, "A kitchen with a bicycle.", "bicycle", "floor"),
    (Name.OBJECT, "A beach with a dog.", "dog", "sand"),
    (Name.OBJECT, "A field with a horse.", "horse", "sky"),
    (Name.OBJECT, "A park with a statue.", "statue", "tree"),
    (Name.OBJECT, "A house with a flag.", "flag", "roof"),
    (Name.OBJECT, "A dog in the snow on a field.", "dog", "sky"),
]
"""Things that the place or the owner has anyway."""
ACTS: list[Case] = [
    (Name.ACTION, "A man walks on a beach.", "walks", "strolls"),
    (Name.ACTION, "A man walks on a beach.", "walks", "saunters"),
    (Name.ACTION, "A dog runs on a beach.", "runs", "sprints"),
    (Name.ACTION, "A dog runs on a beach.", "runs", "gallops"),
    (Name.ACTION, "A man eats a sandwich.", "eats", "chews"),
    (Name.ACTION, "A man eats a sandwich.", "eats", "devours"),
    (Name.ACTION, "A cat sleeps on a bed.", "sleeps", "snores"),
    (Name.ACTION, "A cat sleeps on a bed.", "sleeps", "snoozes"),
    (Name.RELATION, "A man holding a cup.", "holding", "grasping"),
    (Name.ACTION, "A boy throws a ball.", "throws", "hurls"),
]
"""Troponyms and entailed acts."""
ATTRIBUTES: list[Case] = [
    (Name.ATTRIBUTE, "A red car.", "red", "ruby"),
    (Name.ATTRIBUTE, "A large dog.", "large", "sizable"),
    (Name.ATTRIBUTE, "A wooden table.", "wooden", "oaken"),
    (Name.ATTRIBUTE, "A metal fence.", "metal", "steel"),
]
"""Sorts of the same attribute."""
EXCLUSIVE: list[Case] = [
    (Name.OBJECT, "A dog runs on the grass.", "dog", "cat"),
    (Name.OBJECT, "A dog runs on the grass.", "dog", "jackal"),
    (Name.OBJECT, "A dog runs on the grass.", "dog", "capybara"),
    (Name.OBJECT, "A building beside a river.", "building", "bridge"),
    (Name.OBJECT, "A building beside a river.", "building", "mountain"),
    (Name.OBJECT, "A man stands on a street.", "man", "horse"),
    (Name.OBJECT, "A man stands on a street.", "man", "woman"),
    (Name.OBJECT, "A man sits on a bench.", "man", "toddler"),
    (Name.OBJECT, "A red car parked on a street.", "car", "boat"),
    (Name.OBJECT, "A red car parked on a street.", "car", "bulldozer"),
    (Name.OBJECT, "A bowl on a table.", "bowl", "basket"),
    (Name.OBJECT, "A bowl on a table.", "bowl", "trophy"),
    (Name.OBJECT, "A man walks on a street.", "street", "beach"),
    (Name.OBJECT, "A man walks on a street.", "street", "glacier"),
    (Name.OBJECT, "A boat on a lake.", "boat", "submarine"),
    (Name.OBJECT, "A bird on a branch.", "bird", "squirrel"),
    (Name.OBJECT, "A cup of coffee.", "coffee", "lemonade"),
    (Name.OBJECT, "A woman with a hat.", "hat", "stethoscope"),
    (Name.OBJECT, "A cat next to a vase.", "vase", "globe"),
    (Name.OBJECT, "A chef in a kitchen.", "chef", "soldier"),
    (Name.OBJECT, "A doctor on a bench.", "doctor", "lumberjack"),
    (Name.OBJECT, "A horse in a field.", "horse", "moose"),
    (Name.OBJECT, "A banana on a plate.", "banana", "muffin"),
    (Name.OBJECT, "A banana on a plate.", "banana", "croissant"),
    (Name.OBJECT, "A man holding a phone.", "phone", "sword"),
    (Name.OBJECT, "A girl with an umbrella.", "umbrella", "telescope"),
    (Name.OBJECT, "A dog sleeps on a sofa.", "dog", "lemur"),
    (Name.OBJECT, "A bathroom with a television.", "television", "piano"),
    (Name.OBJECT, "A street with a horse.", "horse", "camel"),
    (Name.OBJECT, "A kitchen with a bicycle.", "bicycle", "piano"),
    (Name.OBJECT, "A park with a statue.", "statue", "ferris wheel"),
    (Name.OBJECT, "A man stands next to a television in a bathroom.", "television", "piano"),
    (Name.ACTION, "A man walks on a beach.", "walks", "sleeps"),
    (Name.ACTION, "A man walks on a beach.", "walks", "cartwheels"),
    (Name.ACTION, "A dog runs on a beach.", "runs", "sits"),
    (Name.ACTION, "A cat sleeps on a bed.", "sleeps", "jumps"),
    (Name.ACTION, "A boy throws a ball.", "throws", "kicks"),
    (Name.ACTION, "A boy throws a ball.", "throws", "juggles"),
    (Name.RELATION, "A man holding a cup.", "holding", "juggling"),
    (Name.ATTRIBUTE, "A red car.", "red", "blue"),
    (Name.ATTRIBUTE, "A red car.", "red", "turquoise"),
    (Name.ATTRIBUTE, "A wooden table.", "wooden", "marble"),
    (Name.ATTRIBUTE, "A metal fence.", "metal", "bamboo"),
    (Name.ATTRIBUTE, "A large dog.", "large", "tiny"),
]
"""Words that make the caption false."""


def passes(parse: Parse, case: Case) -> bool:
    family, caption, old, written = case
    sentence = parse(caption)
    target = next(each for each in FAMILIES[family].find(sentence) if sentence.text[each.start : each.end].lower() == old)
    return isinstance(fit(sentence, target, written, judged=True), Fitted)


@pytest.mark.parametrize("case", [*KINDS, *PERSONS, *SCENES, *ACTS, *ATTRIBUTES], ids=lambda case: f"{case[2]}-{case[3]}")
def test_a_word_that_may_be_true_as_well_is_rejected(parse: Parse, case: Case) -> None:
    assert not passes(parse, case)


@pytest.mark.parametrize("case", EXCLUSIVE, ids=lambda case: f"{case[2]}-{case[3]}")
def test_a_word_that_makes_the_caption_false_passes(parse: Parse, case: Case) -> None:
    assert passes(parse, case)
