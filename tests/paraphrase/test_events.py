import pytest
from paraphrase.offered import texts
from sentences import Parse

from hardneg.paraphrase import attribute_clauses, converse, deletion
from hardneg.paraphrase.lexical import synonyms


@pytest.mark.parametrize(
    ("caption", "never"),
    [
        ("A bell rings followed by a girl whispering", "A bell rings followed by a girl"),
        ("A woman laughing followed by a horse neighing", "A woman laughing followed by a horse"),
        ("Boys shouting with bees humming", "Boys shouting with bees"),
    ],
)
def test_what_is_heard_of_a_thing_is_no_detail(parse: Parse, caption: str, never: str) -> None:
    assert never not in texts(parse(caption), deletion.changes)


@pytest.mark.parametrize(
    "caption",
    [
        "a couple of boys sitting on a pier holding rods",
        "a drawing of an old woman sitting on a bench",
        "a sketch of a cat on a chair",
    ],
)
def test_what_is_of_the_figure_or_drawn_does_not_change_ends(parse: Parse, caption: str) -> None:
    assert texts(parse(caption), converse.orders) == []


def test_a_plain_place_changes_ends(parse: Parse) -> None:
    assert "A bench with a cat on it" in [(text or "").capitalize() for text in texts(parse("a cat on a bench"), converse.orders)]


def test_with_no_shirt_on_takes_its_particle_along(parse: Parse) -> None:
    assert not any("wearing" in (text or "") for text in texts(parse("a boy with no shirt on"), attribute_clauses.changes))


@pytest.mark.parametrize("caption", ["a girl looking at a picture of a house", "a picture of a painting of a lake"])
def test_a_picture_that_may_be_drawn_is_no_photo(parse: Parse, caption: str) -> None:
    assert not any("photo" in (text or "") for text in texts(parse(caption), synonyms.changes))


def test_a_picture_that_a_caption_opens_with_is_a_photo(parse: Parse) -> None:
    assert any("photo" in (text or "") for text in texts(parse("a picture of a dog on a sofa"), synonyms.changes))
