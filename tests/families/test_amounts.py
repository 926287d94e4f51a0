import pytest
from sentences import Parse

from hardneg.families.amounts import amounts, changed, pairs
from hardneg.grammar.splice import splice


@pytest.mark.parametrize(
    ("caption", "found"),
    [
        ("Two dogs chase a cat.", [("dogs", "two", True), ("cat", "a", False)]),
        ("Man with three horses.", [("Man", "", False), ("horses", "three", True)]),
        ("A herd of elephants near two cars.", [("elephants", "a herd of", True), ("cars", "two", True)]),
        ("The dogs run.", []),
    ],
)
def test_the_words_before_a_noun_quantify_it(parse: Parse, caption: str, found: list[tuple[str, str, bool]]) -> None:
    assert [(each.noun.text, each.text, each.several) for each in amounts(parse(caption))] == found


def test_a_phrase_gets_the_amount_of_another_with_number_and_article(parse: Parse) -> None:
    sentence = parse("Two dogs chase an owl.")
    dogs, owl = amounts(sentence)
    assert splice(sentence.text, changed(sentence, dogs, owl)) == "A dog chase an owl."
    assert splice(sentence.text, changed(sentence, owl, dogs)) == "Two dogs chase two owls."


def test_amounts_pair_only_where_each_suits_the_other_noun(parse: Parse) -> None:
    assert [(one.noun.text, two.noun.text) for one, two in pairs(parse("Two dogs chase a cat."))] == [("dogs", "cat")]
    assert not list(pairs(parse("A herd of elephants near two cars.")))
