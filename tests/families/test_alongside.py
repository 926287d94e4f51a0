import pytest
from sentences import Parse, word

from hardneg.families import action
from hardneg.families import object as object_family
from hardneg.families.alongside import at_once, may_be_worn_too
from hardneg.grammar.sentence import Sentence


def offered(sentence: Sentence, text: str) -> set[str]:
    target = next((each for each in object_family.find(sentence) if sentence.text[each.start : each.end] == text), None)
    return set(object_family.candidates(sentence, target)) if target is not None else set()


def acts(sentence: Sentence, verb: str) -> list[str]:
    """Return the candidates for a verb of the sentence, which is a target."""
    target = next(each for each in action.find(sentence) if sentence.text[each.start : each.end] == verb)
    return action.candidates(sentence, target)


@pytest.mark.parametrize(
    ("caption", "garment", "may_be_on_too"),
    [
        ("A man in a suit stands by a car.", "suit", {"shirt", "sweater", "coat", "vest"}),
        ("A woman wearing a jacket smiles.", "jacket", {"shirt", "sweater", "dress", "skirt"}),
        ("A girl in a hat smiles.", "hat", {"scarf", "mask"}),
        ("A man wearing a tie smiles.", "tie", {"watch", "ring", "belt", "scarf"}),
        ("A man with a beard smiles.", "beard", {"arm", "neck", "nose"}),
    ],
)
def test_a_garment_is_replaced_by_none_that_may_be_worn_with_it(parse: Parse, caption: str, garment: str, may_be_on_too: set[str]) -> None:
    assert not offered(parse(caption), garment) & may_be_on_too


@pytest.mark.parametrize(
    ("caption", "garment", "new", "may_be_on_too"),
    [
        ("refugee dressed scarf on a street", "scarf", "shirt", True),
        ("wearing a hat and a scarf", "scarf", "trousers", True),
        ("wearing a hat", "hat", "helmet", False),
        ("wearing a shirt", "shirt", "scarf", False),
        ("wearing a shirt", "shirt", "blouse", False),
        ("a scarf on a chair", "scarf", "shirt", False),
    ],
)
def test_everybody_wears_clothes_even_where_no_wearer_is_named(
    parse: Parse, caption: str, garment: str, new: str, may_be_on_too: bool
) -> None:
    sentence = parse(caption)
    assert may_be_worn_too(sentence, word(sentence, garment), garment, new) is may_be_on_too


def test_a_garment_of_the_same_place_excludes_the_other(parse: Parse) -> None:
    assert "helmet" in offered(parse("A girl in a hat is smiling."), "hat")
    assert "boots" in offered(parse("A girl wearing shoes smiles."), "shoes")
    assert "shirt" in offered(parse("A girl holds a jacket."), "jacket")


@pytest.mark.parametrize(
    ("caption", "verb", "at_once_too"),
    [
        ("A girl is eating an apple.", "eating", "holding"),
        ("A man is drinking coffee.", "drinking", "holding"),
        ("A soccer game is being played.", "played", "watched"),
        ("A dog is leaping through the grass.", "leaping", "running"),
        ("A girl catches a kite.", "catches", "holds"),
        ("A girl draws pictures.", "draws", "holds"),
        ("A boy crosses a street.", "crosses", "faces"),
    ],
)
def test_an_action_is_replaced_by_none_that_goes_on_with_it(parse: Parse, caption: str, verb: str, at_once_too: str) -> None:
    assert at_once_too not in acts(parse(caption), verb)


@pytest.mark.parametrize(
    ("caption", "verb", "at_once_too"),
    [
        ("Children playing with a pig", "playing", {"standing", "sitting", "walking", "lying"}),
        ("Two dogs play in tall grass", "play", {"stand", "sit", "lie", "walk", "run"}),
        ("she perches on a tree", "perches", {"crouches", "stands", "squats"}),
        ("A bird perches on a branch.", "perches", {"stands", "sits"}),
        ("A pigeon stands on a roof.", "stands", {"sits"}),
        ("A cat crouching on a car.", "crouching", {"lying", "sitting"}),
        ("a woman is singing", "singing", {"playing", "dancing"}),
        ("A man leans against a wall.", "leans", {"crouches", "squats"}),
        ("A man is dancing on a stage.", "dancing", {"standing", "walking"}),
        ("A man eating in a park.", "eating", {"sitting", "standing"}),
        ("A girl sits on the ground with tools.", "sits", {"squats", "crouches"}),
        ("Small children climb a statue in a park.", "climb", {"face"}),
    ],
)
def test_an_act_becomes_no_posture_or_act_that_goes_with_it(parse: Parse, caption: str, verb: str, at_once_too: set[str]) -> None:
    assert not at_once_too & set(acts(parse(caption), verb))


@pytest.mark.parametrize(
    ("caption", "verb", "new"),
    [
        ("Two dogs play in tall grass", "play", "sleep"),
        ("a woman is singing", "singing", "sleeping"),
        ("A pigeon stands on a roof.", "stands", "walks"),
        ("A man crouching on a car.", "crouching", "lying"),
        ("A man stands in a park.", "stands", "sits"),
    ],
)
def test_an_act_becomes_another_that_excludes_it(parse: Parse, caption: str, verb: str, new: str) -> None:
    assert new in acts(parse(caption), verb)


def test_a_thing_lies_where_it_sits_and_an_animal_does_not() -> None:
    assert at_once("lie", "sit", "vase", False)
    assert not at_once("lie", "sit", "dog", False)
    assert not at_once("lie", "sit", None, False)
