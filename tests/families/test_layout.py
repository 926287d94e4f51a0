import pytest
from sentences import Parse

from hardneg.families import FAMILIES, Name, relation
from hardneg.grammar.sentence import Sentence


def offered(sentence: Sentence, family: Name, word: str) -> list[str]:
    """Return the candidates of the family's target `word`."""
    own = FAMILIES[family]
    return [text for target in own.find(sentence) if target.lemma == word and own.candidates for text in own.candidates(sentence, target)]


@pytest.mark.parametrize(
    "caption",
    [
        "A mug carries a slogan in a bold cursive font.",
        "In the backdrop, a river winds along.",
        "A bride poses against a backdrop of roses.",
        "A lamp casts a warm glow on the table.",
        "The tree casts a shadow on the lawn.",
        "Sunlight falls on the table.",
        "The sun shines over the field.",
        "The light of a candle reflects on the window.",
        "A red pillow adds warmth to the couch.",
        "Three bottles stand in a row.",
        "A man is dressed in black.",
    ],
)
def test_phrases_of_layout_and_light_keep_their_preposition(parse: Parse, caption: str) -> None:
    assert [target.lemma for target in relation.find(parse(caption)) if target.kind != relation.VERB] == []


def test_a_thing_on_a_thing_is_still_a_relation(parse: Parse) -> None:
    assert "under" in offered(parse("A lamp stands on the table."), Name.RELATION, "on")
    assert offered(parse("A man falls on the table."), Name.RELATION, "on")


@pytest.mark.parametrize("caption", ["Rolling hills stretch under a hazy sky.", "A few cabins stand beneath a cloudy sky."])
def test_what_stands_on_the_ground_is_not_put_into_the_sky(parse: Parse, caption: str) -> None:
    sentence = parse(caption)
    assert not offered(sentence, Name.RELATION, "under") + offered(sentence, Name.RELATION, "beneath")


def test_what_is_in_the_background_is_not_moved_behind_something(parse: Parse) -> None:
    near = parse("A tractor is next to a barn, and a dog sleeps on the grass.")
    far = parse("In the background, a tractor is in front of a barn, and a dog sleeps on the grass.")
    assert "on top of" in offered(near, Name.RELATION, "next to") or offered(near, Name.RELATION, "next to")
    assert "behind" not in offered(far, Name.RELATION, "in front of")


@pytest.mark.parametrize(
    "caption",
    [
        "A brown horse stands on the left side of the frame.",
        "A snowy mountain fills the frame.",
        "A cyclist rides into the frame.",
        "In the center of the frame, a boy holds a balloon.",
    ],
)
def test_the_frame_of_the_picture_is_no_thing(parse: Parse, caption: str) -> None:
    assert not offered(parse(caption), Name.OBJECT, "frame")


def test_the_frame_of_a_painting_is_a_thing(parse: Parse) -> None:
    sentence = parse("A wooden frame hangs on the wall above a couch.")
    assert any(target.lemma == "frame" for target in FAMILIES[Name.OBJECT].find(sentence))
