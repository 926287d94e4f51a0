import pytest
from sentences import Parse

from hardneg.families import FAMILIES
from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import splice
from hardneg.schemas.family import Family as Name


def counts(sentence: Sentence) -> list[str]:
    family = FAMILIES[Name.COUNT]
    assert family.candidates is not None
    made = (family.realise(sentence, target, text) for target in family.find(sentence) for text in family.candidates(sentence, target))
    return [splice(sentence.text, edits) for edits in made if edits]


@pytest.mark.parametrize("caption", ["a person is playing a violin", "a woman is using a hair dryer", "a man is swinging a bat"])
def test_what_one_alone_handles_is_handled_by_one(parse: Parse, caption: str) -> None:
    assert not any("people" in text or "women" in text or "men" in text for text in counts(parse(caption)))


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        ("a black dog is chasing a ball", "two black dogs are chasing a ball"),
        ("a boy is throwing a ball", "two boys are throwing a ball"),
        ("a woman is holding a sign", "three women are holding a sign"),
        ("two boys are throwing a ball", "four boys are throwing a ball"),
    ],
)
def test_several_chase_or_bear_one_thing_and_more_do_what_two_do(parse: Parse, caption: str, expected: str) -> None:
    assert expected in counts(parse(caption))


def test_what_is_joined_by_and_and_what_holds_something_is_counted(parse: Parse) -> None:
    assert "a couch and three chairs in a room" in counts(parse("a couch and a chair in a room"))
    assert "two plates of food on a table" in counts(parse("a plate of food on a table"))


@pytest.mark.parametrize(
    ("caption", "noun"),
    [
        ("A man that is standing on a surfboard.", "men"),
        ("There is a person sitting on the toilet.", "people"),
        ("A boy sits at a table eating food from a plate.", "boys"),
        ("A man stands by a wall playing a saxophone.", "men"),
        ("A woman is cutting the hair of a boy.", "women"),
        ("A girl types with one hand on a laptop.", "hands"),
        ("A man with a parachute jumps from a cliff.", "parachutes"),
        ("A trailer for a horror film.", "trailers"),
        ("A large bed with a brown headboard.", "headboards"),
        ("A man jumps out of a helicopter.", "helicopters"),
        ("A man with roller blades that is jumping in the air.", "men"),
    ],
)
def test_what_one_does_or_has_alone_is_not_counted_anew(parse: Parse, caption: str, noun: str) -> None:
    made = counts(parse(caption))
    assert not [text for text in made if noun in text.split() or noun in text.rstrip(".").split()]


@pytest.mark.parametrize(
    ("caption", "kept"),
    [
        ("A man stands on a beach with a surfboard.", "Two men stand on a beach with a surfboard."),
        ("A girl sits at a table.", "Three girls sit at a table."),
        ("Two men walk between some trees.", "Three men walk between some trees."),
    ],
)
def test_what_several_do_is_counted_anew(parse: Parse, caption: str, kept: str) -> None:
    assert kept in counts(parse(caption))


def test_what_stands_on_both_sides_stays_two(parse: Parse) -> None:
    assert not [text for text in counts(parse("A lamp stands between two mirrors.")) if "two mirrors" not in text]


def test_no_single_kid_is_in_a_circle(parse: Parse) -> None:
    assert not any(text.startswith("one") for text in counts(parse("kids in a circle play with a ball")))
    assert "one kid plays with a ball" in counts(parse("kids play with a ball"))


def test_one_of_those_who_do_their_work_may_do_it(parse: Parse) -> None:
    assert "one firefighter sprays a burning shed" in counts(parse("firefighters spray a burning shed"))
    assert not any(text.startswith("one") for text in counts(parse("a barn with firefighters after a party")))


@pytest.mark.parametrize(
    ("caption", "wrong"),
    [
        ("a woman repairs the door of a shed with a hammer", "hammers"),
        ("an audience claps", "audiences"),
        ("a cook pours sauce over rice", "several cooks"),  # two may
    ],
)
def test_tools_audiences_and_who_handles_something_are_few(parse: Parse, caption: str, wrong: str) -> None:
    assert not any(wrong in text for text in counts(parse(caption)))


def test_two_may_handle_something_and_several_things_are_held(parse: Parse) -> None:
    assert "two cooks pour sauce over rice" in counts(parse("a cook pours sauce over rice"))
    assert "a woman with two hammers" in counts(parse("a woman with a hammer"))
