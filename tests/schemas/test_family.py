from collections.abc import Callable

import pytest
from families.every import edited

import hardneg.families.add_object
import hardneg.families.negation
from hardneg.grammar.sentence import Sentence
from hardneg.schemas.config import Config
from hardneg.schemas.family import ASKED_FOR, ONE_WAY, Family

MODULES = {
    Family.ADD_OBJECT: hardneg.families.add_object,
    Family.NEGATION: hardneg.families.negation,
}


@pytest.mark.parametrize("family", sorted(ONE_WAY))
def test_what_goes_one_way_only_adds_words(family: Family, parse: Callable[[str], Sentence]) -> None:
    made = edited(MODULES[family], parse("A dog is sitting on a couch."))
    assert made
    assert all(len(negative.split()) > 7 for negative in made)


def test_what_shows_in_the_form_is_written_only_where_it_is_asked_for() -> None:
    assert set(Config().rewrite.families) == set(Family) - ASKED_FOR
    assert ONE_WAY < ASKED_FOR
    asked = Config.model_validate({"rewrite": {"families": ["negation"]}})
    assert asked.rewrite.families == [Family.NEGATION]


def test_families_stand_in_texts_by_their_values() -> None:
    assert [f"{family}" for family in Family] == [family.value for family in Family]
    assert len(Family.__members__) == len(set(Family))
