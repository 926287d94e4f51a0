from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardneg.captions.files.samples import Endings, Sample, endings_of, grouped, samples, split
from hardneg.schemas.config import CaptionsConfig

KNOWN = endings_of(CaptionsConfig())


def told(*names: str, endings: Endings = KNOWN) -> dict[str, tuple[tuple[str, ...], str | None]]:
    return {sample.key: (sample.texts, sample.image) for sample in grouped(names, endings)}


def test_a_name_with_dots_keeps_its_whole_stem() -> None:
    assert told("at 10.00.png", "at 10.00.txt", "at 10.30.png", "at 10.30.txt") == {
        "at 10.00": (("at 10.00.txt",), "at 10.00.png"),
        "at 10.30": (("at 10.30.txt",), "at 10.30.png"),
    }


def test_texts_with_numbers_are_captions_of_one_image() -> None:
    assert told("7.jpg", "7.0.txt", "7.1.txt") == {"7": (("7.0.txt", "7.1.txt"), "7.jpg")}
    assert told("a/7.jpg", "a/7_0.txt", "a/7_1.txt") == {"a/7": (("a/7_0.txt", "a/7_1.txt"), "a/7.jpg")}
    assert told("7.jpg", "7.short.txt", "7.long.txt") == {"7": (("7.long.txt", "7.short.txt"), "7.jpg")}


def test_a_number_of_its_own_image_is_no_caption_of_another() -> None:
    assert told("7.jpg", "7_0.jpg", "7_0.txt", "7.txt") == {"7": (("7.txt",), "7.jpg"), "7_0": (("7_0.txt",), "7_0.jpg")}
    assert told("v1.0.jpg", "v1.1.txt") == {"v1.0": ((), "v1.0.jpg"), "v1.1": (("v1.1.txt",), None)}


def test_other_images_of_a_key_are_not_the_picture() -> None:
    (sample,) = grouped(["0.jpg", "0.seg.png", "0.txt"], KNOWN)
    assert (sample.image, sample.unused) == ("0.jpg", (".seg.png",))
    (sample,) = grouped(["0.depth.png", "0.rgb.jpg", "0.txt"], KNOWN)
    assert (sample.image, sample.unused) == ("0.rgb.jpg", (".depth.png",))


def test_a_text_that_may_be_no_caption_is_named_a_rival() -> None:
    found = {sample.key: sample for sample in grouped(["0.jpg", "0.ocr.txt", "0.txt"], KNOWN)}
    assert (found["0"].texts, found["0"].rival) == (("0.txt",), None)
    assert (found["0.ocr"].texts, found["0.ocr"].rival) == (("0.ocr.txt",), "0")
    assert told("0.jpg", "0.ocr.txt", "0.txt", endings=KNOWN._replace(texts=(".ocr.txt",))) == {"0": (("0.ocr.txt",), "0.jpg")}


def test_a_file_that_comes_twice_is_named() -> None:
    files = [(name, file) for file in ("a.jpg", "a.txt", "a.txt") if (name := split(file, KNOWN)) is not None]
    assert list(samples(files, KNOWN)) == [Sample("a", ("a.txt",), None, "a.jpg", (), ("a.txt",))]


@pytest.mark.parametrize(("image", "text"), [("images/birds/1.Wren/3.jpg", "captions/birds/1.Wren/3.txt"), ("3.jpg", "texts/3.txt")])
def test_texts_in_a_folder_of_their_own_belong_to_the_images(image: str, text: str) -> None:
    assert told(image, text) == {image.removesuffix(".jpg"): ((text,), image)}


def test_endings_may_be_any() -> None:
    config = CaptionsConfig.model_validate({"text_extensions": ["prompt", "*.TAGS.TXT"], "image_extensions": [".tga"]})
    assert endings_of(config) == Endings((".prompt", ".tags.txt"), (".tga",))
    assert told("a.TGA", "a.tags.txt", "b.prompt", "b.tga", "c.txt", endings=endings_of(config)) == {
        "a": (("a.tags.txt",), "a.TGA"),
        "b": (("b.prompt",), "b.tga"),
        "c": ((), None),
    }


stems = st.text("ab01 -_.", min_size=1, max_size=8).filter(lambda stem: not stem.startswith("."))


@given(st.sets(st.tuples(stems, st.sampled_from(KNOWN.images)), min_size=1, max_size=12))
def test_every_stem_with_image_and_text_is_one_sample_with_these(pairs: set[tuple[str, str]]) -> None:
    pairs = set(dict(pairs).items())
    names = [name for stem, ending in pairs for name in (stem + ending, stem + ".txt")]
    expected = {stem: ((stem + ".txt",), stem + ending) for stem, ending in pairs}
    assert told(*names) == expected
    for key in {stem.partition(".")[0] for stem, _ in pairs}:  # the same in a tar, where the files of a key lie side by side
        files = [(split(name, KNOWN), name) for name in sorted(names) if name.partition(".")[0] == key]
        found = list(samples([(name, file) for name, file in files if name is not None], KNOWN))
        assert {sample.key: (sample.texts, sample.image) for sample in found} == {
            k: v for k, v in expected.items() if k.partition(".")[0] == key
        }


@given(
    st.sets(st.tuples(stems, st.sampled_from([".jpg", ".png", ".seg.png", ".txt", ".0.txt", ".cap", ".ocr.txt"])), min_size=1, max_size=12)
)
def test_no_text_is_lost_and_none_is_read_twice(files: set[tuple[str, str]]) -> None:
    names = {stem + ending for stem, ending in files}
    found = list(grouped(sorted(names), KNOWN))
    read = Counter(text for sample in found for text in sample.texts)
    unused = sum(ending.endswith((".txt", ".cap")) for sample in found for ending in sample.unused)
    assert max(read.values(), default=1) == 1
    assert len(read) + unused == sum(name.endswith((".txt", ".cap")) for name in names)
    images = [sample.image for sample in found if sample.image is not None]
    assert len(images) == len(set(images))
    assert len(images) + sum(ending.endswith(KNOWN.images) for s in found for ending in s.unused) == sum(
        name.endswith(KNOWN.images) for name in names
    )
