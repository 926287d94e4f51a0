import pytest
from pydantic import ValidationError

from hardneg.schemas.record import Record


class Page(Record):
    title: str
    parts: list["Page"] = []


def test_a_record_comes_back_from_json() -> None:
    page = Page(title="a", parts=[Page(title="b")])
    assert Page.model_validate_json(page.model_dump_json()) == page


@pytest.mark.parametrize("text", ['{"title": "a", "tilte": "b"}', '{"title": "a", "parts": [{"title": "b", "page": 1}]}', "{}", "[]"])
def test_unknown_fields_are_an_error_at_any_depth(text: str) -> None:
    with pytest.raises(ValidationError):
        Page.model_validate_json(text)
