import torch
from torch import nn

from hardneg.matching.layers import Attention, Layer, RelativePositionBias


def noise(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def test_attention_with_a_bias_is_that_of_torch() -> None:
    ours, theirs = Attention(12, 3), nn.MultiheadAttention(12, 3, batch_first=True)
    theirs.load_state_dict({
        "in_proj_weight": ours.inner.weight, "in_proj_bias": ours.inner.bias,
        "out_proj.weight": ours.outer.weight, "out_proj.bias": ours.outer.bias,
    })  # fmt: skip
    x, bias = noise(2, 5, 12), noise(2, 3, 5, 5, seed=1)
    torch.testing.assert_close(ours(x, bias), theirs(x, x, x, attn_mask=bias.flatten(0, 1))[0])


def test_one_bias_serves_all_of_a_batch() -> None:
    layer, x, bias = Layer(8, 2, 16), noise(3, 4, 8), noise(1, 2, 4, 4, seed=1)
    torch.testing.assert_close(layer(x, bias), layer(x, bias.expand(3, -1, -1, -1)))


def test_what_a_bias_takes_away_reaches_no_other_token() -> None:
    layer, x = Layer(8, 2, 16), noise(1, 4, 8)
    bias = torch.zeros(1, 2, 4, 4)
    bias[..., 3] = -1e4
    other = x.clone()
    other[:, 3] = 7.0
    torch.testing.assert_close(layer(x, bias)[:, :3], layer(other, bias)[:, :3])
    assert not torch.allclose(layer(x, bias * 0)[:, :3], layer(other, bias * 0)[:, :3])


def test_the_bias_of_words_is_that_of_their_distance_up_to_its_reach() -> None:
    near = RelativePositionBias(2, reach=3)
    near.table.data = torch.arange(14.0).reshape(7, 2)
    bias = near(9)
    assert bias.shape == (2, 9, 9)
    for first in range(9):
        for second in range(9):
            apart = max(-3, min(3, second - first))
            assert bias[:, first, second].tolist() == near.table[apart + 3].tolist()
    torch.testing.assert_close(near(4), bias[:, :4, :4])


def test_before_training_one_head_looks_everywhere_and_the_last_looks_near() -> None:
    bias = RelativePositionBias(4, reach=16)(6)
    assert bias[0].abs().max() == 0
    assert (bias[3].argmax(1) == torch.arange(6)).all()
    assert (bias[3, 0].diff() < 0).all()
