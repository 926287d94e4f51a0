import pytest

from hardneg.captions.cleaning.clean import Rejected
from hardneg.captions.cleaning.tags import Cleaned, clean_tags
from hardneg.captions.fields.records import BETWEEN_TAGS
from hardneg.schemas.config import CaptionsConfig
from hardneg.schemas.reasons import Reason

CONFIG = CaptionsConfig(form="tags")


def cleaned(*tags: str) -> Cleaned | Rejected:
    return clean_tags(BETWEEN_TAGS.join(tags), CONFIG)


def test_empty_and_repeated_tags_are_dropped_and_counted() -> None:
    assert cleaned("dog", " ", "Red  couch", "", "red couch", "dog") == Cleaned("dog, Red couch", 2, 2)


@pytest.mark.parametrize(
    ("raw", "tag"),
    [
        ("long_hair", "long hair"),
        ("dog,", "dog"),
        ("salt &amp; pepper", "salt & pepper"),
        ("two\u200b\tdogs\n", "two dogs"),
        ("16:9", "16:9"),
    ],
)
def test_a_tag_is_as_clean_as_a_caption(raw: str, tag: str) -> None:
    assert cleaned(raw, "window") == Cleaned(f"{tag}, window", 0, 0)


@pytest.mark.parametrize("tags", [("dog",), ("ox",), ("dog", "red couch", "two people", "indoors"), ("1girl", "solo", "long_hair")])
def test_ordinary_lists_are_neither_too_short_nor_foreign(tags: tuple[str, ...]) -> None:
    assert isinstance(cleaned(*tags), Cleaned)


@pytest.mark.parametrize(
    ("tags", "reason", "detail"),
    [
        (("dog", "https://example.org/a"), Reason.BAD_TAG, "tag 2 is an address"),
        (("photo.jpg", "dog"), Reason.BAD_TAG, "tag 1 is an address"),
        (("Paris, France", "tower"), Reason.BAD_TAG, "contains the separator"),
        (("dog", "a " * 61), Reason.BAD_TAG, "has 121 characters, at most 120"),
        (("dog", "x" * 10_000_000), Reason.TOO_LONG, "at most 4000"),
        (tuple(f"thing {i}" for i in range(500)), Reason.TOO_LONG, "at most 4000"),
        (("", " "), Reason.EMPTY, "all 2 tags are empty"),
        (("1", "2"), Reason.NO_WORDS, "no letter"),
        (("собака", "диван"), Reason.NOT_ENGLISH, "not Latin"),
        (("perro", "ventana", "dos personas"), Reason.NOT_ENGLISH, "words are English"),
    ],
)
def test_an_invalid_list_of_tags_is_a_reject_with_its_reason(tags: tuple[str, ...], reason: Reason, detail: str) -> None:
    found = cleaned(*tags)
    assert isinstance(found, Rejected)
    assert found.reason is reason
    assert detail in (found.detail or "")


def test_cleaning_a_clean_list_changes_nothing() -> None:
    once = cleaned("dog", "red_couch", "two people,")
    assert isinstance(once, Cleaned)
    assert cleaned(*once.text.split(", ")) == once
