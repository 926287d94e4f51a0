import pytest
from sentences import Parse

from hardneg.families import FAMILIES
from hardneg.grammar.sentence import Sentence
from hardneg.schemas.family import Family as Name


def objects(sentence: Sentence) -> dict[str, list[str]]:
    family = FAMILIES[Name.OBJECT]
    assert family.candidates is not None
    return {sentence.text[t.start : t.end]: family.candidates(sentence, t) for t in family.find(sentence)}


@pytest.mark.parametrize(
    ("caption", "kept"),
    [
        ("a woman is cutting the cloth with scissors", "scissors"),
        ("a boy is hammering a nail with a hammer", "hammer"),
        ("a man welds a pipe in a bathtub", "bathtub"),
        ("a lady is talking to the camera", "camera"),
        ("a child blows out the candles", "candles"),
        ("a man uses a rake to clear the yard", "rake"),
        ("a chef is frying eggs in the kitchen", "kitchen"),
        ("two teams are playing tennis on a clay court", "tennis"),
        ("a hockey player scores a goal", "hockey player"),
        ("the crowd is watching a race", "crowd"),
        ("A boy jumps off a bridge into the water.", "bridge"),
    ],
)
def test_what_a_doing_needs_stays(parse: Parse, caption: str, kept: str) -> None:
    assert not objects(parse(caption)).get(kept)


@pytest.mark.parametrize(
    ("caption", "source", "never"),
    [
        ("the animals are eating from a trough", "animals", {"balloons", "statues"}),
        ("a person is baking a cake", "person", {"dog", "cat"}),
        ("a panda chews bamboo", "panda", {"snake", "lion", "tiger"}),
        ("a little girl is riding a bicycle", "bicycle", {"bus", "tractor", "motorcycle"}),
        ("a man is walking and playing a guitar", "guitar", {"piano", "drum"}),
        ("a woman sits on a chair and reads", "chair", {"dresser", "nightstand", "shelf"}),
    ],
)
def test_what_takes_the_place_can_do_what_is_done(parse: Parse, caption: str, source: str, never: set[str]) -> None:
    assert never.isdisjoint(objects(parse(caption)).get(source, []))


@pytest.mark.parametrize(
    ("caption", "source"),
    [
        ("a man is holding an umbrella", "umbrella"),
        ("a girl is talking in a bedroom", "bedroom"),
        ("a dog is running across a field", "dog"),
        ("a woman is pouring milk into a cup", "milk"),
        ("people are walking down a street", "street"),
        ("a boy is watching a dog", "dog"),
        ("two boys kick a ball around in the forest", "forest"),
        ("a man is fishing near a large tree", "tree"),
        ("a cat jumps over a fence", "cat"),
        ("a ship is sinking near the coast", "ship"),
    ],
)
def test_what_is_done_anywhere_and_to_anything_is_edited(parse: Parse, caption: str, source: str) -> None:
    assert objects(parse(caption))[source]


@pytest.mark.parametrize(
    ("caption", "source", "other"),
    [
        ("a woman is riding a bicycle down the street", "bicycle", "horse"),
        ("three children are playing in the sand", "children", "dogs"),
        ("two girls are playing on a rug", "girls", "cats"),
        ("a couple is sitting on a deck near a lake", "lake", "river"),
    ],
)
def test_a_mount_a_dog_or_another_water_takes_the_place(parse: Parse, caption: str, source: str, other: str) -> None:
    assert other in objects(parse(caption))[source]


def test_no_dog_plays_with_a_laptop_no_cat_in_water_and_no_pig_jumps(parse: Parse) -> None:
    assert "dogs" not in objects(parse("three children are playing with a laptop")).get("children", [])
    assert "cats" not in objects(parse("two boys are playing in the water")).get("boys", [])
    assert "pig" not in objects(parse("a dog jumps over a log")).get("dog", [])
