import pytest
from sentences import Parse

from hardneg.families import FAMILIES, Name, number_exchange
from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import splice
from hardneg.rewrite.generate.checks import structure


def exchanged(sentence: Sentence) -> list[str]:
    found = (target for target in FAMILIES[Name.SWAP_ATTRIBUTE].find(sentence) if target.kind == number_exchange.KIND)
    return [splice(sentence.text, FAMILIES[Name.SWAP_ATTRIBUTE].realise(sentence, target, "") or []) for target in found]


@pytest.mark.parametrize(
    ("caption", "negative"),
    [
        ("Two dogs and a cat play in the yard.", "A dog and two cats play in the yard."),
        ("Three zebras graze near a tree.", "A zebra grazes near three trees."),
        ("A man stands next to some elephants.", "Some men stand next to an elephant."),
        ("A cat is sitting next to laptops.", "Cats are sitting next to a laptop."),
        ("A woman is holding two umbrellas.", "Two women are holding an umbrella."),
        ("One cat sleeps next to three dogs.", "Three cats sleep next to one dog."),
        ("Two orange cats sleep next to three dogs.", "Three orange cats sleep next to two dogs."),
        ("Man with two dogs on a beach", "Two men with a dog on a beach"),
        ("A couple of horses stand next to a truck.", "A horse stands next to a couple of trucks."),
        ("A group of boys look at a goat.", "A boy looks at a group of goats."),
        ("A dog chases a few cows across a field.", "A few dogs chase a cow across a field."),
        ("There are two ducks next to an owl.", "There is a duck next to two owls."),
        ("A boy plays in the sand while women watch.", "Boys play in the sand while a woman watches."),
    ],
)
def test_numbers_change_places_and_all_else_follows(parse: Parse, caption: str, negative: str) -> None:
    assert negative in exchanged(parse(caption))


def test_the_exchange_is_found_again_in_its_negative(parse: Parse) -> None:
    sentence = parse("Two brown dogs sit next to a cat.")
    target = next(target for target in number_exchange.find(sentence))
    edits = number_exchange.realise(sentence, target)
    assert edits is not None
    assert structure(sentence, target, edits, parse(splice(sentence.text, edits))) is None


@pytest.mark.parametrize(
    "caption",
    [
        "Two men sit on a couch.",  # nobody sits on two
        "Two horses graze in a field.",
        "Two girls ride an elephant.",
        "A man and a dog sit.",
        "Two men ride two horses.",
        "A man with his two dogs sits by a bus.",
        "Two men next to a bus, one is asleep.",
        "Two men talk to each other near a bus.",
        "A bathroom with two sinks.",
        "Girl with a green tank top stands near two cars.",
        "A man in a hat stands next to two dogs.",
        "A man rides a bicycle past three cows.",
        "A boy dressed as a pirate stands near two dogs.",
        "A cake topped with candles.",
        "A man plays a guitar for two women.",
        "Two dogs with sticks in their mouths stand by a bus.",
        "A picture of two cats on a wall.",
        "Some cats near a kitten.",
        "Two dogs play tug of war with a ball.",
        "Four chairs stand next to a counter.",
        "A man shows how to prepare potatoes.",
        "Two women look at a camera.",
    ],
)
def test_numbers_stay_where_another_would_be_no_scene_or_cannot_follow(parse: Parse, caption: str) -> None:
    assert exchanged(parse(caption)) == []


def test_a_second_sentence_may_refer_to_either(parse: Parse) -> None:
    assert exchanged(parse("Two dogs play near a cat. They are brown.")) == []
