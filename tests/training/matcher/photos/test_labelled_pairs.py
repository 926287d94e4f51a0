"""Check that captions by several people give labelled pairs that differ by an edit."""

from pathlib import Path

import pytest

from hardneg.captions.cleaning.image_access import ImagePlaces
from hardneg.matching.image_reading import ImageLocation
from hardneg.schemas.family import Family
from hardneg.training.matcher.photos.labelled_pairs import labelled_pairs
from hardneg.training.matcher.run_examples import RunExample

PLACES = ImagePlaces("/data")


def example(number: int, caption: str, negatives: tuple[tuple[str, str], ...], image: str = "a.png", own: bool = False) -> RunExample:
    return RunExample(
        f"n{number}" if own else f"c{number}", caption, ImageLocation("x.jsonl", image, None), negatives, (), f"c{number}", image
    )


DOG = example(0, "A dog runs.", (("A cat runs.", "object"), ("A dog sleeps.", "action")))
ANIMAL = example(1, "An animal on grass.", (("An animal on sand.", "object"),))
OTHER = example(2, "Two men.", (("Three men.", "count"),), image="b.png")


def test_both_rows_of_a_negative_have_another_persons_caption_and_differ_by_the_edit() -> None:
    found = labelled_pairs([DOG, ANIMAL, OTHER], PLACES)

    assert [(case.caption, case.negative, case.family, case.valid) for case in found if case.family is Family.ACTION] == [
        ("An animal on grass.", "A dog sleeps.", Family.ACTION, True),
        ("An animal on grass.", "A dog runs.", Family.ACTION, False),
    ]
    assert {case.caption for case in found if case.negative in ("An animal on sand.", "An animal on grass.")} == {"A dog runs."}
    assert {case.group for case in found} == {"a.png"}
    assert {case.image.path for case in found if case.image} == {"/data/a.png"}


def test_images_below_a_relative_root_are_found_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    found = labelled_pairs([DOG, ANIMAL], ImagePlaces("file:///data", "pictures"))

    assert {case.image.path for case in found if case.image} == {str(tmp_path / "pictures" / "a.png")}
    remote = labelled_pairs([DOG, ANIMAL], ImagePlaces("file:///data", "s3://bucket/pictures"))
    assert {case.image.path for case in remote if case.image} == {"s3://bucket/pictures/a.png"}


def test_an_image_with_one_caption_gives_no_rows() -> None:
    assert labelled_pairs([OTHER, OTHER._replace(id="c3", caption_id="c3", caption="two MEN.")], PLACES) == []


def test_a_negative_with_an_image_of_its_own_is_no_caption() -> None:
    drawn = example(0, "A cat runs.", (("A dog runs.", "object"),), own=True)

    assert labelled_pairs([DOG, drawn], PLACES) == []


def test_images_in_the_rows_keep_their_bytes() -> None:
    stored = [each._replace(image=ImageLocation("x", "a.png", b"png")) for each in (DOG, ANIMAL)]

    found = labelled_pairs(stored, PLACES)

    assert {(case.image.bytes, case.image.path) for case in found if case.image} == {(b"png", None)}
