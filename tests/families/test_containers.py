import pytest
from families.every import offered
from sentences import Parse

from hardneg.families import Name


@pytest.mark.parametrize(
    ("caption", "never"),
    [
        ("A salad in a bowl is on a table.", "pizza"),
        ("A pan of pizza stands on a stove.", "bowl"),
        ("Small pizzas on a tray.", "basket"),
        ("A plate of pasta on a table.", "soup"),
        ("A bowl of soup on a table.", "basket"),
        ("A cook prepares vegetables in a metal bowl.", "basket"),
        ("A woman stirs rice in a pot.", "vase"),
    ],
)
def test_no_container_holds_what_does_not_fit_it(parse: Parse, caption: str, never: str) -> None:
    assert never not in offered(parse(caption), Name.OBJECT)


@pytest.mark.parametrize(
    ("caption", "kept"),
    [
        ("A salad on a plate is on a table.", "pizza"),
        ("A bowl of fruit on a table.", "basket"),
        ("A pizza on a plate.", "pan"),
    ],
)
def test_what_fits_is_offered(parse: Parse, caption: str, kept: str) -> None:
    assert kept in offered(parse(caption), Name.OBJECT)
