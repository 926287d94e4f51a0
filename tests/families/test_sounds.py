import pytest
from paraphrase.offered import texts
from sentences import Parse

from hardneg.families.sounds import heard, only_heard, sounds
from hardneg.paraphrase.existential import orders


@pytest.mark.parametrize("caption", ["A sheep bleating loudly", "Rustling and a faint hum", "Continuous snoring"])
def test_a_sound_is_no_picture(parse: Parse, caption: str) -> None:
    sentence = parse(caption)
    assert sounds(sentence)
    assert heard(sentence)
    assert not any("picture of" in (text or "") for text in texts(sentence, orders))


def test_who_talks_can_be_seen(parse: Parse) -> None:
    sentence = parse("A man talking on a phone")
    assert sounds(sentence)
    assert not heard(sentence)


@pytest.mark.parametrize(
    "caption",
    [
        "A sound mixer on a table",  # a word of sound that describes a thing
        "A humming bird near a flower",
        "close up of an angry hissing calico cat",
        "A rattle snake on a rock",
        "A small red bird chirping on a branch",  # something that is seen as well
        "A cat hissing at a dog on a couch",
    ],
)
def test_one_word_of_sound_makes_no_caption_of_sound(parse: Parse, caption: str) -> None:
    assert not only_heard(parse(caption))


@pytest.mark.parametrize(
    "caption",
    [
        "A sheep bleating loudly",
        "A humming noise",
        "Spraying and hissing with some light vibrations",
        "Rain and thunder in a storm",
        "Water flows loudly while a girl shouts",
    ],
)
def test_a_caption_of_sound_alone_is_one(parse: Parse, caption: str) -> None:
    assert only_heard(parse(caption))
