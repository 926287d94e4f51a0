import pytest
from families.every import negatives
from sentences import Parse

from hardneg.schemas.family import Family as Name


@pytest.mark.parametrize(
    ("caption", "never"),
    [
        ("a woman is pouring tea into a cup", "into"),
        ("a girl is brushing her hair with a comb", "with a comb"),
        ("a man holds a frog in his hand", "frog in his hand"),
        ("a puppy is sleeping in a basket", "running"),
        ("a barefoot girl sits in a tree", "walks"),
        ("a boy is standing on a crate", "running"),
        ("a girl with an oar sits in a boat", "walks"),
        ("an old man plays the violin while sitting on a bench", "walking"),
        ("a woman is sitting on a sofa and knitting a scarf", "standing"),
        ("a guy drives a car very fast", "pushes"),
        ("a boy walks away", "stands"),
        ("a girl plays a video game", "teaches"),
        ("a bus crashes into a wall", "drives"),
        ("a woman talks about a recipe", "about"),
        ("a man plays the guitar and sings", "throws"),
        ("everyone claps", "works"),
        ("a boy jumps into a pool", "skates"),
        ("a boy jumps into the water", "swims"),
        ("a woman is standing next to a microwave", "running"),
        ("a man is walking and eating an apple", "running"),
        ("an old man is sitting on a bench and reading", "running"),
        ("a row of parked cars stands by a fence", "drives"),
        ("a girl stares at the sea", "swings"),
    ],
)
def test_a_verb_that_the_rest_of_the_act_does_not_suit_is_not_put(parse: Parse, caption: str, never: str) -> None:
    assert not any(never in text for text in negatives(parse(caption), Name.ACTION, Name.RELATION) if text != caption)


@pytest.mark.parametrize(
    ("caption", "never"),
    [
        ("a man is typing on a keyboard", "under"),
        ("a cook is mixing eggs in a bowl", "behind"),
        ("a woman talks to the people in the audience", "behind the audience"),
        ("an old man sits on a bench", "under a bench"),
        ("kids run around the room", "inside the room"),
    ],
)
def test_a_preposition_of_an_act_stays(parse: Parse, caption: str, never: str) -> None:
    assert not any(never in text for text in negatives(parse(caption), Name.RELATION))


@pytest.mark.parametrize(
    ("caption", "never"),
    [("a skier goes down a snowy hill", "muddy"), ("rain falls on a wet road", "dry"), ("a truck is in a dark forest", "lit")],
)
def test_ground_that_the_caption_shows_otherwise_stays(parse: Parse, caption: str, never: str) -> None:
    assert not any(never in text for text in negatives(parse(caption), Name.ATTRIBUTE))


def test_a_road_or_a_floor_may_be_of_another_material(parse: Parse) -> None:
    assert "a horse walks on a gravel road" in negatives(parse("a horse walks on a paved road"), Name.ATTRIBUTE)
    assert "a cat sleeps on a tiled floor" in negatives(parse("a cat sleeps on a wooden floor"), Name.ATTRIBUTE)


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        ("a man is sitting in a park", "a man is standing in a park"),
        ("two men are talking in a room", "five men are talking in a room"),
        ("a cat is sleeping on a table", "a cat is sleeping under a table"),
        ("a boy is standing on the grass", "a boy is running on the grass"),
        ("a brown dog runs through the water", "a brown dog swims through the water"),
        ("a girl is standing by a fountain", "a girl is sitting by a fountain"),
        ("two people are walking along the shore", "two people are dancing along the shore"),
        ("a woman watches the sea while a boy plays in the sand", "a woman watches the sea while a boy sleeps in the sand"),
        ("an old man is sitting in the grass and reading", "an old man is lying in the grass and reading"),
        ("a cat is sitting on a chair", "a cat is lying on a chair"),
        ("a bird is sitting on a bench", "a bird is walking on a bench"),
        ("a girl is standing near a couch", "a girl is kneeling near a couch"),
        ("two sheep are standing near a barn", "two sheep are lying near a barn"),
        ("a white van stands in front of a shop", "a white van drives in front of a shop"),
        ("a girl is fishing near a big rock", "a girl is fishing far from a big rock"),
    ],
)
def test_a_plain_act_is_edited(parse: Parse, caption: str, expected: str) -> None:
    assert expected in negatives(parse(caption), Name.ACTION, Name.COUNT, Name.RELATION)


def test_who_holds_a_thing_may_show_it(parse: Parse) -> None:
    assert not any("showing" in text for text in negatives(parse("a girl is holding a frog"), Name.RELATION))


def test_nobody_cooks_a_drink(parse: Parse) -> None:
    assert not any("cooking" in text for text in negatives(parse("two women holding drinks are smiling"), Name.RELATION))
