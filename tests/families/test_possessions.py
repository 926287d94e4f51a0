import pytest
from families.every import edited, exchanged
from sentences import Parse

from hardneg.families import count, word_order


@pytest.mark.parametrize(
    ("caption", "wrong"),
    [
        ("A man in a green vest rides a bicycle.", "men in a green vest"),
        ("A woman wearing a scarf reads a book.", "women wearing a scarf"),
        ("A man with a mustache is cooking.", "men with a mustache"),
        ("A dog runs with a stick in its mouth.", "in their mouth"),
        ("A boy in a blue jersey kicks a ball.", "three blue jerseys"),
        ("Three men in suits sit on a bench.", "One man in suits"),
        ("Two women are wearing hats.", "One woman is wearing hats"),
        ("A child in a red snowsuit plays.", "children in a red snowsuit"),
        ("A baby is wearing a disguise and laughing.", "babies are wearing a disguise"),
        ("A painting of a woman with a top on.", "women with a top on"),
        ("A drawing of a man with a hat and a cane.", "men with a hat"),
        ("An image of a man in a hat.", "men in a hat"),
        ("A picture of a boy in a blue underwear.", "boys in a"),
        ("A girl in a pink dress standing in front of a lake.", "girls in a"),
        ("A drawing of a woman in a black and white dress.", "women in a black"),
    ],
)
def test_what_each_person_has_one_of_is_not_left_behind_by_a_number(parse: Parse, caption: str, wrong: str) -> None:
    made = edited(count, parse(caption))
    assert not any(wrong in each for each in made)


@pytest.mark.parametrize(
    "caption", ["A woman in a hat walks behind two men.", "Two men in hats watch a woman.", "One man wearing a hat looks at three boys."]
)
def test_one_wearer_changes_places_with_no_two(parse: Parse, caption: str) -> None:
    assert not any(
        text.startswith(("Two men in a", "A woman in hats", "Three boys wearing")) for text in exchanged(word_order, parse(caption))
    )


@pytest.mark.parametrize(
    ("caption", "negative"),
    [
        ("A woman with long hair reads a book.", "Three women with long hair read a book."),
        ("A man in jeans paints a wall.", "Three men in jeans paint a wall."),
        ("A man holds a hat.", "A man holds three hats."),
        ("Two men in suits sit on a bench.", "Four men in suits sit on a bench."),
        ("Two men in a suit sit on a bench.", "Four men in a suit sit on a bench."),
        ("A woman carries a bag.", "Three women carry a bag."),
        ("A painting of a woman with a cat.", "A painting of two women with a cat."),
    ],
)
def test_a_number_is_edited_where_garments_follow_or_are_not_worn(parse: Parse, caption: str, negative: str) -> None:
    assert negative in edited(count, parse(caption))
