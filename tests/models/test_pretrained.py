import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("transformers")
import torch
import transformers
from matching import tiny

from hardneg.errors import UserError
from hardneg.models.matcher_folder import MatcherFolder
from hardneg.models.pretrained import Encoded, Texts, batches, quiet

CPU = torch.device("cpu")


def folder_of(path: Path, kind: str = "clip", limit: int = 16, **config: object) -> MatcherFolder:
    tiny.word_tokenizer(path, limit)
    return MatcherFolder("tiny", path, kind, {"model_type": kind, **config})


def read(encoded: Encoded, size: int) -> list[list[int]]:
    """The ids of each text as its batch has them, in the order in which the texts were given."""
    rows = [ids for batch in encoded.batches(size, CPU) for ids in batch["input_ids"].tolist()]
    return [rows[place] for place in encoded.back.tolist()]


@given(st.integers(0, 50), st.integers(1, 60))
def test_batches_cover_everything_once_and_in_order(count: int, size: int) -> None:
    found = list(batches(count, size))
    assert [number for batch in found for number in batch] == list(range(count))
    assert all(0 < len(batch) <= size for batch in found)


@pytest.mark.parametrize("size", [1, 2, 9])
def test_texts_go_by_length_and_come_back_in_their_order(tmp_path: Path, size: int) -> None:
    texts = Texts(folder_of(tmp_path, text_config={"max_position_embeddings": 16}))
    given_texts = ["a red dog sits on the mat .", "a cat", "two blue cat sits", "the dog", "a"]
    encoded = texts.encode(given_texts)
    lengths = [batch["input_ids"].shape[1] for batch in encoded.batches(size, CPU)]
    assert lengths == sorted(lengths)
    for ids, text in zip(read(encoded, size), given_texts, strict=True):
        assert [each for each in ids if each] == texts.tokenizer(text)["input_ids"]
    assert texts.truncated == 0


def test_a_model_that_was_trained_on_full_length_is_given_full_length(tmp_path: Path) -> None:
    for kind, length in (("siglip", 16), ("clip", 4)):
        texts = Texts(folder_of(tmp_path, kind, text_config={"max_position_embeddings": 16}))
        assert texts.encode(["a dog"]).rows([0], CPU)["input_ids"].shape == (1, length)


@pytest.mark.parametrize(("limit", "positions"), [(16, 9), (9, 16)])
def test_texts_are_cut_to_the_lesser_of_what_tokenizer_and_model_read(tmp_path: Path, limit: int, positions: int) -> None:
    texts = Texts(folder_of(tmp_path, limit=limit, text_config={"max_position_embeddings": positions}))
    whole, cut = read(texts.encode(["dog " * 7, "dog " * 8]), 2)
    assert len(whole) == len(cut) == 9
    assert texts.truncated == 1


def test_pairs_are_counted_as_cut_where_both_together_are_too_long(tmp_path: Path) -> None:
    texts = Texts(folder_of(tmp_path, "bert", max_position_embeddings=9))
    assert [len(ids) for ids in read(texts.encode(["a dog", "a dog"], ["a red cat", "a red blue cat"]), 1)] == [8, 9]
    assert texts.truncated == 0
    texts.encode(["a dog sits"], ["a red blue cat"])
    assert texts.truncated == 1


def test_what_config_leaves_out_is_the_default_of_its_kind(tmp_path: Path) -> None:
    tiny.clip(tmp_path)
    config = json.loads((tmp_path / "config.json").read_text())
    del config["text_config"]["max_position_embeddings"]
    (tmp_path / "config.json").write_text(json.dumps(config))
    tiny.word_tokenizer(tmp_path, limit=10**9)
    assert Texts(MatcherFolder("tiny", tmp_path, "clip", config)).limit == 77


def test_a_model_that_nobody_knows_the_length_of_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="how many tokens"):
        Texts(folder_of(tmp_path, "bert", limit=10**30))


def fail_quietly() -> None:
    with quiet():
        assert transformers.logging.get_verbosity() == transformers.logging.ERROR
        assert not transformers.logging.is_progress_bar_enabled()
        raise ValueError("broken")


def test_quiet_is_over_when_it_is_over_even_after_an_error() -> None:
    shown, bars = transformers.logging.get_verbosity(), transformers.logging.is_progress_bar_enabled()
    transformers.logging.set_verbosity_info()
    transformers.logging.enable_progress_bar()
    try:
        with pytest.raises(ValueError, match="broken"):
            fail_quietly()
        assert transformers.logging.get_verbosity() == transformers.logging.INFO
        assert transformers.logging.is_progress_bar_enabled()
    finally:
        transformers.logging.set_verbosity(shown)
        if not bars:
            transformers.logging.disable_progress_bar()
