import json
from pathlib import Path

import pytest

from hardneg.errors import UserError
from hardneg.training.matcher.texts.text_data import TextSources, captions_of, is_held_out, load_pairs, save_pairs
from hardneg.training.matcher.texts.text_pairs import TextPair


def written(path: Path, *rows: dict[str, str]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_excluded_images_and_texts_are_not_learned_from(tmp_path: Path) -> None:
    captions = written(
        tmp_path / "captions.jsonl",
        {"image": "1.jpg", "caption": "A dog."},
        {"image": "2.jpg", "caption": "A cat."},
        {"image": "3.jpg", "caption": "A  bird"},
        {"image": "4.jpg", "caption": "A horse."},
        {"image": "4.jpg", "caption": "a horse"},
    )
    excluded = written(tmp_path / "measured.jsonl", {"image": "1.jpg", "caption": "Another.", "paraphrase": "A bird.", "negative": "a cat"})

    assert captions_of(TextSources((captions,), (excluded,), invented=0)) == ["A horse."]


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="nowhere"):
        captions_of(TextSources((tmp_path / "nowhere.jsonl",)))


def test_all_pairs_of_a_caption_are_held_out_or_none() -> None:
    pairs = [TextPair(f"Caption {i}.", f"caption {i}", text, True, "same") for i in range(400) for text in ("a", "b")]
    held = [is_held_out(pair) for pair in pairs]

    assert held[::2] == held[1::2]
    assert 8 < sum(held[::2]) < 48


def test_pairs_come_back_as_they_were_saved(tmp_path: Path) -> None:
    pairs = [TextPair("A dog.", "A dog.", "A cat.", False, "object"), TextPair("A dog.", "A dog.", "a dog", True, "same")]
    save_pairs(pairs, tmp_path / "pairs.parquet")

    assert load_pairs(tmp_path / "pairs.parquet") == pairs
