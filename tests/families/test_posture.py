import pytest
from sentences import Parse

from hardneg.families import FAMILIES, Name
from hardneg.grammar.sentence import Sentence


def _offered(sentence: Sentence, noun: str) -> set[str]:
    made = FAMILIES[Name.OBJECT]
    assert made.candidates is not None
    found = [target for target in made.find(sentence) if sentence.text[target.start : target.end] == noun]
    return {text for target in found for text in made.candidates(sentence, target)}


@pytest.mark.parametrize(
    ("caption", "noun", "never"),
    [
        ("A group of girls sit on a wall by a pool.", "wall", {"ceiling", "window"}),
        ("A crowd is sitting in seats at a game.", "seats", {"bookshelves", "shelves", "dressers", "nightstands"}),
        ("A girl is flying a kite in a wide field.", "field", {"river", "lake", "ocean"}),
        ("Benetton Men Check Black Shirt", "Shirt", {"Dress", "dress"}),
        ("A black shirt for men.", "shirt", {"dress"}),
        ("Men's black shirt.", "shirt", {"dress"}),
        ("A man has his hand on his chest.", "chest", {"tail", "wing"}),
        ("A giraffe has a bird on its back.", "back", {"hand", "chest", "shoulder"}),
        ("A wet dog shakes the water off its coat.", "coat", {"skirt", "shirt", "dress"}),
        ("A plate of pasta with cheese on a table.", "plate", {"napkin"}),
        ("A child waves a small flag at a parade.", "flag", {"lamp", "clock", "window"}),
        ("A woman is talking on a cell phone in a park.", "cell phone", {"monitor", "keyboard", "camera"}),
        ("An open laptop on a bed.", "laptop", {"radio", "speaker", "keyboard"}),
        ("Three people hike up a mountain.", "mountain", {"beach", "farm"}),
        ("A woman walks down a street with a bag.", "street", {"lawn", "field"}),
        ("A man dances on a carpet.", "carpet", {"curtain", "blanket", "towel"}),
        ("A dog runs on a bed.", "bed", {"chair", "stool", "desk"}),
        ("A kitten with a ball on a rug.", "ball", {"toy"}),
        ("Five people stand in a grove of trees.", "trees", {"houses", "poles"}),
        ("People waiting at a light on bikes.", "bikes", {"cars", "trucks"}),
    ],
)
def test_what_replaces_a_noun_can_be_where_it_is(parse: Parse, caption: str, noun: str, never: set[str]) -> None:
    assert not _offered(parse(caption), noun) & never


def test_good_replacements_stay(parse: Parse) -> None:
    assert {"chair", "couch"} & _offered(parse("A woman sits on a bench with a book."), "bench")
    assert {"bowl", "tray"} & _offered(parse("A plate of fruit on a table."), "plate")
    assert {"sand", "snow"} <= _offered(parse("A brown dog stands in the grass near a hill."), "grass")


@pytest.mark.parametrize(
    ("caption", "noun", "never"),
    [
        ("A soccer match on a soccer field.", "soccer field", {"ski slope", "golf course", "tennis court", "swimming pool"}),
        ("A bathroom with a shower and a sink.", "bathroom", {"living room", "kitchen", "bedroom"}),
        ("A man in a suit holds a cup.", "suit", {"dress", "skirt"}),
        ("Three girls stand with their backs to the camera.", "camera", {"laptop", "phone", "tablet"}),
        ("A gift wrapped in brown paper.", "paper", {"clay", "metal", "wood", "stone"}),
        ("A man with cans and glasses on a table.", "cans", {"glasses"}),
        ("A batter hits the ball with a bat.", "ball", {"frisbee", "stick", "balloon"}),
    ],
)
def test_a_place_and_what_is_done_there_agree(parse: Parse, caption: str, noun: str, never: set[str]) -> None:
    assert not _offered(parse(caption), noun) & never


@pytest.mark.parametrize(
    ("caption", "noun", "never"),
    [
        ("A dog runs through tall grass.", "grass", {"snow", "sand", "mud"}),
        ("A straw lined pen of goats.", "straw", {"fork", "spoon"}),
        ("A person on skis looks over a valley.", "person", {"dog", "cat", "horse"}),
        ("A lake and mountains in the distance.", "mountains", {"deserts", "beaches"}),
        ("A larger goat stands behind a smaller goat.", "goat", {"sheep", "cow"}),
    ],
)
def test_what_is_said_of_a_noun_fits_its_replacement(parse: Parse, caption: str, noun: str, never: set[str]) -> None:
    assert not _offered(parse(caption), noun) & never


@pytest.mark.parametrize(
    ("caption", "source", "never"),
    [
        ("The sky with puffy white clouds.", "clouds", {"stars"}),
        ("A painting of flowers in a vase.", "painting", {"photograph"}),
        ("A statue of a horse in a park.", "statue", {"photograph"}),
        ("A woman under an umbrella.", "umbrella", {"sign", "book", "box"}),
        ("A woman walks under an umbrella in the rain.", "umbrella", {"sign", "book", "box"}),
    ],
)
def test_the_words_around_a_noun_exclude_what_they_do_not_suit(parse: Parse, caption: str, source: str, never: set[str]) -> None:
    assert not _offered(parse(caption), source) & never
