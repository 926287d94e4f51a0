import pytest
from sentences import Parse

from hardneg.paraphrase.composition import compose
from hardneg.paraphrase.multi_sentence import is_description
from hardneg.paraphrase.paraphrase_kinds import changes_of


def made(parse: Parse, caption: str) -> list[str | None]:
    sentence = parse(caption)
    return [compose(sentence, None, [change]) for change in changes_of(sentence)]


@pytest.mark.parametrize(
    ("caption", "several"),
    [
        ("A goat stands on a hill. It is white.", True),
        ("A goat stands on a hill.", False),
        ("A goat stands on a hill", False),
    ],
)
def test_a_description_has_several_sentences(parse: Parse, caption: str, several: bool) -> None:
    assert is_description(parse(caption)) is several


@pytest.mark.parametrize(
    ("caption", "not_made"),
    [
        # a synonym for a noun that occurs again
        ("A couch stands in a room. The couch is green.", "A sofa stands in a room. The couch is green."),
        # an article that the other sentence depends on
        ("A barn stands on a hill. Near the barn is a goat.", "A barn stands on a hill. Near a barn is a goat."),
        # a hypernym for a definite noun that refers back
        ("A tall red barn stands alone. Snow lies around the barn.", "A tall red barn stands alone. Snow lies around the building."),
        # an attribute that another thing has too
        ("A red bowl stands on a shelf. A red cup is below.", "A bowl stands on a shelf. A red cup is below."),
        # reordered clauses
        ("A goat eats hay. A black bucket stands there.", "A goat eats hay. A bucket that is black stands there."),
        # a digit at the head of a sentence
        ("A goat eats hay. Two hens watch it.", "A goat eats hay. 2 hens watch it."),
    ],
)
def test_what_a_description_speaks_of_again_stays(parse: Parse, caption: str, not_made: str) -> None:
    assert not_made not in made(parse, caption)


@pytest.mark.parametrize(
    ("caption", "text"),
    [
        ("A goat stands beside a couch. The sky is gray.", "A goat stands beside a sofa. The sky is gray."),
        ("A goat stands on a hill. A small barn is near.", "A goat stands on a hill. A barn is near."),
        ("A goat eats hay. It has two black ears.", "A goat eats hay. It has 2 black ears."),
        ("A girl feeds a goat. Tiny leaves cover a wall.", "A girl feeds a goat. Leaves cover a wall."),
    ],
)
def test_what_is_said_once_may_be_reworded_in_a_description(parse: Parse, caption: str, text: str) -> None:
    assert text in made(parse, caption)
