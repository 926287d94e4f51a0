import pytest
from families.every import offered
from sentences import Parse

from hardneg.families import FAMILIES, Name


@pytest.mark.parametrize(
    "caption",
    [
        "A tutorial on painting a fence.",
        "A man is talking on a news program.",
        "A catcher sits crouched behind the plate.",
        "A player hits the basket in a basketball game.",
        "A woman kisses a boy on the cheek.",
        "A man sits in a chair with a cat in his lap.",
        "A baby is sleeping on its stomach on a couch.",
        "There is a man sitting on the toilet.",
    ],
)
def test_a_verb_that_the_rest_binds_is_no_target(parse: Parse, caption: str) -> None:
    assert not list(FAMILIES[Name.ACTION].find(parse(caption)))


@pytest.mark.parametrize(
    ("caption", "never"),
    [
        ("Two children are eating in a kitchen.", {"sitting", "standing"}),
        ("A baseball player hits a ball.", {"kicks", "bounces"}),
        ("A chef is slicing an onion and talking.", {"reading", "writing", "eating"}),
        ("A man drives a truck while explaining the road.", {"dances", "sings", "runs"}),
        ("A bride standing with an old man in a church.", {"lying", "kneeling"}),
        ("A man is sitting on a red motorcycle.", {"lying", "crouching", "walking"}),
        ("A woman walks into a room.", {"jumps", "dances"}),
        ("An elephant is standing in a field.", {"sitting"}),
        ("Three boys are playing in the water.", {"sleeping", "lying"}),
        ("A woman is speaking in front of a microphone.", {"dancing", "playing"}),
        ("A man is fixing the engine of a truck.", {"driving", "parking"}),
        ("A dog is lying on a bed and it is sleeping.", {"standing", "sitting"}),
        ("A child is playing with a puppy's tail.", {"walking", "sitting"}),
        ("A man is grilling meat on a barbecue.", {"carrying", "washing"}),
        ("A girl is singing in front of judges.", {"fighting", "sleeping"}),
        ("A man rides a surfboard on a wave.", {"waxes", "fixes", "washes"}),
        ("A dog is jumping over a fallen tree.", {"running"}),
        ("A dog is running through the snow.", {"jumping", "leaping"}),
        ("A dog runs out of a tunnel on a course.", {"fights", "sleeps", "lies"}),
        ("Two dogs run for a stick.", {"stand", "sit", "lie", "sleep"}),
        ("Girls are sitting under parasols while riding camels.", {"walking", "running"}),
    ],
)
def test_nobody_does_what_does_not_go_with_the_rest(parse: Parse, caption: str, never: set[str]) -> None:
    assert offered(parse(caption), Name.ACTION).isdisjoint(never)


@pytest.mark.parametrize(
    ("caption", "never"),
    [
        ("A skier wearing a black backpack is on a hill.", {"carrying", "holding"}),
        ("A boy carrying a backpack.", {"wearing"}),
        ("A baby holds the head of a boy.", {"touches"}),
        ("A girl hugs a doll.", {"touches", "holds"}),
    ],
)
def test_who_bears_a_thing_in_one_way_does_so_in_no_other(parse: Parse, caption: str, never: set[str]) -> None:
    assert offered(parse(caption), Name.RELATION).isdisjoint(never)


def test_who_wears_a_hat_need_not_hold_it(parse: Parse) -> None:
    assert "holding" in offered(parse("A man wearing a red hat."), Name.RELATION)


@pytest.mark.parametrize(
    ("caption", "kept"),
    [
        ("A woman walks along a street.", "runs"),
        ("A man is sitting on a bench.", "standing"),
        ("A dog is lying on a bed.", "standing"),
        ("An elephant is standing in a field.", "walking"),
        ("A girl is crying on a couch.", "sleeping"),
        ("A man is talking in a park.", "singing"),
    ],
)
def test_what_goes_with_the_rest_is_offered(parse: Parse, caption: str, kept: str) -> None:
    assert kept in offered(parse(caption), Name.ACTION)


def test_who_stands_smiling_takes_no_hat_off(parse: Parse) -> None:
    assert "removing" not in offered(parse("A young girl wearing a striped hat stands smiling."), Name.RELATION)


def test_what_is_done_until_something_happens_is_no_target(parse: Parse) -> None:
    found = {target.lemma for target in FAMILIES[Name.ACTION].find(parse("A girl laughs until she chokes."))}
    assert "laugh" not in found
