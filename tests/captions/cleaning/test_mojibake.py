import pytest

from hardneg.captions.cleaning.clean import Rejected, clean
from hardneg.captions.cleaning.mojibake import repaired
from hardneg.schemas.config import CaptionsConfig
from hardneg.schemas.reasons import Reason


@pytest.mark.parametrize(
    ("damaged", "text"),
    [
        ("A plate of jalapeÃ±o peppers.", "A plate of jalapeño peppers."),
        ("A womanâ€™s red coat.", "A woman\u2019s red coat."),
        ("A boy\u00e2\u0080\u0099s kite.", "A boy\u2019s kite."),
        ("A bench â€“ and a tree.", "A bench \u2013 and a tree."),
        ("Two cups of rosÃ© wine", "Two cups of rosé wine"),
        ("A caf&Atilde;&copy; with green chairs", "A café with green chairs"),
    ],
)
def test_mojibake_is_repaired(damaged: str, text: str) -> None:
    assert clean(damaged, CaptionsConfig()) == text


@pytest.mark.parametrize(
    "text",
    [
        "A crème brûlée on a plate",
        "A sign that says \u201copen\u201d\u2026 and a man\u2019s hat",
        "A 5° slope \u2014 10 \u00d7 12 m",
        "\ufb01ne \uff37ide letters",
        "Zürich © 2019",
    ],
)
def test_good_text_stays_as_it_is(text: str) -> None:
    assert repaired(text) == text


@pytest.mark.parametrize("text", ["A caf\ufffd with green chairs", "A woman?s red coat", "A bench â and a tree", "a jalape?o on a plate"])
def test_letters_that_are_lost_reject_the_caption(text: str) -> None:
    made = clean(text, CaptionsConfig())

    assert isinstance(made, Rejected)
    assert made.reason is Reason.MOJIBAKE


@pytest.mark.parametrize("text", ["Is the man tall? Yes.", "A page at https://example.com/find?colour=red with text"])
def test_a_question_mark_behind_a_word_or_in_an_address_is_no_damage(text: str) -> None:
    assert clean(text, CaptionsConfig()) == text
