import pytest
from sentences import Parse

from hardneg.families.exchange import likely, roles
from hardneg.grammar.sentence import Sentence


def exchanged(sentence: Sentence, one: str, two: str) -> bool:
    words = {word.text: word for word in sentence.words}
    return likely(sentence, words[one], words[two])


@pytest.mark.parametrize(
    ("caption", "one", "two"),
    [
        ("A dog chases a boy.", "dog", "boy"),
        ("Two women looking at three giraffes.", "women", "giraffes"),
        ("A black horse stands behind a man.", "horse", "man"),
        ("A street with two buses and a car.", "buses", "car"),
        ("A red truck is towing two cars.", "truck", "cars"),
        ("A cat lies on two dogs.", "cat", "dogs"),
        ("A nurse helps an old man.", "nurse", "man"),
        ("A large clock hangs above two mirrors.", "clock", "mirrors"),
        ("A green circle encloses a red square.", "circle", "square"),
        ("A star within a heart.", "star", "heart"),
        ("A picture of two horses behind a man.", "horses", "man"),
    ],
)
def test_things_that_can_be_where_the_other_is_change_places(parse: Parse, caption: str, one: str, two: str) -> None:
    assert exchanged(parse(caption), one, two)


@pytest.mark.parametrize(
    ("caption", "one", "two"),
    [
        ("A couch with a dog on it.", "couch", "dog"),
        ("A woman rides a horse.", "woman", "horse"),
        ("A man is walking a dog.", "man", "dog"),
        ("A girl sits on an elephant.", "girl", "elephant"),
        ("A father holds a baby.", "father", "baby"),
        ("A bowl of soup on a table.", "bowl", "table"),
        ("A skateboard with wheels.", "skateboard", "wheels"),
        ("A spoon in a cup.", "spoon", "cup"),
        ("A drawing of a girl with ladybugs on her nose.", "girl", "ladybugs"),
        ("A large shelf above a bed.", "shelf", "bed"),
        ("A girl applies pink lipstick in front of a mirror.", "lipstick", "mirror"),
        ("A mother pushes twins in a stroller.", "mother", "twins"),
        ("A train on the track beside a road.", "track", "road"),
        ("A bird flies over a cow.", "bird", "cow"),
        ("A dog barks while a bird squawks.", "dog", "bird"),
        ("The hand of a man and a dog.", "hand", "man"),
        ("A boy acting as a referee.", "boy", "referee"),
        ("A herd of goats with one sheep.", "goats", "sheep"),
        ("A cow next to another goat.", "cow", "goat"),
        ("A cart pulled by a horse carries people.", "horse", "people"),
        ("A carriage with children behind two horses.", "children", "horses"),
        ("A post holds up a sign.", "post", "sign"),
        ("A man sitting with headphones near several birds.", "man", "birds"),
        ("A man sitting at a table near a small dog.", "man", "dog"),
        ("A table with four chairs next to a desk.", "table", "desk"),
        ("Two horses pull a woman in a cart.", "horses", "woman"),
        ("A dog chases a sheep.", "dog", "sheep"),
        ("A man tosses a child into the air.", "man", "child"),
    ],
)
def test_things_whose_exchange_makes_no_scene_stay(parse: Parse, caption: str, one: str, two: str) -> None:
    assert not exchanged(parse(caption), one, two)


def test_a_noun_has_the_verbs_of_those_it_is_joined_to(parse: Parse) -> None:
    sentence = parse("A man and a woman feed a goat.")
    assert {role.verb for role in roles(sentence, sentence.words[4])} == {"feed"}
