from collections.abc import Callable

import pytest

from pipeline.families import FAMILIES, Name
from pipeline.grammar.sentence import Sentence

Parse = Callable[[str], Sentence]
PORTRAIT = "A man in a blue coat sits on a bench. A pristine white bowl is in his hand. A name is written on the bowl. He smiles."
PLACES = "A red car is parked to the left of a shed. To the right of the shed stands a goat. A hen sits on a crate. The sky is gray."


def edited(sentence: Sentence, name: Name) -> set[str]:
    return {sentence.text[each.start : each.end] for each in FAMILIES[name].find(sentence)}


@pytest.mark.parametrize(
    ("name", "word"),
    [(Name.OBJECT, "hand"), (Name.ATTRIBUTE, "pristine"), (Name.ACTION, "written")],
)
def test_body_parts_moods_and_what_nobody_does_stay_in_a_description(parse: Parse, name: Name, word: str) -> None:
    assert word not in edited(parse(PORTRAIT), name)


def test_things_colours_and_what_somebody_does_are_edited_in_a_description(parse: Parse) -> None:
    sentence = parse(PORTRAIT)
    assert "coat" in edited(sentence, Name.OBJECT)
    assert "blue" in edited(sentence, Name.ATTRIBUTE)
    assert "sits" in edited(sentence, Name.ACTION)


def test_a_side_that_is_named_twice_stays_in_a_description(parse: Parse) -> None:
    assert edited(parse(PLACES), Name.RELATION) == {"on"}
    assert "to the left of" in edited(parse("A red car is parked to the left of a shed."), Name.RELATION)


@pytest.mark.parametrize("caption", ["A girl looks at the camera.", "A dog faces the camera."])
def test_the_camera_that_somebody_faces_is_no_thing(parse: Parse, caption: str) -> None:
    assert "camera" not in edited(parse(caption), Name.OBJECT)


def test_a_camera_that_somebody_holds_is_one(parse: Parse) -> None:
    assert "camera" in edited(parse("A girl holds a camera."), Name.OBJECT)
