import pytest

from hardneg.captions.fields.names import UNNAMED, caption_rank, image_id_rank, image_rank, key_rank, series, words


def test_words_of_a_name_are_the_same_however_it_is_written() -> None:
    assert words("imagePath") == words("image_path") == words("Image Path") == ["image", "path"]
    assert words("caption1") == ["caption", "1"]


@pytest.mark.parametrize("name", ["negative", "false_caption", "caption_score", "text_length", "caption_zh_id"])
def test_names_of_false_captions_have_no_rank(name: str) -> None:
    assert caption_rank(name) is None


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("caption", "title"),
        ("caption", "generated_caption"),
        ("en_caption", "raw_caption"),
        ("recaption", "original_caption"),
        ("caption_en", "caption_de"),
        ("photo_caption", "article_title"),
        ("data.caption", "x7"),
    ],
)
def test_a_more_specific_name_of_a_caption_ranks_first(better: str, worse: str) -> None:
    one, two = caption_rank(better), caption_rank(worse)
    assert one is not None
    assert two is not None
    assert one < two


def test_a_name_without_evidence_may_still_be_a_caption_or_an_image() -> None:
    assert caption_rank("x7") == image_rank("x7") == UNNAMED


def test_an_image_is_named_by_its_path_and_not_by_its_properties() -> None:
    ranks = [image_rank(name) for name in ("image", "meta.image", "original_image_path")]
    assert ranks == sorted(rank for rank in ranks if rank is not None)
    assert image_rank("image_height") == image_rank("image_caption") == UNNAMED


def test_ids_of_captions_and_ids_of_images_are_distinguished() -> None:
    assert key_rank("caption_id") is not None
    assert key_rank("image_id") is None
    assert image_id_rank("cocoid") is not None
    assert image_id_rank("flickr_id") is not None
    assert image_id_rank("author_id") is None


def test_a_series_is_a_stem_and_a_number() -> None:
    assert series("caption_3") == ("caption", 3)
    assert series("caption") is None
    assert series("12") is None
