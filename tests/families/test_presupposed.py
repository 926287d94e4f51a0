from types import ModuleType

import pytest
from families.every import edited
from sentences import Parse

from hardneg.families import FAMILIES, Name, count, swap_object
from hardneg.families import object as object_family
from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import splice


def offered(family: ModuleType, sentence: Sentence, text: str) -> list[str]:
    """Return the candidates of the target `text`; nothing where it is no target."""
    target = next((each for each in family.find(sentence) if sentence.text[each.start : each.end] == text), None)
    return family.candidates(sentence, target) if target is not None else []


@pytest.mark.parametrize(
    ("caption", "noun"),
    [
        ("A camel lies next to another animal.", "camel"),
        ("A woman carries a basket behind another person.", "woman"),
        ("One woman carries a basket behind another person.", "person"),
        ("A cow and its calf stand on a hill.", "cow"),
        ("A drawing of a shark and other sea animals.", "shark"),
        ("A drawing of a shark and other sea animals.", "animals"),
        ("A man and his wife eat soup.", "man"),
        ("A woman hugs her husband.", "woman"),
        ("Four people, three men and a girl, sit on a wall.", "people"),
        ("A woman rides beside her two ponies, one of which is a gray donkey.", "donkey"),
    ],
)
def test_a_noun_stays_whose_kind_another_word_presupposes(parse: Parse, caption: str, noun: str) -> None:
    assert offered(object_family, parse(caption), noun) == []


@pytest.mark.parametrize(
    ("caption", "number"),
    [
        ("Two horses, one brown and one white.", "Two"),
        ("Two boys, one in green and one in yellow, sit on a wall.", "Two"),
        ("Two goats, a black one and a gray one, walk on a road.", "Two"),
        ("Four people, three men and a girl, sit on a wall.", "Four"),
        ("Four people, three men and a girl, sit on a wall.", "three"),
        ("Five animals: two dogs, two cats and a horse.", "Five"),
        ("A group of four: a boy, a girl and two men.", "two"),
        ("Three of the six boats are blue.", "six"),
        ("All four cats are gray.", "four"),
        ("One horse eats while the other is drinking.", "One"),
        ("A man and his wife eat soup.", "A"),
    ],
)
def test_a_number_stays_that_other_words_add_up_to(parse: Parse, caption: str, number: str) -> None:
    assert offered(count, parse(caption), number) == []


@pytest.mark.parametrize(
    ("caption", "number"),
    [
        ("Two horses stand next to a brown barn.", "Two"),
        ("Two horses stand next to another horse.", "Two"),
        ("Two boys, a dog and a cat sit on a wall.", "Two"),
        ("Two boys look at each other.", "Two"),
        ("Three cows stand near the other cows.", "Three"),
    ],
)
def test_a_number_that_nothing_presupposes_is_edited(parse: Parse, caption: str, number: str) -> None:
    assert offered(count, parse(caption), number)


@pytest.mark.parametrize(
    "caption", ["A camel lies next to another camel.", "A cow stands near the other cows.", "A woman carries a kite behind another woman."]
)
def test_another_of_a_kind_is_edited_with_the_first_or_not_at_all(parse: Parse, caption: str) -> None:
    family, sentence = FAMILIES[Name.OBJECT], parse(caption)
    kept = next(word for word in sentence.words if word.lower in ("another", "other"))
    noun = sentence.head(kept)
    assert family.candidates is not None
    for target in family.find(sentence):
        if target.lemma == noun.lemma:
            for text in family.candidates(sentence, target):
                edits = family.realise(sentence, target, text)
                assert not edits or splice(caption, edits).count(text.rstrip("s")) > 1 or noun.lemma not in splice(caption, edits)


def test_a_part_of_a_group_becomes_another_member_of_that_group(parse: Parse) -> None:
    of_people = offered(object_family, parse("Four people, three men and a girl, sit on a wall."), "men")
    assert not {"cats", "dogs", "puppies"} & set(of_people)
    of_children = offered(object_family, parse("Three children, two boys and a girl, sit on a wall."), "boys")
    assert not {"men", "women", "cats"} & set(of_children)


def test_what_all_of_them_wear_says_who_they_are(parse: Parse) -> None:
    assert not {"cats", "dogs", "rabbits"} & set(offered(object_family, parse("Four men, all wearing helmets, stand on a hill."), "men"))


def test_parts_of_a_group_may_change_places(parse: Parse) -> None:
    made = edited_swap(parse("Four people, three men and a girl, sit on a wall."))
    assert "Four people, three girls and a man, sit on a wall." in made


def test_one_in_red_is_a_person(parse: Parse) -> None:
    assert not {"cows", "monkeys", "dogs"} & set(offered(object_family, parse("Two people, one in red and one in blue."), "people"))


def test_a_mother_and_her_daughter_are_no_daughter_and_her_mother(parse: Parse) -> None:
    assert edited_swap(parse("A mother and her daughter sit on a wall.")) == []


def edited_swap(sentence: Sentence) -> list[str]:
    made = [swap_object.realise(sentence, target) for target in swap_object.find(sentence)]
    return [splice(sentence.text, edits) for edits in made if edits]


@pytest.mark.parametrize(
    ("caption", "wrong"),
    [
        ("A man looks at himself in a window.", "A woman looks at himself"),
        ("A woman brushes her own hair.", "A man brushes her"),
        ("A boy holds his kite.", "girl holds his"),
    ],
)
def test_no_object_leaves_a_pronoun_of_the_other_gender(parse: Parse, caption: str, wrong: str) -> None:
    made = edited(object_family, parse(caption))
    assert made
    assert not any(wrong in each for each in made)


@pytest.mark.parametrize(
    "caption", ["A shower of sparks falls.", "A tower of blocks on the floor.", "A blanket of snow covers the ground."]
)
def test_a_figure_of_speech_is_not_replaced(parse: Parse, caption: str) -> None:
    figure = caption.split()[1]
    assert not offered(object_family, parse(caption), figure)


@pytest.mark.parametrize("caption", ["A bottle of water on a desk.", "A tower of a church.", "A box of books."])
def test_what_holds_things_is_no_figure_of_speech(parse: Parse, caption: str) -> None:
    assert offered(object_family, parse(caption), caption.split()[1])
