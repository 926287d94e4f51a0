"""Check that networks in training give the logits of the matchers with the same weights."""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("transformers")
import torch
from matching import tiny

from hardneg.matching.load import load_matcher
from hardneg.matching.matcher import Matcher
from hardneg.training.contrastive_losses import CAPTION, NEGATIVE, POSITIVE, TextBatch, own_loss, sigmoid_loss, softmax_loss
from hardneg.training.matcher.learners import Learner, learner_of
from hardneg.training.matcher.matcher_models import Matched

WRITTEN = ["a red dog", "two cat sits", "the mat .", "a dog red", "two blue cat sits on", "dog"]
IMAGE = [0, 1, 2, 0, 1, 1]
KIND = [CAPTION, CAPTION, CAPTION, POSITIVE, NEGATIVE, NEGATIVE]
MODELS = {"clip": tiny.clip, "siglip": tiny.siglip, "blip": tiny.blip, "hardneg-cross": tiny.cross}


def texts_of(learner: Learner, written: list[str], image: list[int], kind: list[int], group: list[int] | None = None) -> TextBatch:
    images = torch.arange(kind.count(CAPTION)) if group is None else torch.tensor(group)
    return TextBatch(*learner.read(written), torch.tensor(image), torch.tensor(kind), images)


@pytest.fixture(scope="module", params=list(MODELS))
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return MODELS[request.param](tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="module")
def made(folder: Path) -> tuple[Matched, TextBatch, Matcher]:
    """Return what the network and the matcher of the same folder compute for three images and their texts."""
    learner = learner_of(str(folder))
    texts = texts_of(learner, WRITTEN, IMAGE, KIND)
    with torch.inference_mode():
        return learner.net().eval()(learner.see(tiny.pictures()), texts), texts, load_matcher(str(folder), device="cpu")


def logits(folder: Path, matcher: Matcher) -> torch.Tensor:
    """Return the matcher's logits of all images with all texts, for CLIP and SigLIP on the training scale."""
    pairs = np.array([(i, t) for i in range(3) for t in range(len(WRITTEN))], np.int64)
    scores = torch.from_numpy(matcher.score(tiny.pictures(), WRITTEN, pairs)).reshape(3, -1)
    if not hasattr(matcher, "model") or not hasattr(matcher.model, "logit_scale") or "blip" in folder.name:
        return scores
    cosine = (scores - getattr(matcher.model, "logit_bias", torch.tensor(0.0))) / matcher.model.logit_scale.exp()
    return (torch.tensor(2.5).exp() * cosine - 3).detach()


def test_each_text_is_matched_with_its_own_picture(folder: Path, made: tuple[Matched, TextBatch, Matcher]) -> None:
    found, texts, matcher = made
    torch.testing.assert_close(found.own, logits(folder, matcher)[texts.image, torch.arange(len(WRITTEN))], atol=1e-4, rtol=1e-4)


def test_the_wrong_caption_of_a_picture_is_one_of_another_and_where_it_is_judged_by_itself_the_likeliest(
    folder: Path, made: tuple[Matched, TextBatch, Matcher]
) -> None:
    found, _, matcher = made
    others = logits(folder, matcher)[:, :3].masked_fill(torch.eye(3, dtype=torch.bool), -torch.inf)
    if "blip" in folder.name:  # chosen by the embeddings, judged by the head
        assert torch.isclose(found.wrong[:, None], others, atol=1e-4).any(1).all()
    else:
        torch.testing.assert_close(found.wrong, others.max(1).values, atol=1e-4, rtol=1e-4)


def test_no_wrong_caption_of_a_picture_is_another_of_its_own(folder: Path) -> None:
    learner = learner_of(str(folder))
    net, seen = learner.net().eval(), learner.see([tiny.pictures()[i] for i in (0, 0, 1)])
    with torch.inference_mode():
        apart = net(seen, texts_of(learner, WRITTEN[:3], [0, 1, 2], [CAPTION] * 3))
        alike = net(seen, texts_of(learner, WRITTEN[:3], [0, 1, 2], [CAPTION] * 3, group=[0, 0, 1]))
        third = net(seen[1:], texts_of(learner, WRITTEN[1:3], [0, 1], [CAPTION] * 2))
    torch.testing.assert_close(alike.wrong[1], third.wrong[0], atol=1e-5, rtol=1e-5)
    assert alike.contrast != apart.contrast


def test_the_contrastive_loss_is_that_of_the_kind_of_model(folder: Path, made: tuple[Matched, TextBatch, Matcher]) -> None:
    found, texts, matcher = made
    pairs = np.array([(i, t) for i in range(3) for t in range(len(WRITTEN))], np.int64)
    scores = torch.from_numpy(matcher.score(tiny.pictures(), WRITTEN, pairs)).reshape(3, -1)
    if "siglip" in folder.name:
        wanted = sigmoid_loss(scores, texts)
    elif "clip" in folder.name:
        wanted = softmax_loss(scores, texts)
    elif "blip" in folder.name:
        wanted = softmax_loss(_cosines_of_blip(folder), texts) + own_loss(found.own, found.wrong, texts)
    else:
        wanted = own_loss(found.own, found.wrong, texts)
    torch.testing.assert_close(found.contrast, wanted, atol=1e-5, rtol=1e-5)


@torch.inference_mode()
def _cosines_of_blip(folder: Path) -> torch.Tensor:
    """Return the cosines of the model's own forward pass without its head, on the initial training scale."""
    from transformers import AutoTokenizer, BlipForImageTextRetrieval

    model, tokenizer = BlipForImageTextRetrieval.from_pretrained(folder).eval(), AutoTokenizer.from_pretrained(folder)
    pixels = learner_of(str(folder)).see(tiny.pictures())
    columns = [
        model(**tokenizer([text] * 3, return_tensors="pt"), pixel_values=pixels, use_itm_head=False).itm_score[:, 0] for text in WRITTEN
    ]
    return torch.stack(columns, 1) * torch.tensor(2.5).exp()


def test_a_picture_alone_has_no_wrong_caption(folder: Path) -> None:
    learner = learner_of(str(folder))
    found = learner.net().eval()(learner.see(tiny.pictures(1)), texts_of(learner, WRITTEN[:2], [0, 0], [CAPTION, NEGATIVE]))
    assert found.wrong.tolist() == [-torch.inf]
    assert torch.isfinite(found.own).all()
    assert torch.isfinite(found.contrast)
