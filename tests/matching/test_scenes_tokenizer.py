from pathlib import Path

import numpy as np
import pytest

from hardneg.errors import UserError
from hardneg.matching.scenes_tokenizer import END, PAD, START, UNKNOWN, buckets, encode, read_tokenizer, save_tokenizer, tokenizer_of

WORDS = ["a", "red", "circle", ".", ","]


def test_words_are_lower_case_tokens_and_what_is_not_known_is_unknown() -> None:
    (ids,) = encode(tokenizer_of(WORDS), ["A red Zebra, circle."], 48)
    assert ids == [START, 4, 5, UNKNOWN, 8, 6, 7, END]


def test_a_long_text_is_cut_and_still_ends() -> None:
    (ids,) = encode(tokenizer_of(WORDS), ["a red circle " * 2000], 48)
    assert len(ids) == 48
    assert ids[-1] == END


def test_a_saved_tokenizer_reads_the_same_here_and_in_transformers(tmp_path: Path) -> None:
    from transformers import AutoTokenizer

    save_tokenizer(tokenizer_of(WORDS), tmp_path, 48)
    here = encode(read_tokenizer(tmp_path), ["a red circle."], 48)
    assert AutoTokenizer.from_pretrained(tmp_path)(["a red circle."])["input_ids"] == here


def test_texts_of_one_length_are_padded_together() -> None:
    found = buckets([[2, 3], [2, 4, 5, 6, 3], [2, 5, 3]], 2)
    assert [bucket.places.tolist() for bucket in found] == [[0, 2], [1]]
    np.testing.assert_array_equal(found[0].ids, [[2, 3, PAD], [2, 5, 3]])


@pytest.mark.parametrize("content", [None, "{", '{"model": {"type": "Nonsense"}}'])
def test_a_missing_or_broken_tokenizer_is_a_users_mistake(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "tokenizer.json").write_text(content)
    with pytest.raises(UserError, match=r"tokenizer"):
        read_tokenizer(tmp_path)
