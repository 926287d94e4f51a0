import pytest
from sentences import Parse

from hardneg.parse.describes import objection
from hardneg.schemas.reasons import Reason


@pytest.mark.parametrize(
    "caption",
    [
        "goat, goats, farm, animal, cute, horns",
        "how to fold a paper boat",
        "10 ways to tie a scarf",
        "Home > Shoes > Boots",
        '"Every journey begins with a single step."',
        "Do you remember this old song?",
        "order now and get free shipping on all scarves !",
        "you can paint the walls of your kitchen in one day",
        "minister has been awarded a prize",
        "the company is expected to announce results",
        "a good idea for the holidays",
        "saving money is a slow process",
        "Zorvina Men Perfume",
        "yesterday was a lovely day",
        "a great idea for dinner",
        "put a scarf over your coat for a warm look",
        "firemen said that the danger is over",
        "feeding your goat helps it grow",
        "dear neighbours , we look for a rake",
        "Happy New Year",
        "mayor to open bridge next week",
        "The Best Soup In Town!",
    ],
)
def test_what_describes_nothing_is_rejected(parse: Parse, caption: str) -> None:
    why = objection(parse(caption))
    assert why is not None
    assert why[0] is Reason.NOT_A_DESCRIPTION


@pytest.mark.parametrize(
    "caption",
    [
        "Two painters argue next to a ladder.",
        "best trip ever!!! two kids, one pony and a very tired aunt",
        "A goat on a hill.",
        "goats, a barn and two tractors",
        "red, white and blue flags",
        "Someone is whistling",
        "Loud snoring",
        "A man speaks and people laugh",
        "singer performing live on stage",
        "The sign says that the road is closed.",
        "a woman talking about her life",
        "There is a lot of food on the table.",
        "You can see two goats from the window.",
        "My dog is lying on the rug.",
        "young woman shopping online with laptop",
        "purple curtain has white dots",
        "a player wins a game of tennis",
        "A man says something to a woman",
        "A happy man with his birthday cake",
        "A lovely day on the beach",
        "Zorvina Women Green Handbag",
    ],
)
def test_a_description_is_kept(parse: Parse, caption: str) -> None:
    assert objection(parse(caption)) is None


def test_template_text_alone_is_rejected_whatever_is_asked_for(parse: Parse) -> None:
    why = objection(parse("I'm sorry, but I cannot see this image."), strict=False)
    assert why is not None
    assert why[0] is Reason.BOILERPLATE
    assert objection(parse("how to fold a paper boat"), strict=False) is None
