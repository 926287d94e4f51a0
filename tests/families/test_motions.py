import pytest
from families.every import verbs
from sentences import Parse


@pytest.mark.parametrize(
    ("caption", "wrong"),
    [
        ("A boy walks down a street.", {"jumps", "falls"}),
        ("Two sheep are walking across a meadow.", {"jumping"}),
        ("A man with children passing by.", {"jumping", "crawling"}),
        ("A puppy jumps into a pond.", {"runs"}),
        ("A horse is walking slowly along a path.", {"running"}),
        ("Two girls walk back and forth.", {"stand", "sit"}),
        ("A guard watches closely.", {"dances", "sleeps"}),
        ("A player slides into a base.", {"dances"}),
        ("A waiter carries a tray past a table.", {"drops", "throws", "cleans"}),
        ("A dog swims with a stick in its mouth.", {"sleeps"}),
        ("A goat is standing against a brick wall.", {"walking", "running"}),
        ("A plane flies over the houses.", {"crashes", "lands"}),
        ("Six jets flying in formation.", {"crashing"}),
        ("A lawn with a kite flying above.", {"sitting"}),
        ("A runner quickly runs up a hill.", {"walks"}),
    ],
)
def test_a_motion_suits_its_path_and_speed(parse: Parse, caption: str, wrong: set[str]) -> None:
    assert not verbs(parse(caption)) & wrong


def test_a_dog_that_runs_down_a_street_walks_there(parse: Parse) -> None:
    assert "walks" in verbs(parse("A dog runs down the street."))


@pytest.mark.parametrize(
    ("caption", "wrong"),
    [
        ("A kitten sits inside a bag.", {"walks", "jumps"}),
        ("A dog sits in the passenger seat of a van.", {"walks", "jumps"}),
        ("A woman sits in front of a plate of ham.", {"walks", "runs"}),
        ("A girl lies on a bed under a quilt.", {"stands", "kneels"}),
        ("A boy rides on a toy tractor.", {"walks", "dances", "falls"}),
        ("Two men ride on a motorcycle.", {"fall", "walk"}),
        ("A boy sits in a tree.", {"lies"}),
        ("A flamingo stands on one leg.", {"walks", "runs"}),
        ("A rabbit sitting inside a kitchen sink.", {"running", "walking"}),
        ("A flock of birds is floating on a lake.", {"standing", "walking", "sitting"}),
        ("A cat lies on a rug with its head on a cushion.", {"stands", "walks", "jumps"}),
    ],
)
def test_a_posture_suits_its_support(parse: Parse, caption: str, wrong: set[str]) -> None:
    assert not verbs(parse(caption)) & wrong


@pytest.mark.parametrize(
    ("caption", "wrong"),
    [
        ("A puppy is lying on a rug and it is sleeping.", {"walking", "jumping", "standing"}),
        ("Two ponies stand and drink from a pond.", {"walk", "jump", "run"}),
        ("A woman sits at a desk eating with her cat.", {"walking", "dancing"}),
        ("Two men holding skis walking up a slope.", {"waxing", "fixing", "riding"}),
        ("A man carries a sign walking past shops.", {"paints"}),
        ("A boy sits hugging his dog.", {"chasing"}),
        ("A man leaps off a cliff while skiing.", {"walks"}),
        ("A skier stands posing near a lodge.", {"walking"}),
        ("A man flies through the air while skiing.", {"falling"}),
        ("A zebra is observing a deer.", {"petting"}),
        ("Four people on horses walk down a trail.", {"dance", "crawl"}),
        ("A man flies through the air.", {"jumps"}),
        ("A man bathes in a tub.", {"sings"}),
        ("A girl leans over a railing.", {"runs", "walks"}),
        ("A man rides a surfboard on a wave.", {"drops", "waxes", "fixes"}),
        ("A woman carries a surfboard near the water.", {"rides"}),
        ("A boy flips in the air while jumping on a mat.", {"walking", "sitting"}),
    ],
)
def test_a_verb_suits_the_other_acts_of_its_agent(parse: Parse, caption: str, wrong: set[str]) -> None:
    assert not verbs(parse(caption)) & wrong


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        ("A man is standing near a bench.", "walking"),
        ("A girl smiles for the camera.", "frowns"),
        ("Two men carry a box.", "drop"),
        ("A boy throws a ball.", "catches"),
        ("A man with children walking by.", "running"),
        ("A woman is riding a horse.", "feeding"),
    ],
)
def test_other_acts_are_still_offered(parse: Parse, caption: str, expected: str) -> None:
    assert expected in verbs(parse(caption))


@pytest.mark.parametrize(
    "caption",
    [
        "A man is slicing a loaf of bread with a knife.",
        "A teenager holds a surfboard under his arm.",
        "A man is wearing a bracelet on his wrist.",
        "A nurse is holding a phone to her ear.",
        "A woman paints a mural on a brick wall.",
        "A girl lying on the grass reading a book.",
        "A girl holding a stuffed rabbit.",
    ],
)
def test_a_tool_and_a_part_of_the_body_allow_no_other_act(parse: Parse, caption: str) -> None:
    never = {"baking", "cooking", "fixes", "fixing", "carrying", "waxes", "washing", "carries", "dropping", "feeding"}
    assert not verbs(parse(caption)) & never


def test_who_dances_does_not_cross_his_skis(parse: Parse) -> None:
    assert "dances" not in verbs(parse("A skier flies during a jump."))
