from typing import Any

import numpy as np
import pytest
import spacy
from spacy.language import Language

from hardneg.parse.fast_products import FastOps, Matrix
from hardneg.parse.model import load
from hardneg.parse.shared_windows import NAME, with_shared_windows

CAPTION = "A small black dog sits on a wooden bench next to two red chairs."
VARIANTS = [CAPTION.replace("dog", noun) for noun in ("dog", "cat", "horse", "parrot", "bicycle")]
MIXED = [*VARIANTS, "", "Rain.", "There is a small black dog on a bench.", "  Two  dogs\nrun"]


@pytest.fixture(scope="module")
def nlp() -> Any:
    return load("en_core_web_sm")


def _vectors(nlp: Any, texts: list[str], plain: bool = False) -> list[Matrix]:
    network = nlp.get_pipe("tok2vec").model
    found: list[Matrix] = (network.layers[0] if plain else network).predict([nlp.make_doc(text) for text in texts])
    return found


def _tolerance() -> float:
    """Return 0 where equal rows have equal products, and a bound of the last digits where kernels sum each row of a tile in its own way."""
    row = np.linspace(-1, 1, 288, dtype=np.float32)
    products = np.repeat(row[None], 96, axis=0) @ np.outer(row, row[:96])
    return 0.0 if (products == products[0]).all() else 1e-5


@pytest.mark.parametrize("texts", [MIXED, MIXED[::-1], [CAPTION], VARIANTS * 20])
def test_vectors_are_those_of_spacy_up_to_the_order_of_sums(nlp: Any, texts: list[str]) -> None:
    for one, two in zip(_vectors(nlp, texts), _vectors(nlp, texts, plain=True), strict=True):
        np.testing.assert_allclose(one, two, rtol=0, atol=_tolerance())


def test_the_vectors_of_one_word_do_not_depend_on_the_texts_beside_it(nlp: Any) -> None:
    np.testing.assert_allclose(_vectors(nlp, ["Rain"])[0], _vectors(nlp, ["Rain", *MIXED])[0], rtol=0, atol=_tolerance())


def test_the_same_texts_have_the_same_vectors(nlp: Any) -> None:
    for one, two in zip(_vectors(nlp, MIXED), _vectors(nlp, MIXED), strict=True):
        np.testing.assert_array_equal(one, two)


def test_a_window_that_recurs_is_computed_once(nlp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    product, rows = FastOps.gemm, []

    def counted(ops: Any, x: Matrix, y: Matrix, **options: Any) -> Matrix:
        rows.append(len(x))
        return product(ops, x, y, **options)

    monkeypatch.setattr(FastOps, "gemm", counted)
    _vectors(nlp, VARIANTS * 20)
    repeated = rows.copy()
    rows.clear()
    _vectors(nlp, VARIANTS, plain=True)
    assert len(rows) == 5
    assert all(ours < theirs for ours, theirs in zip(repeated, rows, strict=True))


def test_training_is_that_of_spacy(nlp: Any) -> None:
    vectors, backprop = nlp.get_pipe("tok2vec").model.begin_update([nlp.make_doc(CAPTION)])
    assert [len(gradient) for gradient in backprop(vectors)] == []


def test_a_network_with_wider_windows_stays_as_it_is() -> None:
    network = _tok2vec(window_size=2).get_pipe("tok2vec").model
    assert network.name != NAME


def test_a_network_of_the_same_form_is_recognised() -> None:
    assert _tok2vec(window_size=1).get_pipe("tok2vec").model.name == NAME


def test_a_pipeline_without_shared_vectors_stays_as_it_is() -> None:
    assert with_shared_windows(spacy.blank("en")).pipe_names == []


def _tok2vec(window_size: int) -> Language:
    own = spacy.blank("en")
    form = {"@architectures": "spacy.HashEmbedCNN.v2", "pretrained_vectors": None, "width": 16, "depth": 2, "embed_size": 50}
    form |= {"window_size": window_size, "maxout_pieces": 2, "subword_features": True}
    own.add_pipe("tok2vec", config={"model": form})
    own.initialize()
    shared: Language = with_shared_windows(own)
    return shared
