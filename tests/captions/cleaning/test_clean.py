import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardneg.captions.cleaning.clean import Rejected, clean
from hardneg.schemas.config import CaptionsConfig
from hardneg.schemas.reasons import Reason

CONFIG = CaptionsConfig()
ANYTHING = CaptionsConfig(min_chars=1, min_words=1)
TRICKY = st.text(st.sampled_from("&amp;lt#x20;38 \t\n\u00a0\u200b\u0301e\u202e\ufeff\u00ade\u0300a;A\U000e0041\ud800\u2028"), max_size=40)


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("A dog\nand a\tcat.", "A dog and a cat."),
        ("  A\u00a0dog \u2003 runs ", "A dog runs"),
        ("\ufeffA dog runs", "A dog runs"),
        ("A d\u200bog \u202eruns\u202c", "A dog runs"),
        ("A dog\x00\x07 runs", "A dog runs"),
        ("A cafe\u0301 table", "A caf\u00e9 table"),
        ("Salt &amp; pepper &quot;shakers&quot;", 'Salt & pepper "shakers"'),
        ("Salt &amp;amp; pepper", "Salt & pepper"),
        ("AT&T sign &unknown; here", "AT&T sign &unknown; here"),
        ("fish &copy chips", "fish &copy chips"),
        ('"A dog runs"', '"A dog runs"'),
        ("A dog\u2028runs", "A dog runs"),
        ("A dog \U000e0041\U000e0042runs", "A dog runs"),
        ("A &#8203;dog&#10;runs", "A dog runs"),
    ],
)
def test_characters_are_removed_decoded_or_kept(raw: str, cleaned: str) -> None:
    assert clean(raw, CONFIG) == cleaned


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("", Reason.EMPTY),
        (" \u200b\n", Reason.EMPTY),
        ("\U0001f600\U0001f436\u2764\ufe0f", Reason.NO_WORDS),
        ("...!?! -- ...", Reason.NO_WORDS),
        ("123 456", Reason.NO_WORDS),
        ("a b", Reason.TOO_SHORT),
        ("Kitchen.", Reason.TOO_SHORT),
        ("a dog " * 1000, Reason.TOO_LONG),
        ("x" * 10_000_000, Reason.TOO_LONG),
        ("&" + "amp;" * 20 + " a dog", Reason.BAD_RECORD),
    ],
)
def test_invalid_captions_are_rejected(raw: str, reason: Reason) -> None:
    result = clean(raw, CONFIG)
    assert isinstance(result, Rejected)
    assert result.reason is reason
    assert len(result.detail or "") < 200


def test_limits_are_those_of_the_config() -> None:
    assert clean("A dog", CaptionsConfig(min_words=3)) == Rejected(Reason.TOO_SHORT, "2 words, at least 3")
    assert clean("A dog", CaptionsConfig(min_chars=6)) == Rejected(Reason.TOO_SHORT, "5 characters, at least 6")
    assert clean("A dog runs", CaptionsConfig(max_chars=9)) == Rejected(Reason.TOO_LONG, "10 characters, at most 9")
    assert clean("Dog", CaptionsConfig(min_chars=3, min_words=1)) == "Dog"


def test_scripts_without_spaces_are_not_one_word() -> None:
    assert clean("一只黑色的小狗坐在椅子旁边", CONFIG) == "一只黑色的小狗坐在椅子旁边"


@pytest.mark.slow
@given(st.one_of(st.text(), TRICKY))
def test_cleaning_twice_is_cleaning_once(raw: str) -> None:
    cleaned = clean(raw, ANYTHING)
    if isinstance(cleaned, str):
        assert clean(cleaned, ANYTHING) == cleaned


@given(st.one_of(st.text(), TRICKY))
def test_clean_text_is_normal_printable_and_encodable(raw: str) -> None:
    cleaned = clean(raw, ANYTHING)
    if isinstance(cleaned, str):
        assert cleaned == unicodedata.normalize("NFC", cleaned)
        assert not [char for char in cleaned if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")]
        assert cleaned.split(" ") == cleaned.split()
        cleaned.encode()
