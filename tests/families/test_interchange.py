import pytest

from hardneg.families.interchange import INTERCHANGE, PEOPLE
from hardneg.lexicon import noun_classes


@pytest.mark.parametrize(("noun", "others"), [("man", {"woman"}), ("dog", {"cat"}), ("car", {"truck", "van", "bus"})])
def test_co_hyponyms_replace_each_other(noun: str, others: set[str]) -> None:
    assert INTERCHANGE[noun] == others
    assert all(noun in INTERCHANGE[other] for other in others)


def test_no_noun_replaces_itself_and_all_are_nouns_of_the_lexicon() -> None:
    assert all(noun not in others for noun, others in INTERCHANGE.items())
    assert [noun for noun in INTERCHANGE if not noun_classes(noun)] == []


def test_people_are_replaced_by_the_other_gender() -> None:
    assert all(PEOPLE[PEOPLE[noun]] == noun for noun in PEOPLE)
