import pytest
from families.every import offered
from sentences import Parse, word

from hardneg.families import attribute
from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import splice
from hardneg.schemas.family import Family as Name


def found(sentence: Sentence) -> dict[str, str]:
    return {target.lemma: target.kind for target in attribute.find(sentence)}


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        ("A small black dog sits on a wooden bench.", {"small": "size", "black": "colour", "wooden": "material"}),
        ("The dog is brown and the cat is white.", {"brown": "colour", "white": "colour"}),
        ("A red and green train on the track.", {"red": "colour", "green": "colour"}),
        ("A brick building with a metal roof.", {"brick": "material", "metal": "material"}),
    ],
)
def test_attributes_are_found_with_their_kind(parse: Parse, caption: str, expected: dict[str, str]) -> None:
    assert found(parse(caption)) == expected


@pytest.mark.parametrize("caption", ["A man eats a hot dog.", "He ate the cake.", "A black and white photo of a man.", "A cement truck."])
def test_idioms_have_no_attributes(parse: Parse, caption: str) -> None:
    assert found(parse(caption)) == {}


@pytest.mark.parametrize(
    "caption", ["The plate is full of food.", "The street is crowded with people.", "A plate full of food on a table."]
)
def test_a_state_that_goes_on_is_left_alone(parse: Parse, caption: str) -> None:
    assert found(parse(caption)) == {}


def test_a_colour_that_goes_on_is_not(parse: Parse) -> None:
    assert found(parse("A cat that is black with white spots."))["black"] == "colour"
    assert found(parse("The full plate is on a table."))["full"] == "state"


def test_a_candidate_is_no_word_of_the_caption(parse: Parse) -> None:
    sentence = parse("A red car next to a blue car and a green car.")
    target = next(attribute.find(sentence))
    assert not {"red", "blue", "green"} & set(attribute.candidates(sentence, target))
    assert "white" in attribute.candidates(sentence, target)


def test_the_article_follows(parse: Parse) -> None:
    sentence = parse("A red car is parked.")
    target = next(attribute.find(sentence))
    edits = attribute.FAMILY.realise(sentence, target, "orange")
    assert edits is not None
    assert splice(sentence.text, edits) == "An orange car is parked."


def test_a_shade_stays_with_a_colour_that_has_shades(parse: Parse) -> None:
    sentence = parse("A man in a dark blue shirt.")
    target = next(target for target in attribute.find(sentence) if target.lemma == "blue")
    offered = attribute.candidates(sentence, target)
    assert "green" in offered
    assert not {"white", "black"} & set(offered)


def test_a_traffic_light_is_red_green_or_yellow(parse: Parse) -> None:
    sentence = parse("A red traffic light above a street.")
    assert [attribute.candidates(sentence, target) for target in attribute.find(sentence)] == [["green", "yellow"]]


@pytest.mark.parametrize(
    ("caption", "stays"),
    [
        ("A wooden box made of wood.", "wooden"),
        ("A stone wall built of granite.", "stone"),
        ("A surfer on a blue green wave.", "blue"),
        ("A surfer on a blue green wave.", "green"),
        ("A tiny little bird on a branch.", "tiny"),
        ("A white man and a black woman.", "white"),
        ("A white man and a black woman.", "black"),
    ],
)
def test_what_is_said_twice_and_what_names_a_skin_is_not_edited(parse: Parse, caption: str, stays: str) -> None:
    assert stays not in found(parse(caption))


def test_a_colour_of_hair_becomes_no_colour_of_skin(parse: Parse) -> None:
    sentence = parse("A blonde woman sits on a bench.")
    offered = [attribute.candidates(sentence, target) for target in attribute.find(sentence) if target.kind == "colour"]
    assert all(set(each) <= attribute.HAIR for each in offered)


@pytest.mark.parametrize(
    "caption", ["The huge rate of the river.", "A big event near the old harbor.", "The old tradition of the village."]
)
def test_what_cannot_be_seen_has_no_size_or_age(parse: Parse, caption: str) -> None:
    sentence = parse(caption)
    nouns = [attribute.modified(sentence, sentence.words[target.first]) for target in attribute.find(sentence)]
    assert not {noun.lemma for noun in nouns if noun} & {"rate", "event", "tradition"}


@pytest.mark.parametrize(
    ("caption", "offered"),
    [
        ("A young colt stands next to its mother.", set()),
        ("A young calf lies in the grass.", set()),
        ("A young boy is sitting on a bench.", set()),
        ("A little girl holding a kitten.", {"teenage"}),
    ],
)
def test_a_noun_that_has_an_age_is_of_no_other(parse: Parse, caption: str, offered: set[str]) -> None:
    sentence = parse(caption)
    ages = [target for target in attribute.find(sentence) if target.kind == "age"]
    assert {other for target in ages for other in attribute.candidates(sentence, target)} == offered


def test_a_colour_that_the_tagger_takes_for_a_name_is_found(parse: Parse) -> None:
    sentence = parse("a man in orange suit is talking about climate change")
    assert word(sentence, "orange").pos == "PROPN"
    assert ("orange", "colour") in [(target.lemma, target.kind) for target in attribute.find(sentence)]


def test_a_printed_thing_may_have_any_pattern(parse: Parse) -> None:
    sentence = parse("A printed plate on a table.")
    target = next(each for each in attribute.find(sentence) if each.lemma == "printed")
    assert attribute.candidates(sentence, target) == ["plain"]


def test_the_colour_of_a_background_is_replaced(parse: Parse) -> None:
    assert "black" in offered(parse("An iron on a white background."), Name.ATTRIBUTE)
    assert not offered(parse("An iron with a small background."), Name.ATTRIBUTE)


def test_nobody_is_of_a_material(parse: Parse) -> None:
    assert "rock" not in {target.lemma for target in attribute.find(parse("A rock climber looks up."))}


@pytest.mark.parametrize(
    ("caption", "never"),
    [
        ("A man walks down a steep slope.", {"flat"}),
        ("A dog with a short tail.", {"tall"}),
        ("A baked sandwich on a plate.", {"raw"}),
        ("A boy slides on a concrete rail.", {"brick", "stone"}),
    ],
)
def test_an_attribute_is_one_that_its_thing_can_have(parse: Parse, caption: str, never: set[str]) -> None:
    assert not offered(parse(caption), Name.ATTRIBUTE) & never
