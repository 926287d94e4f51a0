import pytest
from families.every import edited
from sentences import Parse

from hardneg.families import add_object


@pytest.mark.parametrize(
    ("caption", "negative"),
    [
        ("A dog sits on a bed.", "A dog and a cat sit on a bed."),
        ("A man walks on the beach.", "A man walks on the beach next to a dog."),
        ("A man walks on the beach.", "A man walks on the beach with a dog in the background."),
        ("A boy eats an apple.", "A boy eats an apple and a banana."),
        ("A truck on a road.", "A truck on a road near a cow."),
    ],
)
def test_a_thing_is_added_in_a_form_that_captions_have(parse: Parse, caption: str, negative: str) -> None:
    assert negative in edited(add_object, parse(caption))


@pytest.mark.parametrize("caption", ["A group of people.", "A happy crowd.", "Somebody sings loudly."])
def test_captions_without_a_place_for_it_stay(parse: Parse, caption: str) -> None:
    assert [text for text in edited(add_object, parse(caption)) if " and " in text] == []


def test_what_the_caption_holds_is_not_added(parse: Parse) -> None:
    texts = edited(add_object, parse("A man and his dog walk on a beach."))
    assert texts
    assert not any("next to a man" in text or "near a dog" in text for text in texts)


def test_a_kitchen_has_no_horse_in_the_background(parse: Parse) -> None:
    assert not any(
        "horse" in text or "background" in text for text in edited(add_object, parse("A woman stands in a kitchen next to a stove."))
    )
