import pytest
from paraphrase.offered import texts
from sentences import Parse

from hardneg.paraphrase.lexical.synonyms import changes


@pytest.mark.parametrize(
    ("caption", "not_made"),
    [
        ("A goat is fed by its mother.", "A goat is fed by its woman."),
        ("The children's swing is red.", "The kids's swing is red."),
        ("A woman wears a hat.", "A woman wears a headwear."),
        ("Two women have three hats on.", "Two women have three headwears on."),
        ("Two friends are having fun on a hill.", "Two friends are eating fun on a hill."),
        ("Two men go walking in a park.", "Two men go strolling in a park."),
        ("A table is covered with leaves.", "A table is with leaves."),
        ("A man is holding a cup and reading.", "A man has a cup and reading."),
        ("A large number of goats on a hill.", "A big number of goats on a hill."),
        ("A goat to the left of the frame.", "A goat beside the frame."),
        ("A baby blue car on a road.", "A child blue car on a road."),
        ("Huskies pull a girl on a dog sled.", "Huskies pull a girl on a canine sled."),
        ("A brown dog chases a black dog.", "A brown canine chases a black dog."),
        ("A large goat chases the large goat.", "A large goat chases the big goat."),
        ("A girl walks across some rocks.", "A girl walks through some rocks."),
        ("A little girl eats soup.", "A little person eats soup."),
        ("A herder in shirt and tie.", "A herder in garment and tie."),
        ("A family posing for the picture.", "A family posing for the image."),
        ("A pitcher of water on a table.", "A player of water on a table."),
        ("A mushroom with a wide cap.", "A mushroom with a wide hat."),
        ("A small child eats soup.", "A small person eats soup."),
        ("A teenage boy skates.", "A teenage child skates."),
        ("A girl talks about music.", "A child talks about music."),
        ("An old man on a bench.", "An old adult on a bench."),
        ("A sheep and a goat in a pen.", "A sheep and an animal in a pen."),
        ("A container filled with water.", "A container containing water."),
        ("A goat munches on grass.", "A goat eats on grass."),
        ("A photo set against a dark backdrop.", "A photo set next to a dark backdrop."),
        ("A cup positioned against a pale gray or cream backdrop.", "A cup positioned next to a pale gray or cream backdrop."),
        ("A girl in jeans.", "A girl in denim pantses."),
    ],
)
def test_a_word_that_does_not_fit_is_not_put(parse: Parse, caption: str, not_made: str) -> None:
    assert not_made not in texts(parse(caption), changes)


@pytest.mark.parametrize(
    ("caption", "made"),
    [
        ("Two women wearing hats.", "Two women wearing headwear."),
        ("A bike propped against a wall.", "A bike propped next to a wall."),
        ("A boy munching on a carrot.", "A boy eating a carrot."),
        ("A man holding a cup.", "A man with a cup."),
        ("A goat to the left of a barn.", "A goat left of a barn."),
        ("Goat Standing Next To A Man On A Hill", "Goat Beside A Man On A Hill"),
    ],
)
def test_a_word_that_fits_is_put(parse: Parse, caption: str, made: str) -> None:
    assert made in texts(parse(caption), changes)
