from collections.abc import Callable

import pytest

from pipeline.families import FAMILIES
from pipeline.grammar.sentence import Sentence
from pipeline.grammar.splice import splice
from schemas.family import Family as Name

Parse = Callable[[str], Sentence]


def negatives(sentence: Sentence, *names: Name) -> list[str]:
    made = []
    for name in names:
        family = FAMILIES[name]
        for target in family.find(sentence):
            for text in family.candidates(sentence, target) if family.candidates else [""]:
                edits = family.realise(sentence, target, text)
                if edits:
                    made.append(splice(sentence.text, edits))
    return made


@pytest.mark.parametrize(
    ("caption", "never"),
    [
        ("a woman is pouring tea into a cup", "into"),
        ("a girl is brushing her hair with a comb", "with a comb"),
        ("a man holds a frog in his hand", "frog in his hand"),
        ("a puppy is sleeping in a basket", "running"),
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


@pytest.mark.parametrize("caption", ["a person is playing a violin", "a woman is using a hair dryer"])
def test_what_one_alone_handles_is_handled_by_one(parse: Parse, caption: str) -> None:
    made = negatives(parse(caption), Name.COUNT)
    assert not any("people" in text or "women" in text for text in made)


@pytest.mark.parametrize(
    ("caption", "never"),
    [("a skier goes down a snowy hill", "muddy"), ("rain falls on a wet road", "dry"), ("a truck is in a dark forest", "lit")],
)
def test_ground_that_the_caption_shows_otherwise_stays(parse: Parse, caption: str, never: str) -> None:
    assert not any(never in text for text in negatives(parse(caption), Name.ATTRIBUTE))


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        ("a man is sitting in a park", "a man is standing in a park"),
        ("two men are talking in a room", "five men are talking in a room"),
        ("a cat is sleeping on a table", "a cat is sleeping under a table"),
    ],
)
def test_a_plain_act_is_edited(parse: Parse, caption: str, expected: str) -> None:
    assert expected in negatives(parse(caption), Name.ACTION, Name.COUNT, Name.RELATION)
