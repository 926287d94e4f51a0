from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardneg.errors import UserError
from hardneg.rewrite.llm.transport import FIRST_WAIT_S, LONGEST_WAIT_S, RefusedError, Transport, wait_s


@given(st.integers(0, 1000))
def test_the_wait_grows_to_a_limit_and_is_never_the_same_for_all(attempt: int) -> None:
    longest = min(FIRST_WAIT_S * 2.0 ** min(attempt, 60), LONGEST_WAIT_S)
    assert longest / 2 <= wait_s(attempt, None) <= longest


def test_the_wait_is_what_the_server_asks_for() -> None:
    assert wait_s(0, "7") == 7
    assert 3 < wait_s(0, format_datetime(datetime.now(UTC) + timedelta(seconds=5), usegmt=True)) <= 5
    assert wait_s(0, "-3") == 0


@pytest.mark.parametrize("value", ["soon", "", "nan"])
def test_a_wait_that_makes_no_sense_is_passed_over(value: str) -> None:
    assert FIRST_WAIT_S / 2 <= wait_s(0, value) <= FIRST_WAIT_S


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://here", "http://", ""])
def test_what_is_no_address_is_one_clear_line(url: str) -> None:
    with pytest.raises(UserError, match=r"rewrite\.llm\.url is"):
        Transport(url, None, 1.0, 0, 1)


@pytest.mark.parametrize(
    ("message", "too_long"),
    [
        ("400: This model's maximum context length is 2048 tokens. However, you requested 4000 tokens", True),
        ("400: The decoder prompt (length 3001) is longer than the maximum model length of 2048", True),
        ("400: unknown field", False),
    ],
)
def test_a_prompt_that_does_not_fit_is_told_from_other_refusals(message: str, too_long: bool) -> None:
    assert RefusedError(message).too_long == too_long
