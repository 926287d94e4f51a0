import torch

from hardneg.matching.scenes_encoder import lies, pooled


def test_two_halves_of_one_thing_are_put_together_and_two_things_are_not() -> None:
    spot = torch.tensor([[[0.50, 0.3, 0.1], [0.51, 0.3, 0.1], [0.50, 0.3, 0.2], [0.8, 0.3, 0.1]]])
    layer = torch.tensor([[0, 0, 1, 0]])
    torch.testing.assert_close(pooled(torch.tensor([[0.6, 0.4, 0.3, 0.2]]), spot, layer), torch.tensor([[1.0, 0.0, 0.3, 0.2]]))


def test_how_things_lie_turns_round_with_them() -> None:
    told = lies(torch.tensor([[[0.2, 0.5, 0.1], [0.8, 0.5, 0.1]]]))
    across, along = told[0, :, :, 0], told[0, :, :, 1]
    assert across[0, 1] > 0.9
    assert across[1, 0] < -0.9
    torch.testing.assert_close(along[0, 1], torch.tensor(0.0))
    torch.testing.assert_close(told[0, 0, 1, 3:6], told[0, 1, 0, 3:6])
