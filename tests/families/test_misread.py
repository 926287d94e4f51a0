import pytest
from families.every import offered
from sentences import Parse, word

from hardneg.families import count, word_order
from hardneg.families import object as object_family
from hardneg.families.misread import is_third_person, joined_to_next, maybe_verbs
from hardneg.schemas.family import Family as Name


@pytest.mark.parametrize(
    ("caption", "verbs"),
    [
        ("A boy on a swing waves.", {"waves"}),
        ("A woman holds a guitar and sings.", {"sings"}),
        ("People wearing helmets ride bicycles.", {"ride"}),
        ("A red car.", set()),
        ("A man in shorts shovels snow.", {"shorts", "shovels"}),
        ("A person wearing jeans parks cars.", {"parks"}),
        ("people on boats fan flames.", {"fan"}),
        ("A van with its doors open waits on a kerb.", {"waits"}),
        ("A red sports car.", set()),
        ("A view down stairs in a tower.", set()),
        ("A dog on stairs.", set()),
    ],
)
def test_nouns_that_may_be_verbs_are_found(parse: Parse, caption: str, verbs: set[str]) -> None:
    sentence = parse(caption)
    assert {sentence.words[i].text for i in maybe_verbs(sentence)} == verbs


@pytest.mark.parametrize("caption", ["A man in shorts shovels snow.", "a man in a cap ties ropes.", "Two men in helmets vacuum carpets."])
def test_a_unit_that_may_be_a_clause_is_not_replaced(parse: Parse, caption: str) -> None:
    sentence = parse(caption)
    assert all(" " not in caption[target.start : target.end] for target in object_family.find(sentence))
    assert not {"two", "one"} & offered(sentence, Name.COUNT)


def test_a_noun_before_another_may_be_half_of_a_compound(parse: Parse) -> None:
    sentence = parse("A peace sign shirt.")
    assert joined_to_next(sentence, word(sentence, "peace"))
    assert not joined_to_next(sentence, word(sentence, "shirt"))


@pytest.mark.parametrize(("form", "expected"), [("waves", True), ("sings", True), ("dog", False), ("tables", False)])
def test_the_third_person_is_recognised_by_its_form(form: str, expected: bool) -> None:
    assert is_third_person(form) is expected


def test_a_subject_that_shares_its_verb_in_the_parse_keeps_its_number(parse: Parse) -> None:
    sentence = parse("A man shouting before and after a person belches")
    target = next(each for each in count.find(sentence) if each.start == 0)
    assert count.candidates(sentence, target) == []


@pytest.mark.parametrize(
    ("caption", "made"),
    [
        ("the woman wearing the white top talks to the people", False),
        ("a woman follows two men", True),
    ],
)
def test_roles_change_no_number_where_a_verb_may_hide(parse: Parse, caption: str, made: bool) -> None:
    sentence = parse(caption)
    roles = [each for each in word_order.find(sentence) if each.partner_start is not None]
    assert any(word_order.realise(sentence, each) is not None for each in roles) is made
