import pytest
from sentences import Parse

from hardneg.families import FAMILIES, Name, moved_attribute
from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import splice
from hardneg.rewrite.generate.checks import structure


def moved(sentence: Sentence) -> list[str]:
    found = (target for target in FAMILIES[Name.SWAP_ATTRIBUTE].find(sentence) if target.kind == moved_attribute.KIND)
    return [splice(sentence.text, FAMILIES[Name.SWAP_ATTRIBUTE].realise(sentence, target, "") or []) for target in found]


@pytest.mark.parametrize(
    ("caption", "negative"),
    [
        ("A red bus drives past a car.", "A bus drives past a red car."),
        ("An orange cup stands next to a laptop on a bench.", "A cup stands next to a laptop on an orange bench."),
        ("A woman in a blue coat holds an umbrella.", "A woman in a coat holds a blue umbrella."),
        ("Yellow kayaks lie in front of a tent.", "Kayaks lie in front of a yellow tent."),
        ("A red bus drives past a small car.", "A bus drives past a small red car."),
        ("An old man walks a dog.", "A man walks an old dog."),
        ("A black dog sleeps next to a toilet.", "A dog sleeps next to a black toilet."),
    ],
)
def test_an_attribute_goes_over_to_a_thing_that_is_seldom_so(parse: Parse, caption: str, negative: str) -> None:
    sentence = parse(caption)
    assert negative in moved(sentence)


def test_what_is_moved_passes_the_check_of_structure(parse: Parse) -> None:
    sentence = parse("A red bus drives past a car.")
    target = next(moved_attribute.find(sentence))
    edits = moved_attribute.realise(sentence, target)
    assert edits is not None
    assert structure(sentence, target, edits, parse(splice(sentence.text, edits))) is None


@pytest.mark.parametrize(
    "caption",
    [
        "A white car next to a bus.",  # many are
        "A small dog next to a couch.",
        "A red bus next to a yellow car.",
        "A red bus next to a bus.",
        "A blue and white boat near a car.",
        "A woman in red clothing holds an umbrella.",
        "A red bowl of soup.",
        "A blonde woman next to a car.",
        "Two dogs, one brown, one gray play near a bus.",
        "A very red car next to a bus.",
        "A giant bird next to a large couch.",
        "A brown dog holds a neon frisbee.",
    ],
)
def test_an_attribute_stays_that_others_may_have_or_that_leaves_something_behind(parse: Parse, caption: str) -> None:
    assert moved(parse(caption)) == []
