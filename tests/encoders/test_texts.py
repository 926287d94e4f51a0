"""Text encoders by name: a row for the whole text, and a row for each token."""

from pathlib import Path

import numpy as np
import pytest
from encoders.tiny_encoders import bert, dinov2
from matching import tiny

from hardneg.encoders.texts import open_text_encoder
from hardneg.errors import UserError

MAKERS = {"clip": tiny.clip, "siglip": tiny.siglip, "siglip2": tiny.siglip2, "bert": bert}


@pytest.fixture(scope="module", params=list(MAKERS))
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return MAKERS[request.param](tmp_path_factory.mktemp(request.param))


def test_each_kind_gives_a_whole_row_and_one_for_each_token_in_the_order_of_the_texts(folder: Path) -> None:
    encoder = open_text_encoder(str(folder), device="cpu")

    found = encoder.encode(tiny.TEXTS)

    assert [each.shape for each in found] == [(1 + 2 + len(text.split()), encoder.width) for text in tiny.TEXTS]
    assert all(each.dtype == np.float16 and np.isfinite(each).all() for each in found)


def test_a_text_has_the_same_features_in_any_batch(folder: Path) -> None:
    together = open_text_encoder(str(folder), device="cpu").encode(tiny.TEXTS)
    alone = open_text_encoder(str(folder), device="cpu", batch_size=1).encode(tiny.TEXTS)

    assert all(np.allclose(one, other, atol=2e-3) for one, other in zip(together, alone, strict=True))


def test_the_row_of_the_whole_text_of_a_bert_is_the_mean_of_its_tokens(tmp_path: Path) -> None:
    [found] = open_text_encoder(str(bert(tmp_path)), device="cpu").encode(["a red dog"])

    assert np.allclose(found[0], found[1:].mean(0), atol=2e-3)


def test_long_texts_are_truncated_and_counted(tmp_path: Path) -> None:
    encoder = open_text_encoder(str(bert(tmp_path)), device="cpu")

    [found] = encoder.encode([" ".join(["dog"] * 60)])

    assert (len(found), encoder.truncated) == (25, 1)


def test_an_image_model_is_no_text_encoder(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="model_type dinov2 is no text encoder; known: bert"):
        open_text_encoder(str(dinov2(tmp_path)))


def test_a_name_that_is_not_known_is_one_line() -> None:
    with pytest.raises(UserError, match=r"encoder minilm: no such folder; .*minilm-l6-v2"):
        open_text_encoder("minilm")
