import pytest
from pydantic import ValidationError

from hardneg.config import load
from hardneg.errors import UserError
from hardneg.schemas.card import CardConfig


def test_one_source_or_language_may_be_given_without_a_list() -> None:
    card = CardConfig.model_validate({"source": "someone/captions", "language": "pt-BR"})
    assert (card.source, card.language) == (["someone/captions"], ["pt-BR"])


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": " "}, "one line"),
        ({"licence": "mit\napache-2.0"}, "one line"),
        ({"source": ["a", ""]}, "one line"),
        ({"language": ["English"]}, "no code of a language"),
        ({"url": "example.org"}, "https://"),
        ({"licence_link": "LICENSE"}, "https://"),
        ({"date_published": "May 2026"}, "date"),
        ({"license": "mit"}, "Extra inputs"),
    ],
)
def test_what_no_card_can_hold_is_refused(fields: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        CardConfig.model_validate(fields)


def test_the_american_spelling_is_refused_with_the_key_that_exists() -> None:
    with pytest.raises(UserError, match="licence"):
        load(None, ["shards.card.license=mit"], {})
