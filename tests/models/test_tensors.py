import torch

from hardneg.models.tensors import misfits


def test_tensors_that_one_side_lacks_are_named_before_those_of_another_shape() -> None:
    wanted = {"a": torch.zeros(2), "b": torch.zeros(2), "d": torch.zeros(1)}
    found = {"a": torch.zeros(3), "c": torch.zeros(2), "d": torch.ones(1)}
    assert misfits(wanted, found) == ["b", "c", "a"]
    assert misfits(wanted, wanted) == []
