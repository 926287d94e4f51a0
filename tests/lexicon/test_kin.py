import pytest

from hardneg.lexicon import noun_alternatives, noun_classes
from hardneg.lexicon.kin import _table, near_kin
from hardneg.lexicon.tables import noun_class_table


@pytest.mark.parametrize(
    ("noun", "some", "never"),
    [
        ("pole", set(), {"glove", "golf club"}),
        ("sofa", {"chair", "bed"}, {"desk", "shelf"}),
        ("desk", {"shelf"}, {"couch", "crib"}),
        ("portrait", set(), {"clock", "lamp"}),
        ("strawberry", {"cherry"}, {"watermelon"}),
        ("wave", set(), {"horse", "ramp"}),
        ("flower", {"leaf"}, {"tree", "log"}),
        ("airliner", {"helicopter"}, {"truck", "bus"}),
    ],
)
def test_a_noun_is_replaced_by_what_is_found_where_it_is_found(noun: str, some: set[str], never: set[str]) -> None:
    offered = set(noun_alternatives(noun))
    assert some <= offered
    assert not offered & never


def test_a_word_without_kin_of_its_own_has_that_of_its_group() -> None:
    assert near_kin("coffee cup", "vessel") is not None
    assert near_kin("surfer", "rider") is None


def test_the_table_names_only_known_nouns() -> None:
    for (name, word), near in _table().items():
        assert word in noun_class_table()[name].members
        assert all(noun_classes(other) for other in near)
