import pytest

from hardneg.discourse.coreference import may_be_coreferent


@pytest.mark.parametrize(("one", "two"), [("sailboat", "boat"), ("man", "person"), ("car", "vehicle"), ("dog", "animal")])
def test_a_compound_and_its_head_or_a_noun_and_its_hypernym_may_name_one_thing(one: str, two: str) -> None:
    assert may_be_coreferent(one, two) or may_be_coreferent(two, one)


@pytest.mark.parametrize(("one", "two"), [("dog", "cat"), ("beach", "sand"), ("car", "person")])
def test_other_nouns_name_two_things(one: str, two: str) -> None:
    assert not may_be_coreferent(one, two)
    assert not may_be_coreferent(two, one)


def test_the_same_noun_is_no_case_of_two_nouns() -> None:
    assert not may_be_coreferent("dog", "dog")
