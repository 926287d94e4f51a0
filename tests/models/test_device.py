import pytest

from hardneg.errors import UserError
from hardneg.matching.load import load_matcher
from hardneg.models.device import device_of


def test_a_device_that_is_not_here_is_a_users_mistake_for_every_kind_of_matcher() -> None:
    assert device_of("cpu").type == "cpu"
    for load in (device_of, lambda device: load_matcher("scenes", device=device)):
        with pytest.raises(UserError, match="device nonsense"):
            load("nonsense")
