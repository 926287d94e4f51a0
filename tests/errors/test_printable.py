import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardneg.errors import StageError, UserError
from hardneg.errors.printable import printable

ESCAPES = ("\x1b]0;title\x07", "\x1b[2J", "\x9b31m", "\x1b]52;c;cm0=\x07", "\u202etxt", "\r", "\x08", "\ud800", "\u2028")


@given(st.text())
def test_nothing_that_controls_a_terminal_is_left(text: str) -> None:
    shown = printable(text)
    assert printable(shown) == shown
    assert all(char == "\n" or char.isprintable() or char.isspace() or not char.isascii() for char in shown)
    shown.encode()


@pytest.mark.parametrize("text", ["plain", "caf\u00e9 \u732b", "a\nb", "a\u00a0b"])
def test_other_texts_are_unchanged(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize("text", ESCAPES)
@pytest.mark.parametrize("kind", [UserError, StageError])
def test_errors_do_not_control_the_terminal(text: str, kind: type[Exception]) -> None:
    assert str(kind(f"{text}.csv: no such file")) == f"{printable(text)}.csv: no such file"
    assert text not in str(kind(text))
