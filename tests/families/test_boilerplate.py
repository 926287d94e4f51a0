import pytest
from sentences import Parse

from hardneg.families import FAMILIES
from hardneg.families.boilerplate import boilerplate, only_boilerplate
from hardneg.grammar.sentence import Sentence
from hardneg.paraphrase.paraphrase_kinds import changes_of, orders_of


def rest(sentence: Sentence) -> str:
    """Return the words outside template text."""
    found = boilerplate(sentence)
    return " ".join(word.text for word in sentence.words if word.i not in found)


@pytest.mark.parametrize(
    ("caption", "description"),
    [
        ("As an AI language model, I see a woman holding a green mug.", "a woman holding a green mug ."),
        ("I'm sorry, I can only describe a part, but there is a white goat on a brown rock.", "is a white goat on a brown rock ."),
        ("Sure! Here is a caption: two ducks swim on a pond.", "two ducks swim on a pond ."),
        ("This picture shows a yellow tram on a bridge.", "a yellow tram on a bridge ."),
        ("In this photo, a young girl throws a ball.", "a young girl throws a ball ."),
        ("The illustration depicts two foxes under a tree.", "two foxes under a tree ."),
        ("a black and white photo of a lighthouse", "a lighthouse"),
        ("An aerial view of three boats", "three boats"),
        ("Image may contain: one or more people, hat and outdoor", ", hat and outdoor"),
        ("portrait of an old man with a pipe - stock photo", "an old man with a pipe"),
        ("Vector illustration of a green frog", "a green frog"),
        ("A yellow scarf on a chair | Pinterest", "A yellow scarf on a chair"),
        ("IMG_4711.JPG a goat on a hill", "a goat on a hill"),
        ("A goat on a hill #goat #hills @farmlife", "A goat on a hill"),
        ("Two goats on a hill. Photo by Maria Berg", "Two goats on a hill ."),
        ("A goat on a hill © 2017 Hill Farm", "A goat on a hill"),
        ("<PERSON> wears a blue hat", "wears a blue hat"),
        ("**A goat** on a hill", "A goat on a hill"),
        ("- A goat on a hill", "A goat on a hill"),
        ("We can see two goats on a hill", "two goats on a hill"),
        ("Figure 2: a goat on a hill", ": a goat on a hill"),
    ],
)
def test_template_text_is_separated_from_the_description(parse: Parse, caption: str, description: str) -> None:
    assert rest(parse(caption)) == description


@pytest.mark.parametrize(
    "caption",
    [
        "A woman holding a picture of a dog.",
        "A man takes a photo of two children.",
        "There are three pictures on the wall.",
        "A room with floral wallpaper",
        "A painting of a boat on a wall.",
        "A vase in the drawing room.",
        "A photographer at the scene of a fire",
        "Some people sit on a part of a wall",
    ],
)
def test_pictures_that_are_things_are_no_template(parse: Parse, caption: str) -> None:
    assert boilerplate(parse(caption)) == frozenset()


@pytest.mark.parametrize(
    "caption",
    [
        "I'm sorry, but I cannot describe this image.",
        "As an AI language model, I cannot see pictures.",
        "DSC_0042.jpg",
        "Royalty free stock image",
        "No photo description available.",
        "https://example.com/photos/12",
        "Photo 3 of 12",
    ],
)
def test_a_caption_may_be_template_text_alone(parse: Parse, caption: str) -> None:
    assert only_boilerplate(parse(caption))


def test_no_family_edits_template_text(parse: Parse) -> None:
    sentence = parse("This image shows one or more people with a red kite")
    targets = [target for family in FAMILIES.values() for target in family.find(sentence)]
    assert targets
    assert {sentence.text[target.start : target.end] for target in targets} <= {"a", "red", "kite", "with"}


def test_template_text_keeps_its_place_in_positives(parse: Parse) -> None:
    sentence = parse("This picture shows a small dog on a couch.")
    assert list(orders_of(sentence)) == []
    assert all(edit.start >= len("This picture shows") for change in changes_of(sentence) for edit in change.edits)
