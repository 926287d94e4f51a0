import pytest
from families.every import verbs
from sentences import Parse

from hardneg.families import FAMILIES, Name


@pytest.mark.parametrize(
    ("caption", "verb"),
    [
        ("A boy does a backflip while jumping on a trampoline.", "jumping"),
        ("People are biking or walking along a beach.", "walking"),
        ("A cat sits perched on a shelf.", "perched"),
        ("A cake is decorated like a castle.", "decorated"),
        ("A book is wrapped in a ribbon.", "wrapped"),
        ("A woman is camping in the woods.", "camping"),
        ("Two kids interact in a store.", "interact"),
        ("A deer drinks from a stream.", "drinks"),
        ("A group of tourists watching a man build a hut.", "watching"),
        ("Two sheep, black faced.", "faced"),
        ("A soup garnished with herbs.", "garnished"),
        ("A clock is built into a tower.", "built"),
        ("A lamp that is on sitting on a table.", "sitting"),
        ("A man is walking a dog using a leash.", "walking"),
        ("A man is cooking in an old oven.", "cooking"),
        ("Three cows stand near a pond with birds flying overhead.", "flying"),
        ("A red sign with paper with writing on top of it.", "writing"),
    ],
)
def test_a_verb_that_its_complement_or_another_verb_requires_stays(parse: Parse, caption: str, verb: str) -> None:
    sentence = parse(caption)
    assert verb not in {sentence.words[target.first].lower for target in FAMILIES[Name.ACTION].find(sentence)}


@pytest.mark.parametrize(
    ("caption", "wrong"),
    [
        ("A vase holds two roses.", {"waters", "picks"}),
        ("A truck carries logs.", {"waters", "picks"}),
        ("A player holds a tennis ball and a racket.", {"hits", "catches"}),
        ("A waiter carries a plate filled with pasta.", {"cleans", "washes"}),
        ("A crowd has gathered to visit a statue.", {"danced", "sung"}),
        ("A girl smiles for the camera.", {"yells", "yawns", "sleeps"}),
        ("A plane flies high above a town.", {"crashes", "lands"}),
    ],
)
def test_a_verb_suits_its_subject_its_objects_and_its_purpose(parse: Parse, caption: str, wrong: set[str]) -> None:
    assert not verbs(parse(caption)) & wrong
