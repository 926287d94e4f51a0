import copy
import json
import pickle

import pytest
from families.every import edited
from sentences import Parse

import hardneg.families.add_object
import hardneg.families.negation
from hardneg.schemas.config import Config
from hardneg.schemas.family import DEFAULT, Family, one_way

MODULES = {
    Family.ADD_OBJECT: hardneg.families.add_object,
    Family.NEGATION: hardneg.families.negation,
}


@pytest.mark.parametrize("family", sorted(one_way()))
def test_what_goes_one_way_only_adds_words(family: Family, parse: Parse) -> None:
    made = edited(MODULES[family], parse("A dog is sitting on a couch."))
    assert made
    assert all(len(negative.split()) > 7 for negative in made)


def test_what_shows_in_the_form_is_written_only_where_it_is_asked_for() -> None:
    assert set(Config().rewrite.families) == set(DEFAULT)
    assert one_way() < one_way(trade=False) == set(Family) - set(DEFAULT)
    asked = Config.model_validate({"rewrite": {"families": ["negation"]}})
    assert asked.rewrite.families == [Family.NEGATION]


def test_families_stand_in_texts_by_their_values() -> None:
    assert [f"{family}" for family in Family] == [family.value for family in Family]
    assert len(Family.__members__) == len(set(Family))


def test_defaults_of_the_config_follow_from_the_traits() -> None:
    rewrite = Config().rewrite
    assert rewrite.boost == {family: family.traits.boost for family in Family if family.traits.boost != 1.0}
    assert rewrite.balance.floor == {family: family.traits.floor for family in Family if family.traits.floor > 0}
    exchanges = [family.traits.exchange for family in rewrite.balance.floor]
    assert exchanges == sorted(exchanges, reverse=True)


def test_a_family_is_copied_and_stored_by_its_name() -> None:
    assert pickle.loads(pickle.dumps(Family.COUNT)) is Family.COUNT
    assert copy.deepcopy(Family.COUNT) is Family.COUNT
    assert json.dumps(Family.COUNT) == '"count"'
