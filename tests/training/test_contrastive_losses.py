import torch
from torch.nn import functional as F  # noqa: N812

from hardneg.training.contrastive_losses import CAPTION, NEGATIVE, POSITIVE, TextBatch, matching_loss, own_loss, sigmoid_loss, softmax_loss

# Two images: captions, a positive of the first, a negative of each.
TEXTS = TextBatch(
    torch.zeros(5, 1, dtype=torch.long),
    torch.ones(5, 1, dtype=torch.long),
    torch.tensor([0, 1, 0, 0, 1]),
    torch.tensor([CAPTION, CAPTION, POSITIVE, NEGATIVE, NEGATIVE]),
    torch.tensor([0, 1]),
)


def test_a_captions_own_negatives_are_in_the_denominator_and_positives_are_not() -> None:
    logits = torch.tensor([[2.0, 0.0, 50.0, 1.0, 0.0], [0.0, 2.0, 50.0, 0.0, 1.0]])
    to_text = F.cross_entropy(logits[:, [0, 1, 3, 4]], torch.tensor([0, 1]))
    to_image = F.cross_entropy(logits[:, :2].T, torch.tensor([0, 1]))
    torch.testing.assert_close(softmax_loss(logits, TEXTS), (to_text + to_image) / 2)


def test_without_negatives_it_is_clips_loss() -> None:
    logits = torch.randn(4, 4, generator=torch.Generator().manual_seed(0))
    texts = TextBatch(torch.zeros(4, 1), torch.zeros(4, 1), torch.arange(4), torch.full((4,), CAPTION), torch.arange(4))
    target = torch.arange(4)
    torch.testing.assert_close(softmax_loss(logits, texts), (F.cross_entropy(logits, target) + F.cross_entropy(logits.T, target)) / 2)


def test_siglips_loss_wants_captions_and_own_positives_and_nothing_else() -> None:
    wanted = torch.tensor([[1.0, 0, 1, 0, 0], [0, 1, 0, 0, 0]])
    assert sigmoid_loss(40 * wanted - 20, TEXTS) < 1e-6
    assert sigmoid_loss(20 - 40 * wanted, TEXTS) > 10


def test_another_caption_of_the_same_image_is_no_wrong_one() -> None:
    texts = TEXTS._replace(group=torch.tensor([0, 0]))
    logits = torch.tensor([[2.0, 30.0, 50.0, 1.0, 0.0], [30.0, 2.0, 50.0, 0.0, 1.0]])
    to_text = F.cross_entropy(torch.tensor([[2.0, 1.0, 0.0], [2.0, 0.0, 1.0]]), torch.tensor([0, 0]))
    torch.testing.assert_close(softmax_loss(logits, texts), to_text / 2)
    wanted = torch.tensor([[1.0, 1, 1, 0, 0], [1, 1, 1, 0, 0]])
    assert sigmoid_loss(40 * wanted - 20, texts) < 1e-6


def test_own_loss_sets_each_caption_against_its_own_negatives_and_one_wrong_caption() -> None:
    own, wrong = torch.tensor([1.0, 2.0, 50.0, 0.0, 3.0]), torch.tensor([0.5, -torch.inf])
    first = F.cross_entropy(torch.tensor([[1.0, 0.0, 0.5]]), torch.tensor([0]))
    second = F.cross_entropy(torch.tensor([[2.0, 3.0]]), torch.tensor([0]))
    torch.testing.assert_close(own_loss(own, wrong, TEXTS), (first + second) / 2)


def test_matching_loss_weighs_what_fits_and_what_does_not_the_same() -> None:
    none = torch.full((2,), -torch.inf)
    right = matching_loss(torch.tensor([9.0, 9, 9, -9, -9]), none, TEXTS)
    assert right < 1e-3
    torch.testing.assert_close(matching_loss(torch.zeros(5), none, TEXTS), torch.tensor(2.0).log())
    assert matching_loss(torch.tensor([9.0, 9, 9, -9, -9]), torch.full((2,), 9.0), TEXTS) > 1
