import pytest

from hardneg.wording import amount


@pytest.mark.parametrize(
    ("count", "words", "said"),
    [
        (0, ("caption",), "0 captions"),
        (1, ("caption",), "1 caption"),
        (2, ("caption",), "2 captions"),
        (12_345, ("row",), "12,345 rows"),
        (1, ("caption without an image",), "1 caption without an image"),
        (3, ("caption without an image",), "3 captions without an image"),
        (2, ("further retry", "further retries"), "2 further retries"),
    ],
)
def test_a_noun_has_the_number_of_its_count(count: int, words: tuple[str, ...], said: str) -> None:
    assert amount(count, *words) == said
